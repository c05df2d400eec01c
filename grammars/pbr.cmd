feature pbr  Policy routing

mode config : PbrConfig
ip local policy route-map WORD:local_map
    local           Specify local options
    policy          Enable policy routing
    route-map       Policy route map
    WORD            Route map name
    > ip local policy route-map LOCAL

mode config-if : PbrInterface
ip policy route-map WORD:route_map
    policy          Enable policy routing
    route-map       Policy route map
    WORD            Route map name
    > ip policy route-map PBR

mode exec
show ip policy => show ip_policy
    policy          Policy routing
    privilege 1
show ip local policy => show local_policy
    local           IP local options
    policy          Policy routing
    privilege 1
debug ip policy => do debug_policy
    policy          Policy routing
