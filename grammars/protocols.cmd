feature protocols  Routing protocols

mode exec
show ip protocols [vrf WORD:vrf] => show ip_protocols
    protocols       IP routing protocol process parameters and statistics
    vrf             Display routing protocol information from a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    > show ip protocols vrf RED
    privilege 1
show ipv6 protocols [vrf WORD:vrf] => show ipv6_protocols
    protocols       IPv6 Routing Protocols
    vrf             Routing/Forwarding Table
    WORD            VPN Routing/Forwarding instance name
    > show ipv6 protocols
    privilege 1
