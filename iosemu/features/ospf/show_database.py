"""`show ip ospf database` in its forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.describe import area_name, heading, not_running, processes
from iosemu.features.ospf.model import area_number
from iosemu.features.ospf.used import is_used
from iosemu.types import IPv4, format_ipv4, length_of
from iosemu.wire.ospf import Option
from iosemu.wire.ospf_lsa import (
    ASBR,
    BORDER,
    EXTERNAL,
    EXTERNAL_ROUTER,
    NETWORK,
    NSSA,
    OPAQUE_AREA,
    OPAQUE_AS,
    OPAQUE_LINK,
    POINT_TO_POINT,
    ROUTER,
    STUB,
    SUMMARY,
    TRANSIT,
    TRANSLATOR,
    VIRTUAL,
    VIRTUAL_END,
    ExternalBody,
    NetworkBody,
    RouterBody,
    SummaryBody,
)

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.release import Software
    from iosemu.features.ospf.lsdb import Entry
    from iosemu.features.ospf.process import Process

TITLES = {
    ROUTER: "Router Link States",
    NETWORK: "Net Link States",
    SUMMARY: "Summary Net Link States",
    ASBR: "Summary ASB Link States",
    NSSA: "Type-7 AS External Link States",
    9: "Type-9 Opaque Link Local Link States",
    10: "Type-10 Opaque Area Link States",
    11: "Type-11 Opaque AS Link States",
    EXTERNAL: "Type-5 AS External Link States",
}
KINDS = {
    "router": ROUTER, "network": NETWORK, "summary": SUMMARY, "asbr-summary": ASBR, "nssa-external": NSSA,
    "external": EXTERNAL, "opaque-link": OPAQUE_LINK, "opaque-area": OPAQUE_AREA, "opaque-as": OPAQUE_AS,
}  # fmt: skip

Found = dict[tuple[int, int | None], list["Entry"]]


def entries(process: Process) -> Found:
    """By type and area (None: of the whole system), each sorted by link state ID and router, in the order of shows."""
    found: Found = {}
    for number in sorted(process.areas):
        databases = [process.areas[number].lsdb]
        databases += [port.lsdb for port in process.ports.values() if port.area.id == number]
        for kind in (ROUTER, NETWORK, SUMMARY, ASBR, NSSA, 9, 10):
            found[kind, number] = [entry for lsdb in databases for entry in lsdb.of(kind).values()]
    for kind in (EXTERNAL, 11):
        found[kind, None] = list(process.lsdb.of(kind).values())
    return {key: sorted(held, key=lambda e: (e.lsa.lsid, e.lsa.adv)) for key, held in found.items() if held}


def listed(
    process: Process, kind: str, lsid: IPv4 | None, adv: IPv4 | None, only: int | None
) -> Iterator[tuple[int, int | None, list[Entry]]]:
    """Type, area, and what is asked for of them; `only` is an area."""
    for (which, where), held in entries(process).items():
        if only is not None and where != only and not (kind and where is None):
            continue
        chosen = [
            entry
            for entry in held
            if (adv is None or entry.lsa.adv == adv) and (lsid is None or entry.lsa.lsid == lsid)
        ]
        if chosen and (not kind or KINDS[kind] == which):
            yield which, where, chosen


def show_ospf_database(
    ctx: Context,
    number: int | None = None,
    kind: str = "",
    lsid: IPv4 | None = None,
    own: bool = False,
    adv: IPv4 | None = None,
    area: int | None = None,
    dotted: IPv4 | None = None,
) -> Iterator[str]:
    """A table, or (of one kind) everything that advertisements say."""
    only = area_number(area, dotted) if area is not None or dotted is not None else None
    for process in processes(ctx, number):
        if not process.router_id:
            yield not_running(process)
            yield ""
            continue
        yield ""
        yield heading(process)
        wanted = process.router_id if own else adv
        for which, where, chosen in listed(process, kind, lsid, wanted, only):
            yield ""
            yield f"\t\t{TITLES[which]}" + ("" if where is None else f" (Area {area_name(process, where)})")
            yield ""
            if not kind:
                yield from _table(chosen, which, process.host.now)
                continue
            for entry in chosen:
                yield from _whole(entry, process, ctx.device.software, where)
                yield ""


def _age(entry: Entry, now: float) -> str:
    return str(entry.age(now)) if entry.ages else f"{entry.age(now):<5} (DNA)"


def _table(chosen: list[Entry], kind: int, now: float) -> Iterator[str]:
    last = {ROUTER: " Link count", EXTERNAL: " Tag", NSSA: " Tag", 9: " Opaque ID", 10: " Opaque ID", 11: " Opaque ID"}
    yield f"Link ID         ADV Router      Age         Seq#       Checksum{last.get(kind, '')}"
    for entry in chosen:
        lsa, body = entry.lsa, entry.lsa.body
        line = f"{format_ipv4(lsa.lsid):<15} {format_ipv4(lsa.adv):<15} {_age(entry, now):<11} "
        line += f"0x{lsa.sequence:08X} 0x{lsa.checksum:06X}"
        if isinstance(body, RouterBody):
            line += f" {len(body.links):<10}"
        elif isinstance(body, ExternalBody):
            line += f" {body.tag:<10}"
        elif kind in (9, 10, 11):
            line += f" {lsa.lsid & 0xFFFFFF:<8}"
        yield line


# an advertisement as a whole


_TYPES = {
    ROUTER: "Router Links", NETWORK: "Network Links", SUMMARY: "Summary Links(Network)",
    ASBR: "Summary Links(AS Boundary Router)", EXTERNAL: "AS External Link", NSSA: "AS External Link",
    OPAQUE_LINK: "Opaque Link Local Link", OPAQUE_AREA: "Opaque Area Link", OPAQUE_AS: "Opaque AS Link",
}  # fmt: skip
_MEANS = {
    NETWORK: " (address of Designated Router)", SUMMARY: " (summary Network Number)",
    ASBR: " (AS Boundary Router address)", EXTERNAL: " (External Network Number )", NSSA: " (External Network Number )",
}  # fmt: skip


_OPAQUE = {1: " (Traffic Engineering)", 3: " (Graceful Restart)", 4: " (Router Information)"}


def _options(kind: int, options: int) -> str:
    words = ["No TOS-capability"]
    if kind == NSSA:
        words.append("Type 7/5 translation" if options & 0x08 else "No Type 7/5 translation")
    words.append("DC" if options & 0x20 else "No DC")
    if kind in (SUMMARY, ASBR, EXTERNAL):
        words.append("Downward" if options & Option.DOWN else "Upward")
    return ", ".join(words)


def _whole(entry: Entry, process: Process, software: Software, area: int | None) -> Iterator[str]:
    lsa, body = entry.lsa, entry.lsa.body
    if software.ospf_routing_bit and is_used(process, area, entry):
        yield "  Routing Bit Set on this LSA" + (" in topology Base with MTID 0" if software.ospf_topologies else "")
    if isinstance(body, RouterBody) and _is_maximum(body):
        where = " for topology Base with MTID 0" if software.ospf_topologies else ""
        yield f"  Exception Flag: Announcing maximum link costs{where}"
    yield f"  LS age: {entry.age(process.host.now)}{'' if entry.ages else ' (DoNotAge)'}"
    yield f"  Options: ({_options(lsa.kind, lsa.options)})"
    yield f"  LS Type: {_TYPES[lsa.kind]}"
    yield f"  Link State ID: {format_ipv4(lsa.lsid)}{_MEANS.get(lsa.kind, '')}"
    if lsa.kind >= OPAQUE_LINK:
        yield f"  Opaque Type: {lsa.lsid >> 24}{_OPAQUE.get(lsa.lsid >> 24, '')}"
        yield f"  Opaque ID: {lsa.lsid & 0xFFFFFF}"
    yield f"  Advertising Router: {format_ipv4(lsa.adv)}"
    yield f"  LS Seq Number: {lsa.sequence:08X}"
    yield f"  Checksum: 0x{lsa.checksum:X}"
    yield f"  Length: {lsa.length}"
    metric = "MTID" if software.ospf_topologies else "TOS"
    if isinstance(body, RouterBody):
        yield from _router(body, metric)
    elif isinstance(body, NetworkBody):
        yield f"  Network Mask: /{length_of(body.mask)}"
        yield from (f"\tAttached Router: {format_ipv4(router)}" for router in body.attached)
    elif isinstance(body, SummaryBody):
        yield f"  Network Mask: /{length_of(body.mask)}"
        yield f"\t{metric}: 0 \tMetric: {body.metric} "
    elif isinstance(body, ExternalBody):
        yield f"  Network Mask: /{length_of(body.mask)}"
        words = "2 (Larger than any link state path)" if body.type2 else "1 (Comparable directly to link state metric)"
        yield f"\tMetric Type: {words}"
        yield f"\t{metric}: 0 "
        yield f"\tMetric: {body.metric} "
        yield f"\tForward Address: {format_ipv4(body.forward)}"
        yield f"\tExternal Route Tag: {body.tag}"


def _is_maximum(body: RouterBody) -> bool:
    metrics = [link.metric for link in body.links if link.kind != STUB]
    return bool(metrics) and min(metrics) == 0xFFFF


_FLAGS = (
    (BORDER, "Area Border Router"),
    (EXTERNAL_ROUTER, "AS Boundary Router"),
    (VIRTUAL_END, "Virtual Link Endpoint"),
    (TRANSLATOR, "Unconditional NSSA translator"),
)
_LINKS = {
    POINT_TO_POINT: ("another Router (point-to-point)", "Neighboring Router ID", "Router Interface address"),
    TRANSIT: ("a Transit Network", "Designated Router address", "Router Interface address"),
    STUB: ("a Stub Network", "Network/subnet number", "Network Mask"),
    VIRTUAL: ("a Virtual Link", "Neighboring Router ID", "Router Interface address"),
}


def _router(body: RouterBody, metric: str) -> Iterator[str]:
    yield from (f"  {words}" for flag, words in _FLAGS if body.flags & flag)
    yield f"  Number of Links: {len(body.links)}"
    for link in body.links:
        what, ident, data = _LINKS.get(link.kind, ("an unknown link", "Link ID", "Link Data"))
        yield ""
        yield f"    Link connected to: {what}"
        yield f"     (Link ID) {ident}: {format_ipv4(link.id)}"
        yield f"     (Link Data) {data}: {format_ipv4(link.data)}"
        yield f"      Number of {metric} metrics: 0"
        yield f"       TOS 0 Metrics: {link.metric}"
    yield ""


# counts

COUNTED = (
    ("Router", ROUTER), ("Network", NETWORK), ("Summary Net", SUMMARY), ("Summary ASBR", ASBR), ("Type-7 Ext", NSSA),
    ("Opaque Link", 9), ("Opaque Area", 10),
)  # fmt: skip


def _count_row(name: str, held: list[Entry], now: float) -> str:
    old = sum(entry.age(now) >= 3600 for entry in held)
    return f"  {name:<12}  {len(held):<8} {0:<8} {old:<8}"


def show_ospf_database_summary(
    ctx: Context, number: int | None = None, area: int | None = None, dotted: IPv4 | None = None
) -> Iterator[str]:
    """Of all areas and of the process, or of one area."""
    only = area_number(area, dotted) if area is not None or dotted is not None else None
    for process in processes(ctx, number):
        yield from _summary(process, only)


def _summary(process: Process, only: int | None) -> Iterator[str]:
    now, found = process.host.now, entries(process)
    yield ""
    yield heading(process)
    for area in sorted(process.areas) if only is None else [only] if only in process.areas else []:
        yield ""
        yield f"Area {area_name(process, area)} database summary"
        yield "  LSA Type      Count    Delete   Maxage"
        for name, kind in COUNTED:
            held = found.get((kind, area), [])
            yield _count_row(name, held, now)
            if kind == NSSA:
                own = sum(entry.own for entry in held)
                yield f"    Prefixes redistributed in Type-7  {own}"
        yield _count_row("Subtotal", [e for (_, where), held in found.items() if where == area for e in held], now)
    if only is not None:
        return
    yield ""
    yield f"Process {process.number} database summary"
    yield "  LSA Type      Count    Delete   Maxage"
    for name, kind in (*COUNTED, ("Type-5 Ext", EXTERNAL)):
        yield _count_row(name, [e for (which, _), held in found.items() if which == kind for e in held], now)
    own = sum(entry.own for entry in found.get((EXTERNAL, None), ()))
    yield f"      Prefixes redistributed in Type-5  {own}"
    yield _count_row("Opaque AS", found.get((11, None), []), now)
    everything = [entry for held in found.values() for entry in held]
    yield _count_row("Total", everything, now)
    yield f"  {'Non-self':<12}  {sum(not entry.own for entry in everything):<8}"
