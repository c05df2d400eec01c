"""Lines of `ipv6 router rip` and `ipv6 rip` that the notation cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.cli.context import BadArgument
from iosemu.features.policy import shared
from iosemu.features.policy.shared import set_distribute_prefix
from iosemu.features.ripng.model import RipngInterface, RipngJoin, RipngProcess
from iosemu.types import Prefix6

if TYPE_CHECKING:
    from iosemu.cli.context import Context

__all__ = ["set_distribute_prefix"]


def check_ripng_process(ctx: Context, name: str = "") -> str | None:
    """IPv6 must be routed. With the process go the interfaces' lines that name it."""
    if ctx.negated or ctx.defaulted:
        for iface in ctx.device:
            slot = iface.get(RipngInterface)
            if slot is not None:
                slot.rips.pop(name, None)
        return None
    return None if ctx.device.booting or ctx.device.ip6.routing else "% IPv6 routing not enabled"


def check_ripng_join(ctx: Context, **values: Any) -> str | None:
    if ctx.negated or ctx.defaulted or ctx.device.booting or ctx.device.ip6.routing:
        return None
    return "% IPv6 routing not enabled"


def set_redistribute(ctx: Context, negated: bool, source: str, **typed: Any) -> BadArgument | None:
    """Not itself."""
    process: RipngProcess = ctx.record
    if source == f"rip {process.name}" and not negated:
        return BadArgument("source")
    return shared.set_redistribute(ctx, negated, source, **typed)


def render_redistribute(record: RipngProcess) -> Iterator[str]:
    for source, options in record.redistribute.items():
        line = f"redistribute {source}"
        line += " metric transparent" if options.transparent else ""
        line += f" metric {options.metric}" if options.metric is not None and not options.transparent else ""
        line += f" match {' '.join(options.match)}" if options.match else ""
        line += f" route-map {options.route_map}" if options.route_map else ""
        yield line + (" include-connected" if options.include_connected else "")


def render_distribute_prefix(record: RipngProcess) -> Iterator[str]:
    for (direction, scope), entry in record.distribute.items():
        yield f"distribute-list prefix-list {entry.name} {direction} {scope}".rstrip()


def set_ripng_port(ctx: Context, negated: bool, port: int = 0, group: int = 0) -> BadArgument | None:
    """Both go back together."""
    plain = RipngProcess()
    if not negated and group >> 120 != 0xFF:
        return BadArgument("group")
    ctx.change("port", plain.port if negated else port)
    ctx.change("group", plain.group if negated else group)
    return None


def set_ripng_summary(ctx: Context, negated: bool, name: str, prefix: tuple[int, int]) -> None:
    slot: RipngInterface = ctx.record
    whole = Prefix6.of(*prefix)
    key = (whole.network, whole.length)
    if name not in slot.rips:
        if negated:
            return
        ctx.change(("rips", name), RipngJoin(summaries={key: True}))
    else:
        ctx.change(("rips", name, "summaries", key), DELETED if negated else True)


def render_ripng_summary(record: RipngInterface) -> Iterator[str]:
    for name, join in record.rips.items():
        for network, length in sorted(join.summaries):
            yield f"ipv6 rip {name} summary-address {Prefix6(network, length)}"
