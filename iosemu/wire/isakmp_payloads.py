"""The payloads of ISAKMP messages as records; the formats stand in `iosemu.wire.isakmp`."""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import ClassVar, Protocol, TypeVar

from iosemu.records import dataclass, field
from iosemu.wire.isakmp_numbers import (
    DOI_IPSEC,
    LONGEST_VALUE,
    SIT_IDENTITY_ONLY,
    BadPayload,
    IdType,
    Kind,
    Notify,
)


class Payload(Protocol):
    """What a message is made of."""

    @property
    def kind(self) -> int:
        """Payload type."""

    def body(self) -> bytes:
        """Octets after the generic header."""


GENERIC = Struct("!BBH")  # next payload, reserved, length
_SA = Struct("!II")
_FOUR = Struct("!BBBB")
_TRANSFORM = Struct("!BBH")
_ATTRIBUTE = Struct("!HH")
_ID = Struct("!BBH")
_NOTIFY = Struct("!IBBH")


@dataclass(slots=True)
class Attribute:
    """`size` 0: the short form, a 16-bit value; else that many octets."""

    type: int
    value: int
    size: int = 0

    def encode(self) -> bytes:
        if self.size == 0:
            return _ATTRIBUTE.pack(0x8000 | self.type, self.value)
        return _ATTRIBUTE.pack(self.type, self.size) + self.value.to_bytes(self.size, "big")

    @classmethod
    def number(cls, type_: int, value: int) -> Attribute:
        """The short form where the value fits, else four octets."""
        return cls(type_, value, 0 if value < 0x10000 else 4)


def decode_attributes(data: bytes) -> list[Attribute]:
    """Attributes back to back, as in a transform. Raises BadPayload."""
    found = []
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise BadPayload("attribute cut off", Notify.PAYLOAD_MALFORMED, Kind.TRANSFORM)
        head, value = _ATTRIBUTE.unpack_from(data, at)
        at += 4
        if head & 0x8000:
            found.append(Attribute(head & 0x7FFF, value))
            continue
        if not 0 < value <= len(data) - at:
            raise BadPayload("attribute length", Notify.PAYLOAD_MALFORMED, Kind.TRANSFORM)
        if value > LONGEST_VALUE:
            raise BadPayload("attribute too long", Notify.ATTRIBUTES_NOT_SUPPORTED, Kind.TRANSFORM)
        found.append(Attribute(head, int.from_bytes(data[at : at + value], "big"), value))
        at += value
    return found


@dataclass(slots=True)
class Transform:
    number: int
    identifier: int
    attributes: list[Attribute] = field(default_factory=list)
    kind: ClassVar[int] = Kind.TRANSFORM

    def body(self) -> bytes:
        return _TRANSFORM.pack(self.number, self.identifier, 0) + b"".join(a.encode() for a in self.attributes)

    @classmethod
    def decode(cls, data: bytes) -> Transform:
        if len(data) < 4:
            raise BadPayload("transform too short", Notify.PAYLOAD_MALFORMED, Kind.TRANSFORM)
        number, identifier, reserved = _TRANSFORM.unpack_from(data)
        if reserved:
            raise BadPayload("transform: reserved", Notify.PAYLOAD_MALFORMED, Kind.TRANSFORM, True)
        return cls(number, identifier, decode_attributes(data[4:]))


@dataclass(slots=True)
class Proposal:
    number: int
    protocol: int
    spi: bytes
    transforms: list[Transform] = field(default_factory=list)
    kind: ClassVar[int] = Kind.PROPOSAL

    def body(self) -> bytes:
        head = _FOUR.pack(self.number, self.protocol, len(self.spi), len(self.transforms))
        return head + self.spi + _encode_list(self.transforms)

    @classmethod
    def decode(cls, data: bytes) -> Proposal:
        if len(data) < 4:
            raise BadPayload("proposal too short", Notify.PAYLOAD_MALFORMED, Kind.PROPOSAL)
        number, protocol, size, count = _FOUR.unpack_from(data)
        if 4 + size > len(data):
            raise BadPayload("proposal: SPI cut off", Notify.PAYLOAD_MALFORMED, Kind.PROPOSAL)
        transforms = _decode_list(data[4 + size :], Transform)
        if len(transforms) != count:
            raise BadPayload(f"{count} transforms announced", Notify.BAD_PROPOSAL_SYNTAX, Kind.PROPOSAL)
        return cls(number, protocol, data[4 : 4 + size], transforms)


@dataclass(slots=True)
class Sa:
    proposals: list[Proposal]
    doi: int = DOI_IPSEC
    situation: int = SIT_IDENTITY_ONLY
    kind: ClassVar[int] = Kind.SA

    def body(self) -> bytes:
        return _SA.pack(self.doi, self.situation) + _encode_list(self.proposals)

    @classmethod
    def decode(cls, data: bytes) -> Sa:
        if len(data) < 8:
            raise BadPayload("SA too short", Notify.PAYLOAD_MALFORMED, Kind.SA)
        doi, situation = _SA.unpack_from(data)
        if doi != DOI_IPSEC:
            raise BadPayload(f"DOI {doi}", Notify.DOI_NOT_SUPPORTED, Kind.SA)
        if situation != SIT_IDENTITY_ONLY:
            raise BadPayload(f"situation {situation}", Notify.SITUATION_NOT_SUPPORTED, Kind.SA)
        return cls(_decode_list(data[8:], Proposal), doi, situation)


_Element = TypeVar("_Element", Proposal, Transform)


def _encode_list(elements: Sequence[Payload]) -> bytes:
    out = []
    last = len(elements) - 1
    for index, element in enumerate(elements):
        body = element.body()
        out.append(GENERIC.pack(element.kind if index < last else 0, 0, 4 + len(body)) + body)
    return b"".join(out)


def _decode_list(data: bytes, kind: type[_Element]) -> list[_Element]:
    """Proposals or transforms; each names the next, the last names none."""
    found: list[_Element] = []
    at = 0
    more = bool(data)
    while more:
        if at + 4 > len(data):
            raise BadPayload("list cut off", Notify.PAYLOAD_MALFORMED, kind.kind)
        following, reserved, length = GENERIC.unpack_from(data, at)
        if reserved:
            raise BadPayload("reserved", Notify.PAYLOAD_MALFORMED, kind.kind, True)
        if following not in (0, kind.kind) or not 4 <= length <= len(data) - at:
            raise BadPayload("list", Notify.BAD_PROPOSAL_SYNTAX, kind.kind)
        found.append(kind.decode(data[at + 4 : at + length]))
        at += length
        more = following != 0
    if at != len(data):
        raise BadPayload("octets after a list", Notify.BAD_PROPOSAL_SYNTAX, kind.kind)
    return found


@dataclass(slots=True)
class Opaque:
    """A payload whose body has no structure of its own: KE, HASH, SIG, NONCE, VID, NAT-D."""

    kind: int
    data: bytes

    def body(self) -> bytes:
        return self.data


@dataclass(slots=True)
class Identification:
    type: int
    protocol: int
    port: int
    data: bytes
    kind: ClassVar[int] = Kind.ID

    def body(self) -> bytes:
        return _ID.pack(self.type, self.protocol, self.port) + self.data

    @classmethod
    def decode(cls, data: bytes) -> Identification:
        if len(data) < 4:
            raise BadPayload("ID too short", Notify.PAYLOAD_MALFORMED, Kind.ID)
        type_, protocol, port = _ID.unpack_from(data)
        rest = data[4:]
        size = {IdType.IPV4_ADDR: 4, IdType.IPV4_ADDR_SUBNET: 8, IdType.IPV4_ADDR_RANGE: 8}.get(type_)
        if size is not None and len(rest) != size:
            raise BadPayload(f"ID: {len(rest)} octets for type {type_}", Notify.PAYLOAD_MALFORMED, Kind.ID)
        return cls(type_, protocol, port, rest)


@dataclass(slots=True)
class Certificate:
    """CERT or CR: an encoding and its data (RFC 2408 sections 3.9, 3.10)."""

    kind: int
    encoding: int
    data: bytes

    def body(self) -> bytes:
        return bytes([self.encoding]) + self.data


@dataclass(slots=True)
class Notification:
    type: int
    protocol: int = 1
    spi: bytes = b""
    data: bytes = b""
    doi: int = DOI_IPSEC
    kind: ClassVar[int] = Kind.NOTIFY

    def body(self) -> bytes:
        return _NOTIFY.pack(self.doi, self.protocol, len(self.spi), self.type) + self.spi + self.data

    @classmethod
    def decode(cls, data: bytes) -> Notification:
        if len(data) < 8:
            raise BadPayload("notification too short", Notify.PAYLOAD_MALFORMED, Kind.NOTIFY)
        doi, protocol, size, type_ = _NOTIFY.unpack_from(data)
        if 8 + size > len(data):
            raise BadPayload("notification: SPI cut off", Notify.PAYLOAD_MALFORMED, Kind.NOTIFY)
        return cls(type_, protocol, data[8 : 8 + size], data[8 + size :], doi)


@dataclass(slots=True)
class Delete:
    protocol: int
    spis: list[bytes]  # 4 octets each, 16 (both cookies) for ISAKMP
    doi: int = DOI_IPSEC
    kind: ClassVar[int] = Kind.DELETE

    def body(self) -> bytes:
        size = len(self.spis[0]) if self.spis else 0
        return _NOTIFY.pack(self.doi, self.protocol, size, len(self.spis)) + b"".join(self.spis)

    @classmethod
    def decode(cls, data: bytes) -> Delete:
        if len(data) < 8:
            raise BadPayload("delete too short", Notify.PAYLOAD_MALFORMED, Kind.DELETE)
        doi, protocol, size, count = _NOTIFY.unpack_from(data)
        if not size or not count or 8 + size * count != len(data):
            raise BadPayload("delete: SPIs", Notify.PAYLOAD_MALFORMED, Kind.DELETE)
        return cls(protocol, [data[at : at + size] for at in range(8, len(data), size)], doi)


@dataclass(slots=True)
class NatOa:
    """Original address (RFC 3947 section 5.2)."""

    type: int
    data: bytes
    kind: ClassVar[int] = Kind.NAT_OA

    def body(self) -> bytes:
        return bytes([self.type, 0, 0, 0]) + self.data

    @classmethod
    def decode(cls, data: bytes) -> NatOa:
        if len(data) < 4 or (data[0] == IdType.IPV4_ADDR and len(data) != 8):
            raise BadPayload("NAT-OA length", Notify.PAYLOAD_MALFORMED, Kind.NAT_OA)
        if data[1:4] != b"\0\0\0":
            raise BadPayload("NAT-OA: reserved", Notify.PAYLOAD_MALFORMED, Kind.NAT_OA, True)
        return cls(data[0], data[4:])
