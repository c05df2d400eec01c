"""show key chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from iosemu.features.keychain import api
from iosemu.features.keychain.model import KeyChainConfig, Lifetime

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.clock.engine import ClockEngine


def show_key_chain(ctx: Context, name: str = "") -> Iterator[str]:
    config: KeyChainConfig = ctx.device[KeyChainConfig]
    for own, chain in sorted(config.chains.items()):
        if name and own != name:
            continue
        yield f"Key-chain {own}:"
        for number, key in sorted(chain.keys.items()):
            yield f'    key {number} -- text "{key.secret}"' if key.secret else f"    key {number} -- text (unset)"
            yield f"        accept lifetime {_lifetime(ctx.device, key.accept)}"
            yield f"        send lifetime {_lifetime(ctx.device, key.send)}"


def _lifetime(device: Device, life: Lifetime | None) -> str:
    if life is None:
        return "(always valid) - (always valid) [valid now]"
    clock: ClockEngine = device.engine("clock")
    zone = clock.local()[1] if life.local else "UTC"
    end = f"({_told(life.end, zone)})" if life.end is not None else "(infinite)"
    return f"({_told(life.start, zone)}) - {end}{' [valid now]' if api.is_valid(device, life) else ''}"


def _told(moment: datetime, zone: str) -> str:
    return f"{moment:%H:%M:%S} {zone} {moment:%b} {moment.day} {moment.year}"
