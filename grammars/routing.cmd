feature routing  IP routing table

words
    ip route        IP routing table
    clear ip        IP
    show ip route vrf  Display routes from a VPN Routing/Forwarding instance
    show ip route vrf WORD  VPN Routing/Forwarding instance name
    clear ip route vrf  Clear routes of a VPN Routing/Forwarding instance
    clear ip route vrf WORD  VPN Routing/Forwarding instance name

# Where routes come from: each feature that brings some adds itself. What may be redistributed, what a route map may
# match, and what `show ip route` may be asked for.
define ROUTE-SOURCE, MATCHED-SOURCE connected
    connected       Connected
define SHOWN-SOURCE {connected | local}
    connected       Connected
    local           Local routes
    since 15.0: local

mode config : RoutingConfig
ip routing => call routing
    routing         Enable IP routing
    >> ip routing
    > no ip routing
ip default-gateway A.B.C.D:default_gateway
    default-gateway  Specify default gateway (if not routing IP)
    A.B.C.D         IP address of default gateway
    > ip default-gateway 192.0.2.1
    >> no ip default-gateway

mode exec
show ip route [vrf WORD:vrf] => show route
    privilege 1
    route           IP routing table
show ip route vrf * => show route_everywhere
    privilege 1
    *               Display all VRFs
    > show ip route vrf *
show ip route [vrf WORD:vrf] @SHOWN-SOURCE:source => show route
    privilege 1
show ip route [vrf WORD:vrf] A.B.C.D:network [MASK-LENGTH:length] => show route_entry
    privilege 1
    :network        Network to display information about or hostname
    :length         Network mask
show ip route [vrf WORD:vrf] A.B.C.D:network MASK-LENGTH:length longer-prefixes => show route_longer
    privilege 1
    longer-prefixes  Show route matching the specified Network/Mask pair only
show ip route [vrf WORD:vrf] next-hop-override => show route_overrides
    privilege 1
    next-hop-override  Show next-hop overrides
    since: 15.2
show ip route [vrf WORD:vrf] summary => show route_summary
    privilege 1
    summary         Summary of all routes
clear ip route [vrf WORD:vrf] * => do clear_route
    route           Delete route table entries
    *               Delete all routes
clear ip route [vrf WORD:vrf] A.B.C.D:network [MASK-LENGTH:length] => do clear_route
    :network        Destination network route to delete
    :length         Network mask
debug ip routing => do debug_ip_routing
    routing         Routing table events
    no: debug ip routing
    > debug ip routing
