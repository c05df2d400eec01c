"""The rows of shows of DHCP, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.device.vrf_names import named_vrf
from iosemu.features.dhcp.config import dotted
from iosemu.features.dhcp.show import figures, size_of
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import IPv4


@dataclass(slots=True)
class DhcpBindingRow:
    """An address that was given, to whom (in dotted digits), and for how many seconds more (None: for ever)."""

    address: str
    client: str
    left: float | None
    manual: bool
    pool: str
    vrf: str


def show_binding(ctx: Context, vrf: str = "", address: IPv4 | None = None) -> Iterator[DhcpBindingRow]:
    device = ctx.device
    if vrf:
        named_vrf(device, vrf)
    server = device.engine("dhcp").server
    for name in [vrf] if vrf else ["", *sorted(each.name for each in device.vrfs if each.name)]:
        for each in server.in_order(name) if server is not None else ():
            if address in (None, each.address):
                left = None if each.until is None else each.until - device.scheduler.now
                yield DhcpBindingRow(
                    format_ipv4(each.address), dotted(each.key), left, each.manual, each.pool, name
                )


@dataclass(slots=True)
class DhcpPoolRow:
    """`network` is "" of a pool without one; addresses of it in all, given away, and kept back."""

    name: str
    vrf: str
    network: str
    total: int
    leased: int
    excluded: int


def show_pool(ctx: Context, name: str = "") -> Iterator[DhcpPoolRow]:
    engine = ctx.device.engine("dhcp")
    for each, pool in sorted(engine.config.pools.items()) if engine.server is not None else ():
        if name in ("", each):
            network, total, leased, excluded = size_of(engine, each)
            yield DhcpPoolRow(each, pool.vrf, str(network or ""), total, leased, excluded)


@dataclass(slots=True)
class DhcpConflictRow:
    """An address that somebody else has, as was found `ago` seconds ago."""

    address: str
    method: str
    vrf: str
    ago: float


def show_conflict(ctx: Context, vrf: str = "", address: IPv4 | None = None) -> Iterator[DhcpConflictRow]:
    if vrf:
        named_vrf(ctx.device, vrf)
    server, now = ctx.device.engine("dhcp").server, ctx.device.scheduler.now
    for (where, each), found in sorted(server.conflicts.items()) if server is not None else ():
        if vrf in ("", where) and address in (None, each):
            yield DhcpConflictRow(format_ipv4(each), found.method.value, where, now - found.at)


def show_database(ctx: Context) -> Iterator[DhcpBindingRow]:
    """There is no agent."""
    return iter(())


def show_statistics(ctx: Context) -> Iterator[CountRow]:
    """`of` is Received or Sent of messages."""
    return (CountRow(of, name, count) for of, name, count in figures(ctx.device))


@dataclass(slots=True)
class DhcpLeaseRow:
    """What an interface was given; seconds."""

    interface: str
    address: str
    length: int
    server: str
    router: str  # "" for none
    lease: int
    due: int  # until it does something about it


def show_lease(ctx: Context) -> Iterator[DhcpLeaseRow]:
    engine = ctx.device.engine("dhcp")
    for iface in ctx.device.interfaces.in_order():
        client = engine.clients.get(iface)
        if client is not None and client.active:
            now = client.now
            router = format_ipv4(now.router) if now.router else ""
            address, server = format_ipv4(now.address), format_ipv4(now.server)
            yield DhcpLeaseRow(iface.text, address, now.length, server, router, now.lease, now.due)
