"""show crypto key mypubkey, show crypto key pubkey-chain"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.rsa.engine import EcPair, KeyPair, RsaEngine
from iosemu.features.rsa.model import ENCRYPTION, GENERAL, SIGNATURE, PeerKey, PubkeyChain
from iosemu.types import IPv4, format_ipv4

_LINE, _WORD = 64, 8  # hexadecimal digits


def show_mypubkey(ctx: Context, label: str | None = None) -> Iterator[str]:
    engine: RsaEngine = ctx.device.engine("rsa")
    for pair in engine.pairs:
        if label in (None, pair.label):
            yield from _described(pair)


def show_mypubkey_ec(ctx: Context, label: str | None = None) -> Iterator[str]:
    engine: RsaEngine = ctx.device.engine("rsa")
    for pair in engine.curves:
        if label in (None, pair.label):
            yield from _described(pair)


def show_mypubkey_all(ctx: Context) -> Iterator[str]:
    yield from show_mypubkey(ctx)
    yield from show_mypubkey_ec(ctx)


def _described(pair: KeyPair | EcPair) -> Iterator[str]:
    yield f"% Key pair was generated at: {pair.made}"
    yield f"Key name: {pair.label}"
    yield f"Key type: {'EC' if isinstance(pair, EcPair) else 'RSA'} KEYS"
    yield f" Storage Device: {'private-config' if pair.saved else 'not specified'}"
    yield f" Usage: {pair.usage}"
    yield f" Key is {'' if pair.exportable else 'not '}exportable."
    yield " Key Data:"
    for line in words_of(pair.key.public_der().hex().upper()):
        yield f"  {line}"


def words_of(digits: str) -> Iterator[str]:
    """The octets of a key, eight words a line, each followed by a blank."""
    for at in range(0, len(digits), _LINE):
        line = digits[at : at + _LINE]
        yield "".join(f"{line[i : i + _WORD]} " for i in range(0, len(line), _WORD))


_USES = {  # in the table, in full
    GENERAL: ("General", "General Purpose Key"),
    SIGNATURE: ("Signing", "Signature Key"),
    ENCRYPTION: ("Encryption", "Encryption Key"),
}


def peer_keys(device: Device) -> list[tuple[str, IPv4 | None, str | None, PeerKey]]:
    """Name, address, usage and key of each."""
    chain: PubkeyChain = device[PubkeyChain]
    keys = [(who, key.address, use, key) for (who, use), key in chain.named.items()]
    return keys + [("", where, use, key) for (where, use), key in chain.addressed.items()]


def show_pubkey_chain(ctx: Context, name: str | None = None, address: IPv4 | None = None) -> Iterator[str]:
    keys = peer_keys(ctx.device)
    if name is None and address is None:
        yield "Codes: M - Manually configured, C - Extracted from certificate"
        yield ""
        yield "Code Usage         IP-Address/VRF         Keyring          Name"
        for who, where, use, _ in keys:
            place = format_ipv4(where) if where is not None else ""
            yield f"M    {_USES[use][0]:<13} {place:<22} {'default':<16} {who}"
        yield ""
        return
    for who, where, use, key in keys:
        if (name is not None and who == name) or (address is not None and where == address):
            yield f"Key name: {who}"
            yield f"Key address: {format_ipv4(where) if where is not None else ''}"
            yield f" Usage: {_USES[use][1]}"
            yield " Source: Manually entered"
            yield " Data:"
            for line in words_of(key.text.digits if key.text is not None else ""):
                yield f"  {line}"
