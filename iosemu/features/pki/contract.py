"""What a key manager uses of PKI (`host.peer("pki")`; name "pki" in `FEATURE.needs`).

    pki: Pki = self.host.peer("pki")
    identity = pki.identity(["CA"], authorities)        # our certificate and key; None: there is none
    signature = identity.key.sign("sha256", octets)     # RsaKey or EcKey (`iosemu.crypto`)
    pki.validate(chain, ["CA"], self)                   # self.validated(Validation) is called, once

Trustpoints are named in order of preference; an empty list means all of them. Certificates travel as DER octets, the
leaf first; a CERTREQ of IKEv1 names an authority by `authority.subject.der`, one of IKEv2 by
`authority_hash(authority)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

from iosemu.crypto.ec import EcKey, EcPublic
from iosemu.crypto.rsa import PublicKey, RsaKey
from iosemu.crypto.x509 import Certificate, SigningKey, VerifyingKey
from iosemu.features.pki.events import Why
from iosemu.records import dataclass, field


@dataclass(slots=True, frozen=True)
class Identity:
    """What we show: the trustpoint that it is of, our certificate, what leads from it to the root (without it), and the
    private key."""

    trustpoint: str
    certificate: Certificate
    chain: tuple[Certificate, ...]
    key: SigningKey = field(repr=False)


@dataclass(slots=True, frozen=True)
class Validation:
    """What a chain is worth. `certificate` is its leaf (None where it is none), whose key the peer must have."""

    why: Why
    certificate: Certificate | None
    trustpoint: str = ""  # that believes it

    @property
    def ok(self) -> bool:
        return self.why is Why.OK

    @property
    def key(self) -> VerifyingKey | None:
        return self.certificate.key if self.certificate is not None else None


class Asker(Protocol):
    """Who wants to know of a chain. State, like all that waits: an object of the feature, never a closure."""

    def validated(self, validation: Validation) -> None:
        """The answer: on the spot, or, where a list of revoked certificates must be fetched first, later."""


class Pki(Protocol):
    """The engine of PKI, as others see it."""

    def identity(
        self, trustpoints: Sequence[str] = (), authorities: Sequence[bytes] = (), family: str = ""
    ) -> Identity | None:
        """Our certificate: of the first of the trustpoints that has one for signing whose private key is there.
        `authorities`: names (DER) or hashes (20 octets) of those that the peer trusts; one that none of them has issued
        is shown only if there is no other. `family`: of the key, "rsa" or "ec"; "" for any."""

    def authorities(self, trustpoints: Sequence[str] = ()) -> list[Certificate]:
        """Whose certificates we believe: for CERTREQ."""

    def validate(self, chain: Sequence[bytes], trustpoints: Sequence[str], asker: Asker) -> None:
        """Is the leaf of the chain (its first) to be believed? Whatever is in the octets, it never raises."""

    def look(self, chain: Sequence[bytes], trustpoints: Sequence[str] = ()) -> Validation:
        """The same at once, from what is known now, told and counted nowhere: for `explain`."""

    def matches(self, map_name: str, certificate: Certificate) -> bool:
        """`crypto pki certificate map`: does one of its entries hold? A map that is not there matches nothing."""


def family_of(key: SigningKey | VerifyingKey | None) -> str:
    """What signs with it, or is checked by it: "rsa" or "ec"; "" for a key that nobody here can use."""
    if isinstance(key, (RsaKey, PublicKey)):
        return "rsa"
    return "ec" if isinstance(key, (EcKey, EcPublic)) else ""


def authority_hash(authority: Certificate) -> bytes:
    """As IKEv2 names it in CERTREQ (RFC 7296, 3.7): SHA-1 of SubjectPublicKeyInfo."""
    return hashlib.sha1(authority.key_der).digest()
