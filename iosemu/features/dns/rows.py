"""The rows of shows of names, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.dns.model import DnsConfig
from iosemu.features.dns.show import rows
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class HostRow:
    """`flags` as the show has them ("(perm, OK)"); `age`: hours since it was last used."""

    name: str
    flags: str
    age: int
    addresses: tuple[str, ...]


def show_hosts(ctx: Context, name: str = "") -> Iterator[HostRow]:
    for row in rows(ctx.device):
        if not name or row.name.lower() == name.lower():
            yield HostRow(row.name, row.flags, row.age, tuple(map(format_ipv4, row.addresses)))


def show_hosts_summary(ctx: Context) -> Iterator[CountRow]:
    yield CountRow("", "Local cache entries", len(ctx.device[DnsConfig].hosts))
    yield CountRow("", "Dynamic cache entries", len(ctx.device.engine("dns").kept()))


@dataclass(slots=True)
class DnsViewRow:
    """Whom the router asks; seconds, and how often it asks again."""

    lookup: bool
    domain: str
    domains: tuple[str, ...]
    servers: tuple[str, ...]
    timeout: int
    retry: int


def show_dns_view(ctx: Context) -> Iterator[DnsViewRow]:
    config = ctx.device[DnsConfig]
    servers = tuple(map(format_ipv4, config.servers))
    yield DnsViewRow(
        config.lookup, config.domain, tuple(config.domains), servers, config.timeout, config.retry
    )


def show_dns_statistics(ctx: Context) -> Iterator[CountRow]:
    """Of the router's server, UDP and TCP apart."""
    server = ctx.device.engine("dns").server
    if server is None:
        return
    for name, counts in (
        ("requests received", server.received), ("requests dropped", server.dropped),
        ("responses replied", server.replied),
    ):  # fmt: skip
        yield from (CountRow(of, name, count) for of, count in zip(("udp", "tcp"), counts, strict=True))
    yield CountRow("queue", "Current size", server.clients)
    yield CountRow("queue", "Maximum size", server.most_waiting)
    yield CountRow("queue", "Drops", server.refused)


@dataclass(slots=True)
class ZoneRow:
    """A zone that this router answers for; seconds."""

    name: str
    primary: str
    mailbox: str
    refresh: int
    retry: int
    expire: int
    minimum: int


def show_dns_primary(ctx: Context) -> Iterator[ZoneRow]:
    for name, zone in ctx.device[DnsConfig].zones.items():
        yield ZoneRow(name, zone.primary, zone.mailbox, zone.refresh, zone.retry, zone.expire, zone.minimum)
