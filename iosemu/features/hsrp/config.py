"""`standby`: the lines of a group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED, Refused
from iosemu.features.hsrp.model import HELLO, HOLD, HsrpInterface, StandbyGroup, Tracked
from iosemu.records import replace
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context

MOST1 = 255  # the highest group of version 1


def _set(ctx: Context, group: int, **fields: Any) -> None:
    slot: HsrpInterface = ctx.record
    if group > MOST1 and slot.version == 1:
        raise Refused(f"% Group number must be in range 0 - {MOST1} for HSRP version 1")
    old = slot.groups.get(group)
    new = replace(old if old is not None else StandbyGroup(), **fields)
    ctx.change(("groups", group), DELETED if new == StandbyGroup() else new)


def _old(ctx: Context, group: int) -> StandbyGroup:
    found: StandbyGroup | None = ctx.record.groups.get(group)
    return found if found is not None else StandbyGroup()


def check_standby_version(ctx: Context, version: int = 1) -> str | None:
    high = [group for group in ctx.record.groups if group > MOST1]
    if version == 1 and high:
        return f"% Cannot configure version 1: group {high[0]} is configured"
    return None


def set_standby_ip(
    ctx: Context, negated: bool, group: int = 0, address: IPv4 | None = None, secondary: bool = False
) -> str | None:
    old, iface = _old(ctx, group), ctx.obj
    if negated:
        if secondary and address is not None:
            _set(ctx, group, secondary={each: True for each in old.secondary if each != address})
        elif old.ip is not None:
            ctx.change(("groups", group), DELETED)
        return None
    if address is not None and not ctx.device.booting:
        subnets = [(own, length) for own, length in iface.addresses]
        if any(own == address for own, _ in subnets):
            return "% Address cannot equal interface IP address"
        if subnets and all((own ^ address) >> (32 - length) for own, length in subnets):
            _set(ctx, group, ip=address)
            return "% Warning: address is not within a subnet on this interface"
    if secondary and address is not None:
        _set(ctx, group, secondary={**old.secondary, address: True})
    else:
        _set(ctx, group, ip=address or 0)
    return None


def set_standby_priority(ctx: Context, negated: bool, group: int = 0, priority: int = 100) -> None:
    _set(ctx, group, priority=priority if not negated else StandbyGroup().priority)


def set_standby_preempt(ctx: Context, negated: bool, group: int = 0, minimum: int = 0, reload: int = 0) -> None:
    delays = (0, 0) if negated else (minimum, reload)
    _set(ctx, group, preempt=not negated, delay_minimum=delays[0], delay_reload=delays[1])


def set_standby_timers(
    ctx: Context, negated: bool, group: int = 0, hello: int = 3, hold: int = 10, hello_ms: int | None = None,
    hold_ms: int | None = None,
) -> str | None:  # fmt: skip
    if negated:
        _set(ctx, group, hello=HELLO, hold=HOLD)
        return None
    first = hello_ms if hello_ms is not None else hello * 1000
    second = hold_ms if hold_ms is not None else hold * 1000
    if second <= first:
        return "% Hold time must be greater than hello time"
    _set(ctx, group, hello=first, hold=second)
    return None


def set_standby_authentication(
    ctx: Context, negated: bool, group: int = 0, text: str = "", md5: str = "", chain: str = ""
) -> None:
    text = "" if text == "cisco" else text
    _set(ctx, group, text="" if negated else text, md5="" if negated else md5, chain="" if negated else chain)


def set_standby_name(ctx: Context, negated: bool, group: int = 0, name: str = "") -> None:
    _set(ctx, group, name="" if negated else name)


def set_standby_track(
    ctx: Context, negated: bool, group: int = 0, number: int | None = None, iface: InterfaceName | None = None,
    decrement: int = 10, shutdown: bool = False,
) -> None:  # fmt: skip
    what = number if number is not None else iface
    tracks = {each: it for each, it in _old(ctx, group).tracks.items() if each != what}
    if not negated and what is not None:
        tracks[what] = Tracked(decrement, shutdown)
    _set(ctx, group, tracks=tracks)


def render_standby(slot: HsrpInterface) -> Iterator[str]:
    if slot.version != 1:
        yield f"standby version {slot.version}"
    for number, group in sorted(slot.groups.items()):
        yield from (f"standby {number} {line}" for line in _lines(group))


def _lines(group: StandbyGroup) -> Iterator[str]:
    if group.ip is not None:
        yield f"ip {format_ipv4(group.ip)}" if group.ip else "ip"
    yield from (f"ip {format_ipv4(each)} secondary" for each in group.secondary)
    if (group.hello, group.hold) != (HELLO, HOLD):
        yield f"timers {_time(group.hello)} {_time(group.hold)}"
    if group.priority != StandbyGroup().priority:
        yield f"priority {group.priority}"
    if group.preempt:
        delays = f" minimum {group.delay_minimum}" if group.delay_minimum else ""
        delays += f" reload {group.delay_reload}" if group.delay_reload else ""
        yield f"preempt{' delay' if delays else ''}{delays}"
    if group.text:
        yield f"authentication {group.text}"
    if group.md5:
        yield f"authentication md5 key-string {group.md5}"
    if group.chain:
        yield f"authentication md5 key-chain {group.chain}"
    if group.name:
        yield f"name {group.name}"
    for what, each in group.tracks.items():
        if isinstance(what, int):
            yield f"track {what} {'shutdown' if each.shutdown else f'decrement {each.decrement}'}"
        else:
            yield f"track {what}{f' {each.decrement}' if each.decrement != 10 else ''}"


def _time(milliseconds: int) -> str:
    return f"msec {milliseconds}" if milliseconds % 1000 else str(milliseconds // 1000)
