"""What is configured of ARP."""

from __future__ import annotations

from iosemu.device.arp import TIMEOUT
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Mac


@dataclass(slots=True)
class ArpConfig:
    """Of the router: `arp A.B.C.D H.H.H arpa`, `arp vrf X A.B.C.D H.H.H arpa`."""

    static: dict[IPv4, Mac] = field(default_factory=dict)
    vrf_static: dict[tuple[str, IPv4], Mac] = field(default_factory=dict)


@dataclass(slots=True)
class ArpTiming:
    """Of an interface: `arp timeout`, seconds."""

    timeout: int = TIMEOUT
