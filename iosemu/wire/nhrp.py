"""NHRP, the Next Hop Resolution Protocol (RFC 2332), with Cisco's NAT extension and traffic indication.

Fixed header, 20 octets:

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    |            ar$afn             |          ar$pro.type          |
    |                          ar$pro.snap                          |
    |  ar$pro.snap  |   ar$hopcnt   |            ar$pktsz           |
    |           ar$chksum           |            ar$extoff          |
    | ar$op.version |   ar$op.type  |    ar$shtl    |    ar$sstl    |

Mandatory part (an error indication has error code and offset in place of the request ID):

    | Src Proto Len | Dst Proto Len |           Flags               |
    |                         Request ID                            |
    |  Source NBMA Address, Subaddress, Source and Destination Protocol Address (variable length) |

then client information entries (an error or traffic indication: the packet that caused it), then extensions:

    |    Code       | Prefix Length |         unused                |
    |  Maximum Transmission Unit    |        Holding Time           |
    |  Cli Addr T/L | Cli SAddr T/L | Cli Proto Len |  Preference   |
    |  Client NBMA Address, Subaddress, Client Protocol Address (variable length) |

    |C|u|        Type               |        Length                 |  value ...

Addresses are IPv4; an address of length 0 is None.
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass, field
from iosemu.wire import Malformed
from iosemu.wire.checksum import checksum

AFN_IPV4 = 1
PROTOCOL_IPV4 = 0x0800

# packet types (RFC 2332 section 5.2; 8 is Cisco's)
RESOLUTION_REQUEST = 1
RESOLUTION_REPLY = 2
REGISTRATION_REQUEST = 3
REGISTRATION_REPLY = 4
PURGE_REQUEST = 5
PURGE_REPLY = 6
ERROR_INDICATION = 7
TRAFFIC_INDICATION = 8

TYPE_NAMES = {
    RESOLUTION_REQUEST: "Resolution Request",
    RESOLUTION_REPLY: "Resolution Reply",
    REGISTRATION_REQUEST: "Registration Request",
    REGISTRATION_REPLY: "Registration Reply",
    PURGE_REQUEST: "Purge Request",
    PURGE_REPLY: "Purge Reply",
    ERROR_INDICATION: "Error Indication",
    TRAFFIC_INDICATION: "Traffic Indication",
}

# flags of resolution requests and replies
ROUTER = 0x8000  # Q: the requester is a router
AUTHORITATIVE = 0x4000  # A
DESTINATION_STABLE = 0x2000  # D (B in requests is unused)
UNIQUE = 0x1000  # U
SOURCE_STABLE = 0x0800  # S
# flags of registration requests and replies
REGISTRATION_UNIQUE = 0x8000  # U
# flag of purge requests and replies
NO_REPLY = 0x8000  # N
NAT = 0x0002  # Cisco: NAT extension understood, in all of these

# codes of a client information entry (sections 5.2.2 - 5.2.4)
NO_ERROR = 0
ADMINISTRATIVELY_PROHIBITED = 4
INSUFFICIENT_RESOURCES = 5
NO_BINDING = 12
NOT_UNIQUE = 13
ALREADY_REGISTERED = 14
# codes of an error indication (section 5.2.7)
UNRECOGNIZED_EXTENSION = 1
LOOP_DETECTED = 3
PROTOCOL_ADDRESS_UNREACHABLE = 6
PROTOCOL_ERROR = 7
SDU_SIZE_EXCEEDED = 8
INVALID_EXTENSION = 9
INVALID_REPLY = 10
AUTHENTICATION_FAILURE = 11
HOP_COUNT_EXCEEDED = 15

# extension types (section 5.3; 9 is Cisco's)
EXT_END = 0
EXT_RESPONDER = 3
EXT_FORWARD_TRANSIT = 4
EXT_REVERSE_TRANSIT = 5
EXT_AUTHENTICATION = 7
EXT_VENDOR = 8
EXT_NAT = 9
COMPULSORY = 0x8000
RECOGNIZED = frozenset(
    {EXT_RESPONDER, EXT_FORWARD_TRANSIT, EXT_REVERSE_TRANSIT, EXT_AUTHENTICATION, EXT_VENDOR, EXT_NAT}
)
_CIE_EXTENSIONS = frozenset({EXT_RESPONDER, EXT_FORWARD_TRANSIT, EXT_REVERSE_TRANSIT, EXT_NAT})

CLEARTEXT = 1  # SPI of Cisco's cleartext authentication
CISCO_OUI = b"\x00\x00\x0c"

_FIXED = Struct("!HHIBBHHHBBBB")
_MANDATORY = Struct("!BBHI")
_CIE = Struct("!BBHHHBBBB")
_TLV = Struct("!HH")
HEADER_LENGTH = _FIXED.size


@dataclass(slots=True)
class Cie:
    """Client information entry. `mtu` in bytes, `holding_time` in seconds."""

    code: int = NO_ERROR
    prefix: int = 0
    mtu: int = 0
    holding_time: int = 0
    nbma: int | None = None
    protocol: int | None = None
    preference: int = 0

    @property
    def length(self) -> int:
        return _CIE.size + 4 * ((self.nbma is not None) + (self.protocol is not None))

    def encode(self) -> bytes:
        nbma, protocol = _address(self.nbma), _address(self.protocol)
        head = _CIE.pack(
            self.code, self.prefix, 0, self.mtu, self.holding_time, len(nbma), 0, len(protocol), self.preference
        )
        return head + nbma + protocol


@dataclass(slots=True)
class Extension:
    """`cies` where the type holds client information entries, `data` otherwise."""

    type: int
    compulsory: bool = True
    cies: list[Cie] = field(default_factory=list)
    data: bytes = b""
    at: int = field(default=0, compare=False)  # octets from the start of the packet, set by decoding
    flawed: bool = field(default=False, compare=False)  # of a wrong length; then its octets are in `data`

    @property
    def length(self) -> int:
        return _TLV.size + (len(self.data) or sum([cie.length for cie in self.cies]))

    def encode(self) -> bytes:
        value = self.data or b"".join([cie.encode() for cie in self.cies])
        return _TLV.pack(self.type | (COMPULSORY if self.compulsory else 0), len(value)) + value


@dataclass(slots=True)
class Packet:
    """One NHRP packet. `code`, `offset` and `contents` belong to error and traffic indications only."""

    type: int
    src_nbma: int | None
    src_protocol: int | None
    dst_protocol: int | None
    request_id: int = 0
    flags: int = 0
    hop_count: int = 255
    cies: list[Cie] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    code: int = 0
    offset: int = 0
    contents: bytes = b""
    size: int = field(default=0, compare=False)  # ar$pktsz, set by decoding and encoding
    extension_offset: int = field(default=0, compare=False)  # ar$extoff
    octets: bytes = field(default=b"", compare=False, repr=False)  # as it was received

    @property
    def is_indication(self) -> bool:
        return self.type >= ERROR_INDICATION

    def flaw(self) -> Extension | None:
        """The first extension that has a wrong length, or that an earlier one has given already."""
        seen = set()
        for found in self.extensions:
            if found.flawed or found.type in seen:
                return found
            if found.type in RECOGNIZED and found.type != EXT_VENDOR:
                seen.add(found.type)
        return None

    def extension(self, kind: int) -> Extension | None:
        for found in self.extensions:
            if found.type == kind:
                return found
        return None

    @property
    def length(self) -> int:
        """Of what `encode` gives, bytes."""
        missing = (self.src_nbma, self.src_protocol, self.dst_protocol).count(None)
        length = HEADER_LENGTH + _MANDATORY.size + 4 * (3 - missing)
        length += len(self.contents) if self.is_indication else sum([cie.length for cie in self.cies])
        if self.extensions:
            length += sum([extension.length for extension in self.extensions]) + _TLV.size
        return length

    def encode(self) -> bytes:
        nbma, src, dst = _address(self.src_nbma), _address(self.src_protocol), _address(self.dst_protocol)
        number = self.code << 16 | self.offset if self.is_indication else self.request_id
        body = _MANDATORY.pack(len(src), len(dst), self.flags, number) + nbma + src + dst
        body += self.contents if self.is_indication else b"".join([cie.encode() for cie in self.cies])
        tail = b""
        if self.extensions:
            tail = b"".join([extension.encode() for extension in self.extensions]) + _TLV.pack(COMPULSORY | EXT_END, 0)
        self.extension_offset = HEADER_LENGTH + len(body) if tail else 0
        self.size = HEADER_LENGTH + len(body) + len(tail)
        head = _FIXED.pack(
            AFN_IPV4, PROTOCOL_IPV4, 0, 0, self.hop_count, self.size, 0, self.extension_offset, 1, self.type,
            len(nbma), 0,
        )  # fmt: skip
        value = checksum(head + body + tail)
        return head[:12] + value.to_bytes(2, "big") + head[14:] + body + tail

    @classmethod
    def decode(cls, data: bytes) -> Packet:
        """Raises Malformed: too short, bad lengths, checksum or version, addresses that are not IPv4."""
        if len(data) < HEADER_LENGTH + _MANDATORY.size:
            raise Malformed("NHRP: shorter than its headers")
        afn, protocol, _, _, hops, size, _, extoff, version, kind, shtl, sstl = _FIXED.unpack_from(data)
        if afn != AFN_IPV4 or protocol != PROTOCOL_IPV4 or version != 1:
            raise Malformed("NHRP: address family, protocol or version not supported")
        if kind not in TYPE_NAMES:
            raise Malformed(f"NHRP: unknown packet type {kind}")
        if not HEADER_LENGTH + _MANDATORY.size <= size <= len(data):
            raise Malformed("NHRP: bad packet size")
        if checksum(data[:size]):
            raise Malformed("NHRP: bad checksum")
        end = extoff or size
        src_len, dst_len, flags, number = _MANDATORY.unpack_from(data, HEADER_LENGTH)
        at = HEADER_LENGTH + _MANDATORY.size
        if not at <= end <= size:
            raise Malformed("NHRP: bad extension offset")
        reader = _Reader(data, at, end)
        nbma = reader.address(shtl & 63)
        reader.skip(sstl & 63)
        packet = cls(kind, nbma, reader.address(src_len), reader.address(dst_len), 0, flags, hops)
        packet.size, packet.extension_offset, packet.octets = size, extoff, data[:size]
        if packet.is_indication:
            packet.code, packet.offset = number >> 16, number & 0xFFFF
            packet.contents = data[reader.at : end]
        else:
            packet.request_id = number
            packet.cies = reader.cies()
        if extoff:
            packet.extensions = _extensions(_Reader(data, extoff, size))
        return packet


class _Reader:
    """Walks over `data[at:end]`; anything that does not fit is Malformed."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def skip(self, length: int) -> int:
        """Returns where the skipped bytes begin."""
        at = self.at
        if at + length > self.end:
            raise Malformed("NHRP: field runs over the end")
        self.at = at + length
        return at

    def address(self, length: int) -> int | None:
        if length == 0:
            return None
        if length != 4:
            raise Malformed("NHRP: not an IPv4 address")
        at = self.skip(4)
        return int.from_bytes(self.data[at : at + 4], "big")

    def cies(self) -> list[Cie]:
        found = []
        while self.at < self.end:
            at = self.skip(_CIE.size)
            code, prefix, _, mtu, holding, nbma, sub, protocol, preference = _CIE.unpack_from(self.data, at)
            address = self.address(nbma & 63)
            self.skip(sub & 63)
            found.append(Cie(code, prefix, mtu, holding, address, self.address(protocol), preference))
        return found


def _extensions(reader: _Reader) -> list[Extension]:
    found: list[Extension] = []
    while True:
        kind, length = _TLV.unpack_from(reader.data, reader.skip(_TLV.size))
        at = reader.skip(length)
        if kind & 0x3FFF == EXT_END:
            return found
        extension = Extension(kind & 0x3FFF, bool(kind & COMPULSORY), at=at - _TLV.size)
        extension.data = reader.data[at : at + length]
        if extension.type in _CIE_EXTENSIONS:
            try:
                extension.cies = _Reader(reader.data, at, at + length).cies()
                extension.data = b""
            except Malformed:
                extension.flawed = True
        elif extension.type == EXT_AUTHENTICATION:
            extension.flawed = length <= _TLV.size
        found.append(extension)


def _address(address: int | None) -> bytes:
    return b"" if address is None else address.to_bytes(4, "big")


def cleartext(password: str) -> Extension:
    """Authentication extension with Cisco's cleartext password, in a field of at least eight octets."""
    data = password.encode("ascii", "replace").ljust(8, b"\0")
    return Extension(EXT_AUTHENTICATION, data=_TLV.pack(0, CLEARTEXT) + data)


def password_of(extension: Extension) -> str | None:
    """The cleartext password that it holds; None for another kind of authentication."""
    if len(extension.data) < _TLV.size or _TLV.unpack_from(extension.data) != (0, CLEARTEXT):
        return None
    return extension.data[_TLV.size :].rstrip(b"\0").decode("ascii", "replace")


def vendor(kind: int, value: bytes) -> Extension:
    """Vendor-private extension of Cisco: OUI, kind, length, value."""
    return Extension(EXT_VENDOR, compulsory=False, data=CISCO_OUI + bytes([kind, len(value)]) + value)


def vendor_value(extension: Extension, kind: int) -> bytes | None:
    """The value of this kind in a vendor-private extension of Cisco, None if it holds another."""
    data = extension.data
    if len(data) < 5 or data[:3] != CISCO_OUI or data[3] != kind or len(data) < 5 + data[4]:
        return None
    return data[5 : 5 + data[4]]
