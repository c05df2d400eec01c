feature static  Static routes

extend ROUTE-SOURCE, MATCHED-SOURCE, SHOWN-SOURCE static
    static          Static routes
extend BFD-CLIENT static
    static          Static route client

mode config : StaticConfig
ip route A.B.C.D:network MASK-LENGTH:length {A.B.C.D:next_hop | INTERFACE:iface [A.B.C.D:next_hop]} \
        [<1-255>:distance] [[tag <1-4294967295>:tag | permanent:permanent | name {WORD:name | LINE:name} | track <1-1000>:track]] => call route
    route           Establish static routes
    :network        Destination prefix
    :length         Destination prefix mask
    :next_hop       Forwarding router's address
    :distance       Distance metric for this route
    tag             Set tag for this route
    :tag            Tag value
    permanent       permanent route
    track           Install route depending on tracked item
    :track          tracked object number
    name            Specify name of the next hop
    WORD            Specify name of the next hop
    LINE            Specify name of the next hop, in quotes when it has blanks
    no: ip route A.B.C.D:network MASK-LENGTH:length
    > ip route 0.0.0.0 0.0.0.0 192.0.2.1
    > ip route 10.1.0.0 255.255.0.0 Null0
    > ip route 10.2.0.0 255.255.0.0 192.0.2.1 250 tag 5 permanent name backup
    > ip route 10.3.0.0 255.255.0.0 192.0.2.1 name "to the provider"
    > ip route 10.4.0.0 255.255.0.0 192.0.2.1 10 track 1
ip route static bfd INTERFACE:iface A.B.C.D:next_hop [unassociate:alone] => watched[iface, next_hop]
    static          Configure static route attributes
    bfd             BFD for static routes
    A.B.C.D         Next hop address to be monitored
    unassociate     No static route hangs on the session
    since: 15.1(2)T
    > ip route static bfd Loopback0 10.0.12.2
    > ip route static bfd Loopback0 10.0.12.2 unassociate
ip default-network A.B.C.D:network => call default_network
    default-network  Flags networks as candidates for default routes
    A.B.C.D         IP address of default network
    > ip default-network 192.168.5.0
ip route vrf WORD:vrf A.B.C.D:network MASK-LENGTH:length \
        {A.B.C.D:next_hop [global:outside] | INTERFACE:iface [A.B.C.D:next_hop]} \
        [<1-255>:distance] [[tag <1-4294967295>:tag | permanent:permanent | name {WORD:name | LINE:name} | track <1-1000>:track]] => call route
    vrf             Configure static route for a VPN Routing/Forwarding instance
    :vrf            VPN Routing/Forwarding instance name
    :network        Destination prefix
    :length         Destination prefix mask
    :next_hop       Forwarding router's address
    global          Next hop address is global
    :distance       Distance metric for this route
    tag             Set tag for this route
    :tag            Tag value
    permanent       permanent route
    track           Install route depending on tracked item
    :track          tracked object number
    name            Specify name of the next hop
    WORD            Specify name of the next hop
    LINE            Specify name of the next hop, in quotes when it has blanks
    render: none
    no: ip route vrf WORD:vrf A.B.C.D:network MASK-LENGTH:length

mode exec
show ip route track-table => show track_table
    track-table     Tracked static table
    privilege 1
