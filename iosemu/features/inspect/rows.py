"""The rows of `show ip inspect sessions`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.acl.model import AccessGroups
from iosemu.features.inspect.model import InspectConfig, InspectInterface
from iosemu.features.inspect.show import sessions
from iosemu.features.inspect.stats import State
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class InspectSessionRow:
    """One session; bytes are those above TCP, UDP and ICMP, seconds since it began and since it was heard of."""

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


def show_sessions(ctx: Context, detail: bool = False) -> Iterator[InspectSessionRow]:
    now = ctx.device.scheduler.now
    for _, found in sessions(ctx):
        for each in found:
            _, _, first, first_port, second, second_port = each.key
            yield InspectSessionRow(
                format_ipv4(first), first_port, format_ipv4(second), second_port, each.protocol, each.state.value,
                each.sent, each.answered, now - each.created, now - each.heard,
            )  # fmt: skip


@dataclass(slots=True)
class InspectRuleRow:
    """A protocol of a rule; `timeout` in seconds."""

    name: str
    protocol: str
    alert: bool
    audit: bool
    timeout: int
    router_traffic: bool


def _rules(config: InspectConfig, name: str) -> Iterator[InspectRuleRow]:
    for rule in config.rule(name):
        yield InspectRuleRow(
            name, rule.protocol, config.alerts(rule), config.audits(rule), config.timeout(rule), rule.router_traffic
        )


def show_name(ctx: Context, name: str) -> Iterator[InspectRuleRow]:
    return _rules(ctx.device[InspectConfig], name)


def show_config(ctx: Context) -> Iterator[InspectRuleRow]:
    config = ctx.device[InspectConfig]
    names = dict.fromkeys(rule.name for rule in config.rules.values())
    return (row for name in names for row in _rules(config, name))


@dataclass(slots=True)
class InspectInterfaceRow:
    """Rules and access lists of an interface, "" for none."""

    interface: str
    inbound: str
    outbound: str
    list_in: str
    list_out: str


def show_interfaces(ctx: Context) -> Iterator[InspectInterfaceRow]:
    for iface in ctx.device:
        slot = iface.get(InspectInterface)
        if slot is not None and (slot.inbound or slot.outbound):
            groups = iface[AccessGroups]
            yield InspectInterfaceRow(iface.text, slot.inbound, slot.outbound, groups.inbound, groups.outbound)


def show_all(ctx: Context) -> Iterator[InspectRuleRow | InspectInterfaceRow | InspectSessionRow]:
    """Rules, then interfaces, then sessions."""
    yield from show_config(ctx)
    yield from show_interfaces(ctx)
    yield from show_sessions(ctx)


def show_statistics(ctx: Context) -> Iterator[CountRow]:
    """Packets by protocol; sessions that were made, that there are and the most that there were."""
    stats = ctx.device.engine("inspect").own.stats
    yield from (CountRow("packets", protocol, count) for protocol, count in stats.packets.items())
    yield CountRow("sessions", "created", stats.created)
    for of, table in (("current", stats.now), ("maxever", stats.most)):
        for state in (State.OPEN, State.OPENING, State.CLOSING):
            yield CountRow(of, state.name.lower(), table[state])
