"""What ISAKMP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine
    from iosemu.types import IPv4


def crypto_peer(engine: IsakmpEngine, vrf: str, address: IPv4) -> str:
    found = engine.config.peers.get((address, vrf or None))
    return found.description if found is not None else ""


def processes_memory(engine: IsakmpEngine) -> Iterator[Collection[Any]]:
    sas = engine.life.sas.values()
    yield from (sas, engine.life.peers.values())
    yield from (sa.nodes.values() for sa in sas)
