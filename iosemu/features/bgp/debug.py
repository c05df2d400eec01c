"""Words of BGP's debugs and messages: sessions here, updates in `debug_updates`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.bgp import events as e
from iosemu.features.bgp.debug_updates import EVENTS, UPDATES, OfFamily, number
from iosemu.features.bgp.fsm import State
from iosemu.types import format_asn, format_ip
from iosemu.wire.bgp import Cap, Kind
from iosemu.wire.bgp_attributes import as_path_text

FLAGS = (
    Flag("ip bgp", "IP routing:", "BGP debugging"),
    Flag("ip bgp updates", "IP routing:", "BGP updates debugging"),
    Flag("ip bgp events", "IP routing:", "BGP events debugging"),
    Flag("ip bgp keepalives", "IP routing:", "BGP keepalives debugging"),
    Flag("bgp all updates", "IP routing:", "BGP updates debugging"),
    Flag("bgp ipv6", "IP routing:", "BGP debugging"),
    Flag("bgp ipv6 updates", "IP routing:", "BGP updates debugging"),
    Flag("bgp ipv6 events", "IP routing:", "BGP events debugging"),
    Flag("bgp ipv6 keepalives", "IP routing:", "BGP keepalives debugging"),
)

# NOTIFICATION codes and subcodes
_CODES = {
    (1, 1): "connection not synchronized", (1, 2): "illegal header length", (1, 3): "illegal message type",
    (2, 0): "malformed OPEN", (2, 1): "unsupported version", (2, 2): "peer in wrong AS", (2, 3): "BGP identifier wrong",
    (2, 4): "unsupported optional parameter", (2, 5): "authentication failure", (2, 6): "unacceptable hold time",
    (2, 7): "unsupported/disjoint capability",
    (3, 1): "malformed attributes", (3, 2): "unrecognized well-known attribute", (3, 3): "missing well-known attribute",
    (3, 4): "attribute flags error", (3, 5): "attribute length error", (3, 6): "invalid ORIGIN",
    (3, 8): "invalid NEXT_HOP", (3, 9): "optional attribute error", (3, 10): "illegal network",
    (3, 11): "malformed AS_PATH",
    (4, 0): "hold time expired", (5, 0): "FSM error",
    (6, 1): "Maximum Number of Prefixes Reached", (6, 2): "Administrative Shutdown", (6, 3): "Peer De-configured",
    (6, 4): "Administrative Reset", (6, 5): "Connection Rejected", (6, 6): "Other Configuration Change",
    (6, 7): "Connection Collision Resolution", (6, 8): "Out of Resources",
}  # fmt: skip
_FAILURES = {
    e.NotOpened.REFUSED: "Connection refused by remote host",
    e.NotOpened.TIMEOUT: "Connection timed out; remote host not responding",
    e.NotOpened.UNREACHABLE: "Destination unreachable; gateway or host down",
    e.NotOpened.RESET: "Connection reset by peer",
}


def _role(event: Any, told: Audience) -> str:
    """``active `` while a session is told by who has opened it."""
    return f"{event.role} " if event.role and told.software.bgp_sessions else ""


def _handle(event: Any) -> str:
    return f"(0x{event.handle:X}:{event.session})"


def _scope(event: Any) -> str:
    return event.vrf or "global"


def _wanted(event: Any, told: Audience) -> bool:
    """Is it of the neighbour that the flag was switched on for?"""
    address = told.options[0] if told.options else None
    return address is None or event.peer == address


def _state(state: State | None) -> str:
    return state.shown if state is not None else "Closing"


def state_moved(event: e.StateMoved, told: Audience) -> Iterator[str]:
    if _wanted(event, told):
        yield f"BGP: {format_ip(event.peer)} {_role(event, told)}went from {_state(event.old)} to {_state(event.new)}"


_STEPS = {
    e.Step.ASSIGNED: "Assigned ID",
    e.Step.OPEN_DELAY: "Setting open delay timer to {seconds} seconds.",
    e.Step.RECEIVE_OPEN: "Receive OPEN",
    e.Step.SEND_OPEN: "Send OPEN",
    e.Step.ENHANCED: "Building Enhanced Refresh capability",
    e.Step.TOPOLOGY: "Adding topology IPv4 Unicast:base",
    e.Step.REMOVED_TOPOLOGY: "Removed topology IPv4 Unicast:base",
    e.Step.LAST_TOPOLOGY: "Removed last topology",
    e.Step.REMOTE_CLOSE: "Remote close.",
    e.Step.RESET: "Reset ({reason}).",
}


def session_step(event: e.SessionStep, told: Audience) -> Iterator[str]:
    """What releases with several sessions of a neighbour tell of each."""
    if not told.software.bgp_sessions or not _wanted(event, told):
        return
    peer, step = format_ip(event.peer), event.step
    if step is e.Step.FETCHED:
        yield f"BGP: Fetched peer {peer} from tcb"
    elif step is e.Step.CLOSING:
        role = f"{event.role}(0x{event.handle:X}) " if event.role else ""
        yield f"BGP: {peer} {role}closing"
    elif step is e.Step.LOCAL_CLOSE:
        yield f"BGP: {peer} {_role(event, told)}{step.value}"
    elif step is e.Step.STOP_OPEN:
        yield f"BGP: nbr {_scope(event)} {peer} Stop Active Open timer as all topologies are allocated"
    elif step is e.Step.TIMER_RUNS:
        yield f"BGP: nbr {_scope(event)} {peer} Active open failed - open timer running"
    elif step is e.Step.UP:
        yield f"BGP: ses {_scope(event)} {peer} {_handle(event)} Up"
    elif step in _STEPS:
        reason = event.reason.value if event.reason is not None else ""
        role = f"{event.role[:3]} " if event.role else ""
        text = _STEPS[step].format(seconds=event.seconds, reason=reason)
        yield f"BGP: ses {_scope(event)} {peer} {_handle(event)} {role}{text}"


def open_delayed(event: e.OpenDelayed, told: Audience) -> Iterator[str]:
    if not _wanted(event, told):
        return
    peer = format_ip(event.peer)
    wait = f"delayed {event.milliseconds}ms ({event.longest}ms max, {event.jitter}% jitter)"
    if not told.software.bgp_sessions:
        yield f"BGP: {peer} open active {wait}"
    elif event.why is not None:
        why = "no route to peer" if event.why is e.NotOpened.NO_ROUTE else "tcb is not available"
        yield f"BGP: {peer} Active open failed - {why}, open active {wait}"
    else:
        yield f"BGP: nbr {_scope(event)} {peer} Open active {wait}"


def open_started(event: e.OpenStarted, told: Audience) -> Iterator[str]:
    if _wanted(event, told):
        yield f"BGP: {format_ip(event.peer)} open active, local address {format_ip(event.local)}"


def open_failed(event: e.OpenFailed, told: Audience) -> Iterator[str]:
    if event.why in _FAILURES and _wanted(event, told):
        yield f"BGP: {format_ip(event.peer)} open failed: {_FAILURES[event.why]}"


def passive_open(event: e.PassiveOpen, told: Audience) -> Iterator[str]:
    if _wanted(event, told):
        yield f"BGP: {format_ip(event.peer)} passive open to {format_ip(event.local)}"


def passive_refused(event: e.PassiveRefused, told: Audience) -> Iterator[str]:
    if not _wanted(event, told):
        return
    peer, local = format_ip(event.peer), format_ip(event.local)
    yield (
        f"BGP: {peer} passive open failed - {local} is not update-source {event.source}'s address "
        f"({format_ip(event.address)})"
    )
    yield f"BGP: {peer} remote connection attempt failed(due to session creation failure, local address {local}"


def message_read(event: e.MessageRead, told: Audience) -> Iterator[str]:
    if event.kind not in (Kind.UPDATE, Kind.KEEPALIVE) and _wanted(event, told) and _way(told, "in"):
        kind = f"rcv message type {event.kind}, length (excl. header) {event.length}"
        yield f"BGP: {format_ip(event.peer)} {_role(event, told)}{kind}"


def _way(told: Audience, direction: str) -> bool:
    return not told.options or told.options[1] in ("", direction)


def open_read(event: e.OpenRead, told: Audience) -> Iterator[str]:
    if not _wanted(event, told) or not _way(told, "in"):
        return
    lead, opening = f"BGP: {format_ip(event.peer)} {_role(event, told)}", event.open
    yield f"{lead}rcv OPEN, version {opening.version}, holdtime {opening.hold} seconds"
    yield f"{lead}rcv OPEN w/ OPTION parameter len: {opening.parameters}"
    for code, value in opening.capabilities:
        yield f"{lead}rcvd OPEN w/ optional parameter type 2 (Capability) len {len(value) + 2}"
        yield f"{lead}OPEN has CAPABILITY code: {code}, length {len(value)}"
        if code == Cap.MULTIPROTOCOL and len(value) == 4:
            yield f"{lead}OPEN has MP_EXT CAP for afi/safi: {value[0] << 8 | value[1]}/{value[3]}"
        elif code in (Cap.ROUTE_REFRESH, Cap.OLD_REFRESH):
            which = "new" if code == Cap.ROUTE_REFRESH else "old"
            yield f"{lead}OPEN has ROUTE-REFRESH capability({which}) for all address-families"
        elif code == Cap.FOUR_OCTETS and len(value) == 4:
            yield f"{lead}OPEN has 4-byte ASN CAP for: {format_asn(int.from_bytes(value, 'big'), told.as_dot)}"
        elif code == Cap.ENHANCED_REFRESH and told.software.bgp_enhanced_refresh:
            ses = f"BGP: ses {_scope(event)} {format_ip(event.peer)} {_handle(event)} {event.role[:3]}"
            yield f"{ses} Enhanced Refresh cap received in open message"
    four = f", 4-byte remote AS {format_asn(opening.asn, told.as_dot)}" if opening.four_octets else ""
    yield f"{lead}rcvd OPEN w/ remote AS {opening.two}{four}"


def open_written(event: e.OpenWritten, told: Audience) -> Iterator[str]:
    if _wanted(event, told) and _way(told, "out"):
        yield (
            f"BGP: {format_ip(event.peer)} {_role(event, told)}sending OPEN, version 4, "
            f"my as: {format_asn(event.asn, told.as_dot)}, holdtime {event.hold} seconds, ID {event.identifier:X}"
        )


def wrong_as(event: e.WrongAs, told: Audience) -> Iterator[str]:
    if _wanted(event, told):
        theirs, expected = (format_asn(each, told.as_dot) for each in (event.asn, event.expected))
        said = f"bad OPEN, remote AS is {theirs}, expected {expected}  "
        yield f"BGP: {format_ip(event.peer)} {_role(event, told)}{said}"


def keepalive_sent(event: e.KeepaliveSent, told: Audience) -> Iterator[str]:
    if _wanted(event, told):
        yield f"BGP: {format_ip(event.peer)} sending KEEPALIVE (io)"


def keepalive_received(event: e.KeepaliveReceived, told: Audience) -> Iterator[str]:
    if _wanted(event, told):
        yield f"BGP: {format_ip(event.peer)} received KEEPALIVE, length (excl. header) 0"


_SESSIONS = {
    e.StateMoved: state_moved, e.SessionStep: session_step, e.OpenDelayed: open_delayed, e.OpenStarted: open_started,
    e.OpenFailed: open_failed, e.PassiveOpen: passive_open, e.PassiveRefused: passive_refused,
    e.MessageRead: message_read, e.OpenRead: open_read, e.OpenWritten: open_written, e.WrongAs: wrong_as,
}  # fmt: skip
_KEEPALIVES = {e.KeepaliveSent: keepalive_sent, e.KeepaliveReceived: keepalive_received}
DEBUG = {
    "ip bgp": _SESSIONS,
    "ip bgp updates": {kind: OfFamily(words, False) for kind, words in UPDATES.items()},
    "ip bgp events": {kind: OfFamily(words, False) for kind, words in EVENTS.items()},
    "ip bgp keepalives": _KEEPALIVES,
    "bgp all updates": UPDATES,
    "bgp ipv6": _SESSIONS,
    "bgp ipv6 updates": {kind: OfFamily(words, True) for kind, words in UPDATES.items()},
    "bgp ipv6 events": {kind: OfFamily(words, True) for kind, words in EVENTS.items()},
    "bgp ipv6 keepalives": _KEEPALIVES,
}


# messages


def _who(event: Any, told: Audience, role: bool = True) -> str:
    star = "*" if getattr(event, "dynamic", False) else ""
    vrf = f"vpn vrf {event.vrf} " if event.vrf else ""
    return f"{star}{format_ip(event.peer)} {vrf}{_role(event, told) if role else ''}"


def adjacency_changed(event: e.AdjacencyChanged, told: Audience) -> Message:
    what = "Up " if event.up else f"Down {event.reason.value if event.reason is not None else ''}"
    return Message("BGP", 5, "ADJCHANGE", f"neighbor {_who(event, told)}{what}")


def neighbor_reset(event: e.NeighborReset, told: Audience) -> Message | None:
    if not told.software.bgp_tells_reset:
        return None
    return Message("BGP", 5, "NBR_RESET", f"Neighbor {_who(event, told)}reset ({event.reason.value})")


def topology_removed(event: e.TopologyRemoved, told: Audience) -> Message | None:
    if not told.software.bgp_tells_reset:
        return None
    text = f"IPv{6 if event.wide else 4} Unicast topology base removed from session  {event.reason.value}"
    return Message("BGP_SESSION", 5, "ADJCHANGE", f"neighbor {_who(event, told, False)}{text}")


def _code(code: int, subcode: int) -> str:
    return f"{code}/{subcode} ({_CODES.get((code, subcode), 'unknown')})"


def notified(event: e.Notified, told: Audience) -> Message:
    way = "sent to" if event.sent else "received from"
    words = " ".join(event.data[at : at + 4].hex().upper() for at in range(0, len(event.data), 4))
    text = f"{way} neighbor {_who(event, told)}{_code(event.code, event.subcode)} {len(event.data)} bytes {words}"
    return Message("BGP", 3, "NOTIFICATION", text)


def many_notified(event: e.ManyNotified, told: Audience) -> Message:
    text = f"sent to {event.sessions} sessions {_code(event.code, event.subcode)} for all peers"
    return Message("BGP", 3, "NOTIFICATION_MANY", text)


def prefix_limit(event: e.PrefixLimit, told: Audience) -> Message:
    lead = f"{told.software.bgp_prefixes} received from {format_ip(event.peer)} (afi {number(event.vrf, event.wide)})"
    if event.over:
        verb = "exceeds" if told.software.bgp_tells_logging else "exceed"
        return Message("BGP", 3, "MAXPFXEXCEED", f"{lead}: {event.count} {verb} limit {event.limit}")
    return Message("BGP", 4, "MAXPFX", f"{lead} reaches {event.count}, max {event.limit}")


def path_too_long(event: e.PathTooLong, told: Audience) -> Message:
    text = f"Long AS path {as_path_text(event.as_path, told.as_dot)} received from {format_ip(event.peer)}"
    return Message("BGP", 6, "ASPATH", f"{text}: More than configured MAXAS-LIMIT")


def no_router_id(event: e.NoRouterId, told: Audience) -> Message:
    return Message("BGP", 4, "NORTRID", "BGP could not pick a router-id. Please configure manually.")


def bad_message(event: e.BadMessage, told: Audience) -> Message:
    words = " ".join(event.data[at : at + 2].hex().upper() for at in range(0, len(event.data), 2))
    text = f"unsupported or mal-formatted message received from {format_ip(event.peer)}: \n{words} "
    return Message("BGP", 4, "MSGDUMP", text)


SYSLOG = {
    e.AdjacencyChanged: adjacency_changed, e.NeighborReset: neighbor_reset, e.TopologyRemoved: topology_removed,
    e.Notified: notified, e.ManyNotified: many_notified, e.PrefixLimit: prefix_limit, e.PathTooLong: path_too_long,
    e.NoRouterId: no_router_id, e.BadMessage: bad_message,
}  # fmt: skip
