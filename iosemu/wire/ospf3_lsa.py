"""Link state advertisements of OSPF version 3 (RFC 5340 appendix A.4).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-------------------------------+-+-+-+-------------------------+
    |            LS age             |U|S2 S1|  function code        |
    +-------------------------------+-+-+-+-------------------------+
    |                        Link State ID                          |
    |                     Advertising Router                        |
    |                     LS sequence number                        |
    +-------------------------------+-------------------------------+
    |         LS checksum           |             length            |
    +-------------------------------+-------------------------------+

U: who does not know the type floods it all the same; S: how far (0: the link, 1: the area, 2: the whole system).

An `Lsa3` is the `Lsa` of version 2 to whoever floods and computes. Its `kind` is the function code of the types known
here, which are those of version 2 where they mean the same; of others it is the whole type with a bit of its own, so
that no two types share one. `options` are those of the body where it has any; the P bit of a type 7, which stands at
its prefix, is among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.types import MAX_IPV6, Prefix6
from iosemu.wire import Malformed
from iosemu.wire.ospf_lsa import (
    ASBR,
    EXTERNAL,
    NETWORK,
    NETWORK_NODE,
    NSSA,
    ROUTER,
    SUMMARY,
    Lsa,
    fletcher,
    fletcher_checksum,
)

LINK, INTRA_PREFIX = 8, 9
GRACE = 11

_TYPES = {
    ROUTER: 0x2001, NETWORK: 0x2002, SUMMARY: 0x2003, ASBR: 0x2004, EXTERNAL: 0x4005, NSSA: 0x2007, LINK: 0x0008,
    INTRA_PREFIX: 0x2009, GRACE: 0x000B,
}  # fmt: skip
_KINDS = {number: kind for kind, number in _TYPES.items()}
_UNKNOWN = 0x10000  # of kinds whose type is not known

# links of a router LSA
POINT_TO_POINT, TRANSIT, VIRTUAL = 1, 2, 4
# options
V6, E, N, R, DC = 0x01, 0x02, 0x08, 0x10, 0x20
# options of a prefix
NO_UNICAST, LOCAL, PROPAGATE = 0x01, 0x02, 0x08

_HEAD = Struct("!HIIIHH")  # without the age
_LINK = Struct("!BBHIII")
_OWN_OPTIONS = frozenset((ROUTER, NETWORK, ASBR, LINK))


def kind_of(number: int) -> int:
    """Of a type as on the wire."""
    return _KINDS.get(number, number | _UNKNOWN)


def type_of(kind: int) -> int:
    """As on the wire."""
    return _TYPES[kind] if kind in _TYPES else kind & 0xFFFF


def _scope(kind: int) -> int:
    """0: its link, 1: its area, 2: the whole system, 3: reserved. What is not known stays on its link unless it says
    otherwise."""
    number = type_of(kind)
    return 0 if kind & _UNKNOWN and not number & 0x8000 else number >> 13 & 3


def as_wide(kind: int) -> bool:
    return _scope(kind) == 2


def of_link(kind: int) -> bool:
    return _scope(kind) == 0


def known(kind: int) -> bool:
    """May a database hold it? Types that are not known may be."""
    return _scope(kind) != 3


def in_tree(kind: int) -> bool:
    """Do the paths inside an area hang on it?"""
    return kind in (ROUTER, NETWORK, LINK, INTRA_PREFIX)


def asks_grace(lsa: Lsa) -> bool:
    """Does a router say that it restarts? Such advertisements are flooded, and have no effect here."""
    return False


@dataclass(slots=True, frozen=True)
class Link3:
    """One of a router LSA; `neighbor` is its router ID."""

    kind: int
    metric: int
    own: int  # interface ID
    neighbor_interface: int
    neighbor: int


def network_node(router_id: int, lsid: int) -> int:
    """A network in the graph: of its DR, with that one's interface ID."""
    return NETWORK_NODE << 32 | router_id << 32 | lsid


@dataclass(slots=True, frozen=True)
class RouterBody3:
    """One of the fragments of a router. `edges` are (node, metric, own interface ID), `back` their nodes."""

    flags: int
    options: int
    links: tuple[Link3, ...]
    edges: tuple[tuple[int, int, int], ...] = field(default=(), compare=False)
    back: frozenset[int] = field(default=frozenset(), compare=False)


@dataclass(slots=True, frozen=True)
class NetworkBody3:
    options: int
    attached: tuple[int, ...]
    back: frozenset[int] = field(default=frozenset(), compare=False)


@dataclass(slots=True, frozen=True)
class InterPrefixBody:
    prefix: Prefix6
    prefix_options: int
    metric: int


@dataclass(slots=True, frozen=True)
class InterRouterBody:
    options: int
    metric: int
    destination: int


@dataclass(slots=True, frozen=True)
class ExternalBody3:
    """Of types 5 and 7. `type2`: the metric is larger than any inside; `forward` 0: none."""

    prefix: Prefix6
    prefix_options: int
    type2: bool
    metric: int
    forward: int
    tag: int


@dataclass(slots=True, frozen=True)
class LinkBody:
    """What a router tells on a link alone: its address there and its prefixes, each with options."""

    priority: int
    options: int
    address: int
    prefixes: tuple[tuple[Prefix6, int], ...]


@dataclass(slots=True, frozen=True)
class IntraPrefixBody:
    """Prefixes of a router or of a network, which is named by the type (as on the wire), link state ID and router of
    its advertisement. Each with options and metric."""

    type: int
    lsid: int
    router: int
    prefixes: tuple[tuple[Prefix6, int, int], ...]


Body3 = (
    RouterBody3 | NetworkBody3 | InterPrefixBody | InterRouterBody | ExternalBody3 | LinkBody | IntraPrefixBody | bytes
)


class Lsa3(Lsa):
    __slots__ = ()

    def __init__(self, data: bytes, body: Body3) -> None:
        number, self.lsid, self.adv, self.sequence, self.checksum, _ = _HEAD.unpack_from(data)
        self.kind = kind_of(number)
        self.data = data
        self.body = body  # type: ignore[assignment]
        self.key = (self.kind, self.lsid, self.adv)
        self.prefix = body.prefix if isinstance(body, InterPrefixBody | ExternalBody3) else None
        self.options = getattr(body, "options", DC)
        if self.kind == NSSA and isinstance(body, ExternalBody3):
            self.options |= N if body.prefix_options & PROPAGATE else 0

    @property
    def destination(self) -> int:
        """Of an inter-area-router LSA: the boundary router that it tells of."""
        body: InterRouterBody = self.body  # type: ignore[assignment]
        return body.destination

    def says(self, options: int, body: bytes) -> bool:
        return self.data[18:] == body

    def __reduce__(self) -> tuple[Callable[[bytes], Lsa], tuple[bytes]]:
        return decode_lsa, (self.data,)

    def __repr__(self) -> str:
        return f"Lsa3({type_of(self.kind):#x}, {self.lsid:#x}, {self.adv:#x}, {self.sequence:#x})"


@lru_cache(maxsize=8192)
def decode_lsa(data: bytes) -> Lsa3:
    """From the bytes behind the age. Raises Malformed: short, bad checksum, reserved scope, an unfit body."""
    if len(data) < 18 or len(data) + 2 != data[16] << 8 | data[17]:
        raise Malformed("OSPFv3: bad length of an LSA")
    kind = kind_of(data[0] << 8 | data[1])
    if not known(kind):
        raise Malformed("OSPFv3: reserved scope of an LSA")
    if fletcher(data) != (0, 0):
        raise Malformed("OSPFv3: bad checksum of an LSA")
    return Lsa3(data, _body(kind, data[18:]))


def make_lsa(kind: int, lsid: int, adv: int, sequence: int, options: int, body: bytes) -> Lsa3:
    """A new instance, with its checksum. The options are in the body."""
    data = _HEAD.pack(type_of(kind), lsid, adv, sequence & 0xFFFFFFFF, 0, len(body) + 20) + body
    check = fletcher_checksum(data, 14)
    return decode_lsa(data[:14] + check.to_bytes(2, "big") + data[16:])


# prefixes: length (1), options (1), a field of two octets that means different things, the address in whole words


def encode_prefix(prefix: Prefix6, options: int = 0, more: int = 0) -> bytes:
    size = (prefix.length + 31) // 32 * 4
    return bytes((prefix.length, options)) + more.to_bytes(2, "big") + prefix.network.to_bytes(16, "big")[:size]


def decode_prefix(data: bytes, at: int) -> tuple[Prefix6, int, int, int]:
    """(prefix, options, the field between, where it ends). Host bits are cleared. Raises Malformed."""
    if at + 4 > len(data) or data[at] > 128:
        raise Malformed("OSPFv3: bad prefix")
    length = data[at]
    end = at + 4 + (length + 31) // 32 * 4
    if end > len(data):
        raise Malformed("OSPFv3: prefix is cut off")
    address = int.from_bytes(data[at + 4 : end].ljust(16, b"\0"), "big")
    return Prefix6.of(address & MAX_IPV6, length), data[at + 1], data[at + 2] << 8 | data[at + 3], end


def _prefixes(data: bytes, at: int, count: int) -> tuple[tuple[Prefix6, int, int], ...]:
    found = []
    for _ in range(count):
        prefix, options, more, at = decode_prefix(data, at)
        found.append((prefix, options, more))
    return tuple(found)


def _need(data: bytes, size: int) -> None:
    if len(data) < size:
        raise Malformed("OSPFv3: short LSA")


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _body(kind: int, data: bytes) -> Body3:
    decode = _BODIES.get(kind)
    return data if decode is None else decode(data)


def _router(data: bytes) -> RouterBody3:
    if len(data) < 4 or (len(data) - 4) % 16:
        raise Malformed("OSPFv3: bad router LSA")
    links = tuple(Link3(kind, metric, *ends) for kind, _, metric, *ends in _LINK.iter_unpack(data[4:]))
    edges = tuple(
        (network_node(link.neighbor, link.neighbor_interface) if link.kind == TRANSIT else link.neighbor, link.metric,
         link.own)
        for link in links if link.kind in (POINT_TO_POINT, TRANSIT, VIRTUAL)
    )  # fmt: skip
    return RouterBody3(data[0], _word(data, 0) & 0xFFFFFF, links, edges, frozenset(edge[0] for edge in edges))


def _network(data: bytes) -> NetworkBody3:
    if len(data) < 4 or len(data) % 4:
        raise Malformed("OSPFv3: bad network LSA")
    options, *attached = Struct(f"!{len(data) // 4}I").unpack(data)
    return NetworkBody3(options & 0xFFFFFF, tuple(attached), frozenset(attached))


def _inter_prefix(data: bytes) -> InterPrefixBody:
    _need(data, 8)
    prefix, options, _, _ = decode_prefix(data, 4)
    return InterPrefixBody(prefix, options, _word(data, 0) & 0xFFFFFF)


def _inter_router(data: bytes) -> InterRouterBody:
    _need(data, 12)
    return InterRouterBody(_word(data, 0) & 0xFFFFFF, _word(data, 4) & 0xFFFFFF, _word(data, 8))


# flags of an external LSA: the metric is of type 2, an address to forward to follows, a tag follows
_TYPE2, _FORWARD, _TAG = 4, 2, 1


def _external(data: bytes) -> ExternalBody3:
    _need(data, 8)
    flags = data[0]
    prefix, options, _, at = decode_prefix(data, 4)
    _need(data, at + (16 if flags & _FORWARD else 0) + (4 if flags & _TAG else 0))
    forward = tag = 0
    if flags & _FORWARD:
        forward, at = int.from_bytes(data[at : at + 16], "big"), at + 16
    if flags & _TAG:
        tag = _word(data, at)
    return ExternalBody3(prefix, options, bool(flags & _TYPE2), _word(data, 0) & 0xFFFFFF, forward, tag)


def _link(data: bytes) -> LinkBody:
    _need(data, 24)
    prefixes = _prefixes(data, 24, _word(data, 20))
    address = int.from_bytes(data[4:20], "big")
    return LinkBody(data[0], _word(data, 0) & 0xFFFFFF, address, tuple(each[:2] for each in prefixes))


def _intra_prefix(data: bytes) -> IntraPrefixBody:
    _need(data, 12)
    count, number = data[0] << 8 | data[1], data[2] << 8 | data[3]
    return IntraPrefixBody(number, _word(data, 4), _word(data, 8), _prefixes(data, 12, count))


_BODIES: dict[int, Callable[[bytes], Body3]] = {
    ROUTER: _router, NETWORK: _network, SUMMARY: _inter_prefix, ASBR: _inter_router, EXTERNAL: _external,
    NSSA: _external, LINK: _link, INTRA_PREFIX: _intra_prefix,
}  # fmt: skip


# bodies of our own


def router_body(flags: int, options: int, links: Iterable[Link3]) -> bytes:
    return (flags << 24 | options).to_bytes(4, "big") + b"".join(
        _LINK.pack(link.kind, 0, min(link.metric, 0xFFFF), link.own, link.neighbor_interface, link.neighbor)
        for link in links
    )


def network_body(options: int, attached: list[int]) -> bytes:
    return options.to_bytes(4, "big") + b"".join(rid.to_bytes(4, "big") for rid in attached)


def inter_prefix_body(prefix: Prefix6, metric: int) -> bytes:
    return metric.to_bytes(4, "big") + encode_prefix(prefix)


def inter_router_body(options: int, metric: int, destination: int) -> bytes:
    return b"".join(word.to_bytes(4, "big") for word in (options, metric, destination))


def external_body(
    prefix: Prefix6, type2: bool, metric: int, forward: int, tag: int, propagate: bool = False
) -> bytes:
    flags = (_TYPE2 if type2 else 0) | (_FORWARD if forward else 0) | (_TAG if tag else 0)
    body = (flags << 24 | metric).to_bytes(4, "big") + encode_prefix(prefix, PROPAGATE if propagate else 0)
    return body + (forward.to_bytes(16, "big") if forward else b"") + (tag.to_bytes(4, "big") if tag else b"")


def link_body(priority: int, options: int, address: int, prefixes: Iterable[tuple[Prefix6, int]]) -> bytes:
    encoded = [encode_prefix(prefix, said) for prefix, said in prefixes]
    head = (priority << 24 | options).to_bytes(4, "big") + address.to_bytes(16, "big")
    return head + len(encoded).to_bytes(4, "big") + b"".join(encoded)


def intra_prefix_body(kind: int, lsid: int, router: int, prefixes: Iterable[tuple[Prefix6, int, int]]) -> bytes:
    """`kind` of the advertisement that they belong to; prefixes with options and metric."""
    encoded = [encode_prefix(*each) for each in prefixes]
    head = len(encoded).to_bytes(2, "big") + type_of(kind).to_bytes(2, "big")
    return head + lsid.to_bytes(4, "big") + router.to_bytes(4, "big") + b"".join(encoded)
