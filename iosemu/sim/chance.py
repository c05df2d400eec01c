"""All chance of a lab grows from its seed: one independent stream per name, so that no order of creation matters."""

from __future__ import annotations

import struct
from random import Random
from typing import Any

_WORDS = 624  # of a state; so many are drawn until all of them are made anew
_STATE = struct.Struct(f"<{_WORDS}I")
_VERSION = 3  # of the state of a `Random`


class Stream(Random):
    """A stream that is told, as long as it has drawn little, by what it grew from and how many words it has drawn."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.grown_from = seed

    def __reduce__(self) -> tuple[Any, ...]:
        _, state, _ = self.getstate()
        *words, drawn = state
        for count in (0, drawn) if drawn == _WORDS else (drawn,):
            if again(self.grown_from, count).getstate()[1] == state:
                return again, (self.grown_from, count)
        return again, (self.grown_from, drawn, _STATE.pack(*words))


def again(seed: str, drawn: int, state: bytes = b"") -> Stream:
    """The stream that was saved. Raises what nonsense leads to."""
    if not 0 <= drawn <= _WORDS or not isinstance(seed, str):
        raise ValueError(drawn)
    made = Stream(seed)
    if state:
        made.setstate((_VERSION, (*_STATE.unpack(state), drawn), None))
    elif drawn:
        made.getrandbits(32 * drawn)
    return made


def stream(seed: int, *names: str) -> Random:
    """The random stream of e.g. ("R1", "isakmp"): the same for the same seed and names, in any run."""
    return Stream(f"{seed}/" + "/".join(names))


class Later:
    """A stream made on first use: most links never lose a frame, and a stream takes 2.5 KiB."""

    __slots__ = ("_names", "_seed", "_stream")

    def __init__(self, seed: int, *names: str) -> None:
        self._seed = seed
        self._names = names
        self._stream: Random | None = None

    def random(self) -> float:
        """The next number in [0, 1)."""
        if self._stream is None:
            self._stream = stream(self._seed, *self._names)
        return self._stream.random()
