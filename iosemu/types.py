"""Addresses, prefixes and interface names. Imports nothing of ours.

Inside the product an IPv4 address is an ``int`` and a MAC address an ``int``; text appears only at the edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

IPv4 = int
Mac = int

MAX_IPV4 = 0xFFFFFFFF
MAX_IPV6 = (1 << 128) - 1
BROADCAST_MAC: Mac = 0xFFFFFFFFFFFF

_DOTTED = r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\Z"


_OCTETS = {str(number): number for number in range(256)}


def parse_ipv4(text: str) -> IPv4:
    """``192.0.2.1`` -> int. Raises ValueError."""
    try:
        one, two, three, four = text.split(".")
        return _OCTETS[one] << 24 | _OCTETS[two] << 16 | _OCTETS[three] << 8 | _OCTETS[four]
    except (KeyError, ValueError):
        return _parse_odd(text)


def _parse_odd(text: str) -> IPv4:
    """With zeros in front, if it is an address at all."""
    match = re.match(_DOTTED, text)
    if match is None:
        raise ValueError(f"not an IPv4 address: {text}")
    a, b, c, d = map(int, match.groups())
    if a > 255 or b > 255 or c > 255 or d > 255:
        raise ValueError(f"not an IPv4 address: {text}")
    return a << 24 | b << 16 | c << 8 | d


@lru_cache(maxsize=65536)
def format_ipv4(address: IPv4) -> str:
    return f"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}"


def format_asn(number: int, dot: bool = False) -> str:
    """Number of an autonomous system, ``65538``; with `dot` ``1.2`` where it has four octets (RFC 5396, asdot)."""
    return f"{number >> 16}.{number & 0xFFFF}" if dot and number > 0xFFFF else str(number)


def mask_of(length: int) -> IPv4:
    """Netmask of a prefix length (0-32)."""
    return MAX_IPV4 << (32 - length) & MAX_IPV4


_MASKS = tuple([format_ipv4(mask_of(length)) for length in range(33)])


def format_mask(length: int) -> str:
    """``255.255.255.0`` of 24."""
    return _MASKS[length]


def parse_ipv6(text: str) -> int:
    """``2001:db8::1`` (RFC 4291 section 2.2) -> int. Raises ValueError."""
    from ipaddress import IPv6Address  # only when there is an IPv6 address: it costs time to load

    try:
        return int(IPv6Address(text))
    except ValueError:
        raise ValueError(f"not an IPv6 address: {text}") from None


def format_ipv6(address: int) -> str:
    """As IOS prints it: RFC 5952, in capitals."""
    from ipaddress import IPv6Address

    return str(IPv6Address(address)).upper()


def format_ip(address: int) -> str:
    """An address of a host, of either family: those of IPv6 have more than 32 bits."""
    return format_ipv4(address) if address <= MAX_IPV4 else format_ipv6(address)


def length_of(mask: IPv4) -> int:
    """Prefix length of a contiguous netmask. Raises ValueError for any other."""
    length = mask.bit_count()
    if mask != mask_of(length):
        raise ValueError(f"not a contiguous mask: {format_ipv4(mask)}")
    return length


class Prefix(NamedTuple):
    """An IPv4 prefix; `network` has no host bits set."""

    network: IPv4
    length: int

    @staticmethod
    def mask_of(length: int) -> int:
        return mask_of(length)

    @classmethod
    def of(cls, address: IPv4, length: int) -> Prefix:
        """The prefix of this length that holds `address`."""
        return cls(address & mask_of(length), length)

    @classmethod
    def parse(cls, text: str) -> Prefix:
        """``10.0.0.0/8``; host bits are cleared. Raises ValueError."""
        address, _, length = text.partition("/")
        if not length.isdigit() or int(length) > 32:
            raise ValueError(f"not a prefix: {text}")
        return cls.of(parse_ipv4(address), int(length))

    @property
    def mask(self) -> IPv4:
        return mask_of(self.length)

    @property
    def broadcast(self) -> IPv4:
        return self.network | (~self.mask & MAX_IPV4)

    def __contains__(self, address: object) -> bool:
        return isinstance(address, int) and (address ^ self.network) & mask_of(self.length) == 0

    def covers(self, other: Prefix) -> bool:
        """Is `other` this prefix or a more specific one inside it?"""
        return other.length >= self.length and (other.network ^ self.network) & mask_of(self.length) == 0

    def __str__(self) -> str:
        return f"{format_ipv4(self.network)}/{self.length}"


DEFAULT_ROUTE = Prefix(0, 0)


class Prefix6(Prefix):
    """An IPv6 prefix. It equals none of IPv4, though both are pairs of numbers."""

    __slots__ = ()

    @classmethod
    def of(cls, address: int, length: int) -> Prefix6:
        return cls(address & cls.mask_of(length), length)

    @classmethod
    def parse(cls, text: str) -> Prefix6:
        address, _, length = text.partition("/")
        if not length.isdigit() or int(length) > 128:
            raise ValueError(f"not a prefix: {text}")
        return cls.of(parse_ipv6(address), int(length))

    @staticmethod
    def mask_of(length: int) -> int:
        return MAX_IPV6 << (128 - length) & MAX_IPV6

    @property
    def mask(self) -> int:
        return self.mask_of(self.length)

    @property
    def broadcast(self) -> int:
        """The last address; IPv6 has no broadcast."""
        return self.network | (~self.mask & MAX_IPV6)

    def __contains__(self, address: object) -> bool:
        return isinstance(address, int) and (address ^ self.network) & self.mask == 0

    def covers(self, other: Prefix) -> bool:
        return (
            isinstance(other, Prefix6)
            and other.length >= self.length
            and (other.network ^ self.network) & self.mask == 0
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prefix6) and tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return tuple.__hash__(self) ^ 6

    def __str__(self) -> str:
        return f"{format_ipv6(self.network)}/{self.length}"


DEFAULT_ROUTE6 = Prefix6(0, 0)


def classful_length(address: IPv4) -> int:
    """Length of the major network (A /8, B /16, C /24, else /32)."""
    if address >> 31 == 0:
        return 8
    if address >> 30 == 2:
        return 16
    return 24 if address >> 29 == 6 else 32


def is_multicast(address: IPv4) -> bool:
    return address >> 28 == 14


def is_unicast(address: IPv4) -> bool:
    """May it be the address of a host: not 0/8, 127/8, class D or E."""
    return 0 < address >> 24 < 224 and address >> 24 != 127


def usable_destination(prefix: Prefix) -> bool:
    """May a routing protocol install it (RFC 1812 section 7.5.2): the default route, or unicast networks; of IPv6 none
    that is of one link."""
    if isinstance(prefix, Prefix6):
        network = prefix.network
        return not prefix.length or (network > 1 and network >> 120 != 0xFF and network >> 118 != 0x3FA)
    return prefix == DEFAULT_ROUTE or is_unicast(prefix.network) or (prefix.network == 0 and 0 < prefix.length < 8)


def format_mac(mac: Mac) -> str:
    """IOS form: ``aabb.cc00.0100``."""
    text = f"{mac:012x}"
    return f"{text[:4]}.{text[4:8]}.{text[8:]}"


def parse_mac(text: str) -> Mac:
    """``aabb.cc00.0100`` or ``aa:bb:cc:00:01:00``. Raises ValueError."""
    digits = re.sub(r"[.:-]", "", text)
    if not re.fullmatch(r"[0-9a-fA-F]{12}", digits):
        raise ValueError(f"not a MAC address: {text}")
    return int(digits, 16)


# kind -> the short form that IOS prints in tables
INTERFACE_KINDS: dict[str, str] = {
    "Ethernet": "Et",
    "FastEthernet": "Fa",
    "GigabitEthernet": "Gi",
    "TenGigabitEthernet": "Te",
    "Serial": "Se",
    "Loopback": "Lo",
    "NVI": "NV",
    "Tunnel": "Tu",
    "Null": "Nu",
    "Virtual-Template": "Vt",
    "Virtual-Access": "Vi",
    "Vlan": "Vl",
    "Dialer": "Di",
    "Port-channel": "Po",
    "BVI": "BV",
}

_EVERY_KIND = tuple(INTERFACE_KINDS)
_NAME = re.compile(r"([A-Za-z-]+?)\s*(\d+(?:/\d+)*)(?:\.(\d+))?\Z")


class InterfaceName(NamedTuple):
    """``GigabitEthernet0/1.100`` = kind GigabitEthernet, unit (0, 1), sub 100. Sorts as IOS lists those of a kind."""

    kind: str
    unit: tuple[int, ...]
    sub: int | None = None

    def __lt__(self, other: tuple[object, ...]) -> bool:
        """The main interface stands before its subinterfaces."""
        if not isinstance(other, InterfaceName):
            return NotImplemented
        return self._rank < other._rank

    @property
    def _rank(self) -> tuple[str, tuple[int, ...], int]:
        return self.kind, self.unit, -1 if self.sub is None else self.sub

    @classmethod
    def parse(cls, text: str, kinds: tuple[str, ...] = ()) -> InterfaceName:
        """Any unambiguous abbreviation of the kind, any case (``gi0/1``, ``Fa 0/0``). Raises ValueError.

        `kinds` are those there are; without it all.
        """
        return _interface_name(text, kinds or _EVERY_KIND)

    @property
    def number(self) -> str:
        text = "/".join(map(str, self.unit))
        return text if self.sub is None else f"{text}.{self.sub}"

    @property
    def short(self) -> str:
        """``Gi0/1``, ``Tu0``."""
        return INTERFACE_KINDS[self.kind] + self.number

    @property
    def parent(self) -> InterfaceName:
        return InterfaceName(self.kind, self.unit)

    def __str__(self) -> str:
        kind, unit, sub = self
        return f"{kind}{unit[0]}" if sub is None and len(unit) == 1 else kind + self.number


@lru_cache(maxsize=4096)  # most routers have the same interfaces
def _interface_name(text: str, kinds: tuple[str, ...]) -> InterfaceName:
    match = _NAME.match(text)
    kind = interface_kind(match[1], kinds) if match is not None else None
    if match is None or kind is None:
        raise ValueError(f"not an interface name: {text}")
    sub = int(match[3]) if match[3] is not None else None
    return InterfaceName(kind, tuple(map(int, match[2].split("/"))), sub)


def interface_kinds_begun(text: str, kinds: Iterable[str]) -> list[str]:
    """Those of the kinds that `text` begins; an exact one alone."""
    lower = text.lower()
    fits = [kind for kind in kinds if kind.lower().startswith(lower)]
    return [kind for kind in fits if len(kind) == len(text)] or fits


@lru_cache(maxsize=1024)
def interface_kind(text: str, kinds: tuple[str, ...]) -> str | None:
    """The one of the kinds that `text` abbreviates, or None if none or several."""
    found = interface_kinds_begun(text, kinds)
    return found[0] if len(found) == 1 else None


_VERSION = re.compile(r"(\d+)(?:\.(\d+)(?:\((\d+)[a-z]?\)(?:[A-Z]+(\d*)[a-z]?)?|\.(\d+)[a-z]?)?)?")


class Release(tuple[int, ...]):
    """A release as an ordered value: ``Release((15, 2)) < Release((15, 10))``; letters do not count."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Release:
        """``12.4(15)T14`` is (12, 4, 15, 14), ``17.3.4a`` (17, 3, 4), ``16`` (16,). Raises ValueError."""
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ValueError(f"not a release: {text}")
        return cls(int(part) for part in match.groups() if part)

    @property
    def version(self) -> str:
        """What `version` in a running-config says: ``15.2``."""
        return f"{self[0]}.{self[1]}"

    @property
    def text(self) -> str:
        """As documents name it, without letters of a rebuild: ``15.1(2)``, ``16``."""
        if len(self) < 3:
            return ".".join(map(str, self))
        return f"{self.version}({self[2]})" if self[0] < 16 else ".".join(map(str, self))
