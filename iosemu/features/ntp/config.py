"""Keys, the master's stratum, and what a line must agree with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from iosemu.cli.context import DELETED, BadArgument, Context
from iosemu.crypto import passwords
from iosemu.features.ntp.model import DEFAULT_STRATUM, Key, NtpConfig

_ENCRYPTED = 7


def set_key(ctx: Context, negated: bool, number: int, text: str = "", kind: int = 0) -> BadArgument | None:
    """It is kept as type 7, whether passwords are encrypted or not."""
    if negated or ctx.defaulted:
        ctx.change(("keys", number), DELETED)
        return None
    if kind == _ENCRYPTED:
        try:
            key = Key(passwords.reveal_type7(text), text)
        except ValueError:
            return BadArgument("text")
    else:
        key = Key(text, passwords.type7(text, ctx.device.rng("passwords", text)))
    ctx.change(("keys", number), key)
    return None


def render_key(config: NtpConfig) -> Iterable[str]:
    for number in sorted(config.keys):
        yield f"ntp authentication-key {number} md5 {config.keys[number].hidden} 7"


def set_master(ctx: Context, negated: bool, stratum: int = DEFAULT_STRATUM) -> None:
    ctx.change("master", 0 if negated or ctx.defaulted else stratum)


def render_master(config: NtpConfig) -> Iterable[str]:
    if config.master:
        yield "ntp master" if config.master == DEFAULT_STRATUM else f"ntp master {config.master}"


def check_polls(ctx: Context, minpoll: int = 6, maxpoll: int = 10, **_: Any) -> str | BadArgument | None:
    wrong = minpoll > maxpoll and not ctx.negated and not ctx.defaulted
    return BadArgument("minpoll") if wrong else None


def check_vrf_polls(ctx: Context, vrf: str = "", **values: Any) -> str | BadArgument | None:
    if not ctx.negated and not ctx.defaulted and ctx.device.vrfs.routed(vrf) is None:
        return f"% VRF {vrf} does not exist"
    return check_polls(ctx, **values)
