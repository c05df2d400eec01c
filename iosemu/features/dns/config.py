"""What the grammar cannot say of names: lists that grow, tables of addresses."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import DELETED, Context, Refused
from iosemu.device.device import Device
from iosemu.device.vrf_names import named_vrf
from iosemu.features.dns.model import MOST_SERVERS, DnsConfig
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import dns


def set_host(ctx: Context, negated: bool, name: str, addresses: list[IPv4] | None = None) -> None:
    ctx.change(("hosts", name), DELETED if negated else list(addresses or ()))


def set_vrf_host(ctx: Context, negated: bool, vrf: str, name: str, addresses: list[IPv4] | None = None) -> None:
    if not negated:
        named_vrf(ctx.device, vrf)
    ctx.change(("vrf_hosts", (vrf, name)), DELETED if negated else list(addresses or ()))


def render_host(config: DnsConfig) -> Iterable[str]:
    for name in sorted(config.hosts):
        yield f"ip host {name} {' '.join(map(format_ipv4, config.hosts[name]))}"
    for vrf, name in sorted(config.vrf_hosts):
        yield f"ip host vrf {vrf} {name} {' '.join(map(format_ipv4, config.vrf_hosts[vrf, name]))}"


def set_name_server(ctx: Context, negated: bool, addresses: list[IPv4] | None = None) -> str | None:
    config: DnsConfig = ctx.record
    servers = _changed(config.servers, negated, addresses)
    ctx.change(("servers",), servers[:MOST_SERVERS])
    return _left_out(servers, config.servers)


def set_vrf_name_server(ctx: Context, negated: bool, vrf: str, addresses: list[IPv4] | None = None) -> str | None:
    """Those that are asked for a name that is to be used in a VRF."""
    config: DnsConfig = ctx.record
    if not negated:
        named_vrf(ctx.device, vrf)
    servers = _changed(config.vrf_servers.get(vrf, []), negated, addresses)
    if servers:
        ctx.change(("vrf_servers", vrf), servers[:MOST_SERVERS])
        return _left_out(servers, config.vrf_servers.get(vrf, []))
    if vrf in config.vrf_servers:
        ctx.change(("vrf_servers", vrf), DELETED)
    return None


def _changed(old: list[IPv4], negated: bool, addresses: list[IPv4] | None) -> list[IPv4]:
    given = addresses or old
    if negated:
        return [server for server in old if server not in given]
    return list(dict.fromkeys((*old, *given)))


def _left_out(servers: list[IPv4], old: list[IPv4]) -> str | None:
    """What is said of those for which there is no room; the ones before them stay. Raises Refused: room for none."""
    if len(servers) <= MOST_SERVERS:
        return None
    lines = (f"% Name-server table is full; {format_ipv4(server)} not added" for server in servers[MOST_SERVERS:])
    text = "\n".join(lines)
    if len(old) >= MOST_SERVERS:
        raise Refused(text)
    return text


def render_name_server(config: DnsConfig, device: Device) -> Iterable[str]:
    tables = {"ip name-server": config.servers}
    tables |= {f"ip name-server vrf {vrf}": config.vrf_servers[vrf] for vrf in sorted(config.vrf_servers)}
    for words, addresses in tables.items():
        servers = list(map(format_ipv4, addresses))
        if servers and device.software.name_servers_on_one_line:
            yield f"{words} {' '.join(servers)}"
        else:
            yield from (f"{words} {server}" for server in servers)


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
