"""The rows of `show key chain`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.keychain import api
from iosemu.features.keychain.model import KeyChainConfig
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class KeyRow:
    """`secret` is "" while it is unset; whether the key is good now, for what comes and for what is sent."""

    chain: str
    number: int
    secret: str
    accepted: bool
    sent: bool


def show_key_chain(ctx: Context, name: str = "") -> Iterator[KeyRow]:
    config: KeyChainConfig = ctx.device[KeyChainConfig]
    for own, chain in sorted(config.chains.items()):
        for number, key in sorted(chain.keys.items()) if name in ("", own) else ():
            valid = [life is None or api.is_valid(ctx.device, life) for life in (key.accept, key.send)]
            yield KeyRow(own, number, key.secret, *valid)
