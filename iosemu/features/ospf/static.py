"""Neighbours that are configured: networks without multicast ask them by and by (RFC 2328 sections 9.5.1 and 10.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.model import Neighbor as NeighborConfig
from iosemu.features.ospf.states import IfState, NbrEvent, NbrState, NetworkType
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process


class StaticNeighbors:
    """`neighbor A` of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.unfit: set[IPv4] = set()  # the network type has no use for them, and it was said

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.process.text

    def of(self, port: OspfPort) -> Iterator[tuple[IPv4, NeighborConfig]]:
        """Those that are on the network of an interface."""
        for address, settings in self.process.config.neighbors.items():
            if port.on_link(address):
                yield address, settings

    def cost(self, port: OspfPort, neighbor: Neighbor) -> int:
        """That of the neighbour, else of the interface."""
        settings = self.process.config.neighbors.get(neighbor.address)
        return settings.cost if settings is not None and settings.cost is not None else port.cost

    def start(self, port: OspfPort) -> None:
        """The interface is up: each is tried."""
        for address, settings in self.of(port):
            if address not in port.neighbors:
                neighbor = port.adopt(0, address)
                neighbor.priority = settings.priority
                self._try(port, neighbor)

    def _try(self, port: OspfPort, neighbor: Neighbor) -> None:
        neighbor.event(NbrEvent.START, "Start")

    def agree(self, port: OspfPort) -> None:
        """Lines came or went."""
        if port.state <= IfState.LOOPBACK:
            return
        self._judge(port)
        if not port.kind.polls:
            return
        wanted = dict(self.of(port))
        for address, neighbor in list(port.neighbors.items()):
            if address not in wanted and not neighbor.router_id:
                neighbor.event(NbrEvent.KILL, "Interface down or detached")
                neighbor.hello_options = 0
                del port.neighbors[address]
        self.start(port)

    def _judge(self, port: OspfPort) -> None:
        """Lines that are of no use are told once."""
        self.unfit &= set(self.process.config.neighbors)
        fits = port.kind.polls or port.kind.multipoint
        for address, _ in self.of(port):
            if fits:
                self.unfit.discard(address)
            elif address not in self.unfit:
                self.unfit.add(address)
                event = self.process.events.NeighborUnfit
                self.process.host.emit(event(self.process.number, address, port.name))

    def stop(self, port: OspfPort) -> None:
        for address in list(self.process.config.neighbors):
            self.process.host.cancel(self.poll, port, address)

    def heard(self, port: OspfPort, address: IPv4) -> None:
        """One that is not configured speaks to us: it is a neighbour all the same."""

    def lost(self, port: OspfPort, neighbor: Neighbor) -> bool:
        """True: it is configured, and asked from now on at the poll interval."""
        settings = self.process.config.neighbors.get(neighbor.address)
        if settings is None or port.state <= IfState.LOOPBACK:
            return False
        host = self.process.host
        host.after(settings.poll, self.poll, port, neighbor.address, background=True)
        return True

    def poll(self, port: OspfPort, address: IPv4) -> None:
        """A hello to one that is down."""
        settings = self.process.config.neighbors.get(address)
        neighbor = port.neighbors.get(address)
        if settings is None or neighbor is None or neighbor.state > NbrState.ATTEMPT or not port.speaks:
            return
        port.hello_to(address)
        self.process.host.after(settings.poll, self.poll, port, address, background=True)

    def hello(self, port: OspfPort) -> None:
        """The periodic hello, to each that has to hear it."""
        eligible = port.priority > 0 or port.kind is NetworkType.POINT_TO_MULTIPOINT_NB
        chief = port.state in (IfState.DR, IfState.BACKUP)
        for neighbor in list(port.neighbors.values()):
            if neighbor.state is NbrState.DOWN:
                continue
            if port.kind is NetworkType.NON_BROADCAST and not chief:
                if eligible and neighbor.priority == 0 and neighbor.state <= NbrState.ATTEMPT:
                    continue
                if not eligible and neighbor.state > NbrState.ATTEMPT and neighbor.address not in (port.dr, port.bdr):
                    continue
            port.hello_to(neighbor.address)
