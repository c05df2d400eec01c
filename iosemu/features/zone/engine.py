"""What passes between zones: asked once for each datagram, when it is known where it comes from and where it goes.

Between two zones nothing passes without a pair of them and a class that inspects or passes it. Nothing passes between a
zone and an interface without one. The router is the zone `self`: what is for it and what it makes passes unless a pair
with `self` says otherwise. What an SA opened belongs to the interface that it comes out of: of a crypto map that of the
map, of a tunnel the tunnel. Addresses are those of the inside: translation from outside is behind, to outside ahead.
Multicast to the router is not looked at, nor is neighbour discovery.

Sessions are in the table of `inspect`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.drops import Reason
from iosemu.device.engine import Engine, Host
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.features.acl6.engine import is_neighbour_discovery
from iosemu.features.inspect.engine import begins
from iosemu.features.inspect.model import InspectConfig, InspectionRule
from iosemu.features.inspect.session import Group, ports
from iosemu.features.zone import events
from iosemu.features.zone.events import Why
from iosemu.features.zone.model import DEFAULT, SELF, InspectAction, ParameterMap, ZoneConfig, ZoneInterface, ZonePair
from iosemu.features.zone.pairs import CARRIERS, Attached, Classifier, ClassState, Tally, Terms
from iosemu.records import dataclass
from iosemu.types import is_multicast
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.features.inspect.engine import InspectEngine

LOG_EVERY = 30.0  # seconds: what is dropped is not logged more often
_OFFSET = 0x1FFF
_PORTS = (ipv4.TCP, ipv4.UDP)


@dataclass(slots=True)
class Judged:
    """What is done with a datagram that is of no session. `line` and `protocol` as `Classifier.find` gives them."""

    attached: Attached | None = None
    state: ClassState | None = None
    line: int = 0
    protocol: str = ""
    why: Why | None = None  # None: it passes, or may begin a session


class ZoneEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.pairs: dict[tuple[str, str], Attached] = {}  # by source and destination
        self.logged: float | None = None  # when a drop was, last
        self.classifier = Classifier(self.config, host.peer("acl"), host.peer("acl6"))
        self.table: InspectEngine = host.peer("inspect")

    @property
    def config(self) -> ZoneConfig:
        return self.host.device[ZoneConfig]

    def start(self) -> None:
        self._agree()

    def stop(self) -> None:
        self.pairs.clear()

    def tables(self) -> Iterator[Collection[Any]]:
        yield self.pairs.values()

    # configuration

    def changed(self, change: Change) -> None:
        self._agree()

    def interface_changed(self, iface: Interface) -> None:
        if not iface.removed:
            self._stand(iface, self._wanted())

    def _wanted(self) -> bool:
        """Is there a member of any zone? Then all that leaves any interface is looked at."""
        slots = (iface.get(ZoneInterface) for iface in self.host.device.interfaces.values())
        return any(slot is not None and slot.zone for slot in slots)

    def _stand(self, iface: Interface, wanted: bool) -> None:
        for stages in (iface, iface.v6):
            if wanted is not (stages.stage(Point.OUT_ZONE) is not None):
                stages.set_stage(Point.IN_ZONE, self._enters, wanted)
                stages.set_stage(Point.OUT_ZONE, self._leaves, wanted)

    def _agree(self) -> None:
        wanted = self._wanted()
        for iface in self.host.device.interfaces.values():
            self._stand(iface, wanted)
        known = {state.group.target: state for each in self.pairs.values() for state in each.classes}
        self.pairs = {}
        for pair in self.config.pairs.values():
            policy = self.config.policies.get(pair.policy)
            if policy is not None:
                states = [self._state(pair, each, known) for each in policy.ordered()]
                self.pairs[pair.source, pair.destination] = Attached(pair, policy.name, states)
        states = [state for each in self.pairs.values() for state in each.classes]
        alive = {state.group for state in states if state.config.action == "inspect"}
        for session in list(self.table.sessions.values()):
            if session.group.target is not None and session.group not in alive:
                self.table.end(session)

    def _state(
        self, pair: ZonePair, config: InspectAction, known: dict[tuple[str, str] | None, ClassState]
    ) -> ClassState:
        given = self.config.parameters.get(config.parameters) or ParameterMap()
        terms = Terms.of(given, self.logs_drops, self.host.device.software)
        target = (pair.name, config.name)
        state = known.get(target)
        found = self.config.classes.get(config.name)
        count = len(found.matches) if found is not None else 1
        if state is None or state.config != config or len(state.lines) != count:
            state = ClassState(config, state.group if state is not None else Group(terms, target))
            state.lines = [Tally(since=self.host.now) for _ in range(count)]
            state.whole = Tally(since=self.host.now)
        state.group.limits = terms
        return state

    @property
    def logs_drops(self) -> bool:
        """`ip inspect log drop-pkt`, or its heir in IOS-XE."""
        overall = self.config.overall
        old = self.host.device.get(InspectConfig)
        return (overall is not None and overall.log_dropped) or (old is not None and old.drop_log)

    # where a datagram comes from and where it goes

    def zone(self, iface: Interface) -> str:
        slot = iface.get(ZoneInterface)
        name = slot.zone if slot is not None else ""
        return name or (DEFAULT if DEFAULT in self.config.zones else "")

    def zones(self, passage: Passage, iface: Interface, entering: bool) -> tuple[str, str]:
        """Those of a datagram that comes to the router, or leaves it."""
        if entering:
            return self.zone(iface), SELF
        return self.zone(passage.came) if passage.came is not None else SELF, self.zone(iface)

    def _enters(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        """What is not for the router is looked at when it leaves."""
        packet = passage.packet
        if packet.wide:
            own = packet.dst in passage.vrf.v6.receive or iface.v6.holds(packet.dst)
        else:
            own = packet.dst in passage.vrf.v4.receive or packet.dst in (0, 0xFFFFFFFF)
            own = own or packet.dst in iface.table.broadcasts
        return self._look(passage, iface, *self.zones(passage, iface, True)) if own else PASS

    def _leaves(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        if passage.came is None and _to_many(passage.packet):
            return PASS
        return self._look(passage, iface, *self.zones(passage, iface, False))

    # what is done with it

    def _look(self, passage: Passage, iface: Interface, source: str, destination: str) -> Verdict | Drop:
        packet, table = passage.packet, self.table
        if is_neighbour_discovery(packet):
            return PASS
        found = table.find(passage)
        if found is not None and found[0].owner in ((source, destination), (destination, source)):
            session, forward = found
            way = (source, destination) if forward else (destination, source)
            if session.owner == way and not table.used_again(found, packet):
                if packet.flags_offset & _OFFSET:
                    return PASS
                return table.follow(session, packet, forward)
        if self.errs(passage, source, destination):
            return PASS
        expected = table.expects(passage) if not packet.flags_offset & _OFFSET else None
        if expected is not None and isinstance(expected.session.owner, tuple):
            first = expected.session
            if first.owner in ((source, destination), (destination, source)):
                return table.begin(first.group, first.rule, passage, (source, destination), True)
        return self._act(self.judge(packet, source, destination, True), passage, source, destination)

    def errs(self, passage: Passage, source: str, destination: str) -> bool:
        """Is it an ICMP error about a packet of a session, on its way back to who sent that?"""
        about = self.table.about(passage)
        if about is None or not isinstance(about[0].owner, tuple):
            return False
        session, forward = about
        return destination == (session.owner[0] if forward else session.owner[1])

    def judge(self, packet: ipv4.IPv4, source: str, destination: str, counted: bool) -> Judged:
        """What is to be done with one that is of no session; lists count it if it is `counted`."""
        attached = self.pairs.get((source, destination))
        if attached is None:
            if SELF in (source, destination) or source == destination:
                return Judged()
            return Judged(why=Why.NO_PAIR if source and destination else Why.NO_ZONE)
        for state in attached.classes:
            fits = self.classifier.find(state.name, packet, counted)
            if fits is None:
                continue
            why = None
            if state.config.action in ("", "drop"):
                why = Why.ACTION if state.config.action else Why.DEFAULT
            elif state.config.action == "inspect" and not begins(packet):
                why = Why.NO_SESSION if packet.protocol == ipv4.TCP else Why.UNKNOWN
            return Judged(attached, state, *fits, why)
        raise AssertionError("class-default takes all")

    def _act(self, judged: Judged, passage: Passage, source: str, destination: str) -> Verdict | Drop:
        packet, state, now = passage.packet, judged.state, self.host.now
        if state is None or judged.attached is None:
            if judged.why is None:
                return PASS
            self._tell(packet, None, judged.why, self.logs_drops)
            return Drop(Reason.ZONE_PAIR)
        state.whole.count(packet.length, now)
        if judged.line < len(state.lines):
            state.lines[judged.line].count(packet.length, now)
        target = (judged.attached.pair.name, state.name)
        if judged.why is not None:
            self._tell(packet, target, judged.why, state.config.log or self.logs_drops)
            return Drop(Reason.ZONE_POLICY)
        if state.config.action == "pass":
            if state.config.log:
                self.host.emit(events.ZonePassed(*_ends(packet), target))
            return PASS
        protocol = judged.protocol or CARRIERS[packet.protocol]
        rule = InspectionRule(judged.attached.pair.name, protocol)
        return self.table.begin(state.group, rule, passage, (source, destination), True)

    def _tell(self, packet: ipv4.IPv4, target: tuple[str, str] | None, why: Why, wanted: bool) -> None:
        now = self.host.now
        if wanted and (self.logged is None or now - self.logged >= LOG_EVERY):
            self.logged = now
            self.host.emit(events.ZoneDropped(*_ends(packet), target, why))

    # clear

    def clear_sessions(self, name: str = "") -> None:
        """Those of a pair, or of all."""
        for session in list(self.table.sessions.values()):
            target = session.group.target
            if target is not None and name in ("", target[0]):
                self.table.end(session)

    def clear_counters(self, name: str = "") -> None:
        now = self.host.now
        for attached in self.pairs.values():
            if name in ("", attached.pair.name):
                for state in attached.classes:
                    state.whole = Tally(since=now)
                    state.lines = [Tally(since=now) for _ in state.lines]
                    state.group.stats.clear(now)


def _to_many(packet: ipv4.IPv4) -> bool:
    return packet.dst >> 120 == 0xFF if packet.wide else is_multicast(packet.dst)


def _ends(packet: ipv4.IPv4) -> tuple[int, int, int, int, int, int]:
    """Protocol, addresses and ports, identification."""
    here, there = ports(packet) if packet.protocol in _PORTS and not packet.flags_offset & _OFFSET else (0, 0)
    return packet.protocol, packet.src, here, packet.dst, there, packet.ident
