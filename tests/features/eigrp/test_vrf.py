"""EIGRP in VRFs: processes are told apart by VRF, virtual instance and autonomous system."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from tests.features.vrfs import into, routes, twins
from tests.features.wired import log_of

PEER = "router eigrp 100\n network 0.0.0.0\n"
CLASSIC = """router eigrp 1
 address-family ipv4 vrf RED autonomous-system 100
  network 0.0.0.0
 address-family ipv4 vrf BLUE autonomous-system 100
  network 0.0.0.0"""
NAMED = CLASSIC.replace("eigrp 1", "eigrp WAN").replace("ipv4 vrf", "ipv4 unicast vrf")


def joined(text: str) -> Lab:
    lab = twins(PEER)
    assert "%" not in lab["R1"].configure(text)
    lab.run(20)
    return lab


@pytest.fixture
def lab() -> Lab:
    return joined(CLASSIC)


@pytest.mark.parametrize("text", [CLASSIC, NAMED])
def test_two_vrfs_with_the_same_addresses_and_number(text: str) -> None:
    lab = joined(text)
    assert routes(lab, "R1", "RED", "eigrp 100").keys() == {"192.168.2.0/24"}
    assert routes(lab, "R1", "BLUE", "eigrp 100").keys() == {"192.168.3.0/24"}
    assert routes(lab, "R1", "", "eigrp 100") == {}
    assert routes(lab, "R2", "", "eigrp 100").keys() == {"192.168.1.0/24"}
    lab.link("R1", "R3").cut()
    lab.run(5)
    assert routes(lab, "R1", "RED", "eigrp 100").keys() == {"192.168.2.0/24"}
    assert routes(lab, "R1", "BLUE", "eigrp 100") == {}


def test_shows_name_the_vrf(lab: Lab) -> None:
    r1 = lab["R1"]
    assert r1.cli("show ip eigrp neighbors").splitlines() == ["EIGRP-IPv4 Neighbors for AS(1)"]
    red = r1.cli("show ip eigrp vrf RED neighbors").splitlines()
    assert red[0] == "EIGRP-IPv4 Neighbors for AS(100) VRF(RED)"
    assert red[3].split()[1:3] == ["10.0.12.2", "Fa0/0"]
    assert "Fa0/1" in r1.cli("show eigrp address-family ipv4 vrf BLUE 100 neighbors")
    both = r1.cli("show ip eigrp vrf * interfaces")
    assert "Interfaces for AS(100) VRF(RED)" in both and "Interfaces for AS(100) VRF(BLUE)" in both
    rows = [line.split()[0] for line in r1.cli("show ip eigrp vrf RED interfaces").splitlines()[3:]]
    assert rows == ["Fa0/0", "Lo1"]
    head = "EIGRP-IPv4 Topology Table for AS(100)/ID(192.168.1.1) VRF(BLUE)"
    assert r1.cli("show ip eigrp vrf BLUE topology").splitlines()[0] == head
    entry = r1.cli("show ip eigrp vrf RED topology 192.168.2.0/24").splitlines()
    assert entry[:2] == [
        "EIGRP-IPv4 Topology Entry for AS(100)/ID(192.168.1.1) VRF(RED)",
        "EIGRP-IPv4(100): Topology base(0) entry for 192.168.2.0/24",
    ]


def test_named_mode_says_the_vrf_on_a_line_of_its_own() -> None:
    r1 = joined(NAMED)["R1"]
    assert r1.cli("show ip eigrp vrf RED neighbors").splitlines()[:2] == [
        "EIGRP-IPv4 VR(WAN) Address-Family Neighbors for AS(100)",
        "           VRF(RED)",
    ]
    assert r1.cli("show ip eigrp vrf RED topology").splitlines()[:2] == [
        "EIGRP-IPv4 VR(WAN) Topology Table for AS(100)/ID(192.168.1.1)",
        "           Topology(base) TID(0) VRF(RED)",
    ]
    assert [line for line in r1.running_config() if "address-family" in line] == [
        " address-family ipv4 unicast vrf RED autonomous-system 100",
        " exit-address-family",
        " address-family ipv4 unicast vrf BLUE autonomous-system 100",
        " exit-address-family",
    ]


def test_running_config_by_release() -> None:
    lab = twins(PEER)
    lab["R1"].configure("router eigrp 1\n address-family ipv4 vrf RED\n  network 10.0.0.0\n  autonomous-system 100")
    block = lab["R1"].running_config()
    at = block.index("router eigrp 1")
    assert block[at : at + 6] == [
        "router eigrp 1",
        " !",
        " address-family ipv4 vrf RED autonomous-system 100",
        "  network 10.0.0.0",
        " exit-address-family",
        "!",
    ]


def test_12_4_says_the_number_in_the_family_and_the_vrf_in_its_words() -> None:
    lab = twins(PEER, release="12.4(24)T")
    text = "router eigrp 1\n address-family ipv4 vrf {}\n  network 0.0.0.0\n  autonomous-system 100"
    lines = log_of(lab, "R1", "DUAL")
    lab["R1"].configure(text.format("RED"))
    lab["R1"].configure(text.format("BLUE"))
    lab.run(20)
    assert {text.split(":")[0] for _, text in lines} == {"IP-EIGRP(1) 100", "IP-EIGRP(2) 100"}
    head = lab["R1"].cli("show ip eigrp vrf RED topology").splitlines()[0]
    assert head == "IP-EIGRP Topology Table for AS(100)/ID(192.168.1.1) Routing Table: RED"
    block = lab["R1"].running_config()
    at = block.index(" address-family ipv4 vrf RED ")
    lines = ["  network 0.0.0.0", "  auto-summary", "  autonomous-system 100", " exit-address-family"]
    assert block[at + 1 : at + 5] == lines


def test_no_number_no_process() -> None:
    lab = twins(PEER)
    lab["R1"].configure("router eigrp 1\n address-family ipv4 vrf RED\n  network 0.0.0.0")
    lab.run(20)
    assert routes(lab, "R1", "RED", "eigrp 100") == {}
    lab["R1"].configure("router eigrp 1\n address-family ipv4 vrf RED\n  autonomous-system 100")
    lab.run(20)
    assert routes(lab, "R1", "RED", "eigrp 100")


def test_no_such_vrf() -> None:
    lab = twins("")
    assert lab["R1"].cli("show ip eigrp vrf GREEN neighbors") == "% VRF GREEN does not exist\n"
    assert "%IP routing table VRF GREEN does not exist. Create first" in lab["R1"].configure(
        "router eigrp 1\n address-family ipv4 vrf GREEN autonomous-system 1"
    )


def test_redistribution_takes_from_the_table_of_the_vrf(lab: Lab) -> None:
    lab["R1"].configure(
        "interface Loopback9\n ip address 9.9.9.9 255.255.255.255\n"
        "router eigrp 1\n no address-family ipv4 vrf RED\n"
        " address-family ipv4 vrf RED autonomous-system 100\n  network 10.0.0.0\n  redistribute connected"
    )
    lab.run(10)
    assert routes(lab, "R2", "", "eigrp 100") == {"192.168.1.0/24": (170, 156160)}
    assert routes(lab, "R3", "", "eigrp 100").keys() == {"192.168.1.0/24"}


def test_clear_ends_adjacencies_of_that_vrf_only(lab: Lab) -> None:
    lines = log_of(lab, "R1", "DUAL")
    lab["R1"].cli("clear ip eigrp vrf BLUE neighbors")
    assert [text for _, text in lines] == [
        "EIGRP-IPv4 100: Neighbor 10.0.12.2 (FastEthernet0/1) is down: manually cleared"
    ]


def test_an_interface_that_moves_takes_nothing_along(lab: Lab) -> None:
    """Adjacency and routes end in the old VRF with nothing said on the cable, which is the new VRF's now."""
    lines = log_of(lab, "R1", "DUAL")
    frames: list[bytes] = []
    lab.link("R1", "R2").taps.append(lambda time, sender, frame: frames.append(frame) if sender[:2] == "R1" else None)
    into(lab, "R1", Fa0_0="GREEN")
    assert [text for _, text in lines] == [
        "EIGRP-IPv4 100: Neighbor 10.0.12.2 (FastEthernet0/0) is down: interface down"
    ]
    lab.run(1)
    assert not [frame for frame in frames if frame[23:24] == b"\x58"]
    assert routes(lab, "R1", "RED", "eigrp 100") == {}
    into(lab, "R1", Fa0_0="RED")
    lab.run(20)
    assert routes(lab, "R1", "RED", "eigrp 100").keys() == {"192.168.2.0/24"}


def test_a_vrf_that_ends_takes_its_address_family_along(lab: Lab) -> None:
    device = lab["R1"].device
    device.vrfs.remove("RED")
    lab.run(20)
    assert not [line for line in lab["R1"].running_config() if "vrf RED" in line]
    assert device.interface(InterfaceName.parse("Fa0/0")).vrf is device.vrfs.default
    assert routes(lab, "R1", "BLUE", "eigrp 100").keys() == {"192.168.3.0/24"}
    assert {key[1] for key in device.engine("eigrp").processes} == {"", "BLUE"}


def test_summaries_and_redistribution_within_a_vrf(lab: Lab) -> None:
    """A discard route in the table of the VRF; RIP's routes of that VRF, and only those, become external ones."""
    lab["R1"].configure(
        "interface Fa0/1\n ip summary-address eigrp 100 192.168.0.0 255.255.0.0\n"
        "router rip\n address-family ipv4 vrf RED\n  version 2\n  network 192.168.1.0\n  redistribute eigrp 100 metric 3\n"
        "router eigrp 1\n address-family ipv4 vrf BLUE\n  redistribute rip metric 1000 1 255 1 1500"
    )
    lab.run(20)
    assert "Null0" in lab["R1"].cli("show ip route vrf BLUE 192.168.0.0 255.255.0.0")
    assert routes(lab, "R3", "", "eigrp 100") == {"192.168.0.0/16": (90, 156160)}
    assert "192.168.2.0/24    redistributed" in lab["R1"].cli("show ip rip database vrf RED")
    assert "192.168.3.0" not in lab["R1"].cli("show ip rip database vrf RED")
