"""TCP headers judged by scapy; the source route options by hand."""

from __future__ import annotations

import pytest

from iosemu.types import parse_ipv4
from iosemu.wire import Malformed, ipv4, source_route
from iosemu.wire.tcp import ACK, FIN, PSH, RST, SYN, Tcp

SRC, DST = parse_ipv4("192.0.2.1"), parse_ipv4("192.0.2.2")
SEGMENTS = [
    Tcp(1024, 179, 7, 0, SYN, 4128, b"", bytes.fromhex("020405b4")),
    Tcp(179, 1024, 0, 8, RST | ACK),
    Tcp(23, 1024, 0xFFFFFFFF, 1, PSH | ACK | FIN, 1, b"odd"),
]


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: f"{segment.flags:#x}")
def test_scapy_reads_the_same(segment: Tcp) -> None:
    inet = pytest.importorskip("scapy.layers.inet")
    data = ipv4.IPv4(SRC, DST, ipv4.TCP, segment.encode(SRC, DST)).encode()
    packet = inet.IP(data)
    layer = packet[inet.TCP]
    assert (layer.sport, layer.dport, layer.seq, layer.ack) == (
        segment.src_port, segment.dst_port, segment.sequence, segment.acknowledgment,
    )  # fmt: skip
    assert (int(layer.flags), layer.window) == (segment.flags, segment.window)
    del packet[inet.IP].chksum, layer.chksum
    assert bytes(inet.IP(bytes(packet))) == data
    assert Tcp.decode(data[20:], SRC, DST) == segment


def test_space_counts_syn_and_fin() -> None:
    assert [segment.space for segment in SEGMENTS] == [1, 0, 4]


@pytest.mark.parametrize("at", [0, 12, 17, 22])
def test_damage_is_seen(at: int) -> None:
    data = bytearray(SEGMENTS[2].encode(SRC, DST))
    data[at] ^= 0x10
    with pytest.raises(Malformed):
        Tcp.decode(bytes(data), SRC, DST)
    with pytest.raises(Malformed):
        Tcp.decode(bytes(data[:19]), SRC, DST)


def test_source_route_step_by_step() -> None:
    options = bytes.fromhex("01 83 0b 04 0a000002 0a000003")
    at = source_route.find(options)
    assert at == 1
    assert source_route.next_hop(options, at) == 0x0A000002
    options = source_route.recorded(options, at, SRC)
    assert options == bytes.fromhex("01 83 0b 08 c0000201 0a000003")
    options = source_route.recorded(options, at, DST)
    assert source_route.next_hop(options, at) is None


@pytest.mark.parametrize("options", ["", "94040000", "00830704 0a000002", "83", "8307040a", "830505 0a00", "8307030a000002"])
def test_no_source_route_that_could_be_followed(options: str) -> None:
    assert source_route.find(bytes.fromhex(options)) is None
