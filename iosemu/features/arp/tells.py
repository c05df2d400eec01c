"""What ARP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.arp.engine import ArpEngine


def processes_memory(engine: ArpEngine) -> Iterator[Collection[Any]]:
    yield from (table.values() for table in engine.host.device.ip.arp.tables.values())
