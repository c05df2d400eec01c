feature hsrp  Hot standby router protocol

words config-if
    standby         HSRP interface configuration commands

mode config-if : HsrpInterface
standby version <1-2>:version
    version         HSRP version
    <1-2>           Version number
    check: standby_version
    render: standby
    >> standby version 2
standby [<0-4095>:group] ip [A.B.C.D:address [secondary:secondary]] => call standby_ip
    <0-4095>        group number
    ip              Enable HSRP IPv4 and set the virtual IP address
    A.B.C.D         Virtual IP address
    secondary       Make this IP address a secondary virtual IP address
    render: none
    no: standby [<0-4095>:group] ip [A.B.C.D:address [secondary:secondary]]
standby [<0-4095>:group] priority <0-255>:priority => call standby_priority
    <0-4095>        group number
    priority        Priority level
    :priority       Priority value
    render: none
    no: standby [<0-4095>:group] priority [<0-255>]
standby [<0-4095>:group] preempt [delay [[minimum <0-3600>:minimum | reload <0-3600>:reload]]] => call standby_preempt
    <0-4095>        group number
    preempt         Overthrow lower priority Active routers
    delay           Wait before preempting
    minimum         Delay at least this long
    reload          Delay after reload
    <0-3600>        Number of seconds for the delay
    render: none
    no: standby [<0-4095>:group] preempt [delay [[minimum <0-3600> | reload <0-3600>]]]
standby [<0-4095>:group] timers {<1-254>:hello | msec <15-999>:hello_ms} {<1-255>:hold | msec <50-3000>:hold_ms} => call standby_timers
    <0-4095>        group number
    timers          Hello and hold timers
    :hello          Hello interval in seconds
    msec            Specify interval in milliseconds
    :hello_ms       Hello interval in milliseconds
    :hold           Hold time in seconds
    :hold_ms        Hold time in milliseconds
    render: none
    no: standby [<0-4095>:group] timers
standby [<0-4095>:group] authentication {md5 {key-string WORD:md5 | key-chain WORD:chain} | text WORD:text | WORD:text} => call standby_authentication
    <0-4095>        group number
    authentication  Authentication
    md5             Use MD5 authentication
    key-string      Set key string
    :md5            Key string (64 chars max)
    key-chain       Set key chain
    :chain          Name of key-chain
    text            Plain text authentication
    WORD            Plain text authentication string (8 chars max)
    render: none
    no: standby [<0-4095>:group] authentication
standby [<0-4095>:group] name WORD:name => call standby_name
    <0-4095>        group number
    name            Redundancy name string
    WORD            name string
    render: none
    no: standby [<0-4095>:group] name
standby [<0-4095>:group] track {<1-1000>:number | INTERFACE:iface} [{decrement <1-255>:decrement | shutdown:shutdown | <1-255>:decrement}] => call standby_track
    <0-4095>        group number
    track           Priority tracking
    <1-1000>        Track object number
    decrement       Priority decrement
    <1-255>         Decrement value
    shutdown        Shutdown group
    render: none
    no: standby [<0-4095>:group] track {<1-1000>:number | INTERFACE:iface}

mode exec
show standby [INTERFACE:interface [<0-4095>:group]] [all:all] => show standby
    standby         Hot Standby Router Protocol (HSRP) information
    INTERFACE       Interface
    <0-4095>        group number
    all             Include groups in disabled state
    privilege 1
show standby [INTERFACE:interface [<0-4095>:group]] brief => show standby_brief
    standby         Hot Standby Router Protocol (HSRP) information
    INTERFACE       Interface
    <0-4095>        group number
    brief           Brief output
    privilege 1
debug standby => do debug_standby
    standby         Hot Standby Router Protocol (HSRP)
