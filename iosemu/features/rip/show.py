"""show ip rip database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.rip.engine import RipEngine, RipEntry
from iosemu.types import DEFAULT_ROUTE, IPv4, Prefix, classful_length, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def show_rip_database(ctx: Context, address: IPv4 | None = None, length: int | None = None) -> Iterator[str]:
    engine: RipEngine | None = ctx.device.engines.get("rip")
    if engine is None or engine.process is None:
        return
    entries = engine.database
    if address is not None and length is not None:
        wanted = Prefix.of(address, length)
        found = entries.get(wanted)
        if found is None:
            yield "%Route not in database"
        else:
            yield from _entry(engine, found)
        return
    majors: set[Prefix] = set()
    for prefix in sorted(entries):
        size = classful_length(prefix.network) if prefix != DEFAULT_ROUTE else 0
        major = Prefix.of(prefix.network, size)
        if major not in majors:
            majors.add(major)
            yield f"{major}    auto-summary"
        yield from _entry(engine, entries[prefix])


def _entry(engine: RipEngine, entry: RipEntry) -> Iterator[str]:
    if entry.down:
        yield f"{entry.prefix} is possibly down"
        return
    if entry.origin == "connected" and entry.own_iface is not None:
        yield f"{entry.prefix}    directly connected, {entry.own_iface.text}"
        return
    if entry.origin:
        yield f"{entry.prefix}    redistributed"
        yield f"    [{entry.own_metric}] via {format_ipv4(entry.own_next_hop)}, from 0.0.0.0,"
        return
    yield f"{entry.prefix}"
    for path in entry.paths.values():
        age = uptime(engine.host.now - path.heard)
        yield f"    [{path.metric}] via {format_ipv4(path.next_hop)}, {age}, {path.iface.text}"
