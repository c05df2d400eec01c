"""All commands of one kind of device: modes, graphs made on first use, and the way to the features' classes and functions."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from iosemu.cli.bind import Plan
from iosemu.cli.graph import Graph
from iosemu.cli.records import converter_of, plain_type, record_info
from iosemu.cli.syntax import Action, Command, Mode


class Resolver(Protocol):
    """How the device layer brings classes and functions of features."""

    def record(self, feature: str, name: str) -> type: ...

    def function(self, feature: str, part: str, name: str) -> Callable[..., Any]:
        """A function of the feature's module `show`, `actions` or `config`. Raises LookupError."""

    def interface_exists(self, device: Any, name: Any) -> bool: ...


class Source(Protocol):
    """Where commands come from: the parsed notation, or its cache."""

    modes: Mapping[str, Mode]
    words: Mapping[str, str]
    order: Mapping[str, list[str]]

    def commands(self, mode: str) -> list[Command]: ...


class Language:
    """The command language as one platform has it. `tags` are what `platform:` guards ask for."""

    def __init__(self, source: Source, resolver: Resolver, tags: Iterable[str] = ()) -> None:
        self.source = source
        self.resolver = resolver
        self.tags = frozenset(tags)
        self.modes = source.modes
        self.order = source.order
        self._commands: dict[str, list[Command]] = {}
        self._graphs: dict[tuple[str, str, int], Graph] = {}
        self._plans: dict[int, Plan] = {}

    def mode(self, name: str) -> Mode:
        return self.modes[name]

    def commands(self, mode: str) -> list[Command]:
        """Commands of a mode that this platform has, those of the mode it extends included."""
        found = self._commands.get(mode)
        if found is None:
            found = [c for c in self.source.commands(mode) if not c.platform or self.tags.intersection(c.platform)]
            extends = self.modes[mode].extends if mode in self.modes else ""
            if extends:
                found = found + self.commands(extends)
            self._commands[mode] = found
        return found

    def graph(self, mode: str, kind: str = "", privilege: int = 15) -> Graph:
        """The graph of a mode, for objects of one kind and one privilege level."""
        key = (mode, kind, privilege if privilege < 15 else 15)
        graph = self._graphs.get(key)
        if graph is None:
            commands = [
                c
                for c in self.commands(mode)
                if (not c.kinds or kind in c.kinds) and (mode != "exec" or c.privilege <= privilege)
            ]
            words = self.source.words

            def word_help(path: tuple[str, ...]) -> str:
                text = " ".join(path)
                return words.get(f"{mode}:{text}") or words.get(text, "")

            graph = Graph(mode, commands, word_help)
            for first in self.modes[mode].negates[:1]:
                graph.add_negated(first)
            self._graphs[key] = graph
        return graph

    def plan(self, command: Command) -> Plan:
        found = self._plans.get(id(command))
        if found is None:
            found = self._plans[id(command)] = Plan(self, command)
        return found

    def type_of(self, command: Command) -> type | None:
        return self.resolver.record(command.feature, command.type) if command.type else None

    def function(self, command: Command, part: str, name: str) -> Callable[..., Any]:
        return self.resolver.function(command.feature, part, name)

    def interface_exists(self, device: Any, name: Any) -> bool:
        return self.resolver.interface_exists(device, name)

    def key_converters(self, record: type, action: Action) -> tuple[Callable[[Any], Any] | None, ...]:
        """How each part of a table's key becomes what the table's type says."""
        hint = plain_type(record_info(record).hints.get(action.name))
        args = typing.get_args(hint)
        if not args:
            return (None,) * len(action.keys)
        parts = typing.get_args(args[0]) if len(action.keys) > 1 else (args[0],)
        if len(parts) != len(action.keys):
            return (None,) * len(action.keys)
        kinds = [plain_type(part) for part in parts]
        return tuple(converter_of(kind) if isinstance(kind, type) else None for kind in kinds)
