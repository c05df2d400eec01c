feature clock  Clock and calendar

words
    clock           Configure time-of-day clock

mode config : ClockConfig
clock timezone WORD:zone <-23-23>:hours [<0-59>:minutes]
    timezone        Configure time zone
    WORD            name of time zone
    <-23-23>        Hours offset from UTC
    <0-59>          Minutes offset from UTC
    render: timezone
    > clock timezone EET 2 0
    > clock timezone IST 5 30
    > clock timezone EST -5 0
    >> no clock timezone
clock summer-time WORD:zone recurring [WORD:rule...] => call summer_time
    summer-time     Configure summer (daylight savings) time
    WORD            name of time zone in summer
    recurring       Recurring summer time
    :rule           Week, day, month and time of beginning and end
    no: clock summer-time
    > clock summer-time EDT recurring
    > clock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00
    >> no clock summer-time

mode exec
clock set hh:mm:ss:time <1-31>:day WORD:month <1993-2035>:year => do clock_set
    clock           Manage the system clock
    set             Set the time and date
    hh:mm:ss        Current Time
    <1-31>          Day of the month
    WORD            Month of the year
    <1993-2035>     Year
    > clock set 12:30:00 7 August 2025
clock set hh:mm:ss:time WORD:month <1-31>:day <1993-2035>:year => do clock_set
    set             Set the time and date
    hh:mm:ss        Current Time
    WORD            Month of the year
    <1-31>          Day of the month
    <1993-2035>     Year
    > clock set 12:30:00 August 7 2025
show clock [detail:detail] => show clock
    clock           Display the system clock
    detail          Display detailed information
    privilege 1
    > show clock
    > show clock detail
