"""When routes are computed, what of them, and what follows from it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from iosemu.features.ospf.backoff import Backoff
from iosemu.features.ospf.events import SpfStep
from iosemu.features.ospf.flooding import area_of
from iosemu.features.ospf.history import What
from iosemu.features.ospf.spf import shortest_paths
from iosemu.features.ospf.stats import SpfRun
from iosemu.types import Prefix
from iosemu.wire.ospf_lsa import ASBR, EXTERNAL, NETWORK, NSSA, ROUTER, SUMMARY, Lsa

if TYPE_CHECKING:
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.process import Process

LOG = 10  # computations that are remembered
LETTERS = {ROUTER: "R", NETWORK: "N", SUMMARY: "SN", ASBR: "SA", EXTERNAL: "X", NSSA: "X7"}


class Computation:
    """`log` are the last computations, oldest first."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.backoff = Backoff()
        self.log: deque[SpfRun] = deque(maxlen=LOG)
        self.runs = 0
        self._waited = 0.0  # seconds, before the computation that is due or was last
        self._areas: set[int] = set()  # whose trees are to be computed
        self._summaries = False
        self._externals: set[Prefix] = set()
        self._reasons: dict[str, None] = {}

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.process.text

    def reset(self) -> None:
        self._areas.clear()
        self._externals.clear()
        self._reasons.clear()
        self._summaries = False

    @property
    def due(self) -> float | None:
        """Seconds until the next computation."""
        return self.process.host.due(self.run)

    @property
    def wait(self) -> float:
        """Seconds between two computations as they are throttled now."""
        return self.backoff.wait

    # causes

    def changed(self, scope: Area | OspfPort | None, lsa: Lsa, old: Lsa | None = None) -> None:
        """This LSA says something else than the old one, maybe of another prefix (appendix E)."""
        process, kind = self.process, lsa.kind
        letter = process.letters.get(kind)
        if letter is None:
            return
        if process.device.bus.wants(process.events.LsaDetected):
            area = scope.id if scope is not None and hasattr(scope, "id") else None
            process.host.emit(process.events.LsaDetected(process.number, *lsa.key, area))
        self._reasons[letter] = None
        if process.host.due(self.run) is None and not process.stopped:
            process.history.add(What.SCHEDULED, area_of(scope), letter, lsa.lsid, lsa.adv)
        if process.lsas.in_tree(kind):
            self._areas.add(area_of(scope) or 0)
        elif kind in (SUMMARY, ASBR):
            self._summaries = True
        else:
            self._externals |= {one.prefix for one in (lsa, old) if one is not None and one.prefix is not None}
        self._schedule()

    def schedule(self, area: Area) -> None:
        """Something of our own is different in the area."""
        self._areas.add(area.id)
        self._schedule()

    def schedule_all(self) -> None:
        self._areas.update(self.process.areas)
        self._schedule()

    def _schedule(self) -> None:
        process = self.process
        host = process.host
        if host.due(self.run) is not None or process.stopped:
            return
        delay = self._waited = self.backoff.delay(host.now, process.spf_throttle)
        if process.device.bus.wants(process.events.Spf):
            host.emit(process.events.Spf(process.number, SpfStep.SCHEDULED, delay=delay))
        host.after(delay, self.run)

    # the computation

    def run(self) -> None:
        """Trees of the areas that changed, then what hangs on them."""
        process = self.process
        host = process.host
        self.backoff.done(host.now)
        if process.stopped:
            return
        areas, self._areas = self._areas, set()
        summaries, self._summaries = self._summaries or bool(areas), False
        externals, self._externals = self._externals, set()
        reasons, self._reasons = list(self._reasons), {}
        calculator = process.calculator
        self.runs += 1
        history = process.history
        history.add(What.BEGINS, self._waited)
        nodes = self._trees(areas, reasons)
        if areas:
            for port in list(process.virtual_ports()):
                port.to_reach()
            calculator.from_trees()
            process.borders.look_for_ranges()
        if summaries:
            for area in calculator.summary_areas():
                history.add(What.INTER, area.id)
            calculator.from_summaries()
        only = None if summaries else externals
        if only is None or only:
            self._say(SpfStep.EXTERNALS)
            history.add(What.EXTERNAL)
            translators = process.externals.elect_translators()
            calculator.from_externals(only)
            if translators:
                for area in process.areas.values():
                    process.origin.changed(area)
        if not areas:
            self.log.append(SpfRun(host.now, None, False, nodes, len(calculator.table), reasons))
        process.installer.agree(only)
        if summaries:
            process.borders.agree()
        if any(area.nssa is not None for area in process.areas.values()):
            process.externals.agree()
        history.add(What.ENDS, self.wait)

    def _trees(self, numbers: set[int], reasons: list[str]) -> int:
        """The backbone last: its virtual links lead through the others."""
        process, now = self.process, self.process.host.now
        total = 0
        for number in sorted(numbers, reverse=True):
            area = process.areas.get(number)
            if area is None:
                continue
            self._say(SpfStep.BEGINS, number, "Full")
            process.history.add(What.INTRA, number)
            area.tree = shortest_paths(process.graph(area, now), process.router_id)
            process.flooding.reached(area)
            area.runs += 1
            area.ran_at = now
            total += area.tree.nodes
            self.log.append(SpfRun(now, number, True, area.tree.nodes, len(area.tree.networks), reasons))
            self._say(SpfStep.ENDS, number, "Full")
        return total

    def _say(self, step: SpfStep, area: int | None = None, what: str = "") -> None:
        process = self.process
        if process.device.bus.wants(process.events.Spf):
            process.host.emit(process.events.Spf(process.number, step, area, what))
