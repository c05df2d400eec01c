feature radius  RADIUS: servers that say who may come in

words
    radius-server   Modify RADIUS query parameters
    ip radius       RADIUS configuration commands
    show aaa        Show AAA values
    show radius     Shows radius information
    clear aaa       Clear AAA values
    clear aaa counters  AAA counters
    debug radius    RADIUS protocol

define RADIUS-KEY [0:kind=0 | 6:kind=6 | 7:kind=7] LINE:text
    0               Specifies an UNENCRYPTED key will follow
    6               Specifies an ENCRYPTED key will follow
    7               Specifies HIDDEN key will follow
    LINE            The UNENCRYPTED (cleartext) shared key
    since 15.4: 6

mode config : RadiusConfig
radius server WORD:name => enter config-radius-server servers[name]
    radius          RADIUS server configuration command
    server          Specify a RADIUS server
    WORD            Name for the radius server configuration
    since: 15.2(2)T
    sort: none
    > radius server RAD1
    >> no radius server RAD1
radius-server host A.B.C.D:address [auth-port <0-65535>:auth_port] [acct-port <0-65535>:acct_port] [timeout <1-1000>:timeout] [retransmit <0-100>:retransmit] [key @RADIUS-KEY] => call host
    host            Specify a RADIUS server
    A.B.C.D         IP address of RADIUS server
    auth-port       UDP port for RADIUS authentication server (default is 1645)
    :auth_port      Port number
    acct-port       UDP port for RADIUS accounting server (default is 1646)
    :acct_port      Port number
    timeout         Time to wait for this RADIUS server to reply (overrides default)
    <1-1000>        Timeout value in seconds to wait for server to reply
    retransmit      Specify the number of retries to active server (overrides default)
    <0-100>         Number of retries for a transaction
    key             per-server encryption key (overrides default)
    no: radius-server host A.B.C.D:address [auth-port <0-65535>:auth_port] [acct-port <0-65535>:acct_port]
    > radius-server host 192.0.2.5 auth-port 1812 acct-port 1813 timeout 3 retransmit 1 key cisco
    >> radius-server host 192.0.2.5
    >> no radius-server host 192.0.2.5 auth-port 1812 acct-port 1813
radius-server key @RADIUS-KEY => call global_key
    key             encryption key shared with the radius servers
    no: radius-server key
    > radius-server key cisco
radius-server timeout <1-1000>:timeout
    timeout         Time to wait for a RADIUS server to reply
    <1-1000>        Wait time (default 5 seconds)
    > radius-server timeout 3
radius-server retransmit <0-100>:retransmit
    retransmit      Specify the number of retries to active server
    <0-100>         Number of retries for a transaction (default is 3)
    > radius-server retransmit 1
radius-server deadtime <1-1440>:deadtime
    deadtime        Time to stop using a server that doesn't respond
    <1-1440>        length of time, in minutes
    > radius-server deadtime 5
radius-server dead-criteria [time <1-120>:time] [tries <1-100>:tries] => call dead_criteria
    dead-criteria   Set the criteria used to decide when a radius server is marked dead
    time            The time during which no properly formed response must be received from the RADIUS server
    <1-120>         Time in seconds during which no response must be received from the RADIUS server
    tries           The number of times the router must fail to receive a response from the radius server to mark it as dead
    <1-100>         Number of transmits to radius server without responses before marking server as dead
    no: radius-server dead-criteria
    level: partial "without it ten timeouts within ten seconds; the router does not reckon with how many are asked at once"
    > radius-server dead-criteria time 5 tries 1
radius-server attribute 6 on-for-login-auth => login_service
    attribute       Customize selected radius attributes
    6               Service-Type
    on-for-login-auth  Send attribute 6 in all login authentication packets
    > radius-server attribute 6 on-for-login-auth
ip radius source-interface INTERFACE:source
    source-interface  Specify interface for source address in RADIUS packets
    no: ip radius source-interface INTERFACE
    > ip radius source-interface Loopback0

mode config-radius-server : RadiusServer
    prompt: config-radius-server
    title: RADIUS server sub-mode configuration commands:
    exit: Exit from RADIUS server configuration mode
    separator: before
address ipv4 A.B.C.D:address [auth-port <0-65535>:auth_port] [acct-port <0-65535>:acct_port] => call address
    address         Specify the radius server address
    ipv4            IPv4 Address
    A.B.C.D         IPv4 Address of radius server
    auth-port       UDP port for RADIUS authentication server (default is 1645)
    :auth_port      Port number
    acct-port       UDP port for RADIUS accounting server (default is 1646)
    :acct_port      Port number
    no: address ipv4
    > address ipv4 192.0.2.5 auth-port 1812 acct-port 1813
    >> address ipv4 192.0.2.5
timeout <1-1000>:timeout
    timeout         Time to wait (in seconds) for this radius server to reply (overrides default)
    <1-1000>        Wait time
    > timeout 3
retransmit <0-100>:retransmit
    retransmit      Number of retries to active server (overrides default)
    <0-100>         Number of retries
    > retransmit 1
key @RADIUS-KEY => call key
    key             Per-server encryption key
    no: key
    > key cisco

mode exec
show aaa servers => show servers
    servers         Show RADIUS servers as seen by AAA Server MIB
    > show aaa servers
show radius statistics => show statistics
    statistics      Show RADIUS statistics
    > show radius statistics
clear aaa counters servers {all:everyone | radius} => do clear_counters
    servers         Clear counters of AAA servers
    all             Of all servers
    radius          Of RADIUS servers
    > clear aaa counters servers all
clear radius statistics => do clear_counters
    radius          Clear RADIUS information
    statistics      RADIUS statistics
    > clear radius statistics
debug radius [authentication:authentication | accounting:accounting] => do debug_radius
    authentication  RADIUS authentication packets only
    accounting      RADIUS accounting packets only
    > debug radius
    > debug radius authentication
    > debug radius accounting
