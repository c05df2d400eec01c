"""Link state advertisements of OSPF version 2 (RFC 2328 appendix A.4, RFC 3101, RFC 5250).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-------------------------------+---------------+---------------+
    |            LS age             |    Options    |    LS type    |
    +---------------------------------------------------------------+
    |                        Link State ID                          |
    +---------------------------------------------------------------+
    |                     Advertising Router                        |
    +---------------------------------------------------------------+
    |                     LS sequence number                        |
    +-------------------------------+-------------------------------+
    |         LS checksum           |             length            |
    +-------------------------------+-------------------------------+

An `Lsa` is all of it but the age, which changes while it lies about: one object for equal ones, never changed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import mul
from struct import Struct
from typing import NamedTuple

from iosemu.records import dataclass, field
from iosemu.types import MAX_IPV4, Prefix
from iosemu.wire import Malformed

ROUTER, NETWORK, SUMMARY, ASBR, EXTERNAL, NSSA = 1, 2, 3, 4, 5, 7
OPAQUE_LINK, OPAQUE_AREA, OPAQUE_AS = 9, 10, 11
TYPES = frozenset((ROUTER, NETWORK, SUMMARY, ASBR, EXTERNAL, NSSA, OPAQUE_LINK, OPAQUE_AREA, OPAQUE_AS))


def as_wide(kind: int) -> bool:
    """Is it flooded through the whole system?"""
    return kind in (EXTERNAL, OPAQUE_AS)


def of_link(kind: int) -> bool:
    """Does it stay on its link?"""
    return kind == OPAQUE_LINK


def known(kind: int) -> bool:
    """May a database hold it?"""
    return kind in TYPES


def in_tree(kind: int) -> bool:
    """Do the paths inside an area hang on it?"""
    return kind in (ROUTER, NETWORK)


GRACE = 3
"""The type of an opaque LSA of link scope, in the first octet of its link state ID."""


def asks_grace(lsa: Lsa) -> bool:
    """Does a router say that it restarts (RFC 3623)?"""
    return bool(lsa.kind == OPAQUE_LINK and lsa.lsid >> 24 == GRACE)


INITIAL_SEQUENCE = 0x80000001
MAX_SEQUENCE = 0x7FFFFFFF
MAX_AGE = 3600  # seconds
LS_INFINITY = 0xFFFFFF
DO_NOT_AGE = 0x8000
"""Of the age on the wire: it came over a demand circuit, and is not refreshed there (RFC 1793)."""

# flags of a router LSA
BORDER, EXTERNAL_ROUTER, VIRTUAL_END, WILD, TRANSLATOR = 1, 2, 4, 8, 16
# links of a router LSA
POINT_TO_POINT, TRANSIT, STUB, VIRTUAL = 1, 2, 3, 4

NETWORK_NODE = 1 << 32
"""Nodes of the graph are router IDs; networks are their link state ID with this added."""

_HEAD = Struct("!BBIIIHH")  # without the age
_LINK = Struct("!IIBBH")


class LsaHeader(NamedTuple):
    age: int
    options: int
    kind: int
    lsid: int
    adv: int
    sequence: int
    checksum: int
    length: int


class Link(NamedTuple):
    """One of a router LSA. `id` and `data` mean what the kind says (RFC 2328 section 12.4.1)."""

    id: int
    data: int
    kind: int
    metric: int


@dataclass(slots=True, frozen=True)
class RouterBody:
    """`edges` are (node, metric, own address or ifIndex) of the links that are no stubs, `back` the nodes of them."""

    flags: int
    links: tuple[Link, ...]
    edges: tuple[tuple[int, int, int], ...] = field(default=(), compare=False)
    back: frozenset[int] = field(default=frozenset(), compare=False)
    stubs: tuple[Link, ...] = field(default=(), compare=False)


@dataclass(slots=True, frozen=True)
class NetworkBody:
    mask: int
    attached: tuple[int, ...]
    back: frozenset[int] = field(default=frozenset(), compare=False)


@dataclass(slots=True, frozen=True)
class SummaryBody:
    """Of types 3 and 4."""

    mask: int
    metric: int


@dataclass(slots=True, frozen=True)
class ExternalBody:
    """Of types 5 and 7. `type2`: the metric is larger than any inside."""

    mask: int
    type2: bool
    metric: int
    forward: int
    tag: int


Body = RouterBody | NetworkBody | SummaryBody | ExternalBody | bytes


class Lsa:
    """`data` is what is sent behind the age; `prefix` is what a summary or an external one tells of."""

    __slots__ = ("adv", "body", "checksum", "data", "key", "kind", "lsid", "options", "prefix", "sequence")

    def __init__(self, data: bytes, body: Body) -> None:
        self.options, self.kind, self.lsid, self.adv, self.sequence, self.checksum, _ = _HEAD.unpack_from(data)
        self.data = data
        self.body = body
        self.key = (self.kind, self.lsid, self.adv)
        told = isinstance(body, SummaryBody | ExternalBody) and self.kind != ASBR
        self.prefix = Prefix.of(self.lsid, body.mask.bit_count()) if told else None  # type: ignore[union-attr]

    @property
    def destination(self) -> int:
        """Of a summary of type 4: the boundary router that it tells of."""
        return int(self.lsid)

    def says(self, options: int, body: bytes) -> bool:
        """Is that what it says?"""
        return self.options == options and self.data[18:] == body

    @property
    def length(self) -> int:
        """Octets, with the age."""
        return len(self.data) + 2

    def header(self, age: int) -> LsaHeader:
        return LsaHeader(age, self.options, *self.key, self.sequence, self.checksum, self.length)

    def says_the_same(self, other: Lsa) -> bool:
        """But for sequence number and checksum."""
        return self.data[18:] == other.data[18:] and self.options == other.options

    def __reduce__(self) -> tuple[Callable[[bytes], Lsa], tuple[bytes]]:
        return decode_lsa, (self.data,)

    def __repr__(self) -> str:
        return f"Lsa({self.kind}, {self.lsid:#x}, {self.adv:#x}, {self.sequence:#x})"


def order(sequence: int) -> int:
    """Sequence numbers are signed: larger is newer."""
    return sequence - 0x100000000 if sequence & 0x80000000 else sequence


def fletcher(data: bytes) -> tuple[int, int]:
    """Both sums of RFC 905 annex B, modulo 255; of data with its right checksum they are 0."""
    size = len(data)
    return sum(data) % 255, sum(map(mul, data, range(size, 0, -1))) % 255


def fletcher_checksum(data: bytes, at: int) -> int:
    """The two octets that belong at offset `at`, where zeros stand."""
    c0, c1 = fletcher(data)
    x = ((len(data) - at - 1) * c0 - c1) % 255
    y = (-c0 - x) % 255
    return (x or 255) << 8 | (y or 255)


@lru_cache(maxsize=8192)
def decode_lsa(data: bytes) -> Lsa:
    """From the bytes behind the age. Raises Malformed: short, bad checksum, unknown type, a body that does not fit."""
    if len(data) < 18 or len(data) + 2 != data[16] << 8 | data[17]:
        raise Malformed("OSPF: bad length of an LSA")
    kind = data[1]
    if kind not in TYPES:
        raise Malformed("OSPF: unknown type of LSA")
    if fletcher(data) != (0, 0):
        raise Malformed("OSPF: bad checksum of an LSA")
    return Lsa(data, _body(kind, data[18:]))


def make_lsa(kind: int, lsid: int, adv: int, sequence: int, options: int, body: bytes) -> Lsa:
    """A new instance, with its checksum."""
    data = _HEAD.pack(options, kind, lsid, adv, sequence & 0xFFFFFFFF, 0, len(body) + 20) + body
    check = fletcher_checksum(data, 14)
    return decode_lsa(data[:14] + check.to_bytes(2, "big") + data[16:])


def _body(kind: int, data: bytes) -> Body:
    if kind == ROUTER:
        return _router(data)
    if kind == NETWORK:
        return _network(data)
    if kind in (SUMMARY, ASBR):
        if len(data) < 8:
            raise Malformed("OSPF: short summary LSA")
        mask = int.from_bytes(data[:4], "big")
        return SummaryBody(_mask(mask) if kind == SUMMARY else mask, int.from_bytes(data[5:8], "big"))
    if kind in (EXTERNAL, NSSA):
        if len(data) < 16:
            raise Malformed("OSPF: short external LSA")
        mask, metric, forward, tag = _EXTERNAL.unpack_from(data)
        return ExternalBody(_mask(mask), bool(metric >> 31), metric & 0xFFFFFF, forward, tag)
    return data


_EXTERNAL = Struct("!IIII")


def _mask(mask: int) -> int:
    """A network's; ones with holes have named none since RFC 1519."""
    if (~mask & MAX_IPV4) + 1 & ~mask & MAX_IPV4:
        raise Malformed("OSPF: a mask with holes")
    return mask


def _router(data: bytes) -> RouterBody:
    if len(data) < 4:
        raise Malformed("OSPF: short router LSA")
    links = []
    at = 4
    for _ in range(data[2] << 8 | data[3]):
        if at + 12 > len(data):
            raise Malformed("OSPF: router LSA is cut off")
        ident, own, kind, more, metric = _LINK.unpack_from(data, at)
        links.append(Link(ident, own, kind, metric))
        at += 12 + 4 * more
    edges = tuple(
        (link.id | NETWORK_NODE if link.kind == TRANSIT else link.id, link.metric, link.data)
        for link in links
        if link.kind in (POINT_TO_POINT, TRANSIT, VIRTUAL)
    )
    stubs = tuple(link for link in links if link.kind == STUB)
    for link in stubs:
        _mask(link.data)
    return RouterBody(data[0], tuple(links), edges, frozenset(edge[0] for edge in edges), stubs)


def _network(data: bytes) -> NetworkBody:
    if len(data) < 4 or len(data) % 4:
        raise Malformed("OSPF: short network LSA")
    mask, *attached = Struct(f"!{len(data) // 4}I").unpack(data)
    return NetworkBody(_mask(mask), tuple(attached), frozenset(attached))


def router_body(flags: int, links: list[Link]) -> bytes:
    head = bytes((flags, 0)) + len(links).to_bytes(2, "big")
    return head + b"".join(_LINK.pack(link.id, link.data, link.kind, 0, min(link.metric, 0xFFFF)) for link in links)


def network_body(mask: int, attached: list[int]) -> bytes:
    return mask.to_bytes(4, "big") + b"".join(rid.to_bytes(4, "big") for rid in attached)


def summary_body(mask: int, metric: int) -> bytes:
    return mask.to_bytes(4, "big") + metric.to_bytes(4, "big")


def external_body(mask: int, type2: bool, metric: int, forward: int, tag: int) -> bytes:
    return _EXTERNAL.pack(mask, type2 << 31 | metric, forward, tag)


@dataclass(slots=True)
class Grace:
    """What asks neighbours to go on (RFC 3623 appendix A). `period` in seconds; `reason` 0: unknown, 1: a restart,
    2: a reload or upgrade, 3: a switch to the other processor; `address` of the interface, 0 where that is not told."""

    period: int = 0
    reason: int = 0
    address: int = 0


def grace_body(grace: Grace) -> bytes:
    body = _tlv(1, grace.period.to_bytes(4, "big")) + _tlv(2, bytes((grace.reason,)))
    return body + (_tlv(3, grace.address.to_bytes(4, "big")) if grace.address else b"")


def _tlv(kind: int, value: bytes) -> bytes:
    """Filled up to four octets, which its length does not tell."""
    return kind.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value + bytes(-len(value) % 4)


def decode_grace(data: bytes) -> Grace:
    """What is not known is passed over. Raises Malformed."""
    found = Grace()
    at = 0
    while at + 4 <= len(data):
        kind, size = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
        value = data[at + 4 : at + 4 + size]
        if len(value) != size or (kind in (1, 2, 3) and size != (1 if kind == 2 else 4)):
            raise Malformed("OSPF: bad value in a grace LSA")
        if kind in (1, 2, 3):
            setattr(found, ("period", "reason", "address")[kind - 1], int.from_bytes(value, "big"))
        at += 4 + size + -size % 4
    if at != len(data):
        raise Malformed("OSPF: grace LSA is cut off")
    return found
