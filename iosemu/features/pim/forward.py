"""Datagrams to groups: where they may come in, and where they go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.passage import Passage
from iosemu.features.pim import events
from iosemu.features.pim.tree import ALIVE, Out, Route, Way
from iosemu.types import IPv4, Prefix
from iosemu.wire import ipv4
from iosemu.wire.pim import Assert

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.pim.engine import PimEngine
    from iosemu.features.pim.port import Port

ASSERTED = 180.0  # seconds that an assert counts
_NO_PREFERENCE, _NO_METRIC = 0x7FFFFFFF, 0xFFFFFFFF
_RARE = 1.0  # seconds between asserts about one entry


class Forwarder:
    """A `MulticastRouter`."""

    def __init__(self, engine: PimEngine) -> None:
        self.engine = engine
        self.host = engine.host

    # where it goes out

    def ways(self, route: Route) -> dict[Way, Out]:
        """Ways that datagrams of an entry take, those that are pruned left out."""
        return {way: out for way, out in self.all_ways(route).items() if not out.pruned}

    def all_ways(self, route: Route) -> dict[Way, Out]:
        """With those that dense mode keeps as pruned."""
        found = self._dense_ways(route) if route.dense else self._sparse_ways(route)
        for way in [way for way in found if route.iif is not None and way[0] == route.iif.name]:
            del found[way]
        for name, (won, _, _) in route.asserted.items():
            for way in [way for way in found if way[0] == name]:
                if won:
                    found[way].won = True
                else:
                    del found[way]
        gone = set(route.begun) - {way[0] for way in found}
        for name in gone:
            del route.begun[name]
        return found

    def _since(self, route: Route, port: Port) -> float:
        return route.begun.setdefault(port.iface.name, self.host.now)

    def _members(self, route: Route) -> dict[Way, Out]:
        """Ways to those who told by IGMP, on cables where that is our task."""
        igmp, found = self.host.peer("igmp"), {}
        for name, port in self.engine.ports.items():
            listens = igmp.ports[name].members.get(route.group) if name in igmp.ports else None
            if listens is None or not (port.is_dr or route.dense):
                continue
            now = self.host.now
            for_all = listens.everybody(now) and not route.ssm
            ends = listens.sources.get(route.source) if route.source else None
            if for_all:
                expires = None if listens.static else listens.expires
            elif ends is not None and ends > now:
                expires = ends
            else:
                continue
            found[name, 0] = Out(self._since(route, port), expires, route.dense)
        return found

    def _sparse_ways(self, route: Route) -> dict[Way, Out]:
        found: dict[Way, Out] = {}
        star = self.engine.star(route.group) if route.source and not route.ssm else None
        if star is not None:
            for way, out in self._joined(star).items():
                if way not in route.prunes:
                    found[way] = Out(max(out.since, route.since), out.expires, False)
        found |= self._joined(route)
        return found

    def _joined(self, route: Route) -> dict[Way, Out]:
        found = self._members(route) if not route.source or route.ssm else {}
        for way, join in route.joins.items():
            if way[0] in self.engine.ports:
                found[way] = Out(join.since, join.expires, False)
        return found

    def _dense_ways(self, route: Route) -> dict[Way, Out]:
        found = self._members(route)
        for name, port in self.engine.ports.items():
            if port.config.mode == "sparse-mode" or not port.neighbors or (name, 0) in found:
                continue
            until = route.prunes.get((name, 0))
            found[name, 0] = Out(self._since(route, port), until, True, until is not None)
        return found

    # datagrams

    def came(self, passage: Passage, iface: Interface) -> Reason | None:
        """See `MulticastRouter`."""
        packet = passage.packet
        port = self.engine.ports.get(iface.name)
        if port is None or packet.src >> 28 >= 14 or not packet.src:
            return Reason.NO_LISTENER
        if packet.ttl <= 1:
            return Reason.TTL
        return self._take(passage, port, packet)

    def _take(self, passage: Passage, port: Port, packet: ipv4.IPv4) -> Reason | None:
        engine, iface = self.engine, port.iface
        source, group = packet.src, packet.dst
        route = engine.table.get((source, group))
        star = engine.star(group)
        if route is None:
            route = self._first(port, source, group, star)
        if route is None:
            if star is None:
                return Reason.NO_LISTENER
            if star.dense or iface is not star.iif:
                star.strays += 1
                return Reason.MULTICAST_RPF
            return self._send(star, passage, iface)
        now = self.host.now
        if iface is route.iif:
            route.expires = max(route.expires, now + ALIVE)
            if not route.direct:
                route.direct = True
                engine.upstream.agree(route)
            told = engine.registers.tell(route, packet)
            if route.dense and not self.ways(route) and route.neighbor:
                engine.upstream.refuse(route, port, route.neighbor)
            ends = self._send(route, passage, iface)
            return None if told else ends
        if star is not None and iface is star.iif and not route.direct and not route.dense:
            if not route.rp_only:
                route.expires = max(route.expires, now + ALIVE)
            return self._send(route, passage, iface)
        route.strays += 1
        if (iface.name, 0) in self.ways(route):
            self._assert(route, port)
        elif route.dense and len(port.neighbors) == 1:
            engine.upstream.refuse(route, port, next(iter(port.neighbors)))
        return Reason.MULTICAST_RPF

    def _first(self, port: Port, source: IPv4, group: IPv4, star: Route | None) -> Route | None:
        """An entry for a source that is new, if there is to be one."""
        engine = self.engine
        on_cable = any(source in Prefix.of(own, length) for own, length in port.iface.addresses)
        if engine.is_ssm(group):
            return None
        if engine.is_dense(group):
            if port.config.mode == "sparse-mode":
                return None
            return engine.entry(source, group)
        if on_cable:
            return engine.entry(source, group) if port.is_dr else None
        if star is None or port.iface is not star.iif or engine.config.shared_only or not self._members(star):
            return None
        found = engine.entry(source, group)  # the last router: it goes over to the source's own tree
        if found is not None:
            found.switched = True
            engine.upstream.agree(found)
        return found

    def _send(self, route: Route, passage: Passage, iface: Interface | None) -> Reason | None:
        """Copies go out; NO_LISTENER: there is nobody."""
        packet = passage.packet
        route.packets += 1
        route.octets += packet.length
        aged = packet.aged()
        went = False
        for name, peer in self.ways(route):
            port = self.engine.ports[name]
            if port.iface is iface and not peer:
                continue
            copy = passage.part(aged)
            copy.out, copy.next_hop = port.iface, peer or packet.dst
            went = True
            self.host.device.ip.stats.forwarded += 1
            self.host.device.ip.output(copy)
        return None if went else Reason.NO_LISTENER

    def flood(self, packet: ipv4.IPv4) -> None:
        """What came in a register goes out by the tree of the RP."""
        route = self.engine.table.get((packet.src, packet.dst)) or self.engine.star(packet.dst)
        if route is not None:
            self._send(route, Passage(packet, self.engine.vrf), None)

    def made(self, passage: Passage) -> bool:
        """See `MulticastRouter`. It goes out by each interface, with the address of that, as from a host there."""
        packet, ip = passage.packet, self.host.device.ip
        ports = list(self.engine.ports.values())
        if packet.src:
            own = [port for port in ports if any(address == packet.src for address, _ in port.iface.addresses)]
            ports = own or ports
        for port in ports:
            each = packet.named(packet.src or port.own, packet.ident)
            copy = Passage(each, self.engine.vrf, None, passage.origin, port.iface, packet.dst)
            if port.iface.kind != "Loopback":
                ip.output(copy)
            self._take(Passage(each, self.engine.vrf, None, passage.origin), port, each)
        return bool(ports)

    # asserts

    def _metric(self, source: IPv4) -> tuple[int, int]:
        table = self.engine.vrf.v4
        route = table.lookup(source)
        return (route.distance, route.metric) if route is not None else (_NO_PREFERENCE, _NO_METRIC)

    def _assert(self, route: Route, port: Port) -> None:
        if self.host.due(self.said, port.iface.name, *route.key) is not None:
            return
        self.host.after(_RARE, self.said, port.iface.name, *route.key, background=True)
        preference, metric = self._metric(route.source)
        self.host.emit(events.AssertSeen(port.iface.name, 0, route.source, route.group))
        port.send(Assert(route.group, route.source, preference, metric, not route.direct).encode())

    def said(self, name: object, source: IPv4, group: IPv4) -> None:
        """An assert may be sent again."""

    def challenged(self, port: Port, message: Assert, peer: IPv4) -> None:
        """Another sends the same datagrams to this cable: the nearer one goes on, of equals the higher address."""
        self.host.emit(events.AssertSeen(port.iface.name, peer, message.source, message.group))
        route = self.engine.table.get((message.source, message.group))
        if route is None or (port.iface.name, 0) not in self.all_ways(route):
            return
        ours = (not route.direct, *self._metric(route.source), -port.own)
        theirs = (message.rpt, message.preference, message.metric, -peer)
        won = ours < theirs
        route.asserted[port.iface.name] = (won, port.own if won else peer, self.host.now + ASSERTED)
        if won:
            self._assert(route, port)
        elif route.dense and route.neighbor:
            back = self.engine.ports.get(route.iif.name) if route.iif is not None else None
            if back is not None and not self.ways(route):
                self.engine.upstream.refuse(route, back, route.neighbor)
        self.engine.changed_ways(route)
        self.engine.watch(route)

