"""Routes of random networks with areas, against costs that are reckoned otherwise; and their next hops lead there."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from tests.features.ospf.nets import Net, nets
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
