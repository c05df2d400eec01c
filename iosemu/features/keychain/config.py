"""Strings and lifetimes of keys: ``key-string 7 0822455D0A16``, ``accept-lifetime 11:11:11 Mar 1 2001 infinite``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import BadArgument, Refused
from iosemu.device.vault import Kept
from iosemu.features.clock.summer import month_number
from iosemu.features.keychain.model import Key, Lifetime

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device


def set_key_string(ctx: Context, negated: bool, kind: int = 0, text: str = "") -> None:
    device: Device = ctx.device
    kept = Kept("", 0, "")
    if not negated and not ctx.defaulted:
        try:
            kept = device.vault.keep(kind, text, device.software.type6_key_strings)
        except ValueError:
            raise Refused(f"Invalid encrypted password: {text}") from None
    ctx.change("kind", kept.kind)
    ctx.change("hidden", kept.text if kept.kind else "")
    ctx.change("secret", kept.plain)


def render_key_string(record: Key) -> Iterator[str]:
    if record.hidden or record.secret:
        yield f"key-string {f'{record.kind} {record.hidden}' if record.hidden else record.secret}"


def _moment(time: int, month: str, day: int, year: int) -> datetime | str:
    """`time` in seconds since midnight; the name of the argument that is wrong where there is no such day."""
    number = month_number(month)
    if number is None:
        return "month"
    try:
        return datetime(year, number, day) + timedelta(seconds=time)
    except ValueError:
        return "day"


def _change(ctx: Context, negated: bool, field: str, typed: dict[str, Any]) -> BadArgument | str | None:
    if negated or ctx.defaulted:
        ctx.change(field, None)
        return None
    start = _moment(typed["time"], typed["month"], typed["day"], typed["year"])
    if isinstance(start, str):
        return BadArgument(start)
    life = Lifetime(start, local=bool(typed.get("local")))
    if "duration" in typed:
        life.duration = typed["duration"]
        life.end = start + timedelta(seconds=typed["duration"])
    elif "end_time" in typed:
        end = _moment(typed["end_time"], typed["end_month"], typed["end_day"], typed["end_year"])
        if isinstance(end, str):
            return BadArgument(f"end_{end}")
        if end <= start:
            return "%start-time must be before end-time"
        life.end = end
    ctx.change(field, life)
    return None


def set_accept_lifetime(ctx: Context, negated: bool, **typed: Any) -> BadArgument | str | None:
    return _change(ctx, negated, "accept", typed)


def set_send_lifetime(ctx: Context, negated: bool, **typed: Any) -> BadArgument | str | None:
    return _change(ctx, negated, "send", typed)


def _told(moment: datetime) -> str:
    return f"{moment:%H:%M:%S %b} {moment.day} {moment.year}"


def _line(word: str, life: Lifetime | None) -> Iterator[str]:
    if life is None:
        return
    if life.duration is not None:
        end = f"duration {life.duration}"
    else:
        end = _told(life.end) if life.end is not None else "infinite"
    yield f"{word} {'local ' if life.local else ''}{_told(life.start)} {end}"


def render_accept_lifetime(record: Key) -> Iterator[str]:
    return _line("accept-lifetime", record.accept)


def render_send_lifetime(record: Key) -> Iterator[str]:
    return _line("send-lifetime", record.send)
