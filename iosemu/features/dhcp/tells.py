"""What DHCP tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.dhcp.model import DhcpInterface
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import IpFacts
    from iosemu.features.dhcp.engine import DhcpEngine


def ip_interface(engine: DhcpEngine, iface: Interface, facts: IpFacts) -> None:
    line = iface.get(DhcpInterface)
    if line is not None:
        facts.helpers = tuple(format_ipv4(address) for _, address in line.helpers)
    client = engine.clients.get(iface)
    if client is not None and client.lease is not None:
        source = f" from host {format_ipv4(client.lease.server)}" if iface.device.software.dhcp_tells_source else ""
        facts.lender = f"DHCP{source}"
