feature vrf  VRFs: routing tables of their own

words
    vrf             VRF commands
    ip vrf          Configure an IP VPN Routing/Forwarding instance
    show ip vrf     VPN Routing/Forwarding instance information
    show vrf        VPN Routing/Forwarding instance information
    route-target    Specify Target VPN Extended Communities
    rd              Specify Route Distinguisher
words config-if
    vrf             VPN Routing/Forwarding parameters on the interface
    ip vrf          VPN Routing/Forwarding parameters on the interface

mode config : VrfConfig
vrf definition WORD:name => enter config-vrf vrfs[name], old = false
    definition      VRF definition
    WORD            VRF name
    since: 15.0
    sort: names
    check: definition
    > vrf definition BLUE
ip vrf WORD:name => enter config-vrf-old vrfs[name], old = true
    WORD            VPN Routing/Forwarding instance name
    sort: names
    check: ip_vrf
    > ip vrf BLUE

vrf upgrade-cli multi-af-mode {common-policies | non-common-policies}:policies [vrf WORD:name] [force:force] => call upgrade
    upgrade-cli     VRF upgrade
    multi-af-mode   Upgrade to the multi-address-family syntax
    common-policies  Policies of the address family stay those of the VRF
    non-common-policies  Policies go to the address family
    vrf             Upgrade one VRF
    WORD            VRF name
    force           Do not ask
    since: 15.0
    no: none
    render: none
    >> vrf upgrade-cli multi-af-mode common-policies
    >> vrf upgrade-cli multi-af-mode non-common-policies force

mode config-vrf-common : Definition
description LINE:description
    description     VRF specific description
    LINE            Up to 244 characters describing this VRF
    > description A customer
rd WORD:rd
    WORD            VPN Route Distinguisher: ASN:nn or IP-address:nn
    check: rd
    > rd 65000:100
    > rd 192.0.2.1:7

mode config-vrf : Definition
    prompt: config-vrf
    title: IP VPN Routing/Forwarding instance configuration commands:
    exit: Exit from VRF configuration mode
    separator: after
    extends: config-vrf-common
route-target {import | export | both}:direction WORD:community => call route_target
    import          Import Target-VPN community
    export          Export Target-VPN community
    both            Both import and export Target-VPN community
    WORD            Target VPN Extended Community: ASN:nn or IP-address:nn
    level: partial "kept and told by the shows of VRFs; BGP does not carry routes from a VRF into another by it"
    > route-target export 65000:100
route-target WORD:community => call route_target
    WORD            Target VPN Extended Community: ASN:nn or IP-address:nn
    level: partial "kept and told by the shows of VRFs; BGP does not carry routes from a VRF into another by it"
    render: none
    >> route-target 65000:100
address-family ipv4 => enter config-vrf-af v4
    address-family  Enter Address Family command mode
    ipv4            Address family
    check: family4
    > address-family ipv4
address-family ipv6 => enter config-vrf-af v6
    address-family  Enter Address Family command mode
    ipv6            Address family
    check: family6
    > address-family ipv6

mode config-vrf-af : Family
    prompt: config-vrf-af
    title: IP VPN Routing/Forwarding instance configuration commands:
    parent: config-vrf
    closing: exit-address-family
    separator: before
maximum routes <1-4294967295>:routes {<1-100>:threshold [reinstall <1-100>:reinstall] | warning-only:warning_only}
    maximum         Set a limit
    maximum routes  Set maximum number of routes
    <1-4294967295>  Maximum number of routes allowed
    <1-100>         Threshold value (%) at which to generate a warning msg
    reinstall       Reinstall previous rejected route due to over maximum route limit
    :reinstall      Threshold value (%) to reinstall routes
    warning-only    Only give a warning message if limit is exceeded
    no: maximum routes [LINE]
    level: partial "the wording of its two messages is without a capture"
    > maximum routes 1000 80
    > maximum routes 1000 80 reinstall 50
    > maximum routes 1000 warning-only
    >> no maximum routes
route-target {import | export | both}:direction WORD:community => call route_target
    import          Import Target-VPN community
    export          Export Target-VPN community
    both            Both import and export Target-VPN community
    WORD            Target VPN Extended Community: ASN:nn or IP-address:nn
    level: partial "kept and told by the shows of VRFs; BGP does not carry routes from a VRF into another by it"
    > route-target export 65000:100
    >> route-target both 65000:100
route-target WORD:community => call route_target
    WORD            Target VPN Extended Community: ASN:nn or IP-address:nn
    level: partial "kept and told by the shows of VRFs; BGP does not carry routes from a VRF into another by it"
    render: none
    >> route-target 65000:100

mode config-vrf-old : Definition
    prompt: config-vrf
    title: IP VPN Routing/Forwarding instance configuration commands:
    exit: Exit from VRF configuration mode
    separator: after
    extends: config-vrf-common
maximum routes <1-4294967295>:routes {<1-100>:threshold [reinstall <1-100>:reinstall] | warning-only:warning_only}
    maximum         Set a limit
    maximum routes  Set maximum number of routes
    <1-4294967295>  Maximum number of routes allowed
    <1-100>         Threshold value (%) at which to generate a warning msg
    reinstall       Reinstall previous rejected route due to over maximum route limit
    :reinstall      Threshold value (%) to reinstall routes
    warning-only    Only give a warning message if limit is exceeded
    no: maximum routes [LINE]
    level: partial "the wording of its two messages is without a capture"
    > maximum routes 1000 80
    > maximum routes 1000 80 reinstall 50
    > maximum routes 1000 warning-only
    >> no maximum routes
route-target {import | export | both}:direction WORD:community => call route_target
    import          Import Target-VPN community
    export          Export Target-VPN community
    both            Both import and export Target-VPN community
    WORD            Target VPN Extended Community: ASN:nn or IP-address:nn
    level: partial "kept and told by the shows of VRFs; BGP does not carry routes from a VRF into another by it"
    > route-target export 65000:100
route-target WORD:community => call route_target
    WORD            Target VPN Extended Community: ASN:nn or IP-address:nn
    level: partial "kept and told by the shows of VRFs; BGP does not carry routes from a VRF into another by it"
    render: none
    >> route-target 65000:100

mode config-if on Ethernet, FastEthernet, GigabitEthernet, TenGigabitEthernet, Serial, Loopback, Tunnel, Virtual-Template, Virtual-Template-tunnel, Dialer, BVI, Vlan, Port-channel, Ethernet-sub, FastEthernet-sub, GigabitEthernet-sub, TenGigabitEthernet-sub, Serial-sub, Port-channel-sub : InterfaceConfig
vrf forwarding WORD:name => call vrf_forwarding
    forwarding      Configure forwarding table
    WORD            VRF name
    no: vrf forwarding [WORD:name]
    since: 15.0
    >> no vrf forwarding
ip vrf forwarding WORD:name => call ip_vrf_forwarding
    forwarding      Configure forwarding table
    WORD            Table name
    no: ip vrf forwarding [WORD:name]
    >> no ip vrf forwarding

mode exec
show vrf [WORD:name] => show vrf
    privilege 1
    WORD            VRF name
    since: 15.0
show vrf brief [WORD:name] => show vrf
    privilege 1
    brief           Brief VPN Routing/Forwarding instance information
    WORD            VRF name
    since: 15.0
show vrf {ipv4 | ipv6}:family [WORD:name] => show vrf
    privilege 1
    ipv4            Display IPv4 address-family information
    ipv6            Display IPv6 address-family information
    WORD            VRF name
    since: 15.0
show vrf detail [WORD:name] => show vrf_detail
    privilege 1
    detail          Display detailed information
    WORD            VRF name
    since: 15.0
show ip vrf [WORD:name] => show ip_vrf
    privilege 1
    WORD            VPN Routing/Forwarding instance name
show ip vrf brief [WORD:name] => show ip_vrf
    privilege 1
    brief           Brief VPN Routing/Forwarding instance information
    WORD            VPN Routing/Forwarding instance name
show ip vrf detail [WORD:name] => show ip_vrf_detail
    privilege 1
    detail          Display detailed VRF information
    WORD            VPN Routing/Forwarding instance name
show ip vrf interfaces [WORD:name] => show ip_vrf_interfaces
    privilege 1
    interfaces      Display interface information
    WORD            VPN Routing/Forwarding instance name
