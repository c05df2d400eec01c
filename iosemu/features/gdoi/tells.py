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
