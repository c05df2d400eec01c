"""The databases of a process: what comes in, what goes on, what grows old (RFC 2328 sections 13 and 14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.events import FloodStep, Step
from iosemu.features.ospf.history import What
from iosemu.features.ospf.lsdb import INFINITE, Entry, Lsdb, newer
from iosemu.features.ospf.states import IfState, NbrEvent, NbrState
from iosemu.wire.ospf import Key
from iosemu.wire.ospf_lsa import DO_NOT_AGE, MAX_AGE, MAX_SEQUENCE, NETWORK, NSSA, Lsa

if TYPE_CHECKING:
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf.version import Lsas, Wire

REFRESH = 1800.0  # seconds
BURIAL = 1.0  # seconds between two looks whether all know that an LSA is dead
NOT_FLOODED = float("-inf")  # when an instance arrived that was asked for: the next one is never too soon


class Flooding:
    """Scopes are an area, None (the whole system) or an interface (its link)."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.external = Lsdb()
        self.dying: dict[tuple[int | str, Key], tuple[Area | OspfPort | None, Entry]] = {}
        self._sweep_at = 0.0

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.process.text

    @property
    def wire(self) -> Wire:
        return self.process.wire

    @property
    def lsas(self) -> Lsas:
        return self.process.lsas

    # scopes

    def scopes(self, port: OspfPort) -> Iterator[Lsdb]:
        """The databases that the neighbours of an interface have in common with us."""
        yield port.area.lsdb
        yield port.lsdb
        if port.area.external and port.carries_external:
            yield self.external

    def scope(self, port: OspfPort, kind: int) -> Area | OspfPort | None:
        if self.lsas.as_wide(kind):
            return None
        return port if self.lsas.of_link(kind) else port.area

    def lsdb(self, scope: Area | OspfPort | None) -> Lsdb:
        return self.external if scope is None else scope.lsdb

    def find(self, port: OspfPort, key: Key) -> Entry | None:
        kind = key[0]
        lsas = self.lsas
        lsdb = self.external if lsas.as_wide(kind) else port.lsdb if lsas.of_link(kind) else port.area.lsdb
        of = lsdb.kinds.get(kind)
        return of.get(key) if of is not None else None

    def all(self) -> Iterator[tuple[Area | OspfPort | None, Entry]]:
        """Everything that is in a database."""
        for area in self.process.areas.values():
            for entry in area.lsdb:
                yield area, entry
            for port in area.ports:
                for entry in port.lsdb:
                    yield port, entry
        for entry in self.external:
            yield None, entry

    # in

    def update(self, neighbor: Neighbor, body: bytes) -> None:
        """An update came. Raises Invalid."""
        port = neighbor.port
        advertisements, bad = self.wire.decode_update(body)
        count, length = len(advertisements) + bad, self.wire.HEADER + len(body)
        port.tell(Step.UPDATE_RECEIVED, router_id=neighbor.router_id, length=length, count=count)
        for _ in range(bad):
            port.refused("lsa")
        if neighbor.state < NbrState.EXCHANGE:
            return
        at_once: list[tuple[int, Lsa]] = []
        for age, lsa in advertisements:
            self._received(neighbor, age, lsa, at_once)
            if neighbor.state < NbrState.EXCHANGE:
                return
        if at_once:
            port.flooder.ack(at_once, port.to_neighbor(neighbor))

    def _received(self, neighbor: Neighbor, told: int, lsa: Lsa, at_once: list[tuple[int, Lsa]]) -> None:
        """`told` is the age as on the wire."""
        port, process = neighbor.port, self.process
        age = min(told & ~DO_NOT_AGE, MAX_AGE)
        area, kind, key = port.area, lsa.kind, lsa.key
        wide = self.lsas.as_wide(kind)
        if (wide and not (area.external and port.carries_external)) or (kind == NSSA and area.nssa is None):
            return
        now = process.host.now
        entry = self.find(port, key)
        if process.device.bus.wants(process.events.Flood):
            port.flooder.say(FloodStep.RECEIVED, [(age, lsa)], neighbor.address, neighbor.router_id)
        if entry is None:
            if age >= MAX_AGE and not self._exchanging(None if wide else area):
                at_once.append((age, lsa))
                if neighbor.requests:
                    port.exchange.got(neighbor, key)
                return
            order = 1
        else:
            order = newer(age, lsa, entry.age(now), entry.lsa)
        if order > 0:
            if entry is not None and not entry.own and now - entry.arrived < process.lsa_arrival / 1000 - 1e-6:
                port.flooder.say(FloodStep.TOO_SOON, [(age, lsa)], neighbor.address, neighbor.router_id)
                return
            self._accept(neighbor, told, lsa, entry)
            return
        if key in neighbor.requests:
            neighbor.event(NbrEvent.BAD_REQUEST, "BadLSReq")
        elif order == 0:
            if key in neighbor.retransmit:  # that is its acknowledgment
                port.flooder.acknowledged(neighbor, key)
                if port.state is IfState.BACKUP and neighbor.identity == port.dr:
                    port.flooder.ack_later(neighbor, age, lsa)
            else:
                at_once.append((age, lsa))
        elif entry is not None and not (entry.age(now) >= MAX_AGE and entry.lsa.sequence == MAX_SEQUENCE):
            port.flooder.send([entry], port.to_neighbor(neighbor))

    def _accept(self, neighbor: Neighbor, age: int, lsa: Lsa, old: Entry | None) -> None:
        """It is newer than what we have."""
        port, process = neighbor.port, self.process
        scope = self.scope(port, lsa.kind)
        entry = Entry(lsa, age, process.host.now)
        ours = lsa.adv == process.router_id or (lsa.kind == NETWORK and lsa.lsid in process.addresses)
        if lsa.key in neighbor.requests:
            entry.arrived = NOT_FLOODED
        back = self.flood(scope, entry, neighbor, old)
        self.install(scope, entry, old)
        if not back and not (port.state is IfState.BACKUP and neighbor.identity != port.dr):
            port.flooder.ack_later(neighbor, age, lsa)
        process.helper.heard(port, entry)
        if ours:
            process.origin.seen(scope, entry)

    def acks(self, neighbor: Neighbor, body: bytes) -> None:
        """Acknowledgments came. Raises Invalid."""
        if neighbor.state < NbrState.EXCHANGE:
            return
        port, owed, now = neighbor.port, neighbor.retransmit, self.process.host.now
        if not owed:  # on a segment of many most acknowledgments are for others
            self.wire.check_headers(body)
            return
        for header in self.wire.decode_headers(body):
            key = (header.kind, header.lsid, header.adv)
            known = owed.get(key)
            if known is not None:
                lsa = known[0].lsa
                dead = known[0].age(now) >= MAX_AGE
                same = lsa.sequence == header.sequence and lsa.checksum == header.checksum
                if same and dead == (header.age & ~DO_NOT_AGE >= MAX_AGE):  # the living and the dead are not the same
                    port.flooder.acknowledged(neighbor, key)
                    if self.process.device.bus.wants(self.process.events.Flood):
                        who = neighbor.address, neighbor.router_id
                        port.flooder.say(FloodStep.ACK_RECEIVED, [(header.age, lsa)], *who)

    # on

    def ports(self, scope: Area | OspfPort | None) -> Iterable[OspfPort]:
        """By which an LSA of this scope goes out."""
        if scope is None:
            return self.process.external_ports
        return scope.flood_ports

    def flood(
        self, scope: Area | OspfPort | None, entry: Entry, sender: Neighbor | None, old: Entry | None = None
    ) -> bool:
        """To everybody who has to have it. What says the same as the `old` one does not go over demand circuits. True:
        it goes out where it came in, too."""
        lsa = entry.lsa
        refresh: bool | None = None
        key, back = lsa.key, False
        takes = self.wire.takes
        for port in self.ports(scope):
            owed = False
            if port.demand and old is not None and old.arrived >= port.still_since:
                if refresh is None:
                    refresh = self._refreshes(entry, old)
                if refresh:
                    continue
            filters = port.settings.filter_out or port.process.config.neighbors
            for neighbor in port.loading if port.settings.filter_out else port.neighbors.values():
                state = neighbor.state
                if state < NbrState.EXCHANGE:
                    continue
                if state is not NbrState.FULL and key in neighbor.requests:
                    asked = neighbor.requests[key]
                    order = newer(entry.age(self.process.host.now), lsa, asked.age & ~DO_NOT_AGE, asked)
                    if order >= 0:
                        self.process.host.after(0.0, port.exchange.got, neighbor, key)
                    if order <= 0:
                        continue
                if neighbor is sender or not takes(lsa.kind, neighbor.dd_options):
                    continue
                if filters and neighbor.filtered:
                    continue
                neighbor.retransmit[key] = (entry, self.process.host.now + 1.0)
                owed = True
            if not owed:
                continue
            if sender is not None and sender.port is port:
                if sender.identity in (port.dr, port.bdr) or port.state is IfState.BACKUP:
                    port.flooder.watch()
                    continue
                back = True
            port.flooder.add(entry)
            if self.process.device.bus.wants(self.process.events.Flood):
                port.flooder.say(FloodStep.FLOODED, [(entry.age(self.process.host.now), lsa)])
        return back

    def _refreshes(self, entry: Entry, old: Entry) -> bool:
        now = self.process.host.now
        return old.age(now) < MAX_AGE and entry.age(now) < MAX_AGE and entry.lsa.says_the_same(old.lsa)

    def install(self, scope: Area | OspfPort | None, entry: Entry, old: Entry | None) -> None:
        """Into the database; routes are computed again if it says something else."""
        lsa = entry.lsa
        lsdb = self.lsdb(scope)
        process = self.process
        if old is not None:
            self._forget_owed(scope, old, entry)
        lsdb.put(entry)
        now = process.host.now
        if lsdb.bitless and lsdb.still:  # who made one knows nothing of such: none may be so any more
            for other in lsdb.age_again(now):
                self.arm(other)
        dead = entry.age(now) >= MAX_AGE
        if dead:
            self.dying[id_of(scope), lsa.key] = (scope, entry)
            if process.host.due(self.bury) is None:
                process.host.after(BURIAL, self.bury)
        else:
            self.arm(entry)
            if old is None and not entry.own:
                process.limit.check()
        if old is None or dead != (old.age(now) >= MAX_AGE) or not old.lsa.says_the_same(lsa):
            if not dead:
                what, area = What.GENERATED if entry.own else What.RECEIVED, area_of(scope)
                process.history.add(what, lsa, entry.age(now), area, old is None)
            process.changed(scope, lsa, old.lsa if old is not None else None)
            process.helper.changed(scope, lsa)

    def _forget_owed(self, scope: Area | OspfPort | None, old: Entry, entry: Entry) -> None:
        """Nobody needs the old instance any more."""
        key = old.lsa.key
        for port in self.ports(scope):
            for neighbor in () if port.settings.filter_out else port.neighbors.values():
                owed = neighbor.retransmit.get(key)
                if owed is not None and owed[0] is not entry:
                    del neighbor.retransmit[key]

    def _exchanging(self, area: Area | None) -> bool:
        """Is somebody in the middle of a database exchange?"""
        return any(port.loading for port in self.process.ports.values() if area is None or port.area is area)

    # age

    def bury(self) -> None:
        """What is dead and known to be dead leaves the database."""
        host = self.process.host
        for ident, (scope, entry) in list(self.dying.items()):
            key = entry.lsa.key
            lsdb = self.lsdb(scope)
            if lsdb.find(key) is not entry or entry.age(host.now) < MAX_AGE:
                del self.dying[ident]
            elif not self._exchanging(scope if scope is not None and hasattr(scope, "ports") else None) and not any(  # type: ignore[arg-type]
                key in neighbor.retransmit for port in self.ports(scope) for neighbor in port.neighbors.values()
            ):
                del self.dying[ident]
                lsdb.remove(key)
                self.process.history.add(What.DELETED, entry.lsa)
                self.process.origin.buried(scope, entry)
        if self.dying:
            host.after(BURIAL, self.bury)

    def flush(self, scope: Area | OspfPort | None, entry: Entry) -> None:
        """Premature ageing: everybody forgets it."""
        now = self.process.host.now
        if entry.age(now) >= MAX_AGE:
            return
        dead = Entry(entry.lsa, MAX_AGE, now, entry.own)
        self._say(FloodStep.FLUSHED, entry)
        self.process.history.add(What.FLUSHED, entry.lsa, area_of(scope))
        self.flood(scope, dead, None)
        self.install(scope, dead, entry)

    def _say(self, step: FloodStep, entry: Entry) -> None:
        process, lsa = self.process, entry.lsa
        if process.device.bus.wants(process.events.Flood):
            about = *lsa.key, lsa.sequence, entry.age(process.host.now)
            process.host.emit(process.events.Flood(process.number, step, *about))

    def _due(self, entry: Entry) -> float:
        """When something has to be done about it: own ones are refreshed in groups, others die of age, or because who
        made them was not reached for so long."""
        if not entry.ages:
            return INFINITE if entry.unreached is None else entry.unreached + MAX_AGE
        if not entry.own:
            return entry.born + MAX_AGE
        group = self.process.config.pacing_group
        return -(-(entry.born + REFRESH) // group) * group

    def arm(self, entry: Entry) -> None:
        """It is looked at when it is due."""
        host = self.process.host
        due = self._due(entry)
        if due == INFINITE:
            return
        if not self._sweep_at or due < self._sweep_at or host.due(self.sweep) is None:
            self._sweep_at = due
            host.after(max(due - host.now, 0.0), self.sweep, background=True)

    def sweep(self) -> None:
        """Refresh what is ours, let the others' die."""
        host = self.process.host
        now = host.now + 0.001
        self._sweep_at = 0.0
        next_due = 0.0
        for scope, entry in list(self.all()):
            if entry.age(now) >= MAX_AGE:
                if (id_of(scope), entry.lsa.key) not in self.dying:
                    self._say(FloodStep.AGED_OUT, entry)
                    entry.born = now - MAX_AGE
                    self.flood(scope, entry, None)
                    self.dying[id_of(scope), entry.lsa.key] = (scope, entry)
                    host.after(BURIAL, self.bury)
                    self.process.changed(scope, entry.lsa)
                continue
            due = self._due(entry)
            if due <= now and not entry.ages:
                self.flush(scope, entry)
            elif due <= now:
                self.process.origin.refresh(scope, entry)
            elif due == INFINITE:
                continue
            elif not next_due or due < next_due:
                next_due = due
        if next_due and (not self._sweep_at or next_due < self._sweep_at):
            self._sweep_at = next_due
            host.after(next_due - host.now, self.sweep, background=True)

    def reached(self, area: Area) -> None:
        """The area was computed: who made what does not age is reached, or is not from now on."""
        routers, now = area.tree.routers if area.tree is not None else {}, self.process.host.now
        for entry in area.lsdb:
            if not entry.ages:
                reached = entry.lsa.adv in routers or entry.lsa.adv == self.process.router_id
                entry.unreached = None if reached else entry.unreached if entry.unreached is not None else now
                self.arm(entry)

    def purge(self, area: Area) -> None:
        """The area is of another kind: what may not be in it goes without a word."""
        if area.nssa is None:
            area.lsdb.forget(NSSA)
        if not self.process.external_areas:
            for kind in list(self.external.kinds):
                self.external.forget(kind)


def id_of(scope: Area | OspfPort | None) -> int | str:
    """What a scope is called among the others."""
    return -1 if scope is None else scope.scope_id


def area_of(scope: Area | OspfPort | None) -> int | None:
    """The number of the area that a scope is, or lies in."""
    if scope is None:
        return None
    return scope.id if hasattr(scope, "id") else scope.area.id
