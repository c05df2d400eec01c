"""The sessions of a router: made by what its rules inspect, followed, ended; access lists let their answers pass.

The interface's rule is asked of what comes in, behind the access list, and of what leaves, if the access list would let
it; what will be sealed is seen before it is. A session belongs to the interface whose rule made it: there both its
directions are followed. Packets of TCP that begin nothing and belong to nothing are left to the access lists.

Others keep sessions in the same table (zones): what they begin belongs to a `Group` of theirs and has an owner that is
no interface.
"""

from __future__ import annotations

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
from iosemu.features.inspect.session import (
    MINUTE,
    Expected,
    Group,
    Key,
    Owner,
    Segment,
    Session,
    Tcp,
    ports,
)
from iosemu.features.inspect.stats import State
from iosemu.types import InterfaceName, IPv4, is_multicast
from iosemu.wire import Malformed, icmp, icmpv6, ipv4
from iosemu.wire.ipv6 import ICMPV6
from iosemu.wire.tcp import ACK, FIN, RST, SYN

if TYPE_CHECKING:
    from iosemu.cli.context import Change

MOST_SESSIONS = 20_000  # what comes on top is not let in
MOST_EXPECTED = 64
WAITS = 30.0  # seconds for a channel that an application asked for
_OFFSET = 0x1FFF
_FIRST_HANDLE, _HANDLES, _STEP = 0x66F9_6000, 0x2000, 0x280
_ANSWERS = {
    icmp.ECHO_REPLY: icmp.ECHO, icmp.TIMESTAMP_REPLY: icmp.TIMESTAMP, icmp.INFORMATION_REPLY: icmp.INFORMATION,
    icmp.MASK_REPLY: icmp.MASK,
}  # fmt: skip
_QUESTIONS = frozenset(_ANSWERS.values())
_ERRORS = (icmp.UNREACHABLE, icmp.TIME_EXCEEDED, icmp.PARAMETER_PROBLEM)
_ERRORS6 = (icmpv6.UNREACHABLE, icmpv6.TOO_BIG, icmpv6.TIME_EXCEEDED, icmpv6.PARAMETER_PROBLEM)
_ICMPS = (ipv4.ICMP, ICMPV6)


class InspectEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.sessions: dict[Key, Session] = {}
        self.expected: list[Expected] = []
        self.own = Group(host.device[InspectConfig])  # what rules of interfaces make
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
        self.own.blocked.clear()
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
        gone = [each for each in self.sessions.values() if each.group is self.own and not self._wanted(each)]
        for session in gone:
            self.end(session)

    def _apply(self, iface: Interface) -> None:
        slot = iface.get(InspectInterface)
        if slot is not None:
            wanted = bool(slot.inbound or slot.outbound)
            iface.set_stage(Point.IN_INSPECT, self._enters, wanted)
            iface.set_stage(Point.OUT_INSPECT, self._leaves, wanted)

    def _wanted(self, session: Session) -> bool:
        """Do the rule and the interface that made it still say so?"""
        owner = session.owner
        iface = self.host.device.interfaces.get(owner) if isinstance(owner, InterfaceName) else None
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
        if found is not None and self.used_again(found, packet):
            found = None
        if found is not None:
            session, forward = found
            if session.owner != iface.name or (forward is session.inbound) is not entering:
                return PASS  # another interface follows it
            return self.follow(session, packet, forward)
        rule = self._rule_for(passage, iface, entering)
        if rule is None:
            return PASS
        return self.begin(self.own, rule, passage, iface.name, entering, self._hole(passage, iface, entering))

    def _rule_for(self, passage: Passage, iface: Interface, entering: bool) -> InspectionRule | None:
        """The rule that makes a session of a datagram that belongs to none."""
        packet = passage.packet
        expected = self.expects(passage)
        if expected is not None:
            return expected.session.rule if expected.session.group is self.own else None
        slot = iface[InspectInterface]
        name = slot.inbound if entering else slot.outbound
        if not name or not begins(packet) or is_multicast(packet.dst) or packet.dst in iface.table.broadcasts:
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
        if packet.protocol in _ICMPS:
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

    def used_again(self, found: tuple[Session, bool], packet: ipv4.IPv4) -> bool:
        """Is it the first packet of another session between the same ports? Then the old one ends."""
        session, forward = found
        again = forward and session.state is State.CLOSING and begins(packet)
        if again:
            self.end(session)
        return again

    def about(self, passage: Passage) -> tuple[Session, bool] | None:
        """The session of what an ICMP error quotes, and whether that went the way of its first one."""
        packet = passage.packet
        if packet.protocol not in _ICMPS or len(packet.payload) < 8:
            return None
        if packet.payload[0] not in (_ERRORS6 if packet.protocol == ICMPV6 else _ERRORS):
            return None
        try:
            quote = (icmpv6.Quote6 if packet.wide else icmp.Quote).decode(packet.payload[8:])
        except Malformed:
            return None
        if quote.src != packet.dst or len(quote.payload) < 8:
            return None
        quoted = ipv4.IPv4(quote.src, quote.dst, quote.protocol, quote.payload)
        return self.find(Passage(quoted, passage.vrf))

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
        kind, carrier = data[0], packet.protocol
        wide = carrier == ICMPV6
        question = (icmpv6.ECHO if kind == icmpv6.ECHO_REPLY else None) if wide else _ANSWERS.get(kind)
        if not wide and kind in (icmp.UNREACHABLE, icmp.TIME_EXCEEDED):
            try:
                quote = icmp.Quote.decode(data[8:])
            except Malformed:
                return None
            if quote.protocol != ipv4.ICMP or not quote.payload or quote.src != packet.dst:
                return None
            session = self.sessions.get((table, ipv4.ICMP, quote.src, quote.payload[0], quote.dst, 0))
        elif question is not None:
            session = self.sessions.get((table, carrier, packet.dst, question, packet.src, 0))
        else:
            session = self.sessions.get((table, carrier, packet.src, kind, packet.dst, 0))
            return (session, True) if session is not None else None
        return (session, False) if session is not None else None

    def expects(self, passage: Passage) -> Expected | None:
        """Is it the first of a channel that an application asked for?"""
        packet, now = passage.packet, self.host.now
        for each in self.expected:
            fits = each.src == packet.src and each.dst == packet.dst and each.carrier == packet.protocol
            waits = each.until > now and each.table == passage.vrf.number
            if fits and waits and ports(packet)[1] == each.dst_port and begins(packet):
                return each
        return None

    def opens(self, passage: Passage, name: str) -> bool:
        """Is it an answer, which access lists let pass? Asked by access list `name`."""
        found = self.find(passage)
        if found is None:
            expected = self.expects(passage) if not passage.packet.flags_offset & _OFFSET else None
            return expected is not None and expected.session.group is self.own
        session, forward = found
        if session.group is not self.own or (forward and not session.both):
            return False
        if name == session.hole:
            session.matches += 1
        return True

    # a session's life

    def begin(
        self, group: Group, rule: InspectionRule, passage: Passage, owner: Owner, entering: bool,
        hole: tuple[str, str] = ("", "In "),
    ) -> Verdict | Drop:  # fmt: skip
        """A datagram that may be the first of a session makes one: `owner` follows it, in `group` it is counted and
        limited. `hole` is the access list that answers pass, and its side."""
        packet, limits = passage.packet, group.limits
        src_port, dst_port = ports(packet)
        if packet.protocol in _ICMPS:
            src_port, dst_port = packet.payload[0], 0
        if packet.protocol == ipv4.TCP and self._refused(group, packet.dst, rule):
            return Drop(Reason.INSPECTION)
        self._calm(group, rule)
        if len(self.sessions) >= MOST_SESSIONS:
            return Drop(Reason.INSPECTION)
        most = limits.sessions_maximum
        if most is not None and sum(group.stats.now.values()) >= most:
            if limits.alerts(rule):
                self.host.emit(events.SessionsMaximum(group.target, most))
            return Drop(Reason.INSPECTION)
        expected = self.expects(passage)
        self._handle += 1
        handle = _FIRST_HANDLE + self._handle % _HANDLES * _STEP
        key = (passage.vrf.number, packet.protocol, packet.src, src_port, packet.dst, dst_port)
        now = self.host.now
        name = f"{rule.protocol}-data" if expected is not None else rule.protocol
        timeout = float(limits.timeout(rule))
        session = Session(handle, key, rule, name, owner, entering, group, timeout, now, now)
        session.hole, session.hole_side = hole
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
        group.made.append(now)
        group.stats.began(now, group.rate(now))
        self.host.emit(events.SessionStarted(
            handle, name, packet.src, src_port, packet.dst, dst_port, limits.audits(rule), session.hole, group.target
        ))  # fmt: skip
        session.ends = now + (limits.synwait if session.tcp is not None else timeout)
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

    def follow(self, session: Session, packet: ipv4.IPv4, forward: bool) -> Verdict | Drop:
        """One more of a session: does it fit?"""
        now = self.host.now
        wrong = None
        if session.tcp is not None:
            segment = Segment.of(packet.payload)
            wrong = session.tcp.follow(segment, forward) if segment is not None else events.Wrong.HEADER
            if wrong is None and segment is not None:
                return self._tcp(session, session.tcp, packet, segment, forward)
            self._count(session, packet, forward, wrong)
            if session.group.limits.drop_log and segment is not None and wrong is not None:
                src_port, dst_port = ports(packet)
                self.host.emit(events.PacketDropped(
                    packet.src, src_port, packet.dst, dst_port, session.protocol, wrong, packet.ident, segment.flags,
                    segment.sequence, segment.acknowledgment, session.group.target,
                ))  # fmt: skip
            return Drop(Reason.INSPECTION)
        if not forward:
            self._become(session, State.OPEN)
        session.heard, session.ends = now, now + session.timeout
        self._count(session, packet, forward)
        return PASS

    def _tcp(self, session: Session, tcp: Tcp, packet: ipv4.IPv4, segment: Segment, forward: bool) -> Verdict:
        now, limits = self.host.now, session.group.limits
        session.heard = now
        self._count(session, packet, forward)
        if segment.flags & RST:
            self.end(session)
            return PASS
        if not tcp.established:
            return PASS
        if session.state is State.OPENING:  # it may last less long than it might have been half-open
            self.host.after(session.timeout, self._expire, session.key, background=True)
        self._become(session, State.CLOSING if tcp.closing else State.OPEN)
        if tcp.finished:
            if segment.flags & FIN:
                session.ends = now + limits.finwait
                self.host.after(limits.finwait, self._expire, session.key, background=True)
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
        number = session.group.stats.inspected(session.protocol)
        src_port, dst_port = ports(packet) if packet.protocol not in _ICMPS else (packet.payload[0], 0)
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
            self.end(session)

    def _become(self, session: Session, state: State) -> None:
        if session.state is not state:
            session.group.stats.moved(session.state, state)
            session.state = state

    def end(self, session: Session) -> None:
        del self.sessions[session.key]
        session.group.stats.moved(session.state, None)
        self.host.cancel(self._expire, session.key)
        self.expected = [each for each in self.expected if each.session is not session]
        _, _, first, first_port, second, second_port = session.key
        audited = session.group.limits.audits(session.rule)
        self.host.emit(events.SessionEnded(
            session.handle, session.protocol, first, first_port, second, second_port, audited, session.hole,
            session.sent, session.answered, session.group.target,
        ))  # fmt: skip

    def clear(self, handle: int) -> None:
        """`clear ip inspect session`."""
        for session in [each for each in self.sessions.values() if each.handle == handle]:
            self.end(session)

    # limits

    def half_open(self, group: Group) -> list[Session]:
        return [session for session in self.sessions.values() if session.half_open and session.group is group]

    def _calm(self, group: Group, rule: InspectionRule) -> None:
        """Old half-open sessions go while there are too many of them, or of new ones."""
        limits = group.limits
        if limits.max_incomplete_high is None and limits.one_minute_high is None:
            group.aggressive = False
            return
        half, rate = group.stats.now[State.OPENING], group.rate(self.host.now)
        most, fastest = limits.max_incomplete_high, limits.one_minute_high
        if not group.aggressive:
            passed = most if most is not None and half >= most else None
            if passed is None and fastest is not None and rate >= fastest:
                passed = fastest
            if passed is None:
                return
            group.aggressive = True
            if limits.alerts(rule):
                self.host.emit(events.Aggressive(True, half + 1, passed, rate, group.target))
        low = limits.max_incomplete_low if limits.max_incomplete_low is not None else (most or 0)
        slow = limits.one_minute_low if limits.one_minute_low is not None else (fastest or 0)
        quiet = (most is None or half < low) and (fastest is None or rate < slow)
        if quiet:
            group.aggressive = False
            if limits.alerts(rule):
                self.host.emit(events.Aggressive(False, half, low, rate, group.target))
            return
        old = self.half_open(group)
        if old:
            self.end(min(old, key=lambda session: session.created))

    def _refused(self, group: Group, host: IPv4, rule: InspectionRule) -> bool:
        """Has this host so many half-open sessions that it gets no new one?"""
        limits, now = group.limits, self.host.now
        until = group.blocked.get(host)
        if until is not None:
            if until > now:
                return True
            self._free(group, host)
        if limits.host_limit is None:
            return False
        half = [each for each in self.half_open(group) if each.carrier == ipv4.TCP and each.key[4] == host]
        if len(half) < limits.host_limit:
            return False
        if limits.alerts(rule):
            self.host.emit(events.HostLimit(host, limits.host_limit, limits.host_block))
        if not limits.host_block:
            self.end(min(half, key=lambda session: session.created))
            return False
        for session in half:
            self.end(session)
        group.blocked[host] = now + limits.host_block * MINUTE
        self.host.after(limits.host_block * MINUTE, self._free, group, host, background=True)
        return True

    def _free(self, group: Group, host: IPv4) -> None:
        if group.blocked.pop(host, None) is not None:
            self.host.cancel(self._free, group, host)
            self.host.emit(events.HostFree(host))


def begins(packet: ipv4.IPv4) -> bool:
    """May it be the first of a session?"""
    data = packet.payload
    if packet.protocol == ipv4.TCP:
        return len(data) >= 20 and data[13] & (SYN | ACK | RST | FIN) == SYN
    if packet.protocol == ipv4.UDP:
        return len(data) >= 8
    if packet.protocol == ICMPV6:
        return len(data) >= 8 and data[0] == icmpv6.ECHO
    return packet.protocol == ipv4.ICMP and len(data) >= 8 and data[0] in _QUESTIONS


def _above(packet: ipv4.IPv4) -> int:
    """Bytes above TCP, UDP or ICMP."""
    data = packet.payload
    if packet.protocol == ipv4.TCP:
        return max(0, len(data) - (data[12] >> 4 << 2)) if len(data) > 12 else 0
    return max(0, len(data) - 8)
