feature ospf3  Open Shortest Path First version 3 (OSPF for IPv6)

words
    ipv6 router     Enable an IPV6 routing process
    ipv6 router ospf  Open Shortest Path First (OSPF)

extend ROUTE-SOURCE6 ospf <1-65535>:+
    ospf            Open Shortest Path First (OSPF)
    ospf <1-65535>  Process ID
extend SHOWN-SOURCE6 ospf [<1-65535>:+]
    ospf            OSPF routes
    ospf <1-65535>  Process ID

mode config : Ospf3Config
ipv6 router ospf <1-65535>:number => enter ospf3 processes[number]
    <1-65535>       Process ID
    check: ospf3_process
    > ipv6 router ospf 1

mode ospf3 : Ospf3Process
    prompt: config-rtr
    title: IPv6 router configuration commands:
    separator: after
    exit: Exit from IPv6 routing protocol configuration mode
words ospf3
    area            OSPF area parameters
    area <0-4294967295>  OSPF area ID as a decimal value
    area A.B.C.D    OSPF area ID in IP address format
    distance        Administrative distance
    timers          Adjust routing timers
    timers throttle  OSPF throttle timers
    timers pacing   OSPF pacing timers
router-id A.B.C.D:router_id => call router_id
    router-id       router-id for this OSPF process
    A.B.C.D         OSPF router-id in IP address format
    no: router-id
    > router-id 1.1.1.1
    >> no router-id
area @OSPF-AREA => call area
    positive: none
    render: none
area @OSPF-AREA stub [no-summary:no_summary] => call area_stub
    stub            Specify a stub area
    no-summary      Do not send summary LSA into stub area
    > area 1 stub
    > area 1 stub no-summary
area @OSPF-AREA nssa [[no-redistribution:no_redistribution | default-information-originate:default_originate [[metric <0-16777214>:metric | metric-type <1-2>:metric_type]] [nssa-only:nssa_only] | no-summary:no_summary]] => call area_nssa
    nssa            Specify a NSSA area
    no-redistribution  No redistribution into this NSSA area
    default-information-originate  Originate Type 7 default into NSSA area
    no-summary      Do not send summary LSA into NSSA
    metric          OSPF default metric
    <0-16777214>    OSPF metric
    metric-type     OSPF metric type for default routes
    <1-2>           OSPF Link State type
    nssa-only       Limit default advertisement to this NSSA area
    > area 1 nssa
    > area 1 nssa no-summary
area @OSPF-AREA nssa translate type7 {always:always | suppress-fa:suppress_fa} => call area_nssa_translate
    nssa            Specify a NSSA area
    translate       Translate LSA
    type7           Translate from Type 7 to Type 5
    always          Always translate LSAs on this ABR
    suppress-fa     Suppress forwarding address in translated LSAs
    > area 1 nssa translate type7 always
area @OSPF-AREA default-cost <0-16777215>:cost => call area_default_cost
    default-cost    Set the summary default-cost of a NSSA/stub area
    <0-16777215>    Stub's advertised external route metric
    no: area @OSPF-AREA default-cost
    > area 1 default-cost 10
area @OSPF-AREA range X:X:X:X::X/<0-128>:prefix [{advertise:advertise | not-advertise:hide}] [cost <0-16777215>:cost] => call area_range6
    range           Summarize routes matching address/mask (border routers only)
    :prefix         IPv6 prefix x:x::y/<z>
    advertise       Advertise this range (default)
    not-advertise   DoNotAdvertise this range
    cost            User specified metric for this range
    <0-16777215>    Advertised metric for this range
    > area 1 range 2001:DB8::/48
    > area 1 range 2001:DB8:1::/48 not-advertise
    > area 1 range 2001:DB8:2::/48 cost 5
passive-interface {default:default | INTERFACE:iface} => call passive
    passive-interface  Suppress routing updates on an interface
    default         Suppress routing updates on all interfaces
    > passive-interface Loopback0
    > passive-interface default
redistribute maximum-prefix <1-4294967295>:limit [<1-100>:threshold] [warning-only:warning_only] => call redistribute_limit
    redistribute    Redistribute IPv6 prefixes from another routing protocol
    maximum-prefix  Maximum number of prefixes redistributed to protocol
    :limit          Maximum number of IP prefixes redistributed to protocol
    :threshold      Threshold value (%) at which to generate a warning msg
    warning-only    Only give warning message when limit is exceeded
    no: redistribute maximum-prefix
    > redistribute maximum-prefix 100
    > redistribute maximum-prefix 100 80 warning-only
redistribute @ROUTE-SOURCE6:source [[metric <0-16777214>:metric | metric-type <1-2>:metric_type | tag <0-4294967295>:tag | include-connected:include_connected | @SOURCE-KINDS | route-map WORD:route_map]] => call redistribute
    redistribute    Redistribute IPv6 prefixes from another routing protocol
    metric          Metric for redistributed routes
    <0-16777214>    OSPF default metric
    metric-type     OSPF/IS-IS exterior metric type for redistributed routes
    <1-2>           Set OSPF External Type 1/2 metrics
    tag             Set tag for routes redistributed into OSPF
    <0-4294967295>  32-bit tag value
    include-connected  Include connected
    route-map       Route map reference
    WORD            Pointer to route-map entries
    > redistribute static
    > redistribute connected metric 10 metric-type 1 tag 5
    > redistribute ospf 2 match internal include-connected
default-information originate [[always:always | metric <0-16777214>:metric | metric-type <1-2>:metric_type | route-map WORD:route_map]] => call default_originate
    default-information  Distribution of default information
    originate       Distribute a default route
    always          Always advertise default route
    metric          OSPF default metric
    <0-16777214>    OSPF metric
    metric-type     OSPF metric type for default routes
    <1-2>           OSPF Link State type
    route-map       Route-map reference
    WORD            Pointer to route-map entries
    no: default-information originate
    > default-information originate
    > default-information originate always metric 20 metric-type 1
default-metric <1-16777214>:default_metric
    default-metric  Set metric of redistributed routes
    <1-16777214>    Default metric
    > default-metric 100
summary-prefix X:X:X:X::X/<0-128>:prefix [not-advertise:hide | [[tag <0-4294967295>:tag | nssa-only:nssa_only]]] => call summary_prefix
    summary-prefix  Configure IPv6 summary prefix
    :prefix         IPv6 prefix x:x::y/<z>
    not-advertise   Do not advertise when translating OSPF type-7 LSA
    tag             Set tag
    <0-4294967295>  32-bit tag value
    nssa-only       Limit summary to NSSA areas
    > summary-prefix 2001:DB8:A::/48
    > summary-prefix 2001:DB8:B::/48 not-advertise
distance <1-254>:distance
    <1-254>         Administrative distance
    > distance 100
distance ospf [[intra-area <1-254>:distance_intra | inter-area <1-254>:distance_inter | external <1-254>:distance_external]] => call distance_ospf
    ospf            OSPF distance
    intra-area      Intra-area routes
    inter-area      Inter-area routes
    external        External type 5 and type 7 routes
    <1-254>         Distance
    no: distance ospf
    > distance ospf external 200
auto-cost reference-bandwidth <1-4294967>:reference_bandwidth => call reference_bandwidth
    auto-cost       Calculate OSPF interface cost according to bandwidth
    reference-bandwidth  Use reference bandwidth method to assign OSPF cost
    <1-4294967>     The reference bandwidth in terms of Mbits per second
    no: auto-cost reference-bandwidth
    > auto-cost reference-bandwidth 10000
auto-cost => auto_cost
    auto-cost       Calculate OSPF interface cost according to bandwidth
    >> auto-cost
    > no auto-cost
maximum-paths <1-32>:maximum_paths
    maximum-paths   Forward packets over multiple paths
    <1-32>          Number of paths
    > maximum-paths 2
max-metric router-lsa [on-startup <5-86400>:on_startup] => call max_metric
    max-metric      Set maximum metric
    router-lsa      Maximum metric in self-originated router-LSAs
    on-startup      Set maximum metric temporarily after reboot
    <5-86400>       Time, in seconds, router-LSAs are originated with max-metric
    since: 15.0
    no: max-metric router-lsa
    > max-metric router-lsa
    > max-metric router-lsa on-startup 60
log-adjacency-changes [detail:log_detail] => call log_changes
    log-adjacency-changes  Log changes in adjacency state
    detail          Log all state changes
    since: 15.0
    > log-adjacency-changes detail
    > no log-adjacency-changes
log-adjacency-changes [detail:log_detail] => call log_changes_always
    log-adjacency-changes  Log changes in adjacency state
    detail          Log all state changes
    before: 15.0
    > log-adjacency-changes detail
    > no log-adjacency-changes
event-log [size <1-65534>:size] => call event_log
    event-log       Event Logging
    size            Maximum number of events stored in the event log
    <1-65534>       Number of events
    since: 15.0
    > event-log size 100
    > no event-log
    >> event-log
compatible rfc1583 => rfc1583
    compatible      Compatibility list
    rfc1583         compatible with RFC 1583
    since: 15.2
    > no compatible rfc1583
discard-route external => discard_external
    discard-route   Enable or disable discard-route installation
    external        Discard route for summarised external routes
    >> discard-route external
    > no discard-route external
discard-route internal => discard_internal
    discard-route   Enable or disable discard-route installation
    internal        Discard route for summarised inter-area routes
    > no discard-route internal
shutdown => shutdown
    shutdown        Shutdown the OSPF protocol under the current instance
    since: 15.2
    > shutdown
timers throttle spf <1-600000>:start <1-600000>:hold <1-600000>:maximum => call spf_throttle
    spf             OSPF SPF throttle timers
    :start          Delay between receiving a change to SPF calculation in milliseconds
    :hold           Delay between first and second SPF calculation in milliseconds
    :maximum        Maximum wait time in milliseconds for SPF calculations
    no: timers throttle spf
    > timers throttle spf 10 100 5000
timers throttle lsa <0-600000>:start <1-600000>:hold <1-600000>:maximum => call lsa_throttle
    lsa             OSPF LSA throttle timers
    :start          Delay to generate first occurrence of LSA in milliseconds
    :hold           Minimum delay between originating the same LSA in milliseconds
    :maximum        Maximum delay between originating the same LSA in milliseconds
    no: timers throttle lsa
    > timers throttle lsa 10 100 5000
timers lsa arrival <0-600000>:lsa_arrival
    lsa             OSPF LSA timers
    arrival         The minimum interval in milliseconds between accepting the same LSA
    <0-600000>      The minimum interval in milliseconds between accepting the same LSA
    > timers lsa arrival 80
timers pacing flood <5-100>:pacing_flood
    flood           OSPF flood pacing timer
    <5-100>         The minimum interval in msec to pace limit flooding on interface
    > timers pacing flood 20
timers pacing lsa-group <10-1800>:pacing_group
    lsa-group       OSPF LSA group pacing timer
    <10-1800>       Interval in sec between group of LSA being refreshed or maxaged
    > timers pacing lsa-group 60
timers pacing retransmission <5-200>:pacing_retransmission
    retransmission  OSPF retransmission pacing timer
    <5-200>         The minimum interval in msec between neighbor retransmissions
    > timers pacing retransmission 100

mode config-if : Ospf3Interface
words
    ipv6 ospf       OSPF interface commands
ipv6 ospf <1-65535>:process area @OSPF-AREA [instance <0-255>:instance] => call joined
    <1-65535>       Process ID
    area            Set the OSPF area ID
    instance        Set the OSPF instance
    <0-255>         OSPF instance ID as a decimal value
    no: ipv6 ospf <1-65535>:process area
    > ipv6 ospf 1 area 0
    > ipv6 ospf 10 area 0.0.0.0
    > ipv6 ospf 1 area 2 instance 3
ipv6 ospf network {broadcast | point-to-point | point-to-multipoint}:network
    network         Network type
    broadcast       Specify OSPF broadcast multi-access network
    point-to-point  Specify OSPF point-to-point network
    point-to-multipoint  Specify OSPF point-to-multipoint network
    no: ipv6 ospf network
    > ipv6 ospf network broadcast
    > ipv6 ospf network point-to-point
    > ipv6 ospf network point-to-multipoint
ipv6 ospf cost <1-65535>:cost
    cost            Route cost of this interface
    <1-65535>       Cost
    > ipv6 ospf cost 10
ipv6 ospf priority <0-255>:priority
    priority        Router priority
    <0-255>         Priority
    > ipv6 ospf priority 0
ipv6 ospf hello-interval <1-65535>:hello
    hello-interval  Time between HELLO packets
    <1-65535>       Seconds
    > ipv6 ospf hello-interval 5
ipv6 ospf dead-interval <1-65535>:dead
    dead-interval   Interval after which a neighbor is declared dead
    <1-65535>       Seconds
    > ipv6 ospf dead-interval 20
ipv6 ospf retransmit-interval <1-65535>:retransmit
    retransmit-interval  Time between retransmitting lost link state advertisements
    <1-65535>       Seconds
    > ipv6 ospf retransmit-interval 10
ipv6 ospf transmit-delay <1-65535>:transmit_delay
    transmit-delay  Link state transmit delay
    <1-65535>       Seconds
    > ipv6 ospf transmit-delay 2
ipv6 ospf mtu-ignore => mtu_ignore
    mtu-ignore      Ignores the MTU in DBD packets
    > ipv6 ospf mtu-ignore
ipv6 ospf database-filter all out => filter_out
    database-filter  Filter OSPF LSA during synchronization and flooding
    all             Filter all LSA
    out             Outgoing LSA
    > ipv6 ospf database-filter all out
ipv6 ospf demand-circuit [ignore:demand_ignored] => call demand_circuit
    demand-circuit  OSPF demand circuit
    ignore          Ignore demand circuit auto-negotiation requests
    > ipv6 ospf demand-circuit
    > ipv6 ospf demand-circuit ignore
ipv6 ospf flood-reduction => flood_reduction
    flood-reduction  OSPF Flood Reduction
    > ipv6 ospf flood-reduction

mode exec
words
    show ipv6 ospf  OSPF information
    show ipv6 ospf <1-65535>  Process ID number
    clear ipv6 ospf  OSPF clear commands
    clear ipv6 ospf <1-65535>  Process ID number
    debug ipv6      IPv6 information
    debug ipv6 ospf  OSPF information
    show ipv6 ospf database  Database summary
    show ipv6 ospf <1-65535> database  Database summary
    show ipv6 ospf neighbor  Neighbor list
    show ipv6 ospf <1-65535> neighbor  Neighbor list
show ipv6 ospf [<1-65535>:number] => show ospf3
    privilege 1
    > show ipv6 ospf 1
show ipv6 ospf [<1-65535>:number] neighbor [INTERFACE:iface] [A.B.C.D:router] [detail:detail] => show ospf3_neighbor
    privilege 1
    A.B.C.D         Neighbor ID
    detail          detail of all neighbors
    > show ipv6 ospf neighbor
    > show ipv6 ospf 1 neighbor detail
show ipv6 ospf [<1-65535>:number] neighbor summary => show ospf3_neighbor_summary
    privilege 1
    summary         Summary of all neighbors
    since: 15.2
show ipv6 ospf [<1-65535>:number] interface [INTERFACE:iface] [brief:brief] => show ospf3_interface
    privilege 1
    interface       Interface information
    brief           Summary of interface information
    > show ipv6 ospf interface brief
define OSPF3-LSA-OF [{self-originate:own | adv-router A.B.C.D:adv}]
    self-originate  Self-originated link states
    adv-router      Advertising Router link states
    :adv            Advertising Router (as an IP address)
show ipv6 ospf [<1-65535>:number [@OSPF-AREA]] database @OSPF3-LSA-OF => show ospf3_database
    privilege 1
    database        Database summary
    > show ipv6 ospf database self-originate
    > show ipv6 ospf 1 0 database
show ipv6 ospf [<1-65535>:number [@OSPF-AREA]] database {router | network | inter-area prefix | inter-area router | external | nssa-external | link | prefix}:kind @OSPF3-LSA-OF => show ospf3_database
    privilege 1
    database        Database summary
    router          Router link states
    network         Network link states
    inter-area      Inter-area link states
    inter-area prefix  Inter-area prefix link states
    inter-area router  Inter-area router link states
    external        External link states
    nssa-external   NSSA External link states
    link            Link link states
    prefix          Intra-area prefix link states
    > show ipv6 ospf database router
    > show ipv6 ospf database inter-area prefix
    > show ipv6 ospf 1 database link self-originate
show ipv6 ospf [<1-65535>:number] border-routers => show ospf3_borders
    privilege 1
    border-routers  Border and Boundary Router Information
clear ipv6 ospf [<1-65535>:number] process => do clear_ospf3_process
    process         Reset OSPF process
    > clear ipv6 ospf process
    > clear ipv6 ospf 1 process
clear ipv6 ospf [<1-65535>:number] force-spf => do clear_ospf3_force_spf
    force-spf       Run SPF for OSPF process
clear ipv6 ospf [<1-65535>:number] redistribution => do clear_ospf3_redistribution
    redistribution  Clear OSPF route redistribution
debug ipv6 ospf hello => do debug_ospf3_hello
    hello           OSPF hello events
    since: 15.2
debug ipv6 ospf hello => do debug_ospf3_hello_older
    hello           OSPF hello events
    before: 15.2
debug ipv6 ospf adj => do debug_ospf3_adj
    adj             OSPF adjacency events
    since: 15.2
