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
    """`homes`: the area of each router's loopback 192.168.<n>.1/32; `outside`: who brings in 172.16.<n>.0/24, (is it of
    type 2, metric); `nssas`: areas that are; `ranged`: areas whose loopbacks, 192.<168 + area>.<n>.1, are told as one;
    `links`: (transit area, two ends) of virtual links."""

    count: int
    wires: list[Wire] = field(default_factory=list)
    homes: dict[int, int] = field(default_factory=dict)
    outside: dict[int, tuple[bool, int]] = field(default_factory=dict)
    nssas: set[int] = field(default_factory=set)
    ranged: bool = False
    links: list[tuple[int, int, int]] = field(default_factory=list)

    def loopback(self, router: int) -> str:
        return f"192.{168 + self.homes[router] if self.ranged else 168}.{router}.1"

    def areas(self, router: int) -> set[int]:
        return {wire.area for wire in self.wires if router in wire.costs} | {self.homes[router]}

    def config(self, router: int) -> str:
        lines = [f"interface Loopback0\n ip address {self.loopback(router)} 255.255.255.255\n"]
        lines.append("interface Fa0/0\n no shutdown\n")
        networks = [f" network {self.loopback(router)} 0.0.0.0 area {self.homes[router]}\n"]
        networks += [f" area {area} nssa\n" for area in sorted(self.nssas & self.areas(router))]
        if self.ranged:
            networks += [f" area {area} range 192.{168 + area}.0.0 255.255.0.0\n" for area in sorted(self.areas(router)) if area]
        for transit, one, other in self.links:
            if router in (one, other):
                networks.append(f" area {transit} virtual-link 1.1.1.{other if router == one else one} hello-interval 2 dead-interval 8\n")
        if router in self.outside:
            type2, metric = self.outside[router]
            lines.append(f"ip route 172.16.{router}.0 255.255.255.0 Null0\n")
            networks.append(f" redistribute static subnets metric {metric} metric-type {1 + type2}\n")
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

    def trees(self) -> dict[int, dict[tuple[int, int], int]]:
        """Costs inside each area; virtual links are ways of the backbone, as long as the way through their area is."""
        found = {area: self.inside(area) for area in {a for router in range(1, self.count + 1) for a in self.areas(router)}}
        spine = found[0]
        members = {router for ends in spine for router in ends} | {end for link in self.links for end in link[1:]}
        for a in members:
            for b in members:
                spine.setdefault((a, b), 0 if a == b else INFINITY)
        for transit, one, other in self.links:
            for a, b in ((one, other), (other, one)):
                spine[a, b] = min(spine[a, b], found[transit][a, b])
        for k in members:
            for a in members:
                for b in members:
                    spine[a, b] = min(spine[a, b], spine[a, k] + spine[k, b])
        return found

    def belongs(self, router: int) -> set[int]:
        """Its areas, with the backbone where a virtual link leads there."""
        return self.areas(router) | ({0} if any(router in link[1:] for link in self.links) else set())

    def borders(self) -> list[int]:
        return [r for r in range(1, self.count + 1) if 0 in self.belongs(r) and len(self.belongs(r)) > 1]

    def reach(self, own: dict[int, dict[int, int]], router: bool = False) -> dict[int, int]:
        """`own`: by area, what each of its routers pays for something that is told in it. What every router pays: for a
        network inside its area first of all that, else by the backbone, else (RFC 2328 section 16.3) through an area that a
        virtual link leads through; for a boundary router what costs least (section 16.4.1, as RFC 1583 has it)."""
        trees, borders, everybody = self.trees(), self.borders(), range(1, self.count + 1)
        least = {
            r: min((costs[r] for area, costs in own.items() if r in costs and area in self.belongs(r)), default=INFINITY)
            for r in everybody
        }
        stays = {r for r in everybody if least[r] < INFINITY and not router}  # it looks no further
        told = {b: min((own[area][b] for area in own if area != 0 and b in own[area]), default=INFINITY) for b in borders}
        spine: dict[int, int] = {}
        for r in everybody:
            if 0 in self.belongs(r):
                by_others = [trees[0][r, b] + told[b] for b in borders if b != r and (r, b) in trees[0] and told[b] < INFINITY]
                spine[r] = least[r] if r in stays else min([least[r], *by_others])

        def tells(border: int, area: int) -> bool:
            """Not what it reaches through the area itself (section 12.4.3): by a virtual link."""
            return spine[border] == least[border] or not any((area, border) == (link[0], link[2]) for link in self.links)

        for transit in {link[0] for link in self.links}:
            ends = [b for b in borders if transit in self.areas(b)]
            for _ in ends:
                for r in ends:
                    if r not in stays or r in own.get(0, {}):
                        ways = [trees[transit][r, b] + spine[b] for b in ends if tells(b, transit)]
                        spine[r] = min([spine[r], *ways])
        found = {}
        for r in everybody:
            best = spine.get(r, least[r])
            if r not in spine and r not in stays:
                best = min([best, *(
                    trees[area][r, b] + spine[b]
                    for area in self.areas(r) for b in borders if (r, b) in trees[area] and tells(b, area)
                )])  # fmt: skip
            if best < INFINITY:
                found[r] = best
        return found

    def loopback_costs(self) -> dict[tuple[int, int], int]:
        """(router, owner of the loopback) -> cost of the route."""
        inside = self.trees()
        found: dict[tuple[int, int], int] = {}
        for owner in range(1, self.count + 1):
            home = self.homes[owner]
            own = {r: cost + 1 for (r, to), cost in inside[home].items() if to == owner and cost < INFINITY}
            found.update({(r, owner): cost for r, cost in self.reach({home: own}).items() if r != owner})
        return found

    def range_costs(self) -> dict[tuple[int, int], int]:
        """(router outside of the area, area) -> cost of the route to all of its loopbacks: that of the nearest."""
        inside, found = self.trees(), {}
        for area in {home for home in self.homes.values() if home}:
            owners = [owner for owner, home in self.homes.items() if home == area]
            own = {}
            for r in range(1, self.count + 1):
                costs = [inside[area][r, o] + 1 for o in owners if (r, o) in inside[area]]
                if costs:
                    own[r] = min(costs)
            found.update({(r, area): cost for r, cost in self.reach({area: own}).items() if area not in self.areas(r)})
        return found

    def outside_costs(self) -> dict[tuple[int, int], int]:
        """(router, who brings it in) -> metric of the route. Into an NSSA nothing comes that is brought in elsewhere; what is
        brought in there is reached by the loopback of who does."""
        inside, loopbacks, found = self.trees(), self.loopback_costs(), {}
        for owner, (type2, metric) in self.outside.items():
            nssa = self.homes[owner] in self.nssas
            own = {
                area: {r: cost for (r, to), cost in inside[area].items() if to == owner and cost < INFINITY}
                for area in self.belongs(owner)
            }
            ways = {r: cost for (r, to), cost in loopbacks.items() if to == owner} if nssa else self.reach(own, router=True)
            for r in range(1, self.count + 1):
                shut = self.belongs(r) <= self.nssas and not (nssa and self.homes[owner] in self.areas(r))
                if r != owner and r in ways and not shut:
                    found[r, owner] = metric if type2 else ways[r] + metric
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


@st.composite
def nets_with_outside(draw: st.DrawFn) -> Net:
    """Some areas are NSSAs; routers of one area bring routes in."""
    net = draw(nets())
    net.nssas = {area for area in set(net.homes.values()) | {w.area for w in net.wires} if area and draw(st.booleans())}
    _bring_in(draw, net)
    return net


def _bring_in(draw: st.DrawFn, net: Net) -> None:
    single = [router for router in range(1, net.count + 1) if len(net.belongs(router)) == 1]
    if single:
        for router in draw(st.lists(st.sampled_from(single), max_size=2, unique=True)):
            net.outside[router] = (draw(st.booleans()), draw(st.integers(1, 50)))


@st.composite
def nets_with_links(draw: st.DrawFn) -> Net:
    """One area touches the backbone by a virtual link through another; routers of one area bring routes in."""
    net = draw(nets())
    transit = 1
    inner = [router for router in range(1, net.count + 1) if net.areas(router) == {transit}]
    borders = [router for router in range(1, net.count + 1) if net.areas(router) >= {0, transit}]
    if inner and borders:
        end = draw(st.sampled_from(inner))
        net.count += 1
        net.wires.append(Wire(9, {end: draw(st.integers(1, 20)), net.count: draw(st.integers(1, 20))}))
        net.homes[net.count] = 9
        net.links.append((transit, draw(st.sampled_from(borders)), end))
    _bring_in(draw, net)
    return net
