feature line  Terminal lines

words
    line            Configure a terminal line
    terminal        Set terminal line parameters
    terminal no     Negate a command or set its defaults
    history         Enable and control the command history function
    terminal history  Enable and control the command history function
    transport       Define transport protocols for line
    transport input  Define which protocols to use when connecting to the terminal server
    transport output  Define which protocols to use for outgoing connections
    transport preferred  Specify the preferred protocol to use

mode config : LinesConfig
line {console/con:kind=con <0-0>:first | aux:kind=aux <0-0>:first | vty:kind=vty <0-988>:first [<1-988>:last]} => enter config-line call line
    console         Primary terminal line
    aux             Auxiliary line
    vty             Virtual terminal
    :first          First Line number
    :last           Last Line number
    render: lines
    no: none
    platform: c7200 generic c3725 c2811 iosv
    >> line con 0
    >> line vty 0 4
    >> line vty 0 15
line {console/con:kind=con <0-0>:first | aux:kind=aux <0-0>:first | vty:kind=vty <0-15>:first [<1-15>:last]} => enter config-line call line
    console         Primary terminal line
    aux             Auxiliary line
    vty             Virtual terminal
    :first          First Line number
    :last           Last Line number
    render: lines
    no: none
    platform: iol csr1000v c8000v
    >> line con 0
    >> line vty 0 4
    >> line vty 0 15
line vty <0-988>:first [<1-988>:last] => call vtys
    positive: none
    render: none
    >> no line vty 5 15

mode config-line : Line
exec-timeout <0-35791>:minutes [<0-2147483>:seconds]
    exec-timeout    Set the EXEC timeout
    :minutes        Timeout in minutes
    :seconds        Timeout in seconds
    off: minutes = 0, seconds = 0
    render: timeout
    > exec-timeout 0 0
    > exec-timeout 5 30
timeout login response <0-300>:login_response
    timeout         Timeouts for the line
    login           Timeouts related to the login sequence
    response        Timeout for any user input during login sequence
    <0-300>         Timeout in seconds
    > timeout login response 60
privilege level <0-15>:privilege
    privilege       Change privilege level for line
    level           Assign default privilege level for line
    <0-15>          Default privilege level for line
    > privilege level 15
password [0:kind=0 | 6:kind=6 | 7:kind=7] LINE:password => call password
    password        Set a password
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    7               Specifies a HIDDEN password will follow
    LINE            The UNENCRYPTED (cleartext) line password
    since 16.10: 6
    no: password
    > password cisco
    > password 7 094F471A1A0A
    >> no password
logging synchronous => synchronous
    logging         Modify message logging facilities
    synchronous     Synchronized message output
    > logging synchronous
login [local:local] => call login
    login           Enable password checking
    local           Local password checking
    no: login
    > login local
    >> login
    >> no login
exec => exec
    exec            Start an EXEC process
    > no exec
history size <0-256>:history_size
    size            Set history buffer size
    <0-256>         Size of history buffer
    > history size 100
transport input {all:inbound_all | none:inbound_none | {telnet | ssh}:inbound...} => call transport_input
    all             All protocols
    none            No protocols
    telnet          TCP/IP Telnet protocol
    ssh             TCP/IP SSH protocol
    no: transport input
    > transport input all
    > transport input none
    > transport input telnet ssh
    > transport input ssh
transport output {all:outbound_all | none:outbound_none | {telnet | ssh}:outbound...} => call transport_output
    all             All protocols
    none            No protocols
    telnet          TCP/IP Telnet protocol
    ssh             TCP/IP SSH protocol
    no: transport output
    > transport output none
    > transport output telnet ssh
transport preferred {none | telnet | ssh}:preferred
    none            Do not attempt transport on unrecognized words
    telnet          TCP/IP Telnet protocol
    ssh             TCP/IP SSH protocol
    > transport preferred none
length <0-512>:length
    length          Set number of lines on a screen
    <0-512>         Number of lines on screen (0 for no pausing)
    > length 0
width <0-512>:width
    width           Set width of the display terminal
    <0-512>         Number of characters on a screen line
    > width 132
stopbits {1 | 1.5 | 2}:stopbits
    stopbits        Set async line stop bits
    1               One stop bit
    1.5             One and one-half stop bits
    2               Two stop bits
    level: stored
    > stopbits 1
speed <0-4294967295>:speed
    speed           Set the transmit and receive speeds
    <0-4294967295>  Transmit and receive speeds
    level: stored
    > speed 9600
access-class {<1-199> | <1300-2699> | WORD}:access_in in [vrf-also:access_vrf_also]
    access-class    Filter connections based on an IP access list
    <1-199>         IP access list
    <1300-2699>     IP expanded access list
    WORD            Access-list name
    in              Filter incoming connections
    vrf-also        Same access list is applied for all VRFs
    no: access-class in
    > access-class 10 in
    > access-class 10 in vrf-also
access-class {<1-199> | <1300-2699> | WORD}:access_out out
    access-class    Filter connections based on an IP access list
    <1-199>         IP access list
    <1300-2699>     IP expanded access list
    WORD            Access-list name
    out             Filter outgoing connections
    no: access-class out
    > access-class 10 out
ipv6 access-class WORD:access_in6 in
    ipv6            IPv6 options
    access-class    Filter connections based on an IPv6 access list
    WORD            Access-list name
    in              Filter incoming connections
    no: ipv6 access-class WORD in
    > ipv6 access-class ADMINS in
ipv6 access-class WORD:access_out6 out
    ipv6            IPv6 options
    access-class    Filter connections based on an IPv6 access list
    WORD            Access-list name
    out             Filter outgoing connections
    no: ipv6 access-class WORD out
    > ipv6 access-class ADMINS out
motd-banner => motd
    motd-banner     Enable the display of the MOTD banner
    > no motd-banner
exec-banner => exec_banner
    exec-banner     Enable the display of the EXEC banner
    > no exec-banner
autocommand LINE:autocommand
    autocommand     Automatically execute an EXEC command
    LINE            Appropriate EXEC command
    > autocommand show users
session-timeout <0-35791>:session_minutes [output:session_output]
    session-timeout  Set interval for closing connection when there is no input traffic
    <0-35791>       Session timeout interval in minutes
    output          Also include output traffic
    > session-timeout 5
    > session-timeout 5 output
session-limit <0-4294967295>:session_limit
    session-limit   Set maximum number of sessions
    <0-4294967295>  Maximum number of sessions
    > session-limit 2
absolute-timeout <0-10000>:absolute_minutes
    absolute-timeout  Set absolute timeout for line disconnection
    <0-10000>       Absolute timeout interval in minutes
    > absolute-timeout 60
logout-warning <0-4294967295>:logout_warning
    logout-warning  Set Warning countdown for absolute timeout of line
    <0-4294967295>  Warning interval, in seconds
    > logout-warning 30
logout-warning => logout_warning = 20
    logout-warning  Set Warning countdown for absolute timeout of line
    render: none
    no: none
escape-character {break=BREAK | none=NONE | default="" | <0-255>}:escape
    escape-character  Change the current line's escape character
    break           Cause escape on BREAK
    none            Disable escape entirely
    default         Use default escape character
    <0-255>         Escape character or its ASCII decimal equivalent
    > escape-character 3
    >> escape-character none
    >> no escape-character
exec prompt timestamp => stamped
    exec            Configure EXEC
    prompt          EXEC prompt
    timestamp       Print timestamps for show commands
    level: partial "the time and its source; the load of the processor is not told"
    > exec prompt timestamp
exec-character-bits {7 | 8}:exec_bits
    exec-character-bits  Size of characters to the command exec
    7               7-bit characters
    8               8-bit characters
    level: stored
    > exec-character-bits 8
special-character-bits {7 | 8}:special_bits
    special-character-bits  Size of the escape (and other special) characters
    7               7-bit characters
    8               8-bit characters
    level: stored
    > special-character-bits 8
data-character-bits {7 | 8}:data_bits
    data-character-bits  Size of characters being handled
    7               7-bit characters
    8               8-bit characters
    level: stored
    > data-character-bits 8
databits {5 | 6 | 7 | 8}:databits
    databits        Set number of data bits per character
    5               Data bits per character
    6               Data bits per character
    7               Data bits per character
    8               Data bits per character
    level: stored
    > databits 8
parity {even | mark | none | odd | space}:parity
    parity          Set terminal parity
    even            Even parity
    mark            Mark parity
    none            No parity
    odd             Odd parity
    space           Space parity
    level: stored
    > parity none
flowcontrol {hardware | none | software}:flowcontrol
    flowcontrol     Set the flow control
    hardware        Set hardware flow control
    none            Set no flow control
    software        Set software flow control
    level: stored
    > flowcontrol hardware
rxspeed <0-4294967295>:rxspeed
    rxspeed         Set the receive speed
    <0-4294967295>  Receive speed
    level: stored
    > rxspeed 9600
txspeed <0-4294967295>:txspeed
    txspeed         Set the transmit speed
    <0-4294967295>  Transmit speed
    level: stored
    > txspeed 9600
location LINE:location
    location        Enter terminal location description
    LINE            One text line describing the terminal's location
    > location Rack 7

mode exec
terminal length <0-512>:length => do terminal_length
    length          Set number of lines on a screen
    <0-512>         Number of lines on screen (0 for no pausing)
    privilege 1
    > terminal length 0
terminal width <0-512>:width => do terminal_width
    width           Set width of the display terminal
    <0-512>         Number of characters on a screen line
    privilege 1
    > terminal width 132
terminal history size <0-256>:size => do terminal_history
    size            Set history buffer size
    <0-256>         Size of history buffer
    privilege 1
    > terminal history size 50
terminal exec prompt timestamp => do exec_timestamp
    exec            Change exec settings
    prompt          EXEC prompt
    timestamp       Print timestamps for show commands
    level: partial "the time and its source; the load of the processor is not told"
    > terminal exec prompt timestamp
terminal no exec prompt timestamp => do no_exec_timestamp
    exec            Change exec settings
    prompt          EXEC prompt
    timestamp       Print timestamps for show commands
    > terminal no exec prompt timestamp
terminal escape-character {break=BREAK | none=NONE | default="" | <0-255>}:escape => do escape_character
    escape-character  Change the current line's escape character
    break           Cause escape on BREAK
    none            Disable escape entirely
    default         Use default escape character
    <0-255>         Escape character or its ASCII decimal equivalent
    privilege 1
    > terminal escape-character 3
terminal monitor => do terminal_monitor
    monitor         Copy debug output to the current terminal line
    > terminal monitor
terminal no monitor => do terminal_no_monitor
    monitor         Copy debug output to the current terminal line
    > terminal no monitor
terminal no length => do terminal_length
    length          Set number of lines on a screen
    privilege 1
show terminal => show terminal
    terminal        Display terminal configuration parameters
    privilege 1
show users [all:everyone] => show users
    users           Display information about terminal lines
    all             Include information about inactive ports
    privilege 1
    > show users
who => show users
    who             Display information about terminal lines
    privilege 1
    hidden
systat [all:everyone] => show users
    systat          Display information about terminal lines
    all             Include information about inactive ports
    privilege 1
    > systat
show line [console/con:kind=con <0-0>:number | aux:kind=aux <0-0>:number | vty:kind=vty <0-988>:number [<1-988>:last] | <0-990>:absolute [<1-990>:last]] => show line
    line            TTY line information
    console         Primary terminal line
    aux             Auxiliary line
    vty             Virtual terminal
    :number         Line number
    :absolute       First Line number
    :last           Last Line number
    privilege 1
    > show line 0
    > show line console 0
    > show line vty 0 4
show history => show history
    history         Display the session command history
    privilege 1
show privilege => show privilege
    privilege       Show current privilege level
    privilege 1
