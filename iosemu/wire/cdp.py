"""Cisco Discovery Protocol version 2, over SNAP (OUI 00000C, type 2000), HDLC or GRE (protocol 2000).

| version (1) | time to live, s (1) | checksum (2) | TLV: type (2), length (2), value … |
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from functools import lru_cache
from struct import Struct

from iosemu.records import dataclass, field
from iosemu.types import Prefix
from iosemu.wire import Malformed, printable
from iosemu.wire.checksum import checksum

PROTOCOL = 0x2000
MULTICAST = 0x01000CCCCCCC
SNAP = b"\xaa\xaa\x03\x00\x00\x0c\x20\x00"

_HEAD = Struct("!HH")


class Tlv(IntEnum):
    DEVICE_ID = 1
    ADDRESSES = 2
    PORT_ID = 3
    CAPABILITIES = 4
    VERSION = 5
    PLATFORM = 6
    IP_PREFIXES = 7  # on-demand routing: the prefixes of a stub, or the hub's address as gateway
    VTP_DOMAIN = 9
    NATIVE_VLAN = 10
    DUPLEX = 11
    MANAGEMENT = 22


class Capability(IntFlag):
    ROUTER = 0x01
    TRANSPARENT_BRIDGE = 0x02
    SOURCE_ROUTE_BRIDGE = 0x04
    SWITCH = 0x08
    HOST = 0x10
    IGMP = 0x20
    REPEATER = 0x40


@dataclass(slots=True)
class Cdp:
    """`prefixes` and `gateway` are what on-demand routing carries; `full_duplex` None: not said."""

    ttl: int
    device_id: str = ""
    addresses: list[int] = field(default_factory=list)
    port_id: str = ""
    capabilities: int = 0
    software: str = ""
    platform: str = ""
    prefixes: list[Prefix] = field(default_factory=list)
    gateway: int | None = None
    vtp_domain: str | None = None
    native_vlan: int | None = None
    full_duplex: bool | None = None
    management: list[int] = field(default_factory=list)
    version: int = 2

    def encode(self) -> bytes:
        parts = [_tlv(Tlv.DEVICE_ID, self.device_id.encode()), _tlv(Tlv.ADDRESSES, _addresses(self.addresses))]
        parts.append(_tlv(Tlv.PORT_ID, self.port_id.encode()))
        parts.append(_tlv(Tlv.CAPABILITIES, self.capabilities.to_bytes(4, "big")))
        parts.append(_tlv(Tlv.VERSION, self.software.encode()))
        parts.append(_tlv(Tlv.PLATFORM, self.platform.encode()))
        if self.gateway is not None:
            parts.append(_tlv(Tlv.IP_PREFIXES, self.gateway.to_bytes(4, "big")))
        elif self.prefixes:
            value = b"".join(prefix.network.to_bytes(4, "big") + bytes([prefix.length]) for prefix in self.prefixes)
            parts.append(_tlv(Tlv.IP_PREFIXES, value))
        if self.vtp_domain is not None:
            parts.append(_tlv(Tlv.VTP_DOMAIN, self.vtp_domain.encode()))
        if self.native_vlan is not None:
            parts.append(_tlv(Tlv.NATIVE_VLAN, self.native_vlan.to_bytes(2, "big")))
        if self.full_duplex is not None:
            parts.append(_tlv(Tlv.DUPLEX, bytes([self.full_duplex])))
        if self.management:
            parts.append(_tlv(Tlv.MANAGEMENT, _addresses(self.management)))
        body = b"".join(parts)
        head = bytes((self.version, self.ttl))
        return head + _checksum(head + b"\0\0" + body).to_bytes(2, "big") + body

    @classmethod
    def decode(cls, data: bytes) -> Cdp:
        """Raises Malformed: short, other version, bad checksum, a TLV that overruns. Unknown TLVs are passed over."""
        if len(data) < 4 or data[0] not in (1, 2):
            raise Malformed("CDP: too short or unknown version")
        if _checksum(data[:2] + b"\0\0" + data[4:]) != data[2] << 8 | data[3]:
            raise Malformed("CDP: bad checksum")
        packet = cls(data[1], version=data[0])
        at = 4
        while at < len(data):
            if at + 4 > len(data):
                raise Malformed("CDP: TLV shorter than its head")
            kind, length = _HEAD.unpack_from(data, at)
            if length < 4 or at + length > len(data):
                raise Malformed("CDP: TLV overruns the packet")
            packet._take(kind, data[at + 4 : at + length])
            at += length
        return packet

    def _take(self, kind: int, value: bytes) -> None:
        if kind == Tlv.DEVICE_ID:
            self.device_id = _text(value)
        elif kind == Tlv.ADDRESSES:
            self.addresses = _take_addresses(value)
        elif kind == Tlv.PORT_ID:
            self.port_id = _text(value)
        elif kind == Tlv.CAPABILITIES:
            self.capabilities = int.from_bytes(value[:4], "big")
        elif kind == Tlv.VERSION:
            self.software = _text(value, "\n")
        elif kind == Tlv.PLATFORM:
            self.platform = _text(value)
        elif kind == Tlv.IP_PREFIXES:
            if len(value) == 4:
                self.gateway = int.from_bytes(value, "big")
            else:
                self.prefixes = [
                    Prefix.of(int.from_bytes(value[at : at + 4], "big"), value[at + 4])
                    for at in range(0, len(value) - 4, 5)
                    if value[at + 4] <= 32
                ]
        elif kind == Tlv.VTP_DOMAIN:
            self.vtp_domain = _text(value)
        elif kind == Tlv.NATIVE_VLAN:
            self.native_vlan = int.from_bytes(value[:2], "big")
        elif kind == Tlv.DUPLEX:
            self.full_duplex = value[:1] == b"\1"
        elif kind == Tlv.MANAGEMENT:
            self.management = _take_addresses(value)


def _text(value: bytes, keep: str = "") -> str:
    return _shared_text(value, keep) if len(value) < _SHORT else printable(value, keep)


_SHORT = 512  # octets


@lru_cache(maxsize=1024)
def _shared_text(value: bytes, keep: str) -> str:
    """All on a segment hear the same names and the same release: they keep one text of it."""
    return printable(value, keep)


def _checksum(data: bytes) -> int:
    """The Internet checksum; a last odd octet counts as the low half of a word, sign extended above 127."""
    if len(data) & 1:
        last = data[-1]
        if last & 0x80:
            head = data[:-1]
            total = (int.from_bytes(head, "big") % 65535 + (0xFF00 | last) - 1) % 65535
            return 65535 - total if total else 65535
        data = data[:-1] + b"\0" + data[-1:]
    return checksum(data)


def _tlv(kind: int, value: bytes) -> bytes:
    return _HEAD.pack(kind, 4 + len(value)) + value


def _addresses(addresses: list[int]) -> bytes:
    """NLPID 0xCC: IPv4."""
    entries = b"".join(b"\x01\x01\xcc\x00\x04" + address.to_bytes(4, "big") for address in addresses)
    return len(addresses).to_bytes(4, "big") + entries


def _take_addresses(value: bytes) -> list[int]:
    """The IPv4 ones of a list; what is cut off is left out."""
    found = []
    at = 4
    for _ in range(min(int.from_bytes(value[:4], "big"), len(value))):
        if at + 2 > len(value):
            break
        protocol = value[at + 2 : at + 2 + value[at + 1]]
        at += 2 + value[at + 1]
        size = int.from_bytes(value[at : at + 2], "big")
        address = value[at + 2 : at + 2 + size]
        at += 2 + size
        if protocol == b"\xcc" and len(address) == 4:
            found.append(int.from_bytes(address, "big"))
    return found
