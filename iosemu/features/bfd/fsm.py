"""The state machine of a session (RFC 5880 sections 6.2, 6.8.4, 6.8.6) as a table: what is no row changes nothing."""

from __future__ import annotations

from enum import Enum

from iosemu.wire.bfd import Diag, State


class Event(Enum):
    """What happens to a session, in the words of debug output."""

    CREATE = "Session create"
    RX_ADMIN_DOWN = "RX ADMINDOWN"
    RX_DOWN = "RX DOWN"
    RX_INIT = "RX INIT"
    RX_UP = "RX UP"
    DETECT_EXPIRED = "DETECT TIMER EXPIRED"
    ECHO_FAILED = "ECHO FAILURE"
    DELETE = "Session delete"


RECEIVED = {
    State.ADMIN_DOWN: Event.RX_ADMIN_DOWN, State.DOWN: Event.RX_DOWN, State.INIT: Event.RX_INIT, State.UP: Event.RX_UP,
}  # fmt: skip
"""The event that a control packet of a neighbour in this state is."""

TABLE: dict[tuple[State, Event], tuple[State, Diag]] = {
    (State.DOWN, Event.RX_DOWN): (State.INIT, Diag.NONE),
    (State.DOWN, Event.RX_INIT): (State.UP, Diag.NONE),
    (State.INIT, Event.RX_INIT): (State.UP, Diag.NONE),
    (State.INIT, Event.RX_UP): (State.UP, Diag.NONE),
    (State.INIT, Event.RX_ADMIN_DOWN): (State.DOWN, Diag.NEIGHBOR_DOWN),
    (State.INIT, Event.DETECT_EXPIRED): (State.DOWN, Diag.DETECTION_EXPIRED),
    (State.INIT, Event.DELETE): (State.ADMIN_DOWN, Diag.ADMIN_DOWN),
    (State.UP, Event.RX_ADMIN_DOWN): (State.DOWN, Diag.NEIGHBOR_DOWN),
    (State.UP, Event.RX_DOWN): (State.DOWN, Diag.NEIGHBOR_DOWN),
    (State.UP, Event.DETECT_EXPIRED): (State.DOWN, Diag.DETECTION_EXPIRED),
    (State.UP, Event.ECHO_FAILED): (State.DOWN, Diag.ECHO_FAILED),
    (State.UP, Event.DELETE): (State.ADMIN_DOWN, Diag.ADMIN_DOWN),
}
"""(state, event) -> (next state, the diagnostic that our packets tell from then on; NONE leaves it)."""
