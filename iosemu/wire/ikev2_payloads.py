"""The payloads of IKEv2 messages as records; the formats stand in `iosemu.wire.ikev2`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from struct import Struct
from typing import ClassVar, Protocol

from iosemu.records import dataclass, field
from iosemu.wire.ikev2_numbers import KEY_LENGTH, BadMessage, Kind


class Payload(Protocol):
    """What a message is made of."""

    @property
    def kind(self) -> int:
        """Payload type."""

    def body(self) -> bytes:
        """Octets after the generic header."""


GENERIC = Struct("!BBH")  # next payload, critical and reserved, length
_FOUR = Struct("!BBBB")
_NOTIFY = Struct("!BBH")
_TRANSFORM = Struct("!BBH")
_ATTRIBUTE = Struct("!HH")
_TS = Struct("!BBHHH")
_ADDRESS_SIZES = {7: 4, 8: 16}  # TS_IPV4_ADDR_RANGE, TS_IPV6_ADDR_RANGE
IPV4_RANGE = 7
MORE_PROPOSALS, MORE_TRANSFORMS = 2, 3


@dataclass(slots=True)
class Opaque:
    """A payload whose body has no structure of its own, or none that we know."""

    kind: int
    data: bytes

    def body(self) -> bytes:
        return self.data


@dataclass(slots=True)
class Transform:
    """`type` of TransformType; `key_length` bits, 0 where there is no such attribute; `others` are attributes that we
    do not know, (type, value)."""

    type: int
    identifier: int
    key_length: int = 0
    others: tuple[tuple[int, bytes], ...] = ()

    def encode(self, last: bool) -> bytes:
        out = _ATTRIBUTE.pack(0x8000 | KEY_LENGTH, self.key_length) if self.key_length else b""
        for type_, value in self.others:
            short = _ATTRIBUTE.pack(type_, int.from_bytes(value, "big"))
            out += short if type_ & 0x8000 else _ATTRIBUTE.pack(type_, len(value)) + value
        head = GENERIC.pack(0 if last else MORE_TRANSFORMS, 0, 8 + len(out))
        return head + _TRANSFORM.pack(self.type, 0, self.identifier) + out

    @classmethod
    def decode(cls, data: bytes) -> Transform:
        if len(data) < 4:
            raise BadMessage("transform too short", kind=Kind.SA)
        type_, _, identifier = _TRANSFORM.unpack_from(data)
        found = cls(type_, identifier)
        others = []
        at = 4
        while at < len(data):
            if at + 4 > len(data):
                raise BadMessage("attribute cut off", kind=Kind.SA)
            head, value = _ATTRIBUTE.unpack_from(data, at)
            at += 4
            if head == 0x8000 | KEY_LENGTH and not found.key_length and value:
                found.key_length = value
            elif head & 0x8000:
                others.append((head, value.to_bytes(2, "big")))
            elif value > len(data) - at:
                raise BadMessage("attribute length", kind=Kind.SA)
            else:
                others.append((head, data[at : at + value]))
                at += value
        found.others = tuple(others)
        return found


@dataclass(slots=True)
class Proposal:
    number: int
    protocol: int
    spi: bytes = b""
    transforms: list[Transform] = field(default_factory=list)

    def encode(self, last: bool) -> bytes:
        final = len(self.transforms) - 1
        inside = b"".join(each.encode(index == final) for index, each in enumerate(self.transforms))
        head = _FOUR.pack(self.number, self.protocol, len(self.spi), len(self.transforms))
        size = 8 + len(self.spi) + len(inside)
        return GENERIC.pack(0 if last else MORE_PROPOSALS, 0, size) + head + self.spi + inside

    @classmethod
    def decode(cls, data: bytes) -> Proposal:
        if len(data) < 4:
            raise BadMessage("proposal too short", kind=Kind.SA)
        number, protocol, size, count = _FOUR.unpack_from(data)
        if 4 + size > len(data):
            raise BadMessage("proposal: SPI cut off", kind=Kind.SA)
        transforms = [Transform.decode(each) for each in _parts(data[4 + size :], MORE_TRANSFORMS)]
        if len(transforms) != count:
            raise BadMessage(f"{count} transforms announced", kind=Kind.SA)
        return cls(number, protocol, data[4 : 4 + size], transforms)


def _parts(data: bytes, more: int) -> list[bytes]:
    """Proposals or transforms: bodies of substructures, of which each but the last says that there are more."""
    found = []
    at = 0
    going = bool(data)
    while going:
        if at + 4 > len(data):
            raise BadMessage("list cut off", kind=Kind.SA)
        following, _, length = GENERIC.unpack_from(data, at)
        if following not in (0, more) or not 4 <= length <= len(data) - at:
            raise BadMessage("list", kind=Kind.SA)
        found.append(data[at + 4 : at + length])
        at += length
        going = following == more
    if at != len(data):
        raise BadMessage("octets after a list", kind=Kind.SA)
    return found


@dataclass(slots=True)
class Sa:
    proposals: list[Proposal]
    kind: ClassVar[int] = Kind.SA

    def body(self) -> bytes:
        last = len(self.proposals) - 1
        return b"".join(each.encode(index == last) for index, each in enumerate(self.proposals))

    @classmethod
    def decode(cls, data: bytes) -> Sa:
        return cls([Proposal.decode(each) for each in _parts(data, MORE_PROPOSALS)])


@dataclass(slots=True)
class Ke:
    group: int
    data: bytes
    kind: ClassVar[int] = Kind.KE

    def body(self) -> bytes:
        return _ATTRIBUTE.pack(self.group, 0) + self.data

    @classmethod
    def decode(cls, data: bytes) -> Ke:
        if len(data) < 5:
            raise BadMessage("KE too short", kind=Kind.KE)
        return cls(int.from_bytes(data[:2], "big"), data[4:])


@dataclass(slots=True)
class Id:
    """IDi or IDr."""

    kind: int
    type: int
    data: bytes

    def body(self) -> bytes:
        return bytes((self.type, 0, 0, 0)) + self.data

    @classmethod
    def decode(cls, kind: int, data: bytes) -> Id:
        if len(data) < 4:
            raise BadMessage("ID too short", kind=kind)
        return cls(kind, data[0], data[4:])


@dataclass(slots=True)
class Certificate:
    """CERT or CERTREQ."""

    kind: int
    encoding: int
    data: bytes

    def body(self) -> bytes:
        return bytes((self.encoding,)) + self.data

    @classmethod
    def decode(cls, kind: int, data: bytes) -> Certificate:
        if not data:
            raise BadMessage("certificate without encoding", kind=kind)
        return cls(kind, data[0], data[1:])


@dataclass(slots=True)
class Auth:
    method: int
    data: bytes
    kind: ClassVar[int] = Kind.AUTH

    def body(self) -> bytes:
        return bytes((self.method, 0, 0, 0)) + self.data

    @classmethod
    def decode(cls, data: bytes) -> Auth:
        if len(data) < 4:
            raise BadMessage("AUTH too short", kind=Kind.AUTH)
        return cls(data[0], data[4:])


@dataclass(slots=True)
class Notification:
    type: int
    data: bytes = b""
    protocol: int = 0
    spi: bytes = b""
    kind: ClassVar[int] = Kind.NOTIFY

    def body(self) -> bytes:
        return _NOTIFY.pack(self.protocol, len(self.spi), self.type) + self.spi + self.data

    @classmethod
    def decode(cls, data: bytes) -> Notification:
        if len(data) < 4:
            raise BadMessage("notification too short", kind=Kind.NOTIFY)
        protocol, size, type_ = _NOTIFY.unpack_from(data)
        if 4 + size > len(data):
            raise BadMessage("notification: SPI cut off", kind=Kind.NOTIFY)
        return cls(type_, data[4 + size :], protocol, data[4 : 4 + size])


@dataclass(slots=True)
class Delete:
    """Without SPIs the IKE SA itself."""

    protocol: int
    spis: tuple[bytes, ...] = ()
    size: int = 0  # octets of each SPI
    kind: ClassVar[int] = Kind.DELETE

    def body(self) -> bytes:
        return _NOTIFY.pack(self.protocol, self.size, len(self.spis)) + b"".join(self.spis)

    @classmethod
    def decode(cls, data: bytes) -> Delete:
        if len(data) < 4:
            raise BadMessage("delete too short", kind=Kind.DELETE)
        protocol, size, count = _NOTIFY.unpack_from(data)
        if len(data) != 4 + size * count or (count and not size):
            raise BadMessage("delete: SPIs", kind=Kind.DELETE)
        return cls(protocol, tuple(data[4 + size * n : 4 + size * (n + 1)] for n in range(count)), size)


@dataclass(slots=True)
class TrafficSelector:
    """Ranges of addresses and ports; `type` IPV4_RANGE, or IPv6's (16 octets)."""

    type: int
    protocol: int
    first_port: int
    last_port: int
    first: bytes
    last: bytes

    def encode(self) -> bytes:
        size = 8 + len(self.first) + len(self.last)
        return _TS.pack(self.type, self.protocol, size, self.first_port, self.last_port) + self.first + self.last


@dataclass(slots=True)
class Selectors:
    """TSi or TSr. Those of an unknown type are left out."""

    kind: int
    selectors: list[TrafficSelector]

    def body(self) -> bytes:
        return bytes((len(self.selectors), 0, 0, 0)) + b"".join(each.encode() for each in self.selectors)

    @classmethod
    def decode(cls, kind: int, data: bytes) -> Selectors:
        if len(data) < 4 or not data[0]:
            raise BadMessage("no traffic selector", kind=kind)
        found = []
        at = 4
        for _ in range(data[0]):
            if at + 8 > len(data):
                raise BadMessage("traffic selector cut off", kind=kind)
            type_, protocol, length, low, high = _TS.unpack_from(data, at)
            if not 8 <= length <= len(data) - at:
                raise BadMessage("traffic selector length", kind=kind)
            size = _ADDRESS_SIZES.get(type_)
            if size is not None:
                if length != 8 + 2 * size:
                    raise BadMessage("traffic selector addresses", kind=kind)
                first, last = data[at + 8 : at + 8 + size], data[at + 8 + size : at + length]
                found.append(TrafficSelector(type_, protocol, low, high, first, last))
            at += length
        if at != len(data) or not found:
            raise BadMessage("octets after traffic selectors", kind=kind)
        return cls(kind, found)


@dataclass(slots=True)
class Configuration:
    """CP: request 1, reply 2, set 3, ack 4, and (type, value) of each attribute."""

    type: int
    attributes: list[tuple[int, bytes]] = field(default_factory=list)
    kind: ClassVar[int] = Kind.CP

    def body(self) -> bytes:
        inside = b"".join(_ATTRIBUTE.pack(type_, len(value)) + value for type_, value in self.attributes)
        return bytes((self.type, 0, 0, 0)) + inside

    @classmethod
    def decode(cls, data: bytes) -> Configuration:
        if len(data) < 4:
            raise BadMessage("CP too short", kind=Kind.CP)
        found = cls(data[0])
        at = 4
        while at < len(data):
            if at + 4 > len(data):
                raise BadMessage("CP attribute cut off", kind=Kind.CP)
            type_, length = _ATTRIBUTE.unpack_from(data, at)
            if length > len(data) - at - 4:
                raise BadMessage("CP attribute length", kind=Kind.CP)
            found.attributes.append((type_ & 0x7FFF, data[at + 4 : at + 4 + length]))
            at += 4 + length
        return found


_DECODERS: dict[int, Callable[[bytes], Payload]] = {
    int(Kind.SA): Sa.decode,
    int(Kind.KE): Ke.decode,
    int(Kind.IDI): partial(Id.decode, int(Kind.IDI)),
    int(Kind.IDR): partial(Id.decode, int(Kind.IDR)),
    int(Kind.CERT): partial(Certificate.decode, int(Kind.CERT)),
    int(Kind.CERTREQ): partial(Certificate.decode, int(Kind.CERTREQ)),
    int(Kind.AUTH): Auth.decode,
    int(Kind.NOTIFY): Notification.decode,
    int(Kind.DELETE): Delete.decode,
    int(Kind.TSI): partial(Selectors.decode, int(Kind.TSI)),
    int(Kind.TSR): partial(Selectors.decode, int(Kind.TSR)),
    int(Kind.CP): Configuration.decode,
}
OPAQUE: frozenset[int] = frozenset({Kind.NONCE, Kind.VENDOR, Kind.EAP})


def decode_payload(kind: int, data: bytes) -> Payload:
    decoder = _DECODERS.get(kind)
    return Opaque(kind, data) if decoder is None else decoder(data)


def known(kind: int) -> bool:
    """Do we know what it means?"""
    return kind in OPAQUE or kind in _DECODERS


def encode_payloads(payloads: Sequence[Payload]) -> bytes:
    """Octets of a body; the payload or header in front of it names the kind of the first."""
    out = []
    last = len(payloads) - 1
    for index, payload in enumerate(payloads):
        body = payload.body()
        out.append(GENERIC.pack(payloads[index + 1].kind if index < last else 0, 0, 4 + len(body)) + body)
    return b"".join(out)
