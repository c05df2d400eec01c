"""show users, line, terminal, history, privilege"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import BadArgument, Context
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.device.times import uptime
from iosemu.features.line.model import Line, LinesConfig


def tty(line: Line) -> int:
    """Absolute number of a line."""
    return {"con": 0, "aux": 1}.get(line.kind, 2 + line.number)


def show_users(ctx: Context, everyone: bool = False) -> Iterable[str]:
    device: Device = ctx.device
    yield "    Line       User       Host(s)              Idle       Location"
    by_name = {session.line: session for session in device.sessions}
    for line in device[LinesConfig].in_order():
        session = by_name.get(line.name)
        if session is None and not everyone:
            continue
        mark = "*" if session is not None and session is ctx.session else " "
        user = session.username if session is not None else ""
        first, *others = _hosts(device, session) if session is not None else [("", "00:00:00")]
        where = (session.peer if session is not None else "") or line.location or "  "
        yield f"{mark}{tty(line):>3} {line.name:<9} {user:<10} {first[0]:<20} {first[1]:<8} {where}"
        for host, idle in others:
            yield f"{'':<26}{host:<20} {idle:<8}"
    yield ""
    yield "  Interface    User               Mode         Idle     Peer Address"


def _hosts(device: Device, session: Session) -> list[tuple[str, str]]:
    """Where somebody is talking to, and since when nothing was typed: what is in front first."""
    idle = uptime(_idle(device, session))
    now = device.scheduler.now
    others = [(talk.host, uptime(now - talk.used_at)) for talk in reversed(session.talks)]
    return [(others[0][0] if others else "idle", idle), *others[1:]]


def _idle(device: Device, session: Session) -> float:
    return device.scheduler.now - session.used_at


def show_line(ctx: Context, kind: str = "", number: int = 0) -> Iterable[str] | BadArgument:
    lines = ctx.device[LinesConfig]
    if not kind:
        return _rows(ctx.device, lines.in_order())
    if kind == "vty" and number not in lines.vtys:
        return BadArgument("number")
    return _one_line(ctx.device, lines.by_name(f"{kind} {number}"))


def _one_line(device: Device, line: Line) -> Iterator[str]:
    yield from _rows(device, [line])
    yield ""
    yield from _details(line, next((each for each in device.sessions if each.line == line.name), None))


def _rows(device: Device, lines: Iterable[Line]) -> Iterator[str]:
    yield "   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int"
    used = device.engine("line").uses
    active = {session.line for session in device.sessions}
    for line in lines:
        kind = {"con": "CTY", "aux": "AUX", "vty": "VTY"}[line.kind]
        speed = "9600/9600" if line.kind == "aux" else ""
        mark = "*" if line.name in active else " "
        yield (
            f"{mark} {tty(line):>5} {kind:<4}{speed:>11}  -    -      -{line.access_out or '-':>5}"
            f"{line.access_in or '-':>5}  {used.get(line.name, 0):>5}"
            f"{0:>8}     0/0       -"
        )


def show_terminal(ctx: Context) -> Iterable[str]:
    device: Device = ctx.device
    session = ctx.session
    assert session is not None  # an exec command
    return _details(device[LinesConfig].by_name(session.line), session)


def _details(line: Line, session: Session | None) -> Iterator[str]:
    """Of a line, and of who is there."""
    length, width, history = line.length, line.width, line.history_size
    if session is not None:
        length, width, history = session.length, session.width, session.history_size
    yield f'Line {tty(line)}, Location: "{line.location}", Type: ""'
    yield f"Length: {length} lines, Width: {width} columns"
    yield "Baud rate (TX/RX) is 9600/9600, no parity, " + f"{line.stopbits or '2'} stopbits, 8 databits"
    if session is not None:
        yield "Status: PSI Enabled, Ready, Active, Automore On"
    yield "Capabilities: none"
    yield "Modem state: Ready"
    yield "Special Chars: Escape  Hold  Stop  Start  Disconnect  Activation"
    yield "                ^^x    none   -     -       none         "
    yield "Timeouts:      Idle EXEC    Idle Session   Modem Answer  Session   Dispatch"
    seconds = line.minutes * 60 + line.seconds
    idle = "never" if not seconds else f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    yield f"               {idle:<12} never                        none     not set"
    if history is not None:
        yield f"History is enabled, history size is {history}."
    yield "Full user help is disabled"


def show_history(ctx: Context) -> Iterable[str]:
    assert ctx.session is not None  # an exec command
    for command in ctx.session.history:
        yield f"  {command}"


def show_privilege(ctx: Context) -> Iterable[str]:
    assert ctx.session is not None  # an exec command
    yield f"Current privilege level is {ctx.session.privilege}"
