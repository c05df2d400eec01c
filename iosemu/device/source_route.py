"""Source routes in datagrams that come in (RFC 791 section 3.1), unless `no ip source-route` forbids them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.records import replace
from iosemu.types import Prefix
from iosemu.wire import icmp, source_route

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.ip import IpStack
    from iosemu.device.passage import Passage


def source_routed(stack: IpStack, passage: Passage, iface: Interface) -> bool:
    """Take the next step of the route, if there is one. False: the datagram goes no further."""
    packet, table = passage.packet, passage.vrf.v4
    at = source_route.find(packet.options)
    if at is None:
        return True
    strict = packet.options[at] == source_route.STRICT
    stack.stats.strict_source_routes += strict
    stack.stats.loose_source_routes += not strict
    if not stack.source_route:
        stack.drop(passage, iface, Reason.SOURCE_ROUTE)
        return False
    if packet.dst not in table.receive:
        return not strict or _failed(stack, passage, iface)  # strict: this router is not named
    hop = source_route.next_hop(packet.options, at)
    if hop is None:
        return True
    entry = table.find(hop)
    if entry is None or entry.interface.address is None:
        return _failed(stack, passage, iface)
    if strict and not any(hop in Prefix.of(*own) for own in entry.interface.addresses):
        return _failed(stack, passage, iface)
    options = source_route.recorded(packet.options, at, entry.interface.address)
    passage.packet = replace(packet, dst=hop, options=options)
    return True


def _failed(stack: IpStack, passage: Passage, iface: Interface) -> bool:
    stack.drop(passage, iface, Reason.SOURCE_ROUTE)
    stack.icmp.unreachable(passage.packet, iface, icmp.SOURCE_ROUTE_FAILED)
    return False
