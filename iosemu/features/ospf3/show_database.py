"""`show ipv6 ospf database` in its forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.describe import ports
from iosemu.features.ospf.model import area_number
from iosemu.features.ospf3.describe import area_name, bits, heading, running
from iosemu.types import IPv4, Prefix6, format_ipv4, format_ipv6
from iosemu.wire.ospf3_lsa import (
    INTRA_PREFIX,
    LINK,
    LOCAL,
    NO_UNICAST,
    POINT_TO_POINT,
    PROPAGATE,
    TRANSIT,
    VIRTUAL,
    ExternalBody3,
    InterPrefixBody,
    InterRouterBody,
    IntraPrefixBody,
    LinkBody,
    NetworkBody3,
    RouterBody3,
)
from iosemu.wire.ospf_lsa import (
    ASBR,
    BORDER,
    EXTERNAL,
    EXTERNAL_ROUTER,
    NETWORK,
    NSSA,
    ROUTER,
    SUMMARY,
    TRANSLATOR,
    VIRTUAL_END,
    Lsa,
)

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.lsdb import Entry
    from iosemu.features.ospf.process import Process

TITLES = {
    ROUTER: "Router Link States",
    NETWORK: "Net Link States",
    SUMMARY: "Inter Area Prefix Link States",
    ASBR: "Inter Area Router Link States",
    NSSA: "Type-7 AS External Link States",
    LINK: "Link (Type-8) Link States",
    INTRA_PREFIX: "Intra Area Prefix Link States",
    EXTERNAL: "Type-5 AS External Link States",
}
KINDS = {
    "router": ROUTER, "network": NETWORK, "inter-area prefix": SUMMARY, "inter-area router": ASBR,
    "nssa-external": NSSA, "link": LINK, "prefix": INTRA_PREFIX, "external": EXTERNAL,
}  # fmt: skip
_COLUMNS = {
    ROUTER: "Fragment ID  Link count  Bits", NETWORK: "Link ID    Rtr count", SUMMARY: "Prefix",
    ASBR: "Link ID    Dest RtrID", NSSA: "Prefix", LINK: "Link ID    Interface",
    INTRA_PREFIX: "Link ID    Ref-lstype  Ref-LSID", EXTERNAL: "Prefix",
}  # fmt: skip

Listed = tuple[int, int | None, list[tuple["Entry", str]]]  # type, area, advertisements, each with the name of its link


def listed(process: Process, kind: str, adv: IPv4 | None, only: int | None) -> Iterator[Listed]:
    """What is asked for, in the order of shows; `only` is an area."""
    for (which, where), held in _entries(process).items():
        if only is not None and where != only and not (kind and where is None):
            continue
        chosen = [each for each in held if adv is None or each[0].lsa.adv == adv]
        if chosen and (not kind or KINDS[kind] == which):
            yield which, where, chosen


def _entries(process: Process) -> dict[tuple[int, int | None], list[tuple[Entry, str]]]:
    found: dict[tuple[int, int | None], list[tuple[Entry, str]]] = {}
    for number in sorted(process.areas):
        lsdb = process.areas[number].lsdb
        for kind in (ROUTER, NETWORK, SUMMARY, ASBR, NSSA):
            found[kind, number] = [(entry, "") for entry in _sorted(lsdb.of(kind).values())]
        links = [port for port in ports(process) if port.area.id == number]
        found[LINK, number] = [(e, port.text) for port in links for e in _sorted(port.lsdb.of(LINK).values())]
        found[INTRA_PREFIX, number] = [(entry, "") for entry in _sorted(lsdb.of(INTRA_PREFIX).values())]
    found[EXTERNAL, None] = [(entry, "") for entry in _sorted(process.lsdb.of(EXTERNAL).values())]
    return {key: held for key, held in found.items() if held}


def _sorted(entries: object) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.lsa.adv, entry.lsa.lsid))  # type: ignore[call-overload, no-any-return]


def show_ospf3_database(
    ctx: Context,
    number: int | None = None,
    kind: str = "",
    own: bool = False,
    adv: IPv4 | None = None,
    area: int | None = None,
    dotted: IPv4 | None = None,
) -> Iterator[str]:
    """A table, or (of one kind) everything that advertisements say."""
    only = area_number(area, dotted) if area is not None or dotted is not None else None
    for process in running(ctx, number):
        yield ""
        yield heading(process)
        for which, where, chosen in listed(process, kind, process.router_id if own else adv, only):
            yield ""
            yield f"\t\t{TITLES[which]}" + ("" if where is None else f" (Area {area_name(process, where)})")
            yield ""
            if not kind:
                yield from _table(process, which, chosen)
                continue
            for entry, link in chosen:
                yield from _whole(entry, process, where, link)
                yield ""


def _table(process: Process, kind: int, chosen: list[tuple[Entry, str]]) -> Iterator[str]:
    newer = process.device.software.ospf3_families
    yield f"ADV Router      {' ' if newer else ''}Age         Seq#        {_COLUMNS[kind]}"
    now = process.host.now
    for entry, link in chosen:
        lsa = entry.lsa
        age = str(entry.age(now)) if entry.ages else f"{entry.age(now):<5} (DNA)"
        before = " " if newer else ""
        yield f"{before}{format_ipv4(lsa.adv):<15} {age:<11} 0x{lsa.sequence:08X}  {_row(process, lsa, link)}"


def _row(process: Process, lsa: Lsa, link: str) -> str:
    body: object = lsa.body
    if isinstance(body, RouterBody3):
        return f"{lsa.lsid:<12} {len(body.links):<11} {_bits(body.flags)}"
    if isinstance(body, NetworkBody3):
        return f"{lsa.lsid:<10} {len(body.attached)}"
    if isinstance(body, InterPrefixBody | ExternalBody3):
        return str(body.prefix)
    if isinstance(body, InterRouterBody):
        return f"{lsa.lsid:<10} {format_ipv4(body.destination)}"
    if isinstance(body, IntraPrefixBody):
        return f"{lsa.lsid:<10} 0x{body.type:04X}      {body.lsid}"
    port = process.ports.get(link)
    return f"{lsa.lsid:<10} {port.name.short if port is not None else link}"


def _bits(flags: int) -> str:
    found = [letter for bit, letter in ((VIRTUAL_END, "V"), (EXTERNAL_ROUTER, "E"), (BORDER, "B")) if flags & bit]
    return "".join(found) or "None"


# an advertisement as a whole


def _is_used(process: Process, lsa: Lsa, number: int | None) -> bool:
    """Does a route come of it?"""
    body: object = lsa.body
    if isinstance(body, IntraPrefixBody):
        area = process.areas.get(number if number is not None else -1)
        networks = area.tree.networks if area is not None and area.tree is not None else {}
        return any(adv == lsa.adv for prefix, _, _ in body.prefixes for _, adv in networks.get(prefix, (0, ()))[1])
    route = process.calculator.table.get(lsa.prefix) if lsa.prefix is not None else None
    return route is not None and any(adv == lsa.adv for _, adv in route.ways)


_TYPES = {
    ROUTER: "Router Links", NETWORK: "Network Links", SUMMARY: "Inter Area Prefix Links",
    ASBR: "Inter Area Router Links", EXTERNAL: "AS External Link", NSSA: "AS External Link",
    INTRA_PREFIX: "Intra-Area-Prefix-LSA",
}  # fmt: skip
_MEANS = {NETWORK: " (Interface ID of Designated Router)", LINK: " (Interface ID)"}


def _whole(entry: Entry, process: Process, area: int | None, link: str) -> Iterator[str]:
    lsa, software = entry.lsa, process.device.software
    body: object = lsa.body
    if software.ospf_routing_bit and _is_used(process, lsa, area):
        yield "  Routing Bit Set on this LSA"
    yield f"  LS age: {entry.age(process.host.now)}{'' if entry.ages else ' (DoNotAge)'}"
    if isinstance(body, RouterBody3 | NetworkBody3 | LinkBody | InterRouterBody):
        yield f"  Options: ({(', ' if software.ospf3_families else ' ').join(bits(body.options))})"
    yield f"  LS Type: {f'Link-LSA (Interface: {link})' if lsa.kind == LINK else _TYPES[lsa.kind]}"
    yield f"  Link State ID: {lsa.lsid}{_MEANS.get(lsa.kind, '')}"
    yield f"  Advertising Router: {format_ipv4(lsa.adv)}"
    yield f"  LS Seq Number: {lsa.sequence:08X}"
    yield f"  Checksum: 0x{lsa.checksum:X}"
    yield f"  Length: {lsa.length}"
    if isinstance(body, RouterBody3):
        yield from _router(body)
    elif isinstance(body, NetworkBody3):
        yield from (f"\tAttached Router: {format_ipv4(router)}" for router in body.attached)
    elif isinstance(body, InterPrefixBody):
        yield f"  Metric: {body.metric} "
        yield from _prefix(body.prefix, body.prefix_options)
    elif isinstance(body, InterRouterBody):
        yield f"  Metric: {body.metric} "
        yield f"  Destination Router ID: {format_ipv4(body.destination)}"
    elif isinstance(body, ExternalBody3):
        yield from _external(body)
    elif isinstance(body, LinkBody):
        yield f"  Router Priority: {body.priority}"
        yield f"  Link Local Address: {format_ipv6(body.address)}"
        yield f"  Number of Prefixes: {len(body.prefixes)}"
        for prefix, options in body.prefixes:
            yield from _prefix(prefix, options)
    elif isinstance(body, IntraPrefixBody):
        yield f"  Referenced LSA Type: {body.type:04X}"
        yield f"  Referenced Link State ID: {body.lsid}"
        yield f"  Referenced Advertising Router: {format_ipv4(body.router)}"
        yield f"  Number of Prefixes: {len(body.prefixes)}"
        for prefix, options, metric in body.prefixes:
            yield from _prefix(prefix, options, f", Metric: {metric}")


def _prefix(prefix: Prefix6, options: int, tail: str = "") -> Iterator[str]:
    names = [name for bit, name in ((NO_UNICAST, "NU"), (LOCAL, "LA"), (PROPAGATE, "P")) if options & bit]
    yield f"  Prefix Address: {format_ipv6(prefix.network)}"
    yield f"  Prefix Length: {prefix.length}, Options: {''.join(f'{name} ' for name in names) or 'None'}{tail}"


def _external(body: ExternalBody3) -> Iterator[str]:
    yield from _prefix(body.prefix, body.prefix_options)
    words = "2 (Larger than any link state path)" if body.type2 else "1 (Comparable directly to link state metric)"
    yield f"  Metric Type: {words}"
    yield f"  Metric: {body.metric} "
    if body.forward:
        yield f"  Forward Address: {format_ipv6(body.forward)}"
    if body.tag:
        yield f"  External Route Tag: {body.tag}"


_FLAGS = (
    (BORDER, "Area Border Router"),
    (EXTERNAL_ROUTER, "AS Boundary Router"),
    (VIRTUAL_END, "Virtual Link Endpoint"),
    (TRANSLATOR, "Unconditional NSSA translator"),
)
_LINKS = {
    POINT_TO_POINT: ("another Router (point-to-point)", ""),
    TRANSIT: ("a Transit Network", " (DR)"),
    VIRTUAL: ("a Virtual Link", ""),
}


def _router(body: RouterBody3) -> Iterator[str]:
    yield from (f"  {words}" for flag, words in _FLAGS if body.flags & flag)
    yield f"  Number of Links: {len(body.links)}"
    for link in body.links:
        what, chief = _LINKS.get(link.kind, ("an unknown link", ""))
        yield ""
        yield f"    Link connected to: {what}"
        yield f"      Link Metric: {link.metric}"
        yield f"      Local Interface ID: {link.own}"
        yield f"      Neighbor{chief} Interface ID: {link.neighbor_interface}"
        yield f"      Neighbor{chief} Router ID: {format_ipv4(link.neighbor)}"
