"""One EIGRP process (autonomous system): ports, topology, what is announced where, and the routing table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.numbers import Numbers
from iosemu.device.rib import Route
from iosemu.features.eigrp import EIGRP, authentication
from iosemu.features.eigrp import metric as m
from iosemu.features.eigrp.announce import Announcer
from iosemu.features.eigrp.changes import Changes
from iosemu.features.eigrp.eventlog import EventLog
from iosemu.features.eigrp.events import Dual, NbrReason, Weight
from iosemu.features.eigrp.install import Installer
from iosemu.features.eigrp.limits import Limits
from iosemu.features.eigrp.liveness import Liveness
from iosemu.features.eigrp.model import EigrpInterface, Instance, PortSettings, resolve
from iosemu.features.eigrp.neighbors import EigrpPort, Neighbor
from iosemu.features.eigrp.receive import Receiver
from iosemu.features.eigrp.summaries import Summaries
from iosemu.features.eigrp.topology import Topology, TopologyPath
from iosemu.features.policy import api as policy
from iosemu.types import InterfaceName, IPv4, Prefix, classful_length
from iosemu.wire import ipv4
from iosemu.wire.eigrp import (
    External,
    ExternalProtocol,
    Metric,
    Opcode,
    Packet,
    StubFlag,
)

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf


def _external_protocol(source: RouteSource) -> ExternalProtocol:
    """What RFC 7868 has no number for goes as static, as ODR does on IOS."""
    return ExternalProtocol.__members__.get(source.name.upper(), ExternalProtocol.STATIC)


Key = tuple[str, str, int]  # name of the virtual instance, VRF, autonomous system


class Process:
    """A running instance. `name` is "" in classic mode; named mode computes with wide metrics."""

    def __init__(self, host: Host, instance: Instance, key: Key, vrf: Vrf) -> None:
        self.host = host
        self.device = host.device
        self.instance = instance
        self.name, _, self.asn = key
        self.vrf = vrf
        self.wide = bool(self.name)
        self.ports: dict[str, EigrpPort] = {}
        self.loopbacks: dict[str, EigrpPort] = {}  # enabled as well, with nobody to talk to
        self.log = EventLog(self)
        self.topology = Topology(self)
        self.counters: dict[tuple[str, str], int] = {}
        self.numbers = Numbers(0)
        self._sequence = 0
        self._router_id: IPv4 = 0  # 0: not chosen yet
        self._flagged: frozenset[Prefix] = frozenset()  # `ip default-network`, as last told
        self.announcer = Announcer(self)
        self.summaries = Summaries(self)
        self.installer = Installer(self)
        self.receiver = Receiver(self)
        self._vectors: dict[str, Metric] = {}  # of the ports, as last seen
        self._settings: dict[str, PortSettings] = {}  # by interface, until something changes
        self._changes = Changes(self)
        self.limits = Limits(self)
        self.liveness = Liveness(self)

    # facts

    @property
    def text(self) -> str:
        """As timers name it."""
        return f"{self.vrf.name} {self.asn}".lstrip()

    @property
    def table(self) -> RoutingTable:
        return self.vrf.v4

    @property
    def record(self) -> Instance:
        return self.instance

    @property
    def source(self) -> RouteSource:
        return EIGRP.process(self.asn)

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
    def auto_summary(self) -> bool:
        instance = self.instance
        unasked = self.device.software.eigrp_auto_summary
        return instance.auto_summary_unasked if unasked else instance.auto_summary

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
        up = [iface for iface in self.device.interfaces.values() if iface.line_up and iface.vrf is self.vrf]
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
        """Does a `network` statement take in one of its addresses, or the one that it borrows?"""
        own = [address for address, _ in iface.addresses]
        if iface.config.unnumbered is not None and iface.address is not None:
            own.append(iface.address)
        return iface.vrf is self.vrf and any(map(self._matches, own))

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

    def neighbors(self) -> Iterator[Neighbor]:
        for port in self.ports.values():
            yield from port.neighbors.values()

    def link_vector(self, iface: Interface) -> Metric:
        return m.of_interface(iface.bandwidth, iface.delay, iface.ip_mtu, self.wide)

    def distance(self, vector: Metric) -> int:
        return m.composite(vector, self.k)

    def weight(self, vector: Metric) -> Weight:
        """A metric and its parts, for events."""
        return Weight(self.distance(vector), *m.parts(vector))

    # life

    def refresh(self) -> None:
        """Make ports, own routes and announcements agree with configuration and line states."""
        self._settings.clear()
        self.log.resize()
        self.limits.refresh()
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
                reason = NbrReason.INTERFACE_PASSIVE if iface is not None else NbrReason.INTERFACE_DOWN
                port.stop(reason, goodbye=not quiet)
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
        self.redistribute()
        loopbacks: dict[str, EigrpPort] = {}
        for text, iface in wanted.items():
            if self.is_passive(iface) or self.settings(iface).shutdown:
                continue
            if iface.kind == "Loopback":
                loopbacks[text] = self.loopbacks.get(text) or EigrpPort(self, iface)
            elif text not in self.ports:
                port = self.ports[text] = EigrpPort(self, iface)
                port.start()
        self.loopbacks = loopbacks
        self.summaries.refresh()
        self._changes.resync()
        vectors = {text: self.link_vector(port.iface) for text, port in self.ports.items()}
        if any(vectors[text] != old for text, old in self._vectors.items() if text in vectors):
            self.reconsider()
        self._vectors = vectors
        self.limits.check()
        self.liveness.refresh()

    def moved(self, iface: Interface) -> None:
        """An interface that is in another VRF now is none of ours."""
        if iface.vrf is not self.vrf:
            self.loopbacks.pop(iface.text, None)
        port = self.ports.get(iface.text)
        if port is not None and iface.vrf is not self.vrf:
            del self.ports[iface.text]
            port.stop(NbrReason.INTERFACE_DOWN)

    def reconsider(self) -> None:
        """Filters, offsets or interface metrics changed: look again at all that neighbours said, and at all we say."""
        self.receiver.again()
        self.redistribute()
        for destination in self.topology.destinations.values():
            if destination.best is not None and not destination.active:
                self.installer.install(destination)
        self.announcer.everything()

    def ends(self) -> None:
        """`no router eigrp`, or its VRF or address family is gone."""
        for port in list(self.ports.values()):
            port.stop(NbrReason.MANUALLY_CLEARED, goodbye=True)
        self.ports.clear()
        self.topology.stop()
        self.limits.release()
        self.installer.stop()
        self.host.stop()

    def _replace_own(self, kind: str, paths: dict[Prefix, TopologyPath]) -> None:
        for prefix, destination in list(self.topology.destinations.items()):
            if kind in destination.paths and prefix not in paths:
                self.topology.set_path(prefix, kind, None)
        for prefix, path in paths.items():
            destination_ = self.topology.destinations.get(prefix)
            if destination_ is None or destination_.paths.get(kind) != path:
                self.topology.set_path(prefix, kind, path)

    def redistribute(self) -> None:
        """Routes of other sources become external ones."""
        paths: dict[Prefix, TopologyPath] = {}
        for candidate in policy.redistributed(self.table, self.instance.redistribute, self.source):
            seed = candidate.metric_vector or self._seed(candidate.options.vector, candidate.route)
            if seed is None:
                continue
            source = candidate.route.source
            external = External(
                self.router_id, source.number, candidate.tag, min(candidate.route.metric, 0xFFFFFFFF),
                _external_protocol(source),
            )  # fmt: skip
            vector = m.of_interface(seed[0], seed[1] * 10, seed[4], self.wide)
            vector.reliability, vector.load = seed[2], seed[3]
            paths[candidate.route.prefix] = TopologyPath(
                "redistributed", vector, self.distance(vector), 0, None, 0, external=external,
                originator=self.router_id, source=source,
            )  # fmt: skip
        self._replace_own("redistributed", self.limits.admitted(paths))

    def _seed(self, configured: tuple[int, ...] | None, route: Route) -> tuple[int, ...] | None:
        """Metric of a redistributed route; connected and static ones take that of their interface, EIGRP's its own."""
        if configured is not None:
            return configured
        default = self.instance.default_metric
        if default is not None:
            return default
        if not route.source.learnt:
            for path in route.paths:
                entry = self.table.find(path.next_hop) if path.interface is None and path.next_hop else None
                iface = path.interface or (entry.interface if entry is not None else None)
                if iface is not None:
                    return (iface.bandwidth, iface.delay // 10, 255, 1, iface.ip_mtu)
        return None

    def routes_changed(self) -> None:
        """The routing table moved: redistribute again."""
        if self.instance.redistribute:
            self.redistribute()
        flagged, self._flagged = self._flagged, self.table.default_networks
        if flagged is not self._flagged:
            for prefix in sorted(flagged ^ self._flagged):
                self.announcer.changed(prefix)

    # packets

    def transmit(self, iface: Interface, to: IPv4, data: bytes) -> None:
        source = iface.address or 0
        packet = ipv4.IPv4(source, to, ipv4.EIGRP, data, ttl=2 if to >> 28 == 14 else 255, tos=0xC0)
        self.device.ip.send(iface.vrf, packet, iface=iface, next_hop=to)

    def seal(self, packet: Packet, port: EigrpPort) -> bytes:
        """Encoded, and authenticated if the interface says so."""
        return authentication.seal(packet, port.iface.address or 0, port.settings, self.device)

    def clear_neighbors(self, address: IPv4 | None, name: InterfaceName | None, soft: bool = False) -> None:
        """`clear ip eigrp neighbors`: the adjacencies end and form again, also those that a limit has stopped; `soft`:
        they stay, and hear our table anew."""
        self.limits.release(address, name)
        self.redistribute()
        for port in self.ports.values():
            if name is not None and port.iface.name != name:
                continue
            for neighbor in list(port.neighbors.values()):
                if address in (None, neighbor.address) and soft:
                    port.resync(NbrReason.MANUALLY_CLEARED, neighbor)
                elif address in (None, neighbor.address):
                    port.drop(neighbor, NbrReason.MANUALLY_CLEARED, tell=True)

    def networks(self) -> list[Prefix]:
        """Connected prefixes that the process runs on."""
        return [d.prefix for d in self.topology.destinations.values() if "connected" in d.paths]

    def imports(self, prefix: Prefix) -> str | None:
        """The options with which the route is redistributed into this process; None: it is not."""
        destination = self.topology.destinations.get(prefix)
        path = destination.paths.get("redistributed") if destination is not None else None
        return None if path is None else policy.options_text(self.instance.redistribute, path.source)

    def count(self, direction: str, packet: Packet) -> None:
        key = (direction, "ack" if packet.is_ack else _KINDS.get(packet.opcode, "unknown"))
        self.counters[key] = self.counters.get(key, 0) + 1


_KINDS = {int(opcode): opcode.name.lower() for opcode in Opcode}  # as counted
