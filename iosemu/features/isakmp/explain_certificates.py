"""Why the ends of phase 1 do not believe each other's certificates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import Depth, Finding, Layer, said
from iosemu.features.isakmp.certificates import pki_of, trustpoints
from iosemu.features.pki.events import Why
from iosemu.features.pki.model import PkiConfig

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

IKE = Layer(Depth.KEYS, "IKE")
_REMEDIES = {
    Why.NO_TRUSTPOINT: "a trustpoint of the same authority on both",
    Why.EXPIRED: "{there}: crypto pki enroll again, or set the clock of {here}",
    Why.NOT_YET_VALID: "{here}: clock set, or NTP",
    Why.NO_CRL: "{here}: let it reach the authority, or revocation-check none",
    Why.NO_OCSP: "{here}: let it reach the responder, or revocation-check … none",
    Why.REVOKED: "{there}: crypto pki enroll again",
}


def certificate_faults(
    one: tuple[IsakmpEngine, str], other: tuple[IsakmpEngine, str], family: str = "rsa"
) -> Iterator[Finding]:
    """`one` and `other`: an end, and the profile that it has for the other. `family`: what signs, rsa or ec."""
    curves: dict[str, int] = {}  # router -> bits
    for (engine, profile), (far, far_profile) in ((one, other), (other, one)):
        here, there = engine.device.node, far.device.node
        pki, theirs = pki_of(engine), pki_of(far)
        own = pki.identity(trustpoints(engine, profile), (), family) if pki is not None else None
        if pki is None or own is None:
            signs = "RSA" if family == "rsa" else "ECDSA"
            text = f"{here} has no certificate to show, and {signs} signatures are agreed on"
            yield Finding(text, [], f"{here}: crypto pki enroll", IKE)
            continue
        curves[here] = own.key.bits
        if theirs is None:
            continue
        found = theirs.look([own.certificate.der, *(each.der for each in own.chain)], trustpoints(far, far_profile))
        if not found.ok:
            text = f"{there} does not believe the certificate that {here} shows ({own.certificate.subject.text}): "
            lines = said(far.device, far.device.get(PkiConfig), "trustpoints", found.trustpoint)
            remedy = _REMEDIES.get(found.why, "").format(here=there, there=here)
            yield Finding(text + found.why.value, lines[:1] if found.trustpoint else [], remedy, IKE)
    if family == "ec" and len(set(curves.values())) > 1:
        keys = ", ".join(f"that of {name} on P-{bits}" for name, bits in curves.items())
        text = f"the keys of the certificates are on different curves: {keys}"
        yield Finding(text, [], "the same curve on both", IKE)
