"""The master key: `write memory` keeps it beside the start-up configuration; passwords follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug import LogRecord
from iosemu.device.engine import Engine, Host
from iosemu.device.events import MasterKeyChanged, PasswordUnsealed
from iosemu.device.vault import Vault
from iosemu.features.type6.model import Type6Config

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class Type6Engine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.told = 0  # messages, of which several have the same text

    def start(self) -> None:
        self.vault.master = self.host.device.remembered("type6") or ""
        self.vault.aes = False
        self.host.device.bus.listen(PasswordUnsealed, self._tried)
        self._agree()

    def in_nvram(self) -> object:
        return self.vault.master or None

    @property
    def vault(self) -> Vault:
        return self.host.device.vault

    @property
    def config(self) -> Type6Config:
        return self.host.device[Type6Config]

    def changed(self, change: Change) -> None:
        self._agree()

    def _agree(self) -> None:
        if self.config.encryption == self.vault.aes:
            return
        self.vault.aes = self.config.encryption
        if self.vault.seals:
            self._go_over(self.vault.master)

    def set_master(self, key: str) -> None:
        """"" removes it: what it has sealed nobody can open."""
        old, self.vault.master = self.vault.master, key
        if key and not old:
            self._tell("New Master key configured, encrypting the keys with the new master key")
        elif key:
            self._tell("Master key change heralded, re-encrypting the keys with the new master key")
        self._go_over(old)

    def _go_over(self, old: str) -> None:
        self.vault.old = old
        self.host.emit(MasterKeyChanged())
        self.vault.old = ""
        self.host.device.commit(())

    def _tried(self, event: PasswordUnsealed) -> None:
        self._tell(f"Mac verification {'successful' if event.opened else 'failed'}")

    def _tell(self, text: str) -> None:
        if self.config.logging:
            self.told += 1
            self.host.after(0.0, self._told, self.told, text)

    def _told(self, number: int, text: str) -> None:
        """After the prompt, as on a real console."""
        self.host.emit(LogRecord(self.host.now, 7, "", "", f"TYPE6_PASS: {text}"))
