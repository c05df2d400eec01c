"""IGMP on one interface: what this router wants itself, and, where it routes to groups, who else listens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.igmp import events
from iosemu.features.igmp.model import IgmpInterface
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import igmp, ipv4
from iosemu.wire.igmp import Igmp, Mode, Record, Type

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.igmp.engine import IgmpEngine

ALERT = b"\x94\x04\0\0"  # router alert (RFC 2113)
ALL_SYSTEMS = 0xE0000001
ROBUSTNESS = 2
LAST = 1.0  # seconds that the members of a group have to answer when one leaves
MANY = 4096  # groups of one interface: a liar fills no more
_GONE = (Mode.TO_INCLUDE, Mode.IS_INCLUDE)


@dataclass(slots=True)
class Member:
    """A group with listeners. `sources` of those that want some senders only; `static`: it was configured."""

    group: IPv4
    since: float
    reporter: IPv4 = 0
    expires: float = 0.0  # for all senders; before `since`: only for sources
    sources: dict[IPv4, float] = field(default_factory=dict)  # -> when that ends
    static: bool = False

    def everybody(self, now: float) -> bool:
        """Is any sender welcome?"""
        return self.static or self.expires > now


class Port:
    def __init__(self, engine: IgmpEngine, iface: Interface) -> None:
        self.engine = engine
        self.iface = iface
        self.host = engine.host.child()
        self.wants: dict[tuple[IPv4, IPv4], int] = {}  # (group, source or 0) that this router listens to: by how many
        self.members: dict[IPv4, Member] = {}
        self.routing = False
        self.querier: IPv4 = 0  # another one
        self.older = 0  # version of an older querier
        self.joins = self.leaves = 0

    @property
    def text(self) -> str:
        return self.iface.text

    @property
    def config(self) -> IgmpInterface:
        slot: IgmpInterface | None = self.iface.get(IgmpInterface)
        return slot if slot is not None else IgmpInterface()

    @property
    def version(self) -> int:
        """That reports are sent in."""
        return min(self.config.version, self.older or 3)

    @property
    def asks(self) -> bool:
        """Are we the querier?"""
        return self.routing and not self.querier

    @property
    def holds(self) -> float:
        """Seconds that a report counts."""
        return 3.0 * self.config.query_interval

    def querier_timeout(self) -> int:
        return self.config.querier_timeout or 2 * self.config.query_interval

    # what this router wants itself

    def want(self, group: IPv4, source: IPv4 = 0) -> None:
        key = (group, source)
        self.wants[key] = self.wants.get(key, 0) + 1
        if self.wants[key] > 1:
            return
        if not any(other != key and other[0] == group for other in self.wants):
            self.engine.host.device.ip.join(self.iface, group)
        if self.iface.line_up:
            self._report(group, True)
            self.host.after(self.config.max_response * self.host.rng.random(), self.answer, group, background=True)

    def unwant(self, group: IPv4, source: IPv4 = 0) -> None:
        key = (group, source)
        if self.wants.get(key, 0) > 1:
            self.wants[key] -= 1
            return
        self.wants.pop(key, None)
        if any(other[0] == group for other in self.wants):
            return
        self.engine.host.device.ip.leave(self.iface, group)
        self.host.cancel(self.answer, group)
        if not self.iface.line_up:
            return
        if self.version == 3:
            mode, sources = (Mode.TO_INCLUDE, ()) if not source else (Mode.BLOCK, (source,))
            self._send(Igmp(Type.REPORT_3, records=[Record(mode, group, sources)], version=3), igmp.REPORTS)
            self._record(self._own, Record(mode, group, sources), 3)
        elif self.version == 2:
            self.host.emit(events.LeaveSent(self.iface.name, group))
            self._send(Igmp(Type.LEAVE, group), igmp.ALL_ROUTERS)
            if self.routing:
                self._left(self._own, group)

    @property
    def _own(self) -> IPv4:
        return self.iface.address or 0

    def answer(self, group: IPv4) -> None:
        """The time to report has come."""
        if any(wanted == group for wanted, _ in self.wants) and self.iface.line_up:
            self._report(group, False)

    def _report(self, group: IPv4, new: bool) -> None:
        version = self.version
        sources = tuple(sorted(source for wanted, source in self.wants if wanted == group and source))
        for_all = (group, 0) in self.wants
        self.host.emit(events.ReportSent(self.iface.name, version, group))
        if version == 3:
            mode = Mode.TO_EXCLUDE if new else Mode.IS_EXCLUDE
            if not for_all:
                mode = Mode.ALLOW if new else Mode.IS_INCLUDE
            record = Record(mode, group, () if for_all else sources)
            self._send(Igmp(Type.REPORT_3, records=[record], version=3), igmp.REPORTS)
            self._record(self._own, record, 3)
        elif for_all:
            self._send(Igmp(Type.REPORT_2 if version == 2 else Type.REPORT_1, group, version=version), group)
            self._record(self._own, Record(Mode.IS_EXCLUDE, group), version)

    def _send(self, message: Igmp, to: IPv4) -> None:
        packet = ipv4.IPv4(self._own, to, igmp.PROTOCOL, message.encode(), 1, 0xC0, options=ALERT)
        self.engine.host.device.ip.send(self.iface.vrf, packet, iface=self.iface, next_hop=to)

    # messages

    def heard(self, message: Igmp, peer: IPv4) -> None:
        if message.type == Type.QUERY:
            self._queried(message, peer)
        elif message.type in (Type.REPORT_1, Type.REPORT_2):
            if peer != self._own:
                self.host.cancel(self.answer, message.group)  # somebody else has said it
            self._record(peer, Record(Mode.IS_EXCLUDE, message.group), message.version)
        elif message.type == Type.REPORT_3:
            for record in message.records:
                self._record(peer, record, 3)
        elif message.type == Type.LEAVE and self.routing:
            self.host.emit(events.LeaveHeard(self.iface.name, peer, message.group))
            self._left(peer, message.group)

    def _queried(self, message: Igmp, peer: IPv4) -> None:
        self.host.emit(events.QueryHeard(self.iface.name, message.version, peer, message.group))
        if message.version < self.config.version:
            self.older = message.version
            self.host.after(float(self.querier_timeout()), self.newer, background=True)
        if self.routing and 0 < peer < self._own:
            self.querier = peer
            self.host.cancel(self.query)
            self.host.after(float(self.querier_timeout()), self.querier_gone, background=True)
            member = self.members.get(message.group)
            if member is not None and not message.sources:
                self._hurry(member)
        limit = message.response / 10 or float(self.config.max_response)
        for group in {group for group, _ in self.wants if message.group in (0, group)}:
            left = self.host.due(self.answer, group)
            if left is None or left > limit:
                delay = limit * self.host.rng.random()
                self.host.emit(events.AnswerPlanned(self.iface.name, group, delay))
                self.host.after(delay, self.answer, group, background=True)

    def newer(self) -> None:
        """No older querier was heard for long."""
        self.older = 0

    # the router's side

    def route(self, wanted: bool) -> None:
        """Groups are routed here, or no more."""
        if wanted == self.routing:
            return
        self.routing = wanted
        reporters = self.engine.host.device.ip.reporters
        if wanted:
            reporters.add(self.iface)
            self.engine.host.device.ip.repeats.clear(self.iface)
            self.query()
            for group in {group for group, _ in self.wants}:
                self._report(group, False)
        else:
            reporters.discard(self.iface)
            self.querier = 0
            self.host.cancel(self.query)
            self.host.cancel(self.querier_gone)
            for group in tuple(self.members):
                self._forget(group)

    def query(self) -> None:
        """A general one, and the next in its time."""
        self._query(0)
        self.host.after(float(self.config.query_interval), self.query, background=True)

    def querier_gone(self) -> None:
        self.querier = 0
        self.query()

    def _query(self, group: IPv4) -> None:
        config = self.config
        if not self.iface.line_up:
            return
        response = int(LAST * 10) if group else config.max_response * 10
        code = 0 if config.version == 1 else response
        message = Igmp(Type.QUERY, group, code, config.version, ROBUSTNESS, config.query_interval)
        self.host.emit(events.QuerySent(self.iface.name, config.version, group))
        self._send(message, group or ALL_SYSTEMS)
        self._answer_myself(group, response / 10)

    def _answer_myself(self, group: IPv4, limit: float) -> None:
        """A router hears its own questions."""
        for each in {each for each, _ in self.wants if group in (0, each)}:
            left = self.host.due(self.answer, each)
            if left is None or left > limit:
                delay = limit * self.host.rng.random()
                self.host.emit(events.AnswerPlanned(self.iface.name, each, delay))
                self.host.after(delay, self.answer, each, background=True)

    def _record(self, peer: IPv4, record: Record, version: int) -> None:
        """Somebody said what he listens to."""
        group, now = record.group, self.host.now
        if not self.routing or not 0xE00000FF < group < 0xF0000000 or not self.engine.admits(self, group):
            return
        member = self.members.get(group)
        self.host.emit(
            events.ReportHeard(
                self.iface.name, version, peer, group, record.mode, len(record.sources), member is None
            )
        )
        if record.mode in _GONE and not record.sources:
            if member is not None and version == 3:
                self._left(peer, group)
            return
        if record.mode == Mode.BLOCK:
            for source in record.sources:
                if member is not None and source in member.sources:
                    member.sources[source] = min(member.sources[source], now + 2 * LAST)
                    self.host.after(2 * LAST, self.expired, group)
            return
        if member is None:
            if len(self.members) >= MANY:
                return
            member = self.members[group] = Member(group, now)
            self.joins += 1
        self.host.cancel(self.ask_again, group)
        member.reporter = peer
        if record.mode in (Mode.IS_EXCLUDE, Mode.TO_EXCLUDE):
            fresh = not member.everybody(now)
            member.expires = now + self.holds
            if fresh:
                self.host.emit(events.MembersChanged(self.iface.name, group, 0, True))
        else:
            for source in record.sources[:MANY]:
                fresh = member.sources.get(source, 0.0) <= now
                member.sources[source] = now + self.holds
                if fresh:
                    self.host.emit(events.MembersChanged(self.iface.name, group, source, True))
        self._watch(member)

    def _watch(self, member: Member) -> None:
        ends = [*member.sources.values(), *([member.expires] if member.expires > member.since else [])]
        if ends:
            self.host.after(max(min(ends) - self.host.now, 0.0), self.expired, member.group, background=True)

    def _left(self, peer: IPv4, group: IPv4) -> None:
        """One has left: are there others? The querier asks."""
        member = self.members.get(group)
        if member is None or not self.asks:
            return
        self.leaves += 1
        self._query(group)
        self._hurry(member)
        self.host.after(LAST, self.ask_again, group)

    def ask_again(self, group: IPv4) -> None:
        if group in self.members:
            self._query(group)

    def _hurry(self, member: Member) -> None:
        now = self.host.now
        soon = now + ROBUSTNESS * LAST
        if member.expires > soon:
            member.expires = soon
        for source, ends in member.sources.items():
            member.sources[source] = min(ends, soon)
        self._watch(member)
        self.host.expect(self.expired, member.group)

    def expired(self, group: IPv4) -> None:
        """Some time is up."""
        member, now = self.members.get(group), self.host.now + 1e-6
        if member is None:
            return
        for source in [source for source, ends in member.sources.items() if ends <= now]:
            del member.sources[source]
            self.host.emit(events.MembersChanged(self.iface.name, group, source, False))
        if 0 < member.expires <= now:
            member.expires = 0.0
            if not member.static:
                self.host.emit(events.MembersChanged(self.iface.name, group, 0, False))
        if not member.static and not member.expires and not member.sources:
            del self.members[group]
        else:
            self._watch(member)

    def _forget(self, group: IPv4) -> None:
        member = self.members.pop(group, None)
        self.host.cancel(self.expired, group)
        self.host.cancel(self.ask_again, group)
        if member is not None:
            for source in (*member.sources, *([0] if member.everybody(self.host.now) else [])):
                self.host.emit(events.MembersChanged(self.iface.name, group, source, False))

    def keep(self, statics: dict[IPv4, bool]) -> None:
        """`ip igmp static-group`."""
        now = self.host.now
        for group in statics if self.routing else ():
            member = self.members.get(group)
            if member is None:
                member = self.members[group] = Member(group, now)
            if not member.static:
                welcome = member.everybody(now)
                member.static = True
                if not welcome:
                    self.host.emit(events.MembersChanged(self.iface.name, group, 0, True))
        for member in [each for each in self.members.values() if each.static and each.group not in statics]:
            member.static = False
            if not member.expires and not member.sources:
                self._forget(member.group)
                self.host.emit(events.MembersChanged(self.iface.name, member.group, 0, False))

    def clear(self) -> None:
        """`clear ip igmp group`."""
        for group in [group for group, member in self.members.items() if not member.static]:
            self._forget(group)
        if self.asks:
            self.query()

    def listeners(self) -> Iterator[tuple[IPv4, IPv4]]:
        """Groups with somebody who listens: (group, source or 0 for any)."""
        now = self.host.now
        for member in self.members.values():
            if member.everybody(now):
                yield member.group, 0
            yield from ((member.group, source) for source in member.sources)

    def end(self) -> None:
        self.route(False)
        for group in {group for group, _ in self.wants}:
            self.engine.host.device.ip.leave(self.iface, group)
        self.wants.clear()
        self.host.stop()
