feature eem  Embedded Event Manager

words
    event manager               Event manager configuration subsystem
    show event                  Embedded event related commands
    show event manager          Event Manager information
    debug event                 Embedded event related commands
    debug event manager         Event Manager information
    debug event manager action  Debug EEM actions
    clear event                 Embedded event related commands
    clear event manager         Event Manager information

define eem-operator {gt | ge | eq | ne | lt | le}
    gt              greater than
    ge              greater than or equal to
    eq              equal to
    ne              not equal to
    lt              less than
    le              less than or equal to

define eem-severity {emergencies | alerts | critical | errors | warnings | notifications | informational | debugging}
    emergencies     priority level 0
    alerts          priority level 1
    critical        priority level 2
    errors          priority level 3
    warnings        priority level 4
    notifications   priority level 5
    informational   priority level 6
    debugging       priority level 7

mode config : EemConfig
event manager environment WORD:name LINE:value => environment[name]
    event           Event related configuration commands
    environment     Set an environment global variable
    WORD            Environment variable name
    LINE            Initial environment variable value
    > event manager environment _target 10.0.0.1
event manager session cli username WORD:username
    event           Event related configuration commands
    session         Set session attributes
    cli             Set cli session attributes
    username        Username for cli session commands
    WORD            Username
    > event manager session cli username eem
event manager applet WORD:name [authorization bypass:bypass] => enter config-applet applets[name]
    event           Event related configuration commands
    applet          Register an Event Manager applet
    WORD            Name of the Event Manager applet
    authorization   Specify an authorization type for the applet
    bypass          EEM aaa authorization type bypass
    sort: none
    > event manager applet WATCH
    > event manager applet WATCH authorization bypass

mode config-applet : Applet
    prompt: config-applet
    title: Event Manager applet configuration commands:
    exit: Exit from Event Manager applet configuration submode
description LINE:description
    description     Add or modify an applet description
    LINE            Description
    > description brings the tunnel back
event {syslog:kind=syslog [[occurs <1-32>:occurs | priority {all:priority=all | @eem-severity:priority}]] pattern LINE:text | cli:kind=cli pattern LINE:text | track:kind=track <1-1000>:number [state {up | down | any}:state] [maxrun WORD:maxrun] | none:kind="none" [[sync {yes=true | no=false}:sync | maxrun WORD:maxrun]] | timer:kind=timer {watchdog:timer=watchdog | countdown:timer=countdown | absolute:timer=absolute} [[name WORD:name | time WORD:time | maxrun WORD:maxrun]] | timer:kind=timer cron:timer=cron [name WORD:name] cron-entry LINE:text} => call event
    event           Event related configuration commands
    syslog          Syslog event
    occurs          number of occurrences before raising event
    <1-32>          number of occurrences
    priority        Search only for messages of given priority
    all             all priority levels
    pattern         pattern match value
    :text           quoted pattern, then further options
    cli             CLI event
    track           Tracking object event
    <1-1000>        Tracked object number
    state           Tracked object transition
    up              Up state
    down            Down state
    any             Any transition
    none            Manually run policy event
    sync            policy and command run synchronously
    yes             synchronously
    no              asynchronously
    timer           Timer event
    watchdog        Watchdog (recurring) timer event
    countdown       Countdown timer event
    absolute        Absolute timer event
    cron            Cron timer event
    cron-entry      Cron entry
    name            name of the timer
    :name           timer name
    time            timer event time value
    :time           Number of seconds and optional milliseconds in the format SSSSSSSSSS[.MMM]
    maxrun          maximum runtime of policy
    :maxrun         Number of seconds and optional milliseconds in the format SSSSSSSSSS[.MMM]
    no: event
    check: event
    level: partial "one event an applet, without tags and triggers; that of a typed command is not raised by what applets type"
    render: event
    >> event syslog pattern "LINEPROTO-5-UPDOWN"
    >> event syslog occurs 2 pattern "a b" period 60
    >> event cli pattern "reload" sync yes
    >> event cli pattern "show ip route" sync no skip no
    >> event track 1 state down
    >> event none
    >> event none sync no maxrun 60
    >> event timer watchdog time 60
    >> event timer cron name NIGHTLY cron-entry "0 0 * * *"
    >> no event
action WORD:label {cli:verb=cli command LINE:text | syslog:verb=syslog [priority @eem-severity:priority] msg LINE:text | puts:verb=puts [nonewline:nonewline] LINE:text | wait:verb=wait WORD:seconds | set:verb=set WORD:variable LINE:text | append:verb=append WORD:variable [LINE:text] | increment:verb=increment WORD:variable [WORD:amount] | decrement:verb=decrement WORD:variable [WORD:amount] | {add | subtract | multiply | divide}:verb WORD:left WORD:right | {if | elseif | while}:verb WORD:left @eem-operator:operator LINE:text | foreach:verb=foreach WORD:variable LINE:text | regexp:verb=regexp LINE:text | string:verb=string {compare | equal | first | index | last | length | match | range | replace | tolower | toupper | trim | trimleft | trimright}:operation LINE:text | else:verb=else | end:verb=end | break:verb=break | continue:verb=continue | exit:verb=exit [WORD:status] | policy:verb=policy WORD:policy | reload:verb=reload | comment:verb=comment LINE:text | track:verb=track read:how=read <1-1000>:object | track:verb=track set:how=set <1-1000>:object state {up | down}:state} => call action
    action          Define an action for the applet
    :label          Label
    cli             Execute a CLI command
    command         CLI command to be executed
    syslog          Log a syslog message
    priority        Priority of syslog message
    msg             Syslog message
    puts            Print data to active tty
    nonewline       no newline at the end of the data
    wait            Wait for a specified amount of time
    :seconds        Number of seconds
    set             Set a variable
    append          Append to a variable
    increment       Increment a variable
    decrement       Decrement a variable
    :variable       Variable name
    :amount         Amount, a number or a variable
    add             Add
    subtract        Subtract
    multiply        Multiply
    divide          Divide
    :left           First operand
    :right          Second operand
    if              if conditional
    elseif          elseif conditional
    else            else conditional
    while           while loop
    foreach         foreach loop
    regexp          regular expression match
    string          string commands
    compare         Compare two strings
    equal           Are two strings equal
    first           First occurrence of a string in a string
    index           Character at an index
    last            Last occurrence of a string in a string
    length          Length of a string
    match           Match a string with a pattern
    range           Characters between two indexes
    replace         Replace the characters between two indexes
    tolower         String in lower case
    toupper         String in upper case
    trim            Trim a string
    trimleft        Trim a string at its left
    trimright       Trim a string at its right
    end             end conditional block
    break           break out of a conditional loop
    continue        continue a conditional loop
    exit            exit the applet
    :status         Exit status
    policy          Run a pre-registered policy
    :policy         Policy name
    reload          Reload system
    comment         add comment
    track           Set or read a tracking object
    read            Read the state of a tracking object
    track set       Set the state of a tracking object
    <1-1000>        Tracked object number
    state           State of the object
    up              Up state
    down            Down state
    :text           quoted text, then what belongs to it
    no: action WORD:label
    check: action
    level: partial "no mail, SNMP, counters, contexts or Tcl; the words of what goes wrong are without a capture but for unknown variables"
    render: actions
    >> action 1.0 cli command "enable"
    >> action 1.1 cli command "clear counters" pattern "confirm"
    >> action 2.0 syslog priority warnings msg "a text"
    >> action 3.0 if $_regexp_result eq "1"
    >> action 4.0 regexp "([0-9.]+)" "$_cli_result" match address
    >> action 5.0 wait 10
    >> no action 5.0

mode exec
event manager run WORD:name [LINE:arguments] => do run
    event           Event related commands
    manager         Event manager
    run             Run a registered Event Manager policy
    WORD            Event Manager policy name
    LINE            Arguments
show event manager policy registered => show registered
    policy          Event Manager policies
    registered      Registered Event Manager policies
    privilege 1
show event manager history events => show history
    history         Event Manager history
    events          Event Manager event history
    privilege 1
show event manager environment [{all | WORD:name}] => show environment
    environment     Event Manager environment variables
    all             All environment variables
    WORD            Environment variable name
    privilege 1
clear event manager history events => do clear_history
    history         Event Manager history
    events          Event Manager event history
debug event manager action cli => do debug_action_cli
    cli             Debug CLI action
