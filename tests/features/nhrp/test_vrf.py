"""NHRP in VRFs: one hub, two clouds with the same addresses inside, on one transport."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.vrfs import into, routes
from tests.features.wired import log_of, network

KEYS = """crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 5
crypto isakmp key cisco address 0.0.0.0
crypto ipsec transform-set TS esp-aes esp-sha-hmac
 mode transport
crypto ipsec profile P
 set transform-set TS
"""
OUTER = "interface Fa0/0\n ip address 192.0.2.{} 255.255.255.0\n no shutdown\n"
VRF = "vrf definition {}\n address-family ipv4\n exit-address-family\n"
HUB = """interface Tunnel{0}
 vrf forwarding {1}
 ip address 10.0.0.1 255.255.255.0
 ip nhrp network-id {0}
 ip nhrp redirect
 tunnel source Fa0/0
 tunnel mode gre multipoint
 tunnel key {0}
ip route vrf {1} 192.168.2.0 255.255.255.0 10.0.0.2
ip route vrf {1} 192.168.3.0 255.255.255.0 10.0.0.3
"""
SPOKE = """interface Tunnel0
 ip address 10.0.0.{2} 255.255.255.0
 ip nhrp network-id 1
 ip nhrp map 10.0.0.1 192.0.2.1
 ip nhrp nhs 10.0.0.1
 ip nhrp shortcut
 tunnel source Fa0/0
 tunnel mode gre multipoint
 tunnel key {1}
interface Loopback0
 ip address 192.168.{2}.1 255.255.255.0
ip route 192.168.0.0 255.255.0.0 10.0.0.1
"""


def clouds(protection: str = "") -> Lab:
    """R1 the hub; R2 and R3 in the cloud of RED, R4 and R5 in that of BLUE, where they are 10.0.0.2 and .3 again."""
    hub = VRF.format("RED") + VRF.format("BLUE") + OUTER.format(1) + HUB.format(1, "RED") + HUB.format(2, "BLUE")
    configs = {"R1": hub}
    for number, key, host in ((2, 1, 2), (3, 1, 3), (4, 2, 2), (5, 2, 3)):
        configs[f"R{number}"] = OUTER.format(number) + SPOKE.format(number, key, host)
    if protection:
        configs = {name: KEYS + re.sub(r"^ tunnel key .*$", rf"\g<0>\n {protection}", text, flags=re.M) for name, text in configs.items()}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0 R4:Fa0/0 R5:Fa0/0")
    assert all(not node.device.shell.boot_refused for node in lab)
    lab.run(30 if protection else 5)
    return lab


@pytest.fixture
def lab() -> Lab:
    return clouds()


def test_two_clouds_with_the_same_addresses(lab: Lab) -> None:
    r1 = lab["R1"]
    red, blue = r1.cli("show ip nhrp vrf RED"), r1.cli("show ip nhrp vrf BLUE")
    assert "10.0.0.2/32 via 10.0.0.2" in red and "NBMA address: 192.0.2.2" in red and "NBMA address: 192.0.2.4" not in red
    assert "10.0.0.2/32 via 10.0.0.2" in blue and "NBMA address: 192.0.2.4" in blue and "192.0.2.2" not in blue
    assert r1.cli("show ip nhrp").count("10.0.0.2/32 via") == 2
    assert r1.cli("show dmvpn vrf RED").count("Interface: Tunnel") == 1
    assert 'VRF "BLUE" ' in r1.cli("show dmvpn vrf BLUE detail")


def test_traffic_is_told_of_shortcuts_within_its_cloud(lab: Lab) -> None:
    assert "!!!!!" in lab["R2"].cli("ping 192.168.3.1 source loopback0")
    lab.run(5)
    assert routes(lab, "R2", "", "nhrp")["192.168.3.0/24"] == (250, 1)
    assert routes(lab, "R4", "", "nhrp") == {}
    assert "!!!!!" in lab["R4"].cli("ping 192.168.3.1 source loopback0")
    lab.run(5)
    assert "NBMA address: 192.0.2.3" in lab["R2"].cli("show ip nhrp 192.168.3.1")
    assert "NBMA address: 192.0.2.5" in lab["R4"].cli("show ip nhrp 192.168.3.1")


def test_debug_names_the_vrf_by_number(lab: Lab) -> None:
    lines = log_of(lab, "R1")
    lab["R1"].cli("debug nhrp packet")
    lab["R4"].cli("clear ip nhrp")
    lab["R4"].configure("interface Tunnel0\n shutdown\n no shutdown")
    lab.run(5)
    assert any(text.startswith("NHRP: Receive Registration Request via Tunnel2 vrf 2,") for _, text in lines)


def test_clear_of_one_vrf(lab: Lab) -> None:
    lab["R1"].cli("clear ip nhrp vrf BLUE")
    assert lab["R1"].cli("show ip nhrp vrf BLUE") == ""
    assert lab["R1"].cli("show ip nhrp vrf RED").count("registered") == 2


def test_a_tunnel_that_moves_leaves_no_shortcut_behind(lab: Lab) -> None:
    """R2's tunnel goes from the global table into GREEN: its shortcuts go from the old one, and come back in the new."""
    lab["R2"].cli("ping 192.168.3.1 source loopback0")
    lab.run(5)
    assert routes(lab, "R2", "", "nhrp")
    into(lab, "R2", Tunnel0="GREEN", Loopback0="GREEN")
    assert routes(lab, "R2", "", "nhrp") == {}
    assert "never expire" in lab["R2"].cli("show ip nhrp vrf GREEN")
    lab.run(10)
    assert "registered" in lab["R1"].cli("show ip nhrp vrf RED")
    lab["R2"].configure("ip route vrf GREEN 192.168.0.0 255.255.0.0 10.0.0.1")
    lab["R2"].cli("ping vrf GREEN 192.168.3.1 source loopback0")
    lab.run(5)
    assert routes(lab, "R2", "GREEN", "nhrp")["192.168.3.0/24"] == (250, 1)


def test_one_protection_for_both_clouds() -> None:
    """Tunnels of one source share their sockets (`shared`); what comes out of an SA goes to the tunnel of its key."""
    lab = clouds("tunnel protection ipsec profile P shared")
    r1 = lab["R1"]
    for vrf, spoke in (("RED", "R2"), ("BLUE", "R4")):
        assert "!!!!!" in r1.cli(f"ping vrf {vrf} 10.0.0.2")
        seen = lab[spoke].device.ip.icmp.received[8, 0]
        r1.cli(f"ping vrf {vrf} 192.168.2.1")
        assert lab[spoke].device.ip.icmp.received[8, 0] == seen + 5
    shown = r1.cli("show crypto ipsec sa vrf RED")
    assert "protected vrf: RED" in shown and "BLUE" not in shown
    assert r1.cli("show crypto session detail").count("ivrf: BLUE") >= 2
