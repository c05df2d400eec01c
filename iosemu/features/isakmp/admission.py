"""Call admission: how many ISAKMP SAs there may be, and how many of them being negotiated (`crypto call admission`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.isakmp.trace import Denial, SaDenied
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

MOST_NEGOTIATING = 1000  # phase 1 exchanges at a time, if nothing is said; IOS's "Max in nego"


@dataclass(slots=True)
class Counts:
    """Since they were cleared; of one direction."""

    accepted: int = 0
    rejected: int = 0

    @property
    def requests(self) -> int:
        return self.accepted + self.rejected


@dataclass(slots=True)
class Figures:
    """What `show crypto call admission statistics` tells of the past."""

    incoming: Counts = field(default_factory=Counts)
    outgoing: Counts = field(default_factory=Counts)
    denied: dict[Denial, int] = field(default_factory=lambda: dict.fromkeys(Denial, 0))


class Admission:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine
        self.figures = Figures()

    def clear(self) -> None:
        """`clear crypto call admission statistics`."""
        self.figures = Figures()

    @property
    def most_negotiating(self) -> int:
        return self.engine.config.negotiating_most or MOST_NEGOTIATING

    @property
    def active(self) -> int:
        return sum(sa.established for sa in self.engine.life.sas.values())

    def admits(self, local: int, remote: int, initiator: bool) -> bool:
        """May there be one more SA between two addresses? Counts, and tells a refusal."""
        engine = self.engine
        most = engine.config.active_most
        reason = None
        if len(engine.life.negotiating) >= self.most_negotiating:
            reason = Denial.NEGOTIATING
        elif most and self.active >= most:
            reason = Denial.ACTIVE
        counts = self.figures.outgoing if initiator else self.figures.incoming
        if reason is None:
            counts.accepted += 1
            return True
        counts.rejected += 1
        self.figures.denied[reason] += 1
        engine.stats.capacity_failures += 1
        ends = (local, remote) if initiator else (remote, local)
        engine.host.emit(SaDenied(remote, initiator, *ends, reason))
        return False
