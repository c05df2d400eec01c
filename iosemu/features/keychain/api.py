"""Which key to send with, and which to accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.keychain.model import KeyChainConfig, Lifetime, LiveKey

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.clock.engine import ClockEngine


def is_valid(device: Device, life: Lifetime | None) -> bool:
    """May a key with this lifetime be used now, by the router's clock?"""
    if life is None:
        return True
    clock: ClockEngine = device.engine("clock")
    now = clock.local()[0] if life.local else clock.utc()
    return life.start <= now and (life.end is None or now < life.end)


def send_key(device: Device, chain: str) -> LiveKey | None:
    """Of the keys that have a string and may be sent now, that with the lowest number; None if there is none."""
    config = device.get(KeyChainConfig)
    found = config.chains.get(chain) if config is not None else None
    if found is None:
        return None
    return next(
        (
            LiveKey(number, key.secret, key.algorithm)
            for number, key in sorted(found.keys.items())
            if key.secret and is_valid(device, key.send)
        ),
        None,
    )


def accepted(device: Device, chain: str, number: int) -> LiveKey | None:
    """The key with this number; None if there is none, it has no string, or it may not be accepted now."""
    config = device.get(KeyChainConfig)
    found = config.chains.get(chain) if config is not None else None
    key = found.keys.get(number) if found is not None else None
    if key is None or not key.secret or not is_valid(device, key.accept):
        return None
    return LiveKey(number, key.secret, key.algorithm)


def accept_key(device: Device, chain: str, number: int) -> str | None:
    """The string of the key that `accepted` finds."""
    key = accepted(device, chain, number)
    return key.secret if key is not None else None
