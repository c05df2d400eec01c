"""`tunnel vrf` beside `vrf forwarding`: the transport in one VRF, what is inside in another."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from tests.features.vrf.test_vrf import text_of
from tests.features.wired import network

END = """\
vrf definition OUT
 address-family ipv4
vrf definition INSIDE
 address-family ipv4
interface GigabitEthernet0/0
 vrf forwarding OUT
 ip address 203.0.113.{i} 255.255.255.0
 no shutdown
interface GigabitEthernet0/1
 ip address 203.0.113.{i} 255.255.255.0
 no shutdown
interface Tunnel0
 vrf forwarding INSIDE
 ip address 10.0.0.{i} 255.255.255.0
 tunnel source GigabitEthernet0/0
 tunnel destination 203.0.113.{j}
 tunnel vrf OUT
"""


def pair(config: str = END) -> Lab:
    """Two routers; a second cable has the same addresses in the global table."""
    configs = {f"R{i}": config.replace("{i}", str(i)).replace("{j}", str(3 - i)) for i in (1, 2)}
    lab = network(configs, "R1:Gi0/0 R2:Gi0/0", "R1:Gi0/1 R2:Gi0/1", platform="iosv")
    lab.run(10)
    return lab


def test_outer_datagrams_live_in_the_front_door() -> None:
    lab = pair()
    r1 = lab["R1"]
    wrong = lab["R2"].device.interfaces[InterfaceName.parse("GigabitEthernet0/1")]
    outside: list[bytes] = []
    wrong.taps.append(lambda iface, out, data: outside.append(data[12:14]))
    r1.cli("ping vrf INSIDE 10.0.0.2")
    assert "(5/5)" in r1.cli("ping vrf INSIDE 10.0.0.2")
    assert "(0/5)" in r1.cli("ping vrf OUT 10.0.0.2")
    assert b"\x08\x00" not in outside
    text = text_of(r1)
    assert "interface Tunnel0\n vrf forwarding INSIDE\n ip address 10.0.0.1 255.255.255.0\n" in text
    assert " tunnel destination 203.0.113.2\n tunnel vrf OUT\n" in text
    assert lab["R2"].configure(text) is not None
    again = network({"R1": text}, platform="iosv")["R1"]
    assert text_of(again) == text


def test_line_follows_the_route_of_the_front_door() -> None:
    lab = pair(END.replace("{j}", "9"))
    r1 = lab["R1"]
    tunnel = r1.device.interfaces[InterfaceName.parse("Tunnel0")]
    assert tunnel.line_up
    r1.configure("interface Tunnel0\n tunnel destination 198.51.100.9\nip route 198.51.100.0 255.255.255.0 203.0.113.2\n")
    lab.run(5)
    assert not tunnel.line_up, "only the global table leads there"
    r1.configure("ip route vrf OUT 198.51.100.0 255.255.255.0 203.0.113.2\n")
    lab.run(5)
    assert tunnel.line_up
    r1.configure("interface Tunnel0\n no tunnel vrf\n")
    lab.run(5)
    assert not tunnel.line_up, "its source is not in the global table"
    r1.configure("interface Tunnel0\n tunnel source GigabitEthernet0/1\n")
    lab.run(5)
    assert tunnel.line_up


def test_front_door_must_be_there_and_takes_its_lines_along() -> None:
    r1 = pair()["R1"]
    assert r1.configure("interface Tunnel0\n tunnel vrf NOSUCH\n") == "% VRF NOSUCH not configured.\n"
    r1.configure("no vrf definition OUT\n")
    assert "tunnel vrf" not in text_of(r1)


@pytest.mark.parametrize("inside", ["", " vrf forwarding INSIDE\n"])
def test_dmvpn_over_a_front_door(inside: str) -> None:
    """mGRE with NHRP: resolution and multicast go through the front VRF."""
    config = END.replace(" vrf forwarding INSIDE\n", inside).replace(" tunnel destination 203.0.113.{j}\n", "")
    hub = config.replace("{i}", "1") + (
        " tunnel mode gre multipoint\n ip nhrp network-id 1\n ip nhrp map multicast dynamic\n"
    )
    spoke = config.replace("{i}", "2") + (
        " tunnel mode gre multipoint\n ip nhrp network-id 1\n ip nhrp nhs 10.0.0.1\n"
        " ip nhrp map 10.0.0.1 203.0.113.1\n ip nhrp map multicast 203.0.113.1\n"
    )
    lab = network({"R1": hub, "R2": spoke}, "R1:Gi0/0 R2:Gi0/0", "R1:Gi0/1 R2:Gi0/1", platform="iosv")
    lab.run(30)
    vrf = "vrf INSIDE " if inside else ""
    lab["R1"].cli(f"ping {vrf}10.0.0.2")
    assert "(5/5)" in lab["R1"].cli(f"ping {vrf}10.0.0.2")
