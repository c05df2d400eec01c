"""The event bus of a device. Engines emit typed events; debug text, syslog, recorders and tests listen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from iosemu.records import dataclass
from iosemu.types import InterfaceName

E = TypeVar("E")
Listener = Callable[[Any], object]


def _unheard(words: Callable[..., Any], event: Any) -> None:
    """No log is kept."""


class EventBus:
    """With no listener for a type, an event costs one look-up; listeners run in the order in which they came."""

    __slots__ = ("_deaf", "_listeners", "_watched", "say", "syslog")

    def __init__(self) -> None:
        self._listeners: dict[type, list[Listener]] = {}
        self._watched: dict[type, Callable[[bool], object]] = {}
        self._deaf: dict[frozenset[type], bool] = {}  # what was asked since somebody began or ceased to listen
        # the syslog's words go before all listeners: a table that many routers share, and who takes them
        self.syslog: Mapping[type, tuple[Callable[..., Any], ...]] = {}
        self.say: Callable[[Callable[..., Any], Any], object] = _unheard

    def listen(self, kind: type[E], fn: Callable[[E], object]) -> Subscription:
        """Call `fn` for each event of exactly this type; calling what it returns stops it.

        Live state holds no closure: `fn` is a method or a module's function.
        """
        self._listeners.setdefault(kind, []).append(fn)
        self._deaf.clear()
        self._tell(kind)
        return Subscription(self, kind, fn)

    def silence(self, kind: type, fn: Listener) -> None:
        """The end of `listen`. Raises ValueError when it does not listen."""
        listeners = self._listeners.get(kind, [])
        listeners.remove(fn)
        self._deaf.clear()
        if not listeners:
            del self._listeners[kind]
        self._tell(kind)

    def watch(self, kind: type, fn: Callable[[bool], object]) -> None:
        """`fn` is told whether anybody listens to that kind, whenever one begins or ceases: for who has so much to tell
        that even asking is too much."""
        self._watched[kind] = fn

    def _tell(self, kind: type) -> None:
        fn = self._watched.get(kind)
        if fn is not None:
            fn(kind in self._listeners)

    def log(self, syslog: Mapping[type, tuple[Callable[..., Any], ...]], say: Callable[..., object]) -> None:
        """The syslog's words from now on, and who takes them."""
        self.syslog, self.say = syslog, say
        self._deaf.clear()

    def deaf(self, kinds: frozenset[type]) -> bool:
        """Would nobody hear any of them? For who asks with each datagram: the answer is remembered."""
        found = self._deaf.get(kinds)
        if found is None:
            found = self._deaf[kinds] = not any(map(self.wants, kinds))
        return found

    def wants(self, kind: type) -> bool:
        """Would anybody hear it? Ask before building a costly event."""
        return kind in self._listeners or kind in self.syslog

    def emit(self, event: object) -> None:
        kind = type(event)
        if kind in self.syslog:
            for words in self.syslog[kind]:
                self.say(words, event)
        listeners = self._listeners.get(kind)
        if listeners:
            for fn in tuple(listeners):
                fn(event)


@dataclass(slots=True, eq=False)
class Subscription:
    """Somebody listens at a bus; calling this ends it. Raises ValueError when it is over."""

    bus: EventBus
    kind: type
    fn: Listener

    def __call__(self) -> None:
        self.bus.silence(self.kind, self.fn)


@dataclass(slots=True, eq=False)
class Enrolled:
    """An entry of a list of listeners, filters, …; calling this takes it out. Raises ValueError if it is not there."""

    where: list[Any]
    who: Any

    def __call__(self) -> None:
        self.where.remove(self.who)


@dataclass(slots=True)
class StandsIn:
    """An interface answers for an address that it shares with other routers now, or no more."""

    iface: InterfaceName


@dataclass(slots=True)
class CountersCleared:
    """`clear counters`: those of an interface begin again."""

    iface: InterfaceName


@dataclass(slots=True)
class LoadIntervalChanged:
    """`load-interval`: rates of an interface are averaged over another time."""

    iface: InterfaceName


@dataclass(slots=True)
class LinkState:
    """The physical state of an interface changed. `admin`: because of (no) shutdown."""

    iface: InterfaceName
    up: bool
    admin: bool


@dataclass(slots=True)
class LineProtocol:
    """The line protocol of an interface changed."""

    iface: InterfaceName
    up: bool


@dataclass(slots=True)
class AudienceGrew:
    """What is sent to everybody on a tunnel reaches somebody more: who has not heard the hello, or the update, of those
    who send them now and then, and waits for the next one."""

    iface: InterfaceName


@dataclass(slots=True)
class AddressChange:
    """The IPv4 addresses of an interface changed."""

    iface: InterfaceName


@dataclass(slots=True)
class LeavesVrf:
    """An interface is about to move to another VRF: what it brought into the tables of the old one must go now."""

    iface: InterfaceName


@dataclass(slots=True)
class VrfMade:
    """There is a new VRF of this name."""

    vrf: str


@dataclass(slots=True)
class VrfEmptied:
    """IPv4 has ended in a VRF, or all of it is gone, which can still be found: who keeps lines or state of it forgets
    them."""

    vrf: str


@dataclass(slots=True)
class VrfEmptied6:
    """The same of IPv6."""

    vrf: str


@dataclass(slots=True)
class KeyMaterial:
    """Keys were made (an ISAKMP SA, a pair of IPsec SAs): a row for Wireshark, so that a capture can be decrypted.

    `table` is the file in Wireshark's profile folder ("ikev1_decryption_table", "ikev2_decryption_table",
    "esp_sa"), `row` its columns as text.
    """

    table: str
    row: tuple[str, ...]


@dataclass(slots=True)
class PasswordEncryption:
    """`service password-encryption` was switched on: features that keep plain passwords turn them into type 7."""


@dataclass(slots=True)
class MasterKeyChanged:
    """The master key of type 6 passwords is another one, or AES was switched on: who keeps passwords goes over them
    with `device.vault.again`."""


@dataclass(slots=True)
class PasswordUnsealed:
    """A password of type 6 was tried with the old master key: could it be opened?"""

    opened: bool


@dataclass(slots=True)
class StartupWritten:
    """The running configuration was kept for the next start."""
