"""YAML and JSON of other programs: their keys are not ours to check, their mistakes are told with the line."""

from __future__ import annotations

import yaml

from iosemu.lab.yaml_parts import YamlReader


class Marked(YamlReader):
    """Reads what it knows, and passes over the rest."""

    def get(self, node: yaml.Node, key: str) -> yaml.Node | None:
        """The value of a key of a mapping; None where there is none, or null."""
        if not isinstance(node, yaml.MappingNode):
            return None
        found = [(each, value) for each, value in node.value if isinstance(each, yaml.ScalarNode) and each.value == key]
        if len(found) > 1:
            first, again = found[0][0], found[1][0]
            raise self.error(again, f'"{key}" stands twice, first in line {line_of(first)}')
        return found[0][1] if found and not self.is_null(found[0][1]) else None

    def word(self, node: yaml.Node, key: str, default: str = "") -> str:
        found = self.get(node, key)
        return default if found is None else self.text(found, key)

    def needed(self, node: yaml.Node, key: str, what: str) -> str:
        found = self.get(node, key)
        if found is None:
            raise self.error(node, f'{what}: the key "{key}" is missing')
        return self.text(found, key)

    def number(self, node: yaml.Node, key: str) -> int:
        found = self.get(node, key)
        if found is None:
            raise self.error(node, f'the key "{key}" is missing')
        return self.integer(found, key)

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        return [] if node is None else self.sequence(node, what)

    def text(self, node: yaml.Node, what: str) -> str:
        return self._without_nul(node, what, super().text(node, what))

    def raw(self, node: yaml.Node, what: str) -> str:
        """A text of many lines, with its blanks."""
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, f"{what} must be a text")
        return self._without_nul(node, what, str(node.value))

    def _without_nul(self, node: yaml.Node, what: str, text: str) -> str:
        """JSON can write it, and no name of a file holds it."""
        if "\0" in text:
            raise self.error(node, f"{what} holds a NUL character; it is no text")
        return text


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
