"""`show ip igmp`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.tells import told
from iosemu.device.times import uptime
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.igmp.port import Member, Port


def ports_of(ctx: Context) -> list[Port]:
    found: dict[InterfaceName, Port] = ctx.device.engine("igmp").ports
    return [found[name] for name in ctx.device.interfaces if name in found]


def show_igmp_groups(
    ctx: Context, interface: InterfaceName | None = None, group: IPv4 = 0, detail: bool = False
) -> Iterator[str]:
    ports = [port for port in ports_of(ctx) if interface in (None, port.iface.name)]
    rows = [(port, member) for port in ports for member in port.members.values() if group in (0, member.group)]
    rows.sort(key=lambda row: -row[1].group)
    if detail:
        for port, member in rows:
            yield from _detail(port, member)
        return
    yield "IGMP Connected Group Membership"
    yield "Group Address    Interface                Uptime    Expires   Last Reporter   Group Accounted"
    for port, member in rows:
        now = port.host.now
        yield (
            f"{format_ipv4(member.group):<16} {port.text:<24} {uptime(now - member.since):<9} "
            f"{_expires(member, now):<9} {format_ipv4(member.reporter):<16}"
        )


def _expires(member: Member, now: float) -> str:
    if member.static or (not member.expires and member.sources):
        return "stopped"
    return uptime(member.expires - now)


def _detail(port: Port, member: Member) -> Iterator[str]:
    now = port.host.now
    for_all = member.everybody(now)
    yield ""
    yield f"Interface:\t{port.text}"
    yield f"Group:\t\t{format_ipv4(member.group)}"
    yield f"Flags:\t\t{'SG' if member.static else ''}"
    yield f"Uptime:\t\t{uptime(now - member.since)}"
    yield f"Group mode:\t{f'EXCLUDE (Expires: {_expires(member, now)})' if for_all else 'INCLUDE'}"
    yield f"Last reporter:\t{format_ipv4(member.reporter)}"
    if not member.sources:
        yield "Source list is empty"
        return
    yield "Group source list: (C - Cisco Src Report, U - URD, R - Remote, S - Static,"
    yield "                    V - Virtual, M - SSM Mapping, L - Local,"
    yield "                    Ac - Accounted towards access control limit)"
    yield "  Source Address   Uptime    v3 Exp   CSR Exp   Fwd  Flags"
    for source, ends in member.sources.items():
        own = "L" if (member.group, source) in port.wants else "R"
        yield f"  {format_ipv4(source):<16} {uptime(now - member.since)}  {uptime(ends - now)} stopped   Yes  {own}"


def show_igmp_interface(ctx: Context, interface: InterfaceName | None = None) -> Iterator[str]:
    for port in ports_of(ctx):
        if interface in (None, port.iface.name):
            yield from _interface(ctx, port)


def _interface(ctx: Context, port: Port) -> Iterator[str]:
    config, iface = port.config, port.iface
    own = iface.address or 0
    yield f"{port.text} is {'up' if iface.up else 'down'}, line protocol is {'up' if iface.line_up else 'down'}"
    yield f"  Internet address is {format_ipv4(own)}/{iface.addresses[0][1] if iface.addresses else 32}"
    yield f"  IGMP is {'enabled' if port.routing else 'disabled'} on interface"
    if not port.routing:
        yield "  Multicast routing is disabled on interface"
    else:
        yield f"  Current IGMP host version is {port.version}"
        yield f"  Current IGMP router version is {config.version}"
        yield f"  IGMP query interval is {config.query_interval} seconds"
        yield f"  IGMP configured query interval is {config.query_interval} seconds"
        yield f"  IGMP querier timeout is {port.querier_timeout()} seconds"
        yield f"  IGMP configured querier timeout is {port.querier_timeout()} seconds"
        yield f"  IGMP max query response time is {config.max_response} seconds"
        yield "  Last member query count is 2"
        yield "  Last member query response interval is 1000 ms"
        filtered = f"is {config.access_group}" if config.access_group else "is not set"
        yield f"  Inbound IGMP access group {filtered}"
        yield f"  IGMP activity: {port.joins} joins, {port.leaves} leaves"
        yield "  Multicast routing is enabled on interface"
        yield "  Multicast TTL threshold is 0"
        for lines in told(ctx.device, "igmp interface", iface):
            yield from lines
        asker = f"{format_ipv4(port.querier)}" if port.querier else f"{format_ipv4(own)} (this system)"
        yield f"  IGMP querying router is {asker}"
    wants = sorted(port.wants.items(), reverse=True)
    groups = [f"{format_ipv4(group)}({count})" for (group, source), count in wants if not source]
    if not groups:
        yield "  No multicast groups joined by this system"
        return
    yield "  Multicast groups joined by this system (number of users):"
    for at in range(0, len(groups), 3):
        yield "      " + "  ".join(groups[at : at + 3])
