"""Checks and escape hatches of the line grammar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli import DELETED
from iosemu.cli.context import BadArgument, Context, Refused
from iosemu.features.line.model import VTYS, Line, LinesConfig, new_vty


def enter_line(ctx: Context, kind: str, first: int, last: int | None = None) -> list[Line] | BadArgument:
    """`line con 0`, `line vty 0 4`: all lines that are meant; vtys are made as far as needed."""
    lines: LinesConfig = ctx.device[LinesConfig]
    if kind in ("con", "aux"):
        return [lines.console if kind == "con" else lines.aux]
    if last is not None and last < first:
        return BadArgument("last")
    for number in range(len(lines.vtys), (first if last is None else last) + 1):
        lines.vtys[number] = new_vty(number)
        if lines.console.login == "lists":
            lines.vtys[number].login = "lists"
    return [lines.vtys[number] for number in range(first, (first if last is None else last) + 1)]


def set_vtys(ctx: Context, negated: bool, first: int, last: int = 0) -> str | None:
    """`no line vty 5 15`: virtual lines end with the one before the first, whatever the last; five always stay."""
    config: LinesConfig = ctx.record
    if first < VTYS:
        return f"% Can't delete last {VTYS} VTY lines"
    gone = {number: line for number, line in config.vtys.items() if number >= first}
    for number, line in gone.items():
        for session in tuple(ctx.device.sessions):
            if session.line == line.name:
                session.close()
        ctx.change(("vtys", number), DELETED)
    return None


def render_lines(config: LinesConfig) -> Iterator[tuple[str, Line]]:
    """Console, auxiliary port, and runs of vtys with equal settings."""
    yield "line con 0", config.console
    yield "line aux 0", config.aux
    numbers = sorted(config.vtys)
    while numbers:
        first = last = numbers.pop(0)
        settings = config.vtys[first].settings()
        # IOS keeps the first five lines apart from those that were added
        while numbers and numbers[0] != 5 and config.vtys[numbers[0]].settings() == settings:
            last = numbers.pop(0)
        yield f"line vty {first}" + (f" {last}" if last != first else ""), config.vtys[first]


def render_timeout(line: Line) -> Iterable[str]:
    if (line.minutes, line.seconds) != (10, 0):
        yield f"exec-timeout {line.minutes} {line.seconds}"


def set_password(ctx: Context, negated: bool, kind: int = 0, password: str = "") -> str | None:
    if negated:
        ctx.change("password", "")
        ctx.change("password_kind", 0)
        return None
    device = ctx.device
    least = device.password_length
    if kind == 0 and len(password) < least and not device.booting:
        raise Refused(f"% Password too short - must be at least {least} characters. Password configuration failed")
    try:
        kept = device.vault.keep(kind, password, device.software.type6_passwords)
    except ValueError:
        raise Refused(f"Invalid encrypted password: {password}") from None
    ctx.change("password", kept.text)
    ctx.change("password_kind", kept.kind)
    return None


def render_password(line: Line) -> Iterable[str]:
    if line.password:
        yield f"password {f'{line.password_kind} ' if line.password_kind else ''}{line.password}"


def set_login(ctx: Context, negated: bool, local: bool = False) -> str | None:
    line: Line = ctx.record
    if line.login == "lists":
        raise Refused("AAA is enabled. Command not supported. Use an aaa authentication methodlist")
    if ctx.defaulted:
        ctx.change("login", "line" if line.kind == "vty" else "")
    else:
        ctx.change("login", "" if negated else "local" if local else "line")
    if not negated and not local and not line.password and not ctx.device.booting:
        number = {"con": 0, "aux": 1}.get(line.kind, 2 + line.number)
        return f"% Login disabled on line {number}, until 'password' is set"
    return None


def render_login(line: Line) -> Iterable[str]:
    if line.login == "lists":
        return
    if line.login:
        yield "login" if line.login == "line" else "login local"
    elif line.kind == "vty":
        yield "no login"


def _protocols(negated: bool, everything: bool, nothing: bool, names: list[str] | None) -> list[str]:
    if negated:
        return []
    return ["all"] if everything else ["none"] if nothing else list(dict.fromkeys(names or ()))


def set_transport_input(
    ctx: Context,
    negated: bool,
    inbound_all: bool = False,
    inbound_none: bool = False,
    inbound: list[str] | None = None,
) -> None:
    ctx.change("inbound", _protocols(negated, inbound_all, inbound_none, inbound))


def render_transport_input(line: Line) -> Iterable[str]:
    if line.inbound:
        yield f"transport input {' '.join(line.inbound)}"


def set_transport_output(
    ctx: Context,
    negated: bool,
    outbound_all: bool = False,
    outbound_none: bool = False,
    outbound: list[str] | None = None,
) -> None:
    ctx.change("outbound", _protocols(negated, outbound_all, outbound_none, outbound))


def render_transport_output(line: Line) -> Iterable[str]:
    if line.outbound:
        yield f"transport output {' '.join(line.outbound)}"
