"""LSAs of our own: what is wanted, and how the database comes to agree with it (RFC 2328 sections 12.4 and 13.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.bounded import remember
from iosemu.features.ospf.backoff import Backoff
from iosemu.features.ospf.flooding import id_of
from iosemu.features.ospf.lsdb import Entry
from iosemu.features.ospf.model import MaxMetric
from iosemu.features.ospf.states import IfState, NetworkType
from iosemu.records import dataclass
from iosemu.types import MAX_IPV4, IPv4, Prefix
from iosemu.wire.ospf import Key
from iosemu.wire.ospf_lsa import (
    BORDER,
    EXTERNAL,
    EXTERNAL_ROUTER,
    INITIAL_SEQUENCE,
    MAX_AGE,
    MAX_SEQUENCE,
    NETWORK,
    POINT_TO_POINT,
    ROUTER,
    STUB,
    TRANSIT,
    TRANSLATOR,
    VIRTUAL,
    VIRTUAL_END,
    ExternalBody,
    Link,
    external_body,
    network_body,
    router_body,
    summary_body,
)

if TYPE_CHECKING:
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.process import Process

MAX_LINK = 0xFFFF
WAR = 4  # times within a minute that somebody else says something in our name

Ident = tuple[int | str, Key]  # scope, key


@dataclass(slots=True)
class Wanted:
    scope: Area | OspfPort | None
    options: int
    body: bytes


class Originator:
    """`want` and `drop` say what there should be; the rest follows, throttled."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.wanted: dict[Ident, Wanted] = {}
        self._backoffs: dict[Ident, Backoff] = {}
        self._wars: dict[Ident, tuple[float, int]] = {}  # since when, how often others spoke in our name
        self._told: set[IPv4] = set()

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.process.text

    # what there should be

    def want(self, scope: Area | OspfPort | None, kind: int, lsid: IPv4, options: int, body: bytes) -> None:
        ident = id_of(scope), (kind, lsid, self.process.router_id)
        known = self.wanted.get(ident)
        if known is not None and known.body == body and known.options == options and known.scope is scope:
            return
        self.wanted[ident] = Wanted(scope, options, body)
        self._reconcile(ident)

    def drop(self, scope: Area | OspfPort | None, kind: int, lsid: IPv4) -> None:
        ident = id_of(scope), (kind, lsid, self.process.router_id)
        if self.wanted.pop(ident, None) is not None:
            self.process.host.cancel(self._build, ident)
            entry = self.process.flooding.lsdb(scope).find(ident[1])
            if entry is not None:
                self.process.flooding.flush(scope, entry)

    def _reconcile(self, ident: Ident) -> None:
        """Something is to be built: when?"""
        if self.process.host.due(self._build, ident) is None:
            self.process.host.after(self._delay(ident), self._build, ident)

    def _delay(self, ident: Ident) -> float:
        """A cause for a new instance has come: seconds until it may be made."""
        process = self.process
        backoff = self._backoffs.get(ident)
        if backoff is None:
            backoff = self._backoffs[ident] = Backoff()
        delay = backoff.delay(process.host.now, process.lsa_throttle)
        if process.device.bus.wants(process.events.LsaScheduled):
            area = ident[0] if isinstance(ident[0], int) and ident[0] >= 0 else None
            process.host.emit(process.events.LsaScheduled(process.number, ident[1][0], area, delay))
        return delay

    def _build(self, ident: Ident) -> None:
        wanted = self.wanted.get(ident)
        if wanted is None:
            return
        process, key = self.process, ident[1]
        now = process.host.now
        entry = process.flooding.lsdb(wanted.scope).find(key)
        if entry is not None:
            lsa = entry.lsa
            dead = entry.age(now) >= MAX_AGE
            if entry.own and not dead and lsa.says(wanted.options, wanted.body):
                return
            if lsa.sequence == MAX_SEQUENCE:  # the last number: it must be gone before we begin anew
                process.flooding.flush(wanted.scope, entry)
                return
        self._make(ident, wanted, entry)

    def _make(self, ident: Ident, wanted: Wanted, old: Entry | None) -> None:
        process, (kind, lsid, adv) = self.process, ident[1]
        now = process.host.now
        backoff = self._backoffs.get(ident)
        if backoff is None:
            backoff = self._backoffs[ident] = Backoff()
        backoff.done(now)
        sequence = INITIAL_SEQUENCE if old is None else old.lsa.sequence + 1
        lsa = process.lsas.make_lsa(kind, lsid, adv, sequence, wanted.options, wanted.body)
        entry = Entry(lsa, 0, now, own=True)
        if process.device.bus.wants(process.events.LsaBuilt):
            area = ident[0] if isinstance(ident[0], int) and ident[0] >= 0 else None
            built = process.events.LsaBuilt(process.number, kind, lsid, adv, area, lsa.sequence)
            body = lsa.body
            built.metric, built.prefix = getattr(body, "metric", 0), lsa.prefix
            if isinstance(body, ExternalBody):
                built.type2, built.tag = body.type2, body.tag
            process.host.emit(built)
        process.flooding.flood(wanted.scope, entry, None, old)
        process.flooding.install(wanted.scope, entry, old)

    # what comes back

    def seen(self, scope: Area | OspfPort | None, entry: Entry) -> None:
        """An instance in our name came in that we did not make: a newer one follows, or it is flushed."""
        ident = id_of(scope), entry.lsa.key
        now = self.process.host.now
        self._war(ident, now)
        if ident in self.wanted:
            self._reconcile(ident)
        else:
            self.process.flooding.flush(scope, entry)

    def _war(self, ident: Ident, now: float) -> None:
        kind, lsid, adv = ident[1]
        since, times = self._wars.get(ident, (now, 0))
        if now - since > 60.0:
            since, times = now, 0
        remember(self._wars, ident, (since, times + 1))
        process = self.process
        if times + 1 != WAR:
            return
        area = ident[0] if isinstance(ident[0], int) and ident[0] >= 0 else None
        if kind in (ROUTER, EXTERNAL) and adv == process.router_id:
            process.host.emit(process.events.DuplicateRouter(process.number, adv, area))
        else:
            who = process.number, kind, lsid, adv, area, ident not in self.wanted
            process.host.emit(process.events.FloodWar(*who))

    def buried(self, scope: Area | OspfPort | None, entry: Entry) -> None:
        """It has left the database; what is wanted comes again, with the first sequence number."""
        ident = id_of(scope), entry.lsa.key
        if ident in self.wanted:
            self._reconcile(ident)
        else:
            self._backoffs.pop(ident, None)
            self._wars.pop(ident, None)

    def waiting(self) -> list[tuple[Key, float]]:
        """LSAs that are to be made later, with the seconds until then."""
        process = self.process
        host, own, whole = process.host, process.router_id, process.whole
        found: dict[Ident, float] = {}
        for ident in self.wanted:
            due = host.due(self._build, ident)
            if due is not None:
                found[ident] = due
        for area in process.areas.values():
            due = host.due(self._area, area.id)
            if due is not None:
                found[area.scope_id, (ROUTER, whole, own)] = due
            for port in area.ports:
                due = host.due(self._network, port)
                if due is not None and port.state is IfState.DR:
                    found[area.scope_id, (NETWORK, port.network_id, own)] = due
        return sorted((ident[1], due) for ident, due in found.items() if due > 0)

    def refresh(self, scope: Area | OspfPort | None, entry: Entry) -> None:
        """It is half an hour old: the same again, with the next number."""
        ident = id_of(scope), entry.lsa.key
        wanted = self.wanted.get(ident)
        if wanted is None or entry.lsa.sequence == MAX_SEQUENCE:
            self.process.flooding.flush(scope, entry)
        else:
            self._make(ident, wanted, entry)

    def left(self, port: OspfPort) -> None:
        """OSPF runs on the interface no more."""
        self.process.host.cancel(self._network, port)
        self.drop(port.area, NETWORK, port.network_id)

    def forget(self, area: Area) -> None:
        """We are not in it any more: there is nobody left to be told."""
        for ident in [ident for ident in self._backoffs if ident[0] == area.scope_id]:
            self.process.host.cancel(self._build, ident)
            self.wanted.pop(ident, None)
            del self._backoffs[ident]

    def stop(self) -> None:
        """All that is ours is flushed."""
        for ident, wanted in list(self.wanted.items()):
            self.process.host.cancel(self._build, ident)
            entry = self.process.flooding.lsdb(wanted.scope).find(ident[1])
            if entry is not None and entry.own:
                self.process.flooding.flush(wanted.scope, entry)
        self.wanted.clear()
        self._backoffs.clear()

    # router and network LSAs

    def changed(self, area: Area) -> None:
        """Interfaces or adjacencies of the area are others: its router LSA, and its network LSAs, are looked at, when
        they may be made again."""
        process = self.process
        host = process.host
        if host.due(self._area, area.id) is None:
            delay = self._delay((area.scope_id, (ROUTER, process.whole, process.router_id))) if area.active else 0.0
            host.after(delay, self._area, area.id)
        for port in area.ports:
            if port.kind.elects and port.state is not IfState.DR:
                self.drop(area, NETWORK, port.network_id)
            elif port.kind.elects and host.due(self._network, port) is None:
                ident = area.scope_id, (NETWORK, port.network_id, process.router_id)
                host.after(self._delay(ident), self._network, port)

    def _area(self, number: int) -> None:
        process = self.process
        area = process.areas.get(number)
        if area is None or process.stopped:
            return
        if area.active:
            self._now(area, ROUTER, process.whole, self._router(area))
        else:
            self.drop(area, ROUTER, process.whole)

    def _now(self, area: Area, kind: int, lsid: IPv4, body: bytes) -> None:
        """It is wanted, and has waited long enough."""
        ident = area.scope_id, (kind, lsid, self.process.router_id)
        self.wanted[ident] = Wanted(area, area.lsa_options, body)
        self.process.host.cancel(self._build, ident)
        self._build(ident)

    def _network(self, port: OspfPort) -> None:
        process, area = self.process, port.area
        if process.stopped:
            return
        full = port.full_neighbors()
        if port.state is IfState.DR and full and process.ports.get(port.text) is port:
            attached = sorted([process.router_id, *(neighbor.router_id for neighbor in full)])
            self._now(area, NETWORK, port.network_id, self.network(port, attached))
        else:
            self.drop(area, NETWORK, port.network_id)

    def network(self, port: OspfPort, attached: list[IPv4]) -> bytes:
        """A network whose DR we are."""
        return network_body(MAX_IPV4 if port.settings.suppressed else port.mask, attached)

    # bodies of what borders and boundaries tell

    def summary(self, prefix: Prefix, cost: int) -> bytes:
        """A network of another area."""
        return summary_body(prefix.mask, cost)

    def boundary(self, area: Area, router_id: IPv4, cost: int) -> bytes:
        """A boundary router of another area."""
        return summary_body(0, cost)

    def external(
        self, prefix: Prefix, type2: bool, metric: int, forward: int, tag: int, propagate: bool = False
    ) -> bytes:
        """A network from outside; `propagate` is for types 7 that are to be translated."""
        return external_body(prefix.mask, type2, metric, forward, tag)

    def _flags(self, area: Area) -> int:
        """What the router is, as its LSA says it."""
        process, flags = self.process, 0
        if process.is_border:
            flags |= BORDER
        if (process.is_boundary and not area.stub) or (process.is_border and area.nssa is not None):
            flags |= EXTERNAL_ROUTER
        if area.virtual_ends:
            flags |= VIRTUAL_END
        if area.nssa is not None and area.nssa.always_translate and process.is_border:
            flags |= TRANSLATOR
        return flags

    def _router(self, area: Area) -> bytes:
        links: list[Link] = []
        most = self.process.max_metric
        for port in area.ports:
            if port.state is not IfState.DOWN:
                links += port_links(port, most)
        return router_body(self._flags(area), links)


def port_links(port: OspfPort, most: MaxMetric | None) -> list[Link]:
    """What the router LSA says of an interface (RFC 2328 section 12.4.1)."""
    kind, own = port.kind, port.link_data
    cost = port.cost if most is None else MAX_LINK
    stub_cost = MAX_LINK if most is not None and most.include_stub else port.cost
    links: list[Link] = []
    subnet = True
    if port.state is IfState.LOOPBACK:
        return [Link(port.address, MAX_IPV4, STUB, stub_cost)]
    if kind is NetworkType.VIRTUAL:
        return [Link(neighbor.router_id, own, VIRTUAL, cost) for neighbor in port.full_neighbors()]
    if kind is NetworkType.POINT_TO_POINT:
        links += [Link(neighbor.router_id, own, POINT_TO_POINT, cost) for neighbor in port.full_neighbors()]
    elif kind.multipoint:
        subnet = False
        for neighbor in port.full_neighbors():
            one = port.process.static.cost(port, neighbor)
            links.append(Link(neighbor.router_id, own, POINT_TO_POINT, MAX_LINK if most is not None else one))
        if not port.settings.suppressed:
            links.append(Link(port.address, MAX_IPV4, STUB, 0))
    elif is_transit(port):
        subnet = False
        links.append(Link(port.dr, own, TRANSIT, cost))
    suppressed = port.settings.suppressed and not port.settings.passive
    if subnet and not port.unnumbered and not suppressed:
        links.append(Link(port.prefix.network, port.mask, STUB, stub_cost))
    if not suppressed:
        links += [Link(prefix.network, prefix.mask, STUB, stub_cost) for prefix in port.secondaries]
    return links


def is_transit(port: OspfPort) -> bool:
    """Is the network one of several routers that are joined by its DR?"""
    if port.state is IfState.WAITING or not port.dr:
        return False
    if port.state is IfState.DR:
        return bool(port.full_neighbors())
    dr = port.neighbors.get(port.dr)
    return dr is not None and dr.told
