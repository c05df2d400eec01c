"""Lines of manual entries that the notation cannot say, and what IOS does not let them have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli import DELETED, BadArgument, Refused
from iosemu.features.ipsec.builtin import transform_set
from iosemu.features.ipsec.config import named_peer, other_kind
from iosemu.features.ipsec.model import MapEntry
from iosemu.features.manual.model import KIND, ManualKeys, SessionKey
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def check_manual_entry(ctx: Context, name: str, seq: int) -> str | None:
    return other_kind(ctx, name, seq, (KIND,))


def set_manual_peer(ctx: Context, negated: bool, peer: str | int = 0) -> str | BadArgument | None:
    """There is one peer; another comes after `no` (Security Command Reference, `set peer`)."""
    entry: MapEntry = ctx.record
    if not peer:
        return "% Incomplete command.\n"
    found = named_peer(ctx, peer)
    if not isinstance(found, int):
        return found
    peer = found
    if negated:
        if peer in entry.peers:
            ctx.change(("peers", peer), DELETED)
        return None
    if entry.peers and peer not in entry.peers:
        raise Refused("ERROR: Only one peer is allowed in an ipsec-manual crypto map entry.")
    ctx.change(("peers", peer), True)
    return None


def render_manual_peer(record: MapEntry) -> list[str]:
    """The peer, and before it what IOS says of an entry that lacks it or a list."""
    said = [] if record.peers and record.acl else ["! Incomplete"]
    return said + [f"set peer {format_ipv4(peer)}" for peer in record.peers]


def set_manual_set(ctx: Context, negated: bool, transform: str = "") -> str | None:
    """There is one transform set."""
    if negated:
        ctx.change(("transform_sets",), [])
    elif transform_set(ctx.device, transform) is None:
        raise Refused(f'ERROR: transform set with tag "{transform}" does not exist.')
    else:
        ctx.change(("transform_sets",), [transform])
    return None


def render_manual_set(record: MapEntry) -> list[str]:
    return [f"set transform-set {name} " for name in record.transform_sets]


def _key(ctx: Context, field: str, negated: bool, spi: int, cipher: str, authenticator: str) -> BadArgument | None:
    for name, text in (("cipher", cipher), ("authenticator", authenticator)):
        if len(text) % 2:
            return BadArgument(name)  # half an octet
    ctx.change((field,), None if negated else SessionKey(spi, cipher, authenticator))
    return None


def set_inbound_ah_key(ctx: Context, negated: bool, spi: int = 0, authenticator: str = "") -> BadArgument | None:
    return _key(ctx, "inbound_ah", negated, spi, "", authenticator)


def set_outbound_ah_key(ctx: Context, negated: bool, spi: int = 0, authenticator: str = "") -> BadArgument | None:
    return _key(ctx, "outbound_ah", negated, spi, "", authenticator)


def set_inbound_key(
    ctx: Context, negated: bool, spi: int = 0, cipher: str = "", authenticator: str = ""
) -> BadArgument | None:
    return _key(ctx, "inbound", negated, spi, cipher, authenticator)


def set_outbound_key(
    ctx: Context, negated: bool, spi: int = 0, cipher: str = "", authenticator: str = ""
) -> BadArgument | None:
    return _key(ctx, "outbound", negated, spi, cipher, authenticator)


def _line(way: str, key: SessionKey | None) -> list[str]:
    if key is None:
        return []
    tail = f" authenticator {key.authenticator}" if key.authenticator else ""
    return [f"set session-key {way} esp {key.spi} cipher {key.cipher}{tail} "]


def _ah_line(way: str, key: SessionKey | None) -> list[str]:
    return [f"set session-key {way} ah {key.spi} {key.authenticator} "] if key is not None else []


def render_inbound_ah_key(record: ManualKeys) -> list[str]:
    return _ah_line("inbound", record.inbound_ah)


def render_outbound_ah_key(record: ManualKeys) -> list[str]:
    return _ah_line("outbound", record.outbound_ah)


def render_inbound_key(record: ManualKeys) -> list[str]:
    return _line("inbound", record.inbound)


def render_outbound_key(record: ManualKeys) -> list[str]:
    return _line("outbound", record.outbound)
