"""What all shows of EIGRP have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.eigrp.process import Process

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def processes(ctx: Context, asn: int | None = None) -> list[Process]:
    engine = ctx.device.engines.get("eigrp")
    if engine is None:
        return []
    return [process for process in engine.processes.values() if asn in (None, process.asn)]


def heading(process: Process, what: str, router_id: bool = False, asn: str = "") -> str:
    """Of a show; where the router's ID follows, 12.4 says AS(1) too. `asn`: what 12.4 says for the number."""
    if not process.device.software.eigrp_topologies:
        return f"IP-EIGRP {what} for {asn or (f'AS({process.asn})' if router_id else f'process {process.asn}')}"
    if process.name:
        family = "" if what == "Topology Table" else "Address-Family "
        return f"EIGRP-IPv4 VR({process.name}) {family}{what} for AS({process.asn})"
    return f"EIGRP-IPv4 {what} for AS({process.asn})"
