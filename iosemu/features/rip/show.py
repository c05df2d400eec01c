"""show ip rip database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.device.vrf_names import named_vrf
from iosemu.features.policy import describe
from iosemu.features.rip import RIP
from iosemu.features.rip.database import RipEntry
from iosemu.features.rip.instance import RipInstance
from iosemu.features.rip.model import RipInterface
from iosemu.types import DEFAULT_ROUTE, IPv4, Prefix, classful_length, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.rip.engine import RipEngine


def show_rip_database(
    ctx: Context, vrf: str = "", address: IPv4 | None = None, length: int | None = None
) -> Iterator[str]:
    named_vrf(ctx.device, vrf)
    engine: RipEngine | None = ctx.device.engines.get("rip")
    rip = engine.instances.get(vrf) if engine is not None else None
    if rip is None:
        return
    entries = rip.database.entries
    if address is not None and length is not None:
        wanted = Prefix.of(address, length)
        found = entries.get(wanted)
        if found is not None:
            yield from _entry(rip, found)
        elif wanted in _summaries(rip):
            yield f"{wanted}    int-summary"
            yield from _summary(rip, wanted)
        elif wanted in {_major(prefix) for prefix in entries}:
            yield f"{wanted}    auto-summary"
        else:
            yield "%Route not in database"
        return
    majors: set[Prefix] = set()
    summaries = _summaries(rip)
    for prefix in sorted(entries.keys() | summaries):
        major = _major(prefix)
        if major not in majors:
            majors.add(major)
            yield f"{major}    auto-summary"
        if prefix in summaries:
            yield f"{prefix}    int-summary"
            yield from _summary(rip, prefix)
        if prefix in entries:
            yield from _entry(rip, entries[prefix])


def _major(prefix: Prefix) -> Prefix:
    return prefix if prefix == DEFAULT_ROUTE else Prefix.of(prefix.network, classful_length(prefix.network))


def _summaries(rip: RipInstance) -> set[Prefix]:
    """Configured summaries that stand for something."""
    return {
        Prefix(*key)
        for port in rip.ports.values()
        for key in (port.get(RipInterface) or RipInterface()).summaries
        if any(Prefix(*key).covers(prefix) and not entry.down for prefix, entry in rip.database.entries.items())
    }


def _summary(rip: RipInstance, summary: Prefix) -> Iterator[str]:
    """The best of the learnt routes that it stands for."""
    paths = [
        path
        for prefix, entry in rip.database.entries.items()
        if summary.covers(prefix) and prefix != summary and not entry.origin and not entry.down
        for path in entry.paths.values()
    ]
    if paths:
        best = min(paths, key=lambda path: path.metric)
        yield str(summary)
        yield f"    [{best.metric}] via {format_ipv4(best.next_hop)}, 00:00:00, {best.iface.text}"


def _entry(rip: RipInstance, entry: RipEntry) -> Iterator[str]:
    if entry.down:
        yield f"{entry.prefix} is possibly down"
        return
    if entry.origin == "connected" and entry.own_iface is not None:
        yield f"{entry.prefix}    directly connected, {entry.own_iface.text}"
        return
    if entry.origin:
        yield f"{entry.prefix}    redistributed"
        origin = ", from 0.0.0.0," if entry.own_next_hop else ", "
        yield f"    [{max(entry.own_metric, 1)}] via {format_ipv4(entry.own_next_hop)}{origin}"
        return
    yield f"{entry.prefix}"
    for path in entry.paths.values():
        age = uptime(rip.now - path.heard)
        yield f"    [{path.metric}] via {format_ipv4(path.next_hop)}, {age}, {path.iface.text}"


def protocol_lines(rip: RipInstance) -> Iterator[str]:
    """The block of `show ip protocols`."""
    process, version = rip.process, rip.version
    yield f'Routing Protocol is "{RIP}"'
    yield from describe.filters(process.distribute)
    yield from describe.offsets(process.offsets)
    update, invalid, holddown, flush = process.timers
    yield f"  Sending updates every {update} seconds, next due in {int(rip.due or 0)} seconds"
    yield f"  Invalid after {invalid} seconds, hold down {holddown}, flushed after {flush}"
    if process.default_metric is not None:
        yield f"  Default redistribution metric is {process.default_metric}"
    yield f"  Redistributing: {', '.join([*process.redistribute, str(RIP)])}"
    if process.neighbors:
        yield "  Neighbor(s):"
        yield from (f"    {format_ipv4(neighbor)}" for neighbor in process.neighbors)
    if version is None:
        yield "  Default version control: send version 1, receive any version"
    else:
        yield f"  Default version control: send version {version}, receive version {version}"
    speaking = [port for port in rip.ports.values() if not rip.is_passive(port, process)]
    if speaking:
        software = rip.device.software
        wide = software.rip_interface_column
        yield f"    {'Interface':<{wide}} Send  Recv  Triggered RIP  Key-chain"
        for port in speaking:
            send = " ".join(map(str, rip.send_version(port, process)))
            receive = " ".join(map(str, rip.receive_versions(port, process)))
            slot = port.get(RipInterface)
            chain = slot.key_chain if slot is not None else ""
            triggered, none = ("No", "none") if software.rip_triggered else ("", "")
            yield f"    {port.text:<{wide}} {send:<5} {receive:<10} {triggered:<10}{chain or none:<16}"
    effect = "" if process.auto_summary else "not "
    yield f"  Automatic network summarization is {effect}in effect"
    summaries = [(key, port) for port in speaking for key in (port.get(RipInterface) or RipInterface()).summaries]
    if summaries:
        yield "  Address Summarization:"
        yield from (f"    {Prefix(*key)} for {port.text}" for key, port in summaries)
    yield f"  Maximum path: {process.maximum_paths}"
    yield "  Routing for Networks:"
    yield from (f"    {format_ipv4(network)}" for network in sorted(process.networks))
    yield from describe.passive(port.name for port in rip.ports.values() if rip.is_passive(port, process))
    now = rip.now
    rows = [(gateway, process.distance, now - heard) for gateway, heard in rip.heard.items()]
    yield from describe.sources(rows)
    yield (
        "  Distance: (default is 120)"
        if process.distance == 120
        else f"  Distance: {process.distance} (default is 120)"
    )
