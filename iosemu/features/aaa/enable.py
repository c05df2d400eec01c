"""`enable` by methods: one password, shown to one method after the other until one can tell."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Interrupted, Process, Request, Wait, Write
from iosemu.cli.session import Session
from iosemu.features.aaa.events import EnableAnswered, EnableAsked
from iosemu.features.aaa.groups import accepted, ask, enable_query, servers_of
from iosemu.features.aaa.methods import Answer, authenticate, silent
from iosemu.features.line.model import Line
from iosemu.features.line.show import tty
from iosemu.features.login.dialogue import asked
from iosemu.features.login.privilege import check_enable, enable_secret

if TYPE_CHECKING:
    from iosemu.features.aaa.engine import AaaEngine
    from iosemu.features.radius.engine import Transaction

ERROR = "% Error in authentication.\n\n"
DENIED = "% Access denied\n\n"


class Waiter:
    """A terminal that waits for a server."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.transaction: Transaction | None = None

    def answered(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.process.wake(None)


def wait_for(session: Session, begin: Any) -> Generator[Request, Any, Transaction | None]:
    """What a server says; `begin(user)` asks it. None: there was nobody to ask."""
    process = session.process
    assert process is not None  # this one
    waiter = Waiter(process)
    if begin(waiter) is None:
        return None
    while waiter.transaction is None:
        with suppress(Interrupted):
            yield Wait(None)
    return waiter.transaction


class Enabling:
    """One user's question for a privilege level."""

    def __init__(self, engine: AaaEngine, session: Session, line: Line, level: int) -> None:
        self.engine = engine
        self.device = engine.host.device
        self.session = session
        self.line = line
        self.level = level
        self.number = 0  # of what debugging tells
        self.typed = ""

    def mute(self, method: str) -> bool:
        """It cannot tell, whoever asks."""
        if method.startswith("group"):
            return not servers_of(self.device, method)
        return silent(self.device, self.line, method, self.level)

    def dialogue(self) -> Generator[Request, Any, bool | None]:
        listed = self.engine.config.enable
        console = self.line.kind == "con"
        methods = [each for each in listed or ["enable"] if not self.mute(each)]
        if not methods and console and not listed:
            methods = ["none"]
        self.begin(methods[0] if methods else "", restarted=False)
        if not methods:
            yield Write(ERROR)
            return None
        if methods[0] != "none":
            prompt = self.engine.judge.questions(self.line).password_prompt
            typed = yield from asked(self.line, prompt, echo=False)
            if typed is None:
                yield Write(DENIED)
                return False
            self.typed = typed
        for number, method in enumerate(methods):
            if number:
                self.begin(method, restarted=True)
            answer = yield from self.put(method)
            passed, error = answer is Answer.PASS, answer is Answer.ERROR
            name = self.session.username if method.startswith("group") else ""
            self.engine.host.emit(EnableAnswered(self.number, passed, error, shown(method), name))
            if answer is not Answer.ERROR:
                if answer is Answer.FAIL:
                    yield Write(ERROR if method.startswith("group") else DENIED)
                return answer is Answer.PASS
        yield Write(ERROR)
        return False

    def begin(self, method: str, restarted: bool) -> None:
        engine = self.engine
        self.number = engine.host.rng.getrandbits(32)
        console, listed = self.line.kind == "con", bool(engine.config.enable)
        port = f"tty{tty(self.line)}"
        engine.host.emit(EnableAsked(self.number, port, listed, console, shown(method), restarted))

    def put(self, method: str) -> Generator[Request, Any, Answer]:
        if method.startswith("group"):
            query = enable_query(self.line, self.session.peer, self.level, self.typed)
            found = yield from wait_for(self.session, lambda user: ask(self.device, method, query, user))
            passed = accepted(found) if found is not None else None
        elif method == "enable":
            known = enable_secret(self.device, self.level) is not None
            passed = check_enable(self.device, self.level, self.typed) if known else None
        else:
            return authenticate(self.device, self.line, method, self.session.username, self.typed)
        return Answer.ERROR if passed is None else Answer.PASS if passed else Answer.FAIL


def shown(method: str) -> str:
    """``RADGRP (radius)``, ``ENABLE``"""
    if method.startswith("group"):
        return f"{method.removeprefix('group ')} (radius)"
    return method.upper()
