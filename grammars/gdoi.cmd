feature gdoi  GDOI and GETVPN: key servers, group members, group keys

words
    crypto              Encryption module
    crypto gdoi         Configure GDOI policy
    crypto map          Enter a crypto map
    rekey               Rekey policy
    sa                  SA policy
    set                 Set values for encryption/decryption
    match               Match values.
    client              Group member client configuration
    client rekey        Rekey parameters that this member takes
    show crypto         Encryption module
    show crypto gdoi    Show crypto gdoi
    show crypto gdoi ks  Show Key Server information
    show crypto gdoi gm  Show Group Member infomation
    clear crypto        Encryption subsystem
    debug crypto        Cryptographic subsystem

define REKEY-CIPHER {3des-cbc=3des | des-cbc=des | aes 128 | aes 192 | aes 256}
    3des-cbc        cbc mode of the three key triple DES encryption algorithm
    des-cbc         cbc mode of the DES encryption algorithm
    aes             aes encryption algorithm
    128             128 bit keys
    192             192 bit keys
    256             256 bit keys

mode config : GdoiConfig
crypto gdoi group WORD:name => enter config-gdoi-group groups[name]
    group           Configure the GDOI group
    WORD            Group name
    > crypto gdoi group G1
    >> no crypto gdoi group G1

crypto gkm group WORD:name => enter config-gdoi-group groups[name]
    gkm             Configure GKM (Group Key Management, GDOI or G-IKEv2) Policy
    group           Configure the GKM group
    WORD            Group name
    render: none
    since: 16
    >> crypto gkm group G1

mode config-gdoi-group : Group
    title: GDOI group configuration commands:
    exit: Exit from GDOI group configuration mode
identity number <0-2147483647>:number => identity_address = none
    identity        Identity of the group
    number          Identify the group with a number
    <0-2147483647>  Identity number
    no: identity number [<0-2147483647>]
    > identity number 1111
identity address ipv4 A.B.C.D:identity_address => number = none
    identity        Identity of the group
    address         Identify the group with an address
    ipv4            IPv4 address
    A.B.C.D         Identity address
    no: identity address ipv4 [A.B.C.D]
    > identity address ipv4 192.0.2.9
server local => enter gdoi-local-server local
    server          Key server of the group
    local           This router is the key server
    > server local
    >> no server local
server address ipv4 A.B.C.D:address => servers[address]
    server          Key server of the group
    address         Address of a key server
    ipv4            IPv4 address
    A.B.C.D         Address of the key server
    > server address ipv4 192.0.2.1
    >> no server address ipv4 192.0.2.1
client registration interface INTERFACE:interface
    registration    Registration with the key server
    interface       Interface whose address is used
    no: client registration interface [INTERFACE]
    > client registration interface FastEthernet0/0
client rekey encryption @REKEY-CIPHER:rekey_ciphers...
    encryption      Encryption algorithms of rekeys
    > client rekey encryption aes 256
client rekey hash {md5 | sha | sha256 | sha384 | sha512}:rekey_hashes...
    hash            Hash algorithms of rekeys
    md5             MD5
    sha             SHA-1
    sha256          SHA-2, 256 bits
    sha384          SHA-2, 384 bits
    sha512          SHA-2, 512 bits
    > client rekey hash sha
passive => passive
    passive         Accept clear traffic, too; send encrypted traffic only
    > passive

mode gdoi-local-server : LocalServer
    title: GDOI local server configuration commands:
    parent: config-gdoi-group
    exit: Exit from GDOI local server configuration mode
address ipv4 A.B.C.D:address
    address         Set local address
    ipv4            Set local ipv4 address
    A.B.C.D         Local ipv4 address
    no: address ipv4 [A.B.C.D]
    > address ipv4 192.0.2.1
authorization address ipv4 {<1-99> | WORD}:authorization
    authorization   Who may register
    address         By the address of the member
    ipv4            Access list of IPv4 addresses
    <1-99>          Access list number
    WORD            Access list name
    no: authorization address ipv4 [{<1-99> | WORD}]
    > authorization address ipv4 10
rekey address ipv4 {<100-199> | <2000-2699> | WORD}:rekey_acl
    address         Set address of multicast rekeys
    ipv4            By the destination of an access list
    <100-199>       Access list number
    <2000-2699>     Access list number (expanded range)
    WORD            Access list name
    no: rekey address ipv4 [{<100-199> | <2000-2699> | WORD}]
    > rekey address ipv4 REKEY
    > rekey address ipv4 101
rekey algorithm @REKEY-CIPHER:rekey_algorithm
    algorithm       Set encryption algorithm of rekeys
    no: rekey algorithm [LINE]
    > rekey algorithm aes 256
    >> no rekey algorithm
rekey authentication mypubkey rsa WORD:rekey_key
    authentication  Set authentication of rekeys
    mypubkey        Authentication mypubkey
    rsa             RSA key pair
    WORD            Label of the key pair
    no: rekey authentication [mypubkey rsa WORD]
    > rekey authentication mypubkey rsa REKEY
    >> no rekey authentication
rekey lifetime seconds <300-86400>:rekey_lifetime
    lifetime        Lifetime of the rekey SA
    seconds         In seconds
    <300-86400>     Seconds
    no: rekey lifetime [seconds [<300-86400>]]
    > rekey lifetime seconds 3600
rekey retransmit <10-60>:retransmit [number <1-10>:attempts]
    retransmit      Set rekey retransmission parameters
    <10-60>         Seconds between retransmissions
    number          Number of retransmissions
    <1-10>          Retransmissions
    no: rekey retransmit [<10-60> [number <1-10>]]
    > rekey retransmit 40 number 3
    > rekey retransmit 20
    >> no rekey retransmit
rekey transport unicast => unicast
    transport       Set transport type of rekeys
    unicast         Set unicast transport
    > rekey transport unicast
sa ipsec <1-65535>:number => enter gdoi-sa-ipsec sas[number]
    ipsec           Configure an IPsec SA
    <1-65535>       Sequence number of the SA
    > sa ipsec 1
    >> no sa ipsec 1
sa receive-only => receive_only
    receive-only    Members open what is sealed, and send in the clear
    > sa receive-only

redundancy => enter gdoi-coop-ks-config redundancy
    redundancy      Cooperative key servers
    > redundancy
    >> no redundancy

mode gdoi-coop-ks-config : Redundancy
    title: GDOI cooperative key server configuration commands:
    parent: gdoi-local-server
    exit: Exit from GDOI cooperative key server configuration mode
local priority <1-65535>:priority
    local           Set local server parameters
    priority        Priority of this server
    <1-65535>       The highest one is primary
    no: local priority [<1-65535>]
    > local priority 100
peer address ipv4 A.B.C.D:address => peers[address]
    peer            Peer server
    address         Peer server address
    ipv4            Set peer server ipv4 address
    A.B.C.D         Peer server ipv4 address
    > peer address ipv4 192.0.2.2
    >> no peer address ipv4 192.0.2.2

mode gdoi-sa-ipsec : SaIpsec
    title: GDOI local server ipsec SA configuration commands:
    parent: gdoi-local-server
    exit: Exit from GDOI local server ipsec SA configuration mode
profile WORD:profile
    profile         Set ipsec profile
    WORD            Profile name
    no: profile [WORD]
    > profile GETPROF
match address ipv4 {<100-199> | <2000-2699> | WORD}:acl
    address         Match address of packets to encrypt.
    ipv4            Match ipv4 packets
    <100-199>       Access list number
    <2000-2699>     Access list number (expanded range)
    WORD            Access list name
    no: match address ipv4 [{<100-199> | <2000-2699> | WORD}]
    > match address ipv4 GETACL
    > match address ipv4 101
replay counter window-size @WINDOW:window => replay = counter
    replay          Set replay method
    counter         Set replay method to counter based
    window-size     Set replay window size
    no: replay [counter [window-size [@WINDOW]]]
    shown-when-default: yes
    > replay counter window-size 64
    >> no replay counter
replay time window-size <1-100>:window => replay = time
    replay          Set replay method
    time            Set replay method to time based
    window-size     Set replay window size
    <1-100>         Seconds
    no: replay time [window-size [<1-100>]]
    > replay time window-size 5
    >> no replay time

mode config : IpsecConfig
crypto map WORD:name <1-65535>:seq gdoi => enter config-crypto-map-gdoi maps[name, seq], kind = gdoi
    WORD            Crypto map tag
    <1-65535>       Sequence to insert into crypto map entry
    gdoi            GDOI crypto map
    check: gdoi_entry
    says new: "% NOTE: This new crypto map will remain disabled until a valid\n        group has been configured."
    trailing: " "
    > crypto map CM 10 gdoi

mode config-crypto-map-gdoi : MapEntry
    prompt: config-crypto-map
    title: Crypto Map configuration commands:
    exit: Exit from crypto map configuration mode
description LINE:description
    description     Description of the crypto map statement policy
    LINE            Up to 80 characters describing this crypto map policy
    > description To the group

mode config-crypto-map-gdoi : GroupEntry
set group WORD:group
    group           Set the GDOI group
    WORD            Group name
    no: set group [WORD]
    > set group G1
    >> no set group
match address {<100-199> | <2000-2699> | WORD}:acl
    address         Match address of packets to encrypt.
    <100-199>       IP access-list number
    <2000-2699>     IP access-list number (expanded range)
    WORD            Access-list name
    no: match address [{<100-199> | <2000-2699> | WORD}]
    > match address LOCAL

mode config : GdoiConfig
crypto map WORD:name gdoi fail-close => enter crypto-map-fail-close fail_close[name]
    WORD            Crypto map tag
    gdoi            GDOI crypto map
    fail-close      What passes before the first registration
    since: 12.4(22)
    > crypto map CM gdoi fail-close
    >> no crypto map CM gdoi fail-close

mode crypto-map-fail-close : FailClose
    title: Crypto Map fail-close commands:
    exit: Exit from crypto map fail-close configuration mode
match address {<100-199> | <2000-2699> | WORD}:acl
    address         Match address of packets to encrypt.
    <100-199>       IP access-list number
    <2000-2699>     IP access-list number (expanded range)
    WORD            Access-list name
    no: match address [{<100-199> | <2000-2699> | WORD}]
    > match address CLEAR
activate => active
    activate        Activate fail-close
    > activate

mode exec
show crypto gdoi [{detail}:detail] => show gdoi
    gdoi            Show crypto gdoi
    detail          In detail
show crypto gkm [{detail}:detail] => show gdoi
    gkm             Show crypto gkm
    detail          In detail
    since: 16
show crypto gkm group WORD:name => show gdoi
    gkm             Show crypto gkm
    group           Show crypto gkm group
    WORD            Group name
    since: 16
show crypto gkm ks members => show ks_members
    gkm             Show crypto gkm
    ks              Show Key Server information
    members         Show Registered Group Member information
    since: 16
show crypto gkm ks policy => show ks_policy
    gkm             Show crypto gkm
    ks              Show Key Server information
    policy          Show key servers policy information
    since: 16
show crypto gkm gm => show gm
    gkm             Show crypto gkm
    gm              Show Group Member infomation
    since: 16
show crypto gkm gm replay => show gm_replay
    gkm             Show crypto gkm
    gm              Show Group Member infomation
    replay          Display group information for time-based antireplay
    since: 16
clear crypto gkm => do clear
    gkm             Policies and keys of groups
    since: 16
crypto gkm ks rekey [replace-now:replace] => do rekey
    gkm             GKM related commands
    ks              Key server
    rekey           Send a rekey to the members
    replace-now     Old keys are void at once
    since: 16
show crypto gdoi group WORD:name => show gdoi
    group           Show crypto gdoi group
    WORD            Group name
show crypto gdoi ks => show ks
    ks              Show Key Server information
show crypto gdoi ks acl => show ks_acl
    acl             Show ACL applied to GDOI group
show crypto gdoi ks coop [{detail:detail | version:version}] => show ks_coop
    coop            Show Cooperative Key Server information
    detail          In detail
    version         Show Cooperative Key Server and client versions
show crypto gdoi ks identifier [detail:detail] => show ks_identifier
    identifier      Show sender identifiers
    detail          In detail
    since: 15.2
show crypto gdoi ks members => show ks_members
    members         Show Registered Group Member information
show crypto gdoi ks members summary => show ks_summary
    members         Show Registered Group Member information
    summary         A line for each member
    since: 15.2
show crypto gdoi ks policy => show ks_policy
    policy          Show key servers policy information
show crypto gdoi ks rekey => show ks_rekey
    rekey           Show rekey information
show crypto gdoi ks replay => show ks_replay
    replay          Display group information for time-based antireplay
show crypto gdoi gm => show gm
    gm              Show Group Member infomation
show crypto gdoi gm acl [{download | local}:which] => show gm_acl
    acl             Show access lists of this member
    download        That of the key server
    local           That of this router
show crypto gdoi gm identifier [detail:detail] => show gm_identifier
    identifier      Show sender identifiers
    detail          In detail
    since: 15.2
show crypto gdoi gm pubkey => show gm_pubkey
    pubkey          Show the public key of the key server
show crypto gdoi gm rekey [detail:detail] => show gm_rekey
    rekey           Show rekey information
    detail          In detail
show crypto gdoi gm replay => show gm_replay
    replay          Display group information for time-based antireplay
show crypto gdoi ipsec sa => show ipsec_sa
    ipsec           Show GDOI IPSEC information
    sa              Security associations
show crypto gdoi rekey sa => show rekey_sa
    rekey           Show rekey information
    sa              Security associations
    since: 15.2
show crypto map gdoi fail-close => show fail_close
    map             Crypto maps
    gdoi            GDOI crypto map
    fail-close      What passes before the first registration
clear crypto gdoi => do clear
    gdoi            Policies and keys of groups
clear crypto gdoi group WORD:name => do clear
    gdoi            Policies and keys of groups
    group           Of one group
    WORD            Group name
clear crypto gdoi [group WORD:name] ks members [now:now] => do clear_members
    gdoi            Policies and keys of groups
    group           Of one group
    WORD            Group name
    ks              Key server
    members         Remove all members
    now             At once
    since: 15.2
    level: partial "on the primary server; how much longer keys live without `now` is our own choice, as are the help texts"
clear crypto gdoi replay counter => do clear_replay
    gdoi            Policies and keys of groups
    replay          Time-based antireplay
    counter         Its counters
debug crypto gdoi [{all-levels | detail | error | event | packet | terse}:level] => do debug_gdoi
    gdoi            GDOI
    all-levels      All levels
    detail          Detail level
    error           Error level
    event           Event level
    packet          Packet level
    terse           Terse level
    no: debug crypto gdoi [{all-levels | detail | error | event | packet | terse}]
debug crypto gdoi {gm | infra | ks | replay}:part [{all-levels | detail | error | event | packet | terse}:level] => do debug_gdoi
    gdoi            GDOI
    gm              Group Member
    infra           GDOI Infrastructure 
    ks              Key Server
    replay          Anti Replay
    all-levels      All levels
    detail          Detail level
    error           Error level
    event           Event level
    packet          Packet level
    terse           Terse level
    no: debug crypto gdoi {gm | infra | ks | replay}:part [{all-levels | detail | error | event | packet | terse}]
crypto gdoi ks rekey [replace-now:replace] => do rekey
    crypto          Encryption related commands.
    gdoi            GDOI related commands
    ks              Key server
    rekey           Send a rekey to the members
    replace-now     Old keys are void at once
    since 15.2: replace-now
