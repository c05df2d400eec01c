"""DUAL on random networks: distances equal Dijkstra's, and packets never circle, at no instant of the convergence."""

from __future__ import annotations

import heapq
from random import Random

import pytest

from iosemu.device.interface import Interface
from iosemu.device.rib import Route
from iosemu.lab.lab import Lab
from iosemu.types import Prefix
from tests.features.wired import network

TARGET = Prefix(0xC0A80100, 24)  # behind R1
BANDWIDTH = 256 * (10_000_000 // 100_000)
LOOPBACK = 256 * 500  # 5000 µs
Links = dict[tuple[int, int], int]  # ends -> delay of the interfaces in tens of microseconds


def graph(rng: Random, count: int) -> Links:
    """A random connected graph: a tree and some more edges."""
    links: Links = {}
    for node in range(2, count + 1):
        links[rng.randrange(1, node), node] = rng.randrange(1, 60)
    for _ in range(count):
        a, b = sorted(rng.sample(range(1, count + 1), 2))
        links.setdefault((a, b), rng.randrange(1, 60))
    return links


def build(links: Links, count: int, seed: int) -> Lab:
    texts = {i: "" for i in range(1, count + 1)}
    used = {i: 0 for i in texts}
    cables = []
    for number, ((a, b), delay) in enumerate(links.items()):
        ends = []
        for node, last in ((a, 1), (b, 2)):
            port = f"Fa{used[node]}/0"
            used[node] += 1
            texts[node] += (
                f"interface {port}\n ip address 10.0.{number}.{last} 255.255.255.0\n delay {delay}\n no shutdown\n"
            )
            ends.append(f"R{node}:{port}")
        cables.append(" ".join(ends))
    texts[1] += "interface Loopback0\n ip address 192.168.1.1 255.255.255.0\n"
    configs = {f"R{i}": text + "router eigrp 1\n network 0.0.0.0\n" for i, text in texts.items()}
    return network(configs, *cables, delay=0.004, seed=seed)


def distances(links: Links) -> dict[int, int]:
    """What each router must say of TARGET (classic metric), by Dijkstra's algorithm."""
    found: dict[int, int] = {}
    heap = [(0, 1)]
    while heap:
        far, node = heapq.heappop(heap)
        if node in found:
            continue
        found[node] = far
        for (a, b), delay in links.items():
            if node in (a, b):
                heapq.heappush(heap, (far + 256 * delay, b if node == a else a))
    return {node: BANDWIDTH + LOOPBACK + far for node, far in found.items() if node != 1}


class Watch:
    """Follows the next hops after each change of a routing table."""

    def __init__(self, lab: Lab, count: int) -> None:
        self.lab = lab
        self.owner = {
            iface.address: name
            for name in (f"R{i}" for i in range(1, count + 1))
            for iface in lab[name].device.interfaces.values()
            if isinstance(iface, Interface) and iface.address
        }
        self.checked = 0
        for name in set(self.owner.values()):
            lab[name].device.vrfs.default.v4.listen(self.changed)

    def changed(self, prefix: Prefix, old: Route | None, new: Route | None) -> None:
        if prefix != TARGET:
            return
        self.checked += 1
        edges = {name: self.hops(name) for name in set(self.owner.values())}
        done: set[str] = set()
        for start in edges:
            self.walk(start, edges, [], done)

    def hops(self, name: str) -> list[str]:
        route = self.lab[name].device.vrfs.default.v4.best(TARGET)
        return [self.owner[path.next_hop] for path in route.paths if path.next_hop] if route is not None else []

    def walk(self, name: str, edges: dict[str, list[str]], way: list[str], done: set[str]) -> None:
        assert name not in way, f"packets circle: {[*way, name]} at {self.lab.now}"
        if name not in done:
            for hop in edges[name]:
                self.walk(hop, edges, [*way, name], done)
            done.add(name)


def found(lab: Lab, count: int) -> dict[int, int]:
    result = {}
    for i in range(2, count + 1):
        route = lab[f"R{i}"].device.vrfs.default.v4.best(TARGET)
        if route is not None:
            result[i] = route.metric
    return result


@pytest.mark.parametrize("seed", [3, 14, 15, 20, 31, 54])  # most find a broken feasibility condition
def test_random_network(seed: int) -> None:
    rng = Random(seed)
    count = 6
    links = graph(rng, count)
    lab = build(links, count, seed)
    watch = Watch(lab, count)
    lab.run(20)
    assert found(lab, count) == distances(links)
    alive = dict(links)
    for _ in range(8):
        ends = rng.choice(list(links))
        link = lab.link(f"R{ends[0]}", f"R{ends[1]}")
        if ends in alive:
            link.cut()
            del alive[ends]
        else:
            link.repair()
            alive[ends] = links[ends]
        lab.run(rng.choice([0.01, 0.3, 12]))  # sometimes before the last change has been digested
    lab.run(30)
    assert found(lab, count) == distances(alive)
    assert watch.checked > 8
    for i in range(1, count + 1):
        active = lab[f"R{i}"].cli("show ip eigrp topology active")
        assert "Codes: P" in active and "replies" not in active


@pytest.mark.parametrize("seed", [8, 26, 39, 57])  # 57 needs the query-origin flag too
def test_metrics_that_change(seed: int) -> None:
    """Delays grow and shrink all over the network; nothing is ever cut."""
    rng = Random(100 + seed)
    count = 6
    links = graph(rng, count)
    lab = build(links, count, seed)
    Watch(lab, count)
    lab.run(20)
    ports: dict[int, int] = {i: 0 for i in range(1, count + 1)}
    at: dict[tuple[int, int], tuple[str, str]] = {}
    for a, b in links:
        at[a, b] = (f"Fa{ports[a]}/0", f"Fa{ports[b]}/0")
        ports[a] += 1
        ports[b] += 1
    for _ in range(8):
        ends = rng.choice(list(links))
        links[ends] = rng.randrange(1, 200)
        for node, port in zip(ends, at[ends], strict=True):
            lab[f"R{node}"].configure(f"interface {port}\n delay {links[ends]}\n")
        lab.run(rng.choice([0.01, 0.05, 3]))
    lab.run(30)
    assert found(lab, count) == distances(links)
