"""The session state machine of RFC 4271 section 8 as a table: (state, event) -> (state, what is done).

IOS has its own names for two states: while it opens a connection a session is "Active" (the RFC's Connect), while it
waits on a connection that the neighbour has opened for the OPEN it is "Connect" (the RFC's Active with a DelayOpenTimer
that runs). The names here are those of the RFC; `State.shown` is what IOS says.

Where it differs: a connection lost in OpenSent ends the attempt, as on IOS (the RFC goes back to Active); no
NOTIFICATION is answered with another one; what is wrong with the header of a message is said also in Established.
"""

from __future__ import annotations

from enum import Enum, unique


class State(Enum):
    IDLE = "Idle"
    CONNECT = "Connect"  # we open a connection
    ACTIVE = "Active"  # we wait for the neighbour
    OPEN_SENT = "OpenSent"
    OPEN_CONFIRM = "OpenConfirm"
    ESTABLISHED = "Established"

    @property
    def shown(self) -> str:
        return _SHOWN.get(self, self.value)


_SHOWN = {State.CONNECT: "Active", State.ACTIVE: "Connect"}


@unique
class Event(Enum):
    """Section 8.1, by its numbers."""

    MANUAL_START = 1
    MANUAL_STOP = 2
    AUTOMATIC_START = 3
    MANUAL_START_PASSIVE = 4
    AUTOMATIC_START_PASSIVE = 5
    AUTOMATIC_START_DAMPED = 6
    AUTOMATIC_START_DAMPED_PASSIVE = 7
    AUTOMATIC_STOP = 8
    CONNECT_RETRY = 9
    HOLD = 10
    KEEPALIVE_DUE = 11
    DELAY_OPEN = 12
    IDLE_HOLD = 13
    TCP_VALID = 14
    TCP_INVALID = 15
    TCP_ACKED = 16
    TCP_CONFIRMED = 17
    TCP_FAILS = 18
    OPEN = 19
    OPEN_DELAYED = 20
    HEADER_ERROR = 21
    OPEN_ERROR = 22
    COLLISION = 23
    VERSION_NOTIFIED = 24
    NOTIFIED = 25
    KEEPALIVE = 26
    UPDATE = 27
    UPDATE_ERROR = 28


@unique
class Do(Enum):
    """What a cell does, in this order of the table."""

    OPEN_TCP = "open a connection"
    RETRY = "start the connect retry timer"
    STOP_RETRY = "stop the connect retry timer"
    COUNT = "count a retry"
    ZERO = "the count is zero"
    DELAY_OPEN = "start the timer that holds our OPEN back"
    STOP_DELAY = "our OPEN is held back no more"
    SEND_OPEN = "send OPEN"
    HOLD_LARGE = "hold time of four minutes until the OPEN comes"
    HOLD = "hold timer with what was negotiated"
    KEEPALIVES = "keepalive timer"
    SEND_KEEPALIVE = "send KEEPALIVE"
    NOTIFY = "send the NOTIFICATION that belongs to the event"
    CEASE = "send NOTIFICATION: cease"
    HOLD_EXPIRED = "send NOTIFICATION: hold timer expired"
    FSM_ERROR = "send NOTIFICATION: error of the state machine"
    RELEASE = "give up what belongs to the session"
    DROP = "drop the connection"
    DAMP = "wait before the next start"
    COLLIDE = "look whether there are two connections"
    ESTABLISH = "the session is up"
    TAKE = "take the UPDATE"


Cell = tuple[State, tuple[Do, ...]]
_I, _C, _A, _S, _F, _E = State
_E_ = Event

_STARTS = (_E_.MANUAL_START, _E_.AUTOMATIC_START, _E_.AUTOMATIC_START_DAMPED)
_PASSIVE_STARTS = (_E_.MANUAL_START_PASSIVE, _E_.AUTOMATIC_START_PASSIVE, _E_.AUTOMATIC_START_DAMPED_PASSIVE)
_ALL_STARTS = (*_STARTS, *_PASSIVE_STARTS)
_DOWN = (Do.STOP_RETRY, Do.RELEASE, Do.DROP, Do.COUNT, Do.DAMP)
_OPENED = (Do.STOP_RETRY, Do.SEND_OPEN, Do.HOLD_LARGE)
_CONFIRMING = (Do.STOP_RETRY, Do.STOP_DELAY)


def _table() -> dict[tuple[State, Event], Cell]:
    table: dict[tuple[State, Event], Cell] = {}

    def put(state: State, events: tuple[Event, ...], to: State, *actions: Do) -> None:
        for event in events:
            table[state, event] = (to, actions)

    everything = tuple(Event)
    stop, automatic_stop = (_E_.MANUAL_STOP,), (_E_.AUTOMATIC_STOP,)

    # 8.2.2, Idle: what is not a start is nothing; a connection comes by itself only where we also listen
    put(_I, everything, _I)
    put(_I, _STARTS, _C, Do.ZERO, Do.RETRY, Do.OPEN_TCP)
    put(_I, _PASSIVE_STARTS, _A, Do.ZERO, Do.RETRY)

    # Connect and Active: any other event ends the attempt
    for state in (_C, _A):
        put(state, everything, _I, *_DOWN, Do.STOP_DELAY)
        put(state, _ALL_STARTS, state)
        put(state, stop, _I, Do.RELEASE, Do.DROP, Do.ZERO, Do.STOP_RETRY, Do.STOP_DELAY)
        put(state, (_E_.TCP_VALID, _E_.TCP_INVALID), state)
        put(state, (_E_.DELAY_OPEN,), _S, *_OPENED)
        put(
            state, (_E_.OPEN_DELAYED,), _F, *_CONFIRMING, Do.COLLIDE, Do.SEND_OPEN, Do.SEND_KEEPALIVE, Do.HOLD,
            Do.KEEPALIVES,
        )  # fmt: skip
        put(state, (_E_.HEADER_ERROR, _E_.OPEN_ERROR), _I, Do.NOTIFY, *_DOWN, Do.STOP_DELAY)
        put(state, (_E_.VERSION_NOTIFIED,), _I, *_CONFIRMING, Do.RELEASE, Do.DROP)
    put(_C, (_E_.CONNECT_RETRY,), _C, Do.DROP, Do.RETRY, Do.STOP_DELAY, Do.OPEN_TCP)
    put(_A, (_E_.CONNECT_RETRY,), _C, Do.RETRY, Do.OPEN_TCP)
    put(_C, (_E_.TCP_ACKED,), _S, *_OPENED)  # our own OPEN is not held back
    put(_C, (_E_.TCP_CONFIRMED,), _C, Do.STOP_RETRY, Do.DELAY_OPEN, Do.HOLD_LARGE)
    put(_A, (_E_.TCP_ACKED, _E_.TCP_CONFIRMED), _A, Do.STOP_RETRY, Do.DELAY_OPEN, Do.HOLD_LARGE)

    # OpenSent and OpenConfirm
    for state in (_S, _F):
        put(state, everything, _I, Do.FSM_ERROR, *_DOWN)
        put(state, _ALL_STARTS, state)
        put(state, stop, _I, Do.CEASE, Do.STOP_RETRY, Do.RELEASE, Do.DROP, Do.ZERO)
        put(state, automatic_stop, _I, Do.CEASE, *_DOWN)
        put(state, (_E_.HOLD,), _I, Do.HOLD_EXPIRED, *_DOWN)
        put(state, (_E_.TCP_VALID, _E_.TCP_INVALID, _E_.TCP_ACKED, _E_.TCP_CONFIRMED), state)
        put(state, (_E_.HEADER_ERROR, _E_.OPEN_ERROR), _I, Do.NOTIFY, *_DOWN)
        put(state, (_E_.COLLISION,), _I, Do.NOTIFY, *_DOWN)
        put(state, (_E_.VERSION_NOTIFIED,), _I, Do.STOP_RETRY, Do.RELEASE, Do.DROP)
    put(_S, (_E_.TCP_FAILS,), _I, *_DOWN)  # IOS gives up where the RFC goes back to Active
    put(_S, (_E_.OPEN,), _F, *_CONFIRMING, Do.COLLIDE, Do.SEND_KEEPALIVE, Do.HOLD, Do.KEEPALIVES)
    put(_S, (_E_.NOTIFIED,), _I, *_DOWN)
    put(_F, (_E_.KEEPALIVE_DUE,), _F, Do.SEND_KEEPALIVE, Do.KEEPALIVES)
    put(_F, (_E_.TCP_FAILS, _E_.NOTIFIED), _I, *_DOWN)
    put(_F, (_E_.OPEN,), _F, Do.COLLIDE)
    put(_F, (_E_.KEEPALIVE,), _E, Do.HOLD, Do.ESTABLISH)

    # Established
    put(_E, everything, _I, Do.FSM_ERROR, *_DOWN)
    put(_E, _ALL_STARTS, _E)
    put(_E, stop, _I, Do.CEASE, Do.STOP_RETRY, Do.RELEASE, Do.DROP, Do.ZERO)
    put(_E, automatic_stop, _I, Do.CEASE, *_DOWN)
    put(_E, (_E_.HOLD,), _I, Do.HOLD_EXPIRED, *_DOWN)
    put(_E, (_E_.KEEPALIVE_DUE,), _E, Do.SEND_KEEPALIVE, Do.KEEPALIVES)
    put(_E, (_E_.TCP_VALID, _E_.TCP_INVALID, _E_.TCP_ACKED, _E_.TCP_CONFIRMED), _E)
    put(_E, (_E_.TCP_FAILS, _E_.NOTIFIED, _E_.VERSION_NOTIFIED), _I, *_DOWN)
    put(_E, (_E_.COLLISION,), _I, Do.NOTIFY, *_DOWN)
    put(_E, (_E_.KEEPALIVE,), _E, Do.HOLD)
    put(_E, (_E_.UPDATE,), _E, Do.HOLD, Do.TAKE)
    put(_E, (_E_.UPDATE_ERROR, _E_.HEADER_ERROR), _I, Do.NOTIFY, *_DOWN)
    return table


TABLE = _table()
