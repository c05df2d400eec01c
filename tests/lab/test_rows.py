"""Rows of shows: each is in the text that the terminal shows, and the text has no others."""

from __future__ import annotations

import re
from typing import Any

import pytest

from iosemu import Builder, Lab, LabError
from iosemu.features.routing.rows import RouteRow

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
    ("ospf-areas", "R3", "show ip interface", r"line protocol is", ["interface", "status", "protocol"]),
    ("ospf-areas", "R3", "show interfaces description", r"^(?:Fa|Lo)", ["status", "protocol", "description"]),
    ("ospf-areas", "R3", "show ip ospf", r"^ Routing Process", ["process", "router_id"]),
    ("ospf-areas", "R3", "show ip ospf border-routers", r"^[iI] ", ["router_id", "cost", "next_hop", "interface", "area"]),
    ("ospf-areas", "R3", "show ip ospf virtual-links", r"^Virtual Link", ["name", "router_id"]),
    ("ospf-areas", "R3", "show ip route 10.1.0.0", r"^  \* ", ["next_hop", "interface"]),
    ("ospf-areas", "R3", "show ip route 10.0.0.0 255.0.0.0 longer-prefixes", r"(?:via \d|directly connected)", ["next_hop"]),
    ("ospf-areas", "R3", "show ip route summary", r"^(?:connected|static|ospf)", ["source", "networks", "subnets"]),
    ("ospf-areas", "R3", "show version", r" uptime is ", ["hostname"]),
    ("ospf-areas", "R3", "show users", r"con 0", ["line", "host", "idle"]),
    ("bgp-policy", "R1", "show ip bgp 203.0.113.0", r" from \S+ \(", ["next_hop"]),
    ("bgp-policy", "R1", "show ip bgp neighbors 10.0.12.2 routes", r"^ [*s]", ["next_hop", "weight", "as_path", "status"]),
    ("bgp-policy", "R1", "show ip bgp neighbors 10.0.12.2 advertised-routes", r"^ [*s]", ["next_hop", "weight", "as_path", "status"]),
    ("bgp-policy", "R1", "show ip bgp neighbors", r"^BGP neighbor is ", ["address", "asn"]),
    ("bgp-policy", "R1", "show route-map", r"^route-map ", ["name", "sequence"]),
    ("bgp-policy", "R1", "show tcp brief", r"^\w+  \d", ["local", "local_port", "remote", "remote_port", "state"]),
    ("dmvpn-phase3-bgp", "R1", "show ip nhrp nhs detail", r"NBMA Address", ["address", "nbma", "priority", "cluster", "requests", "replies"]),
    ("dmvpn-phase3-bgp", "R5", "show ip nhrp multicast", r"^Tunnel", ["interface", "nbma", "kind"]),
    ("dmvpn-phase3-bgp", "R5", "show crypto isakmp policy", r"^Protection suite of priority", ["priority"]),
    ("dmvpn-phase3-bgp", "R5", "show crypto isakmp key", r"^default", ["keyring", "peer", "mask", "key"]),
    ("dmvpn-phase3-bgp", "R5", "show crypto ipsec profile", r"^IPSEC profile", ["name"]),
    ("dmvpn-phase3-bgp", "R5", "show crypto ipsec transform-set", r"^Transform set", ["name"]),
    ("dmvpn-phase1-rip", "R5", "show ip rip database", r"^ +\[\d+\] via (?!0\.0\.0\.0)|directly|redistributed", ["next_hop", "interface"]),
    ("dmvpn-phase1-eigrp", "R5", "show ip eigrp interfaces", r"^(?:Tu|Lo|Gi|Fa)\d", ["peers", "queued"]),
    ("vrf-lite", "R1", "show vrf", r"ipv4", ["name", "rd"]),
    ("vrf-lite", "R1", "show inventory", r"^NAME", ["name", "description"]),
    ("dmvpn-phase3-eigrp", "R5", "show ip cef", r"^\d|^ {21}\d", ["next_hop", "interface"]),
    ("dmvpn-phase3-bgp", "R5", "show crypto engine connections active", r"IPsec|IKE", ["conn_id", "kind", "algorithms", "encrypted", "decrypted", "last", "local"]),
]


QOS = """
class-map match-all VOICE
 match ip dscp ef
class-map match-any ICMP
 match protocol icmp
policy-map INNER
 class VOICE
  priority 64
policy-map OUTER
 class class-default
  shape average 1000000
  service-policy INNER
policy-map POLICED
 class ICMP
  police 8000 conform-action transmit exceed-action drop
interface FastEthernet0/0
 service-policy output OUTER
 service-policy input POLICED
"""


def test_rows_of_policies_at_work() -> None:
    with Lab.load("ospf-areas") as lab:
        r4 = lab["R4"]
        r4.configure(QOS)
        assert not r4.refused
        lab.settle()
        lab["R1"].cli("ping 10.1.0.4 repeat 20 size 1000")
        rows = r4.rows("show policy-map interface")
        assert [(row.direction, row.policies, row.name) for row in rows] == [
            ("input", ("POLICED",), "ICMP"), ("input", ("POLICED",), "class-default"),
            ("output", ("OUTER",), "class-default"),
            ("output", ("OUTER", "INNER"), "VOICE"), ("output", ("OUTER", "INNER"), "class-default"),
        ]  # fmt: skip
        policed = rows[0]
        assert policed.interface == "FastEthernet0/0" and policed.exceeded and policed.conformed
        assert policed.conformed + policed.exceeded == policed.packets
        text = r4.cli("show policy-map interface")
        for row in rows:
            assert f"Class-map: {row.name} (" in text and f"{row.packets} packets, {row.bytes} bytes" in text
        assert [row.name for row in r4.rows("show policy-map interface FastEthernet0/0 input class ICMP")] == ["ICMP"]
        assert not r4.rows("show policy-map multipoint")


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


def test_rows_of_what_few_labs_have() -> None:
    plan = Builder("pair", seed=3)
    port = "interface FastEthernet0/0\n ip address 10.0.0.{} 255.255.255.0\n no shutdown\n"
    plan = plan.router("R1", port.format(1) + "ntp master 3\n", platform="c7200")
    crypto = (
        "access-list 101 permit ip any any\ncrypto map M 10 ipsec-isakmp\n set peer 10.0.0.1\n set pfs group14\n match address 101\n"
        "crypto dynamic-map D 1\n match address 101\ncrypto map M 20 ipsec-isakmp dynamic D\n"
        "interface FastEthernet0/0\n crypto map M\n"
    )
    lists = "ip prefix-list P seq 5 permit 10.0.0.0/8 le 24\nip prefix-list P seq 10 deny 0.0.0.0/0\nlogging buffered 8000\nntp server 10.0.0.1\n"
    plan = plan.router("R2", lists + port.format(2) + "interface FastEthernet0/1\n ip address 10.9.0.2 255.255.255.0\n no shutdown\n" + crypto, platform="c7200")
    lab = plan.link("R1:Fa0/0", "R2:Fa0/0").lab()
    lab["R2"].configure("interface FastEthernet0/0\n no crypto map\ninterface FastEthernet0/1\n crypto map M\n")
    lab.run(900)
    r2 = lab["R2"]
    static, dynamic = r2.rows("show crypto map")
    assert (static.name, static.sequence, static.peers, static.access_list, static.pfs, static.interfaces) == (
        "M", 10, ("10.0.0.1",), "101", "group14", ("FastEthernet0/1",),
    )  # fmt: skip
    assert (dynamic.kind, dynamic.template) == ("dynamic", "D") and r2.rows("show crypto map tag X") == []
    permit, deny = r2.rows("show ip prefix-list P")
    assert (permit.sequence, permit.permit, permit.prefix, permit.le, deny.permit) == (5, True, "10.0.0.0/8", 24, False)
    server, = r2.rows("show ntp associations")
    assert f"*~{server.address}" in r2.cli("show ntp associations") and (server.mark, server.stratum) == ("*", 3)
    status, = r2.rows("show ntp status")
    assert (status.synchronized, status.stratum, status.reference) == (True, 4, "10.0.0.1")
    logged = [row for row in r2.rows("show logging") if row.mnemonic == "UPDOWN"]
    assert {row.facility for row in logged} == {"LINK", "LINEPROTO"} and all(row.text in r2.cli("show logging") for row in logged)
    assert r2.rows("show ip nhrp traffic") == []


def test_rows_of_nhrp_count_what_the_text_counts() -> None:
    with Lab.load("dmvpn-phase1-eigrp") as lab:
        lab.settle()
        counted = {row.kind: (row.sent, row.received) for row in lab["R5"].rows("show ip nhrp traffic")}
        sent, received = re.findall(r"(\d+) Registration Reply|(\d+) Registration Request", lab["R5"].cli("show ip nhrp traffic"))[1:3]
        assert counted["Registration Reply"][0] == int(sent[0]) and counted["Registration Request"][1] == int(received[1]) > 0


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
        ("show ip rote", 'has no show "show ip rote"; others are show ip route'),
        ("ping 10.0.0.1", "has no show"),
        ("show running-config", '"show running-config" is a text, no table: cli() gives it'),
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
