"""What OSPFv3 tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.ospf3.describe import area_name
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.vrf import Vrf
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf3.engine import Ospf3Engine


def ipv6_protocols(engine: Ospf3Engine, vrf: Vrf) -> Iterator[Iterator[str]]:
    yield from (_block(process) for process in engine.processes.values() if process.vrf is vrf)


def _block(process: Process) -> Iterator[str]:
    newer = process.device.software.ospf3_families
    yield f'IPv6 Routing Protocol is "{process.source}"'
    if newer:
        yield f"  Router ID {format_ipv4(process.router_id)}"
        border, boundary = process.is_border, process.is_boundary
        if border and boundary:
            yield "  Area border and autonomous system boundary router"
        elif border or boundary:
            yield f"  {'Area border' if border else 'Autonomous system boundary'} router"
        areas = process.areas.values()
        stub, nssa = sum(area.stub for area in areas), sum(area.nssa is not None for area in areas)
        yield f"  Number of areas: {len(areas) - stub - nssa} normal, {stub} stub, {nssa} nssa"
    for number in sorted(process.areas):
        names = [port.text for port in process.ports.values() if port.area.id == number]
        if names:
            yield f"  Interfaces (Area {area_name(process, number)}):"
            yield from (f"    {name}" for name in reversed(names))
    yield "  Redistribution:"
    for source, options in process.config.redistribute.items():
        line = f"    Redistributing protocol {source}"
        line += "" if options.metric is None else f" with metric {options.metric}"
        line += f" route-map {options.route_map}" if options.route_map else ""
        yield line + (" include-connected" if options.include_connected else "")
    if not process.config.redistribute:
        yield "    None"


def processes_memory(engine: Ospf3Engine) -> Iterator[Collection[Any]]:
    for process in engine.processes.values():
        yield process.ports.values()
        yield from (port.neighbors.values() for port in process.ports.values())
        yield from (kind.values() for area in process.areas.values() for kind in area.lsdb.kinds.values())
        yield process.calculator.table.values()
