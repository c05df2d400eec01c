"""EIGRP (RFC 7868), IP protocol 88: header, general TLVs, IPv4 routes with classic metrics and with wide metrics.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------+---------------+-------------------------------+
    |  Version (2)  |    Opcode     |           Checksum            |
    +---------------+---------------+-------------------------------+
    |                             Flags                             |
    +---------------------------------------------------------------+
    |                        Sequence Number                        |
    +---------------------------------------------------------------+
    |                     Acknowledgment Number                     |
    +-------------------------------+-------------------------------+
    |       Virtual Router ID       |  Autonomous System Number     |
    +-------------------------------+-------------------------------+
    |                     TLV: type, length, value …                |
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from struct import Struct
from struct import error as StructError

from iosemu.records import dataclass, field
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum

PROTOCOL = 88
GROUP = 0xE000000A  # 224.0.0.10

INFINITY = 0xFFFFFFFF
CANDIDATE = 2  # in the flags of a metric: others may take it for their default route
WIDE_INFINITY = 0xFFFFFFFFFFFF  # 48 bits of delay


class Opcode(IntEnum):
    UPDATE = 1
    REQUEST = 2
    QUERY = 3
    REPLY = 4
    HELLO = 5
    SIA_QUERY = 10
    SIA_REPLY = 11


class Flag(IntFlag):
    INIT = 1
    CONDITIONAL_RECEIVE = 2
    RESTART = 4
    END_OF_TABLE = 8


class StubFlag(IntFlag):
    """What a stub router still announces (TLV 0x0006)."""

    CONNECTED = 1
    STATIC = 2
    SUMMARY = 4
    RECEIVE_ONLY = 8
    REDISTRIBUTED = 16
    LEAK_MAP = 32


class ExternalProtocol(IntEnum):
    """Where an external route came from (RFC 7868 section 6.8.2)."""

    IGRP = 1
    EIGRP = 2
    STATIC = 3
    RIP = 4
    HELLO = 5
    OSPF = 6
    ISIS = 7
    EGP = 8
    BGP = 9
    IDRP = 10
    CONNECTED = 11


@dataclass(slots=True)
class Parameters:
    """TLV 0x0001. All K values 255 say goodbye ("graceful shutdown")."""

    k: tuple[int, int, int, int, int, int] = (1, 0, 1, 0, 0, 0)
    hold: int = 15  # seconds


@dataclass(slots=True)
class Metric:
    """The vector metric of a route. Classic: delay in 10 µs × 256, bandwidth as 256 × 10^7 / kbit/s.

    Wide: delay in picoseconds (48 bits), bandwidth in kbit/s. `delay` = INFINITY (WIDE_INFINITY): unreachable.
    """

    delay: int
    bandwidth: int
    mtu: int = 1500
    hops: int = 0
    reliability: int = 255
    load: int = 1
    tag: int = 0
    flags: int = 0
    wide: bool = False

    @property
    def unreachable(self) -> bool:
        return self.delay >= (WIDE_INFINITY if self.wide else INFINITY)


@dataclass(slots=True)
class External:
    """Origin of a redistributed route."""

    router_id: int
    asn: int
    tag: int
    metric: int
    protocol: int
    flags: int = 0


@dataclass(slots=True)
class AddPath:
    """Another way of the same metric, by a router of its own (RFC 7868 section 6.9.3.8). `next_hop` 0: the sender."""

    next_hop: int
    router_id: int
    tag: int = 0
    protocol: int | None = None  # of an external route, see ExternalProtocol
    flags: int = 0


@dataclass(slots=True)
class RouteTlv:
    """One destination. `next_hop` 0 means the sender. `more`: beside `next_hop`, with wide metrics only."""

    network: int
    length: int
    metric: Metric
    next_hop: int = 0
    external: External | None = None
    router_id: int = 0  # wide TLVs carry the originator
    more: tuple[AddPath, ...] = ()


@dataclass(slots=True)
class Authentication:
    """TLV 0x0002. Type 2: keyed MD5 over the packet; type 3: HMAC-SHA-256."""

    kind: int
    key_id: int
    digest: bytes
    sequence: int = 0


@dataclass(slots=True)
class Packet:
    opcode: int
    asn: int
    flags: int = 0
    sequence: int = 0
    ack: int = 0
    vrid: int = 0
    parameters: Parameters | None = None
    authentication: Authentication | None = None
    sequence_list: list[int] | None = None  # TLV 0x0003: addresses that must not take the next multicast
    version: tuple[int, int, int, int] | None = None  # TLV 0x0004: IOS major, minor; TLV format major, minor
    next_multicast: int | None = None  # TLV 0x0005
    stub: int | None = None  # TLV 0x0006, StubFlag
    peer_termination: list[int] = field(default_factory=list)  # TLV 0x0007: addresses of peers that we drop
    routes: list[RouteTlv] = field(default_factory=list)

    @property
    def is_ack(self) -> bool:
        """A hello that carries nothing but an acknowledgment."""
        return self.ack != 0 and self.opcode == Opcode.HELLO

    def encode(self) -> bytes:
        body = _HEADER.pack(2, self.opcode, 0, self.flags, self.sequence, self.ack, self.vrid, self.asn) + self._tlvs()
        return body[:2] + checksum(body).to_bytes(2, "big") + body[4:]

    def _tlvs(self) -> bytes:
        parts: list[bytes] = []
        if self.authentication is not None:
            auth = self.authentication
            value = _AUTH.pack(auth.kind, len(auth.digest), auth.key_id, auth.sequence) + bytes(8) + auth.digest
            parts.append(_tlv(0x0002, value))
        if self.parameters is not None:
            parts.append(_tlv(0x0001, bytes(self.parameters.k) + self.parameters.hold.to_bytes(2, "big")))
        if self.sequence_list is not None:
            value = b"".join(b"\x04" + address.to_bytes(4, "big") for address in self.sequence_list)
            parts.append(_tlv(0x0003, value))
        if self.version is not None:
            parts.append(_tlv(0x0004, bytes(self.version)))
        if self.next_multicast is not None:
            parts.append(_tlv(0x0005, self.next_multicast.to_bytes(4, "big")))
        if self.stub is not None:
            parts.append(_tlv(0x0006, self.stub.to_bytes(2, "big")))
        if self.peer_termination:
            value = b"".join(b"\x04" + address.to_bytes(4, "big") for address in self.peer_termination)
            parts.append(_tlv(0x0007, value))
        parts.extend(encode_route(route) for route in self.routes)
        return b"".join(parts)

    @classmethod
    def decode(cls, data: bytes) -> Packet:
        """Raises Malformed: short, other version, bad checksum, a TLV that overruns. Unknown TLVs are passed over."""
        if len(data) < 20:
            raise Malformed("EIGRP: shorter than a header")
        version, opcode, _, flags, sequence, ack, vrid, asn = _HEADER.unpack_from(data)
        if version != 2:
            raise Malformed("EIGRP: version is not 2")
        if checksum(data):
            raise Malformed("EIGRP: bad checksum")
        packet = cls(opcode, asn, flags, sequence, ack, vrid)
        at = 20
        while at < len(data):
            if at + 4 > len(data):
                raise Malformed("EIGRP: TLV shorter than its head")
            kind, length = data[at] << 8 | data[at + 1], data[at + 2] << 8 | data[at + 3]
            if length < 4 or at + length > len(data):
                raise Malformed("EIGRP: TLV overruns the packet")
            try:
                packet._take(kind, data[at + 4 : at + length])
            except (IndexError, StructError) as error:
                raise Malformed(f"EIGRP: TLV {kind:#06x} is too short") from error
            at += length
        return packet

    def _take(self, kind: int, value: bytes) -> None:
        if kind == 0x0001:
            if len(value) < 8:
                raise Malformed("EIGRP: parameter TLV is too short")
            k1, k2, k3, k4, k5, k6 = value[:6]
            self.parameters = Parameters((k1, k2, k3, k4, k5, k6), value[6] << 8 | value[7])
        elif kind == 0x0002:
            kind_, length, key_id, sequence = _AUTH.unpack_from(value)
            self.authentication = Authentication(kind_, key_id, value[20 : 20 + length], sequence)
        elif kind == 0x0003:
            self.sequence_list = _addresses(value)
        elif kind == 0x0004:
            self.version = (value[0], value[1], value[2], value[3])
        elif kind == 0x0005:
            self.next_multicast = int.from_bytes(value[:4], "big")
        elif kind == 0x0006:
            self.stub = value[0] << 8 | value[1]
        elif kind == 0x0007:
            self.peer_termination = _addresses(value)
        elif kind in (0x0102, 0x0103):
            self.routes.extend(_classic(value, kind == 0x0103))
        elif kind in (0x0602, 0x0603):
            route = _wide(value, kind == 0x0603)
            if route is not None:
                self.routes.append(route)


_HEADER = Struct("!BBHIIIHH")
_AUTH = Struct("!HHII")
_CLASSIC_METRIC = Struct("!II3sBBBBB")
_EXTERNAL = Struct("!IIIIHBB")


def _tlv(kind: int, value: bytes) -> bytes:
    return kind.to_bytes(2, "big") + (4 + len(value)).to_bytes(2, "big") + value


def _addresses(value: bytes) -> list[int]:
    """A list of (length octet, address); only IPv4 ones count."""
    found = []
    at = 0
    while at < len(value):
        size = value[at]
        if size == 4 and at + 5 <= len(value):
            found.append(int.from_bytes(value[at + 1 : at + 5], "big"))
        at += 1 + size
    return found


def _destination(network: int, length: int) -> bytes:
    return bytes([length]) + network.to_bytes(4, "big")[: (length + 7) // 8]


def _take_destination(value: bytes, at: int) -> tuple[int, int, int]:
    """(network, prefix length, offset behind it)"""
    if at >= len(value) or value[at] > 32:
        raise Malformed("EIGRP: bad prefix length")
    length = value[at]
    size = (length + 7) // 8
    octets = value[at + 1 : at + 1 + size]
    if len(octets) < size:
        raise Malformed("EIGRP: destination is cut off")
    network = int.from_bytes(octets.ljust(4, b"\0"), "big")
    return network & (0xFFFFFFFF << (32 - length) & 0xFFFFFFFF), length, at + 1 + size


def encode_route(route: RouteTlv) -> bytes:
    """The route as a TLV, in the form that its metric has."""
    metric, external = route.metric, route.external
    tail = _destination(route.network, route.length)
    if metric.wide:
        return _encode_wide(route, tail)
    head = route.next_hop.to_bytes(4, "big")
    if external is not None:
        head += _EXTERNAL.pack(
            external.router_id, external.asn, external.tag, external.metric, 0, external.protocol, external.flags
        )
    vector = _CLASSIC_METRIC.pack(
        metric.delay, metric.bandwidth, metric.mtu.to_bytes(3, "big"), metric.hops, metric.reliability, metric.load,
        metric.tag, metric.flags,
    )  # fmt: skip
    return _tlv(0x0102 if external is None else 0x0103, head + vector + tail)


def _classic(value: bytes, is_external: bool) -> list[RouteTlv]:
    next_hop = int.from_bytes(value[:4], "big")
    at = 4
    external = None
    if is_external:
        router_id, asn, tag, metric_, _, protocol, flags = _EXTERNAL.unpack_from(value, at)
        external = External(router_id, asn, tag, metric_, protocol, flags)
        at += _EXTERNAL.size
    delay, bandwidth, mtu, hops, reliability, load, tag_, flags_ = _CLASSIC_METRIC.unpack_from(value, at)
    at += _CLASSIC_METRIC.size
    routes = []
    while at < len(value):  # several destinations may share one metric
        network, length, at = _take_destination(value, at)
        metric = Metric(delay, bandwidth, int.from_bytes(mtu, "big"), hops, reliability, load, tag_, flags_)
        routes.append(RouteTlv(network, length, metric, next_hop, external))
    return routes


# Wide metrics (RFC 7868 section 6.9): topology (2), AFI (2), router ID (4), then
#   offset (1) priority (1) reliability (1) load (1) MTU (3) hops (1) delay (6) bandwidth (6) reserved (2) flags (2)
# then `offset` 16-bit words of attributes: opcode (1), 16-bit words that follow (1), those. Opcode 7, AddPath:
#   next hop (4) router ID of the originator (4) tag (4), of an external route its protocol (1) and flags (1)
_WIDE_HEAD = Struct("!HHI")
_WIDE_METRIC = Struct("!BBBB3sB6s6sHH")
_ADD_PATH_OPCODE = 7
_ADD_PATH = Struct("!III")
MORE_SIZE = 16  # octets of the longest AddPath


def _encode_wide(route: RouteTlv, tail: bytes) -> bytes:
    metric, external = route.metric, route.external
    attributes = b"".join(_attribute(path) for path in route.more)
    vector = _WIDE_METRIC.pack(
        len(attributes) // 2, 0, metric.reliability, metric.load, metric.mtu.to_bytes(3, "big"), metric.hops,
        metric.delay.to_bytes(6, "big"), metric.bandwidth.to_bytes(6, "big"), 0, metric.flags,
    )  # fmt: skip
    value = _WIDE_HEAD.pack(0, 1, route.router_id) + vector + attributes + route.next_hop.to_bytes(4, "big")
    if external is not None:
        value += _EXTERNAL.pack(
            external.router_id, external.asn, external.tag, external.metric, 0, external.protocol, external.flags
        )
    return _tlv(0x0602 if external is None else 0x0603, value + tail)


def _attribute(path: AddPath) -> bytes:
    value = _ADD_PATH.pack(path.next_hop, path.router_id, path.tag)
    if path.protocol is not None:
        value += bytes((path.protocol, path.flags))
    return bytes((_ADD_PATH_OPCODE, len(value) // 2)) + value


def _add_paths(attributes: bytes) -> tuple[AddPath, ...]:
    """The ways among the attributes; the others are passed over."""
    found = []
    at = 0
    while at < len(attributes):
        opcode, size = attributes[at], 2 * attributes[at + 1]
        value = attributes[at + 2 : at + 2 + size]
        if len(value) < size:
            raise Malformed("EIGRP: attribute overruns the metric")
        if opcode == _ADD_PATH_OPCODE:
            external = (value[12], value[13]) if size >= 14 else (None, 0)
            found.append(AddPath(*_ADD_PATH.unpack_from(value), *external))
        at += 2 + size
    return tuple(found)


def _wide(value: bytes, is_external: bool) -> RouteTlv | None:
    _, family, router_id = _WIDE_HEAD.unpack_from(value)
    if family != 1:
        return None
    at = _WIDE_HEAD.size
    words, _, reliability, load, mtu, hops, delay, bandwidth, _, flags = _WIDE_METRIC.unpack_from(value, at)
    at += _WIDE_METRIC.size
    more = _add_paths(value[at : at + 2 * words])
    at += 2 * words
    next_hop = int.from_bytes(value[at : at + 4], "big")
    at += 4
    external = None
    if is_external:
        origin, asn, tag, metric_, _, protocol, eflags = _EXTERNAL.unpack_from(value, at)
        external = External(origin, asn, tag, metric_, protocol, eflags)
        at += _EXTERNAL.size
    network, length, _ = _take_destination(value, at)
    metric = Metric(
        int.from_bytes(delay, "big"), int.from_bytes(bandwidth, "big"), int.from_bytes(mtu, "big"), hops,
        reliability, load, 0, flags, True,
    )  # fmt: skip
    return RouteTlv(network, length, metric, next_hop, external, router_id, more)
