"""Words of `debug tacacs`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag
from iosemu.features.tacacs.events import (
    Answered,
    PacketReceived,
    PacketSent,
    RequestQueued,
    ServerUsed,
    TimedOut,
    TimerStarted,
    Unreadable,
)
from iosemu.types import format_ipv4
from iosemu.wire.tacacs import HEAD, Acct, Authen, Author, Kind, text_of

FLAGS = (Flag("tacacs", "General OS:", "TACACS access control debugging"),)
_NAMES = {
    Kind.AUTHENTICATION: "Authentication",
    Kind.AUTHORIZATION: "Authorization",
    Kind.ACCOUNTING: "Accounting",
}
_SHORT = {Kind.AUTHENTICATION: "AUTHEN", Kind.AUTHORIZATION: "AUTHOR", Kind.ACCOUNTING: "ACCT"}
_AUTHEN: dict[int, str] = {
    Authen.PASS: "PASS (2)", Authen.FAIL: "FAIL (3)", Authen.GETDATA: "GET_DATA (6)", Authen.GETUSER: "GET_USER (7)",
    Authen.GETPASS: "GET_PASSWORD (8)", Authen.ERROR: "ERROR (4)",
}  # fmt: skip
_AUTHOR: dict[int, str] = {
    Author.PASS_ADD: "PASS", Author.PASS_REPL: "PASS_REPL", Author.FAIL: "FAIL", Author.ERROR: "ERROR",
}  # fmt: skip
_ACCT: dict[int, str] = {Acct.SUCCESS: "PASS", Acct.ERROR: "ERROR"}


def _queued(event: RequestQueued, told: Audience) -> Iterator[str]:
    name, ident = _NAMES[event.kind], event.ident
    yield f"TPLUS: Queuing AAA {name} request {ident} for processing"
    if event.kind == Kind.AUTHENTICATION:
        yield f"TPLUS: processing authentication {'continue' if event.more else 'start'} request id {ident}"
        if event.more:
            yield f"TPLUS: Authentication continue packet generated for {ident}"
        else:
            yield f"TPLUS: Authentication start packet created for {ident}({text_of(event.user)})"
        return
    yield f"TPLUS: processing {name.lower()} request id {ident}"
    if event.kind == Kind.AUTHORIZATION:
        yield "TPLUS: Protocol set to None .....Skipping"
    for argument in event.arguments:
        yield f"TPLUS: Sending AV {text_of(argument)}"
    yield f"TPLUS: {name} request created for {ident}({text_of(event.user)})"


def _used(event: ServerUsed, told: Audience) -> Iterator[str]:
    yield f"TPLUS: {'Choosing next' if event.next else 'Using'} server {format_ipv4(event.server)}"


def _started(event: TimerStarted, told: Audience) -> Iterator[str]:
    state = "NB_WAIT" if event.opening else "WRITE"
    yield f"TPLUS({event.ident:08X})/0/{state}/{event.handle:X}: Started {event.seconds} sec timeout"


def _sent(event: PacketSent, told: Audience) -> Iterator[str]:
    state = f"TPLUS({event.ident:08X})/0/{'NB_WAIT' if event.opening else 'WRITE'}"
    if event.opening:
        yield f"{state}: socket event 2"
    yield f"{state}: wrote entire {event.size} bytes request"


def _received(event: PacketReceived, told: Audience) -> Iterator[str]:
    state = f"TPLUS({event.ident:08X})/0/READ"
    yield f"{state}: socket event 1"
    yield f"{state}: Would block while reading"
    yield f"{state}: socket event 1"
    yield f"{state}: read entire {HEAD} header bytes (expect {event.size - HEAD} bytes data)"
    yield f"{state}: socket event 1"
    yield f"{state}: read entire {event.size} bytes response"
    yield f"TPLUS({event.ident:08X})/0/{event.handle:X}: Processing the reply packet"


def _timed_out(event: TimedOut, told: Audience) -> Iterator[str]:
    start = f"TPLUS({event.ident:08X})/0/{'NB_WAIT' if event.opening else 'READ'}/{event.handle:X}"
    yield f"{start}: timed out"
    yield f"{start}: timed out, clean up"
    yield f"TPLUS({event.ident:08X})/0/{event.handle:X}: Processing the reply packet"


def _unreadable(event: Unreadable, told: Audience) -> Iterator[str]:
    name = _SHORT[event.kind]
    yield f"TPLUS: received bad {name} packet: length = {event.size}, expected {event.claimed}"
    yield f"TPLUS: Invalid {name} packet (check keys)."


def _answered(event: Answered, told: Audience) -> Iterator[str]:
    if event.kind == Kind.AUTHENTICATION:
        yield f"TPLUS: Received authen response status {_AUTHEN.get(event.status, f'({event.status})')}"
    elif event.kind == Kind.AUTHORIZATION:
        for argument in event.arguments:
            yield f"TPLUS: Processed AV {text_of(argument)}"
        status = _AUTHOR.get(event.status, str(event.status))
        yield f"TPLUS: received authorization response for {event.ident}: {status}"
    else:
        yield f"TPLUS: Received accounting response with status {_ACCT.get(event.status, str(event.status))}"


DEBUG = {
    "tacacs": {
        RequestQueued: _queued,
        ServerUsed: _used,
        TimerStarted: _started,
        PacketSent: _sent,
        PacketReceived: _received,
        TimedOut: _timed_out,
        Unreadable: _unreadable,
        Answered: _answered,
    }
}
