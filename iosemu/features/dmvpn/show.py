"""`show dmvpn`, in the forms of the releases (see `nhrp.wording`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.tells import told
from iosemu.device.times import uptime
from iosemu.features.dmvpn.rows import UNKNOWN, Filter, Peer, Table, tables
from iosemu.features.nhrp.show import nhs_line, tunnels
from iosemu.features.nhrp.wording import Release, release_of
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.nhrp.tunnel import NhrpTunnel
    from iosemu.types import InterfaceName, IPv4

_TRANSPORT = {True: "multi-GRE/IP", False: "GRE/IP"}


def show_dmvpn(
    ctx: Context,
    detail: bool = False,
    interface: InterfaceName | None = None,
    nbma: IPv4 | None = None,
    tunnel: IPv4 | None = None,
    static: bool = False,
    vrf: str | None = None,
) -> Iterator[str]:
    wanted = Filter(interface, nbma, tunnel, static, vrf)
    release = release_of(ctx.device.software)
    yield from _legend(release)
    found = list(tables(ctx.device, wanted))
    if ctx.device.software.dmvpn_tells_shut:
        for other in tunnels(ctx.device, interface, vrf):
            if other.iface.config.shutdown:
                yield f"{other.iface.text} is admin down"
    found = [table for table in found if not table.tunnel.iface.config.shutdown]
    yield ""
    if detail:
        yield from _detail(ctx, found, release, wanted)
        return
    for table in found:
        yield f"Interface: {table.tunnel.iface.text}, IPv4 NHRP Details "
        yield f"Type:{table.kind}, NHRP Peers:{table.peers}, "
        yield ""
        yield " # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb"
        yield " ----- --------------- --------------- ----- -------- -----"
        for group in table.groups:
            for number, peer in enumerate(group):
                ent = "" if number else _count(group, release)
                nbma_text = "" if number else peer.nbma
                yield (
                    f"{ent:>6} {nbma_text:<15} {format_ipv4(peer.tunnel):>15} {peer.state:>5}"
                    f" {uptime(peer.changed):>8} {peer.attributes:>5}"
                )
        yield ""


def _legend(release: Release) -> Iterator[str]:
    yield "Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete"
    yield "\tN - NATed, L - Local, X - No Socket"
    for line in release.legend:
        yield f"\t{line}"
    yield "\t# Ent --> Number of NHRP entries with same NBMA peer"
    yield "\tNHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting"
    yield "\tUpDn Time --> Up or Down Time for a Tunnel"
    yield "=" * 74


def _count(group: list[Peer], release: Release) -> str:
    unresolved = group[0].nbma == UNKNOWN and group[0].state == "NHRP"
    return str(release.unresolved_count if unresolved else len(group))


def _detail(ctx: Context, found: list[Table], release: Release, wanted: Filter) -> Iterator[str]:
    for table in found:
        yield from _head(table.tunnel, release)
        yield f"Type:{table.kind}, Total NBMA Peers (v4/v6): {table.peers}"
        yield ""
        yield "# Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb    Target Network"
        yield "----- --------------- --------------- ----- -------- ----- -----------------"
        for group in table.groups:
            for number, peer in enumerate(group):
                yield _detail_row(peer, "" if number else _count(group, release), release)
                if peer.group:
                    yield f"NHRP group: {peer.group}"
                    for policy in filter(None, told(ctx.device, "dmvpn policy", table.tunnel.iface, peer.nbma)):
                        yield f" Output QoS service-policy applied: {policy}"
                if not release.left_nbma:
                    yield ""
        yield ""
    yield ""
    yield "Crypto Session Details: "
    yield "-" * 80
    yield ""
    for table in found:
        yield from _sessions(table, wanted)
    yield "Pending DMVPN Sessions:"
    yield ""
    for table in found:
        for sessions in told(ctx.device, "dmvpn pending", table.tunnel.iface):
            for lines in sessions:
                yield from lines
                yield ""


def _detail_row(peer: Peer, count: str, release: Release) -> str:
    tunnel, time = format_ipv4(peer.tunnel), uptime(peer.changed)
    if release.left_nbma:
        return (
            f"{count:>5} {peer.nbma:<15} {tunnel:>15} {peer.state:>5} {time:>8} {peer.attributes:>5} {peer.target:>18}"
        )
    nbma = peer.nbma if count else ""
    return f"{count:>5} {nbma:>14} {tunnel:>15} {peer.state:>5} {time:>8} {peer.attributes:>4} {peer.target:>18}"


def _head(tunnel: NhrpTunnel, release: Release) -> Iterator[str]:
    iface, driver = tunnel.iface, tunnel.driver
    state = f"{'up' if iface.up else 'down'}/{'up' if iface.line_up else 'down'}"
    address = format_ipv4(tunnel.address)
    if driver.multipoint:
        destination = release.multipoint
    else:
        destination = format_ipv4(driver.remote) if driver.remote else UNKNOWN
    profile = driver.sockets.profile(iface) if driver.sockets is not None else ""
    yield f'Interface {iface.text} is {state}, Addr. is {address}, VRF "{iface.vrf.name}" '
    ends = f"{format_ipv4(driver.local)}/{destination}"
    yield f'   Tunnel Src./Dest. addr: {ends}, Tunnel VRF "{driver.front.name}"'
    yield f'   Protocol/Transport: "{_TRANSPORT[driver.multipoint]}", Protect "{profile}" '
    yield f"   Interface State Control: {'Enabled' if tunnel.config.if_state else 'Disabled'}"
    if release.event_publisher:
        yield "   nhrp event-publisher : Disabled"
    if not tunnel.nhss:
        return
    yield ""
    if not release.event_publisher:
        for state_ in tunnel.nhss.values():
            nhs = UNKNOWN if state_.address is None else format_ipv4(state_.address)
            yield f"IPv4 NHS: {nhs} {state_.flags()}"
        return
    yield "IPv4 NHS:"
    for state_ in tunnel.nhss.values():
        yield nhs_line(state_)


def _sessions(table: Table, wanted: Filter) -> Iterator[str]:
    tunnel = table.tunnel
    nbmas = [nbma for nbma in sorted(tunnel.cache.nbmas()) if wanted.nbma in (None, nbma)]
    for sessions in told(tunnel.iface.device, "dmvpn session", tunnel.iface, nbmas):
        for lines in sessions:
            yield from lines
            yield ""


def show_dmvpn_condition(ctx: Context) -> Iterator[str]:
    conditions = ctx.device.engine("nhrp").conditions
    yield "NBMA addresses under debug are:"
    yield from (f"  {format_ipv4(nbma)}," for nbma in sorted(conditions.nbmas))
    yield "Interfaces under debug are:"
    yield from (f"  {name}," for name in sorted(conditions.interfaces))
    yield "Tunnel addresses under debug are:"
    yield from (f"  {format_ipv4(address)}," for address in sorted(conditions.tunnels))
