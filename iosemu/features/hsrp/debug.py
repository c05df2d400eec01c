"""`debug standby`, and what HSRP logs."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.hsrp.events import BadAuthentication, DuplicateAddress, HsrpSeen, StateChanged
from iosemu.types import format_ipv4
from iosemu.wire.hsrp import Opcode, State

FLAGS = (Flag("standby", "HSRP:", "HSRP debugging"),)
STATES = {
    State.INIT: "Init", State.LEARN: "Learn", State.LISTEN: "Listen", State.SPEAK: "Speak", State.STANDBY: "Standby",
    State.ACTIVE: "Active",
}  # fmt: skip
_OPCODES = {Opcode.HELLO: "Hello", Opcode.COUP: "Coup", Opcode.RESIGN: "Resign"}


def state(number: int) -> str:
    return STATES[State(number)]


def _seen(event: HsrpSeen, told: Audience) -> Iterable[str]:
    packet = event.packet
    ways = ("in ", format_ipv4(event.peer)) if event.peer else ("out", format_ipv4(packet.sender))
    word = _OPCODES.get(Opcode(packet.opcode), "?") if packet.opcode in tuple(Opcode) else "?"
    yield (
        f"HSRP: {event.iface.short} Grp {packet.group} {word:<6} {ways[0]} {ways[1]} {state(packet.state):<7} "
        f"pri {packet.priority} vIP {format_ipv4(packet.address)}"
    )


def _changed(event: StateChanged, told: Audience) -> Iterable[str]:
    yield f"HSRP: {event.iface.short} Grp {event.group} {state(event.before)} -> {state(event.after)}"


def _bad(event: BadAuthentication, told: Audience) -> Iterable[str]:
    yield f"HSRP: {event.iface.short} Grp {event.group} Auth failed for Hello pkt from {format_ipv4(event.peer)}"


DEBUG = {"standby": {HsrpSeen: _seen, StateChanged: _changed, BadAuthentication: _bad}}


def _log_changed(event: StateChanged, told: Audience) -> Message | None:
    if not {State.STANDBY, State.ACTIVE} & {State(event.before), State(event.after)}:
        return None
    where = f"{event.iface} Grp {event.group}"
    return Message("HSRP", 5, "STATECHANGE", f"{where} state {state(event.before)} -> {state(event.after)}")


def _log_bad(event: BadAuthentication, told: Audience) -> Message:
    peer, state_word = format_ipv4(event.peer), state(event.state)
    text = f"Bad authentication from {peer}, group {event.group}, remote state {state_word}"
    return Message("HSRP", 4, "BADAUTH", text)


def _log_duplicate(event: DuplicateAddress, told: Audience) -> Message:
    text = f"Duplicate address {format_ipv4(event.address)} on {event.iface}, sourced by {format_ipv4(event.peer)}"
    return Message("HSRP", 4, "DUPADDR", text)


SYSLOG = {StateChanged: _log_changed, BadAuthentication: _log_bad, DuplicateAddress: _log_duplicate}
