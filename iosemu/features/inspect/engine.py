"""The sessions of a router: made by what its rules inspect, followed, ended; access lists let their answers pass.

The interface's rule is asked of what comes in, behind the access list, and of what leaves, if the access list would let
it; what will be sealed is seen before it is. A session belongs to the interface whose rule made it: there both its
directions are followed. Packets of TCP that begin nothing and belong to nothing are left to the access lists.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.drops import Reason
from iosemu.device.engine import Engine, Host
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.features.acl.model import AccessGroups
from iosemu.features.inspect import events
from iosemu.features.inspect.applications import ftp
from iosemu.features.inspect.model import InspectConfig, InspectInterface, InspectionRule
from iosemu.features.inspect.session import Expected, Key, Segment, Session, State, Tcp, ports
from iosemu.features.inspect.stats import Stats
from iosemu.types import IPv4, is_multicast
from iosemu.wire import Malformed, icmp, ipv4
from iosemu.wire.tcp import ACK, FIN, RST, SYN

if TYPE_CHECKING:
    from iosemu.cli.context import Change

MOST_SESSIONS = 20_000  # what comes on top is not let in
MOST_EXPECTED = 64
WAITS = 30.0  # seconds for a channel that an application asked for
MINUTE = 60.0
_OFFSET = 0x1FFF
_FIRST_HANDLE, _HANDLES, _STEP = 0x66F9_6000, 0x2000, 0x280
_ANSWERS = {
    icmp.ECHO_REPLY: icmp.ECHO, icmp.TIMESTAMP_REPLY: icmp.TIMESTAMP, icmp.INFORMATION_REPLY: icmp.INFORMATION,
    icmp.MASK_REPLY: icmp.MASK,
}  # fmt: skip
_QUESTIONS = frozenset(_ANSWERS.values())


class InspectEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.sessions: dict[Key, Session] = {}
        self.expected: list[Expected] = []
        self.stats = Stats()
        self.made: deque[float] = deque()  # when those of the last minute were
        self.aggressive = False
        self.blocked: dict[IPv4, float] = {}  # hosts, until when
        self._handle = 0

    @property
    def config(self) -> InspectConfig:
        return self.host.device[InspectConfig]

    def start(self) -> None:
        self.host.peer("acl").openings.append(self)
        for iface in self.host.device.interfaces.values():
            self._apply(iface)

    def stop(self) -> None:
        self.sessions.clear()
        self.blocked.clear()
        self.expected.clear()
        acl = self.host.peer("acl")
        if self in acl.openings:
            acl.openings.remove(self)

    def tables(self) -> Iterator[Collection[Any]]:
        yield self.sessions.values()

    # configuration

    def changed(self, change: Change) -> None:
        if isinstance(change.owner, Interface):
            self._apply(change.owner)
        gone = [session for session in self.sessions.values() if not self._wanted(session)]
        for session in gone:
            self._end(session)

    def _apply(self, iface: Interface) -> None:
        slot = iface.get(InspectInterface)
        if slot is not None:
            wanted = bool(slot.inbound or slot.outbound)
            iface.set_stage(Point.IN_INSPECT, self._enters, wanted)
            iface.set_stage(Point.OUT_INSPECT, self._leaves, wanted)

    def _wanted(self, session: Session) -> bool:
        """Do the rule and the interface that made it still say so?"""
        iface = self.host.device.interfaces.get(session.owner)
        slot = iface.get(InspectInterface) if iface is not None else None
        rule = session.rule
        named = (slot.inbound, slot.outbound) if slot is not None else ()
        return rule.name in named and (rule.name, rule.protocol) in self.config.rules

    # stages

    def _enters(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        return self._look(passage, iface, True)

    def _leaves(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        return self._look(passage, iface, False)

    def _look(self, passage: Passage, iface: Interface, entering: bool) -> Verdict | Drop:
        packet = passage.packet
        if packet.flags_offset & _OFFSET:
            return PASS
        found = self.find(passage)
        if found is not None and found[1] and found[0].state is State.CLOSING and _begins(packet):
            self._end(found[0])  # its ports are used again
            found = None
        if found is not None:
            session, forward = found
            if session.owner != iface.name or (forward is session.inbound) is not entering:
                return PASS  # another interface follows it
            return self._follow(session, packet, forward)
        rule = self._rule_for(passage, iface, entering)
        return self._begin(rule, passage, iface, entering) if rule is not None else PASS

    def _rule_for(self, passage: Passage, iface: Interface, entering: bool) -> InspectionRule | None:
        """The rule that makes a session of a datagram that belongs to none."""
        packet = passage.packet
        expected = self._expects(passage)
        if expected is not None:
            return expected.session.rule
        slot = iface[InspectInterface]
        name = slot.inbound if entering else slot.outbound
        if not name or not _begins(packet) or is_multicast(packet.dst) or packet.dst in iface.table.broadcasts:
            return None
        local = packet.dst in passage.vrf.v4.receive if entering else passage.came is None
        fitting = None
        for rule in self.config.rule(name):
            kind = rule.kind
            fits = packet.protocol in kind.carriers and (not kind.ports or ports(packet)[1] in kind.ports)
            if fits and (fitting is None or kind.ports):
                fitting = rule
        if fitting is None or (local and not (fitting.router_traffic and passage.origin is None)):
            return None
        if not entering and not local and not self.host.peer("acl").lets_out(packet, iface):
            return None
        return fitting

    # datagrams and sessions

    def find(self, passage: Passage) -> tuple[Session, bool] | None:
        """The session of a datagram, and whether it goes the way of its first one."""
        if not self.sessions:
            return None
        packet, table = passage.packet, passage.vrf.number
        if packet.flags_offset & _OFFSET:
            return self._by_addresses(packet, table)
        if packet.protocol == ipv4.ICMP:
            return self._of_icmp(packet, table)
        if packet.protocol not in (ipv4.TCP, ipv4.UDP):
            return None
        src_port, dst_port = ports(packet)
        for key, forward in (
            ((table, packet.protocol, packet.src, src_port, packet.dst, dst_port), True),
            ((table, packet.protocol, packet.dst, dst_port, packet.src, src_port), False),
        ):
            session = self.sessions.get(key)
            if session is not None:
                return session, forward
        return None

    def _by_addresses(self, packet: ipv4.IPv4, table: int) -> tuple[Session, bool] | None:
        """That of a later fragment, which has no ports."""
        for session in self.sessions.values():
            number, carrier, first, _, second, _ = session.key
            if (number, carrier) == (table, packet.protocol) and {first, second} == {packet.src, packet.dst}:
                return session, packet.src == first
        return None

    def _of_icmp(self, packet: ipv4.IPv4, table: int) -> tuple[Session, bool] | None:
        data = packet.payload
        if len(data) < 8:
            return None
        kind, question = data[0], _ANSWERS.get(data[0])
        if kind in (icmp.UNREACHABLE, icmp.TIME_EXCEEDED):
            try:
                quote = icmp.Quote.decode(data[8:])
            except Malformed:
                return None
            if quote.protocol != ipv4.ICMP or not quote.payload or quote.src != packet.dst:
                return None
            session = self.sessions.get((table, ipv4.ICMP, quote.src, quote.payload[0], quote.dst, 0))
        elif question is not None:
            session = self.sessions.get((table, ipv4.ICMP, packet.dst, question, packet.src, 0))
        else:
            session = self.sessions.get((table, ipv4.ICMP, packet.src, kind, packet.dst, 0))
            return (session, True) if session is not None else None
        return (session, False) if session is not None else None

    def _expects(self, passage: Passage) -> Expected | None:
        """Is it the first of a channel that an application asked for?"""
        packet, now = passage.packet, self.host.now
        for each in self.expected:
            fits = each.src == packet.src and each.dst == packet.dst and each.carrier == packet.protocol
            waits = each.until > now and each.table == passage.vrf.number
            if fits and waits and ports(packet)[1] == each.dst_port and _begins(packet):
                return each
        return None

    def opens(self, passage: Passage, name: str) -> bool:
        """Is it an answer, which access lists let pass? Asked by access list `name`."""
        found = self.find(passage)
        if found is None:
            return self._expects(passage) is not None if not passage.packet.flags_offset & _OFFSET else False
        session, forward = found
        if forward and not session.both:
            return False
        if name == session.hole:
            session.matches += 1
        return True

    # a session's life

    def _begin(self, rule: InspectionRule, passage: Passage, iface: Interface, entering: bool) -> Verdict | Drop:
        packet, config = passage.packet, self.config
        src_port, dst_port = ports(packet)
        if packet.protocol == ipv4.ICMP:
            src_port, dst_port = packet.payload[0], 0
        if packet.protocol == ipv4.TCP and self._refused(packet.dst, rule):
            return Drop(Reason.INSPECTION)
        self._calm(rule)
        if len(self.sessions) >= MOST_SESSIONS:
            return Drop(Reason.INSPECTION)
        expected = self._expects(passage)
        self._handle += 1
        handle = _FIRST_HANDLE + self._handle % _HANDLES * _STEP
        key = (passage.vrf.number, packet.protocol, packet.src, src_port, packet.dst, dst_port)
        now = self.host.now
        name = f"{rule.protocol}-data" if expected is not None else rule.protocol
        timeout = float(config.timeout(rule))
        session = Session(handle, key, rule, name, iface.name, entering, timeout, now, now)
        session.hole, session.hole_side = self._hole(passage, iface, entering)
        session.both = expected is not None
        if expected is not None:
            self.expected.remove(expected)
        if packet.protocol == ipv4.TCP:
            session.tcp = Tcp()
            segment = Segment.of(packet.payload)
            if segment is None:
                return PASS
            session.tcp.begin(segment)
        self.sessions[key] = session
        self.made.append(now)
        self.stats.began(now, self.rate())
        hole = session.hole
        self.host.emit(
            events.SessionStarted(handle, name, packet.src, src_port, packet.dst, dst_port, config.audits(rule), hole)
        )
        session.ends = now + (config.synwait if session.tcp is not None else timeout)
        self.host.after(session.ends - now, self._expire, key, background=True)
        self._count(session, packet, True)
        if rule.protocol == "tftp" and expected is None:
            self._expect(session, packet.dst, packet.src, src_port)
        return PASS

    def _hole(self, passage: Passage, iface: Interface, entering: bool) -> tuple[str, str]:
        """The access list that stands in the way of answers, and its side."""
        if not entering:
            return iface[AccessGroups].inbound, "In "
        if iface[AccessGroups].outbound:
            return iface[AccessGroups].outbound, "Out"
        entry = self.host.device.ip.route(passage.vrf, passage.packet.dst)
        return (entry.interface[AccessGroups].inbound if entry is not None else ""), "In "

    def _follow(self, session: Session, packet: ipv4.IPv4, forward: bool) -> Verdict | Drop:
        now = self.host.now
        wrong = None
        if session.tcp is not None:
            segment = Segment.of(packet.payload)
            wrong = session.tcp.follow(segment, forward) if segment is not None else events.Wrong.HEADER
            if wrong is None and segment is not None:
                return self._tcp(session, session.tcp, packet, segment, forward)
            self._count(session, packet, forward, wrong)
            if self.config.drop_log and segment is not None and wrong is not None:
                src_port, dst_port = ports(packet)
                self.host.emit(events.PacketDropped(
                    packet.src, src_port, packet.dst, dst_port, session.protocol, wrong, packet.ident, segment.flags,
                    segment.sequence, segment.acknowledgment,
                ))  # fmt: skip
            return Drop(Reason.INSPECTION)
        if not forward:
            self._become(session, State.OPEN)
        session.heard, session.ends = now, now + session.timeout
        self._count(session, packet, forward)
        return PASS

    def _tcp(self, session: Session, tcp: Tcp, packet: ipv4.IPv4, segment: Segment, forward: bool) -> Verdict:
        now, config = self.host.now, self.config
        session.heard = now
        self._count(session, packet, forward)
        if segment.flags & RST:
            self._end(session)
            return PASS
        if not tcp.established:
            return PASS
        self._become(session, State.CLOSING if tcp.closing else State.OPEN)
        if tcp.finished:
            if segment.flags & FIN:
                session.ends = now + config.finwait
                self.host.after(config.finwait, self._expire, session.key, background=True)
        else:
            session.ends = now + session.timeout
        if session.rule.protocol == "ftp" and not session.both and segment.size:
            _, _, client, _, server, _ = session.key
            channel = ftp(packet.payload[-segment.size :], forward, client, server)
            if channel is not None:
                self._expect(session, *channel)
        return PASS

    def _expect(self, session: Session, src: IPv4, dst: IPv4, dst_port: int) -> None:
        now = self.host.now
        self.expected = [each for each in self.expected if each.until > now][-MOST_EXPECTED + 1 :]
        self.expected.append(Expected(session.key[0], session.carrier, src, dst, dst_port, session, now + WAITS))

    def _count(self, session: Session, packet: ipv4.IPv4, forward: bool, wrong: events.Wrong | None = None) -> None:
        size = _above(packet)
        if wrong is None:
            if forward:
                session.sent += size
            else:
                session.answered += size
        number = self.stats.inspected(session.protocol)
        src_port, dst_port = ports(packet) if packet.protocol != ipv4.ICMP else (packet.payload[0], 0)
        if self.host.device.bus.wants(events.PacketInspected):
            self.host.emit(events.PacketInspected(
                session.handle, number, packet.protocol, session.protocol, packet.src, src_port, packet.dst, dst_port,
                size, wrong,
            ))  # fmt: skip

    def _expire(self, key: Key) -> None:
        session = self.sessions.get(key)
        if session is None:
            return
        left = session.ends - self.host.now
        if left > 0:
            self.host.after(left, self._expire, key, background=True)
        else:
            self._end(session)

    def _become(self, session: Session, state: State) -> None:
        if session.state is not state:
            self.stats.moved(session.state, state)
            session.state = state

    def _end(self, session: Session) -> None:
        del self.sessions[session.key]
        self.stats.moved(session.state, None)
        self.host.cancel(self._expire, session.key)
        self.expected = [each for each in self.expected if each.session is not session]
        _, _, first, first_port, second, second_port = session.key
        audited = self.config.audits(session.rule)
        self.host.emit(events.SessionEnded(
            session.handle, session.protocol, first, first_port, second, second_port, audited, session.hole,
            session.sent, session.answered,
        ))  # fmt: skip

    def clear(self, handle: int) -> None:
        """`clear ip inspect session`."""
        for session in [each for each in self.sessions.values() if each.handle == handle]:
            self._end(session)

    # limits

    def half_open(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.half_open]

    def rate(self) -> int:
        """Sessions that were made in the last minute."""
        while self.made and self.made[0] <= self.host.now - MINUTE:
            self.made.popleft()
        return len(self.made)

    def _calm(self, rule: InspectionRule) -> None:
        """Old half-open sessions go while there are too many of them, or of new ones."""
        config = self.config
        if config.max_incomplete_high is None and config.one_minute_high is None:
            self.aggressive = False
            return
        half, rate = self.stats.now[State.OPENING], self.rate()
        most, fastest = config.max_incomplete_high, config.one_minute_high
        if not self.aggressive:
            passed = most if most is not None and half >= most else None
            if passed is None and fastest is not None and rate >= fastest:
                passed = fastest
            if passed is None:
                return
            self.aggressive = True
            if config.alerts(rule):
                self.host.emit(events.Aggressive(True, half + 1, passed, rate))
        low = config.max_incomplete_low if config.max_incomplete_low is not None else (most or 0)
        slow = config.one_minute_low if config.one_minute_low is not None else (fastest or 0)
        quiet = (most is None or half < low) and (fastest is None or rate < slow)
        if quiet:
            self.aggressive = False
            if config.alerts(rule):
                self.host.emit(events.Aggressive(False, half, low, rate))
            return
        old = self.half_open()
        if old:
            self._end(min(old, key=lambda session: session.created))

    def _refused(self, host: IPv4, rule: InspectionRule) -> bool:
        """Has this host so many half-open sessions that it gets no new one?"""
        config, now = self.config, self.host.now
        until = self.blocked.get(host)
        if until is not None:
            if until > now:
                return True
            self._free(host)
        if config.host_limit is None:
            return False
        half = [each for each in self.half_open() if each.carrier == ipv4.TCP and each.key[4] == host]
        if len(half) < config.host_limit:
            return False
        if config.alerts(rule):
            self.host.emit(events.HostLimit(host, config.host_limit, config.host_block))
        if not config.host_block:
            self._end(min(half, key=lambda session: session.created))
            return False
        for session in half:
            self._end(session)
        self.blocked[host] = now + config.host_block * MINUTE
        self.host.after(config.host_block * MINUTE, self._free, host, background=True)
        return True

    def _free(self, host: IPv4) -> None:
        if self.blocked.pop(host, None) is not None:
            self.host.cancel(self._free, host)
            self.host.emit(events.HostFree(host))


def _begins(packet: ipv4.IPv4) -> bool:
    """May it be the first of a session?"""
    data = packet.payload
    if packet.protocol == ipv4.TCP:
        return len(data) >= 20 and data[13] & (SYN | ACK | RST | FIN) == SYN
    if packet.protocol == ipv4.UDP:
        return len(data) >= 8
    return packet.protocol == ipv4.ICMP and len(data) >= 8 and data[0] in _QUESTIONS


def _above(packet: ipv4.IPv4) -> int:
    """Bytes above TCP, UDP or ICMP."""
    data = packet.payload
    if packet.protocol == ipv4.TCP:
        return max(0, len(data) - (data[12] >> 4 << 2)) if len(data) > 12 else 0
    return max(0, len(data) - 8)
