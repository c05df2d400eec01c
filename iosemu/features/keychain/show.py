"""show key chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.keychain.model import KeyChainConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def show_key_chain(ctx: Context, name: str = "") -> Iterator[str]:
    config: KeyChainConfig = ctx.device[KeyChainConfig]
    for own, chain in sorted(config.chains.items()):
        if name and own != name:
            continue
        yield f"Key-chain {own}:"
        for number, key in sorted(chain.keys.items()):
            yield f'    key {number} -- text "{key.secret}"' if key.secret else f"    key {number} -- text (unset)"
            yield "        accept lifetime (always valid) - (always valid) [valid now]"
            yield "        send lifetime (always valid) - (always valid) [valid now]"
