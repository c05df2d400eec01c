"""What name servers tell of whoever is translated: by the addresses of the side that asks."""

from __future__ import annotations

import pytest
from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import IP, UDP

from iosemu import Lab
from iosemu.features.nat.named import is_answer, renamed
from iosemu.types import parse_ipv4
from iosemu.wire import dns, ipv4
from tests.features.nat.world import HOST, ROUTER, SERVER
from tests.features.wired import network

RULES = """ip nat inside source static 10.1.1.2 203.0.113.44
ip nat inside source static network 10.7.7.0 203.0.113.128 /28
ip nat outside source static 198.51.100.1 10.9.9.9
"""
NAMES = "ip dns server\nip host b.example 203.0.113.44\nip host far.example 198.51.100.1\nip host s.example 203.0.113.9\n"


def asked(lab: Lab, who: str, name: str) -> str:
    """The address that a host finds for a name."""
    lab[who].cli("clear host *")
    lab[who].cli(f"ping {name} repeat 1 timeout 1")
    rows = [line.split() for line in lab[who].cli("show hosts").splitlines() if line.startswith(name)]
    return rows[0][-1] if rows else ""


def world(more: str = "") -> Lab:
    """A and B inside, N between, S outside."""
    rules = RULES.replace("203.0.113.44", f"203.0.113.44{more}") + "ip nat inside source static 10.1.1.1 203.0.113.43\n"
    ports = {"near": "Fa0/0", "far": "Fa0/1", "port": "Fa0/0"}
    asking = "ip domain lookup\nip name-server 203.0.113.9\n"
    lab = network(
        {
            "A": HOST.format(n=1, **ports) + asking, "B": HOST.format(n=2, **ports),
            "N": ROUTER.format(**ports) + rules, "S": SERVER.format(**ports) + NAMES,
        },
        "A:Fa0/0 B:Fa0/0 N:Fa0/0", "N:Fa0/1 S:Fa0/0",
    )  # fmt: skip
    lab.run(15)
    for node, far in (("N", "10.1.1.1"), ("N", "10.1.1.2"), ("N", "203.0.113.9"), ("A", "203.0.113.9"), ("S", "203.0.113.44")):
        lab[node].cli(f"ping {far}")
    return lab


def test_a_host_inside_hears_of_its_neighbour() -> None:
    w = world()
    assert asked(w, "A", "b.example") == "10.1.1.2"
    assert asked(w, "A", "s.example") == "203.0.113.9", "nobody translates that one"
    assert asked(w, "A", "far.example") == "10.9.9.9", "outside addresses have names, too"


def test_it_can_be_switched_off_and_a_rule_may_be_left_out() -> None:
    w = world(" no-payload")
    assert asked(w, "A", "b.example") == "203.0.113.44"
    assert "203.0.113.44 no-payload" in w["N"].cli("show running-config | include 203.0.113.44")
    w = world()
    w["N"].configure("no ip nat service alg udp dns\n")
    assert asked(w, "A", "b.example") == "203.0.113.44"
    assert "no ip nat service alg udp dns" in w["N"].cli("show running-config | include service alg")
    w["N"].configure("ip nat service alg udp dns\n")
    assert asked(w, "A", "b.example") == "10.1.1.2"


def test_outside_hears_of_a_server_inside() -> None:
    w = world()
    w["B"].configure("ip dns server\nip host b.example 10.1.1.2\nip host x.example 10.7.7.3\n")
    w["S"].configure("no ip host b.example\nno ip dns server\nip domain lookup\nip name-server 203.0.113.44\n")
    assert asked(w, "S", "b.example") == "203.0.113.44"
    assert asked(w, "S", "x.example") == "203.0.113.131"


def answer(*addresses: str, check: bool = True) -> ipv4.IPv4:
    """As scapy makes it: names compressed, an alias between."""
    records = [DNSRR(rrname="b.example", type="CNAME", rdata="c.example")]
    records += [DNSRR(rrname="c.example", rdata=address) for address in addresses]
    packet = IP(src="203.0.113.9", dst="10.1.1.1") / UDP(sport=53, dport=1024) / DNS(id=7, qr=1, qd=DNSQR(qname="b.example"), an=records)
    if not check:
        packet[UDP].chksum = 0
    return ipv4.IPv4.decode(bytes(packet))


@pytest.mark.parametrize("check", [True, False])
def test_checksums_follow(check: bool) -> None:
    engine = world()["N"].device.engine("nat")
    before = answer("203.0.113.44", "203.0.113.9", "203.0.113.130", check=check)
    after = renamed(engine, before, 0, False)
    read = IP(after.encode())
    assert [record.rdata for record in read[DNS].an if record.type == 1] == ["10.1.1.2", "203.0.113.9", "10.7.7.2"]
    told = read[UDP].chksum
    del read[UDP].chksum
    assert told == (IP(bytes(read))[UDP].chksum if check else 0)


def test_what_is_no_answer_stays() -> None:
    engine = world()["N"].device.engine("nat")
    cut = answer("203.0.113.44")
    for length in range(8, len(cut.payload)):
        packet = ipv4.IPv4(cut.src, cut.dst, cut.protocol, cut.payload[:length])
        assert renamed(engine, packet, 0, False) is packet
    question = bytearray(cut.payload)
    question[10] &= 0x7F
    assert dns.places(bytes(question[8:])) == []
    other = ipv4.IPv4(cut.src, cut.dst, cut.protocol, b"\0\x36" + cut.payload[2:])
    assert is_answer(cut) and not is_answer(other)
    piece = ipv4.IPv4(parse_ipv4("1.1.1.1"), cut.dst, cut.protocol, cut.payload, flags_offset=ipv4.MORE_FRAGMENTS)
    assert not is_answer(piece)
