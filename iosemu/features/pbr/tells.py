"""What policy routing tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.pbr.model import PbrInterface

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import IpFacts
    from iosemu.features.pbr.engine import PbrEngine


def ip_interface(engine: PbrEngine, iface: Interface, facts: IpFacts) -> None:
    slot = iface.get(PbrInterface)
    if slot is not None and slot.route_map:
        facts.policy_map = slot.route_map
        facts.input_features.append("Policy Routing")
