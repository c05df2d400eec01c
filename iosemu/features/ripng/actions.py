"""`debug ipv6 rip`, `clear ipv6 rip`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch
from iosemu.features.ripng.show import running
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def _options(iface: InterfaceName | None = None) -> InterfaceName | None:
    return iface


def _note(iface: InterfaceName | None = None) -> str:
    return f" for {iface}" if iface is not None else ""


do_debug_ripng = debug_switch("ripng", "ipv6 rip", _options, _note)


def do_clear_ripng(ctx: Context, name: str = "") -> None:
    """What was learnt is forgotten, and asked for again."""
    for instance in running(ctx.device, name):
        instance.clear()
