"""The rows of `show ip cef`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.vrf_names import named_vrf
from iosemu.features.cef.table import rows
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class CefRow:
    """One way of a prefix. `next_hop` is "" where it is attached or no address; `source` says why it is there: route,
    connected, own address, broadcast, neighbour, drop, receive, no route …"""

    prefix: str
    next_hop: str
    interface: str
    source: str


def show_cef(ctx: Context, vrf: str = "", detail: bool = False) -> Iterator[CefRow]:
    """The same for `detail`; none while CEF does not run."""
    for row in rows(named_vrf(ctx.device, vrf).v4) if ctx.device.ip.cef else ():
        for iface, hop in row.hops or ((None, None),):
            next_hop = "" if hop is None else format_ipv4(hop)
            yield CefRow(str(row.prefix), next_hop, "" if iface is None else iface.text, row.source.value)
