"""The router as a certificate authority (`crypto pki server`): its certificate, requests, what it issues, what it
revokes."""

from __future__ import annotations

from binascii import Error as BadBase64
from binascii import a2b_base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from iosemu.crypto import cms
from iosemu.crypto.cms import BadMessage
from iosemu.crypto.rsa import BadKey, RsaKey
from iosemu.crypto.x509 import (
    BadCertificate,
    Certificate,
    CertificateRequest,
    Extensions,
    Name,
    key_identifier,
    make_certificate,
    make_crl,
    make_request,
    read_certificate,
    read_request,
    typed_name,
)
from iosemu.features.pki import database, scep
from iosemu.features.pki.events import ScepStep, ServerAsked, ServerSwitched, Step
from iosemu.features.pki.model import CA, AuthorityConfig, Trustpoint
from iosemu.features.pki.scep import (
    CA_CERT,
    CA_RA_CERT,
    CAPABILITIES,
    MESSAGE,
    Fail,
    Operation,
    ScepMessage,
    Status,
    Type,
)
from iosemu.features.rsa.engine import GENERAL
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire.http import Request, Response

if TYPE_CHECKING:
    from iosemu.features.pki.engine import PkiEngine

CA_BITS = 1024
SUBORDINATE = "sub-cs"
MOST_REQUESTS = 1000
PENDING, GRANTED, REJECTED = "pending", "granted", "rejected"


@dataclass(slots=True)
class Asked:
    """A request that somebody has sent."""

    number: int
    transaction: str
    request: bytes
    proof: bytes  # the certificate that signed it, for which the answer is sealed
    begun: datetime  # UTC
    state: str = PENDING
    serial: int = 0  # of what was issued


@dataclass(slots=True)
class Books:
    """What an authority has written down."""

    last: int = 1  # serial number
    issued: dict[int, bytes] = field(default_factory=dict)
    revoked: dict[int, datetime] = field(default_factory=dict)
    crl: bytes = b""
    crl_number: int = 0
    next_crl: datetime | None = None  # UTC
    asked: list[Asked] = field(default_factory=list)
    requests: int = 0  # so far


class Server:
    """One authority; a part of the engine."""

    def __init__(self, engine: PkiEngine, name: str, books: Books | None = None) -> None:
        self.engine = engine
        self.name = name
        self.books = books if books is not None else Books()
        self.enabled = False

    # what it has

    @property
    def config(self) -> AuthorityConfig:
        return self.engine.config.servers[self.name]

    @property
    def subordinate(self) -> bool:
        return self.config.mode == SUBORDINATE

    @property
    def certificate(self) -> Certificate | None:
        return self.engine.own(self.name) if self.subordinate else self.engine.authority(self.name)

    @property
    def key(self) -> RsaKey | None:
        pair = next((pair for pair in self.engine.rsa.labelled(self.name) if pair.usage == GENERAL), None)
        return pair.key if pair is not None else None

    @property
    def ready(self) -> bool:
        """Has it a certificate, and the key of it?"""
        cert, key = self.certificate, self.key
        return cert is not None and key is not None and key.public_der() == cert.key_der

    @property
    def issuer(self) -> Name:
        return Name.of(typed_name(self.config.issuer or f"CN={self.name}"))

    @property
    def _hash(self) -> str:
        default: str = self.engine.host.device.software.pki_hash
        return self.config.hash or default

    # on and off

    def create(self) -> bool:
        """Its key where there is none, and its certificate. False: the key does not do."""
        engine, config = self.engine, self.config
        if self.key is None:
            engine.rsa.make(self.name, ((GENERAL, max(CA_BITS, engine.host.device.software.least_key_modulus)),), False)
        key = self.key
        if key is None:
            return False
        if self.name not in engine.config.trustpoints:
            engine.make_trustpoint(Trustpoint(self.name, key_label=self.name))
        if self.ready or self.subordinate:
            return True
        identifier, now = key_identifier(key), engine.now
        said = Extensions(True, None, 0x10C, identifier, identifier)
        first: str = config.hash or engine.host.device.software.pki_server_hash
        ends = now + timedelta(days=config.ca_days)
        try:
            cert = make_certificate(1, self.issuer, self.issuer, now, ends, key.public_der(), said, key, first)
        except BadKey:
            return False
        engine.forget_certificates(self.name)
        engine.install(self.name, CA, cert)
        self.books = Books(1, {1: cert.der})
        return True

    def request(self) -> CertificateRequest:
        """For the authority above. Raises BadKey."""
        key = self.key
        if key is None:
            raise BadKey("none")
        return make_request(self.issuer, key, self._hash, "", Extensions(True, None, 0x10C))

    def enable(self) -> None:
        """It answers from now on, if it has what it takes."""
        if self.enabled or not self.ready:
            return
        if self.subordinate and not self.books.crl and not self.books.issued:
            self.books.last = 0
        self.enabled = True
        self.engine.host.emit(ServerSwitched(self.name, True))
        if not self.books.crl:
            self.publish()
        else:
            self._arm()

    def disable(self) -> None:
        if self.enabled:
            self.enabled = False
            self.engine.host.cancel(self.publish)
            self.engine.host.emit(ServerSwitched(self.name, False))

    def publish(self) -> None:
        """Another list of revoked certificates."""
        cert, key, books = self.certificate, self.key, self.books
        if cert is None or key is None:
            return
        now = self.engine.now
        books.crl_number += 1
        books.next_crl = now + timedelta(hours=self.config.crl_hours)
        try:
            books.crl = make_crl(
                cert.subject, now, books.next_crl, books.revoked, books.crl_number, key_identifier(key), key, self._hash
            ).der
        except BadKey:
            books.crl = b""
        self._arm()
        self.engine.keep()
        database.published(self)

    def _arm(self) -> None:
        left = (self.books.next_crl - self.engine.now).total_seconds() if self.books.next_crl is not None else 0.0
        self.engine.host.after(max(left, 0.0), self.publish, background=True)

    # issuing

    def issue(self, request: CertificateRequest) -> Certificate | None:
        """None: its own certificate, or the key of the request, does not do."""
        cert, key = self.certificate, self.key
        if cert is None or key is None or request.key is None:
            return None
        now = self.engine.now
        ends = min(now + timedelta(days=self.config.days), cert.ends)
        if not cert.begins <= now < cert.ends:
            return None
        usage = request.extensions.key_usage
        said = Extensions(
            True if request.extensions.ca else None, None, usage if usage is not None else 0x140,
            key_identifier(request.key), key_identifier(key),
            request.extensions.dns_names, request.extensions.addresses, (),
            (self.config.cdp_url,) if self.config.cdp_url else (),
        )  # fmt: skip
        self.books.last += 1
        try:
            made = make_certificate(
                self.books.last, cert.subject, request.subject, now, ends, request.key_der, said, key, self._hash
            )
        except BadKey:
            self.books.last -= 1
            return None
        self.books.issued[made.serial] = made.der
        self.engine.keep()
        database.issued(self, made)
        return made

    def vouched(self, signer: Certificate) -> bool:
        """May it sign for others? `grant auto trustpoint`"""
        known = list(self.config.grant_trustpoints)
        return bool(known) and self.engine.look([signer.der], known).ok

    def add(self, data: bytes, transaction: str, proof: bytes, vouched: bool = False) -> Asked:
        """A request; granted at once where that is configured. Raises BadCertificate: it is none."""
        request = read_request(data)
        if not request.proven:
            raise BadCertificate("not signed with its key")
        books = self.books
        if len(books.asked) >= MOST_REQUESTS:
            del books.asked[0]
        books.requests += 1
        asked = Asked(books.requests, transaction, data, proof, self.engine.now)
        books.asked.append(asked)
        self.engine.host.emit(ServerAsked(self.name, asked.number, data))
        if self.config.grant == "auto" or vouched:
            self.grant(asked)
        elif self.config.grant == "none":
            asked.state = REJECTED
        self.engine.keep()
        return asked

    def grant(self, asked: Asked) -> Certificate | None:
        made = self.issue(read_request(asked.request)) if asked.state == PENDING else None
        if made is not None:
            asked.state, asked.serial = GRANTED, made.serial
        elif asked.state == PENDING:
            asked.state = REJECTED
        return made

    def reject(self, asked: Asked) -> None:
        if asked.state == PENDING:
            asked.state = REJECTED
            self.engine.keep()

    def numbered(self, number: int | None) -> list[Asked]:
        """A request by its number; None: all that wait."""
        self._forget_old()
        if number is None:
            return [each for each in self.books.asked if each.state == PENDING]
        return [each for each in self.books.asked if each.number == number]

    def _forget_old(self) -> None:
        oldest = self.engine.now - timedelta(hours=self.config.request_hours)
        self.books.asked = [each for each in self.books.asked if each.begun > oldest]

    def revoke(self, serial: int) -> bool:
        """False: it was not issued here, or is revoked already."""
        if serial not in self.books.issued or serial in self.books.revoked:
            return False
        self.books.revoked[serial] = self.engine.now
        self.publish()
        return True

    def unrevoke(self, serial: int) -> bool:
        """False: it is not revoked."""
        if self.books.revoked.pop(serial, None) is None:
            return False
        self.publish()
        return True

    def remove(self, asked: Asked | None) -> None:
        """A request, or all of them, as if they had never come."""
        self.books.asked = [each for each in self.books.asked if asked is not None and each is not asked]
        self.engine.keep()

    # SCEP

    open = True

    def answer(self, request: Request, caller: IPv4) -> Response:
        """What somebody gets at /cgi-bin/pkiclient.exe."""
        query = request.query
        asked = query.get("operation")
        for operation in Operation:
            if asked == operation.value:
                self.engine.host.emit(ScepStep(True, Step.HEARS_REQUEST, operation=operation, caller=caller))
        cert, key = self.certificate, self.key
        if cert is None or key is None:
            return Response(503, "Service Unavailable")
        match asked:
            case "GetCACert":
                self.engine.host.emit(ScepStep(True, Step.SENDS_CA))
                above = self.engine.authority(self.name) if self.subordinate else None
                if above is not None:
                    return Response(200, "OK", {"Content-Type": CA_RA_CERT}, cms.bundle((cert, above)))
                return Response(200, "OK", {"Content-Type": CA_CERT}, cert.der)
            case "GetCACaps":
                text = "\n".join(CAPABILITIES) + "\n"
                return Response(200, "OK", {"Content-Type": "text/plain"}, text.encode())
            case "PKIOperation":
                data = request.body
                if request.method == "GET":
                    try:
                        data = a2b_base64(query.get("message", "").replace(" ", "+"))
                    except (BadBase64, ValueError):
                        data = b""
                reply = self._operated(data, cert, key)
                if reply is not None:
                    return Response(200, "OK", {"Content-Type": MESSAGE}, reply)
        return Response(400, "Bad Request")

    def _operated(self, data: bytes, cert: Certificate, key: RsaKey) -> bytes | None:
        """The CertRep to a message; None: it is none."""
        try:
            found = scep.read(data)
        except BadMessage:
            return None
        self.engine.host.emit(ScepStep(True, Step.HEARS_REQUEST, found.type))
        signer = found.signed.signer if found.signed is not None else None
        if found.signed is None or signer is None:
            return None
        made = ScepMessage(Type.CERT_REP, found.transaction, self.engine.host.rng.randbytes(16))
        made.recipient, made.status = found.sender, Status.FAILURE
        if not found.signed.by(signer):
            made.fail = Fail.BAD_MESSAGE_CHECK
        else:
            try:
                content = cms.open_sealed(found.content, key)
                self._decide(made, found, content, signer, cert)
            except BadMessage:
                made.fail = Fail.BAD_MESSAGE_CHECK
            except (BadCertificate, BadKey):
                made.fail = Fail.BAD_REQUEST
        if made.status == Status.FAILURE and made.fail is None:
            made.fail = Fail.BAD_REQUEST
        self.engine.host.emit(ScepStep(True, Step.SENDS_REPLY, status=Status(made.status)))
        try:
            return made.encode(cert, key, found.signed.hash or "sha1")
        except BadKey:
            return made.encode(cert, key, "md5")

    def _decide(
        self, made: ScepMessage, found: ScepMessage, content: bytes, signer: Certificate, cert: Certificate
    ) -> None:
        """Raises BadCertificate, BadKey."""
        books = self.books
        answer = b""
        match found.type:
            case Type.PKCS_REQ | Type.RENEWAL_REQ | Type.GET_CERT_INITIAL:
                self._forget_old()
                asked = next((each for each in reversed(books.asked) if each.transaction == found.transaction), None)
                # the same once more; who enrolls again, with the same key, does so with another proof
                same = asked is not None and (asked.request, asked.proof) == (content, signer.der)
                known = asked is not None and (found.type == Type.GET_CERT_INITIAL or same)
                if not known and found.type != Type.GET_CERT_INITIAL:
                    vouched = self.vouched(signer)
                    if read_request(content).key_der != signer.key_der and found.type == Type.PKCS_REQ and not vouched:
                        raise BadCertificate("another key")
                    asked = self.add(content, found.transaction, signer.der, vouched)
                if asked is None or read_certificate(asked.proof).key_der != signer.key_der:
                    made.fail = Fail.BAD_CERT_ID
                    return
                if asked.state == PENDING:
                    made.status = Status.PENDING
                    return
                if asked.state == REJECTED:
                    return
                answer = cms.bundle((read_certificate(books.issued[asked.serial]),))
            case Type.GET_CRL if books.crl:
                if not self._issued(signer):
                    made.fail = Fail.BAD_CERT_ID
                    return
                answer = cms.bundle((), (books.crl,))
            case _:
                return
        cipher = "des" if found.signed is not None and found.signed.hash == "md5" else "3des"
        made.content, made.status = cms.seal(answer, signer, cipher, self.engine.host.rng), Status.SUCCESS

    def _issued(self, cert: Certificate) -> bool:
        return self.books.issued.get(cert.serial) == cert.der
