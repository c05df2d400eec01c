"""BGP-4 messages (RFC 4271 section 4), capabilities (RFC 5492, 4760, 2918, 7313, 6793, 4724), route refresh with
outbound route filters (RFC 5291, 5292).

| marker: 16 × ff | length (2) | type (1) | body |          length counts all, 19 to 4096 bytes
OPEN          | version (1) | AS (2) | hold time (2) | identifier (4) | length (1) | optional parameters |
UPDATE        | length (2) | withdrawn | length (2) | path attributes | networks |        see `bgp_update`
NOTIFICATION  | code (1) | subcode (1) | data |
ROUTE-REFRESH | AFI (2) | subtype (1) | SAFI (1) |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix, Prefix6
from iosemu.wire import Malformed

PORT = 179
VERSION = 4
MARKER = b"\xff" * 16
HEADER = 19
LONGEST = 4096
AS_TRANS = 23456  # RFC 6793: stands where a number of four octets does not fit
IPV4_UNICAST = (1, 1)  # AFI, SAFI
IPV6_UNICAST = (2, 1)
FAMILIES = {False: IPV4_UNICAST, True: IPV6_UNICAST}  # by whether it is that of IPv6


class Kind(IntEnum):
    OPEN = 1
    UPDATE = 2
    NOTIFICATION = 3
    KEEPALIVE = 4
    ROUTE_REFRESH = 5


class Code(IntEnum):
    """Of a NOTIFICATION."""

    HEADER = 1
    OPEN = 2
    UPDATE = 3
    HOLD = 4
    FSM = 5
    CEASE = 6
    ROUTE_REFRESH = 7


class Header(IntEnum):
    """Subcodes of `Code.HEADER`."""

    NOT_SYNCHRONIZED = 1
    LENGTH = 2
    TYPE = 3


class Opening(IntEnum):
    """Subcodes of `Code.OPEN`."""

    VERSION = 1
    PEER_AS = 2
    IDENTIFIER = 3
    PARAMETER = 4
    AUTHENTICATION = 5
    HOLD_TIME = 6
    CAPABILITY = 7


class Updating(IntEnum):
    """Subcodes of `Code.UPDATE`."""

    MALFORMED = 1
    UNRECOGNIZED = 2
    MISSING = 3
    FLAGS = 4
    LENGTH = 5
    ORIGIN = 6
    NEXT_HOP = 8
    OPTIONAL = 9
    NETWORK = 10
    AS_PATH = 11


class Cease(IntEnum):
    """Subcodes of `Code.CEASE` (RFC 4486)."""

    PREFIXES = 1
    SHUTDOWN = 2
    DECONFIGURED = 3
    RESET = 4
    REJECTED = 5
    CONFIGURATION = 6
    COLLISION = 7
    RESOURCES = 8


class BgpError(Malformed):
    """What the far end sent breaks the rules; code, subcode and data are those of the NOTIFICATION that answers."""

    def __init__(self, code: int, subcode: int, data: bytes = b"") -> None:
        super().__init__(f"BGP: {int(code)}/{int(subcode)}")
        self.code = int(code)
        self.subcode = int(subcode)
        self.data = data

    def __reduce__(self) -> tuple[type[BgpError], tuple[int, int, bytes]]:
        return BgpError, (self.code, self.subcode, self.data)


def frame(kind: int, body: bytes = b"") -> bytes:
    return MARKER + (HEADER + len(body)).to_bytes(2, "big") + bytes((kind,)) + body


KEEPALIVE = frame(Kind.KEEPALIVE)
_SHORTEST = {Kind.OPEN: 29, Kind.UPDATE: 23, Kind.NOTIFICATION: 21, Kind.KEEPALIVE: 19, Kind.ROUTE_REFRESH: 23}
_KINDS = frozenset(map(int, Kind))


def messages(stream: bytearray) -> Iterator[tuple[int, bytes]]:
    """Type and body of each whole message at the beginning of the stream, which loses them. Raises BgpError."""
    at, end = 0, len(stream)
    try:
        while end - at >= HEADER:
            if not stream.startswith(MARKER, at):
                raise BgpError(Code.HEADER, Header.NOT_SYNCHRONIZED)
            length, kind = stream[at + 16] << 8 | stream[at + 17], stream[at + 18]
            if not HEADER <= length <= LONGEST:
                raise BgpError(Code.HEADER, Header.LENGTH, bytes(stream[at + 16 : at + 18]))
            if kind not in _KINDS:
                raise BgpError(Code.HEADER, Header.TYPE, bytes((kind,)))
            if length < _SHORTEST[Kind(kind)] or (kind == Kind.KEEPALIVE and length != HEADER):
                raise BgpError(Code.HEADER, Header.LENGTH, bytes(stream[at + 16 : at + 18]))
            if end - at < length:
                return
            body = bytes(stream[at + HEADER : at + length])
            at += length
            yield kind, body
    finally:
        del stream[:at]


# OPEN


class Cap(IntEnum):
    """Capability codes."""

    MULTIPROTOCOL = 1
    ROUTE_REFRESH = 2
    ORF = 3
    GRACEFUL_RESTART = 64
    FOUR_OCTETS = 65
    ENHANCED_REFRESH = 70
    OLD_REFRESH = 128
    OLD_ORF = 130  # as IOS had it before there was a number


@dataclass(slots=True)
class Restart:
    """The graceful restart capability: seconds until the session is back, and whether forwarding goes on, by family."""

    time: int
    restarting: bool = False
    families: dict[tuple[int, int], bool] = field(default_factory=dict)


@dataclass(slots=True)
class Open:
    """`asn` is the whole number, also where the AS field can only say AS_TRANS.

    `capabilities` as they stand: (code, value). `families` is empty when the far end names none: then it speaks of
    IPv4 unicast alone (RFC 4760).
    """

    asn: int
    hold: int
    identifier: IPv4
    capabilities: list[tuple[int, bytes]] = field(default_factory=list)
    version: int = VERSION
    parameters: int = 0  # bytes of optional parameters, of a decoded one
    two: int = 0  # what the AS field said, of a decoded one
    lengths: list[int] = field(default_factory=list)  # of each optional parameter, of a decoded one

    def has(self, code: int) -> bool:
        return any(own == code for own, _ in self.capabilities)

    def value(self, code: int) -> bytes | None:
        return next((value for own, value in self.capabilities if own == code), None)

    @property
    def four_octets(self) -> bool:
        return self.has(Cap.FOUR_OCTETS)

    @property
    def families(self) -> list[tuple[int, int]]:
        return [
            (value[0] << 8 | value[1], value[3])
            for code, value in self.capabilities
            if code == Cap.MULTIPROTOCOL and len(value) == 4
        ]

    @property
    def refreshes(self) -> bool:
        return self.has(Cap.ROUTE_REFRESH) or self.has(Cap.OLD_REFRESH)

    @property
    def restart(self) -> Restart | None:
        value = self.value(Cap.GRACEFUL_RESTART)
        if value is None or len(value) < 2 or len(value) % 4 != 2:
            return None
        word = value[0] << 8 | value[1]
        parts = [value[at : at + 4] for at in range(2, len(value), 4)]
        families = {(part[0] << 8 | part[1], part[2]): bool(part[3] & 0x80) for part in parts}
        return Restart(word & 0xFFF, bool(word & 0x8000), families)

    @property
    def speaks(self) -> frozenset[tuple[int, int]]:
        """The families that it takes part in."""
        return frozenset(self.families or (IPV4_UNICAST,))

    def filters(self, family: tuple[int, int] = IPV4_UNICAST) -> dict[int, int]:
        """What it can do with lists of prefixes of a family, by type: a `Way`, or both in one (RFC 5291)."""
        found: dict[int, int] = {}
        head = bytes((family[0] >> 8, family[0] & 255, 0, family[1]))
        for code, value in self.capabilities:
            if code not in (Cap.ORF, Cap.OLD_ORF) or value[:4] != head:
                continue
            for at in range(5, len(value) - 1, 2):
                if value[at] in (PREFIX_LIST, OLD_PREFIX_LIST) and 1 <= value[at + 1] <= 3:
                    found[value[at]] = value[at + 1]
        return found

    def encode(self) -> bytes:
        """Each capability in a parameter of its own, as IOS does."""
        parameters = b"".join(
            bytes((2, len(value) + 2, code, len(value))) + value for code, value in self.capabilities
        )
        two = self.asn if self.asn < 65536 else AS_TRANS
        head = bytes((self.version,)) + two.to_bytes(2, "big") + self.hold.to_bytes(2, "big")
        return head + self.identifier.to_bytes(4, "big") + bytes((len(parameters),)) + parameters

    def message(self) -> bytes:
        return frame(Kind.OPEN, self.encode())

    @classmethod
    def decode(cls, body: bytes) -> Open:
        """Raises BgpError for what is wrong whoever the far end may be: version, hold time, identifier, parameters."""
        if len(body) < 10:
            raise BgpError(Code.HEADER, Header.LENGTH, (HEADER + len(body)).to_bytes(2, "big"))
        if body[0] != VERSION:
            raise BgpError(Code.OPEN, Opening.VERSION, b"\0\4")
        two, hold = body[1] << 8 | body[2], body[3] << 8 | body[4]
        found = cls(two, hold, int.from_bytes(body[5:9], "big"), parameters=body[9], two=two)
        if len(body) != 10 + body[9]:
            raise BgpError(Code.OPEN, 0)
        at = 10
        while at < len(body):
            if at + 2 > len(body) or at + 2 + body[at + 1] > len(body):
                raise BgpError(Code.OPEN, 0)
            end = at + 2 + body[at + 1]
            if body[at] != 2:
                raise BgpError(Code.OPEN, Opening.PARAMETER, body[at:end])
            found.lengths.append(end - at - 2)
            found._take(body[at + 2 : end])
            at = end
        four = found.value(Cap.FOUR_OCTETS)
        if four is not None:
            if len(four) != 4:
                raise BgpError(Code.OPEN, 0)
            found.asn = int.from_bytes(four, "big")
        if hold in (1, 2):
            raise BgpError(Code.OPEN, Opening.HOLD_TIME)
        if found.identifier in (0, 0xFFFFFFFF):
            raise BgpError(Code.OPEN, Opening.IDENTIFIER, body[5:9])
        return found

    def _take(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if at + 2 > len(data) or at + 2 + data[at + 1] > len(data):
                raise BgpError(Code.OPEN, 0)
            self.capabilities.append((data[at], data[at + 2 : at + 2 + data[at + 1]]))
            at += 2 + data[at + 1]


def multiprotocol(afi: int, safi: int) -> tuple[int, bytes]:
    return Cap.MULTIPROTOCOL, bytes((afi >> 8, afi & 255, 0, safi))


def four_octets(asn: int) -> tuple[int, bytes]:
    return Cap.FOUR_OCTETS, asn.to_bytes(4, "big")


def graceful_restart(restart: Restart) -> tuple[int, bytes]:
    value = (restart.time & 0xFFF | (0x8000 if restart.restarting else 0)).to_bytes(2, "big")
    for (afi, safi), forwards in restart.families.items():
        value += bytes((afi >> 8, afi & 255, safi, 0x80 if forwards else 0))
    return Cap.GRACEFUL_RESTART, value


def outbound_filters(way: int, family: tuple[int, int] = IPV4_UNICAST) -> list[tuple[int, bytes]]:
    """The capability of RFC 5291 and the one before it, each with its type of prefix lists."""
    pairs = (Cap.ORF, PREFIX_LIST), (Cap.OLD_ORF, OLD_PREFIX_LIST)
    return [(int(code), bytes((family[0] >> 8, family[0] & 255, 0, family[1], 1, kind, way))) for code, kind in pairs]


# NOTIFICATION, ROUTE-REFRESH


@dataclass(slots=True)
class Notification:
    code: int
    subcode: int
    data: bytes = b""

    def encode(self) -> bytes:
        return bytes((self.code, self.subcode)) + self.data[: LONGEST - 21]

    def message(self) -> bytes:
        return frame(Kind.NOTIFICATION, self.encode())

    @classmethod
    def decode(cls, body: bytes) -> Notification:
        """Any two bytes or more are one."""
        if len(body) < 2:
            raise BgpError(Code.HEADER, Header.LENGTH, (HEADER + len(body)).to_bytes(2, "big"))
        return cls(body[0], body[1], body[2:])


class Refresh(IntEnum):
    """Subtypes (RFC 7313)."""

    REQUEST = 0
    BEGIN = 1
    END = 2


PREFIX_LIST = 64  # types of outbound route filters
OLD_PREFIX_LIST = 128


class Way(IntEnum):
    """Of outbound route filters, as the capability has it."""

    RECEIVE = 1
    SEND = 2


class When(IntEnum):
    """Does an ORF count at once, or with the next request?"""

    IMMEDIATE = 1
    DEFER = 2


class OrfAction(IntEnum):
    ADD = 0
    REMOVE = 1
    REMOVE_ALL = 2


class OrfEntry(NamedTuple):
    """A line of a prefix list (RFC 5292); lengths of 0 are not said.

    | action (2) match (1): 1 deny, reserved (5) | sequence (4 octets) | least | most | length | prefix |
    """

    action: int
    permit: bool = True
    sequence: int = 0
    least: int = 0
    most: int = 0
    prefix: Prefix = Prefix(0, 0)

    def encode(self) -> bytes:
        head = bytes((self.action << 6 | (0 if self.permit else 0x20),))
        if self.action == OrfAction.REMOVE_ALL:
            return head
        return head + self.sequence.to_bytes(4, "big") + bytes((self.least, self.most)) + pack_prefixes((self.prefix,))


def decode_filter(data: bytes, wide: bool = False) -> list[OrfEntry] | None:
    """`wide`: of IPv6. None: there is something in it that nobody knows, and the whole filter goes (RFC 5291 section
    4)."""
    found, at = [], 0
    longest = 128 if wide else 32
    while at < len(data):
        action, permit = data[at] >> 6, not data[at] & 0x20
        if action == OrfAction.REMOVE_ALL:
            found.append(OrfEntry(action))
            at += 1
            continue
        size = 8 + ((data[at + 7] + 7) >> 3) if at + 8 <= len(data) else 0
        if action > OrfAction.REMOVE_ALL or not size or at + size > len(data):
            return None
        least, most, length = data[at + 5 : at + 8]
        if (
            length > longest
            or (least and not length <= least <= longest)
            or (most and not (least or length) <= most <= longest)
        ):
            return None
        [prefix] = unpack_prefixes(data[at + 7 : at + size], wide)
        found.append(OrfEntry(action, permit, int.from_bytes(data[at + 1 : at + 5], "big"), least, most, prefix))
        at += size
    return found


@dataclass(slots=True)
class RouteRefresh:
    """| AFI (2) | subtype | SAFI |, and with filters: | when | type | length (2) | entries | … (RFC 5291)."""

    afi: int = 1
    safi: int = 1
    subtype: int = Refresh.REQUEST
    when: int = 0  # 0: it has no filters
    filters: list[tuple[int, bytes]] = field(default_factory=list)  # type, entries

    def encode(self) -> bytes:
        head = bytes((self.afi >> 8, self.afi & 255, self.subtype, self.safi))
        if not self.when:
            return head
        parts = [bytes((kind,)) + len(data).to_bytes(2, "big") + data for kind, data in self.filters]
        return head + bytes((self.when,)) + b"".join(parts)

    def message(self) -> bytes:
        return frame(Kind.ROUTE_REFRESH, self.encode())

    @classmethod
    def decode(cls, body: bytes) -> RouteRefresh:
        """Raises BgpError unless it has four bytes, or whole filters behind them."""
        wrong = BgpError(Code.ROUTE_REFRESH, 1, frame(Kind.ROUTE_REFRESH, body))
        if len(body) < 4 or (len(body) > 4 and body[2]):
            raise wrong
        found = cls(body[0] << 8 | body[1], body[3], body[2])
        if len(body) == 4:
            return found
        found.when, at = body[4], 5
        while at < len(body):
            end = at + 3 + int.from_bytes(body[at + 1 : at + 3], "big")
            if at + 3 > len(body) or end > len(body):
                raise wrong
            found.filters.append((body[at], body[at + 3 : end]))
            at = end
        return found


# networks


def pack_prefixes(prefixes: Iterable[Prefix]) -> bytes:
    return b"".join(
        bytes((each.length,))
        + each.network.to_bytes(16 if isinstance(each, Prefix6) else 4, "big")[: (each.length + 7) >> 3]
        for each in prefixes
    )


def unpack_prefixes(data: bytes, wide: bool = False) -> list[Prefix]:
    """`wide`: of IPv6. Bits behind the length are ignored (RFC 4271 section 4.3). Raises BgpError."""
    if wide:
        return _unpack_prefixes6(data)
    found: list[Prefix] = []
    add, new, make = found.append, tuple.__new__, int.from_bytes
    at, end = 0, len(data)
    while at < end:
        length = data[at]
        size = (length + 7) >> 3
        after = at + 1 + size
        if length > 32 or after > end:
            raise BgpError(Code.UPDATE, Updating.NETWORK)
        network = make(data[at + 1 : after], "big") << (32 - 8 * size)
        add(new(Prefix, (network & _MASKS[length], length)))
        at = after
    return found


def _unpack_prefixes6(data: bytes) -> list[Prefix]:
    found: list[Prefix] = []
    at = 0
    while at < len(data):
        length = data[at]
        size = (length + 7) >> 3
        after = at + 1 + size
        if length > 128 or after > len(data):
            raise BgpError(Code.UPDATE, Updating.NETWORK)
        found.append(Prefix6.of(int.from_bytes(data[at + 1 : after], "big") << (128 - 8 * size), length))
        at = after
    return found


_MASKS = tuple(0xFFFFFFFF << (32 - length) & 0xFFFFFFFF for length in range(33))
