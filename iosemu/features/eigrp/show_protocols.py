"""EIGRP's block of show ip protocols; show eigrp protocols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.eigrp.describe import heading, processes
from iosemu.features.eigrp.process import Process
from iosemu.features.policy import describe
from iosemu.types import Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def protocol_lines(process: Process) -> Iterator[str]:
    """The block of `show ip protocols`."""
    instance = process.instance
    internal, external = instance.distance
    yield f'Routing Protocol is "{process.source}"'
    yield from describe.filters(instance.distribute)
    yield from describe.offsets(instance.offsets)
    yield f"  Default networks {'' if instance.default_out else 'not '}flagged in outgoing updates"
    yield f"  Default networks {'' if instance.default_in else 'not '}accepted from incoming updates"
    names = list(instance.redistribute)
    k1, k2, k3, k4, k5, k6 = process.k
    if not process.device.software.eigrp_topologies:
        yield f"  EIGRP metric weight K1={k1}, K2={k2}, K3={k3}, K4={k4}, K5={k5}"
        yield f"  EIGRP maximum hopcount {instance.maximum_hops}"
        yield f"  EIGRP maximum metric variance {instance.variance}"
        yield f"  Redistributing: {', '.join([*names, str(process.source)])}"
        yield "  EIGRP NSF-aware route hold timer is 240s"
        yield f"  Automatic network summarization is {'' if process.auto_summary else 'not '}in effect"
        yield from _closing(process)
        return
    if names:
        yield f"  Redistributing: {', '.join(names)}"
    weights = f"Metric weight K1={k1}, K2={k2}, K3={k3}, K4={k4}, K5={k5}"
    yield from (f"  {line}" for line in heading(process, "Protocol"))
    if process.name:
        yield f"    {weights} K6={k6}"
        yield "    Metric rib-scale 128"
        yield "    Metric version 64bit"
    else:
        yield f"    {weights}"
    yield "    NSF-aware route hold timer is 240"
    yield f"    Router-ID: {format_ipv4(process.router_id)}"
    if instance.stub is not None:
        words = [
            w for w in ("connected", "static", "summary", "redistributed", "receive_only") if getattr(instance.stub, w)
        ]
        yield f"    Stub, {', '.join(word.replace('_', '-') for word in words)}"
    yield "    Topology : 0 (base) "
    minutes = instance.active_minutes
    yield f"      Active Timer: {minutes} min" if minutes else "      Active Timer: disabled"
    yield f"      Distance: internal {internal} external {external}"
    yield f"      Maximum path: {instance.maximum_paths}"
    yield f"      Maximum hopcount {instance.maximum_hops}"
    yield f"      Maximum metric variance {instance.variance}"
    yield ""
    yield f"  Automatic Summarization: {'enabled' if process.auto_summary else 'disabled'}"
    yield from _closing(process)


def _closing(process: Process) -> Iterator[str]:
    """What the blocks of all releases end with."""
    instance = process.instance
    internal, external = instance.distance
    summaries = [(key, port) for port in process.ports.values() for key in port.settings.summaries]
    if summaries:
        yield "  Address Summarization:"
        for key, port in summaries:
            yield f"    {Prefix(*key)} for {port.iface.name.short}"
            components = process.summaries.components(Prefix(*key))
            if components:
                metric = min(path.distance for path in components)
                yield f"      Summarizing {len(components)} components with metric {metric}"
    yield f"  Maximum path: {instance.maximum_paths}"
    yield "  Routing for Networks:"
    for network, wildcard in sorted(instance.networks):
        length = "" if wildcard < 0 else f"/{32 - wildcard.bit_count()}"
        yield f"    {format_ipv4(network)}{length}"
    yield from describe.passive(
        iface.name for iface in process.device if process.covers(iface) and process.is_passive(iface)
    )
    now = process.host.now
    yield from describe.sources((n.address, internal, now - n.last_update) for n in process.neighbors())
    yield f"  Distance: internal {internal} external {external}"


def show_eigrp_protocols(ctx: Context, vrf: str = "") -> Iterator[str]:
    for process in processes(ctx, vrf=vrf):
        instance = process.instance
        k1, k2, k3, k4, k5, k6 = process.k
        yield from heading(process, "Protocol")
        weights = f"  Metric weight K1={k1}, K2={k2}, K3={k3}, K4={k4}, K5={k5}"
        if process.name:
            yield f"{weights} K6={k6}"
            yield "  Metric rib-scale 128"
            yield "  Metric version 64bit"
        else:
            yield weights
        yield f"  Router-ID: {format_ipv4(process.router_id)}"
        yield "  Topology : 0 (base) "
        minutes = instance.active_minutes
        yield f"    Active Timer: {minutes} min" if minutes else "    Active Timer: disabled"
        yield f"    Distance: internal {instance.distance[0]} external {instance.distance[1]}"
        yield f"    Maximum path: {instance.maximum_paths}"
        yield f"    Maximum hopcount {instance.maximum_hops}"
        yield f"    Maximum metric variance {instance.variance}"
        known = process.topology.destinations.values()
        yield f"    Total Prefix Count: {len(known)}"
        yield f"    Total Redist Count: {sum('redistributed' in destination.paths for destination in known)}"
        yield ""
