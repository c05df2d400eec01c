feature qos  Quality of service: class maps, policy maps, queues

words
    class-map                   Configure QoS Class Map
    policy-map                  Configure QoS Policy Map
    service-policy              Configure QoS Service Policy
    match ip                    IP specific values
    match not ip                IP specific values
    set ip                      Set IP specific values
    show class-map              Show QoS Class Map
    show policy-map             Show QoS Policy Map

define qos-value {any:what=any | access-group:what=access-group <1-2699>:number | access-group:what=access-group name WORD:name | dscp:what=dscp @dscp-value:values... | ip dscp:what=ip-dscp @dscp-value:values... | precedence:what=precedence @precedence-value:values... | ip precedence:what=ip-precedence @precedence-value:values... | input-interface:what=input-interface INTERFACE:interface | qos-group:what=qos-group <0-99>:number | cos:what=cos <0-7>:values... | class-map:what=class-map WORD:name | packet length:what=length {min <1-2000>:low [max <1-2000>:high] | max <1-2000>:high}}
    any                         Any packets
    access-group                Access group
    <1-2699>                    Access list index
    access-group name           Named Access List
    dscp                        Match DSCP in IP(v4) and IPv6 packets
    ip dscp                     Match IP DSCP (DiffServ CodePoints)
    precedence                  Match Precedence in IP(v4) and IPv6 packets
    ip precedence               Match IP precedence
    input-interface             Select an input interface to match
    qos-group                   Qos-group
    <0-99>                      Qos Group value
    cos                         IEEE 802.1Q/ISL class of service/user priority values
    <0-7>                       Enter up to 4 class-of-service values separated by white-spaces
    class-map                   Class map
    packet                      Layer 3 Packet length
    length                      Layer 3 Packet length
    min                         Minimum packet length
    max                         Maximum packet length
    <1-2000>                    Packet length in bytes
    name WORD                   Access-list name
    class-map WORD              Class map name
define qos-protocol {bgp | dhcp | dns | eigrp | ftp | gre | http | icmp | ip | ipsec | isakmp | nhrp | ntp | ospf | rip | secure-http | smtp | snmp | ssh | syslog | telnet | tftp}
    bgp                         Border Gateway Protocol
    dhcp                        Dynamic Host Configuration
    dns                         Domain Name Server lookup
    eigrp                       Enhanced Interior Gateway Routing Protocol
    ftp                         File Transfer Protocol
    gre                         Generic Routing Encapsulation
    http                        World Wide Web traffic
    icmp                        Internet Control Message
    ip                          IP
    ipsec                       IP Security Protocol (ESP/AH)
    isakmp                      Internet Security Association and Key Management Protocol
    nhrp                        NBMA Next Hop Resolution Protocol
    ntp                         Network Time Protocol
    ospf                        Open Shortest Path First
    rip                         Routing Information Protocol
    secure-http                 Secured HTTP
    smtp                        Simple Mail Transfer Protocol
    snmp                        Simple Network Management Protocol
    ssh                         Secured Shell
    syslog                      System Logging Utility
    telnet                      Telnet
    tftp                        Trivial File Transfer Protocol
define qos-conform {transmit:conform=transmit | drop:conform=drop | set-dscp-transmit:conform=set-dscp-transmit @dscp-value:conform_value | set-prec-transmit:conform=set-prec-transmit <0-7>:conform_value | set-qos-transmit:conform=set-qos-transmit <0-99>:conform_value | set-cos-transmit:conform=set-cos-transmit <0-7>:conform_value}
    transmit                    transmit packet
    drop                        drop packet
    set-dscp-transmit           set dscp and send it
    set-prec-transmit           rewrite packet precedence and send it
    <0-7>                       new prec
    set-qos-transmit            set qos-group and send it
    set-cos-transmit            rewrite packet cos and send it
    set-cos-transmit <0-7>      new cos
    <0-99>                      qos-group
define qos-exceed {transmit:exceed=transmit | drop:exceed=drop | set-dscp-transmit:exceed=set-dscp-transmit @dscp-value:exceed_value | set-prec-transmit:exceed=set-prec-transmit <0-7>:exceed_value | set-qos-transmit:exceed=set-qos-transmit <0-99>:exceed_value | set-cos-transmit:exceed=set-cos-transmit <0-7>:exceed_value}
    transmit                    transmit packet
    drop                        drop packet
    set-dscp-transmit           set dscp and send it
    set-prec-transmit           rewrite packet precedence and send it
    <0-7>                       new prec
    set-qos-transmit            set qos-group and send it
    set-cos-transmit            rewrite packet cos and send it
    set-cos-transmit <0-7>      new cos
    <0-99>                      qos-group
define qos-violate {transmit:violate=transmit | drop:violate=drop | set-dscp-transmit:violate=set-dscp-transmit @dscp-value:violate_value | set-prec-transmit:violate=set-prec-transmit <0-7>:violate_value | set-qos-transmit:violate=set-qos-transmit <0-99>:violate_value | set-cos-transmit:violate=set-cos-transmit <0-7>:violate_value}
    transmit                    transmit packet
    drop                        drop packet
    set-dscp-transmit           set dscp and send it
    set-prec-transmit           rewrite packet precedence and send it
    <0-7>                       new prec
    set-qos-transmit            set qos-group and send it
    set-cos-transmit            rewrite packet cos and send it
    set-cos-transmit <0-7>      new cos
    <0-99>                      qos-group

mode config : QosConfig
class-map {match-all | match-any}:kind WORD:name => enter config-cmap classes[name]
    match-all                   Logical-AND all matching statements under this classmap
    match-any                   Logical-OR all matching statements under this classmap
    WORD                        class-map name
    check: class_map
    > class-map match-all VOICE
    > class-map match-any WEB
class-map WORD:name => enter config-cmap classes[name]
    WORD                        class-map name
    check: class_map
    render: none
    >> class-map VOICE
policy-map WORD:name => enter config-pmap policies[name]
    WORD                        policy-map name
    sort: none
    > policy-map WAN

mode config-cmap : ClassMap
    title: QoS class-map configuration commands:
    exit: Exit from QoS class-map configuration mode
description LINE:description
    description                 Class-Map description
    LINE                        Class-Map description
    > description voice of the branch
match @qos-value => call match
    match                       classification criteria
    render: matches
    >> match access-group name BIZ
    >> match dscp ef cs6
    >> match ip precedence 5
    >> match packet length min 100 max 300
match not:inverted @qos-value => call match
    not                         Negate this match result
    render: none
    >> match not dscp ef

match [not:inverted] protocol:what=protocol @qos-protocol:name => call match
    not                         Negate this match result
    protocol                    Protocol
    level: partial "by well-known ports and numbers, without NBAR"
    render: none
    >> match protocol icmp
    >> match not protocol http

mode config-pmap : PolicyMap
    title: Policy-map configuration commands:
    exit: Exit from policy-map configuration mode
description LINE:description
    description                 Policy-Map description
    LINE                        Policy-Map description
    > description everything that leaves
class WORD:name => enter config-pmap-c classes[name]
    class                       policy criteria
    WORD                        class-map name
    check: class
    sort: none
    > class class-default

mode config-pmap-c : ClassPolicy
    title: Policy-map class configuration commands:
    parent: config-pmap
    exit: Exit from class action configuration mode
    indent: 1
priority [<8-2000000>:priority_kbps [<32-2000000>:priority_burst] | percent <1-100>:priority_percent [<32-2000000>:priority_burst] | level <1-2>:priority_level] => priority = true
    priority                    Strict Scheduling Priority for this Class
    <8-2000000>                 Kilo Bits per second
    <32-2000000>                Burst in bytes
    percent                     % of total bandwidth
    <1-100>                     Percentage
    level                       Multi-Level Priority Queue
    <1-2>                       Priority Level
    check: queueing
    render: queueing
    level: partial "15.0 to 15.3 write lines that queue two blanks further right"
    >> priority
    >> priority 500
    >> priority 500 12500
    >> priority percent 10
    >> priority level 2
bandwidth {<8-2000000>:bandwidth_kbps | percent <1-100>:bandwidth_percent | remaining percent <1-100>:remaining_percent | remaining ratio <1-1000>:remaining_ratio}
    bandwidth                   Bandwidth
    <8-2000000>                 Kilo Bits per second
    percent                     % of total Bandwidth
    <1-100>                     Percentage
    remaining                   % of the remaining bandwidth
    remaining percent           % of the remaining bandwidth
    remaining ratio             Ratio for sharing excess bandwidth
    <1-1000>                    Ratio
    check: queueing
    render: none
    >> bandwidth 1000
    >> bandwidth percent 30
    >> bandwidth remaining percent 70
    >> bandwidth remaining ratio 5
shape {average | peak}:shape {<8000-1000000000>:shape_rate [<256-154400000>:shape_bc [<0-154400000>:shape_be]] | percent <1-100>:shape_percent}
    shape                       Traffic Shaping
    average                     configure token bucket: CIR (bps) [Bc (bits) [Be (bits)]], send out Bc only per interval
    peak                        configure token bucket: CIR (bps) [Bc (bits) [Be (bits)]], send out Bc+Be per interval
    <8000-1000000000>           Target Bit Rate (bits per second)
    <256-154400000>             bits per interval, sustained
    <0-154400000>               bits per interval, excess
    percent                     % of interface bandwidth for Committed information rate
    <1-100>                     Percentage
    check: shape
    render: none
    >> shape average 20000000
    >> shape average 512000 12800 12800
    >> shape average percent 50
fair-queue => fair_queue
    fair-queue                  Enable Flow-based Fair Queuing in this Class
    check: queueing
    render: none
    >> fair-queue
random-detect [{dscp-based=dscp | prec-based=precedence}:wred] => call wred
    random-detect               Enable Random Early Detection as drop policy
    dscp-based                  Enable dscp-based WRED as drop policy
    prec-based                  Enable precedence-based WRED as drop policy
    check: queueing
    render: none
    >> random-detect
    >> random-detect dscp-based
random-detect {dscp:kind=dscp @dscp-value:value | precedence:kind=precedence <0-7>:value} <1-4096>:low <1-4096>:high [<1-65535>:mark] => call thresholds
    dscp                        parameters for each dscp value
    precedence                  parameters for each precedence value
    <0-7>                       IP precedence
    :low                        minimum threshold (number of packets)
    :high                       maximum threshold (number of packets)
    :mark                       mark probability denominator
    no: random-detect {dscp:kind=dscp @dscp-value:value | precedence:kind=precedence <0-7>:value} [<1-4096>:low <1-4096>:high [<1-65535>:mark]]
    render: none
random-detect exponential-weighting-constant <1-16>:wred_weight
    exponential-weighting-constant  weight for mean queue depth calculation
    <1-16>                      integer in 1..16 used in weighted average to mean 2^number
    check: weight
    render: none
queue-limit <1-32768>:queue_limit
    queue-limit                 Queue Max Threshold for Tail Drop
    <1-32768>                   Packets, the default unit
    check: queueing
    render: none
    >> queue-limit 128
queue-limit <1-32768>:queue_limit packets
    queue-limit                 Queue Max Threshold for Tail Drop
    <1-32768>                   Packets, the default unit
    packets                     Packets, the default unit
    check: queueing
    render: none
    >> queue-limit 128 packets
police {<8000-10000000000>:cir [<1000-512000000>:bc [<1000-512000000>:be]] | cir <8000-10000000000>:cir [bc <1000-512000000>:bc] [pir <8000-10000000000>:pir] [be <1000-512000000>:be] | cir percent <1-100>:cir_percent [bc <1-2000>:bc_ms ms] [pir percent <1-100>:pir_percent] [be <1-2000>:be_ms ms]} [conform-action @qos-conform] [exceed-action @qos-exceed] [violate-action @qos-violate] => enter config-pmap-c-police police
    police                      Police
    <8000-10000000000>          Target bit rate (bits per second)
    <1000-512000000>            Burst bytes
    cir                         Committed information rate
    percent                     % of interface bandwidth for Committed information rate
    <1-100>                     Percentage
    ms                          milliseconds
    <1-2000>                    Burst in milliseconds
    bc                          Conform burst
    pir                         Peak Information Rate
    be                          Excess burst
    conform-action              action when rate is less than conform burst
    exceed-action               action when rate is within conform and conform + exceed burst
    violate-action              action when rate is greater than conform + exceed burst
    no: police
    resets: cir, bc, pir, be, cir_percent, bc_ms, pir_percent, be_ms
    render: none
    >> police 8000
    >> police 8000 1500 3000 conform-action transmit exceed-action set-dscp-transmit af22 violate-action drop
    >> police cir 8000 bc 1500 pir 16000 be 1500
    >> police cir percent 20 bc 300 ms pir percent 40 be 400 ms
set {dscp | ip dscp}:mark @dscp-value:value => marks[mark]
    set                         Set QoS values
    dscp                        Set DSCP in IP(v4) and IPv6 packets
    ip dscp                     Set IP DSCP (DiffServ CodePoint)
    no: set {dscp | ip dscp}:mark
    check: mark
    > set dscp cs6
    > set ip dscp af21
set {precedence | ip precedence}:mark <0-7>:value => marks[mark]
    set                         Set QoS values
    precedence                  Set precedence in IP(v4) and IPv6 packets
    ip precedence               Set IP precedence
    <0-7>                       Precedence value
    no: set {precedence | ip precedence}:mark
    check: mark
    > set precedence 5
set qos-group:mark=qos-group <0-99>:value => marks[mark]
    set                         Set QoS values
    qos-group                   Set QoS Group
    <0-99>                      QoS Group value
    no: set qos-group:mark=qos-group
    check: mark
    > set qos-group 7
set cos:mark=cos <0-7>:value => marks[mark]
    set                         Set QoS values
    cos                         Set IEEE 802.1Q/ISL class of service/user priority
    <0-7>                       Cos value
    no: set cos:mark=cos
    check: mark
    > set cos 5
drop => drop
    drop                        Drop all packets
    check: drop
    > drop
service-policy WORD:child
    service-policy              Configure QoS Service Policy
    WORD                        policy-map name
    check: child

mode config-pmap-c-police : Police
    title: QoS policy-map class police configuration commands:
    parent: config-pmap-c
    exit: Exit from police configuration mode
conform-action @qos-conform
    conform-action              action when rate is less than conform burst
    render: none
    >> conform-action transmit
exceed-action @qos-exceed
    exceed-action               action when rate is within conform and conform + exceed burst
    render: none
    >> exceed-action set-dscp-transmit af22
violate-action @qos-violate
    violate-action              action when rate is greater than conform + exceed burst
    render: none
    >> violate-action drop

mode config-if : QosInterface
service-policy {input | output}:direction WORD:name => call service_policy
    service-policy              Configure QoS Service Policy
    input                       Assign policy-map to the input of an interface
    output                      Assign policy-map to the output of an interface
    WORD                        policy-map name
    render: service_policies
    no: service-policy {input | output}:direction [WORD:name]

tx-ring-limit <1-32767>:tx_ring
    tx-ring-limit               Configure PA level transmit ring limit
    <1-32767>                   Number (ring limit)
    before: 16
    level: partial "counts packets, and only those that a policy queues; without the line the ring has room for one"
    > tx-ring-limit 3

mode config-if on Tunnel, Virtual-Template-tunnel : QosInterface
qos pre-classify => pre_classify
    qos                         QoS pre-classification
    pre-classify                Enable QOS classification before packets are tunnel encapsulated
    > qos pre-classify
ip nhrp map group WORD:group service-policy output WORD:policy => groups[group]
    map                         Map dest IP addresses to NBMA addresses
    group                       NHRP group name mapping
    WORD                        Group name
    service-policy              QoS service-policy
    output                      Assign policy-map to the output of an interface
    policy WORD                 policy-map name
    output WORD                 policy-map name
    before: 16
    since: 12.4(22)T
    check: group_policy
nhrp map group WORD:group service-policy output WORD:policy => groups[group]
    nhrp                        NHRP commands
    map                         Map dest IP addresses to NBMA addresses
    group                       NHRP group name mapping
    WORD                        Group name
    service-policy              QoS service-policy
    output                      Assign policy-map to the output of an interface
    output WORD                 policy-map name
    since: 16
    check: group_policy

mode exec
show policy-map multipoint [INTERFACE:interface [A.B.C.D:nbma]] => show policy_map_multipoint
    policy-map                  Show QoS Policy Map
    multipoint                  Show QoS Policy Interface for multipoint tunnels
    INTERFACE                   Tunnel interface
    A.B.C.D                     Tunnel destination address
show ip nhrp group-map [WORD:group] => show nhrp_group_map
    group-map                   NHRP group to policy mappings
    WORD                        Group name
    before: 16
    since: 12.4(22)T
show nhrp group-map [WORD:group] => show nhrp_group_map
    nhrp                        NHRP information
    group-map                   NHRP group to policy mappings
    WORD                        Group name
    since: 16
show class-map [WORD:name] => show class_map
    class-map                   Show QoS Class Map
    WORD                        Class Map name
show policy-map [WORD:name [class WORD:class_name]] => show policy_map
    policy-map                  Show QoS Policy Map
    WORD                        Policy Map name
    class                       Show policy-map of a class
    class WORD                  Class name
show policy-map interface [INTERFACE:interface] [input:input | output:output] [class WORD:class_name] => show policy_map_interface
    policy-map                  Show QoS Policy Map
    interface                   Show Qos Policy Interface
    input                       Input policy
    output                      Output policy
    class                       Show statistics of a class
    WORD                        Class name
