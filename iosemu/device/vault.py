"""Passwords that a router must be able to read, as it keeps them: in clear, as type 7 while `service
password-encryption` is on, as type 6 while it has a master key and `password encryption aes` is on.

The master key is in no configuration. A password of type 6 that it does not open is of no use, but stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto import passwords, type6
from iosemu.device.events import PasswordUnsealed
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.device.device import Device


@dataclass(slots=True)
class Kept:
    """`text` is the form in which it is kept, of type `kind`; `plain` what it says, "" where nobody can tell."""

    plain: str
    kind: int
    text: str

    @property
    def shown(self) -> str:
        """As a line of the configuration has it."""
        return f"{self.kind} {self.text}" if self.kind else self.text


class Vault:
    def __init__(self, device: Device) -> None:
        self.device = device
        self.master = ""  # "": there is no master key
        self.aes = False  # password encryption aes
        self.old = ""  # the key that was the master key until now, while passwords are gone over

    @property
    def seals(self) -> bool:
        """Does it make passwords of type 6?"""
        return self.aes and bool(self.master)

    @property
    def lacks_key(self) -> bool:
        """It would, had it a master key."""
        return self.aes and not self.master

    def keep(self, kind: int, text: str, six: bool) -> Kept:
        """What was typed as of type 0, 6 or 7; `six`: this password may be of type 6 here.

        Raises ValueError for a type 7 text that cannot be revealed.
        """
        if kind == 6:
            return Kept(self._opened(text), 6, text)
        if six and self.seals:
            plain = passwords.reveal_type7(text) if kind == 7 else text
            return Kept(plain, 6, self._sealed(plain))
        device = self.device
        kind, text = passwords.kept(kind, text, device.encrypt_passwords, device.rng("passwords", text))
        return Kept(passwords.reveal_type7(text) if kind == 7 else text, kind, text)

    def hidden(self, kept: Kept) -> Kept:
        """The same after `service password-encryption` was switched on."""
        if kept.kind:
            return kept
        return Kept(kept.plain, 7, passwords.type7(kept.plain, self.device.rng("passwords", kept.plain)))

    def again(self, kept: Kept) -> Kept:
        """The same after the master key changed, or AES was switched on."""
        old = self.old
        if kept.kind != 6:
            return Kept(kept.plain, 6, self._sealed(kept.plain)) if self.seals else kept
        if old and self.master and old != self.master and type6.is_sealed(kept.text):
            plain = self._unsealed(kept.text, old)
            self.device.bus.emit(PasswordUnsealed(plain is not None))
            if plain is not None:
                return Kept(plain, 6, self._sealed(plain))
        return Kept(self._opened(kept.text), 6, kept.text)

    def matches(self, kind: int, text: str, typed: str) -> bool:
        """Is `typed` the password that is kept so (any type)?"""
        if kind != 6:
            return passwords.matches(kind, text, typed)
        plain = self._opened(text)
        return bool(plain) and passwords.matches(0, plain, typed)

    def _sealed(self, plain: str) -> str:
        rng = self.device.rng("type 6", plain, self.master)
        return type6.seal(plain, self.master, rng.randbytes(type6.SALT))

    def _opened(self, text: str) -> str:
        """What has not the form of a type 6 password is taken as it is."""
        if not type6.is_sealed(text):
            return text
        return self._unsealed(text, self.master) or ""

    @staticmethod
    def _unsealed(text: str, master: str) -> str | None:
        if not master:
            return None
        try:
            return type6.unseal(text, master)
        except ValueError:
            return None
