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
    attributes:       | type | RESERVED | identifier (2) | attributes, which may be empty

Decoding is strict: lengths must add up, reserved octets must be zero, every payload of a message must be known or
private. What was decoded encodes to the same octets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from struct import Struct

from iosemu.records import dataclass
from iosemu.wire.isakmp_config import CfgValue, Config
from iosemu.wire.isakmp_numbers import (
    COMMIT,
    DOI_IPSEC,
    ENCRYPTED,
    HEADER_SIZE,
    LONGEST_VALUE,
    MAJOR,
    NAT_KEEPALIVE,
    NAT_PORT,
    NON_ESP_MARKER,
    PORT,
    SIT_IDENTITY_ONLY,
    BadPayload,
    Cfg,
    CfgAttribute,
    Exchange,
    IdType,
    IpsecAttribute,
    Kind,
    Notify,
    Oakley,
)
from iosemu.wire.isakmp_payloads import (
    GENERIC,
    Attribute,
    Certificate,
    Delete,
    Identification,
    NatOa,
    Notification,
    Opaque,
    Payload,
    Proposal,
    Sa,
    Transform,
    decode_attributes,
)

__all__ = [
    "COMMIT",
    "DOI_IPSEC",
    "ENCRYPTED",
    "HEADER_SIZE",
    "LONGEST_VALUE",
    "MAJOR",
    "NAT_KEEPALIVE",
    "NAT_PORT",
    "NON_ESP_MARKER",
    "PORT",
    "SIT_IDENTITY_ONLY",
    "Attribute",
    "BadPayload",
    "Certificate",
    "Cfg",
    "CfgAttribute",
    "CfgValue",
    "Chain",
    "Config",
    "Delete",
    "Exchange",
    "Header",
    "IdType",
    "Identification",
    "IpsecAttribute",
    "Kind",
    "NatOa",
    "Notification",
    "Notify",
    "Oakley",
    "Opaque",
    "Payload",
    "Proposal",
    "Sa",
    "Transform",
    "decode",
    "decode_attributes",
    "decode_chain",
    "encode",
    "encode_chain",
    "prepend",
]


_HEADER = Struct("!8s8sBBBBII")


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
    int(Kind.ATTRIBUTES): Config.decode,
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
        out.append(GENERIC.pack(payloads[index + 1].kind if index < last else 0, 0, 4 + len(body)) + body)
    return b"".join(out)


def prepend(payload: Payload, following: int, rest: bytes) -> bytes:
    """Octets of a body: a payload in front of others that are encoded already and begin with type `following`."""
    body = payload.body()
    return GENERIC.pack(following, 0, 4 + len(body)) + body + rest


def decode_chain(first: int, data: bytes, padded: bool = False, sealed: Collection[int] = frozenset()) -> Chain:
    """The payloads of a clear body. `padded`: octets may follow (it was encrypted). Bodies of the kinds `sealed` are
    encrypted each by itself (RFC 2409 section 5.2). Raises BadPayload."""
    payloads: list[Payload] = []
    bodies: list[bytes] = []
    offsets: list[int] = []
    at = 0
    kind = first
    while kind:
        if at + 4 > len(data):
            raise BadPayload("payload cut off", Notify.PAYLOAD_MALFORMED, kind)
        following, reserved, length = GENERIC.unpack_from(data, at)
        if reserved:
            raise BadPayload("reserved octet", Notify.PAYLOAD_MALFORMED, kind, True)
        if not 4 <= length <= len(data) - at:
            raise BadPayload("payload length", Notify.UNEQUAL_PAYLOAD_LENGTHS, kind)
        body = data[at + 4 : at + length]
        payloads.append(Opaque(kind, body) if kind in sealed else _decode_payload(kind, body))
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
