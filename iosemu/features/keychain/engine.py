"""Plain key strings are shown encrypted from when `service password-encryption` is switched on."""

from __future__ import annotations

from iosemu.crypto import passwords
from iosemu.device.engine import Engine
from iosemu.device.events import PasswordEncryption
from iosemu.features.keychain.model import KeyChainConfig


class KeyChainEngine(Engine):
    def start(self) -> None:
        self.host.device.bus.listen(PasswordEncryption, self._encrypt)

    def _encrypt(self, event: PasswordEncryption) -> None:
        device = self.host.device
        for chain in device[KeyChainConfig].chains.values():
            for key in chain.keys.values():
                if key.secret and not key.hidden:
                    key.hidden = passwords.type7(key.secret, device.rng("passwords", key.secret))
