"""The election of designated router and backup (RFC 2328 section 9.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.events import Step
from iosemu.features.ospf.states import IfState, NbrState
from iosemu.records import dataclass
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort


@dataclass(slots=True)
class Candidate:
    """A router that may be elected, with what it declares. Its `identity` is what hellos call it."""

    priority: int
    router_id: IPv4
    identity: int
    dr: int
    bdr: int


def _best(candidates: list[Candidate]) -> Candidate | None:
    return max(candidates, key=lambda each: (each.priority, each.router_id), default=None)


def backup(candidates: list[Candidate]) -> Candidate | None:
    """Of those who do not declare themselves DR: who declares itself BDR, else anyone."""
    eligible = [each for each in candidates if each.dr != each.identity]
    return _best([each for each in eligible if each.bdr == each.identity]) or _best(eligible)


def designated(candidates: list[Candidate], bdr: Candidate | None) -> Candidate | None:
    """Who declares itself DR, else the new BDR."""
    return _best([each for each in candidates if each.dr == each.identity]) or bdr


def elect(port: OspfPort) -> None:
    """Twice where the first time changes what we are. Who becomes DR because nobody says that he is one counts as the
    backup, too, until he says so himself."""
    own = Candidate(port.priority, port.process.router_id, port.identity, port.dr, port.bdr)
    others = [
        Candidate(n.priority, n.router_id, n.identity, n.dr, n.bdr)
        for n in port.neighbors.values()
        if n.state >= NbrState.TWO_WAY and n.priority > 0
    ]
    candidates = [own, *others] if own.priority > 0 else others
    before = (port.dr, port.bdr)
    old_dr, old_id = port.dr, port.dr_id
    port.tell(Step.ELECTION)
    was = (own.identity == port.dr, own.identity == port.bdr)
    bdr, dr = _round(port, candidates)
    roles = (dr is own, bdr is own)
    if roles != was:
        own.dr = dr.identity if dr is not None else 0
        own.bdr = bdr.identity if bdr is not None else 0
        bdr, dr = _round(port, candidates)
    port.dr, port.dr_id = (dr.identity, dr.router_id) if dr is not None else (0, 0)
    port.bdr, port.bdr_id = (bdr.identity, bdr.router_id) if bdr is not None else (0, 0)
    port.tell(Step.ELECTED, router_id=port.dr_id, other=port.bdr_id)
    if old_dr and old_dr != port.dr:
        port.tell(Step.OLD_DR, router_id=old_id)
    if port.dr == port.identity:
        state = IfState.DR
    elif port.bdr == port.identity:
        state = IfState.BACKUP
    else:
        state = IfState.DROTHER
    port.become(state)
    if (port.dr, port.bdr) != before:
        port.process.designated_changed(port)
        port.adj_ok()
        port.process.host.expect(port.send_hello)  # neighbours hear of it with that only


def _round(port: OspfPort, candidates: list[Candidate]) -> tuple[Candidate | None, Candidate | None]:
    bdr = backup(candidates)
    port.tell(Step.ELECT_BDR, router_id=bdr.router_id if bdr is not None else 0)
    dr = designated(candidates, bdr)
    port.tell(Step.ELECT_DR, router_id=dr.router_id if dr is not None else 0)
    return bdr, dr
