"""`show ip bgp dampening`: settings, flaps, and what is suppressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.bgp.model import Dampening
from iosemu.features.bgp.policy import path_text
from iosemu.features.bgp.show_table import head, network_text, ordered
from iosemu.features.policy.api import entries_of
from iosemu.types import format_ip

if TYPE_CHECKING:
    from iosemu.features.bgp.paths import Destination, Path
    from iosemu.features.bgp.table import Table


def parameters(table: Table) -> Iterator[str]:
    settings = table.damper.settings
    if settings is None:
        yield f"% dampening not enabled for {f'vrf {table.vrf.name}' if table.vrf.name else 'base'}"
        return
    for of, found in dampenings(table):
        default = " (DEFAULT)" if settings == Dampening() else ""
        yield from _settings(table, found, f" (route-map {of})" if of else default)


def dampenings(table: Table) -> Iterator[tuple[str, Dampening]]:
    """What is used: of the entries of a route map (``NAME 10``), or of the line."""
    settings = table.damper.settings
    if settings is not None and not settings.route_map:
        yield "", settings
    elif settings is not None:
        for sequence, entry in entries_of(table.process.device, settings.route_map):
            if entry.permit:
                found = Dampening(*entry.set_dampening) if entry.set_dampening is not None else Dampening()
                yield f"{settings.route_map} {sequence}", found


def _settings(table: Table, settings: Dampening, default: str) -> Iterator[str]:
    yield f" dampening {settings.half_life} {settings.reuse} {settings.suppress} {settings.max_suppress}{default}"
    half, decay = f"{settings.half_life} mins", round(settings.half_life * 60 * 2320 / 900)
    yield f"  Half-life time      : {half:<14}Decay Time       : {decay} secs"
    ceiling, longest = round(table.damper.ceiling(settings)), settings.max_suppress
    yield f"  Max suppress penalty: {ceiling:>5}         Max suppress time: {longest} mins"
    yield f"  Suppress penalty    : {settings.suppress:>5}         Reuse penalty    : {settings.reuse}"
    yield ""


def damped(table: Table, neighbor: int | None) -> Iterator[tuple[Destination, Path]]:
    for destination in ordered(table):
        for path in destination.paths:
            if path.penalty is not None and neighbor in (None, path.neighbor):
                yield destination, path


def _mark(path: Path) -> str:
    """``*d``, ``h``, ``*``"""
    suppressed = path.penalty is not None and path.penalty.suppressed
    return " h" if path.history else "*d" if suppressed else "*>" if path.best else "* "


def flap_statistics(table: Table, neighbor: int | None = None) -> Iterator[str]:
    found = list(damped(table, neighbor))
    if not found:
        return
    yield from head(table)
    wide, dot = table.process.device.software.bgp_columns[0] > 3, table.process.device.as_dot
    yield f"{'    ' if wide else '   '}Network          From            Flaps Duration Reuse    Path"
    now = table.process.host.now
    for destination, path in found:
        penalty = path.penalty
        assert penalty is not None
        reuse = uptime(table.damper.reuse_in(penalty)) if penalty.suppressed else ""
        yield (
            f"{_mark(path)}{'  ' if wide else ' '}{network_text(destination.prefix):<16} "
            f"{format_ip(path.neighbor):<15} {penalty.flaps:<5} {uptime(now - penalty.began):<8} {reuse:<8} "
            f"{path_text(path.attributes.as_path, dot)} "
        )


def dampened_paths(table: Table, neighbor: int | None = None) -> Iterator[str]:
    found = [(d, path) for d, path in damped(table, neighbor) if path.penalty is not None and path.penalty.suppressed]
    if not found:
        return
    yield from head(table)
    yield "   Network          From             Reuse    Path"
    for destination, path in found:
        assert path.penalty is not None
        reuse = uptime(table.damper.reuse_in(path.penalty))
        network, origin = network_text(destination.prefix), "ie?"[path.attributes.origin]
        text = path_text(path.attributes.as_path, table.process.device.as_dot)
        yield f"*d {network:<16} {format_ip(path.neighbor):<16} {reuse} {text} {origin}"
