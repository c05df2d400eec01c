"""Keys that are shared with servers, as they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.tacacs.model import TacacsConfig, TacacsServer

if TYPE_CHECKING:
    from iosemu.device.device import Device


def _holders(device: Device) -> Iterator[TacacsConfig | TacacsServer]:
    config = device[TacacsConfig]
    yield config
    yield from config.servers.values()
    yield from config.hosts.values()


def hide_keys(device: Device) -> None:
    """`service password-encryption` was switched on."""
    for holder in _holders(device):
        if holder.key is not None:
            holder.key = device.vault.hidden(holder.key)


def go_over(device: Device) -> None:
    """There is another master key."""
    for holder in _holders(device) if device.software.type6_servers else ():
        if holder.key is not None:
            holder.key = device.vault.again(holder.key)
