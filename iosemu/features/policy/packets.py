"""Which entry of a route map fits a datagram: for policy routing and translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.policy.api import asks_wide
from iosemu.features.policy.model import RouteMapEntry
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface


def fits(
    device: Device, packet: ipv4.IPv4, entry: RouteMapEntry, iface: Interface | None = None, counted: bool = True
) -> bool:
    """By lists (one that is not defined permits) and length. `counted`: the lists count, and log with `iface`."""
    if asks_wide(entry):
        return False  # routes of IPv6
    acl = device.engine("acl")
    if entry.match_acls:
        if counted:
            if all(acl.matches(str(name), packet, iface) is False for name in entry.match_acls):
                return False
        else:
            lists = [acl.get(str(name)) for name in entry.match_acls]
            if all(found is not None and found.rules and not found.permits(packet) for found in lists):
                return False
    if entry.match_length is not None:
        low, high = entry.match_length
        return low <= packet.length <= high
    return True
