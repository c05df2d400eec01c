feature track  Object tracking

words
    track           Object tracking configuration commands
    show track      Tracking information

mode config : TrackConfig
track <1-1000>:number interface NEW-INTERFACE:iface {line-protocol | ip routing}:what => enter config-track objects[number], kind = interface
    <1-1000>        Tracked object
    interface       Select an interface to track
    line-protocol   Track interface line-protocol
    ip              IP parameters
    routing         Track interface IP routing state
    check: track
    render: objects
    >> track 2 interface Loopback0 line-protocol
    >> track 2 interface Loopback0 ip routing
track <1-1000>:number ip route A.B.C.D:network MASK-LENGTH:length {reachability | metric threshold}:what => enter config-track objects[number], kind = "ip route"
    <1-1000>        Tracked object
    ip              IP protocol
    route           Track an IP route
    :network        Network number
    :length         Network mask
    reachability    Track IP route reachability
    metric          Track IP route metric
    threshold       Metric threshold
    check: track
    render: none
    >> track 3 ip route 10.1.1.0 255.255.255.0 reachability
    >> track 3 ip route 10.1.1.0 255.255.255.0 metric threshold
track <1-1000>:number {ip sla | rtr} <1-2147483647>:sla [{reachability | state}:what] => enter config-track objects[number], kind = "ip sla"
    <1-1000>        Tracked object
    ip              IP protocol
    sla             IP Service Level Agreement
    rtr             Response Time Reporter (RTR) entry
    <1-2147483647>  Entry number
    reachability    Reachability
    state           Return code state
    before 15.0: rtr
    check: track
    render: none
    >> track 1 ip sla 1 reachability
    >> track 1 ip sla 1
track <1-1000>:number list {boolean and | boolean or | threshold percentage | threshold weight}:what => enter config-track objects[number], kind = list
    <1-1000>        Tracked object
    list            Group objects in a list
    boolean         Boolean operation
    and             Boolean AND operation
    or              Boolean OR operation
    threshold       Specify threshold to determine state
    percentage      Specify percentage to determine state
    weight          Specify weight to determine state
    check: track
    render: none
    >> track 4 list boolean and
track <1-1000>:number stub-object => enter config-track objects[number], kind = stub-object
    <1-1000>        Tracked object
    stub-object     Stub tracking object
    check: stub
    render: none
    >> track 5 stub-object
track <1-1000>:number => enter config-track objects[number]
    <1-1000>        Tracked object
    check: track_again
    render: none
    no: track <1-1000>:number
track timer ip route <1-3000>:route_poll
    timer           Polling interval timers
    ip              IP protocol
    route           Track an IP route
    <1-3000>        Poll interval in seconds
    render: none
    >> track timer ip route 5
track timer ip sla <1-3000>:sla_poll
    timer           Polling interval timers
    ip              IP protocol
    sla             IP Service Level Agreement
    <1-3000>        Poll interval in seconds
    render: none
    >> track timer ip sla 1

mode config-track : TrackObject
    prompt: config-track
    title: Tracking instance configuration commands:
    exit: Exit from tracking configuration mode
default-state {up:default_up=true | down:default_up=false}
    default-state   Default state
    up              Default state is up
    down            Default state is down
    no: default-state
    render: none
    >> default-state up
delay {up <0-180>:delay_up [down <0-180>:delay_down] | down <0-180>:delay_down [up <0-180>:delay_up]}
    delay           Tracking delay
    up              Delay up change notification
    down            Delay down change notification
    <0-180>         Delay, in seconds
    no: delay
    render: none
    >> delay down 10 up 5
    >> delay up 5
ip vrf WORD:vrf
    ip              IP protocol
    vrf             Specify parameters for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    render: none
    >> ip vrf BLUE
object <1-1000>:number [not:inverted] [weight <1-255>:weight] => members[number]
    object          Specify an object to be tracked
    <1-1000>        Tracked object
    not             Negate the state of the object
    weight          Specify a weight
    <1-255>         Weight
    check: member
    render: none
    >> object 41
    >> object 42 not
    >> object 43 weight 10
threshold {metric | percentage | weight} {up <0-255>:threshold_up [down <0-255>:threshold_down] | down <0-255>:threshold_down [up <0-255>:threshold_up]}
    threshold       Tracking threshold
    metric          Threshold for the metric
    percentage      Threshold in percent
    weight          Threshold of the sum of weights
    up              Up threshold
    down            Down threshold
    <0-255>         Value
    no: threshold
    render: none
    >> threshold metric up 20 down 30

mode exec
show track [<1-1000>:number] => show track
    track           Tracking information
    <1-1000>        Tracked object
    privilege 1
show track brief => show track_brief
    brief           Brief information for tracked objects
    privilege 1
debug track => do debug_track
    track           Object tracking
