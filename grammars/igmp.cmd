feature igmp  Internet group management protocol

words
    show ip igmp    IGMP information
    clear ip igmp   IGMP clear commands
words config-if
    ip igmp         IGMP interface commands

mode config-if : IgmpInterface
ip igmp join-group A.B.C.D:group => joins[group]
    join-group      IGMP join multicast group
    A.B.C.D         IP group address
    check: group
    > ip igmp join-group 239.1.1.1
ip igmp join-group A.B.C.D:group source A.B.C.D:source => sources[group, source]
    join-group      IGMP join multicast group
    :group          IP group address
    source          Include SSM source
    :source         IP source address
    check: group
    > ip igmp join-group 232.1.1.1 source 10.0.0.1
ip igmp static-group A.B.C.D:group => statics[group]
    static-group    IGMP static multicast group
    A.B.C.D         IP group address
    check: group
    > ip igmp static-group 239.1.1.2
ip igmp version <1-3>:version
    version         IGMP version
    <1-3>           version number
    > ip igmp version 3
ip igmp query-interval <1-18000>:query_interval
    query-interval  IGMP host query interval
    <1-18000>       query interval in seconds
    > ip igmp query-interval 30
ip igmp query-max-response-time <1-25>:max_response
    query-max-response-time  IGMP max query response value
    <1-25>          query response value in seconds
    > ip igmp query-max-response-time 5
ip igmp querier-timeout <60-300>:querier_timeout
    querier-timeout  IGMP previous querier timeout
    <60-300>        timeout value in seconds
    > ip igmp querier-timeout 200
ip igmp access-group {<1-99> | WORD}:access_group
    access-group    IGMP group access group
    <1-99>          Access list number
    WORD            IP Named Standard Access list
    > ip igmp access-group 10

mode exec
show ip igmp groups [{A.B.C.D:group | INTERFACE:interface}] [detail:detail] => show igmp_groups
    groups          IGMP group membership information
    A.B.C.D         IP group address
    detail          IGMPv3 source information
    privilege 1
    > show ip igmp groups
    > show ip igmp groups 239.1.1.1 detail
show ip igmp interface [INTERFACE:interface] => show igmp_interface
    interface       IGMP interface information
    privilege 1
clear ip igmp group => do clear_igmp_groups
    group           Clear IGMP group cache entries
    > clear ip igmp group
debug ip igmp => do debug_igmp
    igmp            IGMP protocol activity
    > debug ip igmp
