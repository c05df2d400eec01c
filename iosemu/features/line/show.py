"""show users, line, terminal, history, privilege"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import BadArgument, Context
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.device.times import uptime
from iosemu.features.line.engine import escape_key
from iosemu.features.line.model import Line, LinesConfig


def tty(line: Line) -> int:
    """Absolute number of a line."""
    return {"con": 0, "aux": 1}.get(line.kind, 2 + line.number)


def show_users(ctx: Context, everyone: bool = False) -> Iterable[str]:
    device: Device = ctx.device
    yield "    Line       User       Host(s)              Idle       Location"
    for line, session, (first, *others), where in listed(device, everyone):
        mark = "*" if session is not None and session is ctx.session else " "
        user = session.username if session is not None else ""
        yield f"{mark}{tty(line):>3} {line.name:<9} {user:<10} {first[0]:<20} {first[1]:<8} {where}"
        for host, idle in others:
            yield f"{'':<26}{host:<20} {idle:<8}"
    yield ""
    yield "  Interface    User               Mode         Idle     Peer Address"


def listed(
    device: Device, everyone: bool
) -> Iterator[tuple[Line, Session | None, list[tuple[str, str]], str]]:  # fmt: skip
    """A line, who is there, whom he talks to and since when nothing was typed, where he comes from."""
    by_name = {session.line: session for session in device.sessions}
    for line in device[LinesConfig].in_order():
        session = by_name.get(line.name)
        if session is not None or everyone:
            hosts = _hosts(device, session) if session is not None else [("", "00:00:00")]
            yield line, session, hosts, (session.peer if session is not None else "") or line.location or "  "


def _hosts(device: Device, session: Session) -> list[tuple[str, str]]:
    """Where somebody is talking to, and since when nothing was typed: what is in front first."""
    idle = uptime(_idle(device, session))
    now = device.scheduler.now
    others = [(talk.host, uptime(now - talk.used_at)) for talk in reversed(session.talks)]
    return [(others[0][0] if others else "idle", idle), *others[1:]]


def _idle(device: Device, session: Session) -> float:
    return device.scheduler.now - session.used_at


def show_line(
    ctx: Context, kind: str = "", number: int = 0, last: int | None = None, absolute: int | None = None
) -> Iterable[str] | BadArgument:
    """Of all lines, or of some with what is set there."""
    if not kind and absolute is None:
        return _rows(ctx.device, chosen(ctx.device))
    found = chosen(ctx.device, kind, number, last, absolute)
    if not found:
        return BadArgument("number" if kind else "absolute")
    return _some_lines(ctx.device, found)


def chosen(
    device: Device, kind: str = "", number: int = 0, last: int | None = None, absolute: int | None = None
) -> list[Line]:
    """All lines, or those of a kind or by their absolute numbers."""
    lines: list[Line] = device[LinesConfig].in_order()
    if kind:
        return [line for line in lines if line.kind == kind and number <= line.number <= (last or number)]
    return [line for line in lines if absolute is None or absolute <= tty(line) <= (last or absolute)]


def _some_lines(device: Device, lines: list[Line]) -> Iterator[str]:
    yield from _rows(device, lines)
    for line in lines:
        yield ""
        yield from _details(device, line, next((each for each in device.sessions if each.line == line.name), None))


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
    return _details(device, device[LinesConfig].by_name(session.line), session)


_TRANSPORTS = "lat pad telnet rlogin lapb-ta mop v120 ssh"


def _details(device: Device, line: Line, session: Session | None) -> Iterator[str]:
    """Of a line, and of who is there."""
    length, width, history, stamped = line.length, line.width, line.history_size, line.stamped
    if session is not None:
        length, width, history = session.length, session.width, session.history_size
        stamped = session.stamped
    elif history is None:
        history = device.software.history_size
    yield f'Line {tty(line)}, Location: "{line.location}", Type: ""'
    yield f"Length: {length} lines, Width: {width} columns"
    if device.platform.console_speed or line.kind != "con":
        parity = f" {line.parity or 'no'} parity, {line.stopbits or '2'} stopbits, {line.databits or '8'} databits"
        speeds = f"{line.txspeed or line.speed or 9600}/{line.rxspeed or line.speed or 9600}"
        yield f"Baud rate (TX/RX) is {speeds}" + ("" if line.kind == "vty" else f",{parity}")
    virtual = line.kind == "vty"
    states = ["PSI Enabled", "Ready", "Active"] if session is not None else [] if virtual else ["PSI Enabled", "Ready"]
    states += ["No Exit Banner"] * virtual + ["Automore On"] * (session is not None)
    yield f"Status: {', '.join(states)}"
    capabilities = ["Receives Logging Output"] * (session is not None and session.monitor)
    capabilities += ["Timestamp Enabled"] * stamped
    yield f"Capabilities: {', '.join(capabilities) or 'none'}"
    yield f"Modem state: {'Ready' if session is not None or not virtual else 'Idle'}"
    yield "Special Chars: Escape  Hold  Stop  Start  Disconnect  Activation"
    yield f"                {_escape(line, session):<7}none   -     -       none         "
    yield "Timeouts:      Idle EXEC    Idle Session   Modem Answer  Session   Dispatch"
    idle, silent = _span(line.minutes * 60 + line.seconds), _span(line.session_minutes * 60)
    absolute = _span(line.absolute_minutes * 60) if line.absolute_minutes else "none"
    yield f"               {idle:<16}{silent:<29}{absolute:<9}not set"
    yield "                            Idle Session Disconnect Warning"
    yield "                              never "
    yield "                            Login-sequence User Response"
    yield f"                             {_span(line.login_response)}"
    yield "                            Autoselect Initial Wait"
    yield "                              not set "
    yield "Modem type is unknown."
    yield f"Session limit is {line.session_limit or 'not set'}."
    since = uptime(device.scheduler.now - session.opened_at) if session is not None else "never"
    yield f"Time since activation: {since}"
    yield "Editing is enabled."
    yield f"History is enabled, history size is {history}." if history else "History is not enabled."
    yield "DNS resolution in show commands is enabled"
    yield "Full user help is disabled"
    yield f"Allowed input transports are {_allowed(line.inbound) if virtual else 'none'}."
    yield f"Allowed output transports are {_allowed(line.outbound)}."
    yield f"Preferred transport is {line.preferred or 'telnet'}."
    yield "Shell: disabled"
    yield "Shell trace: off"
    yield "No output characters are padded"
    yield "No special data dispatching characters"


def _escape(line: Line, session: Session | None) -> str:
    """``^^x``: what leaves a conversation."""
    key = session.escape if session is not None else escape_key(line.escape)
    if not key:
        return "none"
    return f"{key[1:].replace('-', '^').upper()}x" if key.startswith("c-") else f"{key[:1]}x"


def _span(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}" if seconds else "never"


def _allowed(protocols: list[str]) -> str:
    return " ".join(protocols) if protocols and protocols != ["all"] else _TRANSPORTS


def show_history(ctx: Context) -> Iterable[str]:
    assert ctx.session is not None  # an exec command
    for command in ctx.session.history:
        yield f"  {command}"


def show_privilege(ctx: Context) -> Iterable[str]:
    assert ctx.session is not None  # an exec command
    if ctx.session.view:
        yield f"Currently in View Context with view '{ctx.session.view}'"
    else:
        yield f"Current privilege level is {ctx.session.privilege}"
