"""Lines of `router ospf` that the notation cannot say, with IOS's refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.cli.context import BadArgument
from iosemu.device.debug import Message
from iosemu.device.sources import named
from iosemu.features.ospf.area_lines import *  # noqa: F403
from iosemu.features.ospf.events import Configured
from iosemu.features.ospf.interface_lines import *  # noqa: F403
from iosemu.features.ospf.joined import forget
from iosemu.features.ospf.model import (
    DefaultOriginate,
    MaxLsa,
    MaxMetric,
    Network,
    OspfConfig,
    OspfProcess,
    OspfRedistribution,
    RedistributionLimit,
    SummaryAddress,
    Throttle,
    area_number,
    area_text,
)
from iosemu.features.policy.shared import (
    redistribution,
    render_distribute_list,
    render_passive,
    set_distribute_list,
    set_distribute_list_source,
    set_distribute_map,
    set_distribute_prefix,
    set_distribute_prefix_source,
    set_passive,
    turned_round,
)
from iosemu.types import IPv4, Prefix, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName

__all__ = ["render_passive", "set_passive"]


def told(ctx: Context, number: int, line: str) -> None:
    """To `debug ip ospf events`."""
    ctx.device.bus.emit(Configured(number, line))


def check_process(ctx: Context, number: int, vrf: str = "") -> str | None:
    """The VRF of a process is there, and stays the same. With the process go the interfaces' lines that name it."""
    known = ctx.device[OspfConfig].processes.get(number)
    if ctx.negated or ctx.defaulted:
        if known is not None:
            forget(ctx.device, number)
        return None
    if known is not None and vrf and vrf != known.vrf:
        return "%VRF specified does not match existing router"
    if known is None and ctx.device.vrfs.routed(vrf) is None:
        return f"%VRF {vrf} does not exist or does not have a RD."
    return None


def set_router_id(ctx: Context, negated: bool, router_id: IPv4 | None = None) -> BadArgument | str | None:
    """An identifier that another process has is refused; where neighbours know the old one it waits for a reset."""
    process: OspfProcess = ctx.record
    new = None if negated else router_id
    if new in (0, 0xFFFFFFFF):
        return BadArgument("router_id")
    for other in ctx.device[OspfConfig].processes.values():
        if new is not None and other is not process and other.router_id == new:
            return f"% OSPF: router-id {format_ipv4(new)} in use by ospf process {other.number}"
    if new == process.router_id:
        return None
    ctx.change("router_id", new)
    if new is not None:
        told(ctx, process.number, f"Config: router-id {format_ipv4(new)}")
    software, engine = ctx.device.software, ctx.device.engines.get("ospf")
    if engine is None or not engine.has_neighbors(process.number):
        return None
    if not software.ospf_router_id_at_once:
        return f'{software.ospf_says}Reload or use "clear ip ospf process" command, for this to take effect'
    ctx.device.debug.syslog(Message("OSPF", 6, "NEW_RTRID", _NEW_ID.format(process.number)))
    return None


_NEW_ID = (
    "New router-id will take effect immediately. If OSPF adjacencies are UP for OSPF-{} they will be reset."
)


def render_router_id(record: OspfProcess) -> Iterator[str]:
    if record.router_id is not None:
        yield f"router-id {format_ipv4(record.router_id)}"


def set_network(
    ctx: Context, negated: bool, address: IPv4, wildcard: IPv4, area: int | None = None, dotted: IPv4 | None = None
) -> None:
    """A mask typed in place of the wildcard is turned round, as IOS does; the same network moves to another area."""
    process: OspfProcess = ctx.record
    wildcard = turned_round(address, wildcard)
    key = (address & ~wildcard & 0xFFFFFFFF, wildcard)
    known, number = process.networks.get(key), area_number(area, dotted)
    mask = format_ipv4(~wildcard & 0xFFFFFFFF)
    line = f"network {format_ipv4(key[0])} {mask} area {area_text(number, dotted is not None)}"
    if negated:
        if known is not None and known.area == number:
            ctx.change(("networks", key), DELETED)
            told(ctx, process.number, f"Config: no {line}")
        return
    told(ctx, process.number, f"Config: {line}")
    if known is not None and known.area != number:
        old = area_text(known.area, known.dotted)
        length = 32 - wildcard.bit_count()
        where = str(Prefix(key[0], length))
        if not ctx.device.software.ospf_tells_lengths:
            where = f"{format_ipv4(key[0])} {mask}"
        text = f"{where} changed from area {old} to area {area_text(number, dotted is not None)}"
        ctx.device.debug.syslog(Message("OSPF", 6, "AREACHG", text))
    ctx.change(("networks", key), Network(number, dotted is not None))


def render_network(record: OspfProcess) -> Iterator[str]:
    for (address, wildcard), network in sorted(record.networks.items(), key=lambda item: item[0]):
        area = area_text(network.area, network.dotted)
        yield f"network {format_ipv4(address)} {format_ipv4(wildcard)} area {area}"


# what comes from others


def set_redistribute(ctx: Context, negated: bool, source: str, **typed: Any) -> BadArgument | str | None:
    """Options add to those that there are; `no` with options takes these alone."""
    process: OspfProcess = ctx.record
    if source == f"ospf {process.number}" and not negated:
        return BadArgument("source")
    known = process.redistribute.get(source)
    new = redistribution(known, OspfRedistribution(), negated, source, typed)
    if isinstance(new, BadArgument):
        return new
    if new is None or negated:
        if known is not None:
            ctx.change(("redistribute", source), DELETED if new is None else new)
        return None
    always = ctx.device.software.ospf_subnets
    new.subnets = new.subnets and not always
    ctx.change(("redistribute", source), new)
    return None if new.subnets or always or known is not None else "% Only classful networks will be redistributed"


def render_redistribute(record: OspfProcess) -> Iterator[str]:
    for source, options in sorted(record.redistribute.items(), key=lambda item: named(item[0]).rank):
        line = f"redistribute {source}"
        line += "" if options.metric is None else f" metric {options.metric}"
        line += "" if options.metric_type == 2 else f" metric-type {options.metric_type}"
        line += " subnets" if options.subnets else ""
        line += f" tag {options.tag}" if options.tag else ""
        line += " nssa-only" if options.nssa_only else ""
        line += f" match {' '.join(options.match)}" if options.match else ""
        yield line + (f" route-map {options.route_map}" if options.route_map else "")


def set_redistribute_limit(ctx: Context, negated: bool, **typed: Any) -> None:
    ctx.change("redistribution_limit", None if negated else RedistributionLimit(**typed))


def render_redistribute_limit(record: OspfProcess) -> Iterator[str]:
    found = record.redistribution_limit
    if found is not None:
        line = f"redistribute maximum-prefix {found.limit}" + (f" {found.threshold}" if found.threshold != 75 else "")
        yield line + (" warning-only" if found.warning_only else "")


def set_default_originate(ctx: Context, negated: bool, **typed: Any) -> None:
    ctx.change("default_originate", None if negated else DefaultOriginate(**typed))


def render_default_originate(record: OspfProcess) -> Iterator[str]:
    found = record.default_originate
    if found is not None:
        line = "default-information originate" + (" always" if found.always else "")
        line += "" if found.metric is None else f" metric {found.metric}"
        line += "" if found.metric_type == 2 else f" metric-type {found.metric_type}"
        yield line + (f" route-map {found.route_map}" if found.route_map else "")


def set_summary_address(
    ctx: Context,
    negated: bool,
    network: IPv4,
    length: int,
    hide: bool = False,
    tag: int = 0,
    nssa_only: bool = False,
) -> None:
    key = (network & mask_of(length), length)
    if not negated:
        ctx.change(("summaries", key), SummaryAddress(not hide, tag, nssa_only))
    elif key in ctx.record.summaries:
        ctx.change(("summaries", key), DELETED)


def render_summary_address(record: OspfProcess) -> Iterator[str]:
    for (network, length), found in sorted(record.summaries.items(), key=lambda item: item[0]):
        line = f"summary-address {format_ipv4(network)} {format_ipv4(mask_of(length))}"
        line += "" if found.advertise else " not-advertise"
        line += f" tag {found.tag}" if found.tag else ""
        yield line + (" nssa-only" if found.nssa_only else "")


# filters and distances


def set_distribute_in(ctx: Context, negated: bool, name: str | int, iface: InterfaceName | None = None) -> None:
    set_distribute_list(ctx, negated, name, "in", iface)


render_distribute_in = render_distribute_list


def set_distribute_out(ctx: Context, negated: bool, name: str | int, source: str = "") -> None:
    set_distribute_list_source(ctx, negated, name, source)


def set_distribute_prefix_in(ctx: Context, negated: bool, name: str, iface: InterfaceName | None = None) -> None:
    set_distribute_prefix(ctx, negated, name, "in", iface)


def set_distribute_prefix_out(ctx: Context, negated: bool, name: str, source: str = "") -> None:
    set_distribute_prefix_source(ctx, negated, name, source)


def set_distribute_map_in(ctx: Context, negated: bool, name: str) -> None:
    set_distribute_map(ctx, negated, name, "in")


def set_distance_ospf(ctx: Context, negated: bool, **typed: int) -> None:
    """Each kind for itself; `no` takes all."""
    for name in ("distance_intra", "distance_inter", "distance_external"):
        if negated or name in typed:
            ctx.change(name, None if negated else typed[name])


def render_distance_ospf(record: OspfProcess) -> Iterator[str]:
    words = {"intra-area": record.distance_intra, "inter-area": record.distance_inter,
             "external": record.distance_external}  # fmt: skip
    said = [f"{word} {value}" for word, value in words.items() if value is not None]
    if said:
        yield f"distance ospf {' '.join(said)}"


# costs


def set_reference_bandwidth(ctx: Context, negated: bool, reference_bandwidth: int = 100) -> str | None:
    new = 100 if negated else reference_bandwidth
    if new == ctx.record.reference_bandwidth:
        return None
    ctx.change("reference_bandwidth", new)
    return (
        "% OSPF: Reference bandwidth is changed.\n"
        "        Please ensure reference bandwidth is consistent across all routers."
    )


def render_reference_bandwidth(record: OspfProcess) -> Iterator[str]:
    if record.reference_bandwidth != 100:
        yield f"auto-cost reference-bandwidth {record.reference_bandwidth}"


OVERRIDE = 16711680  # 0xFF0000: the metric of summaries and externals that `max-metric` tells


def set_max_metric(
    ctx: Context,
    negated: bool,
    on_startup: int | None = None,
    include_stub: bool = False,
    summary: bool = False,
    summary_metric: int = OVERRIDE,
    external: bool = False,
    external_metric: int = OVERRIDE,
) -> None:
    new = MaxMetric(on_startup, include_stub, summary_metric if summary else 0, external_metric if external else 0)
    ctx.change("max_metric", None if negated else new)


def render_max_metric(record: OspfProcess) -> Iterator[str]:
    found = record.max_metric
    if found is None:
        return
    line = "max-metric router-lsa"
    line += "" if found.on_startup is None else f" on-startup {found.on_startup}"
    line += " include-stub" if found.include_stub else ""
    for word, metric in (("summary-lsa", found.summary), ("external-lsa", found.external)):
        if metric:
            line += f" {word}" + ("" if metric == OVERRIDE else f" {metric}")
    yield line


def set_event_log(ctx: Context, negated: bool, size: int | None = None) -> None:
    """`no event-log` keeps no events; `no event-log size …` as many as before."""
    off = negated and size is None and not ctx.defaulted
    ctx.change("event_log", 0 if off else _EVENTS if negated or size is None else size)


_EVENTS = OspfProcess().event_log


def render_event_log(record: OspfProcess) -> Iterator[str]:
    if record.event_log != _EVENTS:
        yield f"event-log size {record.event_log}" if record.event_log else "no event-log"


def set_nsf_helper(ctx: Context, negated: bool) -> None:
    ctx.change("nsf_helps", negated)


def render_nsf_helper(record: OspfProcess) -> Iterator[str]:
    if not record.nsf_helps:
        yield "nsf ietf helper disable"


def set_ttl_security(ctx: Context, negated: bool, hops: int = 1) -> None:
    ctx.change("ttl_hops", 0 if negated else hops)


def render_ttl_security(record: OspfProcess) -> Iterator[str]:
    if record.ttl_hops:
        yield "ttl-security all-interfaces" + (f" hops {record.ttl_hops}" if record.ttl_hops > 1 else "")


def set_max_lsa(ctx: Context, negated: bool, **typed: Any) -> None:
    ctx.change("max_lsa", None if negated else MaxLsa(**typed))


def render_max_lsa(record: OspfProcess) -> Iterator[str]:
    found, default = record.max_lsa, MaxLsa()
    if found is None:
        return
    line = f"max-lsa {found.limit}" + (f" {found.threshold}" if found.threshold != default.threshold else "")
    line += " warning-only" if found.warning_only else ""
    for word in ("ignore_time", "reset_time", "ignore_count"):
        value = getattr(found, word)
        line += f" {word.replace('_', '-')} {value}" if value != getattr(default, word) else ""
    yield line


# the process


def set_log_changes(ctx: Context, negated: bool, log_detail: bool = False) -> None:
    """`no … detail` leaves the plain form; the default is to log."""
    if negated and log_detail and not ctx.defaulted:
        ctx.change("log_detail", False)
        return
    ctx.change("log_changes", ctx.defaulted or not negated)
    ctx.change("log_detail", log_detail and not negated)


def render_log_changes(record: OspfProcess) -> Iterator[str]:
    if not record.log_changes:
        yield "no log-adjacency-changes"
    elif record.log_detail:
        yield "log-adjacency-changes detail"


set_log_changes_always = set_log_changes


def render_log_changes_always(record: OspfProcess) -> Iterator[str]:
    """12.4 has the line also where it is the default."""
    if record.log_changes and not record.log_detail:
        yield "log-adjacency-changes"
    else:
        yield from render_log_changes(record)


def _set_throttle(ctx: Context, name: str, negated: bool, values: tuple[int, int, int]) -> None:
    ctx.change(name, None if negated else Throttle(*values))


def set_spf_throttle(ctx: Context, negated: bool, start: int = 0, hold: int = 0, maximum: int = 0) -> None:
    _set_throttle(ctx, "spf_throttle", negated, (start, hold, maximum))


def render_spf_throttle(record: OspfProcess) -> Iterator[str]:
    found = record.spf_throttle
    if found is not None:
        yield f"timers throttle spf {found.start} {found.hold} {found.maximum}"


def set_lsa_throttle(ctx: Context, negated: bool, start: int = 0, hold: int = 0, maximum: int = 0) -> None:
    _set_throttle(ctx, "lsa_throttle", negated, (start, hold, maximum))


def render_lsa_throttle(record: OspfProcess) -> Iterator[str]:
    found = record.lsa_throttle
    if found is not None:
        yield f"timers throttle lsa {found.start} {found.hold} {found.maximum}"


def set_discard_routes(ctx: Context, negated: bool) -> None:
    """Both kinds."""
    ctx.change("discard_external", not negated)
    ctx.change("discard_internal", not negated)
