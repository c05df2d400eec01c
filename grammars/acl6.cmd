feature acl6  IPv6 access lists

define icmp6-message {beyond-scope | destination-unreachable | echo-reply | echo-request | header | hop-limit | mld-query | mld-reduction | mld-report | nd-na | nd-ns | next-header | no-admin | no-route | packet-too-big | parameter-option | parameter-problem | port-unreachable | reassembly-timeout | redirect | router-advertisement | router-renumbering | router-solicitation | time-exceeded | unreachable | <0-255>}
    beyond-scope              Destination beyond scope
    destination-unreachable   Destination address is unreachable
    echo-reply                Echo reply
    echo-request              Echo request (ping)
    header                    Parameter header problems
    hop-limit                 Hop limit exceeded in transit
    mld-query                 Multicast Listener Discovery Query
    mld-reduction             Multicast Listener Discovery Reduction
    mld-report                Multicast Listener Discovery Report
    nd-na                     Neighbor discovery neighbor advertisements
    nd-ns                     Neighbor discovery neighbor solicitations
    next-header               Parameter next header problems
    no-admin                  Administration prohibited destination
    no-route                  No route to destination
    packet-too-big            Packet too big
    parameter-option          Parameter option problems
    parameter-problem         All parameter problems
    port-unreachable          Port unreachable
    reassembly-timeout        Reassembly timeout
    redirect                  Neighbor redirect
    router-advertisement      Neighbor discovery router advertisements
    router-renumbering        All router renumbering
    router-solicitation       Neighbor discovery router solicitations
    time-exceeded             All time exceeded
    unreachable               All unreachable
    <0-255>                   ICMP message type
define other-protocol6 {ahp=51 | esp=50 | ipv6=0 | pcp=108 | sctp=132 | <0-255>}
    ahp             Authentication Header Protocol
    esp             Encapsulation Security Payload
    ipv6            Any IPv6
    pcp             Payload Compression Protocol
    sctp            Streams Control Transmission Protocol
    <0-255>         An IPv6 protocol number
define source6 {any | host X:X:X:X::X:src | X:X:X:X::X/<0-128>:src_prefix}
    any             Any source prefix
    host            A single source host
    :src            IPv6 source address x:x::y
    :src_prefix     IPv6 source prefix x:x::y/<z>
define destination6 {any | host X:X:X:X::X:dst | X:X:X:X::X/<0-128>:dst_prefix}
    any             Any destination prefix
    host            A single destination host
    :dst            IPv6 destination address x:x::y
    :dst_prefix     IPv6 destination prefix x:x::y/<z>
define ace6-options [[dscp @dscp-value:dscp | fragments:fragments | {log | log-input}:log | sequence <1-4294967294>:seq_after]]
    dscp            Match packets with given dscp value
    fragments       Check non-initial fragments
    log             Log matches against this entry
    log-input       Log matches against this entry, including input
    sequence        Sequence number for this entry
    <1-4294967294>  Sequence value

words
    ipv6 traffic-filter  Access control list for packets
    show ipv6       IPv6 information
    clear ipv6      Clear IPv6

mode config-ipv6-acl : AccessList
[sequence <1-4294967294>:seq] {permit | deny}:action tcp:protocol=6 @source6 [@tcp-src] @destination6 [@tcp-dst] @tcp-flags @ace6-options => call entry6
    sequence        Sequence number for this entry
    <1-4294967294>  Sequence value
    permit          Specify packets to forward
    deny            Specify packets to reject
    tcp             Transmission Control Protocol
    render: none
    >> permit tcp any any eq www
    >> deny tcp 2001:DB8::/32 any established sequence 40
[sequence <1-4294967294>:seq] {permit | deny}:action udp:protocol=17 @source6 [@udp-src] @destination6 [@udp-dst] @ace6-options => call entry6
    sequence        Sequence number for this entry
    <1-4294967294>  Sequence value
    permit          Specify packets to forward
    deny            Specify packets to reject
    udp             User Datagram Protocol
    render: none
    >> permit udp any any eq 547 log
[sequence <1-4294967294>:seq] {permit | deny}:action icmp:protocol=58 @source6 @destination6 [@icmp6-message:icmp [<0-255>:icmp_code]] @ace6-options => call entry6
    sequence        Sequence number for this entry
    <1-4294967294>  Sequence value
    permit          Specify packets to forward
    deny            Specify packets to reject
    icmp            Internet Control Message Protocol
    render: none
    >> permit icmp any any nd-na
    >> sequence 15 permit icmp any any
[sequence <1-4294967294>:seq] {permit | deny}:action @other-protocol6:protocol @source6 @destination6 @ace6-options => call entry6
    sequence        Sequence number for this entry
    <1-4294967294>  Sequence value
    permit          Specify packets to forward
    deny            Specify packets to reject
    render: none
    >> permit ipv6 2001:DB8::/32 any
    >> deny ipv6 host 2001:DB8::1 any
    >> permit esp any any
sequence <1-4294967294>:seq => call sequence6
    sequence        Sequence number for this entry
    <1-4294967294>  Sequence value
    positive: none
    render: none
    >> no sequence 10
remark LINE:text => call remark6
    remark          Access list entry comment
    LINE            Comment up to 100 characters
    no: remark
    render: entries6
    > remark the branch

mode config : Acl6Config
ipv6 access-list WORD:name => enter config-ipv6-acl lists[name]
    access-list     Configure access lists
    WORD            User selected string identifying this access list
    check: name6
    > ipv6 access-list FROM-BRANCH

mode config-if : TrafficFilters
ipv6 traffic-filter WORD:inbound in
    traffic-filter  Access control list for packets
    WORD            Access-list name
    in              Inbound packets
    no: ipv6 traffic-filter WORD in
    > ipv6 traffic-filter FROM-BRANCH in
ipv6 traffic-filter WORD:outbound out
    traffic-filter  Access control list for packets
    WORD            Access-list name
    out             Outbound packets
    no: ipv6 traffic-filter WORD out
    > ipv6 traffic-filter FROM-BRANCH out

mode exec
show ipv6 access-list [WORD:name] => show ipv6_access_list
    privilege 1
    access-list     Summary of access lists
    WORD            IPv6 access list name
    > show ipv6 access-list
clear ipv6 access-list [WORD:name] => do clear_ipv6_access_list
    access-list     Clear access list statistical information
    WORD            IPv6 access list name
    > clear ipv6 access-list
