"""The line protocol of tunnels with one far end; see `device/relations`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.relations import Relation
from iosemu.features.gre.explain import GRE, tunnels
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device


def relations(device: Device) -> Iterator[Relation]:
    for iface, driver in tunnels(device):
        if driver.remote:
            state = "up" if iface.line_up else "down"
            yield Relation(GRE, iface.text, format_ipv4(driver.remote), state, iface.line_up)
