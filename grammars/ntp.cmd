feature ntp  Network Time Protocol

words
    ntp             Configure NTP
    ntp server      Configure NTP server
    ntp peer        Configure NTP peer
    ntp server vrf  VPN Routing/Forwarding Information
    ntp peer vrf    VPN Routing/Forwarding Information
    ntp broadcast   Configure NTP broadcast service
    show ntp        Network time protocol
    debug ntp       NTP information

define NTP-OPTIONS [[version <1-4>:version | burst:burst | iburst:iburst | key <1-4294967295>:key | minpoll <4-17>:minpoll | maxpoll <4-17>:maxpoll | prefer:prefer | source INTERFACE:source]]
    version         Configure NTP version
    <1-4>           NTP version number
    burst           Send a burst when peer is reachable
    iburst          Send a burst when peer is unreachable
    key             Configure peer authentication key
    <1-4294967295>  Peer key number
    minpoll         Minimum poll interval
    maxpoll         Maximum poll interval
    <4-17>          Poll value in Log2
    prefer          Prefer this peer when possible
    source          Interface for source address
    since 12.4(20)T: burst iburst minpoll maxpoll

define NTP-ACL {<1-99> | <1300-1999> | WORD}
    <1-99>          Standard IP access list
    <1300-1999>     Standard IP access list (expanded range)
    WORD            Named access list
    since 12.4(20)T: <1300-1999> WORD

mode config : NtpConfig
ntp authentication-key <1-4294967295>:number md5 WORD:text [<0-4294967295>:kind] => call key
    authentication-key  Authentication key for trusted time sources
    <1-4294967295>  Key number
    md5             MD5 authentication
    WORD            Authentication key
    <0-4294967295>  Authentication key encryption type
    no: ntp authentication-key <1-4294967295>:number
    > ntp authentication-key 1 md5 02050D480809 7
    >> ntp authentication-key 2 md5 secret
    >> no ntp authentication-key 1
ntp authenticate => authenticate
    authenticate    Authenticate time sources
    > ntp authenticate
ntp trusted-key <1-4294967295>:number => trusted[number]
    trusted-key     Key numbers for trusted time sources
    <1-4294967295>  Key number
    > ntp trusted-key 1
ntp logging => logging
    logging         Enable NTP message logging
    > ntp logging
ntp source INTERFACE:source
    source          Configure interface for source address
    >> no ntp source
ntp access-group {peer | serve | serve-only | query-only}:right @NTP-ACL:acl => access[right]
    access-group    Control NTP access
    peer            Provide full access
    serve           Provide server and query access
    serve-only      Provide only server access
    query-only      Allow only control queries
    > ntp access-group peer 10
    > ntp access-group serve-only 20
ntp broadcastdelay <1-999999>:broadcast_delay
    broadcastdelay  Estimated round-trip delay
    <1-999999>      Round-trip delay in microseconds
    > ntp broadcastdelay 5000
ntp master [<1-15>:stratum] => call master
    master          Act as NTP master clock
    <1-15>          Stratum number
    > ntp master
    > ntp master 4
    >> no ntp master
ntp update-calendar => calendar
    update-calendar  Periodically update calendar with NTP time
    level: stored
    > ntp update-calendar
ntp peer HOST:host @NTP-OPTIONS => peers[host]
    :host           Hostname of peer
    check: peer
    sort: none
    level: partial "a peer that has no line for this router is answered, and not followed"
    > ntp peer 10.0.0.2
    > ntp peer 10.0.0.2 key 5 prefer
ntp peer vrf WORD:vrf HOST:host @NTP-OPTIONS => vrf_peers[vrf, host]
    :vrf            VPN Routing/Forwarding instance name
    :host           Hostname of peer
    check: vrf_peer
    sort: none
    level: partial "a peer that has no line for this router is answered, and not followed"
    no: ntp peer vrf WORD:vrf HOST:host
ntp server HOST:host @NTP-OPTIONS => servers[host]
    :host           Hostname of peer
    check: server
    sort: none
    > ntp server 10.0.0.2
    > ntp server 10.0.0.2 version 3
    > ntp server 10.0.0.2 key 5 prefer
    > ntp server pool.example.com
ntp server vrf WORD:vrf HOST:host @NTP-OPTIONS => vrf_servers[vrf, host]
    :vrf            VPN Routing/Forwarding instance name
    :host           Hostname of peer
    check: vrf_server
    sort: none
    no: ntp server vrf WORD:vrf HOST:host

mode config-if : NtpInterface
ntp broadcast => broadcast
    > ntp broadcast
ntp broadcast client => client
    client          Listen to NTP broadcasts
    > ntp broadcast client
ntp disable => disabled
    disable         Disable NTP
    > ntp disable

mode exec
show ntp status => show ntp_status
    status          NTP status
    privilege 1
    > show ntp status
show ntp associations [detail:detail] => show ntp_associations
    associations    NTP associations
    detail          Show detail
    privilege 1
    > show ntp associations
    > show ntp associations detail
debug ntp packets => do debug_packets
    packets         NTP packets
    before: 15.0
debug ntp packet => do debug_packets
    packet          NTP packet debug
    since: 15.0
debug ntp events => do debug_events
    events          NTP events
    before: 15.0
