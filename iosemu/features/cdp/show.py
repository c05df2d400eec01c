"""show cdp and its kin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.cdp.engine import CdpEngine, Neighbor
from iosemu.types import InterfaceName, format_ipv4
from iosemu.wire.cdp import Capability

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.interface import Interface

_LETTERS = (
    (Capability.ROUTER, "R", "Router"), (Capability.TRANSPARENT_BRIDGE, "B", "Trans-Bridge"),
    (Capability.SOURCE_ROUTE_BRIDGE, "B", "Source-Route-Bridge"), (Capability.SWITCH, "S", "Switch"),
    (Capability.HOST, "H", "Host"), (Capability.IGMP, "I", "IGMP"), (Capability.REPEATER, "r", "Repeater"),
)  # fmt: skip
_OFF = "% CDP is not enabled"


def engine_of(ctx: Context) -> CdpEngine:
    engine: CdpEngine = ctx.device.engine("cdp")
    return engine


def in_order(engine: CdpEngine) -> list[Neighbor]:
    return sorted(engine.neighbors.values(), key=lambda n: (n.packet.device_id, n.iface.text))


def show_cdp(ctx: Context) -> Iterator[str]:
    engine = engine_of(ctx)
    if not engine.running:
        yield _OFF
        return
    yield "Global CDP information:"
    yield f"        Sending CDP packets every {engine.config.timer} seconds"
    yield f"        Sending a holdtime value of {engine.config.holdtime} seconds"
    yield "        Sending CDPv2 advertisements is  enabled"


def _port(name: str) -> str:
    """``Gig 0/1``: three letters of the kind, then the number."""
    kind = name.rstrip("0123456789/.:")
    return f"{kind[:3]} {name[len(kind) :]}"


def listed(engine: CdpEngine, iface: InterfaceName | None) -> list[Neighbor]:
    """The neighbours on one interface, or all."""
    return [neighbor for neighbor in in_order(engine) if iface is None or neighbor.iface.name == iface]


def letters_of(neighbor: Neighbor) -> list[str]:
    return [letter for flag, letter, _ in _LETTERS if neighbor.packet.capabilities & flag]


def show_cdp_neighbors(ctx: Context, iface: InterfaceName | None = None, detail: bool = False) -> Iterator[str]:
    engine = engine_of(ctx)
    if not engine.running:
        yield _OFF
        return
    found = listed(engine, iface)
    if detail:
        for neighbor in found:
            yield from _entry(engine, neighbor)
        yield ""
        yield f"Total cdp entries displayed : {len(found)}"
        return
    yield "Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge"
    yield "                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone, "
    yield "                  D - Remote, C - CVTA, M - Two-port Mac Relay "
    yield ""
    yield "Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID"
    for neighbor in found:
        yield from _row(engine, neighbor)
    if ctx.device.software.cdp_total:
        yield ""
        yield f"Total cdp entries displayed : {len(found)}"


def _row(engine: CdpEngine, neighbor: Neighbor) -> Iterator[str]:
    packet = neighbor.packet
    name = packet.device_id
    if len(name) > 16:
        yield name
        name = ""
    letters = " ".join(letters_of(neighbor))
    platform = packet.platform[6:] if packet.platform.lower().startswith("cisco ") else packet.platform
    yield (
        f"{name:<16} {_port(neighbor.iface.text):<17} {engine.holdtime(neighbor):<14}{letters:^9}{platform[:9]:<9} "
        f"{_port(packet.port_id)}"
    )


def _entry(engine: CdpEngine, neighbor: Neighbor) -> Iterator[str]:
    packet = neighbor.packet
    words = "".join(f"{word} " for flag, _, word in _LETTERS if packet.capabilities & flag)
    yield "-------------------------"
    yield f"Device ID: {packet.device_id}"
    yield "Entry address(es): "
    yield from (f"  IP address: {format_ipv4(address)}" for address in packet.addresses)
    yield f"Platform: {packet.platform},  Capabilities: {words}"
    yield f"Interface: {neighbor.iface.text},  Port ID (outgoing port): {packet.port_id}"
    yield f"Holdtime : {engine.holdtime(neighbor)} sec"
    yield ""
    yield "Version :"
    yield from packet.software.split("\n")
    yield ""
    yield f"advertisement version: {packet.version}"
    if packet.vtp_domain is not None:
        yield f"VTP Management Domain: '{packet.vtp_domain}'"
    if packet.native_vlan is not None:
        yield f"Native VLAN: {packet.native_vlan}"
    if packet.full_duplex is not None:
        yield f"Duplex: {'full' if packet.full_duplex else 'half'}"
    if packet.prefixes:
        yield f"IP prefixes: {len(packet.prefixes)}"
        yield from (f"  {prefix}" for prefix in packet.prefixes)
    if packet.management:
        yield "Management address(es): "
        yield from (f"  IP address: {format_ipv4(address)}" for address in packet.management)
    yield ""


def show_cdp_entry(ctx: Context, name: str) -> Iterator[str]:
    engine = engine_of(ctx)
    for neighbor in in_order(engine):
        if name in ("*", neighbor.packet.device_id):
            yield from _entry(engine, neighbor)


def talking(engine: CdpEngine, iface: InterfaceName | None) -> list[Interface]:
    """The interfaces that send, or the one."""
    ports = engine.host.device
    return [port for port in ports if engine.enabled(port) and (iface is None or port.name == iface)]


def show_cdp_interface(ctx: Context, iface: InterfaceName | None = None) -> Iterator[str]:
    engine = engine_of(ctx)
    if not engine.running:
        yield _OFF
        return
    shown = talking(engine, iface)
    for port in shown:
        state = "administratively down" if not port.enabled else "up" if port.up else "down"
        yield f"{port.text} is {state}, line protocol is {'up' if port.line_up else 'down'}"
        yield f"  Encapsulation {_encapsulation(port)}"
        yield f"  Sending CDP packets every {engine.config.timer} seconds"
        yield f"  Holdtime is {engine.config.holdtime} seconds"
    if iface is None:
        up = sum(1 for port in shown if port.line_up)
        yield ""
        yield f" cdp enabled interfaces : {len(shown)}"
        yield f" interfaces up          : {up}"
        yield f" interfaces down        : {len(shown) - up}"


def _encapsulation(port: Interface) -> str:
    return {"Serial": "HDLC", "Tunnel": "TUNNEL", "Virtual-Access": "TUNNEL"}.get(port.kind, "ARPA")


def show_cdp_traffic(ctx: Context) -> Iterator[str]:
    traffic = engine_of(ctx).traffic
    yield "CDP counters :"
    yield f"\tTotal packets output: {traffic.output}, Input: {traffic.input}"
    yield f"\tHdr syntax: {traffic.syntax}, Chksum error: {traffic.checksum}, Encaps failed: 0"
    yield "\tNo memory: 0, Invalid packet: 0, "
    yield "\tCDP version 1 advertisements output: 0, Input: 0"
    yield f"\tCDP version 2 advertisements output: {traffic.output}, Input: {traffic.input}"
