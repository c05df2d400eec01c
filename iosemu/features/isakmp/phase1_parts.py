"""What main mode and aggressive mode have in common: keys, identities, and the proof of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.crypto import dh
from iosemu.crypto.prf import Phase1Keys
from iosemu.features.isakmp.authentication import METHODS, Authenticator, make_key
from iosemu.features.isakmp.identity import kind_text
from iosemu.features.isakmp.keys import key_material
from iosemu.features.isakmp.model import PRE_SHARE
from iosemu.features.isakmp.policy import HASH_NAMES
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.trace import ModeFailure, Step
from iosemu.features.keying.events import Work
from iosemu.types import format_ipv4
from iosemu.wire.isakmp import PORT, Chain, Identification, Kind, Notification, Notify, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

_KEY_OCTETS = {"des": 8, "3des": 24}
LEAST_NONCE, MOST_NONCE = 8, 256  # octets (RFC 2409 section 5)


def method_of(sa: IkeSa) -> Authenticator:
    """How this SA's ends agreed to authenticate."""
    assert sa.terms is not None
    return METHODS[sa.terms.authentication]


def mode(sa: IkeSa) -> str:
    """Its exchange, as syslog names it."""
    return "Aggressive" if sa.aggressive else "Main"


# keys


def agree(
    engine: IsakmpEngine, sa: IkeSa, public: bytes, nonce: bytes, between: Callable[[], None] | None = None
) -> bool:
    """The peer's KE and Nonce: from now on there are keys. False, and told, when they make no sense. `between` the two
    something else came."""
    exchange, terms = sa.phase1, sa.terms
    assert terms is not None
    engine.trace(sa, Step.PROCESSING, "KE", 0)
    if not fits_group(engine, sa, public, dh.public_size(terms.group)):
        return False
    make_key(engine, sa, terms.group)
    assert exchange.key is not None
    try:
        engine.crypto(Work.SHARED_SECRET)
        shared = exchange.key.shared(public)
    except dh.BadPublicValue:
        return malformed(engine, sa)
    if not LEAST_NONCE <= len(nonce) <= MOST_NONCE:
        return malformed(engine, sa)
    exchange.take(not sa.initiator, public, nonce)
    if between is not None:
        between()
    engine.trace(sa, Step.PROCESSING, "NONCE", 0)
    skeyid = method_of(sa).skeyid(engine, sa, shared)
    size = _KEY_OCTETS.get(terms.encryption, terms.key_bits // 8)
    publics = exchange.public_i + exchange.public_r
    engine.crypto(Work.IKE_SA)
    sa.keys = Phase1Keys(HASH_NAMES[terms.hash], skeyid, shared, sa.cookies, terms.encryption, size, publics)
    sa.iv = sa.keys.iv_seed
    engine.host.emit(key_material(sa))
    sa.conn_id = engine.life.next_conn_id()
    return True


def fits_group(engine: IsakmpEngine, sa: IkeSa, public: bytes, size: int) -> bool:
    """Is a public value as long as those of the group? In aggressive mode it came before there was a group."""
    if not sa.aggressive or len(public) == size:
        return True
    engine.trace(sa, Step.GROUP_SIZE, size, len(public))
    engine.channel.count_error(sa, "reset_retransmission")
    return False


def malformed(engine: IsakmpEngine, sa: IkeSa) -> bool:
    """A message makes no sense: what its processing returns."""
    engine.bad_message(sa.remote)
    engine.channel.count_error(sa, "PAYLOAD_MALFORMED")
    return False


def not_acceptable(engine: IsakmpEngine, sa: IkeSa) -> None:
    """No policy takes what is offered, or the answer is none of ours."""
    engine.trace(sa, Step.NOT_ACCEPTABLE_P1)
    ends = f"(local {format_ipv4(sa.local)} remote {format_ipv4(sa.remote)})"
    engine.phase1_failed(f"phase 1 SA policy not acceptable! {ends}")


def refuse(engine: IsakmpEngine, sa: IkeSa) -> None:
    """The initiator is told that nothing it offers is taken; it cannot know who says so."""
    not_acceptable(engine, sa)
    engine.channel.count_error(sa, "construct_fail_ag_init")
    engine.trace(sa, Step.CANNOT_INFORM)
    engine.info.send_clear(sa, Notification(Notify.NO_PROPOSAL_CHOSEN, 1))
    engine.life.mark(sa, "Phase1 SA policy proposal not accepted")


# identities and their proof


def present(
    engine: IsakmpEngine, sa: IkeSa, ident: Identification, following: int, method: str = PRE_SHARE
) -> None:  # fmt: skip
    """The log tells the identity that we show, and how it is proven."""
    engine.trace(sa, Step.DOING, method, kind_text(ident))
    engine.trace(sa, Step.ID_PAYLOAD, ident, following)
    engine.trace(sa, Step.ID_LENGTH, 8 + len(ident.data))


def first_contact(engine: IsakmpEngine, sa: IkeSa) -> list[Payload]:
    """INITIAL-CONTACT with the first SA with a peer (RFC 2407 section 4.6.3.3): not while IPsec SAs live, which it
    would drop."""
    others = any(other.established for other in engine.life.with_ends_of(sa) if other is not sa)
    user = engine.user if sa.service == PORT else None
    others = others or (user is not None and user.has_sas(sa.local, sa.remote, sa.vrf))
    if not sa.initiator or others:
        return []
    engine.trace(sa, Step.SEND_INITIAL_CONTACT)
    return [Notification(Notify.INITIAL_CONTACT, 1, sa.cookies)]


def prove(engine: IsakmpEngine, sa: IkeSa, ident: Identification) -> list[Payload]:
    """Our identity's proof."""
    engine.crypto(Work.IKE_HASH)
    return method_of(sa).prove(engine, sa, ident)


def disbelieve(engine: IsakmpEngine, sa: IkeSa) -> bool:
    """The peer is not who it says it is: what the processing returns."""
    if method_of(sa).proof == Kind.HASH:
        engine.trace(sa, Step.HASH_MISMATCH)
    engine.stats.authentication_failures += 1
    engine.phase1_failed("Hash payload does not match")
    engine.life.reject(sa, "IKMP_ERR_NO_RETRANS")
    engine.host.emit(ModeFailure(mode(sa), sa.remote))
    return False


def believe(engine: IsakmpEngine, sa: IkeSa) -> None:
    """The peer is who it says it is."""
    engine.trace(sa, Step.AUTHENTICATED)
    engine.trace(sa, Step.AUTHENTICATED_WITH)
    if sa.nat and sa.initiator:
        engine.trace(sa, Step.UDP_ENC)
    elif sa.nat:
        engine.trace(sa, Step.PORT_FLOATED, sa.remote_port)
        engine.trace(sa, Step.FIND_PEER)
    if sa.initial_contact:
        _process_initial_contact(engine, sa)
    engine.trace(sa, Step.INSERT_PEER)


def take_notes(engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> None:
    """Notifications that come with a proof."""
    for each in chain.payloads:
        if isinstance(each, Notification):
            engine.trace(sa, Step.NOTIFY_IN, each.type, each.protocol, 0, 0)
            sa.initial_contact = sa.initial_contact or each.type == Notify.INITIAL_CONTACT


def _process_initial_contact(engine: IsakmpEngine, sa: IkeSa) -> None:
    """The peer knows nothing of older SAs: they go, and IPsec's with them. One that came up while this exchange was
    under way, because both ends began at once, is not older."""
    engine.trace(sa, Step.AUTHENTICATED)
    engine.trace(sa, Step.INITIAL_CONTACT)
    others = [old for old in engine.life.with_ends_of(sa) if old is not sa and old.established]
    # behind one NAT several peers have one address: only what has the same identity is the same peer
    strangers = [old for old in others if sa.peer_behind_nat and old.identity != sa.identity]
    spared = [old for old in others if old in strangers or old.established_at >= sa.begun_at]
    for old in others:
        if old not in spared:
            engine.trace(old, Step.INITIAL_CONTACT_DELETE)
            engine.life.mark(old, "Receive initial contact")
            sa.phase1.dying.append(old)
    if engine.user is not None and sa.service == PORT:
        engine.user.peer_dead(sa.local, sa.remote, [old.conn_id for old in spared], sa.vrf)


def tell_lifetime(engine: IsakmpEngine, sa: IkeSa) -> None:
    """The responder's own lifetime, when it is the lower one."""
    terms = sa.terms
    if not sa.initiator and terms is not None and terms.lifetime < terms.offered:
        engine.info.send_responder_lifetime(sa, terms.lifetime)
