"""The part of a running configuration that a user below level 15, or in a view, may see: what they may configure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.match import Match, match
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.types import InterfaceName

_EVERYBODY = frozenset({"!", "end", "boot-start-marker", "boot-end-marker"})


def visible(session: Session, device: Device, lines: Iterable[str]) -> Iterator[str]:
    """Lines of blocks whose first line is out of reach are, too."""
    lines = list(lines)
    return iter(lines) if not session.limited else _chosen(session, device, lines)


def _chosen(session: Session, device: Device, lines: list[str]) -> Iterator[str]:
    blocks: list[tuple[int, str, str]] = []  # indentation, mode ("" out of reach), kind of object
    for line in lines:
        text = line.strip()
        if text in _EVERYBODY or text.startswith("! "):
            yield line
            continue
        indent = len(line) - len(line.lstrip())
        while blocks and blocks[-1][0] >= indent:
            blocks.pop()
        _, mode, kind = blocks[-1] if blocks else (-1, "config", "")
        if not mode:
            continue
        graph = session.graph(mode, kind)
        found = match(graph.no, text, 3) if text.startswith("no ") else match(graph.root, text)
        if not isinstance(found, Match):
            blocks.append((indent, "", ""))
            continue
        yield line
        inner = found.end.command.action.mode
        if inner:
            blocks.append((indent, inner, _kind(device, text)))


def _kind(device: Device, text: str) -> str:
    word, _, name = text.partition(" ")
    if word != "interface":
        return ""
    iface = device.interface(InterfaceName.parse(name.split()[0]))
    return iface.cli_kind if iface is not None else ""
