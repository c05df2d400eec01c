"""RIP packets: round trips, refusals, authentication by RFC 2082's rules, and what tshark reads in them."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.types import parse_ipv4
from iosemu.wire import Malformed, rip

u32 = st.integers(0, 0xFFFFFFFF)
entries = st.builds(rip.Entry, u32, u32, u32, u32, st.integers(0, 0xFFFF), st.sampled_from([0, 2]))


@given(st.sampled_from([1, 2]), st.sampled_from([1, 2]), st.lists(entries, max_size=25))
def test_round_trip(command: int, version: int, routes: list[rip.Entry]) -> None:
    packet = rip.Rip(command, version, routes)
    data = packet.encode()
    assert len(data) == 4 + 20 * len(routes)
    assert rip.Rip.decode(data) == packet


@given(st.binary(min_size=1, max_size=16).map(lambda text: text.rstrip(b"\0")), st.lists(entries, max_size=24))
def test_password_round_trip(password: bytes, routes: list[rip.Entry]) -> None:
    packet = rip.Rip(2, 2, routes, password=password)
    assert rip.Rip.decode(packet.encode()) == packet


@given(st.integers(0, 255), st.text(alphabet="abc123", min_size=1, max_size=16), u32, st.lists(entries, max_size=24))
def test_md5_seal_is_verified(key_id: int, secret: str, sequence: int, routes: list[rip.Entry]) -> None:
    data = rip.Rip(2, 2, routes).seal(key_id, secret, sequence)
    found = rip.Rip.decode(data)
    assert (found.key_id, found.sequence, found.entries) == (key_id, sequence, routes)
    assert found.verify(data, secret)
    assert not found.verify(data, secret + "x" if len(secret) < 16 else "other")


def test_md5_digest_by_hand() -> None:
    """RFC 2082 section 3.2.1: the packet, the trailer's head, the key padded to 16 octets; the digest takes its place."""
    data = rip.Rip(2, 2, [rip.Entry(parse_ipv4("10.0.0.0"), 0xFF000000, 1)]).seal(7, "cisco", 42)
    assert data[:4] == bytes((2, 2, 0, 0))
    assert data[4:12] == bytes((0xFF, 0xFF, 0, 3, 0, 44, 7, 16))  # length of the packet before the trailer
    assert data[44:48] == b"\xff\xff\0\1"
    assert data[48:] == hashlib.md5(data[:48] + b"cisco".ljust(16, b"\0")).digest()


@given(st.binary(max_size=120))
def test_any_bytes_are_refused_politely(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        found = rip.Rip.decode(data)
        found.verify(data, "cisco")


@given(st.integers(0, 63), st.integers(1, 255))
def test_a_changed_octet_breaks_the_seal(at: int, change: int) -> None:
    data = bytearray(rip.Rip(2, 2, [rip.Entry(1, 2, 3)]).seal(7, "cisco", 42))
    data[at] ^= change
    try:
        found = rip.Rip.decode(bytes(data))
    except Malformed:
        return
    assert found.key_id is None or not found.verify(bytes(data), "cisco")


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    scapy = pytest.importorskip("scapy.all")
    routes = [
        rip.Entry(parse_ipv4("10.0.0.0"), 0xFF000000, 3, parse_ipv4("192.0.2.9"), 77),
        rip.Entry(0, 0, 16),
    ]
    plain = rip.Rip(2, 2, routes).encode()
    password = rip.Rip(2, 2, routes, password=b"cisco").encode()
    sealed = rip.Rip(2, 2, routes).seal(7, "cisco", 42)
    request = rip.Rip(1, 2, [rip.Entry(0, 0, 16, family=0)]).encode()
    path = tmp_path / "rip.pcap"
    frame = scapy.Ether() / scapy.IP(src="192.0.2.1", dst="224.0.0.9", ttl=2) / scapy.UDP(sport=520, dport=520)
    scapy.wrpcap(str(path), [frame / scapy.Raw(data) for data in (plain, password, sealed, request)])
    command = ["tshark", "-n", "-r", str(path), "-O", "rip"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Malformed" not in text
    first, second, third, fourth = text.split("Frame ")[1:]
    for line in (
        "Command: Response (2)", "Version: RIPv2 (2)", "IP Address: 10.0.0.0", "Netmask: 255.0.0.0",
        "Next Hop: 192.0.2.9", "Metric: 3", "Route Tag: 77", "Metric: 16",
    ):  # fmt: skip
        assert line in first
    assert "Simple Password (2)" in second
    assert "Password: cisco" in second
    for line in ("Keyed Message Digest (3)", "Key ID: 7", "Seq num: 42", "Auth Data Len: 16", "IP Address: 10.0.0.0"):
        assert line in third
    assert "Command: Request (1)" in fourth
