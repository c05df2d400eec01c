feature capture  Embedded Packet Capture

words
    monitor                     Monitoring different system events
    monitor capture             IPv4/IPv6 packet capture
    monitor capture buffer      Control Capture Buffers
    monitor capture point       Control Capture Points
    monitor capture point ip    IPv4
    show monitor                Monitoring different system events
    show monitor capture        Packet capture
    show monitor capture buffer  Capture buffer
    show monitor capture point  Capture points

mode exec
monitor capture buffer WORD:name [[size <256-102400>:size | max-size <68-9500>:element | {circular | linear}:kind]] => do buffer
    WORD                        Name of the Capture Buffer
    size                        Packet Dump buffer size (in Kbytes)
    <256-102400>                Buffer size in Kbytes : 102400K or less (default is 1024K)
    max-size                    Maximum size of element in the buffer (in bytes)
    <68-9500>                   Element size in bytes : 9500 bytes or less (default is 68 bytes)
    circular                    Circular Buffer
    linear                      Linear Buffer(Default)
    since: 12.4(20)T
    before: 16
    no: monitor capture buffer WORD:name
    > monitor capture buffer BUF size 2048 max-size 1518 circular
    >> no monitor capture buffer BUF
monitor capture buffer WORD:name clear => do buffer_clear
    WORD                        Name of the Capture Buffer
    clear                       Clear contents of capture buffer
    since: 12.4(20)T
    before: 16
    > monitor capture buffer BUF clear
monitor capture buffer WORD:name export LINE:url => do buffer_export
    WORD                        Name of the Capture Buffer
    export                      Export in Pcap format
    LINE                        Location to dump buffer (flash:NAME)
    since: 12.4(20)T
    before: 16
    level: partial "exports to flash: only"
    > monitor capture buffer BUF export flash:buf.pcap
monitor capture buffer WORD:name filter access-list {<1-199> | <1300-2699> | WORD}:access_list => do buffer_filter
    :name                       Name of the Capture Buffer
    filter                      Configure filters
    access-list                 Set access list
    <1-199>                     IP access list
    <1300-2699>                 IP expanded access list
    :access_list                Access-list name
    since: 12.4(20)T
    before: 16
    no: monitor capture buffer WORD:name filter
    > monitor capture buffer BUF filter access-list 101
monitor capture buffer WORD:name limit {allow-nth-pak <2-65535>:every | duration <1-65535>:duration | packet-count <1-2147483647>:packets | packets-per-sec <1-2147483647>:rate} => do buffer_limit
    WORD                        Name of the Capture Buffer
    limit                       Limit the packets dumped to the buffer
    allow-nth-pak               Allow every nth packet through capture
    duration                    Specify duration for capture
    packet-count                Limit number of packets
    packets-per-sec             Limit number of packets copied per second
    :every                      Number n
    :duration                   Duration in seconds
    :packets                    Number of packets
    :rate                       Packets per second
    since: 12.4(20)T
    before: 16
    > monitor capture buffer BUF limit duration 60
monitor capture point ip cef:path=cef WORD:name {INTERFACE:interface | all} {both | in | out}:direction => do point
    cef                         IPv4 CEF
    WORD                        Name of the Capture Point
    INTERFACE                   Interface to capture on
    all                         All interfaces
    both                        capture ingress and egress
    in                          capture on ingress
    out                         capture on egress
    since: 12.4(20)T
    before: 16
    no: monitor capture point ip cef:path=cef WORD:name [{INTERFACE:interface | all} [{both | in | out}:direction]]
    > monitor capture point ip cef POINT all both
monitor capture point ip process-switched:path=process-switched WORD:name {both | from-us | in | out}:direction => do point
    process-switched            Process switched packets
    WORD                        Name of the Capture Point
    both                        Inbound and outbound packets
    from-us                     Packets originating locally
    in                          Inbound packets
    out                         Outbound packets
    since: 12.4(20)T
    before: 16
    no: monitor capture point ip process-switched:path=process-switched WORD:name [{both | from-us | in | out}:direction]
    > monitor capture point ip process-switched POINT from-us
monitor capture point associate WORD:name WORD:buffer => do associate
    associate                   Associate capture point with capture buffer
    :name                       Name of the Capture Point
    :buffer                     Name of the Capture Buffer
    since: 12.4(20)T
    before: 16
    > monitor capture point associate POINT BUF
monitor capture point disassociate WORD:name => do disassociate
    disassociate                Dis-associate capture point from capture buffer
    WORD                        Name of the Capture Point
    since: 12.4(20)T
    before: 16
    > monitor capture point disassociate POINT
monitor capture point start {WORD:name | all} => do start
    start                       Enable Capture Point
    WORD                        Name of the Capture Point
    all                         All Capture Points
    since: 12.4(20)T
    before: 16
    > monitor capture point start POINT
monitor capture point stop {WORD:name | all} => do stop
    stop                        Disable Capture Point
    WORD                        Name of the Capture Point
    all                         All Capture Points
    since: 12.4(20)T
    before: 16
    > monitor capture point stop all
show monitor capture point {WORD:name | all} => show point
    WORD                        Name of the Capture Point
    all                         All capture points
    since: 12.4(20)T
    before: 16
    > show monitor capture point all
show monitor capture buffer all parameters => show buffer_parameters
    all                         All capture buffers
    parameters                  Parameters of capture buffer
    since: 12.4(20)T
    before: 16
    > show monitor capture buffer all parameters
show monitor capture buffer WORD:name parameters => show buffer_parameters
    WORD                        Name of the Capture Buffer
    parameters                  Parameters of capture buffer
    since: 12.4(20)T
    before: 16
    > show monitor capture buffer BUF parameters
show monitor capture buffer WORD:name [dump:dump] => show buffer
    WORD                        Name of the Capture Buffer
    dump                        Hex Dump of captured Packets
    since: 12.4(20)T
    before: 16
    > show monitor capture buffer BUF dump

define capture-source {any | host A.B.C.D:src_host | A.B.C.D/nn:src_prefix}
    any                         Any address
    host                        A single host
    :src_host                   Source address
    :src_prefix                 Source prefix
define capture-destination {any | host A.B.C.D:dst_host | A.B.C.D/nn:dst_prefix}
    any                         Any address
    host                        A single host
    :dst_host                   Destination address
    :dst_prefix                 Destination prefix
monitor capture WORD:name [[interface INTERFACE:interface {both | in | out}:direction | match {any:match=any | ipv4:match=ipv4 [protocol {tcp=6 | udp=17 | icmp=1 | <0-255>}:protocol] @capture-source @capture-destination} | access-list {<1-199> | <1300-2699> | WORD}:access_list | buffer [[circular:circular | size <1-100>:megabytes]] | limit [[duration <1-1000000>:duration | every <2-100000>:every | packet-len <64-9500>:length | packets <1-100000>:packets | pps <1-1000000>:rate]] | start:start]] => do capture
    :name                       Name of the Capture
    interface                   Interface
    INTERFACE                   Interface to capture on
    both                        Inbound and outbound packets
    in                          Inbound packets
    out                         Outbound packets
    match                       Describe filters inline
    ipv4                        IPv4 packets only
    protocol                    Filter on protocol
    tcp                         TCP packets
    udp                         UDP packets
    icmp                        ICMP packets
    <0-255>                     An IP protocol number
    access-list                 access-list to be attached
    <1-199>                     IP access list
    <1300-2699>                 IP expanded access list
    :access_list                Access-list name
    buffer                      Buffer options
    circular                    circular buffer
    size                        Size of buffer
    <1-100>                     Total size of buffer in MB
    limit                       Limit Packets Captured
    duration                    Limit total duration of capture in seconds
    <1-1000000>                 Number
    every                       Limit capture to one in every nth packet
    <2-100000>                  Sampling rate
    packet-len                  Limit the packet length to capture
    <64-9500>                   Packet length in bytes
    packets                     Limit number of packets to capture
    <1-100000>                  Number of packets
    pps                         Limit number of packets copied per second
    start                       Enable Capture
    since: 16
    > monitor capture CAP interface GigabitEthernet1 both match any start
    > monitor capture CAP match ipv4 protocol udp host 192.0.2.1 any
    > monitor capture CAP limit pps 100 duration 60 buffer size 5 circular
monitor capture WORD:name stop => do capture_stop
    WORD                        Name of the Capture
    stop                        Disable Capture
    since: 16
    > monitor capture CAP stop
monitor capture WORD:name clear => do capture_clear
    WORD                        Name of the Capture
    clear                       Clear Buffer
    since: 16
    > monitor capture CAP clear
monitor capture WORD:name export LINE:url => do capture_export
    WORD                        Name of the Capture
    export                      Export Buffer
    LINE                        Location of file (flash:NAME)
    since: 16
    level: partial "exports to flash: only"
    > monitor capture CAP export flash:cap.pcap
monitor capture WORD:name => do capture_remove
    WORD                        Name of the Capture
    positive: none
    no: monitor capture WORD:name
    since: 16
    >> no monitor capture CAP
show monitor capture [WORD:name] => show captures
    WORD                        Name of the Capture
    since: 16
    > show monitor capture CAP
show monitor capture WORD:name parameter => show capture_parameter
    WORD                        Name of the Capture
    parameter                   Parameters of the capture
    since: 16
    > show monitor capture CAP parameter
show monitor capture WORD:name buffer [{brief | detailed | dump}:form] => show capture_buffer
    WORD                        Name of the Capture
    buffer                      Contents of the buffer
    brief                       brief display
    detailed                    detailed display
    dump                        for dump
    since: 16
    > show monitor capture CAP buffer brief
