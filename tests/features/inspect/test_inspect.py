"""`ip inspect` on M, between R1 inside and R2 outside: sessions open the access list for their answers."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu.features.inspect.session import Segment, Tcp
from iosemu.types import parse_ipv4
from iosemu.wire import icmp, ipv4, tcp
from iosemu.wire.icmp import Icmp
from iosemu.wire.tcp import ACK, FIN, PSH, RST, SYN
from iosemu.wire.udp import Udp
from tests.features.acl.test_acl import Lab
from tests.features.gre.net import Ping, log_of

R1, R2, M1, M2 = (parse_ipv4(each) for each in ("10.0.1.1", "10.0.2.1", "10.0.1.2", "10.0.2.2"))
RULES = """\
ip inspect name FW tcp
ip inspect name FW udp
ip inspect name FW icmp
"""
WALL = """\
ip access-list extended IN
 permit udp any any eq rip
 deny ip any any
interface Fa0/1
 ip access-group IN in
"""
OUTSIDE = WALL + "ip inspect FW out\n"
INSIDE = WALL + "interface Fa0/0\n ip inspect FW in\n"


class Firewall(Lab):
    def __init__(self, rules: str = RULES, applied: str = OUTSIDE) -> None:
        super().__init__(rules + applied)
        assert self.output == ""
        self.log = log_of(self.m)
        self.came: list[ipv4.IPv4] = []
        for router in (self.r1, self.r2):
            for protocol in (ipv4.TCP, ipv4.UDP):
                router.ip.handlers[protocol] = lambda passage, iface: self.came.append(passage.packet)

    def sends(self, packet: ipv4.IPv4, out: bool = True) -> bool:
        """Does it arrive at the other end?"""
        self.came.clear()
        router = self.r1 if out else self.r2
        router.ip.send(router.vrfs.default, packet)
        self.net.run(0.05)
        return bool(self.came)

    def udp(self, out: bool = True, here: int = 5000, there: int = 514, data: bytes = b"12345678") -> bool:
        src, dst, ports = (R1, R2, (here, there)) if out else (R2, R1, (there, here))
        return self.sends(ipv4.IPv4(src, dst, ipv4.UDP, Udp(*ports, data).encode(src, dst)), out)

    def sessions(self, detail: bool = False) -> list[str]:
        lines = self.exec("show ip inspect sessions" + " detail" * detail)
        return [line.partition(" ")[2] if not line.startswith(" S") else line.split(" ", 3)[3] for line in lines]


class Talk:
    """A TCP connection from R1 (or R2) by hand."""

    def __init__(self, wall: Firewall, here: int = 40000, there: int = 23, out: bool = True) -> None:
        self.wall, self.ports, self.out = wall, (here, there), out
        self.next = [1000, 0xFFFFFFF0]  # the second wraps

    def says(self, first: bool, flags: int, data: bytes = b"", **changed: int) -> bool:
        """`first`: by the one who called."""
        out = first is self.out
        src, dst = (R1, R2) if out else (R2, R1)
        ports = self.ports if first else self.ports[::-1]
        mine, yours = (0, 1) if first else (1, 0)
        acknowledged = self.next[yours] if flags & ACK else 0
        segment = tcp.Tcp(*ports, self.next[mine], acknowledged, flags, 4128, data)
        for name, value in changed.items():
            setattr(segment, name, value)
        if not changed:
            self.next[mine] = self.next[mine] + segment.space & 0xFFFFFFFF
        return self.wall.sends(ipv4.IPv4(src, dst, ipv4.TCP, segment.encode(src, dst)), out)

    def opens(self) -> bool:
        return self.says(True, SYN) and self.says(False, SYN | ACK) and self.says(True, ACK)


@pytest.mark.parametrize("applied", [OUTSIDE, INSIDE])
def test_pings_from_inside_only(applied: str) -> None:
    lab = Firewall(applied=applied)
    assert Ping(lab.net, lab.r2).send("10.0.1.1", 2) == ".."
    assert lab.ping() == "!!!!!"
    assert lab.exec("show ip inspect sessions detail")[1:] == [
        " Session 66F96280 (10.0.1.1:8)=>(10.0.2.1:0) icmp SIS_OPEN",
        "  Created 00:00:09, Last heard 00:00:01",
        "  Bytes sent (initiator:responder) [360:360]",
        "  In  SID 10.0.2.1[0:0]=>10.0.1.1[8:8] on ACL IN  (5 matches)",
    ]
    lab.net.run(9)
    assert lab.exec("show ip inspect sessions") == []
    assert Ping(lab.net, lab.r2).send("10.0.1.1", 1) == "."


def test_a_tcp_session_from_its_syn_to_its_fins() -> None:
    lab = Firewall(RULES.replace("tcp", "tcp audit-trail on"))
    talk = Talk(lab)
    assert not talk.says(False, SYN | ACK)
    talk.next[1] = 0xFFFFFFF0
    assert talk.says(True, SYN)
    assert lab.exec("show ip inspect sessions") == [
        "Half-open Sessions", " Session 66F96280 (10.0.1.1:40000)=>(10.0.2.1:23) tcp SIS_OPENING",
    ]  # fmt: skip
    assert talk.says(False, SYN | ACK) and talk.says(True, ACK)
    assert lab.exec("show ip inspect sessions")[0] == "Established Sessions"
    assert talk.says(True, PSH | ACK, bytes(24)) and talk.says(False, PSH | ACK, bytes(208))
    lab.net.run(3000)
    assert talk.says(False, FIN | ACK)
    assert lab.exec("show ip inspect sessions")[0] == "Terminating Sessions"
    assert talk.says(True, FIN | ACK) and talk.says(False, ACK)
    lab.net.run(5)
    assert lab.exec("show ip inspect sessions") == []
    assert not talk.says(False, ACK)
    assert lab.log[-2:] == [
        "%FW-6-SESS_AUDIT_TRAIL_START: Start tcp session: initiator (10.0.1.1:40000) -- responder (10.0.2.1:23)",
        "%FW-6-SESS_AUDIT_TRAIL: Stop tcp session: initiator (10.0.1.1:40000) sent 24 bytes"
        " -- responder (10.0.2.1:23) sent 208 bytes",
    ]


def test_what_is_not_within_a_session_is_dropped() -> None:
    lab = Firewall("ip inspect log drop-pkt\n" + RULES)
    talk = Talk(lab)
    assert talk.says(True, SYN)
    assert not talk.says(False, ACK), "an answer that is no SYN"
    assert not talk.says(False, SYN | ACK, acknowledgment=77), "it answers another SYN"
    assert talk.says(False, SYN | ACK) and talk.says(True, ACK)
    assert not talk.says(False, ACK, b"x", sequence=5_000_000), "beyond the window"
    assert not talk.says(False, ACK, b"x", acknowledgment=5_000_000), "what was never sent"
    assert not talk.says(False, RST, sequence=5_000_000), "a reset that somebody guessed"
    assert talk.says(False, PSH | ACK, b"x")
    assert lab.log[-1].startswith("%FW-6-DROP_PKT: Dropping tcp session 10.0.2.1:23 10.0.1.1:40000  due to  Invalid Segment with")
    assert lab.m.interfaces[next(iter(lab.m.engine("inspect").sessions.values())).owner].counters.drops["inspection"] == 5


@pytest.mark.parametrize("who", [True, False])
def test_a_reset_ends_a_session(who: bool) -> None:
    lab = Firewall()
    talk = Talk(lab)
    assert talk.opens() and talk.says(who, RST | ACK)
    assert lab.sessions() == []


def test_a_connection_that_nobody_answers_and_one_that_nobody_uses() -> None:
    lab = Firewall(RULES + "ip inspect tcp synwait-time 10\nip inspect tcp idle-time 600\n")
    assert Talk(lab).says(True, SYN)
    lab.net.run(9)
    assert len(lab.sessions()) == 2
    lab.net.run(2)
    assert lab.sessions() == []
    talk = Talk(lab)
    assert talk.opens()
    for _ in range(3):
        lab.net.run(500)
        assert talk.says(False, PSH | ACK, b"x")
    lab.net.run(601)
    assert lab.sessions() == []
    assert talk.says(True, PSH | ACK, b"x"), "the list outside lets it out; it begins nothing"
    assert lab.sessions() == [] and not talk.says(False, ACK)


def test_ports_that_are_used_again() -> None:
    lab = Firewall()
    talk = Talk(lab)
    assert talk.opens() and talk.says(True, FIN | ACK)
    assert Talk(lab).says(True, SYN)
    assert lab.sessions()[0] == "Sessions" and "SIS_OPENING" in lab.sessions()[1]


def test_udp_is_open_when_it_was_answered_and_has_its_times() -> None:
    lab = Firewall(RULES.replace("udp", "udp timeout 15"))
    assert not lab.udp(False)
    assert lab.udp() and lab.exec("show ip inspect sessions")[0] == "Half-open Sessions"
    assert lab.udp(False) and lab.exec("show ip inspect sessions")[0] == "Established Sessions"
    assert not lab.udp(False, there=515)
    lab.net.run(14)
    assert lab.udp(False)
    lab.net.run(14)
    assert lab.udp(False)
    lab.net.run(16)
    assert not lab.udp(False)


def test_questions_to_a_name_server_wait_five_seconds() -> None:
    lab = Firewall("ip inspect name FW dns\n" + RULES)
    assert lab.udp(there=53)
    assert lab.sessions()[1].endswith("dns SIS_OPENING")
    lab.net.run(6)
    assert lab.sessions() == []


def test_an_application_stands_before_its_carrier() -> None:
    lab = Firewall("ip inspect name FW telnet\n")
    assert Talk(lab).opens()
    assert lab.sessions()[1].endswith("telnet SIS_OPEN")
    assert Talk(lab, there=24).says(True, SYN) and not Talk(lab, there=24).says(False, SYN | ACK)


def test_errors_about_a_ping_come_in_others_do_not() -> None:
    lab = Firewall()
    request = ipv4.IPv4(R1, R2, ipv4.ICMP, Icmp(icmp.ECHO, 0, 7 << 16, bytes(8)).encode())
    heard: list[int] = []
    lab.r1.ip.icmp.on_error(lambda message, quote, passage: heard.append(quote.dst))

    def error(of: ipv4.IPv4) -> None:
        text = Icmp(icmp.TIME_EXCEEDED, 0, 0, of.encode()[:28]).encode()
        lab.sends(ipv4.IPv4(R2, R1, ipv4.ICMP, text), False)

    error(request)
    assert heard == []
    lab.sends(request)
    error(request)
    assert heard == [R2]
    error(ipv4.IPv4(R1, parse_ipv4("10.9.9.9"), ipv4.ICMP, request.payload))
    assert heard == [R2]


def test_what_the_router_sends_itself() -> None:
    lab = Firewall()
    assert Ping(lab.net, lab.m).send("10.0.2.1", 2) == ".."
    lab.configure("ip inspect name FW icmp router-traffic")
    assert Ping(lab.net, lab.m).send("10.0.2.1", 2) == "!!"
    assert "    inspection of router local traffic is enabled" in lab.exec("show ip inspect name FW")


def test_fragments_of_answers() -> None:
    assert Firewall().ping(1, size=4000) == "!"


def test_a_list_on_the_way_out_makes_no_session_of_what_it_denies() -> None:
    lab = Firewall(applied=OUTSIDE + "access-list 101 deny udp any any\naccess-list 101 permit ip any any\n"
                   "interface Fa0/1\n ip access-group 101 out\n")  # fmt: skip
    assert not lab.udp() and lab.sessions() == [] and not lab.udp(False)
    assert lab.ping(1) == "!"


FTP = "ip inspect name FW ftp\n"


def test_ftp_opens_its_data_connections() -> None:
    lab = Firewall(FTP)
    control = Talk(lab, 40000, 21)
    assert control.opens()
    assert not Talk(lab, 20, 1234, out=False).says(True, SYN)
    assert control.says(True, PSH | ACK, b"PORT 10,0,1,1,4,210\r\n")
    active = Talk(lab, 20, 1234, out=False)
    assert active.opens() and active.says(True, PSH | ACK, b"data")
    assert any(line.endswith("(10.0.2.1:20)=>(10.0.1.1:1234) ftp-data SIS_OPEN") for line in lab.exec("show ip inspect sessions"))
    assert not Talk(lab, 20, 1234 + 1, out=False).says(True, SYN)
    assert control.says(True, PSH | ACK, b"PORT 10,0,9,9,4,211\r\n")
    assert not Talk(lab, 20, 1235, out=False).says(True, SYN), "it asked for somebody else"
    assert control.says(False, PSH | ACK, b"227 Entering Passive Mode (10,0,2,1,4,212)\r\n")
    assert Talk(lab, 40001, 1236).opens(), "passive, from inside"


def test_tftp_answers_from_another_port() -> None:
    lab = Firewall("ip inspect name FW tftp\n")
    assert not lab.udp(False, here=6000, there=7777)
    assert lab.udp(here=6000, there=69, data=b"\0\1file\0octet\0")
    assert lab.udp(False, here=6000, there=7777) and lab.udp(True, here=6000, there=7777)
    assert lab.udp(False, here=6000, there=7777)
    assert not lab.udp(False, here=6001, there=7777)


def test_too_many_half_open_sessions() -> None:
    lab = Firewall(RULES + "ip inspect max-incomplete high 4\nip inspect max-incomplete low 2\n")
    talks = [Talk(lab, 40000 + number) for number in range(6)]
    for talk in talks[:4]:
        assert talk.says(True, SYN)
    assert lab.log == []
    assert talks[4].says(True, SYN)
    assert lab.log == ["%FW-4-ALERT_ON: getting aggressive, count (5/4) current 1-min rate: 4"]
    assert not talks[0].says(False, SYN | ACK), "the oldest one had to go"
    for talk in talks[1:5]:
        assert talk.says(False, SYN | ACK) and talk.says(True, ACK)
    assert talks[5].says(True, SYN)
    assert lab.log[-1] == "%FW-4-ALERT_OFF: calming down, count (0/2) current 1-min rate: 5"
    lab.configure("ip inspect alert-off")
    lab.configure("no ip inspect max-incomplete high\nno ip inspect max-incomplete low")


def test_a_host_that_does_not_answer_gets_no_more() -> None:
    lab = Firewall(RULES + "ip inspect tcp max-incomplete host 3 block-time 2\n")
    for number in range(3):
        assert Talk(lab, 40000 + number).says(True, SYN)
    assert not Talk(lab, 40003).says(True, SYN)
    assert lab.log == [
        "%FW-2-BLOCK_HOST: Blocking new TCP connections to host 10.0.2.1 for 2 minutes (half-open count 3 exceeded)."
    ]
    assert lab.sessions() == []
    lab.net.run(121)
    assert lab.log[-1] == "%FW-4-UNBLOCK_HOST: New TCP connections to host 10.0.2.1 no longer blocked"
    assert Talk(lab, 40004).says(True, SYN)
    lab.configure("ip inspect tcp max-incomplete host 1")
    assert Talk(lab, 40005).says(True, SYN)
    assert lab.log[-1] == "%FW-4-HOST_TCP_ALERT_ON: Max tcp half-open connections (1) exceeded for host 10.0.2.1."


def test_shows() -> None:
    lab = Firewall()
    assert lab.exec("show ip inspect config") == [
        "Session audit trail is disabled",
        "Session alert is enabled",
        "one-minute (sampling period) thresholds are [unlimited : unlimited] connections",
        "max-incomplete sessions thresholds are [unlimited : unlimited]",
        "max-incomplete tcp connections per host is unlimited. Block-time 0 minute.",
        "tcp synwait-time is 30 sec -- tcp finwait-time is 5 sec",
        "tcp idle-time is 3600 sec -- udp idle-time is 30 sec",
        "tcp reassembly queue length 16; timeout 5 sec; memory-limit 1024 kilo bytes",
        "dns-timeout is 5 sec",
        "Inspection Rule Configuration",
        " Inspection name FW",
        "    tcp alert is on audit-trail is off timeout 3600",
        "    udp alert is on audit-trail is off timeout 30",
        "    icmp alert is on audit-trail is off timeout 10",
    ]
    assert lab.exec("show ip inspect interfaces") == [
        "Interface Configuration",
        " Interface FastEthernet0/1",
        "  Inbound inspection rule is not set",
        "  Outgoing inspection rule is FW",
        "    tcp alert is on audit-trail is off timeout 3600",
        "    udp alert is on audit-trail is off timeout 30",
        "    icmp alert is on audit-trail is off timeout 10",
        "  Inbound access list is IN",
        "  Outgoing access list is not set",
    ]
    assert lab.ping(1) == "!"
    assert lab.exec("show ip inspect statistics")[:7] == [
        "Packet inspection statistics [process switch:fast switch]",
        "  icmp packets: [2:0]",
        "Interfaces configured for inspection 1",
        "Session creations since subsystem startup or last reset 1",
        "Current session counts (estab/half-open/terminating) [1:0:0]",
        "Maxever session counts (estab/half-open/terminating) [1:1:0]",
        "Last session created 00:00:01",
    ]
    whole = lab.exec("show ip inspect all | begin Interface Configuration")
    assert whole[0] == "Interface Configuration" and whole[-3:-1] == ["", "Established Sessions"]
    shown = lab.exec("show ip interface Fa0/1 | include inspect")
    assert shown == ["  Output features: Firewall (inspect)", "  Outgoing inspection rule is FW"]


def test_debugs() -> None:
    lab = Firewall()
    for name, text in (("object-creation", "Object Creations"), ("object-deletion", "Object Deletions"), ("tcp", "TCP Inspection")):
        assert lab.exec(f"debug ip inspect {name}") == [f"INSPECT {text} debugging is on"]
    talk = Talk(lab)
    assert talk.says(True, SYN) and talk.says(False, RST | ACK)
    assert lab.log == [
        "FIREWALL* OBJ_CREATE: Pak 64C80000 sis 66F96280 initiator_addr (10.0.1.1:40000) responder_addr (10.0.2.1:23)",
        "initiator_alt_addr (10.0.1.1:40000) responder_alt_addr (10.0.2.1:23)",
        "FIREWALL OBJ-CREATE: sid 66F963C0 acl IN Prot: tcp",
        " Src 10.0.2.1 Port [23:23]",
        " Dst 10.0.1.1 Port [40000:40000]",
        "FIREWALL* sis 66F96280 L4 inspect result: PASS packet 64C80040 (10.0.1.1:40000) (10.0.2.1:23) bytes 0 tcp",
        "FIREWALL* sis 66F96280 L4 inspect result: PASS packet 64C80080 (10.0.2.1:23) (10.0.1.1:40000) bytes 0 tcp",
        "FIREWALL OBJ_DELETE: delete sis 66F96280",
        "FIREWALL OBJ_DELETE: sid 66F963C0 on acl IN Prot: tcp",
    ]


def test_configuration_comes_back_and_goes() -> None:
    lines = (
        "ip inspect name FW tcp alert off audit-trail on timeout 100\nip inspect name FW icmp router-traffic\n"
        "ip inspect name OTHER ftp\nip inspect tcp max-incomplete host 50 block-time 2\nip inspect audit-trail\n"
    )
    lab = Firewall(lines)
    assert sorted(lab.config("ip inspect")) == sorted(lines.splitlines())
    assert " ip inspect FW out" in lab.config("interface FastEthernet0/1")
    assert lab.ping(1) == "!" and len(lab.sessions()) == 2
    lab.configure("no ip inspect name FW icmp")
    assert lab.sessions() == [] and lab.ping(1) == "."
    lab.configure("ip inspect name FW icmp")
    assert lab.ping(1) == "!"
    lab.configure("interface Fa0/1\n no ip inspect FW out")
    assert lab.sessions() == [] and lab.ping(1) == "."
    lab.configure("no ip inspect name FW\nno ip inspect name OTHER\nno ip inspect audit-trail\nno ip inspect tcp max-incomplete host 50")
    assert lab.config("ip inspect") == []


def test_newer_releases_know_nothing_of_it() -> None:
    from iosemu.device.shell import DeviceShell
    from tests.features.gre.net import Net

    shell = DeviceShell(Net().device("X", "iol"))
    assert "Invalid input" in shell.configure("ip inspect name FW tcp")
    assert "reflexive" not in shell.configure("ip reflexive-list timeout 60")


def test_a_session_is_cleared() -> None:
    lab = Firewall()
    assert lab.udp() and lab.udp(out=False)
    handle = next(iter(lab.m.engine("inspect").sessions.values())).handle
    assert lab.exec(f"clear ip inspect session {handle + 1:X}") == [] and lab.sessions()
    lab.exec(f"clear ip inspect session {handle:X}")
    assert not lab.udp(out=False)


def test_sessions_are_saved() -> None:
    lab = Firewall()
    assert lab.ping(1) == "!"
    engine = lab.m.engine("inspect")
    kept = pickle.loads(pickle.dumps([*engine.sessions.values()]))
    assert kept[0].key == next(iter(engine.sessions)) and kept[0].rule == engine.config.rules["FW", "icmp"]


SPACES = st.lists(st.tuples(st.booleans(), st.integers(0, 1400), st.booleans()), max_size=12)


@given(st.integers(0, 0xFFFFFFFF), st.integers(0, 0xFFFFFFFF), SPACES)
@settings(max_examples=200)
def test_what_two_honest_ends_say_is_within_their_windows(first: int, second: int, talk: list[tuple[bool, int, bool]]) -> None:
    """In any order of speaking, with repetitions, also where the numbers wrap."""
    following, numbers = Tcp(), [first, second]

    def segment(who: int, flags: int, size: int = 0) -> Segment:
        return Segment(numbers[who], numbers[1 - who] if flags & ACK else 0, flags, 4128, size, b"")

    following.begin(segment(0, SYN))
    numbers[0] = numbers[0] + 1 & 0xFFFFFFFF
    assert following.follow(segment(1, SYN | ACK), False) is None
    numbers[1] = numbers[1] + 1 & 0xFFFFFFFF
    assert following.follow(segment(0, ACK), True) is None and following.established
    for forward, size, again in talk:
        said = segment(0 if forward else 1, PSH | ACK, size)
        assert following.follow(said, forward) is None
        if again:
            assert following.follow(said, forward) is None
        who = 0 if forward else 1
        numbers[who] = numbers[who] + size & 0xFFFFFFFF
        assert following.follow(segment(1 - who, ACK), not forward) is None
