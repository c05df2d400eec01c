"""DNS messages: round trips, names and their pointers, refusals, and what tshark and scapy read in them."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.types import parse_ipv4
from iosemu.wire import Malformed, dns

labels = st.binary(min_size=1, max_size=20).map(dns.label_text)
names = st.lists(labels, max_size=6).map(".".join)
u16 = st.integers(0, 0xFFFF)
u32 = st.integers(0, 0xFFFFFFFF)
plain = st.builds(dns.Record, names, st.sampled_from([dns.A, 28, 16, 41, 33]), u32, st.binary(max_size=60), u16)
aliases = st.builds(
    lambda name, kind, ttl, target: dns.Record(name, kind, ttl, dns.pack_name(target)),
    names, st.sampled_from([dns.NS, dns.CNAME, dns.PTR]), u32, names,
)  # fmt: skip
exchangers = st.builds(
    lambda name, ttl, target: dns.Record(name, dns.MX, ttl, b"\0\5" + dns.pack_name(target)), names, u32, names
)
records = st.lists(st.one_of(plain, aliases, exchangers), max_size=4)
messages = st.builds(
    dns.Message, u16, st.lists(st.builds(dns.Question, names, u16, u16), max_size=2), records, records, records,
    st.booleans(), st.integers(0, 15), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 7),
    st.integers(0, 15),
)  # fmt: skip


@given(messages)
def test_round_trip(message: dns.Message) -> None:
    data = message.encode()
    assert dns.Message.decode(data) == message
    short = message.encode(20)
    if len(data) > 20:
        found = dns.Message.decode(short)
        assert found.truncated and found.questions == message.questions and not found.answers
    else:
        assert short == data


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_politely(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        found = dns.Message.decode(data)
        assert dns.Message.decode(found.encode()) == found


def head(questions: int = 1) -> bytes:
    return bytes((0, 7, 1, 0, 0, questions, 0, 0, 0, 0, 0, 0))


@pytest.mark.parametrize(
    "question",
    [
        b"\xc0\x0c\0\1\0\1",  # a pointer to itself
        b"\xc0\x20\0\1\0\1",  # forwards
        b"\1a\xc0\x0c\0\1\0\1",  # to the name that it ends
        b"\1a\xc0",  # cut short
        b"\x40" + b"a" * 64 + b"\0\0\1\0\1",  # neither label nor pointer
        b"\x3fa",
        (b"\x3f" + b"a" * 63) * 4 + b"\0\0\1\0\1",  # 257 octets
        b"\1a\0\0\1",
    ],
)
def test_bad_names(question: bytes) -> None:
    with pytest.raises(Malformed):
        dns.Message.decode(head() + question)


def test_pointers_are_followed_backwards_and_end() -> None:
    questions = b"\1a\2bc\0\0\1\0\1" + b"\1d\xc0\x0e\0\1\0\1" + b"\xc0\x16\0\1\0\1"
    found = dns.Message.decode(head(3) + questions)
    assert [each.name for each in found.questions] == ["a.bc", "d.bc", "d.bc"]
    chain = b"\0\0\1\0\1" + b"".join((0xC000 | at).to_bytes(2, "big") + b"\0\1\0\1" for at in (12, *range(17, 1000, 6)))
    with pytest.raises(Malformed, match="pointer"):
        dns.Message.decode(head((len(chain) - 5) // 6 + 1) + chain)


def test_names_are_fit_for_a_terminal() -> None:
    """Whoever answers chose them: an escape sequence among them stays text."""
    for label, text in ((b"a\x1b[2J\r", "a\\027[2J\\013"), (b"b.c\\", "b\\.c\\\\"), (b"\xe9 ", "\\233\\032"), (b"r-1/2", "r-1/2")):
        data = head() + bytes((len(label),)) + label + b"\3com\0\0\1\0\1"
        found = dns.Message.decode(data)
        assert found.questions[0].name == f"{text}.com"
        assert found.encode() == data
    with pytest.raises(ValueError):
        dns.pack_name("a\\999")


def test_names_that_stand_there_already_are_pointed_at() -> None:
    name = "r1.example.com"
    message = dns.Message(1, [dns.Question(name)], [dns.Record(name, dns.A, 9, bytes(4)) for _ in range(20)])
    assert len(message.encode()) == 12 + 20 + 20 * 16
    assert dns.pack_name("") == b"\0"
    for bad in ("a..b", ".a", "a.", "x" * 64, ".".join(["x" * 60] * 5)):
        with pytest.raises(ValueError):
            dns.pack_name(bad)


def answer() -> dns.Message:
    soa = dns.pack_name("ns.example.com") + dns.pack_name("mb.example.com") + bytes(16) + b"\0\0\0\x3c"
    return dns.Message(
        0x1234, [dns.Question("www.example.com")],
        [dns.Record("www.example.com", dns.CNAME, 60, dns.pack_name("r1.example.com")),
         dns.Record("r1.example.com", dns.A, 30, parse_ipv4("192.0.2.1").to_bytes(4, "big"))],
        [dns.Record("example.com", dns.SOA, 60, soa)], response=True, recursion_available=True,
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    scapy = pytest.importorskip("scapy.all")
    path = tmp_path / "dns.pcap"
    frame = scapy.Ether() / scapy.IP(src="192.0.2.1", dst="192.0.2.2") / scapy.UDP(sport=53, dport=50000)
    scapy.wrpcap(str(path), [frame / scapy.Raw(answer().encode())])
    command = ["tshark", "-n", "-r", str(path), "-O", "dns"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Malformed" not in text
    for line in (
        "Transaction ID: 0x1234", "www.example.com: type CNAME, class IN, cname r1.example.com",
        "r1.example.com: type A, class IN, addr 192.0.2.1", "Time to live: 30", "mname ns.example.com",
        "Minimum TTL: 60", "Recursion available: Server can do recursive queries",
    ):  # fmt: skip
        assert line in text


def test_what_scapy_compresses_is_read() -> None:
    scapy = pytest.importorskip("scapy.all")
    theirs = scapy.DNS(answer().encode())
    assert theirs.an[1].rdata == "192.0.2.1"
    packed = scapy.dns_compress(scapy.DNS(
        id=9, qr=1, qd=scapy.DNSQR(qname="a.example.com"),
        an=[scapy.DNSRR(rrname="a.example.com", type="CNAME", rdata="b.example.com", ttl=5),
            scapy.DNSRR(rrname="b.example.com", type="A", rdata="192.0.2.9", ttl=5)],
    ))  # fmt: skip
    found = dns.Message.decode(bytes(packed))
    assert found.answers[0].target == "b.example.com" and found.answers[1].address == parse_ipv4("192.0.2.9")
