"""show hosts, show ip dns view, show ip dns statistics, show ip dns primary"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.dns.engine import STATIC_TTL, DnsEngine
from iosemu.features.dns.model import DnsConfig
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import dns


def show_hosts(ctx: Context, name: str = "") -> Iterable[str]:
    device: Device = ctx.device
    config = device[DnsConfig]
    yield f"Default domain is {config.domain or 'not set'}"
    if config.domains:
        yield f"Domain list: {', '.join(config.domains)}"
    zone = device.software.hosts_as_zone
    if not config.lookup:
        yield "Name/address lookup uses static mappings"
    else:
        if not zone:
            yield "Name/address lookup uses domain service"
        yield f"Name servers are {', '.join(map(format_ipv4, config.servers)) or '255.255.255.255'}"
    if zone:
        yield "NAME  TTL  CLASS   TYPE      DATA/ADDRESS"
        yield "-----------------------------------------"
        for owner, ttl, kind, data in sorted(_records(device), key=lambda record: record[0]):
            if not name or owner.lower() == name.lower():
                yield f" {owner}\t{ttl}\tIN\t{kind}\t{data}"
        yield ""
        return
    yield ""
    yield "Codes: UN - unknown, EX - expired, OK - OK, ?? - revalidate"
    yield "       temp - temporary, perm - permanent"
    yield "       NA - Not Applicable None - Not defined"
    yield ""
    yield "Host                      Port  Flags      Age Type   Address(es)"
    for row in rows(device):
        if not name or row.name.lower() == name.lower():
            first, *others = map(format_ipv4, row.addresses)
            yield f"{row.name:<25} None  {row.flags}{row.age:>3}   IP    {first}"
            for address in others:
                yield f"{'':<54}{address}"


def show_hosts_summary(ctx: Context) -> Iterable[str]:
    """How many names were typed, and how many answers are kept."""
    device: Device = ctx.device
    config, engine = device[DnsConfig], device.engine("dns")
    yield f"Default domain is {config.domain or 'not set'}"
    yield f"Name servers are {', '.join(map(format_ipv4, config.servers)) or '255.255.255.255'}"
    yield f"Local cache entries: {len(config.hosts)}"
    yield f"Dynamic cache entries: {len(engine.kept())}"


class Row(NamedTuple):
    """`age`: hours since it was last used."""

    name: str
    flags: str
    age: int
    addresses: list[IPv4]


def rows(device: Device) -> list[Row]:
    """Hosts that are configured, and hosts that were asked for."""
    engine: DnsEngine = device.engine("dns")
    engine_now = engine.host.now
    config = device[DnsConfig]
    found = [Row(name, "(perm, OK)", 0, config.hosts[name]) for name in sorted(config.hosts)]
    for answer in sorted(engine.kept(), key=lambda answer: answer.name):
        if answer.addresses:
            state = "OK" if answer.until > engine_now else "EX"
            age = int((engine_now - answer.used_at) // 3600)
            found.append(Row(answer.name, f"(temp, {state})", age, answer.addresses))
    return found


def _records(device: Device) -> Iterator[tuple[str, int, str, str]]:
    """(owner, seconds to live, type, data). The last address of a host stands first."""
    engine: DnsEngine = device.engine("dns")
    for name, addresses in device[DnsConfig].hosts.items():
        for address in addresses:
            yield dns.reverse_name(address), STATIC_TTL, "PTR", name
        for address in reversed(addresses):
            yield name, STATIC_TTL, "A", format_ipv4(address)
    for answer in engine.kept():
        left = int(answer.until - engine.host.now)
        for record in answer.records if left > 0 else ():
            if record.address is not None:
                yield record.name, left, "A", format_ipv4(record.address)
            elif record.type in (dns.PTR, dns.CNAME):
                yield record.name, left, "PTR" if record.type == dns.PTR else "CNAME", record.target


def show_dns_view(ctx: Context) -> Iterable[str]:
    device: Device = ctx.device
    config, newer = device[DnsConfig], device.software.hosts_as_zone
    yield "DNS View default parameters:"
    if not newer:
        yield "Logging is off"
    yield "DNS Resolver settings:"
    yield f"  Domain lookup is {'enabled' if config.lookup else 'disabled'}"
    yield f"  Default domain name: {config.domain}"
    yield "  Domain search list:" + "".join(f" {domain}" for domain in config.domains)
    if not newer:
        yield f"  Lookup timeout: {config.timeout} seconds"
        yield f"  Lookup retries: {config.retry}"
    yield "  Domain name-servers:"
    for server in config.servers:
        yield f"    {format_ipv4(server)}"
    if not newer:
        yield f"  Round-robin'ing of addresses is {'enabled' if config.round_robin else 'disabled'}"
    yield "DNS Server settings:"
    yield "  Forwarding of queries is enabled"
    if not newer:
        yield f"  Forwarder timeout: {config.timeout} seconds"
        yield f"  Forwarder retries: {config.retry}"
    yield "  Forwarder addresses:"


def show_dns_statistics(ctx: Context) -> Iterable[str]:
    engine: DnsEngine = ctx.device.engine("dns")
    server = engine.server
    if server is None:
        return
    for text, (udp, tcp) in (
        ("requests received", server.received),
        ("requests dropped", server.dropped),
        ("responses replied", server.replied),
    ):
        yield f"DNS {text} = {udp + tcp} ( {udp} + {tcp} )"
    yield "Forwarder queue statistics:"
    yield f"Current size = {server.clients}"
    yield f"Maximum size = {server.most_waiting}"
    yield f"Drops = {server.refused}"


def show_dns_primary(ctx: Context) -> Iterable[str]:
    for name, zone in ctx.device[DnsConfig].zones.items():
        yield f"Primary for zone {name}:"
        yield "  SOA information:"
        yield f"  Zone primary (MNAME): {zone.primary}"
        yield f"  Zone contact (RNAME): {zone.mailbox}"
        for text, seconds in (
            ("Refresh", zone.refresh), ("Retry", zone.retry), ("Expire", zone.expire), ("Minimum", zone.minimum),
        ):  # fmt: skip
            yield f"  {f'{text} (seconds):':<21} {seconds}"
