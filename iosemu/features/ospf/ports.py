"""Which interfaces a process runs on, in which areas, and with which settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.area import BACKBONE, Area
from iosemu.features.ospf.interface import OspfPort
from iosemu.features.ospf.model import Area as AreaConfig
from iosemu.features.ospf.model import OspfInterface
from iosemu.features.ospf.settings import PortSettings, resolve
from iosemu.features.ospf.states import IfEvent, IfState, NbrEvent, NbrState
from iosemu.features.ospf.virtual import VirtualPort, virtual_settings
from iosemu.types import IPv4, Prefix
from iosemu.wire.ospf import Option

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.ospf.process import Process

_NONE = AreaConfig()


class Ports:
    """Makes areas and ports agree with configuration and interfaces."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._kinds: dict[int, tuple[bool, bool]] = {}  # of areas, as last seen
        self._virtual = 0  # number of the next virtual link

    def area_of(self, iface: Interface) -> int | None:
        """What `ip ospf N area A` says, else the most specific `network`; None: the process does not run there."""
        process = self.process
        if iface.vrf is not process.vrf or iface.removed or iface.address is None:
            return None
        told = iface.get(OspfInterface)
        if told is not None and told.joined is not None:
            return told.joined.area if told.joined.process == process.number else None
        return self.network_area(iface.address)

    def network_area(self, address: IPv4) -> int | None:
        best: tuple[int, int] | None = None
        for (network, wildcard), settings in self.process.config.networks.items():
            if (address ^ network) & ~wildcard & 0xFFFFFFFF == 0:
                rank = (wildcard.bit_count(), settings.area)
                if best is None or rank[0] < best[0]:
                    best = rank
        return best[1] if best is not None else None

    def agree(self) -> None:
        process = self.process
        config = process.config
        wanted: dict[str, tuple[Interface, int]] = {}
        if not config.shutdown and not process.limit.ignoring:
            for iface in process.device.interfaces.values():
                number = self.area_of(iface) if process.engine.claims(process, iface) else None
                if number is not None and iface.kind != "Null":
                    wanted[iface.text] = (iface, number)
        for text, port in list(process.ports.items()):
            if isinstance(port, VirtualPort):
                continue
            if wanted.get(text) != (port.iface, port.area.id) or self._reborn(port):
                self.remove(port)
        self._areas({number for _, number in wanted.values()})
        for text, (iface, number) in wanted.items():
            settings = self.settings(iface, number)
            known = process.ports.get(text)
            if known is not None:
                self._resettle(known, settings)
            self._line(known or self._make(iface, process.areas[number], settings))
        process.addresses = {port.address for port in process.ports.values() if port.address}
        self._virtual_links()
        process.border_changed()

    # ports

    def _reborn(self, port: OspfPort) -> bool:
        """Is it so different that the interface begins anew?"""
        iface = port.iface
        settings = self.settings(iface, port.area.id)
        address, length = self._address(iface)
        return (
            settings.kind is not port.kind or settings.passive != port.settings.passive
            or (address, length) != (port.address, port.length)
        )  # fmt: skip

    @staticmethod
    def _address(iface: Interface) -> tuple[IPv4, int]:
        own = iface.config.address
        return own if own is not None else (iface.address or 0, 0)

    def settings(self, iface: Interface, number: int) -> PortSettings:
        """What counts for the interface in that area."""
        config = self.process.config
        return resolve(iface, config, config.areas.get(number))

    def make(self, iface: Interface, area: Area, settings: PortSettings) -> OspfPort:
        """OSPF on an interface."""
        return OspfPort(self.process, area, iface, settings)

    def up(self, port: OspfPort) -> bool:
        """Is its line protocol up?"""
        return port.iface.line_up

    def _make(self, iface: Interface, area: Area, settings: PortSettings) -> OspfPort:
        process, port = self.process, self.make(iface, area, settings)
        port.address, port.length = self._address(iface)
        port.secondaries = self._secondaries(port)
        process.ports[iface.text] = port
        area.ports.append(port)
        return port

    def _secondaries(self, port: OspfPort) -> list[Prefix]:
        told = port.iface.get(OspfInterface)
        joined = told.joined if told is not None else None
        port.joined = joined
        found = []
        for address, length in port.iface.config.secondaries.items():
            told_too = joined.secondaries if joined is not None else self.network_area(address) == port.area.id
            if told_too:
                found.append(Prefix.of(address, length))
        return found

    def remove(self, port: OspfPort) -> None:
        """OSPF leaves the interface."""
        port.event(IfEvent.DOWN)
        self.process.origin.left(port)
        self.process.ports.pop(port.text, None)
        if port in port.area.ports:
            port.area.ports.remove(port)
        self.process.origin.changed(port.area)
        self.process.computation.schedule(port.area)

    def _line(self, port: OspfPort) -> None:
        """The line protocol says whether it is up."""
        up = self.up(port) and not port.settings.shutdown
        if up and port.state is IfState.DOWN:
            port.event(IfEvent.UP)
        elif not up and port.state is not IfState.DOWN:
            port.event(IfEvent.DOWN)

    def _resettle(self, port: OspfPort, settings: PortSettings) -> None:
        """Lines of the interface, or of its area, are others; it stays up."""
        process, old = self.process, port.settings
        secondaries = self._secondaries(port)
        if settings == old and secondaries == port.secondaries:
            return
        port.settings, port.secondaries = settings, secondaries
        for neighbor in port.neighbors.values():
            neighbor.hello = b""  # the same again has to be looked at anew
        host = process.host
        self._stills(port, old)
        if settings.hello != old.hello and port.speaks:
            port.send_hello()
        if settings.dead != old.dead:
            for neighbor in port.neighbors.values():
                left = host.due(neighbor.silent)
                if left is not None:
                    spent = old.dead - left
                    host.cancel(neighbor.silent)
                    host.after(max(settings.dead - spent, 0.0), neighbor.silent, background=True)
            left = port.wait_due
            if left is not None:
                host.cancel(port.wait_over)
                spent = old.dead - left
                host.after(max(settings.dead - spent, 0.0), port.wait_over, background=settings.passive)
        if settings.priority != old.priority:
            port.neighbor_change()
        if settings.filter_out != old.filter_out:
            for neighbor in list(port.neighbors.values()):
                if neighbor.state >= NbrState.EXSTART:
                    neighbor.event(NbrEvent.KILL, "Adjacency forced to reset")
        process.liveness.refresh(port)
        process.origin.changed(port.area)

    @staticmethod
    def _stills(port: OspfPort, old: PortSettings) -> None:
        """What went over it before still ages behind it, and who fell silent for it speaks again."""
        settings, host = port.settings, port.process.host
        if (settings.demand, settings.flood_reduction) != (old.demand, old.flood_reduction):
            port.still_since = host.now
        if (settings.demand, settings.demand_ignored, settings.lls) != (old.demand, old.demand_ignored, old.lls):
            for neighbor in port.neighbors.values():  # it answered our own words
                neighbor.hello_options &= ~Option.DEMAND
            if port.speaks:
                port.send_hello()
            for neighbor in port.neighbors.values():
                if neighbor.full:
                    neighbor.alive()

    # areas

    def _areas(self, used: set[int]) -> None:
        process = self.process
        config = process.config
        for number, area in list(process.areas.items()):
            if number not in used and number not in config.areas and not area.ports:
                del process.areas[number]
                self._kinds.pop(number, None)
                process.origin.forget(area)
        for number in sorted(used | set(config.areas)):
            if number not in process.areas:
                process.areas[number] = Area(process, number)
            area = process.areas[number]
            area.config = config.areas.get(number, _NONE)
            kind = self._kinds.get(number)
            if kind is not None and kind != area.kind:
                self._other_kind(area)
            self._kinds[number] = area.kind

    def _other_kind(self, area: Area) -> None:
        """Stub, NSSA or neither: whoever is adjacent has to agree anew, or is not heard any more."""
        if self.process.device.software.ospf_area_kind_resets:
            for port in area.ports:
                for neighbor in list(port.neighbors.values()):
                    port.kill(neighbor, "Adjacency forced to reset")
        self.process.flooding.purge(area)

    # virtual links

    def _virtual_links(self) -> None:
        process = self.process
        wanted = {
            (number, peer): link
            for number, area in process.areas.items()
            if number != BACKBONE and area.external and area.ports
            for peer, link in area.config.virtual_links.items()
        }
        for port in list(process.virtual_ports()):
            if (port.transit.id, port.peer) not in wanted:
                self.remove(port)
        for (number, peer), link in wanted.items():
            known = process.virtual_port(number, peer)
            backbone = process.areas.get(BACKBONE)
            if backbone is None:
                backbone = process.areas[BACKBONE] = Area(process, BACKBONE)
                backbone.config = process.config.areas.get(BACKBONE, _NONE)
            if known is not None:
                known.settings = virtual_settings(link, backbone)
                continue
            port = VirtualPort(process, backbone, process.areas[number], peer, link, self._virtual)
            self._virtual += 1
            process.ports[port.text] = port
            backbone.ports.append(port)
            process.computation.schedule(process.areas[number])
