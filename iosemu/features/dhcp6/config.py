"""Checks of the lines of DHCPv6."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.features.dhcp6.model import Dhcp6Interface
from iosemu.types import InterfaceName, format_ipv6

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def check_local_pool(ctx: Context, name: str, prefix: tuple[int, int] = (0, 0), length: int = 0) -> str | None:
    if not ctx.negated and length < prefix[1]:
        return "% Assign length must not be less than the length of the prefix"
    return None


def check_server(ctx: Context, **_: Any) -> str | None:
    slot: Dhcp6Interface = ctx.record
    if not ctx.negated and slot.relays:
        return "% Interface is in DHCP relay mode"
    if not ctx.negated and (slot.asks or slot.delegated):
        return "% Interface is in DHCP client mode"
    return None


def check_client(ctx: Context, **_: Any) -> str | None:
    slot: Dhcp6Interface = ctx.record
    if not ctx.negated and slot.relays:
        return "% Interface is in DHCP relay mode"
    if not ctx.negated and slot.server:
        return "% Interface is in DHCP server mode"
    return None


def set_relay(
    ctx: Context, negated: bool, address: int, interface: InterfaceName | None = None
) -> str | None:  # fmt: skip
    slot: Dhcp6Interface = ctx.record
    if not negated and slot.server:
        return "% Interface is in DHCP server mode"
    if not negated and (slot.asks or slot.delegated):
        return "% Interface is in DHCP client mode"
    if not negated and interface is None and address >> 118 == 0x3FA:
        return "% Interface has to be specified for a link-local destination"
    if negated and (address, interface) not in slot.relays:
        return None
    ctx.change(("relays", (address, interface)), DELETED if negated else True)
    return None


def render_relays(config: Dhcp6Interface) -> Iterator[str]:
    for address, interface in config.relays:
        yield f"ipv6 dhcp relay destination {format_ipv6(address)}" + (f" {interface}" if interface is not None else "")
