"""The lab's own screens, drawn with rich: who is wired to whom, who has a tunnel with whom."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING, Literal

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from iosemu.device.relations import relations
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.lab.lab import Lab
    from iosemu.lab.node import Node
    from iosemu.lab.topology import LinkSpec
    from iosemu.lab.trace.records import Report, Trace
    from iosemu.sim.link import Link

_GAP = 2  # columns between two routers, at least


def drawn(what: RenderableType, width: int, colours: bool) -> str:
    """As text for a terminal of that width, colours as SGR."""
    out = StringIO()
    palette: Literal["standard"] | None = "standard" if colours else None
    console = Console(file=out, width=max(width, 20), force_terminal=colours, color_system=palette, highlight=False)
    console.print(what, end="", soft_wrap=True)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().removesuffix("\n").split("\n"))


def topology(lab: Lab, here: str, width: int, colours: bool) -> str:
    """A column for each router that is wired, a row for each link; the narrow way when they have no room.

    `here` is the router whose console this is.
    """
    pairs = list(zip(lab.topology.links, lab.links.values(), strict=True))
    wired = [name for name in lab.nodes if any(end.node == name for spec, _ in pairs for end in spec.endpoints)]
    apart = [name for name in lab.nodes if name not in wired]
    words = [*wired, *(_short(str(end.interface)) for spec, _ in pairs for end in spec.endpoints)]
    step = max(map(len, words), default=0) + 2 + _GAP
    facts = max((len(_facts(link)) for _, link in pairs), default=0)
    if not wired:
        whole = Text()
    elif step * len(wired) + 2 + facts <= width:
        whole = _ladder(lab, pairs, wired, step, here)
    else:
        whole = _listed(lab, pairs, wired, here)
    if apart:
        whole.append(f"without a cable: {', '.join(apart)}\n", "dim")
    return drawn(whole, width, colours)


def _ladder(lab: Lab, pairs: list[tuple[LinkSpec, Link]], wired: list[str], step: int, here: str) -> Text:
    text = Text(" ")
    for name in wired:
        text.append(name.ljust(step), _node_style(lab, name, here))
    text.append("\n")
    for spec, link in pairs:
        at = sorted((wired.index(end.node), _short(str(end.interface)), str(end)) for end in spec.endpoints)
        first, last = at[0][0], at[-1][0]
        text.append(" ")
        for number in range(len(wired)):
            here_ends = [(port, label) for column, port, label in at if column == number]
            inside = first <= number < last
            line = "─" if inside else " "
            if not here_ends:
                text.append("┼" if inside and number > first else "│", "" if not inside else _style(link))
                text.append(line * (step - 1), _style(link))
                continue
            mark = "├" if number == first else "┤" if number == last else "┼"
            label = "/".join(port for port, _ in here_ends)
            pulled = any(whole in link.unplugged for _, whole in here_ends)
            text.append(mark, _style(link))
            text.append(label, "red" if pulled or link.is_cut else "cyan")
            rest = step - 1 - len(label)
            text.append("╳" if pulled else line, "red" if pulled else _style(link))
            text.append(line * (rest - 1), _style(link))
        text.append(f" {_facts(link)}\n", _style(link))
    return text


def _listed(lab: Lab, pairs: list[tuple[LinkSpec, Link]], wired: list[str], here: str) -> Text:
    """Router by router, its links beneath it."""
    text = Text()
    for name in wired:
        text.append(f"{name}\n", _node_style(lab, name, here))
        mine = [(end, spec, link) for spec, link in pairs for end in spec.endpoints if end.node == name]
        for number, (end, spec, link) in enumerate(mine, 1):
            others = [f"{other.node} {_short(str(other.interface))}" for other in spec.endpoints if other != end]
            shown = ", ".join(others[:4]) + (f" and {len(others) - 4} more" if len(others) > 4 else "")
            cut = link.is_cut or str(end) in link.unplugged
            text.append("└─" if number == len(mine) else "├─")
            text.append(_short(str(end.interface)), "red" if cut else "cyan")
            text.append(f"{'╳' if cut else '─'}─ {shown}  {_facts(link)}\n", _style(link))
    return text


def _short(interface: str) -> str:
    """``Fa0/0``"""
    letters = len(interface) - len(interface.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"))
    return interface[:2] + interface[letters:]


def _facts(link: Link) -> str:
    parts = [f"{link.delay * 1000:g} ms" if link.delay else "", f"{link.loss * 100:g}% loss" if link.loss else ""]
    parts.append(f"{link.rate / 1000:g} kbit/s" if link.rate else "")
    return ", ".join(part for part in [*parts, "cut" if link.is_cut else ""] if part)


def _style(link: Link) -> str:
    return "red" if link.is_cut else "yellow" if link.loss else ""


def _node_style(lab: Lab, name: str, here: str) -> str:
    return ("red" if not lab[name].device.running else "green") + (" bold" if name == here else "")


def tunnels(lab: Lab, nodes: Iterable[Node], width: int, colours: bool) -> str:
    """A row for each peer of each protocol."""
    rows = [(node.name, row) for node in nodes for row in relations(node.device)]
    if not rows:
        return "no tunnels, no IPsec\n"
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("router", "interface", "protocol", "peer", "state"):
        table.add_column(heading, no_wrap=True)
    owners, last = _owners(lab), ""
    for name, row in rows:
        owner = owners.get(row.peer.rpartition(" ")[2], "")
        peer = f"{row.peer} ({owner})" if owner else row.peer
        state = Text(row.state, "green" if row.up else "red")
        table.add_row(name if name != last else "", row.interface, row.layer.name, peer, state)
        last = name
    return drawn(table, width, colours)


def _owners(lab: Lab) -> dict[str, str]:
    """Address -> router that has it."""
    owners: dict[str, str] = {}
    for node in lab:
        for iface in node.device.interfaces.values():
            for address, _ in iface.addresses:
                owners.setdefault(format_ipv4(address), node.name)
    return owners


_COLOURS = {
    "packet": "bold", "hop": "bold cyan", "drop": "bold red", "config": "dim", "good": "bold green",
    "late": "bold yellow", "bad": "bold red", "remedy": "green",
}  # fmt: skip


def explained(found: Trace | Report, width: int, colours: bool) -> str:
    """A trace, or what is wrong."""
    from iosemu.lab.trace.records import Trace
    from iosemu.lab.trace.text import of_report, of_trace

    text = Text()
    for kind, line in of_trace(found) if isinstance(found, Trace) else of_report(found):
        text.append(f"{line}\n", _COLOURS.get(kind, ""))
    text.right_crop(1)
    return drawn(text, width, colours)
