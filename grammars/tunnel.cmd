feature gre  Tunnel interfaces

words
    tunnel          protocol-over-protocol tunneling

mode config : Device
interface NEW-INTERFACE:name type tunnel => enter config-if call template
    type            Configure virtual-template type
    tunnel          Tunnel interface
    no: none
    render: templates
    >> interface Virtual-Template2 type tunnel

mode config-if on Tunnel, Virtual-Template-tunnel : TunnelConfig
tunnel mode {gre ip | gre multipoint | ipip | ipv6ip | ipsec ipv4}:mode => call mode
    mode            tunnel encapsulation method
    gre             generic route encapsulation protocol
    ip              over IP
    multipoint      over IPv4 (multipoint)
    ipip            IP over IP encapsulation
    ipv6ip          IPv6 over IP encapsulation
    ipsec           IPSec tunnel encapsulation
    ipv4            over IPv4
    no: tunnel mode [{gre ip | gre multipoint | ipip | ipv6ip | ipsec ipv4}:mode]
    check: mode
    > tunnel mode gre multipoint
    > tunnel mode ipip
    > tunnel mode ipv6ip
    > tunnel mode ipsec ipv4
    >> tunnel mode gre ip
    >> no tunnel mode
tunnel source {A.B.C.D | INTERFACE}:source
    source          source of tunnel packets
    A.B.C.D         ip address
    INTERFACE       Interface name
    check: source
    > tunnel source 192.0.2.1
    >> no tunnel source
tunnel destination {A.B.C.D | HOST}:destination => call destination
    destination     destination of tunnel
    A.B.C.D         ip address
    HOST            ip address or host name
    no: tunnel destination [{A.B.C.D | HOST}:destination]
    render: destination
    > tunnel destination 192.0.2.2
    >> no tunnel destination
tunnel destination dynamic => call destination_dynamic
    destination     destination of tunnel
    dynamic         IP address of the destination is learnt
    since: 15.1
    no: tunnel destination dynamic
    > tunnel destination dynamic
    >> no tunnel destination dynamic
tunnel vrf WORD:vrf
    vrf             set tunnel vrf membership
    WORD            vrf name
    check: vrf
    >> no tunnel vrf
tunnel route-via INTERFACE:route_via {mandatory:route_via_only | preferred}
    route-via       Select subset of routes based on output interface
    INTERFACE       Interface name
    mandatory       Drop the packet if route is not available
    preferred       If there is no route, forward the packets using any other route
    > tunnel route-via FastEthernet0/0 mandatory
    > tunnel route-via FastEthernet0/0 preferred
    >> no tunnel route-via
tunnel key <0-4294967295>:key
    key             security or selector key
    <0-4294967295>  key
    > tunnel key 100
    >> no tunnel key
tunnel checksum => checksum
    checksum        enable end to end checksumming of packets
tunnel sequence-datagrams => sequencing
    sequence-datagrams  drop datagrams arriving out of order
tunnel ttl <1-255>:ttl
    ttl             set time to live
    <1-255>         time to live value
    > tunnel ttl 64
tunnel tos <0-255>:tos
    tos             set type of sevice byte
    <0-255>         type of service value
    > tunnel tos 192
tunnel path-mtu-discovery [[age-timer {<10-30>:age_timer | infinite:age_timer=none} | min-mtu <92-65535>:min_mtu]] => path_mtu_discovery
    path-mtu-discovery  Enable Path MTU Discovery on tunnel
    age-timer       Set PMTUD aging timer
    <10-30>         Aging time
    infinite        Disable PMTUD aging
    min-mtu         Set PMTUD min mtu allowed
    <92-65535>      MTU
    > tunnel path-mtu-discovery
    > tunnel path-mtu-discovery age-timer 20
    > tunnel path-mtu-discovery age-timer infinite min-mtu 500
tunnel bandwidth transmit <0-10000000>:transmit_bandwidth
    bandwidth       Set tunnel bandwidth
    transmit        Transmit bandwidth
    <0-10000000>    Kilobits per second
    level: partial "shown by show interfaces; no routing protocol here asks for it"
    > tunnel bandwidth transmit 4000
tunnel bandwidth receive <0-10000000>:receive_bandwidth
    bandwidth       Set tunnel bandwidth
    receive         Receive bandwidth
    <0-10000000>    Kilobits per second
    level: partial "shown by show interfaces; no routing protocol here asks for it"
    > tunnel bandwidth receive 4000
keepalive [<0-32767>:keepalive_period [<1-255>:keepalive_retries]] => keepalive
    keepalive       Enable keepalive
    <0-32767>       Keepalive period (default 10 seconds)
    <1-255>         Keepalive retries
    render: keepalive
    > keepalive 5 4
    >> keepalive

mode config-if on Tunnel : InterfaceConfig
ip address negotiated => call ip_address_negotiated
    address         Set the IP address of an interface
    negotiated      IP Address negotiated over PPP
    since: 15.1
    no: ip address negotiated
    > ip address negotiated
    >> no ip address negotiated

mode exec
show interfaces INTERFACE:name configuration => show access_configuration
    configuration   Show virtual-access interface configuration
    privilege 1
    > show interfaces Virtual-Access1 configuration
show tunnel endpoints [INTERFACE:tunnel] => show tunnel_endpoints
    tunnel          Show configured tunnels
    endpoints       Show tunnel endpoints
    INTERFACE       Interface name
    privilege 1
    level: partial "without the reference counts and addresses of the implementation"
    > show tunnel endpoints
debug tunnel => do debug_tunnel
    tunnel          Generic Tunnel Interface
