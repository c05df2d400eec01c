"""Exec commands that act on ISAKMP, and the filters of all crypto debugs."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli import AskKey
from iosemu.device.debug_switch import debug_switch
from iosemu.features.keying.conditions import AREAS, Conditions
from iosemu.types import MAX_IPV4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.isakmp.engine import IsakmpEngine


def do_clear(ctx: Context, conn_id: int | None = None, standby: bool = False) -> str | None:
    """All SAs, or the one of a connection id; the peers are told. None stands by."""
    if standby:
        return None
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    if not engine.clear(conn_id) and conn_id is not None:
        return f"%ISAKMP SA {conn_id} not found"
    return None


def do_clear_admission(ctx: Context) -> None:
    engine: IsakmpEngine = ctx.device.engine("isakmp")
    engine.admission.clear()


do_debug_isakmp = debug_switch("isakmp", "crypto isakmp")
do_debug_isakmp_error = debug_switch("isakmp", "crypto isakmp error")
do_debug_engine = debug_switch("isakmp", "crypto engine")


def do_debug_condition(
    ctx: Context,
    peer: int | None = None,
    mask: int = MAX_IPV4,
    connection: int = 0,
    engine: int = 0,
    profile: str = "",
    area: str = "",
) -> None:
    """Silent, like IOS; holds for the debugs of ISAKMP, of IPsec and of the crypto engine."""
    conditions: Conditions = ctx.device.engine("keying").conditions
    chosen: list[tuple[set[Any], Any]]
    if connection:
        chosen = [(conditions.connections, (connection, engine))]
    elif profile:
        chosen = [(conditions.profiles, profile)]
    elif peer is None:
        chosen = [(conditions.unmatched, each) for each in ([area] if area else AREAS)]
    elif mask == MAX_IPV4:
        chosen = [(conditions.peers, peer)]
    else:
        chosen = [(conditions.subnets, (peer & mask, mask))]
    for table, entry in chosen:
        (table.discard if ctx.negated else table.add)(entry)


def do_debug_condition_reset(ctx: Context) -> Generator[AskKey, Any, None]:
    key = yield AskKey(
        "This operation will remove all the debug crypto conditions and conditional debugs. Proceed? [confirm]"
    )
    if key in ("", "\r", "\n", "y", "Y"):
        ctx.device.engine("keying").conditions.clear()
