"""`ip nat` as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

INSIDE, OUTSIDE = "inside", "outside"
DESTINATION = "destination"  # connections from outside, which servers inside share
NEVER = -1  # of a time: it does not end by itself

StaticKey = tuple[str, str, IPv4, int, object, int, str]
"""Side, protocol, local address and port, global address (or interface) and port, VRF."""
DynamicKey = tuple[str, str, str, str]
"""Side, "list" or "route-map", its name, VRF."""


@dataclass(slots=True)
class Static:
    """`protocol`: "" the whole address, "network", "tcp", "udp" (with ports), "esp". In place of the global address may
    stand that of an `interface`. Of the side outside `local` is the address that inside sees."""

    side: str = INSIDE
    protocol: str = ""
    local: IPv4 = 0
    local_port: int = 0
    global_: IPv4 = 0
    global_port: int = 0
    interface: InterfaceName | None = None
    length: int = 32  # of a network
    mask: bool = False  # a network whose mask was written out
    vrf: str = ""
    extendable: bool = False
    no_alias: bool = False
    no_payload: bool = False  # what answers of DNS tell stays as it is
    route_map: str = ""

    @property
    def key(self) -> StaticKey:
        where: object = self.global_ if self.interface is None else str(self.interface)
        return self.side, self.protocol, self.local, self.local_port, where, self.global_port, self.vrf


@dataclass(slots=True)
class Dynamic:
    """What an access list (`how` "list") or route map permits gets an address of a pool, or of an interface."""

    side: str = INSIDE
    how: str = "list"
    name: str = ""
    pool: str = ""
    interface: InterfaceName | None = None
    overload: bool = False
    vrf: str = ""
    number: int = 0  # the Id of shows

    @property
    def key(self) -> DynamicKey:
        return self.side, self.how, self.name, self.vrf


@dataclass(slots=True)
class Pool:
    """Addresses, in ranges; `length` is that of the mask, `mask` says that it was written out."""

    name: str = ""
    length: int = 24
    mask: bool = False
    rotary: bool = False  # servers that take turns
    ranges: list[tuple[IPv4, IPv4]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(end - start + 1 for start, end in self.ranges)

    def at(self, index: int) -> IPv4:
        """The address at a place, from 0."""
        for start, end in self.ranges:
            if index <= end - start:
                return start + index
            index -= end - start + 1
        raise IndexError(index)

    def __contains__(self, address: IPv4) -> bool:
        return any(start <= address <= end for start, end in self.ranges)


@dataclass(slots=True)
class NatConfig:
    """Slot of the device. Times in seconds, `NEVER` for ever; limits of 0 are none."""

    pools: dict[str, Pool] = field(default_factory=dict)
    statics: dict[StaticKey, Static] = field(default_factory=dict)
    dynamics: dict[DynamicKey, Dynamic] = field(default_factory=dict)
    timeout: int = 86400
    tcp_timeout: int = 86400
    udp_timeout: int = 300
    finrst_timeout: int = 60
    syn_timeout: int = 60
    dns_timeout: int = 60
    icmp_timeout: int = 60
    max_entries: int = 0
    alg_dns: bool = True

    def rules(self, side: str) -> list[Dynamic]:
        """In the order in which they are asked: lists, then route maps."""
        found = [rule for rule in self.dynamics.values() if rule.side == side]
        return sorted(found, key=lambda rule: rule.how != "list")


@dataclass(slots=True)
class NatInterface:
    """Slot of an interface."""

    inside: bool = False
    outside: bool = False
