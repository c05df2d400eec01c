"""DHCP (RFC 2131) with its options (RFC 2132), and what relay agents add (RFC 3046).

| op (1) | htype (1) | hlen (1) | hops (1) | xid (4) | secs (2) | flags (2) | ciaddr (4) | yiaddr (4) | siaddr (4) |
| giaddr (4) | chaddr (16) | sname (64) | file (128) | 63 82 53 63 | code (1) | length (1) | value | … | 255 |
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

SERVER, CLIENT = 67, 68  # ports
REQUEST, REPLY = 1, 2  # op
BROADCAST = 0x8000  # of the flags: the client cannot take a unicast answer yet
ETHERNET = 1  # htype
SMALLEST = 300  # octets (RFC 1542 section 2.1)
COOKIE = b"\x63\x82\x53\x63"
FOREVER = 0xFFFFFFFF  # seconds of a lease
_HEAD = Struct("!BBBBIHHIIII16s64s128s")


class Kind(IntEnum):
    """Option 53."""

    DISCOVER = 1
    OFFER = 2
    REQUEST = 3
    DECLINE = 4
    ACK = 5
    NAK = 6
    RELEASE = 7
    INFORM = 8


class Option(IntEnum):
    """Codes of options that somebody here speaks of."""

    MASK = 1
    ROUTERS = 3
    DNS = 6
    HOSTNAME = 12
    DOMAIN = 15
    STATIC_ROUTES = 33
    VENDOR = 43
    NETBIOS_SERVERS = 44
    NETBIOS_TYPE = 46
    ADDRESS = 50  # that the client would like
    LEASE = 51
    OVERLOAD = 52
    KIND = 53
    SERVER = 54
    PARAMETERS = 55  # that the client would like
    MESSAGE = 56
    LARGEST = 57  # message that the client takes
    RENEWAL = 58  # T1
    REBINDING = 59  # T2
    CLASS = 60
    CLIENT = 61
    RELAY = 82
    TFTP = 150


@dataclass(slots=True)
class Dhcp:
    """`options` in the order in which they are sent; a BOOTP message has none."""

    op: int
    xid: int
    chaddr: bytes
    htype: int = ETHERNET
    hops: int = 0
    secs: int = 0
    flags: int = 0
    ciaddr: int = 0
    yiaddr: int = 0
    siaddr: int = 0
    giaddr: int = 0
    sname: str = ""
    file: str = ""
    options: dict[int, bytes] = field(default_factory=dict)

    @property
    def kind(self) -> int | None:
        """One of `Kind`, or whatever else it says; None of BOOTP."""
        value = self.options.get(Option.KIND)
        return value[0] if value else None

    @property
    def broadcast(self) -> bool:
        return bool(self.flags & BROADCAST)

    def number(self, option: int) -> int | None:
        """The value of an option that is a number or an address; None where it is missing or empty."""
        value = self.options.get(option)
        return int.from_bytes(value[:4], "big") if value else None

    def addresses(self, option: int) -> tuple[int, ...]:
        value = self.options.get(option, b"")
        return tuple(int.from_bytes(value[at : at + 4], "big") for at in range(0, len(value) - 3, 4))

    def text(self, option: int) -> str:
        return self.options.get(option, b"").rstrip(b"\0").decode("latin-1")

    def encode(self, smallest: int = SMALLEST) -> bytes:
        """Filled up with zeros to `smallest` octets. Values above 255 octets are split (RFC 3396)."""
        data = _HEAD.pack(
            self.op, self.htype, len(self.chaddr), self.hops, self.xid, self.secs, self.flags, self.ciaddr,
            self.yiaddr, self.siaddr, self.giaddr, self.chaddr, _padded(self.sname), _padded(self.file),
        )  # fmt: skip
        parts = [data]
        if self.options:
            parts.append(COOKIE)
            for code, value in self.options.items():
                for at in range(0, len(value) or 1, 255):
                    piece = value[at : at + 255]
                    parts.append(bytes((code, len(piece))) + piece)
            parts.append(b"\xff")
        return b"".join(parts).ljust(smallest, b"\0")

    @classmethod
    def decode(cls, data: bytes) -> Dhcp:
        """Raises Malformed."""
        if len(data) < _HEAD.size:
            raise Malformed("DHCP: shorter than its header")
        op, htype, hlen, hops, xid, secs, flags, *four, chaddr, sname, file = _HEAD.unpack_from(data)
        ciaddr, yiaddr, siaddr, giaddr = four
        if op not in (REQUEST, REPLY):
            raise Malformed("DHCP: neither request nor reply")
        if hlen > 16:
            raise Malformed("DHCP: hardware address too long")
        options: dict[int, bytes] = {}
        rest = data[_HEAD.size :]
        if rest[:4] == COOKIE:
            _read(rest[4:], options)
            overload = options.pop(Option.OVERLOAD, b"\0")[:1]
            if overload and overload[0] & 1:
                _read(file, options)
                file = b""
            if overload and overload[0] & 2:
                _read(sname, options)
                sname = b""
        return cls(
            op, xid, chaddr[:hlen], htype, hops, secs, flags, ciaddr, yiaddr, siaddr, giaddr, _text(sname), _text(file),
            options,
        )  # fmt: skip


def _padded(text: str) -> bytes:
    return text.encode("latin-1", "replace")


def _text(data: bytes) -> str:
    return data.split(b"\0", 1)[0].decode("latin-1")


def _read(data: bytes, into: dict[int, bytes]) -> None:
    at = 0
    while at < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        if at + 2 > len(data) or at + 2 + data[at + 1] > len(data):
            raise Malformed("DHCP: an option is cut off")
        end = at + 2 + data[at + 1]
        into[data[at]] = into.get(data[at], b"") + data[at + 2 : end]
        at = end


def addresses(values: Iterable[int]) -> bytes:
    """The value of an option that is a list of addresses."""
    return b"".join(each.to_bytes(4, "big") for each in values)


def sub_options(data: bytes) -> dict[int, bytes]:
    """Of option 82. Raises Malformed."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        if at + 2 > len(data) or at + 2 + data[at + 1] > len(data):
            raise Malformed("DHCP: a sub-option is cut off")
        found[data[at]] = data[at + 2 : at + 2 + data[at + 1]]
        at += 2 + data[at + 1]
    return found
