"""The rows of shows of zones, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.inspect.stats import State
from iosemu.features.zone.model import ZoneConfig
from iosemu.features.zone.pairs import finwait
from iosemu.features.zone.show import sessions_of, shown_pairs, shown_zones
from iosemu.features.zone.words import match_text
from iosemu.records import dataclass
from iosemu.types import format_ip

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class ZoneRow:
    name: str
    description: str
    members: tuple[str, ...]  # interfaces


def show_zone_security(ctx: Context, name: str = "") -> Iterator[ZoneRow]:
    for each, description, members in shown_zones(ctx, name):
        yield ZoneRow(each, description, tuple(members))


@dataclass(slots=True)
class ZonePairRow:
    """`policy` "" where none is attached."""

    name: str
    source: str
    destination: str
    policy: str


def show_zone_pair_security(ctx: Context, source: str = "", destination: str = "") -> Iterator[ZonePairRow]:
    for pair in ctx.device[ZoneConfig].pairs.values():
        if source in ("", pair.source) and destination in ("", pair.destination):
            yield ZonePairRow(pair.name, pair.source, pair.destination, pair.policy)


@dataclass(slots=True)
class InspectClassRow:
    name: str
    kind: str
    matches: tuple[str, ...]


def show_class_map_inspect(ctx: Context, name: str = "") -> Iterator[InspectClassRow]:
    for each in ctx.device[ZoneConfig].classes.values():
        if name in ("", each.name):
            yield InspectClassRow(each.name, each.kind, tuple(match_text(match) for match in each.matches))


@dataclass(slots=True)
class InspectPolicyRow:
    """What a policy does with one class: "inspect", "pass", "drop", "" for none."""

    policy: str
    name: str
    action: str
    log: bool
    parameters: str


def show_policy_map_inspect(ctx: Context, name: str = "") -> Iterator[InspectPolicyRow]:
    for policy in ctx.device[ZoneConfig].policies.values():
        if name in ("", policy.name):
            for each in policy.ordered():
                if each.name in policy.classes:
                    yield InspectPolicyRow(policy.name, each.name, each.action, each.log, each.parameters)


@dataclass(slots=True)
class ParameterMapRow:
    """Seconds, and numbers of sessions; None: no limit."""

    name: str
    audit_trail: bool
    alert: bool
    max_incomplete_low: int | None
    max_incomplete_high: int | None
    one_minute_low: int | None
    one_minute_high: int | None
    tcp_idle: int
    tcp_finwait: int
    tcp_synwait: int
    udp_idle: int
    icmp_idle: int
    dns_timeout: int
    sessions_maximum: int | None


def show_parameter_map_inspect(ctx: Context, name: str = "") -> Iterator[ParameterMapRow]:
    for each in ctx.device[ZoneConfig].parameters.values():
        if name in ("", each.name):
            yield ParameterMapRow(
                each.name, each.audit_trail == "on", each.alert != "off", each.max_incomplete_low,
                each.max_incomplete_high, each.one_minute_low, each.one_minute_high, each.tcp_idle,
                finwait(each, ctx.device.software), each.tcp_synwait, each.udp_idle, each.icmp_idle, each.dns_timeout,
                each.sessions_maximum,
            )  # fmt: skip


@dataclass(slots=True)
class ZoneClassRow:
    """A class of a policy between zones: packets and bytes that policy was asked about, sessions that were made, and
    those that there are."""

    pair: str
    policy: str
    name: str
    action: str
    packets: int
    bytes: int
    created: int
    established: int
    half_open: int
    terminating: int


@dataclass(slots=True)
class ZoneSessionRow:
    """One session; bytes are those above TCP, UDP and ICMP, seconds since it began and since it was heard of."""

    pair: str
    name: str
    initiator: str
    initiator_port: int
    responder: str
    responder_port: int
    protocol: str
    state: str
    sent: int
    answered: int
    age: float
    idle: float


def show_zone_pair_policy(
    ctx: Context, name: str = "", sessions: bool = False
) -> Iterator[ZoneClassRow | ZoneSessionRow]:
    now = ctx.device.scheduler.now
    for attached in shown_pairs(ctx, name):
        for state in attached.classes:
            pair, stats = attached.pair.name, state.group.stats
            if not sessions:
                yield ZoneClassRow(
                    pair, attached.policy, state.name, state.config.action, state.whole.packets, state.whole.size,
                    stats.created, stats.now[State.OPEN], stats.now[State.OPENING], stats.now[State.CLOSING],
                )  # fmt: skip
                continue
            for each in sessions_of(ctx, state):
                _, _, first, first_port, second, second_port = each.key
                yield ZoneSessionRow(
                    pair, state.name, format_ip(first), first_port, format_ip(second), second_port, each.protocol,
                    each.state.value, each.sent, each.answered, now - each.created, now - each.heard,
                )  # fmt: skip
