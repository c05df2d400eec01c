"""Words of `debug ip ospf` about advertisements and computations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.debug_adj import head
from iosemu.features.ospf.events import Flood, FloodStep, LsaBuilt, LsaDetected, LsaScheduled, Spf, SpfStep
from iosemu.types import Prefix, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.device.debug import Audience

_SHORT = {1: "rtr", 2: "net", 3: "sum", 4: "asbr sum", 5: "ext", 7: "nssa ext"}


def _area(area: int | None) -> str:
    return "" if area is None else f" area {area}"


def _which(event: Flood | LsaDetected) -> str:
    return f"type {event.kind}, LSID {format_ipv4(event.lsid)}, from {format_ipv4(event.adv)}"


# generation


def scheduled(event: LsaScheduled, told: Audience) -> Iterator[str]:
    where = "" if event.area is None else f" for area {event.area}"
    yield f"{head(event.process, 'LSGEN', None, told)}Scheduling {_SHORT.get(event.kind, event.kind)} LSA{where}"


def built(event: LsaBuilt, told: Audience) -> Iterator[str]:
    before = head(event.process, "LSGEN", None, told)
    seq = f"seq 0x{event.sequence:X}"
    if event.kind == 1:
        yield f"{before}Build router LSA for area {event.area}, router ID {format_ipv4(event.adv)}, {seq}"
    elif event.kind == 2:
        yield f"{before}Build network LSA for {format_ipv4(event.lsid)}, router ID {format_ipv4(event.adv)}, {seq}"
    elif event.kind in (3, 4):
        yield f"{before}{_summary(event)} to area {event.area}"
    else:
        kind = f"tag {event.tag}, metric-type {2 if event.type2 else 1}"
        yield f"{before}Generate external LSA {_tail(event)}, {kind}, {seq}"


def _tail(event: LsaBuilt) -> str:
    mask = format_ipv4(mask_of(event.prefix.length)) if event.prefix is not None else "0.0.0.0"
    return f"{format_ipv4(event.lsid)}, mask {mask}, type {event.kind}, age {event.age}, metric {event.metric}"


def _summary(event: LsaBuilt) -> str:
    return f"Generate sum from intra-area route {_tail(event)}, seq 0x{event.sequence:X}"


def rate_limited(event: LsaScheduled, told: Audience) -> Iterator[str]:
    """An LSA that has to wait."""
    if event.delay > 0:
        before = head(event.process, "LSGEN", None, told)
        what = f"{_SHORT.get(event.kind, event.kind)} LSA{_area(event.area)}"
        yield f"{before}Starting rate limit timer for {what} with {event.delay * 1000:.0f} delay"


# computation


def detected(event: LsaDetected, told: Audience) -> Iterator[str]:
    yield f"{head(event.process, 'SPF', None, told)}Detect change in LSA {_which(event)}{_area(event.area)}"


def _mask(prefix: Prefix | None) -> str:
    return format_ipv4(mask_of(prefix.length)) if prefix is not None else "0.0.0.0"


def spf(event: Spf, told: Audience) -> Iterator[str]:
    newer, step = told.software.ospf_debug_heads, event.step
    if step is SpfStep.SCHEDULED and newer:
        yield f"{head(event.process, 'SPF', None, told)}Schedule SPF in {event.delay * 1000:.0f} ms"
    elif step is SpfStep.BEGINS:
        before = head(event.process, "INTRA", None, told)
        yield f"{before}{'R' if newer else 'r'}unning SPF for area {event.area}, SPF-type {event.what}"
    elif step is SpfStep.SUMMARIES:
        comma = "," if newer else ""
        before = head(event.process, "INTER", None, told)
        yield f"{before}{'R' if newer else 'r'}unning spf for summaries{comma} area {event.area}"
    elif step is SpfStep.EXTERNALS:
        yield f"{head(event.process, 'EXTER', None, told)}Started Building Type 5 External Routes"
    elif step in (SpfStep.SUMMARY, SpfStep.EXTERNAL):
        yield from _looked_at(event, told)
    elif step is SpfStep.PATH and event.prefix is not None:
        yield from _path(event, told)


def _looked_at(event: Spf, told: Audience) -> Iterator[str]:
    lsid, adv, mask = format_ipv4(event.lsid), format_ipv4(event.adv), _mask(event.prefix)
    facts = f"age {event.age}, seq 0x{event.sequence:X}"
    if told.software.ospf_debug_heads:
        before = head(event.process, "INTER" if event.step is SpfStep.SUMMARY else "EXTER", None, told)
        yield f"{before}Start processing: type {event.kind}, LSID {lsid}, mask {mask},"
        where = "" if event.area is None else f", area {event.area}"
        yield f"{before}  adv_rtr {adv}, {facts}{where}"
    elif event.step is SpfStep.SUMMARY:
        tail = f"{facts} (Area {event.area}) type {event.kind}"
        yield f"OSPF: Start processing Summary LSA {lsid}, mask {mask}, adv {adv}, {tail}"
    else:
        yield f"OSPF: Start processing Type {event.kind} External LSA {lsid}, mask {mask}, adv {adv}, {facts}"


def _path(event: Spf, told: Audience) -> Iterator[str]:
    assert event.prefix is not None
    hop = format_ipv4(event.hop or 0)
    iface = event.iface if event.iface is not None else "nowhere"
    if told.software.ospf_debug_heads:
        before = head(event.process, "SPF", None, told)
        yield f"{before}  Add path: {event.prefix} next-hop {hop}, interface {iface}, dist {event.cost}"
    else:
        yield f"   Add better path to LSA ID {format_ipv4(event.prefix.network)}, gateway {hop}, dist {event.cost}"
        yield f"   Add path: next-hop {hop}, interface {iface}"


# flooding

_FLOODED = {
    FloodStep.RECEIVED: "Rcv Update Type {e.kind}, LSID {lsid}, Adv rtr {adv}, age {e.age}, seq 0x{e.sequence:X}",
    FloodStep.TOO_SOON: "Min LS arrival has not passed for Type {e.kind}, LSID {lsid}, Adv rtr {adv}",
    FloodStep.FLOODED: "Flooding update on {iface} Type {e.kind}, LSID {lsid}, Adv rtr {adv}, age {e.age}, "
    "seq 0x{e.sequence:X}",
    FloodStep.SENT: "Send Type {e.kind}, LSID {lsid}, Adv rtr {adv}, age {e.age}, seq 0x{e.sequence:X} to {addr} "
    "on {iface}",
    FloodStep.ACK_SENT: "Send LS ACK Type {e.kind}, LSID {lsid}, Adv rtr {adv}, age {e.age}, seq 0x{e.sequence:X}",
    FloodStep.ACK_RECEIVED: "Received ACK from {rid}: Type {e.kind}, LSID {lsid}, Adv rtr {adv}, seq 0x{e.sequence:X}",
    FloodStep.AGED_OUT: "MAXAGE LSA Type {e.kind}, LSID {lsid}, Adv rtr {adv}, seq 0x{e.sequence:X}",
    FloodStep.FLUSHED: "Flush LSA Type {e.kind}, LSID {lsid}, Adv rtr {adv}, seq 0x{e.sequence:X}",
}
_RETRANSMITTED = (
    "Retransmit Type {e.kind}, LSID {lsid}, Adv rtr {adv}, age {e.age}, seq 0x{e.sequence:X} to {rid} on {iface}"
)


def _flood_line(event: Flood, pattern: str, told: Audience) -> str:
    return head(event.process, "FLOOD", None, told) + pattern.format(
        e=event, lsid=format_ipv4(event.lsid), adv=format_ipv4(event.adv), rid=format_ipv4(event.router_id),
        addr=format_ipv4(event.address), iface=event.iface,
    )  # fmt: skip


def flooded(event: Flood, told: Audience) -> Iterator[str]:
    pattern = _FLOODED.get(event.step)
    if pattern is not None:
        yield _flood_line(event, pattern, told)


def retransmitted(event: Flood, told: Audience) -> Iterator[str]:
    if event.step is FloodStep.RETRANSMITTED:
        yield _flood_line(event, _RETRANSMITTED, told)
