feature nat  Network address translation

define nat-list {<1-199> | <1300-2699> | WORD}
    <1-199>                     Access list number for local addresses
    <1300-2699>                 Access list number for local addresses
    WORD                        Access list name for local addresses
define nat-static-options [[extendable:extendable | no-alias:no_alias | no-payload:no_payload | vrf WORD:vrf | route-map WORD:route_map]]
    extendable                  Extend this translation when used
    no-alias                    Do not create an alias for the global address
    no-payload                  No translation of embedded address/port in the payload
    vrf                         Specify vrf
    vrf WORD                    VRF name
    route-map                   Specify route-map
    route-map WORD              Route-map name
define nat-time {<1-2147483> | never=-1}
    <1-2147483>                 Timeout in seconds
    never                       Never timeout

words
    ip nat                      NAT configuration commands
    ip nat inside               Inside address translation
    ip nat inside source        Source address translation
    ip nat inside source static  Specify static local->global mapping
    ip nat inside source list   Specify access list describing local addresses
    ip nat inside source route-map  Specify route-map
    ip nat outside              Outside address translation
    ip nat outside source       Source address translation
    ip nat outside source static  Specify static global->local mapping
    ip nat outside source list  Specify access list describing global addresses
    ip nat translation          NAT translation entry configuration
    show ip nat                 IP NAT information
    clear ip nat                Clear NAT
    clear ip nat translation    Clear dynamic translation

mode config : NatConfig
ip nat translation timeout @nat-time:timeout
    timeout                     Specify timeout for dynamic NAT translations
    > ip nat translation timeout 3600
    > ip nat translation timeout never
ip nat translation tcp-timeout @nat-time:tcp_timeout
    tcp-timeout                 Specify timeout for NAT TCP flows
    > ip nat translation tcp-timeout 1800
ip nat translation udp-timeout @nat-time:udp_timeout
    udp-timeout                 Specify timeout for NAT UDP flows
    > ip nat translation udp-timeout 60
ip nat translation finrst-timeout @nat-time:finrst_timeout
    finrst-timeout              Specify timeout for NAT TCP flows after a FIN or RST
    > ip nat translation finrst-timeout 30
ip nat translation syn-timeout @nat-time:syn_timeout
    syn-timeout                 Specify timeout for NAT TCP flows after a SYN and no further data
    > ip nat translation syn-timeout 30
ip nat translation dns-timeout @nat-time:dns_timeout
    dns-timeout                 Specify timeout for NAT DNS flows
    > ip nat translation dns-timeout 30
ip nat translation icmp-timeout @nat-time:icmp_timeout
    icmp-timeout                Specify timeout for NAT ICMP flows
    > ip nat translation icmp-timeout 30
ip nat translation max-entries <1-2147483647>:max_entries
    max-entries                 Specify maximum number of NAT entries
    <1-2147483647>              Number of entries
    > ip nat translation max-entries 1000
ip nat service alg udp dns => alg_dns
    service                     Special translation for application using non-standard port
    alg                         Application layer gateway
    udp                         UDP ALG
    dns                         DNS ALG
    > no ip nat service alg udp dns
    >> ip nat service alg udp dns
ip nat pool WORD:name A.B.C.D:start A.B.C.D:end {netmask MASK-LENGTH:netmask | prefix-length <1-32>:prefix_length} [type rotary:rotary] => call pool
    pool                        Define pool of addresses
    WORD                        Pool name
    :start                      Start IP address
    :end                        End IP address
    netmask                     Specify the network mask
    MASK-LENGTH                 Network mask
    prefix-length               Specify the prefix length
    <1-32>                      Prefix length
    type                        Specify the pool type
    rotary                      Rotary address pool
    no: ip nat pool WORD:name [A.B.C.D A.B.C.D {netmask MASK-LENGTH | prefix-length <1-32>} [type rotary]]
    render: pools
    >> ip nat pool POOL 203.0.113.10 203.0.113.20 netmask 255.255.255.0
    >> ip nat pool POOL 203.0.113.10 203.0.113.20 prefix-length 24
    >> ip nat pool SERVERS 10.1.1.2 10.1.1.4 prefix-length 24 type rotary
ip nat inside source list @nat-list:name {pool WORD:pool | interface INTERFACE:interface} [[vrf WORD:vrf | overload:overload]] => call inside_list
    list                        Specify access list describing local addresses
    pool                        Name pool of global addresses
    pool WORD                   Pool name for global addresses
    interface                   Specify interface for global address
    INTERFACE                   Interface for global address
    vrf                         Specify vrf
    vrf WORD                    VRF name
    overload                    Overload an address translation
    no: ip nat inside source list @nat-list:name [{pool WORD | interface INTERFACE} [[vrf WORD:vrf | overload]]]
    render: rules
    >> ip nat inside source list 1 interface FastEthernet0/0 overload
    >> ip nat inside source list ACL pool POOL overload
    >> ip nat inside source list ACL pool POOL vrf RED
ip nat inside source route-map WORD:name {pool WORD:pool | interface INTERFACE:interface} [[vrf WORD:vrf | overload:overload]] => call inside_map
    route-map                   Specify route-map
    :name                       Route-map name
    pool                        Name pool of global addresses
    pool WORD                   Pool name for global addresses
    interface                   Specify interface for global address
    INTERFACE                   Interface for global address
    vrf                         Specify vrf
    vrf WORD                    VRF name
    overload                    Overload an address translation
    no: ip nat inside source route-map WORD:name [{pool WORD | interface INTERFACE} [[vrf WORD:vrf | overload]]]
    render: none
    >> ip nat inside source route-map RM interface FastEthernet0/0 overload
    >> ip nat inside source route-map RM pool POOL
ip nat inside source static A.B.C.D:local {A.B.C.D:global_ | interface INTERFACE:interface} @nat-static-options => call inside_static
    static                      Specify static local->global mapping
    :local                      Inside local IP address
    :global_                    Inside global IP address
    interface                   Specify interface for global address
    INTERFACE                   Interface for global address
    render: none
    >> ip nat inside source static 10.1.1.1 203.0.113.3
    >> ip nat inside source static 10.1.1.1 203.0.113.3 extendable
    >> ip nat inside source static 10.1.1.1 203.0.113.3 no-payload
    >> ip nat inside source static 10.1.1.1 interface FastEthernet0/0
ip nat inside source static network A.B.C.D:local A.B.C.D:global_ {SLASH-LENGTH:slash | MASK-LENGTH:netmask} [[extendable:extendable | no-alias:no_alias | no-payload:no_payload | vrf WORD:vrf]] => call inside_network
    network                     Subnet translation
    :local                      Inside local network address
    :global_                    Inside global network address
    SLASH-LENGTH                Network mask length
    MASK-LENGTH                 Network mask
    extendable                  Extend this translation when used
    no-alias                    Do not create an alias for the global address
    no-payload                  No translation of embedded address/port in the payload
    vrf                         Specify vrf
    vrf WORD                    VRF name
    render: none
    >> ip nat inside source static network 10.1.1.0 203.0.113.0 /24
    >> ip nat inside source static network 10.1.1.0 203.0.113.0 255.255.255.0
ip nat inside source static {tcp | udp}:protocol A.B.C.D:local <1-65535>:local_port {A.B.C.D:global_ | interface INTERFACE:interface} <1-65535>:global_port @nat-static-options => call inside_port
    tcp                         Transmission Control Protocol
    udp                         User Datagram Protocol
    :local                      Inside local IP address
    :local_port                 Local UDP/TCP port
    :global_                    Inside global IP address
    interface                   Specify interface for global address
    INTERFACE                   Interface for global address
    :global_port                Global UDP/TCP port
    render: none
    >> ip nat inside source static tcp 10.1.1.5 23 203.0.113.2 2323 extendable
    >> ip nat inside source static udp 10.1.1.4 500 interface FastEthernet0/0 500
ip nat inside source static esp A.B.C.D:local interface INTERFACE:interface => call inside_esp
    esp                         IPSec-ESP (Tunnel mode) support
    :local                      Inside local IP address
    interface                   Specify interface for global address
    INTERFACE                   Interface for global address
    render: none
    >> ip nat inside source static esp 10.1.1.4 interface FastEthernet0/0
ip nat inside destination list @nat-list:name pool WORD:pool => call destination
    destination                 Destination address translation
    list                        Specify access list describing global addresses
    pool                        Name pool of local addresses
    pool WORD                   Pool name for local addresses
    no: ip nat inside destination list @nat-list:name [pool WORD]
    render: none
    >> ip nat inside destination list 2 pool SERVERS
ip nat outside source list @nat-list:name pool WORD:pool [vrf WORD:vrf] => call outside_list
    list                        Specify access list describing global addresses
    pool                        Name pool of local addresses
    pool WORD                   Pool name for local addresses
    vrf                         Specify vrf
    vrf WORD                    VRF name
    no: ip nat outside source list @nat-list:name [pool WORD [vrf WORD:vrf]]
    render: none
    >> ip nat outside source list 7 pool FAR
ip nat outside source static A.B.C.D:global_ A.B.C.D:local [[extendable:extendable | no-alias:no_alias | no-payload:no_payload | vrf WORD:vrf]] => call outside_static
    static                      Specify static global->local mapping
    :global_                    Outside global IP address
    :local                      Outside local IP address
    extendable                  Extend this translation when used
    no-alias                    Do not create an alias for the local address
    no-payload                  No translation of embedded address/port in the payload
    vrf                         Specify vrf
    vrf WORD                    VRF name
    render: none
    >> ip nat outside source static 203.0.113.9 10.9.9.9

mode config-if : NatInterface
ip nat inside => call inside
    inside                      Inside interface for address translation
    render: inside
    > ip nat inside
ip nat outside => call outside
    outside                     Outside interface for address translation
    render: outside
    > ip nat outside

mode exec
show ip nat translations [verbose:verbose] => show translations
    translations                Translation entries
    verbose                     Show extra information
    privilege 1
    > show ip nat translations verbose
show ip nat translations {inside | outside}:side A.B.C.D:address [verbose:verbose] => show translations
    inside                      Inside entries
    outside                     Outside entries
    A.B.C.D                     Global IP address
    verbose                     Show extra information
    privilege 1
    > show ip nat translations inside 203.0.113.2
show ip nat translations {tcp | udp | icmp | esp}:protocol [verbose:verbose] => show translations
    tcp                         Transmission Control Protocol
    udp                         User Datagram Protocol
    icmp                        Internet Control Message Protocol
    esp                         IPSec-ESP
    verbose                     Show extra information
    privilege 1
    > show ip nat translations tcp verbose
show ip nat translations vrf WORD:vrf [verbose:verbose] => show translations
    vrf                         Show entries of VRF
    WORD                        VRF name
    verbose                     Show extra information
    privilege 1
    > show ip nat translations vrf RED
show ip nat translations total => show total
    total                       Total number of translations
    privilege 1
    since: 16
show ip nat statistics => show statistics
    statistics                  Translation statistics
    privilege 1
clear ip nat statistics => do clear_statistics
    statistics                  Clear translation statistics
clear ip nat translation * => do clear_all
    *                           Delete all dynamic translations
    > clear ip nat translation *
clear ip nat translation forced => do clear_all
    forced                      Delete all dynamic translations (forcefully)
    > clear ip nat translation forced
clear ip nat translation inside A.B.C.D:global_ A.B.C.D:local [outside A.B.C.D:outside_local A.B.C.D:outside_global] => do clear_inside
    inside                      Inside addresses (and ports)
    :global_                    Inside global IP address
    :local                      Inside local IP address
    outside                     Outside addresses (and ports)
    :outside_local              Outside local IP address
    :outside_global             Outside global IP address
    > clear ip nat translation inside 203.0.113.2 10.1.1.1
    > clear ip nat translation inside 203.0.113.2 10.1.1.1 outside 198.51.100.2 198.51.100.2
clear ip nat translation outside A.B.C.D:local A.B.C.D:global_ => do clear_outside
    outside                     Outside addresses (and ports)
    :local                      Outside local IP address
    :global_                    Outside global IP address
    > clear ip nat translation outside 10.9.9.9 203.0.113.9
clear ip nat translation {tcp | udp}:protocol inside A.B.C.D:global_ <1-65535>:global_port A.B.C.D:local <1-65535>:local_port [outside A.B.C.D:outside_local <1-65535>:outside_local_port A.B.C.D:outside_global <1-65535>:outside_global_port] => do clear_port
    tcp                         Transmission Control Protocol
    udp                         User Datagram Protocol
    inside                      Inside addresses (and ports)
    :global_                    Inside global IP address
    :global_port                Inside global UDP/TCP port
    :local                      Inside local IP address
    :local_port                 Inside local UDP/TCP port
    outside                     Outside addresses (and ports)
    :outside_local              Outside local IP address
    :outside_local_port         Outside local UDP/TCP port
    :outside_global             Outside global IP address
    :outside_global_port        Outside global UDP/TCP port
    > clear ip nat translation udp inside 203.0.113.2 1024 10.1.1.1 1024
clear ip nat translation vrf WORD:vrf * => do clear_all
    vrf                         Clear entries of VRF
    WORD                        VRF name
    *                           Delete all dynamic translations
    > clear ip nat translation vrf RED *
debug ip nat [<1-99>:acl] => do debug_nat
    nat                         NAT events
    <1-99>                      Access list
    no: debug ip nat [<1-99>:acl]
    > debug ip nat
    > debug ip nat 1
debug ip nat detailed => do debug_detailed
    nat                         NAT events
    detailed                    NAT detailed events
