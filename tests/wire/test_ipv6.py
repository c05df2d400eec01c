"""IPv6 and ICMPv6: read back, as scapy reads them, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet6 import (
    ICMPv6EchoRequest,
    ICMPv6ND_NS,
    ICMPv6ND_RA,
    ICMPv6NDOptMTU,
    ICMPv6NDOptPrefixInfo,
    ICMPv6NDOptSrcLLAddr,
    IPv6ExtHdrFragment,
)
from scapy.layers.inet6 import IPv6 as ScapyIPv6

from iosemu.types import parse_ipv6
from iosemu.wire import Malformed, icmpv6
from iosemu.wire.icmpv6 import Advertisement, Icmp6, Neighbor, Options, PrefixOption, Quote6
from iosemu.wire.ipv4 import MORE_FRAGMENTS
from iosemu.wire.ipv6 import ICMPV6, IPv6

ONE, TWO = parse_ipv6("2001:db8::1"), parse_ipv6("2001:db8::2")
addresses = st.integers(0, (1 << 128) - 1)
datagrams = st.builds(
    IPv6, addresses, addresses, st.sampled_from([6, 17, 58, 89]), st.binary(max_size=64), st.integers(0, 255), st.integers(0, 255),
    st.just(0), st.just(0), st.just(b""), st.integers(0, (1 << 20) - 1),
)  # fmt: skip


@given(datagrams)
def test_read_back(packet: IPv6) -> None:
    data = packet.encode()
    assert len(data) == packet.length and IPv6.decode(data) == packet and IPv6.decode(data + b"more") == packet


@given(datagrams, st.integers(1, 0xFFFFFFFF), st.integers(0, 0x1FFF), st.booleans())
def test_extension_headers_and_fragments(packet: IPv6, ident: int, offset: int, more: bool) -> None:
    packet.options, packet.first = bytes((60, 0, 5, 2, 0, 0, 1, 0)) + bytes((0, 0, 1, 4, 0, 0, 0, 0)), 0
    packet.ident, packet.flags_offset = ident, offset | (MORE_FRAGMENTS if more else 0)
    if not packet.flags_offset:
        packet.ident = 0
    data = packet.encode()
    assert len(data) == packet.length and IPv6.decode(data) == packet
    read = ScapyIPv6(data)
    assert read.nh == 0 and read.hlim == packet.ttl
    if packet.flags_offset:
        piece = read[IPv6ExtHdrFragment]
        assert (piece.id, piece.offset, bool(piece.m)) == (ident, offset, more)


def test_scapy_reads_an_echo_and_finds_its_checksum_right() -> None:
    data = Icmp6(icmpv6.ECHO, 0, 7 << 16 | 3, b"abcd").encode(ONE, TWO)
    read = ScapyIPv6(IPv6(ONE, TWO, ICMPV6, data, 64).encode())
    assert (read[ICMPv6EchoRequest].id, read[ICMPv6EchoRequest].seq, read.dst) == (7, 3, "2001:db8::2")
    said = read[ICMPv6EchoRequest].cksum
    del read[ICMPv6EchoRequest].cksum
    assert ScapyIPv6(bytes(read))[ICMPv6EchoRequest].cksum == said


def test_scapy_reads_what_routers_advertise() -> None:
    options = Options(source=0xCA0100021000, mtu=1400)
    options.prefixes.append(PrefixOption(parse_ipv6("2001:db8:1::"), 64, 0xC0, 2592000, 604800))
    told = Advertisement(64, True, False, 1, 1800, 30000, 1000, options)
    read = ScapyIPv6(IPv6(ONE, TWO, ICMPV6, told.message().encode(ONE, TWO), 255).encode())
    assert (read[ICMPv6ND_RA].M, read[ICMPv6ND_RA].O, read[ICMPv6ND_RA].prf, read[ICMPv6ND_RA].routerlifetime) == (1, 0, 1, 1800)
    prefix = read[ICMPv6NDOptPrefixInfo]
    assert (prefix.prefix, prefix.prefixlen, prefix.L, prefix.A, prefix.validlifetime) == ("2001:db8:1::", 64, 1, 1, 2592000)
    assert read[ICMPv6NDOptMTU].mtu == 1400 and read[ICMPv6NDOptSrcLLAddr].lladdr == "ca:01:00:02:10:00"
    assert Advertisement.of(told.message()) == told


def test_scapy_reads_a_solicitation() -> None:
    asked = Neighbor(TWO, 0, Options(source=0xCA0100021000))
    message = asked.message(icmpv6.NEIGHBOR_SOLICITATION)
    read = ScapyIPv6(IPv6(ONE, TWO, ICMPV6, message.encode(ONE, TWO), 255).encode())
    assert read[ICMPv6ND_NS].tgt == "2001:db8::2" and Neighbor.of(message) == asked


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x60" * 39, b"\x45" + bytes(39), b"\x60" + bytes(3) + b"\0\x08" + bytes(34),
        IPv6(ONE, TWO, 0, b"\x3a\x09" + bytes(6)).encode(), IPv6(ONE, TWO, 44, bytes(4)).encode(),
        IPv6(ONE, TWO, 60, b"\x3c\0" + bytes(6) + (b"\x3c\0" + bytes(6)) * 20).encode(),
    ],
)  # fmt: skip
def test_what_is_no_datagram(data: bytes) -> None:
    with pytest.raises(Malformed):
        IPv6.decode(data)


@given(st.binary(max_size=120))
def test_nothing_else_is_raised(data: bytes) -> None:
    for reader in (
        IPv6.decode, Options.decode, Quote6.decode, lambda data: Icmp6.decode(data, ONE, TWO),
        lambda data: Neighbor.of(Icmp6(135, 0, 0, data)), lambda data: Advertisement.of(Icmp6(134, 0, 0, data)),
    ):  # fmt: skip
        try:
            reader(data)
        except Malformed:
            continue
