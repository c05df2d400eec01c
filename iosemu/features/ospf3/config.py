"""Lines of `ipv6 router ospf` and `ipv6 ospf` that the notation cannot say: most are those of version 2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.cli.context import BadArgument
from iosemu.device.sources import named
from iosemu.features.ospf.area_lines import (
    area_change,
    area_known,
    areas,
    nssa_lines,
    set_area,
    set_area_default_cost,
    set_area_nssa,
    set_area_nssa_translate,
    set_area_stub,
)
from iosemu.features.ospf.config import (
    render_default_originate,
    render_distance_ospf,
    render_event_log,
    render_log_changes,
    render_log_changes_always,
    render_lsa_throttle,
    render_max_metric,
    render_redistribute_limit,
    render_reference_bandwidth,
    render_router_id,
    render_spf_throttle,
    set_default_originate,
    set_distance_ospf,
    set_event_log,
    set_log_changes,
    set_log_changes_always,
    set_lsa_throttle,
    set_max_metric,
    set_redistribute_limit,
    set_spf_throttle,
)
from iosemu.features.ospf.interface_lines import set_demand_circuit
from iosemu.features.ospf.model import OspfRedistribution, Range, SummaryAddress, area_number, area_text
from iosemu.features.ospf3.joined import forget
from iosemu.features.ospf3.model import Joined3, Ospf3Config, Ospf3Interface, Ospf3Process
from iosemu.features.policy.shared import redistribution, render_passive, set_passive
from iosemu.types import IPv4, Prefix6, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context

__all__ = [
    "render_default_originate", "render_distance_ospf", "render_event_log", "render_log_changes",
    "render_log_changes_always", "render_lsa_throttle", "render_max_metric", "render_passive",
    "render_redistribute_limit", "render_reference_bandwidth", "render_router_id", "render_spf_throttle", "set_area",
    "set_area_default_cost", "set_area_nssa", "set_area_nssa_translate", "set_area_stub", "set_default_originate",
    "set_demand_circuit", "set_distance_ospf", "set_event_log", "set_log_changes", "set_log_changes_always",
    "set_lsa_throttle", "set_max_metric", "set_passive", "set_redistribute_limit", "set_spf_throttle",
]  # fmt: skip


# processes


def check_ospf3_process(ctx: Context, number: int) -> str | None:
    """IPv6 must be routed. With the process go the interfaces' lines that name it."""
    if ctx.negated or ctx.defaulted:
        if number in ctx.device[Ospf3Config].processes:
            forget(ctx.device, number)
        return None
    return None if ctx.device.booting or ctx.device.ip6.routing else "% IPv6 routing not enabled"


def set_router_id(ctx: Context, negated: bool, router_id: IPv4 | None = None) -> BadArgument | str | None:
    """An identifier that another process has is refused; where neighbours know the old one it waits for a reset."""
    process: Ospf3Process = ctx.record
    new = None if negated else router_id
    if new in (0, 0xFFFFFFFF):
        return BadArgument("router_id")
    for other in ctx.device[Ospf3Config].processes.values():
        if new is not None and other is not process and other.router_id == new:
            return f"% OSPFv3: router-id {format_ipv4(new)} in use by ospf process {other.number}"
    if new == process.router_id:
        return None
    ctx.change("router_id", new)
    engine = ctx.device.engines.get("ospf3")
    if engine is None or not engine.has_neighbors(process.number):
        return None
    before = process.says(ctx.device.software)
    return f'{before}Reload or use "clear ipv6 ospf process" command, for this to take effect'


# areas


def render_area_stub(record: Ospf3Process) -> Iterator[str]:
    """All lines of one area, then those of the next: of all these commands, not of this one alone."""
    for head, area in areas(record):
        if area.stub:
            yield f"{head} stub" + (" no-summary" if area.no_summary else "")
        if area.nssa is not None:
            yield from (f"{head} {line}" for line in nssa_lines(area.nssa))
        if area.default_cost != 1:
            yield f"{head} default-cost {area.default_cost}"
        for (network, length), entry in sorted(area.ranges.items()):
            tail = "" if entry.advertise else " not-advertise"
            tail += "" if entry.cost is None else f" cost {entry.cost}"
            yield f"{head} range {Prefix6(network, length)}{tail}"


def _elsewhere(record: Ospf3Process) -> Iterator[str]:
    """`render_area_stub` has the lines of all these commands."""
    yield from ()


render_area_default_cost = render_area_nssa = render_area_nssa_translate = render_area_range6 = _elsewhere


def _key(prefix: tuple[int, int]) -> tuple[int, int]:
    """Network and length."""
    whole = Prefix6.of(*prefix)
    return whole.network, whole.length


def set_area_range6(
    ctx: Context, negated: bool, prefix: tuple[int, int], advertise: bool = False, hide: bool = False,
    cost: int | None = None, **typed: Any,
) -> None:  # fmt: skip
    """`no … not-advertise` and `no … cost` leave the range."""
    number, known = area_known(ctx, typed)
    key = _key(prefix)
    old = known.ranges.get(key)
    ranges = {other: entry for other, entry in known.ranges.items() if other != key}
    if not negated:
        ranges[key] = Range(not hide, cost if cost is not None or old is None or hide else old.cost)
    elif old is not None and (hide or cost is not None):
        ranges[key] = Range(old.advertise or hide, None if cost is not None else old.cost)
    area_change(ctx, number, known, ranges=ranges)


# what comes from others


def set_redistribute(ctx: Context, negated: bool, source: str, **typed: Any) -> BadArgument | None:
    """Options add to those that there are; `no` with options takes these alone."""
    process: Ospf3Process = ctx.record
    if source == f"ospf {process.number}" and not negated:
        return BadArgument("source")
    known = process.redistribute.get(source)
    new = redistribution(known, OspfRedistribution(), negated, source, typed)
    if isinstance(new, BadArgument):
        return new
    if new is not None or known is not None:
        ctx.change(("redistribute", source), DELETED if new is None else new)
    return None


def render_redistribute(record: Ospf3Process) -> Iterator[str]:
    for source, options in sorted(record.redistribute.items(), key=lambda item: named(item[0]).rank):
        line = f"redistribute {source}"
        line += "" if options.metric is None else f" metric {options.metric}"
        line += "" if options.metric_type == 2 else f" metric-type {options.metric_type}"
        line += f" tag {options.tag}" if options.tag else ""
        line += f" match {' '.join(options.match)}" if options.match else ""
        line += f" route-map {options.route_map}" if options.route_map else ""
        yield line + (" include-connected" if options.include_connected else "")


def set_summary_prefix(
    ctx: Context, negated: bool, prefix: tuple[int, int], hide: bool = False, tag: int = 0, nssa_only: bool = False
) -> None:
    key = _key(prefix)
    if not negated:
        ctx.change(("summaries", key), SummaryAddress(not hide, tag, nssa_only))
    elif key in ctx.record.summaries:
        ctx.change(("summaries", key), DELETED)


def render_summary_prefix(record: Ospf3Process) -> Iterator[str]:
    for (network, length), found in sorted(record.summaries.items(), key=lambda item: item[0]):
        line = f"summary-prefix {Prefix6(network, length)}" + ("" if found.advertise else " not-advertise")
        line += f" tag {found.tag}" if found.tag else ""
        yield line + (" nssa-only" if found.nssa_only else "")


def set_reference_bandwidth(ctx: Context, negated: bool, reference_bandwidth: int = 100) -> str | None:
    new = 100 if negated else reference_bandwidth
    if new == ctx.record.reference_bandwidth:
        return None
    ctx.change("reference_bandwidth", new)
    blank = " " if ctx.device.software.ospf3_families else ""
    return (
        f"{ctx.record.says(ctx.device.software)}{blank}Reference bandwidth is changed.\n"
        "        Please ensure reference bandwidth is consistent across all routers."
    )


# interfaces


def set_joined(
    ctx: Context, negated: bool, process: int, area: int | None = None, dotted: IPv4 | None = None, instance: int = 0
) -> str | None:
    """The process is made if there is none yet."""
    record: Ospf3Interface = ctx.record
    if negated:
        if record.joined is not None and record.joined.process == process:
            ctx.change("joined", None)
        return None
    device = ctx.device
    if not device.booting and not device.ip6.routing:
        return "% IPv6 routing not enabled"
    if not device.booting and not ctx.obj.v6.runs:
        return "% OSPFv3: IPV6 is not enabled on this interface"
    if process not in device[Ospf3Config].processes:
        device[Ospf3Config].processes[process] = Ospf3Process(number=process)
    ctx.change("joined", Joined3(process, area_number(area, dotted), dotted is not None, instance))
    return None


def render_joined(record: Ospf3Interface) -> Iterator[str]:
    joined = record.joined
    if joined is not None:
        line = f"ipv6 ospf {joined.process} area {area_text(joined.area, joined.dotted)}"
        yield line + (f" instance {joined.instance}" if joined.instance else "")


def render_demand_circuit(record: Ospf3Interface) -> Iterator[str]:
    if record.demand or record.demand_ignored:
        yield "ipv6 ospf demand-circuit" + (" ignore" if record.demand_ignored else "")
