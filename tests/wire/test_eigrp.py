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
    return w.RouteTlv(network, length, metric, draw(u32), external, draw(u32) if wide else 0)


@given(st.lists(routes(), max_size=5), u32, u32)
def test_round_trip(tlvs: list[w.RouteTlv], sequence: int, ack: int) -> None:
    packet = w.Packet(w.Opcode.UPDATE, 1, w.Flag.INIT, sequence, ack, routes=tlvs)
    assert w.Packet.decode(packet.encode()) == packet


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
        "NextHop: 192.168.2.1", "End Of Table: Set",
    ):  # fmt: skip
        assert line in text
