"""The rows of `show ip igmp`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.igmp.show import ports_of
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class IgmpGroupRow:
    """`uptime` in seconds; `expires` None: not by itself, or only for some sources."""

    group: str
    interface: str
    uptime: float
    expires: float | None
    reporter: str
    sources: list[str] = field(default_factory=list)


@dataclass(slots=True)
class IgmpInterfaceRow:
    interface: str
    routing: bool
    version: int
    querier: str
    joins: int
    leaves: int


def show_igmp_groups(
    ctx: Context, interface: InterfaceName | None = None, group: IPv4 = 0, detail: bool = False
) -> Iterator[IgmpGroupRow]:
    for port in ports_of(ctx):
        now = port.host.now
        for member in port.members.values() if interface in (None, port.iface.name) else ():
            if group in (0, member.group):
                yield IgmpGroupRow(
                    format_ipv4(member.group), port.text, now - member.since,
                    member.expires - now if member.expires and not member.static else None,
                    format_ipv4(member.reporter), [format_ipv4(source) for source in member.sources],
                )  # fmt: skip


def show_igmp_interface(ctx: Context, interface: InterfaceName | None = None) -> Iterator[IgmpInterfaceRow]:
    for port in ports_of(ctx):
        if interface in (None, port.iface.name):
            asker = port.querier or (port.iface.address or 0)
            yield IgmpInterfaceRow(
                port.text, port.routing, port.config.version, format_ipv4(asker), port.joins, port.leaves
            )
