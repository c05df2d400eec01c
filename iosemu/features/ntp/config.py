"""Keys, the master's stratum, and what a line must agree with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from iosemu.cli.context import DELETED, BadArgument, Context
from iosemu.crypto import passwords
from iosemu.features.dns.lookup import find_host, retyped, told
from iosemu.features.ntp.model import DEFAULT_STRATUM, Key, NtpConfig
from iosemu.types import parse_ipv4

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


def _checked(ctx: Context, command: str, host: str, vrf: str, words: dict[str, Any]) -> str | BadArgument | None:
    if ctx.negated or ctx.defaulted:
        return None
    if vrf and ctx.device.vrfs.routed(vrf) is None:
        return f"% VRF {vrf} does not exist"
    if words.get("minpoll", 6) > words.get("maxpoll", 10):
        return BadArgument("minpoll")
    return _named(ctx, command, host, vrf, words)


def _named(ctx: Context, command: str, host: str, vrf: str, words: dict[str, Any]) -> str | BadArgument | None:
    """A name is looked up while it is typed. Later releases keep it in the configuration, also one that nobody knows;
    earlier ones keep the address."""
    session = ctx.session
    if session is None or session.config is None or session.process is not None:
        return None
    try:
        parse_ipv4(host)
        return None
    except ValueError:
        pass
    if ctx.device.software.ntp_version_4:
        if find_host(ctx.device, host, vrf) is None:
            session.run_process(told(session, host, vrf))
        return None
    session.run_process(retyped(session, host, f"{command} ", _options(words), vrf))
    return ""


def _options(words: dict[str, Any]) -> str:
    return "".join(f" {name}" if value is True else f" {name} {value}" for name, value in words.items())


def check_server(ctx: Context, host: str = "", **words: Any) -> str | BadArgument | None:
    return _checked(ctx, "ntp server", host, "", words)


def check_peer(ctx: Context, host: str = "", **words: Any) -> str | BadArgument | None:
    return _checked(ctx, "ntp peer", host, "", words)


def check_vrf_server(ctx: Context, vrf: str = "", host: str = "", **words: Any) -> str | BadArgument | None:
    return _checked(ctx, f"ntp server vrf {vrf}", host, vrf, words)


def check_vrf_peer(ctx: Context, vrf: str = "", host: str = "", **words: Any) -> str | BadArgument | None:
    return _checked(ctx, f"ntp peer vrf {vrf}", host, vrf, words)
