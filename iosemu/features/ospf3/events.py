"""What OSPFv3 tells: the events of version 2, each of a class of its own, so that who listens to one hears no other.
Addresses are those of IPv6."""

from __future__ import annotations

from iosemu.features.ospf import events as v2
from iosemu.records import dataclass


@dataclass(slots=True)
class NeighborChanged(v2.NeighborChanged):
    pass


@dataclass(slots=True)
class Adj(v2.Adj):
    pass


@dataclass(slots=True)
class HelloSent(v2.HelloSent):
    number: int = 0  # of the interface


@dataclass(slots=True)
class HelloReceived(v2.HelloReceived):
    number: int = 0  # as the neighbour counts its interfaces


@dataclass(slots=True)
class HelloEnded(v2.HelloEnded):
    pass


@dataclass(slots=True)
class HelloMismatch(v2.HelloMismatch):
    pass


@dataclass(slots=True)
class AreaBitsMismatch(v2.AreaBitsMismatch):
    pass


@dataclass(slots=True)
class ImmediateHello(v2.ImmediateHello):
    pass


@dataclass(slots=True)
class OneWay(v2.OneWay):
    pass


@dataclass(slots=True)
class NeighborIgnored(v2.NeighborIgnored):
    pass


@dataclass(slots=True)
class GroupWork(v2.GroupWork):
    pass


@dataclass(slots=True)
class AreaRefused(v2.AreaRefused):
    pass


@dataclass(slots=True)
class DuplicateNeighbor(v2.DuplicateNeighbor):
    pass


@dataclass(slots=True)
class DuplicateRouter(v2.DuplicateRouter):
    pass


@dataclass(slots=True)
class TypeMismatch(v2.TypeMismatch):
    pass


@dataclass(slots=True)
class NoRouterId(v2.NoRouterId):
    pass


@dataclass(slots=True)
class FloodWar(v2.FloodWar):
    pass


@dataclass(slots=True)
class AsbrInStub(v2.AsbrInStub):
    pass


@dataclass(slots=True)
class MaxLsaReached(v2.MaxLsaReached):
    pass


@dataclass(slots=True)
class ProcessStarted(v2.ProcessStarted):
    pass


@dataclass(slots=True)
class RedistributionReached(v2.RedistributionReached):
    pass


@dataclass(slots=True)
class PacketSeen(v2.PacketSeen):
    pass


@dataclass(slots=True)
class Flood(v2.Flood):
    pass


@dataclass(slots=True)
class LsaScheduled(v2.LsaScheduled):
    pass


@dataclass(slots=True)
class LsaBuilt(v2.LsaBuilt):
    pass


@dataclass(slots=True)
class LsaDetected(v2.LsaDetected):
    pass


@dataclass(slots=True)
class Spf(v2.Spf):
    pass
