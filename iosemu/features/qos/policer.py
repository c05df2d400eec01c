"""Token buckets: policers with two or three colours (RFC 2697, RFC 2698), and the rate of a priority class."""

from __future__ import annotations

from enum import IntEnum
from math import exp

from iosemu.features.qos.model import Police
from iosemu.records import dataclass, field

SPAN = 300  # seconds over which rates are averaged, unless `load-interval` says otherwise


@dataclass(slots=True)
class Meter:
    """Bits per second, with exponential decay over `span` seconds."""

    rate: float = 0.0
    at: float = 0.0
    span: int = SPAN

    def note(self, now: float, size: int) -> None:
        if now == self.at:
            self.rate += size * 8 / self.span
        else:
            self.rate = self.now(now) + size * 8 / self.span
            self.at = now

    def pace(self, now: float, span: int) -> None:
        """Average over so many seconds from now on."""
        self.rate, self.at, self.span = self.now(now), now, span

    def now(self, now: float) -> float:
        return self.rate * exp((self.at - now) / self.span)


class Colour(IntEnum):
    CONFORMED = 0
    EXCEEDED = 1
    VIOLATED = 2


@dataclass(slots=True)
class Bucket:
    """Fills at `rate` (bytes per second) up to `depth` (bytes)."""

    rate: float
    depth: float
    level: float
    at: float  # virtual time of `level`

    def fill(self, now: float) -> float:
        """Up to `now`; what ran over, bytes."""
        level = self.level + (now - self.at) * self.rate
        self.at = now
        self.level = min(level, self.depth)
        return level - self.level

    def take(self, now: float, size: int) -> bool:
        """`size` bytes, if they are there."""
        self.fill(now)
        if self.level < size:
            return False
        self.level -= size
        return True


@dataclass(slots=True)
class Policer:
    """`counts` are packets and bytes of each colour, `rates` their averages."""

    config: Police
    committed: Bucket
    excess: Bucket | None
    counts: list[list[int]] = field(default_factory=list)

    def colour(self, now: float, size: int) -> Colour:
        """Of a datagram of that many bytes; colour-blind."""
        committed, excess = self.committed, self.excess
        over = committed.fill(now)
        if self.config.pir and excess is not None:  # two rates: RFC 2698
            if not excess.take(now, size):
                return self._counted(Colour.VIOLATED, size)
            if committed.level >= size:
                committed.level -= size
                return self._counted(Colour.CONFORMED, size)
            return self._counted(Colour.EXCEEDED, size)
        if excess is not None:  # what runs over in the first fills the second: RFC 2697
            excess.level = min(excess.depth, excess.level + over)
        if committed.level >= size:
            committed.level -= size
            return self._counted(Colour.CONFORMED, size)
        if excess is None:
            return self._counted(Colour.EXCEEDED, size)
        if excess.level >= size:
            excess.level -= size
            return self._counted(Colour.EXCEEDED, size)
        return self._counted(Colour.VIOLATED, size)

    def _counted(self, colour: Colour, size: int) -> Colour:
        counts = self.counts[colour]
        counts[0] += 1
        counts[1] += size
        return colour

    def action(self, colour: Colour) -> tuple[str, int]:
        """What is done with that colour, and the value that it sets."""
        config = self.config
        if colour is Colour.CONFORMED:
            return config.conform, config.conform_value
        if colour is Colour.EXCEEDED:
            return config.exceed, config.exceed_value
        return config.violate or config.exceed, config.violate_value or config.exceed_value


def policer(config: Police, now: float) -> Policer:
    """With full buckets."""
    excess = Bucket(config.pir / 8, config.excess, config.excess, now) if config.excess else None
    committed = Bucket(config.cir / 8, config.burst, config.burst, now)
    return Policer(config, committed, excess, [[0, 0] for _ in Colour])
