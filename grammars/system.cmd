feature system  The router: names, passwords, banners, files, reload

words
    service         Modify use of network based services
    enable          Modify enable password parameters
    username        Establish User Name Authentication
    banner          Define a login banner
    show            Show running system information
    clear           Reset functions
    copy            Copy from one file to another
    write           Write running configuration to memory, network, or terminal
    erase           Erase a filesystem
    reload          Halt and perform a cold restart
    no              Negate a command or set its defaults
    debug           Debugging functions (see also 'undebug')
    ip              Global IP configuration subcommands
    mmi             MMI configuration commands
    ipv6            Global IPv6 configuration commands
    platform        platform specific configuration
    cdp             Global CDP configuration subcommands

define secret-algorithm {md5 | scrypt | sha256}
    md5             Encode the password using the MD5 algorithm
    scrypt          Encode the password using the SCRYPT hashing algorithm
    sha256          Encode the password using the PBKDF2 hashing algorithm

mode config : SystemConfig
hostname WORD:hostname
    hostname        Set system's network name
    WORD            This system's network name
    check: hostname
    shown-when-default: yes
    > hostname R1
    >> no hostname
prompt LINE:prompt
    prompt          Set system's prompt
    LINE            Prompt string
    > prompt %h:%n%p
    >> no prompt
service password-encryption => password_encryption
    password-encryption  Encrypt system passwords
    shown-when-default: no
    > service password-encryption
    > no service password-encryption
enable secret [level <1-15>:level] [0:kind=0 | 5:kind=5] LINE:password => call enable_secret
    check: secret
    secret          Assign the privileged level secret
    level           Set exec level password
    <1-15>          Level number
    0               Specifies an UNENCRYPTED password will follow
    LINE            The UNENCRYPTED (cleartext) 'enable' secret
    5               Specifies an ENCRYPTED secret will follow
    before: 15.1
    no: enable secret [level <1-15>:level]
    > enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0
    >> enable secret cisco
    >> no enable secret
enable secret [level <1-15>:level] [0:kind=0 | 4:kind=4 | 5:kind=5] LINE:password => call enable_secret
    check: secret
    secret          Assign the privileged level secret
    level           Set exec level password
    <1-15>          Level number
    0               Specifies an UNENCRYPTED password will follow
    LINE            The UNENCRYPTED (cleartext) 'enable' secret
    4               Specifies a SHA256 ENCRYPTED secret will follow
    5               Specifies a MD5 ENCRYPTED secret will follow
    since: 15.1
    before: 15.3(3)
    no: enable secret [level <1-15>:level]
    > enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0
    >> enable secret cisco
    >> no enable secret
enable secret [level <1-15>:level] [0:kind=0 | 5:kind=5 | 8:kind=8 | 9:kind=9] LINE:password => call enable_secret
    check: secret
    secret          Assign the privileged level secret
    level           Set exec level password
    <1-15>          Level number
    0               Specifies an UNENCRYPTED password will follow
    LINE            The UNENCRYPTED (cleartext) 'enable' secret
    5               Specifies a MD5 HASHED secret will follow
    8               Specifies a PBKDF2 HASHED secret will follow
    9               Specifies a SCRYPT HASHED secret will follow
    since: 15.3(3)
    no: enable secret [level <1-15>:level]
    > enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0
    >> enable secret cisco
    >> no enable secret
enable secret [level <1-15>:level] 4:kind=4 WORD:password => call enable_secret
    4               Specifies a SHA256 ENCRYPTED secret will follow
    WORD            The ENCRYPTED secret
    since: 15.3(3)
    hidden
    render: none
    no: none
enable secret [level <1-15>:level] {8:kind=8 | 9:kind=9} WORD:password => call enable_secret
    level           Set exec level password
    <1-15>          Level number
    8               Specifies a PBKDF2 HASHED secret will follow
    9               Specifies a SCRYPT HASHED secret will follow
    WORD            The HASHED secret
    platform: generic
    hidden
    render: none
    no: none
enable algorithm-type @secret-algorithm:algorithm secret [level <1-15>:level] LINE:password => call enable_secret
    algorithm-type  Algorithm to use for hashing the plaintext 'enable' secret
    secret          Assign the privileged level secret
    level           Set exec level password
    <1-15>          Level number
    LINE            The UNENCRYPTED (cleartext) 'enable' secret
    since: 15.3(3)
    render: none
    no: none
    >> enable algorithm-type scrypt secret cisco
enable password [level <1-15>:level] [0:kind=0 | 6:kind=6 | 7:kind=7] LINE:password => call enable_password
    check: secret
    password        Assign the privileged level password
    level           Set exec level password
    <1-15>          Level number
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    7               Specifies a HIDDEN password will follow
    LINE            The UNENCRYPTED (cleartext) 'enable' password
    since 16.10: 6
    no: enable password [level <1-15>:level]
    > enable password cisco
    > enable password 7 094F471A1A0A
username WORD:name [privilege <0-15>:privilege] [view WORD:view] [password [0:kind=0 | 6:kind=6 | 7:kind=7] LINE:password | nopassword:nopassword] => call username
    check: secret
    :name           User name
    privilege       Set user privilege level
    <0-15>          User privilege level
    view            Set view name
    :view           View name
    password        Specify the password for the user
    nopassword      No password is required for the user to log in
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    7               Specifies a HIDDEN password will follow
    LINE            The UNENCRYPTED (cleartext) user password
    since 16.10: 6
    no: username WORD:name
    > username admin privilege 15 password 0 cisco
    > username help nopassword
    >> no username admin
username WORD:name [privilege <0-15>:privilege] [view WORD:view] [nopassword:nopassword] {nohangup:nohangup [autocommand LINE:autocommand] | autocommand LINE:autocommand} => call username
    :name           User name
    privilege       Set user privilege level
    <0-15>          User privilege level
    view            Set view name
    :view           View name
    nopassword      No password is required for the user to log in
    nohangup        Do not disconnect after an automatic command
    autocommand     Automatically issue a command after the user logs in
    LINE            Command to be automatically issued after the user logs in
    render: none
    no: none
    >> username help nopassword nohangup autocommand show users
    >> username help autocommand show users
username WORD:name [privilege <0-15>:privilege] [view WORD:view] secret:secret [0:kind=0 | 5:kind=5] LINE:password => call username
    :name           User name
    check: secret
    privilege       Set user privilege level
    <0-15>          User privilege level
    view            Set view name
    :view           View name
    secret          Specify the secret for the user
    0               Specifies an UNENCRYPTED secret will follow
    LINE            The UNENCRYPTED (cleartext) user secret
    render: none
    no: none
    >> username admin secret cisco
    5               Specifies a HIDDEN secret will follow
    before: 15.1
username WORD:name [privilege <0-15>:privilege] [view WORD:view] secret:secret [0:kind=0 | 4:kind=4 | 5:kind=5] LINE:password => call username
    :name           User name
    check: secret
    privilege       Set user privilege level
    <0-15>          User privilege level
    view            Set view name
    :view           View name
    secret          Specify the secret for the user
    0               Specifies an UNENCRYPTED secret will follow
    LINE            The UNENCRYPTED (cleartext) user secret
    render: none
    no: none
    >> username admin secret cisco
    4               Specifies a SHA256 ENCRYPTED secret will follow
    5               Specifies a MD5 ENCRYPTED secret will follow
    since: 15.1
    before: 15.3(3)
username WORD:name [privilege <0-15>:privilege] [view WORD:view] secret:secret [0:kind=0 | 5:kind=5 | 8:kind=8 | 9:kind=9] LINE:password => call username
    :name           User name
    check: secret
    privilege       Set user privilege level
    <0-15>          User privilege level
    view            Set view name
    :view           View name
    secret          Specify the secret for the user
    0               Specifies an UNENCRYPTED secret will follow
    LINE            The UNENCRYPTED (cleartext) user secret
    render: none
    no: none
    >> username admin secret cisco
    5               Specifies a MD5 HASHED secret will follow
    8               Specifies a PBKDF2 HASHED secret will follow
    9               Specifies a SCRYPT HASHED secret will follow
    since: 15.3(3)
username WORD:name [privilege <0-15>:privilege] [view WORD:view] secret:secret 4:kind=4 WORD:password => call username
    :name           User name
    :password       The ENCRYPTED secret
    privilege       Set user privilege level
    <0-15>          User privilege level
    view            Set view name
    :view           View name
    secret          Specify the secret for the user
    4               Specifies a SHA256 ENCRYPTED secret will follow
    since: 15.3(3)
    hidden
    render: none
    no: none
username WORD:name [privilege <0-15>:privilege] [view WORD:view] secret:secret {8:kind=8 | 9:kind=9} WORD:password => call username
    :name           User name
    privilege       Set user privilege level
    <0-15>          User privilege level
    view            Set view name
    :view           View name
    secret          Specify the secret for the user
    8               Specifies a PBKDF2 HASHED secret will follow
    9               Specifies a SCRYPT HASHED secret will follow
    :password       The HASHED secret
    platform: generic
    hidden
    render: none
    no: none
username WORD:name [privilege <0-15>:privilege] [view WORD:view] algorithm-type @secret-algorithm:algorithm secret:secret LINE:password => call username
    :name           User name
    privilege       Set user privilege level
    <0-15>          User privilege level
    view            Set view name
    :view           View name
    algorithm-type  Algorithm to use for hashing the plaintext secret for the user
    secret          Specify the secret for the user
    LINE            The UNENCRYPTED (cleartext) user secret
    since: 15.3(3)
    render: none
    no: none
    >> username admin algorithm-type sha256 secret cisco
banner motd DELIMITED:motd
    motd            Set Message of the Day banner
    LINE            c banner-text c, where 'c' is a delimiting character
    >> no banner motd
banner login DELIMITED:login_banner
    login           Set login banner
    LINE            c banner-text c, where 'c' is a delimiting character
banner exec DELIMITED:exec_banner
    exec            Set EXEC process creation banner
    LINE            c banner-text c, where 'c' is a delimiting character
banner incoming DELIMITED:incoming_banner
    incoming        Set incoming terminal line banner
    LINE            c banner-text c, where 'c' is a delimiting character
    level: stored
security passwords min-length <0-16>:min_length
    security        Infra Security CLIs
    passwords       Password security CLIs
    min-length      minimum length of passwords
    <0-16>          Minimum length of all user/enable passwords
    > security passwords min-length 10
file prompt {alert | quiet}:file_prompt
    file            Adjust file system parameters
    prompt          prompt level
    alert           prompt only for destructive file operations
    quiet           seldom prompt for file operations
    > file prompt quiet
    >> file prompt alert
    >> no file prompt
alias exec WORD:name LINE:text => call alias
    alias           Create command alias
    exec            Exec mode aliases
    WORD            Alias name
    LINE            Alias text
    no: alias exec WORD:name
    > alias exec sib show ip interface brief

mode config : Device
version WORD:number => call version
    version         Version of the running configuration
    WORD            Version number
    check: version
    no: none
    hidden
config-register HEX:value => call config_register
    config-register  Define the configuration register
    Hex-data        Config register number
    no: config-register [HEX:value]
    render: none
    >> config-register 0x2102
boot-start-marker => call boot_start
    boot-start-marker  Start of the boot commands
    no: none
    hidden
boot-end-marker => call boot_end
    boot-end-marker  End of the boot commands
    no: none
    hidden

mode config : SystemConfig
memory-size iomem <1-50>:iomem
    memory-size     Adjust memory size by percentage
    iomem           IO memory
    <1-50>          percentage of DRAM to use for I/O memory
    platform: c7200 generic c3725 c2811
    level: stored
    > memory-size iomem 5
    >> no memory-size iomem

mode config : Furniture
mmi auto-configure => mmi_auto_configure
    auto-configure  MMI auto-configuration
    positive: none
    level: stored
    platform: c7200 iol generic
    since: 15.2
    > no mmi auto-configure
mmi pvc => mmi_pvc
    pvc             MMI PVC
    positive: none
    level: stored
    platform: c7200 iol generic
    since: 15.2
    > no mmi pvc
mmi polling-interval <5-600>:mmi_polling
    polling-interval  MMI polling interval
    <5-600>         Seconds
    level: stored
    platform: c7200 iol generic
    since: 15.2
    >> mmi polling-interval 60
mmi snmp-timeout <1-600>:mmi_snmp_timeout
    snmp-timeout    MMI SNMP timeout
    <1-600>         Seconds
    level: stored
    platform: c7200 iol generic
    since: 15.2
    >> mmi snmp-timeout 180
mmi polling-interval <5-600>:mmi_polling
    polling-interval  MMI polling interval
    <5-600>         Seconds
    level: stored
    platform: iosv
    render: mmi
    > mmi polling-interval 60
mmi auto-configure => mmi_auto_configure
    auto-configure  MMI auto-configuration
    positive: none
    level: stored
    platform: iosv
    render: none
    >> no mmi auto-configure
mmi pvc => mmi_pvc
    pvc             MMI PVC
    positive: none
    level: stored
    platform: iosv
    render: none
    >> no mmi pvc
mmi snmp-timeout <1-600>:mmi_snmp_timeout
    snmp-timeout    MMI SNMP timeout
    <1-600>         Seconds
    level: stored
    platform: iosv
    render: none
    >> mmi snmp-timeout 180
multilink bundle-name authenticated => multilink_bundle
    multilink       PPP multilink global configuration
    bundle-name     Select method for naming multilink bundles
    authenticated   Use authenticated name
    level: stored
    no: none
    shown-when-default: yes
    since: 15.0
    >> multilink bundle-name authenticated
ip forward-protocol nd => forward_protocol_nd
    forward-protocol  Controls forwarding of physical and directed IP broadcasts
    nd              Sun's Network Disk protocol
    level: stored
    shown-when-default: yes
    >> ip forward-protocol nd
service compress-config => compress_config
    compress-config  Compress the nvram configuration file
    level: partial "compresses, by another method than that of IOS: the size differs a little"
    level: stored
service call-home => call_home
    call-home       Enable call-home service
    level: stored
    platform: csr1000v c8000v generic
service config => service_config
    config          TFTP load config files
    level: stored
    positive: none
    >> no service config
service finger => service_finger
    finger          Allow responses to finger requests
    level: stored
    positive: none
    >> no service finger
service tcp-small-servers => tcp_small_servers
    tcp-small-servers  Enable small TCP servers (e.g., ECHO)
    level: stored
    positive: none
    >> no service tcp-small-servers
service udp-small-servers => udp_small_servers
    udp-small-servers  Enable small UDP servers (e.g., ECHO)
    level: stored
    positive: none
    >> no service udp-small-servers
ip finger => ip_finger
    finger          finger server
    level: stored
    positive: none
    >> no ip finger
ip identd => ip_identd
    identd          Ident server
    level: stored
    positive: none
    >> no ip identd
ip bootp server => bootp_server
    bootp           Config BOOTP services
    server          Enable BOOTP server
    level: stored
    > no ip bootp server
ip gratuitous-arps => gratuitous_arps
    gratuitous-arps  Generate gratuitous ARPs for PPP/SLIP peer addresses
    level: stored
    > no ip gratuitous-arps
service pad => pad
    pad             Enable PAD commands
    level: stored
    positive: none
    > no service pad
spanning-tree extend system-id => spanning_tree_system_id
    spanning-tree   Spanning Tree Subsystem
    extend          Spanning Tree 802.1t extensions
    system-id       Extend system-id into priority portion of the bridge id (PVST & Rapid PVST only)
    level: stored
    platform: iol csr1000v c8000v iosv generic
vlan internal allocation policy {ascending | descending}:vlan_policy
    vlan            VLAN commands
    internal        internal VLAN
    allocation      Internal VLAN allocation
    policy          Specify order for allocation
    ascending       Allocate internal VLAN in ascending order
    descending      Allocate internal VLAN in descending order
    level: stored
    > vlan internal allocation policy ascending
memory-size iomem <0-100>:iomem
    memory-size     Adjust memory size by percentage
    iomem           IO memory size
    <0-100>         percentage of DRAM to use for I/O memory
    level: stored
    platform: c3725 c2811 generic
    > memory-size iomem 5
ip subnet-zero => subnet_zero
    subnet-zero     Allow 'subnet zero' subnets
    no: none
    level: stored
    >> ip subnet-zero
ip classless => classless
    classless       Follow classless routing forwarding rules
    no: none
    level: stored
    >> ip classless
platform punt-keepalive disable-kernel-core => punt_keepalive
    punt-keepalive  punt keepalive
    disable-kernel-core  disable kernel core
    positive: none
    level: stored
    platform: csr1000v c8000v generic
    > no platform punt-keepalive disable-kernel-core
platform console {auto | serial | virtual}:platform_console
    console         platform console
    auto            Automatic console
    serial          Serial console
    virtual         Virtual console
    level: stored
    platform: csr1000v c8000v generic
    > platform console serial
virtual-service WORD:virtual_service
    virtual-service  Virtual service
    WORD            Name
    level: stored
    platform: csr1000v c8000v generic
subscriber templating => subscriber
    subscriber      Subscriber commands
    templating      Templating
    level: stored
    platform: csr1000v c8000v generic
license udi pid WORD:license_pid sn WORD:license_sn
    license         Configure license features
    udi             Unique device identifier
    pid             Product
    sn              Serial number
    WORD            Text
    level: stored
    > license udi pid CSR1000V sn 9NIM5C6HHZK
upgrade fpd auto => upgrade
    upgrade         Upgrade
    fpd             Field programmable devices
    auto            At start
    level: stored
    platform: c7200 generic
    > upgrade fpd auto
scheduler allocate => scheduler_allocate
    scheduler       Scheduler parameters
    allocate        Guarantee CPU time for processes
    positive: none
    level: stored
    > no scheduler allocate
diagnostic bootup level {minimal | complete}:diagnostic
    diagnostic      Configure diagnostic information
    bootup          Configure bootup diagnostic
    level           Configure bootup diagnostic level
    minimal         minimal diagnostic
    complete        complete diagnostic
    level: stored
    platform: csr1000v c8000v generic
    > diagnostic bootup level minimal
memory free low-watermark processor <1-4294967295>:low_watermark
    memory          Configure memory management
    free            Free memory
    low-watermark   Low watermark
    processor       Processor memory
    <1-4294967295>  Kilobytes
    level: stored
    platform: iol csr1000v c8000v generic
    > memory free low-watermark processor 68008
platform qfp utilization monitor load <1-100>:qfp_load
    qfp             Quantum flow processor
    utilization     Utilization
    monitor         Monitor
    load            Load
    <1-100>         Percent
    level: stored
    platform: csr1000v c8000v generic
    > platform qfp utilization monitor load 80
cts logging verbose => cts_logging
    cts             Cisco Trusted Security commands
    logging         Logging
    verbose         Verbose
    level: stored
    platform: csr1000v c8000v generic
gatekeeper => enter config-gk gatekeeper
    gatekeeper      Configure an H.323 gatekeeper
    level: stored

mode config-gk : Gatekeeper
    title: Gatekeeper config commands:
    exit: Exit from gatekeeper configuration mode
    separator: after
shutdown => shutdown
    shutdown        Shutdown the gatekeeper
    level: stored
    > shutdown
mode config-redundancy
    title: Redundancy configuration commands:
    exit: Exit from redundancy configuration mode
mode config-cp
    title: Control Plane configuration commands:
    exit: Exit from control-plane configuration mode
mode config : Device
control-plane => enter config-cp
    control-plane   Configure control plane services
    level: stored
    no: none
    shown-when-default: yes
    >> control-plane
redundancy => enter config-redundancy
    redundancy      Enter redundancy mode
    level: stored
    no: none
    platform: iol iosv csr1000v c8000v
    shown-when-default: yes
redundancy => enter config-redundancy
    redundancy      Enter redundancy mode
    level: stored
    no: none
    platform: c7200 c3725 c2811 generic

mode exec
configure => do configure
    configure       Enter configuration mode
configure terminal => do configure_terminal
    configure       Enter configuration mode
    terminal        Configure from the terminal
configure memory => do configure_memory
    memory          Configure from NV memory
logout => do logout
    logout          Exit from the EXEC
    privilege 0
quit => do logout
    quit            Exit from the EXEC
    privilege 0
    hidden
copy running-config startup-config => do copy_running_startup
    running-config  Copy from current system configuration
    startup-config  Copy to startup configuration
    > copy running-config startup-config
copy startup-config running-config => do copy_startup_running
    startup-config  Copy from startup configuration
    running-config  Update (merge with) current system configuration
    > copy startup-config running-config
write => do write
write memory => do write
    memory          Write to NV memory
write terminal => show running_config
    terminal        Write to terminal
write erase => do erase
    erase           Erase NV memory
erase {startup-config | nvram:} => do erase
    startup-config  Erase contents of configuration memory
    nvram:          Filesystem to be erased
reload [reason LINE:reason] => do reload
    reason          Reload reason
    LINE            Reason for reload
    > reload
reload in <1-999>:minutes [LINE:reason] => do reload_in
    in              Reload after a time interval
    <1-999>         Delay before reload (mmm)
    LINE            Reason for reload
    > reload in 10
reload in hh:mm:delay [LINE:reason] => do reload_in
    in              Reload after a time interval
    hh:mm           Delay before reload (hhh:mm)
    LINE            Reason for reload
    > reload in 1:30
reload cancel => do reload_cancel
    cancel          Cancel pending reload
    > reload cancel
show reload => show reload
    reload          Scheduled reload information
    privilege 1
show running-config [all:everything | brief | full] [linenum:numbered] => show running_config
    running-config  Current operating configuration
    all             Configuration with defaults
    brief           configuration without certificate data
    full            full configuration
    linenum         Display line numbers in output
    > show running-config
    > show running-config full
    > show running-config brief linenum
show running-config interface INTERFACE:name [linenum:numbered] => show running_config
    running-config  Current operating configuration
    interface       Show interface configuration
    linenum         Display line numbers in output
show running-config vrf [WORD:vrf] => show running_config_vrf
    running-config  Current operating configuration
    vrf             Show VRF aware configuration
    WORD            VRF name
    > show running-config vrf
show derived-config => show derived_config
    derived-config  Derived operating configuration
    since: 15.0
    > show derived-config
show derived-config interface INTERFACE:name => show derived_config
    derived-config  Derived operating configuration
    interface       Show interface configuration
    since: 15.0
show startup-config => show startup_config
    startup-config  Contents of startup configuration
    > show startup-config
show configuration => show startup_config
    configuration   Contents of Non-Volatile memory
show version => show version
    version         System hardware and software status
    privilege 1
    > show version
show inventory => show inventory
    inventory       Show the physical inventory
    platform: c7200 c3725 c2811 generic iosv csr1000v c8000v
    privilege 1
show processes cpu [sorted] => show processes_cpu
    processes       Active process statistics
    cpu             Show CPU use per process
    sorted          Show sorted output based on percentage of usage
    privilege 1
    level: partial "work takes no virtual time: the percentages are zero; there is no history"
    > show processes cpu sorted
show processes memory [sorted:by_size] => show processes_memory
    processes       Active process statistics
    memory          Show memory use per process
    sorted          Show sorted output based on memory usage
    privilege 1
    level: partial "what was asked for and given back meanwhile is not counted; no pool but the processor's"
    > show processes memory sorted
show memory statistics => show memory_statistics
    memory          Memory statistics
    statistics      Memory pool statistics
    level: partial "blocks have no places in a pool: all that is free is one, and the lowest is what is free now"
    > show memory statistics
show tech-support [page:page] [password:passwords] [ipsec:topic=ipsec] => show tech_support
    tech-support    Show system information for Tech-Support
    page            Page through output
    password        Include passwords
    ipsec           IPSEC related information
    level: partial "of the commands that it shows, those that are built here"
    since 15.0: ipsec
    > show tech-support
    > show tech-support page password
    > show tech-support ipsec
show platform => show platform
    level: partial "age of the router; its one processor and forwarder are always ok"
    platform        Show platform information
    platform: csr1000v c8000v
    privilege 1
show aliases => show aliases
    aliases         Display alias commands
    privilege 1
show debugging => show debugging
    debugging       State of each debugging option
    privilege 1
    > show debugging
debug all => do debug_all
    all             Enable all debugging
    > debug all
    > undebug all
    > no debug all
