"""How a router names itself to DHCP servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.dhcp.client import Settings
from iosemu.types import format_mac

if TYPE_CHECKING:
    from iosemu.device.interface import Interface, LeaseLine

DAY = 86400  # seconds of a lease that a router asks for, where it asks


def settings_of(iface: Interface, line: LeaseLine) -> Settings:
    """By what `ip address dhcp` says. An identifier begins with its kind (RFC 2132 section 9.14)."""
    device = iface.device
    named = device.interfaces.get(line.client_id) if line.client_id is not None else None
    if named is not None:
        ident = b"\x01" + named.mac.to_bytes(6, "big")
    else:
        ident = b"\0" + f"cisco-{format_mac(iface.mac)}-{iface.name.short}".encode()
    software = device.software
    return Settings(
        ident, line.hostname or device.hostname, "ciscopnp" if software.dhcp_names_class else "",
        asks_lease=DAY if software.dhcp_asks_lease else 0,
    )  # fmt: skip


def ident_text(ident: bytes) -> str:
    """As it is shown: text, or the hardware address in its dots."""
    if ident[:1] == b"\x01" and len(ident) == 7:
        return format_mac(int.from_bytes(ident[1:], "big"))
    return ident[1:].decode("latin-1")
