"""`service timestamps` in both directions."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import Context
from iosemu.features.logging.model import Stamp, StampConfig
from iosemu.types import IPv4


def _set(ctx: Context, which: str, negated: bool, words: dict[str, object]) -> None:
    if ctx.defaulted:
        new = Stamp()
    elif negated:
        new = Stamp(False, "uptime", False)
    elif words.get("kind") == "datetime":
        flags = [bool(words.get(name)) for name in ("msec", "localtime", "zone", "year")]
        new = Stamp(True, "datetime", *flags)
    else:
        new = Stamp(True, "uptime", False)
    ctx.change(which, new)


def set_stamp_debug(ctx: Context, negated: bool, **words: object) -> None:
    _set(ctx, "debug", negated, words)


def set_stamp_log(ctx: Context, negated: bool, **words: object) -> None:
    _set(ctx, "log", negated, words)


def _line(which: str, stamp: Stamp) -> str:
    if not stamp.on:
        return f"no service timestamps {which} uptime"
    words = [stamp.kind]
    if stamp.kind == "datetime":
        names = ("msec", "localtime", "show-timezone", "year")
        flags = (stamp.msec, stamp.localtime, stamp.zone, stamp.year)
        words += [name for name, on in zip(names, flags, strict=True) if on]
    return f"service timestamps {which} {' '.join(words)}"


def render_stamp_debug(config: StampConfig) -> Iterable[str]:
    yield _line("debug", config.debug)


def render_stamp_log(config: StampConfig) -> Iterable[str]:
    yield _line("log", config.log)


def check_vrf_host(ctx: Context, host: IPv4, vrf: str, port: int = 514) -> str | None:
    """`logging host A vrf X`: the VRF is there."""
    known = ctx.negated or ctx.defaulted or ctx.device.vrfs.routed(vrf) is not None
    return None if known else f"% VRF {vrf} does not exist"
