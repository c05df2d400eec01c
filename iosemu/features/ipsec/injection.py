"""Reverse route injection: static routes to what a peer protects, while there are SAs with it or the map is there.

Source: Security Configuration Guide, "Reverse Route Injection". Who has routes injected is their owner, and says each
time which ones; what several owners want is in the table once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route
from iosemu.device.sources import named
from iosemu.features.ipsec import events
from iosemu.features.ipsec.model import MapEntry, MapSettings
from iosemu.features.ipsec.narrow import selectors
from iosemu.features.keying.contract import Selector
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix, length_of

if TYPE_CHECKING:
    from iosemu.device.vrf import Vrf
    from iosemu.features.ipsec.cryptomap import MapHead
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.features.ipsec.flow import Flow

Place = tuple[str, Prefix]  # VRF, prefix
UNREACHABLE = 255  # distance of what is in no table
SLOT = "rri"  # of its candidates, with the distance


@dataclass(slots=True, frozen=True)
class Injected:
    """One route. The next hop is looked up in the VRF `front`; without one it leads into the interface, a tunnel."""

    vrf: str
    prefix: Prefix
    next_hop: IPv4 | None
    front: str
    iface: InterfaceName  # of the map
    distance: int
    tag: int
    static: bool  # by the list of an entry of a static map


class Injection:
    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.host = engine.host
        self._held: dict[Hashable, tuple[Injected, ...]] = {}  # by owner
        self._counts: dict[Place, dict[Injected, int]] = {}  # owners of each
        self._offered: dict[Place, dict[str, Injected]] = {}  # what is in the table, by slot

    def follow(self, owner: Hashable, wanted: Iterable[Injected]) -> None:
        """From now on an owner wants these routes, and no others."""
        found = tuple(dict.fromkeys(wanted))
        old = self._held.pop(owner, ())
        if found:
            self._held[owner] = found
        if old == found:
            return
        changed: dict[Place, None] = {}
        for each, step in [*((each, -1) for each in old), *((each, 1) for each in found)]:
            place = each.vrf, each.prefix
            changed[place] = None
            counts = self._counts.setdefault(place, {})
            counts[each] = counts.get(each, 0) + step
        for place in changed:
            self._agree(place)

    def _agree(self, place: Place) -> None:
        """Put the routes to a prefix into its table, one candidate for each distance."""
        counts = {each: count for each, count in self._counts.pop(place).items() if count > 0}
        if counts:
            self._counts[place] = counts
        old = self._offered.pop(place, {})
        device, source = self.host.device, named("static")
        vrf = device.vrfs.get(place[0])
        if vrf is None:
            return
        levels: dict[int, list[Injected]] = {}
        for each in counts:
            levels.setdefault(each.distance, []).append(each)
        offered: dict[str, Injected] = {}
        for distance, group in levels.items():
            ways = dict.fromkeys(
                (each.next_hop, each.front if each.next_hop is not None else each.iface) for each in group
            )
            paths = [path for way in ways if (path := self._path(vrf, *way)) is not None]
            if paths and distance < UNREACHABLE:
                slot = f"{SLOT} {distance}"
                offered[slot] = group[0]
                vrf.v4.update(slot, place[1], Route(place[1], source, distance, 0, tuple(paths), group[0].tag))
        for slot, gone in old.items():
            if slot not in offered:
                vrf.v4.update(slot, place[1], None)
            if offered.get(slot) != gone:
                self._tell(gone, False)
        for slot, made in offered.items():
            if old.get(slot) != made:
                self._tell(made, True)
        if offered:
            self._offered[place] = offered

    def _path(self, vrf: Vrf, next_hop: IPv4 | None, place: str | InterfaceName) -> Path | None:
        """By a next hop in a VRF, or into an interface."""
        device = self.host.device
        if isinstance(place, InterfaceName):
            iface = device.interfaces.get(place)
            return Path(None, iface) if iface is not None else None
        front = device.vrfs.get(place)
        return Path(next_hop, None, table=front.v4 if front is not vrf else None) if front is not None else None

    def _tell(self, route: Injected, there: bool) -> None:
        event = events.RouteInjected(
            route.next_hop or 0, route.vrf, route.prefix, route.iface, route.tag, route.distance, there
        )
        self.host.emit(event)

    def owners(self, prefix: Prefix) -> Iterator[Hashable]:
        """Who has routes to it injected."""
        for owner, wanted in self._held.items():
            if any(each.prefix == prefix for each in wanted):
                yield owner

    def all(self) -> Iterator[Injected]:
        """Each once, by VRF and prefix."""
        for place in sorted(self._counts):
            yield from self._counts[place]


def routes_of(
    entry: MapSettings, theirs: Selector, peer: IPv4, ends: tuple[str, str], iface: InterfaceName, static: bool
) -> Iterator[Injected]:
    """What `reverse-route` of an entry makes for the traffic of one flow. `ends`: VRF of the traffic, and of the peer.

    A wildcard with holes is no prefix.
    """
    if theirs.wild or not peer:
        return
    prefix = Prefix.of(theirs.address, length_of(theirs.mask))
    towards = peer if entry.reverse_gateway else entry.reverse_peer or peer
    inside, front = ends
    yield Injected(inside, prefix, towards, front, iface, entry.reverse_distance, entry.reverse_tag, static)
    if entry.reverse_gateway:
        host, via = Prefix.of(peer, 32), entry.reverse_peer
        yield Injected(front, host, via, front, iface, entry.reverse_distance, entry.reverse_tag, static)


class MapRoutes:
    """The routes of one crypto map: of flows with their SAs, of lists while the map is at work."""

    def __init__(self, head: MapHead) -> None:
        self.head = head
        self._listed: set[int] = set()  # entries whose lists have routes

    def wants_list(self, entry: MapEntry) -> bool:
        """Are the routes of its list there without SAs?"""
        always = entry.reverse_static or not self.head.engine.host.device.software.rri_follows_sas
        return entry.reverse and always and not entry.template

    def follow(self, flow: Flow) -> None:
        """Its SAs, or its peer, or its entry may be others."""
        head, entry = self.head, self.head.settings(flow)
        wanted: Iterable[Injected] = ()
        if isinstance(entry, MapSettings) and entry.reverse and flow.current is not None:
            ends = head.inside(flow, head.source), head.front.name
            own = isinstance(entry, MapEntry)
            wanted = routes_of(entry, flow.remote_proxy, flow.peer, ends, self._iface, own)
        head.engine.injection.follow(flow, wanted)

    def peer_changed(self, flow: Flow) -> None:
        self.follow(flow)
        if isinstance(flow.entry, MapEntry) and flow.entry.seq in self._listed:
            self._list(flow.entry.seq, flow.entry)

    def sync(self, entries: Mapping[int, MapEntry]) -> None:
        """Entries, by sequence number, or their lists, have changed."""
        for seq in dict.fromkeys((*entries, *self._listed)):
            self._list(seq, entries.get(seq))

    @property
    def _iface(self) -> InterfaceName:
        return self.head.outside.name

    def _list(self, seq: int, entry: MapEntry | None) -> None:
        head = self.head
        wanted: list[Injected] = []
        if entry is not None and self.wants_list(entry) and head.complete(entry):
            compiled, peer = head.state(entry).compiled, head.peer(entry)
            inside = head.engine.inside(entry.key_profile or head.profile) or head.front.name
            for rule in compiled.rules if compiled is not None else ():
                if rule.permit:
                    theirs, ends = selectors(rule.entry)[1], (inside, head.front.name)
                    wanted += routes_of(entry, theirs, peer, ends, self._iface, True)
        (self._listed.add if wanted else self._listed.discard)(seq)
        head.engine.injection.follow((head, seq), wanted)
