"""`track`: the lines of the running-config, by number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iosemu.cli.context import Context
from iosemu.features.track.model import INTERFACE, LIST, POLLS, ROUTE, SLA, STUB, TrackConfig, TrackObject
from iosemu.types import format_ipv4, mask_of

REFUSED = "Cannot change tracked object {} - delete old config first"


def check_track(ctx: Context, number: int, what: str = "", **values: Any) -> str | None:
    """An object stays what it is until it is deleted."""
    old: TrackObject | None = ctx.record.objects.get(number)
    if old is None or ctx.negated or ctx.defaulted:
        return None
    known = {"iface": old.iface, "network": old.network, "length": old.length, "sla": old.sla}
    same = what == old.what and all(known[name] == value for name, value in values.items() if name in known)
    return None if same else REFUSED.format(number)


def check_stub(ctx: Context, number: int) -> str | None:
    old = ctx.record.objects.get(number)
    again = old is not None and old.kind != STUB and not ctx.negated and not ctx.defaulted
    return REFUSED.format(number) if again else None


def check_track_again(ctx: Context, number: int) -> str | None:
    if number not in ctx.record.objects and not ctx.negated:
        return "% Incomplete command.\n"
    return None


def check_member(ctx: Context, number: int, **values: Any) -> str | None:
    """A list that looked at itself would have no state."""
    objects, seen, ahead = ctx.device[TrackConfig].objects, set(), [number]
    while ahead and not ctx.negated:
        each = ahead.pop()
        if each == ctx.record.number:
            return "Cannot add object to itself"
        if each in objects and each not in seen:
            seen.add(each)
            ahead += objects[each].members
    return None


def render_objects(config: TrackConfig) -> Iterator[str]:
    if config.route_poll != POLLS[ROUTE]:
        yield f"track timer ip route {config.route_poll}"
    if config.sla_poll != POLLS[SLA]:
        yield f"track timer ip sla {config.sla_poll}"
    for number, thing in sorted(config.objects.items()):
        yield f"track {number} {_subject(thing)}"
        yield from (f" {line}" for line in _lines(thing))
        yield "!"


def _subject(thing: TrackObject) -> str:
    if thing.kind == INTERFACE:
        return f"interface {thing.iface} {thing.what}"
    if thing.kind == ROUTE:
        return f"ip route {format_ipv4(thing.network)} {format_ipv4(mask_of(thing.length))} {thing.what}"
    if thing.kind == SLA:
        return f"ip sla {thing.sla} {thing.what}" if thing.what == "reachability" else f"ip sla {thing.sla}"
    return f"{thing.kind} {thing.what}".rstrip()


def _lines(thing: TrackObject) -> Iterator[str]:
    if thing.default_up is not None:
        yield f"default-state {'up' if thing.default_up else 'down'}"
    if thing.kind == ROUTE and thing.vrf:
        yield f"ip vrf {thing.vrf}"
    if thing.kind == LIST:
        for number, member in sorted(thing.members.items()):
            weight = f" weight {member.weight}" if member.weight is not None else ""
            yield f"object {number}{' not' if member.inverted else ''}{weight}"
    pairs = (("down", thing.threshold_down), ("up", thing.threshold_up))
    bounds = [f"{word} {value}" for word, value in pairs if value is not None]
    if bounds:
        unit = "metric" if thing.kind == ROUTE else thing.what.split()[-1]
        yield f"threshold {unit} {' '.join(bounds)}"
    delays = [f"{word} {value}" for word, value in (("down", thing.delay_down), ("up", thing.delay_up)) if value]
    if delays:
        yield f"delay {' '.join(delays)}"
