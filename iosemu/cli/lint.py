"""Faults of a grammar that its users would meet: used by the tests, and by whoever writes a `.cmd` file."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from iosemu.cli.collect import bound_fields
from iosemu.cli.graph import Graph, Node, Rest
from iosemu.cli.interpreter import Frame, Interpreter
from iosemu.cli.language import Language
from iosemu.cli.match import Match, match
from iosemu.cli.place import Place
from iosemu.cli.records import ModelError, record_info
from iosemu.cli.shell import Shell
from iosemu.cli.syntax import AnyOrder, Command, Opt
from iosemu.records import is_dataclass
from iosemu.types import INTERFACE_KINDS

_DEPTH = 40  # tokens of the longest path that is looked at


def help_faults(language: Language) -> Iterator[str]:
    """Words and arguments without help."""
    for mode in language.modes:
        for graph in _graphs(language, mode):
            for node in _nodes(graph.root):
                named = node.kind is not None and bool(node.kind.interfaces)  # its kinds have their own help
                if node.path and not named and not node.help():
                    command = node.threads[0].command
                    yield f"{command.where}: no help for '{node.path[-1]}' in '{' '.join(node.path)}' (mode {mode})"


def clash_faults(language: Language) -> Iterator[str]:
    """Lines that two commands claim."""
    for mode in language.modes:
        for graph in _graphs(language, mode):
            for node in _nodes(graph.root):
                commands = {id(end.command): end.command for end in node.ends}
                if len(commands) > 1:
                    places = ", ".join(command.where for command in commands.values())
                    yield f"mode {mode}: '{' '.join(node.path)}' belongs to several commands: {places}"


def model_faults(language: Language) -> Iterator[str]:
    """Fields, tables and functions that the model and the modules do not have."""
    for command in _all(language):
        yield from (f"{command.where}: {text}" for text in _command_faults(language, command))


def _command_faults(language: Language, command: Command) -> Iterator[str]:
    action = command.action
    wanted: list[tuple[str, str]] = []
    if action.verb in ("show", "do"):
        wanted.append(("show" if action.verb == "show" else "actions", f"{action.verb}_{action.name}"))
    if action.call:
        wanted.append(("config", f"enter_{action.name}"))
    if action.verb == "call":
        wanted += [("config", f"set_{action.name}")]
        if command.render != "none":
            wanted += [("config", f"render_{command.render or action.name}")]
    if command.render not in ("", "none"):
        wanted.append(("config", f"render_{command.render}"))
    if command.check:
        wanted.append(("config", f"check_{command.check}"))
    for part, name in wanted:
        try:
            function = language.function(command, part, name)
        except LookupError as error:
            yield str(error)
            continue
        if not name.startswith("render_"):
            yield from _signature_faults(command, name, function)
    if action.mode and action.mode not in language.modes:
        yield f"unknown mode {action.mode}"
    if command.mode not in language.modes:
        yield f"unknown mode {command.mode}"
    if action.verb not in ("show", "do", "call") and not action.call:
        yield from _field_faults(language, command)


def _signature_faults(command: Command, name: str, function: Any) -> Iterator[str]:
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return
    for field in bound_fields(command):
        if field not in parameters:
            yield f"{name} has no parameter {field}"


def _field_faults(language: Language, command: Command) -> Iterator[str]:
    action = command.action
    try:
        kind = language.type_of(command)
    except (LookupError, AttributeError) as error:
        yield str(error)
        return
    if kind is None:
        if bound_fields(command) or action.keys:
            yield "binds fields in a mode without a TYPE"
        return
    if not is_dataclass(kind):
        return
    info = record_info(kind)
    try:
        if action.keys:
            table = info.table(action.name)
            if table.record is not None and is_dataclass(table.record):
                info = record_info(table.record)
                names = [name for name in bound_fields(command) if name not in action.keys]
            else:
                rest = [name for name in bound_fields(command) if name not in action.keys]
                if len(rest) > 1:
                    yield f"{action.name} holds plain values, but {', '.join(rest)} are bound"
                names = []
        elif action.verb == "enter" and action.name:
            info = record_info(info.sub_record(action.name))
            names = bound_fields(command)
        else:
            names = [*bound_fields(command), *([action.name] if action.verb == "flag" else [])]
    except ModelError as error:
        yield str(error)
        return
    for name in (*names, *dict(action.constants), *dict(command.off)):
        if not info.has(name):
            yield f"{info.cls.__qualname__} has no field {name}"


def example_faults(language: Language, make_shell: Any) -> Iterator[str]:
    """`>` lines that do not parse or render back, `>>` lines that are not accepted.

    `make_shell(command)` gives a Shell over a fresh device and the Place that the command's mode stands on there
    (None: this command cannot be tried alone).
    """
    for command in _all(language):
        for line in (*command.tests, *command.accepted):
            shell, place = make_shell(command)
            if place is None or _names_foreign_port(language, line):
                continue
            fault = _line_fault(shell, place, command, line, line in command.tests)
            if fault:
                yield f"{command.where}: '{line}': {fault}"


def _names_foreign_port(language: Language, line: str) -> bool:
    """Does the line name an interface of a kind that this platform lacks?"""
    letters = (word.rstrip("0123456789/.") for word in line.split() if word[-1:].isdecimal())
    return any(kind in INTERFACE_KINDS and kind not in language.interface_kinds for kind in letters)


def _line_fault(shell: Shell, place: Place, command: Command, line: str, rendered: bool) -> str:
    if command.action.verb in ("show", "do"):  # parsed, not carried out
        graph = shell.language.graph(command.mode, place.kind)
        root, text = graph.root, line
        if line.startswith("no "):
            root, text = graph.no, line[3:]
        found = match(root, text)
        return "" if isinstance(found, Match) else f"does not parse: {found}"
    interpreter = Interpreter(shell)
    interpreter.frames = [Frame(command.mode, [place])]
    before = shell.renderer.mode_lines(command.mode, place.obj)
    result = interpreter.run(line)
    if result.status == "refused":
        return f"refused: {result.output.strip()}"
    if not rendered:
        return ""
    after = [part.rstrip() for part in shell.renderer.mode_lines(command.mode, place.obj)]
    if line.rstrip() not in after:
        return f"is rendered as {[part for part in after if part not in before]}"
    return ""


def _all(language: Language) -> Iterator[Command]:
    for mode in language.modes:
        yield from (command for command in language.commands(mode) if command.mode == mode)


def _graphs(language: Language, mode: str) -> Iterator[Graph]:
    kinds = {kind for command in language.commands(mode) for kind in command.kinds}
    for kind in sorted(kinds) or [""]:
        yield language.graph(mode, kind)


def _nodes(root: Node) -> Iterator[Node]:
    """All nodes; where several ways lead to the same expectations, only one is followed on. What is left of options
    that come in any order is as good as all of them: there would be a way for each subset.
    """
    pending = [root]
    seen = set()
    orders: dict[int, int] = {}
    while pending:
        node = pending.pop()
        yield node
        state = tuple((id(thread.command), _shape(thread.rest, orders)) for thread in node.threads)
        if len(node.path) < _DEPTH and state not in seen:
            seen.add(state)
            pending += node.words.values()
            pending += [after for _, after in node.args]


def _shape(rest: Rest, orders: dict[int, int]) -> tuple[object, ...]:
    """Equal for equal expectations: the graph makes new options and orders of the same syntax nodes. `orders` tells of
    each option to which order it belongs.
    """
    parts: list[object] = []
    while rest is not None:
        node, rest = rest
        if isinstance(node, Opt):
            parts.append(("optional", id(node.item)))
        elif isinstance(node, AnyOrder):
            number = next((orders[id(item)] for item in node.items if id(item) in orders), len(orders))
            orders.update({id(item): number for item in node.items})
            parts.append(("any order", number))
        else:
            parts.append(id(node))
    return tuple(parts)
