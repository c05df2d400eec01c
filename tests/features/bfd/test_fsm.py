"""RFC 5880's state machine: a test for each state and each thing that can happen in it."""

from __future__ import annotations

from itertools import product

import pytest

from iosemu.features.bfd.fsm import Event
from iosemu.wire.bfd import Diag, State
from tests.features.bfd.worlds import pair, session

ADMIN, DOWN, INIT, UP = State
SAME = None
# columns: what happens; rows: the state it happens in; cells: the state after, and the diagnostic told from then on
AFTER = {
    Event.CREATE: {ADMIN: SAME, DOWN: SAME, INIT: SAME, UP: SAME},
    Event.RX_ADMIN_DOWN: {ADMIN: SAME, DOWN: SAME, INIT: (DOWN, Diag(3)), UP: (DOWN, Diag(3))},
    Event.RX_DOWN: {ADMIN: SAME, DOWN: (INIT, Diag(0)), INIT: SAME, UP: (DOWN, Diag(3))},
    Event.RX_INIT: {ADMIN: SAME, DOWN: (UP, Diag(0)), INIT: (UP, Diag(0)), UP: SAME},
    Event.RX_UP: {ADMIN: SAME, DOWN: SAME, INIT: (UP, Diag(0)), UP: SAME},
    Event.DETECT_EXPIRED: {ADMIN: SAME, DOWN: SAME, INIT: (DOWN, Diag(1)), UP: (DOWN, Diag(1))},
    Event.ECHO_FAILED: {ADMIN: SAME, DOWN: SAME, INIT: SAME, UP: (DOWN, Diag(2))},
    Event.DELETE: {ADMIN: SAME, DOWN: SAME, INIT: (ADMIN, Diag(7)), UP: (ADMIN, Diag(7))},
}


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)), ids=lambda each: each.name)
def test_cell(state: State, event: Event) -> None:
    """The session is put into the state, the event happens, and the packet that follows tells the outcome."""
    ours = session(pair())
    ours.state, ours.diag = state, Diag.NONE
    told = ours.sent.count
    ours.step(event)
    expected = AFTER[event][state]
    if expected is SAME:
        assert (ours.state, ours.diag, ours.sent.count) == (state, Diag.NONE, told)
    else:
        assert (ours.state, ours.diag) == expected
        assert ours.sent.count == told + 1  # at once


def test_the_neighbour_is_forgotten_with_the_detection_time() -> None:
    ours = session(pair())
    assert ours.remote_discriminator == 1
    ours.step(Event.DETECT_EXPIRED)
    assert ours.remote_discriminator == 0
