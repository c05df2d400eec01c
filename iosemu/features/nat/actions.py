"""`clear ip nat`, `debug ip nat`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch
from iosemu.features.nat.events import Translated
from iosemu.features.nat.stats import Stats
from iosemu.features.nat.table import Entry, Pair
from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.nat.engine import NatEngine

_NUMBERS = {"tcp": ipv4.TCP, "udp": ipv4.UDP}


@dataclass(slots=True)
class Listed:
    """What an access list permits, of what is translated."""

    device: Device
    acl: str

    def __call__(self, event: object) -> bool:
        if not isinstance(event, Translated):
            return True
        return any(
            self.device.engine("acl").matches(self.acl, packet) is not False for packet in (event.before, event.after)
        )


def _suffix(acl: int | None = None) -> str:
    return f" for access list {acl}" if acl is not None else ""


_switch = debug_switch("nat", "ip nat", suffix=_suffix)
do_debug_detailed = debug_switch("nat", "ip nat detailed")


def do_debug_nat(ctx: Context, acl: int | None = None) -> str:
    filters = ctx.device.debug.filters
    filters.pop("ip nat", None)
    if acl is None:
        return _switch(ctx)
    if not ctx.negated:
        filters["ip nat"] = Listed(ctx.device, str(acl))
    return _switch(ctx, acl=acl)


def _engine(ctx: Context) -> NatEngine | None:
    found: NatEngine | None = ctx.device.engines.get("nat")
    return found


def do_clear_statistics(ctx: Context) -> None:
    engine = _engine(ctx)
    if engine is not None:
        engine.stats = Stats()


def do_clear_all(ctx: Context, vrf: str = "") -> str | None:
    """Static ones stay."""
    engine = _engine(ctx)
    if engine is None:
        return None
    if not vrf:
        engine.clear()
        return None
    found = ctx.device.vrfs.get(vrf)
    if found is None:
        return f"% VRF {vrf} does not exist"
    for each in [*engine.table, *engine.table.pairs]:
        if (each.inner_vrf if isinstance(each, Entry) else each.vrf) == found.number:
            engine.end(each)
    return None


def _end(engine: NatEngine, found: list[Entry | Pair]) -> str | None:
    if not found:
        return "% Translation not found"
    for each in found:
        engine.end(each)
    return None


def do_clear_inside(
    ctx: Context, global_: IPv4, local: IPv4, outside_local: IPv4 = 0, outside_global: IPv4 = 0
) -> str | None:
    """The simple one of a pair of addresses and what hangs on it; with the far end, that alone."""
    engine = _engine(ctx)
    if engine is None:
        return "% Translation not found"
    found: list[Entry | Pair] = [
        entry for entry in engine.table
        if (entry.global_[0], entry.local[0]) == (global_, local)
        and (not outside_local or (entry.outside_local[0], entry.outside_global[0]) == (outside_local, outside_global))
    ]  # fmt: skip
    if not outside_local:
        found += [pair for pair in engine.table.pairs if (pair.global_, pair.local) == (global_, local)]
    return _end(engine, found)


def do_clear_outside(ctx: Context, local: IPv4, global_: IPv4) -> str | None:
    engine = _engine(ctx)
    if engine is None:
        return "% Translation not found"
    far = local, global_
    found: list[Entry | Pair] = [
        entry for entry in engine.table if (entry.outside_local[0], entry.outside_global[0]) == far
    ]
    found += [pair for pair in engine.table.pairs if pair.rule.side == "outside" and (pair.local, pair.global_) == far]
    return _end(engine, found)


def do_clear_port(
    ctx: Context, protocol: str, global_: IPv4, global_port: int, local: IPv4, local_port: int,
    outside_local: IPv4 = 0, outside_local_port: int = 0, outside_global: IPv4 = 0, outside_global_port: int = 0,
) -> str | None:  # fmt: skip
    engine = _engine(ctx)
    if engine is None:
        return "% Translation not found"
    near = (global_, global_port), (local, local_port)
    far = (outside_local, outside_local_port), (outside_global, outside_global_port)
    found: list[Entry | Pair] = [
        entry for entry in engine.table
        if entry.protocol == _NUMBERS[protocol] and (entry.global_, entry.local) == near
        and (not outside_local or (entry.outside_local, entry.outside_global) == far)
    ]  # fmt: skip
    return _end(engine, found)
