"""Protocols that come and go leave nothing behind: no timer, no listener, no group, no registration, no route."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.chaos import leaks
from tests.features.wired import chain

STATIC = "ip route 172.16.{i}.0 255.255.255.0 Null0\nip route 172.17.{k}.0 255.255.255.0 FastEthernet0/0\n"
POLICY = (
    "access-list 7 permit any\nip prefix-list ALL seq 5 permit 0.0.0.0/0 le 32\nroute-map MAP permit 10\n"
    " match ip address 7\n set tag 5\n"
)
FILTERS = " distribute-list 7 in\n distribute-list prefix ALL out static\n passive-interface Loopback0\n"
COMES = {
    "rip": "router rip\n version 2\n network 10.0.0.0\n network 192.168.{i}.0\n no auto-summary\n"
    f" redistribute static metric 2\n{FILTERS}",
    "eigrp": "router eigrp 1\n network 10.0.0.0\n network 192.168.{i}.0\n"
    f" redistribute static metric 1 1 1 1 1 route-map MAP\n{FILTERS}",
    "ospf": "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n network 192.168.{i}.0 0.0.0.255 area {i}\n"
    " area {i} nssa default-information-originate\n area {i} range 192.168.0.0 255.255.0.0\n redistribute static subnets route-map MAP\n"
    " summary-address 172.16.0.0 255.255.0.0\n default-information originate always\n max-lsa 100\n"
    f"{FILTERS}interface Fa0/0\n ip ospf dead-interval 4\n ip ospf hello-interval 1\n"
    "interface Fa0/1\n ip ospf dead-interval 4\n ip ospf hello-interval 1\n",
    "bgp": "router bgp 65000\n neighbor 10.0.12.{other} remote-as 65000\n redistribute static route-map MAP\n"
    " aggregate-address 172.16.0.0 255.255.0.0\n network 192.168.{i}.0\n",
}
GOES = {"rip": "no router rip\n", "eigrp": "no router eigrp 1\n", "ospf": "no router ospf 1\n", "bgp": "no router bgp 65000\n"}


def once(lab: Lab, names: tuple[str, ...], k: int) -> None:
    """All come, learn what there is, and go. `k` makes each time a little different."""
    comes = (STATIC + POLICY + "".join(COMES[name] for name in names)).replace("{k}", str(k))
    for i, node in enumerate(lab, 1):
        assert "Invalid" not in node.configure(comes.replace("{i}", str(i)).replace("{other}", str(3 - i)))
    lab.run(45)
    assert any(str(route.prefix) == "172.16.2.0/24" or "172.16.0.0/16" in str(route.prefix) for route in lab["R1"].device.vrfs.default.v4)
    for i, node in enumerate(lab, 1):
        gone = STATIC + POLICY.split("\n")[0] + "\n" + "ip prefix-list ALL seq 5 permit 0.0.0.0/0 le 32\nroute-map MAP permit 10\n"
        lines = "".join(f"no {line}\n" for line in gone.replace("{i}", str(i)).replace("{k}", str(k)).splitlines())
        assert "Invalid" not in node.configure("".join(GOES[name] for name in names) + lines)
    lab.run(100)


@pytest.mark.parametrize("names", [("rip",), ("eigrp",), ("ospf",), ("bgp",), ("rip", "eigrp", "ospf", "bgp")])
def test_nothing_is_left(names: tuple[str, ...]) -> None:
    lab = chain(2)
    lab.run(30)
    once(lab, names, 1)
    first = leaks.census(lab)
    once(lab, names, 2)
    once(lab, names, 3)
    assert leaks.more(first, leaks.census(lab)) == []
    for node in lab:
        assert {route.source.name for route in node.device.vrfs.default.v4} <= {"connected", "local"}
