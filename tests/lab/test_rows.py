"""Rows of shows: each is in the text that the terminal shows, and the text has no others."""

from __future__ import annotations

import re
from typing import Any

import pytest

from iosemu import Lab, LabError
from iosemu.features.routing.rows import RouteRow
from iosemu.lab.rows import shows

# command, a pattern of the lines that are rows, and what of a record such a line holds
SHOWS: list[tuple[str, str, str, str, list[str]]] = [
    ("ospf-areas", "R1", "show ip route", r"(?:via \d|directly connected|is a summary)", ["next_hop"]),
    ("ospf-areas", "R1", "show ip route ospf", r"^O", ["code", "next_hop", "metric"]),
    ("ospf-areas", "R3", "show ip ospf neighbor", r"^\d", ["router_id", "state", "role", "address", "interface", "priority"]),
    ("ospf-areas", "R3", "show ip ospf database", r"^\d", ["lsid", "router", "age"]),
    ("ospf-areas", "R3", "show ip ospf interface brief", r"^(?:Fa|Lo|VL)", ["process", "area", "address", "cost", "state"]),
    ("dmvpn-phase1-eigrp", "R5", "show ip eigrp topology", r"^        via ", ["next_hop"]),
    ("bgp-policy", "R1", "show ip bgp", r"^ [*s]", ["next_hop", "weight", "as_path", "status"]),
    ("bgp-policy", "R1", "show ip bgp summary", r"^\d+\.\d+\.\d+\.\d+ ", ["address", "asn", "received", "sent", "prefixes"]),
    ("dmvpn-phase3-bgp", "R5", "show dmvpn", r"^ +\d .* (?:UP|NHRP) ", ["nbma", "tunnel", "state", "attributes"]),
    ("dmvpn-phase3-bgp", "R5", "show ip nhrp", r"^\d", ["target", "via"]),
    ("dmvpn-phase3-bgp", "R5", "show crypto isakmp sa", r"QM_IDLE", ["dst", "src", "state", "conn_id", "status"]),
    ("dmvpn-phase3-bgp", "R5", "show crypto ipsec sa", r"pkts encaps", ["encaps"]),
    ("dmvpn-phase3-bgp", "R5", "show crypto session", r"^Peer: ", ["peer", "port"]),
    ("dmvpn-phase3-bgp", "R5", "show bfd neighbors", r"^\d", ["neighbor", "local", "remote", "state"]),
    ("dmvpn-phase1-eigrp", "R5", "show ip eigrp neighbors", r"^\d", ["handle", "address", "queue", "sequence"]),
    ("dmvpn-phase1-odr", "R5", "show cdp neighbors", r"^R\d ", ["device", "holdtime"]),
    ("dmvpn-phase1-odr", "R5", "show ip interface brief", r"YES", ["interface", "address", "method", "status", "protocol"]),
    ("dmvpn-phase1-odr", "R5", "show interfaces", r"line protocol is", ["interface", "status", "protocol"]),
    ("dmvpn-phase1-odr", "R5", "show arp", r"^Internet", ["address", "mac", "interface"]),
]


@pytest.mark.parametrize(("lab", "node", "command", "pattern", "holds"), SHOWS, ids=lambda value: str(value)[:40])
def test_rows_are_those_of_the_text(lab: str, node: str, command: str, pattern: str, holds: list[str]) -> None:
    with Lab.load(lab) as loaded:
        loaded.settle()
        text = re.sub(r"(/\d+)\n {20,}(?=\d)", r"\1 ", loaded[node].cli(command))
        lines = [line for line in text.splitlines() if re.search(pattern, line)]
        records: list[Any] = loaded[node].rows(command)
    assert lines and len(records) == len(lines)
    for record, line in zip(records, lines, strict=True):
        for name in holds:
            assert str(getattr(record, name)) in line, (name, record, line)


def test_rows_of_access_lists_count() -> None:
    with Lab.load("ospf-areas") as lab:
        lab.settle()
        lab["R4"].configure("access-list 110 permit ospf any any\naccess-list 110 deny icmp any any\ninterface FastEthernet0/0\n ip access-group 110 in")
        lab["R1"].cli("ping 10.1.0.4")
        permit, deny = lab["R4"].rows("show access-lists 110")
        assert (permit.sequence, permit.permit, permit.text) == (10, True, "permit ospf any any")
        text = lab["R4"].cli("show access-lists 110")
        assert f"20 deny icmp any any ({deny.matches} matches)" in text and deny.matches >= 5


def test_every_show_with_rows_is_tried() -> None:
    with Lab.load("dmvpn-phase3-bgp") as lab:
        tried = {command.replace("ip bgp", "bgp") for _, _, command, _, _ in SHOWS}
        assert {command.replace("ip bgp", "bgp") for command in shows(lab["R1"])} - {"show access-lists"} <= tried | {
            "show ip ospf interface"
        }


def test_words_choose_as_at_the_terminal() -> None:
    with Lab.load("vrf-lite") as lab:
        lab.settle()
        red = lab["R1"].rows("sh ip ro vrf RED", RouteRow)
        assert {row.prefix for row in red if row.next_hop} == {"172.16.1.0/24", "172.16.2.0/24", "192.168.2.0/24", "198.51.100.0/24"}
        assert [row.prefix for row in lab["R1"].rows("show ip route vrf RED 192.168.0.0 255.255.0.0 longer-prefixes")] == [
            "192.168.1.0/24", "192.168.1.1/32", "192.168.2.0/24",
        ]  # fmt: skip
        assert {row.vrf for row in lab["R1"].rows("show ip eigrp vrf RED neighbors")} == {"RED"}
        assert [row.interface for row in lab["R1"].rows("show arp vrf BLUE GigabitEthernet3")] == ["GigabitEthernet3"] * 2


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("show ip rote", "has no show"),
        ("ping 10.0.0.1", "has no show"),
        ("show version", '"show version" has no rows; these have: show access-lists, show arp, '),
        ("show ip route | include S", "rows are chosen in Python"),
        ("show ip route vrf NONE", "does not exist"),
        ("show interfaces FastEthernet9/9", "there is no FastEthernet9/9"),
    ],
)
def test_what_has_no_rows_is_told(command: str, why: str) -> None:
    with Lab.load("ospf-areas") as lab, pytest.raises(LabError, match=re.escape(why)):
        lab["R1"].rows(command)


def test_another_kind_of_rows_is_told() -> None:
    with Lab.load("ospf-areas") as lab:
        with pytest.raises(LabError, match="has rows of InterfaceAddressRow, not RouteRow"):
            lab["R1"].rows("show ip interface brief", RouteRow)
        lab["R1"].power_off()
        with pytest.raises(LabError, match="no power"):
            lab["R1"].rows("show arp")
