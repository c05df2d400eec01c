"""Syslog of virtual reassembly."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.vfr import events
from iosemu.types import format_ipv4


def _full(event: events.TableFull, told: Audience) -> Message:
    text = f"{event.iface}: the fragment table has reached its maximum threshold {event.most}"
    return Message("IP_VFR", 4, "FRAG_TABLE_OVERFLOW", text)


def _many(event: events.TooMany, told: Audience) -> Message:
    ends = f"sent by {format_ipv4(event.src)}, destined to {format_ipv4(event.dst)}"
    text = f"{event.iface}: Too many fragments per datagram (more than {event.most}) - {ends}"
    return Message("IP_VFR", 4, "TOO_MANY_FRAGMENTS", text)


def _overlap(event: events.Overlap, told: Audience) -> Message:
    ends = f"from the host {format_ipv4(event.src)} destined to {format_ipv4(event.dst)}"
    return Message("IP_VFR", 3, "OVERLAP_FRAGMENTS", f"{event.iface}: {ends}")


SYSLOG = {events.TableFull: _full, events.TooMany: _many, events.Overlap: _overlap}
