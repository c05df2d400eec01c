"""`clear ip dhcp …`, `release dhcp`, `renew dhcp`, debugs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.context import Context
from iosemu.device.debug_switch import debug_switch
from iosemu.features.dhcp.debug import Detail
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.features.dhcp.client import Client
    from iosemu.features.dhcp.engine import DhcpEngine


def _detail(detail: bool = False) -> Detail:
    return Detail(detail)


def _suffix(detail: bool = False) -> str:
    return " (detailed)" if detail else ""


do_debug_dhcp = debug_switch("dhcp", "dhcp", _detail, _suffix)
do_debug_events = debug_switch("dhcp", "ip dhcp server events")
do_debug_packet = debug_switch("dhcp", "ip dhcp server packet")


def _engine(ctx: Context) -> DhcpEngine:
    engine: DhcpEngine = ctx.device.engine("dhcp")
    return engine


def do_clear_binding(ctx: Context, vrf: str = "", all: bool = False, address: IPv4 | None = None) -> str | None:
    server = _engine(ctx).server
    if server is None:
        return None
    found = [each for each in server.bindings.values() if each.vrf == vrf and address in (None, each.address)]
    for binding in found:
        if all or binding.address == address:
            server.remove(binding)
    return None


def do_clear_conflict(ctx: Context, vrf: str = "", all: bool = False, address: IPv4 | None = None) -> str | None:
    server = _engine(ctx).server
    if server is None:
        return None
    for place in list(server.conflicts):
        if place[0] == vrf and (all or place[1] == address):
            del server.conflicts[place]
    return None


def do_clear_statistics(ctx: Context) -> None:
    server = _engine(ctx).server
    if server is not None:
        server.received.clear()
        server.sent.clear()
        server.malformed = server.expired = 0


def _client(ctx: Context, name: InterfaceName) -> Client | None:
    iface = ctx.device.interfaces.get(name)
    return _engine(ctx).clients.get(iface) if iface is not None else None


_NONE = "Interface does not have a DHCP originated address"


def do_release(ctx: Context, name: InterfaceName) -> str | None:
    client = _client(ctx, name)
    if client is None or client.lease is None:
        return _NONE
    client.released = True
    client.release()
    return None


def do_renew(ctx: Context, name: InterfaceName) -> str | None:
    client = _client(ctx, name)
    if client is None or (client.lease is None and not client.released):
        return _NONE
    if client.iface.line_up:
        client.renew()
    return None
