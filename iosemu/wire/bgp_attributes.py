"""Path attributes of BGP (RFC 4271 section 4.3; 1997, 4360, 4456, 4760, 6793); `bgp_update` has what carries them.

| flags (1): optional 80, transitive 40, partial 20, long 10 | type (1) | length (1; long: 2) | value |

A set of attributes is one object, however many networks have it: `Attributes.make` gives it, so that sets are compared
by identity. What is wrong with one is a `Fault`, with what RFC 7606 makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

from iosemu.records import dataclass
from iosemu.types import IPv4, format_asn, is_unicast
from iosemu.wire.bgp import (
    AS_TRANS,
    IPV6_UNICAST,
    Updating,
)

IGP, EGP, INCOMPLETE = 0, 1, 2  # origins
SET, SEQUENCE, CONFED_SEQUENCE, CONFED_SET = 1, 2, 3, 4  # kinds of segments

Segment = tuple[int, tuple[int, ...]]  # kind, AS numbers, the nearest first
AsPath = tuple[Segment, ...]

GRACEFUL_SHUTDOWN = 0xFFFF0000  # RFC 8326
NO_EXPORT = 0xFFFFFF01
NO_ADVERTISE = 0xFFFFFF02
LOCAL_AS = 0xFFFFFF03  # NO_EXPORT_SUBCONFED
GRACEFUL_SHUTDOWN = 0xFFFF0000  # RFC 8326

OPTIONAL, TRANSITIVE, PARTIAL, LONG = 0x80, 0x40, 0x20, 0x10


class Type(IntEnum):
    ORIGIN = 1
    AS_PATH = 2
    NEXT_HOP = 3
    MED = 4
    LOCAL_PREF = 5
    ATOMIC = 6
    AGGREGATOR = 7
    COMMUNITIES = 8
    ORIGINATOR = 9
    CLUSTERS = 10
    MP_REACH = 14
    MP_UNREACH = 15
    EXTENDED = 16
    AS4_PATH = 17
    AS4_AGGREGATOR = 18


class Attributes:
    """An immutable set of path attributes; equal sets are the same object."""

    __slots__ = (
        "__weakref__", "aggregator", "as_path", "atomic", "clusters", "communities", "extended", "link_local",
        "local_pref", "med", "next_hop", "origin", "originator", "unknown",
    )  # fmt: skip

    origin: int  # IGP, EGP, INCOMPLETE
    as_path: AsPath
    next_hop: int  # an address of the family of the networks
    med: int | None
    local_pref: int | None
    atomic: bool
    aggregator: tuple[int, IPv4] | None
    communities: tuple[int, ...]  # sorted
    originator: IPv4 | None
    clusters: tuple[IPv4, ...]  # the last reflector first
    extended: tuple[bytes, ...]  # extended communities, eight bytes each
    unknown: tuple[tuple[int, int, bytes], ...]  # flags, type, value of transitive ones that we only pass on
    link_local: int  # of the next hop, beside its global address (RFC 2545); 0: not said

    @staticmethod
    def make(
        origin: int = IGP, as_path: AsPath = (), next_hop: int = 0, med: int | None = None,
        local_pref: int | None = None, atomic: bool = False, aggregator: tuple[int, IPv4] | None = None,
        communities: tuple[int, ...] = (), originator: IPv4 | None = None, clusters: tuple[IPv4, ...] = (),
        extended: tuple[bytes, ...] = (), unknown: tuple[tuple[int, int, bytes], ...] = (),
        link_local: int = 0,
    ) -> Attributes:  # fmt: skip
        key = (
            origin, as_path, next_hop, med, local_pref, atomic, aggregator, communities, originator, clusters, extended,
            unknown, link_local,
        )  # fmt: skip
        found = _known.get(key)
        if found is None:
            found = Attributes()
            for name, value in zip(_NAMES, key, strict=True):
                setattr(found, name, value)
            _known[key] = found
        return found

    def but(self, **changes: Any) -> Attributes:
        """The same set with some attributes otherwise."""
        return Attributes.make(**{**dict(zip(_NAMES, self.key, strict=True)), **changes})

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _NAMES)

    def __reduce__(self) -> tuple[Any, ...]:
        return Attributes.make, self.key

    def __deepcopy__(self, memo: dict[int, Any]) -> Attributes:
        return self

    def __repr__(self) -> str:
        plain = _PLAIN.key
        told = [f"{n}={v!r}" for n, v, p in zip(_NAMES, self.key, plain, strict=True) if v != p]
        return f"Attributes({', '.join(told)})"


_NAMES = (
    "origin", "as_path", "next_hop", "med", "local_pref", "atomic", "aggregator", "communities", "originator",
    "clusters", "extended", "unknown", "link_local",
)  # fmt: skip
_known: WeakValueDictionary[tuple[Any, ...], Attributes] = WeakValueDictionary()
_PLAIN = Attributes.make()


# AS paths


def as_path_length(path: AsPath) -> int:
    """A set counts as one, what belongs to a confederation as nothing (RFC 5065 section 5.3)."""
    return sum(len(asns) if kind == SEQUENCE else kind == SET for kind, asns in path)


_BRACKETS = {SET: "{}", CONFED_SEQUENCE: "()", CONFED_SET: "[]"}


def as_path_text(path: AsPath, dot: bool = False) -> str:
    """``65001 65002 {1,2}``; of a confederation ``(65010 65011)`` and ``[65010,65011]``; `dot`: ``1.2`` for 65538."""
    words = []
    for kind, asns in path:
        inside = ("," if kind in (SET, CONFED_SET) else " ").join(format_asn(asn, dot) for asn in asns)
        brackets = _BRACKETS.get(kind, "")
        words.append(inside if not brackets else f"{brackets[0]}{inside}{brackets[1]}")
    return " ".join(words)


def as_numbers(path: AsPath) -> Iterator[int]:
    for _, asns in path:
        yield from asns


def prepend(path: AsPath, asns: tuple[int, ...], kind: int = SEQUENCE) -> AsPath:
    """The numbers in front, in the first segment where that is of this kind and has room."""
    if path and path[0][0] == kind and len(path[0][1]) + len(asns) <= 255:
        return (kind, asns + path[0][1]), *path[1:]
    return (kind, asns), *path


def first_as(path: AsPath) -> int:
    """The neighbouring AS that the path came from, confederation aside; 0 where there is none."""
    for kind, asns in path:
        if kind == SEQUENCE:
            return asns[0] if asns else 0
        if kind == SET:
            return 0
    return 0


def _pack_path(path: AsPath, width: int) -> bytes:
    out = bytearray()
    for kind, asns in path:
        for at in range(0, len(asns), 255):
            part = asns[at : at + 255]
            out += bytes((kind, len(part)))
            for asn in part:
                out += (asn if width == 4 or asn < 65536 else AS_TRANS).to_bytes(width, "big")
    return bytes(out)


def _unpack_path(data: bytes, width: int) -> AsPath | None:
    """None: malformed."""
    found: list[Segment] = []
    at, end = 0, len(data)
    while at < end:
        if at + 2 > end:
            return None
        kind, count = data[at], data[at + 1]
        after = at + 2 + count * width
        if not SET <= kind <= CONFED_SET or not count or after > end:
            return None
        asns = tuple(int.from_bytes(data[i : i + width], "big") for i in range(at + 2, after, width))
        if found and found[-1][0] == kind == SEQUENCE:  # segments hold 255 each, the path is one
            found[-1] = (kind, found[-1][1] + asns)
        else:
            found.append((kind, asns))
        at = after
    return tuple(found)


def merge(path: AsPath, path4: AsPath) -> AsPath:
    """AS_PATH from a speaker of two octets with the AS4_PATH behind it (RFC 6793 section 4.2.3)."""
    path4 = tuple(segment for segment in path4 if segment[0] in (SET, SEQUENCE))
    lead = _count(path) - _count(path4)
    if lead < 0:
        return path
    front: list[Segment] = []
    for kind, asns in path:
        if kind in (CONFED_SEQUENCE, CONFED_SET):
            front.append((kind, asns))
            continue
        if lead <= 0:
            break
        if kind == SET:
            front.append((kind, asns))
            lead -= 1
        else:
            front.append((kind, asns[:lead]))
            lead -= min(lead, len(asns))
    if front and path4 and front[-1][0] == path4[0][0] == SEQUENCE:
        return (*front[:-1], (SEQUENCE, front[-1][1] + path4[0][1]), *path4[1:])
    return (*front, *path4)


_count = as_path_length


# one attribute set <-> bytes


def _pack(flags: int, kind: int, value: bytes) -> bytes:
    if len(value) > 255:
        return bytes((flags | LONG, kind, len(value) >> 8, len(value) & 255)) + value
    return bytes((flags, kind, len(value))) + value


def pack_reach(attributes: Attributes, networks: bytes) -> bytes:
    """MP_REACH_NLRI of IPv6 unicast: the next hop, with its link-local address where that is said, and the networks."""
    hop = attributes.next_hop.to_bytes(16, "big")
    if attributes.link_local:
        hop += attributes.link_local.to_bytes(16, "big")
    value = b"\0\2\1" + bytes((len(hop),)) + hop + b"\0" + networks
    return _pack(OPTIONAL, Type.MP_REACH, value)


def pack_unreach(networks: bytes) -> bytes:
    """MP_UNREACH_NLRI of IPv6 unicast."""
    return _pack(OPTIONAL, Type.MP_UNREACH, b"\0\2\1" + networks)


def pack_attributes(attributes: Attributes, four: bool = True, wide: bool = False) -> bytes:
    """`four`: the far end speaks AS numbers of four octets; `wide`: the next hop stands with networks of IPv6."""
    a, width = attributes, 4 if four else 2
    out = [
        _pack(TRANSITIVE, Type.ORIGIN, bytes((a.origin,))),
        _pack(TRANSITIVE, Type.AS_PATH, _pack_path(a.as_path, width)),
    ]
    if not wide:
        out.append(_pack(TRANSITIVE, Type.NEXT_HOP, a.next_hop.to_bytes(4, "big")))
    if a.med is not None:
        out.append(_pack(OPTIONAL, Type.MED, a.med.to_bytes(4, "big")))
    if a.local_pref is not None:
        out.append(_pack(TRANSITIVE, Type.LOCAL_PREF, a.local_pref.to_bytes(4, "big")))
    if a.atomic:
        out.append(_pack(TRANSITIVE, Type.ATOMIC, b""))
    if a.aggregator is not None:
        asn, address = a.aggregator
        number = (asn if four or asn < 65536 else AS_TRANS).to_bytes(width, "big")
        out.append(_pack(OPTIONAL | TRANSITIVE, Type.AGGREGATOR, number + address.to_bytes(4, "big")))
    if a.communities:
        value = b"".join(each.to_bytes(4, "big") for each in a.communities)
        out.append(_pack(OPTIONAL | TRANSITIVE, Type.COMMUNITIES, value))
    if a.originator is not None:
        out.append(_pack(OPTIONAL, Type.ORIGINATOR, a.originator.to_bytes(4, "big")))
    if a.clusters:
        out.append(_pack(OPTIONAL, Type.CLUSTERS, b"".join(each.to_bytes(4, "big") for each in a.clusters)))
    if a.extended:
        out.append(_pack(OPTIONAL | TRANSITIVE, Type.EXTENDED, b"".join(a.extended)))
    if not four:
        if any(asn > 65535 for asn in as_numbers(a.as_path)):
            plain = tuple(segment for segment in a.as_path if segment[0] in (SET, SEQUENCE))
            out.append(_pack(OPTIONAL | TRANSITIVE, Type.AS4_PATH, _pack_path(plain, 4)))
        if a.aggregator is not None and a.aggregator[0] > 65535:
            value = a.aggregator[0].to_bytes(4, "big") + a.aggregator[1].to_bytes(4, "big")
            out.append(_pack(OPTIONAL | TRANSITIVE, Type.AS4_AGGREGATOR, value))
    out += [_pack(flags | PARTIAL, kind, value) for flags, kind, value in a.unknown]
    return b"".join(out)


class Handling(IntEnum):
    """What becomes of a message with a faulty attribute (RFC 7606 section 2), the mildest first."""

    DISCARD = 0  # of the attribute
    WITHDRAW = 1  # its networks count as withdrawn
    RESET = 2  # of the session


@dataclass(slots=True)
class Fault:
    """The first fault of its weight; subcode and data of the NOTIFICATION that RFC 4271 answers it with."""

    handling: Handling
    subcode: int
    data: bytes


@dataclass(slots=True)
class Parsed:
    """What the attributes of one UPDATE say. Shared between messages: nobody changes it."""

    attributes: Attributes
    fault: Fault | None = None
    attributes6: Attributes | None = None  # the same set for networks of IPv6 in it
    reach: tuple[int, int, bytes] | None = None  # MP_REACH_NLRI: AFI, SAFI, networks
    unreach: tuple[int, int, bytes] | None = None


_FLAGS = {  # optional and transitive bits
    Type.ORIGIN: TRANSITIVE, Type.AS_PATH: TRANSITIVE, Type.NEXT_HOP: TRANSITIVE, Type.MED: OPTIONAL,
    Type.LOCAL_PREF: TRANSITIVE, Type.ATOMIC: TRANSITIVE, Type.AGGREGATOR: OPTIONAL | TRANSITIVE,
    Type.COMMUNITIES: OPTIONAL | TRANSITIVE, Type.ORIGINATOR: OPTIONAL, Type.CLUSTERS: OPTIONAL,
    Type.MP_REACH: OPTIONAL, Type.MP_UNREACH: OPTIONAL, Type.EXTENDED: OPTIONAL | TRANSITIVE,
    Type.AS4_PATH: OPTIONAL | TRANSITIVE, Type.AS4_AGGREGATOR: OPTIONAL | TRANSITIVE,
}  # fmt: skip
_LENGTHS = {Type.ORIGIN: 1, Type.NEXT_HOP: 4, Type.MED: 4, Type.LOCAL_PREF: 4, Type.ATOMIC: 0, Type.ORIGINATOR: 4}
_NEW = frozenset({Type.AS4_PATH, Type.AS4_AGGREGATOR})
_DISCARDED = frozenset({Type.ATOMIC, Type.AGGREGATOR, Type.AS4_PATH, Type.AS4_AGGREGATOR})


class _Parser:
    """One pass over the attributes of a message."""

    def __init__(self, four: bool, new: bool) -> None:
        self.width = 4 if four else 2
        self.new = new  # it knows of numbers of four octets
        self.fault: Fault | None = None
        self.found: dict[int, bytes] = {}
        self.unknown: list[tuple[int, int, bytes]] = []

    def blame(self, handling: Handling, subcode: int, data: bytes) -> None:
        if self.fault is None or handling > self.fault.handling:
            self.fault = Fault(handling, int(subcode), data)

    def read(self, data: bytes) -> None:
        at, end = 0, len(data)
        while at < end:
            flags = data[at]
            head = 4 if flags & LONG else 3
            if at + head > end:
                self.blame(Handling.WITHDRAW, Updating.MALFORMED, b"")
                return
            kind = data[at + 1]
            length = data[at + 2] << 8 | data[at + 3] if flags & LONG else data[at + 2]
            after = at + head + length
            if after > end:
                self.blame(Handling.WITHDRAW, Updating.LENGTH, data[at:end])
                return
            self.attribute(flags, kind, data[at + head : after], data[at:after])
            at = after

    def attribute(self, flags: int, kind: int, value: bytes, whole: bytes) -> None:
        expected = _FLAGS.get(kind)  # type: ignore[call-overload]
        if expected is None or (kind in _NEW and not self.new):
            if not flags & OPTIONAL:
                self.blame(Handling.RESET, Updating.UNRECOGNIZED, whole)
            elif flags & TRANSITIVE:
                self.unknown.append((flags & (OPTIONAL | TRANSITIVE), kind, value))
            return
        if flags & (OPTIONAL | TRANSITIVE) != expected:
            self.blame(Handling.WITHDRAW, Updating.FLAGS, whole)
            return
        if kind in self.found:  # the first counts; of MP_REACH_NLRI there is one
            if kind in (Type.MP_REACH, Type.MP_UNREACH):
                self.blame(Handling.RESET, Updating.MALFORMED, b"")
            return
        fault = self.check(kind, value)
        if fault is None:
            self.found[kind] = value
        else:
            self.blame(Handling.DISCARD if kind in _DISCARDED else Handling.WITHDRAW, fault, whole)

    def check(self, kind: int, value: bytes) -> int | None:
        """The subcode of what is wrong with it."""
        wanted = _LENGTHS.get(kind)  # type: ignore[call-overload]
        size = len(value)
        if wanted is not None and size != wanted:
            return Updating.LENGTH
        if kind == Type.ORIGIN and value[0] > INCOMPLETE:
            return Updating.ORIGIN
        if kind == Type.AS_PATH and _unpack_path(value, self.width) is None:
            return Updating.AS_PATH
        if kind == Type.NEXT_HOP and not is_unicast(int.from_bytes(value, "big")):
            return Updating.NEXT_HOP
        if kind == Type.AGGREGATOR and size != self.width + 4:
            return Updating.LENGTH
        if kind == Type.AS4_AGGREGATOR and size != 8:
            return Updating.LENGTH
        if kind in (Type.COMMUNITIES, Type.CLUSTERS) and (not size or size % 4):
            return Updating.OPTIONAL
        if kind == Type.EXTENDED and (not size or size % 8):
            return Updating.OPTIONAL
        if kind == Type.AS4_PATH and (self.width == 2 and _unpack_path(value, 4) is None):
            return Updating.OPTIONAL
        return None

    def attributes(self, next_hop: int | None, link_local: int = 0) -> Attributes:
        found = self.found
        path = _unpack_path(found.get(Type.AS_PATH, b""), self.width) or ()
        aggregator = _aggregator(found.get(Type.AGGREGATOR), self.width)
        if self.width == 2:
            aggregator4 = _aggregator(found.get(Type.AS4_AGGREGATOR), 4)
            # RFC 6793 section 4.2.3: an AGGREGATOR that says it all makes both of the new attributes void
            if aggregator is None or aggregator[0] == AS_TRANS or aggregator4 is None:
                if Type.AS4_PATH in found:
                    path = merge(path, _unpack_path(found[Type.AS4_PATH], 4) or ())
                aggregator = aggregator4 if aggregator is not None and aggregator4 is not None else aggregator
        extended = found.get(Type.EXTENDED, b"")
        return Attributes.make(
            found.get(Type.ORIGIN, b"\2")[0],
            path,
            next_hop if next_hop is not None else _number(found.get(Type.NEXT_HOP)) or 0,
            _number(found.get(Type.MED)),
            _number(found.get(Type.LOCAL_PREF)),
            Type.ATOMIC in found,
            aggregator,
            tuple(sorted(set(_numbers(found.get(Type.COMMUNITIES, b""))))),
            _number(found.get(Type.ORIGINATOR)),
            tuple(_numbers(found.get(Type.CLUSTERS, b""))),
            tuple(extended[at : at + 8] for at in range(0, len(extended), 8)),
            tuple(self.unknown),
            link_local,
        )


def _number(value: bytes | None) -> int | None:
    return None if value is None else int.from_bytes(value, "big")


def _numbers(value: bytes) -> Iterator[int]:
    return (int.from_bytes(value[at : at + 4], "big") for at in range(0, len(value), 4))


def _aggregator(value: bytes | None, width: int) -> tuple[int, IPv4] | None:
    if value is None:
        return None
    return int.from_bytes(value[:width], "big"), int.from_bytes(value[width:], "big")


@lru_cache(maxsize=2048)
def parse_attributes(data: bytes, four: bool, announces: bool, new: bool = True) -> Parsed:
    """`announces`: networks follow in the message, so that the mandatory attributes must be there."""
    parser = _Parser(four, new)
    parser.read(data)
    reach, next_hop = _reach(parser)
    wide = reach is not None and reach[:2] == IPV6_UNICAST
    unreach = parser.found.get(Type.MP_UNREACH)
    if unreach is not None and len(unreach) < 3:
        parser.blame(Handling.RESET, Updating.OPTIONAL, _pack(OPTIONAL, Type.MP_UNREACH, unreach))
        unreach = None
    if announces or reach is not None:
        mandatory = (Type.ORIGIN, Type.AS_PATH, *((Type.NEXT_HOP,) if announces else ()))
        for kind in mandatory:
            if kind not in parser.found and parser.fault is None:
                parser.blame(Handling.WITHDRAW, Updating.MISSING, bytes((kind,)))
    attributes = parser.attributes(next_hop[0] if not announces and not wide and next_hop else None)
    gone = (unreach[0] << 8 | unreach[1], unreach[2], unreach[3:]) if unreach is not None else None
    return Parsed(attributes, parser.fault, parser.attributes(*next_hop) if wide else None, reach, gone)


def _reach(parser: _Parser) -> tuple[tuple[int, int, bytes] | None, tuple[int, ...]]:
    """MP_REACH_NLRI, and the next hop in it, of IPv6 with its link-local address (RFC 2545 section 3)."""
    value = parser.found.get(Type.MP_REACH)
    if value is None:
        return None, ()
    size = value[3] if len(value) > 4 else 0
    family = (value[0] << 8 | value[1], value[2]) if size else (0, 0)
    if not size or len(value) < 5 + size or (family == IPV6_UNICAST and size not in (16, 32)):
        parser.blame(Handling.RESET, Updating.OPTIONAL, _pack(OPTIONAL, Type.MP_REACH, value))
        return None, ()
    hop: tuple[int, ...] = ()
    if family[0] == 1 and size == 4:
        hop = (int.from_bytes(value[4:8], "big"),)
    elif family == IPV6_UNICAST:
        hop = int.from_bytes(value[4:20], "big"), int.from_bytes(value[20 : 4 + size], "big")
    return (*family, value[5 + size :]), hop
