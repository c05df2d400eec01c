"""What `privilege MODE level N COMMAND` moves: the commands of a mode as a user of one privilege level has them."""

from __future__ import annotations

from typing import NamedTuple

MOST = 15  # the highest level: all commands


class Rule(NamedTuple):
    """The level of a keyword, by the keywords that lead to it; `everything`: and of what follows it."""

    mode: str
    words: tuple[str, ...]  # in full, lower case
    level: int
    everything: bool = False


Path = tuple[str, ...]


def level_of(rules: tuple[Rule, ...], mode: str, words: Path, own: int) -> int:
    """Of a command whose own level is `own`."""
    lower = tuple(word.lower() for word in words)
    for length in range(len(lower), 0, -1):
        for rule in rules:
            if rule.mode == mode and rule.words == lower[:length]:
                return rule.level if rule.everything or length == len(lower) else own
    return own


class Rights:
    """Asked by the graph at each keyword. Paths are keywords only; those of `no` forms begin with ``no``."""

    def __init__(self, mode: str, privilege: int, rules: tuple[Rule, ...]) -> None:
        self.privilege = privilege
        self._rules = {rule.words: rule for rule in rules if rule.mode == mode}
        self._ways = {
            rule.words[:length]
            for rule in self._rules.values()
            if rule.level <= privilege
            for length in range(len(rule.words) + 1)
        }

    @staticmethod
    def _forms(path: Path) -> tuple[Path, ...]:
        if path[:1] != ("no",):
            return (path,)
        rest = path[1:]
        return (rest, ("undebug", *rest[1:])) if rest[:1] == ("debug",) else (rest,)

    def bars(self, path: Path) -> bool:
        """It was moved out of this user's reach."""
        rule = self._rules.get(self._forms(path)[0])
        return rule is not None and rule.level > self.privilege

    def leads(self, path: Path) -> bool:
        """Something was moved here that this way leads to."""
        return any(form in self._ways for form in self._forms(path)) or self.grants(path)

    def grants(self, path: Path) -> bool:
        """This user may use what ends here, whatever its own level is."""
        for form in self._forms(path):
            for length in range(len(form), 0, -1):
                rule = self._rules.get(form[:length])
                if rule is not None:
                    if (length == len(form) or rule.everything) and rule.level <= self.privilege:
                        return True
                    break
        return False
