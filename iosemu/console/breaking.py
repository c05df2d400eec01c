"""`iosemu break LAB`: something is wrong in it; find it, mend it, and hear what it was."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from iosemu.checks.language import Check
from iosemu.console.drawing import explained
from iosemu.console.exercise import Exercise, lines_text, results, wrapped
from iosemu.lab.catalog import find
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Topology, read
from iosemu.practice import faults
from iosemu.practice.faults import Planted
from iosemu.practice.progress import Progress, default_path
from iosemu.practice.repair import Repair

if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace

    Options = Namespace | SimpleNamespace

_SEEDS = 10_000


class Break(Exercise):
    """One fault, from the ticket to its story."""

    kind = "fault"

    def __init__(self, topology: Topology, planted: Planted, seed: int, progress: Progress) -> None:
        super().__init__(progress)
        self.planted = planted
        self.number = seed
        self.repair = Repair(topology, planted, seed)
        self._seen = ""  # what /trace said of the lab with the fault
        self.begin(topology.name, planted.name, planted.title, planted.points)

    def lab(self) -> Lab:
        lab = self.repair.plant()
        self._seen = explained(lab.diagnose(), 100, False)
        return lab

    def text(self) -> str:
        head = f"Ticket {self.number} (level {self.planted.fault.level}, {self.planted.points:g} points)"
        return f"{head}\n{wrapped(self.planted.ticket)}"

    def hints(self) -> list[str]:
        kind = {"configuration": "a line of a configuration", "network": "the network between the routers"}
        what = kind.get(self.planted.fault.kind, "a time: a timer, an interval, a lifetime, a delay")
        return [*self.planted.hints, f"It is {what}.", f"It is at {self.planted.values['node']}."]

    def solved_text(self) -> str:
        planted = self.planted
        lines: dict[str, str] = {}
        for check in planted.mend:
            if check.deed == "configure":
                lines[check.node] = lines.get(check.node, "") + check.what.rstrip("\n") + "\n"
        deeds = [_typed(check) for check in planted.mend if check.deed != "configure"]
        mend = lines_text(lines) + "".join(f"  {deed}\n" for deed in deeds)
        return f"{planted.title}\n{wrapped(planted.story)}\nWhat mends it:\n{mend}What /trace said of it:\n{self._seen}"

    def checked(self, lab: Lab) -> str:
        found = self.repair.look(lab)
        rows = [*results(found.outcomes), *(f"  FAIL  {text}" for text in (*found.bare, *found.ailing))]
        if not found.mended:
            rows.append("not mended yet")
            return "\n".join(rows) + "\n"
        rows.append(f"mended: {self.passed()}")
        return "\n".join(rows) + f"\n\n{self.solved_text()}"


def _typed(check: Check) -> str:
    """What somebody at a console does."""
    if check.deed == "exec":
        return f"{check.node}#{check.what}"
    if check.deed == "loss":
        return f"/loss {check.what} {check.amount * 100:g}%"
    if check.deed == "delay":
        return f"/delay {check.what} {check.amount * 1000:g}ms"
    if check.deed == "wait":
        return f"/advance {check.within:g}s"
    return f"/{check.deed} {check.what}"


def run(options: Options) -> int:
    """Raises LabError."""
    from iosemu.console.practice import sit

    topology = read(find(options.lab), options.trust)
    catalogue = faults.catalogue(topology)
    seed = options.seed
    if seed is None:
        from secrets import randbelow

        seed = randbelow(_SEEDS)
    if options.fault:
        known = [fault.id for fault in catalogue]
        catalogue = [fault for fault in catalogue if fault.id == options.fault]
        if not catalogue:
            near = ", ".join(get_close_matches(options.fault, known, 3, 0.4) or known[:3])
            raise LabError(f'there is no fault "{options.fault}" among the {len(known)}, like {near}')
    planted = faults.choose(Lab(topology), catalogue, seed, options.level)
    progress = Progress(options.progress or default_path())
    try:
        sit(Break(topology, planted, seed, progress), options)
    finally:
        progress.close()
    return 0
