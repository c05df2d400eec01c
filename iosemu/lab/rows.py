"""Shows as records: a feature's module `rows` has a function of the same name as the show that makes the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.cli.bind import deed_of
from iosemu.cli.context import Context, Refused
from iosemu.cli.match import Match, match
from iosemu.cli.pipes import split_pipe
from iosemu.device.feature import features
from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from iosemu.lab.node import Node


def rows(node: Node, command: str, kind: type[Any] | None) -> list[Any]:
    """Raises LabError."""
    session = node.console.session
    language, device = session.shell.language, node.device
    if split_pipe(command)[1] is not None:
        raise LabError(f'{node.name}: "{command}": rows are chosen in Python, not by a |')
    found = match(session.graph("exec").root, command)
    if not isinstance(found, Match) or found.end.command.action.verb != "show":
        raise LabError(f'{node.name} has no show "{command}"')
    action, feature = found.end.command.action, found.end.command.feature
    module = features()[feature].module("rows")
    function = getattr(module, f"show_{action.name}", None)
    if function is None:
        raise LabError(f'{node.name}: "{command}" has no rows; these have: {", ".join(shows(node))}')
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


def shows(node: Node) -> list[str]:
    """The shows of this router that have rows, each in its shortest form."""
    session = node.console.session
    root = session.graph("exec").root
    found: dict[tuple[str, str], str] = {}
    for command in session.shell.language.source.commands("exec"):
        if command.action.verb != "show":
            continue
        if not hasattr(features()[command.feature].module("rows"), f"show_{command.action.name}"):
            continue
        key = command.feature, command.action.name
        for line in (command.text, *command.tests):
            words = line.split()
            for count in range(2, len(words) + 1):
                text = " ".join(words[:count])
                fits = match(root, text)
                if isinstance(fits, Match) and (fits.end.command.feature, fits.end.command.action.name) == key:
                    if key not in found or len(text) < len(found[key]):
                        found[key] = text
                    break
    return sorted(found.values())
