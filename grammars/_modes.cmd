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
    INTERFACE Virtual-Access    Virtual Access interface
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
mode config-isakmp
    title: ISAKMP commands:
    exit: Exit from ISAKMP protection suite configuration mode
    separator: between
mode config-isakmp-peer
    title: ISAKMP Peer Policy configuration commands:
    exit: Exit from ISAKMP peer policy configuration mode
mode config-pubkey-chain
    title: Public key chain configuration commands:
    exit: Exit from public key chain configuration mode
    separator: after
mode config-pubkey-key
    parent: config-pubkey-chain
    title: Public key configuration commands:
    exit: Exit from public key configuration mode
mode config-pubkey
    parent: config-pubkey-key
    title: Public key string configuration commands:
    exit: Exit from public key string configuration mode
    closing: quit
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
