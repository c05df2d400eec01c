"""Words of `debug radius`, and of servers that die and come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.radius.events import (
    GivenUp,
    PacketReceived,
    PacketSent,
    Repeated,
    ReplyRefused,
    RequestMade,
    ServerAlive,
    ServerDead,
    TimedOut,
    TimerStarted,
)
from iosemu.types import format_ipv4
from iosemu.wire.radius import CISCO, OLD_ACCOUNTING_PORT, Attr, Code, Packet, vendor

AUTHENTICATION, ACCOUNTING = "radius authentication", "radius accounting"
_HEADING = "General OS:"
FLAGS = (
    Flag(AUTHENTICATION, _HEADING, "Radius packet protocol (authentication) debugging"),
    Flag(ACCOUNTING, _HEADING, "Radius packet protocol (accounting) debugging"),
)

CODES = {
    Code.ACCESS_REQUEST: "Access-Request",
    Code.ACCESS_ACCEPT: "Access-Accept",
    Code.ACCESS_REJECT: "Access-Reject",
    Code.ACCOUNTING_REQUEST: "Accounting-Request",
    Code.ACCOUNTING_RESPONSE: "Accounting-response",
    Code.ACCESS_CHALLENGE: "Access-Challenge",
}
_NAMES = {
    Attr.USER_NAME: "User-Name",
    Attr.USER_PASSWORD: "User-Password",
    Attr.NAS_IP_ADDRESS: "NAS-IP-Address",
    Attr.NAS_PORT: "NAS-Port",
    Attr.SERVICE_TYPE: "Service-Type",
    7: "Framed-Protocol",
    8: "Framed-IP-Address",
    Attr.LOGIN_IP_HOST: "login-ip-addr-host",
    Attr.LOGIN_SERVICE: "login-service",
    Attr.LOGIN_TCP_PORT: "login-tcp-port",
    Attr.REPLY_MESSAGE: "Reply-Message",
    Attr.STATE: "State",
    Attr.CLASS: "Class",
    Attr.SESSION_TIMEOUT: "Session-Timeout",
    Attr.IDLE_TIMEOUT: "Idle-Timeout",
    Attr.CALLING_STATION_ID: "Calling-Station-Id",
    32: "NAS-Identifier",
    Attr.ACCT_STATUS_TYPE: "Acct-Status-Type",
    Attr.ACCT_DELAY_TIME: "Acct-Delay-Time",
    Attr.ACCT_SESSION_ID: "Acct-Session-Id",
    Attr.ACCT_AUTHENTIC: "Acct-Authentic",
    Attr.ACCT_SESSION_TIME: "Acct-Session-Time",
    Attr.ACCT_TERMINATE_CAUSE: "Acct-Terminate-Cause",
    Attr.NAS_PORT_TYPE: "NAS-Port-Type",
    Attr.MESSAGE_AUTHENTICATOR: "Message-Authenticato",
    Attr.NAS_PORT_ID: "NAS-Port-Id",
}
_TEXTS = (Attr.USER_NAME, Attr.CALLING_STATION_ID, Attr.NAS_PORT_ID, Attr.ACCT_SESSION_ID, 32)
_ADDRESSES = (Attr.NAS_IP_ADDRESS, Attr.LOGIN_IP_HOST, 8)
VALUES: dict[int, dict[int, str]] = {
    Attr.SERVICE_TYPE: {1: "Login", 2: "Framed", 5: "Outbound", 6: "Administrative", 7: "NAS Prompt"},
    7: {1: "PPP"},
    Attr.LOGIN_SERVICE: {0: "Telnet"},
    Attr.ACCT_STATUS_TYPE: {1: "Start", 2: "Stop", 3: "Watchdog", 7: "System-Start", 8: "System-Stop"},
    Attr.ACCT_AUTHENTIC: {1: "RADIUS", 2: "Local", 3: "Remote"},
    Attr.ACCT_TERMINATE_CAUSE: {
        1: "user-request", 2: "lost-carrier", 4: "idle-timeout", 6: "admin-reset", 7: "admin-reboot",
    },
    Attr.NAS_PORT_TYPE: {0: "Async", 5: "Virtual"},
}  # fmt: skip


def _line(name: str, kind: int, size: int, value: str, deeper: bool = False) -> str:
    """``RADIUS:  NAS-Port-Type       [61]  6   Virtual                   [5]``"""
    start = f" {name:<19}" if deeper else f"{name:<20}"
    return f"RADIUS:  {start}{f'[{kind}]':<6}{size:<4}{value}"


def _octets(value: bytes) -> Iterator[str]:
    for at in range(0, len(value), 16):
        part = value[at : at + 16]
        text = "".join(chr(each) if 32 <= each < 127 else "?" for each in part)
        yield f"RADIUS:   {part.hex(' ').upper()} [ {text}]"


def _attribute(kind: int, value: bytes) -> Iterator[str]:
    name, size = _NAMES.get(kind, "unsupported"), len(value) + 2
    number = int.from_bytes(value, "big")
    if kind == Attr.USER_PASSWORD:
        yield _line(name, kind, size, "*")
    elif kind == Attr.VENDOR_SPECIFIC:
        ours = int.from_bytes(value[:4], "big") == CISCO
        yield _line("Vendor, Cisco" if ours else "Vendor, unsupported", kind, size, " ")
        for inner, text in vendor(value):
            told = f'"{text.decode("utf-8", "replace")}"' if inner == 1 else text.hex().upper()
            yield _line("Cisco AVpair" if inner == 1 else "unsupported", inner, len(text) + 2, told, deeper=True)
    elif kind in _TEXTS:
        yield _line(name, kind, size, f'"{value.decode("utf-8", "replace")}"')
    elif len(value) != 4 or kind in (Attr.STATE, Attr.CLASS, Attr.REPLY_MESSAGE):
        yield _line(name, kind, size, "")
        yield from _octets(value)
    elif kind in _ADDRESSES:
        yield _line(name, kind, size, f"{format_ipv4(number):<26}")
    elif number in VALUES.get(kind, {}):
        yield _line(name, kind, size, f"{VALUES[kind][number]:<26}[{number}]")
    else:
        yield _line(name, kind, size, f"{number:<26}")


def _packet(packet: Packet) -> Iterator[str]:
    halves = packet.authenticator[:8].hex(" ").upper(), packet.authenticator[8:].hex(" ").upper()
    yield f"RADIUS:  authenticator {halves[0]} - {halves[1]}"
    for kind, value in packet.attributes:
        yield from _attribute(kind, value)


def _size(packet: Packet) -> int:
    return len(packet.encode())


def _made(event: RequestMade, told: Audience) -> Iterator[str]:
    ident = f"{event.ident:08X}"
    source = format_ipv4(event.source)
    if not event.ident:
        yield f"RADIUS: Pick NAS IP for u=0x7605 tableid=0 cfg_addr={source}"
        return
    yield f"RADIUS/ENCODE({ident}):Orig. component type = Exec"
    if event.login:
        yield f'RADIUS/ENCODE({ident}): dropping service type, "radius-server attribute 6 on-for-login-auth" is off'
    yield f"RADIUS({ident}): Config NAS IP: {source}"
    if event.session:
        yield f"RADIUS/ENCODE({ident}): acct_session_id: {event.session}"
    yield f"RADIUS({ident}): sending"


def _sent(event: PacketSent, told: Audience) -> Iterator[str]:
    server = format_ipv4(event.server)
    if event.chosen:
        yield f"RADIUS/ENCODE: Best Local IP-Address {format_ipv4(event.source)} for Radius-Server {server}"
    yield (
        f"RADIUS({event.ident:08X}): Send {CODES[Code(event.packet.code)]} to {server}:{event.port} "
        f"id {event.from_port}/{event.packet.id}, len {_size(event.packet)}"
    )
    yield from _packet(event.packet)
    if told.software.radius_debug_wide:
        yield f"RADIUS({event.ident:08X}): Sending a IPv4 Radius Packet"


def _started(event: TimerStarted, told: Audience) -> Iterator[str]:
    yield f"RADIUS({event.ident:08X}): Started {event.seconds} sec timeout"


def _timed_out(event: TimedOut, told: Audience) -> Iterator[str]:
    yield f"RADIUS({event.ident:08X}): Request timed out!"


def _repeated(event: Repeated, told: Audience) -> Iterator[str]:
    where = f"({format_ipv4(event.server)}:{event.auth_port},{event.acct_port})"
    yield f"RADIUS: {'Fail-over' if event.over else 'Retransmit'} to {where} for id {event.from_port}/{event.id}"


def _given_up(event: GivenUp, told: Audience) -> Iterator[str]:
    where = f"({format_ipv4(event.server)}:{event.auth_port},{event.acct_port})"
    yield f"RADIUS: No response from {where} for id {event.from_port}/{event.id}"
    yield "RADIUS: No response from server"


def _received(event: PacketReceived, told: Audience) -> Iterator[str]:
    name = CODES[Code(event.packet.code)] if event.packet.code in CODES else f"code={event.packet.code}"
    yield (
        f"RADIUS: Received from id {event.from_port}/{event.packet.id} {format_ipv4(event.server)}:{event.port}, "
        f"{name}, len {_size(event.packet)}"
    )
    yield from _packet(event.packet)
    yield f"RADIUS({event.ident:08X}): Received from id {event.from_port}/{event.packet.id}"


def _refused(event: ReplyRefused, told: Audience) -> Iterator[str]:
    what = "message-authenticator" if event.signature else "response-authenticator"
    yield f"RADIUS: {what} decrypt fail, pak len {event.size}"
    yield f"RADIUS: Response ({event.id}) failed decrypt"


def _words(accounting: bool) -> dict[type, Callable[[Any, Audience], Iterator[str]]]:
    """Each flag tells of its own packets."""

    def of_ours(words: Callable[[Any, Audience], Iterator[str]]) -> Callable[[Any, Audience], Iterator[str]]:
        def told(event: Any, audience: Audience) -> Iterator[str]:
            about = getattr(event, "accounting", None)
            if about is None:
                about = event.from_port == OLD_ACCOUNTING_PORT
            if about is accounting:
                yield from words(event, audience)

        return told

    plain: dict[type, Callable[[Any, Audience], Iterator[str]]] = {
        RequestMade: _made, PacketSent: _sent, TimerStarted: _started, TimedOut: _timed_out, Repeated: _repeated,
        GivenUp: _given_up, PacketReceived: _received, ReplyRefused: _refused,
    }  # fmt: skip
    return {kind: of_ours(words) for kind, words in plain.items()}


DEBUG = {AUTHENTICATION: _words(False), ACCOUNTING: _words(True)}


def _dead(event: ServerDead, told: Audience) -> Message:
    where = f"{format_ipv4(event.server)}:{event.auth_port},{event.acct_port}"
    return Message("RADIUS", 4, "RADIUS_DEAD", f"RADIUS server {where} is not responding.")


def _alive(event: ServerAlive, told: Audience) -> Message:
    where = f"{format_ipv4(event.server)}:{event.auth_port},{event.acct_port}"
    return Message("RADIUS", 4, "RADIUS_ALIVE", f"RADIUS server {where} is being marked alive.")


SYSLOG = {ServerDead: _dead, ServerAlive: _alive}
