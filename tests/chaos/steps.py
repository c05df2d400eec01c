"""Stories of faults: each step has chance of its own, so that leaving one out changes no other.

Steps know the lab only by its topology, its configurations and the grammar: new commands, protocols and labs take part
by being there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from random import Random

from iosemu.cli.syntax import Key, Seq, Syntax
from iosemu.lab.docs import shipped_grammar
from tests.chaos import worlds
from tests.chaos.config import Section, sections
from tests.chaos.player import BETWEEN

STEPS = 40  # of a story
_SAVED = 0.05  # share of steps behind which the lab is saved and restored
_PLANTED = 0.05  # share of steps behind which a fault of the catalogue is planted


@cache
def clears() -> tuple[str, ...]:
    """The `clear` commands without arguments of all features, and some that want an answer or an argument."""
    found = []
    for command in shipped_grammar().commands:
        words = _words(command.syntax)
        if command.mode == "exec" and words is not None and words[0] == "clear":
            found.append(" ".join(words))
    return (*sorted(found), *_ANSWERED)


_ANSWERED = (f"clear ip ospf process{BETWEEN}yes", "clear ip bgp *", "clear ip bgp * soft", "clear ip bgp * soft in")


def _words(syntax: Syntax) -> list[str] | None:
    """The words of a command that consists of nothing else."""
    items = syntax.items if isinstance(syntax, Seq) else (syntax,)
    words = [item.word for item in items if isinstance(item, Key)]
    return words if len(words) == len(items) else None


class Scene:
    """What the steps choose from."""

    def __init__(self, lab: str) -> None:
        topology = worlds.topology(lab)
        self.nodes = list(topology.nodes)
        self.ports = [str(end) for link in topology.links for end in link.endpoints]
        self.links = [str(link.endpoints[0]) for link in topology.links]
        # a link by two of its nodes, which takes it whole; by its first end where these have several
        pairs = [f"{link.endpoints[0].node} {link.endpoints[1].node}" for link in topology.links]
        self.whole = [pair if pairs.count(pair) == 1 else end for pair, end in zip(pairs, self.links, strict=True)]
        self.lines: dict[str, list[Section]] = {}
        self.interfaces: list[tuple[str, str]] = []
        self.loopbacks: list[tuple[str, str, str]] = []
        addressed: list[tuple[str, str, str]] = []  # instead, where there are none
        for node in topology.nodes.values():
            found = [each for each in sections(node.config.splitlines()) if BETWEEN not in each[-1]]
            self.lines[node.name] = [each for each in found if not _LEFT_ALONE.match(each[0])]
            for section in found:
                name = section[0].partition("interface ")[2]
                if name and len(section) == 1:
                    self.interfaces.append((node.name, name))
                address = re.match(r" ip address (\S+)", section[-1])
                if name.startswith("Loopback") and not address:
                    address = re.match(r" ipv6 address ([0-9A-F:]+)/\d+$", section[-1])
                if name.startswith("Loopback") and address:
                    self.loopbacks.append((node.name, name, address[1]))
                elif name and not name.startswith("Tunnel") and address and address[1][0].isdigit():
                    addressed.append((node.name, name, address[1]))
        self.loopbacks = self.loopbacks or addressed


_LEFT_ALONE = re.compile(r"(version|hostname|end|line|service|no service|ip domain|no ip domain|boot)\b")
_WAITS = (0.0, 0.003, 0.02, 0.3, 2.0, 10.0, 40.0, 130.0, 700.0)

Step = Callable[[Scene, Random], Iterator[str]]


def _cut(scene: Scene, chance: Random) -> Iterator[str]:
    if chance.random() < 0.1:
        yield f"cut {chance.choice(scene.whole)}"
    else:
        yield f"cut {chance.choice(scene.ports)}"


def _repair(scene: Scene, chance: Random) -> Iterator[str]:
    for link in scene.whole:
        if chance.random() < 0.6:
            yield f"repair {link}"


def _flap(scene: Scene, chance: Random) -> Iterator[str]:
    port = chance.choice(scene.ports)
    for _ in range(chance.randint(1, 8)):
        yield f"cut {port}"
        yield _run(chance.random() * chance.choice((0.01, 0.1, 1, 10)))
        yield f"repair {port}"
        yield _run(chance.random() * chance.choice((0.01, 0.1, 1, 10)))


def _reload(scene: Scene, chance: Random) -> Iterator[str]:
    yield f"reload {chance.choice(scene.nodes)}"


def _power(scene: Scene, chance: Random) -> Iterator[str]:
    node = chance.choice(scene.nodes)
    yield f"off {node}"
    if chance.random() < 0.7:
        yield _run(chance.random() * chance.choice((0.01, 1, 60, 400)))
        yield f"on {node}"


def _lose(scene: Scene, chance: Random) -> Iterator[str]:
    yield f"lose {chance.choice(scene.links)} {chance.choice((0, 0, 0.01, 0.1, 0.3, 0.6))}"


def _disorder(scene: Scene, chance: Random) -> Iterator[str]:
    link = chance.choice(scene.links)
    twice, late, within = chance.choice(((0, 0, 0), (0.2, 0, 0), (0, 1, 0.05), (0.3, 0.5, 1), (0.2, 0.5, 0.2)))
    yield f"duplicate {link} {twice}"
    yield f"reorder {link} {late} {within}"


def _hostile(scene: Scene, chance: Random) -> Iterator[str]:
    yield f"hostile {chance.choice(scene.ports)} {chance.choice((1, 5, 20))} {chance.randrange(10**6)}"


def _shut(scene: Scene, chance: Random) -> Iterator[str]:
    node, name = chance.choice(scene.interfaces)
    yield f"configure {node} interface {name} ; shutdown"
    if chance.random() < 0.4:
        yield _wait(chance)
        yield f"configure {node} interface {name} ; no shutdown"


def _clear(scene: Scene, chance: Random) -> Iterator[str]:
    yield f"exec {chance.choice(scene.nodes)} {chance.choice(clears())}"


def _line(scene: Scene, chance: Random) -> tuple[str, Section]:
    """A router and a line of its configuration; sections as often as their lines."""
    node = chance.choice(scene.nodes)
    lines = scene.lines[node]
    section = chance.choice(lines)
    return node, section


def _take_away(scene: Scene, chance: Random) -> Iterator[str]:
    """A line of the configuration, or the whole section that it stands in; sometimes it is given back."""
    node, section = _line(scene, chance)
    if len(section) > 1 and chance.random() < 0.1:
        section = section[:1]
    line = section[-1].strip()
    if section[0].startswith("interface ") and len(section) == 1:
        return
    off = line[3:] if line.startswith("no ") else f"no {line}"
    yield f"configure {node} {BETWEEN.join((*map(str.strip, section[:-1]), off))}"
    if chance.random() < 0.4:
        yield _wait(chance)
        below = [each for each in scene.lines[node] if each[: len(section)] == section]
        yield f"configure {node} {BETWEEN.join(line.strip() for each in below for line in each)}"


def _give(scene: Scene, chance: Random) -> Iterator[str]:
    """Something that an earlier step may have taken away."""
    for _ in range(chance.choice((1, 3, 10))):
        node, section = _line(scene, chance)
        yield f"configure {node} {BETWEEN.join(map(str.strip, section))}"


def _change(scene: Scene, chance: Random) -> Iterator[str]:
    """A line with another number or another word; sometimes it is given back."""
    for _ in range(20):
        node, section = _line(scene, chance)
        words = section[-1].split()
        places = [at for at, word in enumerate(words) if at and re.fullmatch(r"\d+|[A-Za-z]*_KEY|donttell|dmvpn\w+", word)]
        if places:
            break
    else:
        return
    at = chance.choice(places)
    changed = [*words]
    changed[at] = str(int(words[at]) + chance.choice((1, 5, 100))) if words[at].isdigit() else "WRONG"
    above = [*map(str.strip, section[:-1])]
    off = BETWEEN.join((*above, f"no {' '.join(words)}", *above))
    yield f"configure {node} {off}{BETWEEN if above else ' ; '}{' '.join(changed)}"
    if chance.random() < 0.4:
        yield _wait(chance)
        yield f"configure {node} {BETWEEN.join((*above, 'no ' + ' '.join(changed), *map(str.strip, section)))}"


def _policy(scene: Scene, chance: Random) -> Iterator[str]:
    """Lines that the labs do not have, in sections that they have, or outside."""
    node, section = _line(scene, chance)
    extra = extras(section)
    if chance.random() < 0.2:
        yield f"configure {node} {chance.choice(GLOBAL)}"
    elif extra:
        yield f"configure {node} {chance.choice(extra)}"


GLOBAL = (
    "ntp server 10.99.0.1",
    "ntp server clock.example.com iburst",
    "ntp server vrf NOWHERE 10.99.0.1",
    "ntp peer 10.99.0.2 key 9",
    "ntp master 12",
    "ntp authenticate",
    "ntp trusted-key 9",
    "ntp authentication-key 9 md5 other",
    "ntp source Loopback0",
    "ntp access-group peer 99",
    "ntp access-group serve-only 99",
    "ntp logging",
    "ip host clock.example.com 10.99.0.1",
    "ip domain name chaos.example.com",
    "ip dns server",
    "ip default-network 10.0.0.0",
    "ip prefix-list SOME seq 5 permit 10.0.0.0/8 le 32",
    "ip prefix-list SOME seq 7 deny 0.0.0.0/0",
    "ip multicast-routing",
    "ip pim ssm default",
    "ip pim rp-address 10.255.0.1",
    "ipv6 prefix-list SOME seq 5 permit 2001:DB8::/32 le 128",
    "no ipv6 prefix-list SOME",
    "line vty 0 4 ; ipv6 access-class NOBODY in",
    "ipv6 unicast-routing",
    "no ipv6 unicast-routing",
    "ipv6 hop-limit 3",
    "ipv6 icmp error-interval 0",
    "ipv6 route 2001:DB8:99::/48 Null0",
    "ipv6 route 2001:DB8:98::/48 2001:DB8:99::1 250",
    "ipv6 route vrf NOWHERE ::/0 Null0",
    "tftp-server flash:nothing",
    "tftp-server flash:nothing alias some 99",
    "ip tftp source-interface Loopback0",
    "clock timezone CET 1 0",
    "service password-encryption",
    "radius-server host 10.99.0.1 auth-port 1812 acct-port 1813 key some",
    "radius-server key other",
    "radius-server deadtime 1",
    "ip radius source-interface Loopback0",
    "tacacs-server host 10.99.0.2 single-connection key some",
    "tacacs-server host 10.99.0.3 port 4949 timeout 1",
    "tacacs-server key other",
    "ip tacacs source-interface Loopback0",
    "aaa new-model ; aaa authentication login default group radius group tacacs+ local",
    "aaa new-model ; aaa authorization exec default group tacacs+ if-authenticated",
    "aaa new-model ; aaa authorization commands 15 default group tacacs+ none",
    "aaa new-model ; aaa accounting exec default start-stop broadcast group radius group tacacs+",
    "aaa new-model ; aaa accounting commands 15 default start-stop group tacacs+",
    "aaa new-model ; aaa accounting system default start-stop group radius",
    "aaa new-model ; aaa accounting update periodic 1",
    "aaa new-model ; aaa group server tacacs+ SOME ; server 10.99.0.2",
    "no aaa new-model",
    "ip sla responder",
    "track 77 stub-object",
    "track timer ip route 3",
    "ip route 10.99.99.0 255.255.255.0 Null0 track 77",
    "ip sla 77",
    "event manager environment _some 1",
    "event manager applet SOME ; event syslog pattern \"UPDOWN\" ; action 1.0 increment seen ; action 2.0 wait 3",
    "event manager applet OTHER ; event timer watchdog time 7 ; action 1.0 cli command \"enable\" ; action 2.0 cli command \"show ip route\"",
)


def extras(section: Section) -> list[str]:
    """The lines that could be typed where a line stands, or about the neighbour that it is about; with those above."""
    found = [BETWEEN.join((section[0], line)) for pattern, line in _EXTRA if re.match(pattern, section[0])]
    peer = re.match(r" +(neighbor \S+) ", section[-1]) if section[0].startswith("router bgp ") else None
    if peer is not None:
        found += [BETWEEN.join((*map(str.strip, section[:-1]), f"{peer[1]} {line}")) for line in _OF_A_PEER]
    far = _FAR_END.match(section[-1])
    if far is not None:
        found.append(BETWEEN.join((f"crypto isakmp peer address {far[1]}", *_AGGRESSIVE)))
    return found


_FAR_END = re.compile(r" +(?:set peer|tunnel destination|ip nhrp map multicast) (\d+\.\d+\.\d+\.\d+)$")
_AGGRESSIVE = ("set aggressive-mode password WRONG", "set aggressive-mode client-endpoint fqdn chaos.example.com")


_EXTRA = (
    (r"crypto ipsec profile ", "set pfs group14"),
    (r"crypto ipsec profile ", "set security-association lifetime seconds 120"),
    (r"crypto map \S+ \d+ ipsec-isakmp *$", "reverse-route"),
    (r"crypto map \S+ \d+ ipsec-isakmp *$", "reverse-route static"),
    (r"crypto map \S+ \d+ ipsec-isakmp *$", "set security-association level per-host"),
    (r"crypto map \S+ \d+ ipsec-isakmp *$", "set security-association idle-time 60"),
    (r"crypto ikev2 profile ", "lifetime 300"),
    (r"crypto ikev2 profile ", "dpd 10 2 periodic"),
    (r"crypto ikev2 profile ", "shutdown"),
    (r"crypto ikev2 profile ", "nat force-encap"),
    (r"crypto ikev2 proposal ", "group 14"),
    (r"crypto ikev2 proposal ", "encryption aes-gcm-128"),
    (r"crypto ikev2 policy ", "match fvrf any"),
    (r"crypto isakmp profile ", "initiate mode aggressive"),
    (r"crypto isakmp profile ", "self-identity fqdn"),
    (r"crypto isakmp policy ", "crypto isakmp aggressive-mode disable"),
    (r"crypto isakmp policy ", "crypto isakmp invalid-spi-recovery"),
    (r"crypto isakmp policy ", "crypto isakmp identity hostname"),
    (r"class-map type inspect ", "match protocol udp"),
    (r"policy-map type inspect ", "no class class-default"),
    (r"zone-pair security ", "description CHAOS"),
    (r"ip inspect name ", "ip inspect name FW icmp router-traffic timeout 5"),
    (r"ip access-list extended ", "permit ip any any reflect CHAOS_BACK"),
    (r"ip access-list extended ", "5 evaluate CHAOS_BACK"),
    (r"crypto isakmp policy ", "hash md5"),
    (r"crypto isakmp policy ", "lifetime 120"),
    (r"interface Tunnel", "tunnel key 4711"),
    (r"interface Tunnel", "ip nhrp holdtime 60"),
    (r"interface Tunnel", "ip nhrp registration no-unique"),
    (r"interface Tunnel", "no ip split-horizon"),
    (r"interface Tunnel", "delay 70000"),
    (r"interface Tunnel", "bandwidth 50"),
    (r"interface (?:Giga|Fast)\S+\.", "encapsulation dot1Q 999"),
    (r"interface (?:Giga|Fast)", "standby 9 ip"),
    (r"interface (?:Giga|Fast)", "standby 9 priority 90"),
    (r"interface (?:Giga|Fast)", "standby version 2"),
    (r"interface ", "ip pim sparse-mode"),
    (r"interface ", "ip pim dense-mode"),
    (r"interface ", "ip igmp join-group 239.66.66.66"),
    (r"interface ", "ip igmp version 3"),
    (r"interface ", "ipv6 address 2001:DB8:99::1/64"),
    (r"interface ", "ipv6 address 2001:DB8:99::/64 eui-64"),
    (r"interface ", "ipv6 address FE80::99 link-local"),
    (r"interface ", "ipv6 address autoconfig default"),
    (r"interface ", "ipv6 enable"),
    (r"interface ", "ipv6 mtu 1280"),
    (r"interface ", "no ipv6 redirects"),
    (r"interface ", "ipv6 nd dad attempts 0"),
    (r"interface ", "ipv6 nd ns-interval 5000"),
    (r"interface ", "ipv6 nd ra suppress all"),
    (r"interface ", "ipv6 nd ra interval 4"),
    (r"interface ", "ipv6 traffic-filter NOBODY in"),
    (r"interface ", "ip mtu 1300"),
    (r"interface ", "ip address 10.99.0.1 255.255.255.0"),
    (r"interface ", "ip ospf network broadcast"),
    (r"interface ", "ip ospf network non-broadcast"),
    (r"interface ", "ip ospf network point-to-point"),
    (r"interface ", "ip ospf network point-to-multipoint"),
    (r"interface ", "ip ospf hello-interval 3"),
    (r"interface ", "ip ospf dead-interval minimal hello-multiplier 4"),
    (r"interface ", "ip ospf priority 255"),
    (r"interface ", "ip ospf cost 7"),
    (r"interface ", "ip ospf mtu-ignore"),
    (r"interface ", "ip ospf authentication"),
    (r"interface ", "ip ospf authentication message-digest"),
    (r"interface ", "ip ospf message-digest-key 9 md5 other"),
    (r"interface ", "ip ospf retransmit-interval 2"),
    (r"interface ", "ip ospf 1 area 0"),
    (r"interface ", "ip ospf 1 area 5"),
    (r"interface ", "ip ospf bfd"),
    (r"interface ", "ip ospf demand-circuit"),
    (r"interface ", "ip ospf flood-reduction"),
    (r"interface ", "ip ospf lls disable"),
    (r"interface ", "bfd interval 300 min_rx 300 multiplier 4"),
    (r"interface ", "no bfd echo"),
    (r"router ", "passive-interface Tunnel0"),
    (r"router ", "passive-interface default"),
    (r"router ", "distance 200"),
    (r"router ospf ", "router-id 9.9.9.9"),
    (r"router ospf ", "auto-cost reference-bandwidth 1000"),
    (r"router ospf ", "max-metric router-lsa"),
    (r"router ospf ", "redistribute connected subnets"),
    (r"router ospf ", "default-information originate always"),
    (r"router ospf ", "summary-address 10.0.0.0 255.0.0.0"),
    (r"router ospf ", "area 0 range 10.0.0.0 255.0.0.0"),
    (r"router ospf ", "area 0 authentication message-digest"),
    (r"router ospf ", "area 1 stub"),
    (r"router ospf ", "area 2 nssa no-summary"),
    (r"router ospf ", "network 0.0.0.0 255.255.255.255 area 0"),
    (r"router ospf ", "timers throttle spf 10 100 1000"),
    (r"router ospf ", "prefix-suppression"),
    (r"router ospf ", "bfd all-interfaces"),
    (r"router ospf ", "no discard-route"),
    (r"router ospf ", "no capability lls"),
    (r"router ospf ", "shutdown"),
    (r"router bgp ", "bgp router-id 9.9.9.9"),
    (r"router bgp ", "bgp default local-preference 50"),
    (r"router bgp ", "bgp dampening 1"),
    (r"router bgp ", "bgp graceful-restart"),
    (r"router bgp ", "bgp confederation identifier 64999"),
    (r"router bgp ", "bgp cluster-id 7"),
    (r"router bgp ", "bgp scan-time 5"),
    (r"router bgp ", "bgp bestpath as-path ignore"),
    (r"router bgp ", "no bgp default ipv4-unicast"),
    (r"router bgp ", "no bgp client-to-client reflection"),
    (r"router bgp ", "no bgp fast-external-fallover"),
    (r"router bgp ", "address-family ipv4"),
    (r"router bgp ", "address-family ipv6"),
    (r"ipv6 router rip ", "timers 5 15 0 20"),
    (r"ipv6 router rip ", "redistribute static"),
    (r"ipv6 router rip ", "poison-reverse"),
    (r"ipv6 router rip ", "no split-horizon"),
    (r"router bgp ", "no address-family ipv6"),
    (r"router bgp ", "timers bgp 3 9"),
    (r"router bgp ", "distance bgp 200 200 200"),
    (r"router bgp ", "maximum-paths 4"),
    (r"router bgp ", "redistribute connected"),
    (r"router bgp ", "redistribute static"),
    (r"router bgp ", "aggregate-address 10.0.0.0 255.0.0.0 summary-only"),
    (r"router bgp ", "synchronization"),
    (r"route-map ", "set metric 50"),
    (r"route-map ", "set as-path prepend 64997"),
    (r"route-map ", "match tag 5"),
    (r"bfd-template ", "interval min-tx 300 min-rx 300 multiplier 4"),
    (r"bfd-template ", "echo"),
)
"""(the section, a line in it)"""
_OF_A_PEER = (
    "shutdown",
    "password WRONG",
    "remote-as 64999",
    "local-as 64998",
    "timers 3 9",
    "update-source Loopback0",
    "ebgp-multihop 5",
    "ttl-security hops 2",
    "transport connection-mode passive",
    "fall-over",
    "fall-over bfd",
    "fall-over bfd multi-hop",
    "maximum-prefix 1",
    "maximum-prefix 1 restart 1",
    "maximum-prefix 1 warning-only",
    "next-hop-self",
    "default-originate",
    "soft-reconfiguration inbound",
    "route-reflector-client",
    "send-community both",
    "allowas-in",
    "as-override",
    "remove-private-as",
    "weight 1000",
    "advertisement-interval 3",
    "route-map NOWHERE in",
    "prefix-list NOWHERE out",
    "prefix-list NOWHERE in",
    "capability orf prefix-list both",
    "advertise-map NOWHERE non-exist-map NOWHERE",
)


def _ping(scene: Scene, chance: Random) -> Iterator[str]:
    if scene.loopbacks:
        node, name, _ = chance.choice(scene.loopbacks)
        yield f"exec {node} ping {chance.choice(scene.loopbacks)[2]} source {name} repeat 2 timeout 1"


def _save(scene: Scene, chance: Random) -> Iterator[str]:
    yield f"exec {chance.choice(scene.nodes)} write memory"


TABLE: tuple[tuple[int, Step], ...] = (
    (2, _cut),
    (1, _repair),
    (1, _flap),
    (1, _reload),
    (1, _power),
    (1, _lose),
    (1, _disorder),
    (1, _hostile),
    (2, _shut),
    (3, _clear),
    (3, _take_away),
    (2, _give),
    (2, _change),
    (3, _policy),
    (3, _ping),
    (1, _save),
)


def _run(seconds: float) -> str:
    return f"run {seconds:.4g}"


def _wait(chance: Random) -> str:
    return _run(chance.choice(_WAITS) * chance.random() * 2)


@cache
def scene(lab: str) -> Scene:
    return Scene(lab)


def story(lab: str, seed: int, steps: int = STEPS) -> list[str]:
    """The lines of a story (see `player`): the same for the same lab and seed."""
    lines: list[str] = []
    kinds = [step for weight, step in TABLE for _ in range(weight)]
    for number in range(steps):
        chance = Random(f"{lab}/{seed}/{number}")
        lines += chance.choice(kinds)(scene(lab), chance)
        if chance.random() < 0.8:
            lines.append(_wait(chance))
        if Random(f"{lab}/{seed}/{number}/checkpoint").random() < _SAVED:
            lines.append("checkpoint")
        lines += _planted(lab, Random(f"{lab}/{seed}/{number}/fault"))
    return lines


def _planted(lab: str, chance: Random) -> Iterator[str]:
    """A fault, and sometimes what the catalogue says against it."""
    known = worlds.fitting(lab)
    if known and chance.random() < _PLANTED:
        fault = f"{chance.choice(known)} {chance.randrange(100)}"
        yield f"plant {fault}"
        yield _wait(chance)
        if chance.random() < 0.4:
            yield f"mend {fault}"
