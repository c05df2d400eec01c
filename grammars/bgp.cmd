feature bgp  Border Gateway Protocol

words
    router bgp      Border Gateway Protocol (BGP)
    neighbor        Specify a neighbor router

extend ROUTE-SOURCE, MATCHED-SOURCE bgp <1-4294967295>:+
    bgp             Border Gateway Protocol (BGP)
    bgp <1-4294967295>  Autonomous system number
extend ROUTE-SOURCE, MATCHED-SOURCE bgp <1.0-XX.YY>:+
    bgp             Border Gateway Protocol (BGP)
    bgp <1.0-XX.YY>  Autonomous system number
    since 12.4(24)T: <1.0-XX.YY>
extend SHOWN-SOURCE bgp
    bgp             Border Gateway Protocol (BGP)
extend ROUTE-SOURCE6 bgp <1-4294967295>:+
    bgp             Border Gateway Protocol (BGP)
    bgp <1-4294967295>  Autonomous system number
extend SHOWN-SOURCE6 bgp
    bgp             Border Gateway Protocol (BGP)
extend BFD-CLIENT bgp
    bgp             BGP client

define BGP-AS {<1-4294967295> | <1.0-XX.YY> | <1-65535>}
    <1-4294967295>  Autonomous system number
    <1.0-XX.YY>     Autonomous system number
    <1-65535>       Autonomous system number
    since 15.0: <1-4294967295>
    since 12.4(24)T: <1.0-XX.YY>
    before 15.0: <1-65535>
define BGP-PEER {A.B.C.D | X:X:X:X::X | WORD}:peer
    A.B.C.D         Neighbor address
    X:X:X:X::X      Neighbor IPv6 address
    WORD            Neighbor tag
define BGP-LIST {<1-199> | <1300-2699> | WORD}
    <1-199>         IP access list number
    <1300-2699>     IP access list number (expanded range)
    WORD            IP Access-list name

# lines about a session: of a neighbour, a peer group or a template

define BGP-LOCAL-AS local-as @BGP-AS:local_as [no-prepend:local_as_no_prepend [replace-as:local_as_replace [dual-as:local_as_dual]]]
    local-as        Specify a local-as number
    <1-4294967295>  AS number used as local AS
    <1-65535>       AS number used as local AS
    no-prepend      Do not prepend local-as to updates from ebgp peers
    replace-as      Replace real AS with local AS in the EBGP updates
    dual-as         Accept either real AS or local AS from the ebgp peer
define BGP-DESCRIPTION description LINE:description
    description     Neighbor specific description
    LINE            Up to 80 characters describing this neighbor
define BGP-SHUTDOWN shutdown:shutdown
    shutdown        Administratively shut down this neighbor
define BGP-PASSWORD password [0:kind=0 | 7:kind=7] LINE:text
    password        Set a password
    0               Specifies an UNENCRYPTED password will follow
    7               Specifies a HIDDEN password will follow
    LINE            The password
define BGP-MULTIHOP ebgp-multihop [<1-255>:hops]
    ebgp-multihop   Allow EBGP neighbors not on directly connected networks
    <1-255>         maximum hop count
define BGP-UNCHECKED disable-connected-check:disable_connected_check
    disable-connected-check  one-hop away EBGP peer using loopback address
define BGP-TTL ttl-security hops <1-254>:hops
    ttl-security    BGP ttl security check
    hops            IP hops
    <1-254>         maximum number of hops allowed
define BGP-UPDATE-SOURCE update-source INTERFACE:update_source
    update-source   Source of routing updates
define BGP-TIMERS timers <0-65535>:keepalive <0-65535>:hold [<0-65535>:min_hold]
    timers          BGP per neighbor timers
    :keepalive      Keepalive interval
    :hold           Holdtime
    :min_hold       Minimum hold time from neighbor
define BGP-FALL-OVER fall-over:fall_over [{bfd:fall_over_bfd [{single-hop | multi-hop}:fall_over_hops] | route-map WORD:fall_over_map}]
    fall-over       Session fall on peer route lost
    bfd             Use BFD to detect failure
    single-hop      Force BFD single-hop to detect failure
    multi-hop       Force BFD multi-hop to detect failure
    route-map       Route map for peer route
    WORD            Route-map name
    since 15.2: single-hop
    since 15.3: multi-hop
define BGP-MODE transport connection-mode {active | passive}:connection_mode
    transport       Transport options
    connection-mode  Specify passive or active connection
    active          Actively establish the TCP session
    passive         Passively establish the TCP session
define BGP-PATH-MTU transport path-mtu-discovery:path_mtu=enable
    transport       Transport options
    path-mtu-discovery  Option to configure path mtu discovery
define BGP-NO-PATH-MTU transport path-mtu-discovery disable:path_mtu=disable
    transport       Transport options
    path-mtu-discovery  Option to configure path mtu discovery
    disable         disable
define BGP-INHERIT-SESSION inherit peer-session WORD:inherit_session
    inherit         Inherit a template
    peer-session    Inherit a peer-session template
    WORD            Template name

# lines about what is told to it and taken from it

define BGP-INTERVAL advertisement-interval <0-600>:advertisement_interval
    advertisement-interval  Minimum interval between sending BGP routing updates
    <0-600>         time in seconds
define BGP-ALLOWAS allowas-in [<1-10>:times]
    allowas-in      Accept as-path with my AS present in it
    <1-10>          Number of occurances of AS number
define BGP-OVERRIDE as-override:as_override
    as-override     Override matching AS-number while sending update
define BGP-DEFAULT default-originate:default_originate [route-map WORD:default_originate_map]
    default-originate  Originate default route to this neighbor
    route-map       Route-map to specify criteria to originate default
    WORD            route-map name
define BGP-DISTRIBUTE-IN distribute-list @BGP-LIST:distribute_in in
    distribute-list  Filter updates to/from this neighbor
    in              Filter incoming updates
define BGP-DISTRIBUTE-OUT distribute-list @BGP-LIST:distribute_out out
    distribute-list  Filter updates to/from this neighbor
    out             Filter outgoing updates
define BGP-PREFIX-IN prefix-list WORD:prefix_in in
    prefix-list     Filter updates to/from this neighbor
    WORD            Name of a prefix list
    in              Filter incoming updates
define BGP-PREFIX-OUT prefix-list WORD:prefix_out out
    prefix-list     Filter updates to/from this neighbor
    WORD            Name of a prefix list
    out             Filter outgoing updates
define BGP-FILTER-IN filter-list <1-500>:filter_in in
    filter-list     Establish BGP filters
    <1-500>         AS path access list
    in              Filter incoming routes
define BGP-FILTER-OUT filter-list <1-500>:filter_out out
    filter-list     Establish BGP filters
    <1-500>         AS path access list
    out             Filter outgoing routes
define BGP-MAP-IN route-map WORD:route_map_in in
    route-map       Apply route map to neighbor
    WORD            Name of route map
    in              Apply map to incoming routes
define BGP-MAP-OUT route-map WORD:route_map_out out
    route-map       Apply route map to neighbor
    WORD            Name of route map
    out             Apply map to outbound routes
define BGP-UNSUPPRESS unsuppress-map WORD:unsuppress_map
    unsuppress-map  Route-map to selectively unsuppress suppressed routes
    WORD            Name of route map
define BGP-ADVERTISE advertise-map WORD:advertise_map {exist-map:condition=exist | non-exist-map:condition=non-exist} WORD:condition_map
    advertise-map   specify route-map for conditional advertisement
    exist-map       advertise prefix only if prefix is in the condition exists
    non-exist-map   advertise prefix only if prefix in the condition does not exist
    :advertise_map  name of route-map
    :condition_map  name of route-map to match
define BGP-ORF capability orf prefix-list {both:orf=both | receive:orf=receive | send:orf=send}
    capability      Advertise capability to the peer
    orf             Advertise ORF capability to the peer
    prefix-list     Advertise prefixlist ORF capability to this neighbor
    both            Capability to SEND and RECEIVE the ORF to/from this neighbor
    receive         Capability to RECEIVE the ORF from this neighbor
    send            Capability to SEND the ORF to this neighbor
define BGP-MAXIMUM maximum-prefix <1-2147483647>:maximum_prefix [<1-100>:threshold] [{restart <1-65535>:restart | warning-only:warning_only}]
    maximum-prefix  Maximum number of prefixes accepted from this peer
    <1-2147483647>  maximum no. of prefix limit
    <1-100>         Threshold value (%) at which to generate a warning msg
    restart         Restart bgp connection after limit is exceeded
    <1-65535>       Restart interval in minutes
    warning-only    Only give warning message when limit is exceeded
define BGP-SELF next-hop-self:next_hop_self [all:next_hop_self_all]
    next-hop-self   Disable the next hop calculation for this neighbor
    all             Enable next-hop-self for both eBGP and iBGP received paths
    since 15.2: all
define BGP-UNCHANGED next-hop-unchanged:next_hop_unchanged
    next-hop-unchanged  Propagate next hop unchanged for iBGP paths to this neighbor
define BGP-PRIVATE remove-private-as:remove_private=remove [all:remove_private=all [replace-as:remove_private_replace]]
    remove-private-as  Remove private AS number from outbound updates
    all             Remove all private AS numbers
    replace-as      Replace all private AS numbers with local AS
    since 15.1: all
define BGP-CLIENT route-reflector-client:route_reflector_client
    route-reflector-client  Configure a neighbor as Route Reflector client
define BGP-COMMUNITY send-community [{both:which=both | standard:which=standard | extended:which=extended}]
    send-community  Send Community attribute to this neighbor
    both            Send Standard and Extended Community attributes
    extended        Send Extended Community attribute
    standard        Send Standard Community attribute
define BGP-SOFT soft-reconfiguration inbound:soft_reconfiguration
    soft-reconfiguration  Per neighbor soft reconfiguration
    inbound         Allow inbound soft reconfiguration for this neighbor
define BGP-WEIGHT weight <0-65535>:weight
    weight          Set default weight for routes from this neighbor
    <0-65535>       default weight

mode config : BgpConfig
router bgp @BGP-AS:asn => enter bgp instance
    check: router_bgp
    > router bgp 65001

mode bgp-session : Peers
words
    neighbor peer-group  Member of the peer-group
neighbor @BGP-PEER remote-as @BGP-AS:remote_as => call remote_as
    remote-as       Specify a BGP neighbor
    <1-4294967295>  AS of remote neighbor
    <1-65535>       AS of remote neighbor
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer remote-as
    render: neighbors
neighbor WORD:group peer-group => call peer_group
    WORD            Neighbor tag
    peer-group      Configure peer-group
    render: none
neighbor {A.B.C.D | X:X:X:X::X}:peer peer-group WORD:group => call member
    A.B.C.D         Neighbor address
    X:X:X:X::X      Neighbor IPv6 address
    peer-group      Member of the peer-group
    WORD            peer-group name
    no: neighbor {A.B.C.D | X:X:X:X::X}:peer peer-group
    render: none
neighbor @BGP-PEER @BGP-LOCAL-AS => in neighbors[peer]
    check: local_as
    render: none
neighbor @BGP-PEER @BGP-DESCRIPTION => in neighbors[peer]
    check: peer
    render: none
neighbor @BGP-PEER @BGP-SHUTDOWN => in neighbors[peer]
    check: peer
    render: none
neighbor @BGP-PEER shutdown graceful <1-65535>:seconds {community {<1-4294967295> | WORD}:community [local-preference <0-4294967295>:local_preference] | local-preference <0-4294967295>:local_preference} => call shutdown_graceful
    shutdown        Administratively shut down this neighbor
    graceful        Gracefully shut down this neighbor
    <1-65535>       time in seconds
    community       Set Community for Gshut routes
    <1-4294967295>  community number
    WORD            community number in aa:nn format
    local-preference  Set Local Preference for Gshut routes
    <0-4294967295>  Local Preference value
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer shutdown graceful
    render: none
    since: 15.5
neighbor @BGP-PEER @BGP-PASSWORD => call neighbor_password
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer password
    render: none
neighbor @BGP-PEER @BGP-MULTIHOP => call neighbor_multihop
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer ebgp-multihop
    render: none
neighbor @BGP-PEER @BGP-UNCHECKED => in neighbors[peer]
    check: peer
    render: none
neighbor @BGP-PEER @BGP-TTL => call neighbor_ttl
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer ttl-security
    render: none
neighbor @BGP-PEER @BGP-UPDATE-SOURCE => in neighbors[peer]
    check: peer
    render: none
neighbor @BGP-PEER @BGP-TIMERS => in neighbors[peer]
    check: neighbor_timers
    render: none
neighbor @BGP-PEER @BGP-FALL-OVER => in neighbors[peer]
    check: peer
    render: none
neighbor @BGP-PEER @BGP-MODE => in neighbors[peer]
    check: peer
    render: none
neighbor @BGP-PEER @BGP-PATH-MTU => in neighbors[peer]
    check: peer
    render: none
    since: 15.0
neighbor @BGP-PEER @BGP-NO-PATH-MTU => in neighbors[peer]
    check: peer
    render: none
    since: 15.0
neighbor @BGP-PEER @BGP-INHERIT-SESSION => call inherit_session
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer inherit peer-session
    render: none

mode bgp-policy : Peers
neighbor @BGP-PEER activate => call activate
    activate        Enable the Address Family for this Neighbor
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer activate
    render: policies
neighbor @BGP-PEER inherit peer-policy WORD:inherit_policy => in policies[peer]
    inherit         Inherit a template
    peer-policy     Inherit a peer-policy template
    WORD            Template name
    check: policy
    render: none
neighbor @BGP-PEER @BGP-INTERVAL => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-ALLOWAS => call neighbor_allowas
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer allowas-in
    render: none
neighbor @BGP-PEER @BGP-OVERRIDE => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-DEFAULT => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-DISTRIBUTE-IN => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-DISTRIBUTE-OUT => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-PREFIX-IN => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-PREFIX-OUT => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-FILTER-IN => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-FILTER-OUT => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-MAP-IN => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-MAP-OUT => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-UNSUPPRESS => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-ADVERTISE => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-ORF => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-MAXIMUM => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-SELF => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-UNCHANGED => in policies[peer]
    check: unchanged
    render: none
neighbor @BGP-PEER @BGP-PRIVATE => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-CLIENT => in policies[peer]
    check: reflector
    render: none
neighbor @BGP-PEER @BGP-COMMUNITY => call neighbor_community
    no: neighbor {A.B.C.D | X:X:X:X::X | WORD}:peer send-community
    render: none
neighbor @BGP-PEER @BGP-SOFT => in policies[peer]
    check: policy
    render: none
neighbor @BGP-PEER @BGP-WEIGHT => in policies[peer]
    check: policy
    render: none

mode bgp-family : Family
network A.B.C.D:address [mask MASK-LENGTH:length] [[route-map WORD:route_map | backdoor:backdoor]] => call network
    network         Specify a network to announce via BGP
    A.B.C.D         Network number
    mask            Network mask
    MASK-LENGTH     Network mask
    route-map       Route-map to modify the attributes
    WORD            Name of the route map
    backdoor        Specify a BGP backdoor route
    > network 10.0.0.0
    > network 10.1.1.0 mask 255.255.255.0
    > network 10.1.0.0 mask 255.255.0.0 route-map SET backdoor
aggregate-address A.B.C.D:network MASK-LENGTH:length [[as-set:as_set | summary-only:summary_only | suppress-map WORD:suppress_map | advertise-map WORD:advertise_map | attribute-map WORD:attribute_map]] => call aggregate
    aggregate-address  Configure BGP aggregate entries
    A.B.C.D         Aggregate address
    MASK-LENGTH     Aggregate mask
    as-set          Generate AS set path information
    summary-only    Filter more specific routes from updates
    suppress-map    Conditionally filter more specific routes from updates
    advertise-map   Set condition to advertise attribute
    attribute-map   Set attributes of aggregate
    WORD            Name of route map
    > aggregate-address 10.0.0.0 255.0.0.0 as-set summary-only
redistribute @ROUTE-SOURCE:source [[metric <0-4294967295>:metric | @SOURCE-KINDS | route-map WORD:route_map]] => call redistribute
    redistribute    Redistribute information from another routing protocol
    metric          Metric for redistributed routes
    <0-4294967295>  Default metric
    route-map       Route map reference
    WORD            Pointer to route-map entries
    > redistribute connected route-map LANS
    > redistribute eigrp 1 metric 100
    > redistribute ospf 1 metric 100 match internal external 1 external 2
distribute-list @BGP-LIST:distribute_in in
    distribute-list  Filter networks in routing updates
    in              Filter incoming routing updates
    > distribute-list 10 in
distribute-list @BGP-LIST:name out [@ROUTE-SOURCE:source] => call distribute_out
    distribute-list  Filter networks in routing updates
    out             Filter outgoing routing updates
    > distribute-list LANS out
    > distribute-list 10 out static

mode bgp-family-metrics : Family
default-metric <1-4294967295>:default_metric
    default-metric  Set metric of redistributed routes
    <1-4294967295>  Default metric
    > default-metric 50
default-information originate => default_information
    default-information  Control distribution of default information
    originate       Distribute a default route
    > default-information originate
distance bgp <1-255>:distance.0 <1-255>:distance.1 <1-255>:distance.2
    distance        Define an administrative distance
    bgp             BGP distance
    :distance.0     Distance for routes external to the AS
    :distance.1     Distance for routes internal to the AS
    :distance.2     Distance for local routes
    > distance bgp 20 180 200

mode bgp-family-sources : Family
distance <1-255>:distance A.B.C.D:router WILDCARD:wildcard [{<1-99> | <1300-1999> | WORD}:acl] => distance_from[router, wildcard]
    distance        Define an administrative distance
    <1-255>         Administrative distance
    A.B.C.D         IP Source address
    WILDCARD        Wildcard bits
    <1-99>          IP Standard access list number
    <1300-1999>     IP Standard expanded access list number
    WORD            Standard access-list name
    > distance 90 2.2.2.2 0.0.0.0 7

mode bgp-family-paths : Family
maximum-paths <1-32>:maximum_paths
    maximum-paths   Forward packets over multiple paths
    <1-32>          Number of paths
    > maximum-paths 2
maximum-paths ibgp <1-32>:maximum_paths_ibgp
    maximum-paths   Forward packets over multiple paths
    ibgp            iBGP-multipath
    <1-32>          Number of paths
    > maximum-paths ibgp 2

mode bgp-family-summary : Family
auto-summary => auto_summary
    auto-summary    Enable automatic network number summarization
    since: 15.0
    > auto-summary
auto-summary => auto_summary
    auto-summary    Enable automatic network number summarization
    before: 15.0
    shown-when-default: no
    > auto-summary

mode bgp-family-rest : Family
synchronization => synchronization
    synchronization  Perform IGP synchronization
    since: 15.0
    > synchronization
synchronization => synchronization
    synchronization  Perform IGP synchronization
    before: 15.0
    shown-when-default: no
    > synchronization
table-map WORD:table_map
    table-map       Map external entry attributes into routing table
    WORD            route-map name
    > table-map TAGS
bgp dampening [{<1-45>:half_life [<1-20000>:reuse <1-20000>:suppress <1-255>:max_suppress] | route-map WORD:route_map}] => call dampening
    bgp             BGP specific commands
    dampening       Enable route-flap dampening
    :half_life      Half-life time for the penalty
    :reuse          Value to start reusing a route
    :suppress       Value to start suppressing a route
    :max_suppress   Maximum duration to suppress a stable route
    route-map       Route-map to specify criteria for dampening
    WORD            route-map name
    no: bgp dampening
    > bgp dampening
    > bgp dampening 10
    > bgp dampening 15 750 2000 30
bgp redistribute-internal => redistribute_internal
    bgp             BGP specific commands
    redistribute-internal  Allow redistribution of iBGP into IGPs (dangerous)
    > bgp redistribute-internal

mode bgp-family6 : Family
network X:X:X:X::X/<0-128>:prefix [[route-map WORD:route_map | backdoor:backdoor]] => call network6
    network         Specify a network to announce via BGP
    X:X:X:X::X/<0-128>  IPv6 prefix
    route-map       Route-map to modify the attributes
    WORD            Name of the route map
    backdoor        Specify a BGP backdoor route
    > network 2001:DB8:1::/48
    > network 2001:DB8::/32 route-map SET
aggregate-address X:X:X:X::X/<0-128>:prefix [[as-set:as_set | summary-only:summary_only | suppress-map WORD:suppress_map | advertise-map WORD:advertise_map | attribute-map WORD:attribute_map]] => call aggregate6
    aggregate-address  Configure BGP aggregate entries
    X:X:X:X::X/<0-128>  Aggregate prefix
    as-set          Generate AS set path information
    summary-only    Filter more specific routes from updates
    suppress-map    Conditionally filter more specific routes from updates
    advertise-map   Set condition to advertise attribute
    attribute-map   Set attributes of aggregate
    WORD            Name of route map
    > aggregate-address 2001:DB8::/32 as-set summary-only
redistribute @ROUTE-SOURCE6:source [[metric <0-4294967295>:metric | @SOURCE-KINDS | route-map WORD:route_map | include-connected:include_connected]] => call redistribute6
    redistribute    Redistribute IPv6 prefixes from another routing protocol
    metric          Metric for redistributed routes
    <0-4294967295>  Default metric
    route-map       Route map reference
    WORD            Pointer to route-map entries
    include-connected  Include connected
    > redistribute connected
    > redistribute ospf 1 metric 100 include-connected

mode bgp : BgpInstance
    prompt: config-router
    title: Router configuration commands:
    separator: after
    exit: Exit from routing protocol configuration mode
    extends: bgp-session bgp-policy bgp-family bgp-family-metrics bgp-family-sources bgp-family-paths bgp-family-summary bgp-family-rest
words bgp
    bgp             BGP specific commands
    bgp bestpath    Change the default bestpath selection
    bgp confederation  AS confederation parameters
    bgp default     Configure BGP defaults
    bgp graceful-restart  Graceful restart capability parameters
    bgp listen      Neighbor subnet range listener
    bgp nexthop     Nexthop tracking commands
    bgp nexthop trigger  nexthop trackings
    template        Enter template command mode
bgp router-id A.B.C.D:router_id
    router-id       Override configured router identifier (peers will reset)
    A.B.C.D         Manually configured router identifier
    check: router_id
    > bgp router-id 1.1.1.1
bgp asnotation dot => asnotation_dot
    asnotation      Change the default asplain notation
    dot             asdot notation
    since: 15.0
    > bgp asnotation dot
bgp log-neighbor-changes => log_neighbor_changes
    log-neighbor-changes  Log neighbor up/down and reset reason
    shown-when-default: yes
    > no bgp log-neighbor-changes
bgp always-compare-med => always_compare_med
    always-compare-med  Allow comparing MED from different neighbors
    > bgp always-compare-med
bgp deterministic-med => deterministic_med
    deterministic-med  Pick the best-MED path among paths advertised from the neighboring AS
    > bgp deterministic-med
bgp bestpath as-path ignore => as_path_ignore
    as-path         Configuring as-path parameters
    ignore          Ignore as-path length in selecting a route
    > bgp bestpath as-path ignore
bgp bestpath as-path multipath-relax => multipath_relax
    as-path         Configuring as-path parameters
    multipath-relax  Relax AS_PATH restriction for multipath
    since: 15.0
    > bgp bestpath as-path multipath-relax
bgp bestpath compare-routerid => compare_routerid
    compare-routerid  Compare router-id for identical EBGP paths
    > bgp bestpath compare-routerid
bgp bestpath igp-metric ignore => igp_metric_ignore
    igp-metric      Configuring igp metric parameters
    ignore          Ignore igp metric in bestpath selection
    since: 15.0
    > bgp bestpath igp-metric ignore
bgp bestpath med confed:confed [missing-as-worst:worst] => call bestpath_med
    med             MED attribute
    confed          Compare MED among confederation paths
    missing-as-worst  Treat missing MED as the least preferred one
    > bgp bestpath med confed
    > bgp bestpath med confed missing-as-worst
bgp bestpath med missing-as-worst:worst [confed:confed] => call bestpath_med
    med             MED attribute
    missing-as-worst  Treat missing MED as the least preferred one
    confed          Compare MED among confederation paths
    render: none
    > bgp bestpath med missing-as-worst
bgp client-to-client reflection => client_to_client
    client-to-client  Configure client to client route reflection
    reflection      reflection of routes allowed
    > no bgp client-to-client reflection
bgp cluster-id {<1-4294967295> | A.B.C.D}:cluster_id => call cluster_id
    cluster-id      Configure Route-Reflector Cluster-id (peers may reset)
    <1-4294967295>  Route-Reflector Cluster-id as 32 bit quantity
    A.B.C.D         Route-Reflector Cluster-id in IP address format
    no: bgp cluster-id
    > bgp cluster-id 10.0.0.1
    > bgp cluster-id 7
bgp confederation identifier @BGP-AS:confederation_id
    identifier      Set routing domain confederation AS
    > bgp confederation identifier 100
bgp confederation peers @BGP-AS:peers... => call confederation_peers
    peers           Peer ASs in BGP confederation
    no: bgp confederation peers
    > bgp confederation peers 65001 65002
bgp default ipv4-unicast => call default_ipv4_unicast
    ipv4-unicast    Activate ipv4-unicast for a peer by default
    > no bgp default ipv4-unicast
bgp default local-preference <0-4294967295>:default_local_preference
    local-preference  local preference (higher=more preferred)
    <0-4294967295>  Configure default local preference value
    > bgp default local-preference 200
bgp enforce-first-as => enforce_first_as
    enforce-first-as  Enforce the first AS for EBGP routes(default)
    > no bgp enforce-first-as
bgp fast-external-fallover => fast_external_fallover
    fast-external-fallover  Immediately reset session if a link to a directly connected external peer goes down
    > no bgp fast-external-fallover
bgp graceful-restart => graceful_restart
    > bgp graceful-restart
bgp graceful-restart restart-time <1-3600>:restart_time
    restart-time    Set the max time needed to restart and come back up
    <1-3600>        Delay value (seconds)
    > bgp graceful-restart restart-time 60
bgp graceful-restart stalepath-time <1-3600>:stalepath_time
    stalepath-time  Set the max time to hold onto restarting peer's stale paths
    <1-3600>        Delay value (seconds)
    > bgp graceful-restart stalepath-time 180
bgp listen limit <1-5000>:listen_limit
    limit           Set the max limit for the dynamic subnet range neighbors
    <1-5000>        Limit value
    since: 12.4
    > bgp listen limit 200
bgp listen range A.B.C.D/nn:prefix [peer-group WORD:group] => call listen_range
    range           Subnet network range
    A.B.C.D/nn      Subnet range
    peer-group      Member of the peer-group
    WORD            Peer-group name
    no: bgp listen range A.B.C.D/nn:prefix
bgp listen range X:X:X:X::X/<0-128>:prefix [peer-group WORD:group] => call listen_range6
    range           Subnet network range
    X:X:X:X::X/<0-128>  IPv6 subnet range
    peer-group      Member of the peer-group
    WORD            Peer-group name
    no: bgp listen range X:X:X:X::X/<0-128>:prefix
bgp maxas-limit <1-2000>:maxas_limit
    maxas-limit     Allow AS-PATH attribute from any neighbor imposing a limit on number of ASes
    <1-2000>        Number of ASes in the AS-PATH attribute
    > bgp maxas-limit 50
bgp nexthop trigger enable => nexthop_trigger
    enable          enable nexthop tracking
    > no bgp nexthop trigger enable
bgp nexthop trigger delay <0-100>:nexthop_delay
    delay           Set the delay to tune nexthop tracking
    <0-100>         Delay value (seconds)
    > bgp nexthop trigger delay 1
bgp scan-time <5-60>:scan_time
    scan-time       Configure background scanner interval
    <5-60>          Scanner interval (seconds)
    > bgp scan-time 15
bgp transport path-mtu-discovery => path_mtu_discovery
    transport       Transport options
    path-mtu-discovery  Option to configure path mtu discovery
    since: 15.0
    > no bgp transport path-mtu-discovery
bgp suppress-inactive => suppress_inactive
    suppress-inactive  Suppress routes that are not in the routing table
    > bgp suppress-inactive
timers bgp <0-65535>:keepalive <0-65535>:hold [<0-65535>:min_hold]
    timers          Adjust routing timers
    bgp             BGP timers
    :keepalive      Keepalive interval
    :hold           Holdtime
    :min_hold       Minimum hold time from neighbor
    check: timers
    > timers bgp 10 30
    > timers bgp 10 30 30
template peer-session WORD:name => enter bgp-session-template session_templates[name]
    peer-session    Template configuration for session parameters
    WORD            Peer session template name
    no: none
    > template peer-session CORE
template peer-session WORD:name => call no_session_template
    peer-session    Template configuration for session parameters
    WORD            Peer session template name
    positive: none
    render: none
template peer-policy WORD:name => enter bgp-policy-template policy_templates[name]
    peer-policy     Template configuration for policy parameters
    WORD            Peer policy template name
    no: none
    > template peer-policy CORE
template peer-policy WORD:name => call no_policy_template
    peer-policy     Template configuration for policy parameters
    WORD            Peer policy template name
    positive: none
    render: none
address-family ipv4 [unicast] => enter bgp-af ipv4, explicit = true
    address-family  Enter Address Family command mode
    ipv4            Address family
    unicast         Address Family modifier
    no: none
    > address-family ipv4
    >> address-family ipv4 unicast
address-family ipv4 [unicast] => call no_family
    address-family  Enter Address Family command mode
    ipv4            Address family
    unicast         Address Family modifier
    positive: none
    render: none
address-family ipv4 [unicast] vrf WORD:vrf => enter bgp-vrf vrfs[vrf]
    address-family  Enter Address Family command mode
    ipv4            Address family
    unicast         Address Family modifier
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    check: family_vrf
    no: address-family ipv4 vrf WORD:vrf
address-family ipv6 [unicast] => enter bgp-af6 ipv6, explicit = true
    address-family  Enter Address Family command mode
    ipv6            Address family
    unicast         Address Family modifier
    no: none
    > address-family ipv6
    >> address-family ipv6 unicast
address-family ipv6 [unicast] => call no_family6
    address-family  Enter Address Family command mode
    ipv6            Address family
    unicast         Address Family modifier
    positive: none
    render: none
address-family ipv6 [unicast] vrf WORD:vrf => enter bgp-vrf6 vrfs6[vrf]
    address-family  Enter Address Family command mode
    ipv6            Address family
    unicast         Address Family modifier
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    check: family_vrf6
    no: address-family ipv6 vrf WORD:vrf

mode bgp-af : Family
    prompt: config-router-af
    title: Address Family configuration commands:
    parent: bgp
    exit: Exit from Address Family configuration mode
    closing: exit-address-family
    separator: before
    extends: bgp-session bgp-policy bgp-family bgp-family-metrics bgp-family-sources bgp-family-paths bgp-family-summary bgp-family-rest

mode bgp-af6 : Family6
    prompt: config-router-af
    title: Address Family configuration commands:
    parent: bgp
    exit: Exit from Address Family configuration mode
    closing: exit-address-family
    separator: before
    extends: bgp-policy bgp-family6 bgp-family-metrics bgp-family-paths bgp-family-rest

mode bgp-vrf6 : Family6
    prompt: config-router-af
    title: Address Family configuration commands:
    parent: bgp
    exit: Exit from Address Family configuration mode
    closing: exit-address-family
    separator: before
    extends: bgp-session bgp-policy bgp-family6 bgp-family-metrics bgp-family-paths bgp-family-rest
maximum-paths eibgp <1-32>:maximum_paths_eibgp
    maximum-paths   Forward packets over multiple paths
    eibgp           Both eBGP and iBGP paths as multipath
    <1-32>          Number of paths
    > maximum-paths eibgp 2
bgp router-id A.B.C.D:router_id
    bgp             BGP specific commands
    router-id       Override configured router identifier
    A.B.C.D         Manually configured router identifier
    > bgp router-id 1.1.1.1

mode bgp-vrf : Family
    prompt: config-router-af
    title: Address Family configuration commands:
    parent: bgp
    exit: Exit from Address Family configuration mode
    closing: exit-address-family
    separator: before
    extends: bgp-session bgp-policy bgp-family bgp-family-metrics bgp-family-sources bgp-family-paths bgp-family-summary bgp-family-rest
maximum-paths eibgp <1-32>:maximum_paths_eibgp
    maximum-paths   Forward packets over multiple paths
    eibgp           Both eBGP and iBGP paths as multipath
    <1-32>          Number of paths
    > maximum-paths eibgp 2
bgp router-id A.B.C.D:router_id
    bgp             BGP specific commands
    router-id       Override configured router identifier
    A.B.C.D         Manually configured router identifier
    > bgp router-id 1.1.1.1

mode bgp-session-template : SessionLines
    prompt: config-router-stmp
    title: Peer-session template configuration commands:
    parent: bgp
    exit: Exit from session-template configuration mode
    closing: exit-peer-session
    separator: after
remote-as @BGP-AS:remote_as
    remote-as       Set peer AS
    <1-4294967295>  AS of remote neighbor
    <1-65535>       AS of remote neighbor
    > remote-as 65001
    render: session_template
@BGP-LOCAL-AS
    render: none
@BGP-DESCRIPTION
    render: none
@BGP-SHUTDOWN
    render: none
@BGP-PASSWORD => call password
    no: password
    render: none
@BGP-MULTIHOP => call multihop
    no: ebgp-multihop
    render: none
@BGP-UNCHECKED
    render: none
@BGP-TTL => call ttl
    no: ttl-security
    render: none
@BGP-UPDATE-SOURCE
    render: none
@BGP-TIMERS
    check: neighbor_timers
    render: none
@BGP-FALL-OVER
    render: none
@BGP-MODE
    render: none
@BGP-PATH-MTU
    render: none
    since: 15.0
@BGP-NO-PATH-MTU
    render: none
    since: 15.0
@BGP-INHERIT-SESSION
    render: none

mode bgp-policy-template : PolicyLines
    prompt: config-router-ptmp
    title: Peer-policy template configuration commands:
    parent: bgp
    exit: Exit from policy-template configuration mode
    closing: exit-peer-policy
    separator: after
inherit peer-policy WORD:name <1-65535>:seq => call inherits
    inherit         Inherit a template
    peer-policy     Inherit a peer-policy template
    WORD            Template name
    <1-65535>       Sequence number
    render: policy_template
@BGP-INTERVAL
    render: none
@BGP-ALLOWAS => call allowas
    no: allowas-in
    render: none
@BGP-OVERRIDE
    render: none
@BGP-DEFAULT
    render: none
@BGP-DISTRIBUTE-IN
    render: none
@BGP-DISTRIBUTE-OUT
    render: none
@BGP-PREFIX-IN
    render: none
@BGP-PREFIX-OUT
    render: none
@BGP-FILTER-IN
    render: none
@BGP-FILTER-OUT
    render: none
@BGP-MAP-IN
    render: none
@BGP-MAP-OUT
    render: none
@BGP-UNSUPPRESS
    render: none
@BGP-ADVERTISE
    render: none
@BGP-ORF
    render: none
@BGP-MAXIMUM
    render: none
@BGP-SELF
    render: none
@BGP-UNCHANGED
    render: none
@BGP-PRIVATE
    render: none
@BGP-CLIENT
    render: none
@BGP-COMMUNITY => call community
    no: send-community
    render: none
@BGP-SOFT
    render: none
@BGP-WEIGHT
    render: none

mode exec
words
    show            Show running system information
    show ip         IP information
    show ip bgp     BGP information
    show bgp        BGP information
    show bgp ipv4   Address family
    show bgp ipv4 unicast  Address Family modifier
    show bgp vpnv4  Address family
    show bgp ipv6   Address family
    show bgp ipv6 unicast  Address Family modifier
    show bgp ipv6 unicast vrf  Specify parameters for a VPN Routing/Forwarding instance
    show bgp vpnv6  Address family
    show bgp vpnv6 unicast  Address Family modifier
    show bgp vpnv6 unicast vrf  Specify parameters for a VPN Routing/Forwarding instance
    show ip bgp ipv6  Address family
    show ip bgp ipv6 unicast  Address Family modifier
    show bgp vpnv4 unicast  Address Family modifier
    show bgp vpnv4 unicast vrf  Specify parameters for a VPN Routing/Forwarding instance
    show ip bgp ipv4  Address family
    show ip bgp ipv4 unicast  Address Family modifier
    show ip bgp vpnv4  Address family
    show ip bgp vpnv4 vrf  Specify parameters for a VPN Routing/Forwarding instance
    clear ip bgp    Clear BGP connections
    clear bgp       Clear BGP connections
    clear bgp ipv4  Address family
    clear bgp ipv4 unicast  Address Family modifier
    clear bgp ipv6  Address family
    clear bgp ipv6 unicast  Address Family modifier
    debug bgp       BGP information
    debug bgp ipv6  Address family
    debug bgp ipv6 unicast  Address Family modifier
    debug ip bgp    BGP information
define SHOW-BGP {ip bgp [{ipv4 unicast | ipv6:wide unicast | vpnv4 vrf WORD:vrf}] | \
        bgp [{ipv4 unicast | ipv6:wide [unicast] | ipv6:wide unicast vrf WORD:vrf | vpnv4 unicast vrf WORD:vrf | vpnv6:wide unicast vrf WORD:vrf}]}
    ip              IP information
    bgp             BGP information
    ipv4            Address family
    unicast         Address Family modifier
    ipv6            Address family
    vpnv4           Address family
    vpnv6           Address family
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
define SHOW-BGP6 {ip bgp ipv6:wide unicast | bgp ipv6:wide [unicast] | bgp ipv6:wide unicast vrf WORD:vrf | bgp vpnv6:wide unicast vrf WORD:vrf}
    ip              IP information
    bgp             BGP information
    ipv6            Address family
    unicast         Address Family modifier
    vpnv6           Address family
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
show @SHOW-BGP => show bgp
    privilege 1
    > show ip bgp
    > show bgp ipv4 unicast
    > show ip bgp vpnv4 vrf RED
    > show bgp ipv6 unicast
    > show bgp ipv6
    > show bgp vpnv6 unicast vrf RED
show @SHOW-BGP {A.B.C.D:address [MASK-LENGTH:length] | A.B.C.D/nn:prefix} [{longer-prefixes:longer | {bestpath | multipaths}:only}] => show bgp_entry
    A.B.C.D         Network in the BGP routing table to display
    MASK-LENGTH     Network mask
    A.B.C.D/nn      IP prefix <network>/<length>, e.g., 35.0.0.0/8
    longer-prefixes  Display route and more specific routes
    bestpath        Display bestpath for this prefix
    multipaths      Display multipaths for this prefix
    privilege 1
    > show ip bgp 10.0.0.0
    > show ip bgp 10.0.0.0 255.0.0.0 longer-prefixes
    > show bgp ipv4 unicast 10.0.0.0/8
show @SHOW-BGP6 {X:X:X:X::X:address | X:X:X:X::X/<0-128>:prefix} [{longer-prefixes:longer | {bestpath | multipaths}:only}] => show bgp_entry
    X:X:X:X::X      IPv6 address
    X:X:X:X::X/<0-128>  IPv6 prefix <network>/<length>
    longer-prefixes  Display route and more specific routes
    bestpath        Display bestpath for this prefix
    multipaths      Display multipaths for this prefix
    privilege 1
    > show bgp ipv6 unicast 2001:DB8::/32
    > show bgp ipv6 2001:DB8::1
show @SHOW-BGP summary => show bgp_summary
    summary         Summary of BGP neighbor status
    privilege 1
    > show ip bgp summary
    > show bgp vpnv4 unicast vrf RED summary
    > show bgp ipv6 unicast summary
    > show bgp ipv6 unicast vrf RED summary
show @SHOW-BGP peer-group WORD:group summary => show bgp_summary
    peer-group      Display information on peer-groups
    WORD            Name of the peer-group
    summary         Summary of peer-group status
    privilege 1
    > show ip bgp peer-group SPOKES summary
show {ip bgp vpnv4 all | bgp vpnv4 unicast all | bgp vpnv6:wide unicast all} => show bgp_vpn
    all             Display information about all VPNv4 NLRIs
    privilege 1
    > show ip bgp vpnv4 all
show {ip bgp vpnv4 all | bgp vpnv4 unicast all | bgp vpnv6:wide unicast all} summary => show bgp_vpn_summary
    all             Display information about all VPNv4 NLRIs
    summary         Summary of BGP neighbor status
    privilege 1
    > show ip bgp vpnv4 all summary
show @SHOW-BGP neighbors [{A.B.C.D | X:X:X:X::X}:address] => show bgp_neighbors
    neighbors       Detailed information on TCP and BGP neighbor connections
    A.B.C.D         Neighbor to display information about
    X:X:X:X::X      Neighbor to display information about
    privilege 1
    > show ip bgp neighbors 10.0.0.2
    > show bgp ipv6 unicast neighbors 2001:DB8::2
show @SHOW-BGP neighbors {A.B.C.D | X:X:X:X::X}:address advertised-routes => show bgp_advertised
    neighbors       Detailed information on TCP and BGP neighbor connections
    A.B.C.D         Neighbor to display information about
    X:X:X:X::X      Neighbor to display information about
    advertised-routes  Display the routes advertised to a BGP neighbor
    privilege 1
show @SHOW-BGP neighbors {A.B.C.D | X:X:X:X::X}:address received-routes => show bgp_received
    neighbors       Detailed information on TCP and BGP neighbor connections
    A.B.C.D         Neighbor to display information about
    X:X:X:X::X      Neighbor to display information about
    received-routes  Display the received routes from neighbor
    privilege 1
show @SHOW-BGP neighbors {A.B.C.D | X:X:X:X::X}:address routes => show bgp_routes
    neighbors       Detailed information on TCP and BGP neighbor connections
    A.B.C.D         Neighbor to display information about
    X:X:X:X::X      Neighbor to display information about
    routes          Display routes learned from neighbor
    privilege 1
show @SHOW-BGP neighbors {A.B.C.D | X:X:X:X::X}:address {flap-statistics | dampened-routes}:what => show bgp_dampening
    neighbors       Detailed information on TCP and BGP neighbor connections
    A.B.C.D         Neighbor to display information about
    X:X:X:X::X      Neighbor to display information about
    flap-statistics  Display flap statistics of the routes learned from neighbor
    dampened-routes  Display the dampened routes received from neighbor
    privilege 1
    > show ip bgp neighbors 10.0.0.2 flap-statistics
show @SHOW-BGP neighbors {A.B.C.D | X:X:X:X::X}:address received prefix-filter => show bgp_received_filter
    neighbors       Detailed information on TCP and BGP neighbor connections
    A.B.C.D         Neighbor to display information about
    X:X:X:X::X      Neighbor to display information about
    received        Display information received from a BGP neighbor
    prefix-filter   Display the prefixlist filter
    privilege 1
    > show ip bgp neighbors 10.0.0.2 received prefix-filter
show @SHOW-BGP neighbors {A.B.C.D | X:X:X:X::X}:address policy => show bgp_policy
    neighbors       Detailed information on TCP and BGP neighbor connections
    A.B.C.D         Neighbor to display information about
    X:X:X:X::X      Neighbor to display information about
    policy          Display neighbor polices per address-family
    since: 15.0
    privilege 1
show @SHOW-BGP regexp LINE:pattern => show bgp_regexp
    regexp          Display routes matching the AS path regular expression
    LINE            A regular-expression to match the BGP AS paths
    privilege 1
    > show ip bgp regexp ^65001_
show @SHOW-BGP quote-regexp LINE:pattern => show bgp_regexp
    quote-regexp    Display routes matching the AS path "regular expression"
    LINE            A regular-expression to match the BGP AS paths
    privilege 1
show @SHOW-BGP community [@COMMUNITY:communities... [exact-match:exact]] => show bgp_community
    community       Display routes matching the communities
    exact-match     Exact match of the communities
    privilege 1
    > show ip bgp community no-export
    > show ip bgp community 655 exact-match
show @SHOW-BGP community-list {<1-99> | <100-500> | WORD}:name [exact-match:exact] => show bgp_community_list
    community-list  Display routes matching the community-list
    <1-99>          Community-list number (standard)
    <100-500>       Community-list number (expanded)
    WORD            Community-list name
    exact-match     Exact match of the communities
    privilege 1
show @SHOW-BGP filter-list <1-500>:number => show bgp_filter_list
    filter-list     Display routes conforming to the filter-list
    <1-500>         Regular expression access list number
    privilege 1
show @SHOW-BGP prefix-list WORD:name => show bgp_prefix_list
    prefix-list     Display routes matching the prefix-list
    WORD            IP prefix-list name
    privilege 1
show @SHOW-BGP route-map WORD:name => show bgp_route_map
    route-map       Display routes matching the route-map
    WORD            A route-map to match on
    privilege 1
    > show ip bgp route-map LANS
show @SHOW-BGP cidr-only => show bgp_cidr_only
    cidr-only       Display only routes with non-natural netmasks
    privilege 1
show @SHOW-BGP inconsistent-as => show bgp_inconsistent_as
    inconsistent-as  Display only routes with inconsistent origin ASs
    privilege 1
show @SHOW-BGP rib-failure => show bgp_rib_failure
    rib-failure     Display bgp routes that failed to install in the routing table (RIB)
    privilege 1
show @SHOW-BGP peer-group [WORD:name] => show bgp_peer_group
    peer-group      Display information on peer-groups
    WORD            Name of the peer-group
    privilege 1
show ip bgp template peer-session [WORD:name] => show bgp_session_templates
    template        Display peer-policy/peer-session templates
    peer-session    Display peer-session template
    WORD            Template name
    level: partial "which bit of the masks stands for which line is known of some lines only"
    privilege 1
    > show ip bgp template peer-session
    > show ip bgp template peer-session CORE
show ip bgp template peer-policy [WORD:name] => show bgp_policy_templates
    template        Display peer-policy/peer-session templates
    peer-policy     Display peer-policy template
    WORD            Template name
    level: partial "which bit of the masks stands for which line is known of some lines only"
    privilege 1
    > show ip bgp template peer-policy
show @SHOW-BGP update-group [<1-4294967295>:number] => show bgp_update_group
    update-group    Display information on update-groups
    <1-4294967295>  update-group index
    privilege 1
show {ip bgp | bgp ipv4 unicast} paths [LINE:pattern] => show bgp_paths
    paths           Path information
    LINE            A regular expression to match the BGP AS paths
    privilege 1
show @SHOW-BGP dampening {parameters | flap-statistics | dampened-paths}:what => show bgp_dampening
    dampening       Display detailed information about dampening
    parameters      Display details of configured dampening parameters
    flap-statistics  Display flap statistics of routes
    dampened-paths  Display paths suppressed due to dampening
    privilege 1
    > show ip bgp dampening parameters
show @SHOW-BGP flap-statistics:what=flap-statistics => show bgp_dampening
    flap-statistics  Display flap statistics of routes
    privilege 1
show {ip bgp all | bgp all} => show bgp_all
    all             All address families
    privilege 1
    > show ip bgp all
    > show bgp all
show {ip bgp all | bgp all} summary => show bgp_all_summary
    all             All address families
    summary         Summary of BGP neighbor status
    privilege 1
    > show bgp all summary
show {ip bgp all | bgp all} neighbors [{A.B.C.D | X:X:X:X::X}:address] => show bgp_all_neighbors
    all             All address families
    neighbors       Detailed information on TCP and BGP neighbor connections
    A.B.C.D         Neighbor to display information about
    X:X:X:X::X      Neighbor to display information about
    privilege 1
    > show bgp all neighbors
show {ip bgp all | bgp all} dampening parameters => show bgp_all_parameters
    all             All address families
    dampening       Display detailed information about dampening
    parameters      Display details of configured dampening parameters
    privilege 1
define CLEAR-BGP {ip bgp [{all:everywhere | ipv4 unicast | ipv6:wide unicast | vpnv4 unicast vrf WORD:vrf | vrf WORD:vrf}] | bgp {all:everywhere | ipv4 unicast | ipv6:wide unicast | vpnv6:wide unicast vrf WORD:vrf}}
    ip              IP
    all             All address families
    bgp             Clear BGP connections
    ipv4            Address family
    ipv6            Address family
    unicast         Address Family modifier
    vpnv4           Address family
    vpnv6           Address family
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
clear @CLEAR-BGP {*:everybody | A.B.C.D:address | X:X:X:X::X:address | @BGP-AS:asn | peer-group WORD:group | external:external} [soft:soft] [{in:direction=in | out:direction=out}] => do clear_bgp
    *               Clear all peers
    A.B.C.D         BGP neighbor address to clear
    X:X:X:X::X      BGP neighbor address to clear
    <1-4294967295>  Clear peers with the AS number
    <1.0-XX.YY>     Clear peers with the AS number
    <1-65535>       Clear peers with the AS number
    peer-group      Clear all members of peer-group
    WORD            BGP peer-group name
    external        Clear all external peers
    soft            Soft reconfig inbound and outbound updates
    in              Soft reconfig inbound update
    out             Soft reconfig outbound update
    > clear ip bgp *
    > clear ip bgp 10.0.0.2 soft in
    > clear ip bgp 65002 soft
    > clear ip bgp peer-group SPOKES out
    > clear bgp ipv6 unicast *
    > clear bgp ipv6 unicast 2001:DB8::2 soft in
    > clear bgp all *
clear @CLEAR-BGP {*:everybody | A.B.C.D:address | X:X:X:X::X:address | @BGP-AS:asn | peer-group WORD:group | external:external} [soft:soft] in:direction=in prefix-filter:filtered => do clear_bgp
    *               Clear all peers
    A.B.C.D         BGP neighbor address to clear
    X:X:X:X::X      BGP neighbor address to clear
    <1-4294967295>  Clear peers with the AS number
    <1.0-XX.YY>     Clear peers with the AS number
    <1-65535>       Clear peers with the AS number
    peer-group      Clear all members of peer-group
    WORD            BGP peer-group name
    external        Clear all external peers
    soft            Soft reconfig inbound and outbound updates
    in              Soft reconfig inbound update
    prefix-filter   Push out prefix-list ORF and do inbound soft reconfig
    > clear ip bgp 10.0.0.2 in prefix-filter
clear ip bgp {all:everybody | soft:soft | in:direction=in | out:direction=out} => do clear_bgp_all
    all             Clear all peers of all address families
    soft            Soft reconfig inbound and outbound updates
    in              Soft reconfig inbound update
    out             Soft reconfig outbound update
    > clear ip bgp soft
clear ip bgp soft {in:direction=in | out:direction=out} => do clear_bgp_all
    soft            Soft reconfig inbound and outbound updates
    in              Soft reconfig inbound update
    out             Soft reconfig outbound update
    > clear ip bgp soft in
clear @CLEAR-BGP [{A.B.C.D | X:X:X:X::X}:neighbor] flap-statistics => do clear_bgp_flaps
    A.B.C.D         BGP neighbor address to clear
    X:X:X:X::X      BGP neighbor address to clear
    flap-statistics  Clear route flap statistics
    > clear ip bgp flap-statistics
clear @CLEAR-BGP dampening [A.B.C.D:address [MASK-LENGTH:length]] => do clear_bgp_dampening
    dampening       Clear route flap dampening information
    A.B.C.D         Network to clear damping information
    MASK-LENGTH     Network mask
    > clear ip bgp dampening
clear bgp ipv6:wide unicast dampening X:X:X:X::X/<0-128>:prefix => do clear_bgp_dampening
    ipv6            Address family
    unicast         Address Family modifier
    dampening       Clear route flap dampening information
    X:X:X:X::X/<0-128>  Network to clear damping information
    > clear bgp ipv6 unicast dampening 2001:DB8::/32
define DEBUG-BGP {ip bgp [ipv4 unicast] | bgp ipv4 unicast}
    ip              IP information
    bgp             BGP information
    ipv4            Address family
    unicast         Address Family modifier
debug @DEBUG-BGP => do debug_bgp
    > debug ip bgp
debug @DEBUG-BGP updates [{A.B.C.D | X:X:X:X::X}:address] [{in:direction=in | out:direction=out}] => do debug_bgp_updates
    updates         BGP updates
    A.B.C.D         BGP neighbor address
    X:X:X:X::X      BGP neighbor address
    in              Inbound information
    out             Outbound information
    > debug ip bgp updates
    > debug bgp ipv4 unicast updates
    > debug ip bgp updates 10.0.0.2 in
    > debug ip bgp updates in
debug {ip bgp | bgp} all:everywhere updates [{A.B.C.D | X:X:X:X::X}:address] [{in:direction=in | out:direction=out}] => do debug_bgp_all_updates
    all             All address families
    updates         BGP updates
    A.B.C.D         BGP neighbor address
    X:X:X:X::X      BGP neighbor address
    in              Inbound information
    out             Outbound information
    since: 15.0
    > debug ip bgp all updates 10.0.0.2 in
    > debug bgp all updates
debug ip bgp {A.B.C.D | X:X:X:X::X}:address keepalives => do debug_bgp_keepalives
    A.B.C.D         BGP neighbor address
    X:X:X:X::X      BGP neighbor address
    keepalives      BGP keepalives
    > debug ip bgp 10.0.0.2 keepalives
debug ip bgp {A.B.C.D | X:X:X:X::X}:address {in:direction=in | out:direction=out} => do debug_bgp_way
    A.B.C.D         BGP neighbor address
    X:X:X:X::X      BGP neighbor address
    in              BGP Inbound information
    out             BGP Outbound information
    > debug ip bgp 10.0.0.2 in
debug ip bgp {A.B.C.D | X:X:X:X::X}:address updates [{in:direction=in | out:direction=out}] => do debug_bgp_updates
    A.B.C.D         BGP neighbor address
    X:X:X:X::X      BGP neighbor address
    updates         BGP updates
    in              Inbound information
    out             Outbound information
    > debug ip bgp 10.0.0.2 updates in
debug ip bgp {in:direction=in | out:direction=out} => do debug_bgp_way
    in              BGP Inbound information
    out             BGP Outbound information
debug @DEBUG-BGP events => do debug_bgp_events
    events          BGP events
    > debug ip bgp events
debug @DEBUG-BGP keepalives => do debug_bgp_keepalives
    keepalives      BGP keepalives
    > debug ip bgp keepalives
debug bgp ipv6 unicast => do debug_bgp6
    ipv6            Address family
    unicast         Address Family modifier
    > debug bgp ipv6 unicast
debug bgp ipv6 unicast updates [{A.B.C.D | X:X:X:X::X}:address] [{in:direction=in | out:direction=out}] => do debug_bgp6_updates
    ipv6            Address family
    unicast         Address Family modifier
    updates         BGP updates
    A.B.C.D         BGP neighbor address
    X:X:X:X::X      BGP neighbor address
    in              Inbound information
    out             Outbound information
    > debug bgp ipv6 unicast updates
    > debug bgp ipv6 unicast updates 2001:DB8::2 in
debug bgp ipv6 unicast events => do debug_bgp6_events
    ipv6            Address family
    unicast         Address Family modifier
    events          BGP events
    > debug bgp ipv6 unicast events
debug bgp ipv6 unicast keepalives => do debug_bgp6_keepalives
    ipv6            Address family
    unicast         Address Family modifier
    keepalives      BGP keepalives
    > debug bgp ipv6 unicast keepalives
