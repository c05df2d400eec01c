feature pim  Routing of multicast: PIM

words
    ip pim          PIM global commands
    show ip pim     PIM information
    clear ip mroute  Delete multicast route table entries
words config-if
    ip pim          PIM interface commands

mode config : PimConfig
ip multicast-routing => routing
    multicast-routing  Enable IP multicast forwarding
    level: partial "of the global table: not in VRFs"
    > ip multicast-routing
ip pim rp-address A.B.C.D:address [{<1-99> | <1300-1999> | WORD}:acl] [override:override] => rps[address]
    rp-address      PIM RP-address (Rendezvous Point)
    A.B.C.D         IP address of Rendezvous-point for group
    <1-99>          Access list reference for group
    <1300-1999>     Access list reference for group (expanded range)
    WORD            IP Named Standard Access list
    override        Overrides dynamically learnt RP mappings
    check: rp
    > ip pim rp-address 10.0.0.1
    > ip pim rp-address 10.0.0.2 10
ip pim ssm default:ssm=default
    ssm             Configure Source Specific Multicast
    default         Use 232/8 group range for SSM
    render: ssm
    > ip pim ssm default
ip pim ssm range {<1-99> | WORD}:ssm
    ssm             Configure Source Specific Multicast
    range           ACL for group range to be used for SSM
    <1-99>          Access list number
    WORD            IP named access list
    render: none
    >> ip pim ssm range 20
ip pim spt-threshold infinity:shared_only
    spt-threshold   Source-tree switching threshold
    infinity        Never switch to source-tree
    > ip pim spt-threshold infinity
ip pim register-source INTERFACE:register_source
    register-source  Source address for PIM Register
    > ip pim register-source Loopback0
ip mroute A.B.C.D:network MASK-LENGTH:length {A.B.C.D:via | INTERFACE:via} [<1-255>:distance] => call mroute
    mroute          Configure static multicast routes
    :network        Source address
    MASK-LENGTH     Source address mask
    :via            RPF neighbor address or route
    <1-255>         Administrative distance for mroute
    no: ip mroute A.B.C.D:network MASK-LENGTH:length [{A.B.C.D | INTERFACE}]
    >> ip mroute 10.0.0.0 255.0.0.0 10.1.1.1

mode config-if : PimInterface
ip pim {sparse-mode | dense-mode | sparse-dense-mode}:mode
    sparse-mode     Enable PIM sparse-mode operation
    dense-mode      Enable PIM dense-mode operation
    sparse-dense-mode  Enable PIM sparse-dense-mode operation
    check: mode
    level: partial "on interfaces of the global table: elsewhere a warning says that nothing is forwarded"
    > ip pim sparse-mode
    > ip pim dense-mode
ip pim nbma-mode => nbma
    nbma-mode       Use Non-Broadcast Multi-Access (NBMA) mode on interface
    > ip pim nbma-mode
ip pim dr-priority <0-4294967294>:priority
    dr-priority     PIM router DR priority
    <0-4294967294>  DR priority, preference given to larger value
    > ip pim dr-priority 10
ip pim query-interval <1-65535>:hello
    query-interval  PIM router query interval
    <1-65535>       Query interval in seconds
    > ip pim query-interval 10

mode exec
show ip mroute [A.B.C.D:group [A.B.C.D:source]] [summary:summary] => show mroute
    mroute          IP multicast routing table
    :group          Source or group IP address
    :source         Source or group IP address
    summary         Provide abbreviated display
    privilege 1
    > show ip mroute
    > show ip mroute 239.1.1.1 summary
show ip pim neighbor [INTERFACE:interface] => show pim_neighbor
    neighbor        PIM neighbor information
    privilege 1
show ip pim interface [INTERFACE:interface] => show pim_interface
    interface       PIM interface information
    privilege 1
show ip pim rp mapping => show pim_rp_mapping
    rp              PIM Rendezvous Point (RP) information
    mapping         Show group-to-RP mappings
    privilege 1
show ip rpf A.B.C.D:address => show rpf
    rpf             Display RPF information for multicast source
    A.B.C.D         IP address of multicast source
    privilege 1
    > show ip rpf 10.1.1.1
clear ip mroute {* | A.B.C.D:group} => do clear_mroute
    *               Delete all multicast routes
    A.B.C.D         Group address
    > clear ip mroute *
debug ip pim => do debug_pim
    pim             PIM protocol activity
    > debug ip pim
