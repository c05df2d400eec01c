"""What the shows of GDOI have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.acl.names import PROTOCOLS, name_of
from iosemu.features.gdoi.model import Group
from iosemu.features.gdoi.policy import Line
from iosemu.types import MAX_IPV4, format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.gdoi.engine import GdoiEngine

OLD, NEW = "12.4", "XE"  # layouts
VERSION = "1.0.26"  # of GDOI, as a member of XE 17 says

def engine_of(device: Device) -> GdoiEngine | None:
    """None: there was never a line of GDOI."""
    found: GdoiEngine | None = device.engines.get("gdoi")  # type: ignore[assignment]  # kept by name
    return found


def row(name: str, value: object, indent: int = 4) -> str:
    return f"{' ' * indent}{name:<{29 - indent}}: {value}"


def identity(group: Group) -> str:
    if group.number is not None:
        return str(group.number)
    return format_ipv4(group.identity_address) if group.identity_address is not None else "None"


def span(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _address(address: int, mask: int) -> str:
    if not mask:
        return "any"
    if mask == MAX_IPV4:
        return f"host {format_ipv4(address)}"
    return f"{format_ipv4(address)} {format_ipv4(~mask & MAX_IPV4)}"


def line_text(line: Line) -> str:
    """``permit udp any port = 848 any``"""
    ends = []
    for address, mask, port in ((line.src, line.src_mask, line.src_port), (line.dst, line.dst_mask, line.dst_port)):
        ends.append(_address(address, mask) + (f" port = {port}" if port else ""))
    verb = "permit" if line.permit else "deny"
    return f"{verb} {name_of(PROTOCOLS, line.protocol)} {ends[0]} {ends[1]}"
