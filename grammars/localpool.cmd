feature localpool  Local pools of addresses

words
    ip local        Specify local options
    show ip local   IP local options

mode config : LocalPoolConfig
ip local pool WORD:name A.B.C.D:low [A.B.C.D:high] => call local_pool
    pool            IP Local address pool lists
    WORD            Pool name
    :low            First IP address of the range
    :high           Last IP address of the range
    no: ip local pool WORD:name [A.B.C.D:low [A.B.C.D:high]]
    render: local_pool
    level: partial "without groups, caches and the recycling delay; what is said of a range that is none is not known to be IOS's wording"
    > ip local pool VPN 10.9.0.1 10.9.0.99
    >> ip local pool VPN 10.9.1.1
    >> no ip local pool VPN

mode exec
show ip local pool [WORD:name] => show pool
    pool            IP Local address pool
    WORD            Pool name
    privilege 1
    > show ip local pool
    > show ip local pool VPN
