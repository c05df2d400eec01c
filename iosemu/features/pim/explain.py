"""Why a datagram to a group goes no further; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import ROUTING, Dropped, Finding, lines_of_route
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.features.pim.engine import PimEngine


def _elsewhere(dropped: Dropped) -> Iterator[Finding]:
    packet, device = dropped.passage.packet, dropped.device
    engine: PimEngine = device.engine("pim")
    at = dropped.at.text if dropped.at is not None else "an interface"
    route = engine.table.get((packet.src, packet.dst)) or engine.star(packet.dst)
    root = engine.rp(packet.dst) if route is not None and not route.source else packet.src
    where = f"of the RP {format_ipv4(root)}" if route is not None and not route.source else f"of {format_ipv4(root)}"
    way = engine.vrf.v4.lookup(root)
    lines = lines_of_route(device, way) if way is not None else []
    expected = route.iif.text if route is not None and route.iif is not None else "no interface"
    text = f"{device.node} takes what is sent to {format_ipv4(packet.dst)} from the direction {where} only: "
    text += f"from {expected}, and it came by {at}"
    yield Finding(text, lines, f"{device.node}: a route back by {at}, or ip mroute for that source", ROUTING)


DROPS = {Reason.MULTICAST_RPF: _elsewhere}
