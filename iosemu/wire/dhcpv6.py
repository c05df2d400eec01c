"""DHCP for IPv6 (RFC 8415), with the options of name servers (RFC 3646).

| msg-type (1) | transaction-id (3) | code (2) | length (2) | value | …
Of relay agents:
| msg-type (1) | hop-count (1) | link-address (16) | peer-address (16) | code (2) | length (2) | value | …
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

CLIENT, SERVER = 546, 547  # ports
ALL_AGENTS = 0xFF02 << 112 | 1 << 16 | 2  # relay agents and servers of a link
ALL_SERVERS = 0xFF05 << 112 | 1 << 16 | 3
FOREVER = 0xFFFFFFFF  # seconds
_OPTION = Struct("!HH")
_IA = Struct("!III")
_ADDRESS = Struct("!16sII")
_PREFIX = Struct("!IIB16s")


class Kind(IntEnum):
    """Of a message."""

    SOLICIT = 1
    ADVERTISE = 2
    REQUEST = 3
    CONFIRM = 4
    RENEW = 5
    REBIND = 6
    REPLY = 7
    RELEASE = 8
    DECLINE = 9
    RECONFIGURE = 10
    INFORMATION_REQUEST = 11
    RELAY_FORWARD = 12
    RELAY_REPLY = 13


class Option(IntEnum):
    """Codes of options that somebody here speaks of."""

    CLIENT = 1
    SERVER = 2
    IA_NA = 3
    ADDRESS = 5
    ASKED = 6  # codes of options that the client would like
    PREFERENCE = 7
    ELAPSED = 8  # hundredths of a second
    MESSAGE = 9  # that a relay agent carries
    STATUS = 13
    RAPID = 14
    INTERFACE = 18  # of a relay agent
    DNS = 23
    DOMAIN = 24
    IA_PD = 25
    PREFIX = 26
    REFRESH = 32  # seconds until information is asked for again


class Status(IntEnum):
    SUCCESS = 0
    UNSPECIFIED = 1
    NO_ADDRESSES = 2
    NO_BINDING = 3
    NOT_ON_LINK = 4
    USE_MULTICAST = 5
    NO_PREFIXES = 6


@dataclass(slots=True)
class Lease:
    """An address (length 128), or a prefix; lifetimes in seconds."""

    value: int
    length: int = 128
    preferred: int = 0
    valid: int = 0


@dataclass(slots=True)
class Association:
    """IA_NA, or with `prefixes` IA_PD: what a client has under one identifier; times in seconds."""

    ident: int
    prefixes: bool = False
    t1: int = 0
    t2: int = 0
    leases: list[Lease] = field(default_factory=list)
    status: int | None = None  # None: not said

    def encode(self) -> bytes:
        body = _IA.pack(self.ident, self.t1, self.t2)
        for each in self.leases:
            value = each.value.to_bytes(16, "big")
            if self.prefixes:
                body += _option(Option.PREFIX, _PREFIX.pack(each.preferred, each.valid, each.length, value))
            else:
                body += _option(Option.ADDRESS, _ADDRESS.pack(value, each.preferred, each.valid))
        if self.status is not None:
            body += _option(Option.STATUS, status(self.status))
        return body

    @classmethod
    def decode(cls, code: int, data: bytes) -> Association:
        """Raises Malformed."""
        if len(data) < 12:
            raise Malformed("DHCPv6: short identity association")
        ident, t1, t2 = _IA.unpack_from(data)
        found = cls(ident, code == Option.IA_PD, t1, t2)
        for inner, value in _options(data[12:]):
            if inner == Option.STATUS:
                found.status = _status(value)
            elif inner == Option.ADDRESS and not found.prefixes:
                if len(value) < 24:
                    raise Malformed("DHCPv6: short address")
                address, preferred, valid = _ADDRESS.unpack_from(value)
                found.leases.append(Lease(int.from_bytes(address, "big"), 128, preferred, valid))
            elif inner == Option.PREFIX and found.prefixes:
                if len(value) < 25 or value[8] > 128:
                    raise Malformed("DHCPv6: bad prefix")
                preferred, valid, length, prefix = _PREFIX.unpack_from(value)
                found.leases.append(Lease(int.from_bytes(prefix, "big"), length, preferred, valid))
        return found


@dataclass(slots=True)
class Message:
    """Of a client or a server; `options` in the order in which they are sent."""

    kind: int
    xid: int
    options: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, code: int, value: bytes = b"") -> None:
        self.options.append((code, value))

    def associate(self, association: Association) -> None:
        self.add(Option.IA_PD if association.prefixes else Option.IA_NA, association.encode())

    def find(self, code: int) -> bytes | None:
        """The first of that code."""
        return next((value for each, value in self.options if each == code), None)

    @property
    def associations(self) -> list[Association]:
        """Raises Malformed."""
        codes = (Option.IA_NA, Option.IA_PD)
        return [Association.decode(code, value) for code, value in self.options if code in codes]

    @property
    def status(self) -> int:
        value = self.find(Option.STATUS)
        return _status(value) if value is not None else Status.SUCCESS

    @property
    def dns(self) -> list[int]:
        value = self.find(Option.DNS) or b""
        return [int.from_bytes(value[at : at + 16], "big") for at in range(0, len(value) - 15, 16)]

    @property
    def domains(self) -> list[str]:
        return names(self.find(Option.DOMAIN) or b"")

    def encode(self) -> bytes:
        return (self.kind << 24 | self.xid).to_bytes(4, "big") + b"".join(_option(*each) for each in self.options)

    @classmethod
    def decode(cls, data: bytes) -> Message:
        """Raises Malformed, for relay agents' messages, too."""
        if len(data) < 4 or data[0] in (Kind.RELAY_FORWARD, Kind.RELAY_REPLY):
            raise Malformed("DHCPv6: no message of a client or server")
        found = cls(data[0], int.from_bytes(data[1:4], "big"), list(_options(data[4:])))
        _ = found.associations, found.status
        return found


@dataclass(slots=True)
class Relayed:
    """What a relay agent makes of a message, or of what another one made of it. `link` names the client's link (0: the
    interface does), `peer` is who sent it."""

    kind: int
    hops: int
    link: int
    peer: int
    options: list[tuple[int, bytes]] = field(default_factory=list)

    def find(self, code: int) -> bytes | None:
        return next((value for each, value in self.options if each == code), None)

    def encode(self) -> bytes:
        head = bytes((self.kind, self.hops)) + self.link.to_bytes(16, "big") + self.peer.to_bytes(16, "big")
        return head + b"".join(_option(*each) for each in self.options)

    @classmethod
    def decode(cls, data: bytes) -> Relayed:
        """Raises Malformed."""
        if len(data) < 34 or data[0] not in (Kind.RELAY_FORWARD, Kind.RELAY_REPLY):
            raise Malformed("DHCPv6: no message of a relay agent")
        link, peer = int.from_bytes(data[2:18], "big"), int.from_bytes(data[18:34], "big")
        return cls(data[0], data[1], link, peer, list(_options(data[34:])))


def _option(code: int, value: bytes) -> bytes:
    return _OPTION.pack(code, len(value)) + value


def _options(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(data):
        if at + 4 > len(data):
            raise Malformed("DHCPv6: short option")
        code, length = _OPTION.unpack_from(data, at)
        at += 4
        if at + length > len(data):
            raise Malformed("DHCPv6: option longer than its message")
        found.append((code, data[at : at + length]))
        at += length
    return found


def status(code: int, text: str = "") -> bytes:
    """The value of a status option."""
    return code.to_bytes(2, "big") + text.encode()


def _status(value: bytes) -> int:
    if len(value) < 2:
        raise Malformed("DHCPv6: short status")
    return int.from_bytes(value[:2], "big")


def addresses(values: list[int]) -> bytes:
    return b"".join(each.to_bytes(16, "big") for each in values)


def domains(values: list[str]) -> bytes:
    """Names as DNS writes them (RFC 1035 section 3.1)."""
    found = b""
    for each in values:
        labels = [label.encode("idna" if not label.isascii() else "ascii")[:63] for label in each.strip(".").split(".")]
        found += b"".join(bytes((len(label),)) + label for label in labels if label) + b"\0"
    return found


def names(data: bytes) -> list[str]:
    """The other way round; what is cut short is left out."""
    found: list[str] = []
    labels: list[str] = []
    at = 0
    while at < len(data):
        length = data[at]
        if length == 0:
            found.append(".".join(labels))
            labels = []
        elif length > 63 or at + 1 + length > len(data):
            return found
        else:
            labels.append(data[at + 1 : at + 1 + length].decode("latin-1"))
        at += 1 + length
    return found
