"""ICMPv6 (RFC 4443) and neighbour discovery (RFC 4861, 4862, 4191, 8106).

    | type (1) | code (1) | checksum (2) | rest of header (4) | payload |

Neighbour solicitation and advertisement: rest of header (flags R, S, O in the top bits of an advertisement), target
(16), options. Router solicitation: options. Router advertisement: rest = hop limit (8), M, O, preference (2 bits), 0,
lifetime in seconds (16); reachable time in ms (4), retransmission timer in ms (4), options. Redirect: target (16),
destination (16), options. An option: type (1), length in units of 8 bytes (1), data.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.types import Mac
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum
from iosemu.wire.icmp import Quote
from iosemu.wire.ipv6 import ICMPV6
from iosemu.wire.pseudo import pseudo

UNREACHABLE = 1
TOO_BIG = 2
TIME_EXCEEDED = 3
PARAMETER_PROBLEM = 4
ECHO = 128
ECHO_REPLY = 129
ROUTER_SOLICITATION = 133
ROUTER_ADVERTISEMENT = 134
NEIGHBOR_SOLICITATION = 135
NEIGHBOR_ADVERTISEMENT = 136
REDIRECT = 137

# codes of UNREACHABLE
NO_ROUTE, PROHIBITED, BEYOND_SCOPE, ADDRESS, PORT, POLICY, REJECT = range(7)
HOP_LIMIT, REASSEMBLY = 0, 1  # of TIME_EXCEEDED
UNKNOWN_HEADER = 1  # of PARAMETER_PROBLEM

# options
SOURCE_LINK, TARGET_LINK, PREFIX, REDIRECTED, MTU = 1, 2, 3, 4, 5
RDNSS = 25

_HEADER = Struct("!BBHI")
_PREFIX = Struct("!BBBBIII16s")
ROUTER, SOLICITED, OVERRIDE = 1 << 31, 1 << 30, 1 << 29  # flags of an advertisement
ON_LINK, AUTONOMOUS = 0x80, 0x40  # flags of a prefix


@dataclass(slots=True)
class Icmp6:
    """`rest` is the second word of the header."""

    type: int
    code: int = 0
    rest: int = 0
    payload: bytes = b""

    @property
    def error(self) -> bool:
        return self.type < 128

    @property
    def ident(self) -> int:
        return self.rest >> 16

    @property
    def sequence(self) -> int:
        return self.rest & 0xFFFF

    @property
    def mtu(self) -> int:
        """Of "packet too big", bytes."""
        return self.rest

    def encode(self, src: int, dst: int) -> bytes:
        data = _HEADER.pack(self.type, self.code, 0, self.rest) + self.payload
        check = checksum(pseudo(src, dst, ICMPV6, len(data), True) + data)
        return data[:2] + check.to_bytes(2, "big") + data[4:]

    @classmethod
    def decode(cls, data: bytes, src: int, dst: int) -> Icmp6:
        """Raises Malformed: too short or bad checksum."""
        if len(data) < 8:
            raise Malformed("ICMPv6: shorter than a header")
        if checksum(pseudo(src, dst, ICMPV6, len(data), True) + data):
            raise Malformed("ICMPv6: bad checksum")
        kind, code, _, rest = _HEADER.unpack_from(data)
        return cls(kind, code, rest, data[8:])


@dataclass(slots=True)
class PrefixOption:
    """Lifetimes in seconds, 0xFFFFFFFF: for ever."""

    network: int
    length: int
    flags: int
    valid: int
    preferred: int

    def encode(self) -> bytes:
        network = self.network.to_bytes(16, "big")
        return _PREFIX.pack(PREFIX, 4, self.length, self.flags, self.valid, self.preferred, 0, network)


@dataclass(slots=True)
class Options:
    """Those of a message of neighbour discovery that anybody looks at."""

    source: Mac | None = None
    target: Mac | None = None
    mtu: int | None = None
    prefixes: list[PrefixOption] = field(default_factory=list)
    redirected: bytes = b""  # the first bytes of the datagram that a redirect is about

    def encode(self) -> bytes:
        parts = [
            bytes((kind, 1)) + mac.to_bytes(6, "big")
            for kind, mac in ((SOURCE_LINK, self.source), (TARGET_LINK, self.target)) if mac is not None
        ]  # fmt: skip
        if self.mtu is not None:
            parts.append(bytes((MTU, 1, 0, 0)) + self.mtu.to_bytes(4, "big"))
        parts += [prefix.encode() for prefix in self.prefixes]
        if self.redirected:
            quoted = self.redirected[: len(self.redirected) & ~7]
            parts.append(bytes((REDIRECTED, 1 + len(quoted) // 8, 0, 0, 0, 0, 0, 0)) + quoted)
        return b"".join(parts)

    @classmethod
    def decode(cls, data: bytes) -> Options:
        """Raises Malformed: an option of no length, or one that is cut (RFC 4861 section 6.1)."""
        found = cls()
        for kind, body in _options(data):
            if kind == SOURCE_LINK and len(body) == 8:
                found.source = int.from_bytes(body[2:], "big")
            elif kind == TARGET_LINK and len(body) == 8:
                found.target = int.from_bytes(body[2:], "big")
            elif kind == MTU and len(body) == 8:
                found.mtu = int.from_bytes(body[4:], "big")
            elif kind == REDIRECTED:
                found.redirected = body[8:]
            elif kind == PREFIX and len(body) == 32 and body[2] <= 128:
                _, _, length, flags, valid, preferred, _, network = _PREFIX.unpack(body)
                found.prefixes.append(PrefixOption(int.from_bytes(network, "big"), length, flags, valid, preferred))
        return found


def _options(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        size = 8 * data[at + 1] if at + 2 <= len(data) else 0
        if not size or at + size > len(data):
            raise Malformed("ICMPv6: bad option")
        yield data[at], data[at : at + size]
        at += size


@dataclass(slots=True)
class Neighbor:
    """A solicitation or an advertisement: what is asked or told of `target`."""

    target: int
    flags: int = 0  # ROUTER, SOLICITED, OVERRIDE
    options: Options = field(default_factory=Options)

    def message(self, kind: int) -> Icmp6:
        return Icmp6(kind, 0, self.flags, self.target.to_bytes(16, "big") + self.options.encode())

    @classmethod
    def of(cls, message: Icmp6) -> Neighbor:
        """Raises Malformed."""
        if len(message.payload) < 16:
            raise Malformed("ICMPv6: no target")
        target = int.from_bytes(message.payload[:16], "big")
        return cls(target, message.rest, Options.decode(message.payload[16:]))


@dataclass(slots=True)
class Advertisement:
    """Of a router. `lifetime` in seconds (0: no default router), `reachable` and `retransmit` in ms (0: not said).

    `preference`: 1 high, 0 medium, 3 low (RFC 4191).
    """

    hop_limit: int = 64
    managed: bool = False
    other: bool = False
    preference: int = 0
    lifetime: int = 1800
    reachable: int = 0
    retransmit: int = 0
    options: Options = field(default_factory=Options)

    def message(self) -> Icmp6:
        flags = self.managed << 7 | self.other << 6 | self.preference << 3
        rest = self.hop_limit << 24 | flags << 16 | self.lifetime
        times = self.reachable.to_bytes(4, "big") + self.retransmit.to_bytes(4, "big")
        return Icmp6(ROUTER_ADVERTISEMENT, 0, rest, times + self.options.encode())

    @classmethod
    def of(cls, message: Icmp6) -> Advertisement:
        """Raises Malformed."""
        data, rest = message.payload, message.rest
        if len(data) < 8:
            raise Malformed("ICMPv6: router advertisement too short")
        flags = rest >> 16 & 0xFF
        return cls(
            rest >> 24, bool(flags & 0x80), bool(flags & 0x40), flags >> 3 & 3, rest & 0xFFFF,
            int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big"), Options.decode(data[8:]),
        )  # fmt: skip


@dataclass(slots=True)
class Redirect:
    """Datagrams to `destination` had better go to `target`: a router, or (the same address) the destination itself."""

    target: int
    destination: int
    options: Options = field(default_factory=Options)

    def message(self) -> Icmp6:
        ends = self.target.to_bytes(16, "big") + self.destination.to_bytes(16, "big")
        return Icmp6(REDIRECT, 0, 0, ends + self.options.encode())

    @classmethod
    def of(cls, message: Icmp6) -> Redirect:
        """Raises Malformed."""
        data = message.payload
        if len(data) < 32:
            raise Malformed("ICMPv6: redirect too short")
        target, destination = int.from_bytes(data[:16], "big"), int.from_bytes(data[16:32], "big")
        return cls(target, destination, Options.decode(data[32:]))


@dataclass(slots=True)
class Quote6(Quote):
    """What an error quotes: the header of the datagram and the first bytes behind its extension headers; `ident` is 0.
    """

    @classmethod
    def decode(cls, data: bytes) -> Quote6:
        """Raises Malformed without a whole header. The quoted datagram is cut: its length is not checked."""
        if len(data) < 40 or data[0] >> 4 != 6:
            raise Malformed("ICMPv6: no quoted datagram")
        behind, at = data[6], 40
        while behind in (0, 43, 44, 60) and at + 8 <= len(data):
            step = 8 if behind == 44 else 8 + 8 * data[at + 1]
            behind, at = data[at], at + step
        src, dst = int.from_bytes(data[8:24], "big"), int.from_bytes(data[24:40], "big")
        return cls(src, dst, behind, 0, data[7], data[at:])
