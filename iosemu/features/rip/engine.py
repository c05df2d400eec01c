"""RIP at work: the database, periodic and triggered updates, and the four timers of a route (RFC 2453 section 3.8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.bounded import remember
from iosemu.device.engine import Engine, IpFacts
from iosemu.device.events import AudienceGrew
from iosemu.device.rib import Path, Route
from iosemu.features.keychain import api as keychain
from iosemu.features.policy import api as policy
from iosemu.features.rip.events import NullUpdate, PacketIgnored, PacketReceived, RouteChanged, UpdateSent
from iosemu.features.rip.model import RipConfig, RipInterface, RipProcess
from iosemu.records import dataclass, field
from iosemu.types import DEFAULT_ROUTE, MAX_IPV4, IPv4, Prefix, classful_length, length_of, usable_destination
from iosemu.wire import Malformed, ipv4
from iosemu.wire.rip import GROUP, INFINITY, MAX_ENTRIES, PORT, Command, Entry, Rip
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.cli.bind import Change
    from iosemu.device.interface import Interface

SOURCE = "rip"
FLASH_DELAY = 0.05  # seconds; gathers what changes together
JITTER = 0.15  # of the update interval


@dataclass(slots=True)
class RipPath:
    """A way that a neighbour told of."""

    source: IPv4
    next_hop: IPv4
    iface: Interface
    metric: int
    heard: float
    tag: int = 0
    installed: Path | None = None  # its form in the routing table, whose age follows ours


@dataclass(slots=True)
class RipEntry:
    """One destination. Own ones (connected, redistributed, default) have no paths but an `origin`."""

    prefix: Prefix
    paths: dict[IPv4, RipPath] = field(default_factory=dict)
    origin: str = ""  # "connected", "redistributed", "default"
    own_metric: int = 0
    own_iface: Interface | None = None
    own_next_hop: IPv4 = 0
    tag: int = 0
    source: str = ""  # of a redistributed route: "static", "eigrp 1", …
    down: bool = False  # invalid or poisoned: held down, announced with metric 16

    @property
    def metric(self) -> int:
        if self.origin:
            return self.own_metric
        if self.down:
            return INFINITY
        return min((path.metric for path in self.paths.values()), default=INFINITY)

    @property
    def iface(self) -> Interface | None:
        """Where it was learnt, for split horizon."""
        if self.origin:
            return self.own_iface
        return next((path.iface for path in self.paths.values()), None)


class RipEngine(Engine):
    """`ports` are the interfaces that RIP speaks or at least listens on."""

    def start(self) -> None:
        self.database: dict[Prefix, RipEntry] = {}
        self.ports: dict[str, Interface] = {}
        self.heard: dict[IPv4, float] = {}  # gateway -> time of its last update; bounded
        self.bad_packets = 0
        self.bad_routes = 0
        self._changed: set[Prefix] = set()
        self._sequence = 0
        self._heard_sequences: dict[IPv4, int] = {}  # last MD5 sequence number by neighbour; bounded
        self._listening = False
        self.host.device.bus.listen(AudienceGrew, self._audience_grew)
        self._refresh()

    @property
    def process(self) -> RipProcess | None:
        return self.host.device[RipConfig].process

    def is_running(self) -> bool:
        """A router with a running protocol is no stub to on-demand routing."""
        return self.process is not None

    def route_sources(self) -> Iterator[str]:
        """For `show ip route summary`."""
        if self.process is not None:
            yield SOURCE

    def ip_facts(self, iface: Interface, facts: IpFacts) -> None:
        slot = iface.get(RipInterface)
        facts.split_horizon = slot is None or slot.split_horizon

    def protocol_blocks(self) -> Iterator[Iterator[str]]:
        """For `show ip protocols`."""
        from iosemu.features.rip.show import protocol_lines

        if self.process is not None:
            yield protocol_lines(self, self.process)

    def _audience_grew(self, event: AudienceGrew) -> None:
        if event.iface.text in self.ports:
            self.host.expect("update")

    # configuration

    def holds(self) -> Iterator[Collection[Any]]:
        yield self.database.values()
        yield from (entry.paths.values() for entry in self.database.values())

    def changed(self, change: Change) -> None:
        self._refresh()
        process = self.process
        if process is not None:
            if "timers" in change.path:  # the update under way follows the new interval too
                self.host.timer("update", self._interval(process), background=True)
            self._touch_all()

    def policy_changed(self) -> None:
        if self.process is not None:
            self._refresh()
            self._touch_all()

    def interface_changed(self, iface: Interface) -> None:
        if self.process is not None:
            self._refresh()

    def routes_changed(self) -> None:
        process = self.process
        if process is not None and (process.redistribute or process.originate_default):
            self._own_routes(process)

    def covers(self, iface: Interface, process: RipProcess) -> bool:
        """Does one of its addresses lie in a configured network?"""
        return any(
            Prefix.of(address, classful_length(address)).network in process.networks or 0 in process.networks
            for address, _ in iface.addresses
        )

    def is_passive(self, iface: Interface, process: RipProcess) -> bool:
        if process.passive_default:
            return iface.name not in process.not_passive
        return iface.name in process.passive

    def send_version(self, iface: Interface, process: RipProcess) -> list[int]:
        slot = iface.get(RipInterface)
        if slot is not None and slot.send_version:
            return [int(version) for version in slot.send_version.split()]
        return [process.version or 1]

    def receive_versions(self, iface: Interface, process: RipProcess) -> list[int]:
        slot = iface.get(RipInterface)
        if slot is not None and slot.receive_version:
            return [int(version) for version in slot.receive_version.split()]
        return [process.version] if process.version else [1, 2]

    def _refresh(self) -> None:
        """Make ports and own routes agree with configuration and line states."""
        device = self.host.device
        process = self.process
        registry = self.host.peer("policy")
        if process is None:
            if self._listening:
                device.ip.udp.close(PORT)
                self._listening = False
                registry.register(SOURCE, None)
                for iface in self.ports.values():
                    device.ip.leave(iface, GROUP)
                self.ports.clear()
                self.database.clear()
                self.heard.clear()
                device.vrfs.default.v4.withdraw(SOURCE)
                self.host.stop()
            return
        if not self._listening:
            self._listening = True
            device.ip.udp.listen(PORT, self._received)
            registry.register(SOURCE, self.networks, self.imports)
            self.host.timer("update", self._interval(process), background=True)
        wanted = {
            iface.text: iface for iface in device.interfaces.values() if iface.line_up and self.covers(iface, process)
        }
        for text in [text for text in self.ports if text not in wanted]:
            self._port_down(self.ports.pop(text))
        for text, iface in wanted.items():
            if text not in self.ports:
                self.ports[text] = iface
                device.ip.join(iface, GROUP)
                if not self.is_passive(iface, process) and iface.kind != "Loopback":
                    self._ask(iface, process)
        self._own_routes(process)

    def _port_down(self, iface: Interface) -> None:
        self.host.device.ip.leave(iface, GROUP)
        for entry in list(self.database.values()):
            gone = [source for source, path in entry.paths.items() if path.iface is iface]
            for source in gone:
                self._lose(entry, source)

    def networks(self) -> list[Prefix]:
        """Connected prefixes that RIP runs on."""
        return [entry.prefix for entry in self.database.values() if entry.origin == "connected"]

    def imports(self, prefix: Prefix) -> bool:
        """Is the route redistributed into RIP?"""
        entry = self.database.get(prefix)
        return entry is not None and entry.origin == "redistributed" and not entry.down

    def _own_routes(self, process: RipProcess) -> None:
        wanted: dict[Prefix, RipEntry] = {}
        for iface in self.ports.values():
            for address, length in iface.addresses:
                prefix = Prefix.of(address, length)
                major = Prefix.of(address, classful_length(address))
                if major.network in process.networks or 0 in process.networks:
                    wanted[prefix] = RipEntry(prefix, {}, "connected", 0, iface)
        for item in policy.redistributed(self.host.device, process.redistribute, SOURCE):
            metric = self._seed(item, process)
            if metric >= INFINITY:
                continue
            path = item.route.paths[0] if item.route.paths else None
            wanted.setdefault(
                item.route.prefix,
                RipEntry(
                    item.route.prefix, {}, "redistributed", metric, path.interface if path else None,
                    path.next_hop or 0 if path else 0, item.tag, item.route.source,
                ),
            )  # fmt: skip
        if process.originate_default and self._default_allowed(process):
            wanted.setdefault(DEFAULT_ROUTE, RipEntry(DEFAULT_ROUTE, {}, "default"))
        for prefix, entry in list(self.database.items()):
            if entry.origin and prefix not in wanted and not entry.down:
                self._retire(entry)
        for prefix, entry in wanted.items():
            known = self.database.get(prefix)
            same = known is not None and known.origin == entry.origin and not known.down
            if (
                same
                and known is not None
                and (known.own_metric, known.own_iface) == (entry.own_metric, entry.own_iface)
            ):
                continue
            self.database[prefix] = entry
            self.host.cancel(("flush", prefix))
            self.host.device.vrfs.default.v4.update(SOURCE, prefix, None)
            self._note(prefix)

    @staticmethod
    def _seed(item: policy.Redistributed, process: RipProcess) -> int:
        if item.metric is not None:
            return item.metric
        if item.options.transparent:
            return min(item.route.metric, INFINITY)
        if process.default_metric is not None:
            return process.default_metric
        return 1 if item.route.source in ("static", "connected", "odr") else INFINITY

    def _default_allowed(self, process: RipProcess) -> bool:
        """A route map with `match` makes the default conditional on a route that it permits."""
        if not process.originate_map:
            return True
        entries = policy.entries_of(self.host.device, process.originate_map)
        conditional = any(entry.match_acls or entry.match_prefix_lists for _, entry in entries)
        if not conditional:
            return any(entry.permit for _, entry in entries) or not entries
        return any(
            policy.route_map(self.host.device, process.originate_map, policy.Facts(route.prefix)) is not None
            for route in self.host.device.vrfs.default.v4
            if route.source != SOURCE
        )

    def _default_out(self, process: RipProcess, iface: Interface) -> bool:
        """`set interface` in the route map says on which interfaces the default is announced."""
        if not process.originate_map:
            return True
        names = [
            name
            for _, entry in policy.entries_of(self.host.device, process.originate_map)
            if entry.permit
            for name in entry.set_interfaces
        ]
        return not names or iface.name in names

    # learning

    def _received(self, udp: Udp, packet: ipv4.IPv4, iface: Interface) -> None:
        process = self.process
        if process is None or iface.text not in self.ports:
            return
        if any(packet.src == own for own, _ in iface.addresses):
            return
        try:
            rip = Rip.decode(udp.payload)
        except Malformed:
            self.bad_packets += 1
            return
        reason = self._refusal(rip, udp, packet.src, iface, process)
        if reason:
            self.bad_packets += 1
            self.host.emit(PacketIgnored(rip, iface, packet.src, reason))
            return
        if rip.command == Command.REQUEST:
            self._answer(rip, udp, packet.src, iface, process)
            return
        if rip.command != Command.RESPONSE or udp.src_port != PORT:
            return
        self.host.emit(PacketReceived(rip, iface, packet.src))
        remember(self.heard, packet.src, self.host.now)
        for entry in rip.entries:
            self._learn(entry, rip.version, packet.src, iface, process)

    def _refusal(self, rip: Rip, udp: Udp, source: IPv4, iface: Interface, process: RipProcess) -> str:
        if rip.version not in self.receive_versions(iface, process):
            return "illegal version"
        if process.validate_source and not any(
            source in Prefix.of(address, length) for address, length in iface.addresses
        ):
            return "bad source"
        slot = iface.get(RipInterface)
        if slot is None or not slot.key_chain:
            return "" if rip.password is None and rip.key_id is None else "invalid authentication"
        if slot.authentication == "md5":
            secret = keychain.accept_key(self.host.device, slot.key_chain, rip.key_id or 0)
            if secret is None or not rip.verify(udp.payload, secret):
                return "invalid authentication"
            if rip.sequence < self._heard_sequences.get(source, 0):  # RFC 2082 section 3.2.2: an old packet again
                return "invalid authentication"
            remember(self._heard_sequences, source, rip.sequence)
            return ""
        key = keychain.send_key(self.host.device, slot.key_chain)
        return "" if key is not None and rip.password == key.secret.encode()[:16] else "invalid authentication"

    def _learn(self, entry: Entry, version: int, source: IPv4, iface: Interface, process: RipProcess) -> None:
        if entry.family != 2 or not 1 <= entry.metric <= INFINITY:
            self.bad_routes += 1
            return
        prefix = self._prefix_of(entry, version, iface)
        if prefix is None or not usable_destination(prefix):
            self.bad_routes += 1
            return
        metric = entry.metric
        if metric < INFINITY:
            if not policy.distributes(self.host.device, process.distribute, "in", iface, prefix):
                return
            metric = min(metric + policy.offset(self.host.device, process.offsets, "in", iface, prefix), INFINITY)
        next_hop = entry.next_hop if entry.next_hop and self._on_subnet(entry.next_hop, iface) else source
        known = self.database.get(prefix)
        if known is not None and known.origin and not known.down:
            return
        if known is None or known.origin:
            if metric >= INFINITY:
                return
            known = self.database[prefix] = RipEntry(prefix)
            self.host.cancel(("flush", prefix))
        self._update(known, RipPath(source, next_hop, iface, metric, self.host.now, entry.tag), process)

    def _update(self, known: RipEntry, path: RipPath, process: RipProcess) -> None:
        own = known.paths.get(path.source)
        if path.metric >= INFINITY:
            if own is not None and not known.down:
                self._lose(known, path.source)
            return
        if known.down and self.host.due(("holddown", known.prefix)) is not None and own is None:
            return  # held down: only who told us before may bring it back
        best = known.metric
        if own is not None or path.metric <= best:
            if path.metric < best or (own is not None and len(known.paths) > 1 and path.metric > best):
                for other in [other for other in known.paths if other != path.source and path.metric < best]:
                    self._forget_path(known, other)
            if own is None and path.metric == best and len(known.paths) >= process.maximum_paths:
                return
            if own is not None and path.metric > best and len(known.paths) > 1:
                self._forget_path(known, path.source)
                self._install(known)
                return
            before = known.metric
            if own is not None and own.iface is path.iface:
                path.installed = own.installed
            known.down = False
            self.host.cancel(("holddown", known.prefix))
            self.host.cancel(("flush", known.prefix))
            known.paths[path.source] = path
            known.tag = path.tag
            self.host.timer(("invalid", known.prefix, path.source), process.timers[1], background=True)
            self._install(known)
            if own is None or own.metric != path.metric:
                self.host.emit(RouteChanged(known.prefix, path.metric, path.next_hop, path.iface, True))
            if known.metric != before or own is None or own.next_hop != path.next_hop:
                self._note(known.prefix)

    def _prefix_of(self, entry: Entry, version: int, iface: Interface) -> Prefix | None:
        if entry.address == 0:
            return DEFAULT_ROUTE
        if version == 1 or not entry.mask:
            length = classful_length(entry.address)
            own = iface.prefix
            if own is not None and Prefix.of(own.network, length).network == Prefix.of(entry.address, length).network:
                length = own.length if entry.address & ~own.mask & MAX_IPV4 == 0 else 32
            return Prefix.of(entry.address, length)
        try:
            prefix = Prefix(entry.address, length_of(entry.mask))
        except ValueError:
            return None
        return prefix if prefix.network & ~prefix.mask & MAX_IPV4 == 0 else Prefix.of(*prefix)

    @staticmethod
    def _on_subnet(address: IPv4, iface: Interface) -> bool:
        own = [address_ for address_, _ in iface.addresses]
        return address not in own and any(address in Prefix.of(*each) for each in iface.addresses)

    # losing

    def _forget_path(self, entry: RipEntry, source: IPv4) -> None:
        entry.paths.pop(source, None)
        self.host.cancel(("invalid", entry.prefix, source))

    def _lose(self, entry: RipEntry, source: IPv4) -> None:
        """A path is poisoned, silent too long, or its line is down: hold the route down when it was the last one."""
        process = self.process
        if process is None or source not in entry.paths:
            return
        if len(entry.paths) > 1:
            self._forget_path(entry, source)
            self._install(entry)
            return
        path = entry.paths[source]
        entry.down = True
        self.host.cancel(("invalid", entry.prefix, source))
        if path.iface.line_up:
            self.host.timer(("holddown", entry.prefix), process.timers[2], background=True)
        flush = max(process.timers[3] - (self.host.now - path.heard), process.timers[3] - process.timers[1])
        self.host.timer(("flush", entry.prefix), flush, background=True)
        self._install(entry)
        self._note(entry.prefix)

    def _retire(self, entry: RipEntry) -> None:
        """An own route is gone: poison it until it is flushed."""
        process = self.process
        entry.down = True
        entry.own_metric = INFINITY
        if process is not None:
            self.host.timer(("flush", entry.prefix), process.timers[3] - process.timers[1], background=True)
        self._note(entry.prefix)

    def _install(self, entry: RipEntry) -> None:
        """The routing table keeps a held-down route as `possibly down` until it is flushed."""
        process = self.process
        table = self.host.device.vrfs.default.v4
        paths = [path for path in entry.paths.values() if path.iface.line_up]
        if not paths or process is None:
            table.update(SOURCE, entry.prefix, None)
            return
        for path in paths:
            if path.installed is None or path.installed.next_hop != path.next_hop:
                path.installed = Path(path.next_hop, path.iface, path.source)
            path.installed.since = path.heard
        route = Route(
            entry.prefix, SOURCE, process.distance, min(path.metric for path in paths),
            tuple(path.installed for path in paths if path.installed is not None), entry.tag,
            "possibly down" if entry.down else "",
        )  # fmt: skip
        table.update(SOURCE, entry.prefix, route)
        if not entry.down:
            table.touch(SOURCE, entry.prefix)

    # telling

    def _note(self, prefix: Prefix) -> None:
        """It changed: a flash update is due."""
        self._changed.add(prefix)
        if self.host.due("flash") is None:
            self.host.timer("flash", FLASH_DELAY)

    def _touch_all(self) -> None:
        for prefix in self.database:
            self._note(prefix)

    def _interval(self, process: RipProcess) -> float:
        return process.timers[0] * (1 - JITTER * self.host.rng.random())

    def timer(self, key: Any) -> None:
        process = self.process
        if process is None:
            return
        if key == "update":
            self._changed.clear()
            self._forget_silent(process)
            self.host.cancel("flash")
            self._tell(process, None)
            self.host.timer("update", self._interval(process), background=True)
        elif key == "flash":
            changed, self._changed = self._changed, set()
            self._tell(process, changed)
        elif key[0] == "invalid":
            entry = self.database.get(key[1])
            if entry is not None:
                self._lose(entry, key[2])
        elif key[0] == "flush":
            self._flush(key[1])

    def _forget_silent(self, process: RipProcess) -> None:
        """Gateways of which nothing is left; what they come back with begins anew (RFC 2082 section 3.2.2)."""
        oldest = self.host.now - process.timers[3]
        for gateway in [gateway for gateway, at in self.heard.items() if at < oldest]:
            del self.heard[gateway]
            self._heard_sequences.pop(gateway, None)

    def _flush(self, prefix: Prefix) -> None:
        entry = self.database.pop(prefix, None)
        self.host.cancel(("holddown", prefix))
        if entry is not None:
            for source, path in entry.paths.items():
                self.host.cancel(("invalid", prefix, source))
                self.host.emit(RouteChanged(prefix, path.metric, path.next_hop, path.iface, False))
            self.host.device.vrfs.default.v4.update(SOURCE, prefix, None)
            process = self.process
            if process is not None:
                self._own_routes(process)

    def _tell(self, process: RipProcess, only: set[Prefix] | None) -> None:
        """A regular update, or a flash update of what changed."""
        for iface in self.ports.values():
            if self.is_passive(iface, process) or (iface.address is None):
                continue
            if iface.kind == "Loopback" and only is not None:
                continue
            for version in self.send_version(iface, process):
                entries = self.entries_for(iface, process, version, only)
                target = self._group(iface, version)
                if not entries:
                    if only is None:
                        self.host.emit(NullUpdate(iface, iface.address, target, version))
                    continue
                self._send(iface, target, PORT, version, entries, flash=only is not None)
        for neighbor in process.neighbors:
            route = self.host.device.ip.route(self.host.device.vrfs.default, neighbor)
            port = self.ports.get(route.interface.text) if route is not None else None
            if port is not None:
                version = self.send_version(port, process)[0]
                entries = self.entries_for(port, process, version, only)
                if entries:
                    self._send(port, neighbor, PORT, version, entries, flash=only is not None)

    @staticmethod
    def _group(iface: Interface, version: int) -> IPv4:
        slot = iface.get(RipInterface)
        return MAX_IPV4 if version == 1 or (slot is not None and slot.v2_broadcast) else GROUP

    def entries_for(
        self, iface: Interface, process: RipProcess, version: int, only: set[Prefix] | None = None
    ) -> list[Entry]:
        """What an update on this interface says: split horizon, summaries, filters, offsets applied."""
        slot = iface.get(RipInterface) or _DEFAULT
        own = iface.prefix
        out: dict[Prefix, Entry] = {}
        for prefix in sorted(self.database if only is None else only & self.database.keys()):
            entry = self.database[prefix]
            if not self._announces(entry, iface, process, slot, own):
                continue
            shown = self._shown_as(prefix, iface, process, slot, own)
            if shown is None:
                continue
            metric = entry.metric
            if metric < INFINITY:
                metric = max(metric + (entry.origin != "redistributed"), 1)  # a seed metric is told as configured
                metric += policy.offset(self.host.device, process.offsets, "out", iface, prefix)
            metric = min(metric, INFINITY)
            next_hop = self._next_hop(entry, iface, own) if shown == prefix else 0
            known = out.get(shown)
            if known is None or metric < known.metric:
                mask = shown.mask if version == 2 else 0
                out[shown] = Entry(shown.network, mask, metric, next_hop if version == 2 else 0, entry.tag)
        return list(out.values())

    def _announces(
        self, entry: RipEntry, iface: Interface, process: RipProcess, slot: RipInterface, own: Prefix | None
    ) -> bool:
        if slot.split_horizon and (entry.iface is iface or any(p.iface is iface for p in entry.paths.values())):
            return False
        if entry.prefix == own and entry.origin == "connected":
            return not slot.split_horizon
        if entry.origin == "default" and not self._default_out(process, iface):
            return False
        return policy.distributes(self.host.device, process.distribute, "out", iface, entry.prefix, entry.source)

    @staticmethod
    def _shown_as(
        prefix: Prefix, iface: Interface, process: RipProcess, slot: RipInterface, own: Prefix | None
    ) -> Prefix | None:
        """The route itself, the summary that hides it, or its classful network across a border of networks."""
        for key in slot.summaries:
            summary = Prefix(*key)
            if summary.covers(prefix):
                return summary
        if process.auto_summary and prefix != DEFAULT_ROUTE:
            major = Prefix.of(prefix.network, classful_length(prefix.network))
            if prefix.length > major.length and (own is None or not major.covers(own)):
                return major
        return prefix

    @staticmethod
    def _next_hop(entry: RipEntry, iface: Interface, own: Prefix | None) -> IPv4:
        """A third party's address when it lives on the subnet of this interface, else 0: us."""
        for path in entry.paths.values():
            if path.iface is iface and own is not None and path.next_hop in own:
                return path.next_hop
        if entry.own_next_hop and entry.own_iface is iface and own is not None and entry.own_next_hop in own:
            return entry.own_next_hop
        return 0

    def _send(
        self, iface: Interface, target: IPv4, port: int, version: int, entries: list[Entry], flash: bool = False
    ) -> None:
        for at in range(0, len(entries), MAX_ENTRIES - 1):
            packet = Rip(Command.RESPONSE, version, entries[at : at + MAX_ENTRIES - 1])
            self.host.emit(UpdateSent(packet, iface, iface.address or 0, target, flash))
            self._transmit(packet, iface, target, port)

    def _transmit(self, packet: Rip, iface: Interface, target: IPv4, port: int) -> None:
        slot = iface.get(RipInterface)
        data = packet.encode()
        if slot is not None and slot.key_chain and packet.version == 2:
            key = keychain.send_key(self.host.device, slot.key_chain)
            if key is not None and slot.authentication == "md5":
                self._sequence = max(self._sequence + 1, int(self.host.now))  # grows over a reload, too
                data = packet.seal(key.number, key.secret, self._sequence)
            elif key is not None:
                packet.password = key.secret.encode()
                data = packet.encode()
        self.host.device.ip.udp.send(
            iface.vrf, iface.address or 0, PORT, target, port, data,
            ttl=2 if target == GROUP else 255, tos=0xC0, iface=iface,
        )  # fmt: skip

    # requests

    def _ask(self, iface: Interface, process: RipProcess) -> None:
        """A new port: ask for the whole table."""
        for version in self.send_version(iface, process):
            request = Rip(Command.REQUEST, version, [Entry(0, 0, INFINITY, family=0)])
            self._transmit(request, iface, self._group(iface, version), PORT)

    def _answer(self, rip: Rip, udp: Udp, source: IPv4, iface: Interface, process: RipProcess) -> None:
        if self.is_passive(iface, process) and udp.src_port == PORT:
            return
        whole = len(rip.entries) == 1 and rip.entries[0].family == 0 and rip.entries[0].metric == INFINITY
        if whole:
            entries = self.entries_for(iface, process, rip.version)
        else:
            entries = [self._asked(entry) for entry in rip.entries]
        if entries:
            self._send(iface, source, udp.src_port, rip.version, entries)

    def _asked(self, entry: Entry) -> Entry:
        try:
            known = self.database.get(Prefix.of(entry.address, length_of(entry.mask)))
        except ValueError:
            known = None
        metric = min(known.metric + (known.origin != "redistributed"), INFINITY) if known is not None else INFINITY
        return Entry(entry.address, entry.mask, metric, 0, entry.tag)


_DEFAULT = RipInterface()
