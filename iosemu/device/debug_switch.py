"""The action behind `debug X`, `no debug X` and `undebug X`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from iosemu.cli.context import Context
from iosemu.device.feature import features


def debug_switch(
    feature: str,
    flag: str,
    options: Callable[..., Any] | None = None,
    suffix: Callable[..., str] | None = None,
) -> Callable[..., str]:
    """Make the `do_` function of a debug flag.

    `options(**values)` turns what was typed into what the flag's words are given (None without it); `suffix(**values)`
    follows " is on" (" for access list 100"). Both are called with the values of the command.
    """

    def switch(ctx: Context, **values: Any) -> str:
        debug = ctx.device.debug
        if ctx.negated:
            debug.attach(features()[feature])
            known, _ = debug.known[flag]
            debug.off(flag)
            return f"{known.text} is off"
        note = suffix(**values) if suffix is not None else ""
        known = debug.on(feature, flag, options(**values) if options is not None else None, note)
        return f"{known.text} is on{note}"

    return switch
