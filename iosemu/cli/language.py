"""All commands of one kind of device: modes, graphs made on first use, the way to the features' classes."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from iosemu.cli.bind import Plan
from iosemu.cli.graph import Graph
from iosemu.cli.records import converter_of, plain_type, record_info
from iosemu.cli.rights import MOST, Rights, Rule
from iosemu.cli.syntax import Action, Arg, Command, Key, Mode, Seq, without
from iosemu.cli.views import View, ViewRights
from iosemu.records import replace
from iosemu.types import INTERFACE_KINDS, InterfaceName

if TYPE_CHECKING:
    from iosemu.cli.render import Renderer


class Resolver(Protocol):
    """How the device layer brings classes and functions of features."""

    def record(self, feature: str, name: str) -> type: ...

    def function(self, feature: str, part: str, name: str) -> Callable[..., Any]:
        """A function of the feature's module `show`, `actions` or `config`. Raises LookupError."""

    def interface_exists(self, device: Any, name: Any, obj: Any = None) -> bool:
        """May a line name this interface, in the configuration of `obj`?"""
        ...


class Source(Protocol):
    """Where commands come from: the parsed notation, or its cache."""

    modes: Mapping[str, Mode]
    words: Mapping[str, str]
    order: Mapping[str, list[str]]

    def commands(self, mode: str) -> list[Command]: ...


_BUILTIN = {
    "no": "Negate a command or set its defaults",
    "default": "Set a command to its defaults",
    "do": "To run exec commands in config mode",
    "exit": "Exit from configure mode",
    "end": "Exit from configure mode",
    "help": "Description of the interactive help system",
}
_MOST_LIMITED = 64  # graphs of users below the highest level on routers with `privilege` lines
_LISTED_BELOW = ("no", "default", "exit")  # what `?` lists in modes below the root of configuration


def _builtin(mode: str, word: str, name: str, text: str, hidden: bool) -> Command:
    key = Key(word)
    takes_line = name in ("no", "default", "do", "undo")
    items = (key, Arg("LINE", "line")) if takes_line else (key,)
    help_texts = {word: text, "LINE": text}
    command = Command("", mode, (), "", Seq(items), Action("builtin", name), word, "", help=help_texts, hidden=hidden)
    command.privilege = MOST if mode == "exec" and takes_line else 0
    return command


class Language:
    """The command language as one platform has it that runs one release."""

    def __init__(
        self,
        source: Source,
        resolver: Resolver,
        platform: str = "",
        release: tuple[int, ...] = (99,),
        interface_kinds: tuple[str, ...] = tuple(INTERFACE_KINDS),
    ) -> None:
        self.source = source
        self.resolver = resolver
        self.platform = platform
        self.release = release
        self.interface_kinds = interface_kinds
        self.modes = source.modes
        self.order = source.order
        self._commands: dict[str, list[Command]] = {}
        self._graphs: dict[tuple[Any, ...], Graph] = {}
        self._plans: dict[int, Plan] = {}
        self.renderer: Renderer | None = None
        self.maker: tuple[Callable[..., Language], tuple[Any, ...]] | None = None  # who has it, and by which name

    def __reduce__(self) -> tuple[Callable[..., Language], tuple[Any, ...]]:
        """It is shared and never changes: what is saved is its name."""
        if self.maker is None:
            raise TypeError("a language without a name cannot be saved")
        return self.maker

    def mode(self, name: str) -> Mode:
        return self.modes[name]

    def commands(self, mode: str) -> list[Command]:
        """Commands of a mode that this platform and release have, those of the mode it extends included."""
        found = self._commands.get(mode)
        if found is None:
            found = [c for command in self.source.commands(mode) if (c := self._here(command)) is not None]
            extends = self.modes[mode].extends if mode in self.modes else ""
            for other in extends.split():
                found = found + self.commands(other)
            self._commands[mode] = found
        return found

    def _here(self, command: Command) -> Command | None:
        """A command as this platform and release have it, None where they lack it."""
        if command.platform and self.platform not in command.platform:
            return None
        if self.release < command.since or (command.before and self.release >= command.before):
            return None
        lacking = frozenset(
            token
            for word, release, tokens in command.limits
            if (self.release < release) == (word == "since")
            for token in tokens
        )
        if not lacking:
            return command
        syntax = without(command.syntax, lacking)
        if syntax is None:
            return None
        assert isinstance(syntax, Seq)
        no = tuple(left for form in command.no if isinstance(left := without(form, lacking), Seq))
        tests = tuple(line for line in command.tests if lacking.isdisjoint(line.split()))
        accepted = tuple(line for line in command.accepted if lacking.isdisjoint(line.split()))
        return replace(command, syntax=syntax, no=no, tests=tests, accepted=accepted)

    def graph(
        self,
        mode: str,
        kind: str = "",
        privilege: int = 15,
        rules: tuple[Rule, ...] = (),
        views: tuple[View, ...] | None = None,
    ) -> Graph:
        """The graph of a mode, for objects of one kind and one privilege level, where `privilege` moved some, or for
        who has `views` (None: they are not looked through one)."""
        if views is not None:
            key: tuple[Any, ...] = (mode, kind, "views", views)
        elif privilege >= MOST or not rules:
            key = (mode, kind, min(privilege, MOST))
        else:
            key = (mode, kind, privilege, rules)
        graph = self._graphs.get(key)
        if graph is None:
            limited = len(key) > 3
            commands = [
                c
                for c in self.commands(mode)
                if (not c.kinds or kind in c.kinds) and (limited or c.privilege <= privilege)
            ]
            commands += self._builtins(mode, MOST if limited else privilege)
            words = self.source.words
            prefixes = [f"{name}:" for name in (mode, *self.modes[mode].extends.split())] + [""]

            def word_help(path: tuple[str, ...]) -> str:
                text = " ".join(path)
                return next((help_ for prefix in prefixes if (help_ := words.get(prefix + text))), "")

            rights: Rights | ViewRights | None = None
            if views is not None:
                rights = ViewRights(mode, views)
            elif limited:
                rights = Rights(mode, privilege, rules)
            graph = Graph(mode, commands, word_help, self.interface_kinds, rights)
            if self.modes[mode].negates:
                graph.add_negated(self.modes[mode].negates[0])
            if limited:
                self._bound()
            self._graphs[key] = graph
        return graph

    def _bound(self) -> None:
        """Graphs that belong to the `privilege` lines of some router are made again when there are too many."""
        of_routers = [key for key in self._graphs if len(key) > 3]
        if len(of_routers) >= _MOST_LIMITED:
            for key in of_routers:
                del self._graphs[key]

    def _builtins(self, name: str, privilege: int) -> list[Command]:
        mode = self.modes[name]
        texts = dict(_BUILTIN)
        if mode.exit:
            texts["exit"] = mode.exit
        if name == "exec":
            texts["exit"] = mode.exit or "Exit from the EXEC"
            found = [_builtin(name, word, word, texts[word], False) for word in ("exit", "help")]
            if mode.negates and privilege >= 15:
                found.append(_builtin(name, "no", "no", "Disable debugging functions", False))
                found += [
                    _builtin(name, word, "undo", "Disable debugging functions (see also 'debug')", False)
                    for word in mode.negates[1:]
                ]
            return found
        listed = _BUILTIN if name == "config" else _LISTED_BELOW
        found = [_builtin(name, word, word, text, word not in listed) for word, text in texts.items()]
        if mode.closing:
            found.append(_builtin(name, mode.closing, "exit", texts["exit"], False))
        return found

    def plan(self, command: Command) -> Plan:
        found = self._plans.get(id(command))
        if found is None:
            found = self._plans[id(command)] = Plan(self, command)
        return found

    def type_of(self, command: Command) -> type | None:
        return self.resolver.record(command.feature, command.type) if command.type else None

    def function(self, command: Command, part: str, name: str) -> Callable[..., Any]:
        return self.resolver.function(command.feature, part, name)

    def known(self, device: Any, value: Any, obj: Any = None) -> bool:
        """Not the name of an interface that does not exist, nor may come behind the interface `obj`."""
        return not isinstance(value, InterfaceName) or self.resolver.interface_exists(device, value, obj)

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
