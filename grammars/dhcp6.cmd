feature dhcp6  Dynamic Host Configuration Protocol for IPv6

words
    ipv6 dhcp                   Configure IPv6 DHCP
    ipv6 local                  Specify local options
    ipv6 local pool             Configure a local IPv6 prefix pool
    ipv6 general-prefix         Configure a general IPv6 prefix
    ipv6 dhcp client            Act as an IPv6 DHCP client
    ipv6 dhcp relay             Act as an IPv6 DHCP relay agent
    show ipv6 dhcp              IPv6 DHCP information
    show ipv6 local             IPv6 local options
    clear ipv6 dhcp             Clear IPv6 DHCP information

mode config : Dhcp6Config
ipv6 dhcp pool WORD:name => enter config-dhcpv6 pools[name]
    pool                        Configure IPv6 DHCP pool
    WORD                        Pool name
    sort: none
    > ipv6 dhcp pool LAN
ipv6 local pool WORD:name X:X:X:X::X/<0-128>:prefix <1-128>:length => locals[name]
    WORD                        Pool name
    X:X:X:X::X/<0-128>          IPv6 prefix x:x::y/<z>
    <1-128>                     Prefix length to assign from pool
    check: local_pool
    no: ipv6 local pool WORD:name
    > ipv6 local pool SITES 2001:DB8:1200::/40 48
ipv6 general-prefix WORD:name X:X:X:X::X/<0-128>:prefix => general[name, prefix]
    WORD                        General prefix name
    X:X:X:X::X/<0-128>          IPv6 prefix
    > ipv6 general-prefix HOME 2001:DB8:5::/48

mode config-dhcpv6 : Pool6
    title: IPv6 DHCP pool configuration commands:
    exit: Exit from DHCPv6 configuration mode
    separator: after
prefix-delegation pool WORD:delegation [lifetime {infinite=4294967295 | <60-4294967295>}:delegation_valid {infinite=4294967295 | <60-4294967295>}:delegation_preferred]
    prefix-delegation           IPv6 prefix delegation
    pool                        IPv6 prefix pool
    WORD                        IPv6 prefix pool name
    lifetime                    Configure prefix lifetimes
    infinite                    Infinite lifetime
    <60-4294967295>             Lifetime (seconds)
    no: prefix-delegation pool [WORD]
    > prefix-delegation pool SITES
    > prefix-delegation pool SITES lifetime 86400 43200
address prefix X:X:X:X::X/<0-128>:prefix [lifetime {infinite=4294967295 | <60-4294967295>}:valid {infinite=4294967295 | <60-4294967295>}:preferred]
    address                     IPv6 address allocation
    prefix                      IPv6 address allocation prefix
    X:X:X:X::X/<0-128>          IPv6 prefix
    lifetime                    Configure lifetimes
    infinite                    Infinite lifetime
    <60-4294967295>             Lifetime (seconds)
    no: address prefix [X:X:X:X::X/<0-128>]
    > address prefix 2001:DB8:1::/64
    > address prefix 2001:DB8:1::/64 lifetime infinite infinite
    > address prefix 2001:DB8:1::/64 lifetime 3600 1800
dns-server X:X:X:X::X:address => dns[address]
    dns-server                  DNS servers
    X:X:X:X::X                  Server's IPv6 address
    sort: none
    > dns-server 2001:DB8::53
domain-name WORD:name => domains[name]
    domain-name                 Domain name to complete unqualified host names
    WORD                        Domain name
    sort: none
    > domain-name example.com

mode config-if : Dhcp6Interface
ipv6 dhcp server WORD:server [[rapid-commit:rapid | preference <0-255>:preference | allow-hint:allow_hint]]
    server                      Act as an IPv6 DHCP server
    WORD                        Name of IPv6 DHCP pool
    rapid-commit                Enable Rapid-Commit
    preference                  Configure server preference
    <0-255>                     Preference value
    allow-hint                  Allow hint from client
    no: ipv6 dhcp server [WORD]
    check: server
    > ipv6 dhcp server LAN
    > ipv6 dhcp server LAN rapid-commit preference 20
ipv6 dhcp relay destination X:X:X:X::X:address [INTERFACE:interface] => call relay
    destination                 Configure relay destination
    X:X:X:X::X                  IPv6 address of the destination
    INTERFACE                   Output interface
    render: relays
    >> ipv6 dhcp relay destination 2001:DB8::547
ipv6 dhcp client pd WORD:delegated [rapid-commit:delegated_rapid]
    pd                          Prefix-Delegation
    WORD                        General prefix name
    rapid-commit                Enable Rapid-Commit
    no: ipv6 dhcp client pd [WORD]
    check: client
    > ipv6 dhcp client pd HOME
ipv6 address dhcp [rapid-commit:asks_rapid] => asks
    address                     Configure IPv6 address on interface
    dhcp                        Obtain IPv6 address from DHCP server
    rapid-commit                Enable Rapid-Commit
    check: client
    > ipv6 address dhcp
    > ipv6 address dhcp rapid-commit
ipv6 address WORD:name X:X:X:X::X/<0-128>:low => general[name, low]
    address                     Configure IPv6 address on interface
    WORD                        General prefix name
    X:X:X:X::X/<0-128>          IPv6 sub-prefix
    sort: none
    > ipv6 address HOME ::1:0:0:0:1/64

mode exec
show ipv6 dhcp => show dhcp6
    dhcp                        IPv6 DHCP information
show ipv6 dhcp pool [WORD:name] => show pool
    pool                        IPv6 DHCP pools
    WORD                        Pool name
    > show ipv6 dhcp pool LAN
show ipv6 dhcp binding [X:X:X:X::X:client] => show binding
    binding                     IPv6 DHCP bindings
    X:X:X:X::X                  Client's IPv6 address
    > show ipv6 dhcp binding FE80::1
show ipv6 dhcp interface [INTERFACE:interface] => show interface
    interface                   IPv6 DHCP interfaces
    INTERFACE                   Interface
show ipv6 dhcp statistics => show statistics
    statistics                  IPv6 DHCP statistics
show ipv6 general-prefix => show general_prefix
    general-prefix              IPv6 general prefixes
show ipv6 local pool [WORD:name] => show local_pool
    pool                        IPv6 local prefix pools
    WORD                        Pool name
    > show ipv6 local pool SITES
clear ipv6 dhcp binding [X:X:X:X::X:client] => do clear_binding
    binding                     Clear bindings
    X:X:X:X::X                  Client's IPv6 address
    > clear ipv6 dhcp binding FE80::1
clear ipv6 dhcp client INTERFACE:interface => do clear_client
    client                      Restart an IPv6 DHCP client
    INTERFACE                   Interface
clear ipv6 dhcp statistics => do clear_statistics
    statistics                  Clear statistics
