"""Debug flags and syslog: listeners that put words to the events of engines.

A feature's `debug` module holds three tables:

    FLAGS = (Flag("crypto isakmp", "Cryptographic Subsystem:", "Crypto ISAKMP debugging"), …)
    DEBUG = {"crypto isakmp": {PacketSent: packet_sent, …}, …}    # flag -> event -> function(event, told) -> lines
    SYSLOG = {SessionUp: session_up, …}                           # event -> function(event, told) -> Message | None

Events are values: what release speaks, what the flag was switched on with, and what else is told are the `Audience`'s.
The words become `LogRecord` events; whoever keeps the log (console, buffer, monitor sessions) listens for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from iosemu.device.feature import Feature, features
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.events import Subscription
    from iosemu.device.interface import Interface
    from iosemu.device.release import Software


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


R = TypeVar("R")


class Audience:
    """To whom an event is told: the router's release, its settings of what is told, and (`options`) the flag's own."""

    __slots__ = ("_device", "options")

    def __init__(self, device: Device, options: Any = None) -> None:
        self._device = device
        self.options = options

    @property
    def software(self) -> Software:
        return self._device.software

    @property
    def as_dot(self) -> bool:
        """Are numbers of autonomous systems written with a dot?"""
        return self._device.as_dot

    def debugs(self, flag: str) -> bool:
        """Is another flag on, too?"""
        return flag in self._device.debug.active

    def setting(self, kind: type[R]) -> R | None:
        """A record of the configuration that says what is logged, None while nobody made one."""
        return self._device.get(kind)


DebugWords = Callable[[Any, Audience], Iterable[str]]
SyslogWords = Callable[[Any, Audience], "Message | None"]
_NO_WORDS: dict[type, DebugWords] = {}


class SyslogTable(dict[type, tuple[SyslogWords, ...]]):
    """The words of some features together, saved as their names: routers that run the same ones share them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = names
        for name in names:
            for kind, words in getattr(features()[name].module("debug"), "SYSLOG", {}).items():
                self[kind] = (*self.get(kind, ()), words)

    def __reduce__(self) -> tuple[Callable[..., SyslogTable], tuple[tuple[str, ...]]]:
        return syslog_of, (self._names,)


@cache
def syslog_of(names: tuple[str, ...]) -> SyslogTable:
    """Of the features of these names."""
    return SyslogTable(names)


class _Teller:
    """Puts words to one kind of event while a debug flag is on."""

    __slots__ = ("_debug", "_feature", "_flag", "_kind", "_words")

    def __init__(self, debug: Debugging, feature: str, flag: str, kind: type) -> None:
        self.__setstate__((debug, feature, flag, kind))

    def __getstate__(self) -> tuple[Debugging, str, str, type]:
        return self._debug, self._feature, self._flag, self._kind

    def __setstate__(self, state: tuple[Debugging, str, str, type]) -> None:
        self._debug, self._feature, self._flag, self._kind = state
        self._words = _tables(features()[self._feature])[self._flag][self._kind]

    def tell(self, event: Any) -> None:
        debug, flag = self._debug, self._flag
        keep = debug.filters.get(flag)
        if keep is not None and not keep(event):
            return
        bus, now = debug.device.bus, debug.device.scheduler.now
        lines = list(self._words(event, Audience(debug.device, debug.active.get(flag))))
        if lines:
            debug.comes_behind(event)
        for line in lines:
            bus.emit(LogRecord(now, 7, "", "", line))


def _tables(feature: Feature) -> dict[str, dict[type, DebugWords]]:
    """The words of a feature's flags."""
    found: dict[str, dict[type, DebugWords]] = getattr(feature.module("debug"), "DEBUG", {})
    return found


class Debugging:
    """Which debug flags are on, with their options (an ACL, `detail`, …)."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.active: dict[str, Any] = {}
        self.notes: dict[str, str] = {}  # flag -> what follows " is on" (" for access list 100")
        self.filters: dict[str, Callable[[Any], bool]] = {}  # flag -> is this event to be told?
        self._attached: dict[str, Feature] = {}
        self._stops: dict[str, list[Subscription]] = {}
        self.precede: Callable[[Interface], None] | None = None  # says first what must stand before a message of it
        self._told = Audience(device)

    def attach(self, feature: Feature) -> None:
        """Make a feature's flags known and its syslog messages heard; idempotent."""
        if feature.name in self._attached:
            return
        self._attached[feature.name] = feature
        self.device.bus.log(syslog_of(tuple(self._attached)), self._say)

    @property
    def known(self) -> dict[str, tuple[Flag, dict[type, DebugWords]]]:
        """The flags of the features that run here, each with its words."""
        found: dict[str, tuple[Flag, dict[type, DebugWords]]] = {}
        for feature in self._attached.values():
            tables = _tables(feature)
            for flag in getattr(feature.module("debug"), "FLAGS", ()):
                found[flag.name] = (flag, tables.get(flag.name, _NO_WORDS))
        return found

    def on(self, feature: str, flag: str, options: Any = None, note: str = "") -> Flag:
        """Switch on (again, with other options). Raises KeyError for a flag that the feature does not have."""
        self.attach(features()[feature])
        known, table = self.known[flag]
        self.off(flag)
        self.active[flag] = options
        self.notes[flag] = note
        self._stops[flag] = [
            self.device.bus.listen(kind, _Teller(self, feature, flag, kind).tell) for kind in table
        ]
        return known

    def off(self, flag: str) -> None:
        """No error when it is off already."""
        self.active.pop(flag, None)
        self.notes.pop(flag, None)
        for stop in self._stops.pop(flag, ()):
            stop()

    def all_on(self) -> None:
        """`debug all`: every flag of the features that run here."""
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

    def _say(self, words: SyslogWords, event: Any) -> None:
        message = words(event, self._told)
        if message is not None:
            self.comes_behind(event)
            self.syslog(message)

    def comes_behind(self, event: Any) -> None:
        """What stands before any message of an interface: that it came up."""
        name: Any = getattr(event, "iface", None)
        iface = self.device.interfaces.get(getattr(name, "name", name))
        if iface is not None and self.precede is not None:
            self.precede(iface)
