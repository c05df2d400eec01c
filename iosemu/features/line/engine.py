"""Open sessions follow the settings of their lines; plain passwords are encrypted when the service is switched on."""

from __future__ import annotations

from typing import Any

from iosemu.crypto import passwords
from iosemu.device.engine import Engine, Host
from iosemu.device.events import PasswordEncryption
from iosemu.features.line.model import LinesConfig


class LineEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.uses: dict[str, int] = {}  # sessions so far, by line

    def start(self) -> None:
        self.host.device.bus.listen(PasswordEncryption, self._encrypt)

    @property
    def config(self) -> LinesConfig:
        return self.host.device[LinesConfig]

    def opened(self, session: Any) -> None:
        """A session begins on its line: it takes the line's settings."""
        self.uses[session.line] = self.uses.get(session.line, 0) + 1
        line = self.config.by_name(session.line)
        session.synchronous = line.synchronous
        session.history_size = line.history_size
        if session.length:
            session.length = line.length
        session.width = line.width

    def changed(self, change: Any) -> None:
        for session in self.host.device.sessions:
            if session.line == change.root.name if hasattr(change.root, "name") else False:
                session.synchronous = change.root.synchronous

    def _encrypt(self, event: PasswordEncryption) -> None:
        for line in self.config.in_order():
            if line.password and line.password_kind == 0:
                line.password = passwords.type7(line.password, self.host.device.rng("passwords", line.password))
                line.password_kind = 7
