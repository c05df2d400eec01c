"""What the advertisements of version 3 say of an area: topology first, prefixes hung on it (RFC 5340 section 4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iosemu.features.ospf.spf import Graph, Hops, Tree, add
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire.ospf3_lsa import (
    INTRA_PREFIX,
    NO_UNICAST,
    V6,
    IntraPrefixBody,
    NetworkBody3,
    R,
    RouterBody3,
    kind_of,
    network_node,
)
from iosemu.wire.ospf_lsa import MAX_AGE, NETWORK, ROUTER

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf3.port import Port3
    from iosemu.wire.ospf_lsa import NetworkBody, RouterBody


@dataclass(slots=True)
class RouterNode:
    """A router: all fragments of its LSA."""

    flags: int
    options: int
    edges: list[tuple[int, int, int]] = field(default_factory=list)
    back: set[int] = field(default_factory=set)


class Graph3(Graph):
    def fill(self) -> None:
        area, now = self.area, self.now
        routers: dict[IPv4, RouterNode] = {}
        for (_, _, adv), entry in sorted(area.lsdb.of(ROUTER).items()):
            body = cast("RouterBody3", entry.lsa.body)
            if now - entry.born < MAX_AGE and isinstance(body, RouterBody3):
                node = routers.setdefault(adv, RouterNode(body.flags, body.options))
                node.edges += body.edges
                node.back |= body.back
        for router_id, node in routers.items():
            if node.options & V6:
                self.nodes[router_id] = cast("RouterBody", node)
        for (_, lsid, adv), entry in area.lsdb.of(NETWORK).items():
            if now - entry.born < MAX_AGE and isinstance(entry.lsa.body, NetworkBody3):
                self.nodes[network_node(adv, lsid)] = cast("NetworkBody", entry.lsa.body)

    def network(self, port: OspfPort) -> int:
        return network_node(port.dr, cast("Port3", port).dr_interface)

    def across(self, ways: Hops, router: int, network: int) -> Hops:
        """To its link-local address, which it tells on the link alone."""
        found = ((port, hop or cast("Port3", port).address_of(router)) for port, hop in ways)
        return tuple(hop for hop in found if hop[1])

    def through(self, router: int) -> bool:
        return bool(cast("RouterNode", self.nodes[router]).options & R)

    def networks(self, tree: Tree, cost: dict[int, int], hops: dict[int, Hops]) -> None:
        for (_, _, adv), entry in sorted(self.area.lsdb.of(INTRA_PREFIX).items()):
            body = entry.lsa.body
            if self.now - entry.born >= MAX_AGE or not isinstance(body, IntraPrefixBody) or body.router != adv:
                continue
            kind = kind_of(body.type)
            if kind not in (ROUTER, NETWORK):
                continue
            node = adv if kind == ROUTER else network_node(adv, body.lsid)
            if node not in cost:
                continue
            for prefix, options, metric in body.prefixes:
                if not options & NO_UNICAST:
                    add(tree.networks, prefix, cost[node] + metric, hops[node], adv)
