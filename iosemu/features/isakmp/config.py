"""Lines that the notation cannot say: pre-shared keys, whose mask depends on the address, and profiles' matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import DELETED
from iosemu.features.isakmp.model import IsakmpConfig, Keyring, PeerPolicy, PresharedKey, Profile
from iosemu.types import MAX_IPV4, classful_length, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.vault import Vault


def _whole_mask(address: int, mask: int | None) -> int:
    """Without a mask a key is for one host, or with 0.0.0.0 for everybody."""
    if mask is not None:
        return mask
    return MAX_IPV4 if address else 0


def _change_key(
    ctx: Context,
    keys: dict[tuple[int, int], PresharedKey],
    path: tuple[str, ...],
    negated: bool,
    address: int,
    mask: int,
    new: PresharedKey,
) -> str | None:
    """IOS keeps the first key of an address until `no`, and says so of the same one, too; what `no` says about the key
    itself does not matter."""
    old = keys.get((address & mask, mask))
    if negated:
        if old is not None:
            ctx.change((*path, (address & mask, mask)), DELETED)
        return None
    if old is not None:
        return f"A pre-shared key for address mask {format_ipv4(address)} {format_ipv4(mask)} already exists!"
    ctx.change((*path, (address & mask, mask)), new)
    return None


def kept_key(ctx: Context, kind: int, text: str, no_xauth: bool = False) -> PresharedKey:
    vault: Vault = ctx.device.vault
    kept = vault.keep(kind, text, True)
    return PresharedKey(kept.plain, no_xauth, kept.text if kept.kind == 6 else "")


def set_key(
    ctx: Context,
    negated: bool,
    secret: str,
    address: int,
    mask: int | None = None,
    no_xauth: bool = False,
    kind: int = 0,
) -> str | None:
    record: IsakmpConfig = ctx.record
    whole = _whole_mask(address, mask)
    return _change_key(ctx, record.keys, ("keys",), negated, address, whole, kept_key(ctx, kind, secret, no_xauth))


def set_host_key(
    ctx: Context, negated: bool, secret: str, host: str, no_xauth: bool = False, kind: int = 0
) -> str | None:
    return _change_host_key(ctx, ctx.record.hosts, negated, host, kept_key(ctx, kind, secret, no_xauth))


def _change_host_key(
    ctx: Context, hosts: dict[str, PresharedKey], negated: bool, host: str, new: PresharedKey
) -> str | None:
    """The same for a name."""
    old = hosts.get(host)
    if negated:
        if old is not None:
            ctx.change(("hosts", host), DELETED)
        return None
    if old is not None:
        return f"A pre-shared key for hostname {host} already exists!"
    ctx.change(("hosts", host), new)
    return None


def render_host_key(record: IsakmpConfig) -> Iterator[str]:
    for host, key in record.hosts.items():
        yield f"crypto isakmp key {key.shown} hostname {host}{' no-xauth' if key.no_xauth else ''}"


def render_key(record: IsakmpConfig) -> Iterator[str]:
    for (address, mask), key in record.keys.items():
        shown = "" if mask == _whole_mask(address, None) else f" {format_ipv4(mask)}"
        tail = " no-xauth" if key.no_xauth else ""
        yield f"crypto isakmp key {key.shown} address {format_ipv4(address)}{shown}{tail}"


def set_keyring_key(
    ctx: Context, negated: bool, address: int, secret: str, mask: int | None = None, kind: int = 0
) -> str | None:
    record: Keyring = ctx.record
    whole = _whole_mask(address, mask)
    return _change_key(ctx, record.keys, ("keys",), negated, address, whole, kept_key(ctx, kind, secret))


def set_keyring_host_key(ctx: Context, negated: bool, host: str, secret: str, kind: int = 0) -> str | None:
    return _change_host_key(ctx, ctx.record.hosts, negated, host, kept_key(ctx, kind, secret))


def render_keyring_host_key(record: Keyring) -> Iterator[str]:
    for host, key in record.hosts.items():
        yield f"pre-shared-key hostname {host} key {key.shown}"


def render_keyring_key(record: Keyring) -> Iterator[str]:
    for (address, mask), key in record.keys.items():
        shown = "" if mask == MAX_IPV4 else f" {format_ipv4(mask)}"
        yield f"pre-shared-key address {format_ipv4(address)}{shown} key {key.shown}"


def _match_mask(address: int, mask: int | None) -> int:
    """Without a mask a host; a network address has the mask of its class."""
    if mask is not None:
        return mask
    if not address:
        return 0
    classful = mask_of(classful_length(address))
    return classful if address & ~classful & MAX_IPV4 == 0 else MAX_IPV4


def set_match_address(ctx: Context, negated: bool, address: int, mask: int | None = None, vrf: str = "") -> None:
    """`vrf` is where the peer is reached (its front door)."""
    whole = _match_mask(address, mask)
    ctx.change(("match_addresses", (address & whole, whole, vrf)), DELETED if negated else True)


def render_match_address(record: Profile) -> Iterator[str]:
    for address, mask, vrf in record.match_addresses:
        shown = "" if not address and not mask else f" {format_ipv4(mask)}"
        yield f"match identity address {format_ipv4(address)}{shown} {vrf}"


def set_peer_password(ctx: Context, negated: bool, password: str = "", kind: int = 0) -> None:
    ctx.change(("key",), None if negated else kept_key(ctx, kind, password))


def render_peer_password(record: PeerPolicy) -> Iterator[str]:
    if record.key is not None:
        yield f"set aggressive-mode password {record.key.shown}"
