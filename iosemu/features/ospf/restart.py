"""Neighbours that restart and ask that all goes on as if they had not: we are their helper (RFC 3623 section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.lsdb import Entry
from iosemu.features.ospf.states import NbrEvent
from iosemu.wire import Malformed
from iosemu.wire.ospf_lsa import MAX_AGE, NSSA, Lsa, decode_grace

if TYPE_CHECKING:
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process


class Helper:
    """Of one process. `Neighbor.helped` are those who are helped: we tell of them as of full ones."""

    def __init__(self, process: Process) -> None:
        self.process = process

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.process.text

    def helped(self) -> list[Neighbor]:
        return [neighbor for neighbor in self.process.neighbors() if neighbor.helped]

    def heard(self, port: OspfPort, entry: Entry) -> None:
        """An LSA came in: is it one that asks for grace, or takes it back?"""
        lsa = entry.lsa
        if not self.process.lsas.asks_grace(lsa):
            return
        neighbor = next((each for each in port.neighbors.values() if each.router_id == lsa.adv), None)
        if neighbor is None:
            return
        age = entry.age(self.process.host.now)
        if age >= MAX_AGE:
            self.ends(neighbor)
            return
        try:
            grace = decode_grace(lsa.data[18:])
        except Malformed:
            return
        left = grace.period - age
        if left > 0 and (neighbor.helped or self._may(neighbor)):
            neighbor.helped = True
            self.process.host.after(left, self.ends, neighbor, background=True)

    def _may(self, neighbor: Neighbor) -> bool:
        """It was adjacent, and knows all that has happened."""
        unknown = any(key[0] <= NSSA for key in neighbor.retransmit)
        return self.process.config.nsf_helps and neighbor.full and not unknown

    def ends(self, neighbor: Neighbor) -> None:
        """It has done, its time is up, or things are different now: what it is counts again."""
        process = self.process
        if not neighbor.helped:
            return
        neighbor.helped = False
        process.host.cancel(self.ends, neighbor)
        if neighbor.dead_due is None:
            neighbor.event(NbrEvent.INACTIVITY, "Dead timer expired")
            neighbor.port.forget(neighbor)
        else:
            process.adjacency_changed(neighbor.port, neighbor)
            neighbor.port.neighbor_change()

    def changed(self, scope: Area | OspfPort | None, lsa: Lsa) -> None:
        """`strict-lsa-checking`: who is told of another network has to learn of it as one that does not restart."""
        process = self.process
        if not process.config.nsf_strict or lsa.kind > NSSA:
            return
        for neighbor in self.helped():
            port = neighbor.port
            if scope is port.area or (scope is None and port.area.external):
                self.ends(neighbor)
