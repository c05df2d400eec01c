feature dhcp  DHCP: server, relay agent, client

words
    ip dhcp         Configure DHCP server and relay parameters
    ip dhcp ping    Specify ping parameters used by DHCP
    ip dhcp relay   DHCP relay agent parameters
    ip dhcp relay information  Relay agent information option
    ip forward-protocol  Controls forwarding of physical and directed IP broadcasts
    show ip dhcp    Show items in the DHCP database
    show ip dhcp server  Miscellaneous DHCP server information
    show dhcp       Dynamic Host Configuration Protocol status
    clear ip dhcp   Delete items from the DHCP database
    clear ip dhcp server  Clear DHCP server statistics
    debug ip dhcp   DHCP server parameters
    debug ip dhcp server  DHCP server activity
    release         Release a resource
    renew           Renew a resource
words config-if
    ip dhcp         Configure DHCP parameters for this interface
    ip dhcp client  Configure DHCP client parameters for this interface
    ip dhcp relay   DHCP relay configuration parameters
    ip dhcp relay information  Relay agent information option

mode config : DhcpConfig
service dhcp => service
    dhcp            Enable DHCP server and relay agent
    > no service dhcp
    >> service dhcp
ip dhcp relay information option => information
    option          Insert relay information in BOOTREQUEST
    > ip dhcp relay information option
ip dhcp relay information policy {drop | keep | replace}:policy
    policy          Define reforwarding policy
    drop            Do not forward BOOTREQUEST message
    keep            Leave existing information alone
    replace         Replace existing information
    > ip dhcp relay information policy keep
    >> no ip dhcp relay information policy
ip dhcp relay information trust-all => trust_all
    trust-all       Received DHCP packets may contain relay info option with zero giaddr
    > ip dhcp relay information trust-all
ip dhcp conflict logging => conflict_logging
    conflict        DHCP address conflict parameters
    logging         Record address conflicts in log file
    > no ip dhcp conflict logging
    >> ip dhcp conflict logging
ip dhcp excluded-address A.B.C.D:low [A.B.C.D:high] => call excluded
    excluded-address  Prevent DHCP from assigning certain addresses
    :low            Low IP address
    :high           High IP address
    render: excluded
    > ip dhcp excluded-address 10.1.1.1
    > ip dhcp excluded-address 10.1.1.1 10.1.1.9
    >> no ip dhcp excluded-address 10.1.1.1
ip dhcp excluded-address vrf WORD:vrf A.B.C.D:low [A.B.C.D:high] => call excluded
    vrf             VRF name for excluded address range
    WORD            VRF name
    :low            Low IP address
    :high           High IP address
    render: none
ip dhcp ping packets <0-10>:ping_packets
    packets         Specify number of ping packets
    <0-10>          Number of ping packets (0 disables ping)
    off: ping_packets = 0
    > ip dhcp ping packets 4
    > no ip dhcp ping packets
ip dhcp ping timeout <100-10000>:ping_timeout
    timeout         Specify ping timeout
    <100-10000>     Ping timeout in milliseconds
    > ip dhcp ping timeout 300
    >> no ip dhcp ping timeout
ip dhcp pool WORD:name => enter dhcp-config pools[name]
    pool            Configure DHCP address pools
    WORD            Pool name
    level: partial "DHCP alone: who speaks BOOTP is counted and gets no answer; no classes, no secondary networks, no database agents"
    > ip dhcp pool LAN
ip forward-protocol udp [{<0-65535> | biff=512 | bootpc=68 | bootps=67 | discard=9 | dnsix=195 | domain=53 | echo=7 | isakmp=500 | mobile-ip=434 | nameserver=42 | netbios-dgm=138 | netbios-ns=137 | netbios-ss=139 | non500-isakmp=4500 | ntp=123 | pim-auto-rp=496 | rip=520 | snmp=161 | snmptrap=162 | sunrpc=111 | syslog=514 | tacacs=49 | talk=517 | tftp=69 | time=37 | who=513 | xdmcp=177}:port] => call forward_udp
    udp             Packets to a specific UDP port
    <0-65535>       Port number
    biff            Biff (mail notification, comsat, 512)
    bootpc          Bootstrap Protocol (BOOTP) client (68)
    bootps          Bootstrap Protocol (BOOTP) server (67)
    discard         Discard (9)
    dnsix           DNSIX security protocol auditing (195)
    domain          Domain Name Service (DNS, 53)
    echo            Echo (7)
    isakmp          Internet Security Association and Key Management Protocol (500)
    mobile-ip       Mobile IP registration (434)
    nameserver      IEN116 name service (obsolete, 42)
    netbios-dgm     NetBios datagram service (138)
    netbios-ns      NetBios name service (137)
    netbios-ss      NetBios session service (139)
    non500-isakmp   Internet Security Association and Key Management Protocol (4500)
    ntp             Network Time Protocol (123)
    pim-auto-rp     PIM Auto-RP (496)
    rip             Routing Information Protocol (router, in.routed, 520)
    snmp            Simple Network Management Protocol (161)
    snmptrap        SNMP Traps (162)
    sunrpc          Sun Remote Procedure Call (111)
    syslog          System Logger (514)
    tacacs          TAC Access Control System (49)
    talk            Talk (517)
    tftp            Trivial File Transfer Protocol (69)
    time            Time (37)
    who             Who service (rwho, 513)
    xdmcp           X Display Manager Control Protocol (177)
    > no ip forward-protocol udp netbios-ns
    > ip forward-protocol udp 5000
    > no ip forward-protocol udp
    >> ip forward-protocol udp
    >> ip forward-protocol udp tftp

mode dhcp-config : DhcpPool
    prompt: dhcp-config
    title: DHCP pool configuration commands:
    separator: after
    exit: Exit from DHCP pool configuration mode
vrf WORD:vrf
    vrf             Associate this pool with a VRF
    WORD            VRF name
    > vrf BLUE
import all => import_all
    import          Programatically importing DHCP option parameters
    all             Importing all available DHCP option parameters into the Cisco IOS DHCP server database
    > import all
network A.B.C.D:network [{MASK | SLASH-LENGTH}:mask] => call network
    network         Network number and mask
    A.B.C.D         Network number in dotted-decimal notation
    MASK            Network mask
    SLASH-LENGTH    Network mask or prefix length
    no: network [A.B.C.D:network [{MASK | SLASH-LENGTH}:mask]]
    > network 10.1.1.0 255.255.255.0
    >> network 10.1.1.0 /24
    >> network 10.0.0.0
    >> no network
host A.B.C.D:host [{MASK | SLASH-LENGTH}:mask] => call host
    host            Client IP address and mask
    A.B.C.D         IP address
    MASK            Network mask
    SLASH-LENGTH    Network mask or prefix length
    no: host [A.B.C.D:host [{MASK | SLASH-LENGTH}:mask]]
    > host 10.1.1.50 255.255.255.0
    >> host 10.1.1.50 /24
client-identifier WORD:client_id
    client-identifier  Client identifier
    WORD            Dotted-hexadecimal string (Ex. 01c8.0d2b.00)
    check: client_id
    > client-identifier 0100.5079.6668.01
hardware-address H.H.H:hardware
    hardware-address  Client hardware address
    H.H.H           Hardware address
    > hardware-address 0050.7966.6801
client-name WORD:client_name
    client-name     Client name
    WORD            Client name
    > client-name pc1
next-server A.B.C.D:next_servers...
    next-server     Next server in boot process
    A.B.C.D         Server IP address
    trailing: " "
    check: eight
    > next-server 10.1.1.5
    >> no next-server
bootfile WORD:bootfile
    bootfile        Boot file name
    WORD            Boot file name
    > bootfile xllboot
domain-name WORD:domain
    domain-name     Domain name
    WORD            Domain name
    > domain-name example.com
default-router A.B.C.D:routers...
    default-router  Default routers
    A.B.C.D         Router's name or IP address
    trailing: " "
    check: eight
    > default-router 10.1.1.1
    >> default-router 10.1.1.1 10.1.1.2
    >> no default-router
dns-server A.B.C.D:dns...
    dns-server      DNS servers
    A.B.C.D         Server's name or IP address
    trailing: " "
    check: eight
    > dns-server 10.1.1.1
netbios-name-server A.B.C.D:netbios...
    netbios-name-server  NetBIOS (WINS) name servers
    A.B.C.D         Server's name or IP address
    trailing: " "
    check: eight
    > netbios-name-server 10.1.1.1
netbios-node-type {b-node | h-node | m-node | p-node | <0-255>}:netbios_type
    netbios-node-type  NetBIOS node type
    b-node          Broadcast node
    h-node          Hybrid node
    m-node          Mixed node
    p-node          Peer-to-peer node
    <0-255>         Hexadecimal number
    > netbios-node-type h-node
option <0-254>:code ascii LINE:text => call option
    option          Raw DHCP options
    <0-254>         DHCP option code
    ascii           Data is an NVT ASCII string
    LINE            NVT ASCII string
    no: option <0-254>:code [ascii [LINE:text]]
    render: option
    > option 66 ascii 10.1.1.9
    >> no option 66
option <0-254>:code hex WORD:digits... => call option
    hex             Data is a hexadecimal string
    WORD            Dotted-hexadecimal string (Ex. 01c8.0d2b.00)
    no: option <0-254>:code hex [WORD:digits...]
    render: none
    >> option 43 hex f104.0a01.0102
option <0-254>:code ip A.B.C.D:addresses... => call option
    ip              Data is one or more IP addresses
    A.B.C.D         Server's name or IP address
    no: option <0-254>:code ip [A.B.C.D:addresses...]
    render: none
    >> option 150 ip 10.1.1.9 10.1.1.10
lease {infinite:infinite | <0-365>:days [<0-23>:hours [<0-59>:minutes]]} => call lease
    lease           Address lease time
    infinite        Infinite lease
    :days           Days
    :hours          Hours
    :minutes        Minutes
    no: lease [{infinite:infinite | <0-365>:days [<0-23>:hours [<0-59>:minutes]]}]
    > lease 2 12 30
    > lease 7
    > lease infinite
    >> no lease

mode config-if on Ethernet, FastEthernet, GigabitEthernet, TenGigabitEthernet, Serial, Tunnel, BVI, Vlan, Port-channel, Ethernet-sub, FastEthernet-sub, GigabitEthernet-sub, TenGigabitEthernet-sub, Serial-sub, Port-channel-sub : InterfaceConfig
ip address dhcp [[client-id INTERFACE:client_id | hostname WORD:hostname]] => call ip_address_dhcp
    address         Set the IP address of an interface
    dhcp            IP Address negotiated via DHCP
    client-id       Specify client-id to use
    INTERFACE       Interface whose MAC address names the client
    hostname        Specify value for hostname option
    WORD            Value for hostname option
    level: partial "a port that is shut or loses its line forgets the lease without a word, and asks anew when it is up; an address that overlaps another interface's is taken"
    no: ip address dhcp [[client-id INTERFACE:client_id | hostname WORD:hostname]]
    > ip address dhcp
    > ip address dhcp hostname R1
    >> no ip address dhcp

mode config-if : DhcpInterface
ip helper-address [{global:global | vrf WORD:vrf}] A.B.C.D:address => call helper
    helper-address  Specify a destination address for UDP broadcasts
    global          Helper-address is global
    vrf             VRF name for helper-address (if different from interface VRF)
    WORD            VRF name
    A.B.C.D         IP destination address
    no: ip helper-address [[{global:global | vrf WORD:vrf}] A.B.C.D:address]
    > ip helper-address 10.9.9.9
    > ip helper-address global 10.9.9.9
    >> no ip helper-address
ip dhcp relay information trusted => trusted
    trusted         Received DHCP packet may contain relay info option with zero giaddr
    > ip dhcp relay information trusted
ip dhcp client default-router distance <1-255>:distance
    default-router  Default router option
    distance        Metric to be used for the route
    <1-255>         Distance metric
    > ip dhcp client default-router distance 20
    >> no ip dhcp client default-router distance
ip dhcp client request router => request_router
    request         Specify options to request
    router          Default router option
    > no ip dhcp client request router
    >> ip dhcp client request router

mode exec
show ip dhcp binding [vrf WORD:vrf] [A.B.C.D:address] => show binding
    binding         DHCP address bindings
    vrf             DHCP vrf bindings
    WORD            VRF name
    A.B.C.D         Client's IP address
    privilege 1
    > show ip dhcp binding
    > show ip dhcp binding vrf BLUE
show ip dhcp conflict [vrf WORD:vrf] [A.B.C.D:address] => show conflict
    conflict        DHCP address conflicts
    vrf             DHCP vrf conflicts
    WORD            VRF name
    A.B.C.D         Conflicting IP address
    privilege 1
show ip dhcp database => show database
    database        DHCP database agents
    privilege 1
show ip dhcp pool [WORD:name] => show pool
    pool            DHCP pools information
    WORD            Pool name
    privilege 1
    > show ip dhcp pool
show ip dhcp server statistics => show statistics
    statistics      Show DHCP server statistics
    privilege 1
show dhcp lease => show lease
    lease           Show DHCP addresses leased from a server
    privilege 1
clear ip dhcp binding [vrf WORD:vrf] {*:all | A.B.C.D:address} => do clear_binding
    binding         DHCP address bindings
    vrf             Clear bindings in a VRF
    WORD            VRF name
    *               Clear all automatic bindings
    A.B.C.D         Clear a specific binding
clear ip dhcp conflict [vrf WORD:vrf] {*:all | A.B.C.D:address} => do clear_conflict
    conflict        DHCP address conflicts
    vrf             Clear conflicts in a VRF
    WORD            VRF name
    *               Clear all address conflicts
    A.B.C.D         Clear a specific conflict
clear ip dhcp server statistics => do clear_statistics
    statistics      Clear server statistics
release dhcp INTERFACE:name => do release
    dhcp            Release a DHCP lease
renew dhcp INTERFACE:name => do renew
    dhcp            Renew a DHCP lease
debug dhcp [detail:detail] => do debug_dhcp
    dhcp            DHCP client activity
    detail          DHCP client activity detailed debug
    level: partial "the words of a release and a decline are not attested"
    no: debug dhcp [detail:detail]
debug ip dhcp server events => do debug_events
    events          Report address assignments, lease expirations, etc.
    level: partial "without the lines of pool classes and of the trees that hold bindings"
debug ip dhcp server packet => do debug_packet
    packet          Decode message receptions and transmissions
