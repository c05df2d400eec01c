"""What OSPF tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.ospf.describe import area_name
from iosemu.features.ospf.model import area_text
from iosemu.features.ospf.show_process import standing
from iosemu.features.ospf.show_traffic import last_cleared, statistics
from iosemu.features.policy import describe
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.features.ospf.engine import OspfEngine
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf.stats import Traffic


def route_sources(engine: OspfEngine, vrf: Vrf) -> Iterator[RouteSource]:
    yield from (process.source for process in engine.processes.values() if process.vrf is vrf)


def ip_protocols(engine: OspfEngine, vrf: Vrf) -> Iterator[Iterator[str]]:
    yield from (_block(process) for process in engine.processes.values() if process.vrf is vrf)


def _block(process: Process) -> Iterator[str]:
    config, software = process.config, process.device.software
    yield f'Routing Protocol is "{process.source}"'
    yield from describe.filters(config.distribute)
    yield f"  Router ID {format_ipv4(process.router_id)}"
    yield from (f" {line}" if line.startswith(("Redist", " ")) else f"  {line}" for line in standing(process))
    areas = process.areas.values()
    stub, nssa = sum(area.stub for area in areas), sum(area.nssa is not None for area in areas)
    counts = f"{len(areas) - stub - nssa} normal {stub} stub {nssa} nssa"
    yield f"  Number of areas in this router is {len(areas)}. {counts}"
    yield f"  Maximum path: {config.maximum_paths}"
    yield "  Routing for Networks:"
    for (address, wildcard), network in sorted(config.networks.items(), key=lambda item: item[0]):
        yield f"    {format_ipv4(address)} {format_ipv4(wildcard)} area {area_text(network.area, network.dotted)}"
    yield from _explicit(process)
    if software.ospf_protocol_bandwidth:
        yield f" Reference bandwidth unit is {config.reference_bandwidth} mbps"
    yield from describe.passive(port.name for port in process.ports.values() if port.settings.passive)
    now = process.host.now
    yield from describe.sources((router, config.distance, now - at) for router, at in process.heard.items())
    own = (config.distance_intra, config.distance_inter, config.distance_external)
    if any(value is not None for value in own):
        intra, inter, external = (value if value is not None else config.distance for value in own)
        yield f"  Distance: intra-area {intra} inter-area {inter} external {external}"
    elif config.distance != 110:
        yield f"  Distance: {config.distance} (default is 110)"
    else:
        yield "  Distance: (default is 110)"


def _explicit(process: Process) -> Iterator[str]:
    """Interfaces that `ip ospf N area A` brought in, by area."""
    for number in sorted(process.areas):
        names = [port.text for port in process.ports.values() if port.area.id == number and port.joined is not None]
        if names:
            yield f"  Routing on Interfaces Configured Explicitly (Area {area_name(process, number)}):"
            yield from (f"    {name}" for name in reversed(names))


def ip_traffic(engine: OspfEngine) -> Iterator[str]:
    yield from _traffic(engine.host.device, [process.traffic for process in engine.processes.values()])


def ip_traffic_idle(device: Device) -> Iterator[str]:
    yield from _traffic(device, [])


def _traffic(device: Device, counters: list[Traffic]) -> Iterator[str]:
    lines = list(statistics(counters))
    yield "OSPF statistics:"
    if device.software.traffic_order == "17":
        cleared = counters[0].cleared if counters else None
        yield f"  Last clearing of OSPF traffic counters {last_cleared(cleared, device.scheduler.now)}"
        yield from lines
    else:
        yield from [*lines[:3], "", *lines[3:]]


def processes_memory(engine: OspfEngine) -> Iterator[Collection[Any]]:
    for process in engine.processes.values():
        yield process.ports.values()
        yield from (port.neighbors.values() for port in process.ports.values())
        yield from (kind.values() for area in process.areas.values() for kind in area.lsdb.kinds.values())
        yield process.calculator.table.values()
