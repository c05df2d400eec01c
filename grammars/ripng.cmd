feature ripng  Routing Information Protocol of IPv6 (RIPng)

extend ROUTE-SOURCE6 rip WORD:+
    rip             IPv6 Routing Information Protocol (RIPv6)
    rip WORD        Process name
extend SHOWN-SOURCE6 rip
    rip             RIP routes

mode config : RipngConfig
words
    ipv6 router     Enable an IPV6 routing process
    ipv6 router rip  IPv6 Routing Information Protocol (RIPv6)
ipv6 router rip WORD:name => enter ripng processes[name]
    WORD            User selected string identifying this process
    check: ripng_process
    > ipv6 router rip ONE

mode ripng : RipngProcess
    prompt: config-rtr
    title: IPv6 router configuration commands:
    separator: after
    exit: Exit from IPv6 routing protocol configuration mode
distance <1-254>:distance
    distance        Administrative distance
    <1-254>         Administrative distance
    > distance 100
port <1-65535>:port multicast-group X:X:X:X::X:group
    port            Port and multicast address
    <1-65535>       UDP port
    multicast-group  Multicast group
    X:X:X:X::X      Multicast address
    no: port
    > port 5210 multicast-group FF02::9
maximum-paths <1-64>:maximum_paths
    maximum-paths   Forward packets over multiple paths
    <1-64>          Number of paths
    > maximum-paths 4
split-horizon => split_horizon
    split-horizon   Split horizon processing
    > no split-horizon
poison-reverse => poison_reverse
    poison-reverse  Poison reverse updates
    > poison-reverse
timers <5-65535>:timers.0 <5-65535>:timers.1 <0-65535>:timers.2 <5-65535>:timers.3
    timers          Adjust routing timers
    :timers.0       Update interval, seconds
    :timers.1       Route expire interval
    :timers.2       Holddown interval
    :timers.3       Garbage-collection interval
    no: timers
    > timers 5 15 0 30
distribute-list prefix-list WORD:name {in | out}:direction [INTERFACE:iface] => call distribute_prefix
    distribute-list  Filter networks in routing updates
    prefix-list     Filter connections based on an IPv6 prefix-list
    WORD            Name of an IPv6 prefix-list
    in              Filter incoming routing updates
    out             Filter outgoing routing updates
    > distribute-list prefix-list LANS in
redistribute @ROUTE-SOURCE6:source [[metric {transparent:transparent | <0-15>:metric} | @SOURCE-KINDS | route-map WORD:route_map | include-connected:include_connected]] => call redistribute
    redistribute    Redistribute IPv6 prefixes from another routing protocol
    metric          Metric for redistributed routes
    transparent     Transparently redistribute metric
    <0-15>          Default metric
    route-map       Route map reference
    WORD            Pointer to route-map entries
    include-connected  Include connected
    > redistribute static metric 3
    > redistribute ospf 1 metric 2 route-map LANS include-connected

mode config-if : RipngInterface
words
    ipv6 rip        Configure RIP routing protocol
    ipv6 rip WORD   User selected string identifying this RIP process
ipv6 rip WORD:name enable:enabled => in rips[name]
    enable          Enable/disable RIP routing
    check: ripng_join
    > ipv6 rip ONE enable
ipv6 rip WORD:name default-information {originate | only}:default [metric <1-15>:default_metric] => in rips[name]
    default-information  Configure handling of default route
    originate       Originate default route
    only            Advertise only the default route
    metric          Set metric
    <1-15>          Metric
    check: ripng_join
    no: ipv6 rip WORD:name default-information
    > ipv6 rip ONE default-information originate
    > ipv6 rip ONE default-information only metric 3
ipv6 rip WORD:name metric-offset <1-16>:metric_offset => in rips[name]
    metric-offset   Adjust default metric increment
    <1-16>          Metric increment
    check: ripng_join
    no: ipv6 rip WORD:name metric-offset
    > ipv6 rip ONE metric-offset 3
ipv6 rip WORD:name summary-address X:X:X:X::X/<0-128>:prefix => call ripng_summary
    summary-address  Configure address summarization
    X:X:X:X::X/<0-128>  IPv6 prefix
    check: ripng_join
    > ipv6 rip ONE summary-address 2001:DB8::/32

mode exec
words
    show ipv6 rip   RIP routing protocol status
    clear ipv6 rip  RIP routing protocol
show ipv6 rip [WORD:name] => show ripng
    WORD            Process name
    privilege 1
    > show ipv6 rip
    > show ipv6 rip ONE
show ipv6 rip [WORD:name] database => show ripng_database
    WORD            Process name
    database        RIP database
    privilege 1
    > show ipv6 rip database
show ipv6 rip [WORD:name] next-hops => show ripng_next_hops
    WORD            Process name
    next-hops       RIP next hops
    privilege 1
    > show ipv6 rip ONE next-hops
clear ipv6 rip [WORD:name] => do clear_ripng
    WORD            Process name
    > clear ipv6 rip ONE
debug ipv6 rip [INTERFACE:iface] => do debug_ripng
    rip             RIP Routing Protocol debugging
    > debug ipv6 rip
