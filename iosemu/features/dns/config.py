"""What the grammar cannot say of names: lists that grow, tables of addresses."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import DELETED, Context, Refused
from iosemu.device.device import Device
from iosemu.features.dns.model import MOST_SERVERS, DnsConfig
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import dns


def set_host(ctx: Context, negated: bool, name: str, addresses: list[IPv4] | None = None) -> None:
    ctx.change(("hosts", name), DELETED if negated else list(addresses or ()))


def render_host(config: DnsConfig) -> Iterable[str]:
    for name in sorted(config.hosts):
        yield f"ip host {name} {' '.join(map(format_ipv4, config.hosts[name]))}"


def set_name_server(ctx: Context, negated: bool, addresses: list[IPv4] | None = None) -> None:
    config: DnsConfig = ctx.record
    given = addresses or config.servers
    if negated:
        ctx.change(("servers",), [server for server in config.servers if server not in given])
        return
    servers = list(dict.fromkeys((*config.servers, *given)))
    if len(servers) > MOST_SERVERS:
        raise Refused(f"% Name-server table is full; {format_ipv4(servers[MOST_SERVERS])} not added")
    ctx.change(("servers",), servers)


def render_name_server(config: DnsConfig, device: Device) -> Iterable[str]:
    servers = list(map(format_ipv4, config.servers))
    if servers and device.software.name_servers_on_one_line:
        yield f"ip name-server {' '.join(servers)}"
    else:
        for server in servers:
            yield f"ip name-server {server}"


def render_primary(config: DnsConfig) -> Iterable[str]:
    """With all numbers."""
    for name, zone in config.zones.items():
        times = f"{zone.refresh} {zone.retry} {zone.expire} {zone.minimum}"
        yield f"ip dns primary {name} soa {zone.primary} {zone.mailbox} {times}"


def check_primary(ctx: Context, zone: str = "", primary: str = "", mailbox: str = "", **times: int) -> str | None:
    """Names that no message could carry are refused."""
    if ctx.negated or ctx.defaulted:
        return None
    for name in (zone, primary, mailbox):
        try:
            dns.pack_name(name)
        except ValueError:
            return f"% Invalid domain name: {name}"
    return None
