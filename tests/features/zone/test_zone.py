"""Zones on M, between R1 inside and R2 outside: what passes between them, by class."""

from __future__ import annotations

import pickle

import pytest

from iosemu.cli.session import Session
from iosemu.types import parse_ipv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.icmp import Icmp
from iosemu.wire.tcp import ACK, FIN, PSH, SYN
from iosemu.wire.udp import Udp
from tests.features.gre.net import Ping, port
from tests.features.inspect.test_inspect import M2, R1, R2, Firewall, Talk

ZONES = """\
ip access-list extended SERVER
 permit tcp any host 10.0.1.1
class-map type inspect match-any WEB
 match protocol http
 match protocol telnet
 match protocol icmp
class-map type inspect match-all IN
 match access-group name SERVER
 match protocol ssh
policy-map type inspect OUTWARD
 class type inspect WEB
  inspect
 class class-default
  drop log
policy-map type inspect INWARD
 class type inspect IN
  inspect
zone security INSIDE
zone security OUTSIDE
zone-pair security IN-OUT source INSIDE destination OUTSIDE
 service-policy type inspect OUTWARD
zone-pair security OUT-IN source OUTSIDE destination INSIDE
 service-policy type inspect INWARD
"""
MEMBERS = "interface Fa0/0\n zone-member security INSIDE\ninterface Fa0/1\n zone-member security OUTSIDE\n"


def wall(more: str = "") -> Firewall:
    lab = Firewall(ZONES, MEMBERS)
    assert lab.configure(more) == ""
    return lab


def shows(lab: Firewall, command: str) -> list[str]:
    """All of it, without a pager."""
    written: list[str] = []
    session = Session(lab.shell, written.append, lab.net.clock)
    session.length = 0
    written.clear()
    session.feed_line(command)
    return "".join(written).replace("\r", "").split("\n")[:-1]


def back(lab: Firewall, count: int = 2, target: str = "10.0.1.1") -> str:
    return Ping(lab.net, lab.r2).send(target, count)


def dropped(lab: Firewall) -> dict[str, int]:
    found: dict[str, int] = {}
    for iface in lab.m.interfaces.values():
        for reason, count in iface.counters.drops.items():
            if "zones" in reason:
                found[str(reason)] = found.get(str(reason), 0) + count
    return found


def test_pings_from_inside_only() -> None:
    lab = wall()
    assert lab.ping() == "!!!!!" and back(lab) == ".."
    assert dropped(lab) == {"policy of zones": 2}
    shown = shows(lab, "show policy-map type inspect zone-pair IN-OUT sessions")
    at = shown.index("   Inspect")
    assert shown[at + 1 : at + 9] == [
        "", "      Number of Established Sessions = 1", "      Established Sessions",
        "        Session 66F96280 (10.0.1.1:8)=>(10.0.2.1:0) icmp SIS_OPEN",
        "          Created 00:00:13, Last heard 00:00:05", "          ECHO request",
        "          Bytes sent (initiator:responder) [360:360]", "",
    ]  # fmt: skip


def test_a_connection_from_syn_to_fins() -> None:
    lab = wall()
    talk = Talk(lab)
    assert talk.says(True, SYN)
    assert any("SIS_OPENING/TCP_SYNSENT" in line for line in shows(lab, "show policy-map type inspect zone-pair sessions"))
    assert talk.says(False, SYN | ACK) and talk.says(True, ACK)
    assert talk.says(True, PSH | ACK, bytes(24)) and talk.says(False, PSH | ACK, bytes(208))
    assert not talk.says(False, ACK, b"x", sequence=5_000_000), "beyond the window"
    (line,) = [each for each in shows(lab, "show policy-map type inspect zone-pair sessions") if "telnet" in each and "Session" in each]
    assert line.endswith("(10.0.1.1:40000)=>(10.0.2.1:23) telnet:tcp SIS_OPEN/TCP_ESTAB")
    assert talk.says(False, FIN | ACK) and talk.says(True, FIN | ACK) and talk.says(False, ACK)
    lab.net.run(6)
    assert not talk.says(False, ACK), "it is over"
    shown = shows(lab, "show policy-map type inspect zone-pair IN-OUT")
    assert "        telnet packets: [0:9]" in shown
    assert "        Current session counts (estab/half-open/terminating) [0:0:0]" in shown
    assert "        Maxever session counts (estab/half-open/terminating) [1:1:1]" in shown


def test_which_class_takes_it() -> None:
    lab = wall()
    assert Talk(lab, 40000, 80).opens() and Talk(lab, 40001, 22, out=False).opens()
    assert not Talk(lab, 40002, 22).says(True, SYN), "ssh is not among them"
    assert not Talk(lab, 40003, 80, out=False).says(True, SYN), "match-all needs both lines"
    assert not lab.udp(), "class-default drops, and tells"
    shown = shows(lab, "show policy-map type inspect zone-pair IN-OUT")
    at = shown.index("    Class-map: WEB (match-any)  ")
    assert shown[at : at + 4] == [
        "    Class-map: WEB (match-any)  ", "      Match: protocol http", "        1 packets, 40 bytes",
        "        30 second rate 0 bps",
    ]  # fmt: skip
    assert shown[shown.index("      Drop log") + 1] == "        2 packets, 76 bytes"
    inward = shows(lab, "show policy-map type inspect zone-pair OUT-IN")
    assert inward[inward.index("      Drop (default action)") + 1] == "        1 packets, 40 bytes"
    assert lab.log[-1] == (
        "%FW-6-DROP_PKT: Dropping tcp session 10.0.1.1:40002 10.0.2.1:22 on zone-pair IN-OUT class class-default"
        f" due to  DROP action found in policy-map with ip ident {lab.log[-1].rsplit(' ', 1)[1]}"
    ), "and the next half a minute nothing"
    assert lab.exec("clear zone-pair IN-OUT counter") == []
    shown = shows(lab, "show policy-map type inspect zone-pair IN-OUT")
    assert shown[shown.index("      Drop log") + 1] == "        0 packets, 0 bytes"
    assert "        Last statistic reset 00:00:00" in shown


def test_between_a_zone_and_none_nothing_passes() -> None:
    lab = wall("interface Fa0/1\n no zone-member security OUTSIDE\nip inspect log drop-pkt\n")
    assert lab.ping(2) == ".." and back(lab) == ".."
    assert lab.log[-1].startswith(
        "%FW-6-DROP_PKT: Dropping icmp session 10.0.1.1:0 10.0.2.1:0  due to  One of the interfaces not being cfged"
    )
    assert back(lab, target="10.0.2.2") == "!!", "the router itself answers"
    assert lab.configure("interface Fa0/0\n no zone-member security INSIDE\n") == ""
    assert lab.ping(2) == "!!" and back(lab) == "!!"


def test_within_a_zone_all_passes() -> None:
    lab = wall("interface Fa0/1\n no zone-member security OUTSIDE\n zone-member security INSIDE\n")
    assert lab.ping(2) == "!!" and back(lab) == "!!" and lab.udp()
    assert lab.configure(
        "zone-pair security WITHIN source INSIDE destination INSIDE\n service-policy type inspect OUTWARD\n"
    ) == ""
    assert lab.ping(2) == "!!" and not lab.udp()


def test_zones_without_a_pair() -> None:
    lab = wall("no zone-pair security OUT-IN\n")
    assert lab.ping(2) == "!!" and back(lab) == ".."
    assert dropped(lab) == {"no pair of zones": 2}
    assert lab.configure("zone-pair security IN-OUT source INSIDE destination OUTSIDE\n no service-policy type inspect\n") == ""
    assert lab.ping(2) == ".."


def test_the_router_is_a_zone() -> None:
    lab = wall()
    assert Ping(lab.net, lab.m).send("10.0.2.1", 2) == "!!" and back(lab, target="10.0.2.2") == "!!"
    assert lab.configure(
        "class-map type inspect PINGS\n match protocol icmp\npolicy-map type inspect OWN\n class type inspect PINGS\n"
        "  inspect\npolicy-map type inspect NOTHING\n class class-default\n  drop\n"
        "zone-pair security SELF-OUT source self destination OUTSIDE\n service-policy type inspect OWN\n"
        "zone-pair security OUT-SELF source OUTSIDE destination self\n service-policy type inspect NOTHING\n"
    ) == ""
    assert Ping(lab.net, lab.m).send("10.0.2.1", 2) == "!!", "answers belong to its session"
    assert back(lab, target="10.0.2.2") == ".." and back(lab, target="10.0.1.2") == ".."
    assert lab.ping(2) == "!!", "what goes through is another pair's"
    assert Ping(lab.net, lab.r1).send("10.0.1.2", 1) == "!"


def test_pass_has_no_memory() -> None:
    lab = wall("policy-map type inspect OUTWARD\n class type inspect WEB\n  no inspect\n  pass log\n")
    assert lab.ping(2) == "..", "the answers are another pair's"
    assert lab.log[-1].startswith("%FW-6-PASS_PKT: (target:class)-(IN-OUT:WEB) Passing icmp pkt 10.0.1.1:0 => 10.0.2.1:0 ")
    assert lab.configure(
        "class-map type inspect ECHOES\n match protocol icmp\npolicy-map type inspect INWARD\n class type inspect ECHOES\n  pass\n"
    ) == ""
    assert lab.ping(2) == "!!"


def test_errors_about_a_session_come_back() -> None:
    lab = wall("class-map type inspect match-any WEB\n match protocol udp\n")
    assert lab.udp(True, 5000, 33434)
    heard: list[int] = []
    lab.r1.ip.icmp.on_error(lambda message, quote, passage: heard.append(message.code))
    quote = ipv4.IPv4(R1, R2, ipv4.UDP, Udp(5000, 33434, bytes(8)).encode(R1, R2)).encode()[:28]
    other = ipv4.IPv4(R1, R2, ipv4.UDP, Udp(5001, 33434, bytes(8)).encode(R1, R2)).encode()[:28]
    for about in (quote, other):
        error = Icmp(icmp.UNREACHABLE, icmp.PORT, 0, about)
        lab.r2.ip.send(lab.r2.vrfs.default, ipv4.IPv4(R2, R1, ipv4.ICMP, error.encode()))
        lab.net.run(0.1)
    assert heard == [icmp.PORT]


def test_what_cannot_be_inspected_is_dropped() -> None:
    lab = wall("ip access-list extended ALL\n permit ip any any\nclass-map type inspect match-any WEB\n match access-group name ALL\n")
    came: list[int] = []
    lab.r2.ip.handlers[ipv4.GRE] = lambda passage, iface: came.append(1)
    lab.r1.ip.send(lab.r1.vrfs.default, ipv4.IPv4(R1, R2, ipv4.GRE, bytes(8)))
    lab.net.run(0.1)
    assert not came and dropped(lab) == {"policy of zones": 1}
    lab.configure("policy-map type inspect OUTWARD\n class type inspect WEB\n  no inspect\n  pass\n")
    lab.r1.ip.send(lab.r1.vrfs.default, ipv4.IPv4(R1, R2, ipv4.GRE, bytes(8)))
    lab.net.run(0.1)
    assert came == [1]


def test_inside_addresses_beside_translation() -> None:
    """The policy sees the addresses of inside, whichever way a packet goes."""
    lab = wall(
        "ip access-list standard USERS\n permit 10.0.1.0 0.0.0.255\nip nat inside source list USERS interface Fa0/1 overload\n"
        "ip nat inside source static tcp 10.0.1.1 22 10.0.2.2 2222\n"
        "interface Fa0/0\n ip nat inside\ninterface Fa0/1\n ip nat outside\n"
    )
    assert lab.ping(2) == "!!"
    assert any("(10.0.1.1:8)=>(10.0.2.1:0) icmp" in line for line in shows(lab, "show policy-map type inspect zone-pair sessions"))
    syn = Talk(lab, 40000, 2222, out=False)
    segment = ipv4.IPv4(R2, M2, ipv4.TCP, _syn(40000, 2222, R2, M2))
    assert lab.sends(segment, False), "class IN: to 10.0.1.1, ssh"
    assert syn.ports == (40000, 2222)
    assert any("(10.0.2.1:40000)=>(10.0.1.1:22) ssh:tcp" in line for line in shows(lab, "show policy-map type inspect zone-pair sessions"))


def _syn(here: int, there: int, src: int, dst: int) -> bytes:
    from iosemu.wire import tcp

    return tcp.Tcp(here, there, 1000, 0, SYN, 4128, b"").encode(src, dst)


def test_limits_and_times_of_a_parameter_map() -> None:
    lab = wall()
    assert lab.configure(
        "parameter-map type inspect SHORT\n audit-trail on\n sessions maximum 2\n tcp idle-time 20\n icmp idle-time 3\n"
        "policy-map type inspect OUTWARD\n class type inspect WEB\n  inspect SHORT\n"
    ) == ""
    first = Talk(lab, 40000, 23)
    assert first.opens() and Talk(lab, 40001, 23).opens() and not Talk(lab, 40002, 23).says(True, SYN)
    assert lab.log[-3:] == [
        "%FW-6-SESS_AUDIT_TRAIL_START: (target:class)-(IN-OUT:WEB):Start telnet session: initiator (10.0.1.1:40000)"
        " -- responder (10.0.2.1:23)",
        "%FW-6-SESS_AUDIT_TRAIL_START: (target:class)-(IN-OUT:WEB):Start telnet session: initiator (10.0.1.1:40001)"
        " -- responder (10.0.2.1:23)",
        '%FW-4-SESSIONS_MAXIMUM: Number of sessions for the firewall policy on "(target:class)-(IN-OUT:WEB)" exceeds the'
        " configured sessions maximum value 2",
    ]
    lab.net.run(21)
    assert not first.says(False, ACK), "nothing was heard for its time"
    assert shows(lab, "show parameter-map type inspect SHORT")[:3] == [
        " parameter-map type inspect SHORT", "  audit-trail on", "  alert on",
    ]  # fmt: skip
    assert "  tcp idle-time 20" in shows(lab, "show parameter-map type inspect")


def test_sessions_are_cleared() -> None:
    lab = wall()
    talk = Talk(lab)
    assert talk.opens()
    assert lab.exec("clear zone-pair inspect sessions") == []
    assert not talk.says(False, ACK)
    again = Talk(lab, 40009)
    assert again.opens()
    lab.configure("policy-map type inspect OUTWARD\n no class type inspect WEB\n")
    assert not again.says(False, ACK) and not lab.m.engine("inspect").sessions


@pytest.mark.parametrize(("lines", "said"), [
    ("policy-map type inspect P\n class type inspect NONE\n", "% class map NONE not configured"),
    ("zone-pair security IN-OUT source INSIDE destination OUTSIDE\n service-policy type inspect INWARD\n",
     "Policy map OUTWARD is already attached"),
    ("zone-pair security IN-OUT source INSIDE destination OUTSIDE\n service-policy type inspect NONE\n",
     "% policy map NONE not configured"),
    ("interface Fa0/0\n zone-member security OUTSIDE\n", "%Interface is already a member of zone INSIDE"),
    ("interface Fa0/0\n zone-member security NONE\n", "%Zone NONE does not exist"),
    ("no zone security INSIDE\n", "%Zone INSIDE is used in a zone-pair. Remove the zone-pair first"),
    ("no class-map type inspect WEB\n", "% Class-map WEB is being used"),
    ("no policy-map type inspect OUTWARD\n", "% Policy-map OUTWARD is being used"),
    ("ip access-list extended A\nclass-map type inspect BY\n match access-group name A\npolicy-map type inspect P\n"
     " class type inspect BY\n  inspect\n",
     "%No specific protocol configured in class BY for inspection. All protocols will be inspected"),
])  # fmt: skip
def test_what_is_refused_or_warned_of(lines: str, said: str) -> None:
    lab = wall()
    assert said in lab.configure(lines)


def test_nested_and_negated_classes() -> None:
    lab = wall(
        "class-map type inspect match-all MOST\n match class-map WEB\n match not protocol http\n"
        "policy-map type inspect OUTWARD\n no class type inspect WEB\n class type inspect MOST\n  inspect\n"
    )
    assert lab.ping(1) == "!" and Talk(lab, 40000, 23).opens() and not Talk(lab, 40001, 80).says(True, SYN)


def test_all_comes_back_after_a_reload_and_from_a_copy() -> None:
    lab = wall()
    talk = Talk(lab)
    assert talk.opens()
    copied = pickle.loads(pickle.dumps(lab.m.engine("zone").pairs))
    assert [state.name for each in copied.values() for state in each.classes] == ["WEB", "class-default", "IN", "class-default"]
    lines = [line for line in ZONES.splitlines() if "zone" in line or "inspect" in line]
    assert set(lines) <= set(lab.shell.running_config())


def test_what_a_new_interface_carries_is_looked_at() -> None:
    lab = wall("interface Loopback9\n ip address 10.9.9.9 255.255.255.0\n")
    assert Ping(lab.net, lab.r1).send("10.9.9.9", 1) == "!", "the router's own: self"
    r3 = lab.net.device("R3")
    lab.net.cable(port(r3, "Fa0/0", "10.0.3.1"), port(lab.m, "Fa1/0", "10.0.3.2"))
    lab.net.run(5)
    assert Ping(lab.net, lab.r1).send("10.0.3.1", 2) == "..", "it is in no zone"
    assert parse_ipv4("10.0.3.1")
