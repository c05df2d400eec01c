"""The messages of inspection, and its debugs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.inspect import events
from iosemu.types import format_ip
from iosemu.wire import ipv4

FLAGS = tuple(
    Flag(f"ip inspect {name}", "INSPECT:", f"INSPECT {text} debugging")
    for name, text in (
        ("object-creation", "Object Creations"), ("object-deletion", "Object Deletions"), ("tcp", "TCP Inspection"),
        ("udp", "UDP Inspection"), ("icmp", "ICMP Inspection"),
    )
)  # fmt: skip
_CARRIERS = {ipv4.TCP: "tcp", ipv4.UDP: "udp", ipv4.ICMP: "icmp"}
_FIRST_PACKET = 0x64C8_0000


def _end(address: int, port: int) -> str:
    return f"({format_ip(address)}:{port})"


def _hole(event: events.SessionStarted | events.SessionEnded) -> int:
    return event.handle + 0x140


def _made(event: events.SessionStarted, told: Audience) -> Iterator[str]:
    first, second = _end(event.initiator, event.initiator_port), _end(event.responder, event.responder_port)
    head = f"FIREWALL* OBJ_CREATE: Pak {_FIRST_PACKET:X} sis {event.handle:X}"
    yield f"{head} initiator_addr {first} responder_addr {second}"
    yield f"initiator_alt_addr {first} responder_alt_addr {second}"
    if event.access_list:
        yield f"FIREWALL OBJ-CREATE: sid {_hole(event):X} acl {event.access_list} Prot: {event.name}"
        yield f" Src {format_ip(event.responder)} Port [{event.responder_port}:{event.responder_port}]"
        yield f" Dst {format_ip(event.initiator)} Port [{event.initiator_port}:{event.initiator_port}]"


def _gone(event: events.SessionEnded, told: Audience) -> Iterator[str]:
    yield f"FIREWALL OBJ_DELETE: delete sis {event.handle:X}"
    if event.access_list:
        yield f"FIREWALL OBJ_DELETE: sid {_hole(event):X} on acl {event.access_list} Prot: {event.name}"


def _seen(event: events.PacketInspected) -> Iterator[str]:
    pak = f"{_FIRST_PACKET + event.number % 0x1000 * 0x40:X}"
    ends = f"{_end(event.src, event.src_port)} {_end(event.dst, event.dst_port)}"
    head = f"FIREWALL* sis {event.handle:X} L4 inspect result:"
    if event.wrong is not None:
        yield f"{head} DROP packet {pak} {ends} bytes {event.size} ErrStr = {event.wrong.value} {event.name}"
    else:
        yield f"{head} PASS packet {pak} {ends} bytes {event.size} {event.name}"


def _of_tcp(event: events.PacketInspected, told: Audience) -> Iterator[str]:
    if event.carrier == ipv4.TCP:
        yield from _seen(event)


def _of_udp(event: events.PacketInspected, told: Audience) -> Iterator[str]:
    if event.carrier == ipv4.UDP:
        yield from _seen(event)


def _of_icmp(event: events.PacketInspected, told: Audience) -> Iterator[str]:
    if event.carrier == ipv4.ICMP:
        yield from _seen(event)


DEBUG: dict[str, dict[type, Callable[..., Iterator[str]]]] = {
    "ip inspect object-creation": {events.SessionStarted: _made},
    "ip inspect object-deletion": {events.SessionEnded: _gone},
    "ip inspect tcp": {events.PacketInspected: _of_tcp},
    "ip inspect udp": {events.PacketInspected: _of_udp},
    "ip inspect icmp": {events.PacketInspected: _of_icmp},
}


def _target(target: tuple[str, str] | None) -> str:
    return f"(target:class)-({target[0]}:{target[1]}):" if target is not None else ""


def _started(event: events.SessionStarted, told: Audience) -> Message | None:
    if not event.audited:
        return None
    first, second = _end(event.initiator, event.initiator_port), _end(event.responder, event.responder_port)
    text = f"{_target(event.target)}Start {event.name} session: initiator {first} -- responder {second}"
    return Message("FW", 6, "SESS_AUDIT_TRAIL_START", text)


def _ended(event: events.SessionEnded, told: Audience) -> Message | None:
    if not event.audited:
        return None
    first, second = _end(event.initiator, event.initiator_port), _end(event.responder, event.responder_port)
    text = f"{_target(event.target)}Stop {event.name} session: initiator {first} sent {event.sent} bytes"
    return Message("FW", 6, "SESS_AUDIT_TRAIL", f"{text} -- responder {second} sent {event.answered} bytes")


def _dropped(event: events.PacketDropped, told: Audience) -> Message:
    ends = f"{format_ip(event.src)}:{event.src_port} {format_ip(event.dst)}:{event.dst_port}"
    numbers = f"ip ident {event.ident} tcpflags 0x{0x5000 | event.flags:04X} seq.no {event.sequence}"
    where = f"on zone-pair {event.target[0]} class {event.target[1]}" if event.target is not None else ""
    why = f"due to  {event.why.value} with {numbers} ack {event.acknowledgment}"
    return Message("FW", 6, "DROP_PKT", f"Dropping {event.name} session {ends} {where} {why}")


def _aggressive(event: events.Aggressive, told: Audience) -> Message:
    name, words = ("ALERT_ON", "getting aggressive") if event.on else ("ALERT_OFF", "calming down")
    text = f"{_target(event.target)}{words}, count ({event.count}/{event.limit}) current 1-min rate: {event.rate}"
    return Message("FW", 4, name, text)


def _most(event: events.SessionsMaximum, told: Audience) -> Message:
    pair, name = event.target or ("", "")
    text = f'Number of sessions for the firewall policy on "(target:class)-({pair}:{name})" exceeds the configured'
    return Message("FW", 4, "SESSIONS_MAXIMUM", f"{text} sessions maximum value {event.limit}")


def _host(event: events.HostLimit, told: Audience) -> Message:
    host = format_ip(event.host)
    if not event.minutes:
        text = f"Max tcp half-open connections ({event.limit}) exceeded for host {host}."
        return Message("FW", 4, "HOST_TCP_ALERT_ON", text)
    time = f"{event.minutes} minute{'' if event.minutes == 1 else 's'}"
    text = f"Blocking new TCP connections to host {host} for {time} (half-open count {event.limit} exceeded)."
    return Message("FW", 2, "BLOCK_HOST", text)


def _free(event: events.HostFree, told: Audience) -> Message:
    return Message("FW", 4, "UNBLOCK_HOST", f"New TCP connections to host {format_ip(event.host)} no longer blocked")


SYSLOG = {
    events.SessionStarted: _started, events.SessionEnded: _ended, events.PacketDropped: _dropped,
    events.Aggressive: _aggressive, events.HostLimit: _host, events.HostFree: _free,
    events.SessionsMaximum: _most,
}  # fmt: skip
