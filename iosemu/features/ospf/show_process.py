"""`show ip ospf`: processes and their areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.config import OVERRIDE
from iosemu.features.ospf.describe import TOPOLOGY, area_name, clock, heading, not_running, precise, processes
from iosemu.types import Prefix, format_ipv4
from iosemu.wire.ospf_lsa import EXTERNAL

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.process import Process


def show_ospf(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process in processes(ctx, number):
        if not process.router_id:
            yield not_running(process)
        else:
            yield from _process(process)
        yield ""


def _process(process: Process) -> Iterator[str]:
    config, software = process.config, process.device.software
    yield f' Routing Process "ospf {process.number}" with ID {format_ipv4(process.router_id)}'
    if process.vrf.name:
        yield f"   Domain ID type 0x0005, value {format_ipv4(process.number)}"
    yield _start(process)
    if config.shutdown:
        yield " Routing Process is shutdown"
    yield " Supports only single TOS(TOS0) routes"
    yield " Supports opaque LSA"
    if config.lls:
        yield " Supports Link-local Signaling (LLS)"
    if config.transit:
        yield " Supports area transit capability"
    if software.ospf_topologies:
        yield " Supports NSSA (compatible with RFC 3101)"
    if software.ospf_limits_exchanges:
        yield " Supports Database Exchange Summary List Optimization (RFC 5243)"
    if process.at_provider:
        yield f" Connected to MPLS VPN Superbackbone, VRF {process.vrf.name}"
    yield from limits(process)
    yield from event_log(process)
    yield from (f" {line}" for line in standing(process))
    yield from max_metric(process)
    yield from spf_timers(process)
    yield f" Incremental-SPF {'enabled' if config.ispf else 'disabled'}"
    if software.ospf_tells_distribution:
        yield " Per-prefix-distribution disabled"
    yield from lsa_timers(process)
    if software.ospf_limits_exchanges:
        yield EXCHANGES
    yield from _counts(process)
    for area_id in sorted(process.areas):
        yield from _area(process.areas[area_id])


def event_log(process: Process) -> Iterator[str]:
    if process.device.software.ospf_event_log:
        most = process.config.event_log
        yield f" Event-log enabled, Maximum number of events: {most}, Mode: cyclic" if most else " Event-log disabled"


def limits(process: Process) -> Iterator[str]:
    """Of `max-lsa`."""
    limit, settings = process.limit, process.limit.settings
    if not settings.limit:
        return
    only = " (warning-only)" if settings.warning_only else ""
    yield f" Maximum number of non self-generated LSA allowed {settings.limit}{only}"
    yield f"    Current number of non self-generated LSA {limit.count}"
    yield f"    Threshold for warning message {settings.threshold}%"
    if settings.warning_only:
        return
    yield f"    Ignore-time {settings.ignore_time} minutes, reset-time {settings.reset_time} minutes"
    left = process.host.due(limit.well)
    remaining = f" - time remaining: {clock(left)}" if left is not None else ""
    yield f"    Ignore-count allowed {settings.ignore_count}, current ignore-count {limit.ignored}{remaining}"
    if limit.for_good:
        yield "    Permanently ignoring all neighbors due to max-lsa limit"
    elif limit.ignoring:
        left = process.host.due(limit.again)
        yield f"    Ignoring all neighbors due to max-lsa limit, time remaining: {clock(left)}"


def standing(process: Process) -> Iterator[str]:
    """What the router is at the borders, with what it brings in; as `show ip protocols` says it, too."""
    border, boundary = process.is_border, process.is_boundary
    if border and boundary:
        yield "It is an area border and autonomous system boundary router"
    elif border:
        yield "It is an area border router"
    elif boundary:
        yield "It is an autonomous system boundary router"
    if boundary:
        yield "Redistributing External Routes from,"
        always = process.device.software.ospf_subnets and process.prefixes is Prefix  # there are no others in IPv6
        for source, options in process.config.redistribute.items():
            line = f"   {source}"
            line += "" if options.metric is None else f" with metric mapped to {options.metric}"
            line += ", includes subnets in redistribution" if options.subnets or always else ""
            yield line + (", includes NSSA areas in redistribution" if options.nssa_only else "")
        yield from _redistribution_limit(process)


def _redistribution_limit(process: Process) -> Iterator[str]:
    most = process.externals.limit
    if most is not None and process.config.redistribute:
        only = " (warning-only)" if most.warning_only else ""
        yield f"   Maximum limit of redistributed prefixes {most.limit}{only}"
        yield f"   Threshold for warning message {most.threshold}%"


def _start(process: Process) -> str:
    started, now = process.started, process.host.now
    return f" Start time: {precise(started - process.device.booted_at)}, Time elapsed: {precise(now - started)}"


def show_ospf_max_metric(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process in processes(ctx, number):
        if not process.router_id:
            yield not_running(process)
            continue
        yield from ["", heading(process), "", "", TOPOLOGY, "", _start(process)]
        yield from max_metric(process)
        yield ""


def max_metric(process: Process) -> Iterator[str]:
    said, most = process.config.max_metric, process.max_metric
    unset = process.startup_unset
    if said is None or (most is None and unset is None):
        yield " Router is not originating router-LSAs with maximum metric"
        if said is not None:
            yield f"    Condition: on startup for {said.on_startup} seconds, State: inactive"
        return
    left = process.startup_left
    remaining = "" if left is None else f", Time remaining: {clock(left)}"
    yield f" Originating router-LSAs with maximum metric{remaining}"
    condition = "always" if said.on_startup is None else f"on startup for {said.on_startup} seconds"
    yield f"    Condition: {condition}, State: {'active' if most is not None else 'inactive'}"
    if said.include_stub:
        yield "    Advertise stub links with maximum metric in router-LSAs"
    for word, metric in (("summary", said.summary), ("external", said.external)):
        if metric:
            yield f"    Advertise {word}-LSAs with metric {metric or OVERRIDE}"
    if most is None and unset is not None:
        at, lasted = unset
        ago, since_start = process.host.now - at, at - process.device.booted_at
        yield f"    Unset reason: timer expired, Originated for {lasted:.0f} seconds"
        yield f"    Unset time: {precise(since_start)}, Time elapsed: {precise(ago)}"


def spf_timers(process: Process) -> Iterator[str]:
    spf = process.spf_throttle
    yield f" Initial SPF schedule delay {spf.start} msecs"
    yield f" Minimum hold time between two consecutive SPFs {spf.hold} msecs"
    yield f" Maximum wait time between two consecutive SPFs {spf.maximum} msecs"


def lsa_timers(process: Process) -> Iterator[str]:
    lsa = process.lsa_throttle
    if process.device.software.ospf_throttles_lsas or process.config.lsa_throttle is not None:
        yield f" Initial LSA throttle delay {lsa.start} msecs"
        yield f" Minimum hold time for LSA throttle {lsa.hold} msecs"
        yield f" Maximum wait time for LSA throttle {lsa.maximum} msecs"
    else:
        yield f" Minimum LSA interval {lsa.hold // 1000} secs"
    yield f" Minimum LSA arrival {process.lsa_arrival} msecs"
    yield f" LSA group pacing timer {process.config.pacing_group} secs"
    yield f" Interface flood pacing timer {process.pacing_flood * 1000:.0f} msecs"
    yield f" Retransmission pacing timer {process.pacing_retransmission * 1000:.0f} msecs"


EXCHANGES = " EXCHANGE/LOADING adjacency limit: initial 300, process maximum 300"


def checksums(value: int) -> str:
    return f"Checksum Sum 0x{value & 0xFFFFFFFF:06X}"


def _counts(process: Process) -> Iterator[str]:
    software, external = process.device.software, process.lsdb
    outside = external.of(EXTERNAL)
    yield f" Number of external LSA {len(outside)}. {checksums(external.checksum_sum(EXTERNAL))}"
    yield f" Number of opaque AS LSA {len(external.of(11))}. {checksums(external.checksum_sum(11))}"
    yield f" Number of DCbitless external and opaque AS LSA {external.bitless}"
    yield f" Number of DoNotAge external and opaque AS LSA {external.still}"
    areas = process.areas.values()
    stub = sum(area.stub for area in areas)
    nssa = sum(area.nssa is not None for area in areas)
    normal = len(areas) - stub - nssa
    yield f" Number of areas in this router is {len(areas)}. {normal} normal {stub} stub {nssa} nssa"
    yield f" Number of areas transit capable is {sum(area.transit for area in areas)}"
    yield " External flood list length 0"
    yield from nsf_lines(process)
    if software.ospf_helps_restarts:
        yield f" IETF NSF helper support {'enabled' if process.config.nsf_helps else 'disabled'}"
        yield " Cisco NSF helper support enabled"
    yield f" Reference bandwidth unit is {process.config.reference_bandwidth} mbps"
    if process.config.bfd:
        yield " BFD is enabled"


def nsf_lines(process: Process) -> Iterator[str]:
    """Of `nsf`, on a router with one route processor."""
    config = process.config
    if config.nsf:
        yield f" {'IETF ' if config.nsf == 'ietf' else ''}Non-Stop Forwarding enabled"
        if config.nsf == "ietf":
            yield f"    restart-interval limit: {config.nsf_interval} sec"
        yield "    Router is not operating in SSO mode"
        yield "    Global RIB has not converged yet"


_AUTHENTICATION = {
    "": "Area has no authentication",
    "simple": "Area has simple password authentication",
    "message-digest": "Area has message digest authentication",
}


def _area(area: Area) -> Iterator[str]:
    process, config = area.process, area.config
    name = area_name(process, area.id)
    idle = "" if area.active else " (Inactive)"
    yield f"    Area {f'BACKBONE({name})' if area.id == 0 else name}{idle}"
    loopbacks = area.loopback_count
    yield f"        Number of interfaces in this area is {area.interface_count}" + (
        f" ({loopbacks} loopback)" if loopbacks and process.device.software.ospf_topologies else ""
    )
    if area.virtual_ends:
        yield "        This area has transit capability: Virtual Link Endpoint"
    yield from (f"        {line}" for line in kind_lines(area))
    yield f"\t{_AUTHENTICATION[config.authentication]}"
    if area.ran_at is not None:
        yield f"\tSPF algorithm last executed {precise(process.host.now - area.ran_at)} ago"
    yield f"\tSPF algorithm executed {area.runs} times"
    yield "\tArea ranges are"
    for (network, length), said in sorted(config.ranges.items()):
        active = process.borders.active_ranges.get(Prefix(network, length))
        configured = " - configured" if said.cost is not None else ""
        state = f"Active({active[0]}{configured})" if active is not None else "Passive"
        yield f"\t {Prefix(network, length)} {state} {'Advertise' if said.advertise else 'DoNotAdvertise'}"
    lsdb = area.lsdb
    yield f"\tNumber of LSA {len(lsdb)}. {checksums(lsdb.checksum_sum())}"
    links = [port.lsdb for port in area.ports]
    yield f"\tNumber of opaque link LSA {sum(map(len, links))}. {checksums(sum(one.checksum_sum() for one in links))}"
    yield f"\tNumber of DCbitless LSA {lsdb.bitless}"
    yield "\tNumber of indication LSA 0"
    yield f"\tNumber of DoNotAge LSA {lsdb.still}"
    yield f"\tFlood list length {sum(len(port.flooder.queue) for port in area.ports)}"


def kind_lines(area: Area) -> Iterator[str]:
    border = area.process.is_border
    if area.stub:
        yield "It is a stub area" + (", no summary LSA in this area" if area.no_summary else "")
        if border:
            yield f"Generates stub default route with cost {area.config.default_cost}"
    nssa = area.nssa
    if nssa is not None:
        line = "It is a NSSA area"
        line += ", no redistribution into this area" if nssa.no_redistribution else ""
        yield line + (", no summary LSA in this area" if nssa.no_summary else "")
        if border and (nssa.default_originate or nssa.no_summary):
            yield f"Generates NSSA default route with cost {area.config.default_cost}"
        if area.translates:
            tail = ", suppress forwarding address" if nssa.suppress_fa else ""
            yield f"Perform type-7/type-5 LSA translation{tail}"
