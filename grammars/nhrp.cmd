feature nhrp  Next Hop Resolution Protocol

words config-if
    ip nhrp         NHRP interface subcommands
    ip nhrp map     Map dest IP addresses to NBMA addresses
    ip nhrp nhs     Specify a next hop server
    ip nhrp registration  Settings for registration packets.
    ip nhrp redirect  Enable NHRP redirect traffic indication
words
    show ip nhrp    NHRP information
    clear ip        IP
    clear ip nhrp   Clear all NHRP cache entries
    show nhrp       NHRP information
    debug nhrp      NHRP protocol

extend SHOWN-SOURCE nhrp
    nhrp            Next Hop Resolution Protocol (NHRP)
    since 15.2: nhrp
extend ROUTE-SOURCE nhrp
    nhrp            Next Hop Resolution Protocol (NHRP)
    since 16: nhrp
extend BFD-CLIENT nhrp
    nhrp            NHRP client

mode config-if on Tunnel, Virtual-Template-tunnel : NhrpConfig
ip nhrp authentication WORD:authentication
    authentication  Authentication string
    WORD            authentication string
    check: authentication
    > ip nhrp authentication cisco
    >> no ip nhrp authentication
ip nhrp network-id <1-4294967295>:network_id
    network-id      NBMA network identifier
    <1-4294967295>  Network identifier
    > ip nhrp network-id 100
    >> no ip nhrp network-id
ip nhrp holdtime <1-65535>:holdtime
    holdtime        Advertised holdtime
    <1-65535>       Number of seconds
    > ip nhrp holdtime 300
    >> no ip nhrp holdtime
ip nhrp map A.B.C.D:target [MASK-LENGTH:length] A.B.C.D:nbma => maps[target]
    :target         IP address of destination
    :length         IP mask of destination
    :nbma           IP NBMA address
    no: ip nhrp map A.B.C.D:target [MASK-LENGTH:length] [A.B.C.D]
    > ip nhrp map 10.0.0.1 192.0.2.1
    > ip nhrp map 10.1.0.0 255.255.0.0 192.0.2.1
ip nhrp map multicast dynamic => multicast_dynamic = true
    multicast       Use this NBMA mapping for broadcasts/multicasts
    dynamic         Dynamically learn destinations from client registrations on hub
    before: 16
    > ip nhrp map multicast dynamic
    >> no ip nhrp map multicast dynamic
ip nhrp map multicast dynamic => call multicast_dynamic
    multicast       Use this NBMA mapping for broadcasts/multicasts
    dynamic         Dynamically learn destinations from client registrations on hub
    since: 16
    >> ip nhrp map multicast dynamic
    >> no ip nhrp map multicast dynamic
ip nhrp map multicast A.B.C.D:nbma => multicast[nbma]
    multicast       Use this NBMA mapping for broadcasts/multicasts
    :nbma           IP NBMA address
    > ip nhrp map multicast 192.0.2.1
ip nhrp nhs A.B.C.D:nhs [nbma HOST:nbma [multicast:multicast]] [priority <0-255>:priority] [cluster <0-10>:cluster] => nhss[nhs]
    :nhs            Protocol IP address of NHS
    nbma            NBMA of NHS
    :nbma           IP NBMA address or name
    multicast       Use this NBMA mapping for broadcasts/multicasts
    priority        NHS priority, don't specify for default priority
    :priority       Priority value
    cluster         NHS cluster, don't specify for default cluster
    :cluster        NHS cluster
    no: ip nhrp nhs A.B.C.D:nhs [nbma HOST [multicast]] [priority <0-255>] [cluster <0-10>]
    since 15.1(2)T: nbma multicast priority cluster
    > ip nhrp nhs 10.0.0.1
    > ip nhrp nhs 10.0.0.1 nbma 192.0.2.1 multicast priority 10 cluster 2
    > ip nhrp nhs 10.0.0.1 nbma hub.example.com multicast
ip nhrp nhs dynamic nbma HOST:nbma [multicast:multicast] [priority <0-255>:priority] [cluster <0-10>:cluster] => dynamic_nhss[nbma]
    dynamic         NHS protocol address dynamically learnt
    nbma            NBMA of NHS
    :nbma           IP NBMA address or name
    multicast       Use this NBMA mapping for broadcasts/multicasts
    priority        NHS priority, don't specify for default priority
    :priority       Priority value
    cluster         NHS cluster, don't specify for default cluster
    :cluster        NHS cluster
    no: ip nhrp nhs dynamic nbma HOST:nbma [multicast] [priority <0-255>] [cluster <0-10>]
    since: 15.1(2)T
    > ip nhrp nhs dynamic nbma 192.0.2.1 multicast
    > ip nhrp nhs dynamic nbma hub.example.com multicast
    >> no ip nhrp nhs dynamic nbma hub.example.com
ip nhrp nhs cluster <0-10>:cluster max-connections <1-255>:count => max_connections[cluster]
    cluster         NHS Redundancy cluster configurations
    :cluster        NHS cluster
    max-connections  Maximum NHS tunnels active in this cluster
    :count          Number of NHSs
    since: 15.1(2)T
    > ip nhrp nhs cluster 0 max-connections 1
ip nhrp nhs fallback <0-60>:fallback
    fallback        NHS Redundancy Fallback time
    <0-60>          Fallback time in seconds
    since: 15.1(2)T
    > ip nhrp nhs fallback 30
ip nhrp registration no-unique => no_unique
    no-unique       Do not set the 'Unique' flag in registration requests.
    > ip nhrp registration no-unique
ip nhrp registration timeout <1-65535>:registration_timeout
    timeout         Time between periodic Registration messages
    <1-65535>       Number of seconds
    > ip nhrp registration timeout 60
ip nhrp server-only => server_only
    server-only     Disable NHRP requests
    > ip nhrp server-only
ip nhrp redirect [timeout <2-30>:redirect_timeout] => redirect
    timeout         Specify interval over which to throttle
    <2-30>          Interval in seconds
    > ip nhrp redirect
    > ip nhrp redirect timeout 5
ip nhrp shortcut => shortcut = true
    shortcut        Enable shortcut switching
    before: 15.6
    > ip nhrp shortcut
    >> no ip nhrp shortcut
ip nhrp shortcut => call shortcut
    shortcut        Enable shortcut switching
    since: 15.6
    >> ip nhrp shortcut
    >> no ip nhrp shortcut
ip nhrp shortcut virtual-template <1-4096>:shortcut_template
    shortcut        Enable shortcut switching
    virtual-template  Virtual template that tunnels to other spokes are cloned from
    <1-4096>        Virtual-Template interface number
    since: 15.1
    no: ip nhrp shortcut virtual-template [<1-4096>]
    > ip nhrp shortcut virtual-template 1
    >> no ip nhrp shortcut virtual-template 1
ip nhrp max-send <1-65535>:max_send every <1-65535>:max_send_every
    max-send        Rate limit NHRP traffic
    :max_send       Number of packets to send
    every           time interval
    :max_send_every  Time interval in seconds
    > ip nhrp max-send 1000 every 10
ip nhrp group WORD:group
    group           NHRP group name
    WORD            Group name
    before: 16
    since: 12.4(22)T
    > ip nhrp group SLOW
ip nhrp attribute group WORD:group
    attribute       NHRP attribute set
    group           NHRP group name
    WORD            Group name
    since: 16
    > ip nhrp attribute group SLOW
nhrp attribute group WORD:group
    nhrp            NHRP commands
    attribute       NHRP attribute set
    group           NHRP group name
    WORD            Group name
    since: 16
    render: none
    >> nhrp attribute group SLOW
    >> no nhrp attribute group SLOW
ip nhrp record => record
    record          Allow NHRP record option
    >> no ip nhrp record
ip nhrp use <1-65535>:use
    use             Specify usage count for sending requests
    <1-65535>       Number of packets
    > ip nhrp use 5
ip nhrp responder INTERFACE:responder
    responder       Responder interface
    >> no ip nhrp responder
if-state nhrp => if_state
    if-state        Interface state control
    nhrp            Use NHRP for interface state control
    since: 15.0
    > if-state nhrp

mode config : DmvpnLogging
logging dmvpn => enabled
    dmvpn           DMVPN Configuration
    > logging dmvpn

mode exec
show ip nhrp [brief:form=brief | detail:form=detail] => show nhrp
    brief           Show brief information
    detail          Show detailed information
    > show ip nhrp detail
show ip nhrp {dynamic | static | incomplete | local}:kind [brief:form=brief | detail:form=detail] => show nhrp
    dynamic         Show dynamically learned entries
    static          Show static entries
    incomplete      Show incomplete entries
    local           Show local entries
    brief           Show brief information
    detail          Show detailed information
    > show ip nhrp dynamic brief
show ip nhrp A.B.C.D:address [brief:form=brief | detail:form=detail] => show nhrp
    :address        Network to show
    brief           Show brief information
    detail          Show detailed information
    > show ip nhrp 10.0.0.1
show ip nhrp vrf WORD:vrf [{{dynamic | static | incomplete | local}:kind | A.B.C.D:address}] [brief:form=brief | detail:form=detail] => show nhrp
    vrf             Show entries of a VRF
    WORD            VRF name
    dynamic         Show dynamically learned entries
    static          Show static entries
    incomplete      Show incomplete entries
    local           Show local entries
    :address        Network to show
    brief           Show brief information
    detail          Show detailed information
    > show ip nhrp vrf RED
    > show ip nhrp vrf RED dynamic brief
show ip nhrp INTERFACE:interface [brief:form=brief | detail:form=detail] => show nhrp
    brief           Show brief information
    detail          Show detailed information
show ip nhrp shortcut => show nhrp_shortcut
    shortcut        Show shortcut (rib) entries
    since: 15.2
    > show ip nhrp shortcut
show ip nhrp nhs [INTERFACE:interface] [detail:detail] => show nhrp_nhs
    nhs             NHS information
    detail          Detailed NHS information
    > show ip nhrp nhs detail
show ip nhrp traffic [interface INTERFACE:interface] [detail:detail] => show nhrp_traffic
    traffic         NHRP traffic statistics
    interface       Show traffic of one interface
    detail          Show forwarded packets too
    > show ip nhrp traffic
show ip nhrp multicast [A.B.C.D:nbma | INTERFACE:interface] => show nhrp_multicast
    multicast       NHRP multicast mapping information
    :nbma           NBMA address
    > show ip nhrp multicast
show ip nhrp summary => show nhrp_summary
    summary         Summary of the NHRP cache
    > show ip nhrp summary
clear ip nhrp [A.B.C.D:address [MASK-LENGTH:length] | INTERFACE:interface] => do clear_nhrp
    :address        Clear a specific cache entry
    :length         Mask of the entry
    > clear ip nhrp
    > clear ip nhrp 10.0.0.2
clear ip nhrp vrf {global="" | WORD}:vrf [A.B.C.D:address [MASK-LENGTH:length]] => do clear_nhrp
    vrf             Clear entries of a VRF
    global          The global VRF
    WORD            VRF name
    :address        Clear a specific cache entry
    :length         Mask of the entry
    since: 15.0
    > clear ip nhrp vrf RED
show ip nhrp self [detail:detail] => show nhrp_self
    self            Show self entries
    detail          Show detailed information
    since: 15.6
    > show ip nhrp self
show ip nhrp redirect [INTERFACE:interface] => show nhrp_redirect
    redirect        Show redirects sent to spokes
    since: 16
    level: partial "column widths are not those of a capture"
    > show ip nhrp redirect
show ip nhrp stats [INTERFACE:interface] => show nhrp_stats
    stats           Show NHRP statistics
    since: 16
    level: partial "only what NHRP does here is counted: no QoS, MPLS, BFD, BGP"
    > show ip nhrp stats
show nhrp stats [INTERFACE:interface] => show nhrp_stats
    stats           Show NHRP statistics
    since: 15.6
    level: partial "only what NHRP does here is counted: no QoS, MPLS, BFD, BGP"
    > show nhrp stats
show nhrp debug-condition => show nhrp_condition
    debug-condition  NHRP debug condition
    > show nhrp debug-condition
clear ip nhrp shortcut [interface INTERFACE:interface] => do clear_nhrp_shortcut
    shortcut        Clear NHRP shortcut entries
    interface       Of one interface
    > clear ip nhrp shortcut
clear ip nhrp stats [INTERFACE:interface] => do clear_nhrp_stats
    stats           Clear NHRP statistics
    since: 16
    > clear ip nhrp stats
clear ip nhrp counters [interface INTERFACE:interface] => do clear_nhrp_counters
    counters        Clear NHRP counters
    interface       Of one interface
    > clear ip nhrp counters
debug nhrp => do debug_nhrp
    > debug nhrp
debug nhrp condition interface INTERFACE:interface => do debug_nhrp_condition
    condition       NHRP conditional debugging
    interface       Based on an interface
    no: debug nhrp condition [interface INTERFACE:interface]
    > debug nhrp condition interface Tunnel0
    >> no debug nhrp condition
debug nhrp condition peer {nbma A.B.C.D:nbma | tunnel A.B.C.D:tunnel} => do debug_nhrp_condition
    condition       NHRP conditional debugging
    peer            Based on a peer
    nbma            NBMA address of the peer
    :nbma           NBMA address
    tunnel          Tunnel address of the peer
    :tunnel         Tunnel address
    no: debug nhrp condition peer {nbma A.B.C.D:nbma | tunnel A.B.C.D:tunnel}
    > debug nhrp condition peer nbma 192.0.2.1
debug nhrp packet => do debug_nhrp_packet
    packet          NHRP activity
    > debug nhrp packet
debug nhrp cache => do debug_nhrp_cache
    cache           NHRP cache operations
    > debug nhrp cache
debug nhrp error => do debug_nhrp_error
    error           NHRP errors
    > debug nhrp error
debug nhrp extension => do debug_nhrp_extension
    extension       NHRP extension processing
    > debug nhrp extension
debug nhrp rate => do debug_nhrp_rate
    rate            NHRP rate limiting
    > debug nhrp rate
debug nhrp event => do debug_nhrp_event
    event           NHRP events
    since: 15.0
    > debug nhrp event
debug nhrp routing => do debug_nhrp_routing
    routing         NHRP routing
    since: 15.0
    > debug nhrp routing
debug nhrp group => do debug_nhrp_group
    group           NHRP group
    since: 15.0
    > debug nhrp group
debug nhrp detail => do debug_nhrp_detail
    detail          NHRP detailed
    since: 15.0
    > debug nhrp detail
