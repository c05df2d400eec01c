"""Certificates of a router, and the keys that belong to them. The chains are in the configuration (`model.Chain`); what
is kept beside it: since when each is there, and whether NVRAM has it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING

from iosemu.crypto.x509 import DIGITAL_SIGNATURE, Certificate, SigningKey
from iosemu.device.debug import LogRecord, Message
from iosemu.device.engine import Engine, Host
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.clock.events import ClockAuthoritative, ClockUpdated
from iosemu.features.pki import certificate_map
from iosemu.features.pki.client import Enroller
from iosemu.features.pki.contract import Asker, Identity, Validation, authority_hash, family_of
from iosemu.features.pki.crls import Crls
from iosemu.features.pki.events import AutomaticGrants, CertificateInstalled, KeyMade, RequestMade, TrustpointMade
from iosemu.features.pki.model import CA, OWN, SELF, Chain, PkiConfig, Trustpoint
from iosemu.features.pki.ocsp import Responders
from iosemu.features.pki.renewal import Renewals
from iosemu.features.pki.server import Books, Server
from iosemu.features.pki.validation import Validator
from iosemu.features.pki.web import SCEP_PATH
from iosemu.features.pki.words import grouped, moment_text
from iosemu.features.rsa.engine import ENCRYPTION, GENERAL, EcPair, KeyPair, RsaEngine
from iosemu.features.rsa.events import KeysChanged
from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire.http import Request, Response

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.features.http.engine import HttpEngine


EC_HASHES = {256: "sha256", 384: "sha384", 521: "sha512"}  # by the bits of a curve (RFC 5480, section 4)


@dataclass(slots=True)
class Counters:
    """`show crypto pki counters`."""

    sessions: int = 0
    ended: int = 0
    good: int = 0
    bad: int = 0
    bypassed: int = 0
    crls_checked: int = 0
    crl_fetches: int = 0
    crl_failures: int = 0


class PkiEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.installed: dict[tuple[str, str, int], datetime] = {}  # (trustpoint, kind, serial): when, UTC
        self.saved: set[tuple[str, str, int]] = set()  # NVRAM has them
        self.counters = Counters()
        self.validator = Validator(self)
        self.crls = Crls(self)
        self.ocsp = Responders(self)
        self.servers: dict[str, Server] = {}
        self.enrollers: dict[str, Enroller] = {}  # by trustpoint
        self.renewals = Renewals(self)

    def start(self) -> None:
        installed, books = self.host.device.remembered("pki") or ({}, {})
        self.installed = dict(installed)
        self.saved = set(installed)
        self.servers = {name: Server(self, name, deepcopy(each)) for name, each in books.items()}
        self.host.device.bus.listen(KeysChanged, self._keys_changed)
        self.host.device.bus.listen(ClockAuthoritative, self._clock_set)
        self.host.device.bus.listen(ClockUpdated, self._clock_set)
        http: HttpEngine = self.host.peer("http")
        http.pages[SCEP_PATH] = self
        self.host.after(0.0, self._agree)

    # the authorities on this router

    open = True  # for everybody: requests prove themselves

    def answer(self, request: Request, caller: IPv4) -> Response:
        """The page of SCEP."""
        for server in self.servers.values():
            if server.enabled:
                return server.answer(request, caller)
        return Response(404, "Not Found")

    def server(self, name: str) -> Server:
        """Made where there is none."""
        if name not in self.servers:
            self.servers[name] = Server(self, name)
        return self.servers[name]

    def _clock_set(self, event: ClockAuthoritative | ClockUpdated) -> None:
        self._agree()

    def _agree(self) -> None:
        """Authorities run as they are configured, once the time is known."""
        clock: ClockEngine = self.host.peer("clock")
        for name in [name for name in self.servers if name not in self.config.servers]:
            self.servers.pop(name).disable()
        for name, record in self.config.servers.items():
            server = self.server(name)
            if record.shutdown:
                server.disable()
            elif clock.authoritative:
                server.enable()
        self.renewals.agree()

    def keep(self) -> None:
        """What an authority has written down is in NVRAM at once."""
        device = self.host.device
        installed, _ = device.private_config.get("pki") or ({}, {})
        device.private_config["pki"] = (installed, self._books())

    def _books(self) -> dict[str, Books]:
        begun = {name: each.books for name, each in self.servers.items() if each.books.issued or each.books.crl}
        return {name: deepcopy(books) for name, books in begun.items()}

    def changed(self, change: Change) -> None:
        typed = self.host.now > self.host.device.booted_at
        made = len(change.path) == 2 and change.old is None and typed
        if made and change.path[0] == "trustpoints":
            self.host.emit(TrustpointMade(change.path[1]))
        elif made and change.path[0] == "servers":
            change.new.shutdown = True  # until somebody says otherwise
        elif change.path[0] == "servers" and change.path[2:] == ("grant",) and change.new == "auto" and typed:
            self.host.emit(AutomaticGrants(change.path[1]))
        self._agree()

    def in_nvram(self) -> object:
        there = {
            (chain.name, kind, cert.serial): self.installed.get((chain.name, kind, cert.serial), self.now)
            for chain in self.config.chains.values()
            for kind, cert in chain.all()
        }
        self.installed, self.saved = there, set(there)
        books = self._books()
        return (dict(there), books) if there or books else None

    @property
    def config(self) -> PkiConfig:
        return self.host.device[PkiConfig]

    @property
    def now(self) -> datetime:
        """UTC, to the second."""
        clock: ClockEngine = self.host.peer("clock")
        return clock.utc().replace(microsecond=0)

    @property
    def rsa(self) -> RsaEngine:
        engine: RsaEngine = self.host.peer("rsa")
        return engine

    def told(self, moment: datetime) -> str:
        """``23:32:02 MSK Nov 14 2024``"""
        clock: ClockEngine = self.host.peer("clock")
        return moment_text(moment, clock.config)

    # certificates

    def chain(self, trustpoint: str) -> Chain:
        """What a trustpoint has; an empty one where it has nothing."""
        return self.config.chains.get(trustpoint) or Chain(trustpoint)

    def own(self, trustpoint: str) -> Certificate | None:
        """Our certificate under a trustpoint: the newest."""
        found = self.chain(trustpoint).of(OWN, SELF)
        return max(found, key=lambda cert: cert.begins) if found else None

    def authority(self, trustpoint: str) -> Certificate | None:
        """The certificate of the trustpoint's authority."""
        found = self.chain(trustpoint).of(CA)
        return found[0] if found else None

    def install(self, trustpoint: str, kind: str, certificate: Certificate, retrieved: bool = False) -> None:
        """It is in the configuration from now on. One of our own takes the place of the older ones."""
        chain = self.config.chains.setdefault(trustpoint, Chain(trustpoint))
        if kind != CA:
            for old in [key for key in chain.certificates if key[0] != CA]:
                del chain.certificates[old]
        chain.certificates[kind, certificate.serial_text] = certificate.der.hex().upper()
        self.installed[trustpoint, kind, certificate.serial] = self.now
        self.host.device.commit(())
        self.host.emit(CertificateInstalled(trustpoint, certificate.der, kind == CA, retrieved))
        self._agree()

    def forget(self, trustpoint: str) -> None:
        """A trustpoint goes, with all its certificates."""
        self.config.trustpoints.pop(trustpoint, None)
        self.config.chains.pop(trustpoint, None)
        self.host.device.commit(())

    def forget_certificates(self, trustpoint: str) -> None:
        self.config.chains.pop(trustpoint, None)

    def enroll(self, trustpoint: str) -> None:
        """The request that somebody has answered the questions for goes out."""
        made = self.enrollers.get(trustpoint)
        if made is not None:
            self.host.emit(RequestMade(trustpoint, made.state.request))
            if not self.host.device.software.pki_tells_installs:
                for name in ("md5", "sha1"):
                    text = f"Certificate Request Fingerprint {name.upper()}: {grouped(made.request.fingerprint(name))}"
                    self.host.emit(LogRecord(self.host.now, 7, "", "", f"CRYPTO_PKI:  {text}"))
            made.begin()

    def make_trustpoint(self, trustpoint: Trustpoint) -> None:
        """By us, not by somebody who types."""
        self.config.trustpoints[trustpoint.name] = trustpoint
        self.host.device.commit(())
        self.host.emit(TrustpointMade(trustpoint.name))

    def _keys_changed(self, event: KeysChanged) -> None:
        """Certificates of keys that are gone go, too."""
        keys = {pair.key.public_der() for pair in self.rsa.every}
        gone = [
            (chain, key)
            for chain in self.config.chains.values()
            for key, cert in [((kind, each.serial_text), each) for kind, each in chain.all() if kind != CA]
            if cert.key_der not in keys
        ]
        for chain, key in gone:
            chain.certificates.pop(key, None)
        if gone:
            self.host.device.commit(())

    # keys

    def key_of(self, certificate: Certificate) -> SigningKey | None:
        """The private key of a certificate; None: it is not ours."""
        for pair in self.rsa.every:
            if pair.usage != ENCRYPTION and pair.key.public_der() == certificate.key_der:
                return pair.key
        return None

    def pair_for(self, trustpoint: Trustpoint) -> KeyPair | EcPair | None:
        """The key pair that a trustpoint's certificate is, or would be, of."""
        if trustpoint.ec_label:
            return next((pair for pair in self.rsa.curves if pair.label == trustpoint.ec_label), None)
        label = trustpoint.key_label or self.default_label
        return next((pair for pair in self.rsa.labelled(label) if pair.usage != ENCRYPTION), None)

    @property
    def default_label(self) -> str:
        return self.rsa.default_label or self.host.device.hostname

    def hash_of(self, trustpoint: Trustpoint) -> str:
        """What requests under it are signed with."""
        default: str = self.host.device.software.pki_hash
        pair = self.pair_for(trustpoint)
        if isinstance(pair, EcPair) and trustpoint.hash in ("", "md5"):
            return EC_HASHES[pair.key.bits]
        return trustpoint.hash or default

    def make_pair(self, trustpoint: Trustpoint) -> KeyPair | EcPair:
        """One where there is none, as an enrollment does."""
        if trustpoint.ec_label:
            self.rsa.make_ec(trustpoint.ec_label, min(EC_HASHES), False)
            return self.rsa.curves[-1]
        bits = trustpoint.key_size or self.host.device.software.key_modulus
        self.rsa.make(trustpoint.key_label or self.default_label, ((GENERAL, bits),), False)
        self.host.emit(KeyMade(bits))
        found = self.pair_for(trustpoint)
        assert found is not None
        return found

    # the contract

    def identity(
        self, trustpoints: Sequence[str] = (), authorities: Sequence[bytes] = (), family: str = ""
    ) -> Identity | None:
        """See `contract.Pki`."""
        all_ = (each for each in map(self._identity, trustpoints or self.config.trustpoints) if each is not None)
        found = [each for each in all_ if family in ("", family_of(each.key))]
        for each in found:
            for cert in (each.certificate, *each.chain):
                issuers = (cert.issuer.der, *([authority_hash(cert)] if cert is not each.certificate else ()))
                if any(name in authorities for name in issuers):
                    return each
        return found[0] if found else None

    def _identity(self, trustpoint: str) -> Identity | None:
        cert, said = self.own(trustpoint), self.config.trustpoints.get(trustpoint)
        key = self.key_of(cert) if cert is not None else None
        if said is not None and said.usage and "ike" not in said.usage:
            return None
        if cert is None or key is None or not cert.extensions.may(DIGITAL_SIGNATURE):
            return None
        return Identity(trustpoint, cert, tuple(self.chain(trustpoint).of(CA)), key)

    def authorities(self, trustpoints: Sequence[str] = ()) -> list[Certificate]:
        """See `contract.Pki`."""
        found = [self.authority(name) for name in trustpoints or self.config.trustpoints]
        return [each for each in dict.fromkeys(found) if each is not None]

    def validate(self, chain: Sequence[bytes], trustpoints: Sequence[str], asker: Asker) -> None:
        """See `contract.Pki`."""
        self.validator.begin(chain, trustpoints, asker)

    def look(self, chain: Sequence[bytes], trustpoints: Sequence[str] = ()) -> Validation:
        """See `contract.Pki`."""
        return self.validator.look(chain, trustpoints)

    def matches(self, map_name: str, certificate: Certificate) -> bool:
        """See `contract.Pki`."""
        entries = [entry for (name, _), entry in sorted(self.config.maps.items()) if name == map_name]
        return any(certificate_map.holds(entry, certificate) for entry in entries)

    # the log

    def log(self, severity: int, mnemonic: str, text: str) -> None:
        """A message of PKI."""
        self.host.device.debug.syslog(Message("PKI", severity, mnemonic, text))

    def log_later(self, delay: float, severity: int, mnemonic: str, text: str) -> None:
        """After the prompt, as on a real console."""
        self.host.after(delay, self.log, severity, mnemonic, text)
