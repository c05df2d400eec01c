"""The rows of `show tunnel endpoints`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.gre.driver import TunnelDriver
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName


@dataclass(slots=True)
class TunnelEndpointRow:
    """A next hop of a multipoint tunnel and the far end behind which it is; `age` in seconds."""

    interface: str
    transport: str
    overlay: str
    age: float


def show_tunnel_endpoints(ctx: Context, tunnel: InterfaceName | None = None) -> Iterator[TunnelEndpointRow]:
    now = ctx.device.scheduler.now
    for iface in ctx.device.interfaces.in_order():
        driver = iface.driver
        if not isinstance(driver, TunnelDriver) or not driver.multipoint or tunnel not in (None, iface.name):
            continue
        resolver = driver.resolver
        for hop, nbma in sorted(resolver.known(iface)) if resolver is not None else ():
            age = now - resolver.known_since(iface, hop) if resolver is not None else 0.0
            yield TunnelEndpointRow(iface.text, format_ipv4(nbma), format_ipv4(hop), age)
