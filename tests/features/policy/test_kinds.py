"""`redistribute ospf N match …`: which kinds of routes are taken, and how the lines add up."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

INTERNAL, E1, E2 = "172.16.2.0/24", "172.17.1.0/24", "172.18.2.0/24"


def lab_of(taker: str) -> Lab:
    """R2 tells R1 by OSPF an internal network, one of type 1 and one of type 2; R1 redistributes them."""
    lab = network(
        {
            "R1": f"interface Gi0/0\n ip address 10.0.12.1 255.255.255.0\n no shutdown\n"
            f"router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\nrouter {taker}\n network 192.168.0.0\n",
            "R2": "interface Gi0/0\n ip address 10.0.12.2 255.255.255.0\n no shutdown\n"
            "interface Loopback0\n ip address 172.16.2.1 255.255.255.0\n ip ospf network point-to-point\n"
            "ip route 172.17.1.0 255.255.255.0 Null0\nip route 172.18.2.0 255.255.255.0 Null0 tag 2\n"
            "route-map TWO permit 10\n match tag 2\nroute-map ONE deny 10\n match tag 2\nroute-map ONE permit 20\n"
            "router eigrp 9\n redistribute static metric 1 1 1 1 1\n"
            "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n redistribute static subnets metric-type 1 route-map ONE\n"
            "router ospf 2\n redistribute static subnets route-map TWO\n",
        },
        "R1:Gi0/0 R2:Gi0/0", platform="iosv",
    )  # fmt: skip
    lab["R2"].configure(
        "no router ospf 2\ninterface Loopback1\n ip address 172.18.2.1 255.255.255.0\n"
        "no ip route 172.18.2.0 255.255.255.0\nrouter ospf 1\n no network 0.0.0.0 255.255.255.255 area 0\n"
        " network 10.0.0.0 0.255.255.255 area 0\n network 172.16.0.0 0.0.255.255 area 0\n redistribute connected subnets\n"
    )
    lab.run(60)
    return lab


def taken(lab: Lab, taker: str) -> set[str]:
    lab.run(1)
    shown = lab["R1"].cli("show ip rip database" if taker == "rip" else "show ip eigrp topology")
    lines = [line for line in shown.splitlines() if "possibly down" not in line]
    return {prefix for prefix in (INTERNAL, E1, E2) if any(prefix in line for line in lines)}


@pytest.mark.parametrize(("taker", "metric"), [("rip", " metric 2"), ("eigrp 5", " metric 100000 10 255 1 1500")])
def test_kinds(taker: str, metric: str) -> None:
    lab, head = lab_of(taker), f"router {taker}\n"
    r1 = lab["R1"]

    def line() -> str:
        return next((line for line in r1.running_config() if line.startswith(" redistribute ospf")), "")

    for typed, shown, expected in (
        (f"redistribute ospf 1{metric}", f" redistribute ospf 1{metric}", {INTERNAL, E1, E2}),
        ("redistribute ospf 1 match internal", f" redistribute ospf 1{metric} match internal", {INTERNAL}),
        ("redistribute ospf 1 match external 1", f" redistribute ospf 1{metric} match internal external 1", {INTERNAL, E1}),
        ("redistribute ospf 1 match external", f" redistribute ospf 1{metric} match internal external 1 external 2", {INTERNAL, E1, E2}),
        ("no redistribute ospf 1 match internal external 1", f" redistribute ospf 1{metric} match external 2", {E2}),
        ("redistribute ospf 1 match nssa-external", f" redistribute ospf 1{metric} match external 2 nssa-external 1 nssa-external 2", {E2}),
        ("redistribute ospf 1", f" redistribute ospf 1{metric}", {INTERNAL, E1, E2}),
        ("no redistribute ospf 1", "", set()),
    ):
        assert r1.configure(f"{head} {typed}\n") == ""
        assert line() == shown, typed
        assert taken(lab, taker) == expected, typed


def test_only_what_has_kinds() -> None:
    lab = lab_of("rip")
    assert "Invalid input" in lab["R1"].configure("router rip\n redistribute static match internal\n")
    assert "Invalid input" in lab["R1"].configure("router ospf 1\n redistribute rip match external\n")
    assert lab["R1"].configure("router ospf 2\nrouter ospf 1\n redistribute ospf 2 match external 2 subnets\n") == ""
    assert " redistribute ospf 2 subnets match external 2" in lab["R1"].running_config()
