"""Configurations as lists of lines that know where they stand, and the way from one to another."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.lab.node import Node

Section = tuple[str, ...]
"""A line with the lines that it stands under: ("interface Tunnel0", " shutdown")."""


def sections(lines: Iterable[str]) -> list[Section]:
    """The lines of a configuration, each with those that it stands under."""
    found = []
    above: list[str] = []
    for line in lines:
        if not line.strip() or line.startswith("!"):
            continue
        depth = len(line) - len(line.lstrip())
        while above and len(above[-1]) - len(above[-1].lstrip()) >= depth:
            above.pop()
        above.append(line)
        found.append(tuple(above))
    return found


def give_back(node: Node, wanted: list[str]) -> None:
    """Type what leads from the present configuration to the wanted one, as an engineer would: the difference."""
    for _ in range(5):
        have, want = sections(node.running_config()), sections(wanted)
        if have == want:
            return
        known, text = set(want), []
        for section in have:
            if section not in known and all(section[:depth] in known for depth in range(1, len(section))):
                line = section[-1].strip()
                text += [*section[:-1], line[3:] if line.startswith("no ") else f"no {line}"]
        node.configure("\n".join(text) + "\n")
        known, text = set(sections(node.running_config())), []
        for section in want:
            if section not in known:
                text += section
        node.configure("\n".join(text) + "\n")
