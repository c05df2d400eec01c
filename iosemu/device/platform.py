"""What differs from one kind of router to another: ports, MAC addresses, software release and its wording."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import INTERFACE_KINDS, InterfaceName

_CREATABLE = frozenset({"Loopback", "Tunnel", "Virtual-Template", "BVI", "Dialer", "Port-channel"})
_ORDER = {kind: number for number, kind in enumerate(INTERFACE_KINDS)}


@dataclass(slots=True, frozen=True)
class Platform:
    """`release` is what `version` in the running-config says; `train` picks strings that differ (12.4, 15, 17)."""

    name: str
    train: int
    release: str
    port_kinds: frozenset[str]
    first_mac: int
    any_port: bool = False  # accepts every well-formed physical interface name

    def may_create(self, name: InterfaceName) -> bool:
        """May `interface NAME` make it?"""
        return name.kind in _CREATABLE and len(name.unit) == 1 and name.unit[0] <= 2147483647

    def has_port(self, name: InterfaceName) -> bool:
        """Is this a port that a lab may wire?"""
        if name.sub is not None or name.kind in _CREATABLE or name.kind == "Null":
            return False
        return self.any_port or name.kind in self.port_kinds

    def mac(self, number: int, name: InterfaceName) -> int:
        """Burnt-in address: vendor bytes, the number of the router in its lab, the port."""
        slot = name.unit[-2] if len(name.unit) > 1 else 0
        port = (_ORDER[name.kind] & 7) << 12 | (slot & 0x3F) << 6 | name.unit[-1] & 0x3F
        return self.first_mac | (number & 0xFFFF) << 16 | port

    @staticmethod
    def sort_key(name: InterfaceName) -> tuple[int, tuple[int, ...], int]:
        return _ORDER[name.kind], name.unit, -1 if name.sub is None else name.sub


_PHYSICAL = frozenset({"Ethernet", "FastEthernet", "GigabitEthernet", "TenGigabitEthernet", "Serial"})
_C7200 = frozenset({"Ethernet", "FastEthernet", "GigabitEthernet", "Serial"})
_ALL = (
    Platform("c7200", 15, "15.2", _C7200, 0xCA01_0000_0000),
    Platform("iosv", 15, "15.6", frozenset({"GigabitEthernet"}), 0x5254_0000_0000),
    Platform("c3725", 12, "12.4", frozenset({"FastEthernet", "Serial"}), 0xC200_0000_0000),
    Platform("csr1000v", 17, "17.3", frozenset({"GigabitEthernet"}), 0x000C_0000_0000),
    Platform("c8000v", 17, "17.9", frozenset({"GigabitEthernet"}), 0x000C_0000_0000),
    Platform("generic", 15, "15.2", _PHYSICAL, 0xAABB_CC00_0000, any_port=True),
)
PLATFORMS = {platform.name: platform for platform in _ALL}


def platform_of(name: str) -> Platform:
    """Raises LookupError for a platform we do not have."""
    return PLATFORMS[name]
