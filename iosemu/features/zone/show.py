"""`show zone`, `show zone-pair`, and what shows class, policy and parameter maps of type inspect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime as duration
from iosemu.features.inspect.show import TITLES
from iosemu.features.inspect.stats import State, Stats
from iosemu.features.zone.model import (
    DEFAULT_CLASS,
    SELF,
    InspectClass,
    InspectMatch,
    ParameterMap,
    ZoneConfig,
    ZoneInterface,
)
from iosemu.features.zone.pairs import Attached, ClassState, finwait
from iosemu.features.zone.words import action_words, match_text
from iosemu.types import format_ip
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.inspect.session import Session
    from iosemu.features.zone.engine import ZoneEngine


# zones

def shown_zones(ctx: Context, name: str = "") -> Iterator[tuple[str, str, list[str]]]:
    """Name, description and members; `self` is there without being typed."""
    config = ctx.device[ZoneConfig]
    known = {SELF: "System defined zone", **{each: zone.description for each, zone in config.zones.items()}}
    for each, description in known.items():
        if name in ("", each):
            yield each, description, list(members(ctx.device, each))


def members(device: Device, name: str) -> Iterator[str]:
    for iface in device:
        slot = iface.get(ZoneInterface)
        if slot is not None and slot.zone == name:
            yield iface.text


def show_zone_security(ctx: Context, name: str = "") -> Iterable[str]:
    for each, description, interfaces in shown_zones(ctx, name):
        yield f"zone {each}"
        if description:
            yield f"  Description: {description}"
        if interfaces:
            yield "  Member Interfaces:"
            yield from (f"    {iface}" for iface in interfaces)
        yield ""


def show_zone_pair_security(ctx: Context, source: str = "", destination: str = "") -> Iterable[str]:
    for pair in ctx.device[ZoneConfig].pairs.values():
        if source in ("", pair.source) and destination in ("", pair.destination):
            yield f"Zone-pair name {pair.name}"
            if pair.description:
                yield f"    Description: {pair.description}"
            yield f"    Source-Zone {pair.source}  Destination-Zone {pair.destination} "
            yield f"    service-policy {pair.policy or 'not configured'}"


# maps

def show_class_map_inspect(ctx: Context, name: str = "") -> Iterable[str]:
    for number, each in enumerate(ctx.device[ZoneConfig].classes.values(), 1):
        if name in ("", each.name):
            yield f" Class Map type inspect {each.kind} {each.name} (id {number})"
            if each.description:
                yield f"  Description: {each.description}"
            yield from (f"   Match {match_text(match)}" for match in each.matches)
            if not each.matches:
                yield "   Match none "
            yield ""


def show_policy_map_inspect(ctx: Context, name: str = "") -> Iterable[str]:
    for policy in ctx.device[ZoneConfig].policies.values():
        if name in ("", policy.name):
            yield f"  Policy Map type inspect {policy.name}"
            if policy.description:
                yield f"   Description: {policy.description}"
            for each in policy.ordered():
                if each.name in policy.classes:
                    yield f"    Class {each.name}"
                    yield f"      {action_words(each)}"
            yield ""


def show_parameter_map_inspect(ctx: Context, name: str = "") -> Iterable[str]:
    xe = ctx.device.software.zone_words == "XE"
    for each in ctx.device[ZoneConfig].parameters.values():
        if name in ("", each.name):
            yield f" parameter-map type inspect {each.name}"
            yield from (f"  {line}" for line in (_parameters_xe if xe else _parameters)(ctx.device, each))
            yield "  "


def _limit(value: int | None) -> str:
    return "unlimited" if value is None else str(value)


def _head(given: ParameterMap) -> Iterator[str]:
    yield f"audit-trail {given.audit_trail or 'off'}"
    yield f"alert {given.alert or 'on'}"
    yield f"max-incomplete low  {_limit(given.max_incomplete_low)}"
    yield f"max-incomplete high {_limit(given.max_incomplete_high)}"
    yield f"one-minute low  {_limit(given.one_minute_low)}"
    yield f"one-minute high {_limit(given.one_minute_high)}"


def _parameters(device: Device, given: ParameterMap) -> Iterator[str]:
    yield from _head(given)
    yield f"udp idle-time {given.udp_idle}"
    yield f"icmp idle-time {given.icmp_idle}"
    yield f"dns-timeout {given.dns_timeout}"
    yield f"tcp idle-time {given.tcp_idle}"
    yield f"tcp finwait-time {finwait(given, device.software)}"
    yield f"tcp synwait-time {given.tcp_synwait}"
    yield f"tcp max-incomplete host {_limit(given.host_limit)} block-time {given.host_block}"
    yield f"sessions maximum {_limit(given.sessions_maximum)}"


def _parameters_xe(device: Device, given: ParameterMap) -> Iterator[str]:
    overall = device[ZoneConfig].overall
    yield f"log dropped-packet {'on' if overall is not None and overall.log_dropped else 'off'}"
    yield "log flow off"
    yield "icmp unreachable drop"
    yield from _head(given)
    yield "sessions rate low  unlimited"
    yield "sessions rate high unlimited"
    yield f"udp idle-time {given.udp_idle} ageout-time {given.udp_idle}"
    yield "udp halfopen idle-time 30000 ms ageout-time 30000 ms"
    yield f"icmp idle-time {given.icmp_idle} ageout-time {given.icmp_idle}"
    yield f"dns-timeout {given.dns_timeout}"
    yield "tcp window scaling enforcement loose on"
    yield "zone-mismatch drop off"
    yield "application-inspect all"
    yield f"tcp idle-time {given.tcp_idle} ageout-time {given.tcp_idle}"
    wait = finwait(given, device.software)
    yield f"tcp finwait-time {wait} ageout-time {wait}"
    yield f"tcp synwait-time {given.tcp_synwait} ageout-time {given.tcp_synwait}"
    yield "tcp half-open on, half-close on, idle on"
    yield f"tcp max-incomplete host {_limit(given.host_limit)} block-time {given.host_block}"
    yield f"sessions maximum {_limit(given.sessions_maximum)}"
    yield "number of packet per flow default"


# policies at work

def shown_pairs(ctx: Context, name: str = "") -> Iterator[Attached]:
    engine: ZoneEngine = ctx.device.engine("zone")
    yield from (each for each in engine.pairs.values() if name in ("", each.pair.name))


def sessions_of(ctx: Context, state: ClassState) -> list[Session]:
    engine: ZoneEngine = ctx.device.engine("zone")
    return [session for session in engine.table.sessions.values() if session.group is state.group]


def show_zone_pair_policy(ctx: Context, name: str = "", sessions: bool = False) -> Iterable[str]:
    config = ctx.device[ZoneConfig]
    if name and name not in config.pairs:
        yield f"%Zone-pair {name} does not exist"
        return
    xe = ctx.device.software.zone_words == "XE"
    for attached in shown_pairs(ctx, name):
        if xe:
            yield f"  Zone-pair: {attached.pair.name} "
        else:
            yield ""
            yield f"policy exists on zp {attached.pair.name}"
            yield f"  Zone-pair: {attached.pair.name} "
            yield ""
        yield f"  Service-policy inspect : {attached.policy}"
        yield ""
        for state in attached.classes:
            yield from _class_lines(ctx, state, sessions, xe)


def class_lines(config: ZoneConfig, name: str) -> tuple[str, list[InspectMatch]]:
    """Kind and lines of a class map."""
    if name == DEFAULT_CLASS:
        return "match-any", []
    found = config.classes.get(name) or InspectClass(name)
    return found.kind, found.matches


def _class_lines(ctx: Context, state: ClassState, sessions: bool, xe: bool) -> Iterator[str]:
    now = ctx.device.scheduler.now
    kind, matches = class_lines(ctx.device[ZoneConfig], state.name)
    yield f"    Class-map: {state.name} ({kind})  "
    if state.name == DEFAULT_CLASS:
        yield "      Match: any "
    for match, tally in zip(matches, state.lines, strict=False):
        yield f"      Match: {match_text(match)}"
        if kind == "match-any" and not xe:
            yield f"        {tally.packets} packets, {tally.size} bytes"
            yield f"        30 second rate {tally.rate(now)} bps"
    if state.config.action != "inspect":
        yield f"      {action_words(state.config)}"
        yield f"        {state.whole.packets} packets, {state.whole.size} bytes"
        yield ""
        return
    if not xe:
        yield ""
    yield "      Inspect" if xe else "   Inspect"
    if sessions:
        yield from _sessions(ctx, state, xe)
        yield ""
    else:
        yield from _statistics(state.group.stats, state.group.rate(now), now, xe)
        yield ""
        if not xe:
            yield ""


def _statistics(stats: Stats, rate: int, now: float, xe: bool) -> Iterator[str]:
    if stats.packets:
        yield "        Packet inspection statistics [process switch:fast switch]"
        for protocol, count in stats.packets.items():
            yield f"        {protocol} packets: [0:{count}]"
        if not xe:
            yield ""
    yield f"        Session creations since subsystem startup or last reset {stats.created}"
    order = (State.OPEN, State.OPENING, State.CLOSING)
    current, most = (":".join(str(table[each]) for each in order) for table in (stats.now, stats.most))
    yield f"        Current session counts (estab/half-open/terminating) [{current}]"
    yield f"        Maxever session counts (estab/half-open/terminating) [{most}]"
    last, reset = ("never" if at is None else duration(now - at) for at in (stats.last_created, stats.reset))
    yield f"        Last session created {last}"
    yield f"        Last statistic reset {reset}"
    yield f"        Last session creation rate {rate}"
    if not xe:
        yield f"        Maxever session creation rate {stats.most_rate}"
    yield f"        Last half-open session total {stats.now[State.OPENING]}"
    if not xe:
        yield "        TCP reassembly statistics"
        yield "        received 0 packets out-of-order; dropped 0"
        yield "        peak memory usage 0 KB; current usage: 0 KB"
        yield "        peak queue length 0"


def _sessions(ctx: Context, state: ClassState, xe: bool) -> Iterator[str]:
    now, found = ctx.device.scheduler.now, sessions_of(ctx, state)
    for each, title in TITLES.items():
        of_it = [session for session in found if session.state is each]
        if not of_it:
            continue
        if not xe:
            yield ""
            yield f"      Number of {title} = {len(of_it)}"
        yield f"        {title}" if xe else f"      {title}"
        head = "         Session ID 0x" if xe else "        Session "
        for session in of_it:
            handle = f"{session.handle:08X}" if xe else f"{session.handle:X}"
            yield f"{head}{handle} {session_text(session, xe)}"
            yield f"          Created {duration(now - session.created)}, Last heard {duration(now - session.heard)}"
            if session.carrier == ipv4.ICMP and not xe:
                yield "          ECHO request"
            yield f"          Bytes sent (initiator:responder) [{session.sent}:{session.answered}]"


def session_text(session: Session, xe: bool) -> str:
    """Ends, protocol and state."""
    _, _, first, first_port, second, second_port = session.key
    ends = f"({format_ip(first)}:{first_port})=>({format_ip(second)}:{second_port})"
    tcp = session.tcp
    if xe:
        return f"{ends} {session.protocol} {session.state.value}"
    carrier = {ipv4.TCP: "tcp", ipv4.UDP: "udp"}.get(session.carrier, session.protocol)
    protocol = session.protocol if session.protocol == carrier else f"{session.protocol}:{carrier}"
    if tcp is None:
        return f"{ends} {protocol} {session.state.value}"
    if tcp.closing:
        within = "TCP_LASTACK" if tcp.finished else "TCP_CLOSEWAIT"
    else:
        within = "TCP_ESTAB" if tcp.established else "TCP_SYNRCVD" if tcp.answered else "TCP_SYNSENT"
    return f"{ends} {protocol} {session.state.value}/{within}"
