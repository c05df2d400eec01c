"""What GDOI tells in shows of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.gdoi.model import GroupEntry, MapEntry
from iosemu.features.gdoi.text import identity
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.features.gdoi.engine import GdoiEngine


def crypto_map_entry(engine: GdoiEngine, entry: MapEntry) -> Iterator[str]:
    if not engine.wants(entry):
        return
    settings = entry[GroupEntry]
    yield f"\tGroup Name: {settings.group or '(none)'}"
    group = engine.config.groups.get(settings.group)
    if group is not None:
        if group.number is not None:
            yield f"\tidentity number {group.number}"
        elif group.identity_address is not None:
            yield f"\tidentity address ipv4 {identity(group)}"
        for address in group.servers:
            yield f"\tserver address ipv4 {format_ipv4(address)}"
    if settings.acl:
        yield f"\tExtended IP access list {settings.acl}"


def crypto_map_lacks(engine: GdoiEngine, entry: MapEntry) -> Iterator[tuple[str, str]]:
    """Why it has no keys."""
    if not engine.wants(entry):
        return
    name, here = entry[GroupEntry].group, f"{engine.host.device.node}, crypto map {entry.name} {entry.seq}"
    group = engine.config.groups.get(name)
    if group is None:
        yield f"{here} is of no group that is configured", f"{here}: set group <name>"
    elif not group.identity:
        remedy = f"{engine.host.device.node}, crypto gdoi group {name}: identity number <n>"
        yield f"group {name} has no identity", remedy
    elif not group.servers:
        remedy = f"{engine.host.device.node}, crypto gdoi group {name}: server address ipv4 <address>"
        yield f"group {name} has no key server", remedy
    for member in engine.members.values():
        if (member.entry.name, member.entry.seq) != (entry.name, entry.seq) or member.live():
            continue
        number = identity(member.group)
        server = format_ipv4(member.asked)
        yield (
            f"{format_ipv4(member.address)} is not registered: key server {server} gives it no keys of group {number}",
            f"a route to the key server, a key of phase 1 at both ends, and a group of identity {number} there",
        )
