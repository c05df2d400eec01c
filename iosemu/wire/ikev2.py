"""IKEv2 (RFC 7296), with fragments (RFC 7383).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------------------------------------------------------+
    |                   IKE SA Initiator's SPI (8)                  |
    +---------------------------------------------------------------+
    |                   IKE SA Responder's SPI (8)                  |
    +---------------+-------+-------+---------------+---------------+
    | Next Payload  | MjVer | MnVer | Exchange Type |     Flags     |
    +---------------+-------+-------+---------------+---------------+
    |                          Message ID                           |
    +---------------------------------------------------------------+
    |                            Length                             |
    +---------------------------------------------------------------+

    generic payload:  | Next Payload |C| RESERVED   |  Payload Length  | body …
    SA body:          proposals: | 2 or 0 | RESERVED | length | number | protocol | SPI size | transforms | SPI | …
    transform:        | 3 or 0 | RESERVED | length | type | RESERVED | identifier (2) | attributes
    KE body:          | group (2) | RESERVED (2) | public value
    ID, AUTH body:    | type or method | RESERVED (3) | data
    notification:     | protocol | SPI size | type (2) | SPI | data
    delete:           | protocol | SPI size | count (2) | SPIs
    TS body:          | count | RESERVED (3) | selectors: type | protocol | length (2) | ports (2 + 2) | addresses
    CP body:          | type | RESERVED (3) | attributes: type (2) | length (2) | value
    SK body:          | IV | ciphertext | integrity check value      (the last payload; names the first one inside)
    SKF body:         | fragment number (2) | total (2) | IV | ciphertext | integrity check value

Lengths must add up; reserved octets are ignored (RFC 7296 section 2.5), payloads of unknown types are kept as they are
unless they are critical.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct

from iosemu.records import dataclass
from iosemu.wire.ikev2_numbers import (
    CRITICAL,
    HEADER_SIZE,
    INITIATOR,
    MAJOR,
    RESPONSE,
    VERSION,
    AuthMethod,
    BadMessage,
    ConfigAttribute,
    ConfigType,
    Exchange,
    IdType,
    Kind,
    Notify,
    Protocol,
    TransformType,
)
from iosemu.wire.ikev2_payloads import (
    GENERIC,
    IPV4_RANGE,
    Auth,
    Certificate,
    Configuration,
    Delete,
    Id,
    Ke,
    Notification,
    Opaque,
    Payload,
    Proposal,
    Sa,
    Selectors,
    TrafficSelector,
    Transform,
    decode_payload,
    encode_payloads,
    known,
)

__all__ = [
    "GENERIC",
    "HEADER_SIZE",
    "INITIATOR",
    "IPV4_RANGE",
    "MAJOR",
    "RESPONSE",
    "VERSION",
    "Auth",
    "AuthMethod",
    "BadMessage",
    "Certificate",
    "ConfigAttribute",
    "ConfigType",
    "Configuration",
    "Delete",
    "Exchange",
    "Header",
    "Id",
    "IdType",
    "Ke",
    "Kind",
    "Message",
    "Notification",
    "Notify",
    "Opaque",
    "Payload",
    "Proposal",
    "Protocol",
    "Sa",
    "Selectors",
    "TrafficSelector",
    "Transform",
    "TransformType",
    "decode_payloads",
    "encode_payloads",
]

_HEADER = Struct("!8s8sBBBBII")
_FRAGMENT = Struct("!HH")
SEALED = (Kind.SK, Kind.SKF)


@dataclass(slots=True)
class Header:
    spi_i: bytes
    spi_r: bytes
    exchange: int
    flags: int
    message_id: int
    next_payload: int = 0

    @property
    def response(self) -> bool:
        return bool(self.flags & RESPONSE)

    @property
    def from_initiator(self) -> bool:
        """Of the IKE SA, whoever began the exchange."""
        return bool(self.flags & INITIATOR)

    def pack(self, size: int) -> bytes:
        """The octets of the header of a message whose body has this many."""
        return _HEADER.pack(
            self.spi_i, self.spi_r, self.next_payload, VERSION, self.exchange, self.flags, self.message_id,
            HEADER_SIZE + size,
        )  # fmt: skip

    @classmethod
    def unpack(cls, data: bytes) -> Header:
        """Raises BadMessage: short, wrong length or version, no initiator's SPI."""
        if len(data) < HEADER_SIZE:
            raise BadMessage("shorter than a header")
        spi_i, spi_r, first, version, exchange, flags, message_id, length = _HEADER.unpack_from(data)
        if version >> 4 != MAJOR:
            raise BadMessage(f"major version {version >> 4}", Notify.INVALID_MAJOR_VERSION)
        if length != len(data):
            raise BadMessage(f"length {length} of {len(data)}")
        if spi_i == bytes(8):
            raise BadMessage("no initiator's SPI", Notify.INVALID_IKE_SPI)
        return cls(spi_i, spi_r, exchange, flags, message_id, first)


@dataclass(slots=True)
class Message:
    """A message as it travels. `sealed` is the body of its SK payload (of SKF behind the numbers), whose first payload
    inside is `inner`; `fragment` (number, total) of SKF, else (0, 0)."""

    header: Header
    payloads: list[Payload]
    sealed: bytes | None = None
    inner: int = 0
    fragment: tuple[int, int] = (0, 0)

    def encode(self) -> bytes:
        payloads: list[Payload] = list(self.payloads)
        if self.sealed is None:
            tail = encode_payloads(payloads)
            first = payloads[0].kind if payloads else 0
        else:
            kind = Kind.SKF if self.fragment[1] else Kind.SK
            number = _FRAGMENT.pack(*self.fragment) if self.fragment[1] else b""
            body = number + self.sealed
            tail = b"".join(
                GENERIC.pack(payloads[n + 1].kind if n + 1 < len(payloads) else kind, 0, 4 + len(each.body()))
                + each.body()
                for n, each in enumerate(payloads)
            )
            tail += GENERIC.pack(self.inner, 0, 4 + len(body)) + body
            first = payloads[0].kind if payloads else kind
        self.header.next_payload = first
        return self.header.pack(len(tail)) + tail

    @classmethod
    def decode(cls, data: bytes) -> Message:
        """Raises BadMessage."""
        header = Header.unpack(data)
        payloads, sealed, inner, fragment = _decode(header.next_payload, data[HEADER_SIZE:], True)
        return cls(header, payloads, sealed, inner, fragment)


def _decode(
    first: int, data: bytes, sealed_may: bool
) -> tuple[list[Payload], bytes | None, int, tuple[int, int]]:
    payloads: list[Payload] = []
    at = 0
    kind = first
    while kind:
        if at + 4 > len(data):
            raise BadMessage("payload cut off", kind=kind)
        following, flags, length = GENERIC.unpack_from(data, at)
        if not 4 <= length <= len(data) - at:
            raise BadMessage("payload length", kind=kind)
        body = data[at + 4 : at + length]
        at += length
        if kind in SEALED and sealed_may:
            if at != len(data):
                raise BadMessage("octets after what is encrypted", kind=kind)
            if kind == Kind.SK:
                return payloads, body, following, (0, 0)
            if len(body) < 4:
                raise BadMessage("fragment too short", kind=kind)
            number, total = _FRAGMENT.unpack_from(body)
            if not 1 <= number <= total:
                raise BadMessage("fragment number", kind=kind)
            return payloads, body[4:], following, (number, total)
        if flags & CRITICAL and not known(kind):
            raise BadMessage(f"critical payload {kind}", Notify.UNSUPPORTED_CRITICAL_PAYLOAD, kind)
        payloads.append(decode_payload(kind, body))
        kind = following
    if at != len(data):
        raise BadMessage("octets after the last payload")
    return payloads, None, 0, (0, 0)


def decode_payloads(first: int, data: bytes) -> list[Payload]:
    """The payloads inside SK. Raises BadMessage."""
    return _decode(first, data, False)[0]


def first_kind(payloads: Sequence[Payload]) -> int:
    return payloads[0].kind if payloads else 0
