"""The first two messages of phase 1: comparing an offer with the policies, and telling it as IOS does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.isakmp import policy, vendor
from iosemu.features.isakmp.authentication import METHODS
from iosemu.features.isakmp.identity import take_identity
from iosemu.features.isakmp.mismatch import Mismatch
from iosemu.features.isakmp.policy import Offered
from iosemu.features.isakmp.proposal import Protocol
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.trace import Step
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import Chain, Kind, Proposal, Sa, Transform

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine


def choose(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> Sa | None:
    """Compare the offered transforms with our policies, by priority for each transform. Sets sa.terms.

    The SA payload with the one transform taken; None when no policy takes any.
    """
    offer = chain.payloads[0]
    assert isinstance(offer, Sa)
    engine.trace(sa, Step.PROCESSING, "SA", 0)
    if sa.aggressive:
        take_identity(engine, sa, chain)
    vendor.read(engine, sa, chain, clear)
    able = [each.name for each in METHODS.values() if each.prepare(engine, sa)]
    if engine.remote is not None and engine.remote.takes_xauth(sa):
        able.append(policy.XAUTH)
    if sa.profile:
        engine.trace(sa, Step.XAUTH_IN_PROFILE, sa.profile)
    else:
        engine.trace(sa, Step.SCANNING, " ".join(engine.config.profiles))
    chosen = _match(engine, sa, offer, able)
    if chosen is None:
        return None
    if engine.tracing and not sa.aggressive:  # IOS goes through them twice
        vendor.read(engine, sa, chain, clear)
    assert sa.terms is not None
    engine.start_lifetime(sa, sa.terms.lifetime)
    return chosen


def is_answer(chain: Chain) -> bool:
    """Does a responder's SA payload come first, with the one transform that it has taken?"""
    answer = chain.payloads[0]
    return isinstance(answer, Sa) and len(answer.proposals) == 1 and len(answer.proposals[0].transforms) == 1


def _match(engine: IsakmpEngine, sa: IkeSa, offer: Sa, able: list[str]) -> Sa | None:
    for proposal in offer.proposals:
        if proposal.protocol != Protocol.ISAKMP:
            continue
        for index, transform in enumerate(proposal.transforms):
            following = Kind.TRANSFORM if index + 1 < len(proposal.transforms) else Kind.NONE
            offered = Offered.of(transform)
            for suite in engine.config.suites(engine.device.software):
                _tell_offer(engine, sa, transform, offered, suite.priority)
                mismatch = policy.compare(offered, suite, able)
                if transform.identifier != policy.KEY_IKE:
                    mismatch = Mismatch.ENCRYPTION
                if mismatch is not None:
                    engine.trace(sa, Step.MISMATCH, mismatch)
                    engine.trace(sa, Step.NOT_ACCEPTABLE, int(following))
                    continue
                engine.trace(sa, Step.ACCEPTABLE, int(following))
                sa.terms = policy.terms(offered, suite)
                _tell_lifetime(engine, sa, offered, suite.lifetime)
                return Sa([Proposal(proposal.number, 1, b"", [transform])])
    engine.trace(sa, Step.NO_OFFERS)
    return None


def _tell_offer(engine: IsakmpEngine, sa: IkeSa, transform: Transform, offered: Offered, priority: int) -> None:
    trace = engine.trace
    if not engine.tracing:
        return
    trace(sa, Step.CHECKING, transform.number, priority)
    for attribute in transform.attributes:
        value = attribute.value
        match attribute.type:
            case wire.Oakley.ENCRYPTION:
                trace(sa, Step.ATTRIBUTE, f"encryption {policy.encryption_text(value)}")
            case wire.Oakley.KEY_LENGTH:
                trace(sa, Step.ATTRIBUTE, f"keylength of {value}")
            case wire.Oakley.HASH:
                trace(sa, Step.ATTRIBUTE, f"hash {policy.hash_text(value)}")
            case wire.Oakley.GROUP:
                trace(sa, Step.ATTRIBUTE, f"default group {value}")
            case wire.Oakley.AUTHENTICATION:
                trace(sa, Step.ATTRIBUTE, f"auth {policy.authentication_text(value)}")
            case wire.Oakley.LIFE_TYPE:
                trace(sa, Step.ATTRIBUTE, "life type in seconds" if value == 1 else "life type in kilobytes")
            case wire.Oakley.LIFE_DURATION:
                trace(sa, Step.LIFE_DURATION, value, attribute.size, "life duration")


def _tell_lifetime(engine: IsakmpEngine, sa: IkeSa, offered: Offered, own: int) -> None:
    """A responder names its own lifetime, then the one offered, then the lower."""
    trace, terms = engine.trace, sa.terms
    assert terms is not None
    trace(sa, Step.ACTUAL_LIFE, 0 if sa.initiator else own)
    trace(sa, Step.LIFE)
    if offered.life_size:
        trace(sa, Step.VPI_LENGTH, offered.life_size)
        trace(sa, Step.LIFE_SECONDS, terms.offered)
    else:
        trace(sa, Step.BASIC_LIFE, terms.offered)
    trace(sa, Step.RETURNING_LIFE, terms.lifetime)
    trace(sa, Step.LIFETIME_TIMER, terms.lifetime)
