"""A router without `ip routing` is a host (RFC 1122 section 3.3.1): attached subnets, a gateway, or proxy ARP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.fib import Entry, Kind
from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.device.ip import IpStack
    from iosemu.device.vrf import Vrf


def attached(entry: Entry | None, address: IPv4) -> bool:
    """Is it ours, or on a subnet of an interface?"""
    if entry is None or entry.kind is Kind.RECEIVE:
        return entry is not None
    return any(address in Prefix.of(*own) for own in entry.interface.addresses)


def host_entry(stack: IpStack, vrf: Vrf, dst: IPv4) -> Entry | None:
    """How a datagram of our own reaches `dst`. Without a gateway the first line asks for any address by ARP."""
    table = vrf.v4
    entry = table.find(dst)
    if attached(entry, dst):
        return entry
    gateway = stack.default_gateway
    if gateway is not None:
        way = table.find(gateway)
        if way is None or way.kind is Kind.RECEIVE or not attached(way, gateway):
            return None
        return Entry(Kind.NEXT_HOP, way.interface, gateway, None)
    for iface in stack.device:
        if iface.vrf is vrf and iface.line_up and iface.address is not None and iface.kind.endswith("Ethernet"):
            return Entry(Kind.ATTACHED, iface, dst, None)
    return None
