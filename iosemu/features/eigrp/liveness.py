"""BFD watches the neighbours where it is asked to: a dead way ends the adjacency at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bfd.contract import News, Watch

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.eigrp.process import Process
    from iosemu.features.eigrp.transport import Neighbor

CLIENT = "EIGRP"


class Liveness:
    """Of the neighbours of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._watched: dict[tuple[str, int], tuple[Watch, Neighbor]] = {}  # interface, address

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
        iface, key = neighbor.port.iface, (neighbor.port.iface.text, neighbor.address)
        if key not in self._watched and self.wanted(iface):
            bfd = self.process.host.peer("bfd")
            self._watched[key] = bfd.watch(CLIENT, iface, neighbor.address, self._told), neighbor

    def end(self, neighbor: Neighbor) -> None:
        """It is not any more."""
        watched = self._watched.pop((neighbor.port.iface.text, neighbor.address), None)
        if watched is not None:
            watched[0].end()

    def _told(self, watch: Watch, news: News) -> None:
        watched = self._watched.get((str(watch.iface), watch.neighbor))
        if news is News.DOWN and watched is not None:
            neighbor = watched[1]
            neighbor.port.drop(neighbor, "BFD peer down notified", tell=True)
