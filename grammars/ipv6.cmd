feature ipv6  Internet Protocol version 6

words
    ipv6            Global IPv6 configuration commands
    show ipv6       IPv6 information
    clear ipv6      Clear IPv6
words config-if
    ipv6            IPv6 interface subcommands
    ipv6 nd         IPv6 interface Neighbor Discovery subcommands

mode config : Ipv6Global
ipv6 unicast-routing => routing
    unicast-routing  Enable unicast routing
    > ipv6 unicast-routing
    >> no ipv6 unicast-routing
ipv6 cef => cef
    cef             Cisco Express Forwarding for IPv6
    level: stored
    shown-when-default: no
    platform: c7200 c2811 iosv generic
    > ipv6 cef
    > no ipv6 cef
ipv6 cef => cef
    cef             Cisco Express Forwarding for IPv6
    level: stored
    platform: c3725 iol csr1000v
    > ipv6 cef
ipv6 hop-limit <1-255>:hop_limit
    hop-limit       Configure hop count limit
    <1-255>         Hop limit
    > ipv6 hop-limit 32
ipv6 neighbor X:X:X:X::X:address INTERFACE:iface H.H.H:mac => neighbors[address, iface]
    neighbor        Neighbor
    X:X:X:X::X      IPv6 address
    H.H.H           48-bit hardware address
    > ipv6 neighbor 2001:DB8::2 Loopback0 aabb.cc00.0200
ipv6 icmp error-interval <0-2147483647>:icmp_interval
    icmp            Configure ICMP parameters
    error-interval  ICMP error message rate limit interval
    <0-2147483647>  Interval in milliseconds
    > ipv6 icmp error-interval 50

mode config : StaticConfig6
ipv6 route [vrf WORD:vrf] X:X:X:X::X/<0-128>:prefix {X:X:X:X::X:next_hop | INTERFACE:iface [X:X:X:X::X:next_hop]} \
        [<1-254>:distance] [[tag <1-4294967295>:tag | name WORD:name]] => call ipv6_route
    route           Configure static routes
    vrf             IPv6 Routing table
    :vrf            VPN Routing/Forwarding instance name
    :prefix         IPv6 prefix x:x::y/<z>
    :next_hop       IPv6 address of next-hop
    :distance       Administrative distance
    tag             Tag value
    :tag            Tag value
    name            Specify name of the next hop
    WORD            Name of the next hop
    no: ipv6 route [vrf WORD:vrf] X:X:X:X::X/<0-128>:prefix
    > ipv6 route ::/0 2001:DB8::1
    > ipv6 route 2001:DB8:1::/48 Null0
    > ipv6 route 2001:DB8:2::/48 2001:DB8::1 250 tag 5

# Where routes come from: each feature that brings some adds itself. What may be redistributed, and what
# `show ipv6 route` may be asked for.
define ROUTE-SOURCE6 {connected | static}
    connected       Connected
    static          Static routes
define SHOWN-SOURCE6 {connected | local | static}
    connected       Connected routes
    local           Local routes
    static          Static routes

mode config-if : Ipv6Config
ipv6 address X:X:X:X::X/<0-128>:address [eui-64:eui64 | anycast:anycast] => addresses[address]
    address         Configure IPv6 address on interface
    :address        IPv6 prefix
    eui-64          Use eui-64 interface identifier
    anycast         Configure as an anycast
    check: ipv6_address
    no: ipv6 address X:X:X:X::X/<0-128>:address
    sort: none
    > ipv6 address 2001:DB8::1/64
    > ipv6 address 2001:DB8:1::/64 eui-64
    > ipv6 address 2001:DB8:2::1/64 anycast
ipv6 address X:X:X:X::X:link_local link-local
    address         Configure IPv6 address on interface
    :link_local     IPv6 address
    link-local      use link-local address
    check: link_local
    > ipv6 address FE80::1 link-local
    >> no ipv6 address FE80::1 link-local
ipv6 address autoconfig [default:default] => autoconfig
    autoconfig      Obtain address using autoconfiguration
    default         Insert default route
    check: runs6
    > ipv6 address autoconfig
    > ipv6 address autoconfig default
    >> no ipv6 address autoconfig
ipv6 address => call no_ipv6_address
    address         Configure IPv6 address on interface
    positive: none
    render: none
    >> no ipv6 address
ipv6 unnumbered INTERFACE:unnumbered
    unnumbered      Configure IPv6 interface as unnumbered
    check: runs6
    > ipv6 unnumbered Loopback0
    >> no ipv6 unnumbered
ipv6 enable => enabled
    enable          Enable IPv6 on interface
    check: runs6
    > ipv6 enable
    >> no ipv6 enable
ipv6 mtu <1280-1500>:mtu
    mtu             Set IPv6 Maximum Transmission Unit
    <1280-1500>     MTU (bytes)
    > ipv6 mtu 1400
ipv6 redirects => redirects
    redirects       Enable sending of ICMP Redirect messages
    > no ipv6 redirects
ipv6 unreachables => unreachables
    unreachables    Enable sending of ICMP Unreachable messages
    > no ipv6 unreachables
ipv6 nd dad attempts <0-600>:dad_attempts
    dad             Duplicate Address Detection
    attempts        Set IPv6 Duplicate Address Detection Transmits
    <0-600>         Number of attempts
    > ipv6 nd dad attempts 0
    >> no ipv6 nd dad attempts
ipv6 nd ns-interval <1000-3600000>:ns_interval
    ns-interval     Set advertised NS retransmission interval
    <1000-3600000>  Retransmission interval in milliseconds
    > ipv6 nd ns-interval 2000
ipv6 nd reachable-time <0-3600000>:reachable_time
    reachable-time  Set advertised reachability time
    <0-3600000>     Reachability time in milliseconds
    > ipv6 nd reachable-time 60000
ipv6 nd ra suppress [all:ra_suppress_all] => ra_suppress
    ra              Router Advertisement control
    suppress        Suppress IPv6 Router Advertisements
    all             Suppress all IPv6 Router Advertisements
    since: 12.4(2)T
    > ipv6 nd ra suppress
    > ipv6 nd ra suppress all
    >> no ipv6 nd ra suppress
ipv6 nd suppress-ra => call suppress_ra
    suppress-ra     Suppress IPv6 Router Advertisements
    hidden
    render: none
    >> ipv6 nd suppress-ra
ipv6 nd ra interval <4-1800>:ra_interval
    interval        Set IPv6 Router Advertisement Interval
    <4-1800>        RA Interval (sec)
    > ipv6 nd ra interval 30
ipv6 nd ra lifetime <0-9000>:ra_lifetime
    lifetime        Set IPv6 Router Advertisement Lifetime
    <0-9000>        RA Lifetime (seconds)
    > ipv6 nd ra lifetime 0
ipv6 nd managed-config-flag => managed
    managed-config-flag  Hosts should use DHCP for address config
    > ipv6 nd managed-config-flag
ipv6 nd other-config-flag => other
    other-config-flag  Hosts should use DHCP for non-address config
    > ipv6 nd other-config-flag
ipv6 nd router-preference {High | Medium | Low}:preference
    router-preference  Set default router preference value
    High            High default router preference
    Medium          Medium default router preference
    Low             Low default router preference
    > ipv6 nd router-preference High
ipv6 nd prefix X:X:X:X::X/<0-128>:prefix [<0-4294967295>:valid <0-4294967295>:preferred] \
        [[off-link:off_link | no-autoconfig:no_autoconfig | no-advertise:no_advertise]] => prefixes[prefix]
    prefix          Configure IPv6 Routing Prefix Advertisement
    :prefix         IPv6 prefix x:x::y/<z>
    :valid          Valid Lifetime (secs)
    :preferred      Preferred Lifetime (secs)
    off-link        Do not use prefix for onlink determination
    no-autoconfig   Do not use prefix for autoconfiguration
    no-advertise    Do not advertise prefix
    > ipv6 nd prefix 2001:DB8:9::/64 3600 1800 no-autoconfig

mode exec
show ipv6 interface [INTERFACE:iface] => show ipv6_interface
    privilege 1
    interface       IPv6 interface status and configuration
    > show ipv6 interface
show ipv6 interface brief [INTERFACE:iface] => show ipv6_interface_brief
    privilege 1
    interface       IPv6 interface status and configuration
    brief           Brief summary of IPv6 status and configuration
    > show ipv6 interface brief
show ipv6 interface INTERFACE:iface prefix => show ipv6_interface_prefix
    privilege 1
    interface       IPv6 interface status and configuration
    prefix          IPv6 prefix information
show ipv6 neighbors [INTERFACE:iface | X:X:X:X::X:address] => show ipv6_neighbors
    privilege 1
    neighbors       Show IPv6 neighbor cache entries
    X:X:X:X::X      IPv6 address
    > show ipv6 neighbors
show ipv6 routers [INTERFACE:iface] => show ipv6_routers
    privilege 1
    routers         Show local IPv6 routers
    > show ipv6 routers
show ipv6 route [vrf WORD:vrf] => show ipv6_route
    privilege 1
    route           Show IPv6 route table entries
    vrf             IPv6 Routing table
    WORD            VPN Routing/Forwarding instance name
    > show ipv6 route
show ipv6 route [vrf WORD:vrf] @SHOWN-SOURCE6:source => show ipv6_route
    privilege 1
show ipv6 route [vrf WORD:vrf] X:X:X:X::X:address => show ipv6_route_entry
    privilege 1
    :address        IPv6 address
show ipv6 route [vrf WORD:vrf] X:X:X:X::X/<0-128>:prefix => show ipv6_route_entry
    privilege 1
    :prefix         IPv6 prefix
show ipv6 route [vrf WORD:vrf] summary => show ipv6_route_summary
    privilege 1
    summary         Summary display
show ipv6 static [vrf WORD:vrf] => show ipv6_static
    privilege 1
    static          Display IPv6 Static Routes
    vrf             IPv6 Routing table
    WORD            VPN Routing/Forwarding instance name
show ipv6 traffic => show ipv6_traffic
    privilege 1
    traffic         IPv6 traffic statistics
    > show ipv6 traffic
show ipv6 mtu => show ipv6_mtu
    privilege 1
    mtu             MTU per destination cache
    > show ipv6 mtu
clear ipv6 neighbors [INTERFACE:iface] => do clear_ipv6_neighbors
    neighbors       Clear IPv6 Neighbor cache
clear ipv6 traffic => do clear_ipv6_traffic
    traffic         Clear IPv6 traffic counters
clear ipv6 mtu => do clear_ipv6_mtu
    mtu             Clear MTU cache
