"""show flash:, show file systems"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.flash.files import prefix_of, stamp
from iosemu.features.system.files import nvram_size


def show_flash(ctx: Context) -> Iterator[str]:
    flash = ctx.device.flash
    yield "-#- --length-- -----date/time------ path"
    for number, (name, data) in enumerate(flash.items(), 1):
        yield f"{number:<3d} {len(data):10d} {stamp(ctx.device, flash.changed[name])} {name}"
    yield ""
    yield f"{flash.free} bytes available ({flash.size - flash.free} bytes used)"
    yield ""


def show_file_systems(ctx: Context) -> Iterator[str]:
    yield "File Systems:"
    yield ""
    yield f"{'Size(b)':>14}{'Free(b)':>14}{'Type':>10}  Flags  Prefixes"
    for mark, total, free, kind, prefix in systems(ctx.device):
        yield f"{mark}{total:13d}{free:14d}{kind:>10}     rw   {prefix}"
    yield ""


def systems(device: Device) -> tuple[tuple[str, int, int, str, str], ...]:
    """Those that hold something here: the flash, where commands look first, and the NVRAM."""
    size = nvram_size(device)
    return (
        ("*", device.flash.size, device.flash.free, "disk", prefix_of(device)),
        (" ", size, size - len(device.startup_config.encode("utf-8", "surrogateescape")), "nvram", "nvram:"),
    )
