"""What a show of a hub costs grows with the number of its spokes, and not with its square."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from iosemu.cli.syntax import Alt, AnyOrder, Arg, Key, Opt, Seq, Syntax
from iosemu.lab.lab import Lab
from tests.bench import dmvpn

SIZES = (8, 16, 24)
ARGUMENTS = {"INTERFACE": "Tunnel0", "A.B.C.D": "10.0.0.2", "WORD": "1"}
MOST = 1.25  # so much more may the last eight spokes cost than those before


def shortest(node: Syntax) -> str:
    if isinstance(node, Key):
        return node.word
    if isinstance(node, Arg):
        return str(max(node.low, 1)) if node.kind == "<>" else ARGUMENTS.get(node.kind, "X")
    if isinstance(node, Seq):
        return " ".join(filter(None, map(shortest, node.items)))
    if isinstance(node, Alt):
        return shortest(node.items[0])
    return "" if isinstance(node, Opt | AnyOrder) else shortest(node.item)


def forms(node: Seq) -> set[str]:
    """The shortest line of a command, and that with each of its options and choices."""
    found = {shortest(node)}
    for at, item in enumerate(node.items):
        inner = item.item if isinstance(item, Opt) else item
        for one in inner.items if isinstance(inner, Alt) else (inner,):
            found.add(" ".join(filter(None, map(shortest, (Seq(node.items[:at]), one, Seq(node.items[at + 1 :]))))))
    return found


class Steps:
    """Counts the lines of Python that are run, each round of a loop too."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Steps:
        self.count += 1
        return self

    def of(self, lab: Lab, command: str) -> tuple[int, str]:
        for _ in range(2):  # what is made on first use is there
            lab["Hub"].cli(command)
        self.count = 0
        before = sys.gettrace()
        sys.settrace(self)
        try:
            shown = lab["Hub"].cli(command)
        finally:
            sys.settrace(before)
        return self.count, shown


def test_shows_of_a_hub() -> None:
    costs: dict[str, list[int]] = {}
    for size in SIZES:
        with dmvpn.converge(size, "eigrp") as lab:
            commands = lab["Hub"].shell.language.commands("exec")
            for line in sorted({line for c in commands if c.action.verb == "show" for line in forms(c.syntax)}):
                steps, shown = Steps().of(lab, line)
                if "Invalid input" not in shown:
                    costs.setdefault(line, []).append(steps)
    assert len(costs) > 200
    assert {line: found for line, found in costs.items() if found[2] - found[1] > MOST * (found[1] - found[0]) + 50} == {}
