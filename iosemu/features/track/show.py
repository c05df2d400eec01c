"""`show track`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.tells import told
from iosemu.device.times import uptime
from iosemu.features.sla.events import Code
from iosemu.features.sla.show import ms
from iosemu.features.track.model import INTERFACE, LIST, ROUTE, SLA, TrackConfig
from iosemu.features.track.states import member_up, share
from iosemu.types import format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.track.engine import State, TrackEngine
    from iosemu.features.track.model import TrackObject

_TITLES = {
    "line-protocol": "Line protocol", "ip routing": "IP routing", "reachability": "Reachability",
    "metric threshold": "Metric threshold", "state": "State", "boolean and": "Boolean AND", "boolean or": "Boolean OR",
    "threshold percentage": "Threshold percentage", "threshold weight": "Threshold weight", "": "State",
}  # fmt: skip


def states_of(device: Device) -> tuple[TrackEngine | None, dict[int, State]]:
    if device.get(TrackConfig) is None:
        return None, {}
    engine: TrackEngine = device.engine("track")
    return engine, engine.states


def _word(up: bool) -> str:
    return "Up" if up else "Down"


def show_track(ctx: Context, number: int | None = None) -> Iterable[str]:
    engine, states = states_of(ctx.device)
    if engine is None:
        return
    for each, state in sorted(states.items()):
        if number in (None, each):
            yield f"Track {each}"
            yield from _object(ctx.device, engine, state)


def _object(device: Device, engine: TrackEngine, state: State) -> Iterator[str]:
    thing, verdict = state.thing, state.verdict
    yield f"  {_subject(device, state)}"
    why = verdict.why if verdict is not None else ""
    delayed = ""
    if state.due is not None and verdict is not None:
        left = round(state.due - device.scheduler.now)
        delayed = f", delayed {_word(verdict.up)} ({left} sec{'' if left == 1 else 's'} remaining)"
    if delayed and thing.kind == ROUTE:  # what it was, then what it will be
        yield f"  {_TITLES[thing.what]} is {_word(state.up)}{'' if state.up else ' (no ip route)'}{delayed}{why}"
    else:
        yield f"  {_TITLES[thing.what]} is {_word(state.up)}{why}{delayed}"
    times = f"{state.changes} change{'' if state.changes == 1 else 's'}"
    yield f"    {times}, last change {uptime(device.scheduler.now - state.at)}"
    if thing.what == "metric threshold":
        up = thing.threshold_up if thing.threshold_up is not None else 254
        down = thing.threshold_down if thing.threshold_down is not None else 255
        yield f"  Metric threshold down {down} up {up}"
    if thing.kind == LIST:
        yield from _members(engine, state)
    if thing.delay_up or thing.delay_down:
        pairs = (("up", thing.delay_up), ("down", thing.delay_down))
        parts = [f"{word} {value} sec{'' if value == 1 else 's'}" for word, value in pairs if value]
        yield f"  Delay {', '.join(parts)}"
    if thing.kind == ROUTE:
        way = verdict.way if verdict is not None else ""
        was = f" (was {state.way_was})" if not way and state.way_was else ""
        yield f"  First-hop interface is {way or 'unknown'}{was}"
    if thing.kind == SLA:
        yield from _operation(engine, state)
    users = [user for answer in told(device, "track clients", thing.number) for user in answer]
    if users:
        yield "  Tracked by:"
        yield from (f"    {user}" for user in users)


def _subject(device: Device, state: State) -> str:
    thing = state.thing
    if thing.kind == INTERFACE:
        return f"Interface {thing.iface} {thing.what}"
    if thing.kind == ROUTE:
        return f"IP route {format_ipv4(thing.network)} {format_ipv4(mask_of(thing.length))} {thing.what}"
    if thing.kind == SLA:
        name = "Response Time Reporter" if device.software.track_words == "12.4" else "IP SLA"
        return f"{name} {thing.sla} {thing.what or 'state'}"
    return f"List {thing.what}" if thing.kind == LIST else "Stub-object"


def _members(engine: TrackEngine, state: State) -> Iterator[str]:
    thing = state.thing
    by_weight = thing.what == "threshold weight"
    whole = share(engine, thing)[1] if by_weight else 100
    for number, member in sorted(thing.members.items()):
        up = engine.up(number)
        said = "Undefined" if up is None else _word(up)
        part = ""
        if thing.what.startswith("threshold"):
            weight = (member.weight or 1) if by_weight else 100 // len(thing.members)
            counted = weight if member_up(engine, number, member.inverted) else 0
            part = f" ({counted}/{whole})" if by_weight else f" ({counted}%)"
        yield f"    object {number}{' not' if member.inverted else ''} {said}{part}"
    if thing.what.startswith("threshold"):
        unit = "" if by_weight else "%"
        up_at = thing.threshold_up if thing.threshold_up is not None else 1
        down_at = thing.threshold_down if thing.threshold_down is not None else up_at - 1
        yield f"  {_TITLES[thing.what]} down {down_at}{unit} up {up_at}{unit}"


def _operation(engine: TrackEngine, state: State) -> Iterator[str]:
    operation = engine.host.peer("sla").operations.get(state.thing.sla)
    code = operation.code if operation is not None else Code.UNKNOWN
    yield f"  Latest operation return code: {code.value}"
    if state.up and operation is not None and operation.rtt is not None:
        yield f"  Latest RTT (millisecs) {ms(operation.rtt)}"


def show_track_brief(ctx: Context) -> Iterable[str]:
    engine, states = states_of(ctx.device)
    if engine is None:
        return
    device = ctx.device
    yield "Track Type        Instance                   Parameter        State Last Change"
    for number, state in sorted(states.items()):
        thing = state.thing
        instance, parameter = instance_of(thing), parameter_of(thing)
        since = uptime(device.scheduler.now - state.at)
        yield f"{number:<5} {thing.kind:<11} {instance:<26} {parameter:<16} {_word(state.up):<5} {since}"


def instance_of(thing: TrackObject) -> str:
    """What an object looks at, as the table has it."""
    names = {INTERFACE: str(thing.iface), ROUTE: f"{format_ipv4(thing.network)}/{thing.length}", SLA: str(thing.sla)}
    return names.get(thing.kind, "")


def parameter_of(thing: TrackObject) -> str:
    """Which state of it."""
    unsaid = "state" if thing.kind == SLA else "Undefined"
    return thing.what.split()[0] if thing.kind == LIST else thing.what or unsaid
