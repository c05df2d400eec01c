# The mode tree: prompts, titles, where `exit` leads. Commands of a mode stand in the files of the features.
feature system

words
    INTERFACE Async             Async interface
    INTERFACE BVI               Bridge-Group Virtual Interface
    INTERFACE Dialer            Dialer interface
    INTERFACE Ethernet          IEEE 802.3
    INTERFACE FastEthernet      FastEthernet IEEE 802.3
    INTERFACE GigabitEthernet   GigabitEthernet IEEE 802.3z
    INTERFACE Loopback          Loopback interface
    INTERFACE Null              Null interface
    INTERFACE Port-channel      Ethernet Channel of interfaces
    INTERFACE Serial            Serial
    INTERFACE TenGigabitEthernet  Ten Gigabit Ethernet
    INTERFACE Tunnel            Tunnel interface
    INTERFACE Virtual-Template  Virtual Template interface
    INTERFACE Vlan              Catalyst Vlans

mode exec
    title: Exec commands:
    exit: Exit from the EXEC
    groups: show debug undebug clear no crypto copy test monitor
    negates: debug undebug

mode config : Device
    title: Configure commands:
    exit: Exit from configure mode

mode config-if : Interface
    prompt: config-if, config-subif if subinterface
    title: Interface configuration commands:
    exit: Exit from interface configuration mode
    separator: after
mode config-if-range : Interface
    title: Interface configuration commands:
    exit: Exit from interface configuration mode
    extends: config-if

# lines, archive, services
mode config-line
    title: Line configuration commands:
    exit: Exit from line configuration mode
mode config-archive
    title: Archive configuration commands:
    exit: Exit from archive configuration mode
mode config-time-range
    title: Time range configuration commands:
    exit: Exit from time-range configuration mode
mode dhcp-config
    title: DHCP pool configuration commands:
    exit: Exit from DHCP pool configuration mode
mode config-ip-sla
    title: IP SLAs entry configuration commands:
    exit: Exit Operation Configuration
mode config-track
    title: Tracking instance configuration commands:
    exit: Exit from tracking configuration mode
mode config-vrf
    title: IP VPN Routing/Forwarding instance configuration commands:
    exit: Exit from VRF configuration mode
    separator: after

# IKEv1 and IPsec
mode config-isakmp
    title: ISAKMP commands:
    exit: Exit from ISAKMP protection suite configuration mode
    separator: between
mode config-isakmp-group
    title: ISAKMP group policy config commands:
    exit: Exit from ISAKMP client group policy configuration mode
mode conf-isa-prof
    title: Crypto ISAKMP Profile Commands are:
    exit: Exit from crypto isakmp profile sub mode
    indent: 3
mode conf-keyring
    title: Keyring configuration commands:
    exit: Exit from crypto keyring sub mode
    indent: 2
mode cfg-crypto-trans
    title: Crypto transform configuration commands:
    exit: Exit from crypto transform configuration mode
mode config-crypto-map
    title: Crypto Map configuration commands:
    exit: Exit from crypto map configuration mode
mode ipsec-profile
    title: Crypto Map configuration commands:
    exit: Exit from crypto map configuration mode
    separator: after

# GDOI
mode config-gdoi-group
    title: Crypto GDOI Group configuration commands:
    exit: Exit from the GDOI group configuration mode
    separator: after
mode gdoi-local-server
    title: GDOI server local configuration commands:
    parent: config-gdoi-group
    exit: Exit from the GDOI server local configuration mode
mode gdoi-sa-ipsec
    title: GDOI SA IPsec configuration commands:
    parent: gdoi-local-server
    exit: Exit from the GDOI SA IPsec configuration mode
mode gdoi-coop-ks-config
    title: GDOI redundancy configuration commands:
    parent: gdoi-local-server
    exit: Exit from the GDOI redundancy configuration mode

# IKEv2
mode config-ikev2-proposal
    title: IKEv2 Proposal commands:
    exit: Exit from IKEv2 proposal configuration mode
mode config-ikev2-policy
    title: IKEv2 Policy commands:
    exit: Exit from IKEv2 policy configuration mode
mode config-ikev2-keyring
    title: IKEv2 Keyring commands:
    exit: Exit from IKEv2 keyring sub mode
mode config-ikev2-keyring-peer
    title: IKEv2 Keyring Peer commands:
    parent: config-ikev2-keyring
    exit: Exit from IKEv2 keyring peer sub mode
    separator: after
mode config-ikev2-profile
    title: IKEv2 profile commands:
    exit: Exit from IKEv2 profile configuration mode
mode config-ikev2-author-policy
    title: IKEv2 authorization policy commands:
    exit: Exit from IKEv2 authorization policy configuration mode

# PKI
mode ca-trustpoint
    title: Trustpoint configuration commands:
    exit: Exit from ca-trustpoint configuration mode
    separator: after
mode cs-server
    title: CS server configuration commands:
    exit: Exit from Certificate Server entry mode
    separator: after
mode ca-certificate-map
    exit: Exit from ca-certificate-map entry mode
mode config-cert-chain
    exit: Exit from certificate chain entry mode
mode config-pubkey-chain
    exit: Exit from public key chain entry mode
mode config-pubkey-key
    parent: config-pubkey-chain
    exit: Exit from public key entry mode

# routing protocols
mode router-eigrp
    prompt: config-router
    title: Router configuration commands:
    exit: Exit from routing protocol configuration mode
    separator: after
mode router-eigrp-named
    prompt: config-router
    title: Router configuration commands:
    exit: Exit from routing protocol configuration mode
    separator: after
mode config-router-af
    title: Address Family configuration commands:
    parent: router-eigrp-named
    exit: Exit from Address Family configuration mode
    closing: exit-address-family
    separator: before
mode config-router-af-interface
    title: Address Family Interfaces configuration commands:
    parent: config-router-af
    exit: Exit from Address Family Interface configuration mode
    closing: exit-af-interface
    separator: before
mode config-router-af-topology
    title: Address Family Topology configuration commands:
    parent: config-router-af
    exit: Exit from Address Family Topology configuration mode
    closing: exit-af-topology
    separator: before
mode router-rip
    prompt: config-router
    title: Router configuration commands:
    exit: Exit from routing protocol configuration mode
    separator: after
mode router-odr
    prompt: config-router
    title: Router configuration commands:
    exit: Exit from routing protocol configuration mode
    separator: after

# lists, maps, chains
mode config-ext-nacl
    title: Ext Access List configuration commands:
    exit: Exit from access-list configuration mode
mode config-std-nacl
    title: Standard Access List configuration commands:
    exit: Exit from access-list configuration mode
mode config-route-map
    title: Route Map configuration commands:
    exit: Exit from route-map configuration mode
    separator: after
mode config-keychain
    title: Keychain configuration commands:
    exit: Exit from keychain configuration mode
mode config-keychain-key
    title: Keychain key configuration commands:
    parent: config-keychain
    exit: Exit from key-chain key configuration mode
mode config-cmap
    title: Class-map configuration commands:
    exit: Exit from class-map configuration mode
mode config-pmap
    title: Policy-map configuration commands:
    exit: Exit from policy-map configuration mode
mode config-pmap-c
    title: Policy-map class configuration commands:
    parent: config-pmap
    exit: Exit from class action configuration mode
mode config-pmap-c-police
    title: Policy-map class police configuration commands:
    parent: config-pmap-c
    exit: Exit from police configuration mode
