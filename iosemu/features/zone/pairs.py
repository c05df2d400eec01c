"""Pairs of zones with a policy, at work: classes with what they count, and which class a datagram is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.release import Software
from iosemu.features.inspect.model import InspectionRule
from iosemu.features.inspect.protocols import PROTOCOLS
from iosemu.features.inspect.session import Group, ports
from iosemu.features.zone.model import DEFAULT_CLASS, InspectAction, InspectMatch, ParameterMap, ZoneConfig, ZonePair
from iosemu.records import dataclass, field
from iosemu.wire import ipv4
from iosemu.wire.ipv6 import ICMPV6

if TYPE_CHECKING:
    from iosemu.features.acl.engine import AclEngine
    from iosemu.features.acl6.engine import Acl6Engine

SPAN = 30.0  # seconds that rates are told of
CARRIERS = {ipv4.TCP: "tcp", ipv4.UDP: "udp", ipv4.ICMP: "icmp", ICMPV6: "icmp"}


@dataclass(slots=True)
class Terms:
    """The times and limits of a class's sessions, from its parameter map (see `inspect.session.Limits`)."""

    drop_log: bool
    audit: bool
    alert: bool
    max_incomplete_low: int | None
    max_incomplete_high: int | None
    one_minute_low: int | None
    one_minute_high: int | None
    host_limit: int | None
    host_block: int
    synwait: int
    finwait: int
    sessions_maximum: int | None
    tcp_idle: int
    udp_idle: int
    icmp_idle: int
    dns_timeout: int

    @classmethod
    def of(cls, given: ParameterMap, drop_log: bool, software: Software) -> Terms:
        return cls(
            drop_log, given.audit_trail == "on", given.alert != "off", given.max_incomplete_low,
            given.max_incomplete_high, given.one_minute_low, given.one_minute_high, given.host_limit, given.host_block,
            given.tcp_synwait, finwait(given, software), given.sessions_maximum, given.tcp_idle, given.udp_idle,
            given.icmp_idle, given.dns_timeout,
        )  # fmt: skip

    def timeout(self, rule: InspectionRule) -> int:
        if rule.protocol == "dns":
            return self.dns_timeout
        if rule.protocol == "icmp":
            return self.icmp_idle
        return self.tcp_idle if ipv4.TCP in rule.kind.carriers else self.udp_idle

    def audits(self, rule: InspectionRule) -> bool:
        return self.audit

    def alerts(self, rule: InspectionRule) -> bool:
        return self.alert


def finwait(given: ParameterMap, software: Software) -> int:
    """Seconds."""
    return software.zone_finwait if given.tcp_finwait is None else given.tcp_finwait


@dataclass(slots=True)
class Tally:
    """Packets and bytes since the last `clear`, and those of the last whole span."""

    packets: int = 0
    size: int = 0
    since: float = 0.0
    now: int = 0
    before: int = 0

    def count(self, size: int, now: float) -> None:
        self._turn(now)
        self.packets += 1
        self.size += size
        self.now += size

    def rate(self, now: float) -> int:
        """bit/s"""
        self._turn(now)
        return round(self.before * 8 / SPAN)

    def _turn(self, now: float) -> None:
        passed = int((now - self.since) // SPAN)
        if passed:
            self.before = self.now if passed == 1 else 0
            self.now, self.since = 0, self.since + passed * SPAN


@dataclass(slots=True, eq=False)
class ClassState:
    """One class of a policy between two zones."""

    config: InspectAction
    group: Group
    whole: Tally = field(default_factory=Tally)
    lines: list[Tally] = field(default_factory=list)  # of each line of its class map

    @property
    def name(self) -> str:
        return self.config.name


@dataclass(slots=True, eq=False)
class Attached:
    """A policy between two zones, in one direction."""

    pair: ZonePair
    policy: str
    classes: list[ClassState]


class Classifier:
    """Finds out whether a datagram is in a class."""

    def __init__(self, config: ZoneConfig, lists: AclEngine, lists6: Acl6Engine) -> None:
        self.config = config
        self.lists = lists
        self.lists6 = lists6

    def find(self, name: str, packet: ipv4.IPv4, counted: bool) -> tuple[int, str] | None:
        """The line of a class map that a datagram matches (of match-all the last one), and the protocol that it is
        inspected as ("": as TCP, UDP or ICMP); None: it is not in the class, as of one without lines."""
        if name == DEFAULT_CLASS:
            return 0, ""
        found = self.config.classes.get(name)
        if found is None or not found.matches:
            return None
        protocol = ""
        for number, match in enumerate(found.matches):
            fits = self._fits(match, packet, counted)
            if fits is not None and found.kind == "match-any":
                return number, fits
            if fits is None and found.kind == "match-all":
                return None
            if fits and (not protocol or PROTOCOLS[fits].ports):
                protocol = fits
        return (len(found.matches) - 1, protocol) if found.kind == "match-all" else None

    def _fits(self, match: InspectMatch, packet: ipv4.IPv4, counted: bool) -> str | None:
        """The protocol that a line names ("": none) if it matches; None if not."""
        if match.what == "class-map":
            within = self.find(match.name, packet, counted)
            named = within[1] if within is not None else None
        elif match.what == "protocol":
            named = match.name if speaks(match.name, packet) else None
        else:
            named = "" if self._permits(match.name, packet, counted) else None
        if match.inverted:
            return "" if named is None else None
        return named

    def _permits(self, name: str, packet: ipv4.IPv4, counted: bool) -> bool:
        """A list that is not there permits nothing here."""
        if packet.wide:
            return self.lists6.matches(name, packet, counted=counted) is True
        if counted:
            return self.lists.matches(name, packet) is True
        compiled = self.lists.get(name)
        return compiled is not None and bool(compiled.rules) and compiled.permits(packet)


def speaks(protocol: str, packet: ipv4.IPv4) -> bool:
    """Is a datagram to one who answers in that protocol?"""
    kind = PROTOCOLS[protocol]
    carrier = ipv4.ICMP if packet.protocol == ICMPV6 else packet.protocol
    if carrier not in kind.carriers:
        return False
    return not kind.ports or (not packet.flags_offset & 0x1FFF and ports(packet)[1] in kind.ports)
