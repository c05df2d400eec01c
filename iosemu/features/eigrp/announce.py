"""What an EIGRP process tells its neighbours: updates, queries, replies, each as the interface may say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.eigrp import metric as m
from iosemu.features.eigrp.events import RouteTold
from iosemu.features.policy import api as policy
from iosemu.records import replace
from iosemu.types import DEFAULT_ROUTE, IPv4, Prefix, format_ipv4
from iosemu.wire.eigrp import CANDIDATE, AddPath, ExternalProtocol, Flag, Metric, Opcode, RouteTlv

if TYPE_CHECKING:
    from iosemu.features.eigrp.neighbors import EigrpPort, Neighbor
    from iosemu.features.eigrp.process import Process
    from iosemu.features.eigrp.topology import Destination, TopologyPath


class Announcer:
    """Gathers what changed until the end of a burst, then tells it once per interface."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._dirty: dict[Prefix, None] = {}
        self._flush_due = False

    def everything(self) -> None:
        """All of the table must be looked at again."""
        self._dirty.update(dict.fromkeys(self.process.topology.destinations))
        for port in self.process.ports.values():
            self._dirty.update(dict.fromkeys(port.told.prefixes()))
        self._schedule()

    def changed(self, prefix: Prefix) -> None:
        """Neighbours must hear of it: gathered until the end of the burst."""
        self._dirty[prefix] = None
        self._schedule()

    def _schedule(self) -> None:
        if not self._flush_due:
            self._flush_due = True
            self.process.host.after(0.0, self.flush)

    def flush(self) -> None:
        """Announce all that changed, one batch per interface."""
        self._flush_due = False
        if self.process.summaries.needed():
            self.process.summaries.refresh()
        self.process.limits.check()
        dirty, self._dirty = list(self._dirty), {}
        for port in self.process.ports.values():
            if port.alone():
                continue
            routes = [tlv for prefix in dirty if (tlv := self._difference(port, prefix)) is not None]
            if routes:
                self._tell(port, routes)
                port.rtp.broadcast(Opcode.UPDATE, routes)

    def _tell(self, port: EigrpPort, routes: list[RouteTlv]) -> None:
        process = self.process
        if not process.device.bus.wants(RouteTold):
            return
        for tlv in routes:
            prefix = Prefix(tlv.network, tlv.length)
            external, weight = tlv.external is not None, process.weight(tlv.metric)
            process.host.emit(RouteTold(process.asn, process.vrf.name, prefix, external, port.iface.name, weight))

    def _difference(self, port: EigrpPort, prefix: Prefix) -> RouteTlv | None:
        """What the neighbours of a port must hear; None if all of them know it so.

        While we ask, what they were told stands.
        """
        destination = self.process.topology.destinations.get(prefix)
        if destination is not None and destination.active:
            return None
        tlv = self._tlv(port, destination) if destination is not None else None
        told = port.told
        if not told.is_news(prefix, tlv):
            return None
        known = told.known(prefix)
        told.all(prefix, tlv)
        if tlv is not None or known is None:
            return tlv
        return self._unreachable(prefix, known)

    def _tlv(self, port: EigrpPort, destination: Destination) -> RouteTlv | None:
        """The destination as this port may announce it, or None (split horizon, filters, summaries, stub)."""
        best = destination.best
        if best is None or not self._announces(port, destination, best):
            return None
        next_hop = self._next_hop(port, destination, best)
        vector = best.vector
        offset = policy.offset(
            self.process.device, self.process.instance.offsets, "out", port.iface, destination.prefix
        )
        if offset:
            vector = m.with_offset(vector, offset)
        external = best.external
        prefix = destination.prefix
        vector = self._flagged(prefix, vector)
        more = self._more(port, destination, next_hop)
        return RouteTlv(prefix.network, prefix.length, vector, next_hop, external, best.originator, more)

    def _flagged(self, prefix: Prefix, vector: Metric) -> Metric:
        """As a candidate for the default route: we say so, or we heard it, and may tell."""
        candidate = vector.flags & CANDIDATE or prefix in self.process.table.default_networks
        flags = vector.flags & ~CANDIDATE | (CANDIDATE if candidate and self.process.instance.default_out else 0)
        return vector if flags == vector.flags else replace(vector, flags=flags)

    @staticmethod
    def _more(port: EigrpPort, destination: Destination, told: IPv4) -> tuple[AddPath, ...]:
        """`add-paths`: further successors out of the interface, told beside the one that is the next hop already.

        With `next-hop-self` all of them would be ourselves, and classic metrics have no room for them.
        """
        settings = port.settings
        if not settings.add_paths or settings.next_hop_self:
            return ()
        found: dict[IPv4, AddPath] = {}
        for path in destination.successors:
            if path.kind != "neighbor" or path.iface is not port.iface:
                continue
            external = path.external
            for hop in path.next_hops:
                found[hop] = AddPath(
                    hop, path.originator, external.tag if external else 0,
                    external.protocol if external else None, external.flags if external else 0,
                )  # fmt: skip
        found.pop(told, None)
        return tuple(found.values())[: settings.add_paths]

    @staticmethod
    def _next_hop(port: EigrpPort, destination: Destination, best: TopologyPath) -> IPv4:
        """0: ourselves. Without `next-hop-self` the router behind, when it is out of the same interface."""
        if port.settings.next_hop_self:
            return 0
        candidates = destination.successors if port.settings.no_ecmp_mode else [best]
        return next((path.next_hop for path in candidates if path.iface is port.iface and path.kind == "neighbor"), 0)

    def _announces(self, port: EigrpPort, destination: Destination, best: TopologyPath) -> bool:
        prefix = destination.prefix
        if destination.refused:
            return False
        if best.iface is port.iface and port.settings.split_horizon:
            return False
        if best.vector.hops >= self.process.instance.maximum_hops:
            return False
        summaries = self.process.summaries.announced_on(port)
        if best.kind == "summary":
            return prefix in summaries and self._stub_allows(best)
        if self.process.summaries.hides(port, prefix):
            return False
        if not self._stub_allows(best):
            return False
        if prefix == DEFAULT_ROUTE and not self.process.instance.default_out:
            return False
        lists = self.process.instance.distribute
        return policy.distributes(self.process.device, lists, "out", port.iface, prefix, best.source)

    def _stub_allows(self, best: TopologyPath) -> bool:
        stub = self.process.instance.stub
        if stub is None:
            return True
        if stub.receive_only or best.kind == "neighbor":
            return False
        if best.kind == "connected":
            return stub.connected
        if best.kind == "summary":
            return stub.summary
        static = best.external is not None and best.external.protocol == ExternalProtocol.STATIC
        return stub.redistributed or (stub.static and static)

    def send_table(self, neighbor: Neighbor, flags: int = 0) -> None:
        """Everything, to a neighbour that has just come up or (INIT and RESTART in `flags`) must begin anew."""
        port = neighbor.port
        behind = port.iface if port.settings.split_horizon else self  # whence comes what is not told there
        table: dict[Prefix, RouteTlv] = {}
        for destination in self.process.topology.destinations.values():
            successors = destination.successors
            if not successors or successors[0].iface is behind or destination.active:
                continue  # most of a hub's: this is looked at for each neighbour that comes
            tlv = self._tlv(port, destination)
            if tlv is not None:
                table[destination.prefix] = tlv
        if neighbor.synchronized and port.alone(neighbor):
            port.told.clear()
            for prefix, tlv in table.items():
                port.told.all(prefix, tlv)
        else:
            port.told.table(neighbor.address, table)
        self._tell(port, list(table.values()))
        port.rtp.unicast(neighbor, Opcode.UPDATE, list(table.values()), flags | Flag.END_OF_TABLE)

    def send_query(self, destination: Destination, targets: list[Neighbor]) -> None:
        """Ask; the question also tells our distance, by the way that we had."""
        for port in self.process.ports.values():
            here = [neighbor for neighbor in targets if neighbor.port is port]
            if not here:
                continue
            known = port.told.known(destination.prefix)
            tlv = self._tlv(port, destination)
            for neighbor in here:
                port.told.one(neighbor.address, destination.prefix, tlv)
            port.rtp.broadcast(Opcode.QUERY, [tlv or self._unreachable(destination.prefix, known)], here)

    def reply(self, neighbor: Neighbor, prefix: Prefix) -> None:
        """Our distance, to a neighbour that asked; infinite when we go through the neighbour's side ourselves.

        While we ask ourselves it is the distance that we asked with.
        """
        port = neighbor.port
        self.process.log.note("Send reply", prefix, format_ipv4(neighbor.address))
        destination = self.process.topology.destinations.get(prefix)
        tlv = self._tlv(port, destination) if destination is not None else None
        if destination is not None and destination.best is not None and destination.best.neighbor is neighbor:
            tlv = None
        port.told.one(neighbor.address, prefix, tlv)
        port.rtp.unicast(neighbor, Opcode.REPLY, [tlv or self._unreachable(prefix)])
        self.changed(prefix)  # it may have to hear more than it asked

    def _unreachable(self, prefix: Prefix, known: RouteTlv | None = None) -> RouteTlv:
        infinite = m.unreachable(known.metric if known else None, self.process.wide)
        external = known.external if known else None
        return RouteTlv(prefix.network, prefix.length, infinite, 0, external, self.process.router_id)

    def send_sia_query(self, neighbor: Neighbor, destination: Destination) -> None:
        """It says what our query said."""
        port, prefix = neighbor.port, destination.prefix
        tlv = self._tlv(port, destination)
        port.told.one(neighbor.address, prefix, tlv)
        port.rtp.unicast(neighbor, Opcode.SIA_QUERY, [tlv or self._unreachable(prefix)])
