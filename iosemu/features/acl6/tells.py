"""What IPv6 access lists tell in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.acl6.model import TrafficFilters

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import Ip6Facts
    from iosemu.features.acl6.engine import Acl6Engine

_FEATURE = "Access List"


def ipv6_interface(engine: Acl6Engine, iface: Interface, facts: Ip6Facts) -> None:
    filters = iface.get(TrafficFilters)
    if filters is None:
        return
    if filters.inbound:
        facts.input_features.append(_FEATURE)
        facts.input_lines.append(f"Inbound access list {filters.inbound}")
    if filters.outbound:
        facts.output_features.append(_FEATURE)
        facts.output_lines.append(f"Outbound access list {filters.outbound}")
