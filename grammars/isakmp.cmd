feature isakmp  Internet key exchange, version 1

words
    crypto              Encryption module
    crypto isakmp       Configure ISAKMP policy
    crypto call         Configure Crypto Call Admission Control
    crypto call admission  Configure Crypto Call Admission Control
    crypto call admission limit  Configure Crypto Call Admission Control Limits
    crypto call admission limit ike  Configure Crypto Call Admission Control Limits for IKE
    crypto isakmp key   Set pre-shared key for remote peer
    crypto isakmp default  ISAKMP default policy
    crypto isakmp nat   Set a nat  keepalive interval for use with IOS peers
    crypto isakmp aggressive-mode  Disable ISAKMP aggressive mode
    match               Match a field from the ISAKMP identity or accept a group
    match identity      Match a peer's identity
    pre-shared-key      Specify a pre-shared-key
    show crypto         Encryption module
    show crypto isakmp  Show ISAKMP
    show crypto isakmp default  Show ISAKMP default
    clear crypto        Encryption subsystem
    debug crypto        Cryptographic subsystem
    debug crypto condition  Define debug condition filters

mode config : IsakmpConfig

crypto keyring WORD:name [vrf WORD:vrf] => enter conf-keyring keyrings[name]
    keyring         Key ring commands
    :name           Name of Keyring
    vrf             Specify the VRF of the peers
    :vrf            VRF name
    no: crypto keyring WORD:name
    sort: none
    trailing: " "
    > crypto keyring DMVPN
    > crypto keyring OUTSIDE vrf INET
    >> no crypto keyring DMVPN

crypto isakmp policy <1-10000>:priority => enter config-isakmp policies[priority]
    policy          Set policy for an ISAKMP protection suite
    <1-10000>       Priority of protection suite
    > crypto isakmp policy 10
    >> no crypto isakmp policy 10
crypto isakmp default policy => default_policy
    policy          default policy
    since: 12.4(20)T
    before: 17.11
    > no crypto isakmp default policy
    >> crypto isakmp default policy

crypto isakmp key [0:kind=0 | 6:kind=6] WORD:secret address A.B.C.D:address [MASK:mask] [no-xauth:no_xauth] => call key
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    WORD            The UNENCRYPTED (cleartext) user password
    address         define shared key with IP address
    A.B.C.D         Peer IP address
    MASK            Peer IP subnet mask
    no-xauth        Bypasses XAuth for this peer
    > crypto isakmp key cisco address 192.0.2.1
    > crypto isakmp key cisco address 10.0.0.0 255.0.0.0
    > crypto isakmp key cisco address 0.0.0.0
    > crypto isakmp key cisco address 192.0.2.1 no-xauth
    > crypto isakmp key 6 fe_a`iJYE\DZYJhDhTP[`MYaTgRH_MAAB address 192.0.2.9
    >> crypto isakmp key 0 cisco address 0.0.0.0 0.0.0.0
    >> no crypto isakmp key cisco address 192.0.2.1

crypto isakmp key [0:kind=0 | 6:kind=6] WORD:secret hostname HOST:host [no-xauth:no_xauth] => call host_key
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    :secret         The UNENCRYPTED (cleartext) user password
    hostname        define shared key with hostname
    :host           Peer hostname
    no-xauth        Bypasses XAuth for this peer
    > crypto isakmp key cisco hostname spoke1.example.com
    > crypto isakmp key cisco hostname spoke1.example.com no-xauth
    >> no crypto isakmp key cisco hostname spoke1.example.com

crypto call admission limit ike sa <0-99999>:active_most
    sa              Limit on number of active IKE SAs
    <0-99999>       Number of active IKE SAs
    > crypto call admission limit ike sa 25
    >> no crypto call admission limit ike sa
crypto call admission limit ike in-negotiation-sa <10-99999>:negotiating_most
    in-negotiation-sa  Limit on number of in-negotiation IKE SAs
    <10-99999>      Number of in-negotiation IKE SAs
    > crypto call admission limit ike in-negotiation-sa 100
    >> no crypto call admission limit ike in-negotiation-sa

crypto isakmp enable => enabled
    enable          Enable ISAKMP
    > no crypto isakmp enable
    >> crypto isakmp enable
crypto isakmp fragmentation => fragmentation
    fragmentation   IKE Fragmentation enabled if required
    > crypto isakmp fragmentation
    >> no crypto isakmp fragmentation
crypto isakmp invalid-spi-recovery => invalid_spi_recovery
    invalid-spi-recovery  Initiate IKE and send Invalid SPI Notify
    > crypto isakmp invalid-spi-recovery
crypto isakmp identity {address | dn | hostname}:identity
    identity        Set the identity which ISAKMP will use
    address         Use the IP address of the interface for the identity
    dn              Use the distinguished name of the router cert for the identity
    hostname        Use the hostname of the router for the identity
    > crypto isakmp identity hostname
    > crypto isakmp identity dn
    >> crypto isakmp identity address
crypto isakmp keepalive <10-3600>:keepalive [<2-60>:keepalive_retry] [{periodic | on-demand}:keepalive_mode]
    keepalive       Set a keepalive interval for use with IOS peers
    <10-3600>       Number of seconds between keep alives
    <2-60>          Number of seconds between retries if keepalive fails
    periodic        keepalives are sent at regular intervals
    on-demand       keepalives are sent on demand
    > crypto isakmp keepalive 10
    > crypto isakmp keepalive 10 5
    > crypto isakmp keepalive 10 periodic
    > crypto isakmp keepalive 10 3 periodic
    >> crypto isakmp keepalive 10 on-demand
    >> no crypto isakmp keepalive
crypto isakmp nat keepalive <5-3600>:nat_keepalive
    keepalive       Set a nat  keepalive interval for use with IOS peers
    <5-3600>        Number of seconds between keep alives
    > crypto isakmp nat keepalive 20
crypto isakmp diagnose error [<1-1000>:diagnose_most] => diagnose
    diagnose        Diagnostic configuration
    error           Error diagnose
    <1-1000>        Maximum number of error entries
    since: 15.0
    > no crypto isakmp diagnose error
    > crypto isakmp diagnose error 20
    >> crypto isakmp diagnose error
crypto isakmp aggressive-mode disable => aggressive_disabled
    disable         Disable ISAKMP aggressive mode
    > crypto isakmp aggressive-mode disable

crypto isakmp peer address A.B.C.D:address [vrf WORD:vrf] => enter config-isakmp-peer peers[address, vrf]
    peer            Set Peer Policy
    address         Set Peer Policy by IP address
    A.B.C.D         IP address of the peer
    vrf             Specify the VRF of the peer
    WORD            VRF name
    > crypto isakmp peer address 192.0.2.1
    > crypto isakmp peer address 192.0.2.1 vrf INET
    >> no crypto isakmp peer address 192.0.2.1
crypto isakmp peer hostname WORD:name [vrf WORD:vrf] => enter config-isakmp-peer host_peers[name, vrf]
    peer            Set Peer Policy
    hostname        Set Peer Policy by hostname
    :name           Hostname of the peer
    vrf             Specify the VRF of the peer
    :vrf            VRF name
    > crypto isakmp peer hostname hub.example.com
    >> no crypto isakmp peer hostname hub.example.com

crypto isakmp profile WORD:name => enter conf-isa-prof profiles[name]
    profile         Define ISAKMP Profiles
    WORD            Name of ISAKMP profile
    says new: "% A profile is deemed incomplete until it has match identity statements"
    sort: none
    > crypto isakmp profile VPN
    >> no crypto isakmp profile VPN

mode config-isakmp : Policy
encryption/encr {des:encryption=des | 3des:encryption=3des | aes:encryption=aes [{128 | 192 | 256}:key_bits]}
    encryption      Set encryption algorithm for protection suite
    des             DES - Data Encryption Standard (56 bit keys).
    3des            Three key triple DES
    aes             AES - Advanced Encryption Standard.
    128             128 bit keys.
    192             192 bit keys.
    256             256 bit keys.
    before 17.11: des 3des
    > encr aes
    > encr aes 256
    > encr 3des
    >> encryption des
    >> no encryption
hash {md5 | sha | sha256 | sha384 | sha512}:hash
    hash            Set hash algorithm for protection suite
    md5             Message Digest 5
    sha             Secure Hash Standard
    sha256          Secure Hash Standard 2 (256 bit)
    sha384          Secure Hash Standard 2 (384 bit)
    sha512          Secure Hash Standard 2 (512 bit)
    since 15.1(2)T: sha256 sha384 sha512
    before 17.11: md5
    > hash sha256
    > hash md5
    >> hash sha
authentication pre-share:authentication=pre-share
    authentication  Set authentication method for protection suite
    pre-share       Pre-Shared Key
    no: authentication
    > authentication pre-share
    >> no authentication
    >> default authentication
authentication rsa-encr:authentication=rsa-encr
    authentication  Set authentication method for protection suite
    rsa-encr        Rivest-Shamir-Adleman Encryption
    > authentication rsa-encr
authentication ecdsa-sig:authentication=ecdsa-sig
    authentication  Set authentication method for protection suite
    ecdsa-sig       Elliptic Curve Digital Signature Algorithm Signature
    since: 15.1(2)T
    > authentication ecdsa-sig
authentication rsa-sig:authentication=rsa-sig
    authentication  Set authentication method for protection suite
    rsa-sig         Rivest-Shamir-Adleman Signature
    >> authentication rsa-sig
group {1 | 14 | 15 | 16 | 19 | 2 | 20 | 21 | 24 | 5}:group
    group           Set the Diffie-Hellman group
    1               Diffie-Hellman group 1 (768 bit)
    14              Diffie-Hellman group 14 (2048 bit)
    15              Diffie-Hellman group 15 (3072 bit)
    16              Diffie-Hellman group 16 (4096 bit)
    19              Diffie-Hellman group 19 (256 bit ecp)
    2               Diffie-Hellman group 2 (1024 bit)
    20              Diffie-Hellman group 20 (384 bit ecp)
    21              Diffie-Hellman group 21 (521 bit ecp)
    24              Diffie-Hellman group 24 (2048 bit, 256 bit subgroup)
    5               Diffie-Hellman group 5 (1536 bit)
    since 15.1(2)T: 14 15 16 19 20 24
    since 15.4: 21
    before 17.11: 1 2 5
    > group 2
    > group 14
    >> group 1
lifetime <60-86400>:lifetime
    lifetime        Set lifetime for ISAKMP security association
    <60-86400>      lifetime in seconds
    > lifetime 3600
    >> no lifetime

define LOCAL-ADDRESS local-address {A.B.C.D:local_ip [WORD:local_vrf] | NEW-INTERFACE:local_interface}
    A.B.C.D         Local IP address
    WORD            VRF name

mode conf-keyring : Keyring
description LINE:description
    description     Specify a description of this keyring
    LINE            description
    > description keys of the spokes
@LOCAL-ADDRESS
    local-address   Specify a local address for the keyring
    > local-address 192.0.2.1
    > local-address 192.0.2.1 INET
    > local-address FastEthernet0/0
    >> no local-address
pre-shared-key address A.B.C.D:address [MASK:mask] key [0:kind=0 | 6:kind=6] WORD:secret => call keyring_key
    address         Specify IP address
    A.B.C.D         Peer IP address
    MASK            Peer IP subnet mask
    key             Specify pre-shared-key
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    WORD            The UNENCRYPTED (cleartext) user password
    > pre-shared-key address 192.0.2.1 key cisco
    > pre-shared-key address 0.0.0.0 0.0.0.0 key cisco
    > pre-shared-key address 192.0.2.9 key 6 fe_a`iJYE\DZYJhDhTP[`MYaTgRH_MAAB
    >> no pre-shared-key address 192.0.2.1 key cisco

pre-shared-key hostname HOST:host key [0:kind=0 | 6:kind=6] WORD:secret => call keyring_host_key
    hostname        Specify Peer Hostname
    :host           Peer hostname
    key             Specify pre-shared-key
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    :secret         The UNENCRYPTED (cleartext) user password
    > pre-shared-key hostname spoke1.example.com key cisco
    >> no pre-shared-key hostname spoke1.example.com key cisco

words config-isakmp-peer
    set             Set values for the peer
    set aggressive-mode  Set values of aggressive mode

mode config-isakmp-peer : PeerPolicy
description LINE:description
    description     Specify a description of this peer
    LINE            description
    > description the hub
set aggressive-mode password [0:kind=0 | 6:kind=6] WORD:password => call peer_password
    password        Set the password of aggressive mode
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    no: set aggressive-mode password
    WORD            The UNENCRYPTED (cleartext) user password
    > set aggressive-mode password cisco
    >> no set aggressive-mode password
set aggressive-mode client-endpoint {ipv4-address:endpoint=ipv4-address A.B.C.D:endpoint_ip | {fqdn | user-fqdn}:endpoint WORD:endpoint_name}
    client-endpoint  Set the identity of this router
    ipv4-address    Use an IP address as the identity
    A.B.C.D         IP address
    fqdn            Use a fully qualified domain name as the identity
    user-fqdn       Use a user name and a fully qualified domain name as the identity
    WORD            The name
    trailing: " "
    > set aggressive-mode client-endpoint fqdn spoke1.example.com
    > set aggressive-mode client-endpoint user-fqdn spoke1@example.com
    > set aggressive-mode client-endpoint ipv4-address 192.0.2.1
    >> no set aggressive-mode client-endpoint

mode conf-isa-prof : Profile
description LINE:description
    description     Specify a description of this profile
    LINE            description
    > description spokes
vrf WORD:vrf
    vrf             Specify the VRF it is related to
    WORD            VRF name
    > vrf INSIDE
keyring WORD:ring => keyrings[ring]
    keyring         Specify keyring to use
    WORD            Name of Keyring
    sort: none
    > keyring DMVPN
ca trust-point WORD:trustpoint => trustpoints[trustpoint]
    ca              Specify certificate authorities to trust
    trust-point     Specify trust-point to use
    WORD            trust-point Name
    sort: none
    > ca trust-point CA
self-identity {address:self_identity=address | fqdn:self_identity=fqdn [WORD:self_name] | user-fqdn:self_identity=user-fqdn WORD:self_name}
    self-identity   Specify Identity to use in response to IKE negotiation
    address         Use Address as Identity
    fqdn            Use FQDN of router as Identity
    user-fqdn       Use User FQDN as Identity
    fqdn WORD       FQDN to use instead of the one of the router
    user-fqdn WORD  User FQDN
    > self-identity fqdn
    > self-identity address
    > self-identity fqdn r1.example.com
    > self-identity user-fqdn ann@example.com
    >> no self-identity
match identity address A.B.C.D:address [MASK:mask] [WORD:vrf] => call match_address
    address         IP Address(es) of peer
    A.B.C.D         IP address prefix
    MASK            Specify mask
    WORD            Specify the VRF of the peer
    > match identity address 192.0.2.1 255.255.255.255 INET
    > match identity address 0.0.0.0 INET
    > match identity address 192.0.2.1 255.255.255.255
    > match identity address 0.0.0.0
    >> match identity address 192.0.2.1
    >> no match identity address 192.0.2.1
match identity host WORD:host => match_hosts[host]
    host            match identity host
    WORD            FQDN of the peer
    sort: none
    > match identity host r2.example.com
match identity host domain WORD:domain => match_host_domains[domain]
    host            match identity host
    domain          match identity host domain
    :domain         Domain of the peer
    sort: none
    > match identity host domain example.com
match identity user WORD:user => match_users[user]
    user            match identity user FQDN
    WORD            User FQDN of the peer
    sort: none
    > match identity user ann@example.com
match identity user domain WORD:domain => match_user_domains[domain]
    user            match identity user FQDN
    domain          match identity user domain
    :domain         Domain of the peer
    sort: none
    > match identity user domain example.com
match certificate WORD:map => match_certificates[map]
    certificate     match certificate map
    WORD            Certificate map name
    sort: none
    > match certificate HUBS
match identity group WORD:group => match_groups[group]
    group           match a group name
    WORD            Group name
    sort: none
    > match identity group spokes
keepalive <10-3600>:keepalive retry <2-60>:keepalive_retry
    keepalive       Set a keepalive interval for use with IOS peers
    <10-3600>       Number of seconds between keep alives
    retry           Specify retry interval
    <2-60>          Number of seconds between retries if keepalive fails
    > keepalive 20 retry 5
initiate mode aggressive:initiate_mode=aggressive
    initiate        Specify how to initiate IKE negotiation
    mode            Specify the mode
    aggressive      Initiate in aggressive mode
    no: initiate mode
    > initiate mode aggressive
    >> no initiate mode
client authentication list WORD:client_authentication
    client          Specify client configuration settings
    authentication  Specify Client authentication parameters
    list            Specify the AAA list to use
    WORD            AAA list name
    > client authentication list XAUTH
    >> no client authentication list
    no: client authentication list
isakmp authorization list WORD:authorization
    isakmp          ISAKMP settings
    authorization   ISAKMP authorization parameters
    list            Specify the AAA list to use
    WORD            AAA list name
    > isakmp authorization list GROUPS
    >> no isakmp authorization list
    no: isakmp authorization list
client configuration address respond => client_respond
    client          Specify client configuration settings
    configuration   Specify client configuration parameters
    address         Specify address configuration
    respond         Respond to address requests from clients
    > client configuration address respond
virtual-template <1-200>:virtual_template
    virtual-template  Virtual template interface number
    <1-200>         Interface number
    > virtual-template 1
    >> no virtual-template
qos-group <1-1023>:qos_group
    qos-group       Apply a Qos policy class map for packets
    <1-1023>        QoS group
    > qos-group 7
    >> no qos-group
@LOCAL-ADDRESS
    local-address   Interface or address that peers know this router by
    > local-address 192.0.2.1
    > local-address 192.0.2.1 INET
    > local-address FastEthernet0/0
    >> no local-address

mode exec
show crypto isakmp sa [{detail:detail | active:active | nat:nat}] => show sa
    sa              Show ISAKMP Security Associations
    active          Shows HA-enabled ISAKMP SAs in the active state
    detail          Show ISAKMP SA Detail
    nat             Show ISAKMP SAs NAT information
    privilege 1
    > show crypto isakmp sa active
    > show crypto isakmp sa nat
    > show crypto isakmp sa
    > show crypto isakmp sa detail
show crypto isakmp sa vrf WORD:vrf [detail:detail] => show sa
    sa              Show ISAKMP Security Associations
    vrf             Show ISAKMP SAs of one VRF
    WORD            VRF name
    detail          Show ISAKMP SA Detail
    privilege 1
    > show crypto isakmp sa vrf INET
show crypto isakmp sa count => show sa_count
    sa              Show ISAKMP Security Associations
    count           Show ISAKMP SA count
    privilege 1
    > show crypto isakmp sa count
show crypto isakmp stats => show stats
    stats           Show ISAKMP statistics
    level: partial "named and laid out like the figures of the IKE flow MIB"
    privilege 1
    > show crypto isakmp stats
show crypto isakmp diagnose error => show diagnose
    diagnose        Show ISAKMP diagnostics
    error           Error diagnose
    since: 15.0
    level: partial "the numbers of the errors, and the traces of the implementation's stack, are not there"
    privilege 1
    > show crypto isakmp diagnose error
show crypto debug-condition => show debug_condition
    debug-condition  Debug Condition filters
    > show crypto debug-condition
show crypto isakmp policy => show policy
    policy          Show ISAKMP protection suite policy
    privilege 1
    > show crypto isakmp policy
show crypto isakmp default policy => show default_policy
    policy          Show ISAKMP default protection suite policy
    since: 12.4(20)T
    before: 17.11
    privilege 1
    > show crypto isakmp default policy
show crypto isakmp key => show key
    key             Show ISAKMP preshared keys
    > show crypto isakmp key
show crypto isakmp peers [A.B.C.D:peer] => show peers
    peers           Show ISAKMP peer structures
    A.B.C.D         IP address of the peer
    privilege 1
    > show crypto isakmp peers
    > show crypto isakmp peers 192.0.2.1
show crypto isakmp profile [tag WORD:tag | vrf WORD:vrf] => show profile
    profile         Show ISAKMP profiles
    tag             Show one ISAKMP profile
    :tag            Name of the profile
    vrf             Show the ISAKMP profiles of one VRF
    :vrf            VRF name
    privilege 1
    > show crypto isakmp profile
    > show crypto isakmp profile tag SPOKES
    > show crypto isakmp profile vrf INSIDE
show crypto call admission statistics => show admission
    call            Show crypto call admission info
    admission       Show crypto call admission info
    statistics      Show crypto call admission statistics
    privilege 1
    > show crypto call admission statistics

clear crypto call admission statistics => do clear_admission
    call            Clear crypto call admission info
    admission       Clear crypto call admission info
    statistics      Clear crypto call admission statistics
    > clear crypto call admission statistics
clear crypto isakmp [<0-2147483647>:conn_id] => do clear
    isakmp          Clear all ISAKMP SAs
    <0-2147483647>  connection id of SA
    > clear crypto isakmp
    > clear crypto isakmp 1001
clear crypto isakmp {active | standby:standby} => do clear
    isakmp          Clear all ISAKMP SAs
    active          Clear all HA-enabled ISAKMP SAs in the active state
    standby         Clear all HA-enabled ISAKMP SAs in the standby state
    > clear crypto isakmp active
    > clear crypto isakmp standby

debug crypto isakmp => do debug_isakmp
    isakmp          ISAKMP Key Management
    no: debug crypto isakmp
    > debug crypto isakmp
debug crypto isakmp error => do debug_isakmp_error
    isakmp          ISAKMP Key Management
    error           ISAKMP Error Debug
    no: debug crypto isakmp error
    > debug crypto isakmp error
debug crypto engine => do debug_engine
    engine          Crypto Engine Debug
    no: debug crypto engine
    > debug crypto engine
debug crypto condition peer ipv4 A.B.C.D:peer => do debug_condition
    peer            IKE peer debug filter
    ipv4            IKE peer IP address
    A.B.C.D         IP address of the peer
    no: debug crypto condition peer ipv4 A.B.C.D:peer
    > debug crypto condition peer ipv4 10.0.0.1
debug crypto condition peer subnet A.B.C.D:peer MASK:mask => do debug_condition
    peer            IKE peer debug filter
    subnet          IKE peer IP subnet
    A.B.C.D         IP subnet of the peer
    MASK            Subnet mask
    no: debug crypto condition peer subnet A.B.C.D:peer MASK:mask
    > debug crypto condition peer subnet 10.0.0.0 255.0.0.0
debug crypto condition connid <1-32766>:connection engine-id <0-32767>:engine => do debug_condition
    connid          connection-id debug filter
    <1-32766>       connection id
    engine-id       crypto engine id
    <0-32767>       engine id
    no: debug crypto condition connid <1-32766>:connection engine-id <0-32767>:engine
    > debug crypto condition connid 1001 engine-id 1
debug crypto condition isakmp profile WORD:profile => do debug_condition
    isakmp          ISAKMP debug filter
    profile         ISAKMP profile
    WORD            Name of the profile
    no: debug crypto condition isakmp profile WORD:profile
    > debug crypto condition isakmp profile SPOKES
debug crypto condition unmatched [{isakmp | ipsec | engine}:area] => do debug_condition
    unmatched       Output debugs even if no context available
    isakmp          ISAKMP
    ipsec           IPSEC
    engine          Crypto engine
    no: debug crypto condition unmatched [{isakmp | ipsec | engine}:area]
    > debug crypto condition unmatched
    > debug crypto condition unmatched ipsec
debug crypto condition reset => do debug_condition_reset
    reset           Delete all debug filters and turn off conditional debug
    > debug crypto condition reset
