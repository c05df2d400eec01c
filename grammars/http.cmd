feature http  HTTP server

words
    ip http         HTTP server configuration
    show ip http    HTTP information
    show ip http server  HTTP server information

mode config : HttpConfig
ip http server => server
    server          Enable http server
    shown-when-default: no
    > ip http server
    > no ip http server
ip http port {<1024-65535> | 80}:port
    port            Set http server port
    <1024-65535>    HTTP port above 1024
    80              Default port
    > ip http port 8080
    >> ip http port 80
    >> no ip http port
ip http access-class {<1-99> | WORD}:access_class
    access-class    Restrict http server access by access-class
    <1-99>          Access list number
    WORD            Access list name
    > ip http access-class 10
    > ip http access-class MANAGERS
    >> no ip http access-class
ip http authentication {enable | local}:authentication
    authentication  Set http server authentication method
    enable          Use enable passwords
    local           Use local username and passwords
    > ip http authentication local
    >> ip http authentication enable
    >> no ip http authentication
ip http secure-server => secure
    secure-server   Enable HTTP secure server
    positive: none
    shown-when-default: no
    level: stored
    > no ip http secure-server

mode exec
show ip http server status => show server_status
    status          HTTP server status information
    privilege 1
    level: partial "what there is no TLS for is not there"
    > show ip http server status
show ip http server statistics => show server_statistics
    statistics      HTTP server statistics
    privilege 1
    level: partial "connections and requests"
    > show ip http server statistics
