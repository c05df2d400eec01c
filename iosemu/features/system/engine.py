"""The router as a whole: its name, the state of its configuration, messages of starting and of configuring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iosemu.cli.session import Session
from iosemu.crypto import passwords
from iosemu.device.debug import Message
from iosemu.device.engine import Engine, Host
from iosemu.device.events import MasterKeyChanged, PasswordEncryption
from iosemu.device.vault import Kept
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.line.engine import LineEngine
from iosemu.features.system.model import Secret, SystemConfig
from iosemu.records import dataclass

RESTART_DELAY = 3.5  # seconds from the start to %SYS-5-RESTART
DEFAULT_ALIASES = {
    "h": "help",
    "lo": "logout",
    "p": "ping",
    "r": "resume",
    "s": "show",
    "u": "undebug",
    "un": "undebug",
    "w": "where",
}
_WARNINGS = (3600.0, 1800.0, 300.0, 60.0)  # seconds before a scheduled reload


@dataclass(slots=True)
class ScheduledReload:
    at: float  # virtual time
    reason: str
    by: str


class SystemEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.modified = False  # since the last write
        self.last_change: tuple[float, str] | None = None  # when, by which user
        self.last_write: tuple[float, str] | None = None
        self.scheduled: ScheduledReload | None = None

    def start(self) -> None:
        device = self.host.device
        device.hostname, device.prompt = self.config.hostname, self.config.prompt
        self.host.after(RESTART_DELAY, self._restarted)
        device.bus.listen(MasterKeyChanged, self._go_over)
        if device.software.weak_crypto_refused:
            self.host.after(0.0, self._compliant)
        shell = device.shell
        if shell is not None:
            shell.config_ended.append(self.configured)
            shell.session_opened.append(self._opened)
            shell.session_closed.append(self._closed)
            shell.unknown_word = self.look_up
            shell.alias = self.alias
            shell.stamp = self.time_stamp

    def stop(self) -> None:
        shell = self.host.device.shell
        if shell is not None:
            shell.config_ended.remove(self.configured)
            shell.session_opened.remove(self._opened)
            shell.session_closed.remove(self._closed)

    @property
    def config(self) -> SystemConfig:
        return self.host.device[SystemConfig]

    @property
    def clock(self) -> ClockEngine:
        clock: ClockEngine = self.host.peer("clock")
        return clock

    def _opened(self, session: Session) -> None:
        lines: LineEngine = self.host.peer("line")
        lines.opened(session)

    def _closed(self, session: Session) -> None:
        lines: LineEngine = self.host.peer("line")
        lines.ended(session)

    def time_stamp(self) -> list[str]:
        """In front of the output of show commands. The load is what `show processes cpu` tells."""
        clock = self.clock
        load = "Load for five secs: 0%/0%; one minute: 0%; five minutes: 0%"
        return [load, f"{clock.source}, {clock.mark}{clock.date(fraction=True)}", ""]

    # configuration

    def changed(self, change: Any) -> None:
        config, device = self.config, self.host.device
        device.hostname, device.prompt = config.hostname, config.prompt
        if config.password_encryption and not device.encrypt_passwords:
            device.encrypt_passwords = True
            self._encrypt()
            self.host.emit(PasswordEncryption())
        device.encrypt_passwords = config.password_encryption
        device.password_length = config.min_length

    def _passwords(self) -> Iterator[Secret]:
        yield from self.config.enable_passwords.values()
        yield from (user.password for user in self.config.users.values() if user.password is not None)

    def _encrypt(self) -> None:
        for secret in self._passwords():
            if secret.kind == 0:
                secret.text = passwords.type7(secret.text, self.host.device.rng("passwords", secret.text))
                secret.kind = 7

    def _go_over(self, event: MasterKeyChanged) -> None:
        device = self.host.device
        for secret in self._passwords() if device.software.type6_passwords else ():
            plain = passwords.reveal_type7(secret.text) if secret.kind == 7 else secret.text
            kept = device.vault.again(Kept(plain, secret.kind, secret.text))
            secret.kind, secret.text = kept.kind, kept.text

    def configured(self, session: Session, changed: bool) -> None:
        """A session left configuration mode."""
        self.modified = self.modified or changed
        self.last_change = (self.host.now, session.username)
        self._log_later(f"Configured from console by {session.who}")

    def replaced(self, session: Session) -> None:
        """The running configuration became that of a file."""
        self.modified = True
        self.last_change = (self.host.now, session.username)

    def configured_from(self, source: str, session: Session) -> None:
        """`source`: memory, or a file."""
        self.modified = True
        self.last_change = (self.host.now, session.username)
        self._log_later(f"Configured from {source} by {session.who}")

    def _log_later(self, text: str) -> None:
        """After the prompt, as on a real console."""
        self.host.after(0.0, self._log, 5, "CONFIG_I", text)

    # time

    def _compliant(self) -> None:
        text = "Cisco PSB security compliance is being enforced"
        self.host.device.debug.syslog(Message("CRYPTO_ENGINE", 5, "CSDL_COMPLIANCE_ENFORCED", text))

    def _log(self, severity: int, mnemonic: str, text: str) -> None:
        self.host.device.debug.syslog(Message("SYS", severity, mnemonic, text))

    def _restarted(self) -> None:
        device = self.host.device
        if device.startup_config:
            self._log(5, "CONFIG_I", "Configured from memory by console")
        self._log(5, "RESTART", "\n".join(("System restarted --", *device.platform.image.banner())))

    # reload

    def schedule(self, delay: float, reason: str, by: str) -> None:
        """`reload in`: `delay` in seconds."""
        self.cancel_reload()
        now = self.host.now
        self.scheduled = ScheduledReload(now + delay, reason, by)
        self.host.after(delay, self._reload_now)
        self.host.after(0.0, self._warn, delay)
        for left in _WARNINGS:
            if delay > left:
                self.host.after(delay - left, self._warn, left)
        when = self.clock.date(now + delay)
        text = f"Reload requested for {when} at {self.clock.date()} by {by}. Reload Reason: {reason}."
        self._log(5, "SCHEDULED_RELOAD", text)

    def cancel_reload(self) -> bool:
        """False when nothing was scheduled."""
        if self.scheduled is None:
            return False
        self.scheduled = None
        self.host.cancel(self._reload_now)
        for left in _WARNINGS:
            self.host.cancel(self._warn, left)
        return True

    def aborted(self) -> None:
        self.broadcast("SHUTDOWN ABORTED")
        self._log(5, "SCHEDULED_RELOAD_CANCELLED", f"Scheduled reload cancelled at {self.clock.date()}")

    def broadcast(self, text: str) -> None:
        """A message to every line."""
        for session in self.host.device.sessions:
            session.notify(["", "", "***", f"*** --- {text} ---", "***"])

    def _warn(self, left: float) -> None:
        total = int(left)
        self.broadcast(f"SHUTDOWN in {total // 3600}:{total // 60 % 60:02d}:{total % 60:02d}")

    def _reload_now(self) -> None:
        scheduled = self.scheduled
        if scheduled is not None:
            self.broadcast("SHUTDOWN NOW")
            self.reload(scheduled.by, scheduled.reason)

    def reload(self, by: str, reason: str) -> None:
        """Say so, and go down."""
        device = self.host.device
        self._log(5, "RELOAD", f"Reload requested by {by}. Reload Reason: {reason}.")
        if device.shell is not None:
            device.shell.reload(reason)

    # words

    def alias(self, word: str) -> str:
        """What an exec alias stands for, "" for no alias."""
        return self.config.aliases.get(("exec", word)) or DEFAULT_ALIASES.get(word, "")

    def look_up(self, ctx: Any, word: str) -> Any:
        """An unknown word in exec may be the name of a host."""
        from iosemu.features.dns.lookup import unknown_word

        return unknown_word(ctx, word)
