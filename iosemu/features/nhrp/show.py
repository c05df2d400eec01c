"""`show ip nhrp …`: records of what the engine knows, and text made from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.nhrp.cache import Entry, Kind
from iosemu.features.nhrp.model import NhrpConfig
from iosemu.features.nhrp.tunnel import SUPPRESSED
from iosemu.types import format_ipv4
from iosemu.wire import nhrp

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.nhrp.client import NhsState
    from iosemu.features.nhrp.conditions import Conditions
    from iosemu.features.nhrp.engine import NhrpEngine
    from iosemu.features.nhrp.tunnel import NhrpTunnel
    from iosemu.types import InterfaceName, IPv4

ENTRY_BYTES = 256  # what the device counts for a cache entry in the summary


def tunnels(
    device: Device, interface: InterfaceName | None = None, vrf: str | None = None
) -> Iterator[NhrpTunnel]:
    """The NHRP interfaces in order, or the one of that name, or those of a VRF ("" is the global one)."""
    if not any(iface.get(NhrpConfig) is not None for iface in device.interfaces.values()):
        return
    engine: NhrpEngine = device.engine("nhrp")
    for name, tunnel in sorted(engine.tunnels.items()):
        if interface in (None, name) and vrf in (None, tunnel.iface.vrf.name):
            yield tunnel


def entries(tunnel: NhrpTunnel) -> list[Entry]:
    """In the order in which the release lists them."""
    found = list(tunnel.cache)
    if tunnel.iface.device.software.nhrp_sorted:
        found.sort(key=lambda entry: (entry.local, -entry.target.length, entry.target.network))
    return found


# the cache


def show_nhrp(
    ctx: Context,
    address: IPv4 | None = None,
    interface: InterfaceName | None = None,
    kind: str = "",
    form: str = "",
    vrf: str | None = None,
) -> Iterator[str]:
    found = chosen(ctx, address, interface, kind, vrf)
    if form == "brief":
        yield from _brief(found)
        return
    for tunnel, entry in found:
        yield from _full(tunnel, entry, form == "detail")


def chosen(
    ctx: Context, address: IPv4 | None, interface: InterfaceName | None, kind: str, vrf: str | None
) -> list[tuple[NhrpTunnel, Entry]]:
    return [
        (tunnel, entry)
        for tunnel in tunnels(ctx.device, interface, vrf)
        for entry in entries(tunnel)
        if (address is None or address in entry.target) and _is_kind(entry, kind)
    ]


def flags_of(tunnel: NhrpTunnel, entry: Entry) -> list[str]:
    """Before there were routes of shortcuts, next hops were not told apart either."""
    device = tunnel.iface.device
    routed = device.software.nhrp_shortcut_routes
    return [flag for flag in entry.flags(device.scheduler.now) if routed or flag != "nhop"]


def _is_kind(entry: Entry, kind: str) -> bool:
    if kind == "local":
        return entry.local
    return not kind or entry.kind.value == kind


def _full(tunnel: NhrpTunnel, entry: Entry, detail: bool) -> Iterator[str]:
    device = tunnel.iface.device
    now = device.scheduler.now
    age = uptime(now - entry.created)
    via = "" if entry.nbma is None else f" via {format_ipv4(entry.next_hop)}"
    life = "never expire " if entry.expires is None else f"expire {uptime(entry.expires - now)}"
    if device.software.nhrp_on_two_lines:
        yield f"{entry.target}{via}"
        pad = "   "
        yield f"{pad}{tunnel.iface.text} created {age}, {life}"
    else:
        yield f"{entry.target}{via}, {tunnel.iface.text} created {age}, {life}"
        pad = "  "
    flags = " ".join(flags_of(tunnel, entry))
    yield f"{pad}Type: {entry.kind.value}, Flags: {flags + ' ' if flags else ''}"
    if entry.nbma is None:
        yield f"{pad}Cache hits: {entry.hits}"
        return
    yield f"{pad}NBMA address: {format_ipv4(entry.nbma)} "
    if entry.claimed is not None:
        yield f"    (Claimed NBMA address: {format_ipv4(entry.claimed)}) "
    if entry.group:
        yield f"   Group: {entry.group}"
    if detail and tunnel.release.preference:
        yield "   Preference: 255"
    if entry.no_socket:
        yield "    (no-socket) "
    if detail:
        for requester in entry.requesters:
            yield f"  Requester: {format_ipv4(requester.protocol)} Request ID: {requester.request_id}"


def _brief(found: list[tuple[NhrpTunnel, Entry]]) -> Iterator[str]:
    if not found:
        return
    yield "   Target             Via            NBMA           Mode   Intfc   Claimed "
    for tunnel, entry in found:
        nbma = format_ipv4(entry.nbma) if entry.nbma is not None else ""
        claimed = format_ipv4(entry.claimed) if entry.claimed is not None else ""
        yield (
            f"{entry.target!s:>20} {format_ipv4(entry.next_hop):<15} {nbma:<15} {entry.kind.value:<8}"
            f" {tunnel.iface.name.short[:7]:<7} <{claimed:^3}>"
        )


def show_nhrp_shortcut(ctx: Context) -> Iterator[str]:
    for tunnel in tunnels(ctx.device):
        for entry in entries(tunnel):
            if entry.rib or entry.nho:
                yield from _full(tunnel, entry, False)


def show_nhrp_summary(ctx: Context) -> Iterator[str]:
    found = [entry for tunnel in tunnels(ctx.device) for entry in tunnel.cache]
    count = f"{len(found)} entr{'y' if len(found) == 1 else 'ies'}"
    yield f"IP NHRP cache {count}, {len(found) * ENTRY_BYTES} bytes"
    yield _by_kind(found)
    if not ctx.device.software.nhrp_remote_summary:
        return
    remote = [entry for entry in found if not entry.local]
    routes = [entry for entry in remote if entry.rib or entry.nho]
    overrides = sum(entry.nho for entry in routes)
    yield f"{len(remote)} Remote"
    yield _by_kind(remote)
    yield f"    {sum(entry.nhop for entry in remote)} nhop     0 bfd"
    yield "    0 default  0 temporary"
    yield f"    {len(routes)} route"
    yield f"        {len(routes)} rib ({len(routes) - overrides} H    {overrides} nho)"
    yield "        0 bgp"
    yield "    0 lfib"
    local = [entry for entry in found if entry.local]
    yield f"{len(local)} Local"
    yield _by_kind(local)
    yield "    0 lfib"


def _by_kind(found: list[Entry]) -> str:
    static, dynamic, incomplete = (sum(entry.kind is kind for entry in found) for kind in Kind)
    return f"    {static} static   {dynamic} dynamic    {incomplete} incomplete"


# next hop servers


def nhs_line(state: NhsState) -> str:
    address = "UNKNOWN" if state.address is None else format_ipv4(state.address)
    nbma = f" NBMA Address: {format_ipv4(state.nbma)}" if state.nbma is not None else ""
    dynamic = "D" if state.key[0] else " "
    config = state.config
    return f"{address}  {state.flags()}{dynamic}{nbma} priority = {config.priority} cluster = {config.cluster}"


def show_nhrp_nhs(ctx: Context, interface: InterfaceName | None = None, detail: bool = False) -> Iterator[str]:
    found = [tunnel for tunnel in tunnels(ctx.device, interface) if tunnel.nhss]
    if not found:
        return
    yield "Legend:\tE=Expecting replies, R=Responding, W=Waiting, D=Dynamic"
    now = ctx.device.scheduler.now
    for tunnel in found:
        yield f"{tunnel.iface.text}:"
        for state in tunnel.nhss.values():
            line = nhs_line(state)
            if detail:
                line += f"  req-sent {state.req_sent}  req-failed {state.req_failed}  repl-recv {state.repl_recv}"
                line += " " if state.last_reply is None else f" ({uptime(now - state.last_reply)} ago)"
            yield line
    if detail:
        yield from _pending(found)


def _pending(found: list[NhrpTunnel]) -> Iterator[str]:
    waiting = [(tunnel, state) for tunnel in found for state in tunnel.nhss.values() if state.unanswered]
    if waiting:
        yield ""
        yield ""
        yield "Pending Registration Requests:"
    for tunnel, state in waiting:
        nhs = "UNKNOWN" if state.address is None else format_ipv4(state.address)
        # `expired`: the time that a registration may take is over
        late = "expired " if state.down_told else ""
        yield (
            f"Registration Request: Reqid {state.request_ids[-1]}, Ret {state.interval:.0f}  NHS {nhs}"
            f" {late}({tunnel.iface.name.short})"
        )


# counters


def _counts(title: str, counts: list[int]) -> Iterator[str]:
    names = nhrp.TYPE_NAMES
    total = sum(counts[kind] for kind in names)
    first = f"   {title}: Total {total}"
    yield first
    pad = " " * 9
    for kinds in ((1, 2, 3), (4, 5, 6), (7, 8)):
        row = [f"{counts[kind]} {names[kind]}" for kind in kinds]
        if kinds[0] == nhrp.ERROR_INDICATION:
            row.append(f"{counts[SUPPRESSED]} Redirect Suppress")
        yield pad + "".join(f"{figure}  " for figure in row)


def show_nhrp_traffic(ctx: Context, interface: InterfaceName | None = None, detail: bool = False) -> Iterator[str]:
    found = list(tunnels(ctx.device, interface))
    if detail and interface is None and found:
        yield "Global statistics:"
        yield " Packet Queue size: 0[0](1)"
        for title, name in (("Sent", "sent"), ("Rcvd", "received")):
            lists = [getattr(tunnel.traffic, name) for tunnel in found]
            yield from _counts(title, [sum(column) for column in zip(*lists, strict=True)])
    for tunnel in found:
        limit = f"{tunnel.max_send}Pkts/{tunnel.max_send_every}Sec"
        yield f"{tunnel.iface.text}: Max-send limit:{limit}, Usage:{tunnel.usage}%"
        yield from _counts("Sent", tunnel.traffic.sent)
        yield from _counts("Rcvd", tunnel.traffic.received)
        if detail:
            yield from _counts("Fwd", tunnel.traffic.forwarded)


def show_nhrp_multicast(
    ctx: Context, nbma: IPv4 | None = None, interface: InterfaceName | None = None
) -> Iterator[str]:
    found = list(tunnels(ctx.device, interface))
    if not found:
        return
    yield "  I/F     NBMA address"
    for tunnel, target, kind in multicast_targets(ctx.device, nbma, interface):
        yield f"{tunnel.iface.text:<10} {format_ipv4(target):<15} Flags: {kind:<16} (Enabled) "


def multicast_targets(
    device: Device, nbma: IPv4 | None, interface: InterfaceName | None
) -> Iterator[tuple[NhrpTunnel, IPv4, str]]:
    """A tunnel, where its multicasts go, and why: static, nhs, dynamic."""
    for tunnel in tunnels(device, interface):
        nhs = {state.nbma for state in tunnel.nhss.values() if state.config.multicast}
        for target in tunnel.driver.multicast_nbmas:
            if nbma in (None, target):
                kind = "static" if target in tunnel.config.multicast else "nhs" if target in nhs else "dynamic"
                yield tunnel, target, kind


# what NHRP did


def _stat(text: str, count: int) -> str:
    """Nothing that NHRP asks of the router's other parts can fail: no errors in the brackets."""
    return f"{text:<30}: {f'{count}[0]':<8}"


def stats_of(tunnel: NhrpTunnel) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """What NHRP asked of the other parts of the router and heard from them, by section."""
    stats = tunnel.stats
    return (
        ("Interface State Event Stats", (("[R]UP", stats.ups), ("[R]Down", stats.downs))),
        (
            "Tunnel Stats",
            (("[S]End Point Addition", stats.endpoints_added), ("[S]End Point Deletion", stats.endpoints_deleted)),
        ),
        (
            "Tunnel Protection Stats",
            (
                ("[S]Create TP socket", stats.sockets_created), ("[S]Del TP socket", stats.sockets_deleted),
                ("[R]UP", stats.sockets_up), ("[R]Down", stats.sockets_down),
            ),
        ),
        (
            "RIB Events Stats",
            (
                ("[S]Add Route", stats.routes_added), ("[S]Del Route", stats.routes_deleted),
                ("[S]Add NHO", stats.overrides_added), ("[S]Del NHO", stats.overrides_deleted),
            ),
        ),
    )  # fmt: skip


def show_nhrp_stats(ctx: Context, interface: InterfaceName | None = None) -> Iterator[str]:
    yield "Codes: T - Transport, O - Overlay, EP - End Point"
    yield "       TP - Tunnel Protection, VA - Virtual Access"
    yield "       [S] - Sent from NHRP, [R] - Received by NHRP"
    yield "       [number] - Error associated with an event"
    for tunnel in tunnels(ctx.device, interface):
        yield tunnel.iface.text
        yield ""
        for title, counts in stats_of(tunnel):
            yield f" {title}:"
            for pair in zip(counts[::2], counts[1::2], strict=True):
                yield f"        {''.join(_stat(*count) for count in pair)}".rstrip()
            yield ""


def show_nhrp_self(ctx: Context, detail: bool = False) -> Iterator[str]:
    """The entry that each tunnel has of itself."""
    now = ctx.device.scheduler.now
    for tunnel in tunnels(ctx.device):
        if not tunnel.address or not tunnel.driver.local:
            continue
        address = format_ipv4(tunnel.address)
        yield f"{address}/32 via {address}"
        yield f"   {tunnel.iface.text} created {uptime(now - tunnel.made)}, never expire "
        yield "   Type: static, Flags: router unique local "
        yield f"   NBMA address: {format_ipv4(tunnel.driver.local)} "
        if detail:
            yield "   Preference: 255"
        yield "    (no-socket) "


def show_nhrp_redirect(ctx: Context, interface: InterfaceName | None = None) -> Iterator[str]:
    """Traffic indications that are not sent again before their interval is over."""
    now = ctx.device.scheduler.now
    yield f"{'I/F':<11} {'NBMA address':<15} {'Destination':<15} {'Drop Count':<10} Expiry"
    for tunnel in tunnels(ctx.device, interface):
        for (_, destination), told in tunnel.redirects.items():
            left = told.at + tunnel.redirect_interval - now
            if left > 0:
                nbma = format_ipv4(told.nbma) if told.nbma is not None else "UNKNOWN"
                towards = format_ipv4(destination)
                yield f"{tunnel.iface.text:<11} {nbma:<15} {towards:<15} {told.dropped:<10} {uptime(left)}"


def conditions(device: Device) -> list[tuple[str, list[str]]]:
    """What debugs are narrowed to, by title."""
    found: Conditions = device.engine("nhrp").conditions
    return [
        ("Peer NBMA addresses", [format_ipv4(nbma) for nbma in sorted(found.nbmas)]),
        ("Interfaces", [str(name) for name in sorted(found.interfaces)]),
        ("Peer Tunnel addresses", [format_ipv4(address) for address in sorted(found.tunnels)]),
    ]


def show_nhrp_condition(ctx: Context) -> Iterator[str]:
    for title, found in conditions(ctx.device):
        if found:
            yield f"{title} under debug are:"
            yield "".join(f"{name}, " for name in found)
