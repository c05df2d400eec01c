feature dns  Names of hosts: DNS client and server

words
    ip domain       IP DNS Resolver
    ip domain lookup  Enable IP Domain Name System hostname translation
    ip dns          Configure DNS server for a zone
    show ip dns     Show DNS information
    clear host      Delete host table entries
    debug ip domain  Domain Name System

mode config : DnsConfig
ip domain lookup => lookup
    > no ip domain lookup
ip domain lookup source-interface NEW-INTERFACE:source
    source-interface  Specify source interface for DNS resolver
    NEW-INTERFACE   Interface name
    > ip domain lookup source-interface FastEthernet0/0
ip domain-lookup => lookup
    domain-lookup   Enable IP Domain Name System hostname translation
    hidden
    render: none
    >> no ip domain-lookup
ip domain name WORD:domain
    name            Define the default domain name
    WORD            Default domain name
    > ip domain name example.com
ip domain-name WORD:domain
    domain-name     Define the default domain name
    WORD            Default domain name
    hidden
    render: none
    >> ip domain-name example.com
ip domain list WORD:name => domains[name]
    list            Domain name to complete unqualified host names.
    WORD            A domain name
    sort: none
    > ip domain list example.com
    >> no ip domain list example.com
ip domain-list WORD:name => domains[name]
    domain-list     Domain name to complete unqualified host names.
    WORD            A domain name
    hidden
    render: none
    >> ip domain-list example.com
ip domain retry <0-100>:retry
    retry           Specify times to retry sending/forwarding dns queries
    <0-100>         times to retry sending/forwarding dns queries
    > ip domain retry 1
ip domain timeout <1-3600>:timeout
    timeout         Specify timeout waiting for response to each dns query
    <1-3600>        Timeout in seconds waiting for response to each DNS query
    > ip domain timeout 1
ip domain round-robin => round_robin
    round-robin     Round-robin multiple IP addresses in cache
    > ip domain round-robin
ip host WORD:name A.B.C.D:addresses... => call host
    host            Add an entry to the ip hostname table
    WORD            Name of host
    A.B.C.D         Host IP address
    no: ip host WORD:name [A.B.C.D:addresses...]
    render: host
    > ip host server 192.0.2.5
    >> no ip host server
ip host vrf WORD:vrf WORD:name A.B.C.D:addresses... => call vrf_host
    host            Add an entry to the ip hostname table
    vrf             Specify VRF
    :vrf            VRF name
    :name           Name of host
    A.B.C.D         Host IP address
    no: ip host vrf WORD:vrf WORD:name [A.B.C.D:addresses...]
    render: none
ip name-server A.B.C.D:addresses... => call name_server
    name-server     Specify address of name server to use
    A.B.C.D         Domain server IP address (maximum of 6)
    no: ip name-server [A.B.C.D:addresses...]
    > ip name-server 192.0.2.53
    >> ip name-server 192.0.2.53 192.0.2.54
    >> no ip name-server 192.0.2.53
ip name-server vrf WORD:vrf A.B.C.D:addresses... => call vrf_name_server
    vrf             Specify VRF
    WORD            VRF name
    A.B.C.D         Domain server IP address (maximum of 6)
    no: ip name-server vrf WORD:vrf [A.B.C.D:addresses...]
    render: none
ip dns server => server
    server          Enable DNS server
    > ip dns server
ip dns primary WORD:zone soa WORD:primary WORD:mailbox [<0-4294967295>:refresh [<0-4294967295>:retry [<0-4294967295>:expire [<0-4294967295>:minimum]]]] => zones[zone]
    primary         Configure primary DNS server
    :zone           Zone name
    soa             Start of authority record parameters
    :primary        Authoritative name server
    :mailbox        DNS mailbox of administrative contact
    :refresh        Refresh time (seconds)
    :retry          Refresh retry time (seconds)
    :expire         Authority expire time (seconds)
    :minimum        Minimum TTL for zone info (seconds)
    no: ip dns primary WORD:zone [soa [WORD:primary [WORD:mailbox [<0-4294967295>:refresh [<0-4294967295>:retry [<0-4294967295>:expire [<0-4294967295>:minimum]]]]]]]
    check: primary
    render: primary
    level: partial "of a zone: its SOA record, and addresses of ip host; the serial number is always 0"
    > ip dns primary example.com soa ns1.example.com mb1.example.com 21600 900 7776000 86400
    >> ip dns primary example.com soa ns1.example.com mb1.example.com
    >> no ip dns primary example.com

mode exec
show hosts [WORD:name] => show hosts
    hosts           IP domain-name, lookup style, nameservers, and host table
    WORD            Host name
    privilege 1
    > show hosts
    > show hosts server
show hosts summary => show hosts_summary
    summary         Number of entries
    privilege 1
    since: 16.0
    > show hosts summary
show ip dns view => show dns_view
    view            DNS view information
    level: partial "the default view, which is the only one"
    > show ip dns view
show ip dns statistics => show dns_statistics
    statistics      DNS statistics
    level: partial "no director queue"
    > show ip dns statistics
show ip dns primary => show dns_primary
    primary         DNS authority information
    > show ip dns primary
clear host {* | WORD:name} => do clear_host
    *               Delete all entries from the host table
    WORD            Hostname to delete
    > clear host *
    > clear host server.example.com
debug domain => do debug_domain
    domain          Domain Name System
    before: 16
    level: partial "the words of the name server; the client says nothing"
    > debug domain
debug ip domain => do debug_domain
    since: 16
    level: partial "the words of the name server; the client says nothing"
