"""OSPF version 3 (RFC 5340 appendix A.3): packets.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------+---------------+-------------------------------+
    |  Version (3)  |     Type      |         Packet length         |
    +---------------+---------------+-------------------------------+
    |                           Router ID                           |
    |                            Area ID                            |
    +-------------------------------+---------------+---------------+
    |           Checksum            |  Instance ID  |       0       |
    +-------------------------------+---------------+---------------+

The checksum takes in the pseudo header of IPv6. The names are those of `wire.ospf`: who speaks one version speaks the
other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from struct import Struct
from typing import NamedTuple

from iosemu.records import dataclass
from iosemu.wire import ospf
from iosemu.wire.checksum import checksum
from iosemu.wire.ospf import Invalid, Key
from iosemu.wire.ospf import encode_ack as encode_ack
from iosemu.wire.ospf import encode_update as encode_update
from iosemu.wire.ospf3_lsa import decode_lsa, kind_of, type_of
from iosemu.wire.ospf_lsa import Lsa, LsaHeader
from iosemu.wire.pseudo import pseudo

PROTOCOL = 89
ALL_ROUTERS = 0xFF02 << 112 | 5
ALL_DRS = 0xFF02 << 112 | 6
HEADER = 16  # octets
DESCRIPTION = 12
AUTHENTICATION = 0  # it has none of its own

_HEADER = Struct("!BBHIIHBB")
_HELLO = Struct("!IIHHII")
_DESCRIPTION = Struct("!IHBBI")
_KEY = Struct("!HHII")
_LSA_HEADER = Struct("!HHIIIHH")


class Packet3(NamedTuple):
    kind: int
    router_id: int
    area: int
    checksum: int
    instance: int
    data: bytes
    auth_type: int = 0  # as of version 2: there is no authentication of its own
    key_id: int = 0
    sequence: int = 0
    lls: bytes = b""


@lru_cache(maxsize=512)
def decode(data: bytes, src: int, dst: int) -> Packet3:
    """Raises Invalid: shorter than it says, other version, unknown type, bad checksum."""
    if len(data) < HEADER:
        raise Invalid("length")
    version, kind, length, router_id, area, check, instance, _ = _HEADER.unpack_from(data)
    if version != 3:
        raise Invalid("version")
    if not HEADER <= length <= len(data):
        raise Invalid("length")
    if not 1 <= kind <= 5:
        raise Invalid("type")
    packet = data[:length]
    if checksum(pseudo(src, dst, PROTOCOL, length, wide=True) + packet):
        raise Invalid("checksum")
    return Packet3(kind, router_id, area, check, instance, packet)


def encode(kind: int, router_id: int, area: int, body: bytes, instance: int, src: int, dst: int) -> bytes:
    """With the checksum, for which both addresses are needed."""
    length = HEADER + len(body)
    head = _HEADER.pack(3, kind, length, router_id, area, 0, instance, 0)
    check = checksum(pseudo(src, dst, PROTOCOL, length, wide=True) + head + body)
    return head[:12] + check.to_bytes(2, "big") + head[14:] + body


@dataclass(slots=True, frozen=True)
class Hello3:
    """`dr` and `bdr` are router IDs."""

    interface_id: int
    interval: int  # seconds
    options: int
    priority: int
    dead: int  # seconds
    dr: int
    bdr: int
    neighbors: tuple[int, ...] = ()
    heard: frozenset[int] = frozenset()  # the same, to look up

    def encode(self) -> bytes:
        word = self.priority << 24 | self.options
        return _HELLO.pack(
            self.interface_id, word, self.interval, self.dead, self.dr, self.bdr
        ) + b"".join(rid.to_bytes(4, "big") for rid in self.neighbors)


@lru_cache(maxsize=512)
def decode_hello(body: bytes) -> Hello3:
    """Raises Invalid."""
    if len(body) < _HELLO.size or len(body) % 4:
        raise Invalid("body")
    number, word, interval, dead, dr, bdr = _HELLO.unpack_from(body)
    neighbors = Struct(f"!{len(body) // 4 - 5}I").unpack_from(body, 20)
    return Hello3(number, interval, word & 0xFFFFFF, word >> 24, dead, dr, bdr, neighbors, frozenset(neighbors))


@dataclass(slots=True)
class Description:
    """`headers` are in the order in which they stand."""

    mtu: int
    options: int
    flags: int
    sequence: int
    headers: list[LsaHeader]

    def encode(self) -> bytes:
        head = _DESCRIPTION.pack(self.options, self.mtu, 0, self.flags, self.sequence)
        return head + b"".join(
            _LSA_HEADER.pack(age, type_of(kind), *more) for age, _, kind, *more in self.headers
        )

    @classmethod
    def decode(cls, body: bytes) -> Description:
        """Raises Invalid."""
        if len(body) < DESCRIPTION or (len(body) - DESCRIPTION) % 20:
            raise Invalid("body")
        options, mtu, _, flags, sequence = _DESCRIPTION.unpack_from(body)
        return cls(mtu, options & 0xFFFFFF, flags, sequence, decode_headers(body[DESCRIPTION:]))


def check_headers(body: bytes) -> None:
    """Are these whole headers of LSAs? Raises Invalid."""
    if len(body) % 20:
        raise Invalid("body")


def decode_headers(body: bytes) -> list[LsaHeader]:
    """Those of an acknowledgment, or behind a description's head. Raises Invalid."""
    check_headers(body)
    return [
        LsaHeader(age, 0, kind_of(number), lsid, adv, sequence, check, length)
        for age, number, lsid, adv, sequence, check, length in _LSA_HEADER.iter_unpack(body)
    ]


def encode_request(keys: Iterable[Key]) -> bytes:
    return b"".join(_KEY.pack(0, type_of(kind), lsid, adv) for kind, lsid, adv in keys)


def decode_request(body: bytes) -> list[Key]:
    """Raises Invalid."""
    if len(body) % 12:
        raise Invalid("body")
    return [(kind_of(number), lsid, adv) for _, number, lsid, adv in _KEY.iter_unpack(body)]


def decode_update(body: bytes) -> tuple[list[tuple[int, Lsa]], int]:
    """(ages and advertisements, how many were unfit and passed over). Raises Invalid where the lengths do not fit."""
    return ospf.decode_update(body, decode_lsa)


def takes(kind: int, options: int) -> bool:
    """Is a neighbour with these options told of advertisements of the kind? All take all."""
    return True
