"""The routing table of a VRF for one address family: candidates of all sources per prefix, the best of them installed.

A route is usable when one of its paths is: one that names an interface, while the line protocol of that is up; one
that names only a next hop, while the table holds a route to the next hop that does not come back to this route. Of the
usable ones the lowest distance is installed, with its usable paths only; the others wait (floating statics).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from iosemu.device.events import Enrolled
from iosemu.device.fib import Entry, FastPath, Kind
from iosemu.records import dataclass, field, replace
from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.sources import RouteSource

_DEPTH = 8  # of recursion
_NAMED = 64  # prefixes of one interface that are remembered one by one
_ROUNDS = 8  # evaluations of one recursive route in one burst; more is a loop of routes that need each other
CACHED = 8192  # destinations remembered per table


@dataclass(slots=True)
class Path:
    """One way to a prefix. Without an interface the next hop is looked up (recursion), if set in the other `table`.

    `learned_from` is the router that told; `since` the time of the last update where paths of a route age on their own
    (-1: the route's).
    """

    next_hop: IPv4 | None
    interface: Interface | None
    learned_from: IPv4 = 0
    since: float = field(default=-1.0, compare=False)
    metric: int = -1  # of this path where it differs from the route's (unequal-cost paths); -1: the same
    share: int = 1  # traffic share count
    table: RoutingTable | None = None


@dataclass(slots=True)
class Route:
    """A candidate, or the installed form of one. `source` is who brought it.

    `kind` refines the code of `show ip route`: "external" (D EX), "summary", "authoritative" (NHRP). `details` may have
    `describe(route, path) -> lines` for `show ip route X`.
    """

    prefix: Prefix
    source: RouteSource
    distance: int
    metric: int
    paths: tuple[Path, ...]
    tag: int = 0
    kind: str = ""
    permanent: bool = False  # stays when its interface goes down
    exterior: bool = False  # a candidate for the default route, says who brought it
    since: float = -1.0  # virtual time of the last change; set by the table when negative
    details: object = None
    slot: Hashable = None  # which candidate of the prefix this is; set by the table

    def same(self, other: Route) -> bool:
        """Equal but for age."""
        return (
            self.paths == other.paths
            and self.metric == other.metric
            and self.distance == other.distance
            and self.source == other.source
            and self.tag == other.tag
            and self.kind == other.kind
            and self.permanent == other.permanent
            and self.exterior == other.exterior
            and self.details == other.details
        )


@dataclass(slots=True)
class Override:
    """A next hop of NHRP in place of those of a route; `since` in virtual time."""

    interface: Interface
    next_hop: IPv4
    since: float


Leaning = tuple["RoutingTable", Prefix]
RouteListener = Callable[[Prefix, "Route | None", "Route | None"], object]


class RouteLimit(Protocol):
    """Says how many routes a table may have."""

    def admits(self, prefix: Prefix, count: int) -> bool:
        """May a route to one more prefix be installed where there are `count`? One that may not waits."""

    def left(self, count: int) -> bool:
        """A route has gone, `count` are left: may those that wait be tried again?"""


class RoutingTable:
    """Longest match over what is installed, and the caches of forwarding decisions made from it."""

    def __init__(self, device: Device, vrf: str = "", family: type[Prefix] = Prefix) -> None:
        self.device = device
        self.vrf = vrf
        self.family = family
        self.version = 0
        self.receive: dict[IPv4, Interface] = {}  # own addresses on lines that are up
        self.broadcasts: dict[IPv4, Interface] = {}  # of attached subnets: all ones and all zeros
        self.overrides: dict[Prefix, Override] = {}  # next hops that NHRP put in place of the route's
        self.annotators: list[Callable[[Route], Iterable[str]]] = []  # "Redistributing via …" of `show ip route X`
        self.default_networks: frozenset[Prefix] = frozenset()  # `ip default-network`
        self.cache: dict[IPv4, Entry] = {}
        self.fast: dict[bytes, FastPath] = {}
        self.own: dict[IPv4, FastPath] = {}  # where datagrams made here go without more ado
        self._installed: dict[int, dict[IPv4, Route]] = {}  # prefix length -> network -> route
        self._levels: list[tuple[int, dict[IPv4, Route]]] = []  # (mask, networks), longest first
        # all candidates, for prefixes where the installed route is not the only one or none is installed
        self._waiting: dict[Prefix, list[Route]] = {}
        self._exterior: dict[Prefix, None] = {}  # installed routes that are so
        # prefixes with next hops that need a look-up, and where
        self._recursive: dict[Prefix, tuple[tuple[RoutingTable, IPv4], ...]] = {}
        self._hops: dict[IPv4, dict[Leaning, None]] = {}  # who leans on a next hop that is looked up here
        self._ordered: list[IPv4] = []  # these next hops
        # prefixes whose routes name an interface; None where these are so many that a search is as good
        self._named: dict[Interface, dict[Prefix, None] | None] = {}
        self._listeners: list[RouteListener] = []
        self._limit: RouteLimit | None = None
        self._queue: deque[Prefix] = deque()
        self._told = True

    # what protocols do

    def update(self, slot: Hashable, prefix: Prefix, route: Route | None) -> None:
        """Put, change or (None) withdraw the candidate `slot` for `prefix`; an equal one changes nothing.

        Most have one candidate for a prefix, and the slot is their source. With several, slots are names of their own
        ("static 250"); `route.source` is what shows.
        """
        candidates = self._candidates(prefix)
        at = next((i for i, old in enumerate(candidates) if old.slot == slot), None)
        if route is None:
            if at is None:
                return
            del candidates[at]
        else:
            if at is not None and candidates[at].same(route):
                return
            route.slot = slot
            if route.since < 0:
                route.since = self.device.scheduler.now
            if at is None:
                candidates.append(route)
            else:
                candidates[at] = route
        self._mark_recursive(prefix, candidates)
        if route is not None:
            self._name(prefix, route)
        self._waiting[prefix] = candidates
        self._queue.append(prefix)
        self._work()

    def touch(self, slot: Hashable, prefix: Prefix) -> None:
        """The candidate was heard again: its age starts anew."""
        for route in (*self._candidates(prefix), self.best(prefix)):
            if route is not None and route.slot == slot:
                route.since = self.device.scheduler.now

    def withdraw(self, slot: Hashable) -> None:
        """All candidates of a slot."""
        for prefix in [prefix for prefix, routes in self._all() if any(route.slot == slot for route in routes)]:
            self.update(slot, prefix, None)

    def override(self, prefix: Prefix, interface: Interface | None, next_hop: IPv4 = 0) -> None:
        """NHRP puts its own next hop in place of those of the route to exactly this prefix; None takes it away."""
        if interface is None:
            self.overrides.pop(prefix, None)
        else:
            self.overrides[prefix] = Override(interface, next_hop, self.device.scheduler.now)
        self.version += 1
        self.flush()

    def bound(self, limit: RouteLimit | None) -> None:
        """Another limit, or None; what is installed stays, what waits is tried again."""
        self._limit = limit
        self._queue.extend(self._refused())
        self._work()

    def flag(self, networks: Iterable[Prefix]) -> None:
        """Routes to just these networks are candidates for the default route."""
        flagged = frozenset(networks)
        if flagged == self.default_networks:
            return
        self.default_networks = flagged
        self.version += 1
        self.flush()
        self._tell_soon()

    def listen(self, fn: RouteListener) -> Callable[[], None]:
        """`fn(prefix, old, new)` for each change of what is installed; returns the function that stops it."""
        self._listeners.append(fn)
        return Enrolled(self._listeners, fn)

    # what the device does

    def interface_changed(self, iface: Interface) -> None:
        """Its line came up or went down: routes that name it may become usable, or no longer be."""
        named = self._named.get(iface, {})
        known = self._all() if named is None else ((prefix, self._candidates(prefix)) for prefix in named)
        found = [prefix for prefix, routes in known if any(p.interface is iface for r in routes for p in r.paths)]
        if named is not None and len(found) < len(named):
            self._named[iface] = dict.fromkeys(found)
        if iface.removed:
            self._named.pop(iface, None)
        self._queue.extend(found)
        for prefix, override in list(self.overrides.items()):
            if override.interface is iface and not iface.line_up:
                del self.overrides[prefix]
        self.flush()
        self._work()

    def reconsider(self, only: Prefix | None = None) -> None:
        """Take out what is installed (`clear ip route`), and choose anew; ages start again."""
        now = self.device.scheduler.now
        for prefix, routes in list(self._all()):
            if only is not None and prefix != only:
                continue
            routes = list(routes)
            for route in routes:
                route.since = now
            old = self.best(prefix)
            if old is None:
                continue
            self._waiting[prefix] = routes
            self._install(prefix, None)
            for fn in tuple(self._listeners):
                fn(prefix, old, None)
            self._queue.append(prefix)
        self._work()

    def flush(self) -> None:
        """Forget cached forwarding decisions."""
        self.cache.clear()
        self.fast.clear()
        self.own.clear()

    # look-up

    def is_own(self, address: IPv4) -> bool:
        """Is it an address of ours, on a line that is up?"""
        return address in self.receive

    def is_broadcast(self, address: IPv4) -> bool:
        """Of an attached subnet, or the limited one."""
        return address == 0xFFFFFFFF or address in self.broadcasts

    def best(self, prefix: Prefix) -> Route | None:
        """The installed route to exactly this prefix."""
        level = self._installed.get(prefix[1])
        return level.get(prefix[0]) if level is not None else None

    def candidates(self, prefix: Prefix) -> list[Route]:
        """All that sources offered for the prefix, usable or not."""
        return list(self._candidates(prefix))

    def lookup(self, address: IPv4) -> Route | None:
        """Longest match among the installed routes."""
        for mask, networks in self._levels:
            route = networks.get(address & mask)
            if route is not None:
                return route
        return None

    def is_candidate(self, route: Route) -> bool:
        """May it stand for the default route?"""
        return not route.prefix.length or route.exterior or route.prefix in self.default_networks

    def gateway(self) -> Route | None:
        """The default route: of the candidates the one of the lowest distance, then metric; 0.0.0.0 gives way to a
        network that is as good. A network that is attached here leads nowhere."""
        default = self.best(self.family(0, 0))
        if not self.default_networks and not self._exterior:
            return default
        networks = (self.best(prefix) for prefix in sorted({*self.default_networks, *self._exterior}))
        found = [route for route in networks if route is not None and route.paths[0].next_hop is not None]
        found += [default] if default is not None else []
        return min(found, key=lambda route: (route.distance, route.metric), default=None)

    def find(self, address: IPv4) -> Entry | None:
        """How to forward to `address` (cached); None without a route."""
        entry = self.cache.get(address)
        if entry is None:
            entry = self._entry(address)
            if entry is not None:
                if len(self.cache) >= CACHED:
                    self.cache.clear()
                self.cache[address] = entry
        return entry

    def resolve(self, route: Route, address: IPv4) -> list[tuple[Interface, IPv4]]:
        """Interfaces and next hops that the route's paths lead to, recursion followed; no repeats."""
        found: list[tuple[Interface, IPv4]] = []
        self._resolve(route, address, (route.prefix,), found)
        return found

    def through(self, address: IPv4, wanted: Callable[[Interface], bool]) -> tuple[Interface, IPv4] | None:
        """Interface and next hop of the longest route, also of one that waits, that leads over such an interface."""
        for mask, networks in self._levels:
            best = networks.get(address & mask)
            for route in (best, *self._candidates(best.prefix)) if best is not None else ():
                for iface, next_hop in self.resolve(route, address):
                    if iface.line_up and wanted(iface):
                        return iface, next_hop
        return None

    def __iter__(self) -> Iterator[Route]:
        """Installed routes by network, then by length."""
        routes = [route for level in self._installed.values() for route in level.values()]
        routes.sort(key=lambda route: route.prefix)
        return iter(routes)

    def __len__(self) -> int:
        return sum(map(len, self._installed.values()))

    def holds(self) -> Iterator[Collection[Any]]:
        """Routes in use, those that wait behind them, next hops put in place of others, forwarding decisions."""
        yield from (level.values() for level in self._installed.values())
        yield from (routes[1:] for routes in self._waiting.values())
        yield from (self.overrides.values(), self.cache.values(), self.fast.values(), self.own.values())

    # inside

    def _candidates(self, prefix: Prefix) -> list[Route]:
        waiting = self._waiting.get(prefix)
        if waiting is not None:
            return waiting
        installed = self.best(prefix)
        return [installed] if installed is not None else []

    def _all(self) -> Iterator[tuple[Prefix, list[Route]]]:
        yield from list(self._waiting.items())
        for route in list(self):
            if route.prefix not in self._waiting:
                yield route.prefix, [route]

    def _mark_recursive(self, prefix: Prefix, candidates: list[Route]) -> None:
        hops = tuple(
            (self if path.table is None else path.table, path.next_hop)
            for route in candidates
            for path in route.paths
            if path.interface is None and path.next_hop is not None
        )
        old = self._recursive.get(prefix, ())
        if hops == old:
            return
        for table, hop in old:
            leaning = table._hops.get(hop, {})
            leaning.pop((self, prefix), None)
            if not leaning and table._hops.pop(hop, None) is not None:
                table._ordered = []
        for table, hop in hops:
            if hop not in table._hops:
                table._hops[hop] = {}
                table._ordered = []
            table._hops[hop][self, prefix] = None
        if hops:
            self._recursive[prefix] = hops
        else:
            del self._recursive[prefix]

    def _hops_in(self, prefix: Prefix) -> list[IPv4]:
        """The next hops that are looked up here and lie within the prefix."""
        if len(self._ordered) != len(self._hops):
            self._ordered = sorted(self._hops)
        at = bisect_left(self._ordered, prefix.network)
        if at == len(self._ordered) or self._ordered[at] not in prefix:
            return []
        return self._ordered[at : bisect_right(self._ordered, prefix.broadcast, at)]

    def _name(self, prefix: Prefix, route: Route) -> None:
        for path in route.paths:
            if path.interface is not None:
                named = self._named.setdefault(path.interface, {})
                if named is not None:
                    named[prefix] = None
                    if len(named) > _NAMED:
                        self._named[path.interface] = None

    def _work(self) -> None:
        """Choose for the prefixes in the queue, and for the recursive routes that lean on them, until all is quiet."""
        queue = self._queue
        rounds: dict[Prefix, int] = {}
        others: dict[RoutingTable, None] = {}  # whose routes lean on this table
        while queue:
            prefix = queue.popleft()
            number = rounds[prefix] = rounds.get(prefix, 0) + 1
            if number > _ROUNDS:
                continue
            new = self._choose(prefix) if number < _ROUNDS else None
            old = self.best(prefix)
            if self._limit is not None:
                if old is None and new is not None and not self._limit.admits(prefix, len(self)):
                    new = None
                elif old is not None and new is None and self._limit.left(len(self) - 1):
                    queue.extend(self._refused())
            if old is not None and new is not old and prefix not in self._waiting:
                self._waiting[prefix] = [old]  # the only candidate, no longer usable: it must not be forgotten
            self._tidy(prefix, new)
            if new is old or (new is not None and old is not None and new.same(old) and new.slot == old.slot):
                continue
            self._install(prefix, new)
            for hop in self._hops_in(prefix):
                for table, other in self._hops[hop]:
                    if table is not self:
                        table._queue.append(other)
                        others[table] = None
                    elif other != prefix:
                        queue.append(other)
            for fn in tuple(self._listeners):
                fn(prefix, old, new)
            self._tell_soon()
        for table in others:
            table.flush()
            table._work()

    def _refused(self) -> list[Prefix]:
        """Prefixes with candidates of which none is installed."""
        return [prefix for prefix in self._waiting if self.best(prefix) is None]

    def _tell_soon(self) -> None:
        if self._told:
            self._told = False
            self.device.scheduler.call(0, self._tell)

    def _tell(self) -> None:
        self._told = True
        for engine in list(self.device.engines.values()):
            engine.routes_changed()

    def _tidy(self, prefix: Prefix, new: Route | None) -> None:
        waiting = self._waiting.get(prefix)
        if waiting is not None and (not waiting or (len(waiting) == 1 and waiting[0] is new)):
            del self._waiting[prefix]

    def _install(self, prefix: Prefix, route: Route | None) -> None:
        network, length = prefix
        level = self._installed.get(length)
        if route is None:
            if level is not None:
                level.pop(network, None)
                if not level:
                    del self._installed[length]
        elif level is None:
            self._installed[length] = {network: route}
        else:
            level[network] = route
        if route is not None and route.exterior:
            self._exterior[prefix] = None
        elif self._exterior:
            self._exterior.pop(prefix, None)
        mask_of, lengths = self.family.mask_of, sorted(self._installed, reverse=True)
        self._levels = [(mask_of(size), self._installed[size]) for size in lengths]
        self.version += 1
        self.flush()

    def _choose(self, prefix: Prefix) -> Route | None:
        current = self.best(prefix)
        chosen: Route | None = None
        for route in self._candidates(prefix):
            if chosen is not None and route.distance > chosen.distance:
                continue
            usable = self._usable(route)
            if usable is None:
                continue
            if (
                chosen is None
                or route.distance < chosen.distance
                or (current is not None and route.slot == current.slot)
            ):
                chosen = usable
        return chosen

    def _usable(self, route: Route) -> Route | None:
        if route.permanent:
            return route
        paths = tuple(path for path in route.paths if self._path_usable(route, path))
        if len(paths) == len(route.paths):
            return route if paths else None
        return replace(route, paths=paths) if paths else None

    def _path_usable(self, route: Route, path: Path) -> bool:
        if path.interface is not None:
            return path.interface.line_up and not path.interface.removed
        if path.next_hop is None:
            return False
        found: list[tuple[Interface, IPv4]] = []
        self._follow(route.prefix, path, (route.prefix,), found)
        return bool(found)

    def _resolve(
        self, route: Route, address: IPv4, seen: tuple[Prefix, ...], found: list[tuple[Interface, IPv4]]
    ) -> None:
        for path in route.paths:
            if path.interface is not None:
                hop = (path.interface, address if path.next_hop is None else path.next_hop)
                if hop not in found:
                    found.append(hop)
            elif path.next_hop is not None:
                self._follow(route.prefix, path, seen, found)

    def _follow(
        self, prefix: Prefix, path: Path, seen: tuple[Prefix, ...], found: list[tuple[Interface, IPv4]]
    ) -> None:
        """The route to a next hop, unless it is one that we come from. A route never resolves through a less specific
        one while it covers its own next hop: once installed it would itself be the longest match."""
        next_hop = path.next_hop
        assert next_hop is not None
        if path.table is not None and path.table is not self:
            via = path.table.lookup(next_hop)
            if via is not None and len(seen) <= _DEPTH:
                path.table._resolve(via, next_hop, (*seen, via.prefix), found)
            return
        via = self.lookup(next_hop)
        if via is None or len(seen) > _DEPTH or via.prefix in seen:
            return
        if next_hop in prefix and via.prefix.length < prefix.length:
            return
        self._resolve(via, next_hop, (*seen, via.prefix), found)

    def _entry(self, address: IPv4) -> Entry | None:
        own = self.receive.get(address)
        if own is not None:
            return Entry(Kind.RECEIVE, own, address, self.lookup(address))
        route = self.lookup(address)
        by_default = route is None or not route.prefix.length
        if by_default and (self.default_networks or self._exterior):
            route = self.gateway()
        if route is None:
            return None
        override = self.overrides.get(route.prefix) if self.overrides else None
        if override is not None:
            return Entry(Kind.NEXT_HOP, override.interface, override.next_hop, route, (), by_default)
        hops = self.resolve(route, address)
        if not hops:
            return None
        iface, next_hop = hops[0]
        if iface.kind == "Null":
            return Entry(Kind.DROP, iface, address, route, (), by_default)
        kind = Kind.ATTACHED if next_hop == address else Kind.NEXT_HOP
        return Entry(kind, iface, next_hop, route, tuple(hops) if len(hops) > 1 else (), by_default)
