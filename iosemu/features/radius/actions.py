"""clear aaa counters servers, clear radius statistics, debug radius"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli.context import Context
from iosemu.device.feature import features
from iosemu.features.radius.debug import ACCOUNTING, AUTHENTICATION

if TYPE_CHECKING:
    from iosemu.features.radius.engine import RadiusEngine


def do_clear_counters(ctx: Context, everyone: bool = False) -> None:
    engine: RadiusEngine | None = ctx.device.engines.get("radius")
    if engine is not None:
        engine.clear()


def do_debug_radius(ctx: Context, authentication: bool = False, accounting: bool = False) -> list[str]:
    """Without a word both; what is on and off then is told in full."""
    debug = ctx.device.debug
    both = authentication == accounting
    chosen = [flag for flag, wanted in ((AUTHENTICATION, authentication), (ACCOUNTING, accounting)) if both or wanted]
    debug.attach(features()["radius"])
    for flag in chosen:
        if ctx.negated:
            debug.off(flag)
        else:
            debug.on("radius", flag)
    on = [flag in debug.active for flag in (AUTHENTICATION, ACCOUNTING)]
    return list(_told(ctx.device.software.radius_debug_wide, *on))


def _told(wide: bool, authentication: bool, accounting: bool) -> Iterator[str]:
    states = [
        ("Radius protocol", authentication or accounting),
        ("Radius protocol brief", False),
        ("Radius protocol verbose", False),
        ("Radius packet hex dump", False),
    ]
    if wide:
        states += [
            ("Radius packet protocol (authentication)", authentication),
            ("Radius packet protocol (accounting)", accounting),
            ("Radius elog debugging", False),
            ("Radius DTLS debugging", False),
        ]
    else:
        states += [("Radius packet protocol", authentication or accounting), ("Radius elog debugging", False)]
    states.append(("Radius packet retransmission", False))
    if wide:
        states.append(("Radius table", authentication or accounting))
    states.append(("Radius server fail-over", False))
    yield from (f"{what} debugging is {'on' if on else 'off'}" for what, on in states)
