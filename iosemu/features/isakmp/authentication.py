"""How the ends of phase 1 prove who they are: a method per way of authentication (RFC 2409 section 5).

A method stands in METHODS under the name that policies have for it, and has its rows in the exchanges' table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from iosemu.crypto import dh
from iosemu.crypto.integrity import Hmac
from iosemu.crypto.prf import skeyid_psk
from iosemu.features.isakmp.keyrings import named_identity
from iosemu.features.isakmp.model import PRE_SHARE
from iosemu.features.isakmp.policy import HASH_NAMES
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.trace import NoPresharedKey, Step
from iosemu.features.keying.events import Work
from iosemu.wire.isakmp import Chain, Identification, Kind, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine


class Authenticator(Protocol):
    """One way."""

    name: str  # of `authentication` in a policy
    proof: int  # the payload that proves it
    may: frozenset[int]  # payloads that may come with it
    aggressive: bool  # in aggressive mode, too

    def available(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        """Initiator, before anything is sent: could we authenticate ourselves to this peer? Keeps the secret."""

    def prepare(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        """The same when an SA payload has come, told as IOS does."""

    def skeyid(self, engine: IsakmpEngine, sa: IkeSa, shared: bytes) -> Hmac:
        """SKEYID, once both nonces and the secret that both share (g^xy) are known."""

    def keys(self, engine: IsakmpEngine, sa: IkeSa) -> list[Payload] | None:
        """KE and what goes with it in main mode. None, and told: it cannot be made."""

    def prove(self, engine: IsakmpEngine, sa: IkeSa, ident: Identification) -> list[Payload]:
        """What comes behind our identity."""

    def check(self, engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> bool:
        """Is the peer who it says it is (`sa.phase1.ident`)?"""


def signed(sa: IkeSa, ours: bool, id_b: bytes, hash_name: str = "") -> bytes:
    """HASH_I or HASH_R: `ours` of us, else of the peer; see `Phase1Keys.authenticator`."""
    exchange, keys = sa.phase1, sa.keys
    assert keys is not None
    if sa.initiator is ours:
        return keys.authenticator(exchange.public_i, exchange.public_r, sa.cookies, exchange.sa_b, id_b, hash_name)
    cookies = sa.cookie_r + sa.cookie_i
    return keys.authenticator(exchange.public_r, exchange.public_i, cookies, exchange.sa_b, id_b, hash_name)


def make_key(engine: IsakmpEngine, sa: IkeSa, group: int) -> None:
    """Our public value and nonce, if there are none yet."""
    exchange, rng = sa.phase1, engine.host.rng
    if exchange.key is None:
        exchange.key = dh.generate(group, rng)
        exchange.take(sa.initiator, exchange.key.public, rng.randbytes(20))


def own_keys(sa: IkeSa) -> list[Payload]:
    """KE and Nonce."""
    exchange = sa.phase1
    ours = (exchange.public_i, exchange.nonce_i) if sa.initiator else (exchange.public_r, exchange.nonce_r)
    return [Opaque(Kind.KE, ours[0]), Opaque(Kind.NONCE, ours[1])]


class PresharedKeys:
    """RFC 2409 section 5.4."""

    name = PRE_SHARE
    proof = int(Kind.HASH)
    may: frozenset[int] = frozenset()
    aggressive = True

    def available(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        found = sa.phase1.found = engine.keyrings.find(sa)
        return found is not None

    def prepare(self, engine: IsakmpEngine, sa: IkeSa) -> bool:
        name = named_identity(sa)
        found = sa.phase1.found = engine.keyrings.find(sa)
        if name and not sa.phase1.tunnel and (found is None or not found.host):
            engine.trace(sa, Step.NO_HOST_KEY, name)
        if found is None:
            suites = engine.config.suites(engine.device.software)
            if any(suite.authentication == PRE_SHARE for suite in suites):
                engine.trace(sa, Step.NO_KEY, sa.remote)
                engine.host.emit(NoPresharedKey(sa.remote))
            return False
        if not name or found.host or sa.phase1.tunnel:
            engine.keyrings.tell(sa)
        engine.trace(sa, Step.KEY_LOCAL)
        return True

    def skeyid(self, engine: IsakmpEngine, sa: IkeSa, shared: bytes) -> Hmac:
        exchange, terms = sa.phase1, sa.terms
        assert terms is not None and exchange.found is not None
        engine.keyrings.tell(sa)
        secret = exchange.found.secret.encode()
        return skeyid_psk(HASH_NAMES[terms.hash], secret, exchange.nonce_i, exchange.nonce_r)

    def keys(self, engine: IsakmpEngine, sa: IkeSa) -> list[Payload] | None:
        assert sa.terms is not None
        make_key(engine, sa, sa.terms.group)
        return own_keys(sa)

    def prove(self, engine: IsakmpEngine, sa: IkeSa, ident: Identification) -> list[Payload]:
        return [Opaque(Kind.HASH, signed(sa, True, ident.body()))]

    def check(self, engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> bool:
        engine.trace(sa, Step.PROCESSING, "HASH", 0)
        engine.crypto(Work.IKE_HASH)
        ident = sa.phase1.ident
        return ident is not None and signed(sa, False, ident.body()) == chain.body(Kind.HASH)


METHODS: dict[str, Authenticator] = {}  # by name; `opening.admit` puts them in
