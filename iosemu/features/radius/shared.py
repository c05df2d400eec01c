"""Keys that are shared with servers, as they are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iosemu.crypto import passwords
from iosemu.device.vault import Kept
from iosemu.features.radius.model import RadiusConfig, RadiusServer

if TYPE_CHECKING:
    from iosemu.device.device import Device


def _holders(device: Device) -> Iterator[RadiusConfig | RadiusServer]:
    config = device[RadiusConfig]
    yield config
    yield from config.servers.values()
    yield from config.hosts.values()


def _each(device: Device, change: Callable[[Kept], Kept]) -> None:
    for holder in _holders(device):
        if holder.key is not None:
            holder.key = change(holder.key)


def hide_keys(device: Device) -> None:
    """`service password-encryption` was switched on."""

    def hidden(key: Kept) -> Kept:
        if key.kind:
            return key
        return Kept(key.plain, 7, passwords.type7(key.plain, device.rng("passwords", key.plain)))

    _each(device, hidden)


def go_over(device: Device) -> None:
    """There is another master key."""
    if device.software.type6_radius:
        _each(device, device.vault.again)
