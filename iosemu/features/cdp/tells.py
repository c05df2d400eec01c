"""What CDP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.cdp.engine import CdpEngine


def processes_memory(engine: CdpEngine) -> Iterator[Collection[Any]]:
    yield engine.neighbors.values()
