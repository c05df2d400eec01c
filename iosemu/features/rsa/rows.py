"""The rows of shows of RSA keys, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.rsa.show import peer_keys
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import IPv4


@dataclass(slots=True)
class KeyPairRow:
    """`made` as the show has it; `usage` in its words."""

    label: str
    usage: str
    bits: int
    exportable: bool
    saved: bool
    made: str


def show_mypubkey(ctx: Context, label: str | None = None) -> Iterator[KeyPairRow]:
    for pair in ctx.device.engine("rsa").pairs:
        if label in (None, pair.label):
            yield KeyPairRow(
                pair.label, str(pair.usage), pair.key.bits, pair.exportable, bool(pair.saved), str(pair.made)
            )


def show_mypubkey_ec(ctx: Context, label: str | None = None) -> Iterator[KeyPairRow]:
    for pair in ctx.device.engine("rsa").curves:
        if label in (None, pair.label):
            yield KeyPairRow(
                pair.label, str(pair.usage), pair.key.bits, pair.exportable, bool(pair.saved), str(pair.made)
            )


def show_mypubkey_all(ctx: Context) -> Iterator[KeyPairRow]:
    yield from show_mypubkey(ctx)
    yield from show_mypubkey_ec(ctx)


@dataclass(slots=True)
class PeerKeyRow:
    """A key of somebody else; "" for a name or address that it has not."""

    name: str
    address: str
    usage: str
    key: str  # hexadecimal digits


def show_pubkey_chain(
    ctx: Context, name: str | None = None, address: IPv4 | None = None
) -> Iterator[PeerKeyRow]:
    for who, where, use, key in peer_keys(ctx.device):
        asked = (name is not None and who == name) or (address is not None and where == address)
        if asked or (name is None and address is None):
            place = format_ipv4(where) if where is not None else ""
            yield PeerKeyRow(who, place, str(use), key.text.digits if key.text is not None else "")
