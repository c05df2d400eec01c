"""All chance of a lab grows from its seed: one independent stream per name, so that no order of creation matters."""

from __future__ import annotations

from random import Random


def stream(seed: int, *names: str) -> Random:
    """The random stream of e.g. ("R1", "isakmp"): the same for the same seed and names, in any run."""
    return Random(f"{seed}/" + "/".join(names))


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
