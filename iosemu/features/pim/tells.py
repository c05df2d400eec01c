"""What PIM tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.pim.engine import PimEngine


def igmp_interface(engine: PimEngine, iface: Interface) -> Iterator[str]:
    port = engine.ports.get(iface.name)
    if port is not None:
        own = " (this system)" if port.is_dr else ""
        yield f"  Multicast designated router (DR) is {format_ipv4(port.dr)}{own}"


def processes_memory(engine: PimEngine) -> Iterator[Collection[Any]]:
    yield engine.table.values()
    yield from (port.neighbors.values() for port in engine.ports.values())
