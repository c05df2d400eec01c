"""Route flap dampening (RFC 2439): what comes and goes too often is not used for a while."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

from iosemu.features.bgp.model import Dampening
from iosemu.features.bgp.paths import Destination, Path, Penalty
from iosemu.features.bgp.policy import Candidate, run_map

if TYPE_CHECKING:
    from iosemu.features.bgp.table import Table

WITHDRAWN = 1000.0
CHANGED = 500.0


class Damper:
    """Of a table. Times of `settings` are minutes, all others seconds."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def settings(self) -> Dampening | None:
        return self.table.family.dampening

    @property
    def on(self) -> bool:
        return self.settings is not None

    def of(self, penalty: Penalty) -> Dampening | None:
        """What counts for one path: the map may have set it for this one."""
        settings = self.settings
        return penalty.settings or settings if settings is not None and settings.route_map else settings

    @staticmethod
    def ceiling(settings: Dampening) -> float:
        """The highest figure: from it the reuse limit is reached after the longest suppress time."""
        return float(settings.reuse * 2.0 ** (settings.max_suppress / settings.half_life))

    def figure(self, penalty: Penalty) -> float:
        """Now."""
        settings = self.of(penalty)
        if settings is None:
            return 0.0
        passed = self.table.process.host.now - penalty.at
        return penalty.figure * exp(-passed * log(2) / (settings.half_life * 60.0))

    def reuse_in(self, penalty: Penalty) -> float:
        """Seconds until it may be used again."""
        settings = self.of(penalty)
        figure = self.figure(penalty)
        if settings is None or figure <= settings.reuse:
            return 0.0
        return settings.half_life * 60.0 * log(figure / settings.reuse) / log(2)

    def _applies(self, destination: Destination, path: Path) -> Dampening | None:
        """With these settings; None: it is not damped."""
        settings = self.settings
        if settings is None or not path.external:
            return None
        if not settings.route_map:
            return settings
        candidate = Candidate(destination.prefix, path.attributes, path.weight)
        if not run_map(self.table.process.device, settings.route_map, candidate):
            return None
        return Dampening(*candidate.dampening) if candidate.dampening is not None else Dampening()

    def _add(self, path: Path, points: float, settings: Dampening) -> None:
        now = self.table.process.host.now
        penalty = path.penalty
        if penalty is None:
            penalty = path.penalty = Penalty(now)
        penalty.settings = settings
        penalty.figure = min(self.figure(penalty) + points, self.ceiling(settings))
        penalty.at = now

    def withdrawn(self, destination: Destination, path: Path) -> bool:
        """True: the path stays as history."""
        if path.history:
            return True
        settings = self._applies(destination, path)
        if settings is None:
            return False
        self._add(path, WITHDRAWN, settings)
        assert path.penalty is not None
        path.penalty.flaps += 1
        path.history = True
        self._judge(destination, path)
        self.table.touch(destination)
        return True

    def announced(self, destination: Destination, path: Path, old: Path | None) -> None:
        """`path` comes in place of `old`, whose past it takes over."""
        settings = self._applies(destination, path) if old is not None else None
        if old is None or settings is None:
            return
        path.penalty = old.penalty
        if not old.history and old.attributes is not path.attributes:
            self._add(path, CHANGED, settings)
            assert path.penalty is not None
            path.penalty.flaps += 1
        if path.penalty is not None:
            self._judge(destination, path)

    def _judge(self, destination: Destination, path: Path) -> None:
        """Is it suppressed, and when is the next look due?"""
        penalty = path.penalty
        settings = self.of(penalty) if penalty is not None else None
        assert settings is not None and penalty is not None
        figure = self.figure(penalty)
        if figure >= settings.suppress:
            penalty.suppressed = True
        elif figure <= settings.reuse:
            penalty.suppressed = False
        half = settings.reuse / 2.0
        goal = settings.reuse if penalty.suppressed else half
        wait = settings.half_life * 60.0 * log(max(figure / goal, 1.0)) / log(2)
        self.table.process.host.after(wait + 0.1, self.look, destination, path.peer, background=True)

    def look(self, destination: Destination, peer: object) -> None:
        """The penalty of a path has decayed: it is used again, or its past is forgotten."""
        path = next((path for path in destination.paths if path.peer is peer), None)
        if path is None or path.penalty is None:
            return
        settings = self.of(path.penalty)
        if settings is None or self.figure(path.penalty) <= settings.reuse / 2.0:
            self.forget(destination, path)
            return
        was = path.penalty.suppressed
        self._judge(destination, path)
        if was != path.penalty.suppressed:
            self.table.touch(destination)

    def forget(self, destination: Destination, path: Path) -> None:
        """`clear ip bgp dampening`, or it has behaved long enough."""
        path.penalty = None
        if path.history:
            self.table.take(destination, path)
        else:
            self.table.touch(destination)

    def clear(self) -> None:
        for destination in list(self.table.destinations.values()):
            for path in list(destination.paths):
                if path.penalty is not None:
                    self.forget(destination, path)
