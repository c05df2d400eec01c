"""The contract between an engine and the device that hosts it.

Engines take packets, timers and changes, and give effects through their host. They never meet a socket, a clock or a
terminal. They follow the model (the configuration records), never the order of typing: `changed` says that something
is different, the engine looks at the model and makes its state agree.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any

from iosemu.types import MAX_IPV4, InterfaceName, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.sim.scheduler import Timer


Call = tuple[Any, ...]
"""A method and its arguments."""


class Host:
    """What one engine may do to its device and to the world."""

    __slots__ = ("_parts", "_rng", "_timers", "_whole", "device", "engine", "name", "runs")

    def __init__(self, device: Device, name: str, rng: Random | None = None) -> None:
        self.device = device
        self.name = name
        self._rng = rng
        self.engine: Engine | None = None
        self._whole: Host | None = None  # that this is the part of
        self._parts: list[Host] | None = None
        self._timers: dict[Call, Timer] | None = None
        self.runs = 0  # times that a timer set it to work

    @property
    def rng(self) -> Random:
        """The engine's own stream of chance, made on first use (one takes 2.5 KiB)."""
        if self._rng is None:
            self._rng = self._whole.rng if self._whole is not None else self.device.rng(self.name)
        return self._rng

    @property
    def now(self) -> float:
        """Virtual seconds since the lab was powered on."""
        return self.device.scheduler.now

    def after(self, delay: float, method: Callable[..., object], *args: Hashable, background: bool = False) -> None:
        """Call `method(*args)` `delay` seconds from now. One method with the same arguments waits once: it is re-armed.

        `method` is one of the engine or of a part of it, never a closure: what waits is saved with the lab.
        `background` marks what a settled network still does (periodic refreshes, expiry): `Lab.settle` does not wait
        for it. Whatever is tried again because no answer came is not background, however often it was tried.
        """
        call = (method, *args)
        if self._timers is None:
            self._timers = {}
        old = self._timers.get(call)
        if old is not None:
            if background and old.background and old.postpone(delay):
                return
            old.cancel()
        self._timers[call] = self.device.scheduler.after(delay, fire, self, call, background=background)

    def expect(self, method: Callable[..., object], *args: Hashable) -> None:
        """Somebody waits for this call, which was one of the background: `Lab.settle` waits, too."""
        left = self.due(method, *args)
        if left is not None:
            self.after(left, method, *args)

    def cancel(self, method: Callable[..., object], *args: Hashable) -> None:
        """Disarm; no error when it is not armed."""
        timer = self._timers.pop((method, *args), None) if self._timers is not None else None
        if timer is not None:
            timer.cancel()

    def due(self, method: Callable[..., object], *args: Hashable) -> float | None:
        """Seconds until it is called, None when it is not armed."""
        timer = self._timers.get((method, *args)) if self._timers is not None else None
        return timer.time - self.now if timer is not None and timer.active else None

    def words(self, call: Call) -> tuple[str, str]:
        """What a call that waits is for ("register") and whom or what it concerns ("Tunnel0 155.1.0.5")."""
        method, *args = call
        owner, what = method.__self__, method.__name__.strip("_").replace("_", " ")
        if self.engine is not None:
            return self.engine.waits_for(what, (getattr(owner, "text", None), *args))
        return what, ""

    def emit(self, event: object) -> None:
        """Tell what happened; see `iosemu.device.events`."""
        self.device.bus.emit(event)

    def peer(self, feature: str) -> Any:
        """The engine of a feature that FEATURE.needs names (started if it was not)."""
        return self.device.engine(feature)

    def child(self) -> Host:
        """For a part of the engine that ends by itself (a process): `stop` disarms what it has armed, no more."""
        part = Host(self.device, self.name)
        part.engine = self.engine
        part._whole = self
        if self._parts is None:
            self._parts = []
        self._parts.append(part)
        return part

    def stop(self) -> None:
        """Disarm all timers, those of its parts too."""
        for part in tuple(self._parts or ()):
            part.stop()
        for timer in (self._timers or {}).values():
            timer.cancel()
        self._timers = None
        others = self._whole._parts if self._whole is not None else None
        if others is not None and self in others:
            others.remove(self)

    def forget(self, call: Call) -> None:
        """It is being carried out."""
        if self._timers is not None:
            del self._timers[call]
        (self._whole or self).runs += 1


def fire(host: Host, call: Call) -> None:
    """What the scheduler does for a host: no method of it, of which there would be one for each call that waits."""
    host.forget(call)
    call[0](*call[1:])


def _words(part: object) -> Iterator[str]:
    """What people understand of a timer's key: names, prefixes, addresses; of records what they call themselves."""
    if isinstance(part, Prefix | InterfaceName):
        yield str(part)
    elif isinstance(part, tuple):
        for each in part:
            yield from _words(each)
    elif isinstance(part, str):
        yield part
    elif isinstance(part, bool):
        return
    elif isinstance(part, int):
        yield format_ipv4(part) if 0xFFFFFF < part <= MAX_IPV4 else str(part)
    elif isinstance(part, float):
        yield f"{part:g}"
    elif hasattr(part, "text"):
        yield from [str(part.text)] if part.text else ()
    elif isinstance(getattr(part, "peer", None), int):
        yield format_ipv4(part.peer)  # type: ignore[attr-defined]
    elif part is not None:
        yield type(part).__name__


class Engine:
    """Base of all engines; override what you need.

    While the start-up configuration is read an engine is told nothing, and at its end, once, of each thing that it
    speaks of. `at_once` is for those that make what further lines name.
    """

    at_once = False

    def __init__(self, host: Host) -> None:
        self.host = host

    def start(self) -> None:
        """Register protocol handlers and drivers. The model may hold anything already: make the state agree with it."""

    def stop(self) -> None:
        """The device reloads or loses power: drop everything without a word on the wire."""

    def changed(self, change: Change) -> None:
        """After a commit, for each change of a record that the feature's model defines."""

    def in_nvram(self) -> object:
        """`write memory`: plain values that NVRAM keeps beside the start-up configuration, None for nothing. An engine
        that kept something starts with the router, and finds it in `device.remembered(name)`."""
        return None

    def interface_changed(self, iface: Interface) -> None:
        """Line protocol or addresses of an interface changed, or it was made or removed (`iface.removed`)."""

    def routes_changed(self) -> None:
        """The routing table changed (once per burst)."""

    def waits_for(self, what: str, of: tuple[Any, ...]) -> tuple[str, str]:
        """What a call that waits is for ("register") and whom or what it concerns ("Tunnel0 155.1.0.5"), in words.

        `what` is the name of the method, `of` the text of its owner and the arguments.
        """
        return what, " ".join(_words(of))
