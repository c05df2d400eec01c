"""What EIGRP tells."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix
from iosemu.wire.eigrp import Packet


@dataclass(slots=True)
class NeighborChange:
    """`state` is "up", "down", "resync"; `reason` in IOS's words: "new adjacency", "holding time expired", …

    `logged`: `eigrp log-neighbor-changes` is on; `table` is the number of the VRF.
    """

    asn: int
    address: IPv4
    iface: InterfaceName
    state: str
    reason: str
    logged: bool = True
    table: int = 0


@dataclass(slots=True)
class StuckInActive:
    asn: int
    prefix: Prefix


@dataclass(slots=True)
class PrefixLevel:
    """`who` ("Neighbor", "Redistributed", "Process") tells as many prefixes as `bound`: the limit, or its threshold."""

    asn: int
    who: str
    bound: int
    limit: bool


@dataclass(slots=True)
class NotOnCommonSubnet:
    """`own` is the interface's address and the length of its prefix, None where it has none of its own."""

    asn: int
    address: IPv4
    iface: InterfaceName
    own: tuple[IPv4, int] | None


@dataclass(slots=True)
class PacketSent:
    """`neighbor` is None for a multicast; `retry` counts retransmissions."""

    packet: Packet
    iface: InterfaceName
    neighbor: IPv4 | None
    length: int
    retry: int = 0
    rto: int = 0  # ms


@dataclass(slots=True)
class PacketReceived:
    packet: Packet
    iface: InterfaceName
    neighbor: IPv4
    length: int
    authenticated: int | None = None  # key id


@dataclass(slots=True)
class PacketIgnored:
    """`reason` in IOS's words."""

    iface: InterfaceName
    neighbor: IPv4
    opcode: int
    reason: str


@dataclass(slots=True)
class NeighborStep:
    """`text` is what `debug eigrp neighbors` says of a neighbour that comes or goes."""

    text: str


@dataclass(slots=True)
class RouteEvent:
    """A packet with routes came in, or a route in a packet: worded as `debug ip eigrp` prints it."""

    asn: int
    text: str
    vrf: str = ""


@dataclass(slots=True)
class Dual:
    """A step of the finite state machine, worded as `debug eigrp fsm` prints it."""

    asn: int
    text: str
