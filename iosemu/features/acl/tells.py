"""What access lists tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.acl.engine import AclEngine


def processes_memory(engine: AclEngine) -> Iterator[Collection[Any]]:
    yield from engine.tables()
