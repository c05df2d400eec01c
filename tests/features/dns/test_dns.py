"""R1 - R2 - R3: names are asked for and answered, in virtual time."""

from __future__ import annotations

import pickle
import shutil
import subprocess
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest

from iosemu.device.passage import Passage
from iosemu.features.dns.resolver import Lookup
from iosemu.lab.lab import Lab
from iosemu.types import format_ipv4, parse_ipv4
from iosemu.wire import dns, ethernet, ipv4
from iosemu.wire.udp import Udp
from tests.features.desk import Desk
from tests.features.wired import chain, log_of, network

R2, R3 = "10.0.12.2", "10.0.23.2"
ROUTES = "ip route 10.0.12.0 255.255.255.0 10.0.23.1\nip route 10.0.23.0 255.255.255.0 10.0.12.2\n"
SERVER = "ip dns server\nip host www.example.com 10.0.23.2\nip host two.example.com 10.0.12.2 10.0.23.1\n"
UNKNOWN = "% Unknown command or computer name, or unable to find computer address\n"
UNRECOGNIZED = "% Unrecognized host or address, or protocol not running.\n"
PINGED = "Sending 1, 100-byte ICMP Echos to {}, timeout is 2 seconds:\n!\n"


def three(r1: str = f"ip name-server {R3}\n", r2: str = "", r3: str = SERVER, platform: str = "c7200") -> Lab:
    lab = chain(3, ROUTES, platform)
    for name, text in (("R1", r1), ("R2", r2), ("R3", r3)):
        assert lab[name].configure(text) == ""
    lab.run(10)
    for name in ("R1", "R2"):
        lab[name].cli(f"ping {R3} timeout 1")
    return lab


def questions(lab: Lab, node: str) -> list[tuple[float, str, str]]:
    """A list that fills with (time, destination, name) of the questions that a router sends."""
    found: list[tuple[float, str, str]] = []

    def tap(time: float, sender: str, data: bytes) -> None:
        frame = ethernet.Frame.decode(data)
        if frame.ethertype != ethernet.IPV4 or not sender.startswith(f"{node}:"):
            return
        packet = ipv4.IPv4.decode(frame.payload)
        if packet.protocol == ipv4.UDP:
            datagram = Udp.decode(packet.payload, packet.src, packet.dst)
            if datagram.dst_port == dns.PORT:
                message = dns.Message.decode(datagram.payload)
                found.append((time, format_ipv4(packet.dst), message.questions[0].name))

    for link in lab.links.values():
        link.taps.append(tap)
    return found


def test_a_name_is_asked_for_and_kept() -> None:
    lab = three()
    asked = questions(lab, "R1")
    said = lab["R1"].cli("ping www.example.com repeat 1")
    assert said.startswith(f'Translating "www.example.com"...domain server ({R3}) [OK]\n\nType escape sequence')
    assert PINGED.format(R3) in said
    assert [(to, name) for _, to, name in asked] == [(R3, "www.example.com")]
    assert "Translating" not in lab["R1"].cli("ping WWW.example.com repeat 1")  # it is known now
    assert "www.example.com           None  (temp, OK)  0   IP    10.0.23.2\n" in lab["R1"].cli("show hosts")
    lab.run(11)  # its ten seconds are over
    assert "www.example.com           None  (temp, EX)  0   IP    10.0.23.2\n" in lab["R1"].cli("show hosts")
    assert "[OK]" in lab["R1"].cli("ping www.example.com repeat 1")
    lab.run(5 * 3600)
    assert "(temp, EX)  5 " in lab["R1"].cli("show hosts www.example.com")
    lab.run(68 * 3600)
    assert "temp, EX" not in lab["R1"].cli("show hosts")


def test_several_addresses_and_clear_host() -> None:
    lab = three(f"ip name-server {R3}\nip host fixed 192.0.2.1\n")
    lab["R1"].cli("ping two.example.com repeat 1\nping www.example.com repeat 1")
    table = lab["R1"].cli("show hosts").partition("Address(es)\n")[2]
    assert table == (
        "fixed                     None  (perm, OK)  0   IP    192.0.2.1\n"
        "two.example.com           None  (temp, OK)  0   IP    10.0.12.2\n"
        f"{'':<54}10.0.23.1\n"
        "www.example.com           None  (temp, OK)  0   IP    10.0.23.2\n"
    )
    lab["R1"].cli("clear host two.example.com")
    assert "two" not in lab["R1"].cli("show hosts") and "www" in lab["R1"].cli("show hosts")
    lab["R1"].cli("clear host *")
    assert "temp, OK" not in lab["R1"].cli("show hosts") and "fixed" in lab["R1"].cli("show hosts")


def test_round_robin() -> None:
    lab = three(f"ip name-server {R3}\nip domain round-robin\n")
    said = [lab["R1"].cli("ping two.example.com repeat 1 timeout 0") for _ in range(4)]
    first, second = "Echos to 10.0.12.2,", "Echos to 10.0.23.1,"
    assert first in said[0] and first in said[1] and second in said[2] and first in said[3]
    assert "Round-robin'ing of addresses is enabled\n" in lab["R1"].cli("show ip dns view")


def test_nobody_answers_for_nine_seconds() -> None:
    lab = three(f"ip name-server {R3} 10.0.12.2\n", r3="")
    lab["R3"].configure("interface Fa0/1\n shutdown")
    lab["R2"].configure("access-list 101 deny udp any any eq domain\naccess-list 101 permit ip any any\n"
                        "interface Fa0/1\n ip access-group 101 in\n no ip unreachables")  # fmt: skip
    asked, start = questions(lab, "R1"), lab.now
    said = lab["R1"].cli("ping www.example.com")
    assert said == f'Translating "www.example.com"...domain server ({R3}) (10.0.12.2)\n{UNRECOGNIZED}'
    assert [(round(time - start), to) for time, to, _ in asked] == [
        (0, R3), (3, R3), (6, R3), (9, R2), (12, R2), (15, R2),
    ]  # fmt: skip
    assert lab.now - start == pytest.approx(18)
    asked.clear()
    lab["R1"].configure("ip domain retry 0\nip domain timeout 1")
    start = lab.now
    lab["R1"].cli("ping www.example.com")
    assert len(asked) == 2 and lab.now - start == pytest.approx(2)


def test_a_mistyped_command_asks_everybody() -> None:
    lab = three("", r2="ip dns server\nip host shwo 10.0.23.2\n")
    lab["R3"].configure("line vty 0 4\n no login\n")
    asked, start = questions(lab, "R1"), lab.now
    assert lab["R1"].cli("foo") == f'Translating "foo"...domain server (255.255.255.255)\n{UNKNOWN}'
    assert [(round(time - start), to, name) for time, to, name in asked] == [
        (wait, "255.255.255.255", "foo") for wait in (0, 3, 6)
    ]
    assert lab.now - start == pytest.approx(9)
    said = lab["R1"].cli("shwo\nexit")  # somebody knows it, and is called
    assert said.startswith(
        'Translating "shwo"...domain server (255.255.255.255) [OK]\nTrying shwo (10.0.23.2)... Open\nR3>'
    )
    lab["R1"].configure("no ip domain lookup")
    asked.clear()
    assert lab["R1"].cli("bar") == f'Translating "bar"\n{UNKNOWN}'
    assert not asked


def test_the_escape_sequence_stops_the_asking() -> None:
    desk = Desk("interface FastEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n")
    for line in ("foo", "ping foo", "telnet foo"):
        desk.type(line)
        assert desk.device.engine("dns").lookups
        desk.session.interrupt()
        assert not desk.session.busy
        assert not desk.device.engine("dns").lookups
        assert not [port for port in desk.device.ip.udp.handlers if port >= 49152]


def test_domains_are_tried_in_order() -> None:
    hosts = "".join(f"ip host {name} 192.0.2.{i}\n" for i, name in enumerate(("a.one.com", "b.two.com", "c"), 1))
    lab = three(f"ip name-server {R3}\nip domain name one.com\n", r3="ip dns server\nip dns primary com soa n m\nip dns primary c soa n m\n" + hosts)
    asked = questions(lab, "R1")
    for domains, name, names in (
        ("", "a", ["a.one.com"]),
        ("ip domain list zero.com\nip domain list two.com\n", "b", ["b.zero.com", "b.two.com"]),
        ("", "c", ["c.zero.com", "c.two.com", "c"]),
        ("", "d.e.com", ["d.e.com"]),
        ("", "a.", ["a"]),
    ):
        lab["R1"].configure(domains)
        asked.clear()
        assert ("[OK]" in lab["R1"].cli(f"ping {name} repeat 1 timeout 0")) == (name in "abc")
        assert [each[2] for each in asked] == names
    config = "\n".join(lab["R1"].running_config())
    assert "ip domain name one.com\nip domain list zero.com\nip domain list two.com\nip name-server" in config


def test_a_server_that_cannot_say_is_followed_by_the_next() -> None:
    lab = three(f"ip name-server {R2} {R3}\n", r2="ip dns server\n")
    start = lab.now
    said = lab["R1"].cli("ping www.example.com repeat 1")
    assert f"({R2}) ({R3}) [OK]\n" in said
    assert lab.now - start < 1  # R2 has nobody to ask and says so at once


def test_a_server_relays_and_remembers() -> None:
    lab = three(f"ip name-server {R2}\n", r2=f"ip dns server\nip name-server {R3}\n")
    log = log_of(lab, "R2")
    lab["R2"].cli("debug domain")
    asked = questions(lab, "R2")
    assert "[OK]" in lab["R1"].cli("ping www.example.com repeat 1")
    assert [each[2] for each in asked] == ["www.example.com"]
    words = [text for _, text in log]
    first, second = (next(word for word in words if key in word) for key in ("'www", "<www"))
    theirs, ours = (text.partition("id#")[2].partition(")")[0] for text in (first, second))
    client = first.rpartition("(")[2].rstrip(")")
    assert words == [
        f"DNS: Incoming UDP query (id#{theirs})",
        f"DNS: Type 1 DNS query (id#{theirs}) for host 'www.example.com' from 10.0.12.1({client})",
        f"DNS: Re-sending DNS query (type 1, id#{ours}) to {R3}",
        f"DNS: Incoming UDP query (id#{ours})",
        f"DNS: Type 1 response (id#{ours}) for host <www.example.com> from {R3}(53)",
        "DNS: Forwarding back A response - no director required",
        f"DNS: Finished processing query (id#{theirs}) in 0.002 secs",
        f"DNS: Forwarding back reply to 10.0.12.1/{client}",
    ]
    lab["R1"].cli("clear host *\nping www.example.com repeat 1")
    assert len(asked) == 1  # R2 has kept it
    assert "www.example.com           None  (temp, OK)" in lab["R2"].cli("show hosts")
    assert lab["R2"].cli("show ip dns statistics") == (
        "DNS requests received = 2 ( 2 + 0 )\nDNS requests dropped = 0 ( 0 + 0 )\n"
        "DNS responses replied = 2 ( 2 + 0 )\nForwarder queue statistics:\n"
        "Current size = 0\nMaximum size = 1\nDrops = 0\n"
    )


def test_servers_that_ask_each_other_come_to_an_end() -> None:
    lab = three(f"ip name-server {R2}\nip dns server\n", f"ip dns server\nip name-server {R3}\n", "ip dns server\nip name-server 10.0.23.1\n")
    asked2, asked3 = questions(lab, "R2"), questions(lab, "R3")
    assert UNRECOGNIZED in lab["R1"].cli("ping www.example.com")
    lab.run(30)
    assert 0 < len(asked2) <= 12 and 0 < len(asked3) <= 12
    assert not lab["R2"].device.engine("dns").lookups


def test_an_answer_too_long_for_a_datagram_comes_over_tcp(tmp_path: Path) -> None:
    many = " ".join(f"192.0.2.{i}" for i in range(1, 41))
    lab = three(f"ip name-server {R2}\n", f"ip dns server\nip name-server {R3}\n", f"ip dns server\nip host many.example.com {many}\n")
    capture = lab.capture()
    said = lab["R1"].cli("ping many.example.com repeat 1 timeout 0")
    assert f"({R2}) [OK]\n" in said and "Echos to 192.0.2.1," in said
    assert lab["R1"].cli("show hosts | include 192.0.2").count("192.0.2.") == 40
    assert "replied = 2 ( 1 + 1 )" in lab["R3"].cli("show ip dns statistics")
    lab.run(100)
    assert all(not node.device.ip.tcp.connections for node in lab)
    assert lab["R2"].device.engine("dns").server.callers == {}
    if shutil.which("tshark") is not None:
        path = tmp_path / "dns.pcap"
        path.write_bytes(capture.pcap(lab.link("R2", "R3")))
        command = ["tshark", "-n", "-r", str(path), "-Y", "dns", "-T", "fields", "-e", "dns.count.answers"]
        text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        assert "40" in text.split()
        command[5] = "_ws.malformed"
        assert subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout == ""


def test_nobody_holds_the_server_by_silence() -> None:
    lab = three()
    assert "Open" in lab["R1"].cli(f"telnet {R3} 53\n")
    lab.run(40)
    assert lab["R3"].device.engine("dns").server.callers == {}


def ask(lab: Lab, data: bytes) -> bytes:
    """What R3 answers a datagram of R1; b"" for nothing."""
    heard: list[bytes] = []
    stop = lab["R1"].device.ip.udp.listen(5353, lambda udp, passage, iface: heard.append(udp.payload))
    lab["R1"].device.ip.udp.send(lab["R1"].device.vrfs.default, 0, 5353, parse_ipv4(R3), dns.PORT, data)
    lab.run(1)
    stop()
    return heard[0] if heard else b""


def query(name: str, type: int = dns.A, **more: object) -> dns.Message:
    return dns.Message(7, [dns.Question(name, type)], **more)  # type: ignore[arg-type]


def test_what_a_server_says_of_its_own_names() -> None:
    lab = three("", r3=SERVER + "ip dns primary example.com soa ns.example.com mb.example.com 1 2 3 60\n")

    def say(message: dns.Message) -> dns.Message:
        return dns.Message.decode(ask(lab, message.encode()))

    found = say(query("WWW.example.com"))
    assert found.authoritative and found.recursion_available and found.questions[0].name == "WWW.example.com"
    assert [(each.name, each.ttl, each.address) for each in found.answers] == [("WWW.example.com", 10, parse_ipv4(R3))]
    assert [each.target for each in say(query("2.12.0.10.in-addr.arpa", dns.PTR)).answers] == ["two.example.com"]
    nothing = say(query("www.example.com", 28))  # an address of IPv6
    assert (nothing.rcode, nothing.answers, nothing.authority[0].type) == (dns.NO_ERROR, [], dns.SOA)
    assert say(query("no.example.com")).rcode == dns.NO_SUCH_NAME
    assert say(query("example.com", dns.SOA)).answers[0].data.endswith(bytes((0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 60)))
    assert say(query("other.org")).rcode == dns.SERVER_FAILURE
    assert say(query("other.org", recursion_desired=False)).rcode == dns.REFUSED
    assert say(query("www.example.com", opcode=5)).rcode == dns.NOT_IMPLEMENTED
    assert say(dns.Message(7)).rcode == dns.FORMAT_ERROR
    assert dns.Message.decode(ask(lab, query("a").encode()[:-1])).rcode == dns.FORMAT_ERROR
    assert ask(lab, query("www.example.com", response=True).encode()) == b""
    assert ask(lab, b"\0\7") == b""
    assert lab["R3"].cli("show ip dns primary") == (
        "Primary for zone example.com:\n  SOA information:\n  Zone primary (MNAME): ns.example.com\n"
        "  Zone contact (RNAME): mb.example.com\n  Refresh (seconds):    1\n  Retry (seconds):      2\n"
        "  Expire (seconds):     3\n  Minimum (seconds):    60\n"
    )
    lab["R3"].configure("no ip dns server")
    assert ask(lab, query("www.example.com").encode()) == b""


def test_answers_that_nobody_asked_for_are_not_believed() -> None:
    """Another ID, name, source: a stranger cannot make a router believe anything."""
    lab = three(r3="")
    r1 = lab["R1"].device
    session_said = lab["R1"]
    rng, sent = Random(3), []

    def lie(udp: Udp, passage: Passage, iface: object) -> None:
        asked = dns.Message.decode(udp.payload)
        address = dns.Record(asked.questions[0].name, dns.A, 60, bytes((192, 0, 2, 66)))
        for number, name, server, port in (
            (asked.id ^ 1, "www.example.com", R3, 53), (asked.id, "w.example.com", R3, 53),
            (asked.id, "www.example.com", "10.0.23.1", 53), (asked.id, "www.example.com", R3, rng.randrange(1024, 9999)),
        ):  # fmt: skip
            reply = dns.Message(number, [dns.Question(name)], [address], response=True)
            source = lab["R3"].device if server == R3 else lab["R2"].device
            source.ip.udp.send(source.vrfs.default, parse_ipv4(server), port, passage.packet.src, udp.src_port, reply.encode())
            sent.append(reply)

    lab["R3"].device.ip.udp.listen(dns.PORT, lie)
    assert UNRECOGNIZED in session_said.cli("ping www.example.com")
    assert len(sent) == 12 and not r1.engine("dns").answers


def test_strangers_do_not_fill_the_server() -> None:
    lab = three("", r2="ip dns server\nip name-server 192.0.2.9\n", r3="")
    r1 = lab["R1"].device
    for number in range(1000):
        question = dns.Message(number, [dns.Question(f"n{number % 3}.example.com")]).encode()
        r1.ip.udp.send(r1.vrfs.default, 0, 1024 + number, parse_ipv4(R2), dns.PORT, question)
    lab.run(1)
    said = lab["R2"].cli("show ip dns statistics")
    assert "received = 1000 ( 1000 + 0 )" in said and "Current size = 400\nMaximum size = 400\nDrops = 600\n" in said
    lab.run(30)
    assert "Current size = 0\nMaximum size = 400" in lab["R2"].cli("show ip dns statistics")
    assert "replied = 400" in lab["R2"].cli("show ip dns statistics")


def test_any_bytes_at_both_ends() -> None:
    lab = three(r3=SERVER + "ip name-server 192.0.2.9\nip dns primary example.com soa a b\n")
    r1, r3, chance = lab["R1"].device, lab["R3"].device, Random(5)
    good = [query("www.example.com").encode(), query("x.org", 255).encode(), query("2.12.0.10.in-addr.arpa", 12).encode()]
    for _ in range(2000):
        data = bytearray(chance.choice(good))
        for _ in range(chance.randint(0, 4)):
            data[chance.randrange(len(data))] = chance.getrandbits(8)
        r1.ip.udp.send(r1.vrfs.default, 0, 5353, parse_ipv4(R3), dns.PORT, bytes(data[: chance.randint(0, 60)]))
    lab.run(60)
    assert r3.engine("dns").server.received[0] == 2000

    def babble(udp: Udp, passage: Passage, iface: object) -> None:
        for _ in range(300):
            data = bytearray(dns.Message(0, answers=[dns.Record("a.b", 1, 5, bytes(4))], response=True).encode())
            for _ in range(chance.randint(0, 4)):
                data[chance.randrange(len(data))] = chance.getrandbits(8)
            data[:2] = udp.payload[:2]
            r3.ip.udp.send(r3.vrfs.default, 0, dns.PORT, passage.packet.src, udp.src_port, bytes(data))

    lab["R3"].configure("no ip dns server")
    r3.ip.udp.listen(dns.PORT, babble)
    assert UNRECOGNIZED in lab["R1"].cli("ping www.example.com")


def test_source_interface_and_the_limit_of_servers() -> None:
    lab = three(f"ip name-server {R3}\nip domain lookup source-interface Loopback0\n")
    sources = set()
    lab["R3"].device.ip.udp.handlers[53] = lambda udp, passage, iface: sources.add(format_ipv4(passage.packet.src))
    lab["R1"].cli("ping x.example.com")
    assert sources == {"192.168.1.1"}
    assert "ip domain lookup source-interface Loopback0" in lab["R1"].running_config()
    for i in range(1, 6):
        assert lab["R1"].configure(f"ip name-server 192.0.2.{i}") == ""
    assert lab["R1"].configure("ip name-server 192.0.2.9") == "% Name-server table is full; 192.0.2.9 not added\n"
    lab["R1"].configure("no ip name-server")
    seven = " ".join(f"192.0.2.{i}" for i in range(1, 8))
    assert lab["R1"].configure(f"ip name-server {R3} {seven[:-10]}") == "% Name-server table is full; 192.0.2.6 not added\n"
    lab["R1"].configure(f"no ip name-server {R3} 192.0.2.2")
    assert [line for line in lab["R1"].running_config() if "name-server" in line] == [
        f"ip name-server 192.0.2.{i}" for i in (1, 3, 4, 5)
    ]


def test_xe_lists_records_and_takes_the_last_address() -> None:
    lab = network({
        "R1": "interface Gi1\n ip address 10.0.0.1 255.255.255.0\n no shutdown\nip name-server 10.0.0.2 10.0.0.9\nip host b 10.0.0.2 10.1.0.2\n",
        "R2": "interface Gi1\n ip address 10.0.0.2 255.255.255.0\n no shutdown\nip dns server\nip host www.example.com 10.0.0.2\n",
    }, "R1:Gi1 R2:Gi1", platform="c8000v")  # fmt: skip
    lab.run(10)
    assert "Echos to 10.1.0.2," in lab["R1"].cli("ping b repeat 1")
    lab["R1"].cli("ping www.example.com repeat 1")
    assert lab["R1"].cli("show hosts") == (
        "Default domain is not set\nName servers are 10.0.0.2, 10.0.0.9\n"
        "NAME  TTL  CLASS   TYPE      DATA/ADDRESS\n-----------------------------------------\n"
        " 2.0.0.10.in-addr.arpa\t10\tIN\tPTR\tb\n 2.0.1.10.in-addr.arpa\t10\tIN\tPTR\tb\n"
        " b\t10\tIN\tA\t10.1.0.2\n b\t10\tIN\tA\t10.0.0.2\n www.example.com\t9\tIN\tA\t10.0.0.2\n\n"
    )
    assert "ip name-server 10.0.0.2 10.0.0.9" in lab["R1"].running_config()
    assert "% Invalid input" in lab["R1"].cli("debug domain")
    assert lab["R1"].cli("debug ip domain") == "Domain Name System debugging is on\n"


def test_traceroute_asks_for_the_names_of_hops() -> None:
    lab = three(r3=SERVER)
    said = lab["R1"].cli(f"traceroute {R3}")
    assert f"Tracing the route to www.example.com ({R3})\n" in said
    assert " 1 two.example.com (10.0.12.2) 2 msec 2 msec 2 msec\n" in said
    assert f" 2 www.example.com ({R3}) 4 msec *  4 msec\n" in said
    asked = questions(lab, "R1")
    assert "example" not in lab["R1"].cli(f"traceroute {R3} numeric")
    lab["R1"].configure("no ip name-server")
    lab["R1"].cli("clear host *")
    assert "example" not in lab["R1"].cli(f"traceroute {R3}")  # nobody broadcasts for that
    assert asked == []


def test_a_tunnel_to_a_name() -> None:
    """Who types `tunnel destination NAME` waits for the answer; the configuration holds the address."""
    lab = three()
    lab["R1"].configure("interface Tunnel8\ninterface Tunnel9")
    typed = "conf t\ninterface Tunnel7\ntunnel destination {}\nend"
    assert "name server" not in lab["R1"].cli(typed.format("www.example.com"))
    assert " tunnel destination 10.0.23.2" in lab["R1"].running_config()
    said = lab["R1"].cli(typed.format("no.example.com"))
    assert f'Translating "no.example.com"...domain server ({R3})\n' in said
    assert f"\n{' ' * len('R1(config-if)#tunnel destination ')}^\n% Invalid input detected at '^' marker.\n" in said
    said = lab["R1"].cli("conf t\ninterface range Tunnel8 - 9\ntunnel destination two.example.com\nend")
    assert said.count("Translating") == 1 and "[OK]" in said
    assert lab["R1"].running_config().count(" tunnel destination 10.0.12.2") == 2
    assert "Invalid input" in lab["R1"].configure("interface Tunnel7\n tunnel destination else.example.com")
    assert " tunnel destination 10.0.23.2" in lab["R1"].running_config()
    lab["R1"].configure("no ip domain lookup")
    said = lab["R1"].cli(typed.format("no.example.com"))
    assert "Translating" not in said and "Invalid input" in said


def test_the_view() -> None:
    lab = three(f"ip name-server {R3}\nip domain name a.com\nip domain list b.com\nip domain list c.com\nno ip domain lookup\n")
    assert lab["R1"].cli("show ip dns view") == (
        "DNS View default parameters:\nLogging is off\nDNS Resolver settings:\n  Domain lookup is disabled\n"
        "  Default domain name: a.com\n  Domain search list: b.com c.com\n  Lookup timeout: 3 seconds\n"
        f"  Lookup retries: 2\n  Domain name-servers:\n    {R3}\n  Round-robin'ing of addresses is disabled\n"
        "DNS Server settings:\n  Forwarding of queries is enabled\n  Forwarder timeout: 3 seconds\n"
        "  Forwarder retries: 2\n  Forwarder addresses:\n"
    )
    assert "Name servers" not in lab["R1"].cli("show hosts")


class Note:
    """Somebody who wants to know a name."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.found: list[int] = []

    def asking(self, lookup: Lookup, server: int) -> None:
        self.asked.append(server)

    def answered(self, lookup: Lookup) -> None:
        self.found += lookup.addresses


def test_a_look_up_under_way_can_be_saved() -> None:
    lab, note = three(f"ip name-server {R2}\n", f"ip dns server\nip name-server {R3}\n"), Note()
    lab["R1"].device.engine("dns").look_up("www.example.com", note)
    lab.run(0.0015)  # R2 has begun to ask R3
    assert lab["R2"].device.engine("dns").lookups
    saved = pickle.dumps((lab, note))
    for each, heard in (pickle.loads(saved), deepcopy((lab, note)), (lab, note)):
        each.run(1)
        assert heard.found == [parse_ipv4(R3)] and heard.asked == [parse_ipv4(R2)]
        assert all(not node.device.engine("dns").lookups for node in each)


def test_a_name_server_reloads_and_is_asked_again() -> None:
    lab = three()
    lab["R3"].cli("write memory")
    lab["R3"].cli("reload\n\n")
    lab.run(300)
    assert "[OK]" in lab["R1"].cli("ping www.example.com repeat 1")
    lab["R1"].cli("write memory")
    lab["R1"].cli("reload\n\n")  # in the midst of nothing
    lab.run(300)
    assert "temp" not in lab["R1"].cli("show hosts").partition("Address(es)")[2]


def test_how_many_names_are_known() -> None:
    desk = Desk("ip host a 192.0.2.1\nip host b 192.0.2.2\nip domain name test.com\nip name-server 192.0.2.53\n", "csr1000v")
    assert desk.type("show hosts summary").splitlines() == [
        "Default domain is test.com", "Name servers are 192.0.2.53", "Local cache entries: 2", "Dynamic cache entries: 0",
    ]  # fmt: skip
    assert "Local cache" not in Desk().type("show hosts summary")  # a host of that name
