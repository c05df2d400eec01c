"""`debug ip igmp`."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.device.debug import Audience, Flag
from iosemu.features.igmp import events
from iosemu.types import format_ipv4
from iosemu.wire.igmp import Mode

FLAGS = (Flag("igmp", "IGMP:", "IGMP debugging"),)


def _query_sent(event: events.QuerySent, told: Audience) -> Iterable[str]:
    to = f" for {format_ipv4(event.group)}" if event.group else ""
    kind = "group-specific" if event.group else "general"
    yield f"IGMP(0): Send v{event.version} {kind} Query on {event.iface}{to}"


def _query_heard(event: events.QueryHeard, told: Audience) -> Iterable[str]:
    yield f"IGMP(0): Received v{event.version} Query on {event.iface} from {format_ipv4(event.peer)}"


def _planned(event: events.AnswerPlanned, told: Audience) -> Iterable[str]:
    group = format_ipv4(event.group)
    yield f"IGMP(0): Set report delay time to {event.delay:.1f} seconds for {group} on {event.iface}"


def _report_sent(event: events.ReportSent, told: Audience) -> Iterable[str]:
    yield f"IGMP(0): Send v{event.version} Report for {format_ipv4(event.group)} on {event.iface}"


def _report_heard(event: events.ReportHeard, told: Audience) -> Iterable[str]:
    group, peer = format_ipv4(event.group), format_ipv4(event.peer)
    if event.version < 3:
        yield f"IGMP(0): Received v{event.version} Report on {event.iface} from {peer} for {group}"
    yield f"IGMP(0): Received Group record for group {group}, mode {event.mode} from {peer} for {event.sources} sources"
    if event.first:
        yield f"IGMP(0): WAVL Insert group: {group} interface: {event.iface}Successful"
    if event.mode in (Mode.IS_EXCLUDE, Mode.TO_EXCLUDE):
        if event.first:
            yield f"IGMP(0): Switching to EXCLUDE mode for {group} on {event.iface}"
        yield f"IGMP(0): Updating EXCLUDE group timer for {group}"
        yield f"IGMP(0): MRT Add/Update {event.iface} for (*,{group}) by 0"


def _leave_sent(event: events.LeaveSent, told: Audience) -> Iterable[str]:
    yield f"IGMP(0): Send Leave for {format_ipv4(event.group)} on {event.iface}"


def _leave_heard(event: events.LeaveHeard, told: Audience) -> Iterable[str]:
    group, peer = format_ipv4(event.group), format_ipv4(event.peer)
    yield f"IGMP(0): Received Leave from {peer} ({event.iface}) for {group}"


DEBUG = {
    "igmp": {
        events.QuerySent: _query_sent, events.QueryHeard: _query_heard, events.AnswerPlanned: _planned,
        events.ReportSent: _report_sent, events.ReportHeard: _report_heard, events.LeaveSent: _leave_sent,
        events.LeaveHeard: _leave_heard,
    },
}  # fmt: skip
