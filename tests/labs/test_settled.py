"""A lab that says it has settled has converged: two minutes later everybody still has the routes it had."""

from __future__ import annotations

import pytest

from iosemu.lab.catalog import shipped
from iosemu.lab.lab import Lab
from tests.features.wired import network

LABS = list(shipped())


def _routes(lab: Lab) -> set[tuple[str, str, str, tuple[object, ...]]]:
    """Router, VRF, prefix, next hops."""
    return {
        (name, vrf.name, str(route.prefix), tuple(path.next_hop for path in route.paths))
        for name, node in lab.nodes.items()
        for vrf in node.device.vrfs.all()
        for route in vrf.v4
    }


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", LABS)
def test_settled_is_converged(name: str, seed: int) -> None:
    lab = Lab.load(name, seed=seed)
    assert lab.settle()
    settled = _routes(lab)
    lab.run(120)
    assert _routes(lab) == settled


_IKE = (
    "crypto isakmp policy 10\n encryption aes\n authentication pre-share\n group 2\n"
    "crypto isakmp key cisco address 0.0.0.0\ncrypto ipsec transform-set T esp-aes esp-sha-hmac\n mode transport\n"
)
_MAP = (
    "access-list 101 permit gre host 10.0.0.{0} host 10.0.0.{1}\ncrypto map M 10 ipsec-isakmp\n set peer 10.0.0.{1}\n"
    " set transform-set T\n match address 101\ninterface Fa0/0\n crypto map M\n"
)
_PROFILE = "crypto ipsec profile P\n set transform-set T\ninterface Tunnel0\n tunnel protection ipsec profile P\n"
_ENDS = (
    "interface Fa0/0\n ip address 10.0.0.{0} 255.255.255.0\n no shutdown\n"
    "interface Tunnel0\n ip address 172.16.0.{0} 255.255.255.0\n tunnel source Fa0/0\n tunnel destination 10.0.0.{1}\n"
    "interface Loopback0\n ip address 192.168.{0}.1 255.255.255.0\nrouter eigrp 1\n network 172.16.0.0\n network 192.168.{0}.0\n"
)


@pytest.mark.parametrize("how", [_MAP, _PROFILE, _PROFILE + " tunnel mode ipsec ipv4\n"], ids=["map", "gre", "vti"])
def test_what_the_first_hello_could_not_reach_yet(how: str) -> None:
    """It is lost while the SAs are negotiated; the next one is waited for."""
    configs = {f"R{one}": (_ENDS + _IKE + how).format(one, 3 - one) for one in (1, 2)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    assert lab.settle()
    assert "192.168.2.0/24" in {str(route.prefix) for route in lab["R1"].device.vrfs.default.v4}
