"""Open sessions follow the settings of their lines; plain passwords are encrypted when the service is switched on."""

from __future__ import annotations

from typing import Any

from iosemu.cli.keys import key_of
from iosemu.cli.session import Session
from iosemu.crypto import passwords
from iosemu.device.engine import Engine, Host
from iosemu.device.events import MasterKeyChanged, PasswordEncryption
from iosemu.device.vault import Kept
from iosemu.features.line.model import Line, LinesConfig

WARNING = 20.0  # seconds that a user has after the warning of absolute-timeout
EXPIRED = ("*", "*", "* Line timeout expired", "*", "*")


def escape_key(escape: str) -> str:
    """What interrupts a command and leaves a conversation: the name of a key, "" for none."""
    return key_of(chr(int(escape))) if escape.isdigit() else "" if escape else "c-^"


class LineEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.uses: dict[str, int] = {}  # sessions so far, by line
        self._watched: set[Session] = set()

    def start(self) -> None:
        self.host.device.bus.listen(PasswordEncryption, self._encrypt)
        self.host.device.bus.listen(MasterKeyChanged, self._go_over)

    @property
    def config(self) -> LinesConfig:
        return self.host.device[LinesConfig]

    def opened(self, session: Session) -> None:
        """A session begins on its line: it takes the line's settings."""
        self.uses[session.line] = self.uses.get(session.line, 0) + 1
        line = self.config.by_name(session.line)
        session.synchronous = line.synchronous
        session.stamped = line.stamped
        session.escape = escape_key(line.escape)
        session.opened_at = self.host.now
        usual = self.host.device.software.history_size
        session.history_size = usual if line.history_size is None else line.history_size
        if session.length:
            session.length = line.length
        session.width = line.width

    def changed(self, change: Any) -> None:
        """Open sessions follow what their line is told."""
        line = change.root
        if not isinstance(line, Line):
            return
        for session in self.host.device.sessions:
            if session.line == line.name:
                session.synchronous = line.synchronous
                if change.path[0] == "escape":
                    session.escape = escape_key(line.escape)
                if change.path[0] == "stamped":
                    session.stamped = line.stamped
                if change.path[0] == "length" and session.length:
                    session.length = line.length
                if session in self._watched:
                    self._rearm(session)

    # exec-timeout

    def watch(self, session: Session) -> None:
        """From now on the session is closed when nothing is typed for the line's exec-timeout, at a question or in
        the pager too."""
        self._watched.add(session)
        self._rearm(session)

    def ended(self, session: Session) -> None:
        self._watched.discard(session)
        for method in (self._idle, self._warn, self._expire):
            self.host.cancel(method, session)

    def _rearm(self, session: Session) -> None:
        line = self.config.by_name(session.line)
        self._rearm_absolute(session, line)
        limit = line.minutes * 60 + line.seconds
        if limit:
            left = session.used_at + limit - self.host.now
            self.host.after(max(left, 0.001), self._idle, session, background=True)
        else:
            self.host.cancel(self._idle, session)

    def _idle(self, session: Session) -> None:
        line = self.config.by_name(session.line)
        if self.host.now - session.used_at < line.minutes * 60 + line.seconds or session.working:
            if session.working:
                session.used_at = self.host.now
            self._rearm(session)
        else:
            session.ended = "idle"
            session.close()

    # absolute-timeout

    def _rearm_absolute(self, session: Session, line: Line) -> None:
        if not line.absolute_minutes:
            self.host.cancel(self._warn, session)
            self.host.cancel(self._expire, session)
            return
        end = session.opened_at + line.absolute_minutes * 60
        warning = WARNING if line.logout_warning is None else line.logout_warning
        self.host.after(max(end - self.host.now, 0.001), self._expire, session, background=True)
        if end - warning > self.host.now:
            self.host.after(end - warning - self.host.now, self._warn, session, background=True)
        else:
            self.host.cancel(self._warn, session)

    def _warn(self, session: Session) -> None:
        session.notify(EXPIRED)

    def _expire(self, session: Session) -> None:
        session.close()

    def _encrypt(self, event: PasswordEncryption) -> None:
        for line in self.config.in_order():
            if line.password and line.password_kind == 0:
                line.password = passwords.type7(line.password, self.host.device.rng("passwords", line.password))
                line.password_kind = 7

    def _go_over(self, event: MasterKeyChanged) -> None:
        device = self.host.device
        for line in self.config.in_order() if device.software.type6_passwords else ():
            if line.password:
                plain = passwords.reveal_type7(line.password) if line.password_kind == 7 else line.password
                kept = device.vault.again(Kept(plain, line.password_kind, line.password))
                line.password, line.password_kind = kept.text, kept.kind
