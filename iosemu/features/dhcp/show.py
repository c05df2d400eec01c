"""Shows of DHCP. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.cli.context import Context
from iosemu.device.vrf_names import named_vrf
from iosemu.features.dhcp.config import dotted
from iosemu.features.dhcp.identity import ident_text
from iosemu.types import IPv4, Prefix, format_ipv4, mask_of
from iosemu.wire.dhcp import Kind

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.dhcp.engine import DhcpEngine
    from iosemu.features.dhcp.events import LeaseNow
    from iosemu.features.dhcp.server import Binding, DhcpServer

_CUT = 20  # characters of a client's identifier on one line
_WORDS = {0: "Idle", 3: "Selecting", 4: "Requesting", 5: "Bound", 7: "Renewing", 8: "Rebinding"}


def _server(device: Device) -> DhcpServer | None:
    engine: DhcpEngine = device.engine("dhcp")
    return engine.server


def moment(device: Device, at: float) -> str:
    """``Feb 10 2026 07:42 PM``"""
    local, _ = device.engine("clock").local(at)
    return f"{local:%b %d %Y %I:%M %p}"


# bindings


def show_binding(ctx: Context, vrf: str = "", address: IPv4 | None = None) -> Iterator[str]:
    device: Device = ctx.device
    if vrf:
        named_vrf(device, vrf)
    server = _server(device)
    vrfs = [vrf] if vrf else ["", *sorted(each.name for each in device.vrfs if each.name)]
    for name in vrfs:
        bindings = [] if server is None else [each for each in server.in_order(name) if address in (None, each.address)]
        if name == "" or bindings or vrf:
            yield "Bindings from all pools not associated with VRF:" if not name else f"Bindings from VRF pool {name}:"
            yield from _table(device, bindings)


def _table(device: Device, bindings: Iterable[Binding]) -> Iterator[str]:
    wide = device.software.dhcp_tells_state
    if wide:
        yield "IP address      Client-ID/ \t\tLease expiration \tType       State      Interface"
        yield "\t\tHardware address/"
        yield "\t\tUser name"
    else:
        yield "IP address          Client-ID/              Lease expiration        Type"
        yield f"{'':20}Hardware address/"
        yield f"{'':20}User name"
    for each in bindings:
        name = dotted(each.key)
        parts = [name[at : at + _CUT] for at in range(0, len(name), _CUT)]
        until = "Infinite" if each.until is None else moment(device, each.until)
        kind = "Manual" if each.manual else "Automatic"
        if wide:
            row = f"{format_ipv4(each.address):<15} {parts[0]:<23} {until:<23} {kind:<10}"
            yield f"{row} {'Active':<10} {each.interface}"
            yield from (f"{'':16}{part}" for part in parts[1:])
        else:
            yield f"{format_ipv4(each.address):<19} {parts[0]:<23} {until:<23} {kind}"
            yield from (f"{'':20}{part}" for part in parts[1:])


# pools


def show_pool(ctx: Context, name: str = "") -> Iterator[str]:
    device: Device = ctx.device
    engine: DhcpEngine = device.engine("dhcp")
    server = engine.server
    if server is None:
        return
    pools = engine.config.pools
    for each in sorted(pools) if not name else [name]:
        pool = pools.get(each)
        if pool is None:
            yield f"% Pool {each} is not in the database."
            return
        yield ""
        yield f"Pool {each} :"
        yield " Utilization mark (high/low)    : 100 / 0"
        yield " Subnet size (first/next)       : 0 / 0 "
        if pool.vrf:
            yield f" VRF name                       : {pool.vrf}"
        network, total, leased, excluded = size_of(engine, each)
        yield f" Total addresses                : {total}"
        yield f" Leased addresses               : {leased}"
        if device.software.dhcp_tells_excluded:
            yield f" Excluded addresses             : {excluded}"
        yield " Pending event                  : none"
        if network is None:
            yield " 0 subnets are currently in the pool"
            continue
        if pool.host is not None:
            first = last = index = pool.host[0]
        else:
            first, last = network.network + 1, network.broadcast - 1
            index = server.pools.index(each, network)
        yield " 1 subnet is currently in the pool :"
        shown = f" {format_ipv4(index):<20} {format_ipv4(first):<16} - {format_ipv4(last):<16}  "
        if device.software.dhcp_tells_excluded:
            yield " Current index        IP address range                    Leased/Excluded/Total"
            yield f"{shown}{leased:<5} / {excluded:<5} / {total:<5}"
        else:
            yield " Current index        IP address range                    Leased addresses"
            yield f"{shown}{leased}"


def size_of(engine: DhcpEngine, name: str) -> tuple[Prefix | None, int, int, int]:
    """Network of a pool, and its addresses: all, those that were given, those that are excluded."""
    pool, bindings = engine.config.pools[name], engine.server.bindings if engine.server is not None else {}
    place = pool.host or pool.network
    network = Prefix.of(*place) if place is not None else None
    total = 0 if network is None else 1 if pool.host is not None else network.broadcast - network.network - 1
    leased = sum(binding.pool == name for binding in bindings.values())
    excluded = _excluded(engine, pool.vrf, network) if network is not None and pool.host is None else 0
    return network, total, leased, excluded


def _excluded(engine: DhcpEngine, vrf: str, network: Prefix) -> int:
    """Addresses of a network that are excluded, each counted once."""
    first, last = network.network + 1, network.broadcast - 1
    count, reached = 0, first - 1
    for low, high in sorted((low, high) for where, low, high in engine.config.excluded if where == vrf):
        low, high = max(low, reached + 1), min(high, last)
        if low <= high:
            count += high - low + 1
            reached = high
    return count


# conflicts, counters


def show_conflict(ctx: Context, vrf: str = "", address: IPv4 | None = None) -> Iterator[str]:
    device: Device = ctx.device
    if vrf:
        named_vrf(device, vrf)
    server = _server(device)
    yield "IP address        Detection method   Detection time          VRF"
    for place, found in sorted(server.conflicts.items()) if server is not None else ():
        if (vrf in ("", place[0])) and address in (None, place[1]):
            at = moment(device, found.at)
            yield f"{format_ipv4(place[1]):<17} {found.method.value:<18} {at:<23} {place[0]:<25}"


def show_database(ctx: Context) -> Iterator[str]:
    """There is no agent: what was given is forgotten at a reload."""
    yield from ()


def show_statistics(ctx: Context) -> Iterator[str]:
    last = ""
    for of, name, count in figures(ctx.device):
        if of != last:
            yield from ("", f"{'Message':<20} {of}")
            last = of
        yield f"{name:<20} {count}"


def figures(device: Device) -> Iterator[tuple[str, str, int]]:
    """`""` of the server itself, or Received, Sent; what, and how many."""
    engine: DhcpEngine = device.engine("dhcp")
    server = engine.server
    bound = [each for each in server.bindings.values() if each.bound] if server is not None else []
    manual = sum(each.manual for each in bound)
    size = 8192 + 562 * len(engine.config.pools) + 372 * len(bound)
    rows = (
        ("Memory usage", size), ("Address pools", len(engine.config.pools)), ("Database agents", 0),
        ("Automatic bindings", len(bound) - manual), ("Manual bindings", manual),
        ("Expired bindings", server.expired if server is not None else 0),
        ("Malformed messages", server.malformed if server is not None else 0), ("Secure arp entries", 0),
    )  # fmt: skip
    yield from (("", name, value) for name, value in rows)
    yield "Received", "BOOTREQUEST", server.received[None] if server is not None else 0
    for kind in (Kind.DISCOVER, Kind.REQUEST, Kind.DECLINE, Kind.RELEASE, Kind.INFORM):
        yield "Received", f"DHCP{kind.name}", server.received[kind] if server is not None else 0
    yield "Sent", "BOOTREPLY", 0
    for kind in (Kind.OFFER, Kind.ACK, Kind.NAK):
        yield "Sent", f"DHCP{kind.name}", server.sent[kind] if server is not None else 0


# the client


def lease_lines(now: LeaseNow) -> Iterator[str]:
    """As `show dhcp lease` and `debug dhcp detail` tell of it."""
    yield f"Temp IP addr: {format_ipv4(now.address)}  for peer on Interface: {now.iface}"
    yield f"Temp  sub net mask: {format_ipv4(mask_of(now.length))}"
    yield f"   DHCP Lease server: {format_ipv4(now.server)}, state: {now.state} {_WORDS[now.state]}"
    yield f"   DHCP transaction id: {now.xid:X}"
    yield f"   Lease: {now.lease} secs,  Renewal: {now.renewal} secs,  Rebind: {now.rebinding} secs"
    if now.router:
        yield f"Temp default-gateway addr: {format_ipv4(now.router)}"
    minutes, seconds = divmod(now.due, 60)
    yield f"   Next timer fires after: {minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    yield f"   Retry count: {now.retries}   Client-ID: {ident_text(now.ident)}"
    dump = now.ident[1:].hex().upper()
    yield f"   Client-ID hex dump: {dump[:32]}"
    for at in range(32, len(dump), 32):
        yield f"{'':23}{dump[at : at + 32]}"
    yield f"   Hostname: {now.hostname}"


def show_lease(ctx: Context) -> Iterator[str]:
    engine: DhcpEngine = ctx.device.engine("dhcp")
    for iface in ctx.device.interfaces.in_order():
        client = engine.clients.get(iface)
        if client is not None and client.active:
            yield from lease_lines(client.now)
