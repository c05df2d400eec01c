"""Two routers redistribute between two protocols, both ways: what one of them told comes back at the other.

        R1            A: where 172.16.0.0 comes from, as a route of another source
       /  \\
      R2    R3        both redistribute A into B and B into A
       \\  /
        R4            B

Without care the network that R1 no longer tells lives on, for each of the two hears of it from the other. With a tag (of
BGP: a community) on what crosses, and no way back for what bears it, it goes.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

STATIC = "ip route 172.16.0.0 255.255.255.0 Null0\n"
TAGGED = ("rip", "eigrp 7", "ospf 1")
METRIC = {"rip": " metric 3", "eigrp 7": " metric 10000 100 255 1 1500", "ospf 1": " subnets"}
TAG = {"rip": 120, "eigrp 7": 170, "ospf 1": 110}
LIVES_ON = {("rip", "ospf 1"), ("eigrp 7", "ospf 1"), ("eigrp 7", "rip")}
"""(A, B): B is believed more than external routes of A, so that one of the two takes what came from A for one of B."""


def process(protocol: str) -> str:
    """Its lines, without networks where these can be told apart."""
    if protocol == "rip":
        return "router rip\n version 2\n no auto-summary\n network 10.0.0.0\n timers basic 5 15 0 20\n"
    return f"router {protocol}\n" + (" no auto-summary\n" if protocol.startswith("eigrp") else "")


def quiet(port: str) -> str:
    """An interface of the other domain."""
    return f" passive-interface {port}\n"


def networks(protocol: str, subnets: list[str]) -> str:
    """The protocol runs on these alone (RIP, which thinks in classes, is silenced on the others)."""
    if protocol == "rip":
        return ""
    word = " area 0" if protocol.startswith("ospf") else ""
    return "".join(f" network {subnet} 0.0.0.255{word}\n" for subnet in subnets)


def lab_of(a: str, b: str, cured: bool) -> Lab:
    head = {name: process(name) for name in (a, b)}
    maps = (
        f"route-map OUT deny 10\n match tag {TAG[b]}\nroute-map OUT permit 20\n set tag {TAG[a]}\n"
        f"route-map BACK deny 10\n match tag {TAG[a]}\nroute-map BACK permit 20\n set tag {TAG[b]}\n"
    )
    out, back = (" route-map OUT", " route-map BACK") if cured else ("", "")
    configs = {
        "R1": "interface Gi0/0\n ip address 10.1.12.1 255.255.255.0\n no shutdown\n"
        "interface Gi0/1\n ip address 10.1.13.1 255.255.255.0\n no shutdown\n"
        f"{STATIC}{head[a]}{networks(a, ['10.1.12.0', '10.1.13.0'])} redistribute static{METRIC[a]}\n",
        "R4": "interface Gi0/0\n ip address 10.2.24.4 255.255.255.0\n no shutdown\n"
        "interface Gi0/1\n ip address 10.2.34.4 255.255.255.0\n no shutdown\n"
        f"{head[b]}{networks(b, ['10.2.24.0', '10.2.34.0'])}",
    }
    for own, up, down in (("R2", "10.1.12", "10.2.24"), ("R3", "10.1.13", "10.2.34")):
        number = own[1]
        configs[own] = (
            f"interface Gi0/0\n ip address {up}.{number} 255.255.255.0\n no shutdown\n"
            f"interface Gi0/1\n ip address {down}.{number} 255.255.255.0\n no shutdown\n"
            f"{maps if cured else ''}"
            f"{head[a]}{networks(a, [f'{up}.0'])}{quiet('GigabitEthernet0/1')}"
            f"{head[b]}{networks(b, [f'{down}.0'])}{quiet('GigabitEthernet0/0')}"
        )
    crossing = f"router {a}\n redistribute {b}{METRIC[a]}{back}\nrouter {b}\n redistribute {a}{METRIC[b]}{out}\n"
    cables = ("R1:Gi0/0 R2:Gi0/0", "R1:Gi0/1 R3:Gi0/0", "R4:Gi0/0 R2:Gi0/1", "R4:Gi0/1 R3:Gi0/1")
    lab = network(configs, *cables, platform="iosv")
    assert lab.refused_lines() == []
    for node in "R2", "R3":  # one after the other: at the same time each would take back what the other lost, and again
        lab.run(60)
        assert lab[node].configure(crossing) == ""
    lab.run(120)
    return lab


def knows(lab: Lab) -> set[str]:
    return {node.name for node in lab if node.device.vrfs.default.v4.lookup(0xAC100001) is not None}


@pytest.mark.parametrize(("a", "b"), list(permutations(TAGGED, 2)))
@pytest.mark.parametrize("cured", [False, True])
def test_what_comes_back(a: str, b: str, cured: bool) -> None:
    lab = lab_of(a, b, cured)
    assert knows(lab) == {"R1", "R2", "R3", "R4"}
    assert lab["R1"].configure("no ip route 172.16.0.0 255.255.255.0\n") == ""
    lab.run(300)
    assert bool(knows(lab)) == ((a, b) in LIVES_ON and not cured), knows(lab)


MAPS = """\
ip bgp-community new-format
ip community-list standard OURS permit 65000:110
route-map OUT deny 10
 match tag 20
route-map OUT permit 20
 set community 65000:110
route-map BACK deny 10
 match community OURS
route-map BACK permit 20
 set tag 20
"""
KINDS = " match internal external 1 external 2"


def with_bgp(cured: bool) -> Lab:
    """A is OSPF, B are three autonomous systems: R2's, R4's and R3's."""
    configs = {
        "R1": "interface Gi0/0\n ip address 10.1.12.1 255.255.255.0\n no shutdown\n"
        "interface Gi0/1\n ip address 10.1.13.1 255.255.255.0\n no shutdown\n"
        f"{STATIC}router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n redistribute static subnets\n",
        "R4": "interface Gi0/0\n ip address 10.2.24.4 255.255.255.0\n no shutdown\n"
        "interface Gi0/1\n ip address 10.2.34.4 255.255.255.0\n no shutdown\n"
        "router bgp 65004\n neighbor 10.2.24.2 remote-as 65002\n neighbor 10.2.24.2 send-community\n"
        " neighbor 10.2.34.3 remote-as 65003\n neighbor 10.2.34.3 send-community\n",
    }
    for own, up, down in (("R2", "10.1.12", "10.2.24"), ("R3", "10.1.13", "10.2.34")):
        number = own[1]
        configs[own] = (
            f"interface Gi0/0\n ip address {up}.{number} 255.255.255.0\n no shutdown\n"
            f"interface Gi0/1\n ip address {down}.{number} 255.255.255.0\n no shutdown\n"
            f"{MAPS if cured else ''}router ospf 1\n network {up}.0 0.0.0.255 area 0\n"
            f"router bgp 6500{number}\n neighbor {down}.4 remote-as 65004\n neighbor {down}.4 send-community\n"
        )
    cables = ("R1:Gi0/0 R2:Gi0/0", "R1:Gi0/1 R3:Gi0/0", "R4:Gi0/0 R2:Gi0/1", "R4:Gi0/1 R3:Gi0/1")
    lab = network(configs, *cables, platform="iosv")
    assert lab.refused_lines() == []
    out, back = (" route-map OUT", " route-map BACK") if cured else ("", "")
    for node, asn in (("R2", 65002), ("R3", 65003)):
        lab.run(90)
        said = lab[node].configure(
            f"router ospf 1\n redistribute bgp {asn} subnets{back}\nrouter bgp {asn}\n redistribute ospf 1{KINDS}{out}\n"
        )
        assert said == ""
    lab.run(180)
    return lab


@pytest.mark.parametrize("cured", [False, True])
def test_a_community_where_there_are_no_tags(cured: bool) -> None:
    lab = with_bgp(cured)
    assert knows(lab) == {"R1", "R2", "R3", "R4"}
    lab["R1"].configure("no ip route 172.16.0.0 255.255.255.0\n")
    lab.run(300)
    assert bool(knows(lab)) != cured


def test_bgp_takes_external_routes_of_ospf_only_when_told() -> None:
    lab = with_bgp(True)
    assert lab["R2"].configure("router bgp 65002\n redistribute ospf 1 route-map OUT\n") == ""
    assert lab["R3"].configure("router bgp 65003\n no redistribute ospf 1\n") == ""
    lab.run(90)
    table = lab["R4"].device.vrfs.default.v4
    assert table.lookup(0xAC100001) is None and table.lookup(0x0A010C01) is not None
    assert " redistribute ospf 1 route-map OUT" in lab["R2"].running_config()
