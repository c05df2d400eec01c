feature logging  System message logging

words
    service                       Modify use of network based services
    service timestamps            Timestamp debug/log messages
    service timestamps debug      Timestamp debug messages
    service timestamps log        Timestamp log messages
    service timestamps debug datetime  Timestamp with date and time
    service timestamps debug uptime    Timestamp with system uptime
    service timestamps log datetime    Timestamp with date and time
    service timestamps log uptime      Timestamp with system uptime
    logging         Modify message logging facilities


mode config : StampConfig
service timestamps debug [datetime:kind=datetime [[msec:msec | localtime:localtime | show-timezone:zone | year:year]] | uptime:kind=uptime] => call stamp_debug
    datetime        Timestamp with date and time
    uptime          Timestamp with system uptime
    msec            Include milliseconds in timestamp
    localtime       Use local time zone for timestamps
    show-timezone   Add time zone information to timestamp
    year            Include year in timestamp
    no: service timestamps debug [datetime | uptime]
    > service timestamps debug datetime msec localtime show-timezone year
    > service timestamps debug uptime
    >> service timestamps debug datetime localtime year
    >> no service timestamps debug
service timestamps log [datetime:kind=datetime [[msec:msec | localtime:localtime | show-timezone:zone | year:year]] | uptime:kind=uptime] => call stamp_log
    datetime        Timestamp with date and time
    uptime          Timestamp with system uptime
    msec            Include milliseconds in timestamp
    localtime       Use local time zone for timestamps
    show-timezone   Add time zone information to timestamp
    year            Include year in timestamp
    no: service timestamps log [datetime | uptime]
    > service timestamps log datetime msec localtime show-timezone year
    > service timestamps log uptime
    >> service timestamps log datetime localtime year
    >> no service timestamps log
service sequence-numbers => sequence
    sequence-numbers  Stamp logger messages with a sequence number
    > service sequence-numbers

mode config : LoggingConfig
logging on => on
    on              Enable logging to all enabled destinations
    >> no logging on
logging console [{emergencies=0 | alerts=1 | critical=2 | errors=3 | warnings=4 | notifications=5 | informational=6 | debugging=7 | <0-7>}:console]
    console         Set console logging parameters
    emergencies     System is unusable                (severity=0)
    alerts          Immediate action needed           (severity=1)
    critical        Critical conditions               (severity=2)
    errors          Error conditions                  (severity=3)
    warnings        Warning conditions                (severity=4)
    notifications   Normal but significant conditions (severity=5)
    informational   Informational messages            (severity=6)
    debugging       Debugging messages                (severity=7)
    <0-7>           Logging severity level
    off: console = none
    > logging console warnings
    > no logging console
    >> logging console
    >> logging console 4
logging monitor [{emergencies=0 | alerts=1 | critical=2 | errors=3 | warnings=4 | notifications=5 | informational=6 | debugging=7 | <0-7>}:monitor]
    monitor         Set terminal line (monitor) logging parameters
    emergencies     System is unusable                (severity=0)
    alerts          Immediate action needed           (severity=1)
    critical        Critical conditions               (severity=2)
    errors          Error conditions                  (severity=3)
    warnings        Warning conditions                (severity=4)
    notifications   Normal but significant conditions (severity=5)
    informational   Informational messages            (severity=6)
    debugging       Debugging messages                (severity=7)
    <0-7>           Logging severity level
    off: monitor = none
    > logging monitor warnings
    > no logging monitor
    >> logging monitor
    >> logging monitor 4
logging buffered [<4096-2147483647>:buffer_size] [{emergencies=0 | alerts=1 | critical=2 | errors=3 | warnings=4 | notifications=5 | informational=6 | debugging=7 | <0-7>}:buffered]
    buffered        Set buffered logging parameters
    <4096-2147483647>  Logging buffer size
    emergencies     System is unusable                (severity=0)
    alerts          Immediate action needed           (severity=1)
    critical        Critical conditions               (severity=2)
    errors          Error conditions                  (severity=3)
    warnings        Warning conditions                (severity=4)
    notifications   Normal but significant conditions (severity=5)
    informational   Informational messages            (severity=6)
    debugging       Debugging messages                (severity=7)
    <0-7>           Logging severity level
    off: buffered = none
    > logging buffered 16384
    > logging buffered 16384 informational
    > logging buffered errors
    > no logging buffered
    >> logging buffered
logging trap [{emergencies=0 | alerts=1 | critical=2 | errors=3 | warnings=4 | notifications=5 | informational=6 | debugging=7 | <0-7>}:trap]
    trap            Set syslog server logging level
    emergencies     System is unusable                (severity=0)
    alerts          Immediate action needed           (severity=1)
    critical        Critical conditions               (severity=2)
    errors          Error conditions                  (severity=3)
    warnings        Warning conditions                (severity=4)
    notifications   Normal but significant conditions (severity=5)
    informational   Informational messages            (severity=6)
    debugging       Debugging messages                (severity=7)
    <0-7>           Logging severity level
    off: trap = none
    > logging trap debugging
    > no logging trap
    >> logging trap
logging facility {auth | cron | daemon | kern | local0 | local1 | local2 | local3 | local4 | local5 | local6 | local7 | lpr | mail | news | sys10 | sys11 | sys12 | sys13 | sys14 | sys9 | syslog | user | uucp}:facility
    facility        Facility parameter for syslog messages
    auth            Authorization system
    cron            Cron/at facility
    daemon          System daemons
    kern            Kernel
    local0          Local use
    local1          Local use
    local2          Local use
    local3          Local use
    local4          Local use
    local5          Local use
    local6          Local use
    local7          Local use
    lpr             Line printer system
    mail            Mail system
    news            USENET news
    sys10           System use
    sys11           System use
    sys12           System use
    sys13           System use
    sys14           System use
    sys9            System use
    syslog          Syslog itself
    user            User process
    uucp            Unix-to-Unix copy system
    > logging facility local0
logging count => count
    count           Count every log message and timestamp last occurrence
    > logging count
logging userinfo => userinfo
    userinfo        Enable logging of user info on privileged mode enabling
    > logging userinfo
logging rate-limit [console:rate_console] [all:rate_all] <1-10000>:rate [except {emergencies=0 | alerts=1 | critical=2 | errors=3 | warnings=4 | notifications=5 | informational=6 | debugging=7 | <0-7>}:rate_except]
    rate-limit      Set messages per second limit
    console         Rate limit only console messages
    all             Rate limit all messages, including debug messages
    <1-10000>       Messages per second
    except          Messages of this severity or higher
    emergencies     System is unusable                (severity=0)
    alerts          Immediate action needed           (severity=1)
    critical        Critical conditions               (severity=2)
    errors          Error conditions                  (severity=3)
    warnings        Warning conditions                (severity=4)
    notifications   Normal but significant conditions (severity=5)
    informational   Informational messages            (severity=6)
    debugging       Debugging messages                (severity=7)
    <0-7>           Logging severity level
    no: logging rate-limit
    > logging rate-limit 10
    > logging rate-limit console all 10 except errors
logging source-interface INTERFACE:source
    source-interface  Specify interface for source address in logging transactions
    >> no logging source-interface
logging origin-id {hostname | ip | string LINE:origin_text}:origin_kind
    origin-id       Add origin ID to syslog messages
    hostname        Use origin hostname as ID
    ip              Use origin IP address as ID
    string          Define a unique text string as ID
    LINE            Specify a unique text string as ID
    > logging origin-id hostname
    > logging origin-id string site one
    >> no logging origin-id
logging host A.B.C.D:host [transport udp port <1-65535>:port] => hosts[host]
    host            Set syslog server IP address and parameters
    A.B.C.D         IP address of the syslog server
    transport       Specify the transport protocol (default=UDP)
    udp             User Datagram Protocol
    port            Specify the UDP port number (default=514)
    <1-65535>       Port number
    no: logging host A.B.C.D:host
    > logging host 192.0.2.9
    > logging host 192.0.2.9 transport udp port 1514
    >> no logging host 192.0.2.9
logging host A.B.C.D:host vrf WORD:vrf [transport udp port <1-65535>:port] => vrf_hosts[host, vrf]
    host            Set syslog server IP address and parameters
    A.B.C.D         IP address of the syslog server
    vrf             Set VRF option
    WORD            VRF name
    transport       Specify the transport protocol (default=UDP)
    udp             User Datagram Protocol
    port            Specify the UDP port number (default=514)
    <1-65535>       Port number
    check: vrf_host
    no: logging host A.B.C.D:host vrf WORD:vrf
logging A.B.C.D:host => hosts[host]
    A.B.C.D         IP address of the logging host
    render: none
    >> logging 192.0.2.9

mode exec
show logging => show logging
    logging         Show the contents of logging buffers
    > show logging
show log => show logging
    log             Show the contents of logging buffers
    hidden
    > show log
show logging count => show logging_count
    count           Show counts of each logging message
    > show logging count
clear logging => do clear_logging
    logging         Clear logging buffer
    > clear logging
