"""BFD watches the neighbours where it is asked to: a dead way ends the adjacency at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bfd.contract import Watches
from iosemu.features.bfd.ways import Line
from iosemu.features.eigrp.events import NbrReason

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.eigrp.neighbors import Neighbor
    from iosemu.features.eigrp.process import Process


class Liveness:
    """Of the neighbours of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._watches: Watches[Neighbor] = Watches(process.host, "EIGRP", self._dead)

    def wanted(self, iface: Interface) -> bool:
        """Is BFD asked for on an interface?"""
        process, instance = self.process, self.process.instance
        if process.name:
            return process.settings(iface).bfd
        return instance.bfd_all or iface.name in instance.bfd_interfaces

    def refresh(self) -> None:
        """The configuration changed."""
        for neighbor in list(self.process.neighbors()):
            if self.wanted(neighbor.port.iface):
                self.begin(neighbor)
            else:
                self.end(neighbor)

    def begin(self, neighbor: Neighbor) -> None:
        """A neighbour is there."""
        if self.wanted(neighbor.port.iface):
            self._watches.begin(neighbor, Line(neighbor.port.iface), neighbor.address)

    def end(self, neighbor: Neighbor) -> None:
        """It is not any more."""
        self._watches.end(neighbor)

    def _dead(self, neighbor: Neighbor) -> None:
        neighbor.port.drop(neighbor, NbrReason.BFD_PEER_DOWN_NOTIFIED, tell=True)
