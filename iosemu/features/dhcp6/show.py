"""Shows of DHCP for IPv6. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.dhcp6.client import State
from iosemu.features.dhcp6.model import Dhcp6Config, Dhcp6Interface, Pool6
from iosemu.features.dhcp6.server import Binding, times
from iosemu.types import InterfaceName, Prefix6, format_ipv6
from iosemu.wire.dhcpv6 import FOREVER, Kind, Lease

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.dhcp6.client import Client
    from iosemu.features.dhcp6.engine import Dhcp6Engine


def engine_of(device: Device) -> Dhcp6Engine:
    engine: Dhcp6Engine = device.engine("dhcp6")
    return engine


def _hex(data: bytes) -> str:
    return data.hex().upper()


def _seconds(value: int) -> str:
    return "INFINITY" if value == FOREVER else str(value)


def _lifetimes(lease: Lease) -> str:
    if lease.valid == FOREVER and lease.preferred == FOREVER:
        return "preferred lifetime INFINITY, , valid lifetime INFINITY,"
    return f"preferred lifetime {_seconds(lease.preferred)}, valid lifetime {_seconds(lease.valid)}"


def moment(device: Device, at: float) -> str:
    """``Feb 10 2026 07:42 PM``"""
    local, _ = device.engine("clock").local(at)
    return f"{local:%b %d %Y %I:%M %p}"


def _expires(device: Device, until: float) -> str:
    return f"expires at {moment(device, until)} ({int(until - device.scheduler.now)} seconds)"


def _prefix(value: tuple[int, int]) -> str:
    return str(Prefix6.of(*value))


def show_dhcp6(ctx: Context) -> Iterable[str]:
    yield f"This device's DHCPv6 unique identifier(DUID): {_hex(engine_of(ctx.device).duid())}"


# the server

def shown_pools(ctx: Context, name: str = "") -> Iterator[tuple[Pool6, list[Binding]]]:
    server = engine_of(ctx.device).server
    for pool in ctx.device[Dhcp6Config].pools.values():
        if name in ("", pool.name):
            yield pool, list(server.of(pool.name))


def show_pool(ctx: Context, name: str = "") -> Iterable[str]:
    conflicts = engine_of(ctx.device).server.conflicts
    for pool, bindings in shown_pools(ctx, name):
        yield f"DHCPv6 pool: {pool.name}"
        if pool.prefix is not None:
            used = sum(not each.prefixes for each in bindings)
            bad = sum(each in Prefix6.of(*pool.prefix) for each in conflicts)
            lives = f"valid {_seconds(pool.valid)} preferred {_seconds(pool.preferred)}"
            yield f"  Address allocation prefix: {_prefix(pool.prefix)} {lives} ({used} in use, {bad} conflicts)"
        if pool.delegation:
            yield f"  Prefix pool: {pool.delegation}"
            lives = f"valid lifetime {_seconds(pool.delegation_valid)}"
            yield f"               preferred lifetime {_seconds(pool.delegation_preferred)}, {lives}"
        yield from (f"  DNS server: {format_ipv6(each)}" for each in pool.dns)
        yield from (f"  Domain name: {each}" for each in pool.domains)
        yield f"  Active clients: {len({each.key[0] for each in bindings})}"


def shown_bindings(ctx: Context, client: int | None = None) -> Iterator[Binding]:
    for binding in engine_of(ctx.device).server.bindings.values():
        if client in (None, binding.client):
            yield binding


def show_binding(ctx: Context, client: int | None = None) -> Iterable[str]:
    last: tuple[int, bytes] | None = None
    for binding in sorted(shown_bindings(ctx, client), key=lambda each: (each.client, each.key[0], each.prefixes)):
        duid, ident, prefixes = binding.key
        lease = binding.lease
        if last != (binding.client, duid):
            last = binding.client, duid
            yield f"Client: {format_ipv6(binding.client)} "
            yield f"  DUID: {_hex(duid)}"
            yield "  Username : unassigned"
            yield "  VRF : default"
        if prefixes:
            yield f"  Interface : {binding.interface}"
        t1, t2 = times(lease)
        yield f"  IA {'PD' if prefixes else 'NA'}: IA ID 0x{ident:08X}, T1 {_seconds(t1)}, T2 {_seconds(t2)}"
        if prefixes:
            yield f"    Prefix: {_prefix((lease.value, lease.length))}"
        else:
            yield f"    Address: {format_ipv6(lease.value)}"
        yield f"            {_lifetimes(lease)}"
        if binding.until is not None:
            yield f"            {_expires(ctx.device, binding.until)}"


def shown_local_pools(ctx: Context, name: str = "") -> Iterator[tuple[str, str, int, int]]:
    """Name, prefix, how many prefixes are free, and in use."""
    server = engine_of(ctx.device).server
    for local in ctx.device[Dhcp6Config].locals.values():
        if name in ("", local.name):
            whole = Prefix6.of(*local.prefix)
            leases = [each.lease for each in server.bindings.values() if each.prefixes]
            used = sum(each.length == local.length and each.value in whole for each in leases)
            total = min(1 << local.length - whole.length, 0xFFFFFFFF)
            yield local.name, f"{whole}", total - used, used


def show_local_pool(ctx: Context, name: str = "") -> Iterable[str]:
    yield f"{'Pool':<22}{'Prefix':<45}{'Free':<5} In use"
    for each, prefix, free, used in shown_local_pools(ctx, name):
        yield f"{each:<22}{prefix:<42}{free:>8}{used:>7}"


# interfaces

def _interfaces(ctx: Context, interface: InterfaceName | None) -> Iterator[tuple[Interface, Dhcp6Interface]]:
    for iface in ctx.device:
        slot = iface.get(Dhcp6Interface)
        if slot is not None and interface in (None, iface.name):
            yield iface, slot


def modes(ctx: Context, interface: InterfaceName | None = None) -> Iterator[tuple[Interface, Dhcp6Interface, str]]:
    """With the mode: server, relay, client."""
    for iface, slot in _interfaces(ctx, interface):
        mode = "server" if slot.server else "relay" if slot.relays else "client" if slot.asks or slot.delegated else ""
        if mode:
            yield iface, slot, mode


def show_interface(ctx: Context, interface: InterfaceName | None = None) -> Iterable[str]:
    for iface, slot, mode in modes(ctx, interface):
        yield f"{iface.text} is in {mode} mode"
        if mode == "server":
            yield f"  Using pool: {slot.server}"
            yield f"  Preference value: {slot.preference}"
            yield f"  Hint from client: {'allowed' if slot.allow_hint else 'ignored'}"
            yield f"  Rapid-Commit: {'enabled' if slot.rapid else 'disabled'}"
        elif mode == "relay":
            yield "  Relay destinations:"
            for address, name in slot.relays:
                yield f"    {format_ipv6(address)}" + (f" via {name}" if name is not None else "")
        else:
            yield from _client_lines(ctx.device, iface, slot)


def _span(seconds: float) -> str:
    whole = int(seconds)
    if whole >= 86400:
        return f"{whole // 86400}d{whole % 86400 // 3600:02}h"
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _client_lines(device: Device, iface: Interface, slot: Dhcp6Interface) -> Iterator[str]:
    engine = engine_of(device)
    found = {prefixes: engine.clients.get((iface, prefixes)) for prefixes in (True, False)}
    for prefixes, title, what in ((True, "Prefix", "prefix"), (False, "Address", "address")):
        client = found[prefixes]
        yield f"  {title} State is {client.state.value if client is not None else State.IDLE.value}"
        left = client.renews_in if client is not None else None
        if left is not None:
            yield f"  Renew for {what} will be sent in {_span(left)}"
    servers = [client for client in found.values() if client is not None and client.server is not None and client.bound]
    if servers:
        yield "  List of known servers:"
    for client in servers:
        yield from _server_lines(device, client)
    if slot.delegated:
        yield f"  Prefix name: {slot.delegated}"
    yield f"  Prefix Rapid-Commit: {'enabled' if slot.delegated_rapid else 'disabled'}"
    yield f"  Address Rapid-Commit: {'enabled' if slot.asks_rapid else 'disabled'}"


def _server_lines(device: Device, client: Client) -> Iterator[str]:
    server = client.server
    assert server is not None
    yield f"    Reachable via address: {format_ipv6(server.address)}"
    yield f"    DUID: {_hex(server.duid)}"
    yield f"    Preference: {server.preference}"
    yield "    Configuration parameters:"
    kind = "PD" if client.prefixes else "NA"
    told = server.association
    t1, t2 = (told.t1, told.t2) if told is not None else (0, 0)
    yield f"      IA {kind}: IA ID 0x{client.ident:08X}, T1 {_seconds(t1)}, T2 {_seconds(t2)}"
    for lease in client.leases:
        where = str(Prefix6.of(lease.value, lease.length)) if client.prefixes else f"{format_ipv6(lease.value)}/128"
        yield f"        {'Prefix' if client.prefixes else 'Address'}: {where}"
        yield f"                {_lifetimes(lease)}"
        if lease.valid != FOREVER:
            yield f"                {_expires(device, client.since + lease.valid)}"
    yield from (f"      DNS server: {format_ipv6(each)}" for each in server.dns)
    yield from (f"      Domain name: {each}" for each in server.domains)
    yield "      Information refresh time: 0"


# general prefixes

def shown_general(ctx: Context) -> Iterator[tuple[str, str, str, list[str]]]:
    """Name, prefix, where it comes from, and the interfaces with addresses of it."""
    engine = engine_of(ctx.device)
    names = dict.fromkeys([*engine.told, *(name for name, _ in ctx.device[Dhcp6Config].general)])
    for name in names:
        users = [iface.text for iface, slot in _interfaces(ctx, None) if any(each == name for each, _ in slot.general)]
        for prefix in engine.told.get(name, {}).values():
            yield name, _prefix(prefix), "DHCP PD", users
        for known, prefix in ctx.device[Dhcp6Config].general:
            if known == name:
                yield name, _prefix(prefix), "Manual configuration", users


def show_general_prefix(ctx: Context) -> Iterable[str]:
    for name, prefix, source, users in shown_general(ctx):
        yield f"IPv6 Prefix {name}, acquired via {source}"
        yield f"  {prefix}" + (_left(ctx, name) if source == "DHCP PD" else "")
        yield from (f"   {each} (Address command)" for each in users)


def _left(ctx: Context, name: str) -> str:
    now = ctx.device.scheduler.now
    for client in engine_of(ctx.device).clients.values():
        if client.prefixes and client.name == name and client.leases and client.leases[0].valid != FOREVER:
            past = int(now - client.since)
            lease = client.leases[0]
            return f" Valid lifetime {lease.valid - past}, preferred lifetime {max(0, lease.preferred - past)}"
    return ""


# statistics

def shown_counts(ctx: Context) -> dict[tuple[bool, int], int]:
    """(sent?, kind) -> messages."""
    return engine_of(ctx.device).counts


def kind_text(kind: int) -> str:
    return Kind(kind).name.replace("_", "-") if kind in list(Kind) else str(kind)


def show_statistics(ctx: Context) -> Iterable[str]:
    counts = shown_counts(ctx)
    engine = engine_of(ctx.device)
    for title, value in (
        ("Messages received", sum(count for (sent, _), count in counts.items() if not sent)),
        ("Messages sent", sum(count for (sent, _), count in counts.items() if sent)),
        ("Messages discarded", engine.malformed), ("Messages could not be sent", engine.unsent),
    ):  # fmt: skip
        yield f"{title:<33}{value}"
    for sent, word in ((False, "Received"), (True, "Sent")):
        of_it = {kind: count for (out, kind), count in sorted(counts.items()) if out is sent}
        if of_it:
            yield ""
            yield f"{'Messages':<33}{word}"
            yield from (f"{kind_text(kind):<33}{count}" for kind, count in of_it.items())
