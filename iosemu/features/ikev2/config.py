"""Lines of IKEv2 that the notation cannot say, and what IOS says when an object that is not whole is entered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import DELETED, BadArgument, Refused, Warn
from iosemu.features.ikev2.model import (
    DEFAULT,
    AuthorPolicy,
    Ikev2Config,
    Ikev2Policy,
    Ikev2Profile,
    Ikev2Proposal,
    PeerBlock,
)
from iosemu.types import MAX_IPV4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.vault import Kept

INCOMPLETE_PROPOSAL = (
    "IKEv2 proposal MUST either have a set of an encryption algorithm other than aes-gcm, an integrity algorithm"
    " and a DH group configured or \n encryption algorithm aes-gcm, a prf algorithm and a DH group configured"
)
INCOMPLETE_POLICY = "IKEv2 policy MUST have atleast one complete proposal attached "
INCOMPLETE_PROFILE = (
    "IKEv2 profile MUST have:\n"
    "   1. A local and a remote authentication method.\n"
    "   2. A match identity or a match certificate or match any statement."
)


def _entering(ctx: Context) -> bool:
    return not ctx.negated and not ctx.defaulted and not ctx.device.booting


def check_proposal(ctx: Context, name: str) -> Warn | None:
    config: Ikev2Config = ctx.record
    found = config.proposals.get(name)
    return Warn(INCOMPLETE_PROPOSAL) if _entering(ctx) and (found is None or not found.complete) else None


def check_policy(ctx: Context, name: str) -> Warn | None:
    config: Ikev2Config = ctx.record
    found = config.policies.get(name)
    if not _entering(ctx):
        return None
    proposals = [config.proposal(each, ctx.device.software) for each in found.proposals] if found is not None else []
    whole = any(each is not None and each.complete for each in proposals)
    return None if whole else Warn(INCOMPLETE_POLICY)


def check_profile(ctx: Context, name: str) -> Warn | None:
    config: Ikev2Config = ctx.record
    found = config.profiles.get(name)
    return Warn(INCOMPLETE_PROFILE) if _entering(ctx) and (found is None or not found.complete) else None


def set_builtin_proposal(ctx: Context, negated: bool) -> None:
    """`no`: neither an own one of that name nor the release's; `default`: the release's."""
    _take_builtin(ctx, "proposals", "builtin_proposal")


def set_builtin_policy(ctx: Context, negated: bool) -> None:
    _take_builtin(ctx, "policies", "builtin_policy")


def set_builtin_author_policy(ctx: Context, negated: bool) -> None:
    _take_builtin(ctx, "author_policies", "builtin_author_policy")


def render_builtin_author_policy(record: Ikev2Config) -> list[str]:
    gone = not record.builtin_author_policy and DEFAULT not in record.author_policies
    return ["no crypto ikev2 authorization policy default", "!"] if gone else []


def set_author_dns(ctx: Context, negated: bool, dns: tuple[int, ...] = ()) -> None:
    ctx.change(("dns",), () if negated else tuple(dns))


def render_author_dns(record: AuthorPolicy) -> list[str]:
    return [f"dns {' '.join(map(format_ipv4, record.dns))}"] if record.dns else []


def set_author_wins(ctx: Context, negated: bool, wins: tuple[int, ...] = ()) -> None:
    ctx.change(("wins",), () if negated else tuple(wins))


def render_author_wins(record: AuthorPolicy) -> list[str]:
    return [f"wins {' '.join(map(format_ipv4, record.wins))}"] if record.wins else []


def set_route_accept(ctx: Context, negated: bool, accept_tag: int = 1, accept_distance: int = 1) -> None:
    ctx.change(("accept",), not negated or ctx.defaulted)
    ctx.change(("accept_tag",), accept_tag)
    ctx.change(("accept_distance",), accept_distance)


def render_route_accept(record: AuthorPolicy) -> list[str]:
    if not record.accept:
        return ["no route accept any"]
    tag = f" tag {record.accept_tag}" if record.accept_tag != 1 else ""
    distance = f" distance {record.accept_distance}" if record.accept_distance != 1 else ""
    return [f"route accept any{tag}{distance}"] if tag or distance else []


def _take_builtin(ctx: Context, table: str, flag: str) -> None:
    if DEFAULT in getattr(ctx.record, table):
        ctx.change((table, DEFAULT), DELETED)
    ctx.change((flag,), ctx.defaulted)


def render_builtin_proposal(record: Ikev2Config) -> list[str]:
    """And the line behind all proposals."""
    gone = not record.builtin_proposal and DEFAULT not in record.proposals
    return (["no crypto ikev2 proposal default"] if gone else []) + (["!"] if record.proposals else [])


def render_builtin_policy(record: Ikev2Config) -> list[str]:
    """And the line behind all policies."""
    gone = not record.builtin_policy and DEFAULT not in record.policies
    return (["no crypto ikev2 policy default"] if gone else []) + (["!"] if record.policies else [])


def set_encryption(ctx: Context, negated: bool, encryption: list[str] | None = None) -> None:
    """AES-GCM does not go together with the others."""
    found = [] if negated else list(dict.fromkeys(encryption or ()))
    if len({each.startswith("aes-gcm") for each in found}) > 1:
        raise Refused("% Combined-mode ciphers and other ciphers cannot be in one proposal")
    ctx.change(("encryption",), found)


def render_encryption(record: Ikev2Proposal) -> list[str]:
    return [f"encryption {' '.join(record.encryption)}"] if record.encryption else []


def set_policy_proposal(ctx: Context, negated: bool, proposal: str) -> str | None:
    policy: Ikev2Policy = ctx.record
    if negated:
        if proposal in policy.proposals:
            ctx.change(("proposals", proposal), DELETED)
        return None
    if proposal in policy.proposals:
        return "% Policy already has same proposal set "
    ctx.change(("proposals", proposal), True)
    return None


def render_policy_proposal(record: Ikev2Policy) -> list[str]:
    return [f"proposal {name}" for name in record.proposals]


# key rings


def set_peer_address(ctx: Context, negated: bool, address: int | None = None, mask: int | None = None) -> None:
    ctx.change(("address",), None if negated else address)
    whole = MAX_IPV4 if address else 0
    ctx.change(("mask",), MAX_IPV4 if negated else whole if mask is None else mask)


def render_peer_address(record: PeerBlock) -> list[str]:
    if record.address is None:
        return []
    shown = "" if record.mask == MAX_IPV4 else f" {format_ipv4(record.mask)}"
    return [f"address {format_ipv4(record.address)}{shown}"]


def set_peer_identity(ctx: Context, negated: bool, kind: str = "", value: str = "", address: int | None = None) -> None:
    _set_identity(ctx, negated, kind, value, address)


def _set_identity(ctx: Context, negated: bool, kind: str, value: str, address: int | None) -> None:
    if address is not None:
        kind, value = "address", format_ipv4(address)
    ctx.change(("identity",), "" if negated else kind)
    ctx.change(("identity_name",), "" if negated else value)


def render_peer_identity(record: PeerBlock) -> list[str]:
    return [f"identity {record.identity} {record.identity_name}"] if record.identity else []


def _kept(ctx: Context, kind: int, text: str) -> Kept:
    kept: Kept = ctx.device.vault.keep(kind, text, True)
    if kept.kind == 7:  # `service password-encryption` leaves these as they are
        kept.kind, kept.text = 0, kept.plain
    return kept


def _hex_wrong(hexadecimal: bool, secret: str) -> bool:
    if not hexadecimal:
        return False
    text = secret.removeprefix("0x")
    return len(text) % 2 == 1 or not text or not all(char in "0123456789abcdefABCDEF" for char in text)


def _marks(record: PeerBlock | Ikev2Profile, field: str, hexadecimal: bool) -> tuple[str, ...]:
    others = tuple(each for each in record.hex if each != field)
    return (*others, field) if hexadecimal else others


def set_peer_key(
    ctx: Context, negated: bool, secret: str = "", side: str = "", kind: int = 0, hexadecimal: bool = False
) -> BadArgument | None:
    """One key for both directions, or one for each."""
    if _hex_wrong(hexadecimal, secret):
        return BadArgument("secret")
    field = f"{side}_key" if side else "key"
    ctx.change((field,), None if negated else _kept(ctx, kind, secret.removeprefix("0x") if hexadecimal else secret))
    ctx.change(("hex",), _marks(ctx.record, field, hexadecimal and not negated))
    if negated and not side:
        ctx.change(("local_key",), None)
        ctx.change(("remote_key",), None)
    elif not negated and side:
        ctx.change(("key",), None)
    elif not negated:
        ctx.change(("local_key",), None)
        ctx.change(("remote_key",), None)
    return None


def _key_line(kept: Kept | None, words: str, hexadecimal: bool) -> Iterator[str]:
    if kept is not None:
        yield f"{words} {'hex ' if hexadecimal and not kept.kind else ''}{kept.shown}"


def render_peer_key(record: PeerBlock) -> Iterator[str]:
    yield from _key_line(record.key, "pre-shared-key", "key" in record.hex)
    yield from _key_line(record.local_key, "pre-shared-key local", "local_key" in record.hex)
    yield from _key_line(record.remote_key, "pre-shared-key remote", "remote_key" in record.hex)


# profiles


def set_match_address(ctx: Context, negated: bool, address: int, mask: int | None = None) -> None:
    whole = (MAX_IPV4 if address else 0) if mask is None else mask
    ctx.change(("match_addresses", (address & whole, whole)), DELETED if negated else True)


def render_match_address(record: Ikev2Profile) -> Iterator[str]:
    for address, mask in record.match_addresses:
        shown = f" {format_ipv4(mask)}" if address or mask else ""
        yield f"match identity remote address {format_ipv4(address)}{shown} "


def set_identity(ctx: Context, negated: bool, kind: str = "", value: str = "", address: int | None = None) -> None:
    _set_identity(ctx, negated, kind, value, address)


def render_identity(record: Ikev2Profile) -> list[str]:
    return [f"identity local {record.identity} {record.identity_name}".rstrip()] if record.identity else []


def _method(ctx: Context, negated: bool, side: str, secret: str, kind: int, hexadecimal: bool) -> BadArgument | None:
    if _hex_wrong(hexadecimal, secret):
        return BadArgument("secret")
    ctx.change((f"{side}_psk",), not negated)
    if side == "local" and not negated:  # there is one method of ours, and any number of the peer's
        ctx.change(("local_signature",), "")
    kept = _kept(ctx, kind, secret.removeprefix("0x") if hexadecimal else secret) if secret and not negated else None
    ctx.change((f"{side}_key",), kept)
    ctx.change(("hex",), _marks(ctx.record, f"{side}_key", hexadecimal and not negated))
    return None


def set_remote_psk(
    ctx: Context, negated: bool, secret: str = "", kind: int = 0, hexadecimal: bool = False
) -> BadArgument | None:
    return _method(ctx, negated, "remote", secret, kind, hexadecimal)


def set_local_psk(
    ctx: Context, negated: bool, secret: str = "", kind: int = 0, hexadecimal: bool = False
) -> BadArgument | None:
    return _method(ctx, negated, "local", secret, kind, hexadecimal)


def _method_line(record: Ikev2Profile, side: str) -> Iterator[str]:
    kept: Kept | None = getattr(record, f"{side}_key")
    words = f"authentication {side} pre-share"
    if kept is not None:
        yield from _key_line(kept, f"{words} key", f"{side}_key" in record.hex)
    elif getattr(record, f"{side}_psk"):
        yield words


def render_remote_psk(record: Ikev2Profile) -> Iterator[str]:
    return _method_line(record, "remote")


def render_local_psk(record: Ikev2Profile) -> Iterator[str]:
    return _method_line(record, "local")


def set_local_signature(ctx: Context, negated: bool, method: str) -> None:
    if not negated:
        ctx.change(("local_psk",), False)
        ctx.change(("local_key",), None)
        ctx.change(("hex",), _marks(ctx.record, "local_key", False))
        ctx.change(("local_signature",), method)
    elif ctx.record.local_signature == method:
        ctx.change(("local_signature",), "")


def render_local_signature(record: Ikev2Profile) -> list[str]:
    return [f"authentication local {record.local_signature}"] if record.local_signature else []


def set_trustpoint(ctx: Context, negated: bool, name: str, usage: str = "") -> None:
    ctx.change(("trustpoints", name), DELETED if negated else usage)


def render_trustpoint(record: Ikev2Profile) -> list[str]:
    return [f"pki trustpoint {name} {usage}".rstrip() for name, usage in record.trustpoints.items()]


def check_ikev2_profile(ctx: Context, ikev2_profile: str = "") -> str | None:
    """The profile must be there."""
    if ctx.negated or ctx.defaulted or ctx.device.booting:
        return None
    config = ctx.device.get(Ikev2Config)
    if config is None or ikev2_profile not in config.profiles:
        return f"ERROR: IKEv2 profile {ikev2_profile} does not exist"
    return None
