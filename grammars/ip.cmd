feature ip  Internet Protocol

words
    ip icmp         Set ICMP parameters
    ip icmp rate-limit  Set rate-limit parameters
    ip icmp rate-limit unreachable  ICMP unreachable rate-limit
    debug ip        IP information

mode config : IpConfig
ip source-route => source_route
    source-route    Process packets with source routing header options
    > no ip source-route
    >> ip source-route
ip icmp rate-limit unreachable <1-4294967295>:unreachable_rate
    <1-4294967295>  Once per milliseconds
    off: unreachable_rate = none
    > ip icmp rate-limit unreachable 100
    > no ip icmp rate-limit unreachable
ip icmp rate-limit unreachable DF <1-4294967295>:df_rate
    DF              code 4, fragmentation needed and DF set
    <1-4294967295>  Once per milliseconds
    off: df_rate = none
    > ip icmp rate-limit unreachable DF 100

mode exec
show ip traffic => show traffic
    privilege 1
    traffic         IP protocol statistics
    > show ip traffic
clear ip traffic => do clear_traffic
    traffic         IP traffic counters
    > clear ip traffic
debug ip icmp => do debug_ip_icmp
    icmp            ICMP transactions
    no: debug ip icmp
    > debug ip icmp
debug ip packet [<1-199>:acl | <1300-2699>:acl] [detail:detail] => do debug_ip_packet
    packet          General IP debugging and IPSO security transactions
    <1-199>         Access list
    <1300-2699>     Access list (expanded range)
    detail          Print more debugging detail
    no: debug ip packet [<1-199>:acl | <1300-2699>:acl] [detail:detail]
    > debug ip packet
    > debug ip packet 101 detail
