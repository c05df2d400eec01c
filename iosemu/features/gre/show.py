"""The tunnel lines of `show interfaces`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.device.drops import Reason
from iosemu.device.times import uptime
from iosemu.features.gre.access import ACCESS
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import GRE, IPIP, IPSEC, IPV6IP, MULTIPOINT, TunnelConfig
from iosemu.features.system.show import clone_block
from iosemu.types import InterfaceName, IPv4, format_ipv4

_TRANSPORT = {GRE: "GRE/IP", MULTIPOINT: "multi-GRE/IP", IPIP: "IP/IP", IPV6IP: "IPv6/IP", IPSEC: "IPSEC/IP"}


def tunnel_lines(driver: TunnelDriver) -> Iterator[str]:
    """From the keepalive line to the protection, as 15.x and later print them."""
    config, iface = driver.config, driver.iface
    if driver.template is not None:
        yield f"  Tunnel vaccess, cloned from {driver.template}"
        yield "  Vaccess status 0x4, loopback not set"
    if config.keepalive:
        yield f"  Keepalive set ({config.keepalive_period} sec), retries {config.keepalive_retries}"
    else:
        yield "  Keepalive not set"
    if iface.device.software.tunnel_linestate and iface.up:
        reason = driver.down_reason()
        yield f"  Tunnel linestate evaluation {'up' if reason is None else f'down - {reason}'}"
    yield f"  Tunnel source {_source(driver)}" + _destination(driver)
    if isinstance(config.source, InterfaceName):
        yield from _subblocks(driver, config.source)
    yield f"  Tunnel protocol/transport {_TRANSPORT[config.mode]}"
    if config.mode in (GRE, MULTIPOINT):
        key = "Key disabled" if config.key is None else f"Key 0x{config.key:X}"
        yield f"    {key}, sequencing {'enabled' if config.sequencing else 'disabled'}"
        if config.sequencing:
            yield f"    {iface.counters.drops.get(Reason.OUT_OF_ORDER, 0)} packets dropped due to out of order"
        yield f"    Checksumming of packets {'enabled' if config.checksum else 'disabled'}"
    tos = "" if config.tos is None else f"Tunnel TOS/Traffic Class 0x{config.tos:X},  "
    yield f"  {tos}Tunnel TTL {config.ttl}" + ("" if config.mode == IPSEC else ", Fast tunneling enabled")
    if config.path_mtu_discovery:
        yield f"  Path MTU Discovery, ager {_age(config)}, min MTU {config.min_mtu}"
        if driver.path_mtu is not None:
            yield f"    Path destination {format_ipv4(driver.remote)}: MTU {driver.path_mtu - driver.overhead}"
    yield f"  Tunnel transport MTU {driver.transport_mtu} bytes"
    yield f"  Tunnel transmit bandwidth {config.transmit_bandwidth} (kbps)"
    yield f"  Tunnel receive bandwidth {config.receive_bandwidth} (kbps)"
    if driver.protector is not None:
        yield f'  Tunnel protection via IPSec (profile "{driver.protector.profile(iface)}")'


def show_access_configuration(ctx: Context, name: InterfaceName) -> Iterator[str]:
    """The lines that a clone works by."""
    iface = ctx.device.interfaces.get(name)
    if iface is None or iface.kind != ACCESS:
        yield f"{name} is not a virtual access interface"
        return
    yield f"{iface.text} is a VPN_TUNNEL (CLONED FROM VTEMPLATE) link"
    yield ""
    lines = clone_block(ctx.shell, iface)
    yield f"Derived configuration : {sum(map(len, lines)) + len(lines)} bytes"
    yield from lines


def show_tunnel_endpoints(ctx: Context, tunnel: InterfaceName | None = None) -> Iterator[str]:
    """The far ends of multipoint tunnels, with the next hops behind each."""
    for iface in ctx.device.interfaces.in_order():
        driver = iface.driver
        if not isinstance(driver, TunnelDriver) or not driver.multipoint or tunnel not in (None, iface.name):
            continue
        yield f" {iface.text} running in {_TRANSPORT[driver.config.mode]} mode"
        yield ""
        resolver, now = driver.resolver, ctx.device.scheduler.now
        if resolver is None:
            continue
        ends: dict[IPv4, dict[IPv4, float]] = {}
        for hop, nbma in sorted(resolver.known(iface)):
            ends.setdefault(nbma, {})[hop] = resolver.known_since(iface, hop)
        for nbma, hops in sorted(ends.items()):
            yield f" Endpoint transport {format_ipv4(nbma)} Create Time {uptime(now - min(hops.values()))}"
            for hop, since in hops.items():
                yield f"   overlay {format_ipv4(hop)} Create Time {uptime(now - since)}"
            yield ""


def _source(driver: TunnelDriver) -> str:
    source = driver.config.source
    if isinstance(source, InterfaceName):
        return f"{format_ipv4(driver.local) if driver.local else 'UNKNOWN'} ({source})"
    return format_ipv4(source) if source is not None else "UNKNOWN"


def _destination(driver: TunnelDriver) -> str:
    if driver.multipoint:
        return ""
    destination = driver.config.destination
    if driver.config.dynamic:
        return f", destination {format_ipv4(driver.chosen)}" if driver.chosen else ", destination dynamic"
    if destination is not None:
        return f", destination {format_ipv4(destination)}"
    return ", destination UNKNOWN" if driver.config.source is None else ""


def _subblocks(driver: TunnelDriver, source: InterfaceName) -> Iterator[str]:
    sharing = [other for other in driver.engine.drivers.values() if other.config.source == source]
    members = "1 member" if len(sharing) == 1 else f"{len(sharing)} members"
    yield "   Tunnel Subblocks:"
    yield "      src-track:"
    yield f"         {driver.iface.text} source tracking subblock associated with {source}"
    yield f"          Set of tunnels with source {source}, {members} (includes iterators), on interface <OK>"


def _age(config: TunnelConfig) -> str:
    return "infinite" if config.age_timer is None else f"{config.age_timer} mins"
