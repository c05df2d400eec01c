"""Lines of `router rip` that the notation cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import DELETED
from iosemu.features.policy.config import change_distribute, change_offset, render_distribute, render_offsets
from iosemu.features.rip.model import RipInterface, RipProcess
from iosemu.types import InterfaceName, IPv4, Prefix, classful_length, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def set_network(ctx: Context, negated: bool, address: IPv4) -> None:
    """RIP thinks in classful networks."""
    key = Prefix.of(address, classful_length(address)).network
    ctx.change(("networks", key), DELETED if negated else True)


def render_network(record: RipProcess) -> Iterator[str]:
    yield from (f"network {format_ipv4(network)}" for network in sorted(record.networks))


def set_passive(ctx: Context, negated: bool, default: bool = False, iface: InterfaceName | None = None) -> None:
    record: RipProcess = ctx.record
    if iface is None:
        ctx.change(("passive_default",), not negated)
        ctx.change(("passive",), {})
        ctx.change(("not_passive",), {})
        return
    table = "not_passive" if record.passive_default else "passive"
    ctx.change((table, iface), True if negated == record.passive_default else DELETED)


def render_passive(record: RipProcess) -> Iterator[str]:
    if record.passive_default:
        yield "passive-interface default"
        yield from (f"no passive-interface {name}" for name in sorted(record.not_passive))
    else:
        yield from (f"passive-interface {name}" for name in sorted(record.passive))


def set_distribute_list(
    ctx: Context, negated: bool, name: str | int, direction: str, iface: InterfaceName | None = None
) -> None:
    change_distribute(ctx, negated, "acl", name, direction, iface)


def set_distribute_list_source(
    ctx: Context, negated: bool, name: str | int, source: str, number: int | None = None
) -> None:
    """Only what was redistributed from this source."""
    change_distribute(ctx, negated, "acl", name, "out", f"{source} {number}" if number is not None else source)


def render_distribute_list_source(record: RipProcess) -> Iterator[str]:
    yield from ()


def set_distribute_prefix(
    ctx: Context, negated: bool, name: str, direction: str, iface: InterfaceName | None = None
) -> None:
    change_distribute(ctx, negated, "prefix", name, direction, iface)


def render_distribute_list(record: RipProcess) -> Iterator[str]:
    return render_distribute(record)


def render_distribute_prefix(record: RipProcess) -> Iterator[str]:
    yield from ()


def set_offset_list(
    ctx: Context, negated: bool, name: str | int, direction: str, amount: int = 0, iface: InterfaceName | None = None
) -> None:
    change_offset(ctx, negated, name, direction, amount, iface)


def render_offset_list(record: RipProcess) -> Iterator[str]:
    return render_offsets(record)


def set_originate(ctx: Context, negated: bool, originate_map: str = "") -> None:
    ctx.change(("originate_default",), not negated)
    ctx.change(("originate_map",), "" if negated else originate_map)


def render_originate(record: RipProcess) -> Iterator[str]:
    if record.originate_default:
        yield f"default-information originate route-map {record.originate_map}".removesuffix(" route-map ")


def set_rip_summary(ctx: Context, negated: bool, network: IPv4, length: int) -> None:
    key = (network & mask_of(length), length)
    ctx.change(("summaries", key), DELETED if negated else True)


def render_rip_summary(record: RipInterface) -> Iterator[str]:
    for network, length in sorted(record.summaries):
        yield f"ip summary-address rip {format_ipv4(network)} {format_ipv4(mask_of(length))}"
