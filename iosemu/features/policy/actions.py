"""clear ip prefix-list, clear ipv6 prefix-list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.policy.model import PrefixListEntry, PrefixListEntry6

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def do_clear_prefix_list(ctx: Context, name: str = "") -> None:
    ctx.device.engine("policy").counts.clear(PrefixListEntry, name)


def do_clear_prefix_list6(ctx: Context, name: str = "") -> None:
    ctx.device.engine("policy").counts.clear(PrefixListEntry6, name)
