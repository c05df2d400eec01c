feature ezvpn  Easy VPN: groups of clients, XAUTH, mode configuration

words
    crypto          Encryption module
    crypto isakmp   Configure ISAKMP policy
    crypto isakmp client  Set client configuration policy
    crypto isakmp client configuration  Set client configuration policy
    crypto isakmp xauth  Set Extended Authentication values
    crypto map      Enter a crypto map

mode config : EzvpnConfig
crypto isakmp client configuration group WORD:name => enter config-isakmp-group groups[name]
    group           Set group profile attributes
    WORD            Group profile name (`default` is for clients of groups that are not there)
    > crypto isakmp client configuration group EZVPN
crypto isakmp xauth timeout <5-90>:xauth_timeout
    timeout         XAUTH timeout
    <5-90>          XAUTH timeout in seconds
    > crypto isakmp xauth timeout 30
    >> no crypto isakmp xauth timeout
crypto map WORD:name client authentication list WORD:list => map_authentication[name]
    WORD            Crypto map tag
    client          Specify client configuration settings
    authentication  Specify Client authentication parameters
    list            Specify the AAA list to use
    :list           AAA list name
    no: crypto map WORD:name client authentication list
    > crypto map CM client authentication list XAUTH
crypto map WORD:name isakmp authorization list WORD:list => map_authorization[name]
    WORD            Crypto map tag
    isakmp          Specify isakmp configuration settings
    authorization   Specify isakmp authorization parameters
    list            Specify the AAA list to use
    :list           AAA list name
    no: crypto map WORD:name isakmp authorization list
    > crypto map CM isakmp authorization list GROUPS
crypto map WORD:name client configuration address respond => map_respond[name]
    WORD            Crypto map tag
    client          Specify client configuration settings
    configuration   Specify client configuration parameters
    address         Specify address configuration
    respond         Respond to address requests from clients
    > crypto map CM client configuration address respond

mode config-isakmp-group : ClientGroup
    prompt: config-isakmp-group
    title: ISAKMP group policy config commands:
    exit: Exit from ISAKMP client group policy configuration mode
key [0:kind=0 | 6:kind=6] WORD:secret => call group_key
    key             pre-shared key/IKE password
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    WORD            The UNENCRYPTED (cleartext) user password
    no: key
    > key cisco
    >> no key
dns A.B.C.D:first [A.B.C.D:second] => call dns
    dns             Specify DNS Addresses
    :first          Primary DNS server
    :second         Secondary DNS server
    no: dns
    > dns 192.0.2.53
    > dns 192.0.2.53 192.0.2.54
wins A.B.C.D:first [A.B.C.D:second] => call wins
    wins            Specify WINS Addresses
    :first          Primary WINS server
    :second         Secondary WINS server
    no: wins
    > wins 192.0.2.99
domain WORD:domain
    domain          Set default domain name to send to client
    WORD            Default domain name
    > domain example.com
pool WORD:pool
    pool            Set name of address pool
    WORD            Name of address pool
    > pool VPN
acl {<100-199> | WORD}:acl
    acl             Specify split tunneling inclusion access-list number
    <100-199>       access-list number for split-tunneling
    WORD            Access-list name
    > acl 101
    > acl SPLIT
save-password => save_password
    save-password   Allows remote client to save XAUTH password
    > save-password
include-local-lan => local_lan
    include-local-lan  Enable Local LAN Access with no split tunnel
    > include-local-lan
group-lock => group_lock
    group-lock      Enforce group lock feature
    > group-lock
access-restrict NEW-INTERFACE:access
    access-restrict  Restrict clients in this group to an interface
    > access-restrict FastEthernet0/0
split-dns WORD:name => split_dns[name]
    split-dns       DNS name to append for resolution
    WORD            DNS name
    sort: none
    > split-dns example.com
backup-gateway WORD:name => backups[name]
    backup-gateway  Specify backup gateways
    WORD            Backup gateway name/address
    sort: none
    > backup-gateway 192.0.2.2
max-users <1-5000>:max_users
    max-users       Maximum number of users for this group
    <1-5000>        Maximum number of users
    > max-users 10
    >> no max-users
max-logins <1-10>:max_logins
    max-logins      Set maximum simultaneous logins for users in this group
    <1-10>          Number of logins allowed
    > max-logins 2
    >> no max-logins
netmask MASK:netmask
    netmask         Set the subnet mask to send to client
    MASK            Subnet mask
    > netmask 255.255.255.0
banner DELIMITED:banner
    banner          Specify mode config banner
    LINE            c banner-text c, where 'c' is a delimiting character
    no: banner
