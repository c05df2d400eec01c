feature ikev2  Internet key exchange, version 2

words
    crypto              Encryption module
    crypto ikev2        Configure IKEv2 Options
    crypto ikev2 nat    NAT-transparency
    crypto ikev2 limit  Limit the number of maximum and negotiating sa
    crypto ikev2 diagnose  IKEV2 diagnose
    show crypto         Encryption module
    show crypto ikev2   Shows ikev2 info
    show crypto ikev2 diagnose  Shows ikev2 diagnostic
    clear crypto        Encryption subsystem
    clear crypto ikev2  Clear IKEv2 SAs
    clear crypto ikev2 diagnose  Clear ikev2 diagnostic
    debug crypto        Cryptographic subsystem
    debug crypto ikev2  IKEv2 debugging

define ikev2-authorization list WORD:list {WORD:policy | name-mangler WORD:mangler}
    list            AAA method list
    :list           AAA list name
    :policy         AAA username
    name-mangler    Specify the name mangler to derive the AAA username
    :mangler        Name of the name mangler

mode config : Ikev2Config

crypto ikev2 authorization policy WORD:name => enter config-ikev2-author-policy author_policies[name]
    authorization   IKEv2 authorization
    policy          Define IKEv2 authorization policy
    WORD            Name of IKEv2 authorization policy
    since: 15.1
    sort: none
    trailing: " "
    > crypto ikev2 authorization policy FLEX
    >> no crypto ikev2 authorization policy FLEX
crypto ikev2 authorization policy default => call builtin_author_policy
    authorization   IKEv2 authorization
    policy          Define IKEv2 authorization policy
    default         The built-in authorization policy
    since: 15.1
    positive: none
    > no crypto ikev2 authorization policy default
crypto ikev2 name-mangler WORD:name => enter config-ikev2-name-mangler manglers[name]
    name-mangler    Name mangler
    WORD            Name of name mangler
    since: 15.1
    sort: none
    > crypto ikev2 name-mangler NM
    >> no crypto ikev2 name-mangler NM
crypto ikev2 proposal WORD:name => enter config-ikev2-proposal proposals[name]
    proposal        Define IKEV2 proposals
    WORD            Name of IKEv2 proposal
    since: 15.1
    no: crypto ikev2 proposal WORD:name
    check: proposal
    sort: none
    trailing: " "
    > crypto ikev2 proposal PROP
    >> no crypto ikev2 proposal PROP
crypto ikev2 proposal default => call builtin_proposal
    proposal        Define IKEV2 proposals
    default         The built-in proposal
    since: 15.1
    positive: none
    > no crypto ikev2 proposal default
crypto ikev2 policy WORD:name => enter config-ikev2-policy policies[name]
    policy          Define IKEV2 policies
    WORD            Name of IKEv2 policy
    since: 15.1
    check: policy
    sort: none
    trailing: " "
    > crypto ikev2 policy POL
    >> no crypto ikev2 policy POL
crypto ikev2 policy default => call builtin_policy
    policy          Define IKEV2 policies
    default         The built-in policy
    since: 15.1
    positive: none
    > no crypto ikev2 policy default
crypto ikev2 keyring WORD:name => enter config-ikev2-keyring keyrings[name]
    keyring         Define IKEV2 keyring
    WORD            Name of IKEv2 keyring
    since: 15.1
    sort: none
    > crypto ikev2 keyring KR
    >> no crypto ikev2 keyring KR
crypto ikev2 profile WORD:name => enter config-ikev2-profile profiles[name]
    profile         Define IKEv2 Profiles
    WORD            Name of IKEv2 Profile
    since: 15.1
    check: profile
    sort: none
    > crypto ikev2 profile PROF
    >> no crypto ikev2 profile PROF
crypto ikev2 dpd <10-3600>:dpd <2-60>:dpd_retry {periodic | on-demand}:dpd_mode
    dpd             Enable IKE liveness check for peers
    <10-3600>       R-U-THERE interval
    <2-60>          Retry Interval
    periodic        Periodic
    on-demand       On-demand
    since: 15.1
    > crypto ikev2 dpd 10 2 on-demand
    > crypto ikev2 dpd 30 5 periodic
    >> no crypto ikev2 dpd
crypto ikev2 nat keepalive <5-3600>:nat_keepalive
    keepalive       Set a nat  keepalive interval for use with IOS peers
    <5-3600>        Number of seconds between keep alives
    since: 15.1
    > crypto ikev2 nat keepalive 20
    >> no crypto ikev2 nat keepalive
crypto ikev2 fragmentation [mtu <96-1500>:fragment_mtu] => fragmentation
    fragmentation   Enable fragmentation of ikev2 packets
    mtu             Set the mtu for ikev2 packets
    <96-1500>       Mtu in bytes
    since: 15.1
    > crypto ikev2 fragmentation
    > crypto ikev2 fragmentation mtu 1000
    >> no crypto ikev2 fragmentation
crypto ikev2 disconnect-revoked-peers:disconnect_revoked
    disconnect-revoked-peers  Disconnect crypto sessions with peers that have revoked certificates
    since: 15.2
    > crypto ikev2 disconnect-revoked-peers
    >> no crypto ikev2 disconnect-revoked-peers
crypto ikev2 cookie-challenge <1-1000>:cookie_challenge
    cookie-challenge  Set Cookie-challenge watermark
    <1-1000>        Maximum number of half-open IKE SAs before cookie challenge
    since: 15.1
    > crypto ikev2 cookie-challenge 10
    >> no crypto ikev2 cookie-challenge
crypto ikev2 limit max-in-negotation-sa <1-1000>:most_negotiating
    max-in-negotation-sa  Limit maximum number of in-negotiation IKEv2 SAs
    <1-1000>        Number of SAs
    since: 15.1
    > crypto ikev2 limit max-in-negotation-sa 100
    >> no crypto ikev2 limit max-in-negotation-sa
crypto ikev2 limit max-sa <1-1000>:most_sas
    max-sa          Limit maximum number of IKEv2 SAs
    <1-1000>        Number of SAs
    since: 15.1
    > crypto ikev2 limit max-sa 100
    >> no crypto ikev2 limit max-sa
crypto ikev2 window <1-20>:window
    window          Set IKEV2 window size
    <1-20>          Size of window
    since: 15.1
    > crypto ikev2 window 10
    >> no crypto ikev2 window
crypto ikev2 diagnose error [<1-1000>:diagnose_most] => diagnose
    error           Error path
    <1-1000>        Maximum number of error entries
    since: 15.1
    > no crypto ikev2 diagnose error
    > crypto ikev2 diagnose error 20
    >> crypto ikev2 diagnose error

crypto ikev2 client flexvpn WORD:name => enter config-ikev2-flexvpn clients[name]
    client          IKEv2 client
    flexvpn         FlexVPN client
    WORD            Name of the FlexVPN client
    since: 15.1
    sort: none
    > crypto ikev2 client flexvpn FLEX
    >> no crypto ikev2 client flexvpn FLEX

mode config-ikev2-flexvpn : FlexClient
    title: IKEv2 FlexVPN client commands:
    exit: Exit from IKEv2 FlexVPN client configuration mode
    indent: 2
    separator: after
peer <1-255>:number A.B.C.D:address => peers[number]
    peer            Specify a peer
    <1-255>         Sequence number
    A.B.C.D         Address of the peer
    > peer 1 192.0.2.1
    >> no peer 1
connect {auto | manual}:connect
    connect         How the connection is made
    auto            As soon as it can be
    manual          By command
    > connect manual
    >> connect auto
client connect NEW-INTERFACE:tunnel
    client          The tunnel of the client
    connect         The tunnel that is connected
    > client connect Tunnel0
    >> no client connect

mode config-ikev2-proposal : Ikev2Proposal
    title: IKEv2 Proposal commands:
    exit: Exit from IKEv2 proposal configuration mode
encryption {3des | aes-cbc-128 | aes-cbc-192 | aes-cbc-256 | aes-gcm-128 | aes-gcm-256 | des}:encryption... => call encryption
    encryption      Set encryption algorithm(s) for proposal
    3des            3DES
    aes-cbc-128     AES-CBC-128
    aes-cbc-192     AES-CBC-192
    aes-cbc-256     AES-CBC-256
    aes-gcm-128     Combined-mode, 128 bit key, 16 byte ICV(Authentication Tag)
    aes-gcm-256     Combined-mode, 256 bit key, 16 byte ICV(Authentication Tag)
    des             DES
    before 17.11: des 3des
    since 15.2: aes-gcm-128 aes-gcm-256
    no: encryption
    > encryption aes-cbc-256
    > encryption aes-cbc-256 aes-cbc-128
    > encryption aes-gcm-128
    >> no encryption
prf {md5 | sha1 | sha256 | sha384 | sha512}:prf...
    prf             Set prf algorithm(s) for proposal
    md5             Message Digest 5
    sha1            Secure Hash Standard
    sha256          Secure Hash Standard 2 (256 bit)
    sha384          Secure Hash Standard 2 (384 bit)
    sha512          Secure Hash Standard 2 (512 bit)
    before 17.11: md5
    since: 15.2
    > prf sha256
    >> no prf
integrity {md5 | sha1 | sha256 | sha384 | sha512}:integrity...
    integrity       Set integrity hash algorithm(s) for proposal
    md5             Message Digest 5
    sha1            Secure Hash Standard
    sha256          Secure Hash Standard 2 (256 bit)
    sha384          Secure Hash Standard 2 (384 bit)
    sha512          Secure Hash Standard 2 (512 bit)
    before 17.11: md5
    > integrity sha256
    > integrity sha512 sha384
    >> no integrity
group {1 | 14 | 15 | 16 | 19 | 2 | 20 | 21 | 24 | 5}:group...
    group           Set the Diffie-Hellman group(s)
    1               DH 768 MODP
    14              DH 2048 MODP
    15              DH 3072 MODP
    16              DH 4096 MODP
    19              DH 256 ECP
    2               DH 1024 MODP
    20              DH 384 ECP
    21              DH 521 ECP
    24              DH 2048 (256 subgroup) MODP
    5               DH 1536 MODP
    before 17.11: 1 2 5
    since 15.4: 21
    > group 14
    > group 19 14 20
    >> no group

mode config-ikev2-policy : Ikev2Policy
    title: IKEv2 Policy commands:
    exit: Exit from IKEv2 policy configuration mode
match fvrf {any | WORD}:fvrf
    match           Match values of local fields
    fvrf            fvrf of the profile
    any             Any fvrf
    WORD            Name of the VRF
    > match fvrf any
    > match fvrf INET
    >> no match fvrf
match address local A.B.C.D:address => addresses[address]
    match           Match values of local fields
    address         Match local address
    local           Match local address
    A.B.C.D         IP address
    sort: none
    > match address local 192.0.2.1
    >> no match address local 192.0.2.1
proposal WORD:proposal => call policy_proposal
    proposal        Specify Proposal
    WORD            Specify the name of proposal to be attached
    > proposal PROP
    >> no proposal PROP

mode config-ikev2-keyring : Keyring
    title: IKEv2 Keyring commands:
    exit: Exit from IKEv2 keyring configuration mode
    separator: after
peer WORD:name => enter config-ikev2-keyring-peer peers[name]
    peer            Configure a Peer and associated keys
    WORD            Name of the peer block
    sort: none
    > peer R2
    >> no peer R2

mode config-ikev2-keyring-peer : PeerBlock
    parent: config-ikev2-keyring
    title: IKEv2 Keyring Peer commands:
    exit: Exit from IKEv2 keyring peer configuration mode
    separator: after
description LINE:description
    description     Specify a description of this peer
    LINE            Description
    > description the hub
address A.B.C.D:address [MASK:mask] => call peer_address
    address         Specify IPv4/IPv6 address of peer
    A.B.C.D         IPv4 Address
    MASK            specify mask
    no: address
    > address 192.0.2.1
    > address 0.0.0.0 0.0.0.0
    >> no address
hostname WORD:hostname
    hostname        Hostname of peer
    WORD            Hostname of the peer
    > hostname r2.example.com
    >> no hostname
identity {address A.B.C.D:address | {fqdn | email | key-id}:kind WORD:value} => call peer_identity
    identity        Specify IKE identity to use
    address         Specify IPv4/IPv6 address
    A.B.C.D         IPv4 Address
    fqdn            Fully qualified domain name string
    email           Fully qualified email string
    key-id          key-id opaque string
    WORD            The identity
    no: identity
    > identity address 192.0.2.1
    > identity fqdn r2.example.com
    > identity email ann@example.com
    > identity key-id SPOKE
    >> no identity
pre-shared-key [{local | remote}:side] [0:kind=0 | 6:kind=6 | hex:hexadecimal] WORD:secret => call peer_key
    pre-shared-key  specify the pre-shared key
    local           specify signing key
    remote          specify verifying key
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    hex             Key entered in hex string
    WORD            The UNENCRYPTED (cleartext) user password
    no: pre-shared-key [{local | remote}:side]
    > pre-shared-key cisco
    > pre-shared-key local ONE
    > pre-shared-key remote TWO
    > pre-shared-key hex 0A1B2C3D
    >> pre-shared-key 0 cisco
    >> no pre-shared-key

words config-ikev2-profile
    match           Match values of peer
    match address   Local address
    match identity  match by IKE identity
    match identity remote  match by remote identity
    match identity remote fqdn  Fully qualified domain name string [Max. 255 char(s)]
    match identity remote email  Fully qualified email string [Max. 255 char(s)]
    identity        Specify IKE identity to use
    identity local  Specify the local IKE identity to use
    authentication  Set authentication method
    authentication local  Set local authentication method
    authentication remote  Set remote authentication method

mode config-ikev2-profile : Ikev2Profile
    title: IKEv2 profile commands:
    exit: Exit from crypto ikev2 profile sub mode
    separator: before
description LINE:description
    description     Specify a description of this profile
    LINE            Description
    > description spokes
match fvrf {any | WORD}:fvrf
    fvrf            fvrf of the profile
    any             Any fvrf
    WORD            Name of the VRF
    > match fvrf any
    > match fvrf INET
    >> no match fvrf
match address local A.B.C.D:address => local_ips[address]
    local           Local address
    A.B.C.D         IPv4 address
    sort: none
    > match address local 192.0.2.1
match address local interface NEW-INTERFACE:interface => local_interfaces[interface]
    local           Local address
    interface       Local interface
    sort: none
    > match address local interface FastEthernet0/0
match identity remote address A.B.C.D:address [MASK:mask] => call match_address
    address         IP Address(es)
    A.B.C.D         IP address prefix
    MASK            specify mask
    >> match identity remote address 192.0.2.1
    >> match identity remote address 192.0.2.0 255.255.255.0
    >> no match identity remote address 192.0.2.1
match identity remote any => match_any
    any             match any peer identity
    > match identity remote any
match identity remote email WORD:name => match_emails[name]
    WORD            Fully qualified email string [Max. 255 char(s)]
    sort: none
    > match identity remote email ann@example.com
match identity remote email domain WORD:domain => match_email_domains[domain]
    domain          Specify Domain String
    WORD            Domain String
    sort: none
    > match identity remote email domain example.com
match identity remote fqdn WORD:name => match_fqdns[name]
    WORD            Fully qualified domain name string [Max. 255 char(s)]
    sort: none
    > match identity remote fqdn r2.example.com
match identity remote fqdn domain WORD:domain => match_fqdn_domains[domain]
    domain          Specify Domain String
    WORD            Domain String
    sort: none
    > match identity remote fqdn domain example.com
match identity remote key-id WORD:name => match_key_ids[name]
    key-id          key-id opaque string
    WORD            key-id opaque string
    sort: none
    > match identity remote key-id SPOKE
match certificate WORD:name => match_certificates[name]
    certificate     Peer certificate attributes
    WORD            Certificate map
    sort: none
    > match certificate SPOKES
    >> no match certificate SPOKES
identity local {address A.B.C.D:address | dn:kind=dn | {fqdn | email | key-id}:kind WORD:value} => call identity
    address         IP Address
    A.B.C.D         IPv4 Address
    dn              Distinguished Name
    fqdn            Fully qualified domain name string
    email           Fully qualified email string
    key-id          key-id opaque string
    WORD            The identity
    no: identity local
    > identity local address 192.0.2.1
    > identity local dn
    > identity local fqdn r1.example.com
    > identity local email ann@example.com
    > identity local key-id HUB
    >> no identity local
authentication remote pre-share [key [0:kind=0 | 6:kind=6 | hex:hexadecimal] WORD:secret] => call remote_psk
    pre-share       Pre-Shared Key
    key             specify pre-shared key
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    hex             Key entered in hex string
    WORD            The UNENCRYPTED (cleartext) user password
    no: authentication remote [pre-share]
    > authentication remote pre-share
    > authentication remote pre-share key cisco
    >> no authentication remote pre-share
authentication remote {rsa-sig | ecdsa-sig}:method => remote_signatures[method]
    rsa-sig         Rivest-Shamir-Adleman Signature
    ecdsa-sig       ECDSA Signature
    sort: none
    > authentication remote rsa-sig
    > authentication remote ecdsa-sig
    >> no authentication remote rsa-sig
authentication local pre-share [key [0:kind=0 | 6:kind=6 | hex:hexadecimal] WORD:secret] => call local_psk
    pre-share       Pre-Shared Key
    key             specify pre-shared key
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    hex             Key entered in hex string
    WORD            The UNENCRYPTED (cleartext) user password
    no: authentication local [pre-share]
    > authentication local pre-share
    > authentication local pre-share key cisco
    >> no authentication local pre-share
authentication local {rsa-sig | ecdsa-sig}:method => call local_signature
    rsa-sig         Rivest-Shamir-Adleman Signature
    ecdsa-sig       ECDSA Signature
    > authentication local rsa-sig
    > authentication local ecdsa-sig
    >> no authentication local rsa-sig
keyring local WORD:keyring
    keyring         Specify keyring to use
    local           Local keyring
    WORD            Keyring name
    no: keyring [local [WORD:keyring]]
    > keyring local KR
    >> no keyring local KR
pki trustpoint WORD:name [{sign | verify}:usage] => call trustpoint
    pki             Specify certificate authorities to trust
    trustpoint      trustpoint
    WORD            Trustpoint name
    sign            Use this trustpoint only for signing
    verify          Use this trustpoint only for verification
    > pki trustpoint CA
    > pki trustpoint CA sign
    > pki trustpoint CA verify
    >> no pki trustpoint CA
lifetime <120-86400>:lifetime
    lifetime        Set lifetime for IKEv2 security association
    <120-86400>     lifetime in seconds
    > lifetime 3600
    >> no lifetime
ivrf WORD:ivrf
    ivrf            I-VRF of the profile
    WORD            Name of the VRF
    > ivrf INSIDE
    >> no ivrf
dpd <10-3600>:dpd <2-60>:dpd_retry {on-demand | periodic}:dpd_mode
    dpd             Enable IKE liveness check for peers
    <10-3600>       R-U-THERE interval
    <2-60>          Retry Interval
    on-demand       On-demand
    periodic        Periodic
    > dpd 10 2 on-demand
    > dpd 30 5 periodic
    >> no dpd
nat keepalive <5-3600>:nat_keepalive
    nat             NAT-transparency
    keepalive       Set a nat  keepalive interval for use with IOS peers
    <5-3600>        Number of seconds between keep alives
    > nat keepalive 20
    >> no nat keepalive
nat force-encap => force_encap
    nat             NAT-transparency
    force-encap     Force UDP encapsulation
    since: 16
    > nat force-encap
initial-contact force => initial_contact
    initial-contact  initial-contact processing
    force           force initial-contact processing
    > initial-contact force
aaa authorization group [override:override] {psk | cert}:method @ikev2-authorization => group_authorization[method]
    aaa             Specify AAA related configs
    authorization   Specify AAA authorization
    group           Specify AAA group authorization
    override        Override user attributes by group attributes
    psk             Specify PSK authorization
    cert            Specify certificate authorization
    sort: none
    no: aaa authorization group [override] {psk | cert}:method
    > aaa authorization group psk list FLEX default
    > aaa authorization group override psk list FLEX POLICY
    > aaa authorization group cert list FLEX name-mangler NM
    >> no aaa authorization group psk
aaa authorization user {psk | cert}:method @ikev2-authorization => user_authorization[method]
    aaa             Specify AAA related configs
    authorization   Specify AAA authorization
    user            Specify AAA user authorization
    psk             Specify PSK authorization
    cert            Specify certificate authorization
    sort: none
    no: aaa authorization user {psk | cert}:method
    > aaa authorization user psk list FLEX name-mangler NM
    >> no aaa authorization user psk
virtual-template <1-4096>:virtual_template [mode auto:virtual_auto]
    virtual-template  Virtual-Template interface for dVTI
    <1-4096>        Virtual-Template interface number
    mode            Virtual-template mode
    auto            Automatic mode detection
    since 16: mode
    no: virtual-template [<1-4096>]
    > virtual-template 1
    > virtual-template 1 mode auto
    >> no virtual-template
shutdown => shutdown
    shutdown        shutdown the IKEv2 profile
    > shutdown

mode config-ikev2-author-policy : AuthorPolicy
    title: IKEv2 Authorization Policy commands:
    exit: Exit from IKEv2 authorization policy configuration mode
    separator: after
pool WORD:pool
    pool            Specify the IPv4 local pool
    WORD            Pool name
    > pool POOL
    >> no pool
dns A.B.C.D:dns.0 [A.B.C.D:dns.1] => call author_dns
    dns             Specify DNS addresses
    :dns.0          Primary server
    :dns.1          Secondary server
    no: dns
    > dns 192.0.2.53
    > dns 192.0.2.53 192.0.2.54
    >> no dns
wins A.B.C.D:wins.0 [A.B.C.D:wins.1] => call author_wins
    wins            Specify WINS addresses
    :wins.0         Primary server
    :wins.1         Secondary server
    no: wins
    > wins 192.0.2.53
    >> no wins
netmask A.B.C.D:netmask
    netmask         Specify the netmask
    A.B.C.D         Netmask
    > netmask 255.255.255.0
    >> no netmask
banner DELIMITED:banner
    banner          Specify the banner
    LINE            c banner-text c, where 'c' is a delimiting character
    level: partial "what comes is in show crypto ikev2 sa detailed"
def-domain WORD:def_domain
    def-domain      Specify the default domain
    WORD            Domain name
    > def-domain example.com
    >> no def-domain
subnet-acl WORD:subnet_acl
    subnet-acl      Specify the access list of the protected subnets
    WORD            Access-list name or number
    > subnet-acl SPLIT
    >> no subnet-acl
route set interface => set_interface
    route           Route settings
    set             Routes that are sent to the peer, or set for it
    interface       The address of the tunnel
    > route set interface
    >> no route set interface
route set interface NEW-INTERFACE:interface => set_interfaces[interface]
    route           Route settings
    set             Routes that are sent to the peer, or set for it
    interface       The address of an interface
    > route set interface FastEthernet0/0
    >> no route set interface FastEthernet0/0
route set access-list WORD:set_acl
    route           Route settings
    set             Routes that are sent to the peer, or set for it
    access-list     Networks of an access list
    WORD            Access-list name or number
    > route set access-list SPLIT
    >> no route set access-list
route set remote ipv4 A.B.C.D:address MASK:mask => set_remote[address, mask]
    route           Route settings
    set             Routes that are sent to the peer, or set for it
    remote          Networks behind the peer
    ipv4            IPv4 network
    A.B.C.D         Network
    MASK            Mask
    sort: none
    > route set remote ipv4 192.0.2.0 255.255.255.0
    >> no route set remote ipv4 192.0.2.0 255.255.255.0
route accept any [[tag <1-4294967295>:accept_tag | distance <1-255>:accept_distance]] => call route_accept
    route           Route settings
    accept          Routes that are taken of the peer
    any             All of them
    tag             Tag of the routes
    <1-4294967295>  Tag value
    distance        Distance of the routes
    <1-255>         Distance value
    no: route accept any
    > route accept any distance 5
    > route accept any tag 7 distance 5
    > no route accept any
    >> route accept any

mode config-ikev2-name-mangler : Mangler
    title: IKEv2 name mangler commands:
    exit: Exit from IKEv2 name mangler configuration mode
    separator: after
dn {common-name | organization | organization-unit | country | state | locality}:dn
    dn              Derive the name from the distinguished name
    common-name     Common name
    organization    Organization
    organization-unit  Organization unit
    country         Country
    state           State
    locality        Locality
    > dn organization-unit
    >> no dn
fqdn {all | hostname | domain}:fqdn
    fqdn            Derive the name from the FQDN
    all             The whole
    hostname        What stands before the first dot
    domain          What stands behind it
    > fqdn hostname
    >> no fqdn
email {all | username | domain}:email
    email           Derive the name from the email address
    all             The whole
    username        What stands before the at sign
    domain          What stands behind it
    > email username
    >> no email

mode ipsec-settings : Settings
set ikev2-profile WORD:ikev2_profile
    set             Set values for encryption/decryption
    ikev2-profile   Specify ikev2 Profile
    WORD            ikev2 Profile name
    since: 15.1
    check: ikev2_profile
    >> no set ikev2-profile

mode exec
show crypto ikev2 sa [local A.B.C.D:local | remote A.B.C.D:remote | fvrf WORD:fvrf] [detailed:detail] => show sa
    sa              Shows ikev2 SAs
    local           Show ikev2 SAs based on local address
    remote          Show ikev2 SAs based on remote address
    fvrf            Show ikev2 SAs based on fvrf
    A.B.C.D         IPv4 address
    WORD            VRF name
    detailed        Shows ikev2 SA details
    since: 15.1
    privilege 1
    > show crypto ikev2 sa
    > show crypto ikev2 sa detailed
    > show crypto ikev2 sa remote 192.0.2.1 detailed
    > show crypto ikev2 sa fvrf INET
show crypto ikev2 session [detailed:detail] => show session
    session         Shows ikev2 active session
    detailed        Detailed information
    since: 15.1
    privilege 1
    > show crypto ikev2 session
    > show crypto ikev2 session detailed
show crypto ikev2 proposal [WORD:name] => show proposal
    proposal        Show proposals
    WORD            Proposal name
    since: 15.1
    privilege 1
    > show crypto ikev2 proposal
    > show crypto ikev2 proposal default
show crypto ikev2 policy [WORD:name] => show policy
    policy          Show policies
    WORD            Policy name
    since: 15.1
    privilege 1
    > show crypto ikev2 policy
    > show crypto ikev2 policy default
show crypto ikev2 authorization policy [WORD:name] => show authorization_policy
    authorization   Shows ikev2 authorization
    policy          Shows ikev2 authorization policies
    WORD            Policy name
    since: 15.1
    privilege 1
    > show crypto ikev2 authorization policy
    > show crypto ikev2 authorization policy default
show crypto ikev2 client flexvpn [WORD:name] => show client_flexvpn
    client          Shows ikev2 client
    flexvpn         Shows FlexVPN clients
    WORD            Name of the FlexVPN client
    since: 15.1
    privilege 1
    > show crypto ikev2 client flexvpn
    > show crypto ikev2 client flexvpn FLEX
show crypto ikev2 profile [WORD:name] => show profile
    profile         Shows ikev2 profile
    WORD            Profile name
    since: 15.1
    privilege 1
    > show crypto ikev2 profile
    > show crypto ikev2 profile PROF
show crypto ikev2 stats [{exchange | ext-service | timeout}:kind] => show stats
    stats           Shows ikev2 sa stats
    exchange        Shows ikev2 exchange and notify stats
    ext-service     Shows ikev2 external service stats
    timeout         Shows ikev2 timeout stats
    since: 15.1
    privilege 1
    > show crypto ikev2 stats
    > show crypto ikev2 stats exchange
    > show crypto ikev2 stats ext-service
    > show crypto ikev2 stats timeout
show crypto ikev2 diagnose error => show diagnose
    error           Error path
    since: 15.1
    level: partial "the traces of the implementation's stack are not there"
    privilege 1
    > show crypto ikev2 diagnose error
clear crypto ikev2 sa [local A.B.C.D:local | remote A.B.C.D:remote | fvrf WORD:fvrf] => do clear_sa
    sa              Clear ikev2 SAs
    local           Clear ikev2 SAs based on local address
    remote          Clear ikev2 SAs based on remote address
    fvrf            Clear ikev2 SAs based on fvrf
    A.B.C.D         IPv4 address
    WORD            VRF name
    since: 15.1
    > clear crypto ikev2 sa
    > clear crypto ikev2 sa remote 192.0.2.1
clear crypto ikev2 client flexvpn WORD:name => do clear_client
    client          IKEv2 client
    flexvpn         FlexVPN client
    WORD            Name of the FlexVPN client
    since: 15.1
    > clear crypto ikev2 client flexvpn FLEX
crypto ikev2 client flexvpn connect WORD:name => do connect_client
    ikev2           IKEv2
    client          IKEv2 client
    flexvpn         FlexVPN client
    connect         Connect it
    WORD            Name of the FlexVPN client
    since: 15.1
    > crypto ikev2 client flexvpn connect FLEX
clear crypto ikev2 stats => do clear_stats
    stats           Clears IKEv2 Statistics
    since: 15.1
    > clear crypto ikev2 stats
clear crypto ikev2 diagnose error => do clear_diagnose
    error           Error path
    since: 15.1
    > clear crypto ikev2 diagnose error

debug crypto ikev2 => do debug_ikev2
    ikev2           IKEv2 debugging
    since: 15.1
    no: debug crypto ikev2
    > debug crypto ikev2
debug crypto ikev2 {error | internal | packet}:kind => do debug_ikev2_kind
    error           IKEv2 Error debugging
    internal        IKEv2 Internal debugging
    packet          IKEv2 Packet debugging
    since: 15.1
    no: debug crypto ikev2 {error | internal | packet}:kind
    > debug crypto ikev2 error
    > debug crypto ikev2 internal
    > debug crypto ikev2 packet
