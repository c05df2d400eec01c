feature rip  Routing Information Protocol

words
    router          Enable a routing process
    ip rip          Router Information Protocol

extend ROUTE-SOURCE, MATCHED-SOURCE, SHOWN-SOURCE rip
    rip             Routing Information Protocol (RIP)

mode config : RipConfig
router rip => enter rip process
    rip             Routing Information Protocol (RIP)
    > router rip

mode rip-common : RipProcess
version <1-2>:version
    version         Set routing protocol version
    <1-2>           version
    > version 2
timers basic <1-4294967295>:timers.0 <1-4294967295>:timers.1 <0-4294967295>:timers.2 <1-4294967295>:timers.3
    timers          Adjust routing timers
    basic           Basic routing protocol update timers
    :timers.0       Interval between updates for RIP
    :timers.1       Invalid
    :timers.2       Holddown
    :timers.3       Flush
    > timers basic 10 60 60 80
redistribute @ROUTE-SOURCE:source [[metric {transparent:transparent | <0-16>:metric} | @SOURCE-KINDS | route-map WORD:route_map]] => call redistribute
    without: rip
    redistribute    Redistribute information from another routing protocol
    metric          Metric for redistributed routes
    transparent     Transparently redistribute metric
    <0-16>          Default metric
    route-map       Route map reference
    WORD            Pointer to route-map entries
    > redistribute static metric 3
    > redistribute connected route-map LANS
    > redistribute eigrp 1 metric 2
    > redistribute ospf 1 metric 2 match external 1 nssa-external 1
network A.B.C.D:address => call network
    network         Enable routing on an IP network
    A.B.C.D         Network number
    > network 10.0.0.0
neighbor A.B.C.D:address => neighbors[address]
    neighbor        Specify a neighbor router
    A.B.C.D         Neighbor address
    > neighbor 10.0.0.2
offset-list {<0-99> | <1300-1999> | WORD}:name {in | out}:direction <0-16>:amount [INTERFACE:iface] => call offset_list
    offset-list     Add or subtract offset from RIP metrics
    <0-99>          Access list of networks to apply offset (0 selects all networks)
    <1300-1999>     Access list of networks to apply offset (expanded range)
    WORD            Access-list name
    in              Perform offset on incoming updates
    out             Perform offset on outgoing updates
    <0-16>          Offset
passive-interface {default:default | INTERFACE:iface} => call passive
    passive-interface  Suppress routing updates on an interface
    default         Suppress routing updates on all interfaces
default-metric <1-16>:default_metric
    default-metric  Set metric of redistributed routes
    <1-16>          Default metric
    > default-metric 2
default-information originate [route-map WORD:originate_map] => call originate
    default-information  Control distribution of default information
    originate       Distribute a default route
    route-map       Route-map reference
    WORD            Pointer to route-map entries
    > default-information originate route-map TUNNEL0
distribute-list {<1-199> | <1300-2699> | WORD}:name {in | out}:direction [INTERFACE:iface] => call distribute_list
    distribute-list  Filter networks in routing updates
    <1-199>         IP access list number
    <1300-2699>     IP expanded access list number
    WORD            Access-list name
    in              Filter incoming routing updates
    out             Filter outgoing routing updates
    > distribute-list 1 in
distribute-list {<1-199> | <1300-2699> | WORD}:name out @ROUTE-SOURCE:source => call distribute_list_source
    without: rip
    render: none
    distribute-list  Filter networks in routing updates
    <1-199>         IP access list number
    <1300-2699>     IP expanded access list number
    WORD            Access-list name
    out             Filter outgoing routing updates
    >> distribute-list 1 out static
    >> distribute-list 1 out eigrp 1
distribute-list prefix WORD:name {in | out}:direction [INTERFACE:iface] => call distribute_prefix
    render: none
    distribute-list  Filter networks in routing updates
    prefix          Filter prefixes in routing updates
    WORD            Name of an IP prefix-list
    in              Filter incoming routing updates
    out             Filter outgoing routing updates
distribute-list prefix WORD:name out @ROUTE-SOURCE:source => call distribute_prefix_source
    without: rip
    render: none
    distribute-list  Filter networks in routing updates
    prefix          Filter prefixes in routing updates
    WORD            Name of an IP prefix-list
    out             Filter outgoing routing updates
    >> distribute-list prefix LANS out static
maximum-paths <1-32>:maximum_paths
    maximum-paths   Forward packets over multiple paths
    <1-32>          Number of paths
distance <1-255>:distance
    distance        Define an administrative distance
    <1-255>         Administrative distance
    > distance 100
validate-update-source => validate_source
    validate-update-source  Perform sanity checks against source address of routing updates
auto-summary => auto_summary
    auto-summary    Enable automatic network number summarization
    > no auto-summary

mode rip : RipProcess
    prompt: config-router
    title: Router configuration commands:
    separator: after
    exit: Exit from routing protocol configuration mode
    extends: rip-common
address-family ipv4 vrf WORD:vrf => enter rip-vrf families[vrf]
    address-family  Enter Address Family command mode
    ipv4            Address family
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    check: family_vrf

mode rip-vrf : RipProcess
    prompt: config-router-af
    title: Address Family configuration commands:
    parent: rip
    closing: exit-address-family
    separator: before
    extends: rip-common

mode config-if : RipInterface
words
    ip split-horizon  Perform split horizon
    ip summary-address  Perform address summarization
ip split-horizon => split_horizon
    split-horizon   Perform split horizon
    > no ip split-horizon
ip rip authentication mode {text | md5}:authentication
    authentication  Authentication control
    mode            Authentication mode
    text            Clear text authentication
    md5             Keyed message digest
    > ip rip authentication mode md5
ip rip authentication key-chain WORD:key_chain
    authentication  Authentication control
    key-chain       Authentication key-chain
    WORD            name of key-chain
    > ip rip authentication key-chain DMVPN
ip rip send version {1="1" | 2="2" | 1 2="1 2"}:send_version
    send            advertisement transmission
    version         version control
    1               RIP version 1
    2               RIP version 2
    > ip rip send version 2
    > ip rip send version 1 2
ip rip receive version {1="1" | 2="2" | 1 2="1 2"}:receive_version
    receive         advertisement reception
    version         version control
    1               RIP version 1
    2               RIP version 2
    > ip rip receive version 1 2
ip rip v2-broadcast => v2_broadcast
    v2-broadcast    send ip broadcast v2 update
    > ip rip v2-broadcast
ip summary-address rip A.B.C.D:network MASK-LENGTH:length => call rip_summary
    rip             Routing Information Protocol (RIP)
    A.B.C.D         IP address
    MASK-LENGTH     IP network mask
    > ip summary-address rip 10.0.0.0 255.255.0.0

mode exec
words
    show ip rip     IP RIP show commands
show ip rip database [vrf WORD:vrf] [A.B.C.D:address MASK-LENGTH:length] => show rip_database
    database        IPv4 RIP database
    vrf             VPN Routing/Forwarding Instance
    WORD            VPN Routing/Forwarding instance name
    > show ip rip database vrf RED
    A.B.C.D         Network/host to display
    MASK-LENGTH     Network mask
    privilege 1
debug ip rip => do debug_rip
    rip             RIP protocol transactions
debug ip rip events => do debug_rip_events
    rip             RIP protocol transactions
    events          RIP protocol events
debug ip rip database => do debug_rip_database
    rip             RIP protocol transactions
    database        RIP database events
