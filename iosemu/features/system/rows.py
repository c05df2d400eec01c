"""The rows of `show version` and `show inventory`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.system.version import parts, register_of, serial_of
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class VersionRow:
    """`platform` is the name in a lab.yaml; `uptime` in seconds."""

    hostname: str
    platform: str
    version: str
    image: str
    uptime: float
    serial: str
    register: str
    reason: str  # of the last reload, "" since power-on


def show_version(ctx: Context) -> Iterator[VersionRow]:
    device = ctx.device
    yield VersionRow(
        hostname=device.hostname,
        platform=device.platform.name,
        version=device.platform.image.version,
        image=device.platform.image.file,
        uptime=device.engine("clock").uptime(),
        serial=serial_of(device),
        register=register_of(device),
        reason=device.reload_reason or "",
    )


@dataclass(slots=True)
class InventoryRow:
    """A part of the box; `product`, `version` and `serial` are PID, VID and SN."""

    name: str
    description: str
    product: str
    version: str
    serial: str


def show_inventory(ctx: Context) -> Iterator[InventoryRow]:
    for part in parts(ctx.device):
        yield InventoryRow(*part)
