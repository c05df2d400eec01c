"""The rows of `show flash:` and `show file systems`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.flash.show import systems
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class FileRow:
    """Octets; `changed` in seconds of virtual time."""

    number: int
    name: str
    size: int
    changed: float


def show_flash(ctx: Context) -> Iterator[FileRow]:
    flash = ctx.device.flash
    for number, (name, data) in enumerate(flash.items(), 1):
        yield FileRow(number, name, len(data), flash.changed[name])


@dataclass(slots=True)
class FileSystemRow:
    """Octets; `default`: where commands look first."""

    prefix: str
    kind: str
    size: int
    free: int
    default: bool


def show_file_systems(ctx: Context) -> Iterator[FileSystemRow]:
    for mark, size, free, kind, prefix in systems(ctx.device):
        yield FileSystemRow(prefix, kind, size, free, mark == "*")
