"""How a router asks for a certificate: what the name in it will be, and the questions about it."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Ask, Context, ProcessBody, Request, Write
from iosemu.crypto.rsa import BadKey, RsaKey
from iosemu.crypto.x509 import (
    HOST_NAME,
    IP_ADDRESS,
    SERIAL_NUMBER,
    Attribute,
    Certificate,
    CertificateRequest,
    Extensions,
    Name,
    SigningKey,
    key_identifier,
    make_certificate,
    make_request,
    typed_name,
)
from iosemu.features.dns.model import DnsConfig
from iosemu.features.pki.client import Enroller
from iosemu.features.pki.events import EnrollmentBegun, RequestMade
from iosemu.features.pki.model import SELF, Trustpoint
from iosemu.features.pki.words import base64_lines
from iosemu.features.rsa.actions import confirmed
from iosemu.features.rsa.engine import EcPair, KeyPair
from iosemu.features.system.version import serial_of
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, format_ipv4, parse_ipv4

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

_CHALLENGE = (
    "% Create a challenge password. You will need to verbally provide this\n"
    "   password to the CA Administrator in order to revoke your certificate.\n"
    "   For security reasons your password will not be saved in the configuration.\n"
    "   Please make a note of it.\n\n"
)
_USAGE = 0x140  # digitalSignature, keyEncipherment
_SIGNING = 0x100
_NO_SCEP = "% EC keys cannot be enrolled over SCEP: answers are sealed for RSA keys only\n"


@dataclass(slots=True)
class Wanted:
    """What stands in the name beside `subject-name`."""

    host: str = ""
    serial: str = ""
    address: IPv4 | None = None

    def name(self, typed: str) -> Name:
        extra: list[Attribute] = []
        if self.serial:
            extra.append((SERIAL_NUMBER, self.serial))
        if self.host:
            extra.append((HOST_NAME, self.host))
        if self.address is not None:
            extra.append((IP_ADDRESS, format_ipv4(self.address)))
        return Name.of([*typed_name(typed), *([extra] if extra else [])])


class Enrollment:
    """One dialogue."""

    def __init__(
        self, ctx: Context | None, engine: PkiEngine, trustpoint: Trustpoint, new_key: RsaKey | None = None
    ) -> None:
        self.ctx = ctx  # None: nobody is there
        self.new_key = new_key  # in the place of the trustpoint's
        self.engine = engine
        self.trustpoint = trustpoint
        self.wanted = Wanted()

    # questions

    def names(self) -> Generator[Request, Any, None]:
        """What will be in the subject name."""
        trustpoint = self.trustpoint
        if trustpoint.subject:
            yield Write(f"% The subject name in the certificate will include: {trustpoint.subject}\n")
        if trustpoint.fqdn_none:
            yield Write("% The fully-qualified domain name will not be included in the certificate\n")
        else:
            self.wanted.host = self._host()
            yield Write(f"% The subject name in the certificate will include: {self.wanted.host}\n")
        yield from self._serial()
        yield from self._address()

    def _host(self) -> str:
        device = self.engine.host.device
        domain = device[DnsConfig].domain
        return self.trustpoint.fqdn or (f"{device.hostname}.{domain}" if domain else device.hostname)

    def unattended(self) -> None:
        """What lines say; what they do not say is left out."""
        device, trustpoint = self.engine.host.device, self.trustpoint
        self.wanted.host = "" if trustpoint.fqdn_none else self._host()
        self.wanted.serial = serial_of(device) if trustpoint.serial_number == "yes" else ""
        self.wanted.address = trustpoint.address
        if trustpoint.address_interface is not None:
            iface = device.interface(trustpoint.address_interface)
            self.wanted.address = iface.address if iface is not None else None

    def _serial(self) -> Generator[Request, Any, None]:
        said = self.trustpoint.serial_number
        if said == "none":
            return
        if said or (yield from confirmed("% Include the router serial number in the subject name?")):
            self.wanted.serial = serial_of(self.engine.host.device)
            yield Write(f"% The serial number in the certificate will be: {self.wanted.serial}\n")

    def _address(self) -> Generator[Request, Any, None]:
        trustpoint, device = self.trustpoint, self.engine.host.device
        if trustpoint.address_none:
            return
        if trustpoint.address is not None or trustpoint.address_interface is not None:
            self.wanted.address = trustpoint.address
            if trustpoint.address_interface is not None:
                iface = device.interface(trustpoint.address_interface)
                self.wanted.address = iface.address if iface is not None else None
            if self.wanted.address is not None:
                yield Write(f"% The IP address in the certificate is {format_ipv4(self.wanted.address)}\n\n")
            return
        if not (yield from confirmed("% Include an IP address in the subject name?", "no")):
            return
        while self.wanted.address is None:
            answer = (yield Ask("Enter Interface name or IP Address[]: ")).strip()
            self.wanted.address = self._address_of(answer)
            if self.wanted.address is None:
                if self.ctx is None or self.ctx.session is None:
                    return
                yield Write("% Bad interface or address. Try again.\n")

    def _address_of(self, answer: str) -> IPv4 | None:
        try:
            return parse_ipv4(answer)
        except ValueError:
            pass
        try:
            name = InterfaceName.parse(answer)
        except ValueError:
            return None
        iface = self.engine.host.device.interface(name)
        return iface.address if iface is not None and iface.line_up else None

    # keys and requests

    def pair(self) -> KeyPair | EcPair:
        return self.engine.pair_for(self.trustpoint) or self.engine.make_pair(self.trustpoint)

    def key(self) -> SigningKey:
        return self.new_key or self.pair().key

    def request(self, challenge: str = "") -> CertificateRequest:
        """Raises BadKey: the key is too short for the hash."""
        name = self.wanted.name(self.trustpoint.subject)
        key = self.key()
        extensions = Extensions(key_usage=_USAGE if isinstance(key, RsaKey) else _SIGNING)
        return make_request(name, key, self.engine.hash_of(self.trustpoint), challenge, extensions)

    # terminal

    def by_terminal(self) -> ProcessBody:
        engine, trustpoint = self.engine, self.trustpoint
        if not (yield from self.again()):
            return
        engine.host.emit(EnrollmentBegun(trustpoint.name))
        yield Write("% Start certificate enrollment .. \n\n")
        yield from self.names()
        if not (yield from confirmed("Display Certificate Request to terminal?")):
            return
        try:
            request = self.request()
        except BadKey:
            yield Write("% Key pair is too small for the hash of the request\n")
            return
        engine.host.emit(RequestMade(trustpoint.name, request.der))
        lines = base64_lines(request.der)
        if trustpoint.pem:
            lines = ["-----BEGIN CERTIFICATE REQUEST-----", *lines, "-----END CERTIFICATE REQUEST-----"]
        text = "\n".join(lines)
        while True:
            yield Write(
                f"Certificate Request follows:\n\n{text}\n\n"
                "---End - This line not part of the certificate request---\n\n"
            )
            if not (yield from confirmed("Redisplay enrollment request?")):
                return

    # SCEP

    def by_scep(self, authority: Certificate) -> ProcessBody:
        engine, trustpoint = self.engine, self.trustpoint
        if trustpoint.ec_label:
            yield Write(_NO_SCEP)
            return
        if not (yield from self.again()):
            return
        yield Write("%\n% Start certificate enrollment .. \n")
        if not trustpoint.password:
            yield Write(_CHALLENGE)
        engine.host.emit(EnrollmentBegun(trustpoint.name))
        password = trustpoint.password
        while not trustpoint.password:
            password = yield Ask("Password: ", echo=False)
            if password == (yield Ask("Re-enter password: ", echo=False)):
                break
            yield Write("% Passwords do not match, please try again\n")
        yield Write("\n" if not trustpoint.password else "")
        yield from self.names()
        if not (yield from confirmed("Request certificate from CA?")):
            return
        if trustpoint.regenerate and isinstance(self.pair(), KeyPair):
            self.new_key = engine.renewals.new_key(trustpoint)
        try:
            request = self.request(password or "")
        except BadKey:
            yield Write("% Key pair is too small for the hash of the request\n")
            return
        key = self.key()
        assert isinstance(key, RsaKey)
        yield Write(
            "% Certificate request sent to Certificate Authority\n"
            f"% The 'show crypto pki certificate verbose {trustpoint.name}' commandwill show the fingerprint.\n\n"
        )
        engine.enrollers[trustpoint.name] = Enroller(engine, trustpoint, authority, request, key)
        engine.host.after(0.0, engine.enroll, trustpoint.name)

    def again(self) -> Generator[Request, Any, bool]:
        """A certificate that is there will be replaced."""
        name = self.trustpoint.name
        if self.engine.own(name) is None:
            return True
        yield Write(
            f"Trustpoint {name} has already enrolled and has a router cert issued to it.\n"
            "If you successfully re-enroll this trustpoint,the existing certificate will be replaced.\n\n"
        )
        return (yield from confirmed("Do you want to continue with re-enrollment?"))

    # self-signed

    def self_signed(self) -> ProcessBody:
        if not (yield from self.again()):
            return
        yield from self._serial()
        yield from self._address()
        if not (yield from confirmed("Generate Self Signed Router Certificate?")):
            return
        if not self.trustpoint.fqdn_none:
            self.wanted.host = self._host()
        if self.make_self_signed():
            yield Write("\nRouter Self Signed Certificate successfully created\n\n")
        else:
            yield Write("\n% Failed to create self signed certificate\n\n")

    def make_self_signed(self) -> bool:
        """False: none can be made whose time is not over."""
        engine = self.engine
        now = engine.now
        ends = datetime(2020, 1, 1)
        if engine.host.device.software.self_signed_beyond_2020:
            ends = datetime(now.year + 10, 1, 1)
        if now >= ends:
            return False
        key, name = self.pair().key, self.wanted.name(self.trustpoint.subject)
        identifier = key_identifier(key)
        extensions = Extensions(ca=True, authority_key=identifier, subject_key=identifier)
        hash_name = engine.hash_of(self.trustpoint)
        try:
            cert = make_certificate(1, name, name, now, ends, key.public_der(), extensions, key, hash_name)
        except BadKey:
            return False
        engine.forget_certificates(self.trustpoint.name)
        engine.install(self.trustpoint.name, SELF, cert)
        return True
