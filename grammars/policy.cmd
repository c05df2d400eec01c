feature policy  Prefix lists and route maps

words
    route-map       Create route-map or enter route-map command mode
    ip prefix-list  Build a prefix list
    ipv6            Global IPv6 configuration commands
    show ipv6       IPv6 information
    clear ipv6      Clear IPv6

define SOURCE-KINDS match [[internal:internal | external:external | external 1:external_1 | external 2:external_2 \
        | nssa-external:nssa | nssa-external 1:nssa_1 | nssa-external 2:nssa_2]]
    match           Redistribution of OSPF routes
    internal        Redistribute internal routes
    external        Redistribute external routes
    external 1      Redistribute external type 1 routes
    external 2      Redistribute external type 2 routes
    nssa-external   Redistribute NSSA external routes
    nssa-external 1  Redistribute NSSA external type 1 routes
    nssa-external 2  Redistribute NSSA external type 2 routes

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
ipv6 prefix-list WORD:name [seq <1-4294967294>:seq] {permit:permit=true | deny:permit=false} X:X:X:X::X/<0-128>:prefix [[ge <1-128>:ge | le <1-128>:le]] => call prefix_list6
    prefix-list     Build a prefix list
    WORD            Name of a prefix list
    seq             sequence number of an entry
    <1-4294967294>  Sequence number
    permit          Specify packets to forward
    deny            Specify packets to reject
    :prefix         IPv6 prefix <network>/<length>, e.g., 3ffe::/16
    ge              Minimum prefix length to be matched
    :ge             Minimum prefix length
    le              Maximum prefix length to be matched
    :le             Maximum prefix length
    no: ipv6 prefix-list WORD:name
    no: ipv6 prefix-list WORD:name seq <1-4294967294>:seq
    > ipv6 prefix-list DEFAULT-ONLY seq 5 permit ::/0
    > ipv6 prefix-list LANS seq 10 deny 2001:DB8::/32 ge 48 le 64
ipv6 prefix-list WORD:name description LINE:description => in prefix_lists6[name]
    prefix-list     Build a prefix list
    WORD            Name of a prefix list
    description     Prefix-list specific description
    LINE            Up to 80 characters describing this prefix-list
    render: none
    >> ipv6 prefix-list LANS description what the branches have
ip as-path access-list <1-500>:number {permit:permit=true | deny:permit=false} LINE:pattern => call as_path
    as-path         BGP autonomous system path filter
    access-list     Specify an access list number
    <1-500>         AS path access list number
    permit          Specify packets to forward
    deny            Specify packets to reject
    LINE            A regular-expression to match the BGP AS paths
    no: ip as-path access-list <1-500>:number
    > ip as-path access-list 1 permit ^$
    > ip as-path access-list 2 deny _65001_
define COMMUNITY {internet | local-AS | no-advertise | no-export | gshut | <1-4294967295> | WORD}
    internet        Internet (well-known community)
    local-AS        Do not send outside local AS (well-known community)
    no-advertise    Do not advertise to any peer (well-known community)
    no-export       Do not export to next AS (well-known community)
    gshut           Graceful Shutdown (well-known community)
    <1-4294967295>  community number
    WORD            community number in aa:nn format
    since 15.5: gshut
ip community-list {<1-99>:which | standard {<1-99> | WORD}:which} {permit:permit=true | deny:permit=false} [@COMMUNITY:communities...] => call community_list
    community-list  Add a community list entry
    <1-99>          Community list number (standard)
    standard        Add a standard community-list entry
    standard <1-99>  Community list number (standard)
    standard WORD   Community list name
    permit          Specify community to accept
    deny            Specify community to reject
    no: ip community-list {<1-99>:which | standard {<1-99> | WORD}:which}
    > ip community-list 1 permit 655
    > ip community-list standard CUSTOMERS deny no-export
ip community-list {<100-500>:which | expanded {<100-500> | WORD}:which} {permit:permit=true | deny:permit=false} LINE:pattern => call community_expanded
    community-list  Add a community list entry
    <100-500>       Community list number (expanded)
    expanded        Add an expanded community-list entry
    expanded <100-500>  Community list number (expanded)
    expanded WORD   Community list name
    permit          Specify community to accept
    deny            Specify community to reject
    LINE            An ordered list as a regular-expression
    no: ip community-list {<100-500>:which | expanded {<100-500> | WORD}:which}
    render: none
    >> ip community-list expanded CUSTOMERS permit _65001:
    >> ip community-list 100 permit _65001:1[0-9]_
ip bgp-community new-format => call community_new_format
    bgp-community   format for BGP community
    new-format      select aa:nn format for BGP community
    > ip bgp-community new-format
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
    match ipv6      IPv6 specific information
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
match ipv6 address WORD:match_acls6... => call match_acls6
    address         Match address of route or match packet
    WORD            IPv6 access-list name
    no: match ipv6 address
    > match ipv6 address LANS
match ipv6 next-hop WORD:match_next_hop_acls6... => call match_next_hop_acls6
    next-hop        Match next-hop address of route
    WORD            IPv6 access-list name
    no: match ipv6 next-hop
    > match ipv6 next-hop GATEWAYS
match ipv6 address prefix-list WORD:match_prefix_lists6... => call match_prefix_lists6
    address         Match address of route or match packet
    prefix-list     Match entries of prefix-lists
    WORD            IPv6 prefix-list name
    no: match ipv6 address prefix-list
    > match ipv6 address prefix-list DEFAULT-ONLY
match ipv6 next-hop prefix-list WORD:match_next_hop_prefix_lists6... => call match_next_hop_prefix_lists6
    next-hop        Match next-hop address of route
    prefix-list     Match entries of prefix-lists
    WORD            IPv6 prefix-list name
    no: match ipv6 next-hop prefix-list
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
match as-path <1-500>:match_as_paths... => call match_as_paths
    as-path         Match BGP AS path list
    <1-500>         AS path access-list
    no: match as-path
    > match as-path 1 20
match community {<1-99> | <100-500> | WORD}:match_communities... [exact-match:match_exact] => call match_communities
    community       Match BGP community list
    <1-99>          Community-list number (standard)
    <100-500>       Community-list number (expanded)
    WORD            Community-list name
    exact-match     Do exact matching of communities
    no: match community
    > match community 1 CUSTOMERS
    > match community 10 exact-match
match local-preference <0-4294967295>:match_local_preferences... => call match_local_preferences
    local-preference  Local preference for route
    <0-4294967295>  Local preference value
    no: match local-preference
    > match local-preference 200
match route-type {external | internal | local | nssa-external}:match_route_types... => call match_route_types
    route-type      Match route-type of route
    external        external route (BGP, EIGRP and OSPF type 1/2)
    internal        internal route (including OSPF intra/inter area)
    local           locally generated route
    nssa-external   nssa-external route (OSPF type 1/2)
    no: match route-type
    > match route-type internal external
match route-type external {type-1 | type-2}:match_external_type
    route-type      Match route-type of route
    external        external route (BGP, EIGRP and OSPF type 1/2)
    type-1          OSPF External Type 1 routes
    type-2          OSPF External Type 2 routes
    > match route-type external type-1
match length <0-2147483647>:match_length.0 <0-2147483647>:match_length.1
    length          Packet length
    :match_length.0  Minimum packet length
    :match_length.1  Maximum packet length
set metric <0-4294967295>:set_metric => set_metric_change = ""
    metric          Metric value for destination routing protocol
    <0-4294967295>  Metric value or Bandwidth in Kbits per second
    > set metric 5
set metric WORD:change => call metric_change
    metric          Metric value for destination routing protocol
    WORD            Add or subtract metric
    no: none
    > set metric +10
    > set metric -5
set metric-type {internal | type-1 | type-2}:set_metric_type
    metric-type     Type of metric for destination routing protocol
    internal        IS-IS internal metric or Use IGP metric as the MED for BGP
    type-1          OSPF external type 1 metric
    type-2          OSPF external type 2 metric
    no: set metric-type [LINE]
    > set metric-type internal
    > set metric-type type-1
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
words config-route-map
    set as-path     Prepend string for a BGP AS-path attribute
    set ip next-hop  Next hop address
    set ipv6        IPv6 specific information
set as-path prepend {<1-4294967295> | <1.0-XX.YY> | <1-65535>}:set_prepend...
    prepend         Prepend to the as-path
    <1-4294967295>  AS number
    <1.0-XX.YY>     AS number
    <1-65535>       AS number
    since 15.0: <1-4294967295>
    since 12.4(24)T: <1.0-XX.YY>
    before 15.0: <1-65535>
    > set as-path prepend 65001 65001
set as-path prepend last-as <1-10>:set_prepend_last
    prepend         Prepend to the as-path
    last-as         Prepend last AS to the as-path
    <1-10>          number of last-AS prepends
    > set as-path prepend last-as 2
set comm-list {<1-99> | <100-500> | WORD}:set_delete_communities delete
    comm-list       set BGP community list (for deletion)
    <1-99>          Community-list number (standard)
    <100-500>       Community-list number (expanded)
    WORD            Community-list name
    delete          Delete matching communities
    > set comm-list 10 delete
set community none => call community_none
    community       BGP community attribute
    none            No community attribute
    > set community none
set community @COMMUNITY:communities... [additive:additive] => call set_community
    community       BGP community attribute
    additive        Add to the existing community
    no: set community
    > set community 655 no-export additive
set local-preference <0-4294967295>:set_local_preference
    local-preference  BGP local preference path attribute
    <0-4294967295>  Preference value
    > set local-preference 200
set origin {igp | incomplete | egp <0-4294967295>:+}:set_origin
    origin          BGP origin code
    igp             local IGP
    incomplete      unknown heritage
    egp             remote EGP
    <0-4294967295>  remote autonomous system number
    > set origin incomplete
    > set origin egp 65001
set weight <0-65535>:set_weight
    weight          BGP weight for routing table
    <0-65535>       Weight value
    > set weight 100
set ip next-hop {self | peer-address | unchanged}:set_next_hop_word
    self            Use self address (for BGP only)
    peer-address    Use peer address (for BGP only)
    unchanged       Use unchanged address (for eBGP session only)
    > set ip next-hop self
set ipv6 next-hop X:X:X:X::X:hops... => call set_next_hops6
    next-hop        Next hop address
    X:X:X:X::X      IPv6 address of next hop
    no: set ipv6 next-hop
    level: partial "BGP alone takes it: policy routing of IPv6 is not built"
    > set ipv6 next-hop 2001:DB8::1
    > set ipv6 next-hop 2001:DB8::1 FE80::1
set ipv6 next-hop {peer-address | unchanged}:set_next_hop_word6
    next-hop        Next hop address
    peer-address    Use peer address (for BGP only)
    unchanged       Use unchanged address (for eBGP session only)
    > set ipv6 next-hop peer-address
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
set ip next-hop verify-availability => set_verified
    verify-availability  Verify if nexthop is reachable
    > set ip next-hop verify-availability
set ip next-hop verify-availability A.B.C.D:address <1-65535>:sequence track <1-1000>:track => set_tracked_hops[sequence]
    verify-availability  Verify if nexthop is reachable
    A.B.C.D         IP address of next hop
    <1-65535>       Sequence to insert into next-hop list
    track           Set the next hop depending on the state of a tracked object
    <1-1000>        Tracked object number
    no: set ip next-hop verify-availability A.B.C.D <1-65535>:sequence track <1-1000>
    > set ip next-hop verify-availability 10.0.0.1 10 track 1
set ip next-hop recursive A.B.C.D:set_recursive_hop
    recursive       Recursive next-hop
    A.B.C.D         IP address of recursive next hop
    > set ip next-hop recursive 10.0.0.1
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
    check: set_vrf
    >> no set ip vrf RED next-hop 10.0.0.1
set ip global next-hop A.B.C.D:set_global_hops...
    global          The next hop is looked up in the global table
    next-hop        Next hop address
    A.B.C.D         IP address of next hop
    no: set ip global next-hop
    > set ip global next-hop 10.0.0.1
set dampening <1-45>:set_dampening.0 <1-20000>:set_dampening.1 <1-20000>:set_dampening.2 <1-255>:set_dampening.3
    dampening       Set BGP route flap dampening parameters
    :set_dampening.0  half-life time for the penalty
    :set_dampening.1  penalty to start reusing a route
    :set_dampening.2  penalty to start suppressing a route
    :set_dampening.3  Maximum duration to suppress a stable route
    > set dampening 30 500 1000 90
set vrf WORD:set_vrf
    check: set_vrf
    vrf             Define VRF name
    WORD            VPN Routing/Forwarding instance name
    >> no set vrf RED
set global => set_global
    check: set_global
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
show ipv6 prefix-list [{detail:detail | summary:summary}] [WORD:name] => show prefix_list6
    prefix-list     List IPv6 prefix lists
    detail          Detail of prefix lists
    summary         Summary of prefix lists
    WORD            Name of a prefix list
    privilege 1
show route-map [WORD:name] => show route_map
    route-map       route-map information
    WORD            route-map name
show ip as-path-access-list [<1-500>:number] => show as_path_access_list
    as-path-access-list  List AS path access lists
    <1-500>         AS path access list number
    privilege 1
    > show ip as-path-access-list 1
show ip community-list [{<1-99> | <100-500> | WORD}:name] => show community_list
    community-list  List community-list
    <1-99>          Community-list number (standard)
    <100-500>       Community-list number (expanded)
    WORD            Community-list name
    privilege 1
clear ipv6 prefix-list [WORD:name] => do clear_prefix_list6
    prefix-list     Clear prefix-list
    WORD            Name of prefix list
clear ip prefix-list [WORD:name] => do clear_prefix_list
    prefix-list     Clear prefix-list
    WORD            Name of prefix list
