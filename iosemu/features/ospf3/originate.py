"""Advertisements of our own in version 3 (RFC 5340 section 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iosemu.features.ospf.borders import LinkStateIds
from iosemu.features.ospf.originate import MAX_LINK, Originator, is_transit
from iosemu.features.ospf.states import IfState
from iosemu.types import Prefix, Prefix6
from iosemu.wire.ospf3_lsa import (
    DC,
    INTRA_PREFIX,
    LINK,
    LOCAL,
    POINT_TO_POINT,
    TRANSIT,
    V6,
    Link3,
    R,
    external_body,
    inter_prefix_body,
    inter_router_body,
    intra_prefix_body,
    link_body,
    network_body,
    router_body,
)
from iosemu.wire.ospf_lsa import NETWORK, ROUTER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf3.port import Neighbor3, Port3
    from iosemu.types import IPv4

NETWORK_PREFIXES = 10  # bits by which the interface ID is shifted in the ID of a network's prefixes, as on IOS


class LinkStateNumbers(LinkStateIds):
    """They mean nothing in version 3: each prefix has a number of its own as long as it is told."""

    def __init__(self, process: Process) -> None:
        super().__init__(process)
        self._numbers: dict[tuple[int | None, int], dict[Prefix, IPv4]] = {}
        self._next: dict[tuple[int | None, int], int] = {}

    def of(self, area: Area | None, kind: int, prefixes: Iterable[Prefix]) -> dict[Prefix, IPv4]:
        scope = None if area is None else area.id, kind
        known = self._numbers.get(scope, {})
        found: dict[Prefix, IPv4] = {}
        for prefix in sorted(prefixes):
            number = known.get(prefix)
            if number is None:
                number = self._next.get(scope, 0)
                self._next[scope] = number + 1
            found[prefix] = number
        self._numbers[scope] = found
        return found


class Originator3(Originator):
    """Beside routers and networks: what is told on a link alone, and the prefixes of routers and networks."""

    def changed(self, area: Area) -> None:
        super().changed(area)
        self.prefixes_changed(area)

    def prefixes_changed(self, area: Area) -> None:
        """Once at the end of what happens at the same time."""
        host = self.process.host
        if host.due(self._prefixes, area.id) is None:
            host.after(0.0, self._prefixes, area.id)

    def _prefixes(self, number: int) -> None:
        process = self.process
        area = process.areas.get(number)
        if area is None or process.stopped:
            return
        for port in area.ports:
            self._link(cast("Port3", port))
            self._network_prefixes(cast("Port3", port))
        found = [each for port in area.ports for each in self._own_prefixes(cast("Port3", port))]
        if found and area.active:
            body = intra_prefix_body(ROUTER, process.whole, process.router_id, found)
            self.want(area, INTRA_PREFIX, 0, 0, body)
        else:
            self.drop(area, INTRA_PREFIX, 0)

    def options_of(self, area: Area) -> int:
        """Of routers, networks and links."""
        return area.options | V6 | R | DC

    # the link

    def _link(self, port: Port3) -> None:
        if port.state is IfState.DOWN or self.process.ports.get(port.text) is not port:
            return
        prefixes = [(cast("Prefix6", prefix), 0) for prefix in port.secondaries]
        body = link_body(port.priority, self.options_of(port.area), port.address, prefixes)
        self.want(port, LINK, port.interface_id, 0, body)

    def link_gone(self, port: OspfPort) -> None:
        """The interface is down: nobody is there to be told."""
        for ident in [ident for ident in self.wanted if ident[0] == port.scope_id]:
            self.process.host.cancel(self._build, ident)
            del self.wanted[ident]
            self._backoffs.pop(ident, None)

    # prefixes

    def _own_prefixes(self, port: Port3) -> list[tuple[Prefix6, int, int]]:
        """Those that hang on us: with options and metric."""
        if port.state is IfState.DOWN:
            return []
        if port.state is IfState.LOOPBACK:
            return [(cast("Prefix6", host), LOCAL, 0) for host in port.hosts]
        if port.kind.multipoint:
            return [(cast("Prefix6", host), LOCAL, 0) for host in port.hosts]
        if port.kind.elects and is_transit(port):
            return []
        return [(cast("Prefix6", prefix), 0, port.cost) for prefix in port.secondaries]

    def _network_prefixes(self, port: Port3) -> None:
        """Of a network whose DR we are: all that its routers tell there."""
        area, lsid = port.area, port.interface_id << NETWORK_PREFIXES
        full = {neighbor.router_id for neighbor in port.full_neighbors()}
        if port.state is not IfState.DR or not full or self.process.ports.get(port.text) is not port:
            self.drop(area, INTRA_PREFIX, lsid)
            return
        found = {(cast("Prefix6", prefix), 0, 0) for prefix in port.secondaries}
        for router, told in port.links().items():
            if router in full:
                found |= {(prefix, options, 0) for prefix, options in told.prefixes if not options}
        body = intra_prefix_body(NETWORK, port.interface_id, self.process.router_id, sorted(found))
        self.want(area, INTRA_PREFIX, lsid, 0, body)

    def left(self, port: OspfPort) -> None:
        super().left(port)
        self.drop(port.area, INTRA_PREFIX, port.network_id << NETWORK_PREFIXES)
        self.link_gone(port)

    # bodies

    def _router(self, area: Area) -> bytes:
        links: list[Link3] = []
        most = self.process.max_metric
        for port in area.ports:
            if port.state > IfState.LOOPBACK:
                links += self._links(cast("Port3", port), most is not None)
        return router_body(self._flags(area), self.options_of(area), links)

    @staticmethod
    def _links(port: Port3, most: bool) -> list[Link3]:
        cost, own = MAX_LINK if most else port.cost, port.interface_id
        if port.kind.elects:
            return [Link3(TRANSIT, cost, own, port.dr_interface, port.dr)] if is_transit(port) else []
        return [
            Link3(POINT_TO_POINT, cost, own, cast("Neighbor3", each).interface_id, each.router_id)
            for each in port.full_neighbors()
        ]

    def network(self, port: OspfPort, attached: list[IPv4]) -> bytes:
        options = self.options_of(port.area)
        for router, told in cast("Port3", port).links().items():
            if router in attached:
                options |= told.options
        return network_body(options, attached)

    def summary(self, prefix: Prefix, cost: int) -> bytes:
        return inter_prefix_body(cast("Prefix6", prefix), cost)

    def boundary(self, area: Area, router_id: IPv4, cost: int) -> bytes:
        return inter_router_body(self.options_of(area), cost, router_id)

    def external(
        self, prefix: Prefix, type2: bool, metric: int, forward: int, tag: int, propagate: bool = False
    ) -> bytes:
        return external_body(cast("Prefix6", prefix), type2, metric, forward, tag, propagate)
