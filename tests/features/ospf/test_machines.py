"""The interface and neighbour machines of RFC 2328 (sections 9.3 and 10.3): a test for each cell of their tables."""

from __future__ import annotations

from functools import cache

import pytest

from iosemu.features.ospf import interface, neighbor
from iosemu.features.ospf.interface import OspfPort
from iosemu.features.ospf.neighbor import Neighbor
from iosemu.features.ospf.states import IfEvent, IfState, NbrEvent, NbrState
from iosemu.lab.lab import Lab
from tests.features.wired import chain

OSPF = "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n"


@cache
def one(network: str) -> Lab:
    """A router alone on a network of that type."""
    lab = chain(1, f"interface Fa0/0\n ip address 10.0.12.1 255.255.255.0\n no shutdown\n ip ospf network {network}\n{OSPF}")
    lab["R1"].configure("interface Loopback0\n no ip address\n")
    return lab


def port_of(lab: Lab) -> OspfPort:
    found: OspfPort = lab["R1"].device.engine("ospf").processes[1].ports["FastEthernet0/0"]
    return found


S, E = IfState, IfEvent
# what RFC 2328 section 9.3 says for a broadcast network where nobody else is; `priority` 1
INTERFACE = {
    (S.DOWN, E.UP): S.WAITING,
    (S.WAITING, E.BACKUP_SEEN): S.DR,
    (S.WAITING, E.WAIT_TIMER): S.DR,
    (S.DROTHER, E.NEIGHBOR_CHANGE): S.DR,
    (S.BACKUP, E.NEIGHBOR_CHANGE): S.DR,
    (S.DR, E.NEIGHBOR_CHANGE): S.DR,
    (S.LOOPBACK, E.UNLOOP): S.DOWN,
    **{(state, E.DOWN): S.DOWN for state in S},
    **{(state, E.LOOP): S.LOOPBACK for state in S},
}


@pytest.mark.parametrize("event", IfEvent)
@pytest.mark.parametrize("state", IfState)
def test_a_cell_of_the_interface_machine(state: IfState, event: IfEvent) -> None:
    port = port_of(one("broadcast"))
    port.dr = port.bdr = port.dr_id = port.bdr_id = 0
    port.state = state
    port.event(event)
    expected = INTERFACE.get((state, event), state)
    assert port.state is expected
    assert ((state, event) in interface.TABLE) == ((state, event) in INTERFACE)


@pytest.mark.parametrize(
    ("network", "priority", "state"),
    [
        ("broadcast", 1, S.WAITING), ("broadcast", 0, S.DROTHER), ("non-broadcast", 1, S.WAITING),
        ("non-broadcast", 0, S.DROTHER), ("point-to-point", 1, S.POINT_TO_POINT),
        ("point-to-multipoint", 1, S.POINT_TO_POINT), ("point-to-multipoint non-broadcast", 1, S.POINT_TO_POINT),
    ],
)  # fmt: skip
def test_where_an_interface_begins(network: str, priority: int, state: IfState) -> None:
    port = port_of(one(network))
    port.event(E.DOWN)
    port.settings.priority = priority
    port.event(E.UP)
    assert port.state is state


N, V = NbrState, NbrEvent
# what section 10.3 says on a point-to-point network: every neighbour becomes adjacent
NEIGHBOR = {
    (N.DOWN, V.START): N.ATTEMPT,
    (N.DOWN, V.HELLO_RECEIVED): N.INIT,
    (N.ATTEMPT, V.HELLO_RECEIVED): N.INIT,
    **{(state, V.HELLO_RECEIVED): state for state in N if state >= N.INIT},
    (N.INIT, V.TWO_WAY_RECEIVED): N.EXSTART,
    (N.EXSTART, V.NEGOTIATION_DONE): N.EXCHANGE,
    (N.EXCHANGE, V.EXCHANGE_DONE): N.FULL,  # there is nothing to ask for
    (N.LOADING, V.LOADING_DONE): N.FULL,
    (N.TWO_WAY, V.ADJ_OK): N.EXSTART,
    **{(state, V.ADJ_OK): state for state in N if state >= N.EXSTART},
    **{(state, V.SEQUENCE_MISMATCH): N.EXSTART for state in N if state >= N.EXCHANGE},
    **{(state, V.BAD_REQUEST): N.EXSTART for state in N if state >= N.EXCHANGE},
    **{(state, V.ONE_WAY): N.INIT for state in N if state >= N.TWO_WAY},
    **{(state, event): N.DOWN for state in N for event in (V.KILL, V.LL_DOWN, V.INACTIVITY)},
}


@pytest.mark.parametrize("event", NbrEvent)
@pytest.mark.parametrize("state", NbrState)
def test_a_cell_of_the_neighbour_machine(state: NbrState, event: NbrEvent) -> None:
    port = port_of(one("point-to-point"))
    if port.state is IfState.DOWN:
        port.event(IfEvent.UP)
    port.neighbors.clear()
    peer = port.adopt(0x09090909, 0x0A000C09)
    peer.state = state
    peer.event(event, "tried")
    assert peer.state is NEIGHBOR.get((state, event), state)
    assert ((state, event) in neighbor.TABLE) == ((state, event) in NEIGHBOR)
    if event is V.HELLO_RECEIVED:
        assert peer.dead_due == 40


@pytest.mark.parametrize("state", [N.EXSTART, N.EXCHANGE, N.LOADING, N.FULL])
def test_an_adjacency_that_should_not_be_goes_back(state: NbrState) -> None:
    """AdjOK? on a network with a DR, of two routers that are neither DR nor backup."""
    port = port_of(one("broadcast"))
    port.state = IfState.DROTHER
    port.dr = port.bdr = 0
    port.neighbors.clear()
    peer: Neighbor = port.adopt(0x09090909, 0x0A000C09)
    peer.state = state
    peer.event(V.ADJ_OK)
    assert peer.state is N.TWO_WAY
    port.dr = peer.address
    peer.event(V.ADJ_OK)
    assert peer.state is N.EXSTART
