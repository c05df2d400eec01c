feature policy  Prefix lists and route maps

words
    route-map       Create route-map or enter route-map command mode
    ip prefix-list  Build a prefix list

mode config : PolicyConfig
ip prefix-list WORD:name [seq <1-4294967294>:seq] {permit:permit=true | deny:permit=false} A.B.C.D/nn:prefix [[ge <1-32>:ge | le <1-32>:le]] => call prefix_list
    prefix-list     Build a prefix list
    WORD            Name of a prefix list
    seq             sequence number of an entry
    <1-4294967294>  Sequence number
    permit          Specify packets to forward
    deny            Specify packets to reject
    A.B.C.D/nn      IP prefix <network>/<length>, e.g., 35.0.0.0/8
    ge              Minimum prefix length to be matched
    :ge             Minimum prefix length
    le              Maximum prefix length to be matched
    :le             Maximum prefix length
    no: ip prefix-list WORD:name
    no: ip prefix-list WORD:name seq <1-4294967294>:seq
    > ip prefix-list DEFAULT-ONLY seq 5 permit 0.0.0.0/0
    > ip prefix-list LANS seq 10 deny 10.0.0.0/8 ge 16 le 24
ip prefix-list WORD:name description LINE:description => in prefix_lists[name]
    description     Prefix-list specific description
    LINE            Up to 80 characters describing this prefix-list
    render: none
    >> ip prefix-list LANS description what the branches have
route-map WORD:name {permit:permit=true | deny:permit=false} <0-65535>:seq => enter config-route-map route_maps[name, seq]
    WORD            Route map tag
    permit          Route map permits set operations
    deny            Route map denies set operations
    <0-65535>       Sequence to insert to/delete from existing route-map entry
    > route-map TUNNEL0 permit 10
    > route-map TUNNEL0 deny 20
route-map WORD:name [{permit:permit=true | deny:permit=false}] => enter config-route-map call route_map
    WORD            Route map tag
    permit          Route map permits set operations
    deny            Route map denies set operations
    no: none
route-map WORD:name => call no_route_map
    positive: none
    render: none
    route-map       Create route-map or enter route-map command mode
    WORD            Route map tag

mode config-route-map : RouteMapEntry
    prompt: config-route-map
    title: Route Map configuration commands:
    separator: after
    exit: Exit from route-map configuration mode
words config-route-map
    match           Match values from routing table
    match ip        IP specific information
    set             Set values in destination routing protocol
    set ip          IP specific information
description LINE:description
    description     Route-map comment
    LINE            Comment up to 100 characters
match ip address {<1-199> | <1300-2699> | WORD}:match_acls... => call match_acls
    address         Match address of route or match packet
    <1-199>         IP access-list number
    <1300-2699>     IP access-list number (expanded range)
    WORD            IP access-list name
    no: match ip address
    > match ip address 1 LANS
match ip address prefix-list WORD:match_prefix_lists... => call match_prefix_lists
    address         Match address of route or match packet
    prefix-list     Match entries of prefix-lists
    WORD            IP prefix-list name
    no: match ip address prefix-list
    > match ip address prefix-list DEFAULT-ONLY
match ip next-hop {<1-199> | <1300-2699> | WORD}:match_next_hop_acls... => call match_next_hop_acls
    next-hop        Match next-hop address of route
    <1-199>         IP access-list number
    <1300-2699>     IP access-list number (expanded range)
    WORD            IP standard access-list name
    no: match ip next-hop
match ip next-hop prefix-list WORD:match_next_hop_prefix_lists... => call match_next_hop_prefix_lists
    next-hop        Match next-hop address of route
    prefix-list     Match entries of prefix-lists
    WORD            IP prefix-list name
    no: match ip next-hop prefix-list
match ip route-source {<1-199> | <1300-2699> | WORD}:match_source_acls... => call match_source_acls
    route-source    Match advertising source address of route
    <1-199>         IP access-list number
    <1300-2699>     IP access-list number (expanded range)
    WORD            IP standard access-list name
    no: match ip route-source
match interface INTERFACE:match_interfaces... => call match_interfaces
    interface       Match first hop interface of route
    no: match interface
    > match interface Loopback0
match tag <0-4294967295>:match_tags... => call match_tags
    tag             Match tag of route
    <0-4294967295>  Tag value
    no: match tag
    > match tag 10 20
match metric <0-4294967295>:match_metrics... => call match_metrics
    metric          Match metric of route
    <0-4294967295>  Metric value
    no: match metric
match source-protocol @MATCHED-SOURCE:match_sources... => call match_sources
    source-protocol  Match source-protocol of route
    no: match source-protocol
    > match source-protocol rip static eigrp 1 connected
match length <0-2147483647>:match_length.0 <0-2147483647>:match_length.1
    length          Packet length
    :match_length.0  Minimum packet length
    :match_length.1  Maximum packet length
set metric <0-4294967295>:set_metric
    metric          Metric value for destination routing protocol
    <0-4294967295>  Metric value or Bandwidth in Kbits per second
    > set metric 5
set metric <0-4294967295>:set_vector.0 <0-4294967295>:set_vector.1 <0-255>:set_vector.2 <1-255>:set_vector.3 <1-65535>:set_vector.4
    metric          Metric value for destination routing protocol
    :set_vector.0   Metric value or Bandwidth in Kbits per second
    :set_vector.1   EIGRP delay metric, in 10 microsecond units
    :set_vector.2   EIGRP reliability metric where 255 is 100% reliable
    :set_vector.3   EIGRP Effective bandwidth metric (Loading) where 255 is 100% loaded
    :set_vector.4   EIGRP MTU of the path
    > set metric 100000 100 255 1 1500
set tag <0-4294967295>:set_tag
    tag             Tag value for destination routing protocol
    <0-4294967295>  Tag value
    > set tag 100
set interface INTERFACE:set_interfaces... => call set_interfaces
    interface       Output interface
    no: set interface
    > set interface Tunnel0
set default interface INTERFACE:set_default_interfaces... => call set_default_interfaces
    default         Set default information
    interface       Default output interface
    no: set default interface
set ip next-hop A.B.C.D:set_next_hops... => call set_next_hops
    next-hop        Next hop address
    A.B.C.D         IP address of next hop
    no: set ip next-hop
    > set ip next-hop 10.0.0.1 10.0.0.2
set ip default next-hop A.B.C.D:set_default_next_hops... => call set_default_next_hops
    default         Set default information
    next-hop        Next hop along path
    A.B.C.D         IP address of next hop
    no: set ip default next-hop
set ip vrf WORD:set_hops_vrf next-hop A.B.C.D:set_vrf_hops...
    vrf             VRF in which the next hop is looked up
    WORD            VRF name
    next-hop        Next hop address
    A.B.C.D         IP address of next hop
    no: set ip vrf WORD next-hop
    > set ip vrf RED next-hop 10.0.0.1
set ip global next-hop A.B.C.D:set_global_hops...
    global          The next hop is looked up in the global table
    next-hop        Next hop address
    A.B.C.D         IP address of next hop
    no: set ip global next-hop
    > set ip global next-hop 10.0.0.1
set vrf WORD:set_vrf
    vrf             Define VRF name
    WORD            VPN Routing/Forwarding instance name
    > set vrf RED
set global => set_global
    global          Set to global routing table
    > set global
set ip df <0-1>:set_df
    df              Set DF bit
    <0-1>           0 or 1
set ip precedence {routine=0 | priority=1 | immediate=2 | flash=3 | flash-override=4 | critical=5 | internet=6 | network=7 | <0-7>}:set_precedence
    precedence      Set precedence field
    routine         Set routine precedence (0)
    priority        Set priority precedence (1)
    immediate       Set immediate precedence (2)
    flash           Set flash precedence (3)
    flash-override  Set flash override precedence (4)
    critical        Set critical precedence (5)
    internet        Set internetwork control precedence (6)
    network         Set network control precedence (7)
    <0-7>           Precedence value
continue [<1-65535>:goto] => call continue
    continue        Continue on a different entry within the route-map
    <1-65535>       Route-map entry sequence number

mode exec
words
    clear           Reset functions
show ip prefix-list [{detail:detail | summary:summary}] [WORD:name] => show prefix_list
    prefix-list     List IP prefix lists
    detail          Detail of prefix lists
    summary         Summary of prefix lists
    WORD            Name of a prefix list
show route-map [WORD:name] => show route_map
    route-map       route-map information
    WORD            route-map name
clear ip prefix-list [WORD:name] => do clear_prefix_list
    prefix-list     Clear prefix-list
    WORD            Name of prefix list
