"""OSPFv3 as configured: `ipv6 router ospf N`, `ipv6 ospf …` on interfaces. None: not said, IOS's default counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.model import OspfProcess
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.device.release import Software


@dataclass(slots=True)
class Ospf3Process(OspfProcess):
    """`ipv6 router ospf N`. What only version 2 has stays as it is by default; networks of ranges are IPv6's."""

    maximum_paths: int = 16

    def says(self, software: Software) -> str:
        return f"% OSPFv3-{self.number}-IPv6: " if software.ospf3_families else "% OSPFv3: "


@dataclass(slots=True)
class Ospf3Config:
    """Slot of the device."""

    processes: dict[int, Ospf3Process] = field(default_factory=dict)


@dataclass(slots=True)
class Joined3:
    """`ipv6 ospf N area A`."""

    process: int = 0
    area: int = 0
    dotted: bool = False
    instance: int = 0


@dataclass(slots=True)
class Ospf3Interface:
    """Slot of an interface: `ipv6 ospf …`. Times in seconds."""

    joined: Joined3 | None = None
    network: str = ""  # "broadcast", "point-to-point", "point-to-multipoint"
    cost: int | None = None
    priority: int = 1
    hello: int | None = None
    dead: int | None = None
    retransmit: int = 5
    transmit_delay: int = 1
    mtu_ignore: bool = False
    filter_out: bool = False  # `database-filter all out`
    demand: bool = False  # `demand-circuit` (RFC 1793)
    demand_ignored: bool = False
    flood_reduction: bool = False  # LSAs do not age behind it (RFC 4136)
