"""The messages of VRFs in the log."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.vrf.events import LimitExceeded, LimitNear


def _near(event: LimitNear, told: Audience) -> Message:
    return Message("IPRT", 3, "ROUTELIMITWARNING", f"IP routing table limit warning - {event.vrf}")


def _exceeded(event: LimitExceeded, told: Audience) -> Message:
    text = f"IP routing table limit exceeded - {event.vrf}, {event.prefix}"
    return Message("IPRT", 3, "ROUTELIMITEXCEEDED", text)


SYSLOG = {LimitNear: _near, LimitExceeded: _exceeded}
