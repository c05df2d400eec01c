feature tcp  TCP

words
    ip tcp          Global TCP parameters
    show tcp        Status of TCP connections
    clear tcp       Clear a TCP connection or its statistics
    debug ip tcp    TCP information

mode config : TcpConfig
ip tcp mss <68-10000>:mss
    mss             TCP initial maximum segment size
    <68-10000>      MSS
    > ip tcp mss 1200
ip tcp path-mtu-discovery => path_mtu_discovery
    path-mtu-discovery  Enable path-MTU discovery on new TCP connections
    > ip tcp path-mtu-discovery
ip tcp synwait-time <5-300>:synwait
    synwait-time    Set time to wait on new TCP connections
    <5-300>         Wait time
    > ip tcp synwait-time 5
ip tcp timestamp => timestamp
    timestamp       Enable TCP timestamp option
    > ip tcp timestamp
ip tcp window-size <68-1073741823>:window
    window-size     TCP window size
    <68-1073741823>  Window size
    > ip tcp window-size 16384
service nagle => nagle
    nagle           Enable Nagle's congestion control algorithm
    > service nagle
service tcp-keepalives-in => keepalives_in
    tcp-keepalives-in  Generate keepalives on idle incoming network connections
    > service tcp-keepalives-in
service tcp-keepalives-out => keepalives_out
    tcp-keepalives-out  Generate keepalives on idle outgoing network connections
    > service tcp-keepalives-out

mode exec
show tcp brief [all:everything] [numeric:numeric] => show tcp_brief
    privilege 1
    brief           Brief display
    all             All TCP endpoints
    numeric         Display IP addresses
    > show tcp brief all
show tcp => show tcp
    privilege 1
    level: partial "I/O status, KRTT and the timers PmtuAger, DeadWait, Linger and ProcessQ have nothing behind them here"
show tcp tcb HEX:wanted => show tcp
    privilege 1
    tcb             TCB address
    HEX             TCB address
    level: partial "as show tcp"
    > show tcp tcb 64000590
clear tcp tcb HEX:wanted => do clear_tcp
    tcb             TCB address
    HEX             TCB address
    > clear tcp tcb 64000590
debug ip tcp transactions => do debug_transactions
    transactions    TCP interesting events
    > debug ip tcp transactions
