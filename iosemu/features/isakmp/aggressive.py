"""Aggressive mode (RFC 2409 section 5), both roles. With pre-shared keys (section 5.4):

    AM1  HDR, SA, KE, Ni, IDii, VID…                       -->
                                  <--   AM2  HDR, SA, VID…, KE, IDir, Nr, HASH_R, VID, NAT-D, NAT-D
    AM3  HDR*, HASH_I, NAT-D, NAT-D, [N]                   -->

The identities are there for everybody to read, and with the first message: a responder finds the key that belongs to a
name. The group is what the initiator's public value belongs to. The last message may come in the clear as well.

We begin with it where `crypto isakmp peer` has a password and an identity of ours for the peer, and where the ISAKMP
profile says `initiate mode aggressive`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.isakmp import identity, nat, policy, vendor
from iosemu.features.isakmp.authentication import METHODS, Authenticator, make_key, own_keys
from iosemu.features.isakmp.certificates import requests, take_requests
from iosemu.features.isakmp.choice import choose, is_answer
from iosemu.features.isakmp.model import ECDSA_SIG, RSA_SIG, PeerPolicy
from iosemu.features.isakmp.phase1 import TABLE, Event, Key, Row
from iosemu.features.isakmp.phase1_parts import (
    agree,
    believe,
    disbelieve,
    first_contact,
    fits_group,
    malformed,
    method_of,
    not_acceptable,
    present,
    prove,
    refuse,
    take_notes,
    tell_lifetime,
)
from iosemu.features.isakmp.remote import Plan
from iosemu.features.isakmp.sa import Exchange, IkeSa
from iosemu.features.isakmp.states import Phase, State
from iosemu.features.isakmp.trace import AggressiveDisabled, ModeFailure, Step
from iosemu.types import format_ipv4
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import Chain, Kind, Opaque, Payload, Proposal, Sa

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

AGGRESSIVE = int(wire.Exchange.AGGRESSIVE)
_ENDPOINTS = {"ipv4-address": identity.ADDRESS, "fqdn": identity.FQDN, "user-fqdn": identity.USER_FQDN}


# the initiator


def peer_policy(engine: IsakmpEngine, remote: int, vrf: str) -> PeerPolicy | None:
    """`crypto isakmp peer` for an address, by address or by a name that is known to have it."""
    config = engine.config
    found = config.peers.get((remote, vrf or None))
    for (name, place), each in config.host_peers.items() if found is None else ():
        if (place or "") == vrf and engine.device.engine("dns").known(name, vrf) == remote:
            return each
    return found


def plan(engine: IsakmpEngine, profile: str, vrf: str, local: int, remote: int) -> Plan | None:
    """None: no line asks for aggressive mode with this peer."""
    found = peer_policy(engine, remote, vrf)
    if found is not None and found.key is not None and found.key.secret and found.endpoint:
        ip = found.endpoint_ip
        value = format_ipv4(ip) if ip is not None else found.endpoint_name
        return Plan(identity.payload(_ENDPOINTS[found.endpoint], value, 0), found.key.secret, found)
    config = engine.config
    asks = config.profiles.get(profile)
    if asks is not None and asks.initiate_mode:
        return Plan(identity.payload(*identity.shown(config, profile, engine.device, local), 0))
    return None


def begin(engine: IsakmpEngine, sa: IkeSa) -> bool:
    """Send AM1; False: it is not asked for, is disabled, or there is no key or policy for it."""
    found = engine.remote.plan(sa) if engine.remote is not None else None
    found = found or plan(engine, sa.profile, sa.vrf, sa.local, sa.remote)
    if found is None:
        return False
    ident = found.ident
    exchange = sa.exchange = Exchange(AGGRESSIVE, tunnel=found.password)
    if engine.config.aggressive_disabled:
        engine.host.emit(AggressiveDisabled(sa.remote))
        return False
    able = [each.name for each in METHODS.values() if each.aggressive and each.available(engine, sa)]
    suites = policy.usable(engine.config.suites(engine.device.software), able)
    if not suites:
        return False
    suites = [each for each in suites if each.group == suites[0].group]
    sa.aggressive, sa.phase = True, Phase.AG_NO_STATE
    if exchange.tunnel:
        engine.trace(sa, Step.TUNNEL_ATTRIBUTES)
    else:
        engine.keyrings.tell(sa)
    exchange.sa_b = Sa([Proposal(1, 1, b"", policy.transforms_of(suites, able, found.xauth))]).body()
    signing = [each.authentication in (RSA_SIG, ECDSA_SIG) for each in suites]
    signs = any(signing)
    if all(signing):
        ident = identity.distinguished(engine, sa, ident)
    exchange.own = ident
    make_key(engine, sa, suites[0].group)
    vendors = [*vendor.nat_t_offer(engine, sa), *vendor.fragmentation(engine)]
    vendors += [vendor.payload(name) for name in (vendor.DPD, vendor.ios(sa.cookies), vendor.XAUTH)]
    asked = requests(engine, sa) if signs else []
    present(engine, sa, ident, vendors[0].kind, suites[0].authentication)
    engine.opening.default_policies()
    sa.phase = Phase.AG_INIT_EXCH
    engine.trace(sa, Step.INPUT, "IKE_MESG_FROM_IPSEC", "IKE_SA_REQ_AM")
    engine.transition(sa, State.I_AM1)
    engine.trace(sa, Step.BEGIN_AGGRESSIVE)
    engine.channel.send_phase1(sa, [Opaque(Kind.SA, exchange.sa_b), *own_keys(sa), ident, *asked, *vendors])
    return True


def _process_am2(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    if not is_answer(chain) or choose(engine, sa, chain, clear) is None:
        not_acceptable(engine, sa)
        engine.life.reject(sa, "Phase1 SA policy proposal not accepted")
        engine.host.emit(ModeFailure("Aggressive", sa.remote))
        return False
    if method_of(sa).proof not in [each.kind for each in chain.payloads]:
        return malformed(engine, sa)
    if not agree(engine, sa, chain.body(Kind.KE), chain.body(Kind.NONCE)):
        return False
    take_requests(engine, sa, chain)
    return _check(engine, sa, chain)


def _send_am3(engine: IsakmpEngine, sa: IkeSa) -> None:
    own = sa.phase1.own
    assert own is not None
    if sa.nat:
        sa.local_port = sa.remote_port = wire.NAT_PORT
    contact = first_contact(engine, sa)
    engine.channel.send_phase1(sa, [*prove(engine, sa, own), *nat.discovery(sa), *contact], encrypted=True)
    sa.phase = Phase.AG_AUTH


# the responder


def _process_am1(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    exchange = sa.phase1
    exchange.sa_b = chain.bodies[0]
    answer = choose(engine, sa, chain, clear)
    if answer is not None:
        exchange.answer = answer
        if agree(engine, sa, chain.body(Kind.KE), chain.body(Kind.NONCE)):
            take_requests(engine, sa, chain)
            return True
    else:
        refuse(engine, sa)
        engine.trace(sa, Step.PROCESSING, "KE", 0)
        fits_group(engine, sa, chain.body(Kind.KE), 0)
    _give_up(engine, sa)
    return False


def _give_up(engine: IsakmpEngine, sa: IkeSa) -> None:
    """AM1 leads nowhere."""
    reason = "Phase1 SA policy proposal not accepted"
    engine.trace(sa, Step.UNKNOWN_INPUT, *_PEER, State.READY)
    engine.trace(sa, Step.INPUT, *_PEER)
    engine.transition(sa, State.READY)
    engine.host.emit(ModeFailure("Aggressive", sa.remote))
    if not sa.deleted:
        engine.life.mark(sa, reason)
    engine.life.let_go(sa, reason, "IKE_MESG_INTERNAL", "IKE_PHASE1_DEL", linger=False)


def _send_am2(engine: IsakmpEngine, sa: IkeSa) -> None:
    exchange = sa.phase1
    own = exchange.own = identity.own(engine, sa, 0)
    own.protocol = 0
    natt = [*vendor.nat_t_answer(engine, sa), *vendor.fragmentation(engine)]
    present(engine, sa, own, int(Kind.NONCE), method_of(sa).name)
    ke, nonce = own_keys(sa)
    names = (vendor.UNITY, vendor.DPD, vendor.ios(sa.cookies))
    payloads: list[Payload] = [exchange.answer, *map(vendor.payload, names), ke, own, nonce, *prove(engine, sa, own)]
    if method_of(sa).proof == Kind.SIG:
        payloads += requests(engine, sa)
    engine.channel.send_phase1(sa, [*payloads, *natt, *nat.discovery(sa)])


def _process_am3(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> bool:
    return _check(engine, sa, chain)


def _finish(engine: IsakmpEngine, sa: IkeSa) -> None:
    tell_lifetime(engine, sa)


# both


def _check(engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> bool:
    """The peer's proof, and what comes with it."""
    if not method_of(sa).check(engine, sa, chain):
        return False if sa.phase1.refused else disbelieve(engine, sa)
    nat.detect(engine, sa, chain)
    take_notes(engine, sa, chain)
    if not sa.initiator:
        sa.phase = Phase.AG_AUTH
    believe(engine, sa)
    return True


_S = State
_OPENING: frozenset[int] = frozenset({Kind.SA, Kind.KE, Kind.NONCE, Kind.ID})
_PROOFS: frozenset[int] = frozenset({Kind.HASH, Kind.SIG, Kind.CERT})  # by the method, which the answer tells
_NONE: frozenset[int] = frozenset()
_PEER: Event = ("IKE_MESG_FROM_PEER", "IKE_AM_EXCH")
_KEY: Event = ("IKE_MESG_FROM_AAA", "PRESHARED_KEY_REPLY")
# fmt: off
TABLE.update({
    (AGGRESSIVE, "", _S.READY): Row(
        _S.R_AM_AAA_AWAIT, _OPENING, _NONE, False, _process_am1, _send_am2, _S.R_AM2, Phase.AG_INIT_EXCH, _KEY, None,
        (_PEER,)),
    (AGGRESSIVE, "", _S.I_AM1): Row(
        _S.P1_COMPLETE, _OPENING, _PROOFS | nat.NAT_D, False, _process_am2, _send_am3, _S.P1_COMPLETE, Phase.QM_IDLE,
        _PEER),
})
# fmt: on


def last_rows(method: Authenticator) -> dict[Key, Row]:
    """The last message, whose payloads depend on the way of authentication."""
    if not method.aggressive:
        return {}
    needs, may = frozenset({method.proof}), method.may | nat.NAT_D
    row = Row(_S.P1_COMPLETE, needs, may, None, _process_am3, _finish, _S.P1_COMPLETE, Phase.QM_IDLE, _PEER)
    return {(AGGRESSIVE, method.name, _S.R_AM2): row}
