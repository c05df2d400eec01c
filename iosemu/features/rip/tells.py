"""What RIP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.rip import RIP
from iosemu.features.rip.model import RipInterface
from iosemu.features.rip.show import protocol_lines

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.sources import RouteSource
    from iosemu.device.tells import IpFacts
    from iosemu.device.vrf import Vrf
    from iosemu.features.rip.engine import RipEngine


def route_sources(engine: RipEngine, vrf: Vrf) -> Iterator[RouteSource]:
    if vrf.name in engine.instances:
        yield RIP


def ip_protocols(engine: RipEngine, vrf: Vrf) -> Iterator[Iterator[str]]:
    rip = engine.instances.get(vrf.name)
    if rip is not None:
        yield protocol_lines(rip)


def ip_interface(engine: RipEngine, iface: Interface, facts: IpFacts) -> None:
    slot = iface.get(RipInterface)
    facts.split_horizon = slot is None or slot.split_horizon


def processes_memory(engine: RipEngine) -> Iterator[Collection[Any]]:
    for rip in engine.instances.values():
        yield rip.database.entries.values()
        yield from (entry.paths.values() for entry in rip.database.entries.values())
