"""`show ipv6 rip`: processes, their databases, the next hops of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.policy.model import Redistribution
from iosemu.features.ripng.instance import RipngInstance
from iosemu.types import format_ipv6

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.rip.database import RipPath

_FIRST_PID = 200  # of the processes of the router, those of RIPng come behind what each has


def running(device: Device, name: str = "") -> list[RipngInstance]:
    """All, or the one of this name."""
    found: dict[str, RipngInstance] = device.engine("ripng").running if "ripng" in device.engines else {}
    return [each for key, each in found.items() if name in ("", key)]


def show_ripng(ctx: Context, name: str = "") -> Iterator[str]:
    for number, instance in enumerate(running(ctx.device, name)):
        yield from _process(instance, _FIRST_PID + number)


def _process(rip: RipngInstance, pid: int) -> Iterator[str]:
    process = rip.process
    group = format_ipv6(process.group)
    yield f'RIP process "{process.name}", port {process.port}, multicast-group {group}, pid {pid}'
    yield f"     Administrative distance is {process.distance}. Maximum paths is {process.maximum_paths}"
    update, expire, holddown, garbage = process.timers
    yield f"     Updates every {update} seconds, expire after {expire}"
    yield f"     Holddown lasts {holddown} seconds, garbage collect after {garbage}"
    split, poison = ("on" if each else "off" for each in (process.split_horizon, process.poison_reverse))
    yield f"     Split horizon is {split}; poison reverse is {poison}"
    tells = any(join.default for iface in rip.ports.values() if (join := rip.join_of(iface)) is not None)
    yield f"     Default routes are {'' if tells else 'not '}generated"
    yield f"     Periodic updates {rip.periodic}, trigger updates {rip.triggered}"
    yield "  Interfaces:"
    yield from (f"    {text}" for text in rip.ports)
    if not rip.ports:
        yield "    None"
    yield "  Redistribution:"
    yield from (f"    {line}" for line in redistribution(rip))


def redistribution(rip: RipngInstance) -> Iterator[str]:
    for source, options in rip.process.redistribute.items():
        yield _source(source, options)
    if not rip.process.redistribute:
        yield "None"


def _source(source: str, options: Redistribution) -> str:
    line = f"Redistributing protocol {source}"
    line += " with transparent metric" if options.transparent else ""
    line += f" with metric {options.metric}" if options.metric is not None and not options.transparent else ""
    line += f" route-map {options.route_map}" if options.route_map else ""
    return line + (" include-connected" if options.include_connected else "")


def paths(rip: RipngInstance) -> Iterator[tuple[str, RipPath, bool, bool, float]]:
    """Network, way, whether it is in the routing table, whether it has expired; seconds that are left."""
    for prefix, entry in sorted(rip.database.entries.items()):
        best = rip.table.best(prefix)
        installed = best is not None and best.source is rip.source
        for path in entry.paths.values():
            life = rip.times[3] if entry.down else rip.times[1]
            yield str(prefix), path, installed, entry.down, life - (rip.now - path.heard)


def show_ripng_database(ctx: Context, name: str = "") -> Iterator[str]:
    for rip in running(ctx.device, name):
        yield f'RIP process "{rip.process.name}", local RIB'
        before = ""
        for network, path, installed, down, left in paths(rip):
            if network != before:
                metric = 16 if down else path.metric
                mark = ", expired" if down else ", installed" if installed else ""
                yield f" {network}, metric {metric}{mark}"
                before = network
            life = f"[advertise {int(left)}/hold 0]" if down else f"expires in {int(left)} secs"
            yield f"     {path.iface.text}/{format_ipv6(path.next_hop)}, {life}"


def show_ripng_next_hops(ctx: Context, name: str = "") -> Iterator[str]:
    for rip in running(ctx.device, name):
        yield f' RIP process "{rip.process.name}", Next Hops'
        for (hop, iface), count in next_hops(rip).items():
            yield f"  {hop}/{iface} [{count} paths]"


def next_hops(rip: RipngInstance) -> Counter[tuple[str, str]]:
    """How many ways lead over each, with its interface."""
    return Counter((format_ipv6(path.next_hop), path.iface.text) for _, path, _, down, _ in paths(rip) if not down)

