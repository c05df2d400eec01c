"""EIGRP packets: round trips, refusals, and what tshark reads in them."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.wire import Malformed
from iosemu.wire import eigrp as w
from iosemu.wire.checksum import checksum

u32 = st.integers(0, 0xFFFFFFFF)
octet = st.integers(0, 255)


@st.composite
def routes(draw: st.DrawFn) -> w.RouteTlv:
    length = draw(st.integers(0, 32))
    network = draw(u32) & (0xFFFFFFFF << (32 - length) & 0xFFFFFFFF)
    wide = draw(st.booleans())
    metric = w.Metric(
        draw(u32), draw(u32), draw(st.integers(0, 0xFFFFFF)), draw(octet), draw(octet), draw(octet),
        0 if wide else draw(octet), draw(octet), wide,
    )  # fmt: skip
    external = draw(
        st.none() | st.builds(w.External, u32, u32, u32, u32, octet, octet),
    )
    origin = st.just((None, 0)) | st.tuples(octet, octet)
    way = st.builds(lambda hop, rid, tag, by: w.AddPath(hop, rid, tag, *by), u32, u32, u32, origin)
    more = tuple(draw(st.lists(way, max_size=4))) if wide else ()
    return w.RouteTlv(network, length, metric, draw(u32), external, draw(u32) if wide else 0, more)


@given(st.lists(routes(), max_size=5), u32, u32)
def test_round_trip(tlvs: list[w.RouteTlv], sequence: int, ack: int) -> None:
    packet = w.Packet(w.Opcode.UPDATE, 1, w.Flag.INIT, sequence, ack, routes=tlvs)
    assert w.Packet.decode(packet.encode()) == packet


def test_add_paths_lie_between_metric_and_next_hop() -> None:
    """By hand from RFC 7868 sections 6.9.2 and 6.9.3.8: opcode 7, words that follow, next hop, originator, tag."""
    more = (w.AddPath(0x0A000003, 0x03030303, 9), w.AddPath(0x0A000004, 0x04040404, 0, w.ExternalProtocol.STATIC, 2))
    tlv = w.RouteTlv(0xC0A80900, 24, w.Metric(1_000_000, 100_000, wide=True), 0x0A000002, None, 0x02020202, more)
    text = (
        "0602 0049 0000 0001 02020202"
        " 0f 00 ff 01 0005dc 00 0000000f4240 0000000186a0 0000 0000"
        " 07 06 0a000003 03030303 00000009"
        " 07 07 0a000004 04040404 00000000 03 02"
        " 0a000002 18 c0a809"
    )
    octets = bytes.fromhex(text)
    assert w.encode_route(tlv) == octets[:2] + len(octets).to_bytes(2, "big") + octets[4:]


@pytest.mark.parametrize("attributes", ["07 06 0a000003", "07", "07 02 0a000003", "04 ff"])
def test_an_attribute_that_is_cut_off_is_refused(attributes: str) -> None:
    packet = w.Packet(w.Opcode.UPDATE, 1, routes=[w.RouteTlv(0, 0, w.Metric(1, 1, wide=True))])
    data = bytearray(packet.encode())
    extra = bytes.fromhex(attributes)
    extra += bytes(len(extra) % 2)
    at = 20 + 4 + 8  # head of the packet, of the TLV, of the route
    data[at] = len(extra) // 2
    data[at + 24 : at + 24] = extra
    data[22:24] = (len(data) - 20).to_bytes(2, "big")
    data[2:4] = bytes(2)
    data[2:4] = checksum(bytes(data)).to_bytes(2, "big")
    with pytest.raises(Malformed):
        w.Packet.decode(bytes(data))


def test_unknown_attributes_are_passed_over() -> None:
    more = (w.AddPath(1, 2),)
    tlv = w.RouteTlv(0, 0, w.Metric(1, 1, wide=True), 5, None, 6, more)
    octets = w.Packet(w.Opcode.UPDATE, 1, routes=[tlv]).encode()
    other = bytearray(octets)
    at = octets.index(b"\x07\x06")
    other[at] = 4  # jitter
    other[2:4] = bytes(2)
    other[2:4] = checksum(bytes(other)).to_bytes(2, "big")
    assert w.Packet.decode(bytes(other)).routes == [w.RouteTlv(0, 0, w.Metric(1, 1, wide=True), 5, None, 6)]


@given(st.binary(max_size=120))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for blob in (data, w.Packet(5, 1).encode()[:20] + data):
        with contextlib.suppress(Malformed):
            w.Packet.decode(blob)


def test_hello_and_stub_round_trip() -> None:
    hello = w.Packet(
        w.Opcode.HELLO, 100, parameters=w.Parameters(hold=180), version=(15, 2, 1, 2), stub=w.StubFlag.CONNECTED,
        sequence_list=[1, 2], next_multicast=7, authentication=w.Authentication(2, 1, bytes(range(16))),
        peer_termination=[3],
    )  # fmt: skip
    assert w.Packet.decode(hello.encode()) == hello


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    scapy = pytest.importorskip("scapy.all")
    update = w.Packet(
        w.Opcode.UPDATE, 1, w.Flag.END_OF_TABLE, 5, 6,
        routes=[
            w.RouteTlv(0x0A000000, 8, w.Metric(25600, 256000), 0, w.External(1, 2, 3, 4, w.ExternalProtocol.RIP)),
            w.RouteTlv(0xC0A80100, 24, w.Metric(1_000_000, 100_000, wide=True), 0xC0A80201),
            w.RouteTlv(
                0xC0A80300, 24, w.Metric(1_000_000, 100_000, wide=True), 0xC0A80203, None, 7,
                (w.AddPath(0xC0A80204, 8), w.AddPath(0xC0A80205, 9)),
            ),
        ],
    )  # fmt: skip
    path = tmp_path / "eigrp.pcap"
    scapy.wrpcap(str(path), [scapy.Ether() / scapy.IP(proto=88, dst="224.0.0.10") / scapy.Raw(update.encode())])
    text = subprocess.run(
        ["tshark", "-r", str(path), "-O", "eigrp"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert "Malformed" not in text
    for line in (
        "Checksum Status: Good", "Scaled Delay: 25600", "External Protocol ID: RIP (4)", "Delay: 1000000",
        "NextHop: 192.168.2.1", "Offset: 14", "NextHop: 192.168.2.3", "192.168.3.0", "End Of Table: Set",
    ):  # fmt: skip
        assert line in text
