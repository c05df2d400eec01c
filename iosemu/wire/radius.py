"""RADIUS (RFC 2865, 2866): packets, hidden passwords, and the authenticators that prove them.

| code (1) | identifier (1) | length (2) | authenticator (16) | attributes: type (1), length (1), value | …

The Request Authenticator of an Access-Request is drawn; those of Accounting-Requests and of all replies are digests:
MD5(code + identifier + length + Request Authenticator, zero for accounting, + attributes + secret). An attribute of a
vendor (26) holds the vendor's number and attributes of its own.
"""

from __future__ import annotations

import hmac
from enum import IntEnum
from hashlib import md5
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

CISCO = 9
HEAD = 20  # octets
LONGEST = 4096
ACCESS_PORT, ACCOUNTING_PORT = 1812, 1813
OLD_ACCESS_PORT, OLD_ACCOUNTING_PORT = 1645, 1646
LONGEST_PASSWORD = 128  # octets
_HEAD = Struct("!BBH16s")
_ZERO = bytes(16)


class Code(IntEnum):
    ACCESS_REQUEST = 1
    ACCESS_ACCEPT = 2
    ACCESS_REJECT = 3
    ACCOUNTING_REQUEST = 4
    ACCOUNTING_RESPONSE = 5
    ACCESS_CHALLENGE = 11


class Attr(IntEnum):
    USER_NAME = 1
    USER_PASSWORD = 2
    NAS_IP_ADDRESS = 4
    NAS_PORT = 5
    SERVICE_TYPE = 6
    LOGIN_IP_HOST = 14
    LOGIN_SERVICE = 15
    LOGIN_TCP_PORT = 16
    REPLY_MESSAGE = 18
    STATE = 24
    CLASS = 25
    VENDOR_SPECIFIC = 26
    SESSION_TIMEOUT = 27
    IDLE_TIMEOUT = 28
    CALLING_STATION_ID = 31
    ACCT_STATUS_TYPE = 40
    ACCT_DELAY_TIME = 41
    ACCT_SESSION_ID = 44
    ACCT_AUTHENTIC = 45
    ACCT_SESSION_TIME = 46
    ACCT_TERMINATE_CAUSE = 49
    NAS_PORT_TYPE = 61
    MESSAGE_AUTHENTICATOR = 80
    NAS_PORT_ID = 87


class Status(IntEnum):
    """Acct-Status-Type."""

    START = 1
    STOP = 2
    INTERIM = 3
    ON = 7
    OFF = 8


class Service(IntEnum):
    """Service-Type."""

    LOGIN = 1
    OUTBOUND = 5
    ADMINISTRATIVE = 6
    NAS_PROMPT = 7


class Authentic(IntEnum):
    """Acct-Authentic."""

    RADIUS = 1
    LOCAL = 2
    REMOTE = 3


class Cause(IntEnum):
    """Acct-Terminate-Cause."""

    USER_REQUEST = 1
    LOST_CARRIER = 2
    IDLE_TIMEOUT = 4
    ADMIN_RESET = 6
    ADMIN_REBOOT = 7


ASYNC, VIRTUAL = 0, 5  # NAS-Port-Type


@dataclass(slots=True)
class Packet:
    code: int
    id: int
    authenticator: bytes = _ZERO
    attributes: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, kind: int, value: str | int | bytes) -> None:
        """A text, a number of four octets, or octets. Raises ValueError for more than 253 of them."""
        if isinstance(value, int):
            value = value.to_bytes(4, "big")
        elif isinstance(value, str):
            value = value.encode("utf-8", "surrogateescape")
        if len(value) > 253:
            raise ValueError("too long")
        self.attributes.append((kind, value))

    def add_pair(self, text: str) -> None:
        """A Cisco-AVPair, ``shell:priv-lvl=15``."""
        value = text.encode("utf-8", "surrogateescape")
        self.add(Attr.VENDOR_SPECIFIC, CISCO.to_bytes(4, "big") + bytes((1, len(value) + 2)) + value)

    def first(self, kind: int) -> bytes | None:
        return next((value for each, value in self.attributes if each == kind), None)

    def text(self, kind: int) -> str:
        """"" when there is none."""
        return (self.first(kind) or b"").decode("utf-8", "replace")

    def number(self, kind: int) -> int | None:
        """None also where it has not four octets."""
        value = self.first(kind)
        return int.from_bytes(value, "big") if value is not None and len(value) == 4 else None

    def pairs(self) -> list[str]:
        """All Cisco-AVPairs."""
        found = []
        for kind, value in self.attributes:
            if kind == Attr.VENDOR_SPECIFIC:
                found += [text.decode("utf-8", "replace") for number, text in vendor(value) if number == 1]
        return found

    def encode(self) -> bytes:
        """Raises ValueError for a packet that is too long."""
        body = b"".join(bytes((kind, len(value) + 2)) + value for kind, value in self.attributes)
        if HEAD + len(body) > LONGEST:
            raise ValueError("too long")
        return _HEAD.pack(self.code, self.id, HEAD + len(body), self.authenticator) + body

    @classmethod
    def decode(cls, data: bytes) -> Packet:
        """Octets behind the length are padding."""
        if len(data) < HEAD:
            raise Malformed("shorter than its header")
        code, number, length, authenticator = _HEAD.unpack_from(data)
        if not HEAD <= length <= min(len(data), LONGEST):
            raise Malformed("bad length")
        packet = cls(code, number, authenticator)
        at = HEAD
        while at < length:
            size = data[at + 1] if at + 1 < length else 0
            if size < 2 or at + size > length:
                raise Malformed("bad attribute")
            packet.attributes.append((data[at], data[at + 2 : at + size]))
            at += size
        return packet

    # authenticators

    def seal(self, secret: bytes, request: bytes = _ZERO) -> None:
        """The digest of an Accounting-Request, or of a reply to a request with this authenticator."""
        self.authenticator = self._digest(secret, request)

    def sealed(self, secret: bytes, request: bytes = _ZERO) -> bool:
        return hmac.compare_digest(self.authenticator, self._digest(secret, request))

    def _digest(self, secret: bytes, request: bytes) -> bytes:
        data = self.encode()
        return md5(data[:4] + request + data[HEAD:] + secret).digest()

    def sign(self, secret: bytes, request: bytes) -> None:
        """Message-Authenticator (RFC 3579 section 3.2); in a reply before it is sealed. `request` is the authenticator
        of the request."""
        self.attributes.append((Attr.MESSAGE_AUTHENTICATOR, _ZERO))
        self.attributes[-1] = Attr.MESSAGE_AUTHENTICATOR, self._signature(secret, request)

    def signed(self, secret: bytes, request: bytes) -> bool | None:
        """None: it is not signed."""
        found = self.first(Attr.MESSAGE_AUTHENTICATOR)
        return None if found is None else hmac.compare_digest(found, self._signature(secret, request))

    def _signature(self, secret: bytes, request: bytes) -> bytes:
        blank = [(kind, _ZERO if kind == Attr.MESSAGE_AUTHENTICATOR else value) for kind, value in self.attributes]
        return hmac.digest(secret, Packet(self.code, self.id, request, blank).encode(), "md5")


def vendor(value: bytes) -> list[tuple[int, bytes]]:
    """What is in a vendor's attribute if it is Cisco's; what does not fit is left out."""
    found: list[tuple[int, bytes]] = []
    if int.from_bytes(value[:4], "big") != CISCO:
        return found
    at = 4
    while at + 2 <= len(value) and 2 <= value[at + 1] <= len(value) - at:
        found.append((value[at], value[at + 2 : at + value[at + 1]]))
        at += value[at + 1]
    return found


def hide(password: bytes, secret: bytes, authenticator: bytes) -> bytes:
    """User-Password (RFC 2865 section 5.2): 16 to 128 octets."""
    data = password[:LONGEST_PASSWORD]
    data += bytes(-len(data) % 16) or (b"" if data else _ZERO)
    return _chained(data, secret, authenticator, hiding=True)


def reveal(hidden: bytes, secret: bytes, authenticator: bytes) -> bytes:
    """The password; with another secret something else. Raises Malformed for a length that none has."""
    if not hidden or len(hidden) % 16 or len(hidden) > LONGEST_PASSWORD:
        raise Malformed("bad User-Password")
    return _chained(hidden, secret, authenticator, hiding=False).rstrip(b"\0")


def _chained(data: bytes, secret: bytes, last: bytes, hiding: bool) -> bytes:
    done = b""
    for at in range(0, len(data), 16):
        block = data[at : at + 16]
        key = md5(secret + last).digest()
        out = bytes(one ^ other for one, other in zip(block, key, strict=True))
        done += out
        last = out if hiding else block
    return done
