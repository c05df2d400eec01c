"""Virtual reassembly: pieces wait for the first one, and for no longer than they may."""

from __future__ import annotations

import pytest

from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from tests.features.nat.world import OVERLOAD, World

S, OUT, A = "203.0.113.9", "203.0.113.1", "10.1.1.1"


def piece(ident: int, at: int, size: int, more: bool) -> ipv4.IPv4:
    """A part of a datagram of UDP from S to A's port 5000, as the router is asked for it."""
    data = (514).to_bytes(2, "big") + (5000).to_bytes(2, "big") + (48).to_bytes(2, "big") + bytes(42)
    flags = (at >> 3) | (ipv4.MORE_FRAGMENTS if more else 0)
    ends = parse_ipv4(S), parse_ipv4(OUT)
    return ipv4.IPv4(*ends, ipv4.UDP, data[at : at + size], ident=ident, flags_offset=flags)


@pytest.fixture
def world() -> World:
    found = World(OVERLOAD + "interface FastEthernet0/1\n ip virtual-reassembly in timeout 5\n")
    found.udp("A", A, 5000, S, 514)  # a translation that answers may come by
    return found


def sizes(world: World) -> list[int]:
    return [len(each.payload) for each in world.came["A"]]


def test_later_pieces_wait_for_the_first(world: World) -> None:
    assert world.send("S", piece(7, 16, 32, False), "A") is None
    shown = world.lab["N"].cli("show ip virtual-reassembly FastEthernet0/1")
    assert "(timeout): 5 seconds" in shown
    assert "Current reassembly count:1\n   Current fragment count:1\n   Total reassembly count:0\n" in shown
    world.send("S", piece(7, 0, 16, True), "A")
    assert sizes(world) == [48], "the host has it whole"
    assert {each.dst for each in world.came["A"]} == {parse_ipv4(A)}
    assert "Current reassembly count:0\n   Current fragment count:0\n   Total reassembly count:1\n" in world.lab["N"].cli(
        "show ip virtual-reassembly"
    )


def test_what_does_not_come_in_time_is_dropped(world: World) -> None:
    world.send("S", piece(8, 16, 32, False), "A")
    world.lab.run(6)
    assert "Total reassembly timeout count:1" in world.lab["N"].cli("show ip virtual-reassembly FastEthernet0/1")
    world.send("S", piece(8, 0, 16, True), "A")
    assert sizes(world) == [], "the other one is gone"


def test_overlaps_and_limits(world: World) -> None:
    world.send("S", piece(9, 16, 16, True), "A")
    world.send("S", piece(9, 24, 16, True), "A")
    assert "%IP_VFR-3-OVERLAP_FRAGMENTS: FastEthernet0/1: from the host 203.0.113.9 destined to 203.0.113.1" in (
        world.lab["N"].cli("show logging")
    )
    world.lab["N"].configure("interface FastEthernet0/1\n ip virtual-reassembly in max-reassemblies 1 max-fragments 1\n")
    world.send("S", piece(10, 16, 16, True), "A")
    world.send("S", piece(11, 16, 16, True), "A")
    world.send("S", piece(10, 32, 16, False), "A")
    log = world.lab["N"].cli("show logging")
    assert "%IP_VFR-4-FRAG_TABLE_OVERFLOW: FastEthernet0/1: the fragment table has reached its maximum threshold 1" in log
    assert "%IP_VFR-4-TOO_MANY_FRAGMENTS: FastEthernet0/1: Too many fragments per datagram (more than 1) - sent by" in log
    world.lab["N"].configure("interface FastEthernet0/1\n ip virtual-reassembly in drop-fragments\n")
    world.send("S", piece(12, 0, 16, True), "A")
    assert sizes(world) == []
    line = world.lab["N"].cli("show running-config interface FastEthernet0/1 | include reassembly")
    assert line == " ip virtual-reassembly in drop-fragments\n"


@pytest.mark.parametrize(("release", "line"), [("", "in"), ("12.4(24)T", "")])
def test_it_comes_with_a_side_of_nat(release: str, line: str) -> None:
    world = World(OVERLOAD, release=release)
    shown = world.lab["N"].cli("show running-config interface FastEthernet0/0 | include reassembly")
    assert shown == f" ip virtual-reassembly {line}".rstrip() + "\n"
    world.lab["N"].configure("interface FastEthernet0/0\n no ip virtual-reassembly\n")
    assert world.lab["N"].cli("show running-config interface FastEthernet0/0 | include reassembly") == ""
