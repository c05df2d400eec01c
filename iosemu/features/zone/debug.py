"""The messages of zones."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.zone import events
from iosemu.features.zone.pairs import CARRIERS
from iosemu.types import format_ip


def _dropped(event: events.ZoneDropped, told: Audience) -> Message:
    what = CARRIERS.get(event.protocol, "Unknown-l4")
    ends = f"{format_ip(event.src)}:{event.src_port} {format_ip(event.dst)}:{event.dst_port}"
    where = f"on zone-pair {event.target[0]} class {event.target[1]}" if event.target is not None else ""
    text = f"Dropping {what} session {ends} {where} due to  {event.why.value} with ip ident {event.ident}"
    return Message("FW", 6, "DROP_PKT", text)


def _passed(event: events.ZonePassed, told: Audience) -> Message:
    what = CARRIERS.get(event.protocol, "Unknown-l4")
    ends = f"{format_ip(event.src)}:{event.src_port} => {format_ip(event.dst)}:{event.dst_port}"
    pair, name = event.target
    text = f"(target:class)-({pair}:{name}) Passing {what} pkt {ends} with ip ident {event.ident}"
    return Message("FW", 6, "PASS_PKT", text)


SYSLOG = {events.ZoneDropped: _dropped, events.ZonePassed: _passed}
