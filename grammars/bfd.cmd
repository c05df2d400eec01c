feature bfd  Bidirectional Forwarding Detection

words
    bfd             BFD configuration commands

# Who has neighbours watched: each feature that does adds itself.
define BFD-CLIENT

mode config : BfdConfig
bfd slow-timers <1000-30000>:slow_timer
    slow-timers     Configure slow timer interval
    <1000-30000>    Slow timer value in milliseconds
    > bfd slow-timers 2000
bfd-template single-hop WORD:name => enter bfd-template-single templates[name], multi_hop = false
    bfd-template    BFD template configuration
    single-hop      Single hop template
    WORD            Template name
    since: 15.2
    check: single_hop
    > bfd-template single-hop WAN
bfd-template multi-hop WORD:name => enter bfd-template templates[name], multi_hop = true
    bfd-template    BFD template configuration
    multi-hop       Multi hop template
    WORD            Template name
    since: 15.3
    check: multi_hop
    > bfd-template multi-hop FAR
bfd map ipv4 A.B.C.D/nn:destination A.B.C.D/nn:source WORD:template => maps[destination, source]
    map             BFD map configuration
    ipv4            IPv4 address family
    :destination    Destination address and prefix
    :source         Source address and prefix
    WORD            Template name
    since: 15.3
    level: partial "in the global table alone; how `show bfd neighbors` titles its sessions is without a capture"
    > bfd map ipv4 3.3.3.3/32 1.1.1.1/32 FAR
    >> no bfd map ipv4 3.3.3.3/32 1.1.1.1/32

mode bfd-template : Template
    prompt: config-bfd
    title: BFD template configuration commands:
    separator: after
    exit: Exit from BFD template configuration mode
interval both <50-999>:min_tx multiplier <3-50>:multiplier => call both
    interval        Transmit interval between BFD packets
    both            Minimum transmit and receive interval capability
    :min_tx         Milliseconds
    multiplier      Multiplier value used to compute holddown
    :multiplier     value used to multiply the interval
    before: 16
    no: interval both
    > interval both 300 multiplier 3
interval min-tx <50-999>:min_tx min-rx <50-999>:min_rx multiplier <3-50>:multiplier => call pair
    interval        Transmit interval between BFD packets
    min-tx          Minimum transmit interval capability
    :min_tx         Milliseconds
    min-rx          Minimum receive interval capability
    :min_rx         Milliseconds
    multiplier      Multiplier value used to compute holddown
    :multiplier     value used to multiply the interval
    before: 16
    no: interval
    > interval min-tx 300 min-rx 300 multiplier 3
interval both <50-9999>:min_tx multiplier <3-50>:multiplier => call both
    interval        Transmit interval between BFD packets
    both            Minimum transmit and receive interval capability
    :min_tx         Milliseconds
    multiplier      Multiplier value used to compute holddown
    :multiplier     value used to multiply the interval
    since: 16
    no: interval both
    > interval both 300 multiplier 3
interval min-tx <50-9999>:min_tx min-rx <50-9999>:min_rx multiplier <3-50>:multiplier => call pair
    interval        Transmit interval between BFD packets
    min-tx          Minimum transmit interval capability
    :min_tx         Milliseconds
    min-rx          Minimum receive interval capability
    :min_rx         Milliseconds
    multiplier      Multiplier value used to compute holddown
    :multiplier     value used to multiply the interval
    since: 16
    no: interval
    > interval min-tx 1000 min-rx 1000 multiplier 5
authentication {md5 | meticulous-md5 | sha-1 | meticulous-sha-1}:authentication keychain WORD:key_chain
    authentication  Authentication type
    md5             MD5 authentication
    meticulous-md5  Meticulous MD5 authentication
    sha-1           SHA-1 authentication
    meticulous-sha-1  Meticulous SHA-1 authentication
    keychain        Key chain
    WORD            Key chain name
    > authentication sha-1 keychain BFD
    > authentication meticulous-md5 keychain BFD

mode bfd-template-single : Template
    prompt: config-bfd
    title: BFD template configuration commands:
    separator: after
    exit: Exit from BFD template configuration mode
    extends: bfd-template
echo => echo
    echo            Use echo adjunct as bfd detection mechanism
    > echo

mode config-if : BfdInterface
words config-if
    bfd             BFD interface configuration commands
bfd interval <50-999>:min_tx min_rx <50-999>:min_rx multiplier <3-50>:multiplier => call interval
    interval        Transmit interval between BFD packets
    :min_tx         Milliseconds
    min_rx          Minimum receive interval capability
    :min_rx         Milliseconds
    multiplier      Multiplier value used to compute holddown
    :multiplier     value used to multiply the interval
    before: 16
    no: bfd interval
    > bfd interval 50 min_rx 50 multiplier 3
    >> no bfd interval
bfd interval <50-9999>:min_tx min_rx <50-9999>:min_rx multiplier <3-50>:multiplier => call interval
    interval        Transmit interval between BFD packets
    :min_tx         Milliseconds
    min_rx          Minimum receive interval capability
    :min_rx         Milliseconds
    multiplier      Multiplier value used to compute holddown
    :multiplier     value used to multiply the interval
    since: 16
    no: bfd interval
    > bfd interval 1000 min_rx 1000 multiplier 5
    >> no bfd interval
bfd template WORD:template => call template
    template        BFD template
    WORD            Template name
    since: 15.2
    no: bfd template
    > bfd template WAN
bfd echo => echo
    echo            Use echo adjunct as bfd detection mechanism
    > no bfd echo

mode exec
words
    show bfd        BFD protocol info
    show bfd neighbors  BFD neighbors
    debug bfd       BFD information
show bfd neighbors [details:details] => show neighbors
    details         Detailed information
    privilege 1
show bfd neighbors history => show neighbors_history
    history         What happened to each session
    since: 16
    privilege 1
show bfd neighbors client @BFD-CLIENT:client [details:details] => show neighbors
    client          Neighbors of a client
    details         Detailed information
    privilege 1
show bfd neighbors interface INTERFACE:iface [details:details] => show neighbors
    interface       Neighbors on an interface
    details         Detailed information
    privilege 1
show bfd neighbors ipv4 [A.B.C.D:address] [details:details] => show neighbors
    ipv4            IPv4 neighbors
    A.B.C.D         Neighbor address
    details         Detailed information
    privilege 1
show bfd neighbors vrf WORD:vrf [details:details] => show neighbors
    vrf             Neighbors of a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    details         Detailed information
    privilege 1
show bfd summary [{client | host | session}:by] => show summary
    summary         BFD summary
    client          By client
    host            By host
    session         By session
    since: 15.2
    privilege 1
show bfd drops => show drops
    drops           BFD packets that were dropped
    privilege 1
debug bfd event => do debug_event
    event           BFD events
debug bfd packet => do debug_packet
    packet          BFD packets
