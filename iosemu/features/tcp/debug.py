"""debug ip tcp transactions, and what is logged of signatures"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.device.sockets.events import (
    Address,
    ConnectionAccepted,
    ConnectionCreated,
    ConnectionGone,
    Retransmitting,
    Signature,
    StateChanged,
    SynSent,
)
from iosemu.types import format_ip

FLAGS = (Flag("ip tcp transactions", "TCP:", "TCP special event debugging"),)


def _dotted(address: Address) -> str:
    return f"{format_ip(address[0])}.{address[1]}"


def _colon(address: Address) -> str:
    return f"{format_ip(address[0])}:{address[1]}"


def _created(event: ConnectionCreated, told: Audience) -> Iterator[str]:
    yield f"TCB{event.tcb:X} created"
    if event.random_port:
        yield f"TCP: Random local port generated {event.local[1]}, network 1"
    yield f"TCB{event.tcb:X} bound to {_dotted(event.local)}"


def _accepted(event: ConnectionAccepted, told: Audience) -> Iterator[str]:
    yield f"TCB{event.tcb:X} created"


def _syn(event: SynSent, told: Audience) -> Iterator[str]:
    yield f"TCP: sending SYN, seq {event.sequence}, ack {event.acknowledgment}"
    yield f"TCP0: Connection to {_colon(event.remote)}, advertising MSS {event.mss}"


def _state(event: StateChanged, told: Audience) -> Iterator[str]:
    remote = f"{format_ip(event.remote[0])}({event.remote[1]})"
    yield f"TCP0: state was {event.old.value} -> {event.new.value} [{event.local[1]} -> {remote}]"


def _again(event: Retransmitting, told: Audience) -> Iterator[str]:
    yield "TCP0: RETRANS timeout timer expired"
    yield f"TCP0: timeout #{event.count} - timeout is {round(event.timeout * 1000)} ms, seq {event.sequence}"
    yield f"TCP: ({event.local[1]}) -> {format_ip(event.remote[0])}({event.remote[1]})"


def _gone(event: ConnectionGone, told: Audience) -> Iterator[str]:
    yield f"TCB {event.tcb:X} destroyed"


def _signature(event: Signature, told: Audience) -> Message:
    kind = "Invalid" if event.present else "No"
    way = f"{format_ip(event.src)}({event.src_port}) to {format_ip(event.dst)}({event.dst_port})"
    return Message("TCP", 6, "BADAUTH", f"{kind} MD5 digest from {way} tableid - {event.table}")


DEBUG = {
    "ip tcp transactions": {
        ConnectionCreated: _created,
        ConnectionAccepted: _accepted,
        SynSent: _syn,
        StateChanged: _state,
        Retransmitting: _again,
        ConnectionGone: _gone,
    }
}
SYSLOG = {Signature: _signature}
