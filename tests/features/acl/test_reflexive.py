"""Reflexive access lists: M lets sessions out towards R2, and in what belongs to them."""

from __future__ import annotations

import pickle

import pytest

from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from iosemu.wire.tcp import ACK, FIN, RST, SYN, Tcp
from iosemu.wire.udp import Udp
from tests.features.acl.test_acl import Lab, show
from tests.features.gre.net import Ping

R1, R2 = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.1")
CONFIG = """\
ip access-list extended IN
 permit udp any any eq rip
 evaluate SESSIONS
ip access-list extended OUT
 permit tcp any any reflect SESSIONS
 permit udp any any reflect SESSIONS timeout 30
 permit icmp any any reflect SESSIONS
"""
APPLIED = "interface Fa0/1\n ip access-group IN in\n ip access-group OUT out"


class Guarded(Lab):
    """R1 is inside; `came` are datagrams that R2 got through to it."""

    def __init__(self) -> None:
        super().__init__(CONFIG + APPLIED)
        assert self.output == ""
        self.came: list[ipv4.IPv4] = []

    def segment(self, out: bool, flags: int, port: int = 23) -> bool:
        """Does a segment of R1's session with R2 get through M?"""
        src, dst, ports = (R1, R2, (40000, port)) if out else (R2, R1, (port, 40000))
        here, there = (self.r1, self.r2) if out else (self.r2, self.r1)
        there.ip.handlers[ipv4.TCP] = lambda passage, iface: self.came.append(passage.packet)
        self.came.clear()
        data = Tcp(*ports, 1, 1, flags).encode(src, dst)
        here.ip.send(here.vrfs.default, ipv4.IPv4(src, dst, ipv4.TCP, data))
        self.net.run(0.1)
        return bool(self.came)

    def entries(self) -> list[str]:
        return [line.strip() for line in show(self, "SESSIONS")[1:]]


def test_what_comes_back_is_let_in_and_nothing_else() -> None:
    lab = Guarded()
    assert Ping(lab.net, lab.r2).send("10.0.1.1", 2) == ".."
    assert lab.ping() == "!!!!!"
    assert show(lab) == [
        "Extended IP access list IN",
        "    10 permit udp any any eq rip",
        "    20 evaluate SESSIONS",
        "Extended IP access list OUT",
        "    10 permit tcp any any reflect SESSIONS",
        "    20 permit udp any any reflect SESSIONS timeout 30",
        "    30 permit icmp any any reflect SESSIONS (5 matches)",
        "Reflexive IP access list SESSIONS",
        "     permit icmp host 10.0.2.1 host 10.0.1.1  (10 matches) (time left 298)",
    ]
    lab.net.run(297)
    assert lab.entries() == ["permit icmp host 10.0.2.1 host 10.0.1.1  (10 matches) (time left 1)"]
    lab.net.run(2)
    assert lab.entries() == []
    assert show(lab, "SESSIONS") == ["Reflexive IP access list SESSIONS"]
    assert Ping(lab.net, lab.r2).send("10.0.1.1", 1) == "."


def test_traffic_keeps_an_entry_alive() -> None:
    lab = Guarded()
    assert lab.segment(True, SYN)
    for _ in range(3):
        lab.net.run(200)
        assert lab.segment(False, ACK)
    assert "(4 matches) (time left 299)" in lab.entries()[0]


def test_a_tcp_session_opens_its_ports_and_ends_five_seconds_behind_its_second_fin() -> None:
    lab = Guarded()
    assert not lab.segment(False, SYN | ACK)
    assert lab.segment(True, SYN)
    assert lab.entries()[0].startswith("permit tcp host 10.0.2.1 eq telnet host 10.0.1.1 eq 40000 (1 match)")
    assert lab.segment(False, SYN | ACK)
    assert not lab.segment(False, SYN | ACK, port=24)
    assert lab.segment(True, FIN | ACK)
    lab.net.run(60)
    assert lab.segment(False, FIN | ACK)
    assert lab.segment(True, ACK)
    assert lab.entries()[0].endswith("(time left 4)")
    lab.net.run(5)
    assert lab.entries() == []
    assert not lab.segment(False, ACK)


@pytest.mark.parametrize("out", [True, False])
def test_a_reset_ends_it_at_once(out: bool) -> None:
    lab = Guarded()
    assert lab.segment(True, SYN)
    assert lab.segment(out, RST)
    assert lab.entries() == []
    assert lab.segment(True, RST) and lab.entries() == []  # one that nobody waited for makes no session


def test_udp_has_its_own_time() -> None:
    lab = Guarded()
    data = Udp(5000, 514, b"x").encode(R1, R2)
    lab.r1.ip.send(lab.r1.vrfs.default, ipv4.IPv4(R1, R2, ipv4.UDP, data))
    lab.net.run(0.1)
    assert lab.entries() == ["permit udp host 10.0.2.1 eq syslog host 10.0.1.1 eq 5000 (1 match) (time left 29)"]
    lab.net.run(30)
    assert lab.entries() == []


def test_fragments_of_what_comes_back() -> None:
    lab = Guarded()
    assert lab.ping(1, size=4000) == "!"


def test_configuration_comes_back_and_can_be_undone() -> None:
    lab = Guarded()
    lab.configure("ip reflexive-list timeout 120")
    assert lab.config("ip access-list") == CONFIG.splitlines()
    assert lab.config("ip reflexive-list") == ["ip reflexive-list timeout 120"]
    assert lab.ping(1) == "!" and lab.entries()[0].endswith("(time left 118)")
    lab.configure("ip access-list extended OUT\n no permit icmp any any reflect SESSIONS")
    assert lab.entries() != []  # tcp and udp still make entries of the list
    lab.configure("no ip access-list extended OUT")
    assert show(lab, "SESSIONS") == []
    assert Ping(lab.net, lab.r2).send("10.0.1.1", 1) == "."
    lab.configure("ip access-list extended IN\n no evaluate SESSIONS")
    assert lab.config("ip access-list extended IN") == ["ip access-list extended IN", " permit udp any any eq rip"]
    lab.configure("no ip reflexive-list timeout")
    assert lab.config("ip reflexive-list") == []


def test_names_belong_to_one_list() -> None:
    lab = Guarded()
    wrong = "% A named Reflexive IP access list with this name already exists"
    assert wrong in lab.configure("ip access-list extended SESSIONS")
    wrong = "% A named Extended IP access list with this name already exists"
    assert wrong in lab.configure("ip access-list extended OUT\n permit tcp any any reflect IN")
    assert "Invalid input" in lab.configure("ip access-list extended OUT\n deny tcp any any reflect SESSIONS")
    assert "Invalid input" in lab.configure("access-list 101 permit tcp any any reflect SESSIONS")


def test_a_list_that_nobody_fills_holds_nothing() -> None:
    lab = Lab("ip access-list extended IN\n evaluate NOBODY\ninterface Fa0/1\n ip access-group IN in")
    assert lab.output == ""
    assert lab.ping(1) == "."


def test_sessions_are_kept_in_a_saved_lab() -> None:
    lab = Guarded()
    assert lab.ping(1) == "!"
    engine = lab.m.engine("acl")
    rule = pickle.loads(pickle.dumps(engine.get("IN").rules[1]))
    assert rule.test(ipv4.IPv4(R2, R1, ipv4.ICMP, bytes(8))) and not rule.test(ipv4.IPv4(R1, R2, ipv4.ICMP, bytes(8)))
