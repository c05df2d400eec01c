"""`show ip ospf events`, `… timers rate-limit`, `… summary-address`, `… nsf`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.describe import TOPOLOGY, area_name, heading, precise, processes, state_text
from iosemu.features.ospf.history import Event, What
from iosemu.features.ospf.show_process import nsf_lines
from iosemu.features.ospf.states import IfState
from iosemu.types import Prefix, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.process import Process
    from iosemu.wire.ospf_lsa import Lsa


def show_ospf_events(ctx: Context, number: int | None = None, kind: str = "", reverse: bool = False) -> Iterator[str]:
    """The newest first; `reverse`: as they happened."""
    for process in processes(ctx, number):
        if not process.router_id:
            continue
        yield from ["", heading(process), ""]
        found = [event for event in process.history.events if not kind or event[1].value[0] == kind]
        for place, event in enumerate(found if reverse else reversed(found), 1):
            yield f"{place:<4} {_stamp(process, event[0])}: {words(process, event)}"


def _stamp(process: Process, at: float) -> str:
    clock = process.clock
    date, _ = clock.local(at)
    return f"{clock.mark}{date:%b} {date.day:2d} {date:%H:%M:%S}.{date.microsecond // 1000:03d}"


def _lsa(lsa: Lsa) -> str:
    return f"Type-{lsa.kind} LSA, LSID {format_ipv4(lsa.lsid)}"


def _where(process: Process, area: int | None) -> str:
    return "" if area is None else f", Area {area_name(process, area)}"


_STATES = {IfState.BACKUP: "BDR", IfState.POINT_TO_POINT: "P2P"}


def words(process: Process, event: Event) -> str:
    what, facts = event[1], event[2:]
    base = " Topo Base," if process.device.software.ospf_topologies else ""
    if what is What.NEIGHBOR:
        router, iface, old, new = facts
        way = f"from {state_text(old)} to {state_text(new)}"
        return f"Neighbor {format_ipv4(router)}, Interface {iface} state changes {way}"
    if what is What.INTERFACE:
        iface, state = facts
        return f"Interface {iface} state changes to {_STATES.get(state, state.name)}"
    if what is What.RECEIVED:
        lsa, age, area, new = facts
        tail = f"Adv-Rtr {format_ipv4(lsa.adv)}, Seq# {lsa.sequence:08X}, Age {age}{_where(process, area)}"
        return f"Rcv {'New' if new else 'Changed'} {_lsa(lsa)}, {tail}"
    if what is What.GENERATED:
        lsa, age, area, new = facts
        tail = f"Seq# {lsa.sequence:08X}, Age {age}{_where(process, area)}"
        return f"Generate {'New' if new else 'Changed'} {_lsa(lsa)}, {tail}"
    if what is What.FLUSHED:
        return f"Flush {_lsa(facts[0])}, Adv-Rtr {format_ipv4(facts[0].adv)}{_where(process, facts[1])}"
    if what is What.DELETED:
        return f"DB delete: {_lsa(facts[0])}, Adv-Rtr {format_ipv4(facts[0].adv)}"
    if what is What.INSTALLED:
        prefix, hop, iface, router, kind = facts
        to = f"dest {format_ipv4(prefix.network)}, mask {format_ipv4(mask_of(prefix.length))}"
        return f"RIB Update,{base} {to}, gw {format_ipv4(hop)}, via {iface}, source {format_ipv4(router)}, type {kind}"
    if what is What.WITHDRAWN:
        (prefix,) = facts
        return f"RIB Delete,{base} dest {format_ipv4(prefix.network)}, mask {format_ipv4(mask_of(prefix.length))}"
    return _computed(process, event, base)


def _computed(process: Process, event: Event, base: str) -> str:
    what, facts = event[1], event[2:]
    if what is What.SCHEDULED:
        area, letter, lsid, adv = facts
        cause = f"Change in LSA type {letter}LSID {format_ipv4(lsid)}, Adv-Rtr {format_ipv4(adv)}"
        return f"Schedule SPF,{base}{_where(process, area)[1:]}{',' if area is not None else ''} {cause}"
    if what is What.BEGINS:
        return f"Starting SPF, wait-interval {facts[0] * 1000:.0f}ms"
    if what is What.INTRA:
        return f"Starting Intra-Area SPF,{base} Area {area_name(process, facts[0])}, spf_type Full"
    if what is What.INTER:
        return f"Starting summary processing,{base} Area {area_name(process, facts[0])}"
    if what is What.EXTERNAL:
        return f"Starting External processing{',' if base else ''}{base.rstrip(',')}"
    return f"End of SPF,{base} SPF time 0ms, next wait-interval {facts[0] * 1000:.0f}ms"


def show_ospf_rate_limit(ctx: Context, number: int | None = None) -> Iterator[str]:
    """LSAs that have to wait before they are made."""
    for process in processes(ctx, number):
        yield "List of LSAs that are in rate limit Queue"
        for (kind, lsid, adv), due in process.origin.waiting():
            yield f"    LSAID: {format_ipv4(lsid)} Type: {kind} Adv Rtr: {format_ipv4(adv)} Due in: {precise(due)}"


def show_ospf_summary(ctx: Context, number: int | None = None) -> Iterator[str]:
    """An inactive one has no metric."""
    for process in processes(ctx, number):
        if process.device.software.ospf_topologies:
            yield from ["", heading(process), "", "", TOPOLOGY, ""]
        yield from [f"OSPF Process {process.number}, Summary-address", ""]
        for (network, length), settings in sorted(process.config.summaries.items()):
            active = process.externals.summaries.get(Prefix(network, length))
            metric, kind = (active[0].metric, 1 + active[0].type2) if active is not None else (-1, 0)
            where = f"{format_ipv4(network)}/{format_ipv4(mask_of(length))}"
            yield f"{where} Metric {metric}, Type {kind}, Tag {settings.tag}"


def show_ospf_nsf(ctx: Context, number: int | None = None) -> Iterator[str]:
    for process in processes(ctx, number):
        yield f'Routing Process "ospf {process.number}"'
        yield from nsf_lines(process)
        yield f" IETF NSF helper support {'enabled' if process.config.nsf_helps else 'disabled'}"
        yield " Cisco NSF helper support enabled"
        yield " OSPF restart state is NO_RESTART"
        yield f" Handle {process.number}, Router ID {format_ipv4(process.router_id)}, checkpoint Router ID 0.0.0.0"
        yield " Config wait timer interval 10, timer not running"
        yield " Dbase wait timer interval 120, timer not running"
        yield f" Number of neighbors performing Graceful Restart is {len(process.helper.helped())}"
