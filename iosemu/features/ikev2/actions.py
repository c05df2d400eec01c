"""Exec commands that act on IKEv2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.device.debug_switch import debug_switch
from iosemu.features.ikev2.show import chosen, engine_of
from iosemu.features.ikev2.stats import Statistics

if TYPE_CHECKING:
    from iosemu.cli.context import Context


do_debug_ikev2 = debug_switch("ikev2", "crypto ikev2")
_KINDS = {kind: debug_switch("ikev2", f"crypto ikev2 {kind}") for kind in ("error", "internal", "packet")}


def do_debug_ikev2_kind(ctx: Context, kind: str) -> Any:
    return _KINDS[kind](ctx)


def do_clear_sa(ctx: Context, **which: Any) -> None:
    """The peers are told."""
    engine = engine_of(ctx)
    if engine is not None:
        for sa in chosen(engine, **which):
            engine.life.delete(sa)


def do_clear_stats(ctx: Context) -> None:
    engine = engine_of(ctx)
    if engine is not None:
        engine.stats = Statistics()


def do_clear_diagnose(ctx: Context) -> None:
    engine = engine_of(ctx)
    if engine is not None:
        engine.exits.clear()


def do_clear_client(ctx: Context, name: str) -> None:
    engine = engine_of(ctx)
    if engine is not None:
        engine.clients.clear(name)


def do_connect_client(ctx: Context, name: str) -> str | None:
    engine = engine_of(ctx)
    done = engine is not None and engine.clients.connect(name)
    return None if done else f"% FlexVPN client {name} cannot be connected now"
