feature login  Who may come in, and by which privilege

define privilege-mode {exec | configure | interface | line | router | route-map | ipenacl | ipsnacl | crypto-map | crypto-transform | keychain | keychain-key}
    exec            Exec mode
    configure       Global configuration mode
    interface       Interface configuration mode
    line            Line configuration mode
    router          Router configuration mode
    route-map       Route map config mode
    ipenacl         IP named extended access-list configuration mode
    ipsnacl         IP named simple access-list configuration mode
    crypto-map      Crypto map config mode
    crypto-transform  Crypto transform config mode
    keychain        Key-chain configuration mode
    keychain-key    Key-chain key configuration mode

mode config : LoginConfig
login block-for <1-65535>:block_seconds attempts <1-65535>:block_attempts within <1-65535>:block_within
    login           Enable secure login checking
    block-for       Set quiet-mode active time period
    :block_seconds  Time period in seconds
    attempts        Set max number of fail attempts
    :block_attempts  Fail attempts
    within          Watch period for fail attempts
    :block_within   Time period in seconds
    no: login block-for
    > login block-for 30 attempts 2 within 120
login delay <1-10>:delay
    login           Enable secure login checking
    delay           Set delay between successive fail login
    <1-10>          Time period in seconds
    > login delay 3
login quiet-mode access-class {<1-199> | <1300-2699> | WORD}:quiet_list
    login           Enable secure login checking
    quiet-mode      Set quiet-mode options
    access-class    Set access class ACL for quiet-mode
    <1-199>         IP access list
    <1300-2699>     IP expanded access list
    WORD            Access-list name
    no: login quiet-mode access-class
    level: partial "the list that denies everybody else is not shown as sl_def_acl"
    > login quiet-mode access-class ADMINS
login {on-success:success | on-failure:failure} log [every <1-65535>:every] => call log
    login           Enable secure login checking
    on-success      Set options for successful login attempt
    on-failure      Set options for failed login attempt
    log             Generate syslogs
    every           Periodicity of logs generated
    <1-65535>       Number of attempts
    no: login {on-success:success | on-failure:failure} log
    > login on-failure log
    > login on-failure log every 3
    >> login on-success log
    >> no login on-success log
login {on-success:success | on-failure:failure} trap [every <1-65535>:every] => call trap
    login           Enable secure login checking
    on-success      Set options for successful login attempt
    on-failure      Set options for failed login attempt
    trap            Generate traps
    every           Periodicity of traps generated
    <1-65535>       Number of attempts
    no: login {on-success:success | on-failure:failure} trap
    level: stored
    > login on-failure trap
    > login on-failure trap every 3
    >> no login on-success trap
privilege @privilege-mode:mode [all:everything] level <0-15>:level LINE:command => call privilege
    privilege       Command privilege parameters
    all             All suboption will be set to the same privilege level
    level           Set privilege level of command
    <0-15>          Privilege level
    LINE            Initial keywords of the command to modify
    no: privilege @privilege-mode:mode [all] level <0-15> LINE:command
    > privilege exec level 5 configure
    > privilege exec all level 7 clear
    > privilege interface level 5 shutdown
    >> privilege configure level 5 interface
    >> privilege router level 5 network
    >> no privilege exec level 5 clear
privilege @privilege-mode:mode reset:reset LINE:command => call privilege
    reset           Reset privilege level of command
    LINE            Initial keywords of the command to modify
    no: none
    render: none
    >> privilege exec reset show running-config

mode exec
enable [<0-15>:level] => do enable
    enable          Turn on privileged commands
    <0-15>          Enable level
    privilege 0
disable [<0-15>:level] => do disable
    disable         Turn off privileged commands
    <0-15>          Privilege level to go to
    privilege 0
show login => show login
    login           Display Secure Login Configurations and State
    > show login
show login failures => show failures
    login           Display Secure Login Configurations and State
    failures        Display information about login failures
    > show login failures
