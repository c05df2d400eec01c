"""Digests of EIGRP against packets of IOS (12.4 and 15.4, the self-test vectors of John the Ripper's `eigrp` format)."""

from __future__ import annotations

import hashlib

import pytest

from iosemu.features.eigrp import authentication
from iosemu.features.eigrp.events import Refusal
from iosemu.features.eigrp.model import PortSettings
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire.checksum import checksum
from iosemu.wire.eigrp import Flag, Opcode, Packet
from tests.features.wired import chain

HEADER = "02050000000000000000000000000000{asn:08x}"
MD5_HEAD = "000200280002001000000001000000000000000000000000"
HELLO = "0001000c010001000000000f0004000805000300"
# Peer topologies (0x00f5), and the sequence TLV with the next multicast sequence that follow it in the third packet.
# What their last 17 octets say is not in the vector: the digest ends 20 octets before the packet does.
MORE = "00f5000c0000000400000000" + "0003000904c0000201" + "0005000800000007"


def hello(asn: int, digest: str, rest: str = HELLO, head: str = MD5_HEAD) -> bytes:
    data = bytes.fromhex(HEADER.format(asn=asn) + head + digest + rest)
    return data[:2] + checksum(data).to_bytes(2, "big") + data[4:]


@pytest.fixture(scope="module")
def router() -> Lab:
    keys = "12345678901234567890", "ninja", "password12345", "123456789012345678901234567890", "1234567812345"
    chains = "".join(f"key chain K{n}\n key 1\n  key-string {key}\n" for n, key in enumerate(keys))
    lab = chain(2, chains)
    lab.run(1)
    return lab


@pytest.mark.parametrize(
    ("chain_", "data"),
    [
        ("K2", hello(42, "1a42aaf8ebe2f766100ea1fa05a5fa55")),
        ("K4", hello(42, "f29e7d44351d37e6fc71e2aacca63d28")),
        ("K3", hello(42, "61f237e29d28538a372f01121f2cd12f")),
        ("K1", hello(1, "212acb1cb76b31a810a9752c5cf6f554")),
        ("K2", hello(42, "560c87396267310978883da92c0cff90", HELLO + MORE)),
    ],
    ids=["13 octets", "digits", "30 octets", "5 octets", "more TLVs"],
)
def test_md5_of_ios(router: Lab, chain_: str, data: bytes) -> None:
    device = router["R1"].device
    settings = PortSettings(authentication="md5", key_chain=chain_)
    packet = Packet.decode(data)
    assert authentication.check(packet, data, 0, settings, device) is None
    changed = data[:40] + b"\1" + data[41:]
    assert authentication.check(packet, changed, 0, settings, device) is Refusal.INVALID
    other = PortSettings(authentication="md5", key_chain="K0")
    assert authentication.check(packet, data, 0, other, device) is Refusal.INVALID


def test_sha256_of_ios(router: Lab) -> None:
    """The key holds the address of the sender."""
    digest = "cff66484cea20c6f58f175f8c004fc6d73be72090e53429c2616309aca38d5f3"
    rest = "0001000c010001000000000f000400080f00020000f5000a000000020000"
    data = hello(10, digest, rest, "000200380003002000000000000000000000000000000000")
    packet, device = Packet.decode(data), router["R1"].device
    settings = PortSettings(authentication="hmac-sha-256", sha_password="password12345")
    assert authentication.check(packet, data, parse_ipv4("10.0.0.2"), settings, device) is None
    assert authentication.check(packet, data, parse_ipv4("10.0.0.3"), settings, device) is Refusal.INVALID


def test_nothing_behind_the_digest_is_not_keyed(router: Lab) -> None:
    """An INIT update: 40 octets and no key, as the makers of the vectors and of FRRouting's eigrpd found IOS doing."""
    settings = PortSettings(authentication="md5", key_chain="K1")
    packet = Packet(Opcode.UPDATE, 42, Flag.INIT, 7)
    data = authentication.seal(packet, 0, settings, router["R1"].device)
    assert data[44:60] == hashlib.md5(data[:2] + b"\0\0" + data[4:40]).digest()
    assert authentication.check(Packet.decode(data), data, 0, settings, router["R1"].device) is None
