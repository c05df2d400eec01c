"""The lab that a task or a fault begins with, and the look at how far it has come: always at a copy."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from iosemu.checks.language import Check
from iosemu.checks.run import Outcome, carry_out, verify
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.lab.save import configuration
from iosemu.lab.topology import Topology
from iosemu.lab.trace.run import copied_lab
from iosemu.practice.reader import Lines

REST = 60.0  # virtual seconds behind the settling: what protocols find out late is known then, too


def changed(topology: Topology, changes: Iterable[Lines], file: str) -> Topology:
    """The lab with those lines in its start-up configurations. Raises LabError for one that a router refuses."""
    lab = Lab(topology)
    touched = dict.fromkeys(name for lines in changes for name in lines)
    for lines in changes:
        type_in(lab, lines, file)
    found = deepcopy(topology)
    for name in touched:
        found.nodes[name].config = configuration(lab[name])
    return found


def type_in(lab: Lab, lines: Lines, file: str) -> None:
    """Raises LabError for a line that is refused."""
    for name, text in lines.items():
        node = lab[name]
        node.configure(text)
        if node.refused:
            refused = node.refused[0].strip()
            told = f'{name} refuses "{refused}"; type it at the console of {name} to see why'
            raise LabError(told, file, lines.line_of(name, refused))


def ready(topology: Topology, seed: int | None) -> Lab:
    """Switched on, and settled as far as it settles."""
    lab = Lab(topology, seed)
    lab.settle()
    lab.run(REST)
    return lab


def graded(lab: Lab, checks: list[Check], file: str) -> list[Outcome]:
    """What holds, and what does not. It is looked at in a copy, whose time is its own: the lab does not change.

    Raises LabError for a check that names what the lab does not have.
    """
    copied = copied_lab(lab)
    verify(copied, checks, file)
    return [outcome for outcome in carry_out(copied, checks) if not outcome.check.deed or not outcome.passed]
