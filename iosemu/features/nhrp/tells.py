"""What NHRP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.nhrp.engine import NhrpEngine


def processes_memory(engine: NhrpEngine) -> Iterator[Collection[Any]]:
    yield engine.tunnels.values()
    for tunnel in engine.tunnels.values():
        yield from (tunnel.cache.entries.values(), tunnel.nhss.values(), tunnel.pending.values(), tunnel.redirects)
