feature acl  IP access lists

define tcp-port {bgp=179 | chargen=19 | cmd=514 | daytime=13 | discard=9 | domain=53 | drip=3949 | echo=7 | exec=512 | finger=79 | ftp=21 | ftp-data=20 | gopher=70 | hostname=101 | ident=113 | irc=194 | klogin=543 | kshell=544 | login=513 | lpd=515 | msrpc=135 | nntp=119 | pim-auto-rp=496 | pop2=109 | pop3=110 | smtp=25 | sunrpc=111 | tacacs=49 | talk=517 | telnet=23 | time=37 | uucp=540 | whois=43 | www=80 | <0-65535>}
    bgp                         Border Gateway Protocol (179)
    chargen                     Character generator (19)
    cmd                         Remote commands (rcmd) (514)
    daytime                     Daytime (13)
    discard                     Discard (9)
    domain                      Domain Name Service (53)
    drip                        Dynamic Routing Information Protocol (3949)
    echo                        Echo (7)
    exec                        Exec (rsh) (512)
    finger                      Finger (79)
    ftp                         File Transfer Protocol (21)
    ftp-data                    FTP data connections (20)
    gopher                      Gopher (70)
    hostname                    NIC hostname server (101)
    ident                       Ident Protocol (113)
    irc                         Internet Relay Chat (194)
    klogin                      Kerberos login (543)
    kshell                      Kerberos shell (544)
    login                       Login (rlogin) (513)
    lpd                         Printer service (515)
    msrpc                       MS Remote Procedure Call (135)
    nntp                        Network News Transport Protocol (119)
    pim-auto-rp                 PIM Auto-RP (496)
    pop2                        Post Office Protocol v2 (109)
    pop3                        Post Office Protocol v3 (110)
    smtp                        Simple Mail Transport Protocol (25)
    sunrpc                      Sun Remote Procedure Call (111)
    tacacs                      TAC Access Control System (49)
    talk                        Talk (517)
    telnet                      Telnet (23)
    time                        Time (37)
    uucp                        Unix-to-Unix Copy Program (540)
    whois                       Nicname (43)
    www                         World Wide Web (HTTP) (80)
    <0-65535>                   Port number
define udp-port {biff=512 | bootpc=68 | bootps=67 | discard=9 | dnsix=195 | domain=53 | echo=7 | isakmp=500 | mobile-ip=434 | nameserver=42 | netbios-dgm=138 | netbios-ns=137 | netbios-ss=139 | non500-isakmp=4500 | ntp=123 | pim-auto-rp=496 | rip=520 | snmp=161 | snmptrap=162 | sunrpc=111 | syslog=514 | tacacs=49 | talk=517 | tftp=69 | time=37 | who=513 | xdmcp=177 | <0-65535>}
    biff                        Biff (mail notification, comsat) (512)
    bootpc                      Bootstrap Protocol (BOOTP) client (68)
    bootps                      Bootstrap Protocol (BOOTP) server (67)
    discard                     Discard (9)
    dnsix                       DNSIX security protocol auditing (195)
    domain                      Domain Name Service (53)
    echo                        Echo (7)
    isakmp                      Internet Security Association and Key Management Protocol (500)
    mobile-ip                   Mobile IP registration (434)
    nameserver                  IEN116 name service (obsolete) (42)
    netbios-dgm                 NetBios datagram service (138)
    netbios-ns                  NetBios name service (137)
    netbios-ss                  NetBios session service (139)
    non500-isakmp               Internet Security Association and Key Management Protocol (4500)
    ntp                         Network Time Protocol (123)
    pim-auto-rp                 PIM Auto-RP (496)
    rip                         Routing Information Protocol (router, in.routed) (520)
    snmp                        Simple Network Management Protocol (161)
    snmptrap                    SNMP Traps (162)
    sunrpc                      Sun Remote Procedure Call (111)
    syslog                      System Logger (514)
    tacacs                      TAC Access Control System (49)
    talk                        Talk (517)
    tftp                        Trivial File Transfer Protocol (69)
    time                        Time (37)
    who                         Who service (rwho) (513)
    xdmcp                       X Display Manager Control Protocol (177)
    <0-65535>                   Port number
define icmp-message {administratively-prohibited | alternate-address | conversion-error | dod-host-prohibited | dod-net-prohibited | echo | echo-reply | general-parameter-problem | host-isolated | host-precedence-unreachable | host-redirect | host-tos-redirect | host-tos-unreachable | host-unknown | host-unreachable | information-reply | information-request | mask-reply | mask-request | mobile-redirect | net-redirect | net-tos-redirect | net-tos-unreachable | net-unreachable | network-unknown | no-room-for-option | option-missing | packet-too-big | parameter-problem | port-unreachable | precedence-unreachable | protocol-unreachable | reassembly-timeout | redirect | router-advertisement | router-solicitation | source-quench | source-route-failed | time-exceeded | timestamp-reply | timestamp-request | traceroute | ttl-exceeded | unreachable | <0-255>}
    administratively-prohibited  Administratively prohibited
    alternate-address           Alternate address
    conversion-error            Datagram conversion
    dod-host-prohibited         Host prohibited
    dod-net-prohibited          Net prohibited
    echo                        Echo (ping)
    echo-reply                  Echo reply
    general-parameter-problem   Parameter problem
    host-isolated               Host isolated
    host-precedence-unreachable  Host unreachable for precedence
    host-redirect               Host redirect
    host-tos-redirect           Host redirect for TOS
    host-tos-unreachable        Host unreachable for TOS
    host-unknown                Host unknown
    host-unreachable            Host unreachable
    information-reply           Information replies
    information-request         Information requests
    mask-reply                  Mask replies
    mask-request                Mask requests
    mobile-redirect             Mobile host redirect
    net-redirect                Network redirect
    net-tos-redirect            Net redirect for TOS
    net-tos-unreachable         Network unreachable for TOS
    net-unreachable             Net unreachable
    network-unknown             Network unknown
    no-room-for-option          Parameter required but no room
    option-missing              Parameter required but not present
    packet-too-big              Fragmentation needed and DF set
    parameter-problem           All parameter problems
    port-unreachable            Port unreachable
    precedence-unreachable      Precedence cutoff
    protocol-unreachable        Protocol unreachable
    reassembly-timeout          Reassembly timeout
    redirect                    All redirects
    router-advertisement        Router discovery advertisements
    router-solicitation         Router discovery solicitations
    source-quench               Source quenches
    source-route-failed         Source route failed
    time-exceeded               All time exceededs
    timestamp-reply             Timestamp replies
    timestamp-request           Timestamp requests
    traceroute                  Traceroute
    ttl-exceeded                TTL exceeded
    unreachable                 All unreachables
    <0-255>                     ICMP message type
define dscp-value {default=0 | cs1=8 | af11=10 | af12=12 | af13=14 | cs2=16 | af21=18 | af22=20 | af23=22 | cs3=24 | af31=26 | af32=28 | af33=30 | cs4=32 | af41=34 | af42=36 | af43=38 | cs5=40 | ef=46 | cs6=48 | cs7=56 | <0-63>}
    default                     Match packets with default dscp (000000)
    cs1                         Match packets with CS1 dscp (001000)
    af11                        Match packets with AF11 dscp (001010)
    af12                        Match packets with AF12 dscp (001100)
    af13                        Match packets with AF13 dscp (001110)
    cs2                         Match packets with CS2 dscp (010000)
    af21                        Match packets with AF21 dscp (010010)
    af22                        Match packets with AF22 dscp (010100)
    af23                        Match packets with AF23 dscp (010110)
    cs3                         Match packets with CS3 dscp (011000)
    af31                        Match packets with AF31 dscp (011010)
    af32                        Match packets with AF32 dscp (011100)
    af33                        Match packets with AF33 dscp (011110)
    cs4                         Match packets with CS4 dscp (100000)
    af41                        Match packets with AF41 dscp (100010)
    af42                        Match packets with AF42 dscp (100100)
    af43                        Match packets with AF43 dscp (100110)
    cs5                         Match packets with CS5 dscp (101000)
    ef                          Match packets with EF dscp (101110)
    cs6                         Match packets with CS6 dscp (110000)
    cs7                         Match packets with CS7 dscp (111000)
    <0-63>                      Differentiated services codepoint value
define precedence-value {routine=0 | priority=1 | immediate=2 | flash=3 | flash-override=4 | critical=5 | internet=6 | network=7 | <0-7>}
    routine                     Match packets with routine precedence (0)
    priority                    Match packets with priority precedence (1)
    immediate                   Match packets with immediate precedence (2)
    flash                       Match packets with flash precedence (3)
    flash-override              Match packets with flash override precedence (4)
    critical                    Match packets with critical precedence (5)
    internet                    Match packets with internetwork control precedence (6)
    network                     Match packets with network control precedence (7)
    <0-7>                       Precedence value
define tos-value {normal=0 | min-monetary-cost=1 | max-reliability=2 | max-throughput=4 | min-delay=8 | <0-15>}
    normal                      Match packets with normal TOS (0)
    min-monetary-cost           Match packets with min monetary cost TOS (1)
    max-reliability             Match packets with max reliable TOS (2)
    max-throughput              Match packets with max throughput TOS (4)
    min-delay                   Match packets with min delay TOS (8)
    <0-15>                      Type of service value
define other-protocol {ahp=51 | eigrp=88 | esp=50 | gre=47 | igmp=2 | ip=0 | ipinip=4 | nos=94 | ospf=89 | pcp=108 | pim=103 | <0-255>}
    ahp                         Authentication Header Protocol
    eigrp                       Cisco's EIGRP routing protocol
    esp                         Encapsulation Security Payload
    gre                         Cisco's GRE tunneling
    igmp                        Internet Gateway Message Protocol
    ip                          Any Internet Protocol
    ipinip                      IP in IP tunneling
    nos                         KA9Q NOS compatible IP over IP tunneling
    ospf                        OSPF routing protocol
    pcp                         Payload Compression Protocol
    pim                         Protocol Independent Multicast
    <0-255>                     An IP protocol number
define std-source {any | host A.B.C.D:src | A.B.C.D:src [WILDCARD:src_wildcard]}
    any                         Any source host
    host                        A single host address
    :src                        Address to match
    WILDCARD                    Wildcard bits
define source {any | host A.B.C.D:src | A.B.C.D:src WILDCARD:src_wildcard}
    any                         Any source host
    host                        A single source host
    :src                        Source address
    :src_wildcard               Source wildcard bits
define destination {any | host A.B.C.D:dst | A.B.C.D:dst WILDCARD:dst_wildcard}
    any                         Any destination host
    host                        A single destination host
    :dst                        Destination address
    :dst_wildcard               Destination wildcard bits
define tcp-src {eq:src_op=eq @tcp-port:src_ports... | neq:src_op=neq @tcp-port:src_ports... | gt:src_op=gt @tcp-port:src_ports | lt:src_op=lt @tcp-port:src_ports | range:src_op=range @tcp-port:src_low @tcp-port:src_high}
    eq                          Match only packets on a given port number
    neq                         Match only packets not on a given port number
    gt                          Match only packets with a greater port number
    lt                          Match only packets with a lower port number
    range                       Match only packets in the range of port numbers
define tcp-dst {eq:dst_op=eq @tcp-port:dst_ports... | neq:dst_op=neq @tcp-port:dst_ports... | gt:dst_op=gt @tcp-port:dst_ports | lt:dst_op=lt @tcp-port:dst_ports | range:dst_op=range @tcp-port:dst_low @tcp-port:dst_high}
    eq                          Match only packets on a given port number
    neq                         Match only packets not on a given port number
    gt                          Match only packets with a greater port number
    lt                          Match only packets with a lower port number
    range                       Match only packets in the range of port numbers
define udp-src {eq:src_op=eq @udp-port:src_ports... | neq:src_op=neq @udp-port:src_ports... | gt:src_op=gt @udp-port:src_ports | lt:src_op=lt @udp-port:src_ports | range:src_op=range @udp-port:src_low @udp-port:src_high}
    eq                          Match only packets on a given port number
    neq                         Match only packets not on a given port number
    gt                          Match only packets with a greater port number
    lt                          Match only packets with a lower port number
    range                       Match only packets in the range of port numbers
define udp-dst {eq:dst_op=eq @udp-port:dst_ports... | neq:dst_op=neq @udp-port:dst_ports... | gt:dst_op=gt @udp-port:dst_ports | lt:dst_op=lt @udp-port:dst_ports | range:dst_op=range @udp-port:dst_low @udp-port:dst_high}
    eq                          Match only packets on a given port number
    neq                         Match only packets not on a given port number
    gt                          Match only packets with a greater port number
    lt                          Match only packets with a lower port number
    range                       Match only packets in the range of port numbers
define tcp-flags [[established:established | ack:ack | fin:fin | psh:psh | rst:rst | syn:syn | urg:urg | {match-any | match-all}:flags {+ack | +fin | +psh | +rst | +syn | +urg | -ack | -fin | -psh | -rst | -syn | -urg}:flag_names...]]
    established                 Match established connections
    ack                         Match on the ACK bit
    fin                         Match on the FIN bit
    psh                         Match on the PSH bit
    rst                         Match on the RST bit
    syn                         Match on the SYN bit
    urg                         Match on the URG bit
    match-all                   Match if all specified flags are present
    match-any                   Match if any specified flag is present
    +ack                        Match on the ACK bit
    +fin                        Match on the FIN bit
    +psh                        Match on the PSH bit
    +rst                        Match on the RST bit
    +syn                        Match on the SYN bit
    +urg                        Match on the URG bit
    -ack                        Match on the ACK bit not set
    -fin                        Match on the FIN bit not set
    -psh                        Match on the PSH bit not set
    -rst                        Match on the RST bit not set
    -syn                        Match on the SYN bit not set
    -urg                        Match on the URG bit not set
define ace-options [[dscp @dscp-value:dscp | precedence @precedence-value:precedence | tos @tos-value:tos | ttl {eq:ttl_op=eq <0-255>:ttl_ports | neq:ttl_op=neq <0-255>:ttl_ports | gt:ttl_op=gt <0-255>:ttl_ports | lt:ttl_op=lt <0-255>:ttl_ports | range:ttl_op=range <0-255>:ttl_low <0-255>:ttl_high} | fragments:fragments | {log | log-input}:log]]
    dscp                        Match packets with given dscp value
    precedence                  Match packets with given precedence value
    tos                         Match packets with given TOS value
    ttl                         Match packets with given TTL value
    :ttl_op eq                  Match only packets on a given TTL number
    :ttl_op neq                 Match only packets not on a given TTL number
    :ttl_op gt                  Match only packets with a greater TTL number
    :ttl_op lt                  Match only packets with a lower TTL number
    :ttl_op range               Match only packets in the range of TTLs
    :ttl_ports                  Value to compare
    :ttl_low                    Lower end of the range
    :ttl_high                   Upper end of the range
    fragments                   Check non-initial fragments
    log                         Log matches against this entry
    log-input                   Log matches against this entry, including input interface
define ace-reflect reflect WORD:reflect [timeout <1-2147483>:reflect_timeout]
    reflect                     Create reflexive access list entry
    :reflect                    Access-list name
    timeout                     Maximum time to reflect
    <1-2147483>                 Maximum time to live

words
    access-list                 Add an access list entry
    ip access-list              Named access-list
    ip access-group             Specify access control for packets
    ip access-list extended     Extended Access List
    ip access-list standard     Standard Access List
    show ip                     IP information
    clear ip                    IP
    clear access-list           Clear access list statistical information
    clear ip access-list        Clear access list statistical information

mode config-ext-nacl : AccessList
[<1-2147483647>:seq] {permit | deny}:action tcp:protocol=6 @source [@tcp-src] @destination [@tcp-dst] @tcp-flags @ace-options => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    tcp                         Transmission Control Protocol
    render: none
    >> permit tcp any any eq www
    >> deny   tcp host 10.0.0.1 gt 1023 10.1.0.0 0.0.255.255 eq telnet 22 443 established log
    >> permit tcp any range ftp-data ftp any lt 1024 syn
    >> permit tcp any any match-all +ack -fin log-input
[<1-2147483647>:seq] {permit | deny}:action udp:protocol=17 @source [@udp-src] @destination [@udp-dst] @ace-options => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    udp                         User Datagram Protocol
    render: none
    >> permit udp any eq isakmp any eq isakmp non500-isakmp
    >> deny   udp any any range 16384 32767 dscp ef
[<1-2147483647>:seq] {permit | deny}:action icmp:protocol=1 @source @destination [@icmp-message:icmp [<0-255>:icmp_code]] @ace-options => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    icmp                        Internet Control Message Protocol
    render: none
    >> permit icmp any any echo
    >> permit icmp any any 5 200
    >> deny   icmp any any unreachable log
[<1-2147483647>:seq] {permit | deny}:action @other-protocol:protocol @source @destination @ace-options => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    render: none
    >> permit ip any any
    >> permit esp host 192.0.2.1 any
    >> deny   ip 10.0.0.0 0.255.255.255 any fragments
    >> permit 53 any any precedence network ttl eq 255
    >> 25 permit gre any any
[<1-2147483647>:seq] permit:action=permit tcp:protocol=6 @source [@tcp-src] @destination [@tcp-dst] @tcp-flags @ace-options @ace-reflect => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    tcp                         Transmission Control Protocol
    render: none
    >> permit tcp any any eq www reflect SESSIONS
[<1-2147483647>:seq] permit:action=permit udp:protocol=17 @source [@udp-src] @destination [@udp-dst] @ace-options @ace-reflect => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    udp                         User Datagram Protocol
    render: none
    >> permit udp any any eq isakmp reflect SESSIONS timeout 60
[<1-2147483647>:seq] permit:action=permit icmp:protocol=1 @source @destination [@icmp-message:icmp [<0-255>:icmp_code]] @ace-options @ace-reflect => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    icmp                        Internet Control Message Protocol
    render: none
    >> permit icmp any any echo log reflect SESSIONS
[<1-2147483647>:seq] permit:action=permit @other-protocol:protocol @source @destination @ace-options @ace-reflect => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    render: none
    >> 30 permit ip any any reflect SESSIONS timeout 300
[<1-2147483647>:seq] evaluate WORD:name => call evaluate
    <1-2147483647>              Sequence Number
    evaluate                    Evaluate an access list
    WORD                        IP reflexive access list name
    render: none
    >> evaluate SESSIONS
    >> 40 evaluate SESSIONS
remark LINE:text => call remark
    remark                      Access list entry comment
    LINE                        Comment up to 100 characters
    no: remark
    render: entries
    before: 16
    > remark the branch
[<1-2147483647>:seq] remark LINE:text => call remark
    <1-2147483647>              Sequence Number
    remark                      Access list entry comment
    LINE                        Comment up to 100 characters
    no: remark
    render: sequenced
    since: 16
    >> remark the branch
    > 20 remark the branch
<1-2147483647>:seq => call sequence
    <1-2147483647>              Sequence Number
    positive: none
    render: none
    >> no 10

mode config-std-nacl : AccessList
[<1-2147483647>:seq] {permit | deny}:action @std-source [log:log=log] => call entry
    <1-2147483647>              Sequence Number
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    log                         Log matches against this entry
    render: none
    >> permit 10.0.0.1
    >> deny   10.0.0.0 0.0.0.255 log
    >> permit any
    >> 15 permit host 10.0.0.2
remark LINE:text => call remark
    remark                      Access list entry comment
    LINE                        Comment up to 100 characters
    no: remark
    render: entries
    before: 16
    > remark management stations
[<1-2147483647>:seq] remark LINE:text => call remark
    <1-2147483647>              Sequence Number
    remark                      Access list entry comment
    LINE                        Comment up to 100 characters
    no: remark
    render: sequenced
    since: 16
    >> remark management stations
    > 20 remark management stations
<1-2147483647>:seq => call sequence
    <1-2147483647>              Sequence Number
    positive: none
    render: none
    >> no 10

mode config : AclConfig
ip access-list standard {<1-99> | <1300-1999>}:name => enter config-std-nacl standard_numbers[name]
    <1-99>                      Standard IP access-list number
    <1300-1999>                 Standard IP access-list number (expanded range)
    render: none
    before: 16
    >> ip access-list standard 10
ip access-list standard {<1-99> | <1300-1999>}:name => enter config-std-nacl standard_numbers[name]
    <1-99>                      Standard IP access-list number
    <1300-1999>                 Standard IP access-list number (expanded range)
    since: 16
    > ip access-list standard 10
ip access-list standard WORD:name => enter config-std-nacl standard[name]
    WORD                        Access-list name
    check: standard_name
    > ip access-list standard MANAGEMENT
ip access-list extended {<100-199> | <2000-2699>}:name => enter config-ext-nacl extended_numbers[name], extended = true
    <100-199>                   Extended IP access-list number
    <2000-2699>                 Extended IP access-list number (expanded range)
    render: none
    before: 16
    >> ip access-list extended 101
ip access-list extended {<100-199> | <2000-2699>}:name => enter config-ext-nacl extended_numbers[name], extended = true
    <100-199>                   Extended IP access-list number
    <2000-2699>                 Extended IP access-list number (expanded range)
    since: 16
    > ip access-list extended 101
ip access-list extended WORD:name => enter config-ext-nacl extended[name], extended = true
    WORD                        Access-list name
    check: extended_name
    > ip access-list extended FROM-BRANCH
ip access-list resequence {<1-199> | <1300-2699> | WORD}:name <1-2147483647>:first <1-2147483647>:step => call resequence
    resequence                  Resequence Access List
    <1-199>                     Access-list number
    <1300-2699>                 Access-list number (expanded range)
    WORD                        Access-list name
    :first                      Starting Sequence Number
    :step                       Step to increment the sequence number
    no: none
    >> ip access-list resequence 101 100 20
ip access-list log-update threshold <0-2147483647>:log_threshold
    log-update                  Control access list log updates
    threshold                   Set access list logging threshold
    <0-2147483647>              Access list logging threshold
    > ip access-list log-update threshold 10
ip reflexive-list timeout <1-2147483>:reflexive_timeout
    reflexive-list              Reflexive access list
    timeout                     Idle timeout for reflexive access list entries
    <1-2147483>                 Timeout in seconds
    > ip reflexive-list timeout 120
access-list {<1-99> | <1300-1999>}:number {permit | deny}:action @std-source [log:log=log] => call numbered
    <1-99>                      IP standard access list
    <1300-1999>                 IP standard access list (expanded range)
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    log                         Log matches against this entry
    no: access-list {<1-99> | <1300-1999>}:number
    render: none
    >> access-list 10 permit 10.0.0.0 0.0.0.255
    >> access-list 1300 deny   any
access-list {<1-99> | <1300-1999> | <100-199> | <2000-2699>}:number remark LINE:text => call numbered
    remark                      Access list entry comment
    LINE                        Comment up to 100 characters
    render: numbered
    before: 16
    > access-list 101 remark the branch
access-list {<1-99> | <1300-1999> | <100-199> | <2000-2699>}:number remark LINE:text => call numbered
    remark                      Access list entry comment
    LINE                        Comment up to 100 characters
    render: none
    since: 16
    >> access-list 101 remark the branch
access-list {<100-199> | <2000-2699>}:number {permit | deny}:action tcp:protocol=6 @source [@tcp-src] @destination [@tcp-dst] @tcp-flags @ace-options => call numbered
    <100-199>                   IP extended access list
    <2000-2699>                 IP extended access list (expanded range)
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    tcp                         Transmission Control Protocol
    no: access-list {<100-199> | <2000-2699>}:number
    render: none
    >> access-list 101 permit tcp any any eq www
access-list {<100-199> | <2000-2699>}:number {permit | deny}:action udp:protocol=17 @source [@udp-src] @destination [@udp-dst] @ace-options => call numbered
    <100-199>                   IP extended access list
    <2000-2699>                 IP extended access list (expanded range)
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    udp                         User Datagram Protocol
    render: none
    >> access-list 101 permit udp any eq isakmp any eq isakmp non500-isakmp
access-list {<100-199> | <2000-2699>}:number {permit | deny}:action icmp:protocol=1 @source @destination [@icmp-message:icmp [<0-255>:icmp_code]] @ace-options => call numbered
    <100-199>                   IP extended access list
    <2000-2699>                 IP extended access list (expanded range)
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    icmp                        Internet Control Message Protocol
    render: none
    >> access-list 101 permit icmp any any echo
access-list {<100-199> | <2000-2699>}:number {permit | deny}:action @other-protocol:protocol @source @destination @ace-options => call numbered
    <100-199>                   IP extended access list
    <2000-2699>                 IP extended access list (expanded range)
    permit                      Specify packets to forward
    deny                        Specify packets to reject
    render: none
    >> access-list 101 permit ip any any

mode config-if : AccessGroups
ip access-group {<1-199> | <1300-2699> | WORD}:inbound in
    <1-199>                     IP access list (standard or extended)
    <1300-2699>                 IP expanded access list (standard or extended)
    WORD                        Access-list name
    in                          inbound packets
    no: ip access-group in
    > ip access-group FROM-BRANCH in
    > ip access-group 101 in
ip access-group {<1-199> | <1300-2699> | WORD}:outbound out
    <1-199>                     IP access list (standard or extended)
    <1300-2699>                 IP expanded access list (standard or extended)
    WORD                        Access-list name
    out                         outbound packets
    no: ip access-group out
    > ip access-group 101 out

mode exec
show access-lists [{<1-2799> | WORD}:name] => show access_lists
    access-lists                List access lists
    <1-2799>                    ACL number
    WORD                        ACL name
    > show access-lists
    > show access-lists 101
show ip access-lists [{<1-2799> | WORD}:name] => show access_lists
    access-lists                List IP access lists
    <1-2799>                    ACL number
    WORD                        ACL name
    > show ip access-lists FROM-BRANCH
clear access-list counters [{<1-2799> | WORD}:name] => do clear_counters
    counters                    Clear access list counters
    <1-2799>                    Access list number
    WORD                        Access list name
    > clear access-list counters
clear ip access-list counters [{<1-2799> | WORD}:name] => do clear_counters
    counters                    Clear access list counters
    <1-2799>                    Access list number
    WORD                        Access list name
    > clear ip access-list counters 101
