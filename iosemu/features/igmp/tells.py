"""What IGMP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.igmp.engine import IgmpEngine


def processes_memory(engine: IgmpEngine) -> Iterator[Collection[Any]]:
    yield from (port.members.values() for port in engine.ports.values())
