"""What a neighbour is told depends on what it wants (RFC 5291, 5292), and on what else is known (`advertise-map`)."""

from __future__ import annotations

import pytest

from iosemu.features.bgp.events import AdjacencyChanged, Reset
from iosemu.types import Prefix
from iosemu.wire.bgp import OrfAction, OrfEntry, RouteRefresh, When, decode_filter
from tests.features.bgp.test_policy import told, two
from tests.features.bgp.world import best, heard, member, peer, process, up
from tests.features.wired import log_of

CAPABLE = " neighbor 10.0.12.{} capability orf prefix-list {}\n"
ODD = "ip prefix-list ODD seq 5 permit 172.16.1.0/24\nip prefix-list ODD seq 15 permit 172.16.3.0/24\n"
MAPS = (
    "ip prefix-list SOME permit 172.16.1.0/24\nip prefix-list SOME permit 172.16.2.0/24\n"
    "ip prefix-list WATCHED permit 172.16.4.0/24\n"
    "route-map SOME permit 10\n match ip address prefix-list SOME\n"
    "route-map WATCHED permit 10\n match ip address prefix-list WATCHED\n"
)


def test_a_prefix_list_filters_where_the_networks_come_from() -> None:
    lab = two(CAPABLE.format(2, "receive"), CAPABLE.format(1, "send") + " neighbor 10.0.12.1 prefix-list ODD in\n", lists2=ODD)
    r1, r2 = lab["R1"], lab["R2"]
    assert told(lab) == ["1", "3"]
    assert sorted(map(str, member(lab, "R1", "10.0.12.2").bucket.advertised)) == ["172.16.1.0/24", "172.16.3.0/24"]
    shown = r1.cli("show ip bgp neighbors 10.0.12.2")
    assert (
        "  AF-dependant capabilities:\n    Outbound Route Filter (ORF) type (128) Prefix-list:\n"
        "      Send-mode: received\n      Receive-mode: advertised\n"
        "  Outbound Route Filter (ORF): received (2 entries)\n"
    ) in shown
    assert "    ORF prefix-list:                      2        n/a\n" in shown
    shown = r2.cli("show ip bgp neighbors 10.0.12.1")
    assert "      Send-mode: advertised\n      Receive-mode: received\n  Outbound Route Filter (ORF): sent;\n" in shown
    assert r1.cli("show ip bgp neighbors 10.0.12.2 received prefix-filter").splitlines() == [
        "Address family: IPv4 Unicast",
        "ip prefix-list 10.0.12.2: 2 entries",
        "   seq 5 permit 172.16.1.0/24",
        "   seq 15 permit 172.16.3.0/24",
    ]
    assert " neighbor 10.0.12.1 capability orf prefix-list send" in r2.running_config()

    # another list is told when somebody asks for it
    r2.configure("ip prefix-list ODD seq 10 permit 172.16.2.0/24\n")
    lab.run(90)
    assert told(lab) == ["1", "3"]
    r2.cli("clear ip bgp 10.0.12.1 soft in")
    lab.run(5)
    assert told(lab) == ["1", "3"]
    r2.cli("clear ip bgp 10.0.12.1 in prefix-filter")
    lab.run(5)
    assert told(lab) == ["1", "2", "3"]
    r2.configure("router bgp 65002\n no neighbor 10.0.12.1 prefix-list ODD in\n")
    r2.cli("clear ip bgp 10.0.12.1 in prefix-filter")
    lab.run(5)
    assert told(lab) == list("1234")
    assert r1.cli("show ip bgp neighbors 10.0.12.2 received prefix-filter") == "Address family: IPv4 Unicast\n"


def test_a_long_list_goes_in_several_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the last wait for it: what the first ones permit is not told by itself."""
    names = "".join(f"ip prefix-list LONG seq {n} permit 10.{n >> 8}.{n & 255}.0/24\n" for n in range(1, 1000))
    lab = two(CAPABLE.format(2, "receive"), CAPABLE.format(1, "send") + " neighbor 10.0.12.1 prefix-list LONG in\n", lists2=names)
    r1, r2 = lab["R1"], lab["R2"]
    assert told(lab) == []
    us, them = peer(lab, "R1", "10.0.12.2"), peer(lab, "R2", "10.0.12.1")
    assert us.received.refreshes == them.sent.refreshes == 3  # of 11 bytes each in 4096
    assert "Outbound Route Filter (ORF): received (999 entries)" in r1.cli("show ip bgp neighbors 10.0.12.2")
    r2.configure("ip prefix-list LONG seq 1000 permit 172.16.2.0/24\nno ip prefix-list LONG seq 999\n")
    refreshes: list[RouteRefresh] = []
    asked = process(lab, "R1").asked
    monkeypatch.setattr(process(lab, "R1"), "asked", lambda peer, each: (refreshes.append(each), asked(peer, each)))
    r2.cli("clear ip bgp 10.0.12.1 in prefix-filter")
    lab.run(5)
    assert [each.when for each in refreshes] == [When.DEFER, When.DEFER, When.IMMEDIATE]
    assert all(len(each.message()) <= 4096 for each in refreshes)
    entries = [entry for each in refreshes for _, data in each.filters for entry in decode_filter(data) or ()]
    assert [entry.sequence for entry in entries] == [0, *range(1, 999), 1000]  # the old ones go first
    assert told(lab) == ["2"]


@pytest.mark.parametrize("ways", [("send", "send"), ("receive", "receive"), ("receive", "")])
def test_it_takes_one_that_sends_and_one_that_receives(ways: tuple[str, str]) -> None:
    first, second = (CAPABLE.format(2 - n, way) if way else "" for n, way in enumerate(ways))
    lab = two(first, second + " neighbor 10.0.12.1 prefix-list ODD in\n", lists2=ODD)
    assert told(lab) == ["1", "3"]
    assert len(member(lab, "R1", "10.0.12.2").bucket.advertised) == 4
    assert "ORF): " not in lab["R1"].cli("show ip bgp neighbors 10.0.12.2")


def test_another_capability_needs_another_session() -> None:
    lab = two()
    downs = heard(lab, "R1", AdjacencyChanged)
    lab["R1"].configure("router bgp 65001\n" + CAPABLE.format(2, "both"))
    lab.run(1)
    assert [each.reason for each in downs if not each.up] == [Reset.CAPABILITY]
    up(lab, "R1", "10.0.12.2")


def test_lines_on_the_wire() -> None:
    entries = [
        OrfEntry(OrfAction.REMOVE_ALL), OrfEntry(OrfAction.ADD, True, 5, 16, 24, Prefix.parse("10.0.0.0/8")),
        OrfEntry(OrfAction.ADD, False, 10, 0, 0, Prefix.parse("172.16.1.128/25")), OrfEntry(OrfAction.REMOVE, True, 5),
    ]  # fmt: skip
    data = b"".join(entry.encode() for entry in entries)
    assert data.startswith(bytes.fromhex("80 00 00000005 10 18 08 0a 20 0000000a 00 00 19 ac100180"))
    assert decode_filter(data) == entries
    refresh = RouteRefresh(when=When.IMMEDIATE, filters=[(64, data)])
    assert RouteRefresh.decode(refresh.encode()) == refresh
    assert decode_filter(b"\xc0") is None and decode_filter(data[:-1]) is None
    assert decode_filter(bytes.fromhex("00 00000005 10 08 08 0a")) is None  # ge above le


@pytest.mark.parametrize(("word", "first"), [("non-exist", ["3", "4"]), ("exist", list("1234"))])
def test_told_while_another_network_is_there_or_is_not(word: str, first: list[str]) -> None:
    lab = two(f" neighbor 10.0.12.2 advertise-map SOME {word}-map WATCHED\n", lists1=MAPS)
    r1 = lab["R1"]
    assert f" neighbor 10.0.12.2 advertise-map SOME {word}-map WATCHED" in r1.running_config()
    lab.run(70)
    assert told(lab) == first
    holds = {True: "Advertise", False: "Withdraw"}
    line = "  Condition-map WATCHED, Advertise-map SOME, status: {}\n"
    assert line.format(holds[len(first) == 4]) in r1.cli("show ip bgp neighbors 10.0.12.2")
    r1.cli("debug ip bgp updates")
    lines = log_of(lab, "R1")
    r1.configure("no ip route 172.16.4.0 255.255.255.0 Null0\n")
    lab.run(100)
    assert told(lab) == (["1", "2", "3"] if len(first) == 2 else ["3"])
    state = holds[len(first) == 2]
    assert line.format(state) in r1.cli("show ip bgp neighbors 10.0.12.2")
    texts = [text for _, text in lines]
    assert f"BPG(0): Condition WATCHED changes to {state}" in texts
    assert any(text.startswith("BGP(0): net 172.16.1.0/24 matches ADV MAP SOME: bump version to ") for text in texts)
    r1.configure("ip route 172.16.4.0 255.255.255.0 Null0\n")
    lab.run(100)
    assert told(lab) == first
    r1.configure("router bgp 65001\n no neighbor 10.0.12.2 advertise-map SOME " + f"{word}-map WATCHED\n")
    lab.run(70)
    assert told(lab) == list("1234")
    assert best(lab, "R2", "172.16.1.0/24") is not None and "Condition-map" not in r1.cli("show ip bgp neighbors")
