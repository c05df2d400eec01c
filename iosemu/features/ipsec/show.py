"""The show commands of IPsec; their text is made in `show_sa`, `show_session` and `show_map`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.ipsec.builtin import unnamed_sets
from iosemu.features.ipsec.flow import ANY, Flow
from iosemu.features.ipsec.model import IpsecConfig
from iosemu.features.ipsec.policyhead import PolicyHead
from iosemu.features.ipsec.protection import ProtectionHead
from iosemu.features.ipsec.show_engine import connection_lines, eli_lines, ruleset_lines, spi_lines
from iosemu.features.ipsec.show_map import (
    all_map_lines,
    dynamic_lines,
    one_set_lines,
    profile_lines,
    transform_set_lines,
)
from iosemu.features.ipsec.show_sa import Row, address_lines, count_lines, engine_of, sa_lines, selector_text
from iosemu.features.ipsec.show_session import Session, brief_lines, legend, session_lines, sessions
from iosemu.features.keying.contract import Selector
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def show_ipsec_sa(
    ctx: Context, peer: IPv4 | None = None, interface: InterfaceName | None = None, map: str = "",
    detail: bool = False, fvrf: str | None = None, ivrf: str | None = None,
) -> Iterator[str]:  # fmt: skip
    return sa_lines(ctx.device, keeper(peer, interface, map, fvrf, ivrf), detail)


def keeper(
    peer: IPv4 | None, interface: InterfaceName | None, map: str, fvrf: str | None, ivrf: str | None
) -> Callable[[Row], bool]:
    """What of the flows is asked for."""

    def keep(row: Row) -> bool:
        if fvrf not in (None, row.flow.vrf) or ivrf not in (None, row.head.inside(row.flow, row.iface)):
            return False
        return peer in (None, row.flow.peer) and interface in (None, row.iface.name) and map in ("", row.head.tag)

    return keep


def show_ipsec_sa_active(ctx: Context, detail: bool = False) -> Iterator[str]:
    return sa_lines(ctx.device, lambda row: bool(row.flow.pairs), detail)


def show_ipsec_sa_address(ctx: Context) -> Iterator[str]:
    return address_lines(ctx.device)


def show_ipsec_sa_count(ctx: Context) -> Iterator[str]:
    return count_lines(ctx.device)


def show_ipsec_identity(ctx: Context, detail: bool = False) -> Iterator[str]:
    return sa_lines(ctx.device, lambda row: True, detail, identity=True)


def show_transform_set(ctx: Context, name: str = "") -> Iterator[str]:
    return transform_set_lines(ctx.device, name)


def show_numbered_sets(ctx: Context) -> Iterator[str]:
    for found in unnamed_sets(ctx.device):
        yield from one_set_lines(found)


def show_profile(ctx: Context, name: str = "") -> Iterator[str]:
    return profile_lines(ctx.device, name)


def show_identity(ctx: Context, name: str = "") -> Iterator[str]:
    for each in ctx.device[IpsecConfig].identities.values():
        if name in ("", each.name):
            yield f"crypto identity {each.name}:"
            yield from (f"\tDescription: {each.description}",) if each.description else ()
            yield from (f"\tdn {dn}" for dn in each.dns)
            yield from (f"\tfqdn {fqdn}" for fqdn in each.fqdns)
            yield ""


def show_lifetime(ctx: Context) -> Iterator[str]:
    config = ctx.device[IpsecConfig]
    volume = f"{config.life_kilobytes} kilobytes/" if config.life_kilobytes else ""
    yield f"Security association lifetime: {volume}{config.seconds} seconds"


def show_idle_time(ctx: Context) -> Iterator[str]:
    idle = ctx.device[IpsecConfig].idle_time
    if idle is not None:
        yield f"Security association idletime: {idle} seconds"


def show_map(ctx: Context, interface: InterfaceName | None = None, tag: str = "") -> Iterator[str]:
    iface = ctx.device.interfaces.get(interface) if interface is not None else None
    nowhere = iface is None and interface is not None  # Null0 has no place among the others
    found = [] if nowhere else list(all_map_lines(ctx.device, tag, iface))
    return iter(found or ["No crypto maps found."])


def show_route(ctx: Context) -> Iterator[str]:
    """Layout: real output of 15.0."""
    engine = engine_of(ctx.device)
    yield ""
    yield "VPN Routing Table: Shows RRI and VTI created routes"
    yield "Codes: RRI - Reverse-Route, VTI- Virtual Tunnel Interface"
    yield "        S - Static Map ACLs"
    last = None
    for each in engine.injection.all() if engine is not None else ():
        if each.vrf != last:
            last = each.vrf
            yield ""
            yield f"Routes created in table {each.vrf or 'GLOBAL DEFAULT'}"
        place = f"{format_ipv4(each.prefix.network)}/{format_ipv4(each.prefix.mask)}"
        way = format_ipv4(each.next_hop) if each.next_hop is not None else "0.0.0.0"
        yield f"{place} [{each.distance}/0] via {way} tag {each.tag}"
        yield f"                                on {each.iface} RRI" + ("  S" if each.static else "")


def show_dynamic_map(ctx: Context, tag: str = "") -> Iterator[str]:
    found = list(dynamic_lines(ctx.device, tag))
    return iter(found or ["No crypto map templates found."])


def chosen_sessions(
    ctx: Context, remote: IPv4 | None, local: IPv4 | None, interface: InterfaceName | None, fvrf: str | None,
    ivrf: str | None, profile: str = "",
) -> list[Session]:  # fmt: skip
    return [
        session
        for session in sessions(ctx.device)
        if remote in (None, session.peer) and local in (None, session.local)
        and interface in (None, session.iface.name) and fvrf in (None, session.front) and ivrf in (None, session.inside)
        and (not profile or any(each.profile == profile for each in session.ike))
    ]  # fmt: skip


def show_session(
    ctx: Context,
    remote: IPv4 | None = None,
    local: IPv4 | None = None,
    interface: InterfaceName | None = None,
    detail: bool = False,
    brief: bool = False,
    fvrf: str | None = None,
    ivrf: str | None = None,
    profile: str = "",
    standby: bool = False,
    username: str = "",
    group: str = "",
) -> Iterator[str]:
    """Nobody stands by, and nobody has a user's name or is of a group."""
    found = chosen_sessions(ctx, remote, local, interface, fvrf, ivrf, profile)
    if standby or username or group:
        found = []
    if brief:
        yield from brief_lines(ctx.device, found)
        return
    yield "Crypto session current status"
    if detail:
        yield ""
        yield from legend(ctx.device)
    for session in found:
        yield from session_lines(ctx.device, session, detail)
    yield ""


def show_session_groups(ctx: Context) -> Iterator[str]:
    yield "Crypto session current status"
    yield ""


def show_connections(ctx: Context) -> Iterator[str]:
    return connection_lines(ctx.device)


def show_eli(ctx: Context) -> Iterator[str]:
    return eli_lines(ctx.device)


def show_ruleset(ctx: Context, detail: bool = False) -> Iterator[str]:
    return ruleset_lines(ctx.device, detail)


def show_spi_lookup(ctx: Context, detail: bool = False) -> Iterator[str]:
    return spi_lines(engine_of(ctx.device), detail)


def show_ipsec_policy(ctx: Context) -> Iterator[str]:
    yield "Crypto IPsec client security policy data"
    yield ""


def show_engine(ctx: Context) -> Iterator[str]:
    """The only engine there is; its figures of a real box (serial number, queues) have nothing to stand for here."""
    yield "        crypto engine name:  Cisco VPN Software Implementation"
    yield "        crypto engine type:  software"
    yield "       crypto engine state:  installed"
    yield "     crypto engine in slot:  N/A"


def _ident(selector: Selector) -> str:
    address, mask = format_ipv4(selector.address), format_ipv4(selector.mask)
    return f"({address}/{mask}/{selector.port}/{selector.protocol})"


def _socket_lines(head: ProtectionHead, flow: Flow) -> Iterator[str]:
    """One socket; with a policy it stands for all traffic, and tells the true identities."""
    parts = [(each.local_proxy, each.remote_proxy) for each in reversed(head.flows.values())]
    policy = isinstance(head, PolicyHead)
    mine, theirs = (ANY, ANY) if policy else (flow.local_proxy, flow.remote_proxy)
    first = "Shd" if head.shared else head.interfaces[0].name.short
    yield f"   {first} Peers (local/remote): {format_ipv4(flow.local)}/{format_ipv4(flow.peer)} "
    yield f"       Local Ident  (addr/mask/port/prot): {_ident(mine)}"
    yield f"       Remote Ident (addr/mask/port/prot): {_ident(theirs)}"
    if policy:
        yield "        TRUE  ident (addr/mask/prot/port): {LOCAL -> REMOTE}"
        for one, other in parts:
            yield f"             {selector_text(one)[1:-1]} -> {selector_text(other)[1:-1]}"
    if head.shared:
        yield "       Flags: shared"
    yield f'       IPSec Profile: "{head.name}"'
    yield f"       Socket State: {'Open' if flow.current is not None else 'Opening'}"
    yield f'       Client: "TUNNEL SEC" (Client State: {"Active" if flow.current is not None else "Down"})'


def sockets(head: ProtectionHead) -> list[Flow]:
    if isinstance(head, PolicyHead):
        found = head.socket(head.driver.remote)
        return [found] if found is not None else []
    return list(head.flows.values())


def show_sockets(ctx: Context) -> Iterator[str]:
    engine = engine_of(ctx.device)
    heads = list(dict.fromkeys(engine.protections.heads.values())) if engine is not None else []
    yield ""
    yield f"Number of Crypto Socket connections {sum(len(sockets(head)) for head in heads)}"
    yield ""
    for head in heads:
        for flow in sockets(head):
            yield from _socket_lines(head, flow)
    if heads:
        yield "Crypto Sockets in Listen state:"
        for head in heads:
            yield f'Client: "TUNNEL SEC" Profile: "{head.name}" Map-name: "{head.tag}"'
