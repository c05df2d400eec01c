"""What all shows of EIGRP have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.vrf_names import named_vrf
from iosemu.features.eigrp.process import Process
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context

_UNDER = " " * 11  # named mode says the VRF on a line of its own


def processes(ctx: Context, asn: int | None = None, vrf: str = "") -> list[Process]:
    """Those of a VRF, "*" of all. Raises Refused when there is no such VRF."""
    if vrf != "*":
        named_vrf(ctx.device, vrf)
    engine = ctx.device.engines.get("eigrp")
    if engine is None:
        return []
    return [
        process
        for process in engine.processes.values()
        if asn in (None, process.asn) and vrf in ("*", process.vrf.name)
    ]


def heading(process: Process, what: str, router_id: bool = False, asn: str = "") -> list[str]:
    """Of a show; where the router's ID follows, 12.4 says AS(1) too. `asn`: what 12.4 says for the number."""
    vrf = process.vrf.name
    tail = f"/ID({format_ipv4(process.router_id)})" if router_id else ""
    if not process.device.software.eigrp_topologies:
        if not router_id:
            return [f"IP-EIGRP {what} for {asn or f'process {process.asn}'}"]
        return [f"IP-EIGRP {what} for AS({process.asn}){tail}" + (f" Routing Table: {vrf}" if vrf else "")]
    if not process.name:
        return [f"EIGRP-IPv4 {what} for AS({process.asn}){tail}" + (f" VRF({vrf})" if vrf else "")]
    topology = what.startswith("Topology")
    family = "" if topology else "Address-Family "
    lines = [f"EIGRP-IPv4 VR({process.name}) {family}{what} for AS({process.asn}){tail}"]
    if vrf:
        lines.append(f"{_UNDER}{'Topology(base) TID(0) ' if topology else ''}VRF({vrf})")
    return lines
