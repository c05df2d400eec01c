"""One OSPF process: areas, interfaces, what it makes, computes and installs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from iosemu.device.numbers import Numbers
from iosemu.device.sources import named
from iosemu.features.ospf import OSPF, events
from iosemu.features.ospf.area import BACKBONE, Area
from iosemu.features.ospf.borders import Borders, LinkStateIds
from iosemu.features.ospf.compute import LETTERS, Computation
from iosemu.features.ospf.externals import Externals
from iosemu.features.ospf.flooding import Flooding
from iosemu.features.ospf.history import History, What
from iosemu.features.ospf.install import Installer
from iosemu.features.ospf.interface import OspfPort
from iosemu.features.ospf.limits import Limit
from iosemu.features.ospf.liveness import Liveness
from iosemu.features.ospf.lsdb import Lsdb
from iosemu.features.ospf.model import MaxMetric, OspfProcess, Throttle
from iosemu.features.ospf.originate import Originator
from iosemu.features.ospf.ports import Ports
from iosemu.features.ospf.receive import Receiver
from iosemu.features.ospf.restart import Helper
from iosemu.features.ospf.routes import Calculator
from iosemu.features.ospf.spf import Graph
from iosemu.features.ospf.states import IfEvent, IfState, NbrState, NetworkType
from iosemu.features.ospf.static import StaticNeighbors
from iosemu.features.ospf.stats import SpfRun, Traffic
from iosemu.features.ospf.virtual import VirtualPort
from iosemu.types import DEFAULT_ROUTE, IPv4, Prefix, usable_destination
from iosemu.wire import ospf, ospf_lsa
from iosemu.wire.ospf_lsa import Lsa

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.features.clock.engine import ClockEngine
    from iosemu.features.ospf.engine import OspfEngine
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.version import Lsas, Wire


JUST_STARTED = 1.0  # seconds that a process is young


class Process:
    """`config` is what `router ospf` says. `router_id` 0: it could not choose one, and does nothing.

    What stands first is of version 2; another version has a class of its own with its events, packets, advertisements,
    prefixes and parts.
    """

    events = events
    wire: ClassVar[Wire] = ospf
    lsas: ClassVar[Lsas] = ospf_lsa
    letters: ClassVar[dict[int, str]] = LETTERS  # of advertisements, as `show ip ospf statistics` has them
    prefixes: ClassVar[type[Prefix]] = Prefix
    default_route: ClassVar[Prefix] = DEFAULT_ROUTE
    graph: ClassVar[type[Graph]] = Graph
    link_state_ids: ClassVar[type[LinkStateIds]] = LinkStateIds

    def __init__(self, host: Host, engine: OspfEngine, config: OspfProcess, number: int, vrf: Vrf) -> None:
        self.host = host
        self.device = host.device
        self.engine = engine
        self.config = config
        self.number = number
        self.vrf = vrf
        self.text = f"process {number}"
        self.started = host.now
        self.router_id: IPv4 = 0
        self.id_told = False  # it is that of the configuration
        self.id_missed = False  # there is none, and it was said
        self.stopped = False
        self.areas: dict[int, Area] = {}
        self.traffic = Traffic()
        self.history = History(self)
        self.numbers = Numbers(1)  # of neighbours
        self.flooding = Flooding(self)
        self.liveness = Liveness(self)
        self.make_parts()
        self.computation = Computation(self)
        self.installer = self.make_installer()
        self.helper = Helper(self)
        self.static = StaticNeighbors(self)
        self.limit = Limit(self)
        self.ports: dict[str, OspfPort] = {}  # by the text of the interface; virtual links, too
        self.addresses: set[IPv4] = set()  # of its interfaces
        self.startup_unset: tuple[float, float] | None = None  # when it ended, and how long it lasted
        self.startup_over = False  # `max-metric … on-startup` is: it counts when the process starts
        self._border = False
        host.emit(self.events.ProcessStarted(number))

    def make_installer(self) -> Installer:
        """What gives routes to the routing table."""
        return Installer(self)

    def make_parts(self) -> None:
        """Those that begin anew with it."""
        self.receiver = Receiver(self)
        self.origin = Originator(self)
        self.ports_of = Ports(self)
        self.calculator = Calculator(self)
        self.borders = Borders(self)
        self.externals = Externals(self)

    # facts

    @property
    def record(self) -> OspfProcess:
        return self.config

    @property
    def table(self) -> RoutingTable:
        """Where its routes go."""
        return self.vrf.v4

    @property
    def whole(self) -> IPv4:
        """The link state ID of our router LSA."""
        return self.router_id

    def usable(self, prefix: Prefix) -> bool:
        """May a route to it be taken from others?"""
        return usable_destination(prefix)

    @property
    def source(self) -> RouteSource:
        return OSPF.process(self.number)

    @property
    def clock(self) -> ClockEngine:
        clock: ClockEngine = self.device.engine("clock")
        return clock

    @property
    def lsdb(self) -> Lsdb:
        """That of the whole system."""
        return self.flooding.external

    @property
    def lsa_throttle(self) -> Throttle:
        return self.config.lsa_throttle or Throttle(*self.device.software.ospf_lsa_throttle)

    @property
    def spf_throttle(self) -> Throttle:
        return self.config.spf_throttle or Throttle(*self.device.software.ospf_spf_throttle)

    @property
    def spf_log(self) -> list[SpfRun]:
        """The last computations, oldest first."""
        return list(self.computation.log)

    @property
    def lsa_arrival(self) -> int:
        """Milliseconds between two instances of an LSA that are taken."""
        told = self.config.lsa_arrival
        return self.device.software.ospf_lsa_arrival if told is None else told

    @property
    def startup_left(self) -> float | None:
        """Seconds of `max-metric … on-startup`."""
        return self.host.due(self.startup_ends)

    @property
    def heard(self) -> dict[IPv4, float]:
        """Routers that routes were told by, and the virtual time of the last change."""
        found: dict[IPv4, float] = {}
        for route in self.installer.installed.values():
            for path in route.paths:
                if path.learned_from:
                    found[path.learned_from] = max(found.get(path.learned_from, 0.0), route.since)
        return found

    @property
    def pacing_flood(self) -> float:
        """Seconds."""
        return (33 if self.config.pacing_flood is None else self.config.pacing_flood) / 1000

    @property
    def pacing_retransmission(self) -> float:
        """Seconds."""
        return (66 if self.config.pacing_retransmission is None else self.config.pacing_retransmission) / 1000

    @property
    def at_provider(self) -> bool:
        """Is it a provider's end of a VRF (RFC 4577)? `capability vrf-lite` says that it is not."""
        return bool(self.vrf.name) and not self.config.capability_vrf_lite

    def provider_tag(self, source: RouteSource) -> int:
        """Of what comes from the backbone (RFC 4577 section 4.2.5.2): `domain-tag`, else its AS of two octets."""
        return self.config.domain_tag or (0xD0000000 | source.number if source.number <= 0xFFFF else 0)

    @property
    def provider_tags(self) -> set[int]:
        """Those that we bring in with ourselves."""
        sources = [named(text) for text in self.config.redistribute]
        return {self.provider_tag(source) for source in sources if source.backbone} | {self.config.domain_tag}

    @property
    def is_border(self) -> bool:
        """In several areas of which one is the backbone; that of the provider's counts."""
        active = [area for area in self.areas.values() if area.active]
        if self.at_provider:
            return bool(active)
        return len(active) > 1 and any(area.id == BACKBONE for area in active)

    @property
    def is_boundary(self) -> bool:
        """Does it bring in routes from outside? At the border of an NSSA it may have to (RFC 3101 section 3.1)."""
        config = self.config
        return bool(config.redistribute) or config.default_originate is not None or any(
            area.nssa is not None and (area.nssa.default_originate or self.is_border) for area in self.areas.values()
        )

    @property
    def max_metric(self) -> MaxMetric | None:
        """`max-metric router-lsa` while it is in force."""
        told = self.config.max_metric
        return None if told is None or (told.on_startup is not None and self.startup_over) else told

    @property
    def external_areas(self) -> list[Area]:
        """Those that external routes are flooded into."""
        return [area for area in self.areas.values() if area.external and area.active]

    @property
    def external_ports(self) -> list[OspfPort]:
        return [port for area in self.areas.values() if area.external for port in area.ports if port.carries_external]

    def virtual_ports(self) -> Iterator[VirtualPort]:
        backbone = self.areas.get(BACKBONE)
        if backbone is not None:
            for port in backbone.ports:
                if isinstance(port, VirtualPort):
                    yield port

    def virtual_port(self, transit: int, router_id: IPv4) -> VirtualPort | None:
        """The virtual link through that area to that router."""
        for port in self.virtual_ports():
            if port.transit.id == transit and port.peer == router_id:
                return port
        return None

    def neighbors(self) -> Iterator[Neighbor]:
        for port in self.ports.values():
            yield from port.neighbors.values()

    def next_port(self, area: Area) -> tuple[int, int, int]:
        """Numbers of a new interface: of itself, in its area, in the process."""
        return 1, _free({port.index[1] for port in area.ports}), _free({port.index[2] for port in self.ports.values()})

    def next_index(self, port: OspfPort) -> tuple[int, int, int]:
        """Numbers of a new neighbour on its interface, in its area, in the process."""
        return port.numbers.take(), port.area.numbers.take(), self.numbers.take()

    def free_index(self, port: OspfPort, index: tuple[int, int, int]) -> None:
        """A neighbour is gone."""
        for numbers, number in zip((port.numbers, port.area.numbers, self.numbers), index, strict=True):
            numbers.give(number)

    # life

    def refresh(self) -> None:
        """Areas and interfaces agree with configuration and line states."""
        if not self.router_id and not self.choose_router_id():
            return
        self.ports_of.agree()

    def choose_router_id(self) -> bool:
        """Configured, else the highest address of a loopback that is up, else of another interface; no other's."""
        taken = {other.router_id for other in self.engine.processes.values() if other is not self}
        if self.config.router_id is not None:
            self.router_id, self.id_told = self.config.router_id, True
        else:
            self.id_told = False
            up = [i for i in self.device.interfaces.values() if i.line_up and i.vrf is self.vrf and i.address]
            for loopback in (True, False):
                found = [i.address or 0 for i in up if (i.kind == "Loopback") == loopback and i.address not in taken]
                if found:
                    self.router_id = max(found)
                    break
        if not self.router_id:
            if not self.id_missed and not self.device.booting:
                self.id_missed = True
                self.host.after(0.0, self._no_router_id)
            return False
        self.id_missed = False
        return True

    def _no_router_id(self) -> None:
        if not self.router_id and not self.stopped:
            self.host.emit(self.events.NoRouterId(self.number))

    def _start_up(self) -> None:
        """`max-metric … on-startup` counts for a process that has just started."""
        told = self.config.max_metric
        if self.host.now - self.started > JUST_STARTED:
            self.startup_over = self.startup_over or self.startup_left is None
        elif told is not None and told.on_startup is not None and self.startup_left is None:
            self.host.after(told.on_startup, self.startup_ends, background=True)

    def startup_ends(self) -> None:
        """`max-metric … on-startup` has lasted long enough."""
        self.startup_over = True
        self.startup_unset = self.host.now, self.host.now - self.started
        self.everything()

    def reconfigured(self) -> None:
        """The configuration changed."""
        wanted = self.config.router_id
        if self.router_id and (self.id_told if wanted is None else wanted != self.router_id):
            alone = not any(neighbor.state > NbrState.DOWN for neighbor in self.neighbors())
            if alone or self.device.software.ospf_router_id_at_once:
                self.reset()
        self.history.agree()
        if self.limit.agree():
            self.reset()
        self.refresh()
        if self.router_id:
            self._start_up()
            for port in self.ports.values():
                self.static.agree(port)
            self.everything()
            self.installer.agree()

    def everything(self) -> None:
        """Look at all that we make, and at all routes."""
        for area in self.areas.values():
            self.origin.changed(area)
        self.look_outside()
        self.computation.schedule_all()

    def reset(self, limited: bool = False) -> None:
        """`clear ip ospf process`, another router ID or `max-lsa` (`limited`: there are too many): it begins anew."""
        if not limited:
            self.limit.forget()
        self._end()
        self.host.stop()
        self.host = self.engine.host.child()
        self.router_id = 0
        self.flooding = Flooding(self)
        self.make_parts()
        self.computation.reset()
        self.stopped = False
        self.started = self.host.now
        self.refresh()
        if self.router_id:
            self.everything()

    def _end(self) -> None:
        self.origin.stop()
        for port in list(self.ports.values()):
            port.flooder.flush_all()
        for port in list(self.ports.values()):
            port.event(IfEvent.DOWN)
        self.stopped = True
        self.ports.clear()
        self.areas.clear()
        self.addresses.clear()
        self.installer.stop()

    def ends(self) -> None:
        """`no router ospf`, or the VRF is gone."""
        self._end()
        self.host.stop()

    # what happens

    def interface_state_changed(self, port: OspfPort, old: IfState) -> None:
        """Of an interface of ours."""
        self.history.add(What.INTERFACE, port.name, port.state)
        self.border_changed()
        self.origin.changed(port.area)
        self.computation.schedule(port.area)
        if IfState.DOWN in (old, port.state):
            self.look_outside()

    def border_changed(self) -> None:
        """Are we an area border router now? All areas hear of it."""
        border = self.is_border
        if border != self._border:
            self._border = border
            for area in self.areas.values():
                self.origin.changed(area)
            self.computation.schedule_all()

    def adjacency_changed(self, port: OspfPort, neighbor: Neighbor) -> None:
        """A neighbour became adjacent, or is so no longer."""
        self.liveness.agree(neighbor)
        self.origin.changed(port.area)
        if port.transit is not None:
            self.origin.changed(port.transit)
        self.computation.schedule(port.area)

    def designated_changed(self, port: OspfPort) -> None:
        """DR or BDR of a network are others."""
        self.origin.changed(port.area)

    def changed(self, scope: Area | OspfPort | None, lsa: Lsa, old: Lsa | None = None) -> None:
        """A database says something else, in the place of `old`."""
        self.computation.changed(scope, lsa, old)

    def routes_changed(self) -> None:
        """The routing table moved: what is redistributed may be something else."""
        if self.router_id and (self.config.redistribute or self.config.default_originate is not None):
            self.look_outside()

    def look_outside(self) -> None:
        """Once at the end of what happens at the same time."""
        if self.host.due(self._look_outside) is None:
            self.host.after(0.0, self._look_outside)

    def _look_outside(self) -> None:
        if self.router_id and not self.stopped:
            self.externals.look()

    def discards(self) -> dict[Prefix, tuple[int, bool]]:
        """Routes to nowhere: (metric, of external routes)."""
        found = self.borders.discards() if self.config.discard_internal else {}
        return {**self.externals.discards(), **found}

    # what others ask

    def networks(self) -> list[Prefix]:
        """Connected prefixes that the process runs on."""
        found: list[Prefix] = []
        for port in self.ports.values():
            if port.length and port.kind is not NetworkType.VIRTUAL:
                found += [port.prefix, *port.secondaries]
        return found

    def imports(self, prefix: Prefix) -> str | None:
        """The options with which the route is redistributed into this process; None: it is not."""
        return self.externals.options(prefix)

    def covers(self, iface: Interface) -> bool:
        return iface.text in self.ports

    def compute_now(self) -> None:
        """`clear ip ospf force-spf`"""
        self.computation.schedule_all()
        self.host.cancel(self.computation.run)
        self.computation.run()


def _free(used: set[int]) -> int:
    """The lowest number that is not in use."""
    return next(number for number in range(1, len(used) + 2) if number not in used)
