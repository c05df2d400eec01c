"""Lines of `router rip` that the notation cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import DELETED
from iosemu.features.policy.shared import (
    check_family_vrf,
    render_distribute_list,
    render_offset_list,
    render_passive,
    render_redistribute,
    set_distribute_list,
    set_distribute_list_source,
    set_distribute_prefix,
    set_distribute_prefix_source,
    set_offset_list,
    set_passive,
    set_redistribute,
)
from iosemu.features.rip.model import RipInterface, RipProcess
from iosemu.types import IPv4, Prefix, classful_length, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context

__all__ = [
    "check_family_vrf",
    "render_distribute_list",
    "render_network",
    "render_offset_list",
    "render_originate",
    "render_passive",
    "render_redistribute",
    "render_rip_summary",
    "set_distribute_list",
    "set_distribute_list_source",
    "set_distribute_prefix",
    "set_distribute_prefix_source",
    "set_network",
    "set_offset_list",
    "set_originate",
    "set_passive",
    "set_redistribute",
    "set_rip_summary",
]


def set_network(ctx: Context, negated: bool, address: IPv4) -> None:
    """RIP thinks in classful networks."""
    key = Prefix.of(address, classful_length(address)).network
    ctx.change(("networks", key), DELETED if negated else True)


def render_network(record: RipProcess) -> Iterator[str]:
    yield from (f"network {format_ipv4(network)}" for network in sorted(record.networks))


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
