"""How other features have a neighbour watched. Name "bfd" in `FEATURE.needs`; then

    self.watches: Watches[Neighbor] = Watches(host, "EIGRP", self._dead)
    …
    self.watches.begin(neighbor, Line(iface), address)      # it is there
    self.watches.end(neighbor)                        # it is there no more
    …
    def _dead(self, neighbor: Neighbor) -> None:      # the way to it is: drop it

or, to hear more than that, `host.peer("bfd").watch(client, way, address, told)` for a `Watch` of one's own.

There is a session while somebody watches *and* the interface has timers (`bfd interval`, `bfd template`) and is up:
the timers may come and go. One session serves all who watch the same neighbour. A neighbour some hops away is watched
by `ways.Hops(vrf, source)` in the place of `ways.Line(iface)`; its timers are those of `bfd map`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire.bfd import State

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.features.bfd.engine import BfdEngine
    from iosemu.features.bfd.session import Session
    from iosemu.features.bfd.ways import Place, Way

N = TypeVar("N")


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
    place: Place
    neighbor: IPv4
    told: Told

    @property
    def session(self) -> Session | None:
        """None: there is none (yet)."""
        return self.engine.sessions.get((self.place, self.neighbor))

    @property
    def state(self) -> State | None:
        """Of the session; None: there is none."""
        session = self.session
        return session.state if session is not None else None

    @property
    def up(self) -> bool:
        return self.state is State.UP

    def end(self) -> None:
        """No more; nothing is heard from now on. Idempotent."""
        self.engine.forget(self)


class Watches(Generic[N]):
    """The watches of a client, by its neighbours."""

    def __init__(self, host: Host, client: str, dead: Callable[[N], object]) -> None:
        self._host = host
        self._client = client
        self._dead = dead
        self._watches: dict[N, Watch] = {}

    def begin(self, neighbor: N, way: Way, address: IPv4) -> None:
        """No more than once."""
        if neighbor not in self._watches:
            told = partial(self._told, neighbor)
            self._watches[neighbor] = self._host.peer("bfd").watch(self._client, way, address, told)

    def end(self, neighbor: N) -> None:
        """Idempotent."""
        watch = self._watches.pop(neighbor, None)
        if watch is not None:
            watch.end()

    def of(self, neighbor: N) -> Watch | None:
        """None: it is not watched."""
        return self._watches.get(neighbor)

    def _told(self, neighbor: N, watch: Watch, news: News) -> None:
        if news is News.DOWN and neighbor in self._watches:
            self._dead(neighbor)
