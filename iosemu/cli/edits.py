"""Changes of the model that are worked out first and made as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from iosemu.cli.context import DELETED, Change, Context, ProcessBody
from iosemu.cli.match import More
from iosemu.cli.place import Place, Target
from iosemu.cli.syntax import Command
from iosemu.records import dataclass

Begun = tuple[Context, ProcessBody]
"""A dialogue that a line has begun, and what it works with."""


@dataclass(slots=True)
class Outcome:
    """What a line did: `text` is printed, `bad_field` puts the caret under an argument, `places` are the new mode's,
    `process` goes on from here."""

    changes: list[Change]
    text: str = ""
    refused: bool = False
    bad_field: str | None = None
    mode: str = ""
    places: list[Place] | None = None
    process: Begun | None = None


@dataclass(slots=True)
class LineResult:
    """What became of one line. `output` is what IOS prints; `status`: "", full, partial, stored, refused."""

    output: str = ""
    status: str = ""
    reason: str = ""
    column: int | None = None
    command: Command | None = None
    more: More | None = None  # further lines belong to it
    exec: int | None = None  # `do`: the exec command begins at this column
    leave: bool = False  # `end`, or `exit` from the root of configuration
    process: Begun | None = None  # the terminal carries it on


class Edits:
    """Changes in waiting."""

    __slots__ = ("changes", "steps", "target")

    def __init__(self, target: Target) -> None:
        self.target = target
        self.steps: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        self.changes: list[Change] = []

    def note(self, path: tuple[Any, ...], old: Any, new: Any, of: type | None = None) -> None:
        target = self.target
        if of is None:
            self.changes.append(Change(target.owner, target.type, target.path + path, old, new, target.root))
        else:
            self.changes.append(Change(target.owner, of, path, old, new, target.owner[of]))

    def assign(self, record: Any, name: str, new: Any, path: tuple[Any, ...] = ()) -> None:
        old = getattr(record, name)
        if old != new or type(old) is not type(new):
            self.steps.append((setattr, (record, name, new)))
            self.note((*path, name), old, new)

    def put(self, table: Any, name: str, key: Any, new: Any) -> None:
        """Into a dict, list or set."""
        if isinstance(table, dict):
            old = table.get(key)
            if old is new or (old == new and key in table):
                return
            self.steps.append((table.__setitem__, (key, new)))
        else:
            if key in table:
                return
            old = None
            self.steps.append((table.append if isinstance(table, list) else table.add, (key,)))
        self.note((name, key), old, new)

    def drop(self, table: Any, name: str, key: Any) -> None:
        if key not in table:
            return
        old = table[key] if isinstance(table, dict) else True
        self.steps.append((table.pop if isinstance(table, dict) else table.remove, (key,)))
        self.note((name, key), old, None)

    def change(self, path: tuple[Any, ...], new: Any, of: type | None = None) -> None:
        """A change anywhere below the target's record (the `ctx.change` of `set_` functions), or below another one `of`
        the same owner."""
        node = self.target.record if of is None else self.target.owner[of]
        for step in path[:-1]:
            node = node[step] if isinstance(node, (dict, list)) else getattr(node, step)
        last = path[-1]
        if isinstance(node, dict):
            old = node.get(last)
            if new is DELETED:
                if last not in node:
                    return
                self.steps.append((node.pop, (last,)))
                new = None
            elif last in node and old == new:
                return
            else:
                self.steps.append((node.__setitem__, (last, new)))
        elif isinstance(node, list):
            old = node[last] if last < len(node) else None
            if new is DELETED:
                self.steps.append((node.pop, (last,)))
                new = None
            elif last < len(node):
                self.steps.append((node.__setitem__, (last, new)))
            else:
                self.steps.append((node.append, (new,)))
        else:
            old = getattr(node, last)
            if old == new:
                return
            self.steps.append((setattr, (node, last, new)))
        self.note(path, old, new, of)

    def apply(self) -> list[Change]:
        for step, arguments in self.steps:
            step(*arguments)
        return self.changes
