"""show crypto key mypubkey"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.features.rsa.engine import KeyPair, RsaEngine

_LINE, _WORD = 32, 4  # octets


def show_mypubkey(ctx: Context, label: str | None = None) -> Iterator[str]:
    engine: RsaEngine = ctx.device.engine("rsa")
    for pair in engine.pairs:
        if label in (None, pair.label):
            yield from _described(pair)


def _described(pair: KeyPair) -> Iterator[str]:
    yield f"% Key pair was generated at: {pair.made}"
    yield f"Key name: {pair.label}"
    yield "Key type: RSA KEYS"
    yield f" Storage Device: {'private-config' if pair.saved else 'not specified'}"
    yield f" Usage: {pair.usage}"
    yield f" Key is {'' if pair.exportable else 'not '}exportable."
    yield " Key Data:"
    data = pair.key.public_der()
    for at in range(0, len(data), _LINE):
        piece = data[at : at + _LINE]
        words = [piece[i : i + _WORD].hex().upper() for i in range(0, len(piece), _WORD)]
        yield f"  {' '.join(words)} "
