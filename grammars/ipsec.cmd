feature ipsec  IPsec: transform sets, profiles, crypto maps, tunnel protection

words
    crypto              Encryption module
    crypto ipsec        Configure IPSEC policy
    crypto ipsec security-association  Security association parameters
    crypto ipsec security-association lifetime  security association lifetime
    crypto ipsec security-association replay  Set replay checking.
    crypto map          Enter a crypto map
    crypto logging      logging messages
    crypto dynamic-map  Specify a dynamic crypto map template
    set                 Set values for encryption/decryption
    set security-association  Security association parameters
    set security-association lifetime  security association lifetime
    set security-association replay  Set replay checking.
    match               Match values.
    tunnel protection   Enable tunnel protection
    tunnel protection ipsec  Use ipsec to protect this tunnel interface
    show crypto         Encryption module
    show crypto ipsec   Show IPSEC policy
    show crypto ipsec sa  IPSEC SA table
    show crypto engine  Show crypto engine info
    clear crypto        Encryption subsystem
    clear crypto sa     Clear all crypto SAs
    debug crypto        Cryptographic subsystem

define ESP-CIPHER {esp-3des | esp-aes | esp-aes 128=esp-aes | esp-aes 192 | esp-aes 256 | esp-des}
    esp-3des        ESP transform using 3DES(EDE) cipher (168 bits)
    esp-aes         ESP transform using AES cipher
    esp-des         ESP transform using DES cipher (56 bits)
    128             128 bit keys.
    192             192 bit keys.
    256             256 bit keys.
    before 17.11: esp-3des esp-des
define ESP-HMAC {esp-md5-hmac | esp-sha-hmac | esp-sha256-hmac | esp-sha384-hmac | esp-sha512-hmac}
    esp-md5-hmac    ESP transform using HMAC-MD5 auth
    esp-sha-hmac    ESP transform using HMAC-SHA auth
    esp-sha256-hmac  ESP transform using HMAC-SHA256 auth
    esp-sha384-hmac  ESP transform using HMAC-SHA384 auth
    esp-sha512-hmac  ESP transform using HMAC-SHA512 auth
    since 15.1(2)T: esp-sha256-hmac esp-sha384-hmac esp-sha512-hmac
    before 17.11: esp-md5-hmac
define AH-HMAC {ah-md5-hmac | ah-sha-hmac | ah-sha256-hmac | ah-sha384-hmac | ah-sha512-hmac}
    ah-md5-hmac     AH-HMAC-MD5 transform
    ah-sha-hmac     AH-HMAC-SHA transform
    ah-sha256-hmac  AH-HMAC-SHA256 transform
    ah-sha384-hmac  AH-HMAC-SHA384 transform
    ah-sha512-hmac  AH-HMAC-SHA512 transform
    since 15.1(2)T: ah-sha256-hmac ah-sha384-hmac ah-sha512-hmac
    before 17.11: ah-md5-hmac
define ESP-TRANSFORMS {@ESP-CIPHER:cipher [@ESP-HMAC:integrity] | esp-null:cipher=esp-null @ESP-HMAC:integrity | {esp-gcm | esp-gcm 128=esp-gcm | esp-gcm 192 | esp-gcm 256 | esp-gmac | esp-gmac 128=esp-gmac | esp-gmac 192 | esp-gmac 256}:cipher | @ESP-HMAC:integrity {@ESP-CIPHER:cipher | esp-null:cipher=esp-null}}
    esp-gcm         ESP transform using GCM cipher
    esp-gmac        ESP transform using GMAC cipher
    esp-null        ESP transform w/o cipher
    128             128 bit keys.
    192             192 bit keys.
    256             256 bit keys.
    since 15.1(2)T: esp-gcm esp-gmac
define COMP-LZS {comp-lzs}
    comp-lzs        IP Compression using the LZS compression algorithm
define PFS-GROUP {group1 | group14 | group15 | group16 | group19 | group2 | group20 | group21 | group24 | group5}
    group1          D-H Group1 (768-bit modp)
    group14         D-H Group14 (2048-bit modp)
    group15         D-H Group15 (3072-bit modp)
    group16         D-H Group16 (4096-bit modp)
    group19         D-H Group19 (256-bit ecp)
    group2          D-H Group2 (1024-bit modp)
    group20         D-H Group20 (384-bit ecp)
    group21         D-H Group21 (521-bit ecp)
    group24         D-H Group24 (2048-bit modp, 256 bit subgroup)
    group5          D-H Group5 (1536-bit modp)
    since 15.1(2)T: group14 group15 group16 group19 group20 group24
    since 15.4: group21
    before 17.11: group1 group2 group5
define WINDOW {64 | 128 | 256 | 512 | 1024}
    64              Window size of 64 (default)
    128             Window size of 128
    256             Window size of 256
    512             Window size of 512
    1024            Window size of 1024

mode config : IpsecConfig

crypto ipsec transform-set WORD:name {@AH-HMAC:ah [[@ESP-TRANSFORMS | @COMP-LZS:compression]] | @ESP-TRANSFORMS [[@AH-HMAC:ah | @COMP-LZS:compression]] | @COMP-LZS:compression {@AH-HMAC:ah [@ESP-TRANSFORMS] | @ESP-TRANSFORMS [@AH-HMAC:ah]} | @ESP-CIPHER:cipher {@AH-HMAC:ah @ESP-HMAC:integrity [@COMP-LZS:compression] | @COMP-LZS:compression @ESP-HMAC:integrity [@AH-HMAC:ah]}} => enter cfg-crypto-trans transform_sets[name]
    transform-set   Define transform and settings
    WORD            Transform set tag
    check: transform_set
    resets: cipher, integrity, ah, compression
    no: crypto ipsec transform-set WORD:name [LINE]
    trailing: " "
    before: 16
    > crypto ipsec transform-set TSET esp-aes esp-sha-hmac
    >> crypto ipsec transform-set TSET esp-sha256-hmac esp-aes 256
    >> crypto ipsec transform-set TSET esp-3des
    >> crypto ipsec transform-set TSET esp-gcm 256
    >> crypto ipsec transform-set TSET esp-gmac 256
    >> crypto ipsec transform-set TSET esp-null esp-md5-hmac
    > crypto ipsec transform-set TSET ah-sha-hmac
    > crypto ipsec transform-set TSET ah-sha-hmac esp-aes 256 esp-sha-hmac
    >> crypto ipsec transform-set TSET esp-3des ah-md5-hmac
    >> crypto ipsec transform-set TSET esp-3des ah-md5-hmac esp-sha-hmac
    > crypto ipsec transform-set TSET esp-aes esp-sha-hmac comp-lzs
    > crypto ipsec transform-set TSET ah-sha-hmac comp-lzs
    > crypto ipsec transform-set TSET ah-sha-hmac esp-aes 256 esp-sha-hmac comp-lzs
    >> crypto ipsec transform-set TSET comp-lzs esp-3des esp-sha-hmac ah-md5-hmac
    >> crypto ipsec transform-set TSET esp-3des comp-lzs esp-sha-hmac
    >> no crypto ipsec transform-set TSET
# IOS-XE has AH and ESP in sets of their own
crypto ipsec transform-set WORD:name {@AH-HMAC:ah [@COMP-LZS:compression] | @ESP-TRANSFORMS [@COMP-LZS:compression] | @COMP-LZS:compression {@AH-HMAC:ah | @ESP-TRANSFORMS} | @ESP-CIPHER:cipher @COMP-LZS:compression @ESP-HMAC:integrity} => enter cfg-crypto-trans transform_sets[name]
    transform-set   Define transform and settings
    WORD            Transform set tag
    check: transform_set
    resets: cipher, integrity, ah, compression
    no: crypto ipsec transform-set WORD:name [LINE]
    trailing: " "
    since: 16
    > crypto ipsec transform-set TSET esp-aes esp-sha-hmac
    > crypto ipsec transform-set TSET ah-sha-hmac
    > crypto ipsec transform-set TSET esp-gmac 256
    > crypto ipsec transform-set TSET esp-aes esp-sha-hmac comp-lzs
    >> crypto ipsec transform-set TSET esp-sha256-hmac esp-aes 256 comp-lzs
    >> crypto ipsec transform-set TSET comp-lzs ah-sha256-hmac
    >> crypto ipsec transform-set TSET esp-aes comp-lzs esp-sha-hmac
    >> no crypto ipsec transform-set TSET

crypto ipsec transform-set WORD:name => enter cfg-crypto-trans transform_sets[name]
    WORD            Transform set tag
    check: bare_set
    no: none
    render: none
    since: 15.1
    >> crypto ipsec transform-set default
crypto ipsec transform-set default => call builtin_set
    default         Transform set of the release
    positive: none
    hidden
    render: builtin_set
    since: 15.1
    >> no crypto ipsec transform-set default
    >> default crypto ipsec transform-set default

crypto ipsec profile default => call builtin_profile
    default         Profile of the release
    positive: none
    hidden
    render: builtin_profile
    since: 15.1
    >> no crypto ipsec profile default
    >> default crypto ipsec profile default
crypto ipsec default transform-set => call numbered_sets
    default         IPSec default transform-sets
    transform-set   Transform sets of the release
    since: 12.4(20)
    before: 15.1
    render: numbered_sets
    >> crypto ipsec default transform-set
    >> no crypto ipsec default transform-set
crypto ipsec profile WORD:name => enter ipsec-profile profiles[name]
    profile         Configure an ipsec policy profile
    WORD            Profile name
    check: profile
    > crypto ipsec profile DMVPN

crypto ipsec security-association lifetime seconds <120-2592000>:life_seconds => life_days = none
    seconds         Time-based key duration in seconds
    <120-2592000>   Security association duration in seconds
    > crypto ipsec security-association lifetime seconds 900
    >> no crypto ipsec security-association lifetime seconds
crypto ipsec security-association lifetime days <1-30>:life_days => life_seconds = 3600
    days            Time-based key duration in days
    <1-30>          Security association duration in days
    since: 15.4
    > crypto ipsec security-association lifetime days 2
    >> no crypto ipsec security-association lifetime days
crypto ipsec security-association lifetime kilobytes {<2560-4294967295>:life_kilobytes | disable:life_kilobytes=0}
    kilobytes       Volume-based key duration
    <2560-4294967295>  Security association duration in kilobytes encrypted
    disable         Disable Volume-based Rekey
    > crypto ipsec security-association lifetime kilobytes 100000
    > crypto ipsec security-association lifetime kilobytes disable
    >> no crypto ipsec security-association lifetime kilobytes
crypto ipsec security-association idle-time <60-86400>:idle_time
    idle-time       Automatically delete IPSec SAs after a given idle period.
    <60-86400>      SA idle time in seconds
    > crypto ipsec security-association idle-time 600
crypto ipsec security-association replay window-size @WINDOW:window
    window-size     Set replay window size.
    > crypto ipsec security-association replay window-size 1024
crypto ipsec security-association replay disable => replay_disabled
    disable         Disable replay checking
    > crypto ipsec security-association replay disable
crypto ipsec nat-transparency udp-encapsulation => nat_transparency
    nat-transparency  IPsec NAT transparency model
    udp-encapsulation  UDP encapsulation of IPsec protocols
    >> crypto ipsec nat-transparency udp-encapsulation
    >> no crypto ipsec nat-transparency udp-encapsulation
crypto ipsec df-bit {clear | copy | set}:df_bit
    df-bit          Handling of encapsulated DF bit.
    clear           Clear DF bit for encapsulated datagram
    copy            Copy DF bit from inner header
    set             Set DF bit in encapsulated datagram
    > crypto ipsec df-bit clear
crypto ipsec fragmentation {after-encryption | before-encryption}:fragmentation
    fragmentation   Handling of fragmentation of near-MTU sized packets
    after-encryption  Perform fragmentation after encryption
    before-encryption  Perform fragmentation before encryption, default
    > crypto ipsec fragmentation after-encryption

crypto ipsec ipv4-deny {clear | drop | jump}:ipv4_deny
    ipv4-deny       Configure global ipv4 deny policy.
    clear           Send what a list denies in the clear
    drop            Drop what a list denies
    jump            Look at the next crypto map entry, default
    since: 16
    > crypto ipsec ipv4-deny clear
    > crypto ipsec ipv4-deny drop
    >> no crypto ipsec ipv4-deny

crypto identity WORD:name => enter crypto-identity identities[name]
    identity        Enter a crypto identity list
    WORD            Identity Tag
    > crypto identity BRANCHES
    >> no crypto identity BRANCHES

crypto logging session => session_logging
    session         logging up/down session
    > crypto logging session

crypto dynamic-map WORD:name <1-65535>:seq => enter config-crypto-map dynamic_maps[name, seq]
    WORD            Dynamic crypto map template tag
    <1-65535>       Sequence to insert into dynamic-map entry
    > crypto dynamic-map DYN 10
crypto dynamic-map WORD:name => call dynamic_set
    WORD            Dynamic crypto map template tag
    positive: none
    >> no crypto dynamic-map DYN

crypto map WORD:name local-address NEW-INTERFACE:source => local_addresses[name]
    WORD            Crypto map tag
    local-address   Interface to use for local address for this crypto map
    > crypto map CM local-address FastEthernet0/0
crypto map WORD:name isakmp-profile WORD:profile => isakmp_profiles[name]
    WORD            Crypto map tag
    isakmp-profile  Specify isakmp profile to use
    :profile        Isakmp profile name
    > crypto map CM isakmp-profile CUSTOMERS
crypto map WORD:name <1-65535>:seq ipsec-isakmp => enter config-crypto-map maps[name, seq], kind = ipsec-isakmp
    WORD            Crypto map tag
    <1-65535>       Sequence to insert into crypto map entry
    ipsec-isakmp    IPSEC w/ISAKMP
    check: ike_entry
    says new: "% NOTE: This new crypto map will remain disabled until a peer\n	and a valid access list have been configured."
    trailing: " "
    > crypto map CM 10 ipsec-isakmp
crypto map WORD:name <1-65535>:seq ipsec-isakmp dynamic WORD:dynamic => maps[name, seq], kind = dynamic
    WORD            Crypto map tag
    :dynamic        Name of dynamic-map template
    <1-65535>       Sequence to insert into crypto map entry
    ipsec-isakmp    IPSEC w/ISAKMP
    dynamic         Enable dynamic crypto map support
    check: ike_entry
    trailing: " "
    > crypto map CM 65000 ipsec-isakmp dynamic DYN
crypto map WORD:name <1-65535>:seq => enter config-crypto-map maps[name, seq]
    WORD            Crypto map tag
    <1-65535>       Sequence to insert into crypto map entry
    says new: "% NOTE: This new crypto map will remain disabled until a peer\n	and a valid access list have been configured."
    render: none
    >> crypto map CM 10
crypto map WORD:name => call map
    WORD            Crypto map tag
    positive: none
    >> no crypto map CM

mode cfg-crypto-trans : TransformSet
define transform-mode {transport:mode=transport [require:required] | tunnel:mode=tunnel}
    transport       transport (payload encapsulation) mode
    require         require transport mode
    tunnel          tunnel (datagram encapsulation) mode
mode @transform-mode
    mode            encapsulation mode (transport/tunnel)
    shown-when-default: yes
    since: 15.0
    > mode transport
    > mode transport require
mode @transform-mode
    mode            encapsulation mode (transport/tunnel)
    before: 15.0
    > mode transport
    > mode transport require
esn => extended
    esn             extended Sequence number
    since: 16.12
    > esn

mode crypto-identity : CryptoIdentity
    title: Crypto identity configuration commands:
    exit: Exit from crypto identity sub mode
description LINE:description
    description     Specify a description of this identity
    LINE            Description
    > description the branches
dn LINE:dn => dns[dn]
    dn              Distinguished name
    LINE            Attributes that the name of the peer has, as attribute=value, separated by commas
    check: distinguished
    sort: none
    > dn o=Example, ou=Branches
fqdn WORD:fqdn => fqdns[fqdn]
    fqdn            Fully qualified domain name
    WORD            Name that the peer shows
    sort: none
    > fqdn r2.example.com

mode ipsec-settings : Settings
description LINE:description
    description     Description of the crypto map statement policy
    LINE            Up to 80 characters describing this crypto map policy
    > description To the branches
set security-association lifetime seconds <120-2592000>:life_seconds => life_days = none
    seconds         Time-based key duration in seconds
    <120-2592000>   Security association duration in seconds
    > set security-association lifetime seconds 300
set security-association lifetime days <1-30>:life_days => life_seconds = none
    days            Time-based key duration in days
    <1-30>          Security association duration in days
    since: 15.4
    > set security-association lifetime days 2
set security-association lifetime kilobytes {<2560-4294967295>:life_kilobytes | disable:life_kilobytes=0}
    kilobytes       Volume-based key duration
    <2560-4294967295>  Security association duration in kilobytes encrypted
    disable         Disable Volume-based Rekey
    > set security-association lifetime kilobytes 100000
    > set security-association lifetime kilobytes disable
    >> no set security-association lifetime kilobytes
set security-association dfbit {clear | copy | set}:df_bit
    dfbit           Handling of encapsulated DF bit.
    clear           Clear DF bit for encapsulated packets
    copy            Copy DF bit from inner for encapsulated packets
    set             Set DF bit for encapsulated packets
    since: 16
    > set security-association dfbit set
    >> no set security-association dfbit
set security-association idle-time <60-86400>:idle_time [default:idle_default]
    idle-time       Automatically delete IPSec SAs after a given idle period.
    <60-86400>      Security association idle time in seconds
    default         Use default peer when SAs have idled out
    > set security-association idle-time 600
    > set security-association idle-time 600 default
set security-association replay window-size @WINDOW:window
    window-size     Set replay window size.
    > set security-association replay window-size 512
set security-association replay disable => replay_disabled
    disable         Disable replay checking
    > set security-association replay disable
set transform-set WORD:transform_sets...
    transform-set   Specify list of transform sets in priority order
    WORD            Proposal tag
    check: transform_sets
    trailing: " "
    >> no set transform-set
set pfs @PFS-GROUP:pfs
    pfs             Specify pfs settings
    > set pfs group5
set pfs => pfs = group1
    pfs             Specify pfs settings
    before: 17.11
    render: none
    >> set pfs
set isakmp-profile WORD:isakmp_profile
    isakmp-profile  Specify isakmp Profile
    WORD            ISAKMP Profile name
    check: isakmp_profile
    >> no set isakmp-profile
set identity WORD:identity
    identity        Identity restriction.
    WORD            Identity Tag
    > set identity BRANCHES
    >> no set identity
set reverse-route distance <1-255>:reverse_distance
    reverse-route   Reverse Route Injection.
    distance        Distance metric for this route
    <1-255>         Distance metric
    > set reverse-route distance 20
    >> no set reverse-route distance
set reverse-route tag <1-4294967295>:reverse_tag
    reverse-route   Reverse Route Injection.
    tag             Tag for this route
    <1-4294967295>  Tag value
    > set reverse-route tag 5
    >> no set reverse-route tag
responder-only => responder_only
    responder-only  Do not initiate SAs from this device
    > responder-only

mode ipsec-profile : Settings
    extends: ipsec-settings
reverse-route => reverse
    reverse-route   Reverse Route Injection.
    since: 16.12
    > reverse-route

mode config-crypto-map : MapSettings
    extends: ipsec-settings
incomplete => call incomplete
    incomplete      A comment of the running-config
    positive: none
    no: none
    hidden
qos pre-classify => pre_classify
    qos             Quality of Service related commands
    pre-classify    Enable QOS classification before packets are tunnel encapsulated
    > qos pre-classify
set peer {A.B.C.D | HOST}:peer [default:default] => call peer
    peer            Allowed Encryption/Decryption peer.
    A.B.C.D         IP address of peer
    HOST            Host name of the peer
    default         Designate this peer as default
    > set peer 192.0.2.2
    > set peer 192.0.2.2 default
    >> no set peer 192.0.2.2
set peer HOST:peer dynamic [default:default] => call named_peer
    peer            Allowed Encryption/Decryption peer.
    HOST            Host name of the peer
    dynamic         Use DNS to dynamically resolve peer's name
    default         Designate this peer as default
    >> set peer branch.example.com dynamic
    >> set peer branch.example.com dynamic default
    >> no set peer branch.example.com dynamic
match address {<100-199> | <2000-2699> | WORD}:acl
    address         Match address of packets to encrypt.
    <100-199>       IP access-list number
    <2000-2699>     IP access-list number (expanded range)
    WORD            Access-list name
    check: crypto_list
    > match address 101
    > match address VPN
set security-association level per-host => per_host
    level           specify a security association granularity level for identities
    per-host        Request SAs for individual hosts
    > set security-association level per-host
set ip access-group {<100-199> | <2000-2699> | WORD}:access_in in
    ip              Interface Internet Protocol config commands
    access-group    Specify access control for packets
    <100-199>       IP access list (extended)
    <2000-2699>     IP expanded access list (extended)
    WORD            Access-list name
    in              inbound packets
    no: set ip access-group [{<100-199> | <2000-2699> | WORD}] in
    > set ip access-group 110 in
    > set ip access-group INSIDE in
    >> no set ip access-group INSIDE in
set ip access-group {<100-199> | <2000-2699> | WORD}:access_out out
    ip              Interface Internet Protocol config commands
    access-group    Specify access control for packets
    <100-199>       IP access list (extended)
    <2000-2699>     IP expanded access list (extended)
    WORD            Access-list name
    out             outbound packets
    no: set ip access-group [{<100-199> | <2000-2699> | WORD}] out
    > set ip access-group 111 out
    >> no set ip access-group 111 out
reverse-route [remote-peer A.B.C.D:reverse_peer [gateway:reverse_gateway]] [static:reverse_static] => reverse
    reverse-route   Reverse Route Injection.
    static          Create routes based on static ACLs permanently
    remote-peer     Create route in route table for remote tunnel endpoint
    A.B.C.D         IPv4 address overrides remote tunnel endpoint
    gateway         The address leads to the remote tunnel endpoint
    check: reverse_route
    > reverse-route
    > reverse-route static
    > reverse-route remote-peer 192.0.2.2
    > reverse-route remote-peer 192.0.2.2 static
    > reverse-route remote-peer 192.0.2.2 gateway
    > reverse-route remote-peer 192.0.2.2 gateway static
    >> no reverse-route
    >> no reverse-route static

mode config-if : InterfaceMap
crypto map WORD:name [redundancy WORD:redundancy]
    crypto map      Assign a Crypto Map
    map             Assign a Crypto Map
    WORD            Crypto Map tag
    redundancy      enable redundancy
    :redundancy     Redundancy group name
    check: interface_map
    level: partial "without stateful switchover: the other router makes SAs of its own"
    no: crypto map [WORD]
    >> no crypto map
crypto ipsec df-bit {clear | copy | set}:df_bit
    df-bit          Handling of encapsulated DF bit.
    clear           Clear DF bit for encapsulated datagram
    copy            Copy DF bit from inner header
    set             Set DF bit in encapsulated datagram
    > crypto ipsec df-bit clear
crypto ipsec fragmentation {after-encryption | before-encryption}:fragmentation
    fragmentation   Handling of fragmentation of near-MTU sized packets
    after-encryption  Perform fragmentation after encryption
    before-encryption  Perform fragmentation before encryption, default
    > crypto ipsec fragmentation after-encryption
    >> no crypto ipsec fragmentation

mode config-if on Tunnel, Virtual-Template-tunnel : ProtectionConfig
tunnel protection ipsec profile WORD:profile [{shared:shared | isakmp-profile WORD:isakmp_profile}] => call protection
    profile         Determine the ipsec policy profile to use.
    :profile        ipsec profile name
    shared          Use a shared socket for the crypto connection.
    isakmp-profile  Specify isakmp profile for the crypto connection.
    :isakmp_profile  ISAKMP Profile name
    since 15.4: isakmp-profile
    no: tunnel protection [ipsec [profile [WORD:profile [{shared:shared | isakmp-profile WORD:isakmp_profile}]]]]
    check: protection_isakmp_profile
    > tunnel protection ipsec profile DMVPN
    > tunnel protection ipsec profile DMVPN shared
    >> no tunnel protection ipsec profile DMVPN
tunnel protection ipsec policy ipv4 WORD:acl
    policy          Specify the ipsec traffic selector
    ipv4            IPv4 traffic selector
    WORD            Access-list name or number
    since: 16.12
    no: tunnel protection ipsec policy [ipv4 [WORD:acl]]
    > tunnel protection ipsec policy ipv4 CACL
    >> no tunnel protection ipsec policy ipv4 CACL

mode exec
show crypto ipsec sa [[{peer [vrf WORD:fvrf] A.B.C.D:peer | interface INTERFACE:interface | map WORD:map | vrf WORD:ivrf}]] [detail:detail] => show ipsec_sa
    vrf             IPSEC SAs for a given VRF
    :fvrf           VRF of the peer
    :ivrf           VRF of what is protected
    peer            IPSEC SAs for a given peer
    A.B.C.D         IP address of peer
    interface       Show info for specific interface
    map             IPSEC SAs for a given crypto map
    WORD            Crypto map tag
    detail          show counter detail
    privilege 1
    > show crypto ipsec sa
    > show crypto ipsec sa peer 6.6.6.6
    > show crypto ipsec sa peer vrf INET 6.6.6.6
    > show crypto ipsec sa vrf INSIDE
    > show crypto ipsec sa interface FastEthernet0/0 detail
show crypto ipsec sa active [detail:detail] => show ipsec_sa_active
    active          Show HA-enabled IPSec SAs in the active state
    detail          show counter detail
    privilege 1
    > show crypto ipsec sa active
show crypto ipsec sa address => show ipsec_sa_address
    address         IPSEC SA table in (dest) address order
    privilege 1
    > show crypto ipsec sa address
show crypto ipsec sa count => show ipsec_sa_count
    count           IPSEC SA count
    privilege 1
    since: 15.0
    > show crypto ipsec sa count
show crypto ipsec sa identity [detail:detail] => show ipsec_identity
    identity        IPSEC SADB identity tree
    detail          show counter detail
    privilege 1
    > show crypto ipsec sa identity
show crypto ipsec transform-set [WORD:name] => show transform_set
    transform-set   Crypto transform sets
    WORD            Transform set tag
    privilege 1
    > show crypto ipsec transform-set
show crypto ipsec default transform-set => show numbered_sets
    default         IPSec default transform-sets
    transform-set   Transform sets of the release
    privilege 1
    since: 12.4(20)
    before: 15.1
    > show crypto ipsec default transform-set
show crypto ipsec profile [WORD:name] => show profile
    profile         Show ipsec profile information
    WORD            Profile name
    privilege 1
    > show crypto ipsec profile
show crypto ipsec security-association lifetime => show lifetime
    security-association  Show parameters for IPSec security associations
    lifetime        Show SA lifetimes
    privilege 1
    > show crypto ipsec security-association lifetime
show crypto ipsec security-association idle-time => show idle_time
    security-association  Show parameters for IPSec security associations
    idle-time       Show IPSec SA idle time
    privilege 1
    > show crypto ipsec security-association idle-time
show crypto map [[{interface INTERFACE:interface | tag WORD:tag}]] => show map
    map             Crypto maps
    interface       Crypto maps for an interface
    tag             Crypto maps with a given tag
    WORD            Crypto map tag
    privilege 1
    > show crypto map
    > show crypto map tag CM
show crypto dynamic-map [tag WORD:tag] => show dynamic_map
    dynamic-map     Crypto map templates
    tag             Crypto maps with a given tag
    WORD            Crypto map tag
    privilege 1
    > show crypto dynamic-map
show crypto identity [WORD:name] => show identity
    identity        Show crypto identity list
    WORD            Identity Tag
    privilege 1
    level: partial "laid out without an example of a router's"
    > show crypto identity
    > show crypto identity BRANCHES
show crypto session {active | standby:standby} [detail:detail] => show session
    active          Show HA-enabled crypto sessions in the active state
    standby         Show HA-enabled crypto sessions in the standby state
    detail          Show detailed output
    privilege 1
    > show crypto session active
    > show crypto session standby detail
show crypto session isakmp {profile WORD:profile | group WORD:group} [detail:detail] => show session
    isakmp          Show crypto sessions using isakmp group or profile
    profile         Show crypto sessions using an ISAKMP profile
    :profile        ISAKMP profile name
    group           Show crypto sessions of an ISAKMP group
    :group          ISAKMP group name
    detail          Show detailed output
    privilege 1
    level: partial "there are no groups: no session is of one"
    > show crypto session isakmp profile BRANCHES
    > show crypto session isakmp group EZVPN detail
show crypto session groups => show session_groups
    groups          Show crypto session groups usage
    privilege 1
    level: partial "there are no groups"
    > show crypto session groups
show crypto session {username WORD:username | group WORD:group} [detail:detail] => show session
    username        Show crypto sessions for an xauth or pki-aaa username
    :username       User name
    group           Show crypto sessions of a group
    :group          Group name
    detail          Show detailed output
    privilege 1
    level: partial "nobody logs in by a user name, and there are no groups: no session is of one"
    > show crypto session username cisco
show crypto session [[{remote A.B.C.D:remote | local A.B.C.D:local | interface INTERFACE:interface | fvrf WORD:fvrf | ivrf WORD:ivrf}]] [{detail:detail | brief:brief}] => show session
    session         Show crypto sessions (tunnels)
    remote          Show crypto sessions for a remote crypto endpoint
    local           Show crypto sessions for a local crypto endpoint
    A.B.C.D         IP address
    interface       Show crypto sessions on a given interface
    detail          Show detailed output
    brief           Show brief output
    privilege 1
    > show crypto session
    fvrf            Show crypto sessions of a front-door VRF
    :fvrf           VRF name
    ivrf            Show crypto sessions of an inside VRF
    :ivrf           VRF name
    > show crypto session remote 10.0.0.1 detail
    > show crypto session fvrf INET
    > show crypto session brief
show crypto engine connections active => show connections
    connections     Show connection information
    active          Show all crypto engine active connections
    privilege 1
    > show crypto engine connections active
show crypto engine brief => show engine
    brief           Show all crypto engines in the system
    level: partial "the serial number is not there"
    platform: c7200 c3725 c2811 iosv generic
    privilege 1
    > show crypto engine brief
show crypto engine configuration => show engine
    configuration   Show crypto engine config
    level: partial "the serial number, and the figures of queues and libraries, are not there"
    platform: c7200 c3725 c2811 iosv generic
    privilege 1
    > show crypto engine configuration
show crypto route => show route
    route           Show crypto VPN routes
    privilege 1
    > show crypto route
show crypto ruleset [detail:detail] => show ruleset
    ruleset         Show crypto rules on outgoing packets
    detail          Show the rules with their handles
    privilege 1
    since: 12.4(20)T
    level: partial "laid out after the examples of the command reference, which have no networks"
    > show crypto ruleset
    > show crypto ruleset detail
show crypto eli => show eli
    eli             Encryption Layer Interface
    privilege 1
    level: partial "limits are those of a small router; the lines about SSL are not there"
    > show crypto eli
show crypto ipsec policy => show ipsec_policy
    policy          Show IPSEC client policies
    privilege 1
    level: partial "no client has policies: OSPFv3 has no authentication here"
    > show crypto ipsec policy
show crypto ipsec spi-lookup [detail:detail] => show spi_lookup
    spi-lookup      IPSec SPI table
    detail          with the SPIs that are reserved
    privilege 1
    since: 15.0
    level: partial "handles and interface numbers are numbers of their own"
    > show crypto ipsec spi-lookup
    > show crypto ipsec spi-lookup detail
show crypto sockets => show sockets
    sockets         Secure Socket Information
    privilege 1
    > show crypto sockets

clear crypto sa => do clear_sa
    sa              Clear all crypto SAs
    > clear crypto sa
clear crypto sa {active | standby:standby} => do clear_sa
    active          Clear all HA-enabled SAs in the active state
    standby         Clear all HA-enabled SAs in the standby state
    > clear crypto sa active
    > clear crypto sa standby
clear crypto sa vrf WORD:ivrf => do clear_sa
    vrf             Clear all SAs for a given VRF
    WORD            VRF name
    > clear crypto sa vrf INSIDE
clear crypto sa peer [vrf WORD:fvrf] {A.B.C.D:peer | HOST:host} => do clear_sa
    vrf             VRF of the peer
    WORD            VRF name
    peer            Clear all SAs for a given crypto peer
    A.B.C.D         IP address of peer
    HOST            Host name of the peer
    > clear crypto sa peer 10.0.0.1
    > clear crypto sa peer branch.example.com
clear crypto sa map WORD:map => do clear_sa
    map             Clear all SAs for a given crypto map
    WORD            Crypto map tag
    > clear crypto sa map CM
clear crypto sa counters => do clear_counters
    counters        Reset the SA counters
    > clear crypto sa counters
clear crypto sa spi A.B.C.D:address {ah | esp}:protocol <256-4294967295>:spi => do clear_spi
    spi             Clear SA by SPI
    A.B.C.D         IP address of the destination
    ah              Authentication Header
    esp             Encapsulation Security Payload
    <256-4294967295>  SPI
    > clear crypto sa spi 10.0.0.1 esp 685040335
clear crypto sa entry A.B.C.D:address {ah | esp}:protocol <256-4294967295>:spi => do clear_spi
    entry           Clear the SA of a destination, a protocol and an SPI
    A.B.C.D         IP address of the destination
    ah              Authentication Header
    esp             Encapsulation Security Payload
    <256-4294967295>  SPI
    > clear crypto sa entry 10.0.0.1 ah 685040335
clear crypto session [[local A.B.C.D:local | remote A.B.C.D:remote | fvrf WORD:fvrf]] => do clear_session
    fvrf            Clear crypto sessions of a front-door VRF
    :fvrf           VRF name
    session         Clear crypto sessions (tunnels)
    local           Clear crypto sessions for a local crypto endpoint
    remote          Clear crypto sessions for a remote crypto endpoint
    A.B.C.D         IP address
    > clear crypto session
    > clear crypto session remote 10.0.0.1
    > clear crypto session local 10.0.0.2 remote 10.0.0.1

debug crypto ipsec => do debug_ipsec
    ipsec           IPSEC processing
    no: debug crypto ipsec
    > debug crypto ipsec
debug crypto ipsec error => do debug_ipsec_error
    ipsec           IPSEC processing
    error           IPSEC errors
    no: debug crypto ipsec error
    > debug crypto ipsec error
debug crypto ipsec message => do debug_ipsec_message
    ipsec           IPSEC processing
    message         IPSEC message debugging
    no: debug crypto ipsec message
    since: 15.0
    > debug crypto ipsec message
debug crypto ipsec states => do debug_ipsec_states
    ipsec           IPSEC processing
    states          IPSEC states debugging
    no: debug crypto ipsec states
    since: 15.0
    > debug crypto ipsec states
debug crypto routing => do debug_routing
    routing         IPSEC Route Events
    no: debug crypto routing
    > debug crypto routing
debug crypto socket => do debug_socket
    socket          Crypto Secure Socket Debug
    no: debug crypto socket
    > debug crypto socket
