"""Where the lines of a mode go: the object that it stands on, and the records that hang there."""

from __future__ import annotations

from typing import Any

from iosemu.cli.records import ModelError


class Target:
    """The record that a command binds to, and where it hangs."""

    __slots__ = ("owner", "path", "record", "root", "type")

    def __init__(self, record: Any, owner: Any, kind: type, root: Any, path: tuple[Any, ...]) -> None:
        self.record = record
        self.owner = owner
        self.type = kind
        self.root = root
        self.path = path


def kind_of_object(obj: Any) -> str:
    """What `on` in grammars asks for; "" of a record."""
    kind: str = getattr(obj, "cli_kind", "")
    return kind


class Place:
    """An object that a mode stands on."""

    __slots__ = ("_targets", "base", "kind", "obj")

    def __init__(self, obj: Any, base: Target | None = None) -> None:
        self.obj = obj
        self.base = base or Target(obj, obj, type(obj), obj, ())
        self.kind = kind_of_object(obj)
        self._targets: dict[type | None, Target] = {}

    def target(self, kind: type | None) -> Target:
        """Where lines of a mode with this TYPE bind. Raises ModelError if the object has no such record."""
        found = self._targets.get(kind)
        if found is None:
            found = self._targets[kind] = self._resolve(kind)
        return found

    def _resolve(self, kind: type | None) -> Target:
        obj = self.obj
        if kind is None or isinstance(obj, kind):
            return self.base
        if not hasattr(obj, "slot_created"):
            raise ModelError(f"{type(obj).__qualname__} is no {kind.__qualname__} and has no slots")
        record = obj[kind]
        return Target(record, obj, kind, record, ())

    def below(self, target: Target, record: Any, path: tuple[Any, ...]) -> Place:
        """The place of a record inside a target's record."""
        if hasattr(record, "slot_created"):
            return Place(record)
        return Place(record, Target(record, target.owner, target.type, target.root, target.path + path))
