feature tacacs  TACACS+: servers that say who may come in and what they may do

words
    tacacs-server   Modify TACACS query parameters
    ip tacacs       TACACS configuration commands
    debug tacacs    TACACS authentication and authorization

define TACACS-KEY [0:kind=0 | 6:kind=6 | 7:kind=7] LINE:text
    0               Specifies an UNENCRYPTED key will follow
    6               Specifies an ENCRYPTED key will follow
    7               Specifies HIDDEN key will follow
    LINE            The UNENCRYPTED (cleartext) shared key
    since 15.4: 6

mode config : TacacsConfig
tacacs server WORD:name => enter config-server-tacacs servers[name]
    tacacs          TACACS server configuration command
    server          Specify a TACACS server
    WORD            Name for the tacacs server configuration
    since: 15.2(2)T
    sort: none
    > tacacs server TAC1
    >> no tacacs server TAC1
tacacs-server host A.B.C.D:address [single-connection:single] [port <1-65535>:port] [timeout <1-1000>:timeout] [key @TACACS-KEY] => call host
    host            Specify a TACACS server
    A.B.C.D         IP address of TACACS server
    single-connection  Multiplex all packets over a single tcp connection to server
    port            TCP port for TACACS server (default is 49)
    <1-65535>       Port number
    timeout         Time to wait for this TACACS server to reply (overrides default)
    <1-1000>        Timeout value in seconds to wait for server to reply
    key             per-server encryption key (overrides default)
    no: tacacs-server host A.B.C.D:address
    > tacacs-server host 192.0.2.5 single-connection port 4949 timeout 3 key cisco
    >> tacacs-server host 192.0.2.5
    >> no tacacs-server host 192.0.2.5
tacacs-server key @TACACS-KEY => call global_key
    key             Set TACACS+ encryption key.
    no: tacacs-server key
    > tacacs-server key cisco
tacacs-server timeout <1-1000>:timeout
    timeout         Time to wait for a TACACS server to reply
    <1-1000>        Wait time (default 5 seconds)
    > tacacs-server timeout 3
ip tacacs source-interface INTERFACE:source
    source-interface  Specify interface for source address in TACACS packets
    no: ip tacacs source-interface INTERFACE
    > ip tacacs source-interface Loopback0

mode config-server-tacacs : TacacsServer
    prompt: config-server-tacacs
    title: TACACS server sub-mode configuration commands:
    exit: Exit from TACACS server configuration mode
    separator: before
address ipv4 A.B.C.D:address
    address         Specify the TACACS server address
    ipv4            IPv4 Address
    A.B.C.D         IPv4 Address of TACACS server
    no: address ipv4
    > address ipv4 192.0.2.5
key @TACACS-KEY => call key
    key             Set TACACS server encryption key
    no: key
    > key cisco
port <1-65535>:port
    port            TCP port for TACACS server (default is 49)
    <1-65535>       Port number
    > port 4949
timeout <1-1000>:timeout
    timeout         Time to wait for this TACACS server to reply (overrides default)
    <1-1000>        Wait time
    > timeout 3
single-connection => single
    single-connection  Multiplex all packets over a single tcp connection to server
    > single-connection

mode exec
show tacacs => show tacacs
    tacacs          Shows tacacs+ server statistics
    > show tacacs
clear tacacs statistics => do clear_statistics
    tacacs          Clear TACACS+ information
    statistics      TACACS+ statistics
    > clear tacacs statistics
debug tacacs => do debug_tacacs
    level: partial "the lines are those of releases from 12.3 on as they are remembered, not as they were recorded; sockets are numbered in another way"
    > debug tacacs
