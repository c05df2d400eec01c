"""One EIGRP process (autonomous system): ports, topology, what is announced where, and the routing table."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route
from iosemu.features.eigrp import authentication
from iosemu.features.eigrp import metric as m
from iosemu.features.eigrp.announce import Announcer
from iosemu.features.eigrp.changes import Changes
from iosemu.features.eigrp.eventlog import EventLog
from iosemu.features.eigrp.events import Dual, NeighborChange, PacketIgnored, PacketReceived
from iosemu.features.eigrp.model import EigrpInterface, Instance, PortSettings, resolve
from iosemu.features.eigrp.summaries import Summaries
from iosemu.features.eigrp.topology import Destination, Topology, TopologyPath
from iosemu.features.eigrp.transport import EigrpPort, Neighbor
from iosemu.features.policy import api as policy
from iosemu.types import DEFAULT_ROUTE, InterfaceName, IPv4, Prefix, classful_length, is_unicast, usable_destination
from iosemu.wire import Malformed, ipv4
from iosemu.wire.eigrp import (
    GROUP,
    External,
    ExternalProtocol,
    Flag,
    Metric,
    Opcode,
    Packet,
    RouteTlv,
    StubFlag,
)

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface

_ORIGINS = {
    "connected": ExternalProtocol.CONNECTED,
    "static": ExternalProtocol.STATIC,
    "rip": ExternalProtocol.RIP,
    "ospf": ExternalProtocol.OSPF,
    "bgp": ExternalProtocol.BGP,
    "isis": ExternalProtocol.ISIS,
    "eigrp": ExternalProtocol.EIGRP,
    "odr": ExternalProtocol.STATIC,
}


class Process:
    """A running instance. `name` is "" in classic mode; named mode computes with wide metrics."""

    def __init__(self, host: Host, instance: Instance, name: str) -> None:
        self.host = host
        self.device = host.device
        self.instance = instance
        self.name = name
        self.wide = bool(name)
        self.ports: dict[str, EigrpPort] = {}
        self.log = EventLog(self)
        self.topology = Topology(self)
        self.counters: dict[tuple[str, str], int] = {}
        self._sequence = 0
        self._router_id: IPv4 = 0  # 0: not chosen yet
        self._numbers = 0
        self.announcer = Announcer(self)
        self.summaries = Summaries(self)
        self._redistributed: set[Prefix] = set()
        self._installed: set[Prefix] = set()
        self._denied: dict[tuple[Hashable, Prefix], tuple[Neighbor, RouteTlv]] = {}  # by filters; may come back
        self._vectors: dict[str, Metric] = {}  # of the ports, as last seen
        self._settings: dict[str, PortSettings] = {}  # by interface, until something changes
        self._changes = Changes(self)
        self._stop_listening = self.device.table().listen(self._installed_route_changed)

    # facts

    @property
    def asn(self) -> int:
        return self.instance.asn

    @property
    def source(self) -> str:
        return f"eigrp {self.asn}"

    @property
    def k(self) -> tuple[int, int, int, int, int, int]:
        _, k1, k2, k3, k4, k5 = self.instance.weights
        return (k1, k2, k3, k4, k5, 0)

    @property
    def version(self) -> tuple[int, int, int, int]:
        """IOS release and TLV format of the hello."""
        return self.device.software.eigrp_version

    @property
    def logs(self) -> bool:
        """`eigrp log-neighbor-changes`"""
        return self.instance.log_neighbor_changes

    @property
    def debugging(self) -> bool:
        return self.device.bus.wants(Dual)

    @property
    def router_id(self) -> IPv4:
        """Configured, else the highest loopback address that is up, else the highest address that is up.

        Chosen once: it stays while the process runs.
        """
        if self.instance.router_id is not None:
            return self.instance.router_id
        if not self._router_id:
            self._router_id = self._choose_router_id()
        return self._router_id

    def _choose_router_id(self) -> IPv4:
        up = [iface for iface in self.device.interfaces.values() if iface.line_up and iface.address is not None]
        loopbacks = [iface.address for iface in up if iface.kind == "Loopback" and iface.address is not None]
        return max(loopbacks or [iface.address for iface in up if iface.address is not None], default=0)

    @property
    def stub_flags(self) -> int | None:
        stub = self.instance.stub
        if stub is None:
            return None
        if stub.receive_only:
            return StubFlag.RECEIVE_ONLY
        flags = 0
        for on, flag in (
            (stub.connected, StubFlag.CONNECTED), (stub.static, StubFlag.STATIC),
            (stub.summary, StubFlag.SUMMARY), (stub.redistributed, StubFlag.REDISTRIBUTED),
        ):  # fmt: skip
            flags |= flag if on else 0
        return flags

    def settings(self, iface: Interface) -> PortSettings:
        """What this process is told about an interface."""
        found = self._settings.get(iface.text)
        if found is None:
            if self.name:
                found = resolve(self.instance.af_interfaces.get(iface.name), self.instance.af_default)
            else:
                slot = iface.get(EigrpInterface)
                found = resolve(slot.per_as.get(self.asn) if slot is not None else None)
            self._settings[iface.text] = found
        return found

    def is_passive(self, iface: Interface) -> bool:
        instance = self.instance
        if self.name:
            return self.settings(iface).passive
        if instance.passive_default:
            return iface.name not in instance.not_passive
        return iface.name in instance.passive

    def static_neighbors(self, iface: Interface) -> list[IPv4]:
        if not self.instance.neighbors:
            return []
        return [address for address, name in self.instance.neighbors if name == iface.name]

    def covers(self, iface: Interface) -> bool:
        """Does a `network` statement take in one of its addresses?"""
        return any(self._matches(address) for address, _ in iface.addresses)

    def _matches(self, address: IPv4) -> bool:
        for network, wildcard in self.instance.networks:
            if wildcard < 0:
                if Prefix.of(address, classful_length(address)).network == network:
                    return True
            elif (address ^ network) & ~wildcard & 0xFFFFFFFF == 0:
                return True
        return bool(self.instance.networks.get((0, -1)))

    def next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def next_number(self) -> int:
        used = {neighbor.number for neighbor in self.neighbors()}
        return next(number for number in range(len(used) + 1) if number not in used)

    def neighbors(self) -> Iterator[Neighbor]:
        for port in self.ports.values():
            yield from port.neighbors.values()

    def link_vector(self, iface: Interface) -> Metric:
        return m.of_interface(iface.bandwidth, iface.delay, iface.ip_mtu, self.wide)

    def distance(self, vector: Metric) -> int:
        return m.composite(vector, self.k)

    # life

    def refresh(self) -> None:
        """Make ports, own routes and announcements agree with configuration and line states."""
        self._settings.clear()
        self.log.resize()
        wanted = (
            {}
            if self.instance.shutdown
            else {
                iface.text: iface for iface in self.device.interfaces.values() if iface.line_up and self.covers(iface)
            }
        )
        for text in list(self.ports):
            iface = wanted.get(text)
            if iface is None or self.is_passive(iface) or self.settings(iface).shutdown:
                port = self.ports.pop(text)
                quiet = iface is None and not port.iface.line_up
                port.stop("interface passive" if iface is not None else "interface down", goodbye=not quiet)
        self._changes.reset()
        connected: dict[Prefix, TopologyPath] = {}
        for iface in wanted.values():
            for address, length in iface.addresses:
                if self._matches(address):
                    vector = self.link_vector(iface)
                    connected[Prefix.of(address, length)] = TopologyPath(
                        "connected", vector, self.distance(vector), 0, iface, 0, originator=self.router_id
                    )
        self._replace_own("connected", connected)
        self._redistribute()
        for text, iface in wanted.items():
            settings = self.settings(iface)
            if (
                text not in self.ports
                and not self.is_passive(iface)
                and not settings.shutdown
                and iface.kind != "Loopback"
            ):
                port = self.ports[text] = EigrpPort(self, iface)
                port.start()
        self.summaries.refresh()
        self._changes.resync()
        vectors = {text: self.link_vector(port.iface) for text, port in self.ports.items()}
        if any(vectors[text] != old for text, old in self._vectors.items() if text in vectors):
            self.reconsider()
        self._vectors = vectors

    def reconsider(self) -> None:
        """Filters, offsets or interface metrics changed: look again at all that neighbours said, and at all we say."""
        again = [
            (path.neighbor, path.tlv)
            for destination in self.topology.destinations.values()
            for path in destination.paths.values()
            if path.neighbor is not None and path.tlv is not None
        ]
        again += self._denied.values()
        self._denied.clear()
        for neighbor, tlv in again:
            if neighbor.port.neighbors.get(neighbor.address) is not neighbor:
                continue
            prefix = Prefix(tlv.network, tlv.length)
            key = self.topology.key(neighbor)
            known = self.topology.destinations.get(prefix)
            path = self._path(neighbor, tlv)
            if path != (known.paths.get(key) if known is not None else None):
                self.topology.set_path(prefix, key, path)
        self._redistribute()
        for destination in self.topology.destinations.values():
            if destination.best is not None and not destination.active:
                self.install(destination)
        self.announcer.everything()

    def stop(self, reason: str) -> None:
        self._stop_listening()
        for port in list(self.ports.values()):
            port.stop(reason, goodbye=True)
        self.ports.clear()
        table = self.device.table()
        for prefix in self._installed:
            table.update(self.source, prefix, None)

    def _replace_own(self, kind: str, paths: dict[Prefix, TopologyPath]) -> None:
        for prefix, destination in list(self.topology.destinations.items()):
            if kind in destination.paths and prefix not in paths:
                self.topology.set_path(prefix, kind, None)
        for prefix, path in paths.items():
            destination_ = self.topology.destinations.get(prefix)
            if destination_ is None or destination_.paths.get(kind) != path:
                self.topology.set_path(prefix, kind, path)

    def _redistribute(self) -> None:
        """Routes of other sources become external ones."""
        paths: dict[Prefix, TopologyPath] = {}
        for candidate in policy.redistributed(self.device, self.instance.redistribute, self.source):
            seed = candidate.metric_vector or self._seed(candidate.options.vector, candidate.route)
            if seed is None:
                continue
            origin = candidate.route.source.split()[0]
            asn = int(candidate.route.source.split()[1]) if " " in candidate.route.source else 0
            external = External(
                self.router_id, asn, candidate.tag, min(candidate.route.metric, 0xFFFFFFFF),
                _ORIGINS.get(origin, ExternalProtocol.STATIC),
            )  # fmt: skip
            vector = m.of_interface(seed[0], seed[1] * 10, seed[4], self.wide)
            vector.reliability, vector.load = seed[2], seed[3]
            paths[candidate.route.prefix] = TopologyPath(
                "redistributed", vector, self.distance(vector), 0, None, 0, external=external, originator=self.router_id
            )
        self._replace_own("redistributed", paths)

    def _seed(self, configured: tuple[int, ...] | None, route: Route) -> tuple[int, ...] | None:
        """Metric of a redistributed route; connected and static ones take that of their interface, EIGRP's its own."""
        if configured is not None:
            return configured
        default = self.instance.default_metric
        if default is not None:
            return default
        if route.source in ("connected", "static"):
            for path in route.paths:
                entry = self.device.table().find(path.next_hop) if path.interface is None and path.next_hop else None
                iface = path.interface or (entry.interface if entry is not None else None)
                if iface is not None:
                    return (iface.bandwidth, iface.delay // 10, 255, 1, iface.ip_mtu)
        return None

    def routes_changed(self) -> None:
        """The routing table moved: redistribute again."""
        if self.instance.redistribute:
            self._redistribute()

    def _installed_route_changed(self, prefix: Prefix, old: Route | None, new: Route | None) -> None:
        """What the routing table takes from another source is neither used nor announced by us."""
        destination = self.topology.destinations.get(prefix)
        best = destination.best if destination is not None else None
        if destination is None or best is None:
            return
        refused = best.kind == "neighbor" and new is not None and new.source != self.source
        if refused != destination.refused:
            destination.refused = refused
            self.announcer.changed(destination)

    # what DUAL asks

    def install(self, destination: Destination) -> None:
        """The successors become the routes of the table."""
        prefix = destination.prefix
        table = self.device.table()
        best = destination.best
        if best is None or best.kind in ("connected", "redistributed"):
            if prefix in self._installed:
                self._installed.discard(prefix)
                table.update(self.source, prefix, None)
            return
        if best.kind == "summary":
            null = self.device.interfaces.create(_NULL0)
            distance = self.summaries.distance(prefix)
            route = Route(
                prefix,
                self.source,
                distance,
                m.rib_metric(best.distance, self.wide),
                (Path(None, null),),
                kind="summary",
            )
            if distance < 255:
                self._installed.add(prefix)
                table.update(self.source, prefix, route)
            return
        paths = self._rib_paths(destination)
        distance = self.instance.distance[1 if best.external is not None else 0]
        if distance >= 255 or not self._permitted(destination):
            table.update(self.source, prefix, None)
            self._installed.discard(prefix)
            return
        tag = best.external.tag if best.external is not None else 0
        self._installed.add(prefix)
        table.update(self.source, prefix, Route(
            prefix, self.source, distance, m.rib_metric(best.distance, self.wide), paths, tag,
            "external" if best.external is not None else "", details=RouteDetails(best.vector, self.wide),
        ))  # fmt: skip

    def _rib_paths(self, destination: Destination) -> tuple[Path, ...]:
        chosen = [path for path in destination.successors if path.kind == "neighbor"]
        variance = self.instance.variance
        if variance > 1 and chosen:
            limit = chosen[0].distance * variance
            chosen += sorted(
                (
                    path for path in destination.paths.values()
                    if path.kind == "neighbor" and path not in chosen and path.distance < limit
                    and path.reported < destination.fd
                ),
                key=lambda path: path.distance,
            )  # fmt: skip
        worst = max((path.distance for path in chosen), default=1)
        return tuple(
            Path(
                path.next_hop, path.iface, path.neighbor.address if path.neighbor else 0,
                metric=m.rib_metric(path.distance, self.wide) if path.distance != chosen[0].distance else -1,
                share=max(worst // max(path.distance, 1), 1),
            )
            for path in chosen[: self.instance.maximum_paths]
        )  # fmt: skip

    def _permitted(self, destination: Destination) -> bool:
        return True if destination.prefix != DEFAULT_ROUTE else self.instance.default_in

    # packets

    def transmit(self, iface: Interface, to: IPv4, data: bytes) -> None:
        source = iface.address or 0
        packet = ipv4.IPv4(source, to, ipv4.EIGRP, data, ttl=2 if to >> 28 == 14 else 255, tos=0xC0)
        self.device.ip.send(packet, iface=iface, next_hop=to)

    def seal(self, packet: Packet, port: EigrpPort) -> bytes:
        """Encoded, and authenticated if the interface says so."""
        return authentication.seal(packet, port.iface.address or 0, port.settings, self.device)

    def received(self, data: bytes, source: IPv4, to: IPv4, iface: Interface) -> None:
        port = self.ports.get(iface.text)
        if port is None or any(source == own for own, _ in iface.addresses):
            return
        statics = self.static_neighbors(iface)
        if statics and (to == GROUP or source not in statics):
            return  # an interface with static neighbours speaks with them alone
        listened = self.device.bus.wants(PacketReceived)
        neighbor = port.neighbors.get(source)
        if (
            neighbor is not None
            and neighbor.hello == (data, self.instance.weights)
            and not (listened or port.settings.authentication)
        ):  # it says what it said last, and we think of it as we did
            self.counters["rcvd", "hello"] = self.counters.get(("rcvd", "hello"), 0) + 1
            port.touch(neighbor)
            return
        try:
            packet = Packet.decode(data)
        except Malformed:
            iface.drop("eigrp malformed")
            return
        reason = authentication.check(packet, data, source, port.settings, self.device)
        if reason:
            self.host.emit(PacketIgnored(iface, source, packet.opcode, reason))
            if source in port.neighbors and self.device.software.eigrp_topologies:
                port.drop(port.neighbors[source], "Auth failure", tell=True)
            return
        if listened:
            key = packet.authentication.key_id if packet.authentication else None
            self.host.emit(PacketReceived(packet, iface, source, len(data), key))
        self.count("rcvd", packet)
        neighbor = port.neighbors.get(source)
        if packet.opcode == Opcode.HELLO and not packet.ack:
            port.hello_received(packet, source)
            neighbor = port.neighbors.get(source)
            if neighbor is not None:
                plain = not (packet.peer_termination or packet.authentication)
                neighbor.hello = (data, self.instance.weights) if plain else None
            return
        if neighbor is None:
            return
        port.touch(neighbor)
        if packet.ack:
            port.acknowledged(neighbor, packet.ack)
        if packet.sequence and self._take_reliable(port, neighbor, packet) and port.neighbors.get(source) is neighbor:
            self._routes_received(neighbor, packet)

    def _take_reliable(self, port: EigrpPort, neighbor: Neighbor, packet: Packet) -> bool:
        """Acknowledge; True if it is new. Sequence numbers only grow, but for the INIT of a peer that began anew.

        eigrpd of FRRouting uses one twice, for the end of its table and for what it says next: the same packet again
        would say the same.
        """
        opening = bool(packet.flags & Flag.INIT) and packet.opcode == Opcode.UPDATE
        new = 0 < (packet.sequence - neighbor.last_sequence) & 0xFFFFFFFF < 0x80000000 or not neighbor.last_sequence
        said = (packet.opcode, packet.routes)
        new = new or (packet.sequence == neighbor.last_sequence and said != neighbor.last_said)
        if opening and packet.sequence != neighbor.last_sequence:
            new = True
            if neighbor.initialized and packet.flags & Flag.RESTART:
                self._peer_resyncs(neighbor)
            elif neighbor.initialized:
                port.drop(neighbor, "peer restarted")
                return False
            neighbor.initialized = True
        if not new:
            port.stats.out_of_sequence += 1
            port.send_ack(neighbor)
            return False
        if not neighbor.initialized:
            return False  # it will come again, after its INIT
        neighbor.last_sequence = packet.sequence
        neighbor.last_said = said
        neighbor.last_update = self.host.now
        port.send_ack(neighbor)
        return True

    def _peer_resyncs(self, neighbor: Neighbor) -> None:
        """It tells its table anew; what it does not repeat up to the end is void."""
        port = neighbor.port
        self.host.emit(
            NeighborChange(self.asn, neighbor.address, port.iface, "resync", "peer graceful-restart", self.logs)
        )
        key = self.topology.key(neighbor)
        neighbor.stale = {prefix for prefix, known in self.topology.destinations.items() if key in known.paths}
        neighbor.stale |= {prefix for other, prefix in self._denied if other == key}

    def _resynced(self, neighbor: Neighbor) -> None:
        key = self.topology.key(neighbor)
        stale, neighbor.stale = neighbor.stale or set(), None
        for prefix in sorted(stale):
            self._denied.pop((key, prefix), None)
            self.topology.set_path(prefix, key, None)

    def _routes_received(self, neighbor: Neighbor, packet: Packet) -> None:
        opcode = packet.opcode
        for tlv in packet.routes:
            prefix = Prefix(tlv.network, tlv.length)
            if opcode == Opcode.SIA_REPLY:
                self.topology.sia_reply(neighbor, prefix, bool(tlv.metric.flags & _ACTIVE))
                continue
            if opcode == Opcode.SIA_QUERY:
                self._answer_sia(neighbor, prefix, tlv)
                continue
            if neighbor.stale is not None:
                neighbor.stale.discard(prefix)
            path = self._path(neighbor, tlv)
            if opcode == Opcode.QUERY:
                self.topology.query(neighbor, prefix, path)
            elif opcode == Opcode.REPLY:
                self.topology.reply(neighbor, prefix, path)
            elif opcode == Opcode.UPDATE:
                self.topology.set_path(prefix, self.topology.key(neighbor), path)
        if neighbor.stale is not None and packet.flags & Flag.END_OF_TABLE:
            self._resynced(neighbor)

    def _answer_sia(self, neighbor: Neighbor, prefix: Prefix, tlv: RouteTlv) -> None:
        active = self.topology.sia_query(neighbor, prefix)
        vector = m.unreachable(None, self.wide)
        vector.flags = _ACTIVE if active else 0
        answer = RouteTlv(prefix.network, prefix.length, vector, 0, None, self.router_id)
        neighbor.port.unicast(neighbor, Opcode.SIA_REPLY, self.announcer.for_neighbor(neighbor, [answer]))
        if not active:
            self.topology.query(neighbor, prefix, self._path(neighbor, tlv))

    def _path(self, neighbor: Neighbor, tlv: RouteTlv) -> TopologyPath | None:
        """A neighbour's TLV as a path, or None when it is of no use to us."""
        iface = neighbor.port.iface
        prefix = Prefix(tlv.network, tlv.length)
        if tlv.metric.unreachable:
            return None
        if tlv.external is not None and tlv.external.router_id == self.router_id:
            return None
        next_hop = tlv.next_hop or neighbor.address
        if not usable_destination(prefix) or not is_unicast(next_hop):
            return None
        denied = (self.topology.key(neighbor), prefix)
        self._denied.pop(denied, None)
        if not policy.distributes(self.device, self.instance.distribute, "in", iface, prefix):
            self._denied[denied] = (neighbor, tlv)
            return None
        if prefix == DEFAULT_ROUTE and not self.instance.default_in:
            return None
        vector = m.to_wide(tlv.metric) if self.wide else m.to_classic(tlv.metric)
        if vector.hops >= self.instance.maximum_hops:
            return None
        reported = self.distance(vector)
        own = m.across(vector, self.link_vector(iface))
        offset = policy.offset(self.device, self.instance.offsets, "in", iface, prefix)
        if offset:
            own = m.with_offset(own, offset)
        return TopologyPath(
            "neighbor", own, self.distance(own), reported, iface, next_hop, neighbor,
            tlv.external, tlv.router_id, tlv,
        )  # fmt: skip

    def clear_neighbors(self, address: IPv4 | None, name: InterfaceName | None) -> None:
        """`clear ip eigrp neighbors`: the adjacencies end and form again."""
        for port in self.ports.values():
            if name is not None and port.iface.name != name:
                continue
            for neighbor in list(port.neighbors.values()):
                if address in (None, neighbor.address):
                    port.drop(neighbor, "manually cleared", tell=True)

    def networks(self) -> list[Prefix]:
        """Connected prefixes that the process runs on."""
        return [d.prefix for d in self.topology.destinations.values() if "connected" in d.paths]

    def imports(self, prefix: Prefix) -> bool:
        """Is the route redistributed into this process?"""
        destination = self.topology.destinations.get(prefix)
        return destination is not None and "redistributed" in destination.paths

    def count(self, direction: str, packet: Packet) -> None:
        key = (direction, "ack" if packet.is_ack else _KINDS.get(packet.opcode, "unknown"))
        self.counters[key] = self.counters.get(key, 0) + 1


class RouteDetails:
    """What `show ip route X` says beyond the common lines."""

    __slots__ = ("vector", "wide")

    def __init__(self, vector: Metric, wide: bool) -> None:
        self.vector = vector
        self.wide = wide

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RouteDetails) and (other.vector, other.wide) == (self.vector, self.wide)

    __hash__ = None  # type: ignore[assignment]  # compares by value, changes

    def describe(self, route: Route, path: Path) -> Iterable[str]:
        vector = self.vector
        if self.wide:
            delay, bandwidth = vector.delay // 1_000_000, vector.bandwidth
        else:
            delay, bandwidth = vector.delay * 10 // 256, 256 * 10_000_000 // max(vector.bandwidth, 1)
        yield f"Total delay is {delay} microseconds, minimum bandwidth is {bandwidth} Kbit"
        yield f"Reliability {vector.reliability}/255, minimum MTU {vector.mtu} bytes"
        yield f"Loading {vector.load}/255, Hops {vector.hops}"


_NULL0 = InterfaceName("Null", (0,))
_ACTIVE = 4  # opaque flag: the sender is still active for the route
_KINDS = {int(opcode): opcode.name.lower() for opcode in Opcode}  # as counted
