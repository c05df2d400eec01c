"""OSPF on one interface: its state machine (RFC 2328 section 9), hellos, and what goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.device.numbers import Numbers
from iosemu.features.keychain import api as keychain
from iosemu.features.ospf import authentication, election
from iosemu.features.ospf.events import Step
from iosemu.features.ospf.exchange import Exchange
from iosemu.features.ospf.flood import Flooder
from iosemu.features.ospf.lsdb import Lsdb
from iosemu.features.ospf.neighbor import Neighbor
from iosemu.features.ospf.settings import PortSettings
from iosemu.features.ospf.spf import Hops
from iosemu.features.ospf.states import IfEvent, IfState, NbrEvent, NbrState, NetworkType
from iosemu.features.ospf.stats import Traffic
from iosemu.types import InterfaceName, IPv4, Prefix, mask_of
from iosemu.wire import ipv4
from iosemu.wire.ospf import HEADER, Hello, Kind, Option

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.ip import IpStack
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.features.keychain.model import LiveKey
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.model import Joined
    from iosemu.features.ospf.process import Process

IMMEDIATE_HELLOS = 2  # to one neighbour that does not know us yet
HELLO_JITTER = 0.1  # of the interval, at most

_ELECTED = (IfState.DROTHER, IfState.BACKUP, IfState.DR)
# (state, event) -> what is done. What is not here changes nothing.
TABLE: dict[tuple[IfState, IfEvent], str] = {
    (IfState.DOWN, IfEvent.UP): "begin",
    (IfState.WAITING, IfEvent.BACKUP_SEEN): "elect",
    (IfState.WAITING, IfEvent.WAIT_TIMER): "elect",
    **{(state, IfEvent.NEIGHBOR_CHANGE): "elect" for state in _ELECTED},
    **{(state, IfEvent.DOWN): "end" for state in IfState},
    **{(state, IfEvent.LOOP): "loop" for state in IfState},
    (IfState.LOOPBACK, IfEvent.UNLOOP): "unloop",
}


class OspfPort:
    """`neighbors` by router ID on point-to-point networks and virtual links, else by address."""

    def __init__(self, process: Process, area: Area, iface: Interface, settings: PortSettings) -> None:
        self.process = process
        self.area = area
        self.iface = iface
        self.name: InterfaceName = iface.name
        self.settings = settings
        self.state = IfState.DOWN
        self.address: IPv4 = 0
        self.length = 0  # of the prefix; 0: unnumbered
        self.secondaries: list[Prefix] = []  # told as well
        self.dr = 0  # as hellos name them
        self.bdr = 0
        self.dr_id: IPv4 = 0
        self.bdr_id: IPv4 = 0
        self.asking = 0  # neighbours whose hellos ask for a demand circuit
        self.neighbors: dict[int, Neighbor] = {}
        self.lsdb = Lsdb()  # of link scope
        self.exchange = Exchange(self)
        self.flooder = Flooder(self)
        self.traffic = Traffic()
        self.numbers = Numbers(1)  # of neighbours
        self.loading: dict[Neighbor, None] = {}  # those in the middle of a database exchange
        self.groups: set[int] = set()  # joined
        self.still_since = float("-inf")  # since when LSAs that go over it do not age, as long as they do not
        self.joined: Joined | None = None  # what `ip ospf N area A` says; else `network` brought it in
        self.index = process.next_port(area)
        self.sequence = 0  # of cryptographic authentication, the last sent
        self.unfit: dict[int, bool] = {}  # neighbours about which something was said once

    # facts

    @property
    def text(self) -> str:
        return str(self.name)

    @property
    def kind(self) -> NetworkType:
        return self.settings.kind

    @property
    def unnumbered(self) -> bool:
        return not self.length

    @property
    def mask(self) -> IPv4:
        return mask_of(self.length)

    @property
    def prefix(self) -> Prefix:
        return Prefix.of(self.address, self.length)

    @property
    def cost(self) -> int:
        return self.settings.cost

    @property
    def mtu(self) -> int:
        """As descriptions tell it, bytes."""
        return self.iface.ip_mtu

    @property
    def priority(self) -> int:
        return self.settings.priority

    @property
    def stack(self) -> IpStack | Ip6Stack:
        """What carries its packets."""
        return self.process.device.ip

    @property
    def identity(self) -> int:
        """As what hellos name us where we are DR or backup."""
        return self.address

    @property
    def network_id(self) -> IPv4:
        """The link state ID of the network, if we are its DR."""
        return self.address

    @property
    def single(self) -> bool:
        """Is there room for one neighbour only?"""
        return self.kind in (NetworkType.POINT_TO_POINT, NetworkType.VIRTUAL)

    @property
    def by_router_id(self) -> bool:
        return self.single

    @property
    def maskless(self) -> bool:
        """Does the mask of hellos mean nothing?"""
        return self.single or self.unnumbered

    def on_link(self, address: int) -> bool:
        """Is that a neighbour's address on its network?"""
        return bool(self.length) and address in self.prefix and address != self.address

    @property
    def speaks(self) -> bool:
        """Does it send and take packets?"""
        return self.state > IfState.LOOPBACK and not self.settings.passive

    @property
    def hello_due(self) -> float | None:
        return self.process.host.due(self.send_hello)

    @property
    def wait_due(self) -> float | None:
        return self.process.host.due(self.wait_over)

    @property
    def link_data(self) -> IPv4:
        """Of links in the router LSA: the address, or the number of an unnumbered interface."""
        return self.address if not self.unnumbered else self.iface.index

    @property
    def youngest_key(self) -> int | None:
        """Of the keys that are typed: with which we send."""
        return next(reversed(self.settings.md5_keys), None)

    def old_keys(self) -> dict[int, int]:
        """Keys that neighbours use who do not have the youngest yet, and how many do."""
        keys, youngest = self.settings.md5_keys, self.youngest_key
        found: dict[int, int] = {}
        if len(keys) > 1 and self.settings.authentication == "message-digest":
            for neighbor in self.neighbors.values():
                number = neighbor.key
                if number is not None and number != youngest and number in keys and neighbor.state > NbrState.DOWN:
                    found[number] = found.get(number, 0) + 1
        return dict(sorted(found.items()))

    def sending_key(self) -> LiveKey | None:
        """Of the key chain."""
        return keychain.send_key(self.process.device, self.settings.key_chain)

    def full_neighbors(self) -> list[Neighbor]:
        """Those that we tell of."""
        return [neighbor for neighbor in self.neighbors.values() if neighbor.told]

    def count(self, state: NbrState) -> int:
        """Neighbours that have come at least that far."""
        return sum(neighbor.state >= state for neighbor in self.neighbors.values())

    @property
    def scope_id(self) -> str:
        """Of LSAs of link scope."""
        return self.text

    @property
    def flood_ports(self) -> tuple[OspfPort]:
        """Where LSAs of link scope go."""
        return (self,)

    @property
    def carries_external(self) -> bool:
        """Do LSAs of the whole system go over it?"""
        return True

    @property
    def demand(self) -> bool:
        """Does it run as demand circuit: is nothing aged and refreshed behind it (RFC 1793, 4136)?"""
        if self.area.lsdb.bitless:
            return False
        return self.settings.flood_reduction or self.runs_demand

    @property
    def offers_demand(self) -> bool:
        """Do our hellos say that it may be one: it is configured so, or the one neighbour asks for it."""
        settings = self.settings
        if settings.demand or not self.alone or settings.demand_ignored:
            return settings.demand
        return self.asking > 0

    @property
    def alone(self) -> bool:
        """Is it a kind of network on which hellos can be suppressed?"""
        return self.kind in (NetworkType.POINT_TO_POINT, NetworkType.POINT_TO_MULTIPOINT)

    @property
    def runs_demand(self) -> bool:
        """Where there are two ends, both have said so."""
        if not self.alone:
            return self.settings.demand
        return self.offers_demand and any(map(self._agreed, self.neighbors.values()))

    @staticmethod
    def _agreed(neighbor: Neighbor) -> bool:
        return bool(neighbor.hello_options & Option.DEMAND)

    def suppresses(self, neighbor: Neighbor) -> bool:
        """Are there no hellos between us once we are adjacent?"""
        return self.alone and self.offers_demand and self._agreed(neighbor)

    @property
    def quiet(self) -> bool:
        """Nobody here needs hellos any more."""
        found = self.neighbors.values()
        return bool(found) and all(neighbor.full and self.suppresses(neighbor) for neighbor in found)

    @property
    def transit(self) -> Area | None:
        """The area that a virtual link leads through."""
        return None

    def hops(self) -> Hops:
        """The way of a virtual link."""
        return ()

    def refused(self, why: str, size: int = 0) -> None:
        """A packet was of no use."""
        for traffic in (self.traffic, self.process.traffic):
            traffic.refused(why)
            if size:
                traffic.received(0, size)

    def took(self, kind: int, size: int) -> None:
        """A packet passed its checks."""
        self.traffic.received(kind, size)
        self.process.traffic.received(kind, size)

    def tell(self, step: Step, **facts: Any) -> None:
        bus, adj = self.process.device.bus, self.process.events.Adj
        if bus.wants(adj):
            bus.emit(adj(self.process.number, self.name, step, **facts))

    # the machine

    def event(self, event: IfEvent) -> None:
        action = TABLE.get((self.state, event))
        if action is not None:
            getattr(self, f"_{action}")()

    def become(self, state: IfState) -> None:
        old, self.state = self.state, state
        if old is state:
            return
        self._join()
        self.process.interface_state_changed(self, old)

    def _begin(self) -> None:
        if self.kind is NetworkType.LOOPBACK:
            self.become(IfState.LOOPBACK)
            return
        self.tell(Step.INTERFACE_UP)
        host = self.process.host
        if not self.kind.elects:
            self.become(IfState.POINT_TO_POINT)
        elif self.settings.passive:
            self.become(IfState.WAITING)
            host.after(self.settings.dead, self.wait_over, background=True)
        elif self.priority == 0:
            self.become(IfState.DROTHER)
        else:
            self.become(IfState.WAITING)
            host.after(self.settings.dead, self.wait_over)
        if self.kind.polls:
            self.process.static.start(self)
        self.send_hello()

    def wait_over(self) -> None:
        self.tell(Step.WAIT_ENDS)
        self.event(IfEvent.WAIT_TIMER)

    def backup_seen(self) -> None:
        if self.state is IfState.WAITING:
            self.tell(Step.BACKUP_SEEN)
            self.process.host.cancel(self.wait_over)
            self.event(IfEvent.BACKUP_SEEN)

    def neighbor_change(self) -> None:
        if self.state in _ELECTED:
            self.tell(Step.NEIGHBOR_CHANGE)
            self.event(IfEvent.NEIGHBOR_CHANGE)

    def _elect(self) -> None:
        election.elect(self)

    def _loop(self) -> None:
        self._end()
        self.become(IfState.LOOPBACK)

    def _unloop(self) -> None:
        self.become(IfState.DOWN)

    def _end(self) -> None:
        if self.state is IfState.DOWN:
            return
        host = self.process.host
        self.tell(Step.INTERFACE_DOWN)
        for method in (self.send_hello, self.wait_over):
            host.cancel(method)
        was_dr, old_dr = self.state is IfState.DR, self.dr_id
        for neighbor in list(self.neighbors.values()):
            neighbor.event(NbrEvent.KILL, "Interface down or detached")
            neighbor.hello_options = 0
        self.neighbors.clear()
        self.process.static.stop(self)
        self.flooder.stop()
        if self.kind is not NetworkType.VIRTUAL:
            self.tell(Step.DEAD, router_id=self.process.router_id, address=self.address, state=NbrState.DOWN)
        self.dr = self.bdr = self.dr_id = self.bdr_id = 0
        if self.kind.elects:
            for step in (Step.NEIGHBOR_CHANGE, Step.ELECTION, Step.ELECT_BDR, Step.ELECT_DR, Step.ELECTED):
                self.tell(step)
        self.become(IfState.DOWN)
        if was_dr:
            self.tell(Step.FLUSH_NETWORK)
        if old_dr:
            self.tell(Step.OLD_DR, router_id=old_dr)

    def _join(self) -> None:
        """The groups that we listen to: that of all routers, and that of DR and BDR when we are one."""
        wanted: set[int] = set()
        process, ip = self.process, self.stack
        everybody, chiefs = process.wire.ALL_ROUTERS, process.wire.ALL_DRS
        if self.speaks and self.kind is not NetworkType.VIRTUAL:
            wanted.add(everybody)
            if self.state in (IfState.DR, IfState.BACKUP):
                wanted.add(chiefs)
        for group in wanted - self.groups:
            ip.join(self.iface, group)
        for group in self.groups - wanted:
            ip.leave(self.iface, group)
        changed = wanted ^ self.groups
        if self.kind.elects and chiefs in changed and process.device.bus.wants(process.events.GroupWork):
            told = chiefs in wanted, everybody in changed, True
            process.host.emit(process.events.GroupWork(process.number, self.name, *told))
        self.groups = wanted

    # neighbours

    def should_adjoin(self, neighbor: Neighbor) -> bool:
        """RFC 2328 section 10.4."""
        if not self.kind.elects:
            return True
        if self.state in (IfState.DR, IfState.BACKUP):
            return True
        return self.state is IfState.DROTHER and neighbor.identity in (self.dr, self.bdr)

    def made(self, router_id: IPv4, address: int) -> Neighbor:
        """One that nobody knows yet."""
        return Neighbor(self, router_id, address)

    def adopt(self, router_id: IPv4, address: int) -> Neighbor:
        """A neighbour that was not known."""
        neighbor, key = self.made(router_id, address), router_id if self.by_router_id else address
        if key in self.neighbors:
            self.neighbors[key].hello_options = 0
        self.neighbors[key] = neighbor
        return neighbor

    def forget(self, neighbor: Neighbor) -> None:
        """It is down; those that are configured stay, and so does who is ignored for a while."""
        if neighbor.state is not NbrState.DOWN or neighbor.ignored_until > self.process.host.now:
            return
        if self.kind.polls and self.process.static.lost(self, neighbor):
            return
        key = neighbor.router_id if self.by_router_id else neighbor.address
        if self.neighbors.get(key) is neighbor:
            neighbor.hello_options = 0
            del self.neighbors[key]

    def forget_hellos(self, neighbor: Neighbor) -> None:
        """Its next hello must be read, whatever it says."""
        for to in (self.process.wire.ALL_ROUTERS, self.address):
            self.process.device.ip.repeats.forget(self.iface, neighbor.address, to)

    def kill(self, neighbor: Neighbor, reason: str) -> None:
        neighbor.event(NbrEvent.KILL, reason)
        self.forget(neighbor)

    def full_changed(self, neighbor: Neighbor) -> None:
        """An adjacency was completed, or one ended."""
        if neighbor.full:
            neighbor.rest()
        self.process.adjacency_changed(self, neighbor)

    def adj_ok(self) -> None:
        """DR or BDR are others now: who is to be adjacent?"""
        for neighbor in list(self.neighbors.values()):
            if neighbor.state >= NbrState.TWO_WAY:
                neighbor.event(NbrEvent.ADJ_OK)

    # hellos

    def send_hello(self) -> None:
        """The periodic one."""
        if not self.speaks:
            return
        if self.kind.polls:
            self.process.static.hello(self)
        elif not self.quiet:
            self.hello_to(self.process.wire.ALL_ROUTERS)
        host = self.process.host
        wait = self.settings.hello * (1 - HELLO_JITTER * host.rng.random())
        waited = any(neighbor.state is NbrState.INIT for neighbor in self.neighbors.values())
        host.after(wait, self.send_hello, background=not waited)

    def hello_to(self, to: int, only: Neighbor | None = None) -> None:
        """What one neighbour reads names no others."""
        process = self.process
        named = self.neighbors.values() if only is None else (only,)
        heard = tuple(n.router_id for n in named if n.state >= NbrState.INIT)
        if process.device.bus.wants(process.events.HelloSent):
            process.host.emit(self.hello_event(to))
        self.transmit(Kind.HELLO, self._hello(heard), to)

    def hello_event(self, to: int) -> object:
        """A hello goes out."""
        process = self.process
        return process.events.HelloSent(process.number, self.name, self.area.id, self.address, to)

    def _hello(self, heard: tuple[IPv4, ...]) -> bytes:
        settings = self.settings
        return Hello(
            0 if self.unnumbered or self.kind is NetworkType.VIRTUAL else self.mask, settings.hello_told,
            self.hello_options, self.priority, settings.dead, self.dr, self.bdr, heard,
        ).encode()  # fmt: skip

    def immediate_hello(self, neighbor: Neighbor) -> None:
        """It does not know us yet, and would learn it with our next hello only."""
        process = self.process
        event = process.events.ImmediateHello
        wanted = process.device.bus.wants(event)
        if neighbor.immediate >= IMMEDIATE_HELLOS:
            if wanted and neighbor.immediate == IMMEDIATE_HELLOS:
                who = neighbor.router_id, neighbor.address
                process.host.emit(event(process.number, self.name, *who, IMMEDIATE_HELLOS))
            return
        neighbor.immediate += 1
        if wanted:
            process.host.emit(event(process.number, self.name, neighbor.router_id, neighbor.address))
        self.hello_to(neighbor.address, neighbor)

    # sending

    def to_neighbor(self, neighbor: Neighbor) -> int:
        """Where what concerns one neighbour goes to."""
        return self.process.wire.ALL_ROUTERS if self.kind is NetworkType.POINT_TO_POINT else neighbor.address

    @property
    def room(self) -> int:
        """Octets of a packet's body that go unfragmented, whatever the authentication."""
        wire = self.process.wire
        return max(self.mtu, 576) - self.stack.header - wire.HEADER - wire.AUTHENTICATION

    def transmit(self, kind: int, body: bytes, to: int) -> None:
        """Sealed, counted and sent: with several keys while neighbours change to another one."""
        for sealing in authentication.send_keys(self):
            self._transmit(kind, authentication.seal(self, kind, body, sealing), HEADER + len(body), to)

    def _transmit(self, kind: int, data: bytes, length: int, to: IPv4) -> None:
        process = self.process
        self.traffic.sent(kind, len(data) + 20)
        process.traffic.sent(kind, len(data) + 20)
        if process.device.bus.wants(process.events.PacketSeen):
            auth = int.from_bytes(data[14:16], "big")
            key, sequence = (data[18], int.from_bytes(data[20:24], "big")) if auth == 2 else (0, 0)
            process.host.emit(
                process.events.PacketSeen(
                    process.number, self.name, True, self.address, to, kind, length, process.router_id,
                    self.area.id, int.from_bytes(data[12:14], "big"), auth, key, sequence,
                )
            )  # fmt: skip
        self._send(data, to)

    def _send(self, data: bytes, to: IPv4) -> None:
        packet = ipv4.IPv4(self.address, to, ipv4.OSPF, data, ttl=255 if self.settings.ttl_hops else 1, tos=0xC0)
        self.process.device.ip.send(self.iface.vrf, packet, iface=self.iface, next_hop=to)

    @property
    def hello_options(self) -> int:
        lls = Option.LLS if self.settings.lls else 0
        return self.area.options | lls | (Option.DEMAND if self.offers_demand else 0)

    @property
    def options(self) -> int:
        """Of descriptions: those of the area, and that we read opaque LSAs."""
        return self.hello_options | Option.OPAQUE

    def all(self) -> int:
        """Where floods and delayed acknowledgments go to (RFC 2328 section 13.3); 0: to each neighbour."""
        wire = self.process.wire
        if self.kind.elects and self.kind is not NetworkType.NON_BROADCAST:
            return wire.ALL_ROUTERS if self.state in (IfState.DR, IfState.BACKUP) else wire.ALL_DRS
        if self.kind in (NetworkType.POINT_TO_POINT, NetworkType.POINT_TO_MULTIPOINT):
            return wire.ALL_ROUTERS
        return 0
