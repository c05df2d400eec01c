"""What happens in routers, as records: what debugs and the syslog tell, for scripts."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from iosemu.device.feature import features
from iosemu.lab.errors import LabError
from iosemu.records import dataclass, is_dataclass

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.lab.lab import Lab
    from iosemu.lab.node import Node

E = TypeVar("E")
_OF_DEVICES = ("events", "ip_events")
_ELSEWHERE = {"isakmp": "trace"}  # events under another name


@dataclass(frozen=True)
class Happened(Generic[E]):
    """An event, at which router and when (virtual seconds)."""

    at: float
    node: str
    event: E


class Events(Generic[E]):
    """Collects events of one kind from now on, also over reloads, until `stop`. Made by `Lab.events`.

    A sequence of `Happened`; may be used as a context manager.
    """

    def __init__(self, lab: Lab, kind: type[E], nodes: Sequence[Node]) -> None:
        self.lab = lab
        self.kind = kind
        self.seen: list[Happened[E]] = []
        self._looked = 0  # how many `wait` has passed
        self._ears = [_Ear(self, node.device) for node in nodes]

    def wait(self, timeout: float, where: Callable[[E], bool] | None = None) -> Happened[E]:
        """The next one for which `where` holds, behind what an earlier `wait` returned; one that has come already is
        taken at once, else virtual time passes until it comes, and stands still there.

        Raises LabError when `timeout` virtual seconds are over.
        """

        def come() -> bool:
            while self._looked < len(self.seen):
                self._looked += 1
                if where is None or where(self.seen[self._looked - 1].event):
                    return True
            return False

        if not self.lab.run_until(come, timeout):
            raise LabError(f"no {self.kind.__name__} within {timeout:g} s")
        return self.seen[self._looked - 1]

    def stop(self) -> None:
        """Hear no more; what was heard stays."""
        for ear in self._ears:
            ear.stop()
        self._ears.clear()

    def __len__(self) -> int:
        return len(self.seen)

    def __iter__(self) -> Iterator[Happened[E]]:
        return iter(self.seen)

    def __getitem__(self, index: int) -> Happened[E]:
        return self.seen[index]

    def __enter__(self) -> Events[E]:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Ear:
    """Listens at one router; again after a reload, which takes all listeners of the bus away."""

    def __init__(self, events: Events[Any], device: Device) -> None:
        self.events = events
        self.device = device
        device.power_listeners.append(self.follow)
        self.follow(device)

    def follow(self, device: Device) -> None:
        self._subscription = device.bus.listen(self.events.kind, self.hear)

    def hear(self, event: Any) -> None:
        self.events.seen.append(Happened(self.device.scheduler.now, self.device.node, event))

    def stop(self) -> None:
        self.device.power_listeners.remove(self.follow)
        if self._subscription.bus is self.device.bus:  # else the router is off, and nobody listens any more
            self._subscription()


@cache
def kinds() -> dict[str, type]:
    """Name -> type of all events: ``ospf.NeighborChanged``; those of every router as ``LineProtocol``."""
    modules = [("", f"iosemu.device.{name}") for name in _OF_DEVICES]
    for feature in features().values():
        for part in ("events", _ELSEWHERE.get(feature.name, "")):
            if part and feature.module(part) is not None:
                modules.append((f"{feature.name}.", f"iosemu.features.{feature.name}.{part}"))
    found = {}
    for lead, name in modules:
        for word, value in vars(importlib.import_module(name)).items():
            own = isinstance(value, type) and value.__module__ == name and is_dataclass(value)
            if own and not word.startswith("_") and "__call__" not in vars(value):
                found[f"{lead}{word}"] = value
    return found


def kind_named(kind: type[E] | str) -> type[E] | type[Any]:
    """Raises LabError, with what there is of that feature."""
    if not isinstance(kind, str):
        return kind
    found = kinds().get(kind)
    if found is None:
        lead = f"{kind.partition('.')[0]}." if "." in kind else ""
        like = [name for name in kinds() if name.startswith(lead)] if lead else []
        known = ", ".join(like or sorted({name.partition(".")[0] for name in kinds()}))
        raise LabError(f'no event is called "{kind}"; there are: {known}')
    return found
