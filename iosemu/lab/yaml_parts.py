"""Pieces of YAML files that users write. Whatever is wrong in one is told with its line."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import yaml

from iosemu.lab.errors import LabError


def compose(text: str, file: str, expected: str) -> yaml.Node:
    """The root of a file that is not empty. Raises LabError."""
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        raise LabError(f"not valid YAML: {problem}", file, mark.line + 1 if mark else None) from None
    except yaml.YAMLError as error:
        raise LabError(f"not valid YAML: {str(error).splitlines()[0]}", file) from None
    if root is None:
        raise LabError(f"is empty; expected {expected}", file, 1)
    return root


class YamlReader:
    """`file` names it in errors."""

    def __init__(self, file: str) -> None:
        self.file = file

    def error(self, node: yaml.Node, message: str) -> LabError:
        return LabError(message, self.file, node.start_mark.line + 1)

    def mapping(self, node: yaml.Node, what: str) -> Iterator[tuple[yaml.Node, str, yaml.Node]]:
        """(key node, key, value) of each entry; behind them what `<<: *other` has besides."""
        seen: dict[str, int] = {}
        others: list[yaml.Node] = []
        for key, value in self._pairs(node, what):
            if key.tag.endswith(":merge"):
                others += value.value if isinstance(value, yaml.SequenceNode) else [value]
                continue
            word = str(key.value)
            if word in seen:
                raise self.error(key, f'{what}: "{word}" stands twice, first in line {seen[word]}')
            seen[word] = key.start_mark.line + 1
            yield key, word, value
        met = [node]
        for other in others:  # grows
            if any(other is one for one in met):
                continue
            met.append(other)
            for key, value in self._pairs(other, f"{what}: <<"):
                word = str(key.value)
                if key.tag.endswith(":merge"):
                    others += value.value if isinstance(value, yaml.SequenceNode) else [value]
                elif word not in seen:
                    seen[word] = key.start_mark.line + 1
                    yield key, word, value

    def _pairs(self, node: yaml.Node, what: str) -> list[tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{what} must be a mapping (key: value)")
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(key, f"{what}: a key must be a single word")
        return list(node.value)

    def fields(self, node: yaml.Node, what: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        """Entries of a mapping whose keys are given."""
        found: dict[str, yaml.Node] = {}
        for key, word, value in self.mapping(node, what):
            if word not in known:
                close = get_close_matches(word, known, 1)
                hint = f'did you mean "{close[0]}"?' if close else "known keys: " + ", ".join(known)
                raise self.error(key, f'{what}: unknown key "{word}"; {hint}')
            found[word] = value
        return found

    def sequence(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, f"{what} must be a list")
        return list(node.value)

    def text(self, node: yaml.Node, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, f"{what} must be a single value")
        return str(node.value).strip()

    def is_null(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")

    def integer(self, node: yaml.Node, what: str) -> int:
        text = self.text(node, what)
        try:
            return int(text, 0)
        except ValueError:
            raise self.error(node, f'{what} must be a whole number, not "{text}"') from None
