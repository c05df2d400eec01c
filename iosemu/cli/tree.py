"""A configuration as a tree of lines, whoever reads it: comments, sizes and `end` are no part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from iosemu.records import dataclass, field

_NOTHING = re.compile(r"!|Building configuration|Current configuration :|end$|version \d")
_BANNER = re.compile(r"banner \S+ (\^C|\S)(.*)", re.DOTALL)


@dataclass(slots=True)
class Branch:
    """A line with the lines beneath it. `text` has no blanks in front."""

    text: str
    below: list[Branch] = field(default_factory=list)

    def lines(self, depth: int = 0) -> Iterator[str]:
        yield " " * depth + self.text
        for branch in self.below:
            yield from branch.lines(depth + 1)

    def inner(self) -> list[str]:
        """All lines beneath it, without indentation."""
        return [text.lstrip() for branch in self.below for text in branch.lines()]


def _whole_lines(text: str) -> Iterator[str]:
    """A banner is one line, however long it is."""
    held: list[str] = []
    delimiter = ""
    for line in text.replace("\r", "").split("\n"):
        if delimiter:
            held.append(line)
            if delimiter in line:
                yield "\n".join(held)
                delimiter = ""
            continue
        found = _BANNER.match(line)
        if found is not None and found[1] not in found[2]:
            held, delimiter = [line], found[1]
            continue
        yield line


def tree_of(text: str) -> list[Branch]:
    """Comments, sizes and `end` are no part of it."""
    roots: list[Branch] = []
    path: list[tuple[int, Branch]] = []
    for line in _whole_lines(text):
        stripped = line.strip()
        if stripped in ("", "!") or _NOTHING.match(line):
            continue
        indent = len(line) - len(line.lstrip())
        while path and path[-1][0] >= indent:
            path.pop()
        branch = Branch(stripped)
        (path[-1][1].below if path else roots).append(branch)
        path.append((indent, branch))
    return roots
