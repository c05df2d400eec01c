"""Prefix lists: matching, numbering, removal, shows, what refuses a line."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.features.policy.api import permits
from iosemu.features.policy.model import PolicyConfig, PrefixListEntry
from iosemu.lab.lab import Lab
from iosemu.types import Prefix
from tests.features.desk import Desk
from tests.features.wired import network


@pytest.fixture
def one() -> Lab:
    lab = network({"R1": "", "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(1)
    return lab


def lines(lab: Lab) -> list[str]:
    return [line for line in lab["R1"].running_config() if line.startswith("ip prefix-list")]


@given(st.integers(0, 0xFFFFFFFF), st.integers(0, 32), st.integers(0, 32), st.integers(0, 32))
def test_matching_is_exact_without_a_range(address: int, length: int, ge: int, le: int) -> None:
    prefix = Prefix.of(0x0A000000, 8)
    other = Prefix.of(address, length)
    assert PrefixListEntry(True, prefix).matches(other) == (other == prefix)
    low, high = (ge or 8), (le or 32)
    if ge or le:
        wanted = prefix.covers(other) and low <= length <= high
        assert PrefixListEntry(True, prefix, ge, le).matches(other) == wanted


def test_numbers_go_by_five(one: Lab) -> None:
    one["R1"].configure("ip prefix-list A permit 10.0.0.0/8\nip prefix-list A deny 11.0.0.0/8\n")
    one["R1"].configure("ip prefix-list A seq 7 permit 12.0.0.0/8 le 16\nip prefix-list A permit 13.0.0.0/8\n")
    assert lines(one) == [
        "ip prefix-list A seq 5 permit 10.0.0.0/8",
        "ip prefix-list A seq 7 permit 12.0.0.0/8 le 16",
        "ip prefix-list A seq 10 deny 11.0.0.0/8",
        "ip prefix-list A seq 15 permit 13.0.0.0/8",
    ]


def test_the_same_again_changes_nothing(one: Lab) -> None:
    one["R1"].configure("ip prefix-list A permit 10.0.0.0/8\nip prefix-list A permit 10.0.0.0/8\n")
    assert lines(one) == ["ip prefix-list A seq 5 permit 10.0.0.0/8"]


def test_host_bits_are_dropped(one: Lab) -> None:
    one["R1"].configure("ip prefix-list A permit 10.1.2.3/8\n")
    assert lines(one) == ["ip prefix-list A seq 5 permit 10.0.0.0/8"]


@pytest.mark.parametrize(
    "line",
    [
        "permit 10.0.0.0/24 ge 16",
        "permit 10.0.0.0/24 ge 24",
        "permit 10.0.0.0/24 le 20",
        "permit 10.0.0.0/8 ge 24 le 20",
    ],
)
def test_impossible_ranges(one: Lab, line: str) -> None:
    said = one["R1"].configure(f"ip prefix-list A {line}\n")
    assert "% Invalid prefix range for 10.0.0.0/" in said
    assert "make sure: len < ge-value <= le-value" in said
    assert lines(one) == []


def test_removal(one: Lab) -> None:
    one["R1"].configure(
        "ip prefix-list A permit 10.0.0.0/8\nip prefix-list A permit 11.0.0.0/8\nip prefix-list B permit 1.0.0.0/8\n"
    )
    one["R1"].configure("no ip prefix-list A seq 5\n")
    assert lines(one)[0] == "ip prefix-list A seq 10 permit 11.0.0.0/8"
    one["R1"].configure("no ip prefix-list A permit 11.0.0.0/8\n")
    assert lines(one) == ["ip prefix-list B seq 5 permit 1.0.0.0/8"]
    assert "%Can't find" in one["R1"].configure("no ip prefix-list A\n")
    one["R1"].configure("no ip prefix-list B\n")
    assert lines(one) == []


def test_shows(one: Lab) -> None:
    """Formats of `show-ip-prefix-list*` of real devices."""
    one["R1"].configure(
        "ip prefix-list OSPF_Redist seq 5 deny 10.0.0.0/24\nip prefix-list OSPF_Redist seq 10 permit 0.0.0.0/0 le 32\n"
        "ip prefix-list OSPF_Redist seq 15 deny 10.0.0.0/8 ge 10 le 20\n"
    )
    assert one["R1"].cli("show ip prefix-list").splitlines() == [
        "ip prefix-list OSPF_Redist: 3 entries",
        "   seq 5 deny 10.0.0.0/24",
        "   seq 10 permit 0.0.0.0/0 le 32",
        "   seq 15 deny 10.0.0.0/8 ge 10 le 20",
    ]
    assert one["R1"].cli("show ip prefix-list detail OSPF_Redist").splitlines() == [
        "Prefix-list with the last deletion/insertion: OSPF_Redist",
        "ip prefix-list OSPF_Redist:",
        "   count: 3, range entries: 2, sequences: 5 - 15, refcount: 1",
        "   seq 5 deny 10.0.0.0/24 (hit count: 0, refcount: 1)",
        "   seq 10 permit 0.0.0.0/0 le 32 (hit count: 0, refcount: 1)",
        "   seq 15 deny 10.0.0.0/8 ge 10 le 20 (hit count: 0, refcount: 1)",
    ]
    assert one["R1"].cli("show ip prefix-list summary").splitlines()[1:] == [
        "ip prefix-list OSPF_Redist:",
        "   count: 3, range entries: 2, sequences: 5 - 15, refcount: 1",
    ]


def test_the_last_one_touched_is_named(one: Lab) -> None:
    one["R1"].configure(
        "ip prefix-list A permit 1.0.0.0/8\nip prefix-list B permit 1.0.0.0/8\nip prefix-list A permit 2.0.0.0/8\n"
    )
    assert one["R1"].cli("show ip prefix-list summary").splitlines()[0].endswith(": A")


def test_description(one: Lab) -> None:
    one["R1"].configure("ip prefix-list A description what they have\nip prefix-list A permit 1.0.0.0/8\n")
    assert "   Description: what they have" in one["R1"].cli("show ip prefix-list").splitlines()
    assert lines(one) == ["ip prefix-list A description what they have", "ip prefix-list A seq 5 permit 1.0.0.0/8"]


def test_no_number_follows_the_last_one() -> None:
    """What is in the running-config can be read again."""
    desk = Desk()
    desk.type("configure terminal", "ip prefix-list K seq 4294967292 permit 10.0.0.0/8")
    assert desk.type("ip prefix-list K permit 11.0.0.0/8") == "% Exceeded maximum sequence number.\n"
    assert "11.0.0.0" not in desk.type("do show running-config")


def test_hits_are_counted_apart_from_what_is_configured(one: Lab) -> None:
    router, device = one["R1"], one["R1"].device
    router.configure("ip prefix-list A seq 5 permit 10.0.0.0/8\nip prefix-list A seq 10 permit 11.0.0.0/8\n")
    config = deepcopy(device[PolicyConfig])

    def hits() -> list[str]:
        return re.findall(r"hit count: (\d+)", router.cli("show ip prefix-list detail A"))

    for _ in range(3):
        assert permits(device, "prefix", "A", Prefix.parse("11.0.0.0/8"))
    assert permits(device, "prefix", "A", Prefix.parse("10.0.0.0/8"))
    assert hits() == ["1", "3"]
    assert device[PolicyConfig] == config
    router.configure("no ip prefix-list A seq 10\nip prefix-list A seq 10 permit 11.0.0.0/8\n")
    assert hits() == ["1", "0"]  # another entry
    assert device.engine("policy").counts.held() == 2
    router.configure("ip prefix-list A seq 15 permit 12.0.0.0/8\nno ip prefix-list A seq 15\nno ip prefix-list A seq 10\n")
    assert device.engine("policy").counts.held() == 1
    router.configure("ip prefix-list A seq 10 permit 11.0.0.0/8\n")
    router.cli("clear ip prefix-list B")
    assert hits() == ["1", "0"]
    router.cli("clear ip prefix-list A")
    assert hits() == ["0", "0"]
