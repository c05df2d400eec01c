"""What logging tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.logging.engine import LoggingEngine


def processes_memory(engine: LoggingEngine) -> Iterator[Collection[Any]]:
    yield engine.buffer
