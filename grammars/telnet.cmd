feature telnet  Telnet: virtual terminal lines that answer, and the client

words
    ip telnet       Specify telnet options
    clear line      Reset a terminal line
    send            Send a message to other tty lines

mode config : TelnetConfig
ip telnet source-interface INTERFACE:source
    source-interface  Specify source interface
    > ip telnet source-interface Loopback0

define telnet-port {<0-65535> | bgp | chargen | daytime | discard | domain | echo | finger | ftp | smtp | syslog | telnet | time | www}
    <0-65535>       Port number
    bgp             Border Gateway Protocol (179)
    chargen         Character generator (19)
    daytime         Daytime (13)
    discard         Discard (9)
    domain          Domain Name Service (53)
    echo            Echo (7)
    finger          Finger (79)
    ftp             File Transfer Protocol (21)
    smtp            Simple Mail Transport Protocol (25)
    syslog          Syslog (514)
    telnet          Telnet (23)
    time            Time (37)
    www             World Wide Web (HTTP, 80)

mode exec
telnet HOST:host [@telnet-port:port] [[/source-interface INTERFACE:source | /vrf WORD:vrf]] => do telnet
    privilege 1
    telnet          Open a telnet connection
    HOST            IP address or hostname of a remote system
    /source-interface  Specify source interface
    /vrf            Specify vrf name
    WORD            VPN Routing/Forwarding instance name
    > telnet 192.0.2.1
    > telnet 192.0.2.1 179
    > telnet r2 /source-interface Loopback0
connect HOST:host [@telnet-port:port] => do telnet
    privilege 1
    connect         Open a terminal connection
    HOST            IP address or hostname of a remote system
    > connect 192.0.2.1
resume [{<1-16>:number | WORD:name}] => do resume
    privilege 1
    resume          Resume an active network connection
    <1-16>          The number of an active network connection
    WORD            The name of an active network connection
    > resume 1
    > resume r2
<1-99>:number => do resume
    privilege 1
    <1-99>          Session number to resume
    > 2
disconnect [{<1-16>:number | WORD:name}] => do disconnect
    privilege 1
    disconnect      Disconnect an existing network connection
    <1-16>          The number of an active network connection
    WORD            The name of an active network connection
    > disconnect 1
show sessions => show sessions
    privilege 1
    sessions        Information about Telnet connections
where => show sessions
    privilege 1
    where           List active connections
clear line {<0-870>:line | vty <0-15>:vty | console/con <0-0>:con} => do clear_line
    line            Reset a terminal line
    :line           Line number
    vty             Virtual terminal
    :vty            Line number
    console         Primary terminal line
    :con            Line number
    > clear line 2
    > clear line vty 0
send {*:everyone | <0-870>:line | vty <0-15>:vty} => do send
    *               All tty lines
    :line           Send a message to a specific line
    vty             Virtual terminal
    :vty            Line number
    > send *
