"""Random OSPF networks on one trunk (a VLAN for each link), and what their routes must cost by another reckoning."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from iosemu.lab.lab import Lab
from tests.features.wired import network

INFINITY = 1 << 30
FAST = " timers throttle spf 10 100 1000\n timers throttle lsa 0 10 1000\n"


@dataclass
class Wire:
    """A network of two (point-to-point) or more routers in an area; `costs` by router."""

    area: int
    costs: dict[int, int]


@dataclass
class Net:
    """`homes`: the area of each router's loopback 192.168.<n>.1/32."""

    count: int
    wires: list[Wire] = field(default_factory=list)
    homes: dict[int, int] = field(default_factory=dict)

    def areas(self, router: int) -> set[int]:
        return {wire.area for wire in self.wires if router in wire.costs} | {self.homes[router]}

    def config(self, router: int) -> str:
        lines = [f"interface Loopback0\n ip address 192.168.{router}.1 255.255.255.255\n"]
        lines.append("interface Fa0/0\n no shutdown\n")
        networks = [f" network 192.168.{router}.1 0.0.0.0 area {self.homes[router]}\n"]
        for number, wire in enumerate(self.wires, 1):
            if router in wire.costs:
                lines.append(
                    f"interface Fa0/0.{number}\n encapsulation dot1Q {number}\n"
                    f" ip address 10.0.{number}.{router} 255.255.255.0\n ip ospf cost {wire.costs[router]}\n"
                )
                lines.append(" ip ospf dead-interval 8\n ip ospf hello-interval 2\n")
                if len(wire.costs) == 2:
                    lines.append(" ip ospf network point-to-point\n")
                networks.append(f" network 10.0.{number}.0 0.0.0.255 area {wire.area}\n")
        return "".join([*lines, f"router ospf 1\n router-id 1.1.1.{router}\n", *networks, FAST])

    def lab(self) -> Lab:
        routers = range(1, self.count + 1)
        configs = {f"R{router}": self.config(router) for router in routers}
        return network(configs, " ".join(f"R{router}:Fa0/0" for router in routers))

    # by another reckoning

    def inside(self, area: int) -> dict[tuple[int, int], int]:
        """Costs between the routers of an area (Floyd and Warshall)."""
        routers = [router for router in range(1, self.count + 1) if area in self.areas(router)]
        cost = {(a, b): 0 if a == b else INFINITY for a in routers for b in routers}
        for wire in self.wires:
            if wire.area == area:
                for a, one in wire.costs.items():
                    for b in wire.costs:
                        if a != b:
                            cost[a, b] = min(cost[a, b], one)
        for k in routers:
            for a in routers:
                for b in routers:
                    cost[a, b] = min(cost[a, b], cost[a, k] + cost[k, b])
        return cost

    def loopback_costs(self) -> dict[tuple[int, int], int]:
        """(router, owner of the loopback) -> cost of the route, as the hierarchy of areas has it."""
        every = {area for router in range(1, self.count + 1) for area in self.areas(router)}
        inside = {area: self.inside(area) for area in every}
        borders = [r for r in range(1, self.count + 1) if 0 in self.areas(r) and len(self.areas(r)) > 1]
        found: dict[tuple[int, int], int] = {}
        for owner in range(1, self.count + 1):
            home = self.homes[owner]
            own = {r: cost + 1 for (r, to), cost in inside[home].items() if to == owner and cost < INFINITY}
            backbone = dict(own) if home == 0 else {}
            if home != 0:
                for r in range(1, self.count + 1):
                    if 0 in self.areas(r):
                        ways = [inside[0][r, b] + own[b] for b in borders if b in own and (r, b) in inside[0]]
                        backbone[r] = own.get(r, min(ways, default=INFINITY))
            for r in range(1, self.count + 1):
                if r in own:
                    best = own[r]
                elif 0 in self.areas(r):
                    best = backbone.get(r, INFINITY)
                else:
                    best = INFINITY
                    for area in self.areas(r):
                        for b in borders:
                            if area in self.areas(b) and (r, b) in inside[area]:
                                best = min(best, inside[area][r, b] + backbone.get(b, INFINITY))
                if r != owner and best < INFINITY:
                    found[r, owner] = best
        return found


@st.composite
def nets(draw: st.DrawFn) -> Net:
    """A backbone that hangs together, and areas that do, each with at least one router of the backbone."""
    cost = st.integers(1, 20)
    backbone = draw(st.integers(2, 4))
    areas = draw(st.lists(st.integers(1, 3), max_size=2))  # how many routers of its own each area has
    net = Net(backbone + sum(areas))
    everybody = list(range(1, net.count + 1))
    groups: list[tuple[int, list[int]]] = [(0, everybody[:backbone])]
    at = backbone
    for number, size in enumerate(areas, 1):
        borders = draw(st.lists(st.integers(1, backbone), min_size=1, max_size=2, unique=True))
        groups.append((number, borders + everybody[at : at + size]))
        at += size
    for number, members in groups:
        for index, router in enumerate(members[1:], 1):
            before = draw(st.sampled_from(members[:index]))
            net.wires.append(Wire(number, {before: draw(cost), router: draw(cost)}))
        for _ in range(draw(st.integers(0, 2))):
            ends = draw(st.lists(st.sampled_from(members), min_size=2, max_size=3, unique=True)) if len(members) > 1 else []
            if len(ends) > 1:
                net.wires.append(Wire(number, {router: draw(cost) for router in ends}))
    for router in everybody:
        own = sorted({wire.area for wire in net.wires if router in wire.costs}) or [0]
        net.homes[router] = draw(st.sampled_from(own))
    return net
