"""The rows of shows of DHCP for IPv6, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.dhcp6.show import (
    engine_of,
    kind_text,
    modes,
    shown_bindings,
    shown_counts,
    shown_general,
    shown_local_pools,
    shown_pools,
)
from iosemu.records import dataclass
from iosemu.types import InterfaceName, Prefix6, format_ipv6

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class Dhcp6Row:
    """How the router names itself."""

    duid: str


def show_dhcp6(ctx: Context) -> Iterator[Dhcp6Row]:
    yield Dhcp6Row(engine_of(ctx.device).duid().hex().upper())


@dataclass(slots=True)
class Pool6Row:
    """`prefix` that addresses are given of, `delegation` the local pool of prefixes; "" for none."""

    name: str
    prefix: str
    delegation: str
    dns: tuple[str, ...]
    domains: tuple[str, ...]
    clients: int


def show_pool(ctx: Context, name: str = "") -> Iterator[Pool6Row]:
    for pool, bindings in shown_pools(ctx, name):
        prefix = str(Prefix6.of(*pool.prefix)) if pool.prefix is not None else ""
        dns = tuple(format_ipv6(each) for each in pool.dns)
        clients = len({each.key[0] for each in bindings})
        yield Pool6Row(pool.name, prefix, pool.delegation, dns, tuple(pool.domains), clients)


@dataclass(slots=True)
class Binding6Row:
    """An address, or a prefix with its length; lifetimes in seconds."""

    client: str
    duid: str
    lease: str
    delegated: bool
    pool: str
    interface: str
    preferred: int
    valid: int


def show_binding(ctx: Context, client: int | None = None) -> Iterator[Binding6Row]:
    for each in shown_bindings(ctx, client):
        lease = each.lease
        text = str(Prefix6.of(lease.value, lease.length)) if each.prefixes else format_ipv6(lease.value)
        yield Binding6Row(
            format_ipv6(each.client), each.key[0].hex().upper(), text, each.prefixes, each.pool, each.interface,
            lease.preferred, lease.valid,
        )  # fmt: skip


@dataclass(slots=True)
class Dhcp6InterfaceRow:
    """`mode`: server, relay or client."""

    interface: str
    mode: str
    pool: str


def show_interface(ctx: Context, interface: InterfaceName | None = None) -> Iterator[Dhcp6InterfaceRow]:
    for iface, slot, mode in modes(ctx, interface):
        yield Dhcp6InterfaceRow(iface.text, mode, slot.server)


@dataclass(slots=True)
class LocalPool6Row:
    name: str
    prefix: str
    free: int
    used: int


def show_local_pool(ctx: Context, name: str = "") -> Iterator[LocalPool6Row]:
    for row in shown_local_pools(ctx, name):
        yield LocalPool6Row(*row)


@dataclass(slots=True)
class GeneralPrefixRow:
    name: str
    prefix: str
    source: str
    interfaces: tuple[str, ...]


def show_general_prefix(ctx: Context) -> Iterator[GeneralPrefixRow]:
    for name, prefix, source, users in shown_general(ctx):
        yield GeneralPrefixRow(name, prefix, source, tuple(users))


def show_statistics(ctx: Context) -> Iterator[CountRow]:
    for (sent, kind), count in shown_counts(ctx).items():
        yield CountRow("sent" if sent else "received", kind_text(kind), count)
