feature ospf  Open Shortest Path First (version 2)

words
    router          Enable a routing process
    ospf            Open Shortest Path First (OSPF)

extend ROUTE-SOURCE, MATCHED-SOURCE ospf <1-65535>:+
    ospf            Open Shortest Path First (OSPF)
    ospf <1-65535>  Process ID
extend SHOWN-SOURCE ospf [<1-65535>:+]
    ospf            Open Shortest Path First (OSPF)
    ospf <1-65535>  Process ID
extend BFD-CLIENT ospf
    ospf            OSPF client

# The number of an area is shown as it was typed first.
define OSPF-AREA {<0-4294967295>:area | A.B.C.D:dotted}
    <0-4294967295>  OSPF area ID as a decimal value
    A.B.C.D         OSPF area ID in IP address format
define OSPF-SECRET [0:kind=0 | 7:kind=7] LINE:text
    0               Specifies an UNENCRYPTED password will follow
    7               Specifies a HIDDEN password will follow
    LINE            The OSPF password (key)

mode config : OspfConfig
router ospf <1-65535>:number [vrf WORD:vrf] => enter ospf processes[number]
    ospf            Open Shortest Path First (OSPF)
    <1-65535>       Process ID
    vrf             VPN Routing/Forwarding Instance
    WORD            VPN Routing/Forwarding Instance (VRF) name
    check: process
    no: router ospf <1-65535>:number
    > router ospf 1

mode ospf : OspfProcess
    prompt: config-router
    title: Router configuration commands:
    separator: after
    exit: Exit from routing protocol configuration mode
words ospf
    area            OSPF area parameters
    area <0-4294967295>  OSPF area ID as a decimal value
    area A.B.C.D    OSPF area ID in IP address format
    timers          Adjust routing timers
    timers throttle  OSPF throttle timers
    timers pacing   OSPF pacing timers
    distribute-list  Filter networks in routing updates
    distance        Define an administrative distance
router-id A.B.C.D:router_id => call router_id
    router-id       router-id for this OSPF process
    A.B.C.D         OSPF router-id in IP address format
    no: router-id
    > router-id 1.1.1.1
    >> no router-id
network A.B.C.D:address WILDCARD:wildcard area @OSPF-AREA => call network
    network         Enable routing on an IP network
    A.B.C.D         Network number
    WILDCARD        OSPF wild card bits
    area            Set the OSPF area ID
    > network 10.0.0.0 0.255.255.255 area 0
    > network 10.1.1.1 0.0.0.0 area 0.0.0.1
    >> no network 10.0.0.0 0.255.255.255 area 0
area @OSPF-AREA => call area
    positive: none
    render: none
area @OSPF-AREA authentication [message-digest:digest] => call area_authentication
    authentication  Enable authentication
    message-digest  Use message-digest authentication
    > area 0 authentication
    > area 1 authentication message-digest
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
    > area 1 nssa no-redistribution default-information-originate metric 5 metric-type 1 no-summary
area @OSPF-AREA nssa translate type7 {always:always | suppress-fa:suppress_fa} => call area_nssa_translate
    nssa            Specify a NSSA area
    translate       Translate LSA
    type7           Translate from Type 7 to Type 5
    always          Always translate LSAs on this ABR
    suppress-fa     Suppress forwarding address in translated LSAs
    > area 1 nssa translate type7 always
    > area 1 nssa translate type7 suppress-fa
area @OSPF-AREA default-cost <0-16777215>:cost => call area_default_cost
    default-cost    Set the summary default-cost of a NSSA/stub area
    <0-16777215>    Stub's advertised external route metric
    no: area @OSPF-AREA default-cost
    > area 1 default-cost 10
area @OSPF-AREA range A.B.C.D:network MASK-LENGTH:length [{advertise:advertise | not-advertise:hide}] [cost <0-16777215>:cost] => call area_range
    range           Summarize routes matching address/mask (border routers only)
    A.B.C.D         IP address to match
    MASK-LENGTH     IP mask for address
    advertise       Advertise this range (default)
    not-advertise   DoNotAdvertise this range
    cost            User specified metric for this range
    <0-16777215>    Advertised metric for this range
    > area 1 range 10.1.0.0 255.255.0.0
    > area 1 range 10.2.0.0 255.255.0.0 not-advertise
    > area 1 range 10.3.0.0 255.255.0.0 cost 5
area @OSPF-AREA filter-list prefix WORD:name {in | out}:direction => call area_filter_list
    filter-list     Filter networks between OSPF areas
    prefix          Filter prefixes between OSPF areas
    WORD            Name of an IP prefix-list
    in              Filter networks sent to this area
    out             Filter networks sent from this area
    > area 1 filter-list prefix LANS in
define OSPF-LINK-OPTIONS [[authentication:authentication [message-digest:digest | null:null] | hello-interval <1-65535>:hello | dead-interval <1-65535>:dead | retransmit-interval <1-65535>:retransmit | transmit-delay <1-65535>:transmit_delay | ttl-security hops <1-254>:hops]]
    authentication  Enable authentication
    message-digest  Use message-digest authentication
    null            Use null authentication
    hello-interval  Time between HELLO packets
    dead-interval   Interval after which a neighbor is declared dead
    retransmit-interval  Time between retransmitting lost link state advertisements
    transmit-delay  Link state transmit delay
    <1-65535>       Seconds
    ttl-security    TTL security check
    hops            maximum number of IP hops allowed
    <1-254>         maximum number of hops allowed
area @OSPF-AREA virtual-link A.B.C.D:router @OSPF-LINK-OPTIONS => call area_virtual_link
    virtual-link    Define a virtual link and its parameters
    :router         ID (IP addr) associated with virtual link neighbor
    > area 1 virtual-link 3.3.3.3
    > area 1 virtual-link 3.3.3.3 authentication message-digest hello-interval 5 dead-interval 15
    > area 1 virtual-link 3.3.3.3 ttl-security hops 2
area @OSPF-AREA virtual-link A.B.C.D:router authentication:authentication key-chain WORD:key_chain => call area_virtual_chain
    virtual-link    Define a virtual link and its parameters
    :router         ID (IP addr) associated with virtual link neighbor
    authentication  Enable authentication
    key-chain       Use a key-chain for cryptographic authentication keys
    WORD            name of key-chain
    since: 15.4
    no: area @OSPF-AREA virtual-link A.B.C.D:router authentication key-chain
    > area 1 virtual-link 3.3.3.3 authentication key-chain DMVPN
area @OSPF-AREA virtual-link A.B.C.D:router @OSPF-LINK-OPTIONS authentication-key @OSPF-SECRET => call area_virtual_key
    virtual-link    Define a virtual link and its parameters
    :router         ID (IP addr) associated with virtual link neighbor
    authentication-key  Authentication password (key)
    no: area @OSPF-AREA virtual-link A.B.C.D:router authentication-key
    > area 1 virtual-link 3.3.3.3 authentication-key cisco
    >> area 1 virtual-link 3.3.3.3 authentication authentication-key cisco
area @OSPF-AREA virtual-link A.B.C.D:router @OSPF-LINK-OPTIONS message-digest-key <1-255>:number md5 @OSPF-SECRET => call area_virtual_digest
    virtual-link    Define a virtual link and its parameters
    :router         ID (IP addr) associated with virtual link neighbor
    message-digest-key  Message digest authentication password (key)
    <1-255>         Key ID
    md5             Use MD5 algorithm
    no: area @OSPF-AREA virtual-link A.B.C.D:router message-digest-key <1-255>:number
    > area 1 virtual-link 3.3.3.3 message-digest-key 1 md5 cisco
    >> area 1 virtual-link 3.3.3.3 authentication message-digest message-digest-key 1 md5 cisco
passive-interface {default:default | INTERFACE:iface} => call passive
    passive-interface  Suppress routing updates on an interface
    default         Suppress routing updates on all interfaces
    > passive-interface Loopback0
    > passive-interface default
neighbor A.B.C.D:address [[priority <0-255>:priority | poll-interval <0-65535>:poll | cost <1-65535>:cost]] [database-filter all out:filter_out] => neighbors[address]
    neighbor        Specify a neighbor router
    A.B.C.D         Neighbor address
    priority        OSPF priority of non-broadcast neighbor
    <0-255>         Priority
    poll-interval   OSPF dead-router polling interval
    <0-65535>       Seconds
    cost            OSPF cost for point-to-multipoint neighbor
    <1-65535>       Metric
    database-filter  Filter OSPF LSA during synchronization and flooding for point-to-multipoint neighbor
    all             Filter all LSA
    out             Outgoing LSA
    > neighbor 10.0.0.2
    > neighbor 10.0.0.2 priority 1 poll-interval 60
redistribute maximum-prefix <1-4294967295>:limit [<1-100>:threshold] [warning-only:warning_only] => call redistribute_limit
    redistribute    Redistribute information from another routing protocol
    maximum-prefix  Maximum number of prefixes redistributed to protocol
    :limit          Maximum number of IP prefixes redistributed to protocol
    :threshold      Threshold value (%) at which to generate a warning msg
    warning-only    Only give warning message when limit is exceeded
    no: redistribute maximum-prefix
    > redistribute maximum-prefix 100
    > redistribute maximum-prefix 100 80 warning-only
redistribute @ROUTE-SOURCE:source [[metric <0-16777214>:metric | metric-type <1-2>:metric_type | tag <0-4294967295>:tag | subnets:subnets | nssa-only:nssa_only | @SOURCE-KINDS | route-map WORD:route_map]] => call redistribute
    redistribute    Redistribute information from another routing protocol
    metric          Metric for redistributed routes
    <0-16777214>    OSPF default metric
    metric-type     OSPF/IS-IS exterior metric type for redistributed routes
    <1-2>           Set OSPF External Type 1/2 metrics
    tag             Set tag for routes redistributed into OSPF
    <0-4294967295>  32-bit tag value
    subnets         Consider subnets for redistribution into OSPF
    nssa-only       Limit redistributed routes to NSSA areas
    route-map       Route map reference
    WORD            Pointer to route-map entries
    >> redistribute static subnets
    > redistribute eigrp 1 metric 10 metric-type 1 tag 5 route-map LANS
    > redistribute ospf 2 match internal
default-information originate [[always:always | metric <0-16777214>:metric | metric-type <1-2>:metric_type | route-map WORD:route_map]] => call default_originate
    default-information  Control distribution of default information
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
    > default-information originate route-map LANS
default-metric <1-16777214>:default_metric
    default-metric  Set metric of redistributed routes
    <1-16777214>    Default metric
    > default-metric 100
summary-address A.B.C.D:network MASK-LENGTH:length [not-advertise:hide | [[tag <0-4294967295>:tag | nssa-only:nssa_only]]] => call summary_address
    summary-address  Configure IP address summaries
    A.B.C.D         IP summary address
    MASK-LENGTH     Summary mask
    not-advertise   Do not advertise when translating OSPF type-7 LSA
    tag             Set tag
    <0-4294967295>  32-bit tag value
    nssa-only       Limit summary to NSSA areas
    > summary-address 172.16.0.0 255.255.0.0
    > summary-address 172.17.0.0 255.255.0.0 not-advertise
    > summary-address 172.18.0.0 255.255.0.0 tag 7
distribute-list {<1-199> | <1300-2699> | WORD}:name in [INTERFACE:iface] => call distribute_in
    <1-199>         IP access list number
    <1300-2699>     IP expanded access list number
    WORD            Access-list name
    in              Filter incoming routing updates
    > distribute-list 1 in
    > distribute-list LANS in Loopback0
distribute-list {<1-199> | <1300-2699> | WORD}:name out [@ROUTE-SOURCE:source] => call distribute_out
    render: none
    <1-199>         IP access list number
    <1300-2699>     IP expanded access list number
    WORD            Access-list name
    out             Filter outgoing routing updates
    >> distribute-list 1 out
    >> distribute-list 1 out static
distribute-list prefix WORD:name in [INTERFACE:iface] => call distribute_prefix_in
    render: none
    prefix          Filter prefixes in routing updates
    WORD            Name of an IP prefix-list
    in              Filter incoming routing updates
    >> distribute-list prefix LANS in
distribute-list prefix WORD:name out [@ROUTE-SOURCE:source] => call distribute_prefix_out
    render: none
    prefix          Filter prefixes in routing updates
    WORD            Name of an IP prefix-list
    out             Filter outgoing routing updates
    >> distribute-list prefix LANS out static
distribute-list route-map WORD:name in => call distribute_map_in
    render: none
    route-map       Filter prefixes based on the route-map
    WORD            route-map name
    in              Filter incoming routing updates
    >> distribute-list route-map LANS in
distance <1-255>:distance
    <1-255>         Administrative distance
    > distance 100
distance <1-255>:distance A.B.C.D:router WILDCARD:wildcard [{<1-99> | <1300-1999> | WORD}:acl] => distance_from[router, wildcard]
    <1-255>         Administrative distance
    A.B.C.D         IP Source address
    WILDCARD        Wildcard bits
    <1-99>          IP Standard access list number
    <1300-1999>     IP Standard expanded access list number
    WORD            Standard access-list name
    > distance 90 2.2.2.2 0.0.0.0 7
distance ospf [[intra-area <1-255>:distance_intra | inter-area <1-255>:distance_inter | external <1-255>:distance_external]] => call distance_ospf
    ospf            OSPF distance
    intra-area      Intra-area routes
    inter-area      Inter-area routes
    external        External type 5 and type 7 routes
    <1-255>         Distance
    no: distance ospf
    > distance ospf external 200
    > distance ospf intra-area 90 inter-area 95 external 200
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
max-metric router-lsa [[on-startup <5-86400>:on_startup | include-stub:include_stub | summary-lsa:summary [<1-16777215>:summary_metric] | external-lsa:external [<1-16777215>:external_metric]]] => call max_metric
    max-metric      Set maximum metric
    router-lsa      Maximum metric in self-originated router-LSAs
    on-startup      Set maximum metric temporarily after reboot
    <5-86400>       Time, in seconds, router-LSAs are originated with max-metric
    include-stub    Set maximum metric for stub links in router-LSAs
    summary-lsa     Override summary-lsa metric with max-metric value
    external-lsa    Override external-lsa metric with max-metric value
    <1-16777215>    Overriding metric
    no: max-metric router-lsa
    > max-metric router-lsa
    > max-metric router-lsa on-startup 60
    > max-metric router-lsa include-stub summary-lsa external-lsa 100
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
max-lsa <1-4294967294>:limit [<1-100>:threshold] [[warning-only:warning_only | ignore-time <1-4294967294>:ignore_time | ignore-count <1-4294967294>:ignore_count | reset-time <1-4294967294>:reset_time]] => call max_lsa
    max-lsa         Maximum number of non self-generated LSAs to accept
    :limit          Maximum number of non self-generated LSAs this process can receive
    :threshold      Threshold value (%) at which to generate a warning msg
    warning-only    Only give warning message when limit is exceeded
    ignore-time     time during which all adjacencies are suppressed
    :ignore_time    time in minutes
    ignore-count    maximum number of times adjacencies can be suppressed
    :ignore_count   number of times adjacencies can be suppressed
    reset-time      time after which ignore-count is reset to zero
    :reset_time     time in minutes
    no: max-lsa
    > max-lsa 1000
    > max-lsa 1000 80 warning-only
    > max-lsa 3300 ignore-time 34 reset-time 22 ignore-count 98
domain-tag <1-4294967295>:domain_tag
    domain-tag      OSPF domain-tag
    <1-4294967295>  OSPF domain tag - 32-bit value
    > domain-tag 777
event-log [size <1-65534>:size] => call event_log
    event-log       Event Logging
    size            Maximum number of events stored in the event log
    <1-65534>       Number of events
    since: 15.0
    > event-log size 100
    > no event-log
    >> event-log
nsf => nsf = plain
    nsf             Non-stop forwarding
    since: 16
    level: partial "with one route processor nothing is forwarded while it restarts: it says that it is not in SSO mode, and restarts as a router without"
    > nsf
nsf cisco [enforce global:nsf_enforce] => nsf = cisco
    nsf             Non-stop forwarding
    cisco           Cisco Non-stop forwarding
    enforce         Cancel NSF restart when non-NSF-aware neighbors detected
    global          For the whole OSPF process
    since: 16
    level: partial "as `nsf`: with one route processor a restart is one like others"
    > nsf cisco
    > nsf cisco enforce global
nsf ietf [restart-interval <1-1800>:nsf_interval] => nsf = ietf
    nsf             Non-stop forwarding
    ietf            IETF graceful restart
    restart-interval  Graceful restart interval
    <1-1800>        Graceful restart interval in seconds
    since: 16
    level: partial "as `nsf`: with one route processor a restart is one like others"
    > nsf ietf
    > nsf ietf restart-interval 90
nsf ietf helper disable => call nsf_helper
    nsf             Non-stop forwarding
    ietf            IETF Non-stop forwarding
    helper          helper support
    disable         disable helper support
    since: 15.0
    > nsf ietf helper disable
nsf ietf helper strict-lsa-checking => nsf_strict
    nsf             Non-stop forwarding
    ietf            IETF Non-stop forwarding
    helper          helper support
    strict-lsa-checking  enable helper strict LSA checking
    since: 15.0
    > nsf ietf helper strict-lsa-checking
ttl-security all-interfaces [hops <1-254>:hops] => call ttl_security
    ttl-security    TTL security check
    all-interfaces  All OSPF interfaces
    hops            maximum number of IP hops allowed
    <1-254>         maximum number of hops allowed
    since: 15.0
    no: ttl-security all-interfaces
    > ttl-security all-interfaces
    > ttl-security all-interfaces hops 3
prefix-suppression => prefix_suppression
    prefix-suppression  Enable prefix suppression
    since: 15.0
    > prefix-suppression
bfd all-interfaces => bfd
    bfd             BFD configuration commands
    all-interfaces  Enable BFD on all interfaces
    > bfd all-interfaces
compatible rfc1583 => rfc1583
    compatible      OSPF compatibility list
    rfc1583         compatible with RFC 1583
    before: 15.5
    > no compatible rfc1583
compatible rfc1583 => rfc1583
    compatible      OSPF router compatibility list
    rfc1583         compatible with RFC 1583
    since: 15.5
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
discard-route => call discard_routes
    discard-route   Enable or disable discard-route installation
    render: none
    >> discard-route
    >> no discard-route
ispf => ispf
    ispf            Enable incremental SPF computation
    level: stored
    > ispf
capability lls => lls
    capability      Enable specific OSPF feature
    lls             Link-local Signaling (LLS) support
    >> capability lls
    > no capability lls
capability transit => transit
    capability      Enable specific OSPF feature
    transit         Transit Area
    >> capability transit
    > no capability transit
capability vrf-lite => capability_vrf_lite
    capability      Enable specific OSPF feature
    vrf-lite        Do not perform PE specific checks
    > capability vrf-lite
shutdown => shutdown
    shutdown        Shutdown the OSPF protocol under the current instance
    since: 15.0
    > shutdown
timers throttle spf <1-600000>:start <1-600000>:hold <1-600000>:maximum => call spf_throttle
    spf             OSPF SPF throttle timers
    :start          Delay between receiving a change to SPF calculation in milliseconds
    :hold           Delay between first and second SPF calculation in milliseconds
    :maximum        Maximum wait time in milliseconds for SPF calculations
    no: timers throttle spf
    > timers throttle spf 10 100 5000
timers throttle lsa [all] <0-600000>:start <1-600000>:hold <1-600000>:maximum => call lsa_throttle
    lsa             OSPF LSA throttle timers
    all             All LSA types
    :start          Delay to generate first occurrence of LSA in milliseconds
    :hold           Minimum delay between originating the same LSA in milliseconds
    :maximum        Maximum delay between originating the same LSA in milliseconds
    no: timers throttle lsa [all]
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

mode config-if : OspfInterface
words
    ip ospf         OSPF interface commands
ip ospf <1-65535>:process area @OSPF-AREA [secondaries none:no_secondaries] => call joined
    <1-65535>       Process ID
    area            Set the OSPF area ID
    secondaries     Set secondaries configuration
    none            Do not advertise secondaries
    no: ip ospf <1-65535>:process area
    > ip ospf 1 area 0
    > ip ospf 10 area 0.0.0.0
    > ip ospf 1 area 2 secondaries none
ip ospf authentication [message-digest:digest | null:null] => call authentication
    authentication  Enable authentication
    message-digest  Use message-digest authentication
    null            Use no authentication
    > ip ospf authentication message-digest
    > ip ospf authentication
    > ip ospf authentication null
ip ospf authentication key-chain WORD:key_chain => call authentication_chain
    authentication  Enable authentication
    key-chain       Use a key-chain for cryptographic authentication keys
    WORD            name of key-chain
    since: 15.4
    no: ip ospf authentication key-chain
    > ip ospf authentication key-chain DMVPN
ip ospf authentication-key @OSPF-SECRET => call authentication_key
    authentication-key  Authentication password (key)
    no: ip ospf authentication-key
    > ip ospf authentication-key cisco
    >> ip ospf authentication-key 7 0822455D0A16
ip ospf message-digest-key <1-255>:number md5 @OSPF-SECRET => call digest_key
    message-digest-key  Message digest authentication password (key)
    <1-255>         Key ID
    md5             Use MD5 algorithm
    no: ip ospf message-digest-key <1-255>:number
    > ip ospf message-digest-key 1 md5 cisco
ip ospf network {broadcast | non-broadcast | point-to-point}:network => call network_type
    network         Network type
    broadcast       Specify OSPF broadcast multi-access network
    non-broadcast   Specify OSPF NBMA network
    point-to-point  Specify OSPF point-to-point network
    no: ip ospf network
    > ip ospf network broadcast
    > ip ospf network point-to-point
ip ospf network point-to-multipoint [non-broadcast:non_broadcast] => call multipoint
    network         Network type
    point-to-multipoint  Specify OSPF point-to-multipoint network
    non-broadcast   Specify non-broadcast point-to-mpoint network
    render: none
    >> ip ospf network point-to-multipoint
    >> ip ospf network point-to-multipoint non-broadcast
ip ospf cost <1-65535>:cost
    cost            Interface cost
    <1-65535>       Cost
    > ip ospf cost 10
ip ospf priority <0-255>:priority
    priority        Router priority
    <0-255>         Priority
    > ip ospf priority 0
ip ospf hello-interval <1-65535>:hello
    hello-interval  Time between HELLO packets
    <1-65535>       Seconds
    > ip ospf hello-interval 5
ip ospf dead-interval {<1-65535>:dead | minimal hello-multiplier <3-20>:multiplier} => call dead
    dead-interval   Interval after which a neighbor is declared dead
    <1-65535>       Seconds
    minimal         Set to 1 second
    hello-multiplier  Set multiplier for Hellos
    <3-20>          Number of Hellos sent within 1 second
    no: ip ospf dead-interval
    > ip ospf dead-interval 20
    > ip ospf dead-interval minimal hello-multiplier 3
ip ospf retransmit-interval <1-65535>:retransmit
    retransmit-interval  Time between retransmitting lost link state advertisements
    <1-65535>       Seconds
    > ip ospf retransmit-interval 10
ip ospf transmit-delay <1-65535>:transmit_delay
    transmit-delay  Link state transmit delay
    <1-65535>       Seconds
    > ip ospf transmit-delay 2
ip ospf mtu-ignore => mtu_ignore
    mtu-ignore      Ignores the MTU in DBD packets
    > ip ospf mtu-ignore
ip ospf database-filter all out => filter_out
    database-filter  Filter OSPF LSA during synchronization and flooding
    all             Filter all LSA
    out             Outgoing LSA
    > ip ospf database-filter all out
ip ospf prefix-suppression [disable:disable] => call interface_suppression
    prefix-suppression  OSPF prefix suppression
    disable         Disable prefix-suppression on this interface
    since: 15.0
    > ip ospf prefix-suppression
    > ip ospf prefix-suppression disable
ip ospf bfd [disable:disable] => call interface_bfd
    bfd             Enable BFD on this interface
    disable         Disable BFD on this interface
    > ip ospf bfd
    > ip ospf bfd disable
ip ospf ttl-security [disable:disable | hops <1-254>:hops] => call interface_ttl_security
    ttl-security    TTL security check
    disable         Disable ttl-security on this interface
    hops            maximum number of IP hops allowed
    <1-254>         maximum number of hops allowed
    since: 15.0
    > ip ospf ttl-security
    > ip ospf ttl-security hops 3
    > ip ospf ttl-security disable
ip ospf demand-circuit [ignore:demand_ignored] => call demand_circuit
    demand-circuit  OSPF Demand Circuit
    ignore          Ignore demand circuit auto-negotiation requests
    > ip ospf demand-circuit
    > ip ospf demand-circuit ignore
ip ospf flood-reduction => flood_reduction
    flood-reduction  OSPF Flood Reduction
    > ip ospf flood-reduction
ip ospf lls [disable:disable] => call interface_lls
    lls             Link-local Signaling (LLS) support
    disable         Disable LLS on this interface
    > ip ospf lls
    > ip ospf lls disable
ip ospf shutdown => shutdown
    shutdown        Set OSPF protocol's state to disable under current interface
    since: 15.0
    > ip ospf shutdown

mode exec
words
    show ip ospf    OSPF information
    show ip ospf <1-65535>  Process ID number
    clear ip        IP
    clear ip ospf   OSPF clear commands
    clear ip ospf <1-65535>  Process ID number
    debug ip ospf   OSPF information
    debug ip ospf <1-65535>  Process ID number
    show ip ospf database  Database summary
    show ip ospf <1-65535> database  Database summary
    show ip ospf neighbor  Neighbor list
    show ip ospf <1-65535> neighbor  Neighbor list
show ip ospf [<1-65535>:number] => show ospf
    privilege 1
    > show ip ospf 1
show ip ospf [<1-65535>:number] neighbor [INTERFACE:iface] [A.B.C.D:router] [detail:detail] => show ospf_neighbor
    privilege 1
    A.B.C.D         Neighbor ID
    detail          detail of all neighbors
    > show ip ospf neighbor
    > show ip ospf 1 neighbor Tunnel0 detail
    > show ip ospf neighbor 10.0.0.1
show ip ospf [<1-65535>:number] neighbor summary => show ospf_neighbor_summary
    privilege 1
    summary         Summary of all neighbors
    since: 15.0
show ip ospf [<1-65535>:number] interface [INTERFACE:iface] [brief:brief] => show ospf_interface
    privilege 1
    interface       Interface information
    brief           Summary of interface information
    > show ip ospf interface brief
    > show ip ospf interface Tunnel0
define OSPF-LSA-OF [{self-originate:own | adv-router A.B.C.D:adv}]
    self-originate  Self-originated link states
    adv-router      Advertising Router link states
    :adv            Advertising Router (as an IP address)
show ip ospf [<1-65535>:number [@OSPF-AREA]] database @OSPF-LSA-OF => show ospf_database
    privilege 1
    database        Database summary
    > show ip ospf database self-originate
    > show ip ospf 1 database adv-router 1.1.1.1
    > show ip ospf 1 0 database self-originate
show ip ospf [<1-65535>:number [@OSPF-AREA]] database {router | network | summary | asbr-summary | external | nssa-external | opaque-link | opaque-area | opaque-as}:kind [A.B.C.D:lsid] @OSPF-LSA-OF => show ospf_database
    privilege 1
    database        Database summary
    router          Router link states
    network         Network link states
    summary         Network summary link states
    asbr-summary    ASBR summary link states
    external        External link states
    nssa-external   NSSA External link states
    opaque-link     Opaque Link-Local link states
    opaque-area     Opaque Area link states
    opaque-as       Opaque AS link states
    :lsid           Link state ID (as an IP address)
    > show ip ospf database router
    > show ip ospf database external 10.0.0.0 self-originate
    > show ip ospf 1 0.0.0.1 database summary
show ip ospf [<1-65535>:number [@OSPF-AREA]] database database-summary => show ospf_database_summary
    privilege 1
    database        Database summary
    database-summary  Summary of database
show ip ospf [<1-65535>:number] border-routers => show ospf_borders
    privilege 1
    border-routers  Border and Boundary Router Information
show ip ospf [<1-65535>:number] statistics => show ospf_statistics
    privilege 1
    statistics      Various OSPF Statistics
show ip ospf [<1-65535>:number] traffic [INTERFACE:iface] => show ospf_traffic
    privilege 1
    traffic         Traffic related statistics
show ip ospf [<1-65535>:number] events [{interface | lsa | neighbor | rib | spf}:kind] [reverse:reverse] => show ospf_events
    privilege 1
    events          OSPF event information
    interface       Interface state change events
    lsa             LSA arrival and generation events
    neighbor        Neighbor state change events
    rib             Routing Information Base (RIB) events
    spf             SPF scheduling and run events
    reverse         Show events in reverse order
    since: 15.0
    > show ip ospf events
    > show ip ospf 1 events lsa reverse
show ip ospf [<1-65535>:number] nsf => show ospf_nsf
    privilege 1
    nsf             Non-stop forwarding
    since: 15.0
show ip ospf [<1-65535>:number] summary-address => show ospf_summary
    privilege 1
    summary-address  Summary-address redistribution Information
show ip ospf [<1-65535>:number] timers rate-limit => show ospf_rate_limit
    privilege 1
    timers          OSPF timers information
    rate-limit      LSA rate limit information
show ip ospf [<1-65535>:number] max-metric => show ospf_max_metric
    privilege 1
    since: 15.0
    max-metric      Max-metric origination information
show ip ospf [<1-65535>:number] rib [A.B.C.D:address [MASK-LENGTH:length]] => show ospf_rib
    privilege 1
    rib             Routing Information Base (RIB)
    A.B.C.D         IP address
    MASK-LENGTH     IP mask
    since: 15.0
show ip ospf [<1-65535>:number] rib redistribution => show ospf_redistribution
    privilege 1
    rib             Routing Information Base (RIB)
    redistribution  Redistributed RIB information
    since: 15.0
show ip ospf [<1-65535>:number] virtual-links => show ospf_virtual
    privilege 1
    virtual-links   Virtual link information
show ip ospf [<1-65535>:number] flood-list [INTERFACE:iface] => show ospf_flood_list
    privilege 1
    flood-list      Link state flood list
show ip ospf [<1-65535>:number] request-list [INTERFACE:iface] [A.B.C.D:router] => show ospf_request_list
    privilege 1
    request-list    Link state request list
    A.B.C.D         Neighbor ID
show ip ospf [<1-65535>:number] retransmission-list [INTERFACE:iface] [A.B.C.D:router] => show ospf_retransmission_list
    privilege 1
    retransmission-list  Link state retransmission list
    A.B.C.D         Neighbor ID
clear ip ospf [<1-65535>:number] process => do clear_ospf_process
    process         Reset OSPF process
    > clear ip ospf process
    > clear ip ospf 1 process
clear ip ospf [<1-65535>:number] counters [neighbor [INTERFACE:iface]] => do clear_ospf_counters
    counters        OSPF counters
    neighbor        Neighbor statistics per interface
clear ip ospf [<1-65535>:number] traffic [INTERFACE:iface] => do clear_ospf_traffic
    traffic         Clear OSPF traffic counters
    since: 15.0
clear ip ospf [<1-65535>:number] events => do clear_ospf_events
    events          Clear OSPF event log
    since: 15.0
clear ip ospf [<1-65535>:number] force-spf => do clear_ospf_force_spf
    force-spf       Run SPF for OSPF process
clear ip ospf [<1-65535>:number] redistribution => do clear_ospf_redistribution
    redistribution  Clear OSPF route redistribution
define OSPF-DEBUGGED [<1-65535>:number]
    <1-65535>       Process ID number
debug ip ospf @OSPF-DEBUGGED adj => do debug_ospf_adj
    adj             OSPF adjacency events
    since: 15.0
debug ip ospf @OSPF-DEBUGGED adj => do debug_ospf_adj_older
    adj             OSPF adjacency events
    before: 15.0
debug ip ospf @OSPF-DEBUGGED hello => do debug_ospf_hello
    hello           OSPF hello events
    since: 15.0
debug ip ospf @OSPF-DEBUGGED hello => do debug_ospf_hello_older
    hello           OSPF hello events
    before: 15.0
debug ip ospf @OSPF-DEBUGGED events => do debug_ospf_events
    events          OSPF events
debug ip ospf @OSPF-DEBUGGED packet => do debug_ospf_packet
    packet          OSPF packets
debug ip ospf @OSPF-DEBUGGED spf => do debug_ospf_spf
    spf             OSPF spf
debug ip ospf @OSPF-DEBUGGED flood => do debug_ospf_flood
    flood           OSPF flooding
debug ip ospf @OSPF-DEBUGGED lsa-generation => do debug_ospf_generation
    lsa-generation  OSPF lsa generation
debug ip ospf @OSPF-DEBUGGED retransmission => do debug_ospf_retransmission
    retransmission  OSPF retransmission events
debug ip ospf @OSPF-DEBUGGED database-timer rate-limit => do debug_ospf_rate_limit
    database-timer  OSPF database timer
    rate-limit      OSPF rate-limit timer
