feature zone  Zone-based policy firewall

words
    class-map type              Specify the type of class-map
    policy-map type             Specify the type of policy-map
    class-map type inspect      Configure Firewall Class Map
    policy-map type inspect     Configure Firewall Policy Map
    parameter-map               Parameter map
    parameter-map type          parameter-map type
    zone                        FW with zoning
    zone security               Security zone
    zone-pair                   Zone pair command
    zone-pair security          Security zone-pair
    show class-map type         type of the class-map
    show class-map type inspect  Class-maps of type inspect
    show policy-map type        type of the policy-map
    show policy-map type inspect  Policy-maps of type inspect
    show parameter-map          Show parameter maps
    show parameter-map type     parameter-map type
    show zone                   Zone Information
    show zone-pair              Zone pair information
    clear zone-pair             Clear the zone-pair statistics or sessions

define zone-protocol {bootpc | bootps | dns | ftp | gdoi | http | https | icmp | imap | ipsec-msft | isakmp | kerberos | l2tp | ldap | microsoft-ds | netbios-dgm | netbios-ns | netbios-ssn | ntp | pop3 | radius | smtp | snmp | snmptrap | ssh | syslog | tacacs | tcp | telnet | tftp | udp}
    bootpc                      Bootstrap Protocol Client
    bootps                      Bootstrap Protocol Server
    dns                         Domain Name Server
    ftp                         File Transfer Protocol
    gdoi                        GDOI
    http                        HTTP Protocol
    https                       Secure Hypertext Transfer Protocol
    icmp                        ICMP
    imap                        IMAP
    ipsec-msft                  Microsoft IPsec NAT-T
    isakmp                      ISAKMP
    kerberos                    Kerberos
    l2tp                        L2TP/L2F
    ldap                        Lightweight Directory Access Protocol
    microsoft-ds                Microsoft-DS
    netbios-dgm                 NETBIOS Datagram Service
    netbios-ns                  NETBIOS Name Service
    netbios-ssn                 NETBIOS Session Service
    ntp                         Network Time Protocol
    pop3                        POP3
    radius                      RADIUS & Accounting
    smtp                        SMTP
    snmp                        Simple Network Management Protocol
    snmptrap                    SNMP Trap
    ssh                         SSH Remote Login Protocol
    syslog                      SysLog Service
    tacacs                      Login Host Protocol (TACACS)
    tcp                         TCP
    telnet                      Telnet
    tftp                        TFTP
    udp                         UDP

mode config : ZoneConfig
class-map type inspect {match-all | match-any}:kind WORD:name => enter config-cmap-inspect classes[name]
    match-all                   Logical-AND all matching statements under this classmap
    match-any                   Logical-OR all matching statements under this classmap
    WORD                        class-map name
    check: class_map
    > class-map type inspect match-all SERVERS
    > class-map type inspect match-any WEB
class-map type inspect WORD:name => enter config-cmap-inspect classes[name]
    WORD                        class-map name
    check: class_map
    render: none
    >> class-map type inspect WEB
policy-map type inspect WORD:name => enter config-pmap-inspect policies[name]
    WORD                        Policy-map name
    sort: none
    check: policy_map
    > policy-map type inspect OUTWARD
parameter-map type inspect WORD:name => enter config-profile parameters[name]
    inspect                     inspect type parameter-map
    WORD                        Name of the parameter-map
    check: parameter_map
    > parameter-map type inspect SHORT
parameter-map type inspect-global => enter config-profile-global overall
    inspect-global              inspect type parameter-map for global parameters
    since: 16
    > parameter-map type inspect-global
zone security WORD:name => enter config-sec-zone zones[name]
    WORD                        Name of security zone
    check: zone
    sort: none
    > zone security INSIDE
zone-pair security WORD:name source {self | WORD}:source destination {self | WORD}:destination => enter config-sec-zone-pair pairs[name]
    WORD                        Name of zone-pair
    source                      Source zone
    destination                 Destination zone
    :source self                System defined zone
    source WORD                 Name of source zone
    :destination self           System defined zone
    destination WORD            Name of destination zone
    check: zone_pair
    sort: none
    no: zone-pair security WORD:name [source {self | WORD} destination {self | WORD}]
    >> no zone-pair security IN-OUT
    >> no zone-pair security OUT-SELF source OUTSIDE destination self

mode config-cmap-inspect : InspectClass
    prompt: config-cmap
    title: QoS class-map configuration commands:
    exit: Exit from QoS class-map configuration mode
description LINE:description
    description                 Class-Map description
    LINE                        Class-Map description
    > description what browsers need
match [not:inverted] access-group:what=access-group {<1-2699>:number | name WORD:name} => call match
    match                       classification criteria
    not                         Negate this match result
    access-group                Access group
    <1-2699>                    Access list index
    name                        Named Access List
    WORD                        Access List name
    render: matches
    >> match access-group 101
    >> match access-group name SERVERS
match [not:inverted] protocol:what=protocol @zone-protocol:name => call match
    not                         Negate this match result
    protocol                    Protocol
    level: partial "applications by their well-known ports; ftp and tftp open the channels that they ask for"
    render: none
    >> match protocol http
    >> match not protocol tcp
match [not:inverted] class-map:what=class-map WORD:name => call match
    not                         Negate this match result
    class-map                   Class map
    WORD                        Class map name
    render: none

mode config-pmap-inspect : InspectPolicy
    prompt: config-pmap
    title: Policy-map configuration commands:
    exit: Exit from policy-map configuration mode
description LINE:description
    description                 Policy-Map description
    LINE                        Policy-Map description
    > description what may leave
class type inspect WORD:name => enter config-pmap-c-inspect classes[name], default = false
    class                       policy criteria
    type                        type of the class-map
    inspect                     Configure Firewall Class Map
    WORD                        class-map name
    check: class
    sort: none
class {class-default}:name => enter config-pmap-c-inspect classes[name], default = true
    class                       policy criteria
    class-default               System default class matching otherwise unclassified packets
    > class class-default

mode config-pmap-c-inspect : InspectAction
    prompt: config-pmap-c
    title: Policy-map class configuration commands:
    parent: config-pmap-inspect
    exit: Exit from class action configuration mode
inspect [WORD:parameters] => action = inspect
    inspect                     Context-based Access Control Engine
    WORD                        Parameter-map (inspect) name
    check: inspect
    > inspect
    >> no inspect SHORT
pass [log:log] => action = pass
    pass                        Pass the packet
    log                         Log the packet
    > pass
    > pass log
drop [log:log] => action = drop
    drop                        Drop the packet
    log                         Log the packet
    > drop
    > drop log

mode config-profile : ParameterMap
    title: parameter-map commands:
    exit: Exit from parameter-map
audit-trail {on | off}:audit_trail
    audit-trail                 Turn on/off audit trail
    on                          Turn on audit trail
    off                         Turn off audit trail
    > audit-trail on
alert {on | off}:alert
    alert                       Turn on/off alert
    on                          Turn on alert
    off                         Turn off alert
    > alert off
max-incomplete low <1-2147483647>:max_incomplete_low
    max-incomplete              Specify maximum number of incomplete connections before clamping
    low                         Specify low-watermark for clamping
    <1-2147483647>              Number of connections
    > max-incomplete low 400
max-incomplete high <1-2147483647>:max_incomplete_high
    max-incomplete              Specify maximum number of incomplete connections before clamping
    high                        Specify high-watermark for clamping
    <1-2147483647>              Number of connections
    > max-incomplete high 500
one-minute low <1-2147483647>:one_minute_low
    one-minute                  Specify one-minute-sample watermarks for clamping
    low                         Specify low-watermark for clamping
    <1-2147483647>              Number of connections per minute
    > one-minute low 400
one-minute high <1-2147483647>:one_minute_high
    one-minute                  Specify one-minute-sample watermarks for clamping
    high                        Specify high-watermark for clamping
    <1-2147483647>              Number of connections per minute
    > one-minute high 500
udp idle-time <1-2147483>:udp_idle
    udp                         Config timeout values for udp flows
    idle-time                   Specify idle timeout for udp
    <1-2147483>                 Timeout in seconds
    > udp idle-time 60
icmp idle-time <1-2147483>:icmp_idle
    icmp                        Config timeout values for icmp sessions
    idle-time                   Specify idle timeout for icmp
    <1-2147483>                 Timeout in seconds
    > icmp idle-time 20
dns-timeout <1-2147483>:dns_timeout
    dns-timeout                 Specify timeout for DNS
    <1-2147483>                 Timeout in seconds
    > dns-timeout 7
tcp idle-time <1-2147483>:tcp_idle
    tcp                         Config timeout values for tcp connections
    idle-time                   Specify idle timeout for tcp connections
    <1-2147483>                 Timeout in seconds
    > tcp idle-time 14400
tcp finwait-time <1-2147483>:tcp_finwait
    tcp                         Config timeout values for tcp connections
    finwait-time                Specify timeout for TCP connections after a FIN
    <1-2147483>                 Timeout in seconds
    > tcp finwait-time 10
tcp synwait-time <1-2147483>:tcp_synwait
    tcp                         Config timeout values for tcp connections
    synwait-time                Specify timeout for TCP connections after a SYN and no further data
    <1-2147483>                 Timeout in seconds
    > tcp synwait-time 15
tcp max-incomplete host <1-4294967295>:host_limit [block-time <0-35791>:host_block]
    tcp                         Config timeout values for tcp connections
    max-incomplete              Specify max half-open connection per host
    host                        Specify max half-open connection per host
    <1-4294967295>              Number of half-open connections per host
    block-time                  Specify blocking time for host
    <0-35791>                   Blocking time in minutes
    > tcp max-incomplete host 50
    > tcp max-incomplete host 50 block-time 2
sessions maximum <1-2147483647>:sessions_maximum
    sessions                    Maximum number of sessions
    maximum                     Maximum number of sessions
    <1-2147483647>              Number of sessions
    > sessions maximum 1000

mode config-profile-global : GlobalParameters
    prompt: config-profile
    title: parameter-map commands:
    exit: Exit from parameter-map
log dropped-packets enable => log_dropped
    log                         Inspect packet logging
    dropped-packets             Log dropped packets
    enable                      Enable logging of dropped packets
    > log dropped-packets enable

mode config-sec-zone : Zone
    title: Zone configuration commands:
    exit: Exit from zone configuration mode
description LINE:description
    description                 Zone description
    LINE                        Zone description
    > description the users

mode config-sec-zone-pair : ZonePair
    title: zone-pair configuration commands:
    exit: Exit from zone-pair configuration mode
description LINE:description
    description                 Zone-pair description
    LINE                        Zone-pair description
    > description what may leave
service-policy type inspect WORD:policy
    service-policy              Configure CBAC Service Policy
    type                        Configure CPL Service Policy
    inspect                     Configure CBAC Service Policy
    WORD                        policy-map name
    check: service_policy
    >> no service-policy type inspect OUTWARD

mode config-if : ZoneInterface
zone-member security WORD:zone
    zone-member                 Apply zone name
    security                    Security zone
    WORD                        Name of security zone
    check: zone_member
    >> no zone-member security INSIDE

mode exec
show zone security [{self | WORD}:name] => show zone_security
    security                    Security zone
    self                        System defined zone
    WORD                        Name of security zone
    > show zone security INSIDE
show zone-pair security [source {self | WORD}:source destination {self | WORD}:destination] => show zone_pair_security
    security                    Security zone-pair
    source                      Source zone
    destination                 Destination zone
    :source self                System defined zone
    source WORD                 Name of source zone
    :destination self           System defined zone
    destination WORD            Name of destination zone
    > show zone-pair security source INSIDE destination OUTSIDE
show class-map type inspect [WORD:name] => show class_map_inspect
    class-map                   Show QoS Class Map
    inspect                     Class-maps of type inspect
    WORD                        class-map name
    > show class-map type inspect WEB
show policy-map type inspect [WORD:name] => show policy_map_inspect
    policy-map                  Show QoS Policy Map
    inspect                     Policy-maps of type inspect
    WORD                        Policy-map name
    > show policy-map type inspect OUTWARD
show policy-map type inspect zone-pair [WORD:name] [sessions:sessions] => show zone_pair_policy
    policy-map                  Show QoS Policy Map
    inspect                     Policy-maps of type inspect
    zone-pair                   Show inspect policy on zone-pair
    WORD                        zone-pair name
    sessions                    Show sessions of zone-pair
    > show policy-map type inspect zone-pair
    > show policy-map type inspect zone-pair sessions
    > show policy-map type inspect zone-pair IN-OUT sessions
show parameter-map type inspect [WORD:name] => show parameter_map_inspect
    inspect                     inspect type parameter-map
    WORD                        Name of the parameter-map
    > show parameter-map type inspect SHORT
clear zone-pair counter => do clear_counters
    counter                     Clear the zone-pair counters
    > clear zone-pair counter
clear zone-pair inspect sessions => do clear_sessions
    inspect                     Clear inspect sessions
    sessions                    Clear the sessions
    > clear zone-pair inspect sessions
clear zone-pair WORD:name counter => do clear_counters
    WORD                        Name of zone-pair
    counter                     Clear the zone-pair counters
    > clear zone-pair IN-OUT counter
clear zone-pair WORD:name inspect sessions => do clear_sessions
    WORD                        Name of zone-pair
    inspect                     Clear inspect sessions
    sessions                    Clear the sessions
    > clear zone-pair IN-OUT inspect sessions
