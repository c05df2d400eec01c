"""Lines that all routing protocols have in `show ip protocols`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.device.sources import is_source
from iosemu.device.times import uptime
from iosemu.features.policy.model import DistributeList, OffsetList
from iosemu.types import InterfaceName, IPv4, format_ipv4


def filters(lists: dict[tuple[str, str], DistributeList]) -> Iterator[str]:
    """Outgoing, then incoming; a list per interface on a line of its own."""
    for word, direction in (("Outgoing", "out"), ("Incoming", "in")):
        general = lists.get((direction, ""))
        prefix = f"  {word} update filter list for all interfaces is"
        yield f"{prefix} {_name(general)}" if general is not None else f"{prefix} not set"
        for (way, scope), entry in lists.items():
            if way == direction and is_source(scope):
                yield f"    Redistributed {scope} filtered by {_name(entry)}"
            elif way == direction and scope:
                yield f"    {scope} filtered by {_name(entry)} (per-user), default is not set"


def _name(entry: DistributeList) -> str:
    return {"prefix": "(prefix-list) ", "route-map": "(route-map) "}.get(entry.kind, "") + entry.name


def offsets(lists: dict[tuple[str, str], OffsetList]) -> Iterator[str]:
    for (direction, scope), entry in lists.items():
        word = "Incoming" if direction == "in" else "Outgoing"
        on = f" in {scope}" if scope else ""
        condition = f" if on list {entry.acl}" if entry.acl != "0" else ""
        yield f"  {word} routes{on} will have {entry.offset} added to metric{condition}"


def passive(names: Iterable[InterfaceName]) -> Iterator[str]:
    listed = [str(name) for name in names]
    if listed:
        yield "  Passive Interface(s):"
        yield from (f"    {name}" for name in listed)


def sources(rows: Iterable[tuple[IPv4, int, float]]) -> Iterator[str]:
    """(gateway, distance, seconds since its last update)"""
    yield "  Routing Information Sources:"
    yield "    Gateway         Distance      Last Update"
    yield from (f"    {format_ipv4(gateway):<15} {distance:>8}      {uptime(age)}" for gateway, distance, age in rows)
