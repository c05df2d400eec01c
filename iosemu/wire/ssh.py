"""SSH 2: what stands in its messages (RFC 4251 to 4254, 4256). Packets with their padding and keys: `features/ssh`.

A message is its number and fields, each of a kind (RFC 4251, section 5):

    ?  boolean    u  uint32    s  string    m  mpint    n  name-list    *  the rest, as it is
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from iosemu.records import dataclass
from iosemu.wire import Malformed

LONGEST = 35_000  # octets of a packet that everybody must take


class Msg(IntEnum):
    DISCONNECT = 1
    IGNORE = 2
    UNIMPLEMENTED = 3
    DEBUG = 4
    SERVICE_REQUEST = 5
    SERVICE_ACCEPT = 6
    EXT_INFO = 7
    KEXINIT = 20
    NEWKEYS = 21
    KEXDH_INIT = 30
    KEXDH_REPLY = 31
    USERAUTH_REQUEST = 50
    USERAUTH_FAILURE = 51
    USERAUTH_SUCCESS = 52
    USERAUTH_BANNER = 53
    INFO_REQUEST = 60
    INFO_RESPONSE = 61
    GLOBAL_REQUEST = 80
    REQUEST_SUCCESS = 81
    REQUEST_FAILURE = 82
    CHANNEL_OPEN = 90
    OPEN_CONFIRMATION = 91
    OPEN_FAILURE = 92
    WINDOW_ADJUST = 93
    DATA = 94
    EXTENDED_DATA = 95
    EOF = 96
    CLOSE = 97
    CHANNEL_REQUEST = 98
    CHANNEL_SUCCESS = 99
    CHANNEL_FAILURE = 100


FIELDS: dict[int, str] = {
    Msg.DISCONNECT: "uss", Msg.IGNORE: "s", Msg.UNIMPLEMENTED: "u", Msg.DEBUG: "?ss", Msg.SERVICE_REQUEST: "s",
    Msg.SERVICE_ACCEPT: "s", Msg.EXT_INFO: "*", Msg.NEWKEYS: "", Msg.KEXDH_INIT: "s", Msg.KEXDH_REPLY: "sss",
    Msg.USERAUTH_REQUEST: "sss*", Msg.USERAUTH_FAILURE: "n?", Msg.USERAUTH_SUCCESS: "", Msg.USERAUTH_BANNER: "ss",
    Msg.INFO_REQUEST: "sssu*", Msg.INFO_RESPONSE: "u*", Msg.GLOBAL_REQUEST: "s?*", Msg.REQUEST_SUCCESS: "*",
    Msg.REQUEST_FAILURE: "", Msg.CHANNEL_OPEN: "suuu*", Msg.OPEN_CONFIRMATION: "uuuu*", Msg.OPEN_FAILURE: "uuss",
    Msg.WINDOW_ADJUST: "uu", Msg.DATA: "us", Msg.EXTENDED_DATA: "uus", Msg.EOF: "u", Msg.CLOSE: "u",
    Msg.CHANNEL_REQUEST: "us?*", Msg.CHANNEL_SUCCESS: "u", Msg.CHANNEL_FAILURE: "u",
}  # fmt: skip


def uint32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def mpint(number: int) -> bytes:
    """Of one that is not negative."""
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")


class Reader:
    """Fields one after the other. Raises Malformed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        found = self.data[self.at : self.at + size]
        if len(found) != size:
            raise Malformed("a field is cut off")
        self.at += size
        return found

    def uint32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.uint32())

    def mpint(self) -> int:
        number = int.from_bytes(self.string(), "big", signed=True)
        if number < 0:
            raise Malformed("a negative number")
        return number

    def names(self) -> list[str]:
        try:
            text = self.string().decode("ascii")
        except UnicodeDecodeError:
            raise Malformed("a name of other characters") from None
        return text.split(",") if text else []

    def rest(self) -> bytes:
        return self.take(len(self.data) - self.at)

    def field(self, kind: str) -> Any:
        if kind == "?":
            return self.take(1) != b"\0"
        return {"u": self.uint32, "s": self.string, "m": self.mpint, "n": self.names, "*": self.rest}[kind]()

    def end(self) -> None:
        if self.at != len(self.data):
            raise Malformed("something is left over")


def _written(kind: str, value: Any) -> bytes:
    if kind == "?":
        return bytes([bool(value)])
    if kind == "n":
        return string(",".join(value).encode())
    if kind == "*":
        return bytes(value)
    if kind == "s":
        return string(value)
    return uint32(value) if kind == "u" else mpint(value)


def encode(number: int, *values: Any) -> bytes:
    """A message."""
    return bytes([number]) + b"".join(map(_written, FIELDS[number], values))


def decode(payload: bytes) -> tuple[int, list[Any]]:
    """Number and fields. Raises Malformed, also for a message that is none of these (`KexInit` has its own)."""
    if not payload or payload[0] not in FIELDS:
        raise Malformed(f"message {payload[0] if payload else 'without a number'}")
    reader = Reader(payload[1:])
    values = [reader.field(kind) for kind in FIELDS[payload[0]]]
    reader.end()
    return payload[0], values


@dataclass(slots=True)
class KexInit:
    """What one end offers, best first (RFC 4253, section 7.1)."""

    cookie: bytes
    lists: list[list[str]]  # kex, host keys, ciphers to the server and back, MACs, compressions, languages
    follows: bool = False  # a guessed message comes behind

    @property
    def kex(self) -> list[str]:
        return self.lists[0]

    @property
    def hostkeys(self) -> list[str]:
        return self.lists[1]

    @property
    def ciphers(self) -> list[list[str]]:
        """To the server, and back."""
        return self.lists[2:4]

    @property
    def macs(self) -> list[list[str]]:
        return self.lists[4:6]

    def encode(self) -> bytes:
        told = b"".join(_written("n", each) for each in self.lists)
        return bytes([Msg.KEXINIT]) + self.cookie + told + _written("?", self.follows) + uint32(0)

    @classmethod
    def decode(cls, payload: bytes) -> KexInit:
        """Raises Malformed."""
        reader = Reader(payload)
        if reader.take(1) != bytes([Msg.KEXINIT]):
            raise Malformed("no KEXINIT")
        cookie = reader.take(16)
        lists = [reader.names() for _ in range(10)]
        follows = bool(reader.field("?"))
        reader.uint32()
        reader.end()
        return cls(cookie, lists, follows)
