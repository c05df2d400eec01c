"""The contract between an engine and the device that hosts it.

Engines take packets, timers and changes, and give effects through their host. They never meet a socket, a clock or a
terminal. They follow the model (the configuration records), never the order of typing: `changed` says that something
is different, the engine looks at the model and makes its state agree.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any

from iosemu.types import MAX_IPV4, InterfaceName, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.sim.scheduler import Timer


class Host:
    """What one engine may do to its device and to the world."""

    __slots__ = ("_rng", "_timers", "device", "engine", "name", "runs")

    def __init__(self, device: Device, name: str, rng: Random | None = None) -> None:
        self.device = device
        self.name = name
        self._rng = rng
        self.engine: Engine | None = None
        self._timers: dict[Hashable, Timer] = {}
        self.runs = 0  # times that a timer set it to work

    @property
    def rng(self) -> Random:
        """The engine's own stream of chance, made on first use (one takes 2.5 KiB)."""
        if self._rng is None:
            self._rng = self.device.rng(self.name)
        return self._rng

    @property
    def now(self) -> float:
        """Virtual seconds since the lab was powered on."""
        return self.device.scheduler.now

    def timer(self, key: Hashable, delay: float, background: bool = False) -> None:
        """Arm (or re-arm) the timer `key`; `Engine.timer(key)` is called `delay` seconds from now.

        `background` marks what a settled network still does (periodic refreshes, expiry): `Lab.settle` does not wait
        for it. Whatever is tried again because no answer came is not background, however often it was tried.
        """
        old = self._timers.get(key)
        if old is not None:
            if background and old.background and old.postpone(delay):
                return
            old.cancel()
        self._timers[key] = self.device.scheduler.after(delay, self._fire, key, background=background)

    def expect(self, key: Hashable) -> None:
        """Somebody waits for this timer, which was one of the background: `Lab.settle` waits, too."""
        left = self.due(key)
        if left is not None:
            self.timer(key, left)

    def cancel(self, key: Hashable) -> None:
        """Disarm; no error when it is not armed."""
        timer = self._timers.pop(key, None)
        if timer is not None:
            timer.cancel()

    def due(self, key: Hashable) -> float | None:
        """Seconds until the timer fires, None when it is not armed."""
        timer = self._timers.get(key)
        return timer.time - self.now if timer is not None and timer.active else None

    def cancel_of(self, owner: object) -> None:
        """Disarm the timers whose key names it: it has ended."""
        for key in [key for key in self._timers if isinstance(key, tuple) and owner in key]:
            self.cancel(key)

    def emit(self, event: object) -> None:
        """Tell what happened; see `iosemu.device.events`."""
        self.device.bus.emit(event)

    def peer(self, feature: str) -> Any:
        """The engine of a feature that FEATURE.needs names (started if it was not)."""
        return self.device.engine(feature)

    def stop(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _fire(self, key: Hashable) -> None:
        del self._timers[key]
        self.runs += 1
        if self.engine is not None:
            self.engine.timer(key)


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
    """Base of all engines; override what you need."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def start(self) -> None:
        """Register protocol handlers and drivers. The model may hold anything already: make the state agree with it."""

    def stop(self) -> None:
        """The device reloads or loses power: drop everything without a word on the wire."""

    def changed(self, change: Change) -> None:
        """After a commit, for each change of a record that the feature's model defines."""

    def interface_changed(self, iface: Interface) -> None:
        """Line protocol or addresses of an interface changed, or it was made or removed (`iface.removed`)."""

    def routes_changed(self) -> None:
        """The routing table changed (once per burst)."""

    def timer(self, key: Any) -> None:
        """A timer armed through the host fired."""

    def waits_for(self, key: Any) -> tuple[str, str]:
        """What the timer `key` is for ("register") and whom or what it concerns ("Tunnel0 155.1.0.5"), in words."""
        words = list(_words(key))
        return words[0] if words else "", " ".join(words[1:])
