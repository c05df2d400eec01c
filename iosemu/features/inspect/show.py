"""`show ip inspect`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime as duration
from iosemu.features.acl.model import AccessGroups
from iosemu.features.inspect.model import InspectConfig, InspectInterface, InspectionRule
from iosemu.features.inspect.session import Session
from iosemu.features.inspect.stats import State
from iosemu.types import format_ip, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.inspect.engine import InspectEngine

TITLES = {
    State.OPEN: "Established Sessions", State.OPENING: "Half-open Sessions", State.CLOSING: "Terminating Sessions",
}  # fmt: skip


def _limits(low: int | None, high: int | None) -> str:
    return f"[{'unlimited' if low is None else low} : {'unlimited' if high is None else high}]"


def _rule_lines(config: InspectConfig, rule: InspectionRule) -> Iterator[str]:
    alert, audit = ("on" if yes else "off" for yes in (config.alerts(rule), config.audits(rule)))
    yield f"    {rule.protocol} alert is {alert} audit-trail is {audit} timeout {config.timeout(rule)}"
    if rule.router_traffic:
        yield "    inspection of router local traffic is enabled"


def _named(config: InspectConfig, name: str, indent: str = "") -> Iterator[str]:
    yield f"{indent}Inspection name {name}"
    for rule in config.rule(name):
        yield from _rule_lines(config, rule)


def show_name(ctx: Context, name: str) -> Iterable[str]:
    config = ctx.device[InspectConfig]
    if config.rule(name):
        yield from _named(config, name)


def show_config(ctx: Context) -> Iterable[str]:
    config = ctx.device[InspectConfig]
    yield f"Session audit trail is {'enabled' if config.audit_trail else 'disabled'}"
    yield f"Session alert is {'disabled' if config.alert_off else 'enabled'}"
    minute = _limits(config.one_minute_low, config.one_minute_high)
    yield f"one-minute (sampling period) thresholds are {minute} connections"
    yield f"max-incomplete sessions thresholds are {_limits(config.max_incomplete_low, config.max_incomplete_high)}"
    host = "unlimited" if config.host_limit is None else config.host_limit
    yield f"max-incomplete tcp connections per host is {host}. Block-time {config.host_block} minute."
    yield f"tcp synwait-time is {config.synwait} sec -- tcp finwait-time is {config.finwait} sec"
    yield f"tcp idle-time is {config.tcp_idle} sec -- udp idle-time is {config.udp_idle} sec"
    yield "tcp reassembly queue length 16; timeout 5 sec; memory-limit 1024 kilo bytes"
    yield f"dns-timeout is {config.dns_timeout} sec"
    yield "Inspection Rule Configuration"
    for name in dict.fromkeys(rule.name for rule in config.rules.values()):
        yield from _named(config, name, " ")


def show_interfaces(ctx: Context) -> Iterable[str]:
    config = ctx.device[InspectConfig]
    found = [iface for iface in ctx.device if (slot := iface.get(InspectInterface)) and (slot.inbound or slot.outbound)]
    if found:
        yield "Interface Configuration"
    for iface in found:
        slot, groups = iface[InspectInterface], iface[AccessGroups]
        yield f" Interface {iface.text}"
        for side, name in (("Inbound", slot.inbound), ("Outgoing", slot.outbound)):
            yield f"  {side} inspection rule is {name or 'not set'}"
            for rule in config.rule(name) if name else ():
                yield from _rule_lines(config, rule)
        for side, name in (("Inbound", groups.inbound), ("Outgoing", groups.outbound)):
            yield f"  {side} access list is {name or 'not set'}"


def session_text(session: Session) -> str:
    _, _, first, first_port, second, second_port = session.key
    ends = f"({format_ip(first)}:{first_port})=>({format_ip(second)}:{second_port})"
    return f"{ends} {session.protocol} {session.state.value}"


def sessions(ctx: Context) -> Iterator[tuple[State, list[Session]]]:
    """By state, as shown; those without sessions are left out."""
    engine: InspectEngine = ctx.device.engine("inspect")
    for state in TITLES:
        found = [each for each in engine.sessions.values() if each.state is state and each.group is engine.own]
        if found:
            yield state, found


def show_sessions(ctx: Context, detail: bool = False) -> Iterable[str]:
    now = ctx.device.scheduler.now
    for state, found in sessions(ctx):
        yield TITLES[state]
        for session in found:
            yield f" Session {session.handle:X} {session_text(session)}"
            if not detail:
                continue
            yield f"  Created {duration(now - session.created)}, Last heard {duration(now - session.heard)}"
            yield f"  Bytes sent (initiator:responder) [{session.sent}:{session.answered}]"
            if session.hole:
                _, _, first, first_port, second, second_port = session.key
                back = f"{format_ipv4(second)}[{second_port}:{second_port}]"
                here = f"{format_ipv4(first)}[{first_port}:{first_port}]"
                count = "" if not session.matches else f" ({session.matches} match{'es' * (session.matches > 1)})"
                yield f"  {session.hole_side} SID {back}=>{here} on ACL {session.hole} {count}".rstrip()


def show_statistics(ctx: Context) -> Iterable[str]:
    engine: InspectEngine = ctx.device.engine("inspect")
    stats = engine.own.stats
    yield "Packet inspection statistics [process switch:fast switch]"
    for protocol, count in stats.packets.items():
        yield f"  {protocol} packets: [{count}:0]"
    slots = [iface.get(InspectInterface) for iface in ctx.device]
    configured = sum(slot is not None and bool(slot.inbound or slot.outbound) for slot in slots)
    yield f"Interfaces configured for inspection {configured}"
    yield f"Session creations since subsystem startup or last reset {stats.created}"
    order = (State.OPEN, State.OPENING, State.CLOSING)
    current, most = (":".join(str(table[state]) for state in order) for table in (stats.now, stats.most))
    yield f"Current session counts (estab/half-open/terminating) [{current}]"
    yield f"Maxever session counts (estab/half-open/terminating) [{most}]"
    last = "never" if stats.last_created is None else duration(ctx.device.scheduler.now - stats.last_created)
    yield f"Last session created {last}"
    yield "Last statistic reset never"
    yield f"Last session creation rate {engine.own.rate(ctx.device.scheduler.now)}"
    yield f"Maxever session creation rate {stats.most_rate}"
    yield f"Last half-open session total {stats.now[State.OPENING]}"
    yield "TCP reassembly statistics"
    yield "  received 0 packets out-of-order; dropped 0"
    yield "  peak memory usage 0 KB; current usage: 0 KB"
    yield "  peak queue length 0"


def show_all(ctx: Context) -> Iterable[str]:
    yield from show_config(ctx)
    for part in (show_interfaces(ctx), show_sessions(ctx)):
        lines = list(part)
        if lines:
            yield ""
            yield from lines
