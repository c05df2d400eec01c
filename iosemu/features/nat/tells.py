"""What translation tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.nat.model import NatInterface

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import IpFacts
    from iosemu.features.nat.engine import NatEngine


def ip_interface(engine: NatEngine, iface: Interface, facts: IpFacts) -> None:
    slot = iface.get(NatInterface)
    if slot is None:
        return
    facts.domain = "outside" if slot.outside else "inside" if slot.inside else ""
    if slot.outside:
        facts.input_features.append("NAT Outside")
        facts.output_features.append("Post-routing NAT Outside")
    elif slot.inside:
        facts.output_features.append("NAT Inside")


def processes_memory(engine: NatEngine) -> Iterator[Collection[Any]]:
    yield from engine.tables()
