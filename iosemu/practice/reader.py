"""What tasks.yaml and faults.yaml have in common. Whatever is wrong in one is told with its line."""

from __future__ import annotations

import re

import yaml

from iosemu.checks.language import CheckReader
from iosemu.lab.errors import LabError

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z", re.ASCII)
VARIABLE = re.compile(r"\{([a-z_]+)\}")
_MOST_POINTS = 100


class Lines(dict[str, str]):
    """Router -> configuration lines, from the top of configuration mode. `at`: where in the file they begin; `folded`:
    those that all stand in one line of it."""

    def __init__(self) -> None:
        self.at: dict[str, int] = {}
        self.folded: set[str] = set()

    def line_of(self, router: str, text: str) -> int:
        """Where in the file that configuration line is."""
        rows = [row.strip() for row in self[router].split("\n")]
        below = rows.index(text.strip()) if text.strip() in rows and router not in self.folded else 0
        return self.at[router] + below


class PracticeReader(CheckReader):
    """Also reads words for people, points, and configuration lines by router."""

    def need(self, node: yaml.Node, found: dict[str, yaml.Node], what: str, *keys: str) -> None:
        for key in keys:
            if key not in found:
                raise self.error(node, f'{what}: the key "{key}" is missing')

    def identifier(self, node: yaml.Node, what: str, taken: dict[str, int]) -> str:
        text = self.text(node, "id")
        if not _ID.match(text):
            raise self.error(node, f'"{text}" is no id; use small letters, digits and "-" between them')
        if text in taken:
            raise self.error(node, f'the {what} "{text}" is in line {taken[text]} already')
        taken[text] = node.start_mark.line + 1
        return text

    def words(self, node: yaml.Node, what: str) -> str:
        """Lines for people."""
        text = self.text(node, what)
        if not text or not all(row.isprintable() for row in text.split("\n")):
            raise self.error(node, f"{what} must be readable text")
        return text

    def points(self, node: yaml.Node) -> int:
        number = self.integer(node, "points")
        if not 1 <= number <= _MOST_POINTS:
            raise self.error(node, f"points must be from 1 to {_MOST_POINTS}")
        return number

    def lines(self, node: yaml.Node, what: str) -> Lines:
        found = Lines()
        for _, name, value in self.mapping(node, what):
            text = self.text(value, f"{what} of {name}")
            if not text:
                raise self.error(value, f"{what} of {name}: there are no lines")
            block = isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")
            found[name] = f"{text}\n"
            found.at[name] = value.start_mark.line + (2 if block else 1)
            if not block:
                found.folded.add(name)
        if not found and what != "start":  # the lab as it is
            raise self.error(node, f"{what} is empty; write ROUTER: lines")
        return found


def filled(node: yaml.Node, values: dict[str, str], reader: PracticeReader, but: str = "") -> yaml.Node:
    """The same with each ``{name}`` in it, `but` for what one key holds, replaced by its value.

    Raises LabError for a name that has none.
    """
    if isinstance(node, yaml.ScalarNode):
        return yaml.ScalarNode(node.tag, _filled(str(node.value), values, reader, node), node.start_mark, node.end_mark)
    if isinstance(node, yaml.SequenceNode):
        items = [filled(item, values, reader) for item in node.value]
        return yaml.SequenceNode(node.tag, items, node.start_mark, node.end_mark)
    pairs = [
        (key, value) if key.value == but else (filled(key, values, reader), filled(value, values, reader))
        for key, value in node.value
    ]
    return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)


def _filled(text: str, values: dict[str, str], reader: PracticeReader, node: yaml.Node) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise reader.error(node, f"nothing is called {match[0]}; there are: {', '.join(sorted(values)) or 'none'}")
        return values[match[1]]

    return VARIABLE.sub(value, text)


def known_nodes(nodes: dict[str, str], there: list[str], what: str, file: str, line: int) -> None:
    """Raises LabError for lines of a router that the lab does not have."""
    for name in nodes:
        if name not in there:
            raise LabError(f'{what}: no node "{name}"; nodes: {", ".join(there)}', file, line)
