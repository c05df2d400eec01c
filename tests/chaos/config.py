"""Configurations as lists of lines that know where they stand, and the way from one to another."""

from __future__ import annotations

import re
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


def _lists_again(have: list[Section], want: list[Section]) -> list[str]:
    """Access lists that have the same lines in another order: a remark stands where it was typed."""
    text: list[str] = []
    for (head,) in [section for section in want if len(section) == 1 and section[0].startswith("ip access-list ")]:
        now, then = ([lines[1] for lines in all_ if lines[0] == head and len(lines) == 2] for all_ in (have, want))
        if now != then and sorted(set(now)) == sorted(set(then)):
            text += [f"no {head}", head, *then]
    return text


def _operations_again(have: list[Section], want: list[Section]) -> list[str]:
    """Operations of IP SLA that say something else: one that runs takes no other line, and goes first."""
    heads = [section[0] for section in want if len(section) == 1 and re.fullmatch(r"ip sla \d+", section[0])]
    return [
        f"no {head}" for head in heads
        if (head,) in have and [lines for lines in have if lines[0] == head] != [lines for lines in want if lines[0] == head]
    ]  # fmt: skip


def give_back(node: Node, wanted: list[str]) -> None:
    """Type what leads from the present configuration to the wanted one, as an engineer would: the difference."""
    for _ in range(5):
        have, want = sections(node.running_config()), sections(wanted)
        if have == want:
            return
        if any(line[-1].strip().startswith("ip nat inside source static") for line in {*have} ^ {*want}):
            node.cli("clear ip nat translation *")  # of a mapping in use nobody takes the line away
        node.configure("\n".join([*_lists_again(have, want), *_operations_again(have, want)]) + "\n")
        have = sections(node.running_config())
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
