"""One OSPFv3 process: the parts of OSPF's engine that are of version 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from iosemu.device.v6.addresses import is_link_local, is_multicast
from iosemu.device.v6.interface import State
from iosemu.features.ospf.compute import LETTERS
from iosemu.features.ospf.externals import Externals
from iosemu.features.ospf.install import Installer
from iosemu.features.ospf.process import Process
from iosemu.features.ospf.receive import Receiver
from iosemu.features.ospf.states import IfState, NetworkType
from iosemu.features.ospf3 import events
from iosemu.features.ospf3.graph import Graph3
from iosemu.features.ospf3.originate import LinkStateNumbers, Originator3
from iosemu.features.ospf3.ports import Ports3
from iosemu.types import IPv4, Prefix, Prefix6
from iosemu.wire import ospf3, ospf3_lsa
from iosemu.wire.ospf3_lsa import INTRA_PREFIX, LINK

if TYPE_CHECKING:
    from iosemu.device.rib import Route, RoutingTable
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.model import OspfRedistribution
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.routes import OspfRoute, Ways
    from iosemu.features.ospf.version import Hello, Lsas, Wire
    from iosemu.wire.ipv4 import IPv4 as Datagram
    from iosemu.wire.ospf import Packet
    from iosemu.wire.ospf_lsa import Lsa


class Receiver3(Receiver):
    def _decode(self, datagram: Datagram) -> Packet:
        return ospf3.decode(datagram.payload, datagram.src, datagram.dst)  # type: ignore[return-value]

    def _authentic(self, port: OspfPort, packet: Packet, source: int, neighbor: Neighbor | None) -> bool:
        return True

    def hello_event(self, port: OspfPort, packet: Packet, hello: Hello, source: int) -> object:
        number: int = getattr(hello, "interface_id", 0)
        process = self.process.number
        return events.HelloReceived(process, port.name, port.area.id, packet.router_id, source, number)

    def on_network(self, port: OspfPort, source: int) -> bool:
        """They come from link-local addresses."""
        return is_link_local(source)


class Externals3(Externals):
    def _takes(self, options: OspfRedistribution, prefix: Prefix) -> bool:
        return True

    def _forward(self, route: Route) -> int:
        """It is not told."""
        return 0

    def _own_address(self, area: Area) -> int:
        """One of an interface in the area, which all can reach."""
        up = [port for port in area.ports if port.state is not IfState.DOWN]
        own = {
            port: [each.value for each in port.iface.v6.addresses.values() if each.state is State.VALID] for port in up
        }
        loopbacks = [value for port in up if port.iface.kind == "Loopback" for value in own[port]]
        return max(loopbacks or [value for values in own.values() for value in values], default=0)


class Installer3(Installer):
    def leading(self, found: OspfRoute) -> Ways:
        """A prefix of the link that others tell and we do not have ourselves is reached over it without a next hop."""
        return tuple(way for way in found.ways if way[0][1] or found.prefix not in way[0][0].secondaries)


class Process3(Process):
    events = events
    wire: ClassVar[Wire] = ospf3
    lsas: ClassVar[Lsas] = ospf3_lsa
    letters: ClassVar[dict[int, str]] = {**LETTERS, LINK: "L", INTRA_PREFIX: "P"}
    prefixes: ClassVar[type[Prefix]] = Prefix6
    default_route: ClassVar[Prefix] = Prefix6(0, 0)
    graph = Graph3
    link_state_ids = LinkStateNumbers

    origin: Originator3

    def make_parts(self) -> None:
        super().make_parts()
        self.receiver = Receiver3(self)
        self.origin = Originator3(self)
        self.ports_of = Ports3(self)
        self.externals = Externals3(self)

    def make_installer(self) -> Installer:
        return Installer3(self)

    @property
    def table(self) -> RoutingTable:
        return self.vrf.v6

    @property
    def whole(self) -> IPv4:
        return 0

    def usable(self, prefix: Prefix) -> bool:
        return not is_multicast(prefix.network) and not is_link_local(prefix.network)

    def networks(self) -> list[Prefix]:
        ports = (port for port in self.ports.values() if port.kind is not NetworkType.VIRTUAL)
        return [prefix for port in ports for prefix in port.secondaries]

    def changed(self, scope: Area | OspfPort | None, lsa: Lsa, old: Lsa | None = None) -> None:
        super().changed(scope, lsa, old)
        if lsa.kind == LINK and scope is not None and hasattr(scope, "area"):
            self.origin.prefixes_changed(scope.area)
