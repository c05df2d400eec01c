"""How a platform calls its flash, and how a file's time is told."""

from __future__ import annotations

from iosemu.cli.context import Refused
from iosemu.device.device import Device
from iosemu.device.flash import name_of
from iosemu.features.clock.engine import ClockEngine


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
