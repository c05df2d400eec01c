feature cef  Cisco Express Forwarding

words
    ip cef          Cisco Express Forwarding
    show ip cef vrf  Show a VPN Routing/Forwarding table
    show ip cef vrf WORD  VPN Routing/Forwarding instance name

mode config : CefConfig
ip cef => enabled
    cef             Cisco Express Forwarding
    shown-when-default: yes
    before: 16
    >> ip cef
    > no ip cef
ip cef => enabled
    cef             Cisco Express Forwarding
    no: none
    since: 16
    >> ip cef

mode exec
show adjacency summary:summary => show adjacency
    privilege 1
    adjacency       Adjacent nodes
    summary         Adjacency table summary
    > show adjacency summary
show adjacency [INTERFACE:iface] [detail:detail] => show adjacency
    privilege 1
    adjacency       Adjacent nodes
    detail          Protocol detail and timer
    > show adjacency detail
show adjacency A.B.C.D:address [detail:detail] => show adjacency
    privilege 1
    adjacency       Adjacent nodes
    A.B.C.D         Nexthop address
    detail          Protocol detail and timer
show ip cef [vrf WORD:vrf] [detail:detail] => show cef
    privilege 1
    cef             Cisco Express Forwarding
    detail          Display full information
    > show ip cef
    > show ip cef detail
show ip cef [vrf WORD:vrf] A.B.C.D:address [MASK-LENGTH:length] [detail:detail] => show cef_entry
    privilege 1
    :address        IP prefix <network>[/<length>], e.g. 192.168.0.0/16
    :length         Ip mask
    detail          Display full information
    > show ip cef 192.0.2.1
show ip cef [vrf WORD:vrf] A.B.C.D/nn:prefix [detail:detail] => show cef_prefix
    privilege 1
    :prefix         IP prefix <network>[/<length>], e.g. 192.168.0.0/16
    detail          Display full information
    > show ip cef 192.0.2.0/24 detail
show ip cef [vrf WORD:vrf] INTERFACE:iface => show cef_interface
    privilege 1
    > show ip cef Null0
show ip cef [vrf WORD:vrf] exact-route A.B.C.D:src A.B.C.D:dst => show exact_route
    privilege 1
    exact-route     Source-Destination specific route lookup
    :src            Source address
    :dst            Destination address
    > show ip cef exact-route 192.0.2.1 192.0.2.2
show ip cef [vrf WORD:vrf] summary => show cef_summary
    privilege 1
    summary         Summary of CEF table
    > show ip cef summary
show cef interface [INTERFACE:iface] => show cef_of_interface
    privilege 1
    cef             CEF address family independent status
    interface       CEF interface status and configuration
    > show cef interface
