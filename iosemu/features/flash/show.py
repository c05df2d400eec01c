"""show flash:"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.features.flash.files import size_of, stamp


def show_flash(ctx: Context) -> Iterator[str]:
    device = ctx.device
    yield "-#- --length-- -----date/time------ path"
    for number, (name, data) in enumerate(device.flash.items(), 1):
        yield f"{number:<3d} {len(data):10d} {stamp(device, device.flash.changed[name])} {name}"
    used = sum(map(len, device.flash.values()))
    yield ""
    yield f"{size_of(device) - used} bytes available ({used} bytes used)"
    yield ""
