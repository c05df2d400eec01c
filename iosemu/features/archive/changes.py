"""How to make one configuration out of another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from iosemu.cli.tree import Branch

_ORDERED = ("ip access-list ",)  # blocks whose lines mean something only in their order
_FIXED = re.compile(r"line |interface \S*(Ethernet|Serial)")
_ADDED = re.compile(r"line vty ([5-9]|\d\d)|interface \S+\.\d")  # of their kind those that somebody made
_LISTS = re.compile(r"(access-list \S+) ")  # lines that are such a block together


def _negated(text: str) -> str:
    return text[3:] if text.startswith("no ") else f"no {text}"


def _texts(branches: Iterable[Branch]) -> dict[str, Branch]:
    return {branch.text: branch for branch in branches}


def commands(old: list[Branch], new: list[Branch]) -> list[Branch]:
    """What is to be typed to get from one to the other: first what goes, then what comes."""
    before, after = _texts(old), _texts(new)
    going: list[Branch] = []
    coming: list[Branch] = []
    rewritten = _rewritten_lists(old, new)
    for number in rewritten:
        going.append(Branch(f"no {number}"))
    for text, branch in before.items():
        if text in after or _list_of(text) in rewritten:
            continue
        going.append(Branch(text, [Branch(_negated(each.text)) for each in branch.below]) if _stays(text)
                     else Branch(_negated(text)))  # fmt: skip
    for text, branch in after.items():
        own = before.get(text)
        if _list_of(text) in rewritten or own is None:
            coming.append(branch)
        elif text.startswith(_ORDERED):
            if [each.text for each in own.below] != [each.text for each in branch.below]:
                going.append(Branch(_negated(text)))
                coming.append(branch)
        else:
            inner = commands(own.below, branch.below)
            if inner:
                coming.append(Branch(text, inner))
    return going + coming


def additions(old: list[Branch], new: list[Branch]) -> list[Branch]:
    """What of `new` would change something were it typed where `old` runs: nothing goes but what it negates."""
    before = _texts(old)
    found: list[Branch] = []
    for text, branch in _texts(new).items():
        own = before.get(text)
        if text.startswith("no ") and own is None:
            gone = text[3:]
            if any(each == gone or each.startswith(f"{gone} ") for each in before):
                found.append(branch)
        elif own is None:
            found.append(branch)
        elif inner := additions(own.below, branch.below):
            found.append(Branch(text, inner))
    return found


def _list_of(text: str) -> str:
    found = _LISTS.match(text)
    return found[1] if found is not None else ""


def _rewritten_lists(old: list[Branch], new: list[Branch]) -> list[str]:
    """Numbered access lists whose entries differ, or stand in another order."""

    def lists(branches: list[Branch]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for branch in branches:
            if name := _list_of(branch.text):
                found.setdefault(name, []).append(branch.text)
        return found

    before, after = lists(old), lists(new)
    return [name for name, lines in before.items() if after.get(name) != lines]


def _stays(text: str) -> bool:
    """A block that cannot be taken away, only what is in it: ports and the terminal lines that are always there."""
    return bool(_FIXED.match(text)) and not _ADDED.match(text)


def differences(old: list[Branch], new: list[Branch], depth: int = 0) -> list[str]:
    """``-`` only in the first, ``+`` only in the second; what they stand in goes before them without a sign."""
    before, after = _texts(old), _texts(new)
    lines: list[str] = []
    for text, branch in after.items():
        own = before.get(text)
        if own is None:
            lines += [f"+{line}" for line in branch.lines(depth)]
        else:
            inner = differences(own.below, branch.below, depth + 1)
            if inner:
                lines += [f"{' ' * depth}{text}", *inner]
    for text, branch in before.items():
        if text not in after:
            lines += [f"-{line}" for line in branch.lines(depth)]
    return lines
