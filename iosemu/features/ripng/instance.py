"""One process of RIPng: the interfaces that it speaks on, what it says there, what it hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.v6.addresses import is_link_local
from iosemu.features.policy import api as policy
from iosemu.features.rip import RIP
from iosemu.features.rip.database import Database, RipEntry, RipPath
from iosemu.features.ripng.events import PacketReceived, PacketSent, RouteChanged
from iosemu.features.ripng.model import RipngInterface, RipngJoin, RipngProcess
from iosemu.types import DEFAULT_ROUTE6, Prefix, Prefix6, usable_destination
from iosemu.wire import Malformed, ripng
from iosemu.wire.ripng import INFINITY, NEXT_HOP, REQUEST, RESPONSE, Entry, Ripng

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.wire.ipv4 import IPv4 as Packet
    from iosemu.wire.udp import Udp

FLASH_DELAY = 1.0  # seconds, at least so long between triggered updates (RFC 2080 section 2.5.1)
JITTER = 0.15  # of the update interval
_AROUND = 40 + 8 + ripng.HEADER  # bytes around the entries of a message


class RipngInstance:
    """`ports` are its interfaces, by name."""

    keeps_down = False

    def __init__(self, host: Host, process: RipngProcess, vrf: Vrf) -> None:
        self.host = host
        self.device = host.device
        self.process = process
        self.vrf = vrf
        self.text = process.name  # as timers name it
        self.database = Database(self)
        self.ports: dict[str, Interface] = {}
        self.periodic = self.triggered = 0  # updates
        self._group = process.group
        self._changed: set[Prefix] = set()
        self._timers = process.timers
        self.host.after(self._interval(), self.update, background=True)

    # what the database asks

    @property
    def table(self) -> RoutingTable:
        return self.vrf.v6

    @property
    def source(self) -> RouteSource:
        return RIP.process(self.process.name)

    @property
    def record(self) -> RipngProcess:
        return self.process

    @property
    def now(self) -> float:
        return self.host.now

    @property
    def times(self) -> tuple[int, int, int, int]:
        """Garbage is collected so long after a route has expired."""
        update, expire, holddown, garbage = self.process.timers
        return update, expire, holddown, expire + garbage

    def holds(self, iface: Interface) -> bool:
        return iface.text in self.ports

    def told(self, prefix: Prefix, path: RipPath, added: bool) -> None:
        name = self.process.name
        self.host.emit(RouteChanged(name, prefix, path.metric, path.next_hop, path.iface.name, added))

    def note(self, prefix: Prefix) -> None:
        """It changed: a triggered update is due."""
        self._changed.add(prefix)
        if self.host.due(self._flash) is None:
            self.host.after(FLASH_DELAY, self._flash)

    # configuration and interfaces

    def join_of(self, iface: Interface) -> RipngJoin | None:
        slot = iface.get(RipngInterface)
        return slot.rips.get(self.process.name) if slot is not None else None

    def _source(self, iface: Interface) -> int:
        """Its link-local address there; 0: none that could be used."""
        half = iface.v6
        return half.local.value if half.ready and half.local is not None else 0

    def _wanted(self, iface: Interface) -> bool:
        join = self.join_of(iface)
        if join is None or not join.enabled or not iface.line_up or not iface.wide:
            return False
        return iface.v6.vrf is self.vrf and bool(self._source(iface))

    def changed(self) -> None:
        """Configuration or policy is different."""
        if self.process.group != self._group:
            for iface in self.ports.values():
                self.device.ip6.leave(iface, self._group)
                self.device.ip6.join(iface, self.process.group)
            self._group = self.process.group
        self.refresh()
        if self.process.timers != self._timers:
            self._timers = self.process.timers
            self.host.after(self._interval(), self.update, background=True)
        for prefix in self.database.entries:
            self.note(prefix)

    def refresh(self) -> None:
        wanted = {iface.text: iface for iface in self.device.interfaces.values() if self._wanted(iface)}
        for text in [text for text in self.ports if text not in wanted]:
            self._port_down(self.ports.pop(text))
        for text, iface in wanted.items():
            if text not in self.ports:
                self.ports[text] = iface
                self.device.ip6.join(iface, self._group)
                if iface.kind != "Loopback":
                    self._send(iface, Ripng(REQUEST, [Entry(0, 0, INFINITY)]))
        self.own_routes()

    def _port_down(self, iface: Interface) -> None:
        self.device.ip6.leave(iface, self._group)
        for entry in list(self.database.entries.values()):
            for source in [source for source, path in entry.paths.items() if path.iface is iface]:
                self.database.lose(entry, source)

    def ends(self) -> None:
        """`no ipv6 router rip`"""
        for iface in self.ports.values():
            self.device.ip6.leave(iface, self._group)
        self.ports.clear()
        self.table.withdraw(self.source)
        self.host.stop()

    def clear(self) -> None:
        """What was learnt is forgotten; the neighbours are asked."""
        for entry in list(self.database.entries.values()):
            if not entry.origin:
                self.database.flush(entry.prefix)
        for iface in self.ports.values():
            if iface.kind != "Loopback":
                self._send(iface, Ripng(REQUEST, [Entry(0, 0, INFINITY)]))

    # routes of our own

    def networks(self) -> list[Prefix]:
        """Connected prefixes that it runs on."""
        return [entry.prefix for entry in self.database.entries.values() if entry.origin == "connected"]

    def imports(self, prefix: Prefix) -> str | None:
        entry = self.database.entries.get(prefix)
        if entry is None or entry.origin != "redistributed" or entry.down:
            return None
        return policy.options_text(self.process.redistribute, entry.source)

    def routes_changed(self) -> None:
        if self.process.redistribute:
            self.own_routes()

    def own_routes(self) -> None:
        wanted: dict[Prefix, RipEntry] = {}
        for iface in self.ports.values():
            for own in iface.v6.addresses.values():
                if iface.v6.holds(own.value):
                    wanted[own.prefix] = RipEntry(own.prefix, {}, "connected", 1, iface)
        for item in policy.redistributed(self.table, self.process.redistribute, self.source):
            metric = item.metric
            if metric is None:
                metric = item.route.metric if item.options.transparent else 1
            if not 0 <= metric < INFINITY:
                continue
            path = item.route.paths[0] if item.route.paths else None
            out = path.interface if path is not None else None
            prefix = item.route.prefix
            entry = RipEntry(prefix, {}, "redistributed", max(metric, 1), out, 0, item.tag, item.route.source)
            wanted.setdefault(prefix, entry)
        for prefix, entry in list(self.database.entries.items()):
            if entry.origin and prefix not in wanted and not entry.down:
                self.database.retire(entry)
        for prefix, entry in wanted.items():
            known = self.database.entries.get(prefix)
            if (
                known is not None
                and known.origin == entry.origin
                and not known.down
                and (known.own_metric, known.own_iface) == (entry.own_metric, entry.own_iface)
            ):
                continue
            if known is not None:
                for source in list(known.paths):
                    self.database.forget_path(known, source)
            self.database.entries[prefix] = entry
            self.host.cancel(self.database.flush, prefix)
            self.table.update(self.source, prefix, None)
            self.note(prefix)

    # telling

    def _interval(self) -> float:
        return self.process.timers[0] * (1 - JITTER * self.host.rng.random())

    def update(self) -> None:
        """The regular one, of everything."""
        self._changed.clear()
        self.host.cancel(self._flash)
        self.periodic += 1
        self._tell(None)
        self.host.after(self._interval(), self.update, background=True)

    def _flash(self) -> None:
        changed, self._changed = self._changed, set()
        self.triggered += 1
        self._tell(changed)

    def _tell(self, only: set[Prefix] | None) -> None:
        for iface in self.ports.values():
            if iface.kind != "Loopback":
                entries = self.entries_for(iface, only)
                if entries:
                    self._send_all(iface, entries)

    def entries_for(self, iface: Interface, only: set[Prefix] | None = None) -> list[Entry]:
        """What is told there: split horizon, summaries and lists applied."""
        join, entries = self.join_of(iface) or RipngJoin(), self.database.entries
        out: dict[Prefix, Entry] = {}
        if join.default:
            out[DEFAULT_ROUTE6] = Entry(0, 0, join.default_metric or 1)
        for prefix in sorted(entries if only is None else only & entries.keys()):
            entry = entries[prefix]
            if join.default == "only" or prefix in out:
                continue
            metric = min(entry.metric, INFINITY)
            if entry.origin != "connected" and self.process.split_horizon and self._came_by(entry, iface):
                if entry.origin or not self.process.poison_reverse:
                    continue
                metric = INFINITY
            if not policy.distributes(self.device, self.process.distribute, "out", iface, prefix, entry.source):
                continue
            shown = next((s for key in join.summaries if (s := Prefix6(*key)).covers(prefix)), prefix)
            if shown != prefix and metric >= INFINITY:
                continue
            known = out.get(shown)
            if known is None or metric < known.metric:
                out[shown] = Entry(shown.network, shown.length, metric, entry.tag)
        return list(out.values())

    @staticmethod
    def _came_by(entry: RipEntry, iface: Interface) -> bool:
        return entry.iface is iface or any(path.iface is iface for path in entry.paths.values())

    def _send_all(self, iface: Interface, entries: list[Entry], target: int = 0, port: int = 0) -> None:
        """As many messages as the link needs."""
        room = max((iface.v6.mtu - _AROUND) // ripng.ENTRY, 1)
        for at in range(0, len(entries), room):
            self._send(iface, Ripng(RESPONSE, entries[at : at + room]), target, port)

    def _send(self, iface: Interface, packet: Ripng, target: int = 0, port: int = 0) -> None:
        source = self._source(iface)
        if not source:
            return
        group, own = target or self._group, self.process.port
        self.host.emit(PacketSent(self.process.name, packet, iface.name, source, group, port or own))
        self.device.ip6.udp.send(
            self.vrf, source, own, group, port or own, packet.encode(), ttl=255, tos=0xE0, iface=iface
        )

    # hearing

    def received(self, udp: Udp, packet: Packet, iface: Interface) -> None:
        """RFC 2080 section 2.4: from neighbours' link-local addresses only, and what nobody could have sent on."""
        if iface.text not in self.ports or iface.v6.holds(packet.src):
            return
        try:
            told = Ripng.decode(udp.payload)
        except Malformed:
            return
        if told.version != ripng.VERSION:
            return
        where = (self.process.name, told, iface.name, packet.src, packet.dst, udp.src_port)
        if told.command == REQUEST:
            self.host.emit(PacketReceived(*where))
            self._answer(told, udp, packet.src, iface)
        elif told.command == RESPONSE and self._believes(udp, packet):
            self.host.emit(PacketReceived(*where))
            self._learn(told.entries, packet.src, iface)

    def _believes(self, udp: Udp, packet: Packet) -> bool:
        return udp.src_port == self.process.port and is_link_local(packet.src) and packet.ttl == 255

    def _answer(self, told: Ripng, udp: Udp, source: int, iface: Interface) -> None:
        if told.asks_all:
            entries = self.entries_for(iface)
        else:
            entries = [self._asked(entry) for entry in told.entries]
        if entries:
            self._send_all(iface, entries, source, udp.src_port)

    def _asked(self, entry: Entry) -> Entry:
        known = self.database.entries.get(Prefix6.of(entry.prefix, min(entry.length, 128)))
        metric = min(known.metric, INFINITY) if known is not None else INFINITY
        return Entry(entry.prefix, entry.length, metric, entry.tag)

    def _learn(self, entries: list[Entry], source: int, iface: Interface) -> None:
        join, database = self.join_of(iface) or RipngJoin(), self.database
        hop = source
        for entry in entries:
            if entry.metric == NEXT_HOP:
                hop = entry.prefix if is_link_local(entry.prefix) else source
                continue
            if entry.length > 128 or not 1 <= entry.metric <= INFINITY:
                continue
            prefix = Prefix6.of(entry.prefix, entry.length)
            if not usable_destination(prefix):
                continue
            metric = min(entry.metric + join.metric_offset, INFINITY)
            if metric < INFINITY and not policy.distributes(self.device, self.process.distribute, "in", iface, prefix):
                continue
            known = database.entries.get(prefix)
            if known is not None and known.origin and not known.down:
                continue
            if known is None or known.origin:
                if metric >= INFINITY:
                    continue
                known = database.entries[prefix] = RipEntry(prefix)
                self.host.cancel(database.flush, prefix)
            database.update(known, RipPath(source, hop, iface, metric, self.now, entry.tag), self.process)
