"""Why an interface gets no address from a DHCP server, and what brought the route of one; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import NEIGHBOUR, POLICY, Finding, Line, Scene, said
from iosemu.device.explain_ip import named
from iosemu.features.dhcp.model import DhcpConfig, DhcpInterface, DhcpPool
from iosemu.types import IPv4, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.rib import Route
    from iosemu.features.dhcp.engine import DhcpEngine


def _engine(device: Device) -> DhcpEngine | None:
    found: DhcpEngine | None = device.engines.get("dhcp")  # type: ignore[assignment]
    return found


def route(device: Device, found: Route) -> Iterator[Line]:
    """The line whose client was given a default route."""
    engine = _engine(device)
    hops = {path.next_hop for path in found.paths}
    for iface in engine.clients if engine is not None and not found.prefix.length else ():
        if engine is not None and engine.router_of(iface) in hops:
            yield from said(device, iface.config, "leased")


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Clients without an address, though their lines are up."""
    engine = _engine(device)
    for iface, client in list(engine.clients.items()) if engine is not None else ():
        if client.lease is not None or not iface.line_up or only not in (None, iface):
            continue
        line = said(device, iface.config, "leased")
        if client.released:
            remedy = f"{device.node}: renew dhcp {iface.text}"
            yield Finding(f"{named(iface)} has given its address back", line, remedy, NEIGHBOUR)
            continue
        yield Finding(f"{named(iface)} asks for an address by DHCP and has none", line, "", NEIGHBOUR)
        others = [each for each in scene.attached(iface) if each.line_up and each.address is not None]
        told = [finding for other in others for finding in _answers(scene, other)]
        yield from told
        if not others:
            yield Finding(f"nobody with an address is on the cable of {named(iface)}", [], "", NEIGHBOUR)


def _answers(scene: Scene, iface: Interface) -> Iterator[Finding]:
    """Why a router on the cable of a client does not answer."""
    device = iface.device
    config = device.get(DhcpConfig) or DhcpConfig()
    place = iface.address or 0
    line = iface.get(DhcpInterface)
    helpers = list(line.helpers) if line is not None else []
    pools = _pools(config, iface.vrf.name, place)
    if not pools and not helpers:
        if device.platform.router:
            remedy = f"{device.node}, interface {iface.text}: ip helper-address SERVER"
            text = f"{named(iface)} has no helper address, and {device.node} no pool for its network"
            yield Finding(text, [], remedy, NEIGHBOUR)
        return
    if not config.service:
        lines = said(device, config, "service")
        yield Finding(f"DHCP is switched off at {device.node}", lines, f"{device.node}: service dhcp", POLICY)
        return
    if pools:
        yield from _full(device, pools)
        return
    for _, address in helpers:
        yield from _far(scene, iface, address)


def _far(scene: Scene, iface: Interface, address: IPv4) -> Iterator[Finding]:
    """Why the server behind a relay agent does not."""
    line, shown = iface[DhcpInterface], format_ipv4(address)
    lines = [each for key in line.helpers if key[1] == address for each in said(iface.device, line, "helpers", key)]
    home = scene.owner(address, iface.device)
    if home is None:
        yield Finding(f"no router of the lab has {shown}, the helper address of {named(iface)}", lines, "", NEIGHBOUR)
        return
    device = home.device
    config = device.get(DhcpConfig) or DhcpConfig()
    pools = _pools(config, home.vrf.name, iface.address or 0)
    if not config.service:
        switched = said(device, config, "service")
        yield Finding(f"DHCP is switched off at {device.node}", switched, f"{device.node}: service dhcp", POLICY)
    elif not pools:
        text = f"{device.node} has no pool for {format_ipv4(iface.address or 0)}, from where {iface.device.node} relays"
        yield Finding(text, lines, f"{device.node}: ip dhcp pool NAME", NEIGHBOUR)
    else:
        back = device.ip.route(home.vrf, iface.address or 0)
        if back is None:
            relay = f"{format_ipv4(iface.address or 0)}, from where {iface.device.node} relays"
            text = f"{device.node} has no route to {relay}"
            yield Finding(text, [], "", NEIGHBOUR)
        yield from _full(device, pools)


def _pools(config: DhcpConfig, vrf: str, place: IPv4) -> dict[str, DhcpPool]:
    found = {}
    for name, pool in config.pools.items():
        if pool.network is not None and pool.vrf == vrf and place in Prefix.of(*pool.network):
            found[name] = pool
    return found


def _full(device: Device, pools: dict[str, DhcpPool]) -> Iterator[Finding]:
    from iosemu.features.dhcp.show import size_of

    engine, config = _engine(device), device[DhcpConfig]
    if engine is None or engine.server is None:
        return
    for name, pool in pools.items():
        _, total, leased, excluded = size_of(engine, name)
        if leased + excluded < total:
            continue
        lines: list[Line] = []
        network = Prefix.of(*pool.network) if pool.network is not None else Prefix(0, 0)
        for key in config.excluded:
            if key[0] == pool.vrf and key[1] <= network.broadcast and key[2] >= network.network:
                lines += said(device, config, "excluded", key)
        text = f"pool {name} of {device.node} has no address left: {leased} of {total} are given, {excluded} excluded"
        yield Finding(text, lines, "", POLICY)
