"""What HSRP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.features.hsrp.engine import HsrpEngine


def track_clients(engine: HsrpEngine, number: int) -> Iterator[str]:
    for group in engine.groups.values():
        if number in group.config.tracks:
            yield f"HSRP {group.iface.text} {group.number}"
