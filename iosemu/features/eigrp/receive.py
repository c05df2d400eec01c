"""What comes in: adjacencies' packets in order, and the paths that they tell (RFC 7868 sections 5.3, 5.4)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.features.eigrp import authentication
from iosemu.features.eigrp import metric as m
from iosemu.features.eigrp.events import (
    Adjacency,
    NbrReason,
    NeighborChange,
    PacketIgnored,
    PacketReceived,
    RouteCame,
    RoutesCame,
)
from iosemu.features.eigrp.neighbors import Neighbor
from iosemu.features.eigrp.topology import TopologyPath
from iosemu.features.policy import api as policy
from iosemu.types import DEFAULT_ROUTE, IPv4, Prefix, is_unicast, usable_destination
from iosemu.wire import Malformed
from iosemu.wire.eigrp import GROUP, Flag, Opcode, Packet, RouteTlv

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.eigrp.process import Process
    from iosemu.wire import ipv4

_ACTIVE = 4  # opaque flag: the sender is still active for the route


class Receiver:
    """Takes the packets of a process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._denied: dict[tuple[Hashable, Prefix], tuple[Neighbor, RouteTlv]] = {}  # by filters; may come back

    def received(self, datagram: ipv4.IPv4, iface: Interface) -> Neighbor | None:
        """The neighbour who said what it said last, if it does: that will come again."""
        data, source, to = datagram.payload, datagram.src, datagram.dst
        process = self.process
        port = process.ports.get(iface.text)
        if port is None or any(source == own for own, _ in iface.addresses):
            return None
        statics = process.static_neighbors(iface)
        if statics and (to == GROUP or source not in statics):
            return None  # an interface with static neighbours speaks with them alone
        listened = process.device.bus.wants(PacketReceived)
        if process.limits.blocks((iface.text, source)):
            return None
        neighbor = port.neighbors.get(source)
        if (
            neighbor is not None
            and neighbor.hello == (data, process.instance.weights)
            and not (listened or port.settings.authentication)
        ):  # it says what it said last, and we think of it as we did
            self._lives(neighbor)
            return neighbor
        try:
            packet = Packet.decode(data)
        except Malformed:
            iface.drop(Reason.UNREADABLE)
            return None
        reason = authentication.check(packet, data, source, port.settings, process.device)
        if reason is not None:
            process.host.emit(PacketIgnored(iface.name, source, packet.opcode, reason))
            # without any authentication it proves nothing about the neighbour, who lives until the hold time
            if source in port.neighbors and packet.authentication is not None:
                port.drop(port.neighbors[source], NbrReason.AUTH_FAILURE, tell=True)
            return None
        if listened:
            key = packet.authentication.key_id if packet.authentication else None
            process.host.emit(PacketReceived(packet, iface.name, source, len(data), key))
        process.count("rcvd", packet)
        neighbor = port.neighbors.get(source)
        if packet.opcode == Opcode.HELLO and not packet.ack:
            port.hello_received(packet, source)
            neighbor = port.neighbors.get(source)
            if neighbor is not None:
                plain = not (packet.peer_termination or packet.authentication)
                neighbor.hello = (data, process.instance.weights) if plain else None
            return None
        if neighbor is None:
            return None
        port.touch(neighbor)
        synchronized = neighbor.synchronized
        if packet.ack:
            port.rtp.acknowledged(neighbor, packet.ack)
        if packet.sequence and self._take_reliable(neighbor, packet, synchronized):
            self._routes_received(neighbor, packet)
        return None

    def repeated(self, neighbor: Neighbor, hello: object) -> bool:
        """Its last hello came again. False: it must be read."""
        process, port = self.process, neighbor.port
        if neighbor.hello is not hello or port.neighbors.get(neighbor.address) is not neighbor:
            return False
        if process.device.bus.wants(PacketReceived) or process.limits.blocks((port.text, neighbor.address)):
            return False
        self._lives(neighbor)
        return True

    def _lives(self, neighbor: Neighbor) -> None:
        counters = self.process.counters
        counters["rcvd", "hello"] = counters.get(("rcvd", "hello"), 0) + 1
        neighbor.port.touch(neighbor)

    def _take_reliable(self, neighbor: Neighbor, packet: Packet, synchronized: bool) -> bool:
        """Acknowledge; True if it is new. Sequence numbers only grow, but for the INIT of a peer that began anew.

        eigrpd of FRRouting uses one twice, for the end of its table and for what it says next: the same packet again
        would say the same.
        """
        port = neighbor.port
        new = 0 < (packet.sequence - neighbor.last_sequence) & 0xFFFFFFFF < 0x80000000 or not neighbor.last_sequence
        said = (packet.opcode, packet.routes)
        new = new or (packet.sequence == neighbor.last_sequence and said != neighbor.last_said)
        copied = neighbor.initialized and not synchronized and packet.sequence == neighbor.init_heard
        opens = packet.flags & Flag.INIT and packet.opcode == Opcode.UPDATE and not copied
        if opens and packet.sequence != neighbor.last_sequence:
            if not self._opened(neighbor, packet, synchronized):
                return False
            new = True
        if not new:
            port.rtp.stats.out_of_sequence += 1
            port.rtp.send_ack(neighbor)
            return False
        if not neighbor.initialized:
            return False  # it will come again, after its INIT
        neighbor.last_sequence = packet.sequence
        neighbor.last_said = said
        neighbor.last_update = self.process.host.now
        port.rtp.send_ack(neighbor)
        return True

    def _opened(self, neighbor: Neighbor, packet: Packet, synchronized: bool) -> bool:
        """An INIT: it begins the peer's table. Both sides must have had the other's, or one waits for ever.

        `synchronized`: our INIT had been acknowledged before this packet. False: the adjacency ends.
        """
        port = neighbor.port
        if not neighbor.initialized:
            if synchronized and packet.ack < neighbor.init_sequence:  # by one who has begun anew since
                port.tell_anew(neighbor)
        elif packet.flags & Flag.RESTART:
            self._peer_resyncs(neighbor)
        elif synchronized:
            port.drop(neighbor, NbrReason.PEER_RESTARTED)
            return False
        else:
            port.began_anew(neighbor)
        neighbor.initialized = True
        neighbor.init_heard = packet.sequence
        return True

    def forget(self, neighbor: Neighbor) -> None:
        """Nothing that it said counts any more."""
        neighbor.stale = None
        gone = self.process.topology.key(neighbor)
        self._denied = {key: denied for key, denied in self._denied.items() if key[0] != gone}

    def again(self) -> None:
        """Filters, offsets or metrics are different: look again at all that neighbours said."""
        topology = self.process.topology
        said = [
            (path.neighbor, path.tlv)
            for destination in topology.destinations.values()
            for path in destination.paths.values()
            if path.neighbor is not None and path.tlv is not None
        ]
        said += self._denied.values()
        self._denied.clear()
        for neighbor, tlv in said:
            if neighbor.port.neighbors.get(neighbor.address) is not neighbor:
                continue
            prefix = Prefix(tlv.network, tlv.length)
            key = topology.key(neighbor)
            known = topology.destinations.get(prefix)
            path = self.path(neighbor, tlv)
            if path != (known.paths.get(key) if known is not None else None):
                topology.set_path(prefix, key, path)

    def _peer_resyncs(self, neighbor: Neighbor) -> None:
        """It tells its table anew; what it does not repeat up to the end is void."""
        port = neighbor.port
        process, reason = self.process, NbrReason.PEER_GRACEFUL_RESTART
        here, number = port.iface.name, process.vrf.number
        told = NeighborChange(process.asn, neighbor.address, here, Adjacency.RESYNC, reason, process.logs, number)
        process.host.emit(told)
        key = self.process.topology.key(neighbor)
        neighbor.stale = {prefix for prefix, known in self.process.topology.destinations.items() if key in known.paths}
        neighbor.stale |= {prefix for other, prefix in self._denied if other == key}

    def _resynced(self, neighbor: Neighbor) -> None:
        key = self.process.topology.key(neighbor)
        stale, neighbor.stale = neighbor.stale or set(), None
        for prefix in sorted(stale):
            self._denied.pop((key, prefix), None)
            self.process.topology.set_path(prefix, key, None)

    def _routes_received(self, neighbor: Neighbor, packet: Packet) -> None:
        opcode = packet.opcode
        listened = self.process.device.bus.wants(RouteCame)
        if listened and packet.routes:
            self.process.host.emit(RoutesCame(self.process.asn, self.process.vrf.name, opcode))
        for tlv in packet.routes:
            prefix = Prefix(tlv.network, tlv.length)
            if listened:
                self._tell_route(neighbor, prefix, tlv)
            if opcode == Opcode.SIA_REPLY:
                self.process.topology.sia_reply(neighbor, prefix, bool(tlv.metric.flags & _ACTIVE))
                continue
            if opcode == Opcode.SIA_QUERY:
                self._answer_sia(neighbor, prefix, tlv)
                continue
            if neighbor.stale is not None:
                neighbor.stale.discard(prefix)
            path = self.path(neighbor, tlv)
            if opcode == Opcode.QUERY:
                self.process.topology.query(neighbor, prefix, path)
            elif opcode == Opcode.REPLY:
                self.process.topology.reply(neighbor, prefix, path)
            elif opcode == Opcode.UPDATE:
                self.process.topology.set_path(prefix, self.process.topology.key(neighbor), path)
        self.process.limits.check_neighbor(neighbor)
        if neighbor.stale is not None and packet.flags & Flag.END_OF_TABLE:
            self._resynced(neighbor)

    def _tell_route(self, neighbor: Neighbor, prefix: Prefix, tlv: RouteTlv) -> None:
        """Our metric by this neighbour (M) and its own (SM)."""
        process = self.process
        theirs = m.to_wide(tlv.metric) if process.wide else m.to_classic(tlv.metric)
        ours = m.across(theirs, process.link_vector(neighbor.port.iface))
        weights = process.weight(ours), process.weight(theirs)
        process.host.emit(RouteCame(process.asn, process.vrf.name, prefix, tlv.external is not None, *weights))

    def _answer_sia(self, neighbor: Neighbor, prefix: Prefix, tlv: RouteTlv) -> None:
        active = self.process.topology.sia_query(neighbor, prefix)
        vector = m.unreachable(None, self.process.wide)
        vector.flags = _ACTIVE if active else 0
        answer = RouteTlv(prefix.network, prefix.length, vector, 0, None, self.process.router_id)
        neighbor.port.rtp.unicast(neighbor, Opcode.SIA_REPLY, [answer])
        if not active:
            self.process.topology.query(neighbor, prefix, self.path(neighbor, tlv))

    def path(self, neighbor: Neighbor, tlv: RouteTlv) -> TopologyPath | None:
        """A neighbour's TLV as a path, or None when it is of no use to us."""
        iface = neighbor.port.iface
        prefix = Prefix(tlv.network, tlv.length)
        if tlv.metric.unreachable:
            return None
        if tlv.external is not None and tlv.external.router_id == self.process.router_id:
            return None
        next_hop = tlv.next_hop or neighbor.address
        if not usable_destination(prefix) or not is_unicast(next_hop):
            return None
        denied = (self.process.topology.key(neighbor), prefix)
        self._denied.pop(denied, None)
        if not policy.distributes(self.process.device, self.process.instance.distribute, "in", iface, prefix):
            self._denied[denied] = (neighbor, tlv)
            return None
        if prefix == DEFAULT_ROUTE and not self.process.instance.default_in:
            return None
        vector = m.to_wide(tlv.metric) if self.process.wide else m.to_classic(tlv.metric)
        if vector.hops >= self.process.instance.maximum_hops:
            return None
        reported = self.process.distance(vector)
        own = m.across(vector, self.process.link_vector(iface))
        offset = policy.offset(self.process.device, self.process.instance.offsets, "in", iface, prefix)
        if offset:
            own = m.with_offset(own, offset)
        return TopologyPath(
            "neighbor", own, self.process.distance(own), reported, iface, next_hop, neighbor,
            tlv.external, tlv.router_id, self._more(neighbor, tlv, next_hop), tlv,
        )  # fmt: skip

    @staticmethod
    def _more(neighbor: Neighbor, tlv: RouteTlv, next_hop: IPv4) -> tuple[IPv4, ...]:
        """The further next hops; the way back to ourselves is none."""
        if not tlv.more:
            return ()
        hops = dict.fromkeys(path.next_hop or neighbor.address for path in tlv.more)
        own = {address for address, _ in neighbor.port.iface.addresses}
        return tuple(hop for hop in hops if hop != next_hop and hop not in own and is_unicast(hop))
