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
