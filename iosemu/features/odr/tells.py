"""What ODR tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.odr import ODR
from iosemu.features.policy import describe

if TYPE_CHECKING:
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.features.cdp.engine import CdpEngine
    from iosemu.features.odr.engine import OdrEngine
    from iosemu.features.odr.model import OdrProcess


def route_sources(engine: OdrEngine, vrf: Vrf) -> Iterator[RouteSource]:
    if engine.process is not None and vrf is vrf.device.vrfs.default:
        yield ODR


def ip_protocols(engine: OdrEngine, vrf: Vrf) -> Iterator[Iterator[str]]:
    if engine.process is not None and vrf is vrf.device.vrfs.default:
        yield _protocol_lines(engine, engine.process)


def _protocol_lines(engine: OdrEngine, process: OdrProcess) -> Iterator[str]:
    _, invalid, holddown, flush = process.timers
    yield f'Routing Protocol is "{ODR}"'
    cdp: CdpEngine = engine.host.peer("cdp")
    due = min((cdp.next_due(iface) or 0.0 for iface in cdp.active()), default=0.0)
    yield f"  Sending updates every {cdp.config.timer} seconds, next due in {int(due)} seconds"
    yield f"  Invalid after {invalid} seconds, hold down {holddown}, flushed after {flush}"
    yield from describe.filters(process.distribute)
    yield f"  Maximum path: {process.maximum_paths}"
    now = engine.host.now
    yield from describe.sources((gateway, process.distance, now - at) for gateway, at in engine.heard.items())
    yield f"  Distance: (default is {ODR.distance})"


def processes_memory(engine: OdrEngine) -> Iterator[Collection[Any]]:
    yield from (paths.values() for paths in engine.routes.values())
