"""GROUPKEY-PUSH read from its octets by what RFC 6407 and RFC 2408 say, apart from the codec that the routers use.

Nothing of `iosemu` is in here: struct, and the cryptography of a library.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# section 5: payload types; section 4: the exchange; RFC 2408 section 3.1: flags
SA, SIG, D, SAK, SAT, KD, SEQ, GAP = 1, 9, 12, 15, 16, 17, 18, 22
PUSH, ENCRYPTED = 33, 1
DOI, SITUATION = 2, 0


def attributes(data: bytes) -> dict[int, bytes]:
    """RFC 2408 section 3.3: a set first bit says that the value stands in place of the length."""
    found: dict[int, bytes] = {}
    while data:
        kind, length = struct.unpack_from("!HH", data)
        if kind & 0x8000:
            found[kind & 0x7FFF] = data[2:4]
            data = data[4:]
        else:
            assert 4 + length <= len(data)
            found[kind] = data[4 : 4 + length]
            data = data[4 + length :]
    return found


def value(found: dict[int, bytes], kind: int) -> int:
    return int.from_bytes(found[kind], "big")


def ends(data: bytes) -> tuple[list[str], bytes]:
    """Source and destination: type, port, length in one octet, address or address and mask; what follows them."""
    found = []
    for _ in range(2):
        kind, port, length = struct.unpack_from("!BHB", data)
        body, data = data[4 : 4 + length], data[4 + length :]
        assert {1: 4, 4: 8}[kind] == length, kind
        words = [str(IPv4Address(body[at : at + 4])) for at in range(0, length, 4)]
        found.append("/".join(words) + f":{port}")
    return found, data


@dataclass
class Kek:
    """What a member knows before the rekey (section 5.6.2: the key attribute is IV and key)."""

    spi: bytes
    iv: bytes
    key: bytes

    def cipher(self) -> Cipher[modes.CBC]:
        """3DES has blocks of 8 octets."""
        kind = TripleDES if len(self.iv) == 8 else algorithms.AES
        return Cipher(kind(self.key), modes.CBC(self.iv))


@dataclass
class Policy:
    """SAK or SAT."""

    kind: int
    protocol: int
    source: str
    destination: str
    spi: bytes
    transform: int
    said: dict[int, bytes]


@dataclass
class Push:
    sequence: int
    policies: list[Policy] = field(default_factory=list)
    keys: list[tuple[int, bytes, dict[int, bytes]]] = field(default_factory=list)  # type, SPI, attributes
    signature: bytes = b""
    signed: bytes = b""
    deleted: list[bytes] = field(default_factory=list)  # SPIs of TEKs

    def proves(self, public: bytes, digest: str) -> bool:
        """Is the signature that of this key (SubjectPublicKeyInfo)? RSA of PKCS #1 v1.5 (section 5.3.7)."""
        key = serialization.load_der_public_key(public)
        assert isinstance(key, rsa.RSAPublicKey)
        try:
            key.verify(self.signature, self.signed, padding.PKCS1v15(), getattr(hashes, digest.upper())())
        except Exception:
            return False
        return True


def open_push(datagram: bytes, kek: Kek) -> Push:
    """Section 4: HDR*, SEQ, [D,] SA, KD, SIG, all behind the header under the KEK."""
    cookies, following, version, exchange, flags, message, length = struct.unpack_from("!16sBBBBII", datagram)
    assert (version, exchange, message) == (0x10, PUSH, 0) and flags & ENCRYPTED
    assert length == len(datagram) and cookies == kek.spi, "the cookies are the KEK's SPI (section 5.3)"
    decryptor = kek.cipher().decryptor()
    clear = decryptor.update(datagram[28:]) + decryptor.finalize()
    found, at, kinds = Push(-1), 0, []
    while following:
        after, reserved, size = struct.unpack_from("!BBH", clear, at)
        assert not reserved and size >= 4
        body = clear[at + 4 : at + size]
        kinds.append(following)
        if following == SEQ:
            (found.sequence,) = struct.unpack("!I", body)
        elif following == SA:
            _policies(body, found)
        elif following == KD:
            _keys(body, found)
        elif following == D:
            doi, protocol, length, count = struct.unpack_from("!IBBH", body)
            assert (doi, protocol, length) == (2, 1, 4) and len(body) == 8 + 4 * count, "GDOI's TEKs of ESP (section 5.9)"
            found.deleted = [body[8 + 4 * each : 12 + 4 * each] for each in range(count)]
        elif following == SIG:
            found.signature, found.signed = body, b"rekey" + datagram[:28] + clear[:at]
        else:
            raise AssertionError(f"payload {following}")
        following, at = after, at + size
    assert kinds in ([SEQ, SA, KD, SIG], [SEQ, D, SA, KD, SIG])
    assert not any(clear[at:]) and len(clear) - at < len(kek.iv), "padding"
    return found


def _policies(body: bytes, into: Push) -> None:
    doi, situation, following, reserved = struct.unpack_from("!IIHH", body)
    assert (doi, situation, reserved) == (DOI, SITUATION, 0)
    at = 12
    while following:
        after, reserved, size = struct.unpack_from("!BBH", body, at)
        assert not reserved
        part = body[at + 4 : at + size]
        if following == SAK:  # protocol, ends, SPI of 16 octets, four reserved ones, attributes
            (source, destination), rest = ends(part[1:])
            assert rest[16:20] == bytes(4)
            into.policies.append(Policy(SAK, part[0], source, destination, rest[:16], 0, attributes(rest[20:])))
        elif following == SAT:  # protocol of the SA, that of the traffic, ends, transform, SPI, attributes
            (source, destination), rest = ends(part[2:])
            policy = Policy(SAT, part[0], source, destination, rest[1:5], rest[0], attributes(rest[5:]))
            into.policies.append(policy)
        else:
            assert following == GAP
        following, at = after, at + size
    assert at == len(body)


def _keys(body: bytes, into: Push) -> None:
    count, reserved = struct.unpack_from("!HH", body)
    at = 4
    while at < len(body):
        kind, zero, size, spi = struct.unpack_from("!BBHB", body, at)
        assert not zero and not reserved
        into.keys.append((kind, body[at + 5 : at + 5 + spi], attributes(body[at + 5 + spi : at + size])))
        at += size
    assert count == len(into.keys)
