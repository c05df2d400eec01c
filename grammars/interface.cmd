feature interface  Interfaces

words
    interface       Select an interface to configure
    ip              Global IP configuration subcommands
    show interfaces  Interface status and configuration
    show ip         IP information
    show ip interface  IP interface status and configuration
    clear           Reset functions
    show            Show running system information
words config-if
    ip              Interface Internet Protocol config commands

mode config : Device
interface NEW-INTERFACE:name => enter config-if interfaces[name]
    check: interface
    > interface Loopback0
interface range LINE:names => enter config-if-range call range
    range           interface range command
    LINE            interfaces, e.g. FastEthernet0/0 - 1 , Loopback0
    no: none

mode config-if : InterfaceConfig
description LINE:description
    description     Interface specific description
    LINE            Up to 200 characters describing this interface
    > description To the provider  (circuit 7)
    >> no description
shutdown => shutdown
    shutdown        Shutdown the selected interface
    check: shutdown
    level: partial "the state is another at once; its messages come two and three seconds later, or before all else that is said of the interface"
    >> no shutdown
mtu <64-17940>:mtu => call mtu
    mtu             Set the interface Maximum Transmission Unit (MTU)
    <64-17940>      MTU size in bytes
    check: mtu
    no: mtu [<64-17940>:mtu]
    >> no mtu
ip mtu <68-17940>:ip_mtu => call ip_mtu
    mtu             Set IP Maximum Transmission Unit
    <68-17940>      MTU (bytes)
    check: ip_mtu
    no: ip mtu [<68-17940>:ip_mtu]
    > ip mtu 1400
    >> no ip mtu
bandwidth <1-10000000>:bandwidth
    bandwidth       Set bandwidth informational parameter
    <1-10000000>    Bandwidth in kilobits
    > bandwidth 1000
    >> no bandwidth
delay <1-16777215>:delay
    delay           Specify interface throughput delay
    <1-16777215>    Throughput delay (tens of microseconds)
    > delay 2000
    >> no delay
ip redirects => redirects
    redirects       Enable sending ICMP Redirect messages
    > no ip redirects
    >> ip redirects
ip unreachables => unreachables
    unreachables    Enable sending ICMP Unreachable messages
    > no ip unreachables
ip proxy-arp => proxy_arp
    proxy-arp       Enable proxy ARP
    > no ip proxy-arp
ip directed-broadcast => directed_broadcast
    directed-broadcast  Enable forwarding of directed broadcasts
ip route-cache => route_cache
    route-cache     Enable fast-switching cache for outgoing packets
    > no ip route-cache
    >> ip route-cache
ip tcp adjust-mss <500-1460>:adjust_mss
    tcp             TCP interface commands
    adjust-mss      Adjust the mss of transit packets
    <500-1460>      Maximum segment size in bytes
    > ip tcp adjust-mss 1360
    >> no ip tcp adjust-mss

mode config-if on Ethernet, FastEthernet, GigabitEthernet, TenGigabitEthernet, Serial, Loopback, Tunnel, Virtual-Template, Virtual-Template-tunnel, Dialer, BVI, Vlan, Port-channel, Ethernet-sub, FastEthernet-sub, GigabitEthernet-sub, TenGigabitEthernet-sub, Serial-sub, Port-channel-sub : InterfaceConfig
ip address A.B.C.D:address A.B.C.D:mask [secondary:secondary] => call ip_address
    address         Set the IP address of an interface
    :address        IP address
    :mask           IP subnet mask
    secondary       Make this IP address a secondary address
    no: ip address [A.B.C.D:address A.B.C.D:mask [secondary:secondary]]
    > ip address 192.0.2.1 255.255.255.0
    >> no ip address
ip unnumbered INTERFACE:lender => call ip_unnumbered
    unnumbered      Enable IP processing without an explicit address
    no: ip unnumbered [INTERFACE:lender]
    >> no ip unnumbered

mode config-if on Ethernet-sub, FastEthernet-sub, GigabitEthernet-sub, TenGigabitEthernet-sub : InterfaceConfig
encapsulation dot1Q <1-4094>:dot1q [native:native]
    encapsulation   Set encapsulation type for an interface
    dot1Q           IEEE 802.1Q Virtual LAN
    <1-4094>        IEEE 802.1Q VLAN ID required
    native          Make this as native vlan
    check: dot1q
    > encapsulation dot1Q 100
    > encapsulation dot1Q 1 native

mode config-if on Ethernet, FastEthernet, GigabitEthernet, TenGigabitEthernet : InterfaceConfig
mac-address H.H.H:mac
    mac-address     Manually set interface MAC address
    H.H.H           MAC address
    > mac-address 0000.0c12.3456
    >> no mac-address

mode config-if on Ethernet, FastEthernet, GigabitEthernet, TenGigabitEthernet, Serial : InterfaceConfig
keepalive [<0-32767>:keepalive]
    keepalive       Enable keepalive
    <0-32767>       Keepalive period (default 10 seconds)
    off: keepalive = none
    > keepalive 5
    > no keepalive

mode config-if on Serial : InterfaceOptions
encapsulation hdlc => hdlc
    encapsulation   Set encapsulation type for an interface
    hdlc            Serial HDLC synchronous
    no: encapsulation [hdlc]
    >> encapsulation hdlc
clock rate <1200-8000000>:clock_rate
    clock           Configure serial interface clock
    rate            Configure serial interface clock speed
    <1200-8000000>  Choose clockrate from list above
    level: stored
    > clock rate 64000
serial restart-delay <0-900>:restart_delay
    serial          serial interface commands
    restart-delay   Delay (secs) before trying to restart serial interface
    <0-900>         Delay in seconds, 0 means no delay
    level: stored
    > serial restart-delay 0

mode config-if : InterfaceOptions
load-interval <30-600>:load_interval
    load-interval   Specify interval for load calculation for an interface
    <30-600>        Load interval delay in seconds
    check: load_interval
    > load-interval 30
    >> no load-interval
logging event link-status => log_link_status
    logging         Configure logging for interface
    event           Interface events
    link-status     UPDOWN and CHANGE messages
    > no logging event link-status
hold-queue <0-4096>:hold_queue_in in
    hold-queue      Set hold queue depth
    <0-4096>        Queue length
    in              Input queue
    level: stored
    > hold-queue 150 in
hold-queue <0-4096>:hold_queue_out out
    hold-queue      Set hold queue depth
    <0-4096>        Queue length
    out             Output queue
    level: partial "only a link that doubles or reorders frames holds them back"
    > hold-queue 100 out
carrier-delay <0-60>:carrier_delay
    carrier-delay   Specify delay for interface transitions
    <0-60>          Carrier Transitions delay seconds
    level: partial "the line state follows the cable at once"
    > carrier-delay 5

mode config-if on FastEthernet, GigabitEthernet, TenGigabitEthernet : InterfaceOptions
duplex {auto | full | half}:duplex
    duplex          Configure duplex operation.
    auto            Enable AUTO duplex configuration
    full            Force full duplex operation
    half            Force half-duplex operation
    level: partial "seen in show interfaces and by CDP; a mismatch costs no frames"
    platform: c3725 c2811 iosv
    shown-when-default: yes
    > duplex full
speed {auto | 10 | 100 | 1000}:speed
    speed           Configure speed operation.
    auto            Enable AUTO speed configuration
    10              Force 10 Mbps operation
    100             Force 100 Mbps operation
    1000            Force 1000 Mbps operation
    level: partial "shown; a mismatch does not take the line down"
    platform: c3725 c2811 iosv
    shown-when-default: yes
    > speed 100
speed {10 | 100 | 1000 | auto}:speed
    speed           Configure speed operation.
    auto            Enable AUTO speed configuration
    10              Force 10 Mbps operation
    100             Force 100 Mbps operation
    1000            Force 1000 Mbps operation
    level: partial "shown; a mismatch does not take the line down"
    platform: c7200 generic
    shown-when-default: yes
    > speed 100
duplex {auto | full | half}:duplex
    duplex          Configure duplex operation.
    auto            Enable AUTO duplex configuration
    full            Force full duplex operation
    half            Force half-duplex operation
    level: partial "seen in show interfaces and by CDP; a mismatch costs no frames"
    platform: c7200 generic
    shown-when-default: yes
    > duplex full

duplex {auto | full | half}:duplex
    duplex          Configure duplex operation.
    auto            Enable AUTO duplex configuration
    full            Force full duplex operation
    half            Force half-duplex operation
    level: partial "seen in show interfaces and by CDP; a mismatch costs no frames"
    platform: csr1000v c8000v
    > duplex full
speed {auto | 10 | 100 | 1000}:speed
    speed           Configure speed operation.
    auto            Enable AUTO speed configuration
    10              Force 10 Mbps operation
    100             Force 100 Mbps operation
    1000            Force 1000 Mbps operation
    level: partial "shown; a mismatch does not take the line down"
    platform: csr1000v c8000v
    > speed 100

mode config-if on Ethernet : InterfaceOptions
duplex {auto | full | half}:duplex
    duplex          Configure duplex operation.
    auto            Enable AUTO duplex configuration
    full            Force full duplex operation
    half            Force half-duplex operation
    level: partial "seen in show interfaces and by CDP; a mismatch costs no frames"
    > duplex full
speed {auto | 10 | 100 | 1000}:speed
    speed           Configure speed operation.
    auto            Enable AUTO speed configuration
    10              Force 10 Mbps operation
    100             Force 100 Mbps operation
    1000            Force 1000 Mbps operation
    level: partial "shown; a mismatch does not take the line down"
    > speed 10

mode config-if on GigabitEthernet, TenGigabitEthernet : InterfaceOptions
negotiation auto => negotiation
    negotiation     Select Autonegotiation mode
    auto            Enable link autonegotiation
    level: stored
    shown-when-default: yes
    platform: c7200 csr1000v c8000v
negotiation auto => negotiation
    negotiation     Select Autonegotiation mode
    auto            Enable link autonegotiation
    level: stored
    platform: generic iosv
media-type {rj45 | sfp | gbic}:media_type
    media-type      Interface media type
    rj45            Use RJ45 connector
    sfp             Use SFP connector
    gbic            Use GBIC connector
    level: stored
    platform: c7200 c3725 c2811 iol generic csr1000v c8000v
    > media-type rj45
media-type {rj45 | sfp | gbic}:media_told
    media-type      Interface media type
    rj45            Use RJ45 connector
    sfp             Use SFP connector
    gbic            Use GBIC connector
    level: stored
    platform: iosv
    shown-when-default: yes
    > media-type sfp

mode config-if on Ethernet, FastEthernet, GigabitEthernet, TenGigabitEthernet : InterfaceOptions
mop enabled => mop_enabled
    mop             DEC MOP server commands
    enabled         Enable MOP for interface
    level: stored
    platform: c7200 c3725 c2811 iosv iol generic
    > no mop enabled
mop enabled => mop_enabled_xe
    mop             DEC MOP server commands
    enabled         Enable MOP for interface
    level: stored
    platform: csr1000v c8000v
    shown-when-default: no
    > mop enabled
mop sysid => mop_sysid
    mop             DEC MOP server commands
    sysid           Enable System ID reply for interface
    level: stored
    platform: c7200 c3725 c2811 iosv iol generic
    > no mop sysid
mop sysid => mop_sysid_xe
    mop             DEC MOP server commands
    sysid           Enable System ID reply for interface
    level: stored
    platform: csr1000v c8000v
    shown-when-default: no
    > mop sysid

mode exec
show interfaces [INTERFACE:name] => show interfaces
    privilege 1
    > show interfaces
show interfaces INTERFACE:name description => show interfaces_description
    description     Show interface description
    privilege 1
show interfaces description => show interfaces_description
    description     Show interface description
    privilege 1
    > show interfaces description
show interfaces summary => show interfaces_summary
    summary         Show interface summary
    privilege 1
    > show interfaces summary
show interfaces INTERFACE:name summary => show interfaces_summary
    summary         Show interface summary
    privilege 1
show interfaces stats => show interfaces_stats
    stats           Show interface packets & octets, in & out, by switching path
    privilege 1
    > show interfaces stats
show interfaces INTERFACE:name stats => show interfaces_stats
    stats           Show interface packets & octets, in & out, by switching path
    privilege 1
show interfaces accounting => show interfaces_accounting
    accounting      Show interface accounting
    privilege 1
    > show interfaces accounting
show interfaces INTERFACE:name accounting => show interfaces_accounting
    accounting      Show interface accounting
    privilege 1
show ip interface [INTERFACE:name] => show ip_interface
    privilege 1
    > show ip interface
show ip interface brief [INTERFACE:name] => show ip_interface_brief
    brief           Brief summary of IP status and configuration
    privilege 1
    > show ip interface brief
show ip interface INTERFACE:name brief => show ip_interface_brief
    brief           Brief summary of IP status and configuration
    privilege 1
show protocols INTERFACE:name => show protocols
    protocols       Active network routing protocols
    privilege 1
show protocols => show protocols
    protocols       Active network routing protocols
    privilege 1
    > show protocols
clear counters [INTERFACE:name] => do clear_counters
    counters        Clear counters on one or all interfaces
    > clear counters
