feature rpf  Unicast reverse path forwarding

mode config-if : RpfInterface
ip verify unicast source reachable-via {rx | any}:via [[allow-default:allow_default | allow-self-ping:allow_self_ping]] [{<1-199> | <1300-2699>}:acl]
    verify          Enable per packet validation
    unicast         Enable per packet validation for unicast
    source          Validation of source address
    reachable-via   Specify reachability check to apply to the source address
    rx              Source is reachable via interface on which packet was received
    any             Source is reachable via any interface
    allow-default   Allow default route to match when checking source address
    allow-self-ping  Allow router to ping itself (opens vulnerability in verification)
    <1-199>         IP access list (standard or extended)
    <1300-2699>     IP expanded access list (standard or extended)
    no: ip verify unicast source reachable-via [{rx | any} [[allow-default | allow-self-ping]] [{<1-199> | <1300-2699>}]]
    > ip verify unicast source reachable-via rx
    > ip verify unicast source reachable-via any allow-default 101
    >> no ip verify unicast source reachable-via
