"""`debug bfd event`, `debug bfd packet`, and what BFD logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.bfd.events import ClientTold, Deregistered, PacketSeen, Registered, Stepped
from iosemu.features.bfd.fsm import Event
from iosemu.types import format_ipv4
from iosemu.wire.bfd import State

FLAGS = (
    Flag("bfd event", "BFD:", "BFD event debugging"),
    Flag("bfd packet", "BFD:", "BFD packet debugging"),
)

STATES = {State.ADMIN_DOWN: "ADMIN DOWN", State.DOWN: "DOWN", State.INIT: "INIT", State.UP: "UP"}
PACKET_STATES = {State.ADMIN_DOWN: "AdminDown", State.DOWN: "Down", State.INIT: "Init", State.UP: "Up"}
DIAGNOSTICS = (
    "No Diagnostic", "Control Detection Time Expired", "Echo Function Failed", "Neighbor Signaled Session Down",
    "Forwarding Plane Reset", "Path Down", "Concatenated Path Down", "Administratively Down",
    "Reverse Concatenated Path Down",
)  # fmt: skip


def _registered(event: Registered) -> str:
    return f"bfd_session_created, neigh {format_ipv4(event.neighbor)} proc:{event.client}, {_where(event)}"


def _where(event: Registered) -> str:
    """A session of several hops has no interface."""
    idb = "" if event.iface is None else f"idb:{event.iface} "
    return f"{idb}handle:{event.handle} act"


def _deregistered(event: Deregistered) -> str:
    return f"proc:{event.client}, handle:{event.handle} act"


def _debug_registered(event: Registered, told: Audience) -> Iterable[str]:
    yield f"BFD-DEBUG EVENT: {_registered(event).replace('neigh ', '')}"


def _debug_deregistered(event: Deregistered, told: Audience) -> Iterable[str]:
    yield f"BFD-DEBUG EVENT: bfd_session_destroyed, {_deregistered(event)}"


def stepped(event: Stepped) -> str:
    ids = f"ld:{event.discriminator} handle:{event.handle}"
    return f"V1 FSM {ids} event:{event.event.value} state:{STATES[event.state]}"


def client_told(event: ClientTold) -> str:
    news = "UP" if event.up else "DOWN adminDown" if event.admin else "DOWN"
    ids = f"ld:{event.discriminator}, handle:{event.handle}"
    return f"notify client({event.client}) IP:{format_ipv4(event.neighbor)}, {ids}, event:{news}, "


def _debug_stepped(event: Stepped, told: Audience) -> Iterable[str]:
    yield f"BFD-DEBUG Event: {stepped(event)} (0)"


def _debug_told(event: ClientTold, told: Audience) -> Iterable[str]:
    yield f"BFD-DEBUG Event: {client_told(event)} (0)"


def _packet(event: PacketSeen, told: Audience) -> Iterator[str]:
    diag = DIAGNOSTICS[event.diag] if event.diag < len(DIAGNOSTICS) else "Unknown"
    flags = ("P" if event.poll else "") + ("F" if event.final else "")
    way, gap = ("Tx", " ") if event.ttl is None else ("Rx", "")
    came = "" if event.ttl is None else f" ttl:{event.ttl - 1}"  # as if it went on from here
    yield (
        f"BFD-DEBUG Packet: {way} IP:{format_ipv4(event.neighbor)} ld/rd:{event.discriminator}/{event.remote}"
        f" diag:{event.diag}({diag}) {PACKET_STATES[State(event.state)]} {gap}{flags} cnt:{event.number}{came} (0)"
    )


def remembered(event: object) -> str:
    """As `show bfd neighbors history` tells it."""
    if isinstance(event, Stepped):
        return f"Event: {stepped(event)}"
    if isinstance(event, ClientTold):
        return f"Event: {client_told(event)}"
    if isinstance(event, Deregistered):
        return f"Event: \n bfd_session_destroyed, {_deregistered(event)}"
    assert isinstance(event, Registered)
    return f"\n bfd_session_created, proc:{event.client}, {_where(event)} "


DEBUG = {
    "bfd event": {
        Registered: _debug_registered, Deregistered: _debug_deregistered, Stepped: _debug_stepped,
        ClientTold: _debug_told,
    },
    "bfd packet": {PacketSeen: _packet},
}  # fmt: skip


def _log_registered(event: Registered, told: Audience) -> Message | None:
    if not told.software.bfd_logs:
        return None
    return Message("BFD", 6, "BFD_SESS_CREATED", f"BFD-SYSLOG: {_registered(event)}")


def _log_deregistered(event: Deregistered, told: Audience) -> Message | None:
    if not told.software.bfd_logs:
        return None
    text = f"BFD-SYSLOG: bfd_session_destroyed,  ld:{event.discriminator} neigh {_deregistered(event)}"
    return Message("BFD", 6, "BFD_SESS_DESTROYED", text)


def _log_stepped(event: Stepped, told: Audience) -> Message | None:
    if not told.software.bfd_logs or event.event is Event.DELETE or State.UP not in (event.state, event.after):
        return None
    if event.state is event.after:
        return None
    session = f"BFD-SYSLOG: BFD session ld:{event.discriminator} handle:{event.handle}"
    if event.after is State.UP:
        return Message("BFDFSM", 6, "BFD_SESS_UP", f"{session} is going UP")
    return Message("BFDFSM", 6, "BFD_SESS_DOWN", f"{session},is going Down Reason: {event.event.value}")


SYSLOG = {Registered: _log_registered, Deregistered: _log_deregistered, Stepped: _log_stepped}
