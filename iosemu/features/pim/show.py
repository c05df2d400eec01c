"""`show ip mroute`, `show ip pim`, `show ip rpf`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.pim.tree import Out, Route, Way
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.pim.engine import PimEngine

_LEGEND = """\
IP Multicast Routing Table
Flags: D - Dense, S - Sparse, B - Bidir Group, s - SSM Group, C - Connected,
       L - Local, P - Pruned, R - RP-bit set, F - Register flag,
       T - SPT-bit set, J - Join SPT, M - MSDP created entry, E - Extranet,
       X - Proxy Join Timer Running, A - Candidate for MSDP Advertisement,
       U - URD, I - Received Source Specific Host Report, 
       Z - Multicast Tunnel, z - MDT-data group sender, 
       Y - Joined MDT-data group, y - Sending to MDT-data group, 
       G - Received BGP C-Mroute, g - Sent BGP C-Mroute, 
       N - Received BGP Shared-Tree Prune, n - BGP C-Mroute suppressed, 
       Q - Received BGP S-A Route, q - Sent BGP S-A Route, 
       V - RD & Vector, v - Vector, p - PIM Joins on route
Outgoing interface flags: H - Hardware switched, A - Assert winner, p - PIM Join
 Timers: Uptime/Expires
 Interface state: Interface, Next-Hop or VCD, State/Mode
"""  # noqa: W291


def flags(engine: PimEngine, route: Route, ways: dict[Way, Out]) -> str:
    """As `show ip mroute` has them."""
    igmp = engine.host.peer("igmp")
    ports = [igmp.ports[name] for name in engine.ports if name in igmp.ports]
    member = any(route.group in port.members for port in ports)
    own = any(group == route.group and source in (0, route.source) for port in ports for group, source in port.wants)
    others = [each for each in engine.table.values() if each.group == route.group and each.source]
    rp = engine.rp(route.group)
    dense = route.dense
    if not route.source:
        marks = [
            ("D", dense), ("S", not dense), ("J", not dense and member and not engine.config.shared_only and bool(rp)),
            ("P", not ways and not dense), ("C", member), ("L", own), ("F", any(each.registering for each in others)),
        ]  # fmt: skip
    else:
        told = route.ssm and member
        marks = [
            ("s", route.ssm), ("L", own), ("P", not ways), ("R", route.rp_only), ("F", route.registering),
            ("J", route.switched and not route.local and member and not route.ssm), ("T", route.direct), ("I", told),
        ]  # fmt: skip
    return "".join(letter for letter, wanted in marks if wanted)


def _routes(engine: PimEngine, group: IPv4, source: IPv4) -> list[Route]:
    found = [each for each in engine.table.values() if group in (0, each.group) and source in (0, each.source)]
    return sorted(found, key=lambda each: (each.group <= 0xE0FFFFFF, each.group, each.source))


def _expires(engine: PimEngine, route: Route, ways: dict[Way, Out]) -> str:
    now = engine.host.now
    if route.source:
        return uptime(max(route.expires - now, 0))
    if any(each.source and each.group == route.group for each in engine.table.values()):
        return "stopped"
    ends = [out.expires for out in ways.values() if out.expires is not None]
    if ends:
        return uptime(max(max(ends) - now, 0))
    left = engine.host.due(engine.expired, *route.key)
    return "stopped" if ways or left is None else uptime(left)


def _title(engine: PimEngine, route: Route, ways: dict[Way, Out], tail: str = "") -> str:
    now = engine.host.now
    times = f"{uptime(now - route.since)}/{_expires(engine, route, ways)}"
    name = format_ipv4(route.source) if route.source else "*"
    rp = f" RP {format_ipv4(engine.rp(route.group))}," if not route.source else ""
    return f"({name}, {format_ipv4(route.group)}), {times},{rp}{tail} flags: {flags(engine, route, ways)}"


def show_mroute(ctx: Context, group: IPv4 = 0, source: IPv4 = 0, summary: bool = False) -> Iterator[str]:
    engine: PimEngine = ctx.device.engine("pim")
    rows = _routes(engine, group, source)
    if group and not rows:
        yield f"Group {format_ipv4(group)} not found"
        return
    if not engine.config.routing:
        yield "IP Multicast Forwarding is not enabled."
    yield from _LEGEND.splitlines()
    yield ""
    for route in rows:
        every = engine.forwarder.all_ways(route)
        ways = {way: out for way, out in every.items() if not out.pruned}
        if summary:
            indent = "  " if route.source else ""
            yield indent + _title(engine, route, ways, f" OIF count: {len(ways)},")
            if not route.source:
                continue
            yield ""
            continue
        yield _title(engine, route, ways)
        yield from _block(engine, route, every)
        yield ""


def _block(engine: PimEngine, route: Route, ways: dict[Way, Out]) -> Iterator[str]:
    now = engine.host.now
    iif = route.iif.text if route.iif is not None else "Null"
    registers = route.registering and route.quiet_until <= now
    yield f"  Incoming interface: {iif}, RPF nbr {format_ipv4(route.neighbor)}{', Registering' if registers else ''}"
    if not ways:
        yield "  Outgoing interface list: Null"
        return
    yield "  Outgoing interface list:"
    for (name, peer), out in ways.items():
        hop = f", {format_ipv4(peer)}" if peer else ""
        state = "Prune" if out.pruned else "Forward"
        mode = _mode(engine, name, out)
        left = "stopped" if out.expires is None else uptime(max(out.expires - now, 0))
        yield f"    {name}{hop}, {state}/{mode}, {uptime(now - out.since)}/{left}{', A' if out.won else ''}"


def _mode(engine: PimEngine, name: InterfaceName, out: Out) -> str:
    mode = engine.ports[name].config.mode
    if mode == "sparse-dense-mode":
        return "Sparse-Dense"
    return "Dense" if out.dense and mode == "dense-mode" else "Sparse"


# PIM


def show_pim_neighbor(ctx: Context, interface: InterfaceName | None = None) -> Iterator[str]:
    engine: PimEngine = ctx.device.engine("pim")
    yield "PIM Neighbor Table"
    yield "Mode: B - Bidir Capable, DR - Designated Router, N - Default DR Priority,"
    yield "      P - Proxy Capable, S - State Refresh Capable, G - GenID Capable"
    yield "Neighbor          Interface                Uptime/Expires    Ver   DR"
    yield "Address                                                            Prio/Mode"
    for name, port in engine.ports.items():
        for each in port.neighbors.values() if interface in (None, name) else ():
            now = port.host.now
            times = f"{uptime(now - each.since)}/{uptime(each.expires - now)}"
            words = ["DR"] * (each.address == port.dr) + ["N"] * (each.priority is None) + ["S"] * each.refresh
            words += ["P"] + ["G"] * bool(each.generation)
            address, priority = format_ipv4(each.address), each.priority or 0
            yield f"{address:<17} {port.text:<24} {times:<17} v2    {priority} / {' '.join(words)}"


def show_pim_interface(ctx: Context, interface: InterfaceName | None = None) -> Iterator[str]:
    engine: PimEngine = ctx.device.engine("pim")
    yield ""
    yield "Address          Interface                Ver/   Nbr    Query  DR         DR"
    yield "                                          Mode   Count  Intvl  Prior"
    for name, port in engine.ports.items():
        if interface in (None, name):
            config = port.config
            mode = {"sparse-mode": "S", "dense-mode": "D"}.get(config.mode, "SD")
            neighbors = len(port.neighbors)
            yield (
                f"{format_ipv4(port.own):<16} {port.text:<24} v2/{mode:<3} {neighbors:<6} {config.hello:<6} "
                f"{config.priority:<10} {format_ipv4(port.dr)}"
            )


def show_pim_rp_mapping(ctx: Context) -> Iterator[str]:
    engine: PimEngine = ctx.device.engine("pim")
    yield "PIM Group-to-RP Mappings"
    for address, line in engine.config.rps.items():
        yield ""
        tail = "-Override" if line.override else ""
        yield f"Acl: {line.acl}, Static{tail}" if line.acl else f"Group(s): 224.0.0.0/4, Static{tail}"
        yield f"    RP: {format_ipv4(address)} (?)"


def show_rpf(ctx: Context, address: IPv4) -> Iterator[str]:
    engine: PimEngine = ctx.device.engine("pim")
    iface, neighbor = engine.upstream.towards(address)
    table = engine.vrf.v4
    route = table.lookup(address)
    if iface is None or (not engine.config.routing):
        yield "failed, no route exists"
        return
    lines = sorted(engine.config.mroutes, key=lambda prefix: -prefix.length)
    static = next((prefix for prefix in lines if address in prefix), None)
    prefix = static or (route.prefix if route is not None else None)
    yield f"RPF information for ? ({format_ipv4(address)})"
    yield f"  RPF interface: {iface.text}"
    yield f"  RPF neighbor: ? ({format_ipv4(neighbor or address)}){'' if neighbor else ' - directly connected'}"
    if prefix is not None:
        yield f"  RPF route/mask: {format_ipv4(prefix.network)}/{prefix.length}"
    yield f"  RPF type: {'multicast (static)' if static else f'unicast ({route.source if route is not None else 0})'}"
    yield "  RPF recursion count: 0"
    yield "  Doing distance-preferred lookups across tables"
