"""Shows as records: a feature's module `rows` has a function of the same name as the show that makes the text."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from iosemu.cli.bind import deed_of
from iosemu.cli.context import Context, Refused
from iosemu.cli.match import Match, match
from iosemu.cli.pipes import split_pipe
from iosemu.cli.syntax import Alt, Arg, Key, Seq, Syntax
from iosemu.device.feature import features
from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from iosemu.lab.node import Node


TEXTS = {  # shows that are a text and nothing else
    ("archive", "differences"), ("archive", "incremental"), ("gre", "access_configuration"), ("line", "terminal"),
    ("system", "derived_config"), ("system", "running_config"), ("system", "running_config_vrf"),
    ("system", "startup_config"), ("system", "tech_support"),
}  # fmt: skip


def rows(node: Node, command: str, kind: type[Any] | None) -> list[Any]:
    """Raises LabError."""
    session = node.console.session
    language, device = session.shell.language, node.device
    if split_pipe(command)[1] is not None:
        raise LabError(f'{node.name}: "{command}": rows are chosen in Python, not by a |')
    found = match(session.graph("exec").root, command)
    if not isinstance(found, Match) or found.end.command.action.verb != "show":
        near = get_close_matches(command, shows(node), 3, 0.6)
        raise LabError(f'{node.name} has no show "{command}"' + (f"; others are {', '.join(near)}" if near else ""))
    action, feature = found.end.command.action, found.end.command.feature
    module = features()[feature].module("rows")
    function = getattr(module, f"show_{action.name}", None)
    if function is None:
        raise LabError(f'{node.name}: "{command}" is a text, no table: cli() gives it')
    deed = deed_of(language, found.end)
    values = deed.collector.collect(found.values)
    for name in deed.plan.known:
        if name in values and not language.known(device, values[name]):
            raise LabError(f'{node.name}: "{command}": there is no {values[name]}')
    try:
        records = list(function(Context(session.shell, device, device, session=session), **values))
    except Refused as refused:
        raise LabError(f'{node.name}: "{command}": {refused}') from None
    if kind is not None and records and type(records[0]) is not kind:
        raise LabError(f'{node.name}: "{command}" has rows of {type(records[0]).__name__}, not {kind.__name__}')
    return records


def _needed(syntax: Syntax) -> Iterator[str]:
    """The words of a command that has nothing that may be left out; an argument stands as it is written."""
    if isinstance(syntax, Key):
        yield syntax.word
    elif isinstance(syntax, Seq):
        for item in syntax.items:
            yield from _needed(item)
    elif isinstance(syntax, Alt):
        yield from _needed(syntax.items[0])
    elif isinstance(syntax, Arg):
        yield str(syntax)


def shows(node: Node) -> list[str]:
    """The shows of this router that have rows, each in its shortest form."""
    found: dict[tuple[str, str], str] = {}
    for command in node.console.session.shell.language.commands("exec"):
        key = command.feature, command.action.name
        told = command.action.verb == "show" and not command.hidden
        if told and hasattr(features()[key[0]].module("rows"), f"show_{key[1]}"):
            text = " ".join(_needed(command.syntax))
            both = found.get(key, text), text
            found[key] = min(both, key=lambda each: (not each.startswith("show "), len(each), each))
    return sorted(found.values())
