"""PIM on one interface: hellos, neighbours, who is the designated router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.pim import events
from iosemu.features.pim.model import PimInterface
from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire import ipv4, pim
from iosemu.wire.pim import Hello

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.pim.engine import PimEngine

MANY = 1024  # neighbours of an interface
_SOON = 2.0  # seconds until a newcomer is greeted, at most


@dataclass(slots=True)
class Neighbor:
    address: IPv4
    since: float
    expires: float
    priority: int | None
    generation: int
    refresh: bool


class Port:
    def __init__(self, engine: PimEngine, iface: Interface) -> None:
        self.engine = engine
        self.iface = iface
        self.host = engine.host.child()
        self.neighbors: dict[IPv4, Neighbor] = {}
        self.generation = self.host.rng.getrandbits(32)
        self.dr: IPv4 = 0
        self.host.device.ip.join(iface, pim.ALL_PIM_ROUTERS)
        self.elect()
        self.host.after(self.host.rng.random(), self.greet, background=True)

    @property
    def text(self) -> str:
        return self.iface.text

    @property
    def config(self) -> PimInterface:
        return self.iface[PimInterface]

    @property
    def own(self) -> IPv4:
        return self.iface.address or 0

    @property
    def is_dr(self) -> bool:
        return self.dr == self.own

    @property
    def hold(self) -> int:
        return self.config.hello * 7 // 2

    @property
    def alone(self) -> bool:
        """Is there nobody who could object to a prune?"""
        return len(self.neighbors) <= 1

    # hellos

    def greet(self) -> None:
        self.host.after(float(self.config.hello), self.greet, background=True)
        self._hello(self.hold)

    def _hello(self, hold: int) -> None:
        if not self.iface.line_up:
            return
        self.host.emit(events.HelloSeen(self.iface.name, 0))
        self.send(Hello(hold, self.config.priority, self.generation, True).encode())

    def send(self, data: bytes, to: IPv4 = pim.ALL_PIM_ROUTERS) -> None:
        packet = ipv4.IPv4(self.own, to, pim.PROTOCOL, data, 1, 0xC0)
        self.host.device.ip.send(self.iface.vrf, packet, iface=self.iface, next_hop=to)

    def heard(self, hello: Hello, peer: IPv4) -> None:
        self.host.emit(events.HelloSeen(self.iface.name, peer))
        old = self.neighbors.get(peer)
        if not hello.hold:
            self.lost(peer)
            return
        now = self.host.now
        if old is None:
            if len(self.neighbors) >= MANY:
                return
            old = self.neighbors[peer] = Neighbor(peer, now, 0.0, hello.priority, hello.generation, hello.refresh)
            self.host.emit(events.NeighborChanged(self.iface.name, peer, True, False))
            self.host.after(_SOON * self.host.rng.random(), self.greet, background=True)
            self.engine.neighbor_came(self, peer)
        elif old.generation != hello.generation:  # it has begun anew and knows nothing
            self.host.after(_SOON * self.host.rng.random(), self.greet, background=True)
            self.engine.neighbor_came(self, peer)
        old.expires = now + hello.hold
        old.priority, old.generation, old.refresh = hello.priority, hello.generation, hello.refresh
        self.host.after(float(hello.hold), self.lost, peer, background=True)
        self.elect()

    def lost(self, peer: IPv4) -> None:
        """It said so, or it has been silent for too long."""
        self.host.cancel(self.lost, peer)
        if self.neighbors.pop(peer, None) is not None:
            self.host.emit(events.NeighborChanged(self.iface.name, peer, False, peer == self.dr))
            self.elect()
            self.engine.neighbor_left(self, peer)

    def elect(self) -> None:
        """The highest priority, if all tell theirs; the highest address."""
        told = all(each.priority is not None for each in self.neighbors.values())
        found = [(each.priority or 0 if told else 0, each.address) for each in self.neighbors.values()]
        found.append((self.config.priority if told else 0, self.own))
        before, self.dr = self.dr, max(found)[1]
        if before != self.dr:
            self.host.emit(events.DrChanged(self.iface.name, before, self.dr))
            self.engine.dr_changed(self)

    def end(self) -> None:
        """PIM ends here; who is still there is told."""
        self._hello(0)
        self.host.device.ip.leave(self.iface, pim.ALL_PIM_ROUTERS)
        for peer in self.neighbors.values():
            self.host.emit(events.NeighborChanged(self.iface.name, peer.address, False, peer.address == self.dr))
        self.host.stop()
