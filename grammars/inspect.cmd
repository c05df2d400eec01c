feature inspect  Context-based access control

define inspect-options [[alert {on | off}:alert | audit-trail {on | off}:audit | timeout <5-43200>:timeout]]
    alert                       Turn on/off alert
    :alert on                   Turn on alert
    :alert off                  Turn off alert
    audit-trail                 Turn on/off audit trail
    :audit on                   Turn on audit trail
    :audit off                  Turn off audit trail
    timeout                     Specify the inactivity timeout time
    <5-43200>                   Timeout in seconds
define inspect-router-options [[router-traffic:router_traffic | alert {on | off}:alert | audit-trail {on | off}:audit | timeout <5-43200>:timeout]]
    router-traffic              Enable inspection of sessions to/from the router
    alert                       Turn on/off alert
    :alert on                   Turn on alert
    :alert off                  Turn off alert
    audit-trail                 Turn on/off audit trail
    :audit on                   Turn on audit trail
    :audit off                  Turn off audit trail
    timeout                     Specify the inactivity timeout time
    <5-43200>                   Timeout in seconds

words
    ip inspect                  Context-based Access Control Engine
    ip inspect name             Specify an inspection rule
    ip inspect tcp              Config timeout values for tcp connections
    ip inspect udp              Config timeout values for udp flows
    ip inspect log              Inspect packet logging
    ip inspect max-incomplete   Specify maximum number of incomplete connections before clamping
    ip inspect one-minute       Specify one-minute-sample watermarks for clamping
    show ip inspect             CBAC (Context Based Access Control) information
    debug ip inspect            Firewall inspection debugging

mode config : InspectConfig
ip inspect alert-off => alert_off
    alert-off                   Disable alert
    before: 16
    > ip inspect alert-off
ip inspect audit-trail => audit_trail
    audit-trail                 Enable the logging of session information (addresses and bytes)
    before: 16
    > ip inspect audit-trail
ip inspect log drop-pkt => drop_log
    drop-pkt                    Log dropped packets
    before: 16
    > ip inspect log drop-pkt
ip inspect dns-timeout <1-2147483>:dns_timeout
    dns-timeout                 Specify timeout for DNS
    <1-2147483>                 Timeout in seconds
    before: 16
    > ip inspect dns-timeout 7
ip inspect max-incomplete low <1-2147483647>:max_incomplete_low
    low                         Specify low-watermark for clamping
    <1-2147483647>              Number of connections
    before: 16
    > ip inspect max-incomplete low 400
ip inspect max-incomplete high <1-2147483647>:max_incomplete_high
    high                        Specify high-watermark for clamping
    <1-2147483647>              Number of connections
    before: 16
    > ip inspect max-incomplete high 500
ip inspect one-minute low <1-2147483647>:one_minute_low
    low                         Specify low-watermark for clamping
    <1-2147483647>              Number of connections per minute
    before: 16
    > ip inspect one-minute low 400
ip inspect one-minute high <1-2147483647>:one_minute_high
    high                        Specify high-watermark for clamping
    <1-2147483647>              Number of connections per minute
    before: 16
    > ip inspect one-minute high 500
ip inspect tcp idle-time <1-2147483>:tcp_idle
    idle-time                   Specify idle timeout for tcp connections
    <1-2147483>                 Timeout in seconds
    before: 16
    > ip inspect tcp idle-time 14400
ip inspect tcp finwait-time <1-2147483>:finwait
    finwait-time                Specify timeout for TCP connections after a FIN
    <1-2147483>                 Timeout in seconds
    before: 16
    > ip inspect tcp finwait-time 10
ip inspect tcp synwait-time <1-2147483>:synwait
    synwait-time                Specify timeout for TCP connections after a SYN and no further data
    <1-2147483>                 Timeout in seconds
    before: 16
    > ip inspect tcp synwait-time 15
ip inspect tcp max-incomplete host <1-4294967295>:host_limit [block-time <0-35791>:host_block]
    max-incomplete              Specify max half-open connection per host
    host                        Specify max half-open connection per host
    <1-4294967295>              Number of half-open connections per host
    block-time                  Specify blocking time for host
    <0-35791>                   Blocking time in minutes
    before: 16
    > ip inspect tcp max-incomplete host 50
    > ip inspect tcp max-incomplete host 50 block-time 2
ip inspect udp idle-time <1-2147483>:udp_idle
    idle-time                   Specify idle timeout for udp
    <1-2147483>                 Timeout in seconds
    before: 16
    > ip inspect udp idle-time 1800
ip inspect name WORD:name {tcp | udp | icmp}:protocol @inspect-router-options => rules[name, protocol]
    WORD                        Name of inspection defined
    tcp                         Transmission Control Protocol
    udp                         User Datagram Protocol
    icmp                        ICMP Protocol
    sort: none
    before: 16
    > ip inspect name FW tcp
    > ip inspect name FW udp timeout 15
    > ip inspect name FW icmp router-traffic alert off audit-trail on timeout 20
ip inspect name WORD:name {dns | ftp | http | https | isakmp | ntp | snmp | snmptrap | ssh | syslog | tacacs | telnet | tftp}:protocol @inspect-options => rules[name, protocol]
    WORD                        Name of inspection defined
    dns                         Domain Name Server
    ftp                         File Transfer Protocol
    http                        HTTP Protocol
    https                       Secure Hypertext Transfer Protocol
    isakmp                      ISAKMP
    ntp                         Network Time Protocol
    snmp                        Simple Network Management Protocol
    snmptrap                    SNMP Trap
    ssh                         SSH Remote Login Protocol
    syslog                      SysLog Service
    tacacs                      Login Host Protocol (TACACS)
    telnet                      Telnet
    tftp                        TFTP Protocol
    sort: none
    before: 16
    > ip inspect name FW ftp audit-trail on
ip inspect name WORD:name => call whole_rule
    WORD                        Name of inspection defined
    positive: none
    render: none
    before: 16
    >> no ip inspect name FW

mode config-if : InspectInterface
ip inspect WORD:inbound in
    WORD                        Name of inspection defined
    in                          Inbound inspection
    no: ip inspect WORD in
    before: 16
    > ip inspect FW in
ip inspect WORD:outbound out
    WORD                        Name of inspection defined
    out                         Outbound inspection
    no: ip inspect WORD out
    before: 16
    > ip inspect FW out

mode exec
show ip inspect name WORD:name => show name
    name                        Inspection name
    WORD                        Name of inspection defined
    before: 16
    > show ip inspect name FW
show ip inspect config => show config
    config                      Inspection configuration
    before: 16
show ip inspect interfaces => show interfaces
    interfaces                  Inspection interfaces
    before: 16
show ip inspect sessions [detail:detail] => show sessions
    sessions                    Inspection sessions
    detail                      Detailed information
    before: 16
    > show ip inspect sessions detail
show ip inspect statistics => show statistics
    statistics                  Inspection statistics
    before: 16
show ip inspect all => show all
    all                         Inspection all available information
    before: 16
clear ip inspect session HEX:handle => do clear_session
    inspect                     CBAC (Context Based Access Control) information
    session                     Clear one session
    HEX                         Address of the session, as it is shown
    before: 16
    > clear ip inspect session 66F96280
debug ip inspect object-creation => do debug_creation
    object-creation             INSPECT Object Creations debug
    before: 16
debug ip inspect object-deletion => do debug_deletion
    object-deletion             INSPECT Object Deletions debug
    before: 16
debug ip inspect tcp => do debug_tcp
    tcp                         INSPECT TCP Inspection debug
    before: 16
debug ip inspect udp => do debug_udp
    udp                         INSPECT UDP Inspection debug
    before: 16
debug ip inspect icmp => do debug_icmp
    icmp                        INSPECT ICMP Inspection debug
    before: 16
