"""A lab that says it has settled has converged: two minutes later everybody still has the routes it had."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab

LABS = (
    "dmvpn-phase1-rip", "dmvpn-phase1-odr", "dmvpn-phase1-eigrp", "dmvpn-phase2-eigrp", "dmvpn-phase3-eigrp",
    "dmvpn-dual-hub", "dmvpn-dual-cloud", "dmvpn-ipsec",
)  # fmt: skip


def _routes(lab: Lab) -> dict[str, set[tuple[str, str, tuple[int | None, ...]]]]:
    return {
        name: {
            (str(route.prefix), route.source, tuple(path.next_hop for path in route.paths))
            for route in node.device.vrfs.default.v4
        }
        for name, node in lab.nodes.items()
    }


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", LABS)
def test_settled_is_converged(name: str, seed: int) -> None:
    lab = Lab.load(name, seed=seed)
    assert lab.settle()
    settled = _routes(lab)
    lab.run(120)
    assert _routes(lab) == settled
