"""How other features have a neighbour watched. Name "bfd" in `FEATURE.needs`; then, when the neighbour is there:

    self.watch = self.host.peer("bfd").watch("EIGRP", iface, address, self._bfd_told)    # a bound method, or a partial
    …
    def _bfd_told(self, watch: Watch, news: News) -> None:
        if news is News.DOWN:      # the way is dead: drop the neighbour, and with it
            watch.end()            # the watch

There is a session while somebody watches *and* the interface has timers (`bfd interval`, `bfd template`) and is up:
`watch` may always be called, and the timers may come and go. One session serves all who watch the same neighbour.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4
from iosemu.wire.bfd import State

if TYPE_CHECKING:
    from iosemu.features.bfd.engine import BfdEngine


class News(Enum):
    BEGUN = "begun"  # there is a session now, which is not up yet
    GONE = "gone"  # there is none any more: timers or line are gone, of the way nothing is known
    UP = "up"
    DOWN = "down"
    ADMIN_DOWN = "admin down"  # the neighbour watches no more, which says nothing of the way (RFC 5882 section 3.2)


Told = Callable[["Watch", News], object]
"""Hears what becomes of the session; that it is up at once, if it is up already."""


@dataclass(slots=True, eq=False)
class Watch:
    """One client's interest in one neighbour, until `end`."""

    engine: BfdEngine
    client: str  # as `show bfd neighbors details` lists it
    iface: InterfaceName
    neighbor: IPv4
    told: Told

    @property
    def state(self) -> State | None:
        """Of the session; None: there is none (yet)."""
        session = self.engine.sessions.get((self.iface, self.neighbor))
        return session.state if session is not None else None

    @property
    def up(self) -> bool:
        return self.state is State.UP

    def end(self) -> None:
        """No more; nothing is heard from now on. Idempotent."""
        self.engine.forget(self)
