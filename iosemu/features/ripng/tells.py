"""What RIPng tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.ripng.show import redistribution

if TYPE_CHECKING:
    from iosemu.device.vrf import Vrf
    from iosemu.features.ripng.engine import RipngEngine
    from iosemu.features.ripng.instance import RipngInstance


def ipv6_protocols(engine: RipngEngine, vrf: Vrf) -> Iterator[Iterator[str]]:
    yield from (_block(rip) for rip in engine.running.values() if rip.vrf is vrf)


def _block(rip: RipngInstance) -> Iterator[str]:
    yield f'IPv6 Routing Protocol is "{rip.source}"'
    yield "  Interfaces:"
    yield from (f"    {text}" for text in rip.ports)
    if not rip.ports:
        yield "    None"
    yield "  Redistribution:"
    yield from (f"    {line}" for line in redistribution(rip))


def processes_memory(engine: RipngEngine) -> Iterator[Collection[Any]]:
    for rip in engine.running.values():
        yield rip.database.entries.values()
        yield from (entry.paths.values() for entry in rip.database.entries.values())
