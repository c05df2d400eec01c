"""clear ip prefix-list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.policy.model import PolicyConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def do_clear_prefix_list(ctx: Context, name: str = "") -> None:
    config: PolicyConfig = ctx.device[PolicyConfig]
    for key, entries in config.prefix_lists.items():
        if not name or key == name:
            for entry in entries.entries.values():
                entry.hits = 0
