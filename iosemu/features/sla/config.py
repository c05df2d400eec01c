"""`ip sla`: operations and their schedules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iosemu.cli import Refused
from iosemu.cli.context import Context
from iosemu.features.sla.model import ECHO, JITTER, TCP, Entry, Schedule, SlaConfig
from iosemu.types import InterfaceName, IPv4, format_ipv4

RUNNING = (
    "Entry already running and cannot be modified\n"
    "\t(only can delete (no) and start over)\n"
    "\t(check to see if the probe has finished exiting)"
)


def check_sla(ctx: Context, number: int) -> str | None:
    """One that runs stays as it is."""
    entry = ctx.record.entries.get(number)
    runs = entry is not None and entry.schedule is not None
    return RUNNING if runs and not ctx.negated and not ctx.device.booting else None


def enter_operation(
    ctx: Context, kind: str, target: IPv4, port: int = 0, source: IPv4 | None = None,
    iface: InterfaceName | None = None, source_port: int = 0, control: bool = True, packets: int = 10,
    interval: int = 20,
) -> Any:  # fmt: skip
    """What it measures is said once."""
    entry: Entry = ctx.record
    entry.kind, entry.target, entry.port = kind, target, port
    entry.source, entry.iface, entry.source_port = source, iface, source_port
    entry.control, entry.packets, entry.interval = control, packets, interval
    return entry


def enter_icmp_echo(ctx: Context, **values: Any) -> Any:
    return enter_operation(ctx, ECHO, **values)


def enter_tcp_connect(ctx: Context, **values: Any) -> Any:
    return enter_operation(ctx, TCP, **values)


def enter_udp_jitter(ctx: Context, **values: Any) -> Any:
    return enter_operation(ctx, JITTER, **values)


def set_sla_schedule(
    ctx: Context, negated: bool, number: int, life: int | None = 3600, forever: bool = False, now: bool = False,
    after: int | None = None, pending: bool = False, ageout: int = 0,
) -> None:  # fmt: skip
    entry: Entry | None = ctx.record.entries.get(number)
    if negated:
        if entry is not None:
            ctx.change(("entries", number, "schedule"), None)
        return
    if entry is None or not entry.kind:
        raise Refused("%Entry not configured")
    if entry.schedule is not None and not ctx.device.booting:
        raise Refused(RUNNING)
    _sensible(entry)
    ctx.change(("entries", number, "schedule"), Schedule(None if forever else life, 0 if now else after, ageout))


def _sensible(entry: Entry) -> None:
    period = entry.frequency * 1000
    timeout, over = entry.waits, entry.threshold
    if timeout > period and (entry.timeout is not None or entry.kind != TCP):
        told = f"%Scheduling a probe with timeout {timeout} ms greater than frequency {period} ms is not allowed."
        raise Refused(told)
    if over is not None and over > timeout:
        raise Refused(f"%Scheduling a probe with threshold {over} ms greater than timeout {timeout} ms is not allowed.")


def render_entries(config: SlaConfig) -> Iterator[str]:
    """The schedule of an operation stands below it."""
    for number, entry in sorted(config.entries.items()):
        yield f"ip sla {number}"
        yield from (f" {line}" for line in _lines(entry))
        if entry.schedule is not None:
            yield _schedule(number, entry.schedule)


def _lines(entry: Entry) -> Iterator[str]:
    default = Entry()
    words = [entry.kind, format_ipv4(entry.target)]
    words += [str(entry.port)] if entry.port else []
    words += ["source-ip", format_ipv4(entry.source)] if entry.source is not None else []
    words += ["source-interface", str(entry.iface)] if entry.iface is not None else []
    words += ["source-port", str(entry.source_port)] if entry.source_port else []
    words += ["num-packets", str(entry.packets)] if entry.packets != default.packets else []
    words += ["interval", str(entry.interval)] if entry.interval != default.interval else []
    words += [] if entry.control else ["control disable"]
    if not entry.kind:
        return
    yield " ".join(words)
    for name, value, usual in (
        ("owner", entry.owner, ""), ("tag", entry.tag, ""), ("request-data-size", entry.size, None),
        ("tos", entry.tos, 0), ("vrf", entry.vrf, ""), ("threshold", entry.threshold, None),
        ("timeout", entry.timeout, None), ("frequency", entry.frequency, default.frequency),
    ):  # fmt: skip
        if value != usual:
            yield f"{name} {value}"


def _schedule(number: int, schedule: Schedule) -> str:
    words = [f"ip sla schedule {number}"]
    if schedule.life is None:
        words.append("life forever")
    elif schedule.life != Schedule().life:
        words.append(f"life {schedule.life}")
    if schedule.after == 0:
        words.append("start-time now")
    elif schedule.after is not None:
        hours, rest = divmod(schedule.after, 3600)
        words.append(f"start-time after {hours:02}:{rest // 60:02}:{rest % 60:02}")
    if schedule.ageout:
        words.append(f"ageout {schedule.ageout}")
    return " ".join(words)
