"""What `ip verify unicast` says of a source; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import POLICY, Dropped, Finding, Line, lines_of_route, said
from iosemu.device.passage import Point
from iosemu.features.rpf.model import RpfInterface
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage


def _words(passage: Passage, iface: Interface) -> tuple[str, list[Line]]:
    """Where the source is, as this router sees it."""
    source = format_ipv4(passage.packet.src)
    config = iface[RpfInterface]
    line = said(iface.device, config, "via")
    entry = iface.table.find(passage.packet.src)
    if entry is None:
        return f"there is no route back to {source}", line
    if entry.by_default and not config.allow_default:
        return f"only the default route leads back to {source}, which does not count", line
    outs = [out.text for out, _ in entry.hops] or [entry.interface.text]
    lines = lines_of_route(iface.device, entry.route) if entry.route is not None else []
    return f"the way back to {source} is {' or '.join(outs)}", line + lines


def _stage(passage: Passage, iface: Interface) -> Finding | None:
    text, lines = _words(passage, iface)
    return Finding(f"{iface.text}: {text}", lines)


STAGES = {Point.IN_RPF: _stage}


def _dropped(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at
    if iface is None:
        return
    text, lines = _words(dropped.passage, iface)
    remedy = f"a route back by {iface.text}, or {iface.device.node}, interface {iface.text}: "
    remedy += "ip verify unicast source reachable-via any"
    yield Finding(f"{iface.text} of {iface.device.node} checks sources, and {text}", lines, remedy, POLICY)


def _suppressed(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at
    if iface is None:
        return
    text, lines = _words(dropped.passage, iface)
    yield Finding(
        f"the check of sources on {iface.text} let it pass and counted it, though {text}", lines, "", POLICY
    )


DROPS = {Reason.UNICAST_RPF: _dropped, Reason.UNICAST_RPF_SUPPRESSED: _suppressed}
