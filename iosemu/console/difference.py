"""`iosemu diff`: what two configurations do differently, and the lines that lead from one to the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.cli.tree import Branch, tree_of
from iosemu.console.parse import REFUSED, load, shell_for
from iosemu.device.shell import DeviceShell
from iosemu.features.archive.changes import differences
from iosemu.features.archive.replace import replace
from iosemu.lab.errors import LabError
from iosemu.records import dataclass


@dataclass(slots=True)
class Difference:
    """`typed`: what leads from the first to the second; `left`: what that did not reach; `rows`: as `show archive
    config differences` tells them; `refused`: lines that the router does not take, with their files."""

    typed: list[str]
    left: list[str]
    rows: list[str]
    refused: list[str]


def difference(old: str, new: str, platform: str, release: str = "", names: tuple[str, str] = ("", "")) -> Difference:
    """By the running configurations that come of them: abbreviations, defaults and the order of lines are no
    difference. Raises LabError."""
    refused = []
    shells: list[DeviceShell] = []
    for text, other, name in ((old, new, names[0]), (new, old, names[1])):
        shell = shell_for(text, platform, release, other)
        for line in shell.parse(text):
            if line.status == REFUSED:
                refused.append(f"{name}:{line.number}: {line.text.strip()}: {line.reason or 'refused'}")
        shells.append(shell)
    before, after = (tree_of("\n".join(shell.running_config())) for shell in shells)
    rows = differences(before, after)
    device = shells[0].device
    wanted = "\n".join(shells[1].running_config())
    result = replace(Context(shells[0], device, device), wanted)
    typed = [line for each in result.passes for line in each]
    if typed:
        rows += [f"{text}\n (other order)" for text in _reordered(before, after)]
    return Difference(typed, result.left, rows, refused)


def _reordered(before: list[Branch], after: list[Branch]) -> Iterator[str]:
    """Blocks of the same lines, in another order."""
    new = {branch.text: [each.text for each in branch.below] for branch in after}
    for branch in before:
        lines = [each.text for each in branch.below]
        other = new.get(branch.text, lines)
        if lines != other and sorted(lines) == sorted(other):
            yield branch.text


def run(old: str, new: str, platform: str, release: str, sections: bool, as_json: bool) -> int:
    """Print it; 1 where they differ."""
    if old == new == "-":
        raise LabError("standard input can be one of the two only")
    found = difference(load(old), load(new), platform, release, (old, new))
    if as_json:
        account = {"old": old, "new": new, "type": found.typed, "left": found.left, "differences": found.rows}
        print(json.dumps({**account, "refused": found.refused}, indent=2))
        return int(bool(found.rows))
    for line in found.refused:
        print(f"iosemu: {line}", file=sys.stderr)
    for row in found.rows if sections else found.typed:
        print(row)
    if found.left and not sections:
        print("iosemu: these lines do not get there:", *found.left, sep="\n  ", file=sys.stderr)
    return int(bool(found.rows))
