feature sockets  Open ports

words
    show control-plane  Control Plane information
    show control-plane host  Control plane host path information

mode exec
show ip sockets => show udp
    sockets         Open IP sockets
    privilege 1
    level: partial "of UDP; of the flags in Stat only that a port listens"
    > show ip sockets
show udp => show udp
    udp             UDP information
    privilege 1
    level: partial "of the flags in Stat only that a port listens"
    > show udp
show control-plane host open-ports => show open_ports
    open-ports      Show open tcp/udp ports on the control-plane host
    > show control-plane host open-ports
