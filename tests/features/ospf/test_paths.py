"""Routes of random networks with areas, against costs that are reckoned otherwise; and their next hops lead there."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings

from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from tests.features.ospf.nets import Net, Wire, nets, nets_with_links, nets_with_outside
from tests.features.wired import routes


def installed(lab: Lab, net: Net) -> dict[tuple[int, int], int]:
    found = {}
    for router in range(1, net.count + 1):
        for prefix, (_, metric) in routes(lab, f"R{router}", "ospf 1").items():
            if prefix.startswith("192.168."):
                found[router, int(prefix.split(".")[2])] = metric
    return found


def arrives(lab: Lab, net: Net, router: int, owner: int) -> bool:
    """Hop by hop, by every way that is offered."""
    target = parse_ipv4(f"192.168.{owner}.1")
    seen, todo = set(), [router]
    while todo:
        at = todo.pop()
        if at == owner or at in seen:
            continue
        seen.add(at)
        entry = lab[f"R{at}"].device.ip.route(lab[f"R{at}"].device.vrfs.default, target)
        if entry is None:
            return False
        hops = entry.hops if getattr(entry, "hops", ()) else ((entry.interface, entry.next_hop),)
        todo += [address & 0xFF for _, address in hops]
    return True


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nets())
def test_costs_are_those_of_the_shortest_paths(net: Net) -> None:
    with net.lab() as lab:
        lab.run(40)
        expected = net.loopback_costs()
        assert installed(lab, net) == expected
        for router, owner in expected:
            assert arrives(lab, net, router, owner)


def metrics(lab: Lab, net: Net, begins: str, kinds: tuple[str, ...] = ()) -> dict[tuple[int, int], int]:
    """(router, number that follows in the prefix) -> metric, of prefixes that begin so."""
    found = {}
    for router in range(1, net.count + 1):
        for route in lab[f"R{router}"].device.vrfs.default.v4:
            text = str(route.prefix)
            if str(route.source) == "ospf 1" and text.startswith(begins) and route.kind != "summary":
                found[router, int(text.removeprefix(begins).split(".")[0])] = route.metric
    return found


# the borders of an NSSA have a nearer way to its translator through it than through area 0
_TWO_WAYS = Net(
    count=7,
    wires=[
        *(Wire(0, {1: 1, 2: 1}) for _ in range(2)), *(Wire(1, {1: 1, other: 1}) for other in (2, 3, 4)),
        *(Wire(2, {1: 1, other: 1}) for other in (5, 6, 7)),
    ],
    homes={1: 0, 2: 0, 3: 1, 4: 1, 5: 2, 6: 2, 7: 2}, outside={3: (False, 1)}, nssas={1},
)  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nets_with_outside())
@example(_TWO_WAYS)
def test_routes_from_outside(net: Net) -> None:
    """Types 5 and 7, translated at the border of an NSSA; types 1 and 2."""
    with net.lab() as lab:
        lab.run(40)
        assert metrics(lab, net, "172.16.") == net.outside_costs()
        assert installed(lab, net) == net.loopback_costs()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nets())
def test_ranges_cost_what_their_nearest_network_does(net: Net) -> None:
    net.ranged = True
    with net.lab() as lab:
        lab.run(40)
        found = {}
        for router in range(1, net.count + 1):
            for prefix, (_, metric) in routes(lab, f"R{router}", "ospf 1").items():
                if prefix.endswith(".0.0/16") and int(prefix.split(".")[1]) - 168 not in net.areas(router):
                    found[router, int(prefix.split(".")[1]) - 168] = metric
        assert found == net.range_costs()


# the way to a boundary router is shorter through the transit area than the virtual link says (RFC 2328 section 16.3)
_SHORT_CUT = Net(
    count=6,
    wires=[
        Wire(0, {1: 1, 2: 1}), Wire(0, {1: 1, 3: 1}), Wire(1, {2: 2, 1: 1}), Wire(1, {2: 1, 4: 1}), Wire(1, {2: 1, 5: 1}),
        Wire(9, {4: 1, 6: 1}),
    ],
    homes={1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 9}, outside={3: (False, 1)}, links=[(1, 1, 4)],
)  # fmt: skip


def test_without_transit_capability_an_area_carries_its_virtual_link_alone() -> None:
    with _SHORT_CUT.lab() as lab:
        lab.run(60)
        r4 = lab["R4"]
        assert metrics(lab, _SHORT_CUT, "172.16.")[4, 3] == 4 and "Supports area transit" in r4.cli("show ip ospf")
        r4.configure("router ospf 1\n no capability transit\n")
        lab.run(20)
        assert metrics(lab, _SHORT_CUT, "172.16.")[4, 3] == 5 and "Supports area transit" not in r4.cli("show ip ospf")
        assert " no capability transit" in r4.running_config()
        r4.configure("router ospf 1\n capability transit\n")
        lab.run(20)
        assert metrics(lab, _SHORT_CUT, "172.16.")[4, 3] == 4


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nets_with_links())
@example(_SHORT_CUT)
def test_virtual_links_are_ways_of_the_backbone(net: Net) -> None:
    with net.lab() as lab:
        lab.run(60)
        assert metrics(lab, net, "172.16.") == net.outside_costs()
        expected = net.loopback_costs()
        assert installed(lab, net) == expected
        for router, owner in expected:
            assert arrives(lab, net, router, owner)
