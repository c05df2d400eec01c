"""Debug flags and syslog: listeners that put words to the events of engines.

A feature's `debug` module holds three tables:

    FLAGS = (Flag("crypto isakmp", "Cryptographic Subsystem:", "Crypto ISAKMP debugging"), …)
    DEBUG = {"crypto isakmp": {PacketSent: packet_sent, …}, …}    # flag -> event -> function(event, options) -> lines
    SYSLOG = {SessionUp: session_up, …}                           # event type -> function(event) -> Message | None

The words become `LogRecord` events; whoever keeps the log (console, buffer, monitor sessions) listens for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.feature import Feature
    from iosemu.device.interface import Interface


@dataclass(slots=True, frozen=True)
class Flag:
    """`heading` groups it in `show debugging`; `text` is followed by " is on" or " is off"."""

    name: str
    heading: str
    text: str


@dataclass(slots=True)
class Message:
    """``%FACILITY-severity-MNEMONIC: text`` (severity 0-7)."""

    facility: str
    severity: int
    mnemonic: str
    text: str


@dataclass(slots=True)
class LogRecord:
    """A line for the log. `facility` is "" for debug output (severity 7), printed without the percent prefix."""

    time: float  # virtual seconds since the lab was powered on
    severity: int
    facility: str
    mnemonic: str
    text: str


DebugWords = Callable[[Any, Any], Iterable[str]]
SyslogWords = Callable[[Any], "Message | None"]
_NO_WORDS: dict[type, DebugWords] = {}


_SYSLOG: dict[tuple[str, ...], dict[type, tuple[SyslogWords, ...]]] = {}


def _syslog_of(features: dict[str, Feature]) -> dict[type, tuple[SyslogWords, ...]]:
    """The words of some features together: routers that run the same ones share them."""
    names = tuple(features)
    found = _SYSLOG.get(names)
    if found is None:
        found = _SYSLOG[names] = {}
        for feature in features.values():
            for kind, words in getattr(feature.module("debug"), "SYSLOG", {}).items():
                found[kind] = (*found.get(kind, ()), words)
    return found


class Debugging:
    """Which debug flags are on, with their options (an ACL, `detail`, …)."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.active: dict[str, Any] = {}
        self.notes: dict[str, str] = {}  # flag -> what follows " is on" (" for access list 100")
        self.filters: dict[str, Callable[[Any], bool]] = {}  # flag -> is this event to be told?
        self._attached: dict[str, Feature] = {}
        self._stops: dict[str, list[Callable[[], None]]] = {}
        self.precede: Callable[[Interface], None] | None = None  # says first what must stand before a message of it

    def attach(self, feature: Feature) -> None:
        """Make a feature's flags known and its syslog messages heard; idempotent."""
        if feature.name in self._attached:
            return
        self._attached[feature.name] = feature
        bus = self.device.bus
        bus.say, bus.syslog = self._say, _syslog_of(self._attached)

    @property
    def known(self) -> dict[str, tuple[Flag, dict[type, DebugWords]]]:
        """The flags of the features that run here, each with its words."""
        found: dict[str, tuple[Flag, dict[type, DebugWords]]] = {}
        for feature in self._attached.values():
            module = feature.module("debug")
            tables = getattr(module, "DEBUG", {})
            for flag in getattr(module, "FLAGS", ()):
                found[flag.name] = (flag, tables.get(flag.name, _NO_WORDS))
        return found

    def on(self, feature: str, flag: str, options: Any = None, note: str = "") -> Flag:
        """Switch on (again, with other options). Raises KeyError for a flag that the feature does not have."""
        from iosemu.device.feature import features

        self.attach(features()[feature])
        known, table = self.known[flag]
        self.off(flag)
        self.active[flag] = options
        self.notes[flag] = note
        self._stops[flag] = [self.device.bus.listen(kind, self._listener(words, flag)) for kind, words in table.items()]
        return known

    def off(self, flag: str) -> None:
        """No error when it is off already."""
        self.active.pop(flag, None)
        self.notes.pop(flag, None)
        for stop in self._stops.pop(flag, ()):
            stop()

    def all_on(self) -> None:
        """`debug all`: every flag of the features that run here."""
        from iosemu.device.feature import features

        for name in list(self._attached):
            for flag in getattr(features()[name].module("debug"), "FLAGS", ()):
                if flag.name not in self.active:
                    self.on(name, flag.name)

    def all_off(self) -> None:
        for flag in list(self.active):
            self.off(flag)

    def syslog(self, message: Message) -> None:
        """A message straight into the log, for those that no engine event stands behind (configuration, console)."""
        now = self.device.scheduler.now
        self.device.bus.emit(LogRecord(now, message.severity, message.facility, message.mnemonic, message.text))

    def _listener(self, words: DebugWords, flag: str) -> Callable[[Any], None]:
        def listen(event: Any) -> None:
            bus, now = self.device.bus, self.device.scheduler.now
            keep = self.filters.get(flag)
            if keep is not None and not keep(event):
                return
            for line in words(event, self.active.get(flag)):
                bus.emit(LogRecord(now, 7, "", "", line))

        return listen

    def _say(self, words: SyslogWords, event: Any) -> None:
        message = words(event)
        if message is not None:
            iface = getattr(event, "iface", None)
            if iface is not None and self.precede is not None:
                self.precede(iface)
            self.syslog(message)
