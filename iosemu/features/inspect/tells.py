"""What inspection tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.inspect.model import InspectInterface

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import IpFacts
    from iosemu.features.inspect.engine import InspectEngine


def ip_interface(engine: InspectEngine, iface: Interface, facts: IpFacts) -> None:
    slot = iface.get(InspectInterface)
    if slot is None or not (slot.inbound or slot.outbound):
        return
    for side, name in (("Inbound", slot.inbound), ("Outgoing", slot.outbound)):
        if name:
            facts.inspection += (f"  {side} inspection rule is {name}",)
    facts.input_features.append("Stateful Inspection")
    facts.output_features.append("Firewall (inspect)")


def processes_memory(engine: InspectEngine) -> Iterator[Collection[Any]]:
    yield from engine.tables()
