"""The key pairs of a router. The configuration does not hold them; `write memory` keeps them beside it."""

from __future__ import annotations

from iosemu.crypto.rsa import RsaKey, generate
from iosemu.device.debug import Message
from iosemu.device.engine import Engine, Host
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.dns.model import DnsConfig
from iosemu.features.rsa import model
from iosemu.features.rsa.events import KeysChanged
from iosemu.features.system.model import SystemConfig
from iosemu.records import dataclass, replace

GENERAL, SIGNATURE, ENCRYPTION = "General Purpose Key", "Signature Key", "Encryption Key"


@dataclass(slots=True)
class KeyPair:
    label: str
    key: RsaKey
    usage: str = GENERAL
    exportable: bool = False
    made: str = ""  # date and time
    saved: bool = False  # NVRAM has it


class RsaEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.pairs: list[KeyPair] = []  # in the order in which they came
        self._drawn = 0  # pairs so far: another one of the same name is another one

    def start(self) -> None:
        self.pairs = [replace(pair) for pair in self.host.device.remembered("rsa") or ()]

    def in_nvram(self) -> object:
        for pair in self.pairs:
            pair.saved = True
        return tuple(replace(pair) for pair in self.pairs) or None

    @property
    def default_label(self) -> str:
        """``R1.example.com``; "" while a part of it is missing."""
        device = self.host.device
        name, domain = device[SystemConfig].hostname, device[DnsConfig].domain
        return f"{name}.{domain}" if domain else ""

    def labelled(self, label: str) -> list[KeyPair]:
        """One pair, or the two of `usage-keys`; none."""
        return [pair for pair in self.pairs if pair.label == label]

    def key_for(self, use: str) -> RsaKey | None:
        """The private key for a use of the model's: of the pair that has the router's name, else of the first."""
        wanted = (ENCRYPTION if use == model.ENCRYPTION else SIGNATURE, GENERAL)
        fitting = [pair for pair in self.pairs if pair.usage in wanted]
        fitting.sort(key=lambda pair: pair.label != self.default_label)
        return fitting[0].key if fitting else None

    def make(self, label: str, sizes: tuple[tuple[str, int], ...], exportable: bool) -> None:
        """In the place of those of the same label. `sizes`: usages and bits."""
        self._drawn += 1
        rng = self.host.device.rng("rsa", label, str(self._drawn))
        self.add(label, [(usage, generate(bits, rng)) for usage, bits in sizes], exportable)

    def add(self, label: str, keys: list[tuple[str, RsaKey]], exportable: bool) -> None:
        """Pairs that were made or imported."""
        clock: ClockEngine = self.host.peer("clock")
        time, zone, _, *date = clock.date().split()
        made = " ".join((time, zone, *date))
        self.pairs = [pair for pair in self.pairs if pair.label != label]
        self.pairs += [KeyPair(label, key, usage, exportable, made) for usage, key in keys]
        self.host.emit(KeysChanged(label))
        if self.host.device.software.key_storage_logged:
            self._log_later("KEY_ADDITION", f"A key named {label} has been generated or imported by crypto-engine")

    def remove(self, label: str | None = None) -> None:
        """All of them without a label."""
        gone = dict.fromkeys(pair.label for pair in self.pairs if label in (None, pair.label))
        self.pairs = [pair for pair in self.pairs if pair.label not in gone]
        for name in gone:
            self.host.emit(KeysChanged(name))
            if self.host.device.software.key_storage_logged:
                self._log_later("KEY_DELETED", f"A key named {name} has been removed from key storage")

    def _log_later(self, mnemonic: str, text: str) -> None:
        """After the prompt, as on a real console."""
        self.host.after(0.0, self._log, mnemonic, text)

    def _log(self, mnemonic: str, text: str) -> None:
        self.host.device.debug.syslog(Message("CRYPTO_ENGINE", 5, mnemonic, text))
