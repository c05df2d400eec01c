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
aaa authentication login @aaa-list:name @aaa-login:methods... => call login_list
    check: new_model
    no: aaa authentication login @aaa-list:name
    level: partial "groups have no servers (there is no RADIUS or TACACS+): the next method is asked"
aaa authentication enable default @aaa-enable:methods... => call enable_list
    check: new_model
    default         The default authentication list.
    no: aaa authentication enable default
    level: partial "groups have no servers: the next method is asked"
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
    level: partial "groups have no servers: the next method is asked"
aaa authorization commands <0-15>:level @aaa-list:name @aaa-author:methods... => call commands_list
    check: new_model
    commands        For exec (shell) commands.
    <0-15>          Enable level
    no: aaa authorization commands <0-15>:level @aaa-list:name
    level: partial "groups have no servers: the next method is asked"
aaa authorization config-commands => config_commands
    check: new_model
    config-commands  For configuration mode commands.
aaa authorization console => console
    check: new_model
    console         For enabling console authorization
aaa accounting exec @aaa-list:name {none | {start-stop | stop-only}:record @aaa-group:groups...} => call exec_accounting
    check: new_model
    exec            For starting an exec (shell).
    none            No accounting.
    start-stop      Record start and stop without waiting
    stop-only       Record stop when service terminates.
    no: aaa accounting exec @aaa-list:name
    level: partial "groups have no servers: nobody is told"
aaa accounting commands <0-15>:level @aaa-list:name {none | {start-stop | stop-only}:record @aaa-group:groups...} => call commands_accounting
    check: new_model
    commands        For exec (shell) commands.
    <0-15>          Enable level
    none            No accounting.
    start-stop      Record start and stop without waiting
    stop-only       Record stop when service terminates.
    no: aaa accounting commands <0-15>:level @aaa-list:name
    level: partial "groups have no servers: nobody is told"
aaa session-id {common | unique}:session_id
    check: new_model
    common          Use common session-id
    unique          Use unique session-id
    render: session_id
    level: stored
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
    level: partial "groups have no servers: nobody is told"

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
show aaa servers => show servers
    servers         Show RADIUS servers as seen by AAA Server MIB
    > show aaa servers
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
