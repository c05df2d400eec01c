"""The destinations RIP knows: learnt, held down, flushed (RFC 2453 section 3.8), and put into the routing table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from iosemu.device.rib import Path, Route
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix
from iosemu.wire.rip import INFINITY

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sources import RouteSource


@dataclass(slots=True)
class RipPath:
    """A way that a neighbour told of."""

    source: IPv4
    next_hop: IPv4
    iface: Interface
    metric: int
    heard: float
    tag: int = 0
    installed: Path | None = None  # its form in the routing table, whose age follows ours


@dataclass(slots=True)
class RipEntry:
    """One destination. Own ones (connected, redistributed, default) have no paths but an `origin`."""

    prefix: Prefix
    paths: dict[IPv4, RipPath] = field(default_factory=dict)
    origin: str = ""  # "connected", "redistributed", "default"
    own_metric: int = 0
    own_iface: Interface | None = None
    own_next_hop: IPv4 = 0
    tag: int = 0
    source: RouteSource | None = None  # of a redistributed route
    down: bool = False  # invalid or poisoned: held down, announced with metric 16

    @property
    def metric(self) -> int:
        if self.origin:
            return self.own_metric
        if self.down:
            return INFINITY
        return min((path.metric for path in self.paths.values()), default=INFINITY)

    @property
    def iface(self) -> Interface | None:
        """Where it was learnt, for split horizon."""
        if self.origin:
            return self.own_iface
        return next((path.iface for path in self.paths.values()), None)


class Lines(Protocol):
    """What the configuration says that matters here."""

    distance: int
    maximum_paths: int


class Owner(Protocol):
    """An instance of RIP, of either family."""

    host: Host
    keeps_down: bool  # a route that is held down stays in the routing table

    @property
    def process(self) -> Lines: ...

    @property
    def now(self) -> float: ...

    @property
    def times(self) -> tuple[int, int, int, int]:
        """Update, invalid, holddown, flush (all from when it was heard last), seconds."""

    @property
    def table(self) -> RoutingTable: ...

    @property
    def source(self) -> RouteSource: ...

    def holds(self, iface: Interface) -> bool:
        """Is the interface still of its VRF?"""

    def note(self, prefix: Prefix) -> None:
        """It changed."""

    def told(self, prefix: Prefix, path: RipPath, added: bool) -> None:
        """A neighbour's way is there, or is no more."""

    def own_routes(self) -> None:
        """Look at those again that are made here."""


class Database:
    """`entries` by prefix. Timers ("invalid", "holddown", "flush") are the instance's."""

    def __init__(self, rip: Owner) -> None:
        self.rip = rip
        self.entries: dict[Prefix, RipEntry] = {}

    def update(self, known: RipEntry, path: RipPath, process: Lines) -> None:
        own = known.paths.get(path.source)
        if path.metric >= INFINITY:
            if own is not None and not known.down:
                self.lose(known, path.source)
            return
        if known.down and self.rip.host.due(self._holddown, known.prefix) is not None and own is None:
            return  # held down: only who told us before may bring it back
        best = known.metric
        if own is not None or path.metric <= best:
            if path.metric < best or (own is not None and len(known.paths) > 1 and path.metric > best):
                for other in [other for other in known.paths if other != path.source and path.metric < best]:
                    self.forget_path(known, other)
            if own is None and path.metric == best and len(known.paths) >= process.maximum_paths:
                return
            if own is not None and path.metric > best and len(known.paths) > 1:
                self.forget_path(known, path.source)
                self._install(known)
                return
            before = known.metric
            if own is not None and own.iface is path.iface:
                path.installed = own.installed
            known.down = False
            self.rip.host.cancel(self._holddown, known.prefix)
            self.rip.host.cancel(self.flush, known.prefix)
            known.paths[path.source] = path
            known.tag = path.tag
            self.rip.host.after(self.rip.times[1], self._silent, known.prefix, path.source, background=True)
            self._install(known)
            if own is None or own.metric != path.metric:
                self.rip.told(known.prefix, path, True)
            if known.metric != before or own is None or own.next_hop != path.next_hop:
                self.rip.note(known.prefix)

    def forget_path(self, entry: RipEntry, source: IPv4) -> None:
        entry.paths.pop(source, None)
        self.rip.host.cancel(self._silent, entry.prefix, source)

    def lose(self, entry: RipEntry, source: IPv4) -> None:
        """A path is poisoned, silent too long, or its line is down: hold the route down when it was the last one."""
        times = self.rip.times
        if source not in entry.paths:
            return
        if len(entry.paths) > 1:
            self.forget_path(entry, source)
            self._install(entry)
            return
        path = entry.paths[source]
        entry.down = True
        self.rip.host.cancel(self._silent, entry.prefix, source)
        if self._reaches(path):
            self.rip.host.after(times[2], self._holddown, entry.prefix, background=True)
        flush = max(times[3] - (self.rip.now - path.heard), times[3] - times[1])
        self.rip.host.after(flush, self.flush, entry.prefix, background=True)
        self._install(entry)
        self.rip.note(entry.prefix)

    def retire(self, entry: RipEntry) -> None:
        """An own route is gone: poison it until it is flushed."""
        times = self.rip.times
        entry.down = True
        entry.own_metric = INFINITY
        self.rip.host.after(times[3] - times[1], self.flush, entry.prefix, background=True)
        self.rip.note(entry.prefix)

    def _reaches(self, path: RipPath) -> bool:
        """Is its line up, and not another VRF's by now?"""
        return path.iface.line_up and self.rip.holds(path.iface)

    def _install(self, entry: RipEntry) -> None:
        """The routing table keeps a held-down route as `possibly down` until it is flushed."""
        process = self.rip.process
        table = self.rip.table
        source = self.rip.source
        paths = [path for path in entry.paths.values() if self._reaches(path)]
        if not paths or (entry.down and not self.rip.keeps_down):
            table.update(source, entry.prefix, None)
            return
        for path in paths:
            if path.installed is None or path.installed.next_hop != path.next_hop:
                path.installed = Path(path.next_hop, path.iface, path.source)
            path.installed.since = path.heard
        route = Route(
            entry.prefix, source, process.distance, min(path.metric for path in paths),
            tuple(path.installed for path in paths if path.installed is not None), entry.tag,
            "possibly down" if entry.down else "",
        )  # fmt: skip
        table.update(source, entry.prefix, route)
        if not entry.down:
            table.touch(source, entry.prefix)

    def _silent(self, prefix: Prefix, source: IPv4) -> None:
        """A path was not told of for too long."""
        entry = self.entries.get(prefix)
        if entry is not None:
            self.lose(entry, source)

    def _holddown(self, prefix: Prefix) -> None:
        """It is over: what comes is believed again."""

    def flush(self, prefix: Prefix) -> None:
        entry = self.entries.pop(prefix, None)
        self.rip.host.cancel(self._holddown, prefix)
        if entry is not None:
            for source, path in entry.paths.items():
                self.rip.host.cancel(self._silent, prefix, source)
                self.rip.told(prefix, path, False)
            self.rip.table.update(self.rip.source, prefix, None)
            self.rip.own_routes()
