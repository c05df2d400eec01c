"""The authorization policy of a peer: `aaa authorization group | user` of a profile, in the local database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.aaa.model import AaaConfig
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.model import Authorization, AuthorPolicy, Ikev2Profile, Mangler
from iosemu.records import fields, replace
from iosemu.wire.ikev2 import IdType

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine
    from iosemu.features.ikev2.sa import IkeSa

_DN = {
    "common-name": "cn", "organization": "o", "organization-unit": "ou", "country": "c", "state": "st",
    "locality": "l",
}  # fmt: skip


def method_of(sa: IkeSa) -> str:
    """How the peer proved itself, as profiles call it."""
    return "psk" if sa.verified == "PSK" else "cert"


def policy_of(engine: Ikev2Engine, sa: IkeSa, profile: Ikev2Profile) -> AuthorPolicy | None:
    """The policy for an authenticated peer; None: it is not authorized. Without a word of the profile it is empty."""
    method = method_of(sa)
    if not profile.authorizes:
        return AuthorPolicy()
    user, group = profile.user_authorization.get(method), profile.group_authorization.get(method)
    found = [_asked(engine, sa, each) if each is not None else AuthorPolicy() for each in (user, group)]
    one, two = found
    if one is None or two is None:
        engine.trace(sa, Step.AUTHOR_FAILED)
        engine.exits.note("AAA authorization failed")
        return None
    if user is None or group is None:
        return two if user is None else one
    return _merged(two, one) if group.override else _merged(one, two)


def _merged(first: AuthorPolicy, second: AuthorPolicy) -> AuthorPolicy:
    """What the first does not say, the second does."""
    blank, values = AuthorPolicy(), {}
    for info in fields(blank):
        own = getattr(first, info.name)
        values[info.name] = own if own != getattr(blank, info.name) else getattr(second, info.name)
    return replace(first, **values)


def _asked(engine: Ikev2Engine, sa: IkeSa, wanted: Authorization) -> AuthorPolicy | None:
    name = wanted.policy
    if wanted.mangler:
        mangler = engine.config.manglers.get(wanted.mangler)
        name = mangled(mangler, sa) if mangler is not None else ""
    engine.trace_peer(sa.remote, Step.AUTHOR_REQUEST, wanted.list, name)
    engine.trace(sa, Step.AUTHOR_SENT)
    aaa = engine.device.get(AaaConfig)
    known = aaa is not None and aaa.new_model and "local" in aaa.network.get(wanted.list, [])
    engine.trace(sa, Step.AUTHOR_ANSWER)
    return engine.config.author_policy(name) if known and name else None


def mangled(mangler: Mangler, sa: IkeSa) -> str:
    """The name that a peer's identity gives; "" for none."""
    text = sa.identity
    match sa.identity_kind:
        case IdType.FQDN:
            return _part(text, mangler.fqdn, ".")
        case IdType.RFC822_ADDR:
            return _part(text, mangler.email, "@")
        case IdType.DER_ASN1_DN if mangler.dn:
            parts = dict(part.split("=", 1) for part in reversed(text.split(",")) if "=" in part)
            return parts.get(_DN[mangler.dn], "")
    return ""


def _part(text: str, wanted: str, mark: str) -> str:
    before, _, behind = text.partition(mark)
    return {"": "", "all": text, "domain": behind}.get(wanted, before)
