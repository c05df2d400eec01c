"""BFD watches adjacent neighbours where it is asked to: a dead way ends the adjacency at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bfd.contract import Watches
from iosemu.features.bfd.ways import Line
from iosemu.features.ospf.events import Step
from iosemu.features.ospf.states import NbrEvent, NetworkType

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process


class Liveness:
    """Of the neighbours of one process. Who is not full is not watched: on a segment that is all but DR and BDR."""

    def __init__(self, process: Process) -> None:
        self._watches: Watches[Neighbor] = Watches(process.host, "OSPF", self._dead)

    def refresh(self, port: OspfPort) -> None:
        """Its settings are others."""
        for neighbor in list(port.neighbors.values()):
            self.agree(neighbor)

    def agree(self, neighbor: Neighbor) -> None:
        """It became adjacent, is so no longer, or is to be watched from now on, or no more."""
        port, watched = neighbor.port, self._watches.of(neighbor)
        wanted = neighbor.full and port.settings.bfd and port.kind is not NetworkType.VIRTUAL
        if wanted and watched is None:
            self._watches.begin(neighbor, Line(port.iface), neighbor.address)
            self._tell(neighbor, Step.BFD_REGISTERED)
        elif not wanted and watched is not None:
            self._end(neighbor)

    def _end(self, neighbor: Neighbor) -> None:
        self._tell(neighbor, Step.BFD_LEFT)
        self._tell(neighbor, Step.BFD_LET_GO)
        self._watches.end(neighbor)

    def _tell(self, neighbor: Neighbor, step: Step) -> None:
        watch = self._watches.of(neighbor)
        session = watch.session if watch is not None else None
        if session is not None:
            neighbor.port.tell(step, address=neighbor.address, count=session.handle)

    def _dead(self, neighbor: Neighbor) -> None:
        self._end(neighbor)
        neighbor.port.tell(Step.DEAD, router_id=neighbor.router_id, address=neighbor.address)
        neighbor.event(NbrEvent.KILL, "BFD node down")
        neighbor.port.forget(neighbor)
