feature eigrp  Enhanced Interior Gateway Routing Protocol

words
    router          Enable a routing process
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)

extend ROUTE-SOURCE, MATCHED-SOURCE eigrp <1-65535>:+
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    eigrp <1-65535>  Autonomous system number
extend SHOWN-SOURCE eigrp [<1-65535>:+]
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    eigrp <1-65535>  Autonomous System
extend BFD-CLIENT eigrp
    eigrp           EIGRP client

mode config : EigrpConfig
router eigrp <1-65535>:asn => enter eigrp-classic classic[asn]
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    <1-65535>       Autonomous System
    check: classic
    > router eigrp 1
router eigrp WORD:name => enter eigrp-named named[name]
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    WORD            EIGRP Virtual-Instance Name
    since: 15.0
    check: instance_name
    > router eigrp DMVPN

mode eigrp-common : Instance
network A.B.C.D:address [WILDCARD:wildcard] => call network
    network         Enable routing on an IP network
    A.B.C.D         Network number
    WILDCARD        EIGRP wild card bits
    > network 10.0.0.0
    > network 192.168.1.0 0.0.0.127
    > network 10.1.1.1 0.0.0.0
neighbor A.B.C.D:address INTERFACE:iface => neighbors[address, iface]
    neighbor        Specify a neighbor router
    A.B.C.D         Neighbor address
metric weights <0-8>:weights.0 <0-255>:weights.1 <0-255>:weights.2 <0-255>:weights.3 <0-255>:weights.4 <0-255>:weights.5
    metric          Modify metrics and parameters for advertisement
    weights         Modify metric coefficients
    :weights.0      Type Of Service (Only TOS 0 supported)
    :weights.1      K1
    :weights.2      K2
    :weights.3      K3
    :weights.4      K4
    :weights.5      K5
    > metric weights 0 1 1 1 0 0
timers active-time {<1-65535>:active_minutes | disabled:active_minutes=0}
    timers          Adjust routing timers
    active-time     EIGRP time limit for active state
    <1-65535>       EIGRP active-state time limit in minutes
    disabled        disable EIGRP time limit for active state
eigrp router-id A.B.C.D:router_id
    eigrp           EIGRP specific commands
    router-id       router id for this EIGRP process
    A.B.C.D         EIGRP Router-ID in IP address format
    check: router_id
    > eigrp router-id 1.1.1.1
eigrp stub [[connected:connected | static:static | summary:summary | redistributed:redistributed]] => call stub
    eigrp           EIGRP specific commands
    stub            Set address-family in stubbed mode
    connected       Do advertise connected routes
    static          Do advertise static routes
    summary         Do advertise summary routes
    redistributed   Do advertise redistributed routes
    > eigrp stub connected summary
    > eigrp stub static
eigrp stub receive-only => call stub_receive_only
    eigrp           EIGRP specific commands
    stub            Set address-family in stubbed mode
    receive-only    Set receive only neighbor
    > eigrp stub receive-only
eigrp log-neighbor-changes => log_neighbor_changes
    eigrp           EIGRP specific commands
    log-neighbor-changes  Enable/Disable EIGRP neighbor logging
    > no eigrp log-neighbor-changes
eigrp event-logging => event_logging
    eigrp           EIGRP specific commands
    event-logging   Log IP-EIGRP routing events
    > no eigrp event-logging
eigrp event-log-size <0-443604>:event_log_size
    eigrp           EIGRP specific commands
    event-log-size  Set EIGRP maximum event log entries
    <0-443604>      Number of log entries
    > eigrp event-log-size 100
shutdown => shutdown
    shutdown        Shutdown this instance of EIGRP

mode eigrp-bfd : Instance
bfd all-interfaces => bfd_all
    bfd             BFD configuration commands
    all-interfaces  Enable BFD on all interfaces
    > bfd all-interfaces
bfd interface INTERFACE:iface => bfd_interfaces[iface]
    bfd             BFD configuration commands
    interface       Enable BFD on an interface
    > bfd interface Loopback0

mode eigrp-base : Instance
distribute-list {<1-199> | <1300-2699> | WORD}:name {in | out}:direction [INTERFACE:iface] => call distribute_list
    distribute-list  Filter entries in eigrp updates
    <1-199>         IP access list number
    <1300-2699>     IP expanded access list number
    WORD            Access-list name
    in              Filter incoming routing updates
    out             Filter outgoing routing updates
    > distribute-list 10 out Loopback0
distribute-list {<1-199> | <1300-2699> | WORD}:name out @ROUTE-SOURCE:source => call distribute_list_source
    render: none
    distribute-list  Filter entries in eigrp updates
    <1-199>         IP access list number
    <1300-2699>     IP expanded access list number
    WORD            Access-list name
    out             Filter outgoing routing updates
    >> distribute-list 1 out static
    >> distribute-list 1 out eigrp 2
distribute-list prefix WORD:name {in | out}:direction [INTERFACE:iface] => call distribute_prefix
    render: none
    distribute-list  Filter entries in eigrp updates
    prefix          Filter prefixes in address-family updates
    WORD            Name of an IP prefix-list
    in              Filter incoming routing updates
    out             Filter outgoing routing updates
distribute-list prefix WORD:name out @ROUTE-SOURCE:source => call distribute_prefix_source
    render: none
    distribute-list  Filter entries in eigrp updates
    prefix          Filter prefixes in address-family updates
    WORD            Name of an IP prefix-list
    out             Filter outgoing routing updates
    >> distribute-list prefix LANS out static
distribute-list route-map WORD:name {in | out}:direction [INTERFACE:iface] => call distribute_map
    render: none
    distribute-list  Filter entries in eigrp updates
    route-map       Filter prefixes based on the route-map
    WORD            route-map name
    in              Filter incoming routing updates
    out             Filter outgoing routing updates
offset-list {<0-99> | <1300-1999> | WORD}:name {in | out}:direction <0-2147483647>:amount [INTERFACE:iface] => call offset_list
    offset-list     Add or subtract offset from EIGRP metrics
    <0-99>          Access list of networks to apply offset (0 selects all networks)
    <1300-1999>     Access list of networks to apply offset (expanded range)
    WORD            Access-list name
    in              Perform offset on incoming updates
    out             Perform offset on outgoing updates
    <0-2147483647>  Offset
redistribute @ROUTE-SOURCE:source [[metric <1-4294967295>:vector.0 <0-4294967295>:vector.1 <0-255>:vector.2 <1-255>:vector.3 <1-65535>:vector.4 | @SOURCE-KINDS | route-map WORD:route_map]] => call redistribute
    redistribute    Redistribute IPv4 routes from another routing protocol
    metric          Metric for redistributed routes
    :vector.0       Bandwidth metric in Kbits per second
    :vector.1       EIGRP delay metric, in 10 microsecond units
    :vector.2       EIGRP reliability metric where 255 is 100% reliable
    :vector.3       EIGRP Effective bandwidth metric (Loading) where 255 is 100% loaded
    :vector.4       EIGRP MTU of the path
    route-map       Route map reference
    WORD            Pointer to route-map entries
    > redistribute static
    > redistribute rip metric 100000 100 255 1 1500 route-map LANS
    > redistribute eigrp 2 route-map LANS
    >> redistribute ospf 1 match internal external
    > redistribute ospf 1 metric 100000 100 255 1 1500 match internal external 2 route-map LANS
default-metric <1-4294967295>:default_metric.0 <0-4294967295>:default_metric.1 <0-255>:default_metric.2 <1-255>:default_metric.3 <1-65535>:default_metric.4
    default-metric  Set metric of redistributed routes
    :default_metric.0  Bandwidth in Kbits per second
    :default_metric.1  Delay metric, in 10 microsecond units
    :default_metric.2  Reliability metric where 255 is 100% reliable
    :default_metric.3  Effective bandwidth metric (Loading) where 255 is 100% loaded
    :default_metric.4  Maximum Transmission Unit metric of the path
    > default-metric 100000 100 255 1 1500
auto-summary => auto_summary
    auto-summary    Enable automatic network number summarization
    since: 15.0
auto-summary => auto_summary_unasked
    auto-summary    Enable automatic network number summarization
    before: 15.0
    shown-when-default: yes
    > no auto-summary
maximum-paths <1-32>:maximum_paths
    maximum-paths   Forward packets over multiple paths
    <1-32>          Number of paths
variance <1-128>:variance
    variance        Control load balancing variance
    <1-128>         Metric variance multiplier
    > variance 2
distance eigrp <1-255>:distance.0 <1-255>:distance.1
    distance        Define an administrative distance
    eigrp           IP-EIGRP distance
    :distance.0     Distance for internal routes
    :distance.1     Distance for external routes
    > distance eigrp 80 180
metric maximum-hops <1-255>:maximum_hops
    metric          Modify metrics and parameters for advertisement
    maximum-hops    Advertise IP routes greater than hops as unreachable
    <1-255>         Hop count
default-information in => default_in
    default-information  Control distribution of default information
    in              Accept input default routing information
default-information out => default_out
    default-information  Control distribution of default information
    out             Accept output default routing information

mode eigrp-classic : Instance
    prompt: config-router
    title: Router configuration commands:
    separator: after
    exit: Exit from routing protocol configuration mode
    extends: eigrp-common eigrp-base eigrp-bfd
passive-interface {default:default | INTERFACE:iface} => call passive
    passive-interface  Suppress routing updates on an interface
    default         Suppress routing updates on all interfaces
    > passive-interface Loopback0

address-family ipv4 vrf WORD:vrf [autonomous-system <1-65535>:asn] => enter eigrp-vrf families[vrf]
    address-family  Enter Address Family command mode
    ipv4            Address family IPv4
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    autonomous-system  Specify Address-Family Autonomous System Number
    <1-65535>       Autonomous System
    check: vrf_family
    since: 15.0
    no: address-family ipv4 vrf WORD:vrf
address-family ipv4 vrf WORD:vrf => enter eigrp-vrf families[vrf]
    address-family  Enter Address Family command mode
    ipv4            Address family
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    check: family_vrf
    before: 15.0
    trailing: " "

mode eigrp-vrf : Instance
    prompt: config-router-af
    title: Address Family configuration commands:
    parent: eigrp-classic
    closing: exit-address-family
    separator: before
    extends: eigrp-common eigrp-base eigrp-bfd
passive-interface {default:default | INTERFACE:iface} => call passive
    passive-interface  Suppress routing updates on an interface
    default         Suppress routing updates on all interfaces
autonomous-system <1-65535>:asn
    autonomous-system  Specify AS number for address-family
    <1-65535>       Autonomous system number
    check: system
    before: 15.0
autonomous-system <1-65535>:asn
    autonomous-system  Specify AS number for address-family
    <1-65535>       Autonomous system number
    check: system
    since: 15.0
    render: none

mode eigrp-named : NamedProcess
    prompt: config-router
    title: Router configuration commands:
    separator: after
    exit: Exit from routing protocol configuration mode
shutdown => shutdown
    shutdown        Shutdown this instance of EIGRP
address-family ipv4 unicast autonomous-system <1-65535>:asn => enter eigrp-af ipv4[asn]
    address-family  Enter Address Family command mode
    ipv4            Address Family IPv4
    unicast         Address Family Modifier
    autonomous-system  Specify Address-Family Autonomous System Number
    <1-65535>       Autonomous System
    check: named_family
    > address-family ipv4 unicast autonomous-system 1
address-family ipv4 autonomous-system <1-65535>:asn => enter eigrp-af ipv4[asn]
    address-family  Enter Address Family command mode
    ipv4            Address Family IPv4
    autonomous-system  Specify Address-Family Autonomous System Number
    <1-65535>       Autonomous System
    check: named_family
    render: none
address-family ipv4 unicast vrf WORD:vrf autonomous-system <1-65535>:asn => enter eigrp-af vrfs[vrf, asn]
    address-family  Enter Address Family command mode
    ipv4            Address Family IPv4
    unicast         Address Family Modifier
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    autonomous-system  Specify Address-Family Autonomous System Number
    <1-65535>       Autonomous System
    check: named_family
address-family ipv4 vrf WORD:vrf autonomous-system <1-65535>:asn => enter eigrp-af vrfs[vrf, asn]
    address-family  Enter Address Family command mode
    ipv4            Address Family IPv4
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    autonomous-system  Specify Address-Family Autonomous System Number
    <1-65535>       Autonomous System
    check: named_family
    render: none

mode eigrp-af : Instance
    prompt: config-router-af
    title: Address Family configuration commands:
    parent: eigrp-named
    closing: exit-address-family
    separator: before
    extends: eigrp-common
af-interface default => enter eigrp-af-interface af_default
    af-interface    Enter Address Family interface configuration
    default         All interfaces
    > af-interface default
af-interface INTERFACE:iface => enter eigrp-af-interface af_interfaces[iface]
    af-interface    Enter Address Family interface configuration
    sort: none
    > af-interface Loopback0
maximum-prefix <1-4294967295>:maximum [<1-100>:threshold] [{warning-only:warning_only | [[dampened:dampened | reset-time <1-65535>:reset_time | restart <1-65535>:restart | restart-count <1-65535>:restart_count]]}] => call maximum_prefix
    maximum-prefix  Maximum number of prefixes acceptable in aggregate
    <1-4294967295>  Maximum number of prefixes
    <1-100>         Threshold value (%) at which to generate a warning msg
    warning-only    Only give a warning message when limit is exceeded
    dampened        Exponentially increase restart time interval
    reset-time      Duration after which restart history is cleared
    restart         Duration for which a prefix source is ignored
    restart-count   Number of times sessions are auto-restarted
    :reset_time     Time in minutes
    :restart        Time in minutes
    :restart_count  Number of restarts
    since: 15.0
    no: maximum-prefix
    > maximum-prefix 1000
    >> no maximum-prefix
    > maximum-prefix 1000 80 dampened reset-time 20 restart 2 restart-count 4
    > maximum-prefix 1000 warning-only
neighbor maximum-prefix <1-4294967295>:maximum [<1-100>:threshold] [{warning-only:warning_only | [[dampened:dampened | reset-time <1-65535>:reset_time | restart <1-65535>:restart | restart-count <1-65535>:restart_count]]}] => call neighbor_maximum_prefix
    neighbor        Specify a neighbor router
    maximum-prefix  Maximum number of prefixes acceptable from a peer
    <1-4294967295>  Maximum number of prefixes
    <1-100>         Threshold value (%) at which to generate a warning msg
    warning-only    Only give a warning message when limit is exceeded
    dampened        Exponentially increase restart time interval
    reset-time      Duration after which restart history is cleared
    restart         Duration for which a prefix source is ignored
    restart-count   Number of times sessions are auto-restarted
    :reset_time     Time in minutes
    :restart        Time in minutes
    :restart_count  Number of restarts
    since: 15.0
    no: neighbor maximum-prefix
    > neighbor maximum-prefix 100 restart 3
    >> no neighbor maximum-prefix
neighbor A.B.C.D:address maximum-prefix <1-4294967295>:maximum [<1-100>:threshold] [warning-only:warning_only] => neighbor_limits[address]
    neighbor        Specify a neighbor router
    A.B.C.D         Neighbor address
    maximum-prefix  Maximum number of prefixes acceptable from a peer
    <1-4294967295>  Maximum number of prefixes
    <1-100>         Threshold value (%) at which to generate a warning msg
    warning-only    Only give a warning message when limit is exceeded
    since: 15.0
    > neighbor 10.0.0.2 maximum-prefix 10
    > neighbor 10.0.0.2 maximum-prefix 10 50 warning-only
    >> no neighbor 10.0.0.2 maximum-prefix
topology base => enter eigrp-topology
    topology        Topology configuration mode
    base            Entering into the base topology
    shown-when-default: yes
    > topology base

mode eigrp-af-interface : AfInterface
    prompt: config-router-af-interface
    title: Address Family Interfaces configuration commands:
    parent: eigrp-af
    closing: exit-af-interface
    separator: before
hello-interval <1-65535>:hello
    hello-interval  Configures hello interval
    <1-65535>       Seconds between hello transmissions
    > hello-interval 2
hold-time <1-65535>:hold
    hold-time       Configures hold time
    <1-65535>       Seconds before neighbor is considered down
    > hold-time 6
split-horizon => call af_split_horizon
    split-horizon   Perform split horizon
    > no split-horizon
next-hop-self [no-ecmp-mode:no_ecmp_mode] => call af_next_hop_self
    next-hop-self   Configures EIGRP next-hop-self
    no-ecmp-mode    No ECMP mode for next-hop-self
    > no next-hop-self
    > no next-hop-self no-ecmp-mode
add-paths <1-4>:add_paths
    add-paths       Advertise add paths
    <1-4>           Number of paths
    since: 15.3
    > add-paths 4
bfd => call af_bfd
    bfd             Enable Bidirectional Forwarding Detection
    > bfd
passive-interface => call af_passive
    passive-interface  Suppress address updates on an interface
    > passive-interface
shutdown => call af_shutdown
    shutdown        Disable Address-Family on interface
bandwidth-percent <1-999999>:bandwidth_percent
    bandwidth-percent  Set percentage of bandwidth percentage limit
    <1-999999>      Maximum bandwidth percentage that EIGRP may use
authentication mode md5:authentication=md5
    authentication  authentication subcommands
    mode            mode
    md5             Keyed message digest
    > authentication mode md5
authentication mode hmac-sha-256:authentication=hmac-sha-256 WORD:sha_password
    authentication  authentication subcommands
    mode            mode
    hmac-sha-256    HMAC-SHA-256 Authentication
    WORD            The UNENCRYPTED (cleartext) password
    since: 15.1
    > authentication mode hmac-sha-256 cisco
authentication key-chain WORD:key_chain
    authentication  authentication subcommands
    key-chain       key-chain
    WORD            name of key-chain
    > authentication key-chain DMVPN
summary-address A.B.C.D:network MASK-LENGTH:length [<1-255>:distance] [leak-map WORD:leak_map] => call af_summary_address
    summary-address  Perform address summarization
    A.B.C.D         IP address
    MASK-LENGTH     IP network mask
    <1-255>         Administrative distance
    leak-map        Allow dynamic prefixes based on the leak-map
    WORD            Route-map reference
    > summary-address 0.0.0.0 0.0.0.0
    > summary-address 10.0.0.0 255.0.0.0 leak-map LEAK

summary-address A.B.C.D/nn:prefix [<1-255>:distance] [leak-map WORD:leak_map] => call af_summary_prefix
    summary-address  Perform address summarization
    A.B.C.D/nn      IP prefix
    <1-255>         Administrative distance
    leak-map        Allow dynamic prefixes based on the leak-map
    WORD            Route-map reference
    >> summary-address 0.0.0.0/0

mode eigrp-topology : Instance
    prompt: config-router-af-topology
    title: Address Family Topology configuration commands:
    parent: eigrp-af
    closing: exit-af-topology
    separator: before
    extends: eigrp-base
redistribute maximum-prefix <1-4294967295>:maximum [<1-100>:threshold] [{warning-only:warning_only | [[dampened:dampened | reset-time <1-65535>:reset_time | restart <1-65535>:restart | restart-count <1-65535>:restart_count]]}] => call redistribute_maximum_prefix
    redistribute    Redistribute IPv4 routes from another routing protocol
    maximum-prefix  Maximum number of prefixes redistributed to protocol
    <1-4294967295>  Maximum number of prefixes
    <1-100>         Threshold value (%) at which to generate a warning msg
    warning-only    Only give a warning message when limit is exceeded
    dampened        Exponentially increase restart time interval
    reset-time      Duration after which restart history is cleared
    restart         Duration for which a prefix source is ignored
    restart-count   Number of times sessions are auto-restarted
    :reset_time     Time in minutes
    :restart        Time in minutes
    :restart_count  Number of restarts
    since: 15.0
    no: redistribute maximum-prefix
    > redistribute maximum-prefix 10 90 restart 1
    >> no redistribute maximum-prefix
    > redistribute maximum-prefix 10 warning-only

mode config-if : EigrpInterface
words
    ip hello-interval  Configures EIGRP-IPv4 hello interval
    ip hold-time    Configures EIGRP-IPv4 hold time
    ip split-horizon  Perform split horizon
    ip next-hop-self  Configures EIGRP-IPv4 next-hop-self
    ip bandwidth-percent  Set EIGRP bandwidth limit
    ip summary-address  Perform address summarization
    ip authentication  authentication subcommands
ip hello-interval eigrp <1-65535>:asn <1-65535>:hello => in per_as[asn]
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    :asn            Autonomous system number
    :hello          Seconds between hello transmissions
    > ip hello-interval eigrp 1 2
ip hold-time eigrp <1-65535>:asn <1-65535>:hold => in per_as[asn]
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    :asn            Autonomous system number
    :hold           Seconds before neighbor is considered down
    > ip hold-time eigrp 1 6
ip split-horizon eigrp <1-65535>:asn => in per_as[asn], split_horizon = none
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    <1-65535>       Autonomous system number
    off: split_horizon = false
    > no ip split-horizon eigrp 1
ip next-hop-self eigrp <1-65535>:asn [no-ecmp-mode:no_ecmp_mode] => call next_hop_self
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    <1-65535>       Autonomous system number
    no-ecmp-mode    No ECMP mode for next-hop-self
    > no ip next-hop-self eigrp 1
    > no ip next-hop-self eigrp 1 no-ecmp-mode
ip bandwidth-percent eigrp <1-65535>:asn <1-999999>:bandwidth_percent => in per_as[asn]
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    :asn            Autonomous system number
    :bandwidth_percent  Maximum bandwidth percentage that EIGRP may use
    > ip bandwidth-percent eigrp 1 75
ip authentication mode eigrp <1-65535>:asn md5:authentication=md5 => in per_as[asn]
    mode            mode
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    <1-65535>       Autonomous system number
    md5             Keyed message digest
    > ip authentication mode eigrp 1 md5
ip authentication key-chain eigrp <1-65535>:asn WORD:key_chain => in per_as[asn]
    key-chain       key-chain
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    <1-65535>       Autonomous system number
    WORD            name of key-chain
    > ip authentication key-chain eigrp 1 DMVPN
ip summary-address eigrp <1-65535>:asn A.B.C.D:network MASK-LENGTH:length [<1-255>:distance] [leak-map WORD:leak_map] => call summary_address
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    <1-65535>       Autonomous system number
    A.B.C.D         IP address
    MASK-LENGTH     IP network mask
    :distance       Administrative distance
    > ip summary-address eigrp 1 0.0.0.0 0.0.0.0
    leak-map        Allow dynamic prefixes based on the leak-map
    WORD            Route-map reference
    > ip summary-address eigrp 1 10.0.0.0 255.0.0.0 90
    > ip summary-address eigrp 1 10.0.0.0 255.0.0.0 leak-map LEAK

ip summary-address eigrp <1-65535>:asn A.B.C.D/nn:prefix [<1-255>:distance] [leak-map WORD:leak_map] => call summary_prefix
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    <1-65535>       Autonomous system number
    A.B.C.D/nn      IP prefix
    :distance       Administrative distance
    leak-map        Allow dynamic prefixes based on the leak-map
    WORD            Route-map reference
    since: 15.0
    >> ip summary-address eigrp 1 0.0.0.0/0

mode exec
words
    show ip         IP information
    show ip eigrp   Show IPv4 EIGRP
    show eigrp      EIGRP show commands
    clear ip        IP
    clear ip eigrp  Clear IP-EIGRP
define EIGRP-AT [vrf {* | WORD}:vrf] [<1-65535>:asn]
    vrf             Select a VPN Routing/Forwarding instance
    *               All VPN Routing/Forwarding instances
    WORD            VPN Routing/Forwarding instance name
    <1-65535>       Autonomous System
define EIGRP-SHOWS-NEIGHBORS neighbors [detail:detail] [INTERFACE:iface]
    neighbors       EIGRP neighbors
    detail          Show detailed peer information
define EIGRP-SHOWS-INTERFACES interfaces [detail:detail] [INTERFACE:iface]
    interfaces      EIGRP interfaces
    detail          Show detailed information
define EIGRP-SHOWS-TOPOLOGY topology [{all-links:all_links | active:active | summary:summary | zero-successors:zero | A.B.C.D/nn:prefix | A.B.C.D:address [MASK-LENGTH:length]}]
    topology        EIGRP Topology Table
    all-links       Show all links in topology table
    active          Show only active entries
    summary         Show a summary of the topology table
    zero-successors  Show only zero successor entries
    A.B.C.D/nn      IP prefix <network>/<length>, e.g., 192.168.0.0/16
    A.B.C.D         Network to display information about
    MASK-LENGTH     Network mask
show ip eigrp @EIGRP-AT @EIGRP-SHOWS-NEIGHBORS => show eigrp_neighbors
    privilege 1
    > show ip eigrp neighbors detail
    > show ip eigrp 1 neighbors
    > show ip eigrp vrf RED neighbors
    > show ip eigrp vrf * 1 neighbors
show ip eigrp neighbors [detail:detail] <1-65535>:asn => show eigrp_neighbors
    neighbors       EIGRP neighbors
    detail          Show detailed peer information
    <1-65535>       Autonomous System
    privilege 1
show ip eigrp @EIGRP-AT @EIGRP-SHOWS-INTERFACES => show eigrp_interfaces
    privilege 1
show ip eigrp interfaces [detail:detail] <1-65535>:asn => show eigrp_interfaces
    interfaces      EIGRP interfaces
    detail          Show detailed information
    <1-65535>       Autonomous System
    privilege 1
show ip eigrp @EIGRP-AT @EIGRP-SHOWS-TOPOLOGY => show eigrp_topology
    privilege 1
    > show ip eigrp topology all-links
    > show ip eigrp topology 10.0.0.0/8
show ip eigrp topology <1-65535>:asn => show eigrp_topology
    topology        EIGRP Topology Table
    <1-65535>       Autonomous System
    privilege 1
show ip eigrp @EIGRP-AT traffic => show eigrp_traffic
    traffic         EIGRP Traffic Statistics
    privilege 1
show ip eigrp @EIGRP-AT timers => show eigrp_timers
    timers          EIGRP Timers
    privilege 1
show ip eigrp @EIGRP-AT events => show eigrp_events
    events          Events logged
    privilege 1
show ip eigrp @EIGRP-AT accounting => show eigrp_accounting
    accounting      Prefix Accounting
    privilege 1
    > show ip eigrp accounting
show eigrp protocols [vrf {* | WORD}:vrf] => show eigrp_protocols
    protocols       Show EIGRP protocol info
    vrf             Select a VPN Routing/Forwarding instance
    *               All VPN Routing/Forwarding instances
    WORD            VPN Routing/Forwarding instance name
    privilege 1
define EIGRP-FAMILY address-family ipv4 @EIGRP-AT
    address-family  EIGRP address-family show commands
    ipv4            EIGRP IPv4 Address-Family
show eigrp @EIGRP-FAMILY @EIGRP-SHOWS-NEIGHBORS => show eigrp_neighbors
    privilege 1
    > show eigrp address-family ipv4 1 neighbors detail
    > show eigrp address-family ipv4 vrf RED 1 neighbors
show eigrp @EIGRP-FAMILY @EIGRP-SHOWS-INTERFACES => show eigrp_interfaces
    privilege 1
show eigrp @EIGRP-FAMILY @EIGRP-SHOWS-TOPOLOGY => show eigrp_topology
    privilege 1
    > show eigrp address-family ipv4 topology
show eigrp @EIGRP-FAMILY traffic => show eigrp_traffic
    traffic         EIGRP Traffic Statistics
    privilege 1
show eigrp @EIGRP-FAMILY timers => show eigrp_timers
    timers          EIGRP Timers
    privilege 1
show eigrp @EIGRP-FAMILY accounting => show eigrp_accounting
    accounting      Prefix Accounting
    privilege 1
show eigrp @EIGRP-FAMILY events => show eigrp_events
    events          Events logged
    privilege 1
define EIGRP-CLEARS-NEIGHBORS neighbors [{A.B.C.D:address | INTERFACE:iface}] [soft:soft]
    neighbors       Clear IP-EIGRP neighbors
    A.B.C.D         IP-EIGRP neighbor address
    soft            Resync with peer without adjacency reset
    since 15.0: soft
clear ip eigrp @EIGRP-AT @EIGRP-CLEARS-NEIGHBORS => do clear_eigrp_neighbors
    > clear ip eigrp neighbors
    > clear ip eigrp 1 neighbors 10.0.0.1
    > clear ip eigrp vrf RED neighbors
    > clear ip eigrp neighbors soft
clear eigrp @EIGRP-FAMILY @EIGRP-CLEARS-NEIGHBORS => do clear_eigrp_neighbors
    eigrp           Clear EIGRP
    since: 15.0
    > clear eigrp address-family ipv4 1 neighbors soft
    > clear eigrp address-family ipv4 vrf RED 1 neighbors soft
clear ip eigrp @EIGRP-AT events => do clear_eigrp_events
    events          Clear logged events
debug eigrp packets [[update:update | query:query | reply:reply | hello:hello | ack:ack | siaquery:siaquery | siareply:siareply]] => do debug_eigrp_packets
    eigrp           EIGRP debug commands
    packets         EIGRP packets
    update          EIGRP update packets
    query           EIGRP query packets
    reply           EIGRP reply packets
    hello           EIGRP hello packets
    ack             EIGRP ack packets
    siaquery        EIGRP siaquery packets
    siareply        EIGRP siareply packets
debug eigrp fsm => do debug_eigrp_fsm
    eigrp           EIGRP debug commands
    fsm             EIGRP Dual Finite State Machine events/actions
debug eigrp neighbors => do debug_eigrp_neighbors
    eigrp           EIGRP debug commands
    neighbors       EIGRP neighbors
debug ip eigrp => do debug_ip_eigrp
    eigrp           Debug IPv4 EIGRP
    since: 15.0
debug ip eigrp => do debug_ip_eigrp_older
    eigrp           IP-EIGRP information
    before: 15.0
