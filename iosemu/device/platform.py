"""What differs from one kind of router to another: ports, MAC addresses, the releases of software that run on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from iosemu.device.release import Software, software_of
from iosemu.records import dataclass, replace
from iosemu.types import INTERFACE_KINDS, InterfaceName

_CREATABLE = frozenset({"Loopback", "Tunnel", "Virtual-Template", "BVI", "Dialer", "Port-channel"})
_ORDER = {kind: number for number, kind in enumerate(INTERFACE_KINDS)}

Slots = tuple[tuple[range, ...], ...]  # each: the numbers that may stand at each place of slot/port
Ports = tuple[tuple[str, Slots], ...]  # by kind


@dataclass(slots=True, frozen=True)
class Platform:
    """`version` is the release that runs, one of `releases`."""

    name: str
    releases: tuple[str, ...]  # the first one: unless a lab says otherwise
    slots: Ports  # ports that the box, or a module for it, can have
    first_mac: int
    chassis: tuple[InterfaceName, ...] = ()  # what is always there
    any_port: bool = False  # accepts every well-formed physical interface name
    version: str = ""

    def __reduce__(self) -> tuple[Callable[[str, str], Platform], tuple[str, str]]:
        return platform_of, (self.name, self.version)

    @property
    def software(self) -> Software:
        return software_of(self.version)

    @property
    def port_kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.slots)

    @property
    def interface_kinds(self) -> tuple[str, ...]:
        """Kinds that the name of an interface may begin with."""
        here = self.port_kinds | _CREATABLE | {"Null"}
        return tuple(kind for kind in INTERFACE_KINDS if kind in here or self.any_port)

    def may_create(self, name: InterfaceName) -> bool:
        """May `interface NAME` make it?"""
        return name.kind in _CREATABLE and len(name.unit) == 1 and name.unit[0] <= 2147483647

    def has_port(self, name: InterfaceName) -> bool:
        """Is this a port that a lab may wire?"""
        if name.sub is not None or name.kind in _CREATABLE or name.kind == "Null":
            return False
        if self.any_port:
            return True
        return any(
            len(name.unit) == len(places) and all(map(range.__contains__, places, name.unit))
            for kind, slots in self.slots
            for places in slots
            if kind == name.kind
        )

    def ports_text(self) -> str:
        """``FastEthernet0/0-1, FastEthernet1-6/0-1``"""
        if self.any_port:
            return ", ".join(sorted(self.port_kinds))
        return ", ".join(
            kind + "/".join(str(place[0]) if len(place) == 1 else f"{place[0]}-{place[-1]}" for place in places)
            for kind, slots in self.slots
            for places in slots
        )

    def mac(self, number: int, name: InterfaceName) -> int:
        """Burnt-in address: vendor bytes, the number of the router in its lab, the port."""
        slot = name.unit[-2] if len(name.unit) > 1 else 0
        port = (_ORDER[name.kind] & 7) << 12 | (slot & 0x3F) << 6 | name.unit[-1] & 0x3F
        return self.first_mac | (number & 0xFFFF) << 16 | port

    @staticmethod
    def sort_key(name: InterfaceName) -> tuple[int, tuple[int, ...], int]:
        return _ORDER[name.kind], name.unit, -1 if name.sub is None else name.sub



def _ports(kind: str, *numbers: tuple[int, ...]) -> tuple[InterfaceName, ...]:
    return tuple(InterfaceName(kind, number) for number in numbers)


_ONE, _TWO, _FOUR, _EIGHT, _CARDS = range(1), range(2), range(4), range(8), range(1, 7)
# 7206VXR: slot 0 is the I/O controller (C7200-IO-2FE) or the ports of an NPE-G1;
# slots 1-6 take PA-8E, PA-2FE-TX, PA-GE, PA-8T
_C7200: Ports = (
    ("Ethernet", ((_ONE, _FOUR), (_CARDS, _EIGHT))),
    ("FastEthernet", ((_ONE, _TWO), (_CARDS, _TWO))),
    ("GigabitEthernet", ((_ONE, _FOUR), (_CARDS, _ONE))),
    ("Serial", ((_CARDS, _EIGHT),)),
)
# two WIC-2T, two network modules: NM-1FE-TX or NM-16ESW, NM-4T
_C3725: Ports = (
    ("FastEthernet", ((_ONE, _TWO), (range(1, 3), range(16)))),
    ("Serial", ((_ONE, range(6)), (range(1, 3), _FOUR))),
)
# two HWIC-2T or alike in each of four slots, a network module (NM-1FE-TX, NM-4T)
_C2811: Ports = (
    ("FastEthernet", ((_ONE, _TWO), (range(1, 2), _ONE))),
    ("Serial", ((_ONE, _FOUR, _TWO), (range(1, 2), _FOUR))),
)
_IOL: Ports = (("Ethernet", ((range(16), _FOUR),)), ("Serial", ((range(16), _FOUR),)))
_IOSV: Ports = (("GigabitEthernet", ((_ONE, range(16)),)),)
_XE: Ports = (("GigabitEthernet", ((range(1, 27),),)),)
_ANY: Ports = (
    ("Ethernet", ()),
    ("FastEthernet", ()),
    ("GigabitEthernet", ()),
    ("TenGigabitEthernet", ()),
    ("Serial", ()),
)
_FAST = _ports("FastEthernet", (0, 0), (0, 1))
_ETHER = _ports("Ethernet", (0, 0), (0, 1), (0, 2), (0, 3))
_GIGA = _ports("GigabitEthernet", (0, 0), (0, 1), (0, 2), (0, 3))
_GIGA_XE = _ports("GigabitEthernet", (1,), (2,), (3,), (4,))
_ALL = (
    Platform("c7200", ("15.2(4)M7", "15.0(1)M", "12.4(24)T"), _C7200, 0xCA01_0000_0000, _FAST),
    Platform("iosv", ("15.6(3)M2", "15.9(3)M2"), _IOSV, 0x5254_0000_0000, _GIGA),
    Platform("c3725", ("12.4(15)T14",), _C3725, 0xC200_0000_0000, _FAST),
    Platform("c2811", ("12.4(24)T", "15.0(1)M", "15.1(4)M"), _C2811, 0x001E_0000_0000, _FAST),
    Platform("iol", ("17.15.1",), _IOL, 0xAABB_CC00_0000, _ETHER),
    Platform("csr1000v", ("17.3.4a",), _XE, 0x000C_0000_0000, _GIGA_XE),
    Platform("c8000v", ("17.9.4a",), _XE, 0x000C_0000_0000, _GIGA_XE),
    Platform("generic", ("15.2(4)M7",), _ANY, 0xAABB_CC00_0000, any_port=True),
)
PLATFORMS = {platform.name: replace(platform, version=platform.releases[0]) for platform in _ALL}


@cache
def platform_of(name: str, release: str = "") -> Platform:
    """Raises LookupError for a platform, or a release of it, that we do not have."""
    platform = PLATFORMS[name]
    if not release or release == platform.version:
        return platform
    if release not in platform.releases:
        raise LookupError(f'{name} has no release "{release}"; it has: {", ".join(platform.releases)}')
    return replace(platform, version=release)
