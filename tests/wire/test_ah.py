"""Authentication Header: what it covers, against scapy's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP, IPOption
from scapy.layers.ipsec import AH, SecurityAssociation

from iosemu.crypto.integrity import Hmac
from iosemu.wire import Malformed, source_route
from iosemu.wire.ah import Ah, covered, immutable
from iosemu.wire.ipv4 import IPv4


@given(st.integers(0, 255), st.integers(1, 0xFFFFFFFF), st.integers(0, 0xFFFFFFFF), st.integers(0, 16), st.binary())
def test_wire_form(next_header: int, spi: int, sequence: int, words: int, payload: bytes) -> None:
    header = Ah(next_header, spi, sequence, bytes(range(4 * words)), payload)
    assert Ah.decode(header.encode()) == header
    assert header.encode()[1] == 1 + words  # 32-bit words, less two


@pytest.mark.parametrize(
    "data",
    [
        b"", bytes(11), bytes.fromhex("3204000000000000000000010102030405060708090a0b0c"),  # no SPI
        bytes.fromhex("320400000000010000000001010203040506"),  # shorter than it says
        bytes.fromhex("320000000000010000000001"),  # no room for itself
    ],
)  # fmt: skip
def test_what_is_none(data: bytes) -> None:
    with pytest.raises(Malformed):
        Ah.decode(data)


def test_a_source_route_is_covered_as_at_its_end() -> None:
    """Its hops put others into the destination; the value stays what it was at the sender."""
    route = bytes((131, 11, 4)) + bytes.fromhex("0a000002" "0a000003") + b"\0"
    before = IPv4(1, 0x0A000001, 51, bytes(24), ident=7, options=route)
    hops, behind = [before], before
    for own in (0x0A000001, 0x0A000002):
        at = source_route.find(behind.options)
        assert at is not None
        hop = source_route.next_hop(behind.options, at)
        assert hop is not None
        options = source_route.recorded(behind.options, at, own)
        behind = IPv4(1, hop, 51, bytes(24), ident=7, ttl=behind.ttl - 1, options=options)
        hops.append(behind)
    assert behind.dst == 0x0A000003
    assert len({covered(each, 12) for each in hops}) == 1
    assert covered(before, 12)[16:20] == bytes.fromhex("0a000003")


def test_options_that_change_on_the_way_are_zero() -> None:
    alert, security = bytes.fromhex("94040000"), bytes.fromhex("820b0000000000000000aa")
    route, stamp = bytes.fromhex("8307040a000001"), bytes.fromhex("440c0500") + bytes(8)
    assert immutable(alert + b"\x01" + route + security) == alert + b"\x01" + bytes(len(route)) + security
    assert immutable(stamp + alert) == bytes(len(stamp)) + alert
    assert immutable(alert + b"\x94\x09\x01\x02") == alert + bytes(4)  # longer than there is room
    assert immutable(b"\x00" + alert) == bytes(5)  # nothing comes after the end
    assert immutable(b"\x94") == bytes(1) and immutable(b"\x94\x00\x00\x00") == bytes(4)


@pytest.mark.parametrize("options", [b"", bytes.fromhex("94040000"), bytes.fromhex("0707040000000000")])
@pytest.mark.parametrize(("algorithm", "value"), [("HMAC-SHA1-96", 12), ("SHA2-256-128", 16), ("SHA2-512-256", 32)])
def test_the_check_value_is_scapys(algorithm: str, value: int, options: bytes) -> None:
    """Scapy makes it; what we cover, under the same key, gives the same value."""
    key = bytes(range(64))[: 2 * value if value > 12 else 20]
    sa = SecurityAssociation(AH, spi=0x1234, auth_algo=algorithm, auth_key=key)
    clear = IP(src="10.0.0.1", dst="10.0.0.2", ttl=7, tos=0x68, id=77, flags="DF") / UDP(sport=1, dport=2) / b"hello"
    if options:
        clear[IP].options = [IPOption(options)]
    packet = IPv4.decode(bytes(sa.encrypt(clear)))
    name = {12: "sha1", 16: "sha256", 32: "sha512"}[value]
    assert Hmac(name, key).icv(covered(packet, value)) == Ah.decode(packet.payload).icv
    packet.ttl, packet.tos, packet.flags_offset = 3, 0, 0
    assert Hmac(name, key).icv(covered(packet, value)) == Ah.decode(packet.payload).icv
    packet.ident += 1
    assert Hmac(name, key).icv(covered(packet, value)) != Ah.decode(packet.payload).icv
