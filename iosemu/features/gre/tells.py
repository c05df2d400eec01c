"""What tunnels tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.show import tunnel_lines

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.gre.engine import GreEngine


def processes_memory(engine: GreEngine) -> Iterator[Collection[Any]]:
    yield engine.drivers.values()


def interfaces(engine: GreEngine, iface: Interface) -> Iterator[str]:
    if isinstance(iface.driver, TunnelDriver):
        yield from tunnel_lines(iface.driver)
