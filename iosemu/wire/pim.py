"""Protocol independent multicast, version 2 (RFC 7761; dense mode RFC 3973), IP protocol 103.

| version (4 bits) = 2, type (4 bits) | 0 (1) | checksum (2) |

Addresses: unicast | family (1) = 1 | encoding (1) = 0 | address (4) |, group | 1 | 0 | flags (1) | length (1) |
address |, source | 1 | 0 | S, W, R (1) | length (1) | address |.
Hello: options | type (2) | length (2) | value |. Register: | B, N (4) | datagram |, of which the checksum covers the
first eight octets. Register-stop: group, source (unicast). Join/prune, graft and its answer: upstream neighbour, 0 (1),
number of groups (1), hold time (2), and for each: group, joined (2), pruned (2), sources. Assert: group, source
(unicast), R and preference (4), metric (4).
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum

PROTOCOL = 103
ALL_PIM_ROUTERS = 0xE000000D  # 224.0.0.13
SPARSE, WILDCARD, RPT = 4, 2, 1  # flags of a source
_UNICAST = Struct("!BBI")
_GROUP = Struct("!BBBBI")
_JOINS = Struct("!xBH")
_COUNTS = Struct("!HH")
_HOLD, _PRIORITY, _GENERATION, _REFRESH = 1, 19, 20, 21  # options of a hello


class Type(IntEnum):
    HELLO = 0
    REGISTER = 1
    REGISTER_STOP = 2
    JOIN_PRUNE = 3
    ASSERT = 5
    GRAFT = 6
    GRAFT_ACK = 7


def _sealed(kind: int, body: bytes, covered: int | None = None) -> bytes:
    data = bytes((0x20 | kind, 0, 0, 0)) + body
    total = checksum(data[: covered or len(data)])
    return data[:2] + total.to_bytes(2, "big") + data[4:]


@dataclass(slots=True)
class Hello:
    """`hold` in seconds; `priority` None: not told."""

    hold: int = 105
    priority: int | None = 1
    generation: int = 0
    refresh: bool = False

    def encode(self) -> bytes:
        body = b"\0\1\0\2" + self.hold.to_bytes(2, "big")
        body += b"\0\x14\0\4" + self.generation.to_bytes(4, "big")
        if self.priority is not None:
            body += b"\0\x13\0\4" + self.priority.to_bytes(4, "big")
        if self.refresh:
            body += b"\0\x15\0\4\1\0\0\0"
        return _sealed(Type.HELLO, body)

    @classmethod
    def decode(cls, data: bytes) -> Hello:
        found = cls(priority=None)
        at = 4
        while at < len(data):
            if at + 4 > len(data):
                raise Malformed("an option is cut off")
            kind, size = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
            value = data[at + 4 : at + 4 + size]
            if len(value) < size:
                raise Malformed("an option is cut off")
            number = int.from_bytes(value, "big")
            if kind == _HOLD and size == 2:
                found.hold = number
            elif kind == _PRIORITY and size == 4:
                found.priority = number
            elif kind == _GENERATION and size == 4:
                found.generation = number
            elif kind == _REFRESH:
                found.refresh = True
            at += 4 + size
        return found


@dataclass(slots=True)
class Register:
    """`datagram` is what the source sent; `null`: only its header, to ask whether the RP still does not want more."""

    datagram: bytes
    null: bool = False
    border: bool = False

    def encode(self) -> bytes:
        flags = self.border << 31 | self.null << 30
        return _sealed(Type.REGISTER, flags.to_bytes(4, "big") + self.datagram, 8)

    @classmethod
    def decode(cls, data: bytes) -> Register:
        if len(data) < 28:
            raise Malformed("short register")
        return cls(data[8:], bool(data[4] & 0x40), bool(data[4] & 0x80))


@dataclass(slots=True)
class RegisterStop:
    group: IPv4
    source: IPv4

    def encode(self) -> bytes:
        return _sealed(Type.REGISTER_STOP, _group(self.group) + _unicast(self.source))

    @classmethod
    def decode(cls, data: bytes) -> RegisterStop:
        group, _, at = _read_group(data, 4)
        source, _ = _read_unicast(data, at)
        return cls(group, source)


@dataclass(slots=True)
class Source:
    """One joined or pruned; `flags` of SPARSE, WILDCARD (the tree of the RP, `address`), RPT (along that tree)."""

    address: IPv4
    flags: int = SPARSE


@dataclass(slots=True)
class GroupSet:
    group: IPv4
    joins: list[Source] = field(default_factory=list)
    prunes: list[Source] = field(default_factory=list)


@dataclass(slots=True)
class JoinPrune:
    """Graft and its answer have the same form; `hold` in seconds."""

    upstream: IPv4
    groups: list[GroupSet] = field(default_factory=list)
    hold: int = 210
    kind: int = Type.JOIN_PRUNE

    def encode(self) -> bytes:
        body = _unicast(self.upstream) + _JOINS.pack(len(self.groups), self.hold)
        for each in self.groups:
            body += _group(each.group) + _COUNTS.pack(len(each.joins), len(each.prunes))
            body += b"".join(_source(source) for source in (*each.joins, *each.prunes))
        return _sealed(self.kind, body)

    @classmethod
    def decode(cls, data: bytes) -> JoinPrune:
        upstream, at = _read_unicast(data, 4)
        if at + 4 > len(data):
            raise Malformed("short join or prune")
        count, hold = _JOINS.unpack_from(data, at)
        found = cls(upstream, [], hold, data[0] & 15)
        at += 4
        for _ in range(count):
            group, _, at = _read_group(data, at)
            if at + 4 > len(data):
                raise Malformed("a group is cut off")
            joined, pruned = _COUNTS.unpack_from(data, at)
            at += 4
            sources = []
            for _ in range(joined + pruned):
                source, at = _read_source(data, at)
                sources.append(source)
            found.groups.append(GroupSet(group, sources[:joined], sources[joined:]))
        return found


@dataclass(slots=True)
class Assert:
    group: IPv4
    source: IPv4
    preference: int
    metric: int
    rpt: bool = False

    def encode(self) -> bytes:
        body = _group(self.group) + _unicast(self.source)
        body += (self.rpt << 31 | self.preference).to_bytes(4, "big") + self.metric.to_bytes(4, "big")
        return _sealed(Type.ASSERT, body)

    @classmethod
    def decode(cls, data: bytes) -> Assert:
        group, _, at = _read_group(data, 4)
        source, at = _read_unicast(data, at)
        if at + 8 > len(data):
            raise Malformed("short assert")
        preference = int.from_bytes(data[at : at + 4], "big")
        metric = int.from_bytes(data[at + 4 : at + 8], "big")
        return cls(group, source, preference & 0x7FFFFFFF, metric, bool(preference >> 31))


Message = Hello | Register | RegisterStop | JoinPrune | Assert


def decode(data: bytes) -> Message | None:
    """None: of a type that is not ours. Raises Malformed."""
    if len(data) < 4 or data[0] >> 4 != 2:
        raise Malformed("no PIM of version 2")
    kind = data[0] & 15
    if checksum(data[:8] if kind == Type.REGISTER else data) and (kind != Type.REGISTER or checksum(data)):
        raise Malformed("checksum")  # of a register older ones cover it all
    if kind == Type.HELLO:
        return Hello.decode(data)
    if kind == Type.REGISTER:
        return Register.decode(data)
    if kind == Type.REGISTER_STOP:
        return RegisterStop.decode(data)
    if kind in (Type.JOIN_PRUNE, Type.GRAFT, Type.GRAFT_ACK):
        return JoinPrune.decode(data)
    return Assert.decode(data) if kind == Type.ASSERT else None


def _unicast(address: IPv4) -> bytes:
    return _UNICAST.pack(1, 0, address)


def _group(address: IPv4) -> bytes:
    return _GROUP.pack(1, 0, 0, 32, address)


def _source(source: Source) -> bytes:
    return _GROUP.pack(1, 0, source.flags, 32, source.address)


def _read_unicast(data: bytes, at: int) -> tuple[IPv4, int]:
    if at + _UNICAST.size > len(data):
        raise Malformed("an address is cut off")
    family, encoding, address = _UNICAST.unpack_from(data, at)
    if (family, encoding) != (1, 0):
        raise Malformed("family of an address")
    return address, at + _UNICAST.size


def _read_group(data: bytes, at: int) -> tuple[IPv4, int, int]:
    if at + _GROUP.size > len(data):
        raise Malformed("a group is cut off")
    family, encoding, flags, length, address = _GROUP.unpack_from(data, at)
    if (family, encoding) != (1, 0) or length > 32:
        raise Malformed("family of a group")
    return address, flags, at + _GROUP.size


def _read_source(data: bytes, at: int) -> tuple[Source, int]:
    address, flags, at = _read_group(data, at)
    return Source(address, flags), at
