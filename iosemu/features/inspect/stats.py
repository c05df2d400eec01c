"""What `show ip inspect statistics` counts."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass, field


class State(Enum):
    """As shown."""

    OPENING = "SIS_OPENING"
    OPEN = "SIS_OPEN"
    CLOSING = "SIS_CLOSING"


@dataclass(slots=True)
class Stats:
    """`now` are the sessions of each state, `most` the largest numbers at a time."""

    packets: dict[str, int] = field(default_factory=dict)  # by protocol, as first seen
    created: int = 0
    last_created: float | None = None
    now: dict[State, int] = field(default_factory=lambda: dict.fromkeys(State, 0))
    most: dict[State, int] = field(default_factory=lambda: dict.fromkeys(State, 0))
    most_rate: int = 0
    seen: int = 0
    reset: float | None = None  # when it began anew

    def inspected(self, protocol: str) -> int:
        """A packet; its number."""
        self.packets[protocol] = self.packets.get(protocol, 0) + 1
        self.seen += 1
        return self.seen

    def clear(self, now: float) -> None:
        """What there is, and what there was most of, is counted from here on."""
        self.packets.clear()
        self.created, self.last_created, self.most_rate, self.reset = 0, None, 0, now
        self.most = dict(self.now)

    def began(self, now: float, rate: int) -> None:
        self.created += 1
        self.last_created = now
        self.most_rate = max(self.most_rate, rate)
        self.moved(None, State.OPENING)

    def moved(self, old: State | None, new: State | None) -> None:
        """A session has another state; None: it is not there."""
        if old is not None:
            self.now[old] -= 1
        if new is not None:
            self.now[new] += 1
            self.most[new] = max(self.most[new], self.now[new])
