"""What the log says of IPv6."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.device.v6.events import DuplicateAddress
from iosemu.types import format_ipv6


def _duplicate(event: DuplicateAddress, told: Audience) -> Message:
    facility = "IPV6_ND" if told.software.nd_using else "IPV6"
    return Message(facility, 4, "DUPLICATE", f"Duplicate address {format_ipv6(event.address)} on {event.iface}")


SYSLOG = {DuplicateAddress: _duplicate}
