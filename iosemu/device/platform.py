"""What differs from one kind of router to another: one record each. What a release changes is in `release.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from iosemu.device import images
from iosemu.device.images import Image
from iosemu.device.release import Software, software_of
from iosemu.records import dataclass, replace
from iosemu.types import INTERFACE_KINDS, InterfaceName
from iosemu.wire.cdp import Capability

_CREATABLE = frozenset({"Loopback", "Tunnel", "Virtual-Template", "BVI", "Dialer", "Port-channel"})
_ORDER = {kind: number for number, kind in enumerate(INTERFACE_KINDS)}

Slots = tuple[tuple[range, ...], ...]  # each: the numbers that may stand at each place of slot/port
Ports = tuple[tuple[str, Slots], ...]  # by kind


@dataclass(slots=True, frozen=True, eq=False)
class Platform:
    """All that is known of a box: one record each, made once. `version` is the release that runs."""

    name: str
    images: tuple[Image, ...]  # by release; the first one: unless a lab says otherwise
    slots: Ports  # ports that the box, or a module for it, can have
    first_mac: int
    chips: tuple[tuple[str, str], ...]  # by kind of port: the hardware that `show interfaces` names
    cdp: tuple[str, Capability]  # what its advertisements say it is
    disk: tuple[str, int]  # prefix and size (octets) of its flash
    nvram: int  # octets
    serial: str | int = ""  # of the board: its first characters, or the first number; "": drawn by chance
    crypto_engine: tuple[str, int] = ("SW", 0)  # its name, and the number before that of its first connection
    chassis: tuple[InterfaceName, ...] = ()  # what is always there
    port_words: str = ""  # of a gigabit port in `show interfaces`: "" as older boxes, "IOSv", "XE"
    console_speed: bool = True  # `show terminal` tells that of the console
    any_port: bool = False  # accepts every well-formed physical interface name
    version: str = ""
    router: bool = True

    def __reduce__(self) -> tuple[Callable[[str, str], Platform], tuple[str, str]]:
        return platform_of, (self.name, self.version)

    @property
    def releases(self) -> tuple[str, ...]:
        return tuple(image.version for image in self.images)

    @property
    def image(self) -> Image:
        """What runs."""
        return next(image for image in self.images if image.version == self.version)

    @property
    def fixed_mtu(self) -> frozenset[str]:
        """Kinds of port that take no `mtu`: the older boxes' Fast Ethernet."""
        return frozenset({"FastEthernet"}) if self.chassis and self.chassis[0].kind == "FastEthernet" else frozenset()

    @property
    def software(self) -> Software:
        return software_of(self.version)

    @property
    def port_kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.slots)

    @property
    def interface_kinds(self) -> tuple[str, ...]:
        """Kinds that the name of an interface may begin with."""
        here = self.port_kinds | _CREATABLE | {"Null", "Virtual-Access"}
        return tuple(kind for kind in INTERFACE_KINDS if kind in here or (self.any_port and kind != "NVI"))

    def may_create(self, name: InterfaceName) -> bool:
        """May `interface NAME` make it?"""
        return name.kind in _CREATABLE and len(name.unit) == 1 and name.unit[0] <= 2147483647

    def has_port(self, name: InterfaceName) -> bool:
        """Is this a port that a lab may wire?"""
        if name.sub is not None or name.kind in _CREATABLE or name.kind in ("Null", "NVI", "Virtual-Access"):
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
_ISR = Capability.ROUTER | Capability.SWITCH | Capability.IGMP
_BRIDGE = Capability.ROUTER | Capability.SOURCE_ROUTE_BRIDGE
_SERIAL = ("Serial", "M4T")
_ALL = (
    Platform(
        "c7200", images.C7200, _C7200, 0xCA01_0000_0000,
        (("FastEthernet", "DEC21140"), ("Ethernet", "AmdP2"), ("GigabitEthernet", "i82543 (Livengood)"), _SERIAL),
        ("cisco 7206VXR", Capability.ROUTER), ("disk0:", 66875392), 522232, 4279256517, chassis=_FAST,
    ),
    Platform(
        "iosv", images.IOSV, _IOSV, 0x5254_0000_0000, (("GigabitEthernet", "iGbE"),),
        ("Cisco ", _BRIDGE), ("flash0:", 2142715904), 262144, chassis=_GIGA, port_words="IOSv",
        console_speed=False,
    ),
    Platform(
        "c3725", images.C3725, _C3725, 0xC200_0000_0000, (("FastEthernet", "Gt96k FE"), ("Serial", "GT96K Serial")),
        ("cisco 3725", _ISR), ("flash:", 16777216), 57336, "FTX0945W", chassis=_FAST,
    ),
    Platform(
        "c2811", images.C2811, _C2811, 0x001E_0000_0000,
        (("FastEthernet", "MV96340 Ethernet"), ("Serial", "GT96K Serial")),
        ("Cisco 2811", _ISR), ("flash:", 64225280), 245752, "FTX1107A", ("NETGX", 2000), _FAST,
    ),
    Platform(
        "iol", images.IOL, _IOL, 0xAABB_CC00_0000, (("Ethernet", "AmdP2"), _SERIAL),
        ("Linux Unix", _BRIDGE), ("unix:", 2147479552), 262144, 131184643, chassis=_ETHER,
    ),
    Platform(
        "csr1000v", images.CSR1000V, _XE, 0x000C_0000_0000, (("GigabitEthernet", "CSR vNIC"),),
        ("cisco CSR1000V", Capability.ROUTER | Capability.IGMP), ("bootflash:", 6336544768), 33554432, "",
        ("CSR", 2000), _GIGA_XE, "XE",
    ),
    Platform(
        "c8000v", images.C8000V, _XE, 0x000C_0000_0000, (("GigabitEthernet", "vNIC"),),
        ("cisco C8000V", _ISR), ("bootflash:", 6336544768), 33554432, "", ("CSR", 2000), _GIGA_XE, "XE",
    ),
    Platform(
        "generic", images.GENERIC, _ANY, 0xAABB_CC00_0000,
        (("Ethernet", "AmdP2"), ("FastEthernet", "DEC21140"), _SERIAL),
        ("Linux Unix", Capability.ROUTER), ("disk0:", 66875392), 522232, 4279256517, any_port=True,
    ),
)  # fmt: skip
PLATFORMS = {platform.name: replace(platform, version=platform.releases[0]) for platform in _ALL}
# an end of a LAN, no router: none of the features starts there
HOST = Platform(
    "host", images.GENERIC, (("Ethernet", ((range(8),),)),), 0x0250_0000_0000, (("Ethernet", "virtio"),),
    ("", Capability(0)), ("", 16777216), 0, version=images.GENERIC[0].version, router=False,
)  # fmt: skip


@cache
def platform_of(name: str, release: str = "") -> Platform:
    """Raises LookupError for a platform, or a release of it, that we do not have."""
    platform = PLATFORMS[name] if name != HOST.name else HOST
    if not release or release == platform.version:
        return platform
    if release not in platform.releases:
        raise LookupError(f'{name} has no release "{release}"; it has: {", ".join(platform.releases)}')
    return replace(platform, version=release)
