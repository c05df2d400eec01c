"""CDP packets: round trips, refusals, the checksum's odd last octet, and what tshark and scapy read in them."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.types import Prefix, parse_ipv4
from iosemu.wire import Malformed, cdp

u32 = st.integers(0, 0xFFFFFFFF)
texts = st.text(alphabet="abcXYZ019/.- ", max_size=20)
prefixes = st.lists(st.builds(Prefix.of, u32, st.integers(0, 32)), max_size=5)
packets = st.builds(
    cdp.Cdp, ttl=st.integers(0, 255), device_id=texts, addresses=st.lists(u32, max_size=3), port_id=texts,
    capabilities=u32, software=texts, platform=texts, prefixes=prefixes, vtp_domain=st.none() | texts,
    native_vlan=st.none() | st.integers(0, 4095), full_duplex=st.none() | st.booleans(),
    management=st.lists(u32, max_size=2), version=st.sampled_from([1, 2]),
)  # fmt: skip


def sample() -> cdp.Cdp:
    return cdp.Cdp(
        180, "R5", [parse_ipv4("155.1.0.5")], "GigabitEthernet1", cdp.Capability.ROUTER | cdp.Capability.IGMP,
        "Some Software\nLine 2", "cisco CSR1000V", [Prefix.parse("150.1.5.5/32"), Prefix.parse("155.1.58.0/24")],
        vtp_domain="", native_vlan=1, full_duplex=True, management=[parse_ipv4("155.1.0.5")],
    )  # fmt: skip


@given(packets)
def test_round_trip(packet: cdp.Cdp) -> None:
    assert cdp.Cdp.decode(packet.encode()) == packet


@given(u32)
def test_gateway_round_trip(gateway: int) -> None:
    packet = cdp.Cdp(180, "hub", gateway=gateway)
    assert cdp.Cdp.decode(packet.encode()) == packet


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_politely(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        cdp.Cdp.decode(data)


@given(st.binary(max_size=100))
def test_any_tlvs_behind_a_good_checksum_are_refused_politely(body: bytes) -> None:
    head = bytes((2, 180))
    data = head + cdp._checksum(head + b"\0\0" + body).to_bytes(2, "big") + body
    with contextlib.suppress(Malformed):
        cdp.Cdp.decode(data)


@given(st.integers(0, 3), st.integers(1, 255))
def test_a_changed_octet_is_noticed(at: int, change: int) -> None:
    data = bytearray(sample().encode())
    data[at] ^= change
    with pytest.raises(Malformed):
        cdp.Cdp.decode(bytes(data))


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
@pytest.mark.parametrize("software", ["even", "odd", "odd\xff", "even\xff."])
def test_tshark_reads_the_same(tmp_path: Path, software: str) -> None:
    """Also with a last octet above 127 at an odd place, which Cisco sums up in its own way."""
    scapy = pytest.importorskip("scapy.all")
    packet = sample()
    packet.software = software
    hub = cdp.Cdp(180, "hub", gateway=parse_ipv4("155.1.0.5"), management=[0xFFFFFFFF])
    path = tmp_path / "cdp.pcap"
    frames = []
    for one in (packet, hub):
        payload = cdp.SNAP + one.encode()
        ethernet = bytes.fromhex("01000ccccccc") + bytes.fromhex("000c00010000") + len(payload).to_bytes(2, "big")
        frames.append(scapy.Raw(ethernet + payload))
    scapy.wrpcap(str(path), frames, linktype=1)
    command = ["tshark", "-n", "-r", str(path), "-O", "cdp"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Malformed" not in text
    assert text.count("Checksum Status: Good") == 2
    first, second = text.split("Frame ")[1:]
    for line in (
        "TTL: 180 seconds", "Device ID: R5", "Port ID: GigabitEthernet1", "Platform: cisco CSR1000V",
        "IP Prefix: 150.1.5.5/32", "IP Prefix: 155.1.58.0/24", "IP address: 155.1.0.5", "Native VLAN: 1", "Duplex: Full",
    ):  # fmt: skip
        assert line in first, first
    assert "155.1.0.5" in second


def test_a_cut_packet_is_refused() -> None:
    data = sample().encode()
    for length in range(len(data)):
        with pytest.raises(Malformed):
            cdp.Cdp.decode(data[:length])
