feature sla  IP Service Level Agreements

words
    ip sla          IP Service Level Agreement
    show ip sla     IP Service Level Agreement (SLA)

mode config : SlaConfig
ip sla <1-2147483647>:number => enter config-ip-sla entries[number]
    sla             IP Service Level Agreement
    <1-2147483647>  Entry Number
    check: sla
    render: entries
    >> ip sla 1
ip sla schedule <1-2147483647>:number [[life {forever:forever | <0-2147483647>:life} | start-time {now:now | pending:pending | after hh:mm:ss:after} | ageout <0-2073600>:ageout]] => call sla_schedule
    schedule        IP SLAs Entry Scheduling
    <1-2147483647>  Entry number
    life            Length of time to execute in seconds
    forever         continue running forever
    :life           Life seconds (default 3600)
    start-time      When to start this entry
    now             Start now
    pending         Start pending
    after           Start after a certain amount of time from now
    hh:mm:ss        Time relative to the current time
    ageout          How long to keep this Entry when inactive
    :ageout         Ageout seconds (default 0 never ageout)
    render: none
    no: ip sla schedule <1-2147483647>:number
ip sla responder => responder
    responder       Enable IP SLAs Responder
    > ip sla responder

mode config-ip-sla : Entry
    prompt: config-ip-sla
    title: IP SLAs entry configuration commands:
    exit: Exit Operation Configuration
icmp-echo A.B.C.D:target [source-ip A.B.C.D:source | source-interface INTERFACE:iface] => enter config-ip-sla-echo call icmp_echo
    icmp-echo       ICMP Echo Operation
    :target         Destination IP address
    source-ip       Source Address
    :source         Source address
    source-interface  Source Interface (ingress icmp packet interface)
    render: none
    >> icmp-echo 10.0.12.2
tcp-connect A.B.C.D:target <1-65535>:port [[source-ip A.B.C.D:source | source-port <1-65535>:source_port | control {disable:control=false | enable:control=true}]] => enter config-ip-sla-tcp call tcp_connect
    tcp-connect     TCP Connect Operation
    :target         Destination IP address
    :port           Destination Port
    source-ip       Source Address
    :source         Source address
    source-port     Source Port
    :source_port    Port Number
    control         Enable or disable control packets
    disable         Disable control packets exchange
    enable          Enable control packets exchange (default)
    render: none
    >> tcp-connect 10.0.12.2 23 control disable
udp-jitter A.B.C.D:target <1-65535>:port [[source-ip A.B.C.D:source | source-port <1-65535>:source_port | num-packets <1-60000>:packets | interval <4-60000>:interval | control {disable:control=false | enable:control=true}]] => enter config-ip-sla-jitter call udp_jitter
    udp-jitter      UDP Jitter Operation
    :target         Destination IP address
    :port           Destination Port
    source-ip       Source Address
    :source         Source address
    source-port     Source Port
    :source_port    Port Number
    num-packets     Number of Packets to be transmitted
    :packets        Number of Packets
    interval        Inter Packet Interval
    :interval       Inter packet interval in milliseconds
    control         Enable or disable control packets
    disable         Disable control packets exchange
    enable          Enable control packets exchange (default)
    render: none
    >> udp-jitter 10.0.12.2 5000 num-packets 20

mode config-ip-sla-echo : Entry
    prompt: config-ip-sla-echo
    title: IP SLAs echo Configuration Commands:
    exit: Exit operation configuration
    parent: config
owner LINE:owner
    owner           Owner of Entry
    LINE            Owner of Entry
    render: none
    >> owner operations
tag LINE:tag
    tag             User defined tag
    LINE            Tag string
    render: none
    >> tag to the provider
tos <0-255>:tos
    tos             Type Of Service
    <0-255>         Type of Service Value
    render: none
    >> tos 184
vrf WORD:vrf
    vrf             Configure IP SLAs for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    render: none
    >> vrf BLUE
request-data-size <0-16384>:size
    request-data-size  Request data size
    <0-16384>       Number of bytes in payload
    render: none
    >> request-data-size 100
threshold <0-60000>:threshold
    threshold       Operation threshold in milliseconds
    <0-60000>       Millisecond threshold value
    render: none
    >> threshold 500
timeout <0-604800000>:timeout
    timeout         Timeout of an operation
    <0-604800000>   Millisecond timeout
    render: none
    >> timeout 1000
frequency <1-604800>:frequency
    frequency       Frequency of an operation
    <1-604800>      Frequency in seconds (default 60)
    render: none
    >> frequency 10

mode config-ip-sla-tcp : Entry
    prompt: config-ip-sla-tcp
    title: IP SLAs tcpConnect Configuration Commands:
    exit: Exit operation configuration
    parent: config
owner LINE:owner
    owner           Owner of Entry
    LINE            Owner of Entry
    render: none
    >> owner operations
tag LINE:tag
    tag             User defined tag
    LINE            Tag string
    render: none
    >> tag to the provider
tos <0-255>:tos
    tos             Type Of Service
    <0-255>         Type of Service Value
    render: none
    >> tos 184
vrf WORD:vrf
    vrf             Configure IP SLAs for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    render: none
    >> vrf BLUE
threshold <0-60000>:threshold
    threshold       Operation threshold in milliseconds
    <0-60000>       Millisecond threshold value
    render: none
    >> threshold 500
timeout <0-604800000>:timeout
    timeout         Timeout of an operation
    <0-604800000>   Millisecond timeout
    render: none
    >> timeout 1000
frequency <1-604800>:frequency
    frequency       Frequency of an operation
    <1-604800>      Frequency in seconds (default 60)
    render: none
    >> frequency 10

mode config-ip-sla-jitter : Entry
    prompt: config-ip-sla-jitter
    title: IP SLAs jitter Configuration Commands:
    exit: Exit operation configuration
    parent: config
owner LINE:owner
    owner           Owner of Entry
    LINE            Owner of Entry
    render: none
    >> owner operations
tag LINE:tag
    tag             User defined tag
    LINE            Tag string
    render: none
    >> tag to the provider
tos <0-255>:tos
    tos             Type Of Service
    <0-255>         Type of Service Value
    render: none
    >> tos 184
vrf WORD:vrf
    vrf             Configure IP SLAs for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    render: none
    >> vrf BLUE
request-data-size <16-1500>:size
    request-data-size  Request data size
    <16-1500>       Number of bytes in payload
    render: none
    >> request-data-size 100
threshold <0-60000>:threshold
    threshold       Operation threshold in milliseconds
    <0-60000>       Millisecond threshold value
    render: none
    >> threshold 500
timeout <0-604800000>:timeout
    timeout         Timeout of an operation
    <0-604800000>   Millisecond timeout
    render: none
    >> timeout 1000
frequency <1-604800>:frequency
    frequency       Frequency of an operation
    <1-604800>      Frequency in seconds (default 60)
    render: none
    >> frequency 10

mode exec
show ip sla statistics [<1-2147483647>:number] => show sla_statistics
    statistics      IP SLA Statistics
    <1-2147483647>  Entry number
    privilege 1
show ip sla configuration [<1-2147483647>:number] => show sla_configuration
    configuration   IP SLA configuration
    <1-2147483647>  Entry number
    privilege 1
show ip sla summary => show sla_summary
    summary         IP SLA summary
    privilege 1
    since: 15.1
show ip sla responder => show sla_responder
    responder       IP SLA responder information
    privilege 1
