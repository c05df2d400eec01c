"""Main mode (RFC 2409 section 5), both roles. With pre-shared keys (section 5.4):

    MM1  HDR, SA, VID…                     -->
                                           <--   MM2  HDR, SA, VID
    MM3  HDR, KE, Ni, VID…, NAT-D, NAT-D   -->
                                           <--   MM4  HDR, KE, Nr, VID…, NAT-D, NAT-D
    MM5  HDR*, IDii, HASH_I, [N]           -->
                                           <--   MM6  HDR*, IDir, HASH_R
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.isakmp import identity, nat, policy, vendor
from iosemu.features.isakmp.authentication import Authenticator
from iosemu.features.isakmp.certificates import take_requests
from iosemu.features.isakmp.choice import choose, is_answer
from iosemu.features.isakmp.phase1 import TABLE, Event, Key, Process, Row
from iosemu.features.isakmp.phase1_parts import (
    agree,
    believe,
    disbelieve,
    first_contact,
    method_of,
    not_acceptable,
    present,
    prove,
    refuse,
    take_notes,
    tell_lifetime,
)
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.states import Phase, State
from iosemu.features.isakmp.trace import ModeFailure, Step
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import Chain, Kind, Opaque, Payload, Proposal, Sa

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

MAIN = int(wire.Exchange.MAIN)


def begin(engine: IsakmpEngine, sa: IkeSa, able: list[str]) -> bool:
    """Send MM1; False: no policy says with what. `able` are the ways in which we can authenticate ourselves."""
    suites = policy.usable(engine.config.suites(engine.device.software), able)
    if not suites:
        return False
    if sa.phase1.found is not None:
        engine.keyrings.tell(sa)
    sa.phase1.sa_b = Sa([Proposal(1, 1, b"", policy.transforms_of(suites, able))]).body()
    vendors = [*vendor.nat_t_offer(engine, sa), *vendor.fragmentation(engine)]
    payloads: list[Payload] = [Opaque(Kind.SA, sa.phase1.sa_b), *vendors]
    engine.opening.default_policies()
    engine.trace(sa, Step.INPUT, "IKE_MESG_FROM_IPSEC", "IKE_SA_REQ_MM")
    engine.transition(sa, State.I_MM1)
    engine.trace(sa, Step.BEGIN_MAIN)
    engine.channel.send_phase1(sa, payloads)
    return True


# SA: choosing a policy


def _process_mm1(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    sa.phase1.sa_b = chain.bodies[0]
    answer = choose(engine, sa, chain, clear)
    if answer is not None:
        sa.phase1.answer = answer
        return True
    refuse(engine, sa)
    if engine.tracing:
        vendor.read(engine, sa, chain, clear)
    engine.trace(sa, Step.FSM_ERROR, 2)
    engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PROCESS_MAIN_MODE")
    engine.transition(sa, State.R_MM1)
    engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PROCESS_COMPLETE")
    engine.transition(sa, State.R_MM1)
    reason = "Phase1 SA policy proposal not accepted"
    engine.life.let_go(sa, reason, "IKE_MESG_FROM_PEER", "IKE_MM_EXCH", linger=False)
    engine.host.emit(ModeFailure("Main", sa.remote))
    return False


def _send_mm2(engine: IsakmpEngine, sa: IkeSa) -> None:
    payloads: list[Payload] = [sa.phase1.answer, *vendor.nat_t_answer(engine, sa), *vendor.fragmentation(engine)]
    engine.channel.send_phase1(sa, payloads)


def _process_mm2(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    if is_answer(chain) and choose(engine, sa, chain, clear) is not None:
        return True
    not_acceptable(engine, sa)
    engine.life.reject(sa, "Phase1 SA policy proposal not accepted")
    engine.host.emit(ModeFailure("Main", sa.remote))
    return False


# KE, Nonce: keys


def send_ke(engine: IsakmpEngine, sa: IkeSa) -> None:
    """MM3 and MM4."""
    keys = method_of(sa).keys(engine, sa)
    if keys is None:
        return
    names = [vendor.DPD, vendor.ios(sa.cookies), vendor.XAUTH]
    if not sa.initiator:
        names = [vendor.UNITY, vendor.DPD, vendor.ios(sa.cookies)]
    vendors = [vendor.payload(name) for name in names]
    engine.channel.send_phase1(sa, [*keys, *vendors, *nat.discovery(sa)])


def _process_ke(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    """MM3 and MM4."""
    if not agree(engine, sa, chain.body(Kind.KE), chain.body(Kind.NONCE)):
        return False
    take_requests(engine, sa, chain)
    vendor.read(engine, sa, chain, clear)
    nat.detect(engine, sa, chain)
    return True


# ID and its proof: authentication


def _send_id(engine: IsakmpEngine, sa: IkeSa) -> None:
    """MM5 and MM6."""
    contact = first_contact(engine, sa)
    ident = identity.own(engine, sa, 0 if sa.nat else sa.service)
    method = method_of(sa)
    present(engine, sa, ident, min({method.proof, *method.may}), method.name)
    if sa.initiator and sa.nat:
        sa.local_port = sa.remote_port = wire.NAT_PORT
    engine.channel.send_phase1(sa, [ident, *prove(engine, sa, ident), *contact], encrypted=True)
    tell_lifetime(engine, sa)


def _process_id(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    """MM5 and MM6."""
    before = sa.profile
    identity.take_identity(engine, sa, chain)
    if not engine.keyrings.counts(sa):
        engine.trace(sa, Step.KEY_NOT_IN_PROFILE, sa.profile)
        engine.phase1_failed(f"Key not found in keyrings of profile {sa.profile}, aborting exchange")
        engine.trace(sa, Step.FSM_ERROR, 1)
        sa.profile = before
        return False
    found = sa.phase1.found
    if found is not None and found.ring and sa.profile:
        engine.trace(sa, Step.KEYRING_FOUND, "HOST" if found.host else "ADDRESS", found.ring)
    return believed(engine, sa, chain, clear)


def believed(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    """The proof in MM5 and MM6."""
    if not method_of(sa).check(engine, sa, chain):
        return False if sa.phase1.refused else disbelieve(engine, sa)
    take_notes(engine, sa, chain)
    believe(engine, sa)
    return True


_SA: frozenset[int] = frozenset({Kind.SA})
_KEYS: frozenset[int] = frozenset({Kind.KE, Kind.NONCE})
_NONE: frozenset[int] = frozenset()
_S = State
_PEER: Event = ("IKE_MESG_FROM_PEER", "IKE_MM_EXCH")
_PROCESS: tuple[Event, ...] = (("IKE_MESG_INTERNAL", "IKE_PROCESS_MAIN_MODE"),)
_DONE: Event = ("IKE_MESG_INTERNAL", "IKE_PROCESS_COMPLETE")
TOLD = (_DONE, _PEER, _PROCESS)
# fmt: off
TABLE.update({
    (MAIN, "", _S.READY):
        Row(_S.R_MM1, _SA, _NONE, False, _process_mm1, _send_mm2, _S.R_MM2, Phase.MM_SA_SETUP, *TOLD),
    (MAIN, "", _S.R_MM2):
        Row(_S.R_MM3, _KEYS, nat.NAT_D, False, _process_ke, send_ke, _S.R_MM4, Phase.MM_KEY_EXCH, *TOLD),
    (MAIN, "", _S.I_MM1):
        Row(_S.I_MM2, _SA, _NONE, False, _process_mm2, send_ke, _S.I_MM3, Phase.MM_SA_SETUP, *TOLD),
    (MAIN, "", _S.I_MM3):
        Row(_S.I_MM4, _KEYS, nat.NAT_D, False, _process_ke, _send_id, _S.I_MM5, Phase.MM_KEY_EXCH, *TOLD),
})


def last_told(needs: frozenset[int], may: frozenset[int], process: Process) -> Row:
    """MM6: the log tells of its coming behind the processing."""
    told = (_PEER, *_PROCESS)
    return Row(_S.I_MM6, needs, may, True, process, None, _S.P1_COMPLETE, Phase.QM_IDLE, _DONE, None, told)


def last_rows(method: Authenticator) -> dict[Key, Row]:
    """The last messages, whose payloads depend on the way of authentication."""
    proof = frozenset({int(Kind.ID), method.proof})
    return {
        (MAIN, method.name, _S.R_MM4): Row(
            _S.R_MM5, proof, method.may, True, _process_id, _send_id, _S.P1_COMPLETE, Phase.QM_IDLE, *TOLD),
        (MAIN, method.name, _S.I_MM5): last_told(proof, method.may, _process_id),
    }
# fmt: on
