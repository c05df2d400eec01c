"""A key manager that has its keys from the configuration: SAs are there as soon as the entry is whole, and stay.

No peer is asked, nothing is renewed, sequence numbers are not checked: they begin anew with every restart of the other
end (RFC 4303 section 5).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from iosemu.crypto import esp
from iosemu.crypto.integrity import HASHES
from iosemu.device.engine import Engine, Host
from iosemu.features.keying.contract import AH, IPCOMP, Failure, IkeSession, Layer, LayerKeys, SaRef, SaSet, SaWant
from iosemu.features.manual.model import KIND, ManualKeys, MapEntry, SessionKey
from iosemu.wire import ipcomp

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.features.keying.engine import KeyingEngine

UNFIT = ("gcm", "gmac")  # an IV that came twice under one key would give the key away (RFC 4106 section 2)


class ManualEngine(Engine):
    name = "manual"
    ready_made = True
    peerless = False

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.keying: KeyingEngine = host.peer("keying")

    def start(self) -> None:
        self.keying.register(self)

    def changed(self, change: Change) -> None:
        if self.keying.user is not None:
            self.keying.user.changed(change.owner)

    # KeyManager

    def wants(self, settings: object) -> bool:
        return isinstance(settings, MapEntry) and settings.kind == KIND

    def answers(self, settings: object) -> bool:
        """See KeyManager: nobody asks."""
        return self.wants(settings)

    def inside(self, profile: str) -> str:
        """See KeyManager: it has no profiles."""
        return ""

    def has_profile(self, name: str) -> bool:
        return False

    def request(self, want: SaWant) -> None:
        user, made = self.keying.user, self._made(want)
        if user is not None and (made is None or user.install(made) is None):
            user.failed(want, Failure.NO_KEY)

    def _made(self, want: SaWant) -> SaSet | None:
        """The pair that the entry's keys make; None: there are none that fit its transform set."""
        entry, proposal = want.settings, want.offers[0]
        typed = entry.get(ManualKeys) if isinstance(entry, MapEntry) else None
        keys = [_layer_keys(layer, typed) for layer in proposal.layers] if typed is not None else [None]
        found = tuple(each for each in keys if each is not None)
        if len(found) < len(keys):
            return None
        return SaSet(
            self.name, want.local, want.remote, want.mine, want.theirs, proposal, found,
            replay=False, vrf=want.vrf, want=want, owner=want.owner,
        )  # fmt: skip

    # there is nobody to talk to

    def listen(self, owner: Hashable) -> None:
        """Nothing to switch on."""

    def unlisten(self, owner: Hashable) -> None:
        """Nothing to switch off."""

    def deleted(self, peer: int, refs: Sequence[SaRef]) -> None:
        """The peer keeps its own."""

    def invalid_spi(self, ref: SaRef, remote: int) -> None:
        """The syslog tells the people."""

    def abandon(self, local: int, vrf: str) -> None:
        """It has no SAs of its own."""

    def clear_peer(self, local: int, remote: int, vrf: str = "") -> None:
        """It has no SAs of its own."""

    def sessions(self) -> Sequence[IkeSession]:
        return ()


def _layer_keys(layer: Layer, typed: ManualKeys) -> LayerKeys | None:
    """The keys of one protocol; None: one is not there, or too short. IPComp needs none: its CPI is the well-known one
    (RFC 3173 section 3.3)."""
    if layer.protocol == IPCOMP:
        return LayerKeys(ipcomp.LZS, ipcomp.LZS)
    ah = layer.protocol == AH
    inbound, outbound = (typed.inbound_ah, typed.outbound_ah) if ah else (typed.inbound, typed.outbound)
    if inbound is None or outbound is None or layer.cipher in UNFIT:
        return None
    sizes = (0, HASHES[layer.integrity].size) if ah else _esp_sizes(layer)
    one, two = _cut(inbound, sizes), _cut(outbound, sizes)
    return LayerKeys(inbound.spi, outbound.spi, *one, *two) if one is not None and two is not None else None


def _esp_sizes(layer: Layer) -> tuple[int, int]:
    found = esp.layout(layer.cipher, layer.key_bits, layer.integrity)
    return found.key, found.auth_key


def _cut(key: SessionKey, sizes: tuple[int, int]) -> tuple[bytes, bytes] | None:
    """Cipher and authentication key. What is too long is cut off (IOS); None: one is too short."""
    cipher, authenticator = bytes.fromhex(key.cipher), bytes.fromhex(key.authenticator)
    if len(cipher) < sizes[0] or len(authenticator) < sizes[1]:
        return None
    return cipher[: sizes[0]], authenticator[: sizes[1]]
