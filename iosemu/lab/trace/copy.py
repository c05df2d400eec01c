"""A lab like another one at this moment, to try something out in: nothing that happens in it reaches the first.

In memory and within one process only. What a copy has no use for is left out: captures, who listens to crashes,
commands under way, windows. What a script has put on a link stays where it is.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from types import FunctionType, GeneratorType
from typing import TYPE_CHECKING, Any

from iosemu.sim.link import Link

if TYPE_CHECKING:
    from iosemu.lab.lab import Lab


class Ended:
    """In the place of a command that was under way: whoever wakes it finds that it is over."""

    def send(self, value: object) -> object:
        raise StopIteration

    def __next__(self) -> object:
        raise StopIteration

    def throw(self, *error: object) -> object:
        raise StopIteration

    def close(self) -> None:
        """It is closed."""


class _Pickler(pickle.Pickler):
    """Closures (a script's filters) are not copied: both labs call the same ones."""

    def __init__(self, file: BytesIO, lab: Lab, live: list[Any]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.lab = lab
        self.live = live

    def reducer_override(self, obj: Any) -> Any:
        if type(obj) is GeneratorType:
            return Ended, ()
        if type(obj) is FunctionType and "<locals>" in obj.__qualname__:
            return self._kept(obj)
        if type(obj) is Link:
            return _empty, (Link,), {**obj.__getstate__(), "taps": []}
        if obj is self.lab:
            state = {**obj.__getstate__(), "_captures": [], "crashed": [], "_big": False}
            return _empty, (type(obj),), state
        return NotImplemented

    def _kept(self, obj: Any) -> Any:
        self.live.append(obj)
        return _Live, (len(self.live) - 1,)


def _empty(kind: type) -> Any:
    return object.__new__(kind)


def _Live(number: int) -> Any:  # found by the unpickler below
    raise LookupError(number)


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BytesIO, live: list[Any]) -> None:
        super().__init__(file)
        self.live = live

    def find_class(self, module: str, name: str) -> Any:
        if name == "_Live":
            return self.live.__getitem__
        return super().find_class(module, name)


def copy_of(lab: Lab) -> Lab:
    """Raises TypeError or pickle.PicklingError for what cannot be copied."""
    file, live = BytesIO(), list[Any]()
    _Pickler(file, lab, live).dump(lab)
    file.seek(0)
    found: Lab = _Unpickler(file, live).load()
    return found
