"""GDOI (RFC 6407): the payloads that it adds to ISAKMP; the acknowledgement of a rekey is RFC 8263's.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------+---------------+-------------------------------+
    | Next Payload  |   RESERVED    |        Payload Length         |  generic (RFC 2408)
    +---------------+---------------+-------------------------------+

    SA body:      | DOI (4) | Situation (4) | first of its payloads (2) | RESERVED2 (2) | SAK, GAP, SAT payloads
    ends:         | type | port (2) | size | data                     of a source, then of a destination
    SAK body:     | protocol | ends | SPI (16) | RESERVED2 (4) | attributes
    SAT body:     | protocol ID | protocol | ends | transform | SPI (4) | attributes
    GAP body:     | attributes
    KD body:      | number of packets (2) | RESERVED2 (2) | key packets
    key packet:   | type | RESERVED | length (2) | SPI size | SPI | attributes
    SEQ body:     | number (4)

    GROUPKEY-PULL (32), under phase 1:    HDR*, HASH(1), Ni, ID      -->
                                                                     <--   HDR*, HASH(2), Nr, SA
                                          HDR*, HASH(3) [, GAP]      -->
                                                                     <--   HDR*, HASH(4), [SEQ,] KD
    GROUPKEY-PUSH (33), under the KEK:                               <--   HDR*, SEQ, [D,] SA, KD, SIG
    its acknowledgement (35):             HDR, HASH, SEQ, ID         -->

SATs of protocol ID 250 (private use) are lines that deny: they have no SA, and stand among the others in the order of
the list. Attributes from 32001 on (private use) say how replays are told, as Cisco's routers do in their own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from struct import Struct
from typing import ClassVar

from iosemu.records import dataclass, field
from iosemu.wire.isakmp_numbers import BadPayload, Notify
from iosemu.wire.isakmp_payloads import GENERIC, Attribute, Payload, decode_attributes

PORT = 848
DOI = 2
SITUATION = 0
PULL = 32  # exchanges
PUSH = 33
PUSH_ACK = 35
ANNOUNCE = 240  # of cooperative key servers; private use
SPI_SIZE = 16  # octets of that of a KEK: both cookies of its messages


class Kind(IntEnum):
    """Payload types."""

    SA = 1
    SAK = 15
    SAT = 16
    KD = 17
    SEQ = 18
    GAP = 22


SEALED: frozenset[int] = frozenset(Kind)  # ISAKMP's decoder leaves them to this one


class IdType(IntEnum):
    IPV4_ADDR = 1
    IPV4_ADDR_SUBNET = 4
    KEY_ID = 11


class Kek(IntEnum):
    """Attributes of a KEK (RFC 6407 section 5.3.1, RFC 8263 section 3)."""

    ALGORITHM = 2
    KEY_LENGTH = 3
    LIFETIME = 4
    SIG_HASH = 5
    SIG_ALGORITHM = 6
    SIG_KEY_LENGTH = 7
    ACK_REQUESTED = 9


KEK_CIPHERS = {"des": 1, "3des": 2, "aes": 3}
SIG_HASHES = {"md5": 1, "sha1": 2, "sha256": 3, "sha384": 4, "sha512": 5}
SIG_RSA = 1
ACK_SHA256 = 2  # KEK_ACK_REQUESTED: which prf the acknowledgement is made with


class Protocol(IntEnum):
    """Of a SAT."""

    ESP = 1
    AH = 2
    EXEMPT = 250  # private use: a line that denies


class TekAttribute(IntEnum):
    """Attributes of a SAT: those of the IPsec DOI (RFC 2407 section 4.5) and its registry's later ones."""

    LIFE_TYPE = 1
    LIFE_DURATION = 2
    ENCAPSULATION = 4
    AUTHENTICATION = 5
    KEY_LENGTH = 6
    ADDRESS_PRESERVATION = 14
    DIRECTION = 15
    REPLAY_METHOD = 32001  # private use
    REPLAY_WINDOW = 32002


SECONDS, TUNNEL = 1, 1
SOURCE_AND_DESTINATION = 4  # ADDRESS_PRESERVATION: both stay in sight
RECEIVE_ONLY, SYMMETRIC = 2, 3  # DIRECTION
COUNTER, TIME = 1, 2  # REPLAY_METHOD


class KeyType(IntEnum):
    """Key packets."""

    TEK = 1
    KEK = 2


class KeyAttribute(IntEnum):
    """Of a TEK ALGORITHM and INTEGRITY; of a KEK the same number is the key (behind its IV) and the public key."""

    ALGORITHM = 1
    INTEGRITY = 2
    KEK = 1
    SIGNATURE = 2


class GapAttribute(IntEnum):
    ACTIVATION_DELAY = 1
    DEACTIVATION_DELAY = 2
    PSEUDOTIME = 32001  # private use: milliseconds of the group's clock (time-based anti-replay)


_SA = Struct("!IIHH")
_END = Struct("!BHB")
_KD = Struct("!HH")
_PACKET = Struct("!BBHB")


def _bad(text: str, kind: int) -> BadPayload:
    return BadPayload(text, Notify.PAYLOAD_MALFORMED, kind)


def number(attributes: Sequence[Attribute], type_: int, default: int = 0) -> int:
    """The value of the first attribute of a type."""
    return next((each.value for each in attributes if each.type == type_), default)


def octets(attributes: Sequence[Attribute], type_: int) -> bytes:
    """The same as the octets that it was; b"" without."""
    return next((each.value.to_bytes(each.size or 2, "big") for each in attributes if each.type == type_), b"")


def carrying(type_: int, data: bytes) -> Attribute:
    """An attribute of these octets, at least one."""
    return Attribute(type_, int.from_bytes(data, "big"), len(data))


@dataclass(slots=True)
class End:
    """Source or destination: an address (4 octets), or one and a mask (8), and a port (0: any)."""

    type: int
    port: int
    data: bytes

    def encode(self) -> bytes:
        return _END.pack(self.type, self.port, len(self.data)) + self.data

    @classmethod
    def decode(cls, data: bytes, at: int, kind: int) -> tuple[End, int]:
        """It, and where it ends."""
        if at + 4 > len(data):
            raise _bad("end cut off", kind)
        type_, port, size = _END.unpack_from(data, at)
        at += 4
        wanted = {IdType.IPV4_ADDR: 4, IdType.IPV4_ADDR_SUBNET: 8}.get(type_)
        if at + size > len(data) or wanted not in (None, size):
            raise _bad("size of an end", kind)
        return cls(type_, port, data[at : at + size]), at + size

    @classmethod
    def subnet(cls, address: int, mask: int, port: int = 0) -> End:
        return cls(IdType.IPV4_ADDR_SUBNET, port, address.to_bytes(4, "big") + mask.to_bytes(4, "big"))

    @classmethod
    def host(cls, address: int, port: int = 0) -> End:
        return cls(IdType.IPV4_ADDR, port, address.to_bytes(4, "big"))

    def network(self) -> tuple[int, int] | None:
        """Address and mask; None: it is something else."""
        first = int.from_bytes(self.data[:4], "big")
        if self.type == IdType.IPV4_ADDR:
            return first, 0xFFFFFFFF
        return (first, int.from_bytes(self.data[4:], "big")) if self.type == IdType.IPV4_ADDR_SUBNET else None


@dataclass(slots=True)
class Sak:
    """Policy of a KEK: from whom and to whom rekeys go, and their cryptography."""

    protocol: int
    source: End
    destination: End
    spi: bytes
    attributes: list[Attribute] = field(default_factory=list)
    kind: ClassVar[int] = Kind.SAK

    def body(self) -> bytes:
        ends = self.source.encode() + self.destination.encode()
        return bytes([self.protocol]) + ends + self.spi + bytes(4) + b"".join(a.encode() for a in self.attributes)

    @classmethod
    def decode(cls, data: bytes) -> Sak:
        if not data:
            raise _bad("SAK too short", Kind.SAK)
        source, at = End.decode(data, 1, Kind.SAK)
        destination, at = End.decode(data, at, Kind.SAK)
        if at + SPI_SIZE + 4 > len(data):
            raise _bad("SAK cut off", Kind.SAK)
        if data[at + SPI_SIZE : at + SPI_SIZE + 4] != bytes(4):
            raise BadPayload("SAK: reserved", Notify.PAYLOAD_MALFORMED, Kind.SAK, True)
        spi = data[at : at + SPI_SIZE]
        return cls(data[0], source, destination, spi, decode_attributes(data[at + SPI_SIZE + 4 :]))


@dataclass(slots=True)
class Sat:
    """Policy of a TEK: which traffic, and the transform; of what is exempt only which traffic."""

    protocol_id: int
    protocol: int
    source: End
    destination: End
    transform: int = 0
    spi: int = 0
    attributes: list[Attribute] = field(default_factory=list)
    kind: ClassVar[int] = Kind.SAT

    def body(self) -> bytes:
        head = bytes([self.protocol_id, self.protocol]) + self.source.encode() + self.destination.encode()
        tail = bytes([self.transform]) + self.spi.to_bytes(4, "big")
        return head + tail + b"".join(each.encode() for each in self.attributes)

    @classmethod
    def decode(cls, data: bytes) -> Sat:
        if len(data) < 2:
            raise _bad("SAT too short", Kind.SAT)
        source, at = End.decode(data, 2, Kind.SAT)
        destination, at = End.decode(data, at, Kind.SAT)
        if at + 5 > len(data):
            raise _bad("SAT cut off", Kind.SAT)
        spi = int.from_bytes(data[at + 1 : at + 5], "big")
        return cls(data[0], data[1], source, destination, data[at], spi, decode_attributes(data[at + 5 :]))


@dataclass(slots=True)
class Gap:
    """Group associated policy."""

    attributes: list[Attribute] = field(default_factory=list)
    kind: ClassVar[int] = Kind.GAP

    def body(self) -> bytes:
        return b"".join(each.encode() for each in self.attributes)

    @classmethod
    def decode(cls, data: bytes) -> Gap:
        return cls(decode_attributes(data))


Part = Sak | Sat | Gap
_PARTS: dict[int, type[Sak] | type[Sat] | type[Gap]] = {
    int(Kind.SAK): Sak, int(Kind.SAT): Sat, int(Kind.GAP): Gap,
}  # fmt: skip


@dataclass(slots=True)
class GroupSa:
    """The SA payload: what the group does."""

    parts: list[Part] = field(default_factory=list)
    kind: ClassVar[int] = Kind.SA

    def body(self) -> bytes:
        out = [_SA.pack(DOI, SITUATION, self.parts[0].kind if self.parts else 0, 0)]
        for index, part in enumerate(self.parts):
            following = self.parts[index + 1].kind if index + 1 < len(self.parts) else 0
            body = part.body()
            out.append(GENERIC.pack(following, 0, 4 + len(body)) + body)
        return b"".join(out)

    @classmethod
    def decode(cls, data: bytes) -> GroupSa:
        if len(data) < _SA.size:
            raise _bad("SA too short", Kind.SA)
        doi, situation, kind, reserved = _SA.unpack_from(data)
        if doi != DOI:
            raise BadPayload(f"DOI {doi}", Notify.DOI_NOT_SUPPORTED, Kind.SA)
        if situation != SITUATION:
            raise BadPayload(f"situation {situation}", Notify.SITUATION_NOT_SUPPORTED, Kind.SA)
        if reserved:
            raise BadPayload("SA: reserved", Notify.PAYLOAD_MALFORMED, Kind.SA, True)
        parts: list[Part] = []
        at = _SA.size
        while kind:
            decoder = _PARTS.get(kind)
            if decoder is None:
                raise BadPayload(f"payload type {kind} in an SA", Notify.INVALID_PAYLOAD_TYPE, kind)
            if at + 4 > len(data):
                raise _bad("SA cut off", kind)
            kind, reserved, length = GENERIC.unpack_from(data, at)
            if reserved:
                raise BadPayload("SA: reserved", Notify.PAYLOAD_MALFORMED, Kind.SA, True)
            if not 4 <= length <= len(data) - at:
                raise BadPayload("SA: length", Notify.UNEQUAL_PAYLOAD_LENGTHS, Kind.SA)
            parts.append(decoder.decode(data[at + 4 : at + length]))
            at += length
        if at != len(data):
            raise BadPayload("octets after an SA", Notify.UNEQUAL_PAYLOAD_LENGTHS, Kind.SA)
        return cls(parts)


@dataclass(slots=True)
class KeyPacket:
    """The keys of one SPI."""

    type: int
    spi: bytes
    attributes: list[Attribute] = field(default_factory=list, repr=False)

    def encode(self) -> bytes:
        rest = self.spi + b"".join(each.encode() for each in self.attributes)
        return _PACKET.pack(self.type, 0, _PACKET.size + len(rest), len(self.spi)) + rest


@dataclass(slots=True)
class KeyDownload:
    packets: list[KeyPacket] = field(default_factory=list)
    kind: ClassVar[int] = Kind.KD

    def body(self) -> bytes:
        return _KD.pack(len(self.packets), 0) + b"".join(each.encode() for each in self.packets)

    @classmethod
    def decode(cls, data: bytes) -> KeyDownload:
        if len(data) < _KD.size:
            raise _bad("KD too short", Kind.KD)
        count, reserved = _KD.unpack_from(data)
        if reserved:
            raise BadPayload("KD: reserved", Notify.PAYLOAD_MALFORMED, Kind.KD, True)
        packets = []
        at = _KD.size
        while at < len(data):
            if at + _PACKET.size > len(data):
                raise _bad("key packet cut off", Kind.KD)
            type_, reserved, length, size = _PACKET.unpack_from(data, at)
            if reserved:
                raise BadPayload("key packet: reserved", Notify.PAYLOAD_MALFORMED, Kind.KD, True)
            if not _PACKET.size + size <= length <= len(data) - at:
                raise _bad("key packet: length", Kind.KD)
            start = at + _PACKET.size
            attributes = decode_attributes(data[start + size : at + length])
            packets.append(KeyPacket(type_, data[start : start + size], attributes))
            at += length
        if len(packets) != count:
            raise _bad(f"{count} key packets announced", Kind.KD)
        return cls(packets)


@dataclass(slots=True)
class SequenceNumber:
    number: int
    kind: ClassVar[int] = Kind.SEQ

    def body(self) -> bytes:
        return self.number.to_bytes(4, "big")

    @classmethod
    def decode(cls, data: bytes) -> SequenceNumber:
        if len(data) != 4:
            raise _bad("SEQ: size", Kind.SEQ)
        return cls(int.from_bytes(data, "big"))


def decode(kind: int, data: bytes) -> Payload:
    """The body of a payload of one of SEALED, outside of an SA. Raises BadPayload."""
    match kind:
        case Kind.SA:
            return GroupSa.decode(data)
        case Kind.KD:
            return KeyDownload.decode(data)
        case Kind.SEQ:
            return SequenceNumber.decode(data)
        case Kind.GAP:
            return Gap.decode(data)
    raise BadPayload(f"payload type {kind}", Notify.INVALID_PAYLOAD_TYPE, kind)
