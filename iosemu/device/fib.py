"""What the routing table comes to when a packet is forwarded: entries per destination, and rewrites on bytes."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from iosemu.records import dataclass
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.device.interface import Counters, Interface
    from iosemu.device.rib import Route


class Kind(Enum):
    """What happens to a packet: for this router, to an attached host, to the next hop, or dropped (Null0)."""

    RECEIVE = "receive"
    ATTACHED = "attached"
    NEXT_HOP = "next hop"
    DROP = "drop"


@dataclass(slots=True)
class Entry:
    """How one destination is reached. `next_hop` is the destination itself when it is attached or ours.

    `hops` holds all (interface, next hop) pairs when there are several of equal cost. `by_default`: nothing but the
    default route leads there, be it that of a default network.
    """

    kind: Kind
    interface: Interface
    next_hop: IPv4
    route: Route | None
    hops: tuple[tuple[Interface, IPv4], ...] = ()
    by_default: bool = False

    def hop(self, src: IPv4, dst: IPv4) -> tuple[Interface, IPv4]:
        """The way for a packet: packets of one source and destination always take the same one."""
        if not self.hops:
            return self.interface, self.next_hop
        both = src ^ dst
        both ^= both >> 64  # the halves of an IPv6 address; nothing of an IPv4 one
        mixed = (both ^ both >> 32) * 0x9E3779B1 & 0xFFFFFFFF
        return self.hops[(mixed >> 16) % len(self.hops)]


@dataclass(slots=True)
class Adjacency:
    """What a driver puts before datagrams to one neighbour.

    `address` is None on a point-to-point interface, `head` empty while it is not known; `source` says in IOS's words
    who found it out; `beyond` is the address that the packet made so is routed to in its turn (tunnels).
    """

    address: IPv4 | None
    head: bytes
    source: str
    beyond: IPv4 | None = None


@dataclass(slots=True)
class FastPath:
    """A resolved adjacency without output stages: forwarding needs the bytes only.

    `head` is the frame's header, `limit` the IP MTU, `minimum` the shortest frame (Ethernet pads), `port` the interface
    with the cable (the main interface of a subinterface), `sub` the counters of the subinterface. Where the only stage
    works on bytes it is `iface.by_bytes`.
    """

    iface: Interface
    port: Interface
    head: bytes
    limit: int
    minimum: int
    sub: Counters | None
    next_hop: IPv4

    @property
    def open(self) -> bool:
        """Can a frame leave now? (What hears of a line going down may send before the routes have heard.)"""
        return self.iface.line_up and self.port.up
