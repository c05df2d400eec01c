"""What the lines tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.line.engine import LineEngine


def processes_memory(engine: LineEngine) -> Iterator[Collection[Any]]:
    yield engine.host.device.sessions
