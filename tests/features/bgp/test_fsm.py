"""RFC 4271 section 8.2.2, a test for each cell: where a session goes, and what it says on the way."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.features.bgp.fsm import TABLE, Event, State
from iosemu.features.bgp.peer import Peer
from iosemu.features.bgp.session import PASSIVE, Session
from iosemu.types import parse_ipv4
from iosemu.wire import bgp
from iosemu.wire.bgp import BgpError, Notification, Open
from tests.features.wired import network

STATES = {"I": State.IDLE, "C": State.CONNECT, "A": State.ACTIVE, "S": State.OPEN_SENT, "F": State.OPEN_CONFIRM,
          "E": State.ESTABLISHED}  # fmt: skip
# The state that each event leads to, "-" for the same; then what is sent: o OPEN, k KEEPALIVE, a number: NOTIFICATION of
# that code ("9" stands for the error of the event). Columns: events 1 to 28.
EXPECTED = {
    "I": "C - C A A C A - - - - - - - - - - - - - - - - - - - - -",
    "C": "- I - - - - - I C I I So I - - So - I I Fok I9 I9 I I I I I I",
    "A": "- I - - - - - I C I I So I - - - - I I Fok I9 I9 I I I I I I",
    "S": "- I6 - - - - - I6 I5 I4 I5 I5 I5 - - - - I Fk I5 I9 I9 I9 I I I5 I5 I5",
    "F": "- I6 - - - - - I6 I5 I4 -k I5 I5 - - - - I - I5 I9 I9 I9 I I E I5 I5",
    "E": "- I6 - - - - - I6 I5 I4 -k I5 I5 - - - - I I5 I5 I9 I5 I9 I I - - I9",
}
CELLS = [
    (state, Event(number), cell)
    for state, row in EXPECTED.items()
    for number, cell in enumerate(row.split(), 1)
]  # fmt: skip
ERROR = BgpError(2, 6, b"data")


class Wire:
    """A connection that remembers what was written."""

    def __init__(self) -> None:
        self.messages: list[tuple[int, bytes]] = []
        self.closed = False
        self.user: object = None
        self.local = (parse_ipv4("10.0.12.1"), 20000)

    def write(self, data: bytes) -> bool:
        self.messages += bgp.messages(bytearray(data))
        return True

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def peer() -> Peer:
    lab = network({"R1": "interface FastEthernet0/0\n ip address 10.0.12.1 255.255.255.0\n no shutdown\nrouter bgp 65001\n"
                         " neighbor 10.0.12.2 remote-as 65002\n"})  # fmt: skip
    lab.run(1)
    process = lab["R1"].device.engine("bgp").process
    found: Peer = process.peers["", parse_ipv4("10.0.12.2")]
    found.connect = lambda session: True  # type: ignore[method-assign]  # no connection: what comes of it is an event
    return found


def at(peer: Peer, state: State) -> tuple[Session, Wire]:
    """A session that stands there."""
    session, wire = Session(peer, PASSIVE), Wire()
    link: Any = wire
    session.state, session.connection = state, link if state not in (State.IDLE, State.CONNECT) else None
    if state is State.CONNECT:
        session.connection = link  # so that it can be seen whether it is dropped
    session.open = session.sent_open = Open(65002, 180, 0x02020202)
    session.hold, session.keepalive, session._error = 180, 60, ERROR
    peer.sessions[PASSIVE] = session
    if state is State.ESTABLISHED:
        peer.session, peer.open = session, session.open
    return session, wire


def said(wire: Wire) -> str:
    out = ""
    for kind, body in wire.messages:
        if kind == bgp.Kind.NOTIFICATION:
            told = Notification.decode(body)
            out += "9" if (told.code, told.data) == (ERROR.code, ERROR.data) else str(told.code)
        else:
            out += {1: "o", 4: "k"}[kind]
    return out


@pytest.mark.parametrize(("state", "event", "cell"), CELLS, ids=[f"{s}-{e.name.lower()}" for s, e, _ in CELLS])
def test_cell(peer: Peer, state: str, event: Event, cell: str) -> None:
    session, wire = at(peer, STATES[state])
    if event in (Event.MANUAL_STOP, Event.AUTOMATIC_STOP):
        session._error = BgpError(6, 2)
    before = session.state
    session.feed(event)
    wanted = before if cell[0] == "-" else STATES[cell[0]]
    assert session.state is wanted
    assert said(wire) == cell[1:]
    if wanted is State.IDLE and before is not State.IDLE:
        assert wire.closed and session._over
        later = peer.host.due(session._closed)
        told = bool(said(wire)) and before is not State.ESTABLISHED
        assert (later, PASSIVE in peer.sessions, session.closing) == ((4.5, True, True) if told else (None, False, False))
        assert peer.session is None
        assert all(peer.host.due(each) is None for each in (session._hold_due, session._keepalive_due, session._delay_due))
    else:
        assert wire.closed == (event is Event.CONNECT_RETRY and state == "C")


def test_the_table_is_whole() -> None:
    assert set(TABLE) == {(state, event) for state in State for event in Event}


@pytest.mark.parametrize("hold", [0, 3, 180])
def test_timers_follow_what_was_agreed(peer: Peer, hold: int) -> None:
    session, _ = at(peer, State.OPEN_SENT)
    session.hold, session.keepalive = hold, hold // 3
    session.feed(Event.OPEN)
    due = [peer.host.due(session._hold_due), peer.host.due(session._keepalive_due)]
    assert due == ([None, None] if not hold else [hold, hold // 3])


def test_the_names_of_ios() -> None:
    assert [state.shown for state in State] == ["Idle", "Active", "Connect", "OpenSent", "OpenConfirm", "Established"]
