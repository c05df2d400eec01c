"""OSPF version 2 (RFC 2328, RFC 3101, RFC 5250): packets.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------+---------------+-------------------------------+
    |  Version (2)  |     Type      |         Packet length         |
    +---------------+---------------+-------------------------------+
    |                           Router ID                           |
    +---------------------------------------------------------------+
    |                            Area ID                            |
    +-------------------------------+-------------------------------+
    |           Checksum            |            AuType             |
    +-------------------------------+-------------------------------+
    |                    Authentication (8 octets)                  |
    +---------------------------------------------------------------+

Behind the packet may stand a digest (AuType 2), then a block of link-local signaling (RFC 5613). What many routers
receive alike is decoded once: packets, hellos and link state advertisements are shared and never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum, IntFlag
from functools import lru_cache
from struct import Struct
from typing import NamedTuple

from iosemu.records import dataclass
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum
from iosemu.wire.ospf_lsa import OPAQUE_LINK, Lsa, LsaHeader, decode_lsa

PROTOCOL = 89
ALL_ROUTERS = 0xE0000005  # 224.0.0.5
ALL_DRS = 0xE0000006  # 224.0.0.6
HEADER = 24  # octets
DESCRIPTION = 8
AUTHENTICATION = 64  # at most, behind a packet


class Kind(IntEnum):
    HELLO = 1
    DESCRIPTION = 2
    REQUEST = 3
    UPDATE = 4
    ACK = 5


class Option(IntFlag):
    MULTI_TOPOLOGY = 0x01
    EXTERNAL = 0x02
    MULTICAST = 0x04
    NSSA = 0x08  # in hellos; P in type 7 LSAs
    LLS = 0x10
    DEMAND = 0x20
    OPAQUE = 0x40
    DOWN = 0x80  # in types 3, 5 and 7: from a provider, RFC 4576


class Dd(IntFlag):
    """Flags of a database description."""

    MASTER = 1
    MORE = 2
    INIT = 4
    RESYNC = 8


class Authentication(IntEnum):
    NULL = 0
    SIMPLE = 1
    CRYPTOGRAPHIC = 2


class Invalid(Malformed):
    """`what` is the kind under which it is counted: "length", "version", "type", "checksum", "body"."""

    def __init__(self, what: str) -> None:
        super().__init__(f"OSPF: bad {what}")
        self.what = what

    def __reduce__(self) -> tuple[type[Invalid], tuple[str]]:
        return Invalid, (self.what,)


_HEADER = Struct("!BBHIIHH8s")
_HELLO = Struct("!IHBBIII")
_DESCRIPTION = Struct("!HBBI")
_KEY = Struct("!III")
_CRYPTO = Struct("!HBBI")
_LSA_HEADER = Struct("!HBBIIIHH")


class Packet(NamedTuple):
    """The envelope. `data` is the packet without what stands behind it, `trailer` that."""

    kind: int
    router_id: int
    area: int
    checksum: int
    auth_type: int
    auth: bytes  # 8 octets
    data: bytes
    trailer: bytes

    @property
    def key_id(self) -> int:
        """Of cryptographic authentication."""
        return self.auth[2]

    @property
    def digest_size(self) -> int:
        return self.auth[3]

    @property
    def sequence(self) -> int:
        return int.from_bytes(self.auth[4:], "big")

    @property
    def digest(self) -> bytes:
        return self.trailer[: self.auth[3]]

    @property
    def lls(self) -> bytes:
        """The link-local signaling block, with what may follow it."""
        return self.trailer[self.auth[3] :] if self.auth_type == Authentication.CRYPTOGRAPHIC else self.trailer


@lru_cache(maxsize=512)
def decode(data: bytes) -> Packet:
    """Raises Invalid: shorter than it says, other version, unknown type, bad checksum. The digest is not looked at."""
    if len(data) < HEADER:
        raise Invalid("length")
    version, kind, length, router_id, area, check, auth_type, auth = _HEADER.unpack_from(data)
    if version != 2:
        raise Invalid("version")
    if not HEADER <= length <= len(data):
        raise Invalid("length")
    if not 1 <= kind <= 5:
        raise Invalid("type")
    packet = data[:length]
    if auth_type != Authentication.CRYPTOGRAPHIC and checksum(packet[:16] + packet[24:]):
        raise Invalid("checksum")
    return Packet(kind, router_id, area, check, auth_type, auth, packet, data[length:])


def encode(kind: int, router_id: int, area: int, body: bytes, auth_type: int = 0, auth: bytes = bytes(8)) -> bytes:
    """With the checksum, which cryptographic authentication has none of; no digest is appended."""
    length = HEADER + len(body)
    head = _HEADER.pack(2, kind, length, router_id, area, 0, auth_type, bytes(8))[:16]
    check = 0 if auth_type == Authentication.CRYPTOGRAPHIC else checksum(head + body)
    return head[:12] + check.to_bytes(2, "big") + head[14:16] + auth + body


def crypto_field(key_id: int, digest_size: int, sequence: int) -> bytes:
    """The authentication field of AuType 2 (RFC 2328 appendix D.3)."""
    return _CRYPTO.pack(0, key_id & 0xFF, digest_size, sequence & 0xFFFFFFFF)


@dataclass(slots=True, frozen=True)
class Hello:
    mask: int
    interval: int  # seconds
    options: int
    priority: int
    dead: int  # seconds
    dr: int
    bdr: int
    neighbors: tuple[int, ...] = ()
    heard: frozenset[int] = frozenset()  # the same, to look up

    def encode(self) -> bytes:
        return _HELLO.pack(
            self.mask, self.interval, self.options, self.priority, self.dead, self.dr, self.bdr
        ) + b"".join(rid.to_bytes(4, "big") for rid in self.neighbors)


@lru_cache(maxsize=512)
def decode_hello(body: bytes) -> Hello:
    """Raises Invalid."""
    if len(body) < _HELLO.size or len(body) % 4:
        raise Invalid("body")
    mask, interval, options, priority, dead, dr, bdr = _HELLO.unpack_from(body)
    neighbors = Struct(f"!{len(body) // 4 - 5}I").unpack_from(body, 20)
    return Hello(mask, interval, options, priority, dead, dr, bdr, neighbors, frozenset(neighbors))


@dataclass(slots=True)
class Description:
    """`headers` are in the order in which they stand."""

    mtu: int
    options: int
    flags: int
    sequence: int
    headers: list[LsaHeader]

    def encode(self) -> bytes:
        head = _DESCRIPTION.pack(self.mtu, self.options, self.flags, self.sequence)
        return head + b"".join(_LSA_HEADER.pack(*header) for header in self.headers)

    @classmethod
    def decode(cls, body: bytes) -> Description:
        """Raises Invalid."""
        if len(body) < 8 or (len(body) - 8) % 20:
            raise Invalid("body")
        mtu, options, flags, sequence = _DESCRIPTION.unpack_from(body)
        return cls(mtu, options, flags, sequence, decode_headers(body[8:]))


def check_headers(body: bytes) -> None:
    """Are these whole headers of LSAs? Raises Invalid."""
    if len(body) % 20:
        raise Invalid("body")


def decode_headers(body: bytes) -> list[LsaHeader]:
    """Those of an acknowledgment, or behind a description's head. Raises Invalid."""
    check_headers(body)
    return [LsaHeader(*fields) for fields in _LSA_HEADER.iter_unpack(body)]


Key = tuple[int, int, int]  # type, link state ID, advertising router


def encode_request(keys: Iterable[Key]) -> bytes:
    return b"".join(_KEY.pack(*key) for key in keys)


def decode_request(body: bytes) -> list[Key]:
    """Raises Invalid."""
    if len(body) % 12:
        raise Invalid("body")
    return list(_KEY.iter_unpack(body))


def encode_update(advertisements: Iterable[tuple[int, Lsa]]) -> bytes:
    """Each with its age."""
    parts = [age.to_bytes(2, "big") + lsa.data for age, lsa in advertisements]
    return len(parts).to_bytes(4, "big") + b"".join(parts)


def decode_update(
    body: bytes, decode: Callable[[bytes], Lsa] = decode_lsa
) -> tuple[list[tuple[int, Lsa]], int]:
    """(ages and advertisements, how many were unfit and passed over). Raises Invalid where the lengths do not fit."""
    if len(body) < 4:
        raise Invalid("body")
    count = int.from_bytes(body[:4], "big")
    found: list[tuple[int, Lsa]] = []
    bad = 0
    at = 4
    end = len(body)
    for _ in range(count):
        if at + 20 > end:
            raise Invalid("body")
        length = body[at + 18] << 8 | body[at + 19]
        if length < 20 or at + length > end:
            raise Invalid("body")
        try:
            found.append((body[at] << 8 | body[at + 1], decode(body[at + 2 : at + length])))
        except Malformed:
            bad += 1
        at += length
    return found, bad


def encode_ack(advertisements: Iterable[tuple[int, Lsa]]) -> bytes:
    """The headers alone."""
    return b"".join(age.to_bytes(2, "big") + lsa.data[:18] for age, lsa in advertisements)


def takes(kind: int, options: int) -> bool:
    """Is a neighbour with these options told of advertisements of the kind? Opaque ones are for who says so."""
    return kind < OPAQUE_LINK or bool(options & Option.OPAQUE)


# link-local signaling (RFC 5613): checksum, length in words, then TLVs; type 1: extended options, type 2: a digest


def lls_block(options: int) -> bytes:
    """A block with the extended options, as it goes without cryptographic authentication."""
    tail = b"\0\3" + b"\0\1\0\4" + options.to_bytes(4, "big")
    return checksum(b"\0\0" + tail).to_bytes(2, "big") + tail


def lls_block_open(options: int, sequence: int) -> bytes:
    """The same before its digest of 16 octets is appended, as it goes with MD5."""
    return b"\0\0\0\x09" + b"\0\1\0\4" + options.to_bytes(4, "big") + b"\0\2\0\x14" + sequence.to_bytes(4, "big")
