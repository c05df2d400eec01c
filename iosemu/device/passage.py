"""One datagram's way through one router, and the stages that it passes in IOS's order of operations."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, IntEnum, unique
from typing import TYPE_CHECKING, Protocol

from iosemu.device.drops import Reason
from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf


@unique
class Point(IntEnum):
    """Where a stage stands, lower first: the order of operations of IOS (Cisco document 6209).

    Input stages stand on the interface that a datagram comes in by, and so do those that see it `ROUTED`; output stages
    on the one it leaves by.
    """

    IN_VFR = 5  # pieces of a datagram wait for the first one: virtual reassembly
    IN_ACL = 10
    IN_RPF = 12  # is the source where the datagram comes from?
    IN_CLEAR = 20  # a clear datagram that the crypto map wanted encrypted
    IN_QOS = 25  # input policies: policers and marks
    IN_MSS = 29  # before translation from outside
    IN_INSPECT = 35  # sessions: what comes in is clear, and the addresses are those of the cable
    IN_NAT = 38  # translation from outside: the look-up knows the address of inside
    IN_ZONE = 39  # zones: what is for the router
    IN_POLICY = 40
    ROUTED = 50  # where it goes is known: traffic indications of NHRP
    OUT_ZONE = 108  # zones: where it comes from and where it goes is known, and its addresses are those of inside
    OUT_MSS = 109
    OUT_NAT = 110  # translation from inside: the crypto map sees what came of it
    OUT_INSPECT = 112  # sessions: sees what will be sealed
    OUT_CRYPTO = 115
    OUT_ACL = 120  # sees the ESP datagram
    OUT_QOS = 130  # what is there, it sends: policers and marks; queues come behind


class Fate(Enum):
    """How a passage ended."""

    DELIVERED = "delivered"  # to this router
    SENT = "sent"
    TAKEN = "taken"  # something else goes on in its place
    DROPPED = "dropped"


class Verdict(Enum):
    """What a stage says; or a `Drop`."""

    PASS = "pass"
    TAKEN = "taken"


PASS, TAKEN = Verdict.PASS, Verdict.TAKEN


@dataclass(slots=True)
class Drop:
    reason: Reason


@dataclass(slots=True)
class Marks:
    """What is known of a datagram beyond its own header, kept through encapsulation."""

    inside: ipv4.IPv4 | None = None  # what was encapsulated first
    clear: ipv4.IPv4 | None = None  # what output policies are to look at (`qos pre-classify`)


class Place(Protocol):
    """Where a datagram waits before it leaves."""

    def put(self, passage: Passage) -> None:
        """In the place of the driver: it is sent (`ip.leaves`) when it is its turn, or dropped."""


@dataclass(slots=True, eq=False)
class Passage:
    """`came` is None for what was made here. `origin` is what it came in (the SA that opened it) or who made it (the SA
    that sealed it, IKE). `out` and `next_hop` are set by policy routing, or by the look-up.
    """

    packet: ipv4.IPv4
    vrf: Vrf
    came: Interface | None = None
    origin: object = None
    out: Interface | None = None
    next_hop: IPv4 = 0
    marks: Marks | None = None
    fate: Fate | None = None
    group: int = 0  # of `set qos-group`
    place: Place | None = None
    cos: int | None = None  # 802.1p priority that its frame is to have, or had

    def around(self, packet: ipv4.IPv4, vrf: Vrf, origin: object = None) -> Passage:
        """That of a datagram made here which carries this one."""
        inside = None if self.packet.wide else self.packet
        return Passage(packet, vrf, None, origin, marks=self.marks or Marks(inside=inside))

    def part(self, packet: ipv4.IPv4) -> Passage:
        """That of a fragment or copy: as far as this one has come."""
        way = self.came, self.origin, self.out, self.next_hop
        return Passage(packet, self.vrf, *way, self.marks, None, self.group, self.place, self.cos)


Stage = Callable[[Passage, "Interface"], "Verdict | Drop"]
"""Looks at a datagram at the interface given: `passage.packet`, in whose place it may put another one."""
