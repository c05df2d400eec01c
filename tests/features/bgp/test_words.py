"""What routers say of BGP: messages, and `debug ip bgp`, in the dialects of the releases."""

from __future__ import annotations

import re

import pytest

from iosemu.device.debug import Audience
from iosemu.device.device import Device
from iosemu.features.bgp import events as e
from iosemu.features.bgp.debug import SYSLOG
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from tests.features.bgp.world import pair
from tests.features.wired import log_of

PEER = parse_ipv4("10.0.12.2")


def said(event: object, platform: str = "c7200") -> str:
    """The message of an event, as the log has it."""
    message = SYSLOG[type(event)](event, Audience(Device("R1", platform)))  # type: ignore[operator]  # its own kind
    return f"%{message.facility}-{message.severity}-{message.mnemonic}: {message.text}" if message is not None else ""


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (e.AdjacencyChanged("", PEER, True), "%BGP-5-ADJCHANGE: neighbor 10.0.12.2 Up "),
        (e.AdjacencyChanged("", PEER, True, dynamic=True), "%BGP-5-ADJCHANGE: neighbor *10.0.12.2 Up "),
        (e.AdjacencyChanged("RED", PEER, True), "%BGP-5-ADJCHANGE: neighbor 10.0.12.2 vpn vrf RED Up "),
        (e.AdjacencyChanged("", PEER, False, e.Reset.RECEIVED, "active"),
         "%BGP-5-ADJCHANGE: neighbor 10.0.12.2 active Down BGP Notification received"),
        (e.NeighborReset("", PEER, e.Reset.FLAP), "%BGP-5-NBR_RESET: Neighbor 10.0.12.2 reset (Interface flap)"),
        (e.TopologyRemoved("", PEER, e.Reset.FLAP),
         "%BGP_SESSION-5-ADJCHANGE: neighbor 10.0.12.2 IPv4 Unicast topology base removed from session  Interface flap"),
        (e.Notified("", PEER, True, 6, 4), "%BGP-3-NOTIFICATION: sent to neighbor 10.0.12.2 6/4 (Administrative Reset) 0 bytes "),
        (e.Notified("", PEER, True, 2, 2, b"\xfd\xea", "passive"),
         "%BGP-3-NOTIFICATION: sent to neighbor 10.0.12.2 passive 2/2 (peer in wrong AS) 2 bytes FDEA"),
        (e.Notified("", PEER, False, 6, 1, bytes.fromhex("0001010000000A")),
         "%BGP-3-NOTIFICATION: received from neighbor 10.0.12.2 6/1 (Maximum Number of Prefixes Reached) 7 bytes 00010100 00000A"),
        (e.ManyNotified(1, 6, 4), "%BGP-3-NOTIFICATION_MANY: sent to 1 sessions 6/4 (Administrative Reset) for all peers"),
        (e.PrefixLimit("", PEER, 9, 10, False), "%BGP-4-MAXPFX: No. of prefix received from 10.0.12.2 (afi 0) reaches 9, max 10"),
        (e.PrefixLimit("", PEER, 11, 10, True), "%BGP-3-MAXPFXEXCEED: No. of prefix received from 10.0.12.2 (afi 0): 11 exceed limit 10"),
        (e.PathTooLong("", PEER, ((2, (65000, 65000)),), 1),
         "%BGP-6-ASPATH: Long AS path 65000 65000 received from 10.0.12.2: More than configured MAXAS-LIMIT"),
        (e.NoRouterId(""), "%BGP-4-NORTRID: BGP could not pick a router-id. Please configure manually."),
    ],
)  # fmt: skip
def test_messages(event: object, text: str) -> None:
    assert said(event) == text


def test_dialects_of_messages() -> None:
    """12.4 knows no roles and no resets apart; XE has other words for the limit."""
    assert said(e.AdjacencyChanged("", PEER, False, e.Reset.USER, "active"), "c3725") == (
        "%BGP-5-ADJCHANGE: neighbor 10.0.12.2 Down User reset"
    )
    assert said(e.NeighborReset("", PEER, e.Reset.USER), "c3725") == ""
    assert said(e.PrefixLimit("", PEER, 2, 2, False), "c8000v") == (
        "%BGP-4-MAXPFX: Number of prefixes received from 10.0.12.2 (afi 0) reaches 2, max 2"
    )


def debugged(platform: str, *flags: str) -> tuple[Lab, list[str]]:
    """R2's debug lines of a session that R1 opens, without times."""
    lab = pair(" network 1.1.1.1 mask 255.255.255.255\n", " neighbor 10.0.12.1 transport connection-mode passive\n", platform=platform)
    lines = log_of(lab, "R2")
    for flag in flags:
        assert lab["R2"].cli(f"debug ip bgp {flag}".rstrip()).endswith("debugging is on for address family: IPv4 Unicast\n")
    lab.run(60)
    return lab, [re.sub(r"0x[0-9A-F]+", "0x", text) for _, text in lines]


def test_a_session_comes_up() -> None:
    _, lines = debugged("c7200", "")
    wanted = """\
BGP: 10.0.12.1 passive open to 10.0.12.2
BGP: 10.0.12.1 passive went from Idle to Connect
BGP: ses global 10.0.12.1 (0x:0) pas Setting open delay timer to 60 seconds.
BGP: 10.0.12.1 passive rcv message type 1, length (excl. header) 38
BGP: ses global 10.0.12.1 (0x:0) pas Receive OPEN
BGP: 10.0.12.1 passive rcv OPEN, version 4, holdtime 180 seconds
BGP: 10.0.12.1 passive rcv OPEN w/ OPTION parameter len: 28
BGP: 10.0.12.1 passive rcvd OPEN w/ optional parameter type 2 (Capability) len 6
BGP: 10.0.12.1 passive OPEN has CAPABILITY code: 1, length 4
BGP: 10.0.12.1 passive OPEN has MP_EXT CAP for afi/safi: 1/1
BGP: 10.0.12.1 passive OPEN has 4-byte ASN CAP for: 65001
BGP: 10.0.12.1 passive rcvd OPEN w/ remote AS 65001, 4-byte remote AS 65001
BGP: ses global 10.0.12.1 (0x:0) pas Send OPEN
BGP: 10.0.12.1 passive went from Connect to OpenSent
BGP: 10.0.12.1 passive sending OPEN, version 4, my as: 65002, holdtime 180 seconds, ID 2020202
BGP: 10.0.12.1 passive went from OpenSent to OpenConfirm
BGP: 10.0.12.1 passive went from OpenConfirm to Established
BGP: ses global 10.0.12.1 (0x:1) pas Assigned ID
BGP: nbr global 10.0.12.1 Stop Active Open timer as all topologies are allocated
BGP: ses global 10.0.12.1 (0x:1) Up""".splitlines()
    places = [lines.index(line) for line in wanted]
    assert places == sorted(places)


def test_the_older_dialect_has_no_roles() -> None:
    _, lines = debugged("c3725", "", "updates")
    assert "BGP: 10.0.12.1 went from OpenConfirm to Established" in lines
    assert not any("ses global" in line or "passive went" in line for line in lines)
    assert "BGP(0): 10.0.12.1 rcvd UPDATE w/ attr: nexthop 10.0.12.1, origin i, metric 0, path 65001" in lines
    assert "BGP(0): Revise route installing 1 of 1 routes for 1.1.1.1/32 -> 10.0.12.1(main) to main IP table" in lines


def test_updates_both_ways_and_of_one_neighbour() -> None:
    lab, lines = debugged("c7200", "updates")
    for line in (
        "BGP(0): 10.0.12.1 rcvd UPDATE w/ attr: nexthop 10.0.12.1, origin i, metric 0, merged path 65001, AS_PATH ",
        "BGP(0): 10.0.12.1 rcvd 1.1.1.1/32",
        "BGP(0): Revise route installing 1 of 1 routes for 1.1.1.1/32 -> 10.0.12.1(global) to main IP table",
        "BGP(0): (base) 10.0.12.1 send UPDATE (format) 1.1.1.1/32, next 10.0.12.1, metric 0, path 65001",
    ):
        assert line in lines
    r2 = lab["R2"]
    r2.cli("undebug all")
    told = log_of(lab, "R2")
    assert r2.cli("debug ip bgp 10.0.12.1 updates in") == (
        "BGP updates debugging is on for neighbor 10.0.12.1 (inbound) for address family: IPv4 Unicast\n"
    )
    lab["R1"].configure("interface Loopback0\n shutdown\n")
    lab.run(60)
    texts = [text for _, text in told]
    assert texts == [
        "BGP(0): 10.0.12.1 rcv UPDATE about 1.1.1.1/32 -- withdrawn",
        "BGP(0): no valid path for 1.1.1.1/32",
        "BGP: topo global:IPv4 Unicast:base Remove_fwdroute for 1.1.1.1/32",
    ]


def test_debugs_of_one_neighbour() -> None:
    """In any order of words; another neighbour is told nothing of."""
    lab, _ = debugged("c7200")
    r2 = lab["R2"]
    r2.cli("undebug all")
    one = "for neighbor 10.0.12.1 (inbound) for {}\n"
    for line, note in (
        ("updates 10.0.12.1 in", one.format("address family: IPv4 Unicast")),
        ("all updates 10.0.12.1 in", one.format("all address families")),
        ("all updates", "for all address families\n"),
    ):
        assert r2.cli(f"debug ip bgp {line}") == f"BGP updates debugging is on {note}"
    r2.cli("undebug all")
    told = log_of(lab, "R2")
    for word, kind in (("keepalives", "BGP keepalives"), ("in", "BGP")):
        way = " (inbound)" if word == "in" else ""
        said = r2.cli(f"debug ip bgp 10.9.9.9 {word}")
        assert said == f"{kind} debugging is on for neighbor 10.9.9.9{way} for address family: IPv4 Unicast\n"
    r2.cli("clear ip bgp *")
    lab.run(130)
    assert not [text for _, text in told if "10.0.12.1" in text]
    r2.cli("debug ip bgp 10.0.12.1 keepalives")
    lab.run(70)
    assert "BGP: 10.0.12.1 sending KEEPALIVE (io)" in [text for _, text in told]


def test_denied_networks_say_why() -> None:
    lab, _ = debugged("c7200", "updates")
    told = log_of(lab, "R2")
    lab["R2"].configure("ip prefix-list NO deny 0.0.0.0/0 le 32\nrouter bgp 65002\n neighbor 10.0.12.1 prefix-list NO in\n")
    lab["R2"].cli("clear ip bgp * in")
    lab.run(10)
    assert "BGP(0): 10.0.12.1 rcv UPDATE about 1.1.1.1/32 -- DENIED due to: distribute/prefix-list;" in [t for _, t in told]


def test_keepalives_and_events() -> None:
    lab, _ = debugged("c7200", "keepalives", "events")
    told = log_of(lab, "R2")
    lab.run(130)
    texts = [text for _, text in told]
    for line in (
        "BGP: 10.0.12.1 sending KEEPALIVE (io)",
        "BGP: 10.0.12.1 received KEEPALIVE, length (excl. header) 0",
        "BGP: Regular scanner timer event",
        "BGP: topo global:IPv4 Unicast:base Scanning routing tables",
    ):
        assert line in texts
    assert lab["R2"].cli("no debug ip bgp events") == "BGP events debugging is off\n"


def test_a_wrong_autonomous_system() -> None:
    """Refused by R2, which keeps the connection for some seconds and then closes it."""
    lab = pair("", " neighbor 10.0.12.1 remote-as 65003\n")
    told = log_of(lab, "R2")
    lab["R2"].cli("debug ip bgp")
    lab.run(40)
    texts = [re.sub(r"0x[0-9A-F]+", "0x", text) for _, text in told]
    way = next(role for role in ("active", "passive") if f"BGP: 10.0.12.1 {role} bad OPEN, remote AS is 65001, expected 65003  " in texts)
    wanted = [
        f"BGP: 10.0.12.1 {way} bad OPEN, remote AS is 65001, expected 65003  ",
        f"BGP: 10.0.12.1 {way} local error close after sending NOTIFICATION",
        f"BGP: 10.0.12.1 {way}(0x) closing",
        f"BGP: 10.0.12.1 {way} went from Closing to Idle",
    ]
    places = [texts.index(line) for line in wanted]
    assert places == sorted(places)


def test_a_route_of_the_table_is_taken() -> None:
    lab = pair("", "")
    lab.run(60)
    told = log_of(lab, "R1")
    lab["R1"].cli("debug ip bgp updates")
    lab["R1"].configure("ip route 172.16.1.0 255.255.255.0 Null0\nrouter bgp 65001\n redistribute static\n")
    lab.run(1)
    taken = ["BGP(0): redist event (1) request for 172.16.1.0/24", "BGP(0): sourced route for 172.16.1.0/24 created"]
    assert [text for _, text in told if "172.16.1.0/24" in text][:2] == taken
    del told[:]
    lab["R1"].configure("router bgp 65001\n network 1.1.1.1 mask 255.255.255.255\n")
    lab.run(1)
    assert not any("redist" in text for _, text in told)
