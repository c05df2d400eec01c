"""What is known of a server: is it alive, and what became of what it was asked."""

from __future__ import annotations

from collections import Counter

from iosemu.features.radius.model import Place
from iosemu.records import dataclass, field

DAY = 1440  # minutes
DELAYS = (2, 5, 10, 20, 50, 100)  # milliseconds: bounds of the distribution


@dataclass(slots=True)
class Counts:
    """Of one kind of question. `requests` are all packets, `retransmissions` and `timeouts` are among them."""

    requests: int = 0
    timeouts: int = 0
    failovers: int = 0  # that came here from a server before
    retransmissions: int = 0
    accepts: int = 0
    rejects: int = 0
    challenges: int = 0
    unexpected: int = 0
    incorrect: int = 0
    successes: int = 0
    failures: int = 0
    delay: float = 0.0  # seconds, of all answers together
    answers: int = 0
    longest: float = 0.0
    sent: dict[int, int] = field(default_factory=dict)  # Acct-Status-Type -> requests
    told: dict[int, int] = field(default_factory=dict)  # … -> answers
    spread: list[int] = field(default_factory=lambda: [0] * (len(DELAYS) + 1))

    def answered(self, delay: float) -> None:
        self.answers += 1
        self.delay += delay
        self.longest = max(self.longest, delay)
        self.spread[sum(delay * 1000 > bound for bound in DELAYS)] += 1

    @property
    def average(self) -> int:
        """Milliseconds."""
        return round(self.delay * 1000 / self.answers) if self.answers else 0


@dataclass(slots=True)
class Statistics:
    """Of all servers together, by port of ours."""

    cleared: float  # when
    last_id: Counter[int] = field(default_factory=Counter)  # it goes on
    unknown: Counter[int] = field(default_factory=Counter)  # replies that nobody waits for
    malformed: Counter[int] = field(default_factory=Counter)
    longest_queue: Counter[int] = field(default_factory=Counter)  # transactions at once
    longest_packet: Counter[int] = field(default_factory=Counter)  # octets


@dataclass(slots=True)
class ServerState:
    place: Place
    number: int
    since: float  # when it became what it is
    dead: bool = False
    before: float = 0.0  # seconds that it was the other
    dead_count: int = 0
    dead_seconds: float = 0.0
    heard: float | None = None  # when it answered last
    unanswered: int = 0  # timeouts since then
    cleared: float = 0.0
    authen: Counts = field(default_factory=Counts)
    author: Counts = field(default_factory=Counts)
    acct: Counts = field(default_factory=Counts)
    minutes: dict[int, int] = field(default_factory=dict)  # requests, by minute

    def asked(self, now: float) -> None:
        minute = int(now // 60)
        self.minutes[minute] = self.minutes.get(minute, 0) + 1
        if len(self.minutes) > DAY:
            for old in [each for each in self.minutes if each <= minute - DAY]:
                del self.minutes[old]

    def turn(self, now: float, dead: bool) -> None:
        """It is dead from now on, or alive again."""
        self.before = now - self.since
        if self.dead:
            self.dead_seconds += self.before
        self.since, self.dead = now, dead
        self.dead_count += dead
        self.unanswered = 0

    def clear(self, now: float) -> None:
        """Counters only: it is as dead as it was."""
        self.authen, self.author, self.acct = Counts(), Counts(), Counts()
        self.minutes.clear()
        self.cleared = now
