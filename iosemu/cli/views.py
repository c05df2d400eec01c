"""What a view (`parser view`) leaves of the commands of a mode. The graph asks it as it asks the rights of a level."""

from __future__ import annotations

from typing import NamedTuple

from iosemu.cli.rights import Path

ROOT = "root"  # the view of who may do everything, views too


class ViewRule(NamedTuple):
    """Of a keyword, by the keywords that lead to it; `everything`: and of what follows it."""

    mode: str
    words: tuple[str, ...]  # in full, lower case
    include: bool
    everything: bool = False


class View(NamedTuple):
    """`inclusive`: what no rule speaks of is there."""

    rules: tuple[ViewRule, ...] = ()
    inclusive: bool = False


# in every view, where they lead to something
_IN_EXEC = frozenset({(), ("enable",), ("enable", "view"), ("exit",)})
_IN_CONFIGURATION = frozenset({(), ("exit",), ("end",), ("do",), ("no",), ("default",)})
_OF_SHOW = ("show", "parser")


class _Part:
    """One view, in one mode."""

    def __init__(self, mode: str, view: View) -> None:
        self.inclusive = view.inclusive
        self.rules = {rule.words: rule for rule in view.rules if rule.mode == mode}
        self.above = {rule.words[:length] for rule in self.rules.values() for length in range(len(rule.words))}
        self.ways = {
            rule.words[:length] for rule in self.rules.values() if rule.include for length in range(len(rule.words) + 1)
        }

    def allows(self, path: Path) -> bool:
        for length in range(len(path), 0, -1):
            rule = self.rules.get(path[:length])
            if rule is not None and (length == len(path) or rule.everything):
                return rule.include
        return self.inclusive

    def shut(self, path: Path) -> bool:
        """Nothing of what begins so is there."""
        if path in self.ways:
            return False
        for length in range(len(path), 0, -1):
            rule = self.rules.get(path[:length])
            if rule is not None and rule.everything:
                return not rule.include
        if self.inclusive:  # one that is excluded is gone with its options, but leads to others of which is spoken
            return path not in self.above and not self.allows(path)
        return not self.allows(path)


class ViewRights:
    """Of several views together: what one of them has is there."""

    privilege = -1  # no command is there by its own level

    def __init__(self, mode: str, views: tuple[View, ...]) -> None:
        self._exec = mode == "exec"
        self._parts = [_Part(mode, view) for view in views]

    def _given(self, path: Path) -> bool:
        if path in (_IN_EXEC if self._exec else _IN_CONFIGURATION):
            return True
        return self._exec and path[:2] == _OF_SHOW and any(not part.shut(("show",)) for part in self._parts)

    @staticmethod
    def _forms(path: Path) -> tuple[Path, ...]:
        if path[:1] != ("no",) or len(path) == 1:
            return (path,)
        rest = path[1:]
        return (rest, ("undebug", *rest[1:])) if rest[:1] == ("debug",) else (rest,)

    def bars(self, path: Path) -> bool:
        return not self.leads(path)

    def leads(self, path: Path) -> bool:
        """Something that begins so is there."""
        return self._given(path) or any(not part.shut(form) for form in self._forms(path) for part in self._parts)

    def grants(self, path: Path) -> bool:
        """What ends here is there."""
        if not path:
            return False
        return self._given(path) or any(part.allows(form) for form in self._forms(path) for part in self._parts)

