"""What policy routing tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.pbr.model import PbrConfig, PbrInterface
from iosemu.features.policy import api as policy

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import IpFacts
    from iosemu.features.pbr.engine import PbrEngine


def ip_interface(engine: PbrEngine, iface: Interface, facts: IpFacts) -> None:
    slot = iface.get(PbrInterface)
    if slot is not None and slot.route_map:
        facts.policy_map = slot.route_map
        facts.input_features.append("Policy Routing")


def track_clients(engine: PbrEngine, number: int) -> Iterator[str]:
    device = engine.host.device
    slots = (iface.get(PbrInterface) for iface in device.interfaces.values())
    names = {slot.route_map for slot in slots if slot is not None and slot.route_map}
    config = device.get(PbrConfig)
    names |= {config.local_map} if config is not None and config.local_map else set()
    for name in sorted(names):
        for _, entry in policy.entries_of(device, name):
            if any(hop.track == number for hop in entry.set_tracked_hops.values()):
                yield "Route Map 0"
                return
