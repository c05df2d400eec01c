"""What the grammar cannot say of `ip igmp`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.types import IPv4, format_ipv4, is_multicast

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def check_group(ctx: Context, group: IPv4, source: IPv4 = 0) -> str | None:
    if not is_multicast(group):
        return f"Illegal multicast group address {format_ipv4(group)}"
    if group <= 0xE00000FF:
        return f"%Illegal multicast group address {format_ipv4(group)}"
    return None
