"""What HSRP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.wire.hsrp import State

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.hsrp.engine import HsrpEngine
    from iosemu.types import IPv4


def track_clients(engine: HsrpEngine, number: int) -> Iterator[str]:
    for group in engine.groups.values():
        if number in group.config.tracks:
            yield f"HSRP {group.iface.text} {group.number}"


def redundancy(engine: HsrpEngine, iface: Interface, name: str) -> IPv4 | None:
    """None: no group of the interface has that name."""
    for group in engine.groups.values():
        if group.iface is iface and group.name == name:
            return group.address if group.state is State.ACTIVE else 0
    return None
