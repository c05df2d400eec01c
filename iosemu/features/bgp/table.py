"""The BGP table of one VRF and family: paths by network, the best of each, what goes to the routing table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.rib import Path as RibPath
from iosemu.device.rib import Route
from iosemu.device.v6.addresses import is_unicast as is_unicast6
from iosemu.features.bgp.advertise import Advertiser
from iosemu.features.bgp.dampening import Damper
from iosemu.features.bgp.decision import Options, choose
from iosemu.features.bgp.events import NoValidPath, RouteInstalled, RouteRemoved, Scanned
from iosemu.features.bgp.nexthop import NextHop, NextHops
from iosemu.features.bgp.origin import Origin
from iosemu.features.bgp.paths import Destination, Path
from iosemu.features.bgp.policy import Candidate, run_map
from iosemu.features.policy.api import distance_from
from iosemu.types import DEFAULT_ROUTE, DEFAULT_ROUTE6, Prefix, Prefix6, is_unicast
from iosemu.wire.bgp_attributes import Attributes, as_path_length, first_as

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.rib import RoutingTable
    from iosemu.device.vrf import Vrf
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.model import Family, Scope
    from iosemu.features.bgp.process import Process

UNUSABLE = 255  # a distance that keeps a route out of the routing table


class Details:
    """What `show ip route X` says of a path beyond the common lines."""

    __slots__ = ("hops", "tag")

    def __init__(self, hops: int, tag: int) -> None:
        self.hops = hops
        self.tag = tag

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Details) and (other.hops, other.tag) == (self.hops, self.tag)

    __hash__ = None  # type: ignore[assignment]  # compares by value

    @property
    def tells_tag(self) -> bool:
        return True

    def describe(self, route: Route, path: RibPath) -> Iterable[str]:
        yield f"AS Hops {self.hops}"
        if self.tag:
            yield f"Route tag {self.tag}"
        yield "MPLS label: none"


class Table:
    """All that BGP knows of one VRF and family (`wide`: IPv6)."""

    def __init__(self, process: Process, vrf: Vrf, wide: bool = False) -> None:
        self.process = process
        self.vrf = vrf
        self.wide = wide
        self.rib: RoutingTable = vrf.v6 if wide else vrf.v4
        self.default: Prefix = DEFAULT_ROUTE6 if wide else DEFAULT_ROUTE
        self._family: Family = process.instance.family(vrf.name, wide)
        self.version = 1
        self.destinations: dict[Prefix, Destination] = {}
        self.hops = NextHops(self)
        self.options = Options()
        self.advertiser = Advertiser(self)
        self.damper = Damper(self)
        self.origin = Origin(self)
        self._waiting: dict[Destination, None] = {}
        self._changed: dict[Prefix, None] = {}
        self._via: dict[tuple[tuple[int, Interface | None, int], ...], tuple[RibPath, ...]] = {}
        self._details: dict[tuple[int, int], Details] = {}
        # of networks with one path each: distance, metric, ways, tag, kind, details
        self._templates: dict[tuple[Attributes, Member], tuple[int, int, tuple[RibPath, ...], int, str, object]] = {}
        self._distance: tuple[object, object] = ((20, 200, 200), {})
        self._synchronizes = False
        self._map = ""  # `table-map`
        self.networks_ever = self.networks_gone = self.paths_ever = self.paths_gone = 0  # `BGP activity`
        self.peak = (0, 0.0)  # the most networks at once, and when they became so many

    @property
    def family(self) -> Family:
        # one that has just gone counts until all has ended
        instance, known = self.process.instance, self.vrf.name
        if not known:
            self._family = instance.family("", self.wide)
        else:
            self._family = (instance.vrfs6 if self.wide else instance.vrfs).get(known, self._family)
        return self._family

    @property
    def scope(self) -> Scope:
        return self.vrf.name, self.wide

    @property
    def text(self) -> str:
        """As timers name it."""
        return f"{self.vrf.name}{' IPv6' * self.wide}".lstrip()

    def prefix(self, address: int, length: int) -> Prefix:
        """Of its family."""
        return (Prefix6 if self.wide else Prefix).of(address, length)

    def unicast(self, address: int) -> bool:
        """May it be a next hop?"""
        return is_unicast6(address) if self.wide else is_unicast(address)

    def configured(self) -> None:
        """The configuration may be otherwise."""
        instance, family = self.process.instance, self.family
        options = Options(
            instance.default_local_preference, instance.always_compare_med, instance.deterministic_med,
            instance.med_missing_worst, instance.med_confed, instance.compare_routerid, instance.as_path_ignore,
            instance.igp_metric_ignore, instance.multipath_relax, family.maximum_paths, family.maximum_paths_ibgp,
            family.maximum_paths_eibgp,
        )  # fmt: skip
        if options != self.options:
            self.options = options
            self.reconsider()
        distances = family.distance, {key: (one.distance, one.acl) for key, one in family.distance_from.items()}
        if distances != self._distance:
            self._distance = distances
            self.reinstall()
        if (family.synchronization, family.table_map) != (self._synchronizes, self._map):
            self._synchronizes, self._map = family.synchronization, family.table_map
            self.reconsider()
            self.reinstall()
        if not self.damper.on:
            self.damper.clear()
        self.origin.look()
        self.aggregates_changed()

    def aggregates_changed(self) -> None:
        self.process.host.after(0.0, self.origin.aggregate)

    def reinstall(self) -> None:
        """Give the routing table its routes anew."""
        self._templates.clear()
        for destination in self.destinations.values():
            if destination.installed:
                self._install(destination)

    def routes_changed(self) -> None:
        """The routing table did."""
        for address in self.hops.burst():
            peer = self.process.peers.get((self.vrf.name, address))
            if peer is not None and peer.wide == self.wide:
                self.process.reached(peer)
        host = self.process.host
        if self.hops.foreign and host.due(self._look) is None:
            host.after(0.0, self._look)
        if self.advertiser.asks_routes and host.due(self._look_for_default) is None:
            host.after(0.0, self._look_for_default)

    def _look(self) -> None:
        self.hops.foreign = False
        if self._synchronizes:
            self.reconsider()
        self.origin.look()

    def _look_for_default(self) -> None:
        self.advertiser.default_changed()

    def scan(self) -> None:
        """What the regular scanner does."""
        before = self.version
        if not self.process.instance.nexthop_trigger:
            self.hops.look(everything=True)
        self.advertiser.conditions()
        self.process.host.emit(Scanned(self.vrf.name, before, self.version + 1, self.wide))

    # what comes

    def destination(self, prefix: Prefix) -> Destination:
        found = self.destinations.get(prefix)
        if found is None:
            found = self.destinations[prefix] = Destination(prefix)
            self.networks_ever += 1
        return found

    def put(self, destination: Destination, path: Path, old: Path | None = None) -> None:
        """A new path, in place of `old` if there is one."""
        paths = destination.paths
        if old is not None:
            paths[paths.index(old)] = path
            self.hops.release(old.hop)
            self.paths_gone += 1
            if destination.best is old:
                destination.best = None
                path.best = True  # what it was; `decide` looks again
        else:
            paths.insert(0, path)
        self.paths_ever += 1
        self.touch(destination)

    def take(self, destination: Destination, path: Path) -> None:
        """A path goes."""
        destination.paths.remove(path)
        self.hops.release(path.hop)
        self.paths_gone += 1
        self.touch(destination)

    def touch(self, destination: Destination) -> None:
        """Choose again, when the burst is over."""
        if not self._waiting:
            self.process.host.after(0.0, self.decide)
        self._waiting[destination] = None

    def paths(self) -> Iterator[tuple[Destination, Path]]:
        for destination in self.destinations.values():
            for path in destination.paths:
                yield destination, path

    def reconsider(self, hop: NextHop | None = None) -> None:
        """Choose again everywhere, or where a path leads over this next hop."""
        for destination in self.destinations.values():
            if hop is None or any(path.hop is hop for path in destination.paths):
                self.touch(destination)

    # the best of them

    def decide(self) -> None:
        """Choose for all networks that something has happened to."""
        waiting, self._waiting = self._waiting, {}
        changed = [destination for destination in waiting if self._decide(destination)]
        if changed:
            self.process.changed(self, changed)
        for destination in waiting:
            if not destination.paths and self.destinations.pop(destination.prefix, None) is not None:
                self.networks_gone += 1
        if len(self.destinations) > self.peak[0]:
            self.peak = len(self.destinations), self.process.host.now

    def _decide(self, destination: Destination) -> bool:
        paths, old = destination.paths, destination.best
        best: Path | None
        multi: tuple[Path, ...] = ()
        if len(paths) == 1 and paths[0].valid and not self._synchronizes:
            best = paths[0]
        else:
            usable = [path for path in paths if path.valid and self._synchronized(destination.prefix, path)]
            best, multi = choose(usable, self.options)
        was = [path for path in paths if path.multipath]
        for path in paths:
            path.best = path is best
            path.multipath = path in multi
        same = best is old and was == [path for path in paths if path.multipath]
        destination.best = best
        if same and best is not None and destination.installed == self._wanted(best):
            return False
        if best is None and old is None and not destination.installed:
            return False
        self.version += 1
        destination.version = self.version
        self._install(destination)
        return True

    def _synchronized(self, prefix: Prefix, path: Path) -> bool:
        """`synchronization`: what an internal neighbour told waits until an interior protocol knows the network."""
        if not self._synchronizes or not path.internal:
            return True
        return any(route.source is not self.process.source for route in self.rib.candidates(prefix))

    # the routing table

    @staticmethod
    def _wanted(path: Path) -> bool:
        return path.peer is not None or path.kind == "aggregate"

    def _install(self, destination: Destination) -> None:
        prefix, best = destination.prefix, destination.best
        source = self.process.source
        bus = self.process.device.bus
        if best is None or not self._wanted(best):
            if best is None and bus.wants(NoValidPath):
                bus.emit(NoValidPath(self.vrf.name, prefix))
            if destination.installed:
                destination.installed = False
                bus.emit(RouteRemoved(self.vrf.name, prefix))
                self.rib.update(source, prefix, None)
            return
        destination.installed = True
        chosen = [best, *(path for path in destination.paths if path.multipath and path is not best)]
        if bus.wants(RouteInstalled):
            for index, path in enumerate(chosen, 1):
                bus.emit(RouteInstalled(self.vrf.name, prefix, path.attributes.next_hop, index, len(chosen)))
        route = self.route(prefix, chosen)
        self.rib.update(source, prefix, route if route.distance < UNUSABLE else None)

    def route(self, prefix: Prefix, chosen: list[Path]) -> Route:
        """What the routing table gets."""
        best = chosen[0]
        family, source = self.family, self.process.source
        if len(chosen) > 1 or self._map or best.peer is None or family.networks or family.distance_from:
            return self._route(prefix, chosen)
        key = (best.attributes, best.peer)
        found = self._templates.get(key)
        if found is None:
            if len(self._templates) >= 4096:
                self._templates.clear()
            one = self._route(prefix, chosen)
            found = self._templates[key] = (one.distance, one.metric, one.paths, one.tag, one.kind, one.details)
        distance, metric, paths, tag, kind, details = found
        return Route(prefix, source, distance, metric, paths, tag, kind, details=details)

    def _route(self, prefix: Prefix, chosen: list[Path]) -> Route:
        best = chosen[0]
        attributes = best.attributes
        if best.peer is None:
            null = RibPath(None if self.wide else 0, self.process.device.null0)
            details = self._detail(0, 0)
            local = self.family.distance[2]
            return Route(prefix, self.process.source, local, 0, (null,), kind="local", details=details)
        kind = "external" if best.external else "internal"
        distance = self.distance(prefix, best, best.peer)
        tag, metric = first_as(attributes.as_path), attributes.med or 0
        if self._map:
            candidate = Candidate(prefix, attributes, best.weight, tag=tag)
            if run_map(self.process.device, self._map, candidate):
                tag, metric = candidate.tag, candidate.attributes.med or 0
        return Route(
            prefix, self.process.source, distance, metric, self._ways(chosen), tag, kind,
            details=self._detail(as_path_length(attributes.as_path), tag),
        )  # fmt: skip

    def distance(self, prefix: Prefix, path: Path, peer: Member, counted: bool = True) -> int:
        """Of a path that the neighbour told."""
        family = self.family
        told = None
        if not peer.peer.wide:
            told = distance_from(self.process.device, family.distance_from, peer.address, prefix, counted)
        if told is not None:
            return told
        external, internal, local = family.distance
        network = family.networks.get(prefix)
        if network is not None and network.backdoor and path.external:
            return local
        return external if path.external else internal

    def _ways(self, chosen: list[Path]) -> tuple[RibPath, ...]:
        """Shared by all networks that have the same ones."""
        key = tuple((*self._leads_by(path), path.neighbor) for path in chosen)
        found = self._via.get(key)
        if found is None:
            if len(self._via) >= 4096:
                self._via.clear()
            found = self._via[key] = tuple(RibPath(hop, iface, peer) for hop, iface, peer in dict.fromkeys(key))
        return found

    @staticmethod
    def _leads_by(path: Path) -> tuple[int, Interface | None]:
        """The next hop: over its link-local address, where the neighbour has told one and is on a link of ours."""
        attributes, member = path.attributes, path.peer
        hop = attributes.link_local
        if not hop or member is None or not member.kin:
            return attributes.next_hop, None
        iface: Interface | None = member.peer.interface
        return (hop, iface) if iface is not None else (attributes.next_hop, None)

    def _detail(self, hops: int, tag: int) -> Details:
        found = self._details.get((hops, tag))
        if found is None:
            if len(self._details) >= 4096:
                self._details.clear()
            found = self._details[hops, tag] = Details(hops, tag)
        return found

    def rib_failed(self, destination: Destination) -> bool:
        """The routing table has a better route to it than ours."""
        if not destination.installed:
            return False
        route = self.rib.best(destination.prefix)
        return route is None or route.source is not self.process.source

    def stop(self) -> None:
        """The process ends: its routes go."""
        for destination in self.destinations.values():
            if destination.installed:
                self.rib.update(self.process.source, destination.prefix, None)
        self.advertiser.stop()
        self.origin.stop()
        self._templates.clear()
        self.destinations.clear()
        self._waiting.clear()
        for method in (self.decide, self._look, self._look_for_default, self.origin.aggregate, self.hops.look):
            self.process.host.cancel(method)
        self.hops.stop()


