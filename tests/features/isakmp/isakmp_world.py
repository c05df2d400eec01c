"""Two ISAKMP engines on a recording host: real engines, real bytes, virtual time, and nothing of a router beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from iosemu.device.engine import Host
from iosemu.device.events import EventBus
from iosemu.device.platform import platform_of
from iosemu.device.slots import Slotted
from iosemu.features.ike.engine import IkeEngine
from iosemu.features.isakmp.engine import IsakmpEngine
from iosemu.features.isakmp.model import IsakmpConfig, Policy, PresharedKey
from iosemu.features.keying.contract import (
    Activity,
    Chosen,
    Failure,
    IkeSession,
    Layer,
    Proposal,
    Refusal,
    Refused,
    SaOffer,
    SaRef,
    SaSet,
    SaWant,
    subnet,
)
from iosemu.features.keying.engine import KeyingEngine
from iosemu.records import dataclass, field
from iosemu.sim import chance
from iosemu.sim.scheduler import Scheduler
from iosemu.types import format_ipv4, parse_ipv4
from iosemu.wire.udp import Udp

DELAY = 0.005  # seconds on the way


@dataclass
class Datagram:
    time: float
    src: int
    src_port: int
    dst: int
    dst_port: int
    payload: bytes


@dataclass
class Net:
    """Carries UDP; `filters` may drop (None) or change each datagram."""

    scheduler: Scheduler = field(default_factory=Scheduler)
    nodes: dict[int, Node] = field(default_factory=dict)
    sent: list[Datagram] = field(default_factory=list)
    filters: list[Callable[[Datagram], Datagram | None]] = field(default_factory=list)

    def send(self, datagram: Datagram) -> None:
        self.sent.append(datagram)
        passed: Datagram | None = datagram
        for each in self.filters:
            passed = each(passed) if passed is not None else None
        if passed is not None and passed.dst in self.nodes:
            self.scheduler.call(DELAY, self.nodes[passed.dst].receive, passed)

    def run(self, seconds: float) -> None:
        self.scheduler.run(self.scheduler.now + seconds)


@dataclass
class _Packet:
    src: int
    dst: int


@dataclass
class _Vrf:
    name: str = ""


@dataclass
class _Passage:
    packet: _Packet
    vrf: _Vrf = field(default_factory=_Vrf)


class _Udp:
    def __init__(self, node: Node) -> None:
        self.node = node
        self.handlers: dict[int, Callable[..., object]] = {}

    def listen(self, port: int, handler: Callable[..., object]) -> Callable[[], None]:
        self.handlers[port] = handler
        return lambda: self.handlers.pop(port, None) and None

    def send(
        self, vrf: object, src: int, src_port: int, dst: int, dst_port: int, payload: bytes, origin: object
    ) -> bool:
        self.node.net.send(Datagram(self.node.net.scheduler.now, src, src_port, dst, dst_port, payload))
        return True


class _Vrf:
    name = ""


class _Vrfs:
    def get(self, name: str) -> _Vrf:
        return _Vrf()


class _Ip:
    def __init__(self, node: Node) -> None:
        self.udp = _Udp(node)


class Ipsec:
    """A user of quick mode that takes what its one set of proposals allows, and remembers everything."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.proposals = [Proposal((Layer("aes", 128, "sha1"),))]
        self.pfs_group = 0
        self.life_seconds = 3600
        self.refuse: Refused | None = None
        self.next_spi = node.address & 0xFFFF0000 | 0x1000
        self.offers: list[SaOffer] = []
        self.pairs: list[SaSet] = []
        self.live: list[SaSet] = []
        self.failures: list[Failure] = []
        self.released: list[int] = []
        self.answers: list[Proposal] = []  # to offers of ours
        self.dead: list[int] = []
        self.spared: list[list[int]] = []
        self.gone: list[int] = []
        self.up: list[IkeSession] = []
        self.down: list[IkeSession] = []
        self.esp: list[bytes] = []
        self.seen = Activity()

    def judge(self, offer: SaOffer) -> Chosen | Refusal:
        self.offers.append(offer)
        if self.refuse is not None:
            return Refusal(self.refuse)
        for each in offer.proposals:
            if self.pfs_group and each.group != self.pfs_group:
                return Refusal(Refused.ATTRIBUTE)
            for ours in self.proposals:
                if each.known and (each.layers, each.tunnel) == (ours.layers, ours.tunnel):
                    return Chosen(each, tuple(self.spi() for _ in each.layers), self.life_seconds, owner="map 10")
        return Refusal(Refused.TRANSFORM)

    def spi(self, protocol: str = "esp") -> int:
        self.next_spi += 1
        return self.next_spi

    def release(self, spi: int) -> None:
        self.released.append(spi)

    def wanted(self, want: SaWant) -> bool:
        return True

    def answered(self, want: SaWant, proposal: Proposal) -> None:
        self.answers.append(proposal)

    def install(self, found: SaSet) -> SaRef:
        self.pairs.append(found)
        return found.ref

    def enable(self, ref: SaRef) -> bool:
        self.live += [each for each in self.pairs if each.ref == ref]
        return True

    def failed(self, want: SaWant, reason: Failure) -> None:
        self.failures.append(reason)

    def remove(self, refs: Sequence[SaRef], why: str) -> None:
        self.gone += [ref.spi for ref in refs]

    def changed(self, settings: object) -> None:
        raise AssertionError("ISAKMP keeps nothing of a map entry")

    def phase1_up(self, session: IkeSession) -> None:
        self.up.append(session)

    def phase1_down(self, session: IkeSession) -> None:
        self.down.append(session)

    def peer_dead(self, local: int, remote: int, spared: Sequence[int] = (), vrf: str = "") -> None:
        self.dead.append(remote)
        self.spared.append(list(spared))

    def has_sas(self, local: int, remote: int, vrf: str = "") -> bool:
        return bool(self.live)

    def pairs(self) -> int:
        return len(self.live)

    def activity(self, local: int, remote: int, vrf: str = "") -> Activity:
        return self.seen

    def udp_esp(self, payload: bytes, passage: Any, iface: Any, ports: tuple[int, int]) -> None:
        self.esp.append(payload)

    def port_floated(self, local: int, remote: int, local_port: int, remote_port: int, vrf: str = "") -> None:
        pass


class Names:
    """`ip host`."""

    def __init__(self) -> None:
        self.hosts: dict[str, int] = {}

    def known(self, name: str, vrf: str = "") -> int | None:
        return self.hosts.get(name)


class _Interface:
    text = "FastEthernet0/0"
    vrf = _Vrf()


class Node(Slotted):
    """A device as far as ISAKMP looks at it."""

    def __init__(self, net: Net, name: str, address: str, platform: str = "c7200", seed: int = 1) -> None:
        super().__init__()
        self.net = net
        self.hostname = name
        self.address = parse_ipv4(address)
        self.scheduler = net.scheduler
        self.platform = platform_of(platform)
        self.software = self.platform.software
        self.bus = EventBus()
        self.ip = _Ip(self)
        self.vrfs = _Vrfs()
        net.nodes[self.address] = self
        self.engines: dict[str, Any] = {"dns": Names()}
        for feature, kind in (("keying", KeyingEngine), ("ike", IkeEngine)):
            self.engines[feature] = kind(Host(self, feature))  # type: ignore[arg-type]  # a stand-in
        host = Host(self, "isakmp", chance.stream(seed, name, "isakmp"))  # type: ignore[arg-type]  # a stand-in
        self.config = self[IsakmpConfig]
        self.isakmp = host.engine = IsakmpEngine(host)
        self.ipsec = Ipsec(self)
        self.isakmp.start()
        self.engines["keying"].serve(self.ipsec)
        self.isakmp.listen("tunnel")

    def engine(self, name: str) -> Any:
        return self.engines[name]

    def owner_of(self, vrf: object, address: int) -> _Interface | None:
        return _Interface() if address == self.address else None

    def receive(self, datagram: Datagram) -> None:
        handler = self.ip.udp.handlers.get(datagram.dst_port)
        if handler is not None:
            passage = _Passage(_Packet(datagram.src, datagram.dst))
            handler(Udp(datagram.src_port, datagram.dst_port, datagram.payload), passage, _Interface())

    def policy(self, priority: int = 10, **values: Any) -> Policy:
        found = Policy(priority, **{"encryption": "aes", "authentication": "pre-share", "group": 2, **values})
        self.config.policies[priority] = found
        return found

    def key(self, secret: str, address: str = "0.0.0.0", mask: str = "0.0.0.0") -> None:
        self.config.keys[parse_ipv4(address), parse_ipv4(mask)] = PresharedKey(secret)

    def request(self, peer: Node, **values: Any) -> SaWant:
        """Ask for a pair of SAs for GRE between the two addresses."""
        fields = {
            "mine": (subnet(self.address, protocol=47),),
            "theirs": (subnet(peer.address, protocol=47),),
            "offers": self.ipsec.proposals,
            "group": self.ipsec.pfs_group,
            **values,
        }
        want = SaWant(self.address, peer.address, **fields)
        self.isakmp.request(want)
        return want

    def rows(self) -> list[str]:
        """Like `show crypto isakmp sa`: dst, src, state, conn-id, status."""
        from iosemu.features.isakmp.show import sa_rows

        return [
            f"{format_ipv4(row.dst)} {format_ipv4(row.src)} {row.state} {row.conn_id} {row.status}"
            for row in sa_rows(self.isakmp)
        ]


def pair(platform: str = "c7200", seed: int = 1) -> tuple[Net, Node, Node]:
    """R1 and R2 with the same policy and key, nothing started."""
    net = Net()
    r1, r2 = Node(net, "R1", "192.0.2.1", platform, seed), Node(net, "R2", "198.51.100.2", platform, seed)
    for node in (r1, r2):
        node.policy()
        node.key("cisco")
    return net, r1, r2
