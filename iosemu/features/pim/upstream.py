"""What a router wants from the next one towards a source or an RP: joins, prunes, grafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.pim import events
from iosemu.features.pim.tree import Route, Way
from iosemu.types import InterfaceName, IPv4, Prefix
from iosemu.wire import pim
from iosemu.wire.pim import GroupSet, JoinPrune, Source

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.pim.engine import PimEngine
    from iosemu.features.pim.port import Port

PERIOD = 60.0  # seconds between joins
HOLD = 210  # seconds that they count
GRAFTS = 3.0  # seconds until a graft is sent again
OVERRIDE = 2.5  # seconds within which a prune of another is objected to
RARE = 3.0  # seconds between prunes of what comes from elsewhere
PER_MESSAGE = 100  # groups


class Upstream:
    def __init__(self, engine: PimEngine) -> None:
        self.engine = engine
        self.host = engine.host

    # the way back

    def towards(self, address: IPv4) -> tuple[Interface | None, IPv4]:
        """The interface that datagrams from an address must come in by, and the neighbour there; 0 where the address is
        on the cable itself, or ours. `ip mroute` comes before routes."""
        engine = self.engine
        table = engine.vrf.v4
        for prefix, line in sorted(engine.config.mroutes.items(), key=lambda item: -item[0].length):
            if address not in prefix:
                continue
            if isinstance(line.via, InterfaceName):
                iface = self.host.device.interfaces.get(line.via)
                return (iface, self._only(iface)) if iface is not None and iface.line_up else (None, 0)
            found = table.find(line.via) if line.via is not None else None
            return (found.hop(0, line.via)[0], line.via) if found is not None and line.via is not None else (None, 0)
        if table.is_own(address):
            return table.receive[address], 0
        route = table.lookup(address)
        if route is None:
            return None, 0
        ways = table.resolve(route, address)
        if not ways:
            return None, 0
        iface, next_hop = max(ways, key=lambda way: way[1])  # of several the highest neighbour
        on_cable = any(address in Prefix.of(own, length) for own, length in iface.addresses)
        return iface, 0 if on_cable or next_hop == address else next_hop

    def _only(self, iface: Interface) -> IPv4:
        port = self.engine.ports.get(iface.name)
        return next(iter(port.neighbors), 0) if port is not None else 0

    # what is wanted agrees

    def agree(self, route: Route) -> None:
        """The way back, and whether we are to have joined."""
        engine = self.engine
        if engine.table.get(route.key) is not route:
            return
        before = route.iif
        root = route.source or engine.rp(route.group)
        if not route.source and (not root or engine.is_rp(route.group)):
            route.iif, route.neighbor = None, 0
        else:
            route.iif, route.neighbor = self.towards(root)
            if not route.source and route.iif is not None:
                route.neighbor = route.neighbor or root  # the RP itself is the neighbour
        if route.source:
            route.local = route.iif is not None and not route.neighbor
            if before is not route.iif and before is not None:
                route.direct = route.local
            route.direct = route.direct or route.local
        ways = engine.forwarder.ways(route)
        wanted = self._wanted(route, bool(ways))
        target = (route.iif.name, route.neighbor) if wanted and route.iif is not None and route.neighbor else None
        if target is not None and target[0] not in engine.ports:
            target = None
        if target != route.upstream:
            old, route.upstream = route.upstream, target
            if old is not None:
                self._say(old, route, False)
            if target is not None:
                self._say(target, route, True)
                if self.host.due(self.periodic) is None:
                    self.host.after(PERIOD, self.periodic, background=True)
        self._off_shared_tree(route)
        engine.registers.agree(route)

    def _wanted(self, route: Route, ways: bool) -> bool:
        if route.dense or not ways:
            return False
        return not route.source or (not route.local and not route.rp_only and (route.switched or route.ssm))

    def leave(self, route: Route) -> None:
        """The entry goes."""
        if route.upstream is not None:
            self._say(route.upstream, route, False)
            route.upstream = None

    def _off_shared_tree(self, route: Route) -> None:
        """What comes from the source itself needs not come from the RP, too."""
        engine = self.engine
        star, nobody = engine.star(route.group), not engine.forwarder.ways(route)
        if route.dense:
            port = engine.ports.get(route.iif.name) if route.iif is not None else None
            if port is not None and route.packets and route.neighbor and not route.cut and nobody:
                self.refuse(route, port, route.neighbor)
            return
        if not route.source or route.ssm or star is None or star.upstream is None:
            route.cut = False
            return
        here = (route.iif.name, route.neighbor) if route.iif is not None else None
        cut = (route.direct and here != star.upstream) or (route.rp_only and nobody)
        if cut != route.cut:
            route.cut = cut
            self._say(star.upstream, route, not cut, True)

    def say_again(self, route: Route) -> None:
        if route.upstream is not None:
            self._say(route.upstream, route, True)

    # messages

    def _source(self, route: Route) -> Source:
        if route.source:
            return Source(route.source)
        return Source(self.engine.rp(route.group), pim.SPARSE | pim.WILDCARD | pim.RPT)

    def _say(self, way: Way, route: Route, join: bool, shared: bool = False) -> None:
        source = Source(route.source, pim.SPARSE | pim.RPT) if shared else self._source(route)
        group = GroupSet(route.group, [source] if join else [], [] if join else [source])
        if not route.source and join:
            group.prunes += [
                Source(each.source, pim.SPARSE | pim.RPT)
                for each in self.engine.table.values()
                if each.group == route.group and each.source and each.cut
            ]
        self._send(way, [group])

    def _send(self, way: Way, groups: list[GroupSet], kind: int = pim.Type.JOIN_PRUNE) -> None:
        port = self.engine.ports.get(way[0])
        if port is None or not port.iface.line_up:
            return
        message = JoinPrune(way[1], groups, HOLD, kind)
        self.host.emit(events.JoinsSent(port.iface.name, message))
        port.send(message.encode(), way[1] if kind == pim.Type.GRAFT else pim.ALL_PIM_ROUTERS)

    def periodic(self) -> None:
        """All that is joined, said again."""
        wanted: dict[Way, dict[IPv4, GroupSet]] = {}
        for route in self.engine.table.values():
            if route.upstream is not None:
                group = wanted.setdefault(route.upstream, {}).setdefault(route.group, GroupSet(route.group))
                group.joins.append(self._source(route))
            star = self.engine.star(route.group) if route.cut else None
            if star is not None and star.upstream is not None:
                group = wanted.setdefault(star.upstream, {}).setdefault(route.group, GroupSet(route.group))
                group.prunes.append(Source(route.source, pim.SPARSE | pim.RPT))
        for way, groups in wanted.items():
            each = list(groups.values())
            for at in range(0, len(each), PER_MESSAGE):
                self._send(way, each[at : at + PER_MESSAGE])
        if wanted:
            self.host.after(PERIOD, self.periodic, background=True)

    def overheard(self, port: Port, message: JoinPrune) -> None:
        """Another of the cable prunes what we still want from the same router: we say so in time."""
        for group in message.groups:
            for source in group.prunes:
                key = (0 if source.flags & pim.WILDCARD else source.address, group.group)
                route = self.engine.table.get(key)
                if route is None:
                    continue
                if route.dense:
                    wants = route.iif is port.iface and route.neighbor == message.upstream
                    wants = wants and bool(self.engine.forwarder.ways(route))
                else:
                    wants = route.upstream == (port.iface.name, message.upstream) and not source.flags & pim.RPT
                    wants = wants or (route.upstream == (port.iface.name, message.upstream) and not route.source)
                if wants:
                    delay = OVERRIDE * self.host.rng.random()
                    self.host.after(delay, self.object, port.iface.name, message.upstream, *key)

    def object(self, name: InterfaceName, upstream: IPv4, source: IPv4, group: IPv4) -> None:
        route = self.engine.table.get((source, group))
        if route is not None:
            self._say((name, upstream), route, True)

    # dense mode

    def refuse(self, route: Route, port: Port, to: IPv4) -> None:
        """Datagrams that nobody behind us wants, or that come by the wrong way: pruned, rarely."""
        if self.host.due(self.refused, port.iface.name, *route.key) is None:
            self.host.after(RARE, self.refused, port.iface.name, *route.key, background=True)
            route.cut = route.cut or (route.iif is port.iface and route.neighbor == to)
            self._say((port.iface.name, to), route, False)

    def refused(self, name: InterfaceName, source: IPv4, group: IPv4) -> None:
        """It may be said again."""

    def graft(self, route: Route) -> None:
        """Somebody wants what we have pruned."""
        if not route.dense or not route.cut or not route.neighbor or route.iif is None:
            return
        if not self.engine.forwarder.ways(route):
            return
        group = GroupSet(route.group, [Source(route.source, 0)])
        self._send((route.iif.name, route.neighbor), [group], pim.Type.GRAFT)
        self.host.after(GRAFTS, self.graft_again, *route.key)

    def graft_again(self, source: IPv4, group: IPv4) -> None:
        route = self.engine.table.get((source, group))
        if route is not None:
            self.graft(route)

    def grafted(self, message: JoinPrune) -> None:
        for group in message.groups:
            for source in group.joins:
                self.host.cancel(self.graft_again, source.address, group.group)
                route = self.engine.table.get((source.address, group.group))
                if route is not None and route.dense:
                    route.cut = False


