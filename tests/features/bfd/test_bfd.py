"""Sessions come up, negotiate, fail in every way, and tell their clients."""

from __future__ import annotations

from itertools import pairwise

import pytest

from iosemu.device.passage import Passage
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire import bfd, ipv4
from iosemu.wire.bfd import Control, Diag, State
from iosemu.wire.udp import Udp
from tests.features.bfd.worlds import TIMERS, logged, pair, session

PORT = "interface GigabitEthernet0/0\n"
NO_ECHO = TIMERS + " no bfd echo\n"


def sent_by(lab: Lab, node: str, address: str, port: int = bfd.PORT) -> list[tuple[float, ipv4.IPv4, bytes]]:
    """Fills with (time, datagram, what is in it) of a router's BFD packets, as they pass its cable."""
    found: list[tuple[float, ipv4.IPv4, bytes]] = []

    def keep(name: str, frame: bytes) -> bool:
        if name.startswith(f"{node}:") and frame[12:14] == b"\x08\x00":
            packet = ipv4.IPv4.decode(frame[14:])
            if packet.protocol == ipv4.UDP and packet.src == parse_ipv4(address):
                udp = Udp.decode(packet.payload, packet.src, packet.dst)
                if udp.dst_port == port:
                    found.append((lab.now, packet, udp.payload))
        return True

    lab.filter("R1", "R2", keep=keep)
    return found


def test_control_packets_on_the_wire() -> None:
    lab = pair(NO_ECHO)
    seen = sent_by(lab, "R1", "10.0.12.1")
    lab.run(20)
    gaps = [later - sooner for (sooner, *_), (later, *_) in pairwise(seen)]
    assert all(0.225 <= gap <= 0.3 for gap in gaps) and max(gaps) - min(gaps) > 0.05  # jitter of a quarter
    _, packet, data = seen[0]
    assert (packet.ttl, packet.tos, packet.dst) == (255, 0xC0, parse_ipv4("10.0.12.2"))
    assert Control.decode(data) == Control(State.UP, 3, 1, 1, 300_000, 300_000, 0)


def test_echoes_go_out_to_ourselves_and_come_back() -> None:
    lab = pair()
    seen, looped = sent_by(lab, "R1", "10.0.12.1", bfd.ECHO_PORT), sent_by(lab, "R2", "10.0.12.1", bfd.ECHO_PORT)
    control = sent_by(lab, "R1", "10.0.12.1")
    lab.run(10)
    assert len(seen) == len(looped) > 30
    assert {(packet.src, packet.dst, packet.ttl) for _, packet, _ in seen} == {(parse_ipv4("10.0.12.1"),) * 2 + (255,)}
    assert {packet.ttl for _, packet, _ in looped} == {254}
    assert {len(data) for *_, data in seen} == {12}
    assert 10 <= len(control) <= 14  # the slow timer's pace
    assert session(lab).echoes.received.count == session(lab).echoes.sent.count
    assert lab["R2"].device.ip.icmp.sent[5, 1] == 0  # no redirect for what comes back to its sender


def test_no_echo_at_one_end_is_none_at_both() -> None:
    lab = pair(TIMERS, NO_ECHO)
    for node in "R1", "R2":
        assert "Session state is UP and not using echo function." in lab[node].cli("show bfd neighbors details")
        assert (session(lab, node).desired_tx, session(lab, node).echoes.sent.count) == (300_000, 0)
    assert lab["R2"].configure(PORT + " bfd echo\n") == ""
    lab.run(3)
    assert "using echo function with 300 ms interval" in lab["R1"].cli("show bfd neighbors details")
    assert (session(lab).desired_tx, session(lab).use_rx) == (1_000_000, 1_000_000)


def test_intervals_are_negotiated() -> None:
    lab = pair(" bfd interval 200 min_rx 400 multiplier 3\n no bfd echo\n", " bfd interval 500 min_rx 300 multiplier 5\n")
    one, two = session(lab, "R1"), session(lab, "R2")
    assert (one.tx_interval, two.tx_interval) == (300_000, 500_000)
    assert (one.detection, two.detection) == (5 * 500_000, 3 * 300_000)


def test_a_change_while_up_is_polled() -> None:
    lab = pair(NO_ECHO)
    seen, answers = sent_by(lab, "R1", "10.0.12.1"), sent_by(lab, "R2", "10.0.12.2")
    messages = logged(lab, "R2", "BFDFSM", "DUAL")
    lab["R1"].configure(PORT + " bfd interval 900 min_rx 900 multiplier 3\n")
    ours = session(lab)
    assert (ours.polling, ours.use_tx, ours.use_rx) == (True, 300_000, 900_000)  # slower only when it is known
    lab.run(0.01)
    assert [Control.decode(data).poll for *_, data in seen] == [True]
    assert [Control.decode(data).final for *_, data in answers] == [True]
    assert (ours.polling, ours.use_tx) == (False, 900_000)
    lab.run(30)
    assert messages == []
    assert session(lab, "R2").detection == 2_700_000


def test_shows_of_an_interface_template_client_and_nobody() -> None:
    lab = pair()
    r1 = lab["R1"]
    row = "10.0.12.2                               1/1          Up        Up        Gi0/0\n"
    heading = "\nIPv4 Sessions\nNeighAddr                              LD/RD         RH/RS     State     Int\n"
    for which in ("", " client eigrp", " interface GigabitEthernet0/0", " ipv4 10.0.12.2", " ipv4"):
        assert r1.cli(f"show bfd neighbors{which}") == heading + row
        assert "Registered protocols: EIGRP CEF \n" in r1.cli(f"show bfd neighbors{which} details")
    for which in (" client ospf", " ipv4 10.0.12.3", " interface Loopback0", " vrf RED"):
        assert r1.cli(f"show bfd neighbors{which}") == ""
    assert r1.cli("show bfd summary") == (
        "\n                    Session          Up          Down\n\n"
        "Total                     1           1             0\n"
    )
    assert "EIGRP                     1           1             0\n" in r1.cli("show bfd summary client")
    assert "Software                  1           1             0\n" in r1.cli("show bfd summary host")


FAILURES = [
    (TIMERS, "ECHO FAILURE", 0.9, Diag.ECHO_FAILED),
    (NO_ECHO, "DETECT TIMER EXPIRED", 0.9, Diag.DETECTION_EXPIRED),
]


@pytest.mark.parametrize(("timers", "reason", "within", "diag"), FAILURES)
def test_a_silent_cable(timers: str, reason: str, within: float, diag: Diag) -> None:
    """Lines stay up, but nothing arrives: EIGRP would need its 15 seconds."""
    lab = pair(timers)
    ours, messages = session(lab), logged(lab, "R1", "BFD", "BFDFSM", "DUAL")
    lab.lose("R1", "R2", share=1.0)
    lab.run(within + 0.001)
    assert messages == [
        f"BFDFSM-6-BFD_SESS_DOWN: BFD-SYSLOG: BFD session ld:1 handle:1,is going Down Reason: {reason}",
        "DUAL-5-NBRCHANGE: EIGRP-IPv4 1: Neighbor 10.0.12.2 (GigabitEthernet0/0) is down: BFD peer down notified",
        "BFD-6-BFD_SESS_DESTROYED: BFD-SYSLOG: bfd_session_destroyed,  ld:1 neigh proc:EIGRP, handle:1 act",
    ]
    assert (ours.state, ours.diag) == (State.DOWN, diag)
    assert lab["R1"].device.engine("bfd").sessions == {}
    lab.lose("R1", "R2", share=0.0)
    lab.run(10)
    assert session(lab).state is session(lab, "R2").state is State.UP
    assert messages[-1] == "BFDFSM-6-BFD_SESS_UP: BFD-SYSLOG: BFD session ld:1 handle:1 is going UP"


def test_one_way_loss() -> None:
    """Who hears nothing says so; who is still heard learns it from the packet."""
    lab = pair(NO_ECHO)
    one, two = session(lab, "R1"), session(lab, "R2")
    first, second = logged(lab, "R1", "BFDFSM", "DUAL"), logged(lab, "R2", "BFDFSM", "DUAL")
    lab.filter("R1", "R2", keep=lambda name, frame: not name.startswith("R1:"))
    lab.run(1)
    assert second[0].endswith("Reason: DETECT TIMER EXPIRED") and first[0].endswith("Reason: RX DOWN")
    assert (one.diag, two.diag) == (Diag.NEIGHBOR_DOWN, Diag.DETECTION_EXPIRED)
    assert all("down: BFD peer down notified" in lines[1] for lines in (first, second))


def test_who_stops_watching_says_so_and_the_neighbour_stays() -> None:
    """Admin down tells nothing of the way (RFC 5882)."""
    lab = pair()
    seen, messages = sent_by(lab, "R1", "10.0.12.1"), logged(lab, "R2", "BFD", "BFDFSM", "DUAL")
    assert lab["R1"].configure("router eigrp 1\n no bfd all-interfaces\n") == ""
    lab.run(10)
    told = [Control.decode(data) for *_, data in seen]
    assert {(each.state, each.diag) for each in told} == {(State.ADMIN_DOWN, Diag.ADMIN_DOWN)} and 3 <= len(told) <= 5
    assert messages == [
        "BFDFSM-6-BFD_SESS_DOWN: BFD-SYSLOG: BFD session ld:1 handle:1,is going Down Reason: RX ADMINDOWN"
    ]
    assert session(lab, "R2").state is State.DOWN
    assert lab["R2"].cli("show bfd neighbors").splitlines()[-1].split()[1:4] == ["1/0", "Down", "Down"]
    assert "10.0.12.1" in lab["R2"].cli("show ip eigrp neighbors")
    details = lab["R2"].cli("show bfd neighbors details")
    assert "Downtime: 00:00:09" in details and "State bit: AdminDown" in details


def test_without_timers_there_is_no_session_and_no_port() -> None:
    lab = pair("")
    r1 = lab["R1"]
    assert r1.cli("show bfd neighbors") == "" and ":3784" not in r1.cli("show control-plane host open-ports")
    r1.configure(PORT + TIMERS)
    lab.run(3)
    assert r1.cli("show bfd neighbors").splitlines()[-1].split()[1] == "1/0"
    assert lab["R2"].device.ip.icmp.sent[3, 3] >= 3  # nobody listens there
    assert "3784" in r1.cli("show ip sockets")
    details = r1.cli("show bfd neighbors details")
    assert "Rx Count: 0, Rx Interval (ms) min/max/avg: 0/0/0 last: 3000 ms ago" in details and "time: " not in details
    lab["R2"].configure(PORT + TIMERS)
    lab.run(3)
    assert session(lab).state is State.UP


def test_settled_labs_settle_with_sessions() -> None:
    lab = pair()
    assert lab.settle(60)
    lab["R2"].configure(PORT + " no bfd interval\n")
    assert lab.settle(60)


def test_line_down_and_up_again() -> None:
    lab = pair()
    messages = logged(lab, "R1", "BFD", "BFDFSM", "DUAL")
    lab["R1"].configure(PORT + " shutdown\n")
    lab.run(1)
    assert "down: interface down" in messages[0] and "BFD_SESS_DESTROYED" in messages[1] and len(messages) == 2
    lab.run(5)
    lab["R1"].configure(PORT + " no shutdown\n")
    lab.run(20)
    assert session(lab).state is State.UP


def test_a_neighbour_that_reloads() -> None:
    lab = pair(NO_ECHO)
    messages = logged(lab, "R1", "BFDFSM", "DUAL")
    lab.lose("R1", "R2", share=0.0)
    lab["R2"].reload()
    lab.run(60)
    assert "Reason" in messages[0] or "interface down" in messages[0]
    assert session(lab).state is session(lab, "R2").state is State.UP


def forged(lab: Lab, control: bytes, ttl: int = 255, port: int = bfd.PORT) -> None:
    """R2 sends R1 a datagram of any kind."""
    device = lab["R2"].device
    device.ip.udp.send(
        device.vrfs.default, parse_ipv4("10.0.12.2"), 49152, parse_ipv4("10.0.12.1"), port, control, ttl=ttl
    )
    lab.run(0.01)


GOOD = Control(State.UP, 3, 1, 1, 300_000, 300_000)
FORGED = [
    ("Invalid TTL", Control(State.ADMIN_DOWN, 3, 1, 1).encode(), 254),
    ("Invalid Header Bits", b"\x20\xc0\x00\x18" + bytes(20), 255),
    ("Invalid Discriminator", Control(State.ADMIN_DOWN, 3, 1, 77).encode(), 255),
    ("Invalid Discriminator", Control(State.UP, 3, 1, 0).encode(), 255),
    ("Authen failed", Control(State.ADMIN_DOWN, 3, 1, 1, auth=bfd.Auth(2, 1, 5)).seal(b"x"), 255),
]


@pytest.mark.parametrize(("reason", "data", "ttl"), FORGED)
def test_what_is_dropped_is_counted_and_changes_nothing(reason: str, data: bytes, ttl: int) -> None:
    lab = pair()
    forged(lab, data, ttl)
    assert session(lab).state is State.UP
    counted = [line for line in lab["R1"].cli("show bfd drops").splitlines() if line.endswith(" 1")]
    assert [line[:-2].rstrip() for line in counted] == [reason]


def test_strangers() -> None:
    lab = pair(there="")
    forged(lab, Control(State.DOWN, 3, 9).encode())  # the session is there: it answers
    assert session(lab).state is State.INIT
    lab["R1"].configure("interface GigabitEthernet0/1\n ip address 10.0.99.1 255.255.255.0\n")
    engine, device = lab["R1"].device.engine("bfd"), lab["R1"].device
    stranger = ipv4.IPv4(parse_ipv4("10.0.12.9"), parse_ipv4("10.0.12.1"), ipv4.UDP, b"", 255)
    iface = next(iface for iface in device if iface.text == "GigabitEthernet0/0")
    passage = Passage(stranger, iface.vrf, iface)
    engine.control(Udp(49152, 3784, Control(State.DOWN, 3, 9).encode()), passage, iface)
    assert engine.drops == {"No BFD Adjacency": 1}


@pytest.mark.parametrize("kind", ["md5", "meticulous-md5", "sha-1", "meticulous-sha-1"])
def test_template_with_authentication(kind: str) -> None:
    more = (
        "key chain K\n key 7\n  key-string secret\n"
        f"bfd-template single-hop T\n interval min-tx 100 min-rx 100 multiplier 4\n authentication {kind} keychain K\n"
    )
    lab = pair(" bfd template T\n", more=more)
    assert session(lab).state is State.UP and session(lab).use_tx == 100_000
    details = lab["R1"].cli("show bfd neighbors details")
    assert "Template: T\n" in details and "not using echo function" in details
    seen = sent_by(lab, "R1", "10.0.12.1")
    lab.run(1)
    heard = [Control.decode(data).auth for *_, data in seen]
    assert all(auth is not None and auth.key == 7 for auth in heard)
    lab["R2"].configure("key chain K\n key 7\n  key-string other\n")
    lab.run(5)
    assert lab["R1"].device.engine("bfd").drops["Authen failed"] > 0
    assert all(lab[node].cli("show bfd neighbors") == "" or "Down" in lab[node].cli("show bfd neighbors") for node in ("R1", "R2"))


def test_replayed_packets_are_old() -> None:
    more = (
        "key chain K\n key 7\n  key-string secret\n"
        "bfd-template single-hop T\n interval min-tx 100 min-rx 100 multiplier 4\n authentication sha-1 keychain K\n"
    )
    lab = pair(" bfd template T\n", more=more)
    seen = sent_by(lab, "R2", "10.0.12.2")
    lab.run(1)
    forged(lab, seen[0][2])
    assert lab["R1"].device.engine("bfd").drops == {"Authen invalid seq": 1}


def test_slow_timers() -> None:
    lab = pair(more="bfd slow-timers 2000\n")
    assert session(lab).desired_tx == 2_000_000
    assert lab["R1"].configure("no bfd slow-timers\n") == ""
    lab.run(3)
    assert (session(lab).desired_tx, session(lab).tx_interval) == (1_000_000, 2_000_000)


def test_named_eigrp() -> None:
    lab = pair(TIMERS)
    for node in "R1", "R2":
        lab[node].configure(
            "no router eigrp 1\nrouter eigrp NAME\n address-family ipv4 autonomous-system 1\n  network 10.0.0.0\n"
            "  af-interface default\n   bfd\n  exit-af-interface\n"
        )
    lab.run(10)
    assert session(lab).state is State.UP
    assert "   bfd" in lab["R1"].running_config()
    lab["R1"].configure(
        "router eigrp NAME\n address-family ipv4 autonomous-system 1\n  af-interface Gi0/0\n   no bfd\n"
    )
    assert lab["R1"].device.engine("bfd").sessions == {}
    assert "   no bfd" in lab["R1"].running_config()


def test_debug_of_a_session_that_comes_up() -> None:
    lab = pair(there="")
    r1 = lab["R1"]
    assert r1.cli("debug bfd event") == "BFD event debugging is on\n"
    assert r1.cli("debug bfd packet") == "BFD packet debugging is on\n"
    lab["R2"].configure(PORT + TIMERS)
    lab.run(0.01)
    lines = [line.partition(": ")[2] for line in r1.console.take().splitlines()]
    assert lines == [
        "BFD-DEBUG Packet: Rx IP:10.0.12.2 ld/rd:1/1 diag:0(No Diagnostic) Down  cnt:1 ttl:254 (0)",
        "BFD-DEBUG Event: V1 FSM ld:1 handle:1 event:RX DOWN state:DOWN (0)",
        "BFD-DEBUG Packet: Tx IP:10.0.12.2 ld/rd:1/1 diag:0(No Diagnostic) Init   cnt:13 (0)",
        "BFD-DEBUG Packet: Rx IP:10.0.12.2 ld/rd:1/1 diag:0(No Diagnostic) Up  cnt:2 ttl:254 (0)",
        "%BFDFSM-6-BFD_SESS_UP: BFD-SYSLOG: BFD session ld:1 handle:1 is going UP",
        "BFD-DEBUG Event: V1 FSM ld:1 handle:1 event:RX UP state:INIT (0)",
        "BFD-DEBUG Packet: Tx IP:10.0.12.2 ld/rd:1/1 diag:0(No Diagnostic) Up   cnt:14 (0)",
        "BFD-DEBUG Event: notify client(EIGRP) IP:10.0.12.2, ld:1, handle:1, event:UP,  (0)",
    ]


def test_history_the_newest_first() -> None:
    lab = pair(platform="csr1000v")
    lines = lab["R1"].cli("show bfd neighbors history").splitlines()
    assert lines[4] == "History information:"
    assert lines[-2].startswith("[Mar  1 00:00:00.001] ") and lines[-1] == (
        " bfd_session_created, proc:EIGRP, idb:GigabitEthernet1 handle:1 act "
    )
    told = [line.partition("] ")[2] for line in lines[5:-2]]
    assert told == [
        "Event: V1 FSM ld:4097 handle:1 event:RX UP state:UP",
        "Event: notify client(EIGRP) IP:10.0.12.2, ld:4097, handle:1, event:UP, ",
        "Event: V1 FSM ld:4097 handle:1 event:RX INIT state:DOWN",
        "Event: V1 FSM ld:4097 handle:1 event:Session create state:DOWN",
    ]


def test_authentication_counts_from_when_it_is_typed() -> None:
    """Also for a neighbour that says what it always said."""
    more = (
        "key chain K\n key 1\n  key-string secret\n"
        "bfd-template single-hop T\n interval min-tx 100 min-rx 100 multiplier 3\n"
    )
    lab = pair(" bfd template T\n", more=more)
    messages = logged(lab, "R1", "BFDFSM")
    lab["R1"].configure("bfd-template single-hop T\n authentication sha-1 keychain K\n")
    lab.run(0.4)
    assert lab["R1"].device.engine("bfd").drops["Authen failed"] > 0
    assert messages[0].endswith("Reason: DETECT TIMER EXPIRED")


def test_clients_are_those_that_say_so() -> None:
    lab = pair("")
    words = [line.split()[0] for line in lab["R1"].console.session.help("show bfd neighbors client ")]
    assert words == ["bgp", "eigrp", "nhrp", "ospf", "static"]
    for word in words:
        assert lab["R1"].cli(f"show bfd neighbors client {word}") == ""
