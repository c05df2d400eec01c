"""`enable` by methods: one password, shown to one method after the other until one can tell.
Servers of TACACS+ ask for it themselves."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Request, Write
from iosemu.cli.session import Session
from iosemu.features.aaa.asking import Enable, Seat
from iosemu.features.aaa.events import EnableAnswered, EnableAsked
from iosemu.features.aaa.groups import asks_itself, converse, has_servers, protocol_of, wait_for
from iosemu.features.aaa.methods import Answer, authenticate, silent
from iosemu.features.line.model import Line
from iosemu.features.line.show import tty
from iosemu.features.login.dialogue import asked
from iosemu.features.login.privilege import check_enable, enable_secret

if TYPE_CHECKING:
    from iosemu.features.aaa.engine import AaaEngine

ERROR = "% Error in authentication.\n\n"
DENIED = "% Access denied\n\n"


class Enabling:
    """One user's question for a privilege level."""

    def __init__(self, engine: AaaEngine, session: Session, line: Line, level: int) -> None:
        self.engine = engine
        self.device = engine.host.device
        self.session = session
        self.line = line
        self.level = level
        self.number = 0  # of what debugging tells
        self.typed: str | None = None  # None: nobody has asked yet

    def mute(self, method: str) -> bool:
        """It cannot tell, whoever asks."""
        if method.startswith("group"):
            return not has_servers(self.device, method)
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
        for number, method in enumerate(methods):
            if number:
                self.begin(method, restarted=True)
            if self.typed is None and method != "none" and not asks_itself(self.device, method):
                prompt = self.engine.judge.questions(self.line).password_prompt
                self.typed = yield from asked(self.line, prompt, echo=False)
                if self.typed is None:
                    yield Write(DENIED)
                    return False
            answer = yield from self.put(method)
            if answer is None:
                yield Write(DENIED)
                return False
            passed, error = answer is Answer.PASS, answer is Answer.ERROR
            name = self.session.username if method.startswith("group") else ""
            self.engine.host.emit(EnableAnswered(self.number, passed, error, self.shown(method), name))
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
        engine.host.emit(EnableAsked(self.number, port, listed, console, self.shown(method), restarted))

    def put(self, method: str) -> Generator[Request, Any, Answer | None]:
        """None: nothing was typed in time."""
        typed = self.typed or ""
        if method.startswith("group"):
            seat = Seat(self.line, self.session.peer)
            question = Enable(seat, self.session.username, self.level, typed)
            if self.typed is None:
                said = yield from converse(self.device, self.session, method, question)
                if said is None:
                    return None
            else:
                said = yield from wait_for(self.session, method, question)
            passed = said.passed
        elif method == "enable":
            known = enable_secret(self.device, self.level) is not None
            passed = check_enable(self.device, self.level, typed) if known else None
        else:
            return authenticate(self.device, self.line, method, self.session.username, typed)
        return Answer.ERROR if passed is None else Answer.PASS if passed else Answer.FAIL

    def shown(self, method: str) -> str:
        """``RADGRP (radius)``, ``ENABLE``"""
        if method.startswith("group"):
            return f"{method.removeprefix('group ')} ({protocol_of(self.device, method)})"
        return method.upper()
