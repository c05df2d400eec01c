"""IPv6 in VRFs: tables of their own, what goes with a VRF, and the old syntax, which knows IPv4 alone."""

from __future__ import annotations

from iosemu import Lab
from iosemu.lab.node import Node
from tests.features.wired import network

BLUE = "vrf definition BLUE\n address-family ipv4\n exit-address-family\n address-family ipv6\n exit-address-family\n"
PORT = "interface Fa0/0\n ip address 10.0.0.{0} 255.255.255.0\n ipv6 address 2001:db8::{0}/64\n no shutdown\n"


def text(node: Node) -> str:
    return "\n".join(node.running_config()) + "\n"


def pair(first: str = BLUE, second: str = "") -> Lab:
    one, two = (PORT.replace("{0}", number) for number in "12")
    lab = network({"R1": first + one, "R2": second + two}, "R1:Fa0/0 R2:Fa0/0")
    assert lab.refused_lines() == []
    lab.run(10)
    return lab


def test_both_families_go() -> None:
    lab = pair()
    r1 = lab["R1"]
    r1.configure("interface Fa0/0\n ipv6 enable\n ipv6 nd ra interval 30\n")
    assert "L   FF00::/8 [0/0]" in r1.cli("show ipv6 route")
    why = "disabled and address(es) removed due to enabling VRF BLUE"
    assert r1.configure("interface Fa0/0\n vrf forwarding BLUE\n") == (
        f"% Interface FastEthernet0/0 IPv4 {why}\n% Interface FastEthernet0/0 IPv6 {why}\n"
    )
    running = text(r1)
    assert "ipv6 address" not in running and "ipv6 enable" not in running and " ipv6 nd ra interval 30\n" in running
    assert "FF00::/8" not in r1.cli("show ipv6 route") + r1.cli("show ipv6 route vrf BLUE")
    assert r1.configure("interface Fa0/0\n ipv6 address 2001:db8::1/64\n") == ""
    lab.run(5)
    assert "!!!!!" in r1.cli("ping vrf BLUE 2001:db8::2") and "....." in r1.cli("ping 2001:db8::2 timeout 1")
    assert "C   2001:DB8::/64 [0/0]" in r1.cli("show ipv6 route vrf BLUE")
    assert "L   FF00::/8 [0/0]" in r1.cli("show ipv6 route vrf BLUE")
    assert "entries" in r1.cli("show ipv6 route") and "2001:DB8::" not in r1.cli("show ipv6 route")
    assert r1.configure("ipv6 route vrf BLUE 2001:db8:9::/64 2001:db8::2\n") == ""
    assert "S   2001:DB8:9::/64 [1/0]\n     via 2001:DB8::2" in r1.cli("show ipv6 route vrf BLUE")

    # the family ends, then the VRF: lines and addresses go along
    lines = "vrf definition BLUE\n no address-family ipv6\n"
    assert r1.configure(lines) == "% IPv6 addresses from all interfaces in VRF BLUE have been removed\n"
    assert "ipv6 address" not in text(r1) and "ipv6 route" not in text(r1)
    lines = "interface Fa0/0\n ipv6 address 2001:db8::1/64\n"
    refused = "% FastEthernet0/0 is linked to a VRF. Enable IPv6 on that VRF first.\n"
    assert r1.configure(lines) == refused == r1.configure("interface Fa0/0\n ipv6 enable\n")
    r1.configure("vrf definition BLUE\n address-family ipv6\n")
    assert r1.configure(lines) == ""
    assert r1.configure("no vrf definition BLUE\n") == (
        "% IPv4 addresses from all interfaces in VRF BLUE have been removed\n"
        "% IPv6 addresses from all interfaces in VRF BLUE have been removed\n"
    )
    assert "ipv6 address" not in text(r1)


def test_the_old_form_leaves_ipv6_alone() -> None:
    lab = pair("ip vrf OLD\n")
    r1 = lab["R1"]
    told = r1.configure("interface Fa0/0\n ip vrf forwarding OLD\n")
    assert told == "% Interface FastEthernet0/0 IPv4 disabled and address(es) removed due to enabling VRF OLD\n"
    assert " ip vrf forwarding OLD\n no ip address\n" in text(r1)
    assert " ipv6 address 2001:DB8::1/64\n" in text(r1)
    assert "!!!!!" in r1.cli("ping 2001:db8::2")  # at once: nothing was touched
    assert "C   2001:DB8::/64 [0/0]" in r1.cli("show ipv6 route")
    assert "2001:DB8::" not in r1.cli("show ipv6 route vrf OLD")
    r1.configure("no ip vrf OLD\n")
    assert "!!!!!" in r1.cli("ping 2001:db8::2") and " ipv6 address 2001:DB8::1/64\n" in text(r1)


def test_an_upgrade_takes_ipv6_addresses() -> None:
    lab = pair("ip vrf OLD\n")
    r1 = lab["R1"]
    r1.configure("interface Fa0/0\n ip vrf forwarding OLD\nvrf upgrade-cli multi-af-mode common-policies force\n")
    assert "ipv6 address" not in text(r1) and " vrf forwarding OLD\n" in text(r1)
    assert "2001:DB8::" not in r1.cli("show ipv6 route")


def test_a_route_of_an_interface_that_is_deleted() -> None:
    lab = pair()
    r1 = lab["R1"]
    r1.configure("interface Lo7\n ipv6 address 2001:db8:7::1/64\nipv6 route 2001:db8:8::/64 Lo7\n")
    assert "ipv6 route 2001:DB8:8::/64 Loopback7" in text(r1)
    r1.configure("no interface Lo7\n")
    assert "ipv6 route" not in text(r1) and "2001:DB8:7::" not in r1.cli("show ipv6 route")
