"""`show event manager policy registered | history events | environment`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from iosemu.cli.context import Context
from iosemu.features.eem.engine import kind_of
from iosemu.features.eem.model import CLI, MAXRUN, NONE, SYSLOG, TIMER, TRACK, EemConfig, Event
from iosemu.features.eem.words import action_lines

if TYPE_CHECKING:
    from iosemu.features.eem.engine import EemEngine


def engine_of(ctx: Context) -> EemEngine | None:
    """None: nothing was ever configured."""
    return ctx.device.engine("eem") if ctx.device.get(EemConfig) is not None else None


def _yes(value: bool | None) -> str:
    return "yes" if value else "no"


def show_registered(ctx: Context) -> Iterable[str]:
    engine = engine_of(ctx)
    if engine is None or not engine.registered:
        return
    yield "No.  Class     Type    Event Type          Trap  Time Registered           Name"
    rows = sorted(engine.registered.values(), key=lambda each: each.at)
    for number, each in enumerate(rows, 1):
        when = engine.clock.local(each.at)[0]
        date = f"{when:%a %b} {when.day} {when:%H:%M:%S %Y}"
        kind = kind_of(each.applet)
        yield f"{number:<5}{'applet':<10}{'user':<8}{kind:<20}{'Off':<6}{date:<26}{each.applet.name}"
        event = each.applet.event
        if event is not None:
            yield from (f" {line}" for line in _waits_for(event, each.applet.name))
            yield f" maxrun {float(event.maxrun or MAXRUN):.3f}"
        yield from (f" {line}" for line in action_lines(each.applet.ordered()))
        yield ""


def _waits_for(event: Event, name: str) -> Iterator[str]:
    if event.kind == SYSLOG:
        occurs = f" occurs {event.occurs}" if event.occurs > 1 else ""
        period = f" period {event.period:.3f}" if event.period else ""
        yield f"pattern {{{event.pattern}}}{occurs}{period}"
    elif event.kind == TIMER:
        named = f"name {{{event.name}}} " if event.name else ""
        cron = event.timer == "cron"
        yield named + (f"cron entry {{{event.pattern}}}" if cron else f"time {float(event.time):.3f}")
    elif event.kind == TRACK:
        yield f"track {event.number} state {event.state}"
    elif event.kind == NONE:
        yield f"policyname {{{name}}} sync {{{_yes(event.sync is not False)}}}"
    elif event.kind == CLI:
        yield f"pattern {{{event.pattern}}} sync {{{_yes(event.sync)}}} skip {{{_yes(event.skip)}}}"


def when_of(date: datetime) -> str:
    """``Sun May17 18:06:42 2026``"""
    return f"{date:%a %b}{date.day:2d} {date:%H:%M:%S %Y}"


def show_history(ctx: Context) -> Iterable[str]:
    engine = engine_of(ctx)
    if engine is None or not engine.history:
        return
    yield "No.  Job Id Proc Status   Time of Event            Event Type        Name"
    for number, each in enumerate(engine.history, 1):
        when = when_of(engine.clock.local(each.at)[0])
        yield f"{number:<5}{each.job:<7}Actv {each.status:<8} {when:<25}{each.kind:<18}applet: {each.name}"


def show_environment(ctx: Context, name: str = "") -> Iterable[str]:
    config = ctx.device.get(EemConfig)
    values = {} if config is None else config.environment
    if name:
        yield values.get(name, f"EEM environment variable {name} is not defined")
        return
    if values:
        yield "No.  Name                          Value"
    for number, (each, value) in enumerate(sorted(values.items()), 1):
        yield f"{number:<5}{each:<30}{value}"
