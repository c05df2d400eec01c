"""Places that one has for himself: a port, an IP protocol, a kind of interface. A second user is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from iosemu.records import dataclass


class Taken(Exception):
    """Somebody else has that place."""


@dataclass(slots=True, eq=False)
class Claim:
    """Somebody has a place; calling this gives it up, if it is still his. `after` is told of that."""

    places: dict[Any, Any]
    key: Any
    who: Any
    after: Callable[[], object] | None = None

    def __call__(self) -> None:
        if self.places.get(self.key) == self.who:
            del self.places[self.key]
            if self.after is not None:
                self.after()


def claim(
    places: dict[Any, Any], key: Any, who: Any, after: Callable[[], object] | None = None, error: type[Taken] = Taken
) -> Claim:
    """`who` has the place from now on; who has it already may say so again. Raises `error` when it is another's.

    `after` is told now, and when the place is given up. Live state holds no closure: `who` is an object, a method or a
    module's function.
    """
    if places.get(key, who) != who:
        raise error(key)
    places[key] = who
    if after is not None:
        after()
    return Claim(places, key, who, after)
