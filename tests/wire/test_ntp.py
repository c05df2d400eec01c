"""Packets of NTP: the fields as tshark and scapy read them, digests, extension fields, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.ntp import NTPHeader

from iosemu.wire import Malformed, ipv4, pcap
from iosemu.wire.ntp import PORT, Mode, Packet
from iosemu.wire.udp import Udp

FULL = Packet(Mode.SERVER, 4, 1, 3, 6, -14, 0x00010000, 0x00000A3D, 0x0A000001, 0xC0295220A6D7FB14, 1 << 63, 77, 0xC0295221 << 32)
u32, u64, i8 = (st.integers(0, (1 << 32) - 1), st.integers(0, (1 << 64) - 1), st.integers(-128, 127))
packets = st.builds(
    Packet, st.sampled_from(Mode).map(int), st.integers(1, 4), st.integers(0, 3), st.integers(0, 255), i8, i8,
    u32, u32, u32, u64, u64, u64, u64,
)  # fmt: skip


@given(packets)
def test_read_back(packet: Packet) -> None:
    data = packet.encode()
    assert len(data) == 48 and Packet.decode(data) == packet


def test_scapy_reads_the_same() -> None:
    read = NTPHeader(FULL.encode())
    assert (read.leap, read.version, read.mode, read.stratum, read.poll, read.precision) == (1, 4, 4, 3, 6, -14)
    assert (read.delay, read.dispersion, read.id) == (1.0, pytest.approx(0x0A3D / 65536, abs=1e-4), "10.0.0.1")
    assert NTPHeader(leap=2, version=3, mode=3, stratum=2, poll=10, precision=-18).precision == -18


def test_digest() -> None:
    data = FULL.seal(5, b"secret")
    read = Packet.decode(data)
    assert read == FULL and read.key == 5 and len(data) == 68
    assert read.verify(data, b"secret") and not read.verify(data, b"Secret")
    other = data[:1] + b"\x04" + data[2:]
    assert not Packet.decode(other).verify(other, b"secret")
    FULL.key, FULL.digest = None, b""


def test_extension_fields_are_passed_over() -> None:
    field = b"\x01\x04\x00\x1c" + bytes(24)
    plain = FULL.encode() + field
    assert Packet.decode(plain) == FULL
    nak = Packet.decode(plain + bytes(4))
    assert nak.key == 0 and nak.digest == b""
    with pytest.raises(Malformed):
        Packet.decode(FULL.encode() + b"\x01\x04\x00\x40" + bytes(24))


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("short", FULL.encode()[:47]),
        ("control message", b"\x26" + FULL.encode()[1:]),
        ("private mode", b"\x27" + FULL.encode()[1:]),
        ("version 0", b"\x04" + FULL.encode()[1:]),
        ("version 5", b"\x2c" + FULL.encode()[1:]),
        ("digest of a wrong size", FULL.encode() + bytes(12)),
    ],
)
def test_refused(what: str, data: bytes) -> None:
    with pytest.raises(Malformed):
        Packet.decode(data)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    sealed = Packet(Mode.CLIENT, 3, 3, 0, 6, -18, transmit=0xC0295220A6D7FB14).seal(0x1234, b"key")
    file = tmp_path / "ntp.pcap"
    frames = []
    for data in (FULL.encode(), sealed):
        payload = Udp(PORT, PORT, data).encode(1, 2)
        frames.append(bytes(12) + b"\x08\x00" + ipv4.IPv4(1, 2, ipv4.UDP, payload, 255, 0xC0).encode())
    file.write_bytes(pcap.encode((pcap.Packet(0.0, frame) for frame in frames), pcap.LinkType.ETHERNET))
    fields = "flags.li flags.vn flags.mode stratum ppoll precision rootdelay refid keyid"
    args = [arg for name in fields.split() for arg in ("-e", f"ntp.{name}")]
    found = subprocess.run(
        ["tshark", "-r", str(file), "-T", "fields", *args, "-e", "_ws.malformed"],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout.splitlines()  # fmt: skip
    assert [line.split("\t") for line in found] == [
        ["1", "4", "4", "3", "6", "242", "65536", "0a000001", "", ""],
        ["3", "3", "3", "0", "6", "238", "0", "00000000", "00001234", ""],
    ]
