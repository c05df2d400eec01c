"""ISAKMP (RFC 2408), with the IPsec DOI's payload contents (RFC 2407) and NAT traversal's payloads (RFC 3947).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------------------------------------------------------+
    |                     Initiator Cookie (8)                      |
    +---------------------------------------------------------------+
    |                     Responder Cookie (8)                      |
    +---------------+-------+-------+---------------+---------------+
    | Next Payload  | MjVer | MnVer | Exchange Type |     Flags     |
    +---------------+-------+-------+---------------+---------------+
    |                          Message ID                           |
    +---------------------------------------------------------------+
    |                            Length                             |
    +---------------------------------------------------------------+

    generic payload:  | Next Payload |   RESERVED   |  Payload Length  | body …
    SA body:          | DOI (4) | Situation (4) | proposal payloads
    proposal body:    | number | protocol | SPI size | transforms | SPI | transform payloads
    transform body:   | number | identifier | RESERVED2 (2) | attributes
    attribute:        |1| type (15) | value (16) |   or   |0| type (15) | length (16) | value …
    ID body:          | type | protocol | port (2) | data
    notification:     | DOI (4) | protocol | SPI size | type (2) | SPI | data
    delete:           | DOI (4) | protocol | SPI size | count (2) | SPIs

Decoding is strict: lengths must add up, reserved octets must be zero, every payload of a message must be known or
private. What was decoded encodes to the same octets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import partial
from struct import Struct
from typing import ClassVar, Protocol, TypeVar

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

MAJOR = 1  # version
PORT = 500
NAT_PORT = 4500
NON_ESP_MARKER = b"\0\0\0\0"  # before an ISAKMP message on port 4500 (RFC 3948 section 2.2)
NAT_KEEPALIVE = b"\xff"  # RFC 3948 section 2.3

ENCRYPTED = 1  # flags
COMMIT = 2
DOI_IPSEC = 1
SIT_IDENTITY_ONLY = 1
HEADER_SIZE = 28
LONGEST_VALUE = 1024  # octets of an attribute: a prime of 8192 bits is the longest that any document knows


class Exchange(IntEnum):
    BASE = 1
    MAIN = 2  # "identity protection" in RFC 2408
    AGGRESSIVE = 4
    INFORMATIONAL = 5
    QUICK = 32


class Kind(IntEnum):
    """Payload types."""

    NONE = 0
    SA = 1
    PROPOSAL = 2
    TRANSFORM = 3
    KE = 4
    ID = 5
    CERT = 6
    CR = 7
    HASH = 8
    SIG = 9
    NONCE = 10
    NOTIFY = 11
    DELETE = 12
    VID = 13
    NAT_D = 20
    NAT_OA = 21
    NAT_D_DRAFT = 130
    NAT_OA_DRAFT = 131


class Notify(IntEnum):
    """Notify message types (RFC 2408 section 3.14.1, RFC 2407 section 4.6.3, RFC 3706)."""

    INVALID_PAYLOAD_TYPE = 1
    DOI_NOT_SUPPORTED = 2
    SITUATION_NOT_SUPPORTED = 3
    INVALID_COOKIE = 4
    INVALID_MAJOR_VERSION = 5
    INVALID_MINOR_VERSION = 6
    INVALID_EXCHANGE_TYPE = 7
    INVALID_FLAGS = 8
    INVALID_MESSAGE_ID = 9
    INVALID_PROTOCOL_ID = 10
    INVALID_SPI = 11
    INVALID_TRANSFORM_ID = 12
    ATTRIBUTES_NOT_SUPPORTED = 13
    NO_PROPOSAL_CHOSEN = 14
    BAD_PROPOSAL_SYNTAX = 15
    PAYLOAD_MALFORMED = 16
    INVALID_KEY_INFORMATION = 17
    INVALID_ID_INFORMATION = 18
    INVALID_HASH_INFORMATION = 23
    AUTHENTICATION_FAILED = 24
    UNEQUAL_PAYLOAD_LENGTHS = 30
    CONNECTED = 16384
    RESPONDER_LIFETIME = 24576
    REPLAY_STATUS = 24577
    INITIAL_CONTACT = 24578
    R_U_THERE = 36136
    R_U_THERE_ACK = 36137


class IdType(IntEnum):
    IPV4_ADDR = 1
    FQDN = 2
    USER_FQDN = 3
    IPV4_ADDR_SUBNET = 4
    IPV4_ADDR_RANGE = 7
    DER_ASN1_DN = 9
    KEY_ID = 11


class Oakley(IntEnum):
    """Phase 1 attribute types (RFC 2409 appendix A)."""

    ENCRYPTION = 1
    HASH = 2
    AUTHENTICATION = 3
    GROUP = 4
    LIFE_TYPE = 11
    LIFE_DURATION = 12
    KEY_LENGTH = 14


class IpsecAttribute(IntEnum):
    """Phase 2 attribute types (RFC 2407 section 4.5)."""

    LIFE_TYPE = 1
    LIFE_DURATION = 2
    GROUP = 3
    ENCAPSULATION = 4
    AUTHENTICATION = 5
    KEY_LENGTH = 6


class BadPayload(Malformed):
    """Not a valid message. `notify` is what the peer may be told, `kind` the payload at fault (NONE: the header)."""

    def __init__(self, text: str, notify: Notify, kind: int = Kind.NONE, reserved: bool = False) -> None:
        super().__init__(f"ISAKMP: {text}")
        self.notify = notify
        self.kind = kind
        self.reserved = reserved  # a reserved octet is not zero: what a wrong key gives first


class Payload(Protocol):
    """What a message is made of."""

    @property
    def kind(self) -> int:
        """Payload type."""

    def body(self) -> bytes:
        """Octets after the generic header."""


_HEADER = Struct("!8s8sBBBBII")
_GENERIC = Struct("!BBH")
_SA = Struct("!II")
_FOUR = Struct("!BBBB")
_TRANSFORM = Struct("!BBH")
_ATTRIBUTE = Struct("!HH")
_ID = Struct("!BBH")
_NOTIFY = Struct("!IBBH")


@dataclass(slots=True)
class Header:
    """`next_payload` names the first payload of the body; a body with flag ENCRYPTED is ciphertext."""

    cookie_i: bytes
    cookie_r: bytes
    exchange: int
    message_id: int = 0
    flags: int = 0
    next_payload: int = Kind.NONE
    version: int = 0x10

    def encode(self, body: bytes) -> bytes:
        return (
            _HEADER.pack(
                self.cookie_i, self.cookie_r, self.next_payload, self.version, self.exchange, self.flags,
                self.message_id, HEADER_SIZE + len(body),
            )
            + body
        )  # fmt: skip

    @classmethod
    def decode(cls, data: bytes) -> tuple[Header, bytes]:
        """The header and the body. Raises BadPayload: short, wrong length or version, no initiator cookie."""
        if len(data) < HEADER_SIZE:
            raise BadPayload("shorter than a header", Notify.PAYLOAD_MALFORMED)
        cookie_i, cookie_r, first, version, exchange, flags, message_id, length = _HEADER.unpack_from(data)
        if version >> 4 != 1:
            raise BadPayload(f"major version {version >> 4}", Notify.INVALID_MAJOR_VERSION)
        if version & 15:
            raise BadPayload(f"minor version {version & 15}", Notify.INVALID_MINOR_VERSION)
        if length != len(data):
            raise BadPayload(f"length {length} of {len(data)}", Notify.UNEQUAL_PAYLOAD_LENGTHS)
        if cookie_i == bytes(8):
            raise BadPayload("no initiator cookie", Notify.INVALID_COOKIE)
        return cls(cookie_i, cookie_r, exchange, message_id, flags, first, version), data[HEADER_SIZE:]


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
        out.append(_GENERIC.pack(element.kind if index < last else 0, 0, 4 + len(body)) + body)
    return b"".join(out)


def _decode_list(data: bytes, kind: type[_Element]) -> list[_Element]:
    """Proposals or transforms; each names the next, the last names none."""
    found: list[_Element] = []
    at = 0
    more = bool(data)
    while more:
        if at + 4 > len(data):
            raise BadPayload("list cut off", Notify.PAYLOAD_MALFORMED, kind.kind)
        following, reserved, length = _GENERIC.unpack_from(data, at)
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


_OPAQUE: frozenset[int] = frozenset({Kind.KE, Kind.HASH, Kind.SIG, Kind.NONCE, Kind.VID, Kind.NAT_D, Kind.NAT_D_DRAFT})


def _decode_certificate(kind: int, data: bytes) -> Payload:
    if not data:
        raise BadPayload("certificate without encoding", Notify.PAYLOAD_MALFORMED, kind)
    return Certificate(kind, data[0], data[1:])


_DECODERS: dict[int, Callable[[bytes], Payload]] = {
    int(Kind.SA): Sa.decode,
    int(Kind.ID): Identification.decode,
    int(Kind.NOTIFY): Notification.decode,
    int(Kind.DELETE): Delete.decode,
    int(Kind.NAT_OA): NatOa.decode,
    int(Kind.CERT): partial(_decode_certificate, int(Kind.CERT)),
    int(Kind.CR): partial(_decode_certificate, int(Kind.CR)),
}


def _decode_payload(kind: int, data: bytes) -> Payload:
    if kind in _OPAQUE or kind >= 128:
        return Opaque(kind, data)
    decoder = _DECODERS.get(kind)
    if decoder is None:
        raise BadPayload(f"payload type {kind}", Notify.INVALID_PAYLOAD_TYPE, kind)
    return decoder(data)


@dataclass(slots=True)
class Chain:
    """Decoded payloads; the body of payload i is `bodies[i]`, from `offsets[i]` on; the last one ends at `size`."""

    payloads: list[Payload]
    bodies: list[bytes]
    offsets: list[int]
    size: int

    def body(self, kind: int) -> bytes:
        """The octets of the first payload of a type, as they came. Raises KeyError."""
        for payload, body in zip(self.payloads, self.bodies, strict=True):
            if payload.kind == kind:
                return body
        raise KeyError(kind)


def encode_chain(payloads: Sequence[Payload]) -> bytes:
    """Octets of a body; Header.next_payload must be the kind of the first."""
    out = []
    last = len(payloads) - 1
    for index, payload in enumerate(payloads):
        body = payload.body()
        out.append(_GENERIC.pack(payloads[index + 1].kind if index < last else 0, 0, 4 + len(body)) + body)
    return b"".join(out)


def prepend(payload: Payload, following: int, rest: bytes) -> bytes:
    """Octets of a body: a payload in front of others that are encoded already and begin with type `following`."""
    body = payload.body()
    return _GENERIC.pack(following, 0, 4 + len(body)) + body + rest


def decode_chain(first: int, data: bytes, padded: bool = False) -> Chain:
    """The payloads of a clear body. `padded`: octets may follow (it was encrypted). Raises BadPayload."""
    payloads: list[Payload] = []
    bodies: list[bytes] = []
    offsets: list[int] = []
    at = 0
    kind = first
    while kind:
        if at + 4 > len(data):
            raise BadPayload("payload cut off", Notify.PAYLOAD_MALFORMED, kind)
        following, reserved, length = _GENERIC.unpack_from(data, at)
        if reserved:
            raise BadPayload("reserved octet", Notify.PAYLOAD_MALFORMED, kind, True)
        if not 4 <= length <= len(data) - at:
            raise BadPayload("payload length", Notify.UNEQUAL_PAYLOAD_LENGTHS, kind)
        body = data[at + 4 : at + length]
        payloads.append(_decode_payload(kind, body))
        bodies.append(body)
        offsets.append(at + 4)
        at += length
        kind = following
    if at != len(data) and not padded:
        raise BadPayload("octets after the last payload", Notify.UNEQUAL_PAYLOAD_LENGTHS)
    return Chain(payloads, bodies, offsets, at)


def encode(header: Header, payloads: Sequence[Payload]) -> bytes:
    """A whole clear message."""
    header.next_payload = payloads[0].kind if payloads else Kind.NONE
    return header.encode(encode_chain(payloads))


def decode(data: bytes) -> tuple[Header, Chain]:
    """A whole clear message. Raises BadPayload."""
    header, body = Header.decode(data)
    return header, decode_chain(header.next_payload, body)
