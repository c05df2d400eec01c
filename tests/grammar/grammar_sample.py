"""A small language of its own for the tests of the engine: model, functions and grammar in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache
from typing import Any

from iosemu.cli import Ask, AskKey, BadArgument, Context, Interrupted, Pause, Refused, Wait, Warn, Write
from iosemu.cli.language import Language
from iosemu.cli.source import GrammarSource, parse_texts
from iosemu.device.slots import Slotted
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, Prefix

GRAMMAR = r"""
feature sample  A language for tests
words
    ip                      Interface Internet Protocol config commands
    ip nhrp                 NHRP interface subcommands
    show                    Show running system information
words config
    ip                      Global IP configuration subcommands

mode exec
    groups: show
    negates: debug undebug
mode config : Device
    title: Configure commands:
mode config-if : Interface
    prompt: config-if, config-subif if subinterface
    title: Interface configuration commands:
    separator: after
mode ipsec-profile : Profile
    separator: after
mode policy : Policy
    prompt: config-isakmp
    exit: Exit from ISAKMP protection suite configuration mode
mode keyring : Keyring
    indent: 2
mode router : Router
    prompt: config-router
    separator: after
mode family : Family
    prompt: config-router-af
    parent: router
    closing: exit-address-family
    separator: before
mode range
    prompt: config-if-range
    extends: config-if
mode acl : Acl
    prompt: config-ext-nacl

mode config : Globals
hostname WORD:hostname
    hostname        Set system's network name
    WORD            This system's network name
    > hostname R1
ip domain lookup => domain_lookup
    domain          IP DNS Resolver
    lookup          Enable IP Domain Name System hostname translation
    > no ip domain lookup
ip route A.B.C.D:prefix.0 MASK-LENGTH:prefix.1 {A.B.C.D | INTERFACE}:hop [<1-255>:distance] [name WORD:name] [permanent:permanent] => routes[prefix, hop]
    route           Establish static routes
    :prefix         Destination prefix
    :hop            Forwarding router's address
    <1-255>         Distance metric for this route
    name            Specify name of the next hop
    :name           Name of the next hop
    permanent       permanent route
    check: route
    > ip route 10.0.0.0 255.0.0.0 192.0.2.1
    > ip route 0.0.0.0 0.0.0.0 Null0 250 name X permanent
    > ip route 0.0.0.0 0.0.0.0 192.0.2.1 name HOME
banner motd DELIMITED:motd
    banner          Define a login banner
    motd            Set Message of the Day banner
    LINE            c banner-text c, where 'c' is a delimiting character
username WORD:name [privilege <0-15>:privilege] [secret LINE:secret] => users[name]
    username        Establish User Name Authentication
    WORD            User name
    privilege       Set user privilege level
    <0-15>          User privilege level
    secret          Specify the secret for the user
    LINE            The UNENCRYPTED (cleartext) user secret
    > username joe privilege 15 secret cis co
mode config : Device
interface NEW-INTERFACE:name => enter config-if interfaces[name]
    interface       Select an interface to configure
interface range WORD:names => enter range call range
    range           interface range command
    WORD            Names
mode config : Globals
access-list <1-99>:number LINE:rule => call access_list
    access-list     Add an access list entry
    <1-99>          IP standard access list
    LINE            Rule
    no: access-list <1-99>:number
    > access-list 7 permit any
crypto isakmp policy <1-10000>:priority => enter policy policies[priority]
    crypto          Encryption module
    isakmp          Configure ISAKMP policy
    policy          Set policy for an ISAKMP protection suite
    <1-10000>       Priority of protection suite
crypto ipsec profile WORD:name => enter ipsec-profile profiles[name]
    ipsec           Configure IPSEC policy
    profile         Configure an ipsec policy profile
    WORD            Profile name
crypto map WORD:name <1-65535>:seq ipsec-isakmp => enter ipsec-profile maps[name, seq], kind = isakmp
    map             Enter a crypto map
    WORD            Crypto map tag
    <1-65535>       Sequence to insert into crypto map entry
    ipsec-isakmp    IPSEC w/ISAKMP
    no: crypto map WORD:name <1-65535>:seq
    says new: "% NOTE: This new crypto map will remain disabled until a peer\n        and a valid access list have been configured."
    trailing: " "
crypto map WORD:name <1-65535>:seq gdoi => enter ipsec-profile maps[name, seq], kind = gdoi
    gdoi            GDOI
    trailing: " "
crypto keyring WORD:name => enter keyring keyrings[name]
    keyring         Key ring commands
    WORD            Name of key ring
logging host A.B.C.D:host => hosts[host]
    logging         Modify message logging facilities
    host            Set syslog server
    A.B.C.D         Address
    > logging host 192.0.2.9
    >> no logging host 192.0.2.9
certificate <1-9>:serial UNTIL-QUIT:data => certificates[serial]
    certificate     A certificate
    <1-9>           Serial number
    LINE            Its data
router WORD:name => enter router routers[name]
    router          Enable a routing process
    WORD            name
control-plane => enter ipsec-profile control
    control-plane   Configure control plane services

mode policy : Policy
encryption/encr {des | 3des | aes}:cipher [{128 | 192 | 256}:bits]
    encryption      Set encryption algorithm for protection suite
    des             DES - Data Encryption Standard (56 bit keys).
    3des            Three key triple DES
    aes             AES - Advanced Encryption Standard.
    128             128 bit keys.
    192             192 bit keys.
    256             256 bit keys.
group {1 | 2 | 5}:group
    group           Set the Diffie-Hellman group
    1               Diffie-Hellman group 1 (768 bit)
    2               Diffie-Hellman group 2 (1024 bit)
    5               Diffie-Hellman group 5 (1536 bit)
    says: "group!"
hash {sha=SHA | md5=MD5}:hash
    hash            Set hash algorithm for protection suite
    sha             Secure Hash Standard
    md5             Message Digest 5

mode ipsec-profile : Profile
set transform-set WORD:transforms...
    set             Set values
    transform-set   Specify list of transform sets in priority order
    WORD            Proposal tag
    trailing: " "
set peer A.B.C.D:peer => peers[peer]
    peer            Allowed Encryption/Decryption peer.
    A.B.C.D         IP address of peer

mode keyring : Keyring
pre-shared-key address A.B.C.D:address [MASK:mask] key LINE:key => keys[address, mask]
    pre-shared-key  Specify pre-shared key
    address         Specify by address
    :address        IP address
    :mask           Mask
    key             Specify key
    LINE            The key

mode router : Router
neighbor A.B.C.D:peer remote-as <1-65535>:remote_as => neighbors[peer]
    neighbor        Specify a neighbor router
    A.B.C.D         Neighbor address
    remote-as       Specify a BGP neighbor
    <1-65535>       AS of remote neighbor
    no: neighbor A.B.C.D:peer
neighbor A.B.C.D:peer description LINE:text => in neighbors[peer]
    description     Neighbor specific description
    LINE            Up to 80 characters describing this neighbor
address-family {ipv4 | vpnv4}:name => enter family families[name]
    address-family  Enter Address Family command mode
    ipv4            IPv4
    vpnv4           VPNv4

mode family : Family
network A.B.C.D:network => networks[network]
    network         Specify a network
    A.B.C.D         Network number

mode config-if : IfConfig
description LINE:description
    description     Interface specific description
    LINE            Up to 240 characters describing this interface
ip address A.B.C.D:address.0 MASK-LENGTH:address.1
    address         Set the IP address of an interface
    :address        IP address
    shown-when-default: no
ip address A.B.C.D:address MASK-LENGTH:length secondary => secondaries[address]
    secondary       Make this IP address a secondary address
    :address        IP address
    :length         IP subnet mask
ip mtu <68-1500>:mtu
    mtu             Set IP Maximum Transmission Unit
    <68-1500>       MTU (bytes)
    >> no ip mtu
shutdown => shutdown
    shutdown        Shutdown the selected interface
keepalive <0-30>:keepalive
    keepalive       Enable keepalive
    <0-30>          Keepalive period
    off: keepalive = none
ip split-horizon => split_horizon
    split-horizon   Perform split horizon
duplex {auto | full | half}:duplex
    duplex          Configure duplex operation.
    auto            Enable AUTO duplex configuration
    full            Force full duplex operation
    half            Force half-duplex operation
    shown-when-default: yes
ip access-group WORD:acl in
    access-group    Specify access control for packets
    WORD            Access-list name
    in              inbound packets
ip redirects => redirects
    redirects       Enable sending ICMP Redirect messages

ip quiet eigrp <1-9>:asn => in per_as[asn], quiet = true
    quiet           Be quiet
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    <1-9>           Autonomous system number
    off: quiet = false
ip hold eigrp <1-9>:asn <1-60>:hold => in per_as[asn]
    hold            Hold time
    eigrp           Enhanced Interior Gateway Routing Protocol (EIGRP)
    :asn            Autonomous system number
    :hold           Seconds

mode config-if on Tunnel : TunnelConfig
tunnel source {A.B.C.D | INTERFACE}:source
    tunnel          protocol-over-protocol tunneling
    source          source of tunnel packets
    :source         ip address
tunnel mode {gre ip | gre multipoint=MGRE | ipsec ipv4}:mode
    mode            tunnel encapsulation method
    gre             generic route encapsulation protocol
    ip              over IP
    multipoint      over IPv4 (multipoint)
    ipsec           IPSec tunnel encapsulation
    ipv4            over IPv4
tunnel protection ipsec profile WORD:profile [shared:shared]
    protection      Enable tunnel protection
    ipsec           Use ipsec to protect this tunnel interface
    profile         Determine the ipsec policy profile to use.
    WORD            Profile name
    shared          Use a shared socket for the crypto connection.
    no: tunnel protection [ipsec profile WORD]
ip nhrp nhs A.B.C.D:nhs [nbma A.B.C.D:nbma [multicast:multicast]] [priority <0-255>:priority] => nhss[nhs]
    nhs             Specify a next hop server
    :nhs            Protocol IP address of NHS
    nbma            NBMA of NHS
    :nbma           IP NBMA address
    multicast       Use this NBMA mapping for broadcasts/multicasts
    priority        NHS priority, don't specify for default priority
    <0-255>         Priority
    no: ip nhrp nhs A.B.C.D:nhs
ip nhrp map multicast {dynamic | A.B.C.D}:nbma => multicast[nbma]
    map             Map dest IP addresses to NBMA addresses
    multicast       Use this NBMA mapping for broadcasts/multicasts
    dynamic         Dynamically learn destinations
    A.B.C.D         IP NBMA address
ip nhrp map A.B.C.D:destination A.B.C.D:nbma => maps[destination]
    :destination    IP address of destination
    :nbma           IP NBMA address

mode exec
show dmvpn [[interface INTERFACE:interface | peer A.B.C.D:peer | detail:detail]] => show dmvpn
    dmvpn           Display DMVPN information
    interface       Interface
    peer            Peer
    A.B.C.D         Address
    detail          Detail
    > show dmvpn detail peer 10.0.0.1
show interfaces => show interfaces
    interfaces      Interface status and configuration
    privilege 1
show ip route [A.B.C.D:address] => show route
    ip              IP information
    route           IP routing table
    A.B.C.D         Network to display information about
    privilege 1
show clock => show clock
    clock           Display the system clock
    privilege 1
ping HOST:host [repeat <1-100>:count] => do ping
    ping            Send echo messages
    :host           Ping destination address or hostname
    repeat          specify repeat count
    <1-100>         Repeat count
    privilege 1
ping => do ping_dialogue
reload => do reload
    reload          Halt and perform a cold restart
wait => do wait
    wait            Wait for an event
debug dmvpn => do debug
    debug           Debugging functions
    dmvpn           DMVPN debugging
crash => do crash
    crash           Refuse
    hidden
"""


class Hash(Enum):
    SHA = 2
    MD5 = 1


@dataclass(slots=True)
class Route:
    prefix: Prefix
    hop: int | InterfaceName
    distance: int = 1
    name: str = ""
    permanent: bool = False


@dataclass(slots=True)
class User:
    name: str
    privilege: int = 1
    secret: str = ""


@dataclass(slots=True)
class Policy:
    cipher: str = "des"
    bits: int = 128
    group: int = 1
    hash: Hash = Hash.SHA


@dataclass(slots=True)
class Profile:
    name: str = ""
    kind: str = ""
    transforms: list[str] = field(default_factory=list)
    peers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Key:
    key: str = ""


@dataclass(slots=True)
class Keyring:
    keys: dict[tuple[int, int | None], str] = field(default_factory=dict)


@dataclass(slots=True)
class Neighbor:
    remote_as: int | None = None
    text: str = ""


@dataclass(slots=True)
class Family:
    name: str = ""
    networks: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Router:
    neighbors: dict[int, Neighbor] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)


@dataclass(slots=True)
class Globals:
    hostname: str = "Router"
    domain_lookup: bool = True
    motd: str = ""
    routes: dict[tuple[Prefix, int | InterfaceName], Route] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    lists: dict[int, list[str]] = field(default_factory=dict)
    policies: dict[int, Policy] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    maps: dict[tuple[str, int], Profile] = field(default_factory=dict)
    keyrings: dict[str, Keyring] = field(default_factory=dict)
    hosts: list[int] = field(default_factory=list)
    routers: dict[str, Router] = field(default_factory=dict)
    control: Profile | None = None
    certificates: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class PerAs:
    quiet: bool = True
    hold: int = 15


@dataclass(slots=True)
class IfConfig:
    description: str = ""
    address: tuple[int, int] | None = None
    secondaries: dict[int, int] = field(default_factory=dict)
    mtu: int | None = None
    shutdown: bool = False
    keepalive: int | None = 10
    split_horizon: bool = True
    redirects: bool = True
    duplex: str = "auto"
    acl: str | None = None
    per_as: dict[int, PerAs] = field(default_factory=dict)


class TunnelMode(Enum):
    GRE = "gre ip"
    MGRE = "gre multipoint"
    VTI = "ipsec ipv4"


@dataclass(slots=True)
class Nhs:
    nbma: int | None = None
    multicast: bool = False
    priority: int = 0


@dataclass(slots=True)
class TunnelConfig:
    source: int | InterfaceName | None = None
    mode: TunnelMode = TunnelMode.GRE
    profile: str | None = None
    shared: bool = False
    nhss: dict[int, Nhs] = field(default_factory=dict)
    multicast: dict[int | str, bool] = field(default_factory=dict)
    maps: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Acl:
    rules: list[str] = field(default_factory=list)


class Interface(Slotted):
    def __init__(self, name: InterfaceName) -> None:
        super().__init__()
        self.name = name
        self.kind = self.cli_kind = name.kind
        self.subinterface = name.sub is not None


class Interfaces(dict[InterfaceName, Interface]):
    def create(self, name: InterfaceName) -> Interface | None:
        if name not in self:
            if name.kind not in ("Tunnel", "Loopback") and name.sub is None:
                return None
            self[name] = Interface(name)
        return self[name]

    def remove(self, name: InterfaceName) -> bool:
        if name.kind not in ("Tunnel", "Loopback"):
            return False
        del self[name]
        return True

    def in_order(self) -> list[Interface]:
        return sorted(self.values(), key=lambda iface: (iface.name.kind, iface.name.unit, iface.name.sub or 0))


class Device(Slotted):
    def __init__(self) -> None:
        super().__init__()
        self.interfaces = Interfaces()
        for text in ("FastEthernet0/0", "FastEthernet0/1", "Null0"):
            name = InterfaceName.parse(text)
            self.interfaces[name] = Interface(name)
        self.commits: list[list[Any]] = []

    @property
    def hostname(self) -> str:
        return self[Globals].hostname

    def commit(self, changes: Iterable[Any]) -> None:
        self.commits.append(list(changes))


# functions


def check_route(ctx: Context, prefix: tuple[int, int] | None = None, hop: Any = None, **others: Any) -> Any:
    if ctx.negated:
        return None if (Prefix(*(prefix or (0, 0))), hop) in ctx.record.routes else "%No matching route to delete"
    if prefix is not None and Prefix.of(*prefix).network != prefix[0]:
        return "%Inconsistent address and mask"
    if hop == 0:
        return BadArgument("hop")
    return Warn("%Default route without gateway") if isinstance(hop, InterfaceName) else None


def set_access_list(ctx: Context, negated: bool, number: int = 0, rule: str = "") -> str | None:
    lists = ctx.record.lists
    if negated and not rule:
        from iosemu.cli import DELETED

        ctx.change(("lists", number), DELETED)
    elif negated:
        raise Refused("% Cannot delete one rule")
    else:
        ctx.change(("lists", number), [*lists.get(number, []), rule])
    return None


def render_access_list(record: Globals) -> list[str]:
    return [f"access-list {number} {rule}" for number, rules in sorted(record.lists.items()) for rule in rules]


def enter_range(ctx: Context, names: str = "") -> Any:
    try:
        return [ctx.device.interfaces[InterfaceName.parse(part)] for part in names.split(",")]
    except (KeyError, ValueError):
        return BadArgument("names")


def show_dmvpn(ctx: Context, interface: Any = None, peer: int | None = None, detail: bool = False) -> list[str]:
    return [f"interface={interface} peer={peer} detail={detail}"]


def show_interfaces(ctx: Context) -> Iterable[str]:
    for name, iface in ctx.device.interfaces.items():
        yield f"{name} is up"
        yield f"  MTU {iface[IfConfig].mtu}"
        yield f"  Keepalive {iface[IfConfig].keepalive}"


def show_route(ctx: Context, address: int | None = None) -> list[str]:
    return [f"line {number}" for number in range(1, 101)]


def show_clock(ctx: Context) -> list[str]:
    return ["12:00:00 UTC"]


def do_ping(ctx: Context, host: str = "", count: int = 5) -> Any:
    yield Write(f"Sending {count} to {host}\n")
    sent = 0
    try:
        for _ in range(count):
            yield Pause(1.0)
            sent += 1
            yield Write("!")
    except Interrupted:
        pass
    yield Write(f"\nSuccess {sent}\n")


def do_ping_dialogue(ctx: Context) -> Any:
    target = yield Ask("Target IP address: ")
    yield Write(f"to {target}\n")


def do_reload(ctx: Context) -> Any:
    key = yield AskKey("Proceed with reload? [confirm]")
    yield Write(f"\ngot {key!r}\n")


def do_wait(ctx: Context) -> Any:
    value = yield Wait(5.0)
    yield Write(f"woke {value}\n")


def do_debug(ctx: Context) -> str:
    return f"DMVPN debugging is {'off' if ctx.negated else 'on'}"


def do_crash(ctx: Context) -> Any:
    raise Refused("% Refused")


class SampleResolver:
    def record(self, feature: str, name: str) -> type:
        found: type = globals()[name]
        return found

    def function(self, feature: str, part: str, name: str) -> Callable[..., Any]:
        try:
            found: Callable[..., Any] = globals()[name]
        except KeyError:
            raise LookupError(name) from None
        return found

    def interface_exists(self, device: Any, name: Any, obj: Any = None) -> bool:
        return name in device.interfaces


@cache
def sample_language(*texts: str) -> Language:
    """Of one file, or of several in this order."""
    files = [(f"sample{number or ''}.cmd", text) for number, text in enumerate(texts or (GRAMMAR,))]
    return Language(GrammarSource(parse_texts(files)), SampleResolver(), "c7200", (15, 2))
