"""Who has IKE, IPsec and NHRP with whom, read from the routers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.lab.lab import Lab
    from iosemu.lab.node import Node


class Relation(NamedTuple):
    """One peer of one router, by one protocol. `up` is whether it works."""

    node: str
    protocol: str  # IKE, IPsec, NHRP, GRE
    interface: str
    peer: str
    state: str
    up: bool


def relations(node: Node) -> Iterator[Relation]:
    """In order of interfaces; nothing of a router that is off."""
    device = node.device
    if not device.running:
        return
    yield from _tunnels(node.name, device)
    yield from _sessions(node.name, device)


def _tunnels(name: str, device: Device) -> Iterator[Relation]:
    """NHRP's peers of the tunnels that have some, else the line protocol of those with one far end."""
    from iosemu.features.gre.driver import TunnelDriver

    with_peers = set()
    if "nhrp" in device.engines:
        from iosemu.features.dmvpn.rows import Filter, tables

        for table in tables(device, Filter()):
            iface = table.tunnel.iface
            with_peers.add(iface.name)
            for peer in (peer for group in table.groups for peer in group[:1]):
                up = peer.state == "UP" and iface.line_up
                yield Relation(name, "NHRP", iface.text, f"{format_ipv4(peer.tunnel)} at {peer.nbma}", peer.state, up)
    for iface in device.interfaces.in_order():
        driver = iface.driver
        if isinstance(driver, TunnelDriver) and iface.name not in with_peers and driver.remote:
            state = "up" if iface.line_up else "down"
            yield Relation(name, "GRE", iface.text, format_ipv4(driver.remote), state, iface.line_up)


def _sessions(name: str, device: Device) -> Iterator[Relation]:
    from iosemu.features.ipsec.show_session import sessions

    for session in sessions(device):
        peer = format_ipv4(session.peer)
        for ike in session.ike:
            state = "active" if ike.active else "negotiating" if ike.up_since < 0 else "ended"
            yield Relation(name, "IKE", session.iface.text, peer, state, ike.active)
        sas = sum(len(flow.pairs) for flow in session.flows)
        if session.flows:
            yield Relation(name, "IPsec", session.iface.text, peer, session.status, sas > 0)


def tunnel_count(lab: Lab) -> tuple[int, int]:
    """(up, known): peers of tunnels and of crypto maps, each once at each end. A router without power has none."""
    up = known = 0
    for node in lab:
        found = list(relations(node))
        tunnels = {each.interface for each in found if each.protocol in ("NHRP", "GRE")}
        for each in found:
            if each.protocol in ("NHRP", "GRE") or (each.protocol == "IPsec" and each.interface not in tunnels):
                known += 1
                up += each.up
    return up, known
