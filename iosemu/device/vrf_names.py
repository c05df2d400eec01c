"""VRFs as users name them, with the refusals of IOS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli import Refused

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.rib import RoutingTable
    from iosemu.device.vrf import Vrf


def named_vrf(device: Device, name: str) -> Vrf:
    """The instance with that name, "" for the global one. Raises Refused."""
    found = device.vrfs.routed(name)
    if found is None:
        raise Refused(f"% VRF {name} does not exist")
    return found


def named_table(device: Device, name: str) -> RoutingTable:
    """Its IPv4 table. Raises Refused in the words of `show ip route`."""
    found = device.vrfs.routed(name)
    if found is None:
        raise Refused(f"% IP routing table {name} does not exist")
    return found.v4
