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
Hop = tuple["OspfPort", IPv4]
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


def first_hops(area: Area) -> dict[tuple[int, IPv4], Hops]:
    """By what our own router LSA says of a link: the node that it leads to, and its link data."""
    direct: dict[tuple[int, IPv4], Hops] = {}
    for port in area.ports:
        if port.state <= IfState.LOOPBACK:
            continue
        if port.kind.elects:
            if port.dr:
                direct[port.dr | NETWORK_NODE, port.link_data] = ((port, 0),)
        elif port.kind is NetworkType.VIRTUAL:
            for neighbor in port.full_neighbors():
                direct[neighbor.router_id, port.link_data] = port.hops()
        else:
            for neighbor in port.full_neighbors():
                direct[neighbor.router_id, port.link_data] = ((port, neighbor.address),)
    return direct


def shortest_paths(area: Area, root: IPv4, now: float) -> Tree:
    """Dijkstra's way through the router and network LSAs; networks before routers at equal cost."""
    graph: dict[int, RouterBody | NetworkBody] = {}
    for key, entry in area.lsdb.of(ROUTER).items():
        if now - entry.born < MAX_AGE and key[1] == key[2]:
            graph[key[1]] = cast("RouterBody", entry.lsa.body)
    for key, entry in area.lsdb.of(NETWORK).items():
        if now - entry.born < MAX_AGE:
            graph[key[1] | NETWORK_NODE] = cast("NetworkBody", entry.lsa.body)
    tree = Tree()
    if root not in graph:
        return tree
    direct = first_hops(area)
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
        body = graph[node]
        ways = hops[node]
        if isinstance(body, NetworkBody):
            attached = [hop for hop in ways if not hop[1]]
            for to in body.attached:
                if to in done:
                    continue
                other = graph.get(to)
                if other is None or node not in other.back:
                    continue
                old = cost.get(to)
                if old is not None and at > old:
                    continue
                way = ways if not attached else _across(ways, cast("RouterBody", other), node)
                if old is None or at < old:
                    cost[to], hops[to], parents[to] = at, way, node
                    heappush(heap, (at << 1 | 1, to))
                else:
                    hops[to] = merge(hops[to], way)
            continue
        for to, metric, data in body.edges:
            if to in done:
                continue
            other = graph.get(to)
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
    _collect(tree, graph, done, cost, hops)
    tree.parents = {node: parents[node] for node in done if node < NETWORK_NODE and node != root}
    tree.nodes = len(done)
    _net_owners(tree, area, done, cost, hops, now)
    return tree


def _across(ways: Hops, router: RouterBody, network: int) -> Hops:
    """Over a network that we are on ourselves: to the router's address there."""
    address = next((data for to, _, data in router.edges if to == network), 0)
    return tuple((port, hop or address) for port, hop in ways)


def _collect(
    tree: Tree, graph: dict[int, RouterBody | NetworkBody], done: dict[int, None], cost: dict[int, int],
    hops: dict[int, Hops],
) -> None:  # fmt: skip
    """Routers, and the stub networks that they tell."""
    networks = tree.networks
    for node in done:
        if node >= NETWORK_NODE:
            continue
        body = cast("RouterBody", graph[node])
        at, ways = cost[node], hops[node]
        tree.routers[node] = (at, ways, body.flags)
        for link in body.stubs:
            length = link.data.bit_count()
            prefix = Prefix.of(link.id, length)
            _add(networks, prefix, at + link.metric, ways, node)


def _net_owners(
    tree: Tree, area: Area, done: dict[int, None], cost: dict[int, int], hops: dict[int, Hops], now: float
) -> None:
    """The networks of DRs, told by these."""
    for key, entry in area.lsdb.of(NETWORK).items():
        node = key[1] | NETWORK_NODE
        if node in done and now - entry.born < MAX_AGE:
            body = cast("NetworkBody", entry.lsa.body)
            prefix = Prefix.of(key[1], body.mask.bit_count())
            if prefix.length < 32:  # a mask of all ones: its network is not told
                _add(tree.networks, prefix, cost[node], hops[node], key[2])


def _add(
    networks: dict[Prefix, tuple[int, tuple[tuple[Hop, IPv4], ...]]], prefix: Prefix, cost: int, ways: Hops, adv: IPv4
) -> None:
    old = networks.get(prefix)
    told = tuple((hop, adv) for hop in ways)
    if old is None or cost < old[0]:
        networks[prefix] = (cost, told)
    elif cost == old[0]:
        known = {hop for hop, _ in old[1]}
        networks[prefix] = (cost, old[1] + tuple(way for way in told if way[0] not in known))
