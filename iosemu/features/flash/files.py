"""How a platform calls its flash, and how a file's time is told."""

from __future__ import annotations

from iosemu.cli.context import Context, Refused
from iosemu.device.device import Device
from iosemu.device.flash import name_of
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.system.files import running_text

OVER = ("%Warning:There is a file already existing with this name ", "Do you want to over write? [confirm]")
NOTHING = "null:"  # what is read of it is empty, what is written to it is gone


def prefix_of(device: Device) -> str:
    """``flash0:``"""
    return device.platform.disk[0]


def full_name(device: Device, name: str) -> str:
    """``flash0:/name``; 12.4 writes no slash."""
    return f"{prefix_of(device)}{'/' if device.software.slash_after_prefix else ''}{name}"


def resolve(url: str, doing: str = "opening") -> str:
    """The file that a URL names, "" for the flash itself. Raises Refused for a file system that is not here."""
    name = name_of(url)
    if name is None:
        raise Refused(f"%Error {doing} {url} (No such device)")
    return name


def content(ctx: Context, url: str) -> bytes | None:
    """Of a file in the flash or of a configuration; None where there is none. Raises Refused as `resolve` does."""
    named = url.lower().replace(":/", ":")
    if named == NOTHING:
        return b""
    if named == "system:running-config":
        return ("\n".join(running_text(ctx)) + "\n").encode("utf-8", "surrogateescape")
    if named == "nvram:startup-config":
        return ctx.device.startup_config.encode("utf-8", "surrogateescape") or None
    data: bytes | None = ctx.device.flash.get(resolve(url))
    return data


def missing(device: Device, name: str, doing: str = "opening") -> str:
    return f"%Error {doing} {full_name(device, name)} (No such file or directory)"


def stamp(device: Device, at: float) -> str:
    """``Oct 17 2018 18:57:18 +00:00``"""
    clock: ClockEngine = device.engine("clock")
    local, _ = clock.local(at)
    ahead = local.replace(tzinfo=None) - clock.utc(at).replace(tzinfo=None)
    minutes = int(ahead.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    zone = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return f"{local:%b} {local.day} {local:%Y %H:%M:%S} {zone}"
