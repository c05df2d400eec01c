"""Attacks: failures are counted, delayed and logged; too many of them bring a quiet period in which nobody may call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug import Message
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.login.contract import Caller
from iosemu.features.login.model import LoginConfig
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.device.engine import Host

KEPT = 50  # failures that are remembered in detail
REASON = "Login Authentication Failed"
OWN_LIST = "sl_def_acl"  # the access list of a quiet period where none is configured


@dataclass(slots=True)
class Failure:
    """Of one name from one place at one port."""

    name: str
    peer: str
    port: int
    at: float  # the last one
    count: int = 1


class Watch:
    """Part of the login engine."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.failures: list[Failure] = []
        self.total = 0
        self.successes = 0
        self.recent: list[float] = []  # times of failures in the window
        self.quiet_until: float | None = None

    @property
    def config(self) -> LoginConfig:
        return self.host.device[LoginConfig]

    @property
    def delay(self) -> float:
        """Seconds between two tries."""
        config = self.config
        return float(config.delay or (1 if config.block_seconds else 0))

    @property
    def quiet(self) -> bool:
        return self.quiet_until is not None

    def window(self) -> list[float]:
        """Failures that still count."""
        begin = self.host.now - self.config.block_within
        self.recent = [at for at in self.recent if at > begin]
        return self.recent

    def every(self, what: int | None, number: int) -> bool:
        """Is the `number`th one logged?"""
        return bool(what) and number % (what or 1) == 0

    def succeeded(self, caller: Caller, name: str) -> None:
        """By a name or a password, not where nobody is asked."""
        self.successes += 1
        if self.every(self.logs_success, self.successes):
            self._log(5, "LOGIN_SUCCESS", f"Login Success {self._whom(caller, name)}")

    @property
    def logs_success(self) -> int:
        """Every how manieth; 0: none."""
        told = self.config.on_success
        return int(self.host.device.software.login_success_logged) if told is None else told

    def failed(self, caller: Caller, name: str) -> None:
        now = self.host.now
        self.total += 1
        last = next((f for f in self.failures if (f.name, f.peer, f.port) == (name, caller.peer, caller.port)), None)
        if last is not None:
            last.at, last.count = now, last.count + 1
        else:
            self.failures.append(Failure(name, caller.peer, caller.port, now))
            del self.failures[:-KEPT]
        if self.every(self.config.on_failure, self.total):
            self._log(4, "LOGIN_FAILED", f"Login failed {self._whom(caller, name)} [Reason: {REASON}]")
        self._count(caller, name)

    def _count(self, caller: Caller, name: str) -> None:
        config = self.config
        if not config.block_seconds or self.quiet:
            return
        self.recent.append(self.host.now)
        window = self.window()
        if len(window) < config.block_attempts:
            return
        left = int(config.block_within - (self.host.now - window[0]))
        self.recent = []
        self.quiet_until = self.host.now + config.block_seconds
        self.host.after(config.block_seconds, self._calm, background=True)
        text = f"Still timeleft for watching failures is {left} secs, {self._whom(caller, name)}"
        self._log(1, "QUIET_MODE_ON", f"{text} [Reason: {REASON}] [ACL: {config.quiet_list or OWN_LIST}]")

    def _calm(self) -> None:
        self.quiet_until = None
        self._log(5, "QUIET_MODE_OFF", "Quiet Mode is OFF, because block period timed out")

    def agree(self) -> None:
        """Without `login block-for` no quiet period goes on."""
        if self.quiet and not self.config.block_seconds:
            self.quiet_until = None
            self.host.cancel(self._calm)

    @staticmethod
    def _whom(caller: Caller, name: str) -> str:
        return f"[user: {name}] [Source: {caller.peer or 'LOCAL'}] [localport: {caller.port}]"

    def _log(self, severity: int, mnemonic: str, text: str) -> None:
        clock: ClockEngine = self.host.peer("clock")
        self.host.device.debug.syslog(Message("SEC_LOGIN", severity, mnemonic, f"{text} at {clock.date()}"))
