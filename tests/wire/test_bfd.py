"""BFD control packets and echoes: the fields as tshark and scapy read them, digests, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from scapy.contrib.bfd import BFD

from iosemu.wire import Malformed, ipv4, pcap
from iosemu.wire.bfd import Auth, AuthType, Control, Diag, Echo, State
from iosemu.wire.udp import Udp

FULL = Control(State.UP, 3, 4097, 19, 50_000, 60_000, 70_000, Diag.ECHO_FAILED, poll=True, independent=True)


def test_read_back() -> None:
    assert Control.decode(FULL.encode()) == FULL
    assert Control.decode(FULL.encode() + b"more") == FULL  # the length field counts


def test_scapy_reads_the_same() -> None:
    read = BFD(FULL.encode())
    assert (read.version, read.diag, read.sta, read.flags) == (1, 2, 3, "PC")
    assert (read.detect_mult, read.len, read.my_discriminator, read.your_discriminator) == (3, 24, 4097, 19)
    assert (read.min_tx_interval, read.min_rx_interval, read.echo_rx_interval) == (50_000, 60_000, 70_000)


@pytest.mark.parametrize("kind", list(AuthType)[1:])
def test_digests(kind: AuthType) -> None:
    packet = Control(State.DOWN, 5, 1, auth=Auth(kind, 7, 0xFFFFFFFE))
    data = packet.seal(b"secret")
    read = Control.decode(data)
    assert read.auth == packet.auth and read.length == len(data)
    assert read.verify(data, b"secret") and not read.verify(data, b"other")
    assert not read.verify(data[:1] + bytes([data[1] ^ 0x80]) + data[2:], b"secret")


def test_password() -> None:
    packet = Control(State.DOWN, 5, 1, auth=Auth(AuthType.PASSWORD, 1, password=b"hello"))
    read = Control.decode(packet.encode())
    assert read.verify(packet.encode(), b"hello") and not read.verify(packet.encode(), b"hallo")


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("short", FULL.encode()[:23]),
        ("version 0", b"\x02" + FULL.encode()[1:]),
        ("length of more than there is", FULL.encode()[:3] + b"\x19" + FULL.encode()[4:]),
        ("length of less than there must be", FULL.encode()[:3] + b"\x17" + FULL.encode()[4:]),
        ("no multiplier", FULL.encode()[:2] + b"\0" + FULL.encode()[3:]),
        ("multipoint", FULL.encode()[:1] + b"\xc1" + FULL.encode()[2:]),
        ("poll and final", FULL.encode()[:1] + b"\xf0" + FULL.encode()[2:]),
        ("no discriminator", FULL.encode()[:4] + bytes(4) + FULL.encode()[8:]),
        ("authenticated with nothing", FULL.encode()[:1] + b"\xc4" + FULL.encode()[2:]),
        ("unknown authentication", FULL.encode()[:1] + b"\xc4\x03\x1c" + FULL.encode()[4:] + b"\x09\x04\0\0"),
        ("digest of a wrong size", FULL.encode()[:1] + b"\xc4\x03\x1c" + FULL.encode()[4:] + b"\x02\x04\0\0"),
    ],
)
def test_refused(what: str, data: bytes) -> None:
    with pytest.raises(Malformed):
        Control.decode(data)


def test_echo() -> None:
    assert Echo.decode(Echo(4097, 3, 1_000).encode()) == Echo(4097, 3, 1_000)
    assert len(Echo(4097, 1 << 40, 1 << 40).encode()) == 12
    with pytest.raises(Malformed):
        Echo.decode(bytes(11))


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    sealed = Control(State.INIT, 4, 9, 8, 1_000_000, 1_000_000, auth=Auth(AuthType.METICULOUS_SHA1, 2, 77)).seal(b"key")
    file = tmp_path / "bfd.pcap"
    frames = []
    for data in (FULL.encode(), sealed):
        payload = Udp(49152, 3784, data).encode(1, 2)
        frames.append(bytes(12) + b"\x08\x00" + ipv4.IPv4(1, 2, ipv4.UDP, payload, 255, 0xC0).encode())
    file.write_bytes(pcap.encode((pcap.Packet(0.0, frame) for frame in frames), pcap.LinkType.ETHERNET))
    fields = "version diag sta flags.p flags.a detect_time_multiplier my_discriminator desired_min_tx_interval auth.type auth.seq_num"
    args = [arg for name in fields.split() for arg in ("-e", f"bfd.{name}")]
    found = subprocess.run(
        ["tshark", "-r", str(file), "-T", "fields", *args], capture_output=True, text=True, check=True, timeout=60
    ).stdout.splitlines()  # fmt: skip
    assert [line.split("\t") for line in found] == [
        ["1", "0x02", "0x03", *found[0].split("\t")[3:5], "3", "0x00001001", "50000", "", ""],
        ["1", "0x00", "0x02", *found[1].split("\t")[3:5], "4", "0x00000009", "1000000", "5", "0x0000004d"],
    ]
