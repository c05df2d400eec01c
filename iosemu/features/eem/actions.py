"""`event manager run`, `debug event manager action cli`, `clear event manager history events`."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Context, Interrupted, Request, Wait
from iosemu.device.debug_switch import debug_switch
from iosemu.features.eem.debug import ACTION_CLI
from iosemu.features.eem.model import EemConfig
from iosemu.features.eem.words import tokens

if TYPE_CHECKING:
    from iosemu.features.eem.engine import EemEngine

do_debug_action_cli = debug_switch("eem", ACTION_CLI)


def do_run(ctx: Context, name: str, arguments: str = "") -> str | Generator[Request, Any, None] | None:
    """A policy of `event none`. Where it is synchronous, as usual, the terminal waits, and sees what it puts."""
    engine: EemEngine | None = ctx.device.engine("eem") if ctx.device.get(EemConfig) is not None else None
    each = engine.registered.get(name) if engine is not None else None
    event = each.applet.event if each is not None else None
    if engine is None or event is None or event.kind != "none":
        return f"EEM policy {name} not registered with event none Event Detector"
    words = tuple(tokens(arguments) or ())
    if event.sync is False:
        engine.run_by_name(name, words, None)
        return None
    return _waiting(ctx, engine, name, words)


def _waiting(ctx: Context, engine: EemEngine, name: str, words: tuple[str, ...]) -> Generator[Request, Any, None]:
    run = engine.run_by_name(name, words, ctx.process)
    try:
        if run is not None and not run.status:
            yield Wait(None)
    except Interrupted:
        if run is not None:
            run.caller = None
        raise


def do_clear_history(ctx: Context) -> None:
    if ctx.device.get(EemConfig) is not None:
        ctx.device.engine("eem").history.clear()
