"""TFTP (RFC 1350) with options (RFC 2347): requests, data, acknowledgements, errors.

| 1 read, 2 write (2) | file name | 0 | mode | 0 | option | 0 | value | 0 | … |
| 3 data (2) | block (2) | up to a block of data |
| 4 acknowledgement (2) | block (2) |
| 5 error (2) | code (2) | message | 0 |
| 6 options taken (2) | option | 0 | value | 0 | … |
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

PORT = 69
BLOCK = 512  # octets, when nothing is agreed
SMALLEST, GREATEST = 8, 65464  # that may be agreed (RFC 2348)
_TWO = Struct("!HH")


class Code(IntEnum):
    """Of an error."""

    UNDEFINED = 0
    NOT_FOUND = 1
    VIOLATION = 2
    FULL = 3
    ILLEGAL = 4
    UNKNOWN_ID = 5
    EXISTS = 6
    NO_USER = 7
    OPTIONS = 8


@dataclass(slots=True)
class Request:
    write: bool
    name: str
    mode: str = "octet"
    options: dict[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        return (b"\0\2" if self.write else b"\0\1") + _strings(self.name, self.mode) + _options(self.options)


@dataclass(slots=True)
class Data:
    block: int
    payload: bytes = b""

    def encode(self) -> bytes:
        return _TWO.pack(3, self.block) + self.payload


@dataclass(slots=True)
class Ack:
    block: int

    def encode(self) -> bytes:
        return _TWO.pack(4, self.block)


@dataclass(slots=True)
class Error:
    code: int
    message: str = ""

    def encode(self) -> bytes:
        return _TWO.pack(5, self.code) + _strings(self.message)


@dataclass(slots=True)
class OptionAck:
    options: dict[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        return b"\0\6" + _options(self.options)


Message = Request | Data | Ack | Error | OptionAck


def decode(data: bytes) -> Message:
    """Raises Malformed."""
    if len(data) < 4:
        raise Malformed("TFTP: too short")
    kind, number = _TWO.unpack_from(data)
    if kind in (1, 2):
        texts = _split(data[2:])
        if len(texts) < 2 or len(texts) % 2:
            raise Malformed("TFTP: a request without name and mode")
        return Request(kind == 2, texts[0], texts[1], _pairs(texts[2:]))
    if kind == 3:
        return Data(number, data[4:])
    if kind == 4:
        return Ack(number)
    if kind == 5:
        return Error(number, data[4:].split(b"\0", 1)[0].decode("latin-1"))
    if kind == 6:
        return OptionAck(_pairs(_split(data[2:])))
    raise Malformed("TFTP: unknown kind")


def _split(data: bytes) -> list[str]:
    if not data.endswith(b"\0"):
        raise Malformed("TFTP: a text without end")
    return [part.decode("latin-1") for part in data[:-1].split(b"\0")]


def _pairs(texts: list[str]) -> dict[str, str]:
    if len(texts) % 2:
        raise Malformed("TFTP: an option without value")
    return {name.lower(): value for name, value in zip(texts[::2], texts[1::2], strict=True)}


def _strings(*texts: str) -> bytes:
    return b"".join(text.encode("latin-1", "replace").replace(b"\0", b"") + b"\0" for text in texts)


def _options(options: dict[str, str]) -> bytes:
    return b"".join(_strings(name, value) for name, value in options.items())
