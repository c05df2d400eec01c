"""PIM of a router: which interfaces take part, which entries there are, and what comes from neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.interface import Interface
from iosemu.features.igmp.events import MembersChanged
from iosemu.features.pim import events
from iosemu.features.pim.events import Oif
from iosemu.features.pim.forward import Forwarder
from iosemu.features.pim.model import PimConfig, PimInterface
from iosemu.features.pim.port import Port
from iosemu.features.pim.registers import Registers
from iosemu.features.pim.tree import Join, Route, Way
from iosemu.features.pim.upstream import Upstream
from iosemu.types import InterfaceName, IPv4, Prefix
from iosemu.wire import Malformed, pim
from iosemu.wire.pim import Assert, Hello, JoinPrune, Register, RegisterStop, Source

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf

AUTO_RP = 0xE0000128  # 224.0.1.40: each router listens to what maps groups to RPs
SSM = Prefix(0xE8000000, 8)  # 232.0.0.0/8 (RFC 4607)
OBJECT = 3.0  # seconds that others of a cable have to object to a prune
MANY = 100_000  # entries
ALIVE_GRAFT = 210  # seconds


class PimEngine(Engine):
    def start(self) -> None:
        self.ports: dict[InterfaceName, Port] = {}
        self.table: dict[tuple[IPv4, IPv4], Route] = {}  # (source or 0, group)
        self._listening: Interface | None = None  # to AUTO_RP
        self.forwarder = Forwarder(self)
        self.registers = Registers(self)
        self.upstream = Upstream(self)
        device = self.host.device
        device.ip.register(pim.PROTOCOL, self._received)
        device.bus.listen(MembersChanged, self._members_changed)
        self._agree()

    def stop(self) -> None:
        for port in self.ports.values():
            port.host.stop()
        self.ports.clear()
        self.table.clear()

    @property
    def config(self) -> PimConfig:
        found: PimConfig = self.host.device[PimConfig]
        return found

    @property
    def vrf(self) -> Vrf:
        return self.host.device.vrfs.default

    def changed(self, change: Change) -> None:
        self._agree()
        if isinstance(change.owner, Interface):
            port = self.ports.get(change.owner.name)
            if port is not None:
                port.elect()
                port.greet()
        for route in tuple(self.table.values()):  # another RP, another range: what it was is no more
            kind = self.is_dense(route.group), self.is_ssm(route.group)
            if kind != (route.dense, route.ssm) and (route.source or kind[1]):
                self.remove(route)
            route.dense, route.ssm = kind
        self.reconsider()

    def interface_changed(self, iface: Interface) -> None:
        self._agree()
        self.reconsider()

    def routes_changed(self) -> None:
        self.reconsider()

    def reconsider(self) -> None:
        """Routes, neighbours or configuration are others: each entry is looked at again."""
        for route in tuple(self.table.values()):
            self.upstream.agree(route)

    def _agree(self) -> None:
        device, routing = self.host.device, self.config.routing
        device.ip.multicast = self.forwarder if routing else None
        igmp = self.host.peer("igmp")
        for iface in tuple(device.interfaces.values()):
            slot: PimInterface | None = iface.get(PimInterface)
            runs = routing and slot is not None and bool(slot.mode) and iface.line_up and not iface.removed
            runs = runs and iface.address is not None and iface.vrf is self.vrf
            port = self.ports.get(iface.name)
            if runs and port is None:
                self.ports[iface.name] = Port(self, iface)
                igmp.route(iface, True)
            elif not runs and port is not None:
                del self.ports[iface.name]
                self._forget(iface.name)
                port.end()
                igmp.route(iface, False)
        where = next((iface for name, iface in device.interfaces.items() if name in self.ports), None)
        if self._listening is not where:
            if self._listening is not None:
                igmp.listen(self._listening, AUTO_RP, wanted=False)
            if where is not None:
                igmp.listen(where, AUTO_RP)
            self._listening = where
        if not routing:
            for route in tuple(self.table.values()):
                self.remove(route)

    def _forget(self, name: InterfaceName) -> None:
        for route in self.table.values():
            for way in [way for way in (*route.joins, *route.prunes) if way[0] == name]:
                route.joins.pop(way, None)
                route.prunes.pop(way, None)
            route.begun.pop(name, None)
            route.asserted.pop(name, None)

    # what counts for a group

    def is_ssm(self, group: IPv4) -> bool:
        kind = self.config.ssm
        if not kind:
            return False
        if kind == "default":
            return group in SSM
        return self.host.peer("acl").matches_prefix(kind, Prefix(group, 32)) is True

    def rp(self, group: IPv4) -> IPv4:
        """Of several the highest address; 0: none."""
        acl = self.host.peer("acl")
        for address in sorted(self.config.rps, reverse=True):
            name = self.config.rps[address].acl
            if not name or acl.matches_prefix(name, Prefix(group, 32)):
                return address
        return 0

    def is_rp(self, group: IPv4) -> bool:
        return self.vrf.v4.is_own(self.rp(group))

    def is_dense(self, group: IPv4) -> bool:
        """Has it neither an RP nor a range of its own?"""
        return not self.rp(group) and not self.is_ssm(group)

    # entries

    def star(self, group: IPv4) -> Route | None:
        return self.table.get((0, group))

    def entry(self, source: IPv4, group: IPv4) -> Route | None:
        """Made if there is none; None: there are too many."""
        found = self.table.get((source, group))
        if found is not None:
            return found
        if len(self.table) >= MANY:
            return None
        if source and not self.is_ssm(group):
            self.entry(0, group)
        found = self.table[source, group] = Route(source, group, self.host.now)
        found.dense, found.ssm = self.is_dense(group), self.is_ssm(group)
        found.expires = self.host.now + 180.0
        self.upstream.agree(found)
        self.watch(found)
        return found

    def watch(self, route: Route) -> None:
        """Come back when something of it ends."""
        now = self.host.now
        ends = [join.expires for join in route.joins.values()]
        ends += [*route.prunes.values(), *(until for _, _, until in route.asserted.values())]
        if route.source:
            ends.append(route.expires)
        elif not ends:
            ends.append(now + 180.0)
        self.host.after(max(min(ends) - now, 0.0) + 0.001, self.expired, *route.key, background=True)

    def expired(self, source: IPv4, group: IPv4) -> None:
        route, now = self.table.get((source, group)), self.host.now
        if route is None:
            return
        for way in [way for way, join in route.joins.items() if join.expires <= now]:
            del route.joins[way]
        for way in [way for way, until in route.prunes.items() if until <= now]:
            del route.prunes[way]
        for name in [name for name, (_, _, until) in route.asserted.items() if until <= now]:
            del route.asserted[name]
        self.changed_ways(route)
        if self.table.get((source, group)) is not route:
            return
        ways = self.forwarder.ways(route)
        if source:
            over = route.expires <= now and (not route.joins or route.dense)
        else:
            over = not ways and not any(each.group == group and each.source for each in self.table.values())
        if over:
            self.remove(route)
        else:
            self.watch(route)

    def remove(self, route: Route) -> None:
        self.host.cancel(self.expired, *route.key)
        self.registers.end(route)
        self.upstream.leave(route)
        self.table.pop(route.key, None)

    def changed_ways(self, route: Route) -> None:
        """What datagrams of it go out by is different: so may be what we want from upstream."""
        self.upstream.agree(route)
        if not route.source:
            for other in [each for each in self.table.values() if each.source and each.group == route.group]:
                self.upstream.agree(other)

    # who listens

    def _members_changed(self, event: MembersChanged) -> None:
        port = self.ports.get(event.iface)
        if port is None:
            return
        if event.joined:
            if bool(event.source) != self.is_ssm(event.group):
                return  # of a source alone only where sources are asked for
            route = self.entry(event.source, event.group)
            if route is not None and event.source:
                route.switched = True
        for route in [each for each in self.table.values() if each.group == event.group]:
            route.prunes.pop((event.iface, 0), None)
            self.upstream.agree(route)
            if event.joined:
                self.upstream.graft(route)
            elif route.key in self.table:
                self.watch(route)

    def dr_changed(self, port: Port) -> None:
        if self.ports.get(port.iface.name) is port:
            self.reconsider()

    def neighbor_came(self, port: Port, peer: IPv4) -> None:
        """It knows nothing of what we want."""
        for route in tuple(self.table.values()):
            self.upstream.agree(route)
            if route.upstream is not None and route.upstream == (port.iface.name, peer):
                self.upstream.say_again(route)

    def neighbor_left(self, port: Port, peer: IPv4) -> None:
        for route in tuple(self.table.values()):
            way = (port.iface.name, peer)
            if port.config.nbma and way in route.joins:
                del route.joins[way]
            won = route.asserted.get(port.iface.name)
            if won is not None and won[1] == peer:
                del route.asserted[port.iface.name]
            self.upstream.agree(route)

    # messages

    def _received(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        try:
            message = pim.decode(packet.payload)
        except Malformed:
            return
        if isinstance(message, Register):
            self.registers.heard(message, packet, iface)
            return
        if isinstance(message, RegisterStop):
            self.registers.stopped(message, packet.src, iface)
            return
        port = self.ports.get(iface.name)
        if port is None or packet.src == port.own:
            return
        if isinstance(message, Hello):
            port.heard(message, packet.src)
        elif isinstance(message, JoinPrune) and packet.src in port.neighbors:
            self._joins(port, message, packet.src)
        elif isinstance(message, Assert) and packet.src in port.neighbors:
            self.forwarder.challenged(port, message, packet.src)

    def _joins(self, port: Port, message: JoinPrune, peer: IPv4) -> None:
        ours = message.upstream == port.own
        self.host.emit(events.JoinsHeard(port.iface.name, peer, message, ours))
        if message.kind == pim.Type.GRAFT_ACK:
            self.upstream.grafted(message)
            return
        if not ours:
            self.upstream.overheard(port, message)
            return
        graft = message.kind == pim.Type.GRAFT
        way = (port.iface.name, peer if port.config.nbma else 0)
        for group in message.groups:
            if not 0xE00000FF < group.group < 0xF0000000:
                continue
            for source in group.joins:
                self._joined(port, way, peer, source, group.group, ALIVE_GRAFT if graft else message.hold)
            for source in group.prunes:
                self._pruned(port, way, source, group.group, message.hold)
        if graft:
            port.send(JoinPrune(message.upstream, message.groups, message.hold, pim.Type.GRAFT_ACK).encode(), peer)

    def _joined(self, port: Port, way: Way, peer: IPv4, source: Source, group: IPv4, hold: int) -> None:
        wild = bool(source.flags & pim.WILDCARD)
        if wild and source.address != self.rp(group):
            return  # of another RP than ours (RFC 7761 section 4.5.1)
        route = self.entry(0 if wild else source.address, group)
        if route is None:
            return
        now = self.host.now
        self.host.cancel(self.cut_off, port.iface.name, way[1], *route.key)
        route.prunes.pop(way, None)
        if route.dense:
            self._tell(Oif.GRAFTED, way, peer, route)
        elif source.flags & pim.RPT and not wild:
            self.changed_ways(route)
            return
        else:
            old = route.joins.get(way)
            self._tell(Oif.RENEWED if old is not None else Oif.JOINED, way, peer, route)
            route.joins[way] = Join(old.since if old is not None else now, now + hold)
            route.rp_only = False
            if not wild:
                route.switched = True
                route.expires = max(route.expires, now + hold)
            else:
                for other in [each for each in self.table.values() if each.group == group and each.source]:
                    other.prunes.pop(way, None)
        self.changed_ways(route)
        if route.key in self.table:
            self.watch(route)
            self.upstream.graft(route)

    def _tell(self, how: Oif, way: Way, peer: IPv4, route: Route) -> None:
        self.host.emit(events.OifChanged(how, way[0], peer, route.source, route.group))

    def _pruned(self, port: Port, way: Way, source: Source, group: IPv4, hold: int) -> None:
        wild, rpt = bool(source.flags & pim.WILDCARD), bool(source.flags & pim.RPT)
        if rpt and not wild:
            if self.star(group) is None:
                return
            known = (source.address, group) in self.table
            route = self.entry(source.address, group)
            if route is not None and not known:
                route.rp_only = True
        else:
            route = self.table.get((0 if wild else source.address, group))
        if route is None:
            return
        kind = 2 if route.dense or (rpt and not wild) else 1
        if port.alone or way[1]:
            self.cut_off(port.iface.name, way[1], *route.key, kind, hold)
        else:
            self.host.after(OBJECT, self.cut_off_later, port.iface.name, way[1], *route.key, kind, hold)

    def cut_off_later(self, name: InterfaceName, peer: IPv4, source: IPv4, group: IPv4, kind: int, hold: int) -> None:
        """Nobody of the cable has objected."""
        self.cut_off(name, peer, source, group, kind, hold)

    def cut_off(self, name: InterfaceName, peer: IPv4, source: IPv4, group: IPv4, kind: int, hold: int) -> None:
        """Datagrams go there no more. `kind` 1: a join is taken back, 2: a prune counts for `hold` seconds."""
        route, way = self.table.get((source, group)), (name, peer)
        if route is None:
            return
        self._tell(Oif.PRUNED, way, peer, route)
        if kind == 2:
            route.prunes[way] = self.host.now + hold
        else:
            route.joins.pop(way, None)
        self.changed_ways(route)
        if route.key in self.table:
            self.watch(route)


