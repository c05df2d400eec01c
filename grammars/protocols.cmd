feature protocols  Routing protocols

mode exec
show ip protocols => show ip_protocols
    protocols       IP routing protocol process parameters and statistics
    privilege 1
