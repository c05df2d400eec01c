"""What the grammar cannot say of PIM."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import DELETED
from iosemu.cli.context import Warn
from iosemu.features.pim.model import PimConfig, StaticMroute
from iosemu.types import InterfaceName, IPv4, Prefix, format_ipv4, is_multicast, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.interface import Interface

_UNROUTED = 'WARNING: "ip multicast-routing{}" is not configured,\n         IP Multicast packets will not be forwarded'


def check_mode(ctx: Context, mode: str = "") -> Warn | None:
    """PIM runs only where groups are routed: in no VRF but the global one."""
    iface: Interface = ctx.obj
    vrf = iface.vrf.name
    if ctx.negated or ctx.defaulted or (ctx.device[PimConfig].routing and not vrf):
        return None
    return Warn(_UNROUTED.format(f" vrf {vrf}" if vrf else ""))


def check_rp(ctx: Context, address: IPv4, acl: str = "", override: bool = False) -> str | None:
    if is_multicast(address) or not address:
        return f"%Illegal RP address {format_ipv4(address)}"
    return None


def render_ssm(record: PimConfig) -> Iterator[str]:
    if record.ssm:
        yield "ip pim ssm default" if record.ssm == "default" else f"ip pim ssm range {record.ssm}"


def set_mroute(
    ctx: Context, negated: bool, network: IPv4, length: int, via: IPv4 | InterfaceName | None = None, distance: int = 0
) -> None:
    prefix = Prefix.of(network, length)
    if not negated:
        ctx.change(("mroutes", prefix), StaticMroute(via, distance))
    elif prefix in ctx.record.mroutes:
        ctx.change(("mroutes", prefix), DELETED)


def render_mroute(record: PimConfig) -> Iterator[str]:
    for prefix, line in sorted(record.mroutes.items()):
        via = format_ipv4(line.via) if isinstance(line.via, int) else str(line.via)
        tail = f" {line.distance}" if line.distance else ""
        yield f"ip mroute {format_ipv4(prefix.network)} {format_ipv4(mask_of(prefix.length))} {via}{tail}"
