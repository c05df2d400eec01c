"""telnet, resume, disconnect, clear line, send"""

from __future__ import annotations

from iosemu.cli.context import Ask, AskKey, Context, ProcessBody, Refused, Write
from iosemu.cli.session import Session
from iosemu.device.vrf_names import named_vrf
from iosemu.features.line.model import Line, LinesConfig
from iosemu.features.line.show import tty
from iosemu.features.telnet.client import call, chosen, disconnect, resume
from iosemu.features.telnet.engine import PORT
from iosemu.types import InterfaceName

_END = "\x1a"  # Ctrl-Z


def _session(ctx: Context) -> Session:
    assert ctx.session is not None  # exec commands are typed in a session
    return ctx.session


def do_telnet(
    ctx: Context, host: str, port: int | str = PORT, source: InterfaceName | None = None, vrf: str = ""
) -> ProcessBody:
    number = _SERVICES.get(port, PORT) if isinstance(port, str) else port
    return call(ctx, host, number, source, vrf=named_vrf(ctx.device, vrf))


_SERVICES = {
    "bgp": 179, "chargen": 19, "daytime": 13, "discard": 9, "domain": 53, "echo": 7, "finger": 79, "ftp": 21,
    "smtp": 25, "syslog": 514, "telnet": 23, "time": 37, "www": 80,
}  # fmt: skip


def do_resume(ctx: Context, number: int | None = None, name: str = "") -> ProcessBody:
    engine = ctx.device.engine("telnet")
    return resume(engine, _session(ctx), chosen(engine, _session(ctx), number, name))


def do_disconnect(ctx: Context, number: int | None = None, name: str = "") -> ProcessBody:
    engine = ctx.device.engine("telnet")
    return disconnect(engine, chosen(engine, _session(ctx), number, name))


def do_clear_line(ctx: Context, line: int | None = None, vty: int | None = None, con: int | None = None) -> ProcessBody:
    lines = ctx.device[LinesConfig].in_order()
    wanted = f"vty {vty}" if vty is not None else "con 0" if con is not None else ""
    found = next((each for each in lines if each.name == wanted or (not wanted and tty(each) == line)), None)
    if found is None:
        raise Refused("% Invalid line number")
    if found.name == _session(ctx).line:
        raise Refused("% Not allowed to clear current line")
    return _clear(ctx, found)


def _clear(ctx: Context, line: Line) -> ProcessBody:
    key = yield AskKey("[confirm]")
    yield Write("\n")
    if key not in "\r\ny":
        return
    yield Write(" [OK]\n")
    for session in tuple(ctx.device.sessions):
        if session.line == line.name:
            session.ended = "cleared"
            session.close()


def do_send(ctx: Context, everyone: bool = False, line: int | None = None, vty: int | None = None) -> ProcessBody:
    """Message to other lines."""
    sender = _session(ctx)
    lines = {each.name: tty(each) for each in ctx.device[LinesConfig].in_order()}
    names = [name for name, number in lines.items() if everyone or number == line or name == f"vty {vty}"]
    if not names:
        raise Refused("% Invalid line number")
    to = "all terminals" if everyone else f"tty{lines[names[0]]}"
    return _send(ctx, lines.get(sender.line, 0), names, to)


def _send(ctx: Context, number: int, names: list[str], to: str) -> ProcessBody:
    yield Write("Enter message, end with CTRL/Z; abort with CTRL/C:\n")
    said: list[str] = []
    while not said or not said[-1].endswith(_END):
        said.append((yield Ask("", until_z=True)))
    said[-1] = said[-1].removesuffix(_END)
    key = yield AskKey("Send message? [confirm]")
    yield Write("\n")
    if key not in "\r\ny":
        return
    text = ["", "", "***", "***", f"*** Message from tty{number} to {to}:", "***", *said, ""]
    for session in tuple(ctx.device.sessions):
        if session.line in names:
            session.notify(text)
