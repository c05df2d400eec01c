"""Which key to send with, and which to accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.keychain.model import KeyChainConfig, LiveKey

if TYPE_CHECKING:
    from iosemu.device.device import Device


def send_key(device: Device, chain: str) -> LiveKey | None:
    """The key with the lowest number that has a string; None if the chain has none."""
    config = device.get(KeyChainConfig)
    found = config.chains.get(chain) if config is not None else None
    if found is None:
        return None
    return next((LiveKey(number, key.secret) for number, key in sorted(found.keys.items()) if key.secret), None)


def accept_key(device: Device, chain: str, number: int) -> str | None:
    """The string of the key with this number; None if there is none."""
    config = device.get(KeyChainConfig)
    found = config.chains.get(chain) if config is not None else None
    key = found.keys.get(number) if found is not None else None
    return key.secret or None if key is not None else None
