"""What EIGRP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.eigrp.show_protocols import protocol_lines

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.features.eigrp.engine import EigrpEngine
    from iosemu.features.eigrp.process import Process


def route_sources(engine: EigrpEngine, vrf: Vrf) -> Iterator[RouteSource]:
    yield from (process.source for process in engine.processes.values() if process.vrf is vrf)


def ip_protocols(engine: EigrpEngine, vrf: Vrf) -> Iterator[Iterator[str]]:
    yield from (protocol_lines(process) for process in engine.processes.values() if process.vrf is vrf)


def ip_traffic(engine: EigrpEngine) -> Iterator[str]:
    yield from _traffic(engine.host.device, engine.processes.values())


def ip_traffic_idle(device: Device) -> Iterator[str]:
    yield from _traffic(device, ())


def _traffic(device: Device, processes: Iterable[Process]) -> Iterator[str]:
    totals = {"rcvd": 0, "sent": 0}
    for process in processes:
        for (direction, _), count in process.counters.items():
            totals[direction] += count
    yield f"{device.software.eigrp_family} statistics:"
    yield f"  Rcvd: {totals['rcvd']} total"
    yield f"  Sent: {totals['sent']} total"


def processes_memory(engine: EigrpEngine) -> Iterator[Collection[Any]]:
    for process in engine.processes.values():
        destinations = process.topology.destinations.values()
        yield destinations
        yield from (destination.paths.values() for destination in destinations)
        yield process.ports.values()
        yield from (port.neighbors.values() for port in process.ports.values())
