"""Archives the running configuration, logs configuration commands, and takes a change back that nobody confirmed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iosemu.cli.context import Context
from iosemu.cli.session import Session
from iosemu.device.debug import Message
from iosemu.device.engine import Engine, Host
from iosemu.device.events import StartupWritten
from iosemu.device.flash import name_of
from iosemu.features.archive.model import Archive, ArchiveConfig
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.system.files import running_text
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Change

_SECRETS = re.compile(r"\b(password|secret|key-string|community|password-encrypt)( \d+)? .*")


@dataclass(slots=True)
class Entry:
    index: int
    session: int
    user: str
    line: str
    command: str  # with a blank for each mode that it stands in


@dataclass(slots=True)
class Rollback:
    """A change that is taken back at `at` (virtual time) unless it is confirmed."""

    at: float
    minutes: int
    file: str
    user: str


class ArchiveEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.files: list[str] = []  # oldest first
        self.number = 0  # of the next file
        self.entries: list[Entry] = []
        self.index = 0
        self.sessions = 0
        self.rollback: Rollback | None = None
        self._configuring: Session | None = None

    def start(self) -> None:
        self.host.device.bus.listen(StartupWritten, self._written)
        shell = self.host.device.shell
        if shell is not None:
            shell.configured_line.append(self._typed)
            shell.config_ended.append(self._ended)
        self._agree()

    def stop(self) -> None:
        shell = self.host.device.shell
        if shell is not None:
            shell.configured_line.remove(self._typed)
            shell.config_ended.remove(self._ended)

    def changed(self, change: Change) -> None:
        self._agree()

    @property
    def config(self) -> Archive | None:
        return self.host.device[ArchiveConfig].archive

    @property
    def path(self) -> str:
        return self.config.path if self.config is not None else ""

    # files

    def _agree(self) -> None:
        config = self.config
        if config is None or not config.path or not config.time_period:
            self.host.cancel(self._period)
        elif self.host.due(self._period) is None or self.host.due(self._period) or config.time_period * 60 < 0:
            self.host.after(config.time_period * 60.0, self._period, background=True)

    def _period(self) -> None:
        self.keep()
        self._agree()

    def _written(self, event: StartupWritten) -> None:
        if self.config is not None and self.config.write_memory and self.path:
            self.keep()

    def next_name(self, stamp: str) -> str:
        """URL of the next file."""
        path = self.path.replace("$h", self.host.device.hostname).replace("$t", stamp)
        return f"{path}-{self.number}" if "$t" in self.path else f"{path}-{stamp}-{self.number}"

    def _stamp(self) -> str:
        clock: ClockEngine = self.host.peer("clock")
        local, zone = clock.local()
        tail = "" if zone == "UTC" else f"-{zone}"
        return f"{local:%b}-{local.day:2d}-{local:%H-%M-%S}.{local.microsecond // 1000:03d}{tail}".replace(" ", "-")

    def keep(self) -> str:
        """Archive the running configuration; why not, or ""."""
        device = self.host.device
        url = self.next_name(self._stamp())
        name = name_of(url) or ""
        ctx = Context(device.shell, device, device)  # type: ignore[arg-type]  # lines are typed somewhere
        problem = device.flash.write(name, "\n".join(running_text(ctx)) + "\n")
        if problem:
            return problem
        self.number += 1
        self.files.append(url)
        config = self.config
        while config is not None and len(self.files) > config.maximum:
            device.flash.pop(name_of(self.files.pop(0)) or "", None)
        return ""

    # the log

    def _ended(self, session: Session, changed: bool) -> None:
        if self._configuring is session:
            self._configuring = None

    def _typed(self, session: Session, text: str, depth: int) -> None:
        """A configuration command was carried out."""
        log = self.config.log if self.config is not None else None
        if log is None or not log.enabled:
            return
        if self._configuring is not session:
            self._configuring = session
            self.sessions += 1
        line = "console" if session.line.startswith("con") else session.line.replace(" ", "")
        command = text.strip()
        if log.hidekeys or self.host.device.software.config_log_hides:
            command = _SECRETS.sub(r"\1 *****", command)
        self.index += 1
        user = session.username or line
        self.entries.append(Entry(self.index, self.sessions, user, line, " " * depth + command))
        del self.entries[: -log.size]
        if log.notify:
            told = f"User:{user}  logged command:{command}"
            self.host.device.debug.syslog(Message("PARSER", 5, "CFGLOG_LOGGEDCMD", told))

    # confirmed changes

    def await_confirmation(self, minutes: int, file: str, user: str) -> None:
        self.rollback = Rollback(self.host.now + minutes * 60, minutes, file, user)
        self.host.after(minutes * 60.0, self._take_back)

    def confirmed(self) -> bool:
        """False when nothing was pending."""
        if self.rollback is None:
            return False
        self.rollback = None
        self.host.cancel(self._take_back)
        return True

    def _take_back(self) -> None:
        rollback = self.rollback
        if rollback is not None:
            self.take_back()

    def take_back(self) -> None:
        """To what was running before."""
        from iosemu.features.archive.replace import replace

        rollback, device = self.rollback, self.host.device
        assert rollback is not None and device.shell is not None  # who calls has looked
        self.confirmed()
        for session in device.sessions:
            session.notify([f"Rollback Confirmed Change: Rolling to:{rollback.file}"])
        data: bytes = device.flash.get(name_of(rollback.file) or "", b"")
        if data:
            replace(Context(device.shell, device, device), data.decode("utf-8", "surrogateescape"))
