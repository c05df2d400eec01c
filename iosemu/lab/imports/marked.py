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
        for each, value in node.value:
            if isinstance(each, yaml.ScalarNode) and each.value == key:
                return None if self.is_null(value) else value
        return None

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

    def raw(self, node: yaml.Node, what: str) -> str:
        """A text of many lines, with its blanks."""
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, f"{what} must be a text")
        return str(node.value)


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
