"""Two borders between two protocols, both ways: what comes round again, and tags that keep it out."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.bgp.world import iface, loopback
from tests.features.wired import network

# R1 has 172.16.1.0/24 and tells RIP; R3 brings RIP into EIGRP, R2 brings EIGRP into RIP; R4 is in EIGRP, between them
RIP = "router rip\n version 2\n no auto-summary\n network 10.0.0.0\n"
EIGRP = "router eigrp 1\n network 192.168.0.0 0.0.255.255\n"
TAGS = """route-map INTO-EIGRP permit 10
 set tag 120
route-map INTO-RIP deny 10
 match tag 120
route-map INTO-RIP permit 20
 set tag 90
"""


def ring(tags: bool) -> Lab:
    into_rip, into_eigrp = (" route-map INTO-RIP", " route-map INTO-EIGRP") if tags else ("", "")
    configs = {
        "R1": "interface Loopback0\n ip address 172.16.1.1 255.255.255.0\n" + iface("Fa0/0", "10.0.0.1") + RIP
        + " network 172.16.0.0\n",
        "R2": iface("Fa0/0", "10.0.0.2") + iface("Fa0/1", "192.168.2.2") + TAGS + EIGRP
        + RIP + f" redistribute eigrp 1 metric 3{into_rip}\n distance 175\n",  # EIGRP's external routes are believed first
        "R3": iface("Fa0/0", "10.0.0.3") + iface("Fa0/1", "192.168.3.3") + TAGS + RIP
        + EIGRP + f" redistribute rip metric 100000 10 255 1 1500{into_eigrp}\n",
        "R4": loopback("192.168.44.4") + iface("Fa0/0", "192.168.2.4") + iface("Fa0/1", "192.168.3.4") + EIGRP,
    }  # fmt: skip
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0", "R2:Fa0/1 R4:Fa0/0", "R3:Fa0/1 R4:Fa0/1")
    assert lab.refused_lines() == []
    lab.run(90)
    return lab


def known(lab: Lab, node: str, prefix: str = "172.16.1.0/24") -> str:
    """Where the route to it comes from."""
    found = next((r for r in lab[node].device.vrfs.default.v4 if str(r.prefix) == prefix), None)
    return f"{found.source} tag {found.tag}" if found is not None else ""


def test_a_network_that_has_gone_lives_on_where_it_goes_round() -> None:
    """R1 loses it; RIP hears it again from R2, which has it from EIGRP, which has it from R3, which has it from RIP."""
    lab = ring(tags=False)
    assert known(lab, "R3") == "rip tag 0" and known(lab, "R4") == known(lab, "R2") == "eigrp 1 tag 0"
    lab["R1"].configure("interface Loopback0\n shutdown\n")
    lab.run(300)
    assert known(lab, "R1") == "rip tag 0" and known(lab, "R2") == "eigrp 1 tag 0"
    assert "  * 10.0.0.2, from 10.0.0.2," in lab["R1"].cli("show ip route 172.16.1.0")


def test_tags_keep_it_out() -> None:
    lab = ring(tags=True)
    assert known(lab, "R4") == known(lab, "R2") == "eigrp 1 tag 120"
    assert known(lab, "R1", "192.168.44.4/32") == "rip tag 90"
    lab["R1"].configure("interface Loopback0\n shutdown\n")
    lab.run(300)
    assert [known(lab, node) for node in ("R1", "R2", "R3", "R4")] == [""] * 4


@pytest.mark.parametrize("tagged", [False, True])
def test_bgp_between_two_islands(tagged: bool) -> None:
    """EIGRP 1 - R1 - BGP - R2 - EIGRP 2: what came from BGP goes on, with its AS as the tag; a map may stop it by that."""
    deny = "route-map NOT-BACK deny 10\n match tag 65001\nroute-map NOT-BACK permit 20\n" if tagged else ""
    through = " route-map NOT-BACK" if tagged else ""
    configs = {
        "R1": loopback("192.168.1.1") + iface("Fa0/0", "10.0.12.1") + iface("Fa0/1", "192.168.10.1")
        + "router eigrp 1\n network 192.168.0.0 0.0.255.255\n"
        "router bgp 65001\n neighbor 10.0.12.2 remote-as 65002\n redistribute eigrp 1\n",
        "R2": iface("Fa0/0", "10.0.12.2") + iface("Fa0/1", "192.168.20.2") + deny
        + f"router eigrp 2\n network 192.168.20.0\n redistribute bgp 65002 metric 100000 10 255 1 1500{through}\n"
        "router bgp 65002\n neighbor 10.0.12.1 remote-as 65001\n redistribute eigrp 2\n",
        "R3": iface("Fa0/1", "192.168.10.3") + loopback("192.168.33.3")
        + "router eigrp 1\n network 192.168.0.0 0.0.255.255\n",
        "R4": iface("Fa0/1", "192.168.20.4") + loopback("192.168.44.4")
        + "router eigrp 2\n network 192.168.0.0 0.0.255.255\n",
    }  # fmt: skip
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/1", "R2:Fa0/1 R4:Fa0/1")
    assert lab.refused_lines() == []
    lab.run(90)
    assert "192.168.33.3/32  10.0.12.1" in lab["R2"].cli("show ip bgp")
    assert known(lab, "R4", "192.168.33.3/32") == ("" if tagged else "eigrp 2 tag 65001")
    assert known(lab, "R1", "192.168.44.4/32") == "bgp 65001 tag 65002"
