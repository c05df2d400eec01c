"""Key strings are shown encrypted from when `service password-encryption`, or the master key of type 6, is there."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.crypto import passwords
from iosemu.device.engine import Engine
from iosemu.device.events import MasterKeyChanged, PasswordEncryption
from iosemu.device.vault import Kept
from iosemu.features.keychain.model import Key, KeyChainConfig


class KeyChainEngine(Engine):
    def start(self) -> None:
        self.host.device.bus.listen(PasswordEncryption, self._encrypt)
        self.host.device.bus.listen(MasterKeyChanged, self._go_over)

    def _encrypt(self, event: PasswordEncryption) -> None:
        device = self.host.device
        for key in self._keys():
            if key.secret and not key.hidden:
                key.hidden = passwords.type7(key.secret, device.rng("passwords", key.secret))
                key.kind = 7

    def _keys(self) -> Iterator[Key]:
        for chain in self.host.device[KeyChainConfig].chains.values():
            yield from chain.keys.values()

    def _go_over(self, event: MasterKeyChanged) -> None:
        device = self.host.device
        for key in self._keys() if device.software.type6_key_strings else ():
            if key.hidden or key.secret:
                kept = device.vault.again(Kept(key.secret, key.kind, key.hidden or key.secret))
                key.secret, key.kind, key.hidden = kept.plain, kept.kind, kept.text if kept.kind else ""
