"""Route maps as redistribution uses them: match and set clauses, order, continue; running-config and show."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network, routes

R1 = (
    "interface Fa0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n"
    "ip route 172.16.1.0 255.255.255.0 Null0 tag 10\nip route 172.16.2.0 255.255.255.0 Null0 tag 20\n"
    "ip route 172.16.3.0 255.255.255.0 Null0\n"
    "router eigrp 1\n network 10.0.0.0\n redistribute static metric 100000 10 255 1 1500 route-map M\n"
)
R2 = "interface Fa0/0\n ip address 10.0.0.2 255.255.255.0\n no shutdown\nrouter eigrp 1\n network 10.0.0.0\n"
ALL = {f"172.16.{i}.0/24" for i in (1, 2, 3)}


@pytest.fixture
def pair() -> Lab:
    lab = network({"R1": R1, "R2": R2}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(10)
    return lab


def learnt(lab: Lab) -> set[str]:
    lab.run(2)
    return set(routes(lab, "R2", "eigrp 1"))


def test_an_undefined_map_lets_everything_pass(pair: Lab) -> None:
    assert learnt(pair) == ALL


def test_no_entry_matches_nothing_passes(pair: Lab) -> None:
    pair["R1"].configure("route-map M permit 10\n match tag 99\n")
    assert learnt(pair) == set()
    pair["R1"].configure("no route-map M\n")
    assert learnt(pair) == ALL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("route-map M permit 10\n", {1, 2, 3}),
        ("route-map M deny 10\n", set()),
        ("route-map M permit 10\n match tag 10\n", {1}),
        ("route-map M permit 10\n match tag 10 20\n", {1, 2}),
        ("route-map M deny 10\n match tag 10\nroute-map M permit 20\n", {2, 3}),
        ("access-list 1 permit 172.16.2.0\nroute-map M permit 10\n match ip address 1\n", {2}),
        (
            "ip prefix-list P permit 172.16.0.0/16 ge 24\nroute-map M permit 10\n match ip address prefix-list P\n",
            {1, 2, 3},
        ),
        ("ip prefix-list P permit 172.16.0.0/16\nroute-map M permit 10\n match ip address prefix-list P\n", set()),
        ("access-list 1 permit 172.16.2.0\nroute-map M permit 10\n match ip address 1\n match tag 10\n", set()),
        ("access-list 1 permit 172.16.2.0\nroute-map M permit 10\n match ip address 1\n match tag 20\n", {2}),
        ("route-map M permit 10\n match interface Null0\n", {1, 2, 3}),
        ("route-map M permit 10\n match interface FastEthernet0/0\n", set()),
        ("route-map M permit 10\n match ip address NOSUCH\n", {1, 2, 3}),
        ("route-map M permit 10\n match source-protocol static\n", {1, 2, 3}),
        ("route-map M permit 10\n match source-protocol rip connected\n match source-protocol eigrp 9\n", set()),
    ],
)
def test_match(pair: Lab, text: str, expected: set[int]) -> None:
    pair["R1"].configure(text)
    assert learnt(pair) == {f"172.16.{i}.0/24" for i in expected}


def test_set_metric_and_tag(pair: Lab) -> None:
    pair["R1"].configure(
        "route-map M permit 10\n match tag 10\n set metric 1000 100 255 1 1500\n set tag 77\nroute-map M permit 20\n"
    )
    pair.run(2)
    found = routes(pair, "R2", "eigrp 1")
    assert found["172.16.1.0/24"] == (170, 256 * (10000 + 100 + 10))
    assert found["172.16.2.0/24"] == (170, 256 * (100 + 10 + 10))
    tags = {str(route.prefix): route.tag for route in pair["R2"].device.vrfs.default.v4 if str(route.source) == "eigrp 1"}
    assert tags == {"172.16.1.0/24": 77, "172.16.2.0/24": 20, "172.16.3.0/24": 0}


def test_continue(pair: Lab) -> None:
    """Entry 10 sets and goes on; entry 30 has the last word on what it sets."""
    pair["R1"].configure(
        "route-map M permit 10\n match tag 10\n set tag 1\n continue 30\n"
        "route-map M permit 20\n set tag 2\nroute-map M permit 30\n set metric 1000 100 255 1 1500\n"
    )
    pair.run(2)
    tags = {str(route.prefix): route.tag for route in pair["R2"].device.vrfs.default.v4 if str(route.source) == "eigrp 1"}
    assert tags == {"172.16.1.0/24": 1, "172.16.2.0/24": 2, "172.16.3.0/24": 2}
    assert routes(pair, "R2", "eigrp 1")["172.16.1.0/24"][1] == 256 * 10110
    assert routes(pair, "R2", "eigrp 1")["172.16.2.0/24"][1] == 256 * 120


def test_a_list_that_changes_is_heard_of(pair: Lab) -> None:
    pair["R1"].configure("access-list 1 permit 172.16.2.0\nroute-map M permit 10\n match ip address 1\n")
    assert learnt(pair) == {"172.16.2.0/24"}
    pair["R1"].configure("access-list 1 permit 172.16.3.0\n")
    assert learnt(pair) == {"172.16.2.0/24", "172.16.3.0/24"}
    pair["R1"].configure("no access-list 1\n")
    assert learnt(pair) == ALL


def test_show_and_reads_back(pair: Lab) -> None:
    text = (
        "route-map M permit 10\n description first\n match ip address 1 LANS\n match tag 10 20\n set tag 5\n"
        "route-map M deny 20\n match ip address prefix-list P Q\n match interface Loopback0\n match length 100 1500\n"
        "route-map M permit 30\n continue 40\n set ip next-hop 10.0.0.9 10.0.0.10\n set metric 5\n"
        "route-map M permit 40\n"
    )
    pair["R1"].configure(text)
    shown = pair["R1"].cli("show running-config | section route-map M (permit|deny)")
    blocks = [block.splitlines() for block in shown.split("route-map ")[1:]]
    wanted = [block.splitlines() for block in text.split("route-map ")[1:]]
    assert [(block[0], sorted(block[1:])) for block in blocks] == [(block[0], sorted(block[1:])) for block in wanted]
    assert pair["R1"].cli("show route-map M").splitlines()[:9] == [
        "route-map M, permit, sequence 10",
        "  Description:",
        "    first",
        "  Match clauses:",
        "    ip address (access-lists): 1 LANS ",
        "    tag 10 20 ",
        "  Set clauses:",
        "    tag 5",
        "  Policy routing matches: 0 packets, 0 bytes",
    ]
    assert "    ip address prefix-lists: P Q " in pair["R1"].cli("show route-map M").splitlines()
    assert pair["R1"].cli("show route-map NONE") == "route-map NONE not found\n"


def test_entries_without_a_number(pair: Lab) -> None:
    pair["R1"].configure("no route-map M\nroute-map X\n set tag 1\n")
    assert "route-map X permit 10" in pair["R1"].running_config()
    pair["R1"].configure("route-map X permit 20\n")
    assert "% Please specify the entry by its sequence" in pair["R1"].configure("route-map X\n")
    pair["R1"].configure("no route-map X permit 10\n")
    assert "route-map X permit 20" in pair["R1"].running_config()
    assert "route-map X permit 10" not in pair["R1"].running_config()
    pair["R1"].configure("no route-map X\n")
    assert "route-map X" not in "\n".join(pair["R1"].running_config())
    assert "%Could not find route-map X" in pair["R1"].configure("no route-map X\n")


def test_values_add_up(pair: Lab) -> None:
    pair["R1"].configure(
        "route-map M permit 10\n match tag 10\n match tag 30 10\n match source-protocol rip\n match source-protocol eigrp 9\n"
    )
    block = pair["R1"].cli("show running-config | section route-map M permit").splitlines()
    assert sorted(block[1:]) == [" match source-protocol rip eigrp 9", " match tag 10 30"]


def test_clauses_are_taken_away_one_by_one(pair: Lab) -> None:
    pair["R1"].configure("route-map M permit 10\n match tag 10 20\n set tag 5\n no match tag 20\n no set tag 5\n")
    block = pair["R1"].cli("show running-config | section route-map M permit").splitlines()
    assert block == ["route-map M permit 10", " match tag 10"]
    pair["R1"].configure("route-map M permit 10\n no match tag\n")
    assert pair["R1"].cli("show running-config | section route-map M permit").splitlines() == ["route-map M permit 10"]


@pytest.mark.parametrize(
    "lines",
    [
        ["connected eigrp 65535 static"],
        ["rip connected eigrp 65535"],
        ["eigrp 1 static"],
        ["static eigrp 1 rip eigrp 2 connected eigrp 3"],
    ],
)
def test_source_protocols_read_back_in_their_order(pair: Lab, lines: list[str]) -> None:
    typed = [f" match source-protocol {line}" for line in lines]
    assert pair["R1"].configure("route-map S permit 10\n" + "\n".join(typed) + "\n") == ""
    assert [line for line in pair["R1"].running_config() if "source-protocol" in line] == typed
    pair["R1"].configure("route-map S permit 10\n no match source-protocol eigrp 1\n")
    assert "eigrp 1 " not in "\n".join(pair["R1"].running_config())
