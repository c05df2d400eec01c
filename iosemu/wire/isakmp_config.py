"""The attributes payload of mode configuration and XAUTH (draft-dukes-ike-mode-cfg section 3.2)."""

from __future__ import annotations

from struct import Struct
from typing import ClassVar

from iosemu.records import dataclass, field
from iosemu.wire.isakmp_numbers import BadPayload, Kind, Notify

_HEAD = Struct("!BBH")
_ATTRIBUTE = Struct("!HH")


@dataclass(slots=True)
class CfgValue:
    """One attribute. `short`: two octets in place of a length; a question is empty."""

    type: int
    data: bytes = b""
    short: bool = False

    def encode(self) -> bytes:
        if self.short:
            return _ATTRIBUTE.pack(0x8000 | self.type, int.from_bytes(self.data, "big"))
        return _ATTRIBUTE.pack(self.type, len(self.data)) + self.data

    @property
    def number(self) -> int:
        return int.from_bytes(self.data, "big")

    @classmethod
    def of(cls, type_: int, value: int) -> CfgValue:
        """A number of two octets."""
        return cls(type_, value.to_bytes(2, "big"), True)


@dataclass(slots=True)
class Config:
    """`type` is one of Cfg; `identifier` of an answer is that of its question."""

    type: int
    identifier: int
    values: list[CfgValue] = field(default_factory=list)
    kind: ClassVar[int] = Kind.ATTRIBUTES

    def body(self) -> bytes:
        return _HEAD.pack(self.type, 0, self.identifier) + b"".join(value.encode() for value in self.values)

    @classmethod
    def decode(cls, data: bytes) -> Config:
        """Raises BadPayload."""
        if len(data) < 4:
            raise BadPayload("attributes too short", Notify.PAYLOAD_MALFORMED, Kind.ATTRIBUTES)
        type_, reserved, identifier = _HEAD.unpack_from(data)
        if reserved:
            raise BadPayload("attributes: reserved", Notify.PAYLOAD_MALFORMED, Kind.ATTRIBUTES, True)
        found = cls(type_, identifier)
        at = 4
        while at < len(data):
            if at + 4 > len(data):
                raise BadPayload("attribute cut off", Notify.PAYLOAD_MALFORMED, Kind.ATTRIBUTES)
            head, value = _ATTRIBUTE.unpack_from(data, at)
            at += 4
            if head & 0x8000:
                found.values.append(CfgValue.of(head & 0x7FFF, value))
                continue
            if value > len(data) - at:
                raise BadPayload("attribute length", Notify.PAYLOAD_MALFORMED, Kind.ATTRIBUTES)
            found.values.append(CfgValue(head, data[at : at + value]))
            at += value
        return found

    def get(self, type_: int) -> CfgValue | None:
        """The first attribute of a type."""
        return next((value for value in self.values if value.type == type_), None)
