"""AAA's questions as packets of TACACS+. Who somebody is, the server finds out in a conversation: at a terminal the
user has it with the server, elsewhere a name and a password are there already."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Ask, Interrupted, Process, Request, Wait, Write
from iosemu.features.aaa.asking import (
    About,
    Asker,
    Cause,
    Command,
    Enable,
    Login,
    Question,
    Record,
    Said,
    Seat,
    Shell,
    Step,
    Trial,
)
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.line.show import tty
from iosemu.features.tacacs.engine import Server, TacacsEngine, Talk
from iosemu.types import format_ipv4
from iosemu.wire import tacacs as wire
from iosemu.wire.tacacs import NOECHO, Account, Authen, Author, Method, Reply, Response, Service, Start, octets, text_of

if TYPE_CHECKING:
    from iosemu.cli.session import Session
    from iosemu.device.device import Device
    from iosemu.types import InterfaceName

NAME = "tacacs+"
_METHODS = {NAME: Method.TACACS, "radius": Method.RADIUS, "": Method.LOCAL}
_CAUSES = {Cause.USER: 1, Cause.LOST: 2, Cause.IDLE: 4, Cause.CLEARED: 6, Cause.RELOAD: 7}
_STEPS = {Step.START: wire.START, Step.STOP: wire.STOP, Step.INTERIM: wire.WATCHDOG}
_PROMPTS = {Authen.GETUSER: "Username: ", Authen.GETPASS: "Password: "}


class Waiting:
    """For the answer to one question; gives name and password when the server wants them."""

    def __init__(self, engine: TacacsEngine, question: Question, asker: Asker) -> None:
        self.engine = engine
        self.asker = asker
        self.name = self.password = ""
        if isinstance(question, (Login, Enable, Trial)):
            self.name, self.password = question.name, question.password
        self.told = False  # the password
        self.prompt = ""  # for it

    def replied(self, talk: Talk) -> None:
        reply = talk.reply
        if not talk.wants:
            said = said_in(talk)
            said.message = said.message or self.prompt
            self.asker.said(said)
        elif isinstance(reply, Reply) and reply.status == Authen.GETUSER and self.name:
            self.engine.go_on(talk, octets(self.name))
        elif isinstance(reply, Reply) and reply.status == Authen.GETPASS and not self.told:
            self.told, self.prompt = True, text_of(reply.message)
            self.engine.go_on(talk, octets(self.password))
        else:
            self.engine.quit(talk)
            self.asker.said(Said(False, NAME))


def ask(
    device: Device, question: Question, servers: list[Server], asker: Asker, source: InterfaceName | None
) -> bool:
    """False: there is nobody."""
    engine: TacacsEngine = device.engine("tacacs")
    what, ident = _body(device, question)
    return engine.ask(what, servers, Waiting(engine, question, asker), ident, source) is not None


# bodies


def _where(seat: Seat) -> tuple[bytes, bytes]:
    """Port and far host."""
    return octets(f"tty{tty(seat.line)}"), octets(seat.peer or "async")


def _method(name: str, by: str) -> Method:
    return _METHODS[by] if name or by else Method.NONE


def _body(device: Device, question: Question) -> tuple[Start | wire.Request | Account, int]:
    """And the session that it is for."""
    if isinstance(question, Trial):
        return Start(octets(question.name)), 0
    if isinstance(question, Record):
        return _account(device, question), question.seat.ident if question.seat is not None else 0
    seat = question.seat
    name, where = octets(question.name), _where(seat)
    if isinstance(question, Login):
        return Start(name, *where, level=1), seat.ident
    if isinstance(question, Enable):
        return Start(name, *where, level=question.level, service=Service.ENABLE), seat.ident
    method = _method(question.name, question.by)
    if isinstance(question, Shell):
        return wire.Request(name, *where, [b"service=shell", b"cmd*"], method), seat.ident
    return wire.Request(name, *where, list(_command(question)), method, question.level), seat.ident


def _command(question: Command) -> Generator[bytes, None, None]:
    first, *rest = question.words
    yield b"service=shell"
    yield octets(f"cmd={first}")
    for word in (*rest, "<cr>"):
        yield octets(f"cmd-arg={word}")


def _account(device: Device, record: Record) -> Account:
    seat = record.seat
    port, far = _where(seat) if seat is not None else (b"", b"")
    arguments = [octets(each) for each in _arguments(device, record)]
    method = _method(record.name, record.by)
    return Account(_STEPS[record.step], octets(record.name), port, far, arguments, method, record.level)


def _arguments(device: Device, record: Record) -> Generator[str, None, None]:
    clock: ClockEngine = device.engine("clock")
    yield f"task_id={record.number}"
    yield f"timezone={clock.config.zone or 'UTC'}"
    if record.about is About.ROUTER:
        yield from ("service=system", "event=sys_acct", "reason=reload")
        return
    yield "service=connection" if record.about is About.CONVERSATION else "service=shell"
    yield f"start_time={record.begun}"
    if record.about is About.CONVERSATION:
        address = format_ipv4(record.remote[0])
        yield from ("protocol=telnet", f"addr={address}", f"cmd=telnet {address}")
    elif record.about is About.COMMAND:
        yield f"priv-lvl={record.level}"
        yield f"cmd={' '.join(record.words)} <cr>"
        return
    if record.step is Step.STOP:
        yield f"disc-cause={_CAUSES[record.cause]}"
    if record.step is not Step.START:
        yield f"elapsed_time={record.seconds}"


def said_in(talk: Talk) -> Said:
    reply = talk.reply
    if reply is None:
        return Said(None, NAME)
    if isinstance(reply, Response):
        said = Said(reply.status != Author.FAIL, NAME, message=text_of(reply.message))
        for argument in reply.arguments:
            _note(said, text_of(argument))
        return said
    good = reply.status == (Authen.PASS if isinstance(reply, Reply) else wire.Acct.SUCCESS)
    return Said(good, NAME, message=text_of(reply.message))


def _note(said: Said, argument: str) -> None:
    """Of a shell: ``priv-lvl=15``, or with ``*`` where it may be ignored."""
    name = argument.replace("*", "=", 1).partition("=")[0]
    value = argument[len(name) + 1 :]
    if name == "priv-lvl" and value.isdigit() and int(value) <= 15:
        said.privilege = int(value)
    elif name == "autocmd":
        said.command = value
    elif name == "cli-view-name":
        said.view = value


# at a terminal


class Terminal:
    """Waits for the server's next word."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def replied(self, talk: Talk) -> None:
        self.process.wake(None)


def converse(
    device: Device, session: Session, question: Login | Enable, servers: list[Server], source: InterfaceName | None
) -> Generator[Request, Any, Said | None]:
    """The server asks, and the user answers; the name that was typed is noted in the question. None: nothing was typed
    in time."""
    engine: TacacsEngine = device.engine("tacacs")
    process, line = session.process, question.seat.line
    assert process is not None  # this one
    what, ident = _body(device, question)
    talk = engine.ask(what, servers, Terminal(process), ident, source)
    if talk is None:
        return Said(None, NAME)
    try:
        while True:
            while talk.reply is None and not talk.done:
                with suppress(Interrupted):
                    yield Wait(None)
            reply = talk.reply
            if talk.done or not isinstance(reply, Reply):
                return said_in(talk)
            before, _, prompt = text_of(reply.message).rpartition("\n")
            usual = _PROMPTS.get(Authen(reply.status), "")
            if before or prompt != text_of(reply.message):
                yield Write(f"{before}\n")
            hidden = bool(reply.flags & NOECHO) or reply.status == Authen.GETPASS
            typed: str | None = yield Ask(prompt or usual, echo=not hidden, timeout=line.login_response or None)
            if typed is None:
                what_for = (prompt or usual).strip().rstrip(":")
                yield Write(f"\n% {what_for}:  timeout expired!\n")
                return None
            if reply.status == Authen.GETUSER:
                question.name = typed.strip()
            if talk.done:  # the server has hung up meanwhile
                return said_in(talk)
            engine.go_on(talk, octets(typed, 65_535))
    finally:
        engine.quit(talk)
