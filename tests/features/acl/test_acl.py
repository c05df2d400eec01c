"""Access lists, typed in and at work on a router between two others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.features.acl.engine import AclEngine
from iosemu.features.acl.flow_log import MOST_FLOWS
from iosemu.features.acl.model import AccessList, AclConfig, Entry, Ports
from iosemu.features.acl.text import config_line
from iosemu.types import Prefix, parse_ipv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.udp import Udp
from tests.features.gre.net import Net, Ping, log_of, port, static


class Lab:
    """R1 - M - R2; the configuration is M's."""

    def __init__(self, config: str = "") -> None:
        self.net = net = Net()
        self.r1, self.m, self.r2 = net.device("R1"), net.device("M"), net.device("R2")
        net.cable(port(self.r1, "Fa0/0", "10.0.1.1"), port(self.m, "Fa0/0", "10.0.1.2"))
        net.cable(port(self.m, "Fa0/1", "10.0.2.2"), port(self.r2, "Fa0/0", "10.0.2.1"))
        static(self.r1, "0.0.0.0/0", "10.0.1.2")
        static(self.r2, "0.0.0.0/0", "10.0.2.2")
        net.run(5)
        self.shell = DeviceShell(self.m)
        Ping(net, self.r1).send("10.0.2.1", 4)
        self.output = self.configure(config)

    def configure(self, text: str) -> str:
        return self.shell.configure(text)

    def config(self, beginning: str) -> list[str]:
        """The lines of M's running-config that begin so, and what is indented beneath them."""
        found, inside = [], False
        for line in self.shell.running_config():
            inside = line.startswith(beginning) or (inside and line.startswith(" "))
            if inside:
                found.append(line)
        return found

    def exec(self, line: str) -> list[str]:
        written: list[str] = []
        session = Session(self.shell, written.append, self.net.clock)
        written.clear()
        session.feed_line(line)
        return "".join(written).replace("\r", "").split("\n")[:-1]

    def ping(self, count: int = 5, **options: object) -> str:
        return Ping(self.net, self.r1).send("10.0.2.1", count, **options)  # type: ignore[arg-type]


def show(lab: Lab, name: str | None = None) -> list[str]:
    from iosemu.cli.context import Context
    from iosemu.features.acl.show import show_access_lists

    return list(show_access_lists(Context(lab.shell, lab.m, lab.m), name))


def test_numbered_standard_list_counts_and_denies() -> None:
    lab = Lab("access-list 10 permit host 10.0.1.1\ninterface Fa0/1\n ip access-group 10 out")
    assert lab.ping() == "!!!!!"
    assert show(lab) == ["Standard IP access list 10", "    10 permit 10.0.1.1 (5 matches)"]
    lab.configure("no access-list 10\naccess-list 10 deny 10.0.1.0 0.0.0.255")
    assert lab.ping(1) == "."
    assert show(lab) == ["Standard IP access list 10", "    10 deny   10.0.1.0, wildcard bits 0.0.0.255 (1 match)"]


def test_denied_packets_are_told_to_their_source() -> None:
    lab = Lab("access-list 101 deny icmp any any echo\ninterface Fa0/0\n ip access-group 101 in")
    heard: list[tuple[int, int]] = []
    lab.r1.ip.icmp.on_error(lambda message, quote, passage: heard.append((message.type, message.code)))
    assert lab.ping(2) == ".."
    assert heard == [(icmp.UNREACHABLE, icmp.ADMINISTRATIVELY_PROHIBITED)] * 2
    lab.configure("interface Fa0/0\n no ip unreachables")
    assert lab.ping(1) == "." and len(heard) == 2
    assert lab.m.interfaces[next(iter(lab.m.interfaces))].counters.drops["access list"] == 3


def test_debug_ip_packet_tells_of_it() -> None:
    lab = Lab("access-list 101 deny ip any any\ninterface Fa0/0\n ip access-group 101 in\n no ip unreachables")
    lab.m.debug.on("ip", "ip packet")
    log = log_of(lab.m)
    lab.ping(1)
    assert log == ["IP: s=10.0.1.1 (FastEthernet0/0), d=10.0.2.1 (nil), len 100, access denied"]


def test_an_undefined_or_empty_list_permits() -> None:
    lab = Lab("interface Fa0/0\n ip access-group NOWHERE in")
    assert lab.ping() == "!!!!!"
    lab.configure("ip access-list extended NOWHERE\n remark nothing yet")
    assert lab.ping() == "!!!!!"
    lab.configure("ip access-list extended NOWHERE\n permit udp any any")
    assert lab.ping(1) == "."
    lab.configure("interface Fa0/0\n no ip access-group NOWHERE in")
    assert lab.ping() == "!!!!!"


def test_what_the_router_sends_itself_is_not_asked() -> None:
    lab = Lab("access-list 101 deny ip any any\ninterface Fa0/1\n ip access-group 101 out")
    assert Ping(lab.net, lab.m).send("10.0.2.1", 2) == "!!"
    assert lab.ping(1) == "."


NAMED = """\
ip access-list standard MANAGEMENT
 permit 10.0.0.1
 deny   10.0.0.0 0.0.0.255 log
 permit any
ip access-list extended BRANCH
 remark web and telnet
 permit tcp any host 10.1.1.1 eq www 443 established
 deny   udp any range 1024 2000 any neq domain log-input
 permit icmp any any unreachable
 permit icmp any any 5 200
 permit gre host 192.0.2.1 any
 permit tcp any any match-all +ack -fin
 permit ip any any dscp ef fragments
 remark the rest
 deny   ip any any precedence critical
access-list 10 permit 10.0.0.0 0.0.0.255
access-list 101 remark old
access-list 101 deny   tcp any eq telnet any
access-list 101 permit esp any any
"""


def test_running_config_comes_back() -> None:
    lab = Lab(NAMED)
    assert lab.output == ""
    lines = lab.config("ip access-list") + lab.config("access-list")
    assert "\n".join(lines) + "\n" == NAMED
    again = Lab("\n".join(lab.shell.running_config()))
    assert again.config("ip access-list") + again.config("access-list") == lines


def test_sequence_numbers() -> None:
    lab = Lab("ip access-list extended X\n permit tcp any any\n permit udp any any\n 15 permit gre any any\n permit esp any any")
    assert show(lab) == [
        "Extended IP access list X",
        "    10 permit tcp any any",
        "    15 permit gre any any",
        "    20 permit udp any any",
        "    30 permit esp any any",
    ]
    assert lab.configure("ip access-list extended X\n 15 deny ip any any") == "% Duplicate sequence number\n"
    assert lab.configure("ip access-list extended X\n permit udp any any") == ""  # is there already
    lab.configure("ip access-list resequence X 100 5")
    lab.configure("ip access-list extended X\n no 105\n no permit esp any any")
    assert show(lab) == ["Extended IP access list X", "    100 permit tcp any any", "    110 permit udp any any"]


@pytest.mark.parametrize("line", ["standard 100", "extended 1", "extended 1300", "standard 2000", "extended 700"])
def test_a_number_outside_its_type_is_refused(line: str) -> None:
    lab = Lab()
    assert lab.configure(f"ip access-list {line}") == "% Invalid access list name.\n"
    assert lab.config("ip access-list") == []


def test_one_number_is_one_list() -> None:
    lab = Lab("access-list 101 permit icmp any any\nip access-list extended 101\n deny udp any any\ninterface Fa0/0\n ip access-group 101 in")
    assert lab.config("access-list 101") == ["access-list 101 permit icmp any any", "access-list 101 deny   udp any any"]
    assert lab.ping(2) == "!!"
    assert show(lab) == ["Extended IP access list 101", "    10 permit icmp any any (2 matches)", "    20 deny udp any any"]


TYPED = """\
access-list 10 permit 10.0.0.0 0.0.0.255
access-list 10 remark the rest
access-list 10 deny any
ip access-list standard NAMED
 permit 192.0.2.1
ip access-list extended 101
 remark a
 remark b
 permit tcp any any
 permit udp any any
 25 remark c
"""


def new(platform: str) -> DeviceShell:
    shell = DeviceShell(Device("R1", platform))
    shell.boot()
    return shell


def lists(shell: DeviceShell) -> list[str]:
    lines = shell.running_config()
    first = next(number for number, line in enumerate(lines) if "access-list" in line)
    return [line for line in lines[first:] if line.startswith(("ip access-list", "access-list", " ")) and "login" not in line]


def test_release_17_keeps_sequence_numbers_also_of_remarks() -> None:
    shell = new("c8000v")
    assert shell.configure(TYPED) == ""
    written = [
        "ip access-list standard 10", " 10 permit 10.0.0.0 0.0.0.255", " 20 remark the rest", " 20 deny   any",
        "ip access-list standard NAMED", " 10 permit 192.0.2.1",
        "ip access-list extended 101", " 10 remark a", " 10 remark b", " 10 permit tcp any any", " 20 permit udp any any", " 25 remark c",
    ]  # fmt: skip
    assert lists(shell) == written
    again = new("c8000v")
    assert again.configure("\n".join(written)) == "" and lists(again) == written
    assert shell.configure("ip access-list extended 101\n 30 permit udp any any\n") == "% Duplicate entry exists at sequence 20\n"
    assert shell.configure("ip access-list extended 101\n permit tcp any any\n") == "% Duplicate entry exists at sequence 10\n"
    taken = "% Duplicate sequence number\n% Failed to add ace to access-list\n"
    assert shell.configure("ip access-list extended 101\n 20 permit esp any any\n") == taken
    clash = "% The ACL cannot be created or an ACL with the same name but incompatible type already exists.\n"
    assert shell.configure("ip access-list extended NAMED\n") == clash
    shell.configure("ip access-list extended 101\n no 10\nip access-list resequence 10 5 5\n")
    assert lists(shell)[1:3] == [" 5 permit 10.0.0.0 0.0.0.255", " 10 deny   any"]
    assert lists(shell)[-2:] == [" 20 permit udp any any", " 25 remark c"]


def test_names_belong_to_one_kind() -> None:
    lab = Lab("ip access-list standard A\n permit any")
    output = lab.configure("ip access-list extended A")
    assert output == "% A named Standard IP access list with this name already exists\n"


def test_no_access_list_removes_the_whole_list() -> None:
    lab = Lab("access-list 101 permit tcp any any\naccess-list 101 permit udp any any\nno access-list 101 permit tcp any any")
    assert lab.config("access-list") == []


def test_addresses_are_normalised() -> None:
    lab = Lab(
        "access-list 101 permit ip 10.1.2.3 0.0.0.255 0.0.0.0 255.255.255.255\n"
        "access-list 101 permit ip 10.1.2.3 0.0.0.0 10.0.5.0 0.0.255.0"
    )
    assert lab.config("access-list") == [
        "access-list 101 permit ip 10.1.2.0 0.0.0.255 any",
        "access-list 101 permit ip host 10.1.2.3 10.0.0.0 0.0.255.0",
    ]


def test_log_speaks_at_once_and_every_five_minutes() -> None:
    lab = Lab("access-list 101 permit icmp any any log\ninterface Fa0/0\n ip access-group 101 in")
    log = log_of(lab.m)
    lab.ping(5)
    assert log == ["%SEC-6-IPACCESSLOGDP: list 101 permitted icmp 10.0.1.1 -> 10.0.2.1 (8/0), 1 packet"]
    lab.net.run(300)
    assert log[1:] == ["%SEC-6-IPACCESSLOGDP: list 101 permitted icmp 10.0.1.1 -> 10.0.2.1 (8/0), 4 packets"]
    lab.net.run(700)
    assert len(log) == 2
    lab.configure("no access-list 101\naccess-list 101 permit icmp any any log-input")
    lab.ping(1)
    assert log[-1] == (
        "%SEC-6-IPACCESSLOGDP: list 101 permitted icmp 10.0.1.1 (FastEthernet0/0 ca01.0001.1000) -> 10.0.2.1 (8/0), 1 packet"
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("101 deny udp any any log", "%SEC-6-IPACCESSLOGP: list 101 denied udp 10.0.1.1(1234) -> 10.0.2.1(53), 1 packet"),
        ("10 deny any log", "%SEC-6-IPACCESSLOGS: list 10 denied 10.0.1.1 1 packet"),
    ],
)
def test_log_messages(entry: str, message: str) -> None:
    lab = Lab(f"access-list {entry}\ninterface Fa0/0\n ip access-group {entry.split()[0]} in")
    log = log_of(lab.m)
    lab.r1.ip.udp.send(lab.r1.vrfs.default, 0, 1234, parse_ipv4("10.0.2.1"), 53, b"?")
    lab.net.run(1)
    assert log == [message]


def packet(protocol: int, payload: bytes, offset: int = 0, tos: int = 0, ttl: int = 255) -> ipv4.IPv4:
    src, dst = parse_ipv4("10.0.0.1"), parse_ipv4("10.9.9.9")
    return ipv4.IPv4(src, dst, protocol, payload, ttl, tos, 0, offset)


def tcp(src: int, dst: int, flags: int) -> bytes:
    return src.to_bytes(2, "big") + dst.to_bytes(2, "big") + bytes(8) + bytes((0x50, flags)) + bytes(6)


UDP = Udp(500, 4500, b"").encode(0, 0)
SYN, ACK = 0x02, 0x10


@pytest.mark.parametrize(
    ("entry", "packet", "verdict"),
    [
        ("permit udp any eq isakmp any eq non500-isakmp", packet(17, UDP), True),
        ("permit udp any neq isakmp any", packet(17, UDP), False),
        ("permit udp any gt 499 any lt 4501", packet(17, UDP), True),
        ("permit udp any range 400 450 any", packet(17, UDP), False),
        ("permit udp any any eq 1 2 3 4500", packet(17, UDP), True),
        ("permit tcp any any", packet(17, UDP), False),
        ("permit 17 any any", packet(17, UDP), True),
        ("permit tcp any any established", packet(6, tcp(1, 2, SYN)), False),
        ("permit tcp any any established", packet(6, tcp(1, 2, SYN | ACK)), True),
        ("permit tcp any any syn", packet(6, tcp(1, 2, SYN)), True),
        ("permit tcp any any match-all +syn -ack", packet(6, tcp(1, 2, SYN | ACK)), False),
        ("permit tcp any any match-any +syn -ack", packet(6, tcp(1, 2, SYN | ACK)), True),
        ("permit ip any any dscp ef", packet(17, UDP, tos=46 << 2), True),
        ("permit ip any any precedence critical", packet(17, UDP, tos=5 << 5), True),
        ("permit ip any any tos min-delay", packet(17, UDP, tos=0x10), True),
        ("permit ip any any ttl lt 255", packet(17, UDP), False),
        ("permit icmp any any echo", packet(1, bytes((8, 0, 0, 0))), True),
        ("permit icmp any any unreachable", packet(1, bytes((3, 1, 0, 0))), True),
        ("permit icmp any any port-unreachable", packet(1, bytes((3, 1, 0, 0))), False),
        ("permit ip 10.0.0.0 0.0.0.254 any", packet(17, UDP), False),  # even addresses only
        ("permit ip any host 10.9.9.9", packet(17, UDP), True),
        # a later fragment has no ports: permit lets it pass, deny does not stop it (and the list ends in deny)
        ("permit udp any eq 1 any", packet(17, b"data", offset=100), True),
        ("deny udp any eq 1 any", packet(17, b"data", offset=100), False),
        ("permit ip any any fragments", packet(17, UDP), False),
        ("permit ip any any fragments", packet(17, b"data", offset=100), True),
    ],
)
def test_entries(entry: str, packet: ipv4.IPv4, verdict: bool) -> None:
    device = Device("R1")
    device.running = True
    assert DeviceShell(device).configure(f"access-list 101 {entry}") == ""
    assert device.engine("acl").matches("101", packet) is verdict


def test_a_denied_port_leaves_later_fragments_to_the_next_entry() -> None:
    device = Device("R1")
    device.running = True
    DeviceShell(device).configure("access-list 101 deny udp any eq isakmp any\naccess-list 101 permit ip any any")
    assert device.engine("acl").matches("101", packet(17, UDP)) is False
    assert device.engine("acl").matches("101", packet(17, b"data", offset=100)) is True


def test_route_filters() -> None:
    device = Device("R1")
    device.running = True
    DeviceShell(device).configure("access-list 1 deny 10.0.0.0 0.255.255.255\naccess-list 1 permit any")
    engine: AclEngine = device.engine("acl")
    assert engine.matches_prefix("1", Prefix.parse("10.1.0.0/16")) is False
    assert engine.matches_prefix("1", Prefix.parse("192.0.2.0/24")) is True
    assert engine.matches_prefix("2", Prefix.parse("192.0.2.0/24")) is None


def test_counters_survive_editing_and_are_cleared() -> None:
    lab = Lab("access-list 101 permit icmp any any\ninterface Fa0/0\n ip access-group 101 in")
    lab.ping(3)
    lab.configure("access-list 101 permit udp any any")
    assert show(lab)[1:] == ["    10 permit icmp any any (3 matches)", "    20 permit udp any any"]
    assert lab.exec("show access-lists 101") == ["Extended IP access list 101", *show(lab)[1:]]
    lab.exec("clear access-list counters")
    assert show(lab)[1] == "    10 permit icmp any any"


def test_counters_of_lists_that_nobody_has_looked_at_since_are_cleared() -> None:
    lab = Lab("access-list 101 permit icmp any any\ninterface Fa0/0\n ip access-group 101 in")
    lab.ping(3)
    lab.configure("access-list 101 permit udp any any")
    lab.exec("clear access-list counters")
    assert show(lab)[1] == "    10 permit icmp any any"


def test_nothing_is_remembered_of_lists_that_are_not_there() -> None:
    lab = Lab("interface Fa0/0\n ip access-group NOWHERE in")
    lab.ping(1)
    assert not lab.m.engine("acl")._lists


def test_counters_do_not_survive_their_list() -> None:
    """Nothing is kept of it either."""
    lab = Lab("access-list 101 permit icmp any any\ninterface Fa0/0\n ip access-group 101 in")
    lab.ping(3)
    lab.configure("no access-list 101")
    assert not lab.m.engine("acl")._stale
    lab.configure("access-list 101 permit icmp any any")
    assert show(lab)[1:] == ["    10 permit icmp any any"]


# property: what is written reads back

ADDRESSES = st.one_of(
    st.just((0, 0xFFFFFFFF)),
    st.tuples(st.integers(1, 0xFFFFFFFF), st.just(0)),
    st.tuples(st.integers(1, 0xFFFFFFFF), st.integers(1, 0xFFFFFFFE)).map(lambda pair: (pair[0] & ~pair[1], pair[1])),
)
PORT = st.integers(0, 65535)
PORTS = st.one_of(
    st.none(),
    st.builds(Ports, st.sampled_from(["eq", "neq"]), st.lists(PORT, min_size=1, max_size=10, unique=True).map(tuple)),
    st.builds(Ports, st.sampled_from(["gt", "lt"]), st.tuples(PORT)),
    st.builds(Ports, st.just("range"), st.tuples(PORT, PORT).map(lambda pair: tuple(sorted(pair)))),
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    entry = Entry(10, draw(st.booleans()), draw(st.sampled_from([0, 1, 2, 6, 17, 47, 50, 88, 253])))
    entry.src, entry.src_wildcard = draw(ADDRESSES)
    entry.dst, entry.dst_wildcard = draw(ADDRESSES)
    if entry.protocol in (6, 17):
        entry.src_ports, entry.dst_ports = draw(PORTS), draw(PORTS)
    if entry.protocol == 6:
        entry.established = draw(st.booleans())
        entry.flags_set = draw(st.sampled_from([0, 0x02, 0x12, 0x3F]))
    if entry.protocol == 1 and draw(st.booleans()):
        entry.icmp_type = draw(st.integers(0, 255))
        entry.icmp_code = draw(st.none() | st.integers(0, 255))
    entry.dscp = draw(st.none() | st.integers(0, 63))
    if entry.dscp is None:
        entry.precedence = draw(st.none() | st.integers(0, 7))
        entry.tos = draw(st.none() | st.integers(0, 15))
    entry.fragments = draw(st.booleans())
    entry.log = draw(st.sampled_from(["", "log", "log-input"]))
    return entry


@settings(max_examples=150, deadline=None)
@given(entries())
def test_entries_read_back(entry: Entry) -> None:
    device = Device("R1")
    device.running = True
    line = config_line(AccessList("101", True), entry)
    assert DeviceShell(device).configure(f"access-list 101 {line}") == "", line
    [found] = device[AclConfig].extended_numbers["101"].entries
    assert found == entry, line


COVERED = "%Access rule can't be configured at higher sequence num as it is part of the existing rule at sequence num "


def test_standard_entry_behind_a_wider_one_is_refused() -> None:
    lab = Lab()
    typed = "ip access-list standard S\n permit 10.0.0.0 0.0.0.255\n deny 10.0.0.128 0.0.0.127\n permit 10.0.1.0 0.0.0.255"
    assert COVERED + "10" in lab.configure(typed)
    lab.configure("ip access-list standard S\n permit any")
    assert COVERED + "30" in lab.configure("ip access-list standard S\n deny 192.0.2.1")
    assert COVERED not in lab.configure("ip access-list standard S\n 5 deny 10.0.0.128 0.0.0.127")
    assert lab.config("ip access-list")[1:] == [
        " deny   10.0.0.128 0.0.0.127",
        " permit 10.0.0.0 0.0.0.255",
        " permit 10.0.1.0 0.0.0.255",
        " permit any",
    ]
    assert COVERED + "10" in lab.configure("access-list 7 permit any\naccess-list 7 deny 10.0.0.1")
    assert lab.config("access-list 7") == ["access-list 7 permit any"]
    assert COVERED not in lab.configure("access-list 107 permit ip any any\naccess-list 107 deny ip host 10.0.0.1 any")


def test_log_remembers_a_bounded_number_of_flows() -> None:
    lab = Lab("access-list 10 permit any log\ninterface Fa0/0\n ip access-group 10 in")
    log = log_of(lab.m)
    engine: AclEngine = lab.m.engine("acl")
    for number in range(MOST_FLOWS + 3):
        lab.m.engine("acl").matches("10", ipv4.IPv4(parse_ipv4("11.0.0.0") + number, parse_ipv4("10.0.2.1"), 200, b""))
    assert len(engine.log.flows) == MOST_FLOWS
    lab.net.run(301)
    assert log[-1] == "%SEC-6-IPACCESSLOGRL: access-list logging rate-limited or missed 3 packets"
    assert len(engine.log.flows) == 0
    lab.m.engine("acl").matches("10", ipv4.IPv4(parse_ipv4("11.0.0.9"), parse_ipv4("10.0.2.1"), 200, b""))
    assert "11.0.0.9 1 packet" in log[-1]
