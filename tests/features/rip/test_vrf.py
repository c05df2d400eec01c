"""RIP in VRFs: an address family has networks, timers and filters of its own, and hears its own interfaces."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.vrfs import into, routes, twins

PEER = "router rip\n version 2\n no auto-summary\n network 10.0.0.0\n network 192.168.{}.0\n"
FAMILY = " address-family ipv4 vrf {}\n  network 10.0.0.0\n  network 192.168.1.0\n  no auto-summary\n"
RIP = "router rip\n version 2\n" + FAMILY.format("RED") + FAMILY.format("BLUE")


@pytest.fixture
def lab() -> Lab:
    lab = twins(PEER)
    assert "%" not in lab["R1"].configure(RIP)
    lab.run(60)
    return lab


def test_two_vrfs_with_the_same_addresses(lab: Lab) -> None:
    assert routes(lab, "R1", "RED", "rip") == {"192.168.2.0/24": (120, 1)}
    assert routes(lab, "R1", "BLUE", "rip") == {"192.168.3.0/24": (120, 1)}
    assert routes(lab, "R1", "", "rip") == {}
    assert routes(lab, "R2", "", "rip") == routes(lab, "R3", "", "rip") == {"192.168.1.0/24": (120, 1)}


def test_shows_of_one_vrf(lab: Lab) -> None:
    r1 = lab["R1"]
    assert [line for line in r1.cli("show ip rip database vrf RED").splitlines() if "auto-summary" not in line][:3] == [
        "10.0.12.0/24    directly connected, FastEthernet0/0",
        "192.168.1.0/24    directly connected, Loopback1",
        "192.168.2.0/24",
    ]
    assert r1.cli("show ip rip database") == ""
    blue = r1.cli("show ip protocols vrf BLUE")
    assert "send version 2, receive version 2" in blue  # what `router rip` says
    assert "FastEthernet0/1" in blue and "FastEthernet0/0" not in blue
    assert r1.cli("show ip protocols vrf GREEN") == "% IP routing table GREEN does not exist\n"


def test_an_address_family_has_its_own_options(lab: Lab) -> None:
    lab["R1"].configure(
        "access-list 1 deny 192.168.2.0 0.0.0.255\naccess-list 1 permit any\n"
        "router rip\n address-family ipv4 vrf RED\n  timers basic 5 15 15 20\n  distribute-list 1 in\n"
        " address-family ipv4 vrf BLUE\n  distance 90\n  passive-interface FastEthernet0/1"
    )
    lab["R1"].cli("clear ip route *")
    lab.run(300)
    assert routes(lab, "R1", "RED", "rip") == {}
    assert routes(lab, "R1", "BLUE", "rip") == {"192.168.3.0/24": (90, 1)}
    assert routes(lab, "R2", "", "rip") and not routes(lab, "R3", "", "rip")


def test_redistribution_takes_from_the_table_of_the_vrf(lab: Lab) -> None:
    lab["R1"].configure(
        "interface Loopback9\n ip address 9.9.9.9 255.255.255.255\n"
        "router rip\n address-family ipv4 vrf RED\n  no network 192.168.1.0\n  redistribute connected metric 5"
    )
    lab.run(240)
    assert routes(lab, "R2", "", "rip") == {"192.168.1.0/24": (120, 5)}
    assert routes(lab, "R3", "", "rip") == {"192.168.1.0/24": (120, 1)}


def test_running_config(lab: Lab) -> None:
    lab["R1"].configure("router rip\n address-family ipv4 vrf RED\n  version 2\n  redistribute static metric 3")
    lines = lab["R1"].running_config()
    at = lines.index("router rip")
    assert lines[at : at + 16] == [
        "router rip", " version 2", " !",
        " address-family ipv4 vrf RED", "  redistribute static metric 3", "  network 10.0.0.0", "  network 192.168.1.0",
        "  no auto-summary", "  version 2", " exit-address-family", " !",
        " address-family ipv4 vrf BLUE", "  network 10.0.0.0", "  network 192.168.1.0", "  no auto-summary",
        " exit-address-family",
    ]  # fmt: skip


def test_an_interface_that_moves_takes_nothing_along(lab: Lab) -> None:
    into(lab, "R1", Fa0_0="BLUE", Fa0_1="GREEN")
    assert routes(lab, "R1", "RED", "rip") == {}
    lab.run(60)
    assert routes(lab, "R1", "BLUE", "rip") == {"192.168.2.0/24": (120, 1)}


def test_an_address_family_or_its_vrf_ends(lab: Lab) -> None:
    lab["R1"].configure("router rip\n no address-family ipv4 vrf RED")
    assert routes(lab, "R1", "RED", "rip") == {}
    lab["R1"].device.vrfs.remove("BLUE")
    assert not [line for line in lab["R1"].running_config() if "address-family" in line]
    assert list(lab["R1"].device.engine("rip").instances) == [""]
