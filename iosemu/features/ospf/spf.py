"""Shortest paths within an area (RFC 2328 section 16.1)."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, cast

from iosemu.features.ospf.states import IfState, NetworkType
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix
from iosemu.wire.ospf_lsa import MAX_AGE, NETWORK, NETWORK_NODE, ROUTER, NetworkBody, RouterBody

if TYPE_CHECKING:
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.interface import OspfPort

# interface, address of the next router (0: the destination is on the interface's own network)
Hop = tuple["OspfPort", int]
Hops = tuple[Hop, ...]


@dataclass(slots=True)
class Tree:
    """What was found. `routers`: by router ID, (cost, hops, flags of its LSA)."""

    nodes: int = 0
    routers: dict[IPv4, tuple[int, Hops, int]] = field(default_factory=dict)
    # prefix -> cost, ways with the router that tells them; of one way without hops: our own
    networks: dict[Prefix, tuple[int, tuple[tuple[Hop, IPv4], ...]]] = field(default_factory=dict)
    parents: dict[IPv4, int] = field(default_factory=dict)  # of routers: the node before, on one of the paths


def merge(hops: Hops, more: Hops) -> Hops:
    """Both, without repeats."""
    if hops == more:
        return hops
    return hops + tuple(hop for hop in more if hop not in hops)


class Graph:
    """What the advertisements of an area say of its topology: nodes are routers, by ID, and networks."""

    def __init__(self, area: Area, now: float) -> None:
        self.area = area
        self.now = now
        self.nodes: dict[int, RouterBody | NetworkBody] = {}
        self.fill()

    def fill(self) -> None:
        """With routers and networks that live."""
        area, now, nodes = self.area, self.now, self.nodes
        for key, entry in area.lsdb.of(ROUTER).items():
            if now - entry.born < MAX_AGE and key[1] == key[2]:
                nodes[key[1]] = cast("RouterBody", entry.lsa.body)
        for key, entry in area.lsdb.of(NETWORK).items():
            if now - entry.born < MAX_AGE:
                nodes[key[1] | NETWORK_NODE] = cast("NetworkBody", entry.lsa.body)

    def first_hops(self) -> dict[tuple[int, int], Hops]:
        """By what our own router LSA says of a link: the node that it leads to, and its link data."""
        direct: dict[tuple[int, int], Hops] = {}
        for port in self.area.ports:
            if port.state <= IfState.LOOPBACK:
                continue
            if port.kind.elects:
                if port.dr:
                    direct[self.network(port), port.link_data] = ((port, 0),)
            elif port.kind is NetworkType.VIRTUAL:
                for neighbor in port.full_neighbors():
                    direct[neighbor.router_id, port.link_data] = port.hops()
            else:
                for neighbor in port.full_neighbors():
                    direct[neighbor.router_id, port.link_data] = ((port, neighbor.address),)
        return direct

    def network(self, port: OspfPort) -> int:
        """The node that the network of an interface is."""
        return port.dr | NETWORK_NODE

    def across(self, ways: Hops, router: int, network: int) -> Hops:
        """Over a network that we are on ourselves: to the router's address there."""
        body = cast("RouterBody", self.nodes[router])
        address = next((data for to, _, data in body.edges if to == network), 0)
        return tuple((port, hop or address) for port, hop in ways)

    def through(self, router: int) -> bool:
        """Does the router carry what is for others?"""
        return True

    def networks(self, tree: Tree, cost: dict[int, int], hops: dict[int, Hops]) -> None:
        """The prefixes of the nodes that were reached, in order of cost: stubs of routers, then networks of DRs, told
        by these."""
        area, now, found = self.area, self.now, tree.networks
        for node in tree.routers:
            at, ways = cost[node], hops[node]
            for link in cast("RouterBody", self.nodes[node]).stubs:
                add(found, Prefix.of(link.id, link.data.bit_count()), at + link.metric, ways, node)
        for key, entry in area.lsdb.of(NETWORK).items():
            node = key[1] | NETWORK_NODE
            if node in cost and now - entry.born < MAX_AGE:
                prefix = Prefix.of(key[1], cast("NetworkBody", entry.lsa.body).mask.bit_count())
                if prefix.length < 32:  # a mask of all ones: its network is not told
                    add(found, prefix, cost[node], hops[node], key[2])


def shortest_paths(graph: Graph, root: IPv4) -> Tree:
    """Dijkstra's way through routers and networks; networks before routers at equal cost."""
    tree, nodes = Tree(), graph.nodes
    if root not in nodes:
        return tree
    direct = graph.first_hops()
    cost: dict[int, int] = {root: 0}
    hops: dict[int, Hops] = {root: ()}
    done: dict[int, None] = {}  # in order of cost
    parents: dict[int, int] = {}
    heap: list[tuple[int, int]] = [(0, root)]
    while heap:
        rank, node = heappop(heap)
        if node in done:
            continue
        done[node] = None
        at = rank >> 1
        body = nodes[node]
        ways = hops[node]
        if node >= NETWORK_NODE:
            attached = [hop for hop in ways if not hop[1]]
            for to in cast("NetworkBody", body).attached:
                if to in done:
                    continue
                other = nodes.get(to)
                if other is None or node not in other.back:
                    continue
                old = cost.get(to)
                if old is not None and at > old:
                    continue
                way = ways if not attached else graph.across(ways, to, node)
                if old is None or at < old:
                    cost[to], hops[to], parents[to] = at, way, node
                    heappush(heap, (at << 1 | 1, to))
                else:
                    hops[to] = merge(hops[to], way)
            continue
        if node != root and not graph.through(node):
            continue
        for to, metric, data in cast("RouterBody", body).edges:
            if to in done:
                continue
            other = nodes.get(to)
            if other is None or node not in other.back:
                continue
            reached = at + metric
            old = cost.get(to)
            if old is not None and reached > old:
                continue
            if node == root:
                way = direct.get((to, data), ())
                if not way:
                    continue
            else:
                way = ways
            if old is None or reached < old:
                cost[to], hops[to], parents[to] = reached, way, node
                heappush(heap, (reached << 1 | (to < NETWORK_NODE), to))
            else:
                hops[to] = merge(hops[to], way)
    for node in done:
        if node < NETWORK_NODE:
            tree.routers[node] = (cost[node], hops[node], cast("RouterBody", nodes[node]).flags)
    tree.parents = {node: parents[node] for node in done if node < NETWORK_NODE and node != root}
    tree.nodes = len(done)
    graph.networks(tree, {node: cost[node] for node in done}, hops)
    return tree


def add(
    networks: dict[Prefix, tuple[int, tuple[tuple[Hop, IPv4], ...]]], prefix: Prefix, cost: int, ways: Hops, adv: IPv4
) -> None:
    """A network that a router tells; of several ways at the same cost each once."""
    old = networks.get(prefix)
    told = tuple((hop, adv) for hop in ways)
    if old is None or cost < old[0]:
        networks[prefix] = (cost, told)
    elif cost == old[0]:
        known = {hop for hop, _ in old[1]}
        networks[prefix] = (cost, old[1] + tuple(way for way in told if way[0] not in known))
