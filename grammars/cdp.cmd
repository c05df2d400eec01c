feature cdp  Cisco Discovery Protocol

words
    cdp             Global CDP configuration subcommands

mode config : CdpConfig
cdp run => run
    run             Enable CDP
    render: run
    >> cdp run
    >> no cdp run
cdp timer <5-254>:timer
    timer           Specify the rate at which CDP packets are sent (in sec)
    <5-254>         Rate at which CDP packets are sent (in  sec)
    > cdp timer 30
cdp holdtime <10-255>:holdtime
    holdtime        Specify the holdtime (in sec) to be sent in packets
    <10-255>        Length  of time  (in sec) that receiver must keep this packet
    > cdp holdtime 90

mode config-if : CdpInterface
cdp enable => call enable
    cdp             CDP interface subcommands
    enable          Enable CDP on interface
    >> cdp enable
    >> no cdp enable

mode exec
words
    show cdp        CDP information
    clear cdp       Reset cdp information
    debug cdp       CDP information
show cdp => show cdp
    cdp             CDP information
    privilege 1
show cdp neighbors [INTERFACE:iface] [detail:detail] => show cdp_neighbors
    neighbors       CDP neighbor entries
    detail          Show detailed information
    privilege 1
show cdp entry {* | WORD}:name => show cdp_entry
    entry           Information for specific neighbor entry
    *               all CDP neighbor entries
    WORD            Name of CDP neighbor entry
    privilege 1
show cdp interface [INTERFACE:iface] => show cdp_interface
    interface       CDP interface status and configuration
    privilege 1
show cdp traffic => show cdp_traffic
    traffic         CDP statistics
    privilege 1
clear cdp table => do clear_cdp_table
    table           Clear cdp table
clear cdp counters => do clear_cdp_counters
    counters        Clear cdp counters
debug cdp packets => do debug_cdp_packets
    packets         CDP packet related information
debug cdp adjacency => do debug_cdp_adjacency
    adjacency       CDP neighbor information
