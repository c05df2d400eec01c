"""What the IPv4 and the IPv6 of a router share: the stages of a passage, how it ends and how it leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.ip_events import PassageEnded
from iosemu.device.passage import PASS, Drop, Fate, Passage

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.drops import Reason
    from iosemu.device.events import EventBus
    from iosemu.device.interface import Interface, StageEntry
    from iosemu.device.ip_stats import IpStats
    from iosemu.device.witness import Witness

Handler = Callable[[Passage, "Interface"], object]


class Stack:
    """One family of one device."""

    device: Device
    bus: EventBus
    header: int  # of a datagram, at least, bytes
    stats: IpStats
    witness: Witness | None  # sees each step of each datagram; the fast paths know nothing of it
    handlers: dict[int, Handler]

    # how a passage ends

    def drop(self, passage: Passage, at: Interface | None, reason: Reason) -> None:
        """It goes no further; counted at the interface, if it came that far."""
        if at is not None:
            at.drop(reason)
        self.end(passage, Fate.DROPPED, at, reason)

    def end(self, passage: Passage, fate: Fate, at: Interface | None, reason: Reason | None = None) -> None:
        """It ends, once, and whoever traces hears of it."""
        if passage.fate is not None:
            raise RuntimeError(f"a datagram that was {passage.fate.value} cannot be {fate.value}")
        passage.fate = fate
        if self.witness is not None:
            self.witness.ended(passage, fate, at, reason)
        if self.bus.wants(PassageEnded):
            came, out, where = (iface.name if iface is not None else None for iface in (passage.came, passage.out, at))
            self.bus.emit(PassageEnded(passage.packet, passage.vrf.name, came, out, where, fate, reason))

    def _stages(self, passage: Passage, stages: list[StageEntry], at: Interface) -> bool:
        """The loop: each stage looks, until one keeps the datagram or drops it (False)."""
        witness = self.witness
        for point, stage in tuple(stages):
            if witness is not None:
                witness.before(passage, point, at)
            verdict = stage(passage, at)
            if witness is not None:
                witness.after(passage, point, at, verdict)
            if verdict is PASS:
                continue
            if isinstance(verdict, Drop):
                self.drop(passage, at, verdict.reason)
            else:
                self.end(passage, Fate.TAKEN, at)
            return False
        return True

    def _transmit(self, passage: Passage, iface: Interface) -> None:
        if passage.place is not None:
            passage.place.put(passage)
        else:
            self.leaves(passage, iface)

    def leaves(self, passage: Passage, iface: Interface) -> None:
        """It is its turn on the line."""
        witness = self.witness
        if witness is not None:
            witness.sends(passage, iface)
        iface.driver.send(passage)
        if passage.fate is None:
            self.end(passage, Fate.SENT, iface)
        if witness is not None:
            witness.sent(passage, iface)
