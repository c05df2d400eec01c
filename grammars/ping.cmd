feature ping  Reachability

mode exec
ping [vrf WORD:vrf] [ip | ipv6:six] HOST:target [[source {A.B.C.D | X:X:X:X::X | INTERFACE}:source | repeat <1-2147483647>:repeat | size <36-18024>:size | \
        timeout <0-3600>:timeout | tos <0-255>:tos | df-bit:df | validate:validate | data HEX:data]] => do ping
    privilege 1
    ping            Send echo messages
    vrf             Select VPN routing instance
    WORD            VPN Routing/Forwarding instance name
    ip              IP echo
    ipv6            IPv6 echo
    HOST            Ping destination address or hostname
    source          specify source address or name
    A.B.C.D         Source address
    X:X:X:X::X      Source address
    repeat          specify repeat count
    :repeat         repeat count
    size            specify datagram size
    :size           Datagram size
    timeout         specify timeout interval
    :timeout        timeout in seconds
    tos             specify type of service value
    :tos            type of service value
    df-bit          enable do not fragment bit in IP header
    validate        validate reply data
    data            specify data pattern
    :data           data pattern
    > ping 192.0.2.1
    > ping 192.0.2.1 source 192.0.2.2 repeat 100 size 1500 df-bit
ping [vrf WORD:vrf] [ip:ip] => do ping_dialogue
    vrf             Select VPN routing instance
    WORD            VPN Routing/Forwarding instance name
    ip              IP echo
    > ping
traceroute [vrf WORD:vrf] [ip | ipv6:six] HOST:target [[source {A.B.C.D | X:X:X:X::X | INTERFACE}:source | timeout <0-3600>:timeout | probe <1-65535>:probe | \
        ttl <0-255>:first_ttl <1-255>:last_ttl | port <0-65535>:port | numeric:numeric]] => do traceroute
    privilege 1
    traceroute      Trace route to destination
    vrf             Select VPN Routing Instance
    WORD            VPN Routing/Forwarding instance name
    ip              IP Trace
    ipv6            IPv6 Trace
    HOST            Trace route to destination address or hostname
    source          specify source address or name
    A.B.C.D         Source address
    X:X:X:X::X      Source address
    timeout         specify time out
    :timeout        time out in seconds
    probe           specify number of probes per hop
    :probe          number of probes
    ttl             specify minimum and maximum ttl
    :first_ttl      minimum ttl
    :last_ttl       maximum ttl
    port            specify port number
    :port           port number
    numeric         display numeric address
    > traceroute 192.0.2.1
    > traceroute 192.0.2.1 source 192.0.2.2 probe 1 ttl 1 5
traceroute [vrf WORD:vrf] [ip:ip] => do traceroute_dialogue
    vrf             Select VPN Routing Instance
    WORD            VPN Routing/Forwarding instance name
    ip              IP Trace
    > traceroute
