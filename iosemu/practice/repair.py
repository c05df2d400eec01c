"""A fault is planted, and mended: the lab with it, and the look at whether it is sound again."""

from __future__ import annotations

from iosemu.checks.language import Check
from iosemu.checks.run import Outcome, carry_out, verify
from iosemu.device.guards import weaker
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Topology
from iosemu.lab.trace.run import copied_lab
from iosemu.practice.faults import Planted
from iosemu.practice.scene import REST, changed, graded, ready
from iosemu.records import dataclass, field

PATIENCE = 720.0  # virtual seconds until what was mended must be up: a registration may have to expire first
_STEP = 10.0


@dataclass(slots=True)
class Verdict:
    """`outcomes` of the fault's checks; `ailing` is what `/trace` finds besides, `bare` what is not protected any more,
    or less than it was."""

    outcomes: list[Outcome]
    ailing: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)

    @property
    def mended(self) -> bool:
        return not self.ailing and not self.bare and all(outcome.passed for outcome in self.outcomes)


class Repair:
    """A lab with a fault in it. `topology` is the sound one."""

    def __init__(self, topology: Topology, planted: Planted, seed: int | None) -> None:
        self.topology = topology
        self.planted = planted
        self.seed = seed
        self._ailed: set[str] | None = None  # what /trace finds in the sound lab

    def plant(self) -> Lab:
        """The lab as somebody finds it who is called because of the fault. Raises LabError."""
        planted = self.planted
        lab = ready(changed(self.topology, [planted.first] if planted.first else [], planted.fault.file), self.seed)
        if planted.deeds:
            verify(lab, planted.deeds, planted.fault.file)
            done(lab, planted.deeds, planted.fault.file)
            lab.settle()
            lab.run(REST)
        return lab

    def mend(self, lab: Lab) -> None:
        """As the catalogue says. Raises LabError."""
        done(lab, self.planted.mend, self.planted.fault.file)

    def look(self, lab: Lab) -> Verdict:
        """How far somebody has come; nothing of the lab changes."""
        found = Verdict(graded(lab, self.planted.checks, self.planted.fault.file), bare=self._bare(lab))
        if all(outcome.passed for outcome in found.outcomes):
            copied = copied_lab(lab)
            end = copied.now + PATIENCE
            while (ailing := self._new(copied)) and copied.now < end:
                copied.run(_STEP)
            found.ailing = ailing
        return found

    def _new(self, lab: Lab) -> list[str]:
        told = [finding.text for finding in lab.diagnose().findings]
        if told and self._ailed is None:
            self._ailed = {finding.text for finding in ready(self.topology, self.seed).diagnose().findings}
        return [text for text in told if text not in (self._ailed or ())]

    def _bare(self, lab: Lab) -> list[str]:
        """Whoever takes the encryption away, or makes it weaker, has mended nothing."""
        pairs = [(node, lab[node.name]) for node in Lab(self.topology)]
        return sorted({f"{now.name} {told}" for sound, now in pairs for told in weaker(sound.device, now.device)})


def done(lab: Lab, deeds: list[Check], file: str) -> None:
    for outcome in carry_out(lab, deeds):
        if not outcome.passed:
            raise LabError(outcome.why, file, outcome.check.line)
