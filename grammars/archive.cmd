feature archive  Configurations as files: archive, differences, replace

words
    archive         Archive the configuration
    configure replace  Replace the running-config with a new config file
    show archive    Archive functions
    show archive config  Archive configuration
    show archive log  Archive log
    show archive log config  Configuration log

mode config : ArchiveConfig
archive => enter config-archive archive
    archive         Archive the configuration

mode config-archive : Archive
    title: Archive configuration commands:
    exit: Exit from archive configuration mode
    separator: after
path WORD:path
    path            path for backups
    WORD            URL of the backup files
    check: path
    > path flash:cfg
maximum <1-14>:maximum
    maximum         maximum number of backup copies
    <1-14>          maximum number of backup copies
    > maximum 5
write-memory => write_memory
    write-memory    enable automatic backup generation during write memory
    > write-memory
time-period <1-525600>:time_period
    time-period     Period of time in minutes to automatically archive the running-config
    <1-525600>      Number of minutes to wait between archive creation
    > time-period 60
log config => enter config-archive-log-cfg log
    log             Logging commands
    config          Logging config commands
mode config-archive-log-cfg : ConfigLog
    title: Config log configuration commands:
    parent: config-archive
    exit: Exit from archive log config mode
logging enable => enabled
    logging         Modify config logging parameters
    enable          Enable the config logger
    > logging enable
logging size <1-1000>:size
    logging         Modify config logging parameters
    size            Set maximum size of config log
    <1-1000>        Number of entries
    > logging size 200
notify syslog [contenttype plaintext] => notify
    notify          Modify config logger notification parameters
    syslog          Send config change notification to SYSLOG
    contenttype     Content type
    plaintext       Plain text
    render: notify
    >> notify syslog
    >> notify syslog contenttype plaintext
hidekeys => hidekeys
    hidekeys        suppress output (e.g. passwords) when displaying logged commands
    > hidekeys

mode exec
archive config => do archive_config
    archive         manage archive files
    config          Make a backup of the running configuration
    > archive config
show archive => show archive
    privilege 1
    > show archive
show archive config differences [WORD:first [WORD:second]] [ignorecase] => show differences
    differences     Diff from another config file
    :first          Archive file to be used as the base
    :second         Archive file to be compared with it
    ignorecase      Ignore case when diffing
    > show archive config differences
    > show archive config differences nvram:startup-config system:running-config
show archive config incremental-diffs WORD:url [ignorecase] => show incremental
    incremental-diffs  Incremental diff from another config file
    WORD            Archive file
    ignorecase      Ignore case when diffing
    > show archive config incremental-diffs flash:base.cfg
show archive log config {all | <1-2147483647>:first [<1-2147483647>:last]} => show log
    all             Display complete history of log
    :first          Display configuration log entry or first entry in a range
    :last           Last entry of the range
    privilege 1
    > show archive log config all
    > show archive log config 1 3
clear archive log config [force:force] => do clear_log
    archive         Archive functions
    log             Archive log
    config          Configuration log
    force           do it without asking for confirmation
configure replace WORD:url [[list:listed | force:force | nolock | time <1-120>:minutes]] [revert trigger [error:on_error] [timer <1-120>:minutes]] => do replace
    WORD            URL of the config file that will replace running-config
    list            List the commands that will be applied
    force           Continue without prompting for user input
    nolock          Continue without acquiring the configuration lock
    time            Time after which rollback occurs without confirmation
    <1-120>         Time in minutes
    revert          Parameters for reverting the configuration
    trigger         Trigger for reverting the configuration
    error           Revert the configuration when a command fails
    timer           Time after which the configuration is reverted unless it is confirmed
    > configure replace flash:base.cfg
    > configure replace flash:base.cfg force list
    > configure replace flash:base.cfg time 5
    > configure replace flash:base.cfg force revert trigger error
    > configure replace flash:base.cfg force revert trigger error timer 5
configure terminal revert timer <1-120>:minutes => do configure_terminal
    revert          Parameters for reverting the configuration
    timer           Time after which the configuration is reverted unless it is confirmed
    <1-120>         Time in minutes
    > configure terminal revert timer 5
configure confirm => do confirm
    confirm         Confirm replacement of running-config with a new config file
configure revert now => do revert
    revert          Parameters for reverting the configuration
    now             Revert immediately, without waiting for the timer
show archive config rollback timer => show rollback_timer
    rollback        Rollback of the configuration
    timer           Timer of a confirmed change
