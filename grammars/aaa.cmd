feature aaa  Authentication, authorization and accounting

words
    aaa             Authentication, Authorization and Accounting.
    aaa new-model   Enable NEW access control commands and functions.(Disables OLD commands.)
    aaa authentication  Authentication configurations parameters.
    aaa authentication login  Set authentication lists for logins.
    aaa authentication enable  Set authentication list for enable.
    aaa authorization  Authorization configurations parameters.
    aaa accounting  Accounting configurations parameters.
    aaa local       AAA Local Authen/Authz Configuration
    aaa session-id  AAA Session ID
    aaa group       AAA group definitions
    authorization   Authorization parameters
    accounting      Accounting parameters
    show aaa        Show AAA values
    show aaa method-lists  Show AAA method lists
    show aaa local  Show AAA local method options
    show aaa local user  Show AAA local user information
    clear aaa       Clear AAA values
    debug aaa       AAA Authentication, Authorization and Accounting

define aaa-list {default | WORD}
    default         The default authentication list.
    WORD            Named authentication list (max 31 characters, longer will be rejected).
define aaa-login {enable | line | local | local-case | none | group radius | group tacacs+ | group WORD:+}
    enable          Use enable password for authentication.
    line            Use line password for authentication.
    local           Use local username authentication.
    local-case      Use case-sensitive local username authentication.
    none            NO authentication.
    group           Use Server-group
    group radius    Use list of all Radius hosts.
    group tacacs+   Use list of all Tacacs+ hosts.
    group WORD      Server-group name
define aaa-enable {enable | line | none | group radius | group tacacs+ | group WORD:+}
    enable          Use enable password for authentication.
    line            Use line password for authentication.
    none            NO authentication.
    group           Use Server-group
    group radius    Use list of all Radius hosts.
    group tacacs+   Use list of all Tacacs+ hosts.
    group WORD      Server-group name
define aaa-author {local | none | if-authenticated | group radius | group tacacs+ | group WORD:+}
    local           Use local database.
    none            No authorization (always succeeds).
    if-authenticated  Succeed if user has authenticated.
    group           Use Server-group
    group radius    Use list of all Radius hosts.
    group tacacs+   Use list of all Tacacs+ hosts.
    group WORD      Server-group name
define aaa-group {group radius | group tacacs+ | group WORD:+}
    group           Use Server-group
    group radius    Use list of all Radius hosts.
    group tacacs+   Use list of all Tacacs+ hosts.
    group WORD      Server-group name

mode config : AaaConfig
aaa new-model => call new_model
    render: new_model
    > aaa new-model
    > no aaa new-model
aaa group server radius WORD:name => enter config-sg-radius groups[name], protocol = radius
    check: radius_group
    server          AAA Server group definitions
    radius          Radius server-group definition
    WORD            Server-group name
    sort: none
aaa group server tacacs+ WORD:name => enter config-sg-tacacs groups[name], protocol = tacacs+
    check: tacacs_group
    server          AAA Server group definitions
    tacacs+         Tacacs+ server-group definition
    WORD            Server-group name
    sort: none
    level: partial "what is said where a group of RADIUS has the name is not known to be IOS's wording"
aaa authentication login @aaa-list:name @aaa-login:methods... => call login_list
    check: new_model
    no: aaa authentication login @aaa-list:name
aaa authentication enable default @aaa-enable:methods... => call enable_list
    check: new_model
    default         The default authentication list.
    no: aaa authentication enable default
aaa authentication attempts login <1-25>:attempts
    check: new_model
    attempts        Set the maximum number of login attempts
    login           Set the maximum number of login attempts
    <1-25>          Number of attempts
aaa authentication username-prompt LINE:username_prompt
    check: new_model
    username-prompt  Text to use when prompting for a username
    LINE            Text of prompt.
aaa authentication password-prompt LINE:password_prompt
    check: new_model
    password-prompt  Text to use when prompting for a password
    LINE            Text of prompt.
aaa authentication fail-message DELIMITED:fail_message
    check: new_model
    fail-message    Message to use for failed login/authentication.
    LINE            c banner-text c, where 'c' is a delimiting character
aaa authentication banner DELIMITED:banner
    check: new_model
    banner          Message to use when starting login/authentication.
    LINE            c banner-text c, where 'c' is a delimiting character
aaa local authentication attempts max-fail <1-65535>:max_fail
    check: new_model
    authentication  AAA Local authentication configuration
    attempts        Set attempts for local authentication
    max-fail        Set max failed attempts
    <1-65535>       Configure local user's max failed login attempts
aaa authorization exec @aaa-list:name @aaa-author:methods... => call exec_list
    check: new_model
    exec            For starting an exec (shell).
    no: aaa authorization exec @aaa-list:name
    level: partial "of what servers say of a shell its privilege, its view and its automatic command count"
aaa authorization commands <0-15>:level @aaa-list:name @aaa-author:methods... => call commands_list
    check: new_model
    commands        For exec (shell) commands.
    <0-15>          Enable level
    no: aaa authorization commands <0-15>:level @aaa-list:name
    level: partial "RADIUS knows no authorization of commands: the method after a group of such servers is asked; exit, logout and help are never asked about"
aaa authorization network @aaa-list:name {local}:methods... => call network_list
    check: new_model
    network         For network services. (PPP, SLIP, ARAP)
    local           Use local database.
    no: aaa authorization network @aaa-list:name
    level: partial "the local database is asked, which has the policies of IKEv2; servers are not"
aaa authorization config-commands => config_commands
    check: new_model
    config-commands  For configuration mode commands.
aaa authorization console => console
    check: new_model
    console         For enabling console authorization
aaa accounting exec @aaa-list:name => enter cfg-acct-mlist exec_accounting[name], nested = true
    check: new_model
    since: 15
    exec            For starting an exec (shell).
    sort: none
aaa accounting exec @aaa-list:name {none | {start-stop | stop-only}:action [broadcast:broadcast] @aaa-group:groups...} => call exec_accounting
    check: new_model
    exec            For starting an exec (shell).
    none            No accounting.
    start-stop      Record start and stop without waiting
    stop-only       Record stop when service terminates.
    broadcast       Use Broadcast for Accounting
    no: aaa accounting exec @aaa-list:name
aaa accounting commands <0-15>:level @aaa-list:name => enter cfg-acct-mlist commands_accounting[level, name], nested = true
    check: new_model
    since: 15
    commands        For exec (shell) commands.
    <0-15>          Enable level
aaa accounting commands <0-15>:level @aaa-list:name {none | {start-stop | stop-only}:action [broadcast:broadcast] @aaa-group:groups...} => call commands_accounting
    check: new_model
    commands        For exec (shell) commands.
    <0-15>          Enable level
    none            No accounting.
    start-stop      Record start and stop without waiting
    stop-only       Record stop when service terminates.
    broadcast       Use Broadcast for Accounting
    no: aaa accounting commands <0-15>:level @aaa-list:name
aaa accounting system {default}:name => enter cfg-acct-mlist system_accounting[name], nested = true
    check: new_model
    since: 15
    system          For system events.
    default         The default accounting list.
    sort: none
aaa accounting system {default}:name {none | {start-stop | stop-only}:action [broadcast:broadcast] @aaa-group:groups...} => call system_accounting
    check: new_model
    system          For system events.
    default         The default accounting list.
    none            No accounting.
    start-stop      Record start and stop without waiting
    stop-only       Record stop when service terminates.
    broadcast       Use Broadcast for Accounting
    no: aaa accounting system default
    level: partial "a reload and the start behind it"
aaa accounting connection @aaa-list:name => enter cfg-acct-mlist connection_accounting[name], nested = true
    check: new_model
    since: 15
    connection      For outbound connections. (telnet, rlogin)
    sort: none
aaa accounting connection @aaa-list:name {none | {start-stop | stop-only}:action [broadcast:broadcast] @aaa-group:groups...} => call connection_accounting
    check: new_model
    connection      For outbound connections. (telnet, rlogin)
    none            No accounting.
    start-stop      Record start and stop without waiting
    stop-only       Record stop when service terminates.
    broadcast       Use Broadcast for Accounting
    no: aaa accounting connection @aaa-list:name
    level: partial "of telnet only; rlogin and the like do not exist"
aaa accounting network @aaa-list:name => enter cfg-acct-mlist network_accounting[name], nested = true
    check: new_model
    since: 15
    network         For network services. (PPP, SLIP, ARAP)
    sort: none
aaa accounting network @aaa-list:name {none | {start-stop | stop-only}:action [broadcast:broadcast] @aaa-group:groups...} => call network_accounting
    check: new_model
    network         For network services. (PPP, SLIP, ARAP)
    none            No accounting.
    start-stop      Record start and stop without waiting
    stop-only       Record stop when service terminates.
    broadcast       Use Broadcast for Accounting
    no: aaa accounting network @aaa-list:name
    level: stored
aaa accounting update periodic <1-2147483647>:update_minutes
    check: new_model
    update          Enable accounting update records.
    periodic        Send accounting update records at regular intervals.
    <1-2147483647>  Periodic intervals to send accounting update records(in minutes)
    no: aaa accounting update
aaa session-id {common | unique}:session_id
    check: new_model
    common          Use common session-id
    unique          Use unique session-id
    render: session_id
    level: stored

mode cfg-acct-mlist : AccountingList
    title: Accounting method list configuration commands:
    exit: Exit from accounting method list configuration mode
    separator: after
action-type {none | start-stop | stop-only}:action
    action-type     Type of accounting records
    none            No accounting.
    start-stop      Record start and stop without waiting
    stop-only       Record stop when service terminates.
    no: action-type
    > action-type start-stop
broadcast => broadcast
    broadcast       Use Broadcast for Accounting
    > broadcast
group {radius | tacacs+ | WORD}:name => groups[name]
    check: accounting_group
    group           Use Server-group
    radius          Use list of all Radius hosts.
    tacacs+         Use list of all Tacacs+ hosts.
    WORD            Server-group name
    > group tacacs+
    >> no group tacacs+

mode config-line : Line
login authentication {default | WORD}:authentication
    check: login_authentication
    login           Enable password checking
    authentication  Authentication parameters.
    default         Use the default authentication list.
    WORD            Use an authentication list with this name.
    no: login authentication
authorization exec {default | WORD}:exec_authorization
    check: line_list
    exec            For starting an exec (shell).
    default         Use the default authorization list.
    WORD            Use an authorization list with this name.
    no: authorization exec
authorization commands <0-15>:level {default | WORD}:name => call line_commands
    check: line_list
    commands        For exec (shell) commands.
    <0-15>          Enable level
    default         Use the default authorization list.
    WORD            Use an authorization list with this name.
    no: authorization commands <0-15>:level
accounting exec {default | WORD}:exec_accounting
    check: line_list
    exec            For starting an exec (shell).
    default         Use the default accounting list.
    WORD            Use an accounting list with this name.
    no: accounting exec
accounting connection {default | WORD}:connection_accounting
    check: line_list
    connection      For outbound connections.
    default         Use the default accounting list.
    WORD            Use an accounting list with this name.
    no: accounting connection
accounting commands <0-15>:level {default | WORD}:name => call line_command_accounting
    check: line_list
    commands        For exec (shell) commands.
    <0-15>          Enable level
    default         Use the default accounting list.
    WORD            Use an accounting list with this name.
    no: accounting commands <0-15>:level

mode config-sg-radius : Group
    prompt: config-sg-radius
    title: RADIUS Server-group commands:
    exit: Exit from RADIUS server-group configuration mode
    separator: after
server name WORD:name => call member
    server          Specify a RADIUS server
    name            Name of radius server
    WORD            Name of radius server
    since: 15.2(2)T
    > server name RAD1
    >> no server name RAD1
server A.B.C.D:address [auth-port <0-65535>:auth_port] [acct-port <0-65535>:acct_port] => call member
    server          Specify a RADIUS server
    A.B.C.D         IP address of RADIUS server
    auth-port       UDP port for RADIUS authentication server (default is 1645)
    :auth_port      Port number
    acct-port       UDP port for RADIUS accounting server (default is 1646)
    :acct_port      Port number
    render: none
    >> server 192.0.2.5
    >> server 192.0.2.5 auth-port 1812 acct-port 1813
    >> no server 192.0.2.5 auth-port 1812 acct-port 1813
ip radius source-interface INTERFACE:source
    ip              IP
    radius          RADIUS configuration commands
    source-interface  Specify interface for source address in RADIUS packets
    no: ip radius source-interface INTERFACE
    > ip radius source-interface Loopback0
deadtime <1-1440>:deadtime
    deadtime        Specify time in minutes to ignore an unresponsive server
    <1-1440>        time in minutes
    > deadtime 5

mode config-sg-tacacs : Group
    prompt: config-sg-tacacs+
    title: TACACS+ Server-group commands:
    exit: Exit from TACACS+ server-group configuration mode
    separator: after
server name WORD:name => call member
    server          Specify a TACACS+ server
    name            Name of tacacs server
    WORD            Name of tacacs server
    since: 15.2(2)T
    > server name TAC1
    >> no server name TAC1
server A.B.C.D:address => call tacacs_member
    server          Specify a TACACS+ server
    A.B.C.D         IP address of TACACS+ server
    render: none
    >> server 192.0.2.5
    >> no server 192.0.2.5
ip tacacs source-interface INTERFACE:source
    ip              IP
    tacacs          TACACS configuration commands
    source-interface  Specify interface for source address in TACACS packets
    no: ip tacacs source-interface INTERFACE
    > ip tacacs source-interface Loopback0

mode exec
show aaa method-lists {all | authentication | authorization | accounting}:kind => show method_lists
    all             Show all method lists
    authentication  Show authentication method lists
    authorization   Show authorization method lists
    accounting      Show accounting method lists
    > show aaa method-lists authentication
show aaa sessions => show sessions
    sessions        Show AAA sessions as seen by AAA Session MIB
    > show aaa sessions
test aaa group {radius | tacacs+ | WORD}:group WORD:name WORD:password {legacy:legacy | new-code:new_code} => do test
    test            Test subsystems, memory, and interfaces
    aaa             AAA Authentication, Authorization and Accounting.
    group           Server-group
    radius          Use list of all Radius hosts.
    tacacs+         Use list of all Tacacs+ hosts.
    :group          Server-group name
    :name           Username
    :password       Password
    legacy          Use legacy AAA APIs
    new-code        Use new code
    level: partial "new-code tells of what a server says only the name, the privilege and the kind of service"
    > test aaa group radius anna one legacy
    > test aaa group RADGRP anna one new-code
show aaa local user lockout => show lockout
    lockout         Show all locked out users
    > show aaa local user lockout
clear aaa local user lockout {all:everyone | username WORD:name} => do clear_lockout
    local           Clear AAA local method options
    user            Clear AAA local user options
    lockout         Clear the lockout of users
    all             All locked out users
    username        One user
    WORD            User name
    > clear aaa local user lockout username anna
debug aaa authentication => do debug_authentication
    authentication  Authentication
    > debug aaa authentication
debug aaa authorization => do debug_authorization
    authorization   Authorization
    > debug aaa authorization
