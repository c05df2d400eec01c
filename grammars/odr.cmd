feature odr  On-demand routing

extend ROUTE-SOURCE, SHOWN-SOURCE odr
    odr             On Demand stub Routes

mode config : OdrConfig
router odr => enter odr process
    router          Enable a routing process
    odr             On Demand stub Routes
    > router odr

mode odr : OdrProcess
    prompt: config-router
    title: Router configuration commands:
    separator: after
    exit: Exit from routing protocol configuration mode
timers basic <0-4294967295>:timers.0 <1-4294967295>:timers.1 <0-4294967295>:timers.2 <1-4294967295>:timers.3
    timers          Adjust routing timers
    basic           Basic routing protocol update timers
    :timers.0       Interval between updates
    :timers.1       Invalid
    :timers.2       Holddown
    :timers.3       Flush
    level: partial "advertisements go out with CDP: `cdp timer` sets their interval, the first value does not"
    > timers basic 8 24 0 40
distribute-list {<1-199> | <1300-2699> | WORD}:name in:direction=in [INTERFACE:iface] => call distribute_list
    distribute-list  Filter networks in routing updates
    <1-199>         IP access list number
    <1300-2699>     IP expanded access list number
    WORD            Access-list name
    in              Filter incoming routing updates
distribute-list prefix WORD:name in:direction=in [INTERFACE:iface] => call distribute_prefix
    render: none
    distribute-list  Filter networks in routing updates
    prefix          Filter prefixes in routing updates
    WORD            Name of an IP prefix-list
    in              Filter incoming routing updates
distance <1-255>:distance
    distance        Define an administrative distance
    <1-255>         Administrative distance
    > distance 100
maximum-paths <1-32>:maximum_paths
    maximum-paths   Forward packets over multiple paths
    <1-32>          Number of paths
