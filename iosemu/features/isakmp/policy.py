"""Phase 1 transforms (RFC 2409 appendix A): what our policies offer, and which one of an offer a policy takes."""

from __future__ import annotations

from collections.abc import Collection

from iosemu.crypto.dh import GROUPS
from iosemu.features.isakmp.mismatch import Mismatch
from iosemu.features.isakmp.model import ECDSA_CURVES, ECDSA_SIG, PRE_SHARE, RSA_ENCR, RSA_SIG, Policy
from iosemu.features.isakmp.sa import Terms
from iosemu.records import dataclass
from iosemu.wire.isakmp import Attribute, Oakley, Transform

KEY_IKE = 1  # the one transform identifier of phase 1
ENCRYPTION = {"des": 1, "3des": 5, "aes": 7}
HASH = {"md5": 1, "sha": 2, "sha256": 4, "sha384": 5, "sha512": 6}
AUTH_PSK = 1
AUTH_RSA_SIG = 3
AUTH_RSA_ENCR = 4
AUTH_ECDSA = {"ecdsa-256": 9, "ecdsa-384": 10, "ecdsa-521": 11}  # RFC 4754
AUTH_XAUTH_PSK = 65001  # draft-beaulieu-ike-xauth-02 section 7.2
XAUTH = "xauth"  # beside the ways to authenticate: the initiator may be asked for a name
AUTHENTICATION = {PRE_SHARE: AUTH_PSK, RSA_SIG: AUTH_RSA_SIG, RSA_ENCR: AUTH_RSA_ENCR, **AUTH_ECDSA}
SECONDS = 1

HASH_NAMES = {"md5": "md5", "sha": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512"}
"""A policy's hash -> its name in `iosemu.crypto`."""
_ENCRYPTION_NAMES = {number: name for name, number in ENCRYPTION.items()}
_AUTH_NAMES = {
    AUTH_PSK: "pre-share",
    2: "DSS sig",
    AUTH_RSA_SIG: "RSA sig",
    AUTH_RSA_ENCR: "RSA encr",
    AUTH_XAUTH_PSK: "XAUTHInitPreShared",
    **{number: f"ECDSA-{ECDSA_CURVES[name]} sig" for name, number in AUTH_ECDSA.items()},
}
_HASH_NAMES = {number: name for name, number in HASH.items()}
_DURATION = int(Oakley.LIFE_DURATION)
_FIELDS = {
    int(Oakley.ENCRYPTION): "encryption",
    int(Oakley.HASH): "hash",
    int(Oakley.AUTHENTICATION): "authentication",
    int(Oakley.GROUP): "group",
    int(Oakley.KEY_LENGTH): "key_length",
    int(Oakley.LIFE_TYPE): "life_type",
}


@dataclass(slots=True)
class Offered:
    """The attributes of one transform; None: absent."""

    encryption: int | None = None
    key_length: int | None = None
    hash: int | None = None
    group: int | None = None
    authentication: int | None = None
    life_type: int | None = None
    lifetime: int | None = None
    life_size: int = 0  # octets of the duration when it came in the long form

    @property
    def xauth(self) -> bool:
        """Does the initiator expect to be asked for a name and a password?"""
        return self.authentication == AUTH_XAUTH_PSK

    @classmethod
    def of(cls, transform: Transform) -> Offered:
        found = cls()
        for attribute in transform.attributes:
            name = _FIELDS.get(attribute.type)
            if name is not None:
                setattr(found, name, attribute.value)
            elif attribute.type == _DURATION and found.life_type in (SECONDS, None):
                found.lifetime = attribute.value
                found.life_size = attribute.size
        return found


def usable(policies: list[Policy], able: Collection[str]) -> list[Policy]:
    """Those that we could be held to; `able` are the ways in which we can authenticate."""
    return [policy for policy in policies if _ways(policy, able) and policy.group in GROUPS]


def _ways(policy: Policy, able: Collection[str]) -> list[str]:
    """What a policy's authentication comes to."""
    ways = ECDSA_CURVES if policy.authentication == ECDSA_SIG else (policy.authentication,)
    return [way for way in ways if way in able]


def transforms_of(policies: list[Policy], able: Collection[str], xauth: bool = False) -> list[Transform]:
    """An offer: a transform per policy, in order of priority; with `xauth` we expect to be asked for a name."""
    return [_transform(number, policy, _ways(policy, able)[0], xauth) for number, policy in enumerate(policies, 1)]


def _transform(number: int, policy: Policy, way: str, xauth: bool) -> Transform:
    method = AUTHENTICATION[way]
    attributes = [Attribute(Oakley.ENCRYPTION, ENCRYPTION[policy.encryption])]
    if policy.encryption == "aes":
        attributes.append(Attribute(Oakley.KEY_LENGTH, policy.key_bits))
    attributes += [
        Attribute(Oakley.HASH, HASH[policy.hash]),
        Attribute(Oakley.GROUP, policy.group),
        Attribute(Oakley.AUTHENTICATION, AUTH_XAUTH_PSK if xauth and method == AUTH_PSK else method),
        Attribute(Oakley.LIFE_TYPE, SECONDS),
        Attribute.number(Oakley.LIFE_DURATION, policy.lifetime),
    ]
    return Transform(number, KEY_IKE, attributes)


def compare(offered: Offered, policy: Policy, able: Collection[str]) -> Mismatch | None:
    """The first attribute that differs, None when the policy takes the transform; `able` are the ways in which we can
    authenticate ourselves to this peer. Lifetimes never differ."""
    if offered.encryption != ENCRYPTION[policy.encryption]:
        return Mismatch.ENCRYPTION
    if policy.encryption == "aes" and offered.key_length != policy.key_bits:
        return Mismatch.KEY_LENGTH
    if offered.hash != HASH[policy.hash]:
        return Mismatch.HASH
    if offered.group != policy.group:
        return Mismatch.GROUP
    if any(offered.authentication == AUTHENTICATION[way] for way in _ways(policy, able)):
        return None
    if offered.xauth and XAUTH in able and policy.authentication == PRE_SHARE and PRE_SHARE in able:
        return None
    if offered.authentication == AUTH_PSK:
        return Mismatch.PRESHARED
    if offered.authentication == AUTH_XAUTH_PSK:
        return Mismatch.XAUTH
    return Mismatch.AUTHENTICATION


def terms(offered: Offered, policy: Policy) -> Terms:
    """What both ends have agreed on by taking this transform."""
    lifetime = offered.lifetime if offered.lifetime else policy.lifetime
    return Terms(
        policy.encryption,
        policy.key_bits if policy.encryption == "aes" else 0,
        policy.hash,
        policy.group,
        next((name for name, number in AUTH_ECDSA.items() if number == offered.authentication), policy.authentication),
        min(lifetime, policy.lifetime),
        lifetime,
        policy.priority,
        offered.xauth,
    )


def encryption_text(number: int | None) -> str:
    """As IOS prints it while it compares."""
    name = _ENCRYPTION_NAMES.get(number or 0)
    return f"{name.upper()}-CBC" if name else str(number)


def hash_text(number: int | None) -> str:
    name = _HASH_NAMES.get(number or 0)
    return name.upper() if name else str(number)


def authentication_text(number: int | None) -> str:
    return _AUTH_NAMES.get(number or 0, str(number))
