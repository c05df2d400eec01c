"""Neighbour discovery (RFC 4861): who is behind an address, and is he still there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.passage import Fate
from iosemu.device.v6.addresses import ALL_NODES, is_multicast, multicast_mac, solicited_node
from iosemu.device.v6.events import Advertised, NeighborChanged, Solicited
from iosemu.device.v6.events import NeighborState as State
from iosemu.records import dataclass, field
from iosemu.types import Mac
from iosemu.wire import Malformed, icmpv6
from iosemu.wire.icmpv6 import Icmp6, Neighbor, Options
from iosemu.wire.ipv6 import IPv6

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.sim.scheduler import Timer

DELAY = 5.0  # seconds that a stale neighbour in use has to be heard of before he is asked
EXPIRE = 14400.0  # seconds that a stale neighbour is kept
TRIES = 3
_QUEUED = 16  # datagrams that wait for one neighbour
_MOST = 4096  # neighbours of one interface; more, and the oldest that is stale or unanswered goes
_HOP_LIMIT = 255  # what has come from elsewhere has less (RFC 4861 section 6.1)


@dataclass(slots=True)
class Neighbour:
    """`heard`: virtual time of the last confirmation. `waiting` are datagrams until he has answered."""

    address: int
    iface: Interface
    mac: Mac | None = None
    state: State = State.INCOMPLETE
    router: bool = False
    static: bool = False
    heard: float = 0.0
    asked: int = 0
    waiting: list[Passage] = field(default_factory=list)
    timer: Timer | None = None


class Neighbours:
    """The cache of each interface."""

    def __init__(self, stack: Ip6Stack) -> None:
        self.stack = stack
        self.device = stack.device
        self.tables: dict[Interface, dict[int, Neighbour]] = {}
        self.solicited = self.advertised = 0  # received
        self.solicitations = self.advertisements = 0  # sent

    def entries(self) -> list[Neighbour]:
        """All, in the order in which `show` has them: by interface, then address."""
        tables = (self.tables.get(iface, {}) for iface in self.device.interfaces.in_order())
        return [entry for table in tables for _, entry in sorted(table.items())]

    # look-up

    def resolve(self, passage: Passage, iface: Interface) -> Mac | None:
        """The MAC address that the datagram goes to. None: it waits, or is lost; its way is over."""
        address = passage.next_hop
        if is_multicast(address):
            return multicast_mac(address)
        table = self.tables.setdefault(iface, {})
        entry = table.get(address)
        if entry is None:
            entry = self._make(iface, address)
        if entry.mac is not None:
            if entry.state is State.STALE:
                self._become(entry, State.DELAY)
                self._in(entry, DELAY, self._probe)
            return entry.mac
        if len(entry.waiting) >= _QUEUED:
            self.stack.drop(entry.waiting.pop(0), iface, Reason.ENCAPSULATION_FAILED)
        entry.waiting.append(passage.part(passage.packet))
        self.stack.end(passage, Fate.TAKEN, iface)
        if entry.timer is None:
            self._ask(entry)
        return None

    def mac_of(self, iface: Interface, address: int) -> Mac | None:
        """Where somebody is, if that is known; nobody is asked."""
        entry = self.tables.get(iface, {}).get(address)
        return entry.mac if entry is not None else None

    def _make(self, iface: Interface, address: int) -> Neighbour:
        table = self.tables.setdefault(iface, {})
        if len(table) >= _MOST:
            old = next((each for each in table.values() if each.state in (State.STALE, State.INCOMPLETE)), None)
            if old is not None:
                self._delete(old)
        entry = table[address] = Neighbour(address, iface, heard=self.device.scheduler.now)
        self._tell(entry, None, State.INCOMPLETE)
        return entry

    # timers

    def _in(self, entry: Neighbour, delay: float, fn: Callable[[Neighbour], object]) -> None:
        if entry.timer is not None:
            entry.timer.cancel()
        background = entry.state in (State.REACHABLE, State.STALE, State.DELAY)
        entry.timer = self.device.scheduler.after(delay, fn, entry, background=background)

    def _ask(self, entry: Neighbour) -> None:
        """Unanswered: a solicitation to all that the address may belong to."""
        if entry.asked >= TRIES:
            self._fail(entry)
            return
        entry.asked += 1
        self._solicit(entry.iface, entry.address, solicited_node(entry.address))
        self._in(entry, entry.iface.v6.retransmit, self._ask)

    def _probe(self, entry: Neighbour) -> None:
        """He has not been heard of: he is asked himself."""
        if entry.state is not State.PROBE:
            self._become(entry, State.PROBE)
            entry.asked = 0
        if entry.asked >= TRIES:
            self._delete(entry)
            return
        entry.asked += 1
        self._solicit(entry.iface, entry.address, entry.address)
        self._in(entry, entry.iface.v6.retransmit, self._probe)

    def _stale(self, entry: Neighbour) -> None:
        self._become(entry, State.STALE)
        self._in(entry, EXPIRE, self._delete)

    def _fail(self, entry: Neighbour) -> None:
        """Nobody answers: who sent through us hears of it."""
        waiting, entry.waiting = entry.waiting, []
        self._delete(entry)
        for passage in waiting:
            packet, came = passage.packet, passage.came
            self.stack.stats.encapsulation_failed += 1
            self.stack.drop(passage, entry.iface, Reason.ENCAPSULATION_FAILED)
            if came is not None and isinstance(packet, IPv6):
                self.stack.icmp.unreachable(packet, came, icmpv6.ADDRESS)

    def _delete(self, entry: Neighbour) -> None:
        if entry.timer is not None:
            entry.timer.cancel()
            entry.timer = None
        table = self.tables.get(entry.iface, {})
        if table.get(entry.address) is entry:
            del table[entry.address]
        if not table:
            self.tables.pop(entry.iface, None)
        self._tell(entry, entry.state, None)
        if entry.router:
            self.stack.routers.lost(entry.iface, entry.address)
        self.stack.redirects.lost(entry.iface, entry.address)

    def clear(self, iface: Interface | None = None) -> None:
        """`clear ipv6 neighbors`: what was learned is forgotten."""
        for entry in self.entries():
            if (iface is None or entry.iface is iface) and not entry.static:
                entry.waiting.clear()
                self._delete(entry)

    def interface_down(self, iface: Interface) -> None:
        for entry in list(self.tables.get(iface, {}).values()):
            if not entry.static:
                entry.waiting.clear()
                self._delete(entry)

    def stop(self) -> None:
        for table in self.tables.values():
            for entry in table.values():
                if entry.timer is not None:
                    entry.timer.cancel()
        self.tables.clear()

    def set_static(self, iface: Interface, address: int, mac: Mac | None) -> None:
        """`ipv6 neighbor`; None: no more."""
        old = self.tables.get(iface, {}).get(address)
        if old is not None:
            self._delete(old)
        if mac is not None:
            entry = self._make(iface, address)
            entry.mac, entry.static = mac, True
            self._become(entry, State.REACHABLE)

    # states

    def _become(self, entry: Neighbour, state: State) -> None:
        old, entry.state = entry.state, state
        if old is not state:
            self._tell(entry, old, state)

    def _tell(self, entry: Neighbour, old: State | None, new: State | None) -> None:
        if self.stack.bus.wants(NeighborChanged):
            self.stack.bus.emit(NeighborChanged(entry.iface.name, entry.address, entry.mac, old, new))

    def _reachable(self, entry: Neighbour) -> None:
        entry.asked = 0
        entry.heard = self.device.scheduler.now
        self._become(entry, State.REACHABLE)
        self._in(entry, entry.iface.v6.reachable, self._stale)

    def confirm(self, iface: Interface, address: int) -> None:
        """What came proves that he gets what we send (RFC 4861 section 7.3.1)."""
        entry = self.tables.get(iface, {}).get(address)
        if entry is not None and entry.mac is not None and not entry.static:
            self._reachable(entry)

    def _known(self, entry: Neighbour, mac: Mac) -> None:
        """His address is known: what waits leaves."""
        entry.mac = mac
        waiting, entry.waiting = entry.waiting, []
        for passage in waiting:
            self.stack.leaves(passage, entry.iface)

    def heard_of(self, iface: Interface, address: int, mac: Mac | None, router: bool | None = None) -> None:
        """A message came from him that says where he is: he is known, though nothing says that he hears us."""
        if mac is None or not address or is_multicast(address):
            return
        entry = self.tables.get(iface, {}).get(address)
        if entry is not None and entry.static:
            return
        if entry is None:
            entry = self._make(iface, address)
        if router is not None:
            entry.router = router
        if entry.mac != mac:
            if entry.mac is None:
                entry.heard = self.device.scheduler.now
            entry.asked = 0
            self._stale(entry)
            self._known(entry, mac)

    # messages

    def detect(self, iface: Interface, address: int) -> None:
        """Does anybody have this address? (RFC 4862 section 5.4.2)"""
        self._send(iface, 0, solicited_node(address), Neighbor(address).message(icmpv6.NEIGHBOR_SOLICITATION))
        self.solicitations += 1
        self._sent(Solicited, iface, address, 0, solicited_node(address))

    def announce(self, iface: Interface, address: int) -> None:
        """Unasked: the address is ours."""
        self._advertise(iface, address, ALL_NODES, False)

    def _solicit(self, iface: Interface, target: int, dst: int) -> None:
        half = iface.v6
        src = self.stack.source_on(iface, target)
        if src is None:
            return
        options = Options(source=half.mac if half.resolves else None)
        self.solicitations += 1
        self._sent(Solicited, iface, target, src, dst)
        self._send(iface, src, dst, Neighbor(target, 0, options).message(icmpv6.NEIGHBOR_SOLICITATION))

    def _advertise(self, iface: Interface, target: int, dst: int, solicited: bool) -> None:
        half = iface.v6
        flags = icmpv6.OVERRIDE | (icmpv6.ROUTER if self.stack.routing else 0) | (icmpv6.SOLICITED if solicited else 0)
        options = Options(target=half.mac if half.resolves else None)
        self.advertisements += 1
        self._sent(Advertised, iface, target, target, dst)
        self._send(iface, target, dst, Neighbor(target, flags, options).message(icmpv6.NEIGHBOR_ADVERTISEMENT))

    def _sent(self, kind: type[Solicited | Advertised], iface: Interface, target: int, src: int, dst: int) -> None:
        if self.stack.bus.wants(kind):
            self.stack.bus.emit(kind(iface.name, target, src, dst, True))

    def _send(self, iface: Interface, src: int, dst: int, message: Icmp6) -> None:
        self.stack.icmp.send(iface, src, dst, message, _HOP_LIMIT)

    def receive(self, message: Icmp6, packet: IPv6, iface: Interface) -> None:
        """A solicitation or advertisement. Raises Malformed."""
        if packet.ttl != _HOP_LIMIT or message.code:
            raise Malformed("neighbour discovery from afar")
        told = Neighbor.of(message)
        if is_multicast(told.target):
            raise Malformed("neighbour discovery of a group")
        kind = Solicited if message.type == icmpv6.NEIGHBOR_SOLICITATION else Advertised
        if self.stack.bus.wants(kind):
            self.stack.bus.emit(kind(iface.name, told.target, packet.src, packet.dst, False))
        if kind is Solicited:
            self.solicited += 1
            self._answer(told, packet, iface)
        else:
            self.advertised += 1
            self._learn(told, iface)

    def _answer(self, asked: Neighbor, packet: IPv6, iface: Interface) -> None:
        half = iface.v6
        own = half.find(asked.target)
        if own is None:
            return
        if not packet.src and self.stack.own.claimed(iface, asked.target):
            return
        if not half.holds(asked.target):
            return
        if packet.src:
            self.heard_of(iface, packet.src, asked.options.source)
        self._advertise(iface, asked.target, packet.src or ALL_NODES, bool(packet.src))

    def _learn(self, told: Neighbor, iface: Interface) -> None:
        """An advertisement (RFC 4861 section 7.2.5)."""
        if self.stack.own.claimed(iface, told.target):
            return
        entry = self.tables.get(iface, {}).get(told.target)
        mac = told.options.target
        if entry is None or entry.static or (mac is None and entry.mac is None and iface.v6.resolves):
            return
        was_router, entry.router = entry.router, bool(told.flags & icmpv6.ROUTER)
        solicited, override = bool(told.flags & icmpv6.SOLICITED), bool(told.flags & icmpv6.OVERRIDE)
        if entry.state is State.INCOMPLETE and mac is not None:
            entry.mac = mac  # before states are told
            if solicited:
                self._reachable(entry)
            else:
                entry.asked = 0
                self._stale(entry)
            self._known(entry, mac)
        elif mac is not None and mac != entry.mac and not override:
            if entry.state is State.REACHABLE:
                self._stale(entry)
        else:
            if mac is not None and mac != entry.mac:
                entry.mac = mac
                if not solicited:
                    self._stale(entry)
            if solicited:
                self._reachable(entry)
        if was_router and not entry.router:
            self.stack.routers.lost(iface, entry.address)
