"""The key pairs of a router, of RSA and on curves. The configuration does not hold them; `write memory` keeps them
beside it."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.crypto import ec
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


@dataclass(slots=True)
class EcPair:
    """For signatures only."""

    label: str
    key: ec.EcKey
    exportable: bool = False
    made: str = ""
    saved: bool = False
    usage: str = SIGNATURE


class RsaEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.pairs: list[KeyPair] = []  # in the order in which they came
        self.curves: list[EcPair] = []
        self._drawn = 0  # pairs so far: another one of the same name is another one

    def start(self) -> None:
        for pair in self.host.device.remembered("rsa") or ():
            if isinstance(pair, EcPair):
                self.curves.append(replace(pair))
            else:
                self.pairs.append(replace(pair))

    def in_nvram(self) -> object:
        for pair in self.every:
            pair.saved = True
        return tuple(replace(pair) for pair in self.every) or None

    @property
    def every(self) -> list[KeyPair | EcPair]:
        """RSA's first."""
        return [*self.pairs, *self.curves]

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
        made = self._moment
        self.pairs = [pair for pair in self.pairs if pair.label != label]
        self.pairs += [KeyPair(label, key, usage, exportable, made) for usage, key in keys]
        self._changed(label)

    def make_ec(self, label: str, bits: int, exportable: bool) -> None:
        """On the curve of so many bits, in the place of the one of the same label."""
        self._drawn += 1
        self.add_ec(label, ec.generate(bits, self.host.device.rng("rsa", label, str(self._drawn))), exportable)

    def add_ec(self, label: str, key: ec.EcKey, exportable: bool) -> None:
        self.curves = [pair for pair in self.curves if pair.label != label]
        self.curves.append(EcPair(label, key, exportable, self._moment))
        self._changed(label)

    @property
    def _moment(self) -> str:
        clock: ClockEngine = self.host.peer("clock")
        time, zone, _, *date = clock.date().split()
        return " ".join((time, zone, *date))

    def _changed(self, label: str) -> None:
        self.host.emit(KeysChanged(label))
        if self.host.device.software.key_storage_logged:
            self._log_later("KEY_ADDITION", f"A key named {label} has been generated or imported by crypto-engine")

    def remove(self, label: str | None = None) -> None:
        """RSA's; all of them without a label."""
        gone = dict.fromkeys(pair.label for pair in self.pairs if label in (None, pair.label))
        self.pairs = [pair for pair in self.pairs if pair.label not in gone]
        self._removed(gone)

    def rename(self, label: str, other: str) -> None:
        """A pair takes the place of another one."""
        taken = self.labelled(label)
        self.pairs = [pair for pair in self.pairs if pair.label not in (label, other)]
        self.pairs += [replace(pair, label=other) for pair in taken]
        self.host.emit(KeysChanged(other))

    def remove_ec(self, label: str | None = None) -> None:
        """The same of those on curves."""
        gone = dict.fromkeys(pair.label for pair in self.curves if label in (None, pair.label))
        self.curves = [pair for pair in self.curves if pair.label not in gone]
        self._removed(gone)

    def _removed(self, gone: Iterable[str]) -> None:
        for name in gone:
            self.host.emit(KeysChanged(name))
            if self.host.device.software.key_storage_logged:
                self._log_later("KEY_DELETED", f"A key named {name} has been removed from key storage")

    def _log_later(self, mnemonic: str, text: str) -> None:
        """After the prompt, as on a real console."""
        self.host.after(0.0, self._log, mnemonic, text)

    def _log(self, mnemonic: str, text: str) -> None:
        self.host.device.debug.syslog(Message("CRYPTO_ENGINE", 5, mnemonic, text))
