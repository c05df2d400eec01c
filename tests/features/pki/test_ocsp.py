"""`revocation-check ocsp`: a responder (whose messages another library makes) says what it knows; who cannot be asked,
lies, or answers for somebody else; the order of ways; octets that are no answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from cryptography import x509 as theirs
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as other

from iosemu.crypto import ocsp
from iosemu.crypto.x509 import (
    OCSP_SIGNING,
    BadCertificate,
    Certificate,
    Extensions,
    Name,
    make_certificate,
    read_certificate,
    typed_name,
)
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.http.engine import HttpEngine
from iosemu.features.pki.engine import PkiEngine
from iosemu.lab.lab import Lab
from iosemu.types import IPv4
from iosemu.wire.http import Request, Response
from tests.features.pki.authority import BEGINS, ENDS, Authority, equip, some_key
from tests.features.pki.test_liars import damaged
from tests.features.pki.test_rsa_sig import IPSEC, POLICY, tunnel
from tests.features.wired import log_of, network

URL = "http://192.0.2.9/ocsp"
OCSP = f" ocsp url {URL}\n"


class Responder:
    """A page of a router's web server, in the place of the authority's responder."""

    open = True

    def __init__(self, lab: Lab, authority: Authority) -> None:
        self.lab = lab
        self.authority = authority
        self.key, self.certificate = authority.key, authority.certificate  # whom it signs as
        self.revoked: set[int] = set()
        self.requests: list[bytes] = []
        self.echo = True  # the nonce
        self.unknown = False
        self.body: bytes | None = None
        http: HttpEngine = lab["CA"].device.engine("http")
        http.pages["/ocsp"] = self

    def answer(self, request: Request, caller: IPv4) -> Response:
        assert request.method == "POST" and request.headers["content-type"] == "application/ocsp-request"
        self.requests.append(request.body)
        body = self.body if self.body is not None else self.signed(self.asked[-1])
        return Response(200, "OK", {"Content-Type": "application/ocsp-response"}, body)

    @property
    def asked(self) -> list[other.OCSPRequest]:
        return list(map(other.load_der_ocsp_request, self.requests))

    def signed(self, asked: other.OCSPRequest) -> bytes:
        clock: ClockEngine = self.lab["CA"].device.engine("clock")
        now = clock.utc().replace(microsecond=0)
        gone = asked.serial_number in self.revoked
        status = other.OCSPCertStatus.REVOKED if gone else other.OCSPCertStatus.GOOD
        builder = other.OCSPResponseBuilder().add_response_by_hash(
            asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm,
            other.OCSPCertStatus.UNKNOWN if self.unknown else status, now, now + timedelta(hours=1),
            now - timedelta(days=1) if gone and not self.unknown else None, None,
        )  # fmt: skip
        mine = theirs.load_der_x509_certificate(self.certificate.der)
        builder = builder.responder_id(other.OCSPResponderEncoding.HASH, mine).certificates([mine])
        for extension in asked.extensions if self.echo else ():
            builder = builder.add_extension(extension.value, False)
        answer = builder.sign(self.key.private_key(), hashes.SHA256())
        return answer.public_bytes(Encoding.DER)


def delegate(authority: Authority, extended: bool) -> Certificate:
    """Somebody whom the authority has made its responder, or not. (The extension is of another library.)"""
    key = some_key(77)
    name = theirs.Name([theirs.NameAttribute(theirs.NameOID.COMMON_NAME, "Responder")])
    builder = theirs.CertificateBuilder(
        theirs.load_der_x509_certificate(authority.certificate.der).subject, name, key.private_key().public_key(),
        99, BEGINS, ENDS,
    )  # fmt: skip
    if extended:
        builder = builder.add_extension(theirs.ExtendedKeyUsage([theirs.ObjectIdentifier(OCSP_SIGNING)]), False)
    made = builder.sign(authority.key.private_key(), hashes.SHA256())
    return read_certificate(made.public_bytes(Encoding.DER))


def world(checks: str = " revocation-check ocsp\n", lines: str = OCSP) -> tuple[Lab, Responder, list[Certificate]]:
    """R1 asks; R2 does not."""
    text = POLICY + IPSEC
    web = "interface FastEthernet0/0\n ip address 192.0.2.9 255.255.255.0\n no shutdown\nip http server\n"
    lab = network({"R1": text + tunnel(1, 2), "R2": text + tunnel(2, 1), "CA": web}, "R1:Fa0/0 R2:Fa0/0 CA:Fa0/0")
    lab.run(1)
    for name in ("R1", "R2", "CA"):
        lab[name].cli("clock set 12:00:00 1 June 2024")
    authority = Authority()
    certs = [equip(lab["R1"], authority, 11, lines=lines + checks), equip(lab["R2"], authority, 12)]
    return lab, Responder(lab, authority), certs


def up(lab: Lab) -> bool:
    lab.run(80)
    return "!!" in lab["R1"].cli("ping 10.0.0.2 repeat 3")


def test_good() -> None:
    lab, responder, certs = world()
    lab["R1"].cli("debug crypto pki validation")
    lines = log_of(lab, "R1")
    assert up(lab)
    assert responder.asked[0].serial_number == certs[1].serial
    told = "\n".join(text for _, text in lines)
    for line in ("OCSP server URL is http://192.0.2.9:80/ocsp", "OCSP decoded status is GOOD.", "OCSP Response is verified"):
        assert f"CRYPTO_PKI: {line}" in told
    shown = lab["R1"].cli("show running-config")
    assert " ocsp url http://192.0.2.9:80/ocsp\n" in shown and " revocation-check ocsp\n" in shown


def test_revoked() -> None:
    lab, responder, certs = world()
    responder.revoked.add(certs[1].serial)
    crypto, pki = log_of(lab, "R1", "CRYPTO"), log_of(lab, "R1", "PKI")
    assert not up(lab)
    assert any("certificate revoked" in text for _, text in crypto) and any("is revoked" in text for _, text in pki)
    told = str(lab.trace("R1", "10.0.0.2"))
    assert "R1 does not believe the certificate that R2 shows (cn=R2,o=LAB): certificate revoked" in told, told


def test_where_the_certificate_says() -> None:
    """Without `ocsp url`."""
    lab, responder, _ = world(lines="")
    authority = responder.authority
    said = Extensions(key_usage=0x140, ocsp_urls=(URL,))
    name = Name.of(typed_name("CN=R2, O=LAB"))
    cert = make_certificate(50, authority.name, name, BEGINS, ENDS, some_key(12).public_der(), said, authority.key, "sha1")
    engine: PkiEngine = lab["R2"].device.engine("pki")
    engine.install("CA", "", cert)
    assert up(lab) and responder.asked[0].serial_number == 50


def _nobody(lab: Lab, responder: Responder) -> None:
    lab["CA"].configure("no ip http server")


def _another_key(lab: Lab, responder: Responder) -> None:
    """Of the authority's name."""
    forger = Authority(key=70)
    responder.key, responder.certificate = forger.key, forger.certificate


def _no_delegate(lab: Lab, responder: Responder) -> None:
    """Somebody to whom the authority has given a certificate, for something else."""
    responder.key, responder.certificate = some_key(77), delegate(responder.authority, False)


def _old_answer(lab: Lab, responder: Responder) -> None:
    """Without the nonce it could be of before."""
    responder.echo = False


def _rubbish(lab: Lab, responder: Responder) -> None:
    responder.body = b"\x30\x03\x0a\x01\x03"


def _unknown(lab: Lab, responder: Responder) -> None:
    responder.unknown = True


FAILURES = [_nobody, _another_key, _no_delegate, _old_answer, _rubbish, _unknown]


@pytest.mark.parametrize("fail", FAILURES, ids=lambda fail: fail.__name__)
def test_no_answer_that_counts(fail: object) -> None:
    lab, responder, _ = world()
    assert callable(fail)
    fail(lab, responder)
    crypto = log_of(lab, "R1", "CRYPTO")
    assert not up(lab)
    assert any("OCSP response is not available" in text for _, text in crypto)
    # the next way is taken
    lab["R1"].configure("crypto pki trustpoint CA\n revocation-check ocsp none\n")
    lab["R1"].cli("clear crypto session")
    assert up(lab)


def test_a_responder_of_the_authority() -> None:
    lab, responder, _ = world()
    responder.key, responder.certificate = some_key(77), delegate(responder.authority, True)
    assert up(lab)


def test_without_a_nonce() -> None:
    lab, responder, _ = world(lines=OCSP + " ocsp disable-nonce\n")
    responder.echo = False
    assert up(lab) and not list(responder.asked[0].extensions)
    assert " ocsp disable-nonce\n" in lab["R1"].cli("show running-config")


def test_the_list_first() -> None:
    """There is none; then the responder is asked."""
    lab, responder, certs = world(" revocation-check crl ocsp none\n")
    responder.revoked.add(certs[1].serial)
    assert not up(lab) and responder.asked
    assert "CRL - failed attempts: 0" not in lab["R1"].cli("show crypto pki counters")


def test_a_question_that_waits_is_saved() -> None:
    lab, _, _ = world()
    engine: PkiEngine = lab["R1"].device.engine("pki")
    while not engine.ocsp.asking and lab.now < 100:
        lab.run(0.0005)
    assert engine.ocsp.asking
    del lab["CA"].device.engine("http").pages["/ocsp"]
    again = Lab.restore(lab.checkpoint())
    assert not up(again) and not again["R1"].device.engine("pki").ocsp.asking


def signed_answer(authority: Authority, serial: int) -> bytes:
    """That a certificate of the authority is good, at noon of 1 June 2024."""
    ident, now = ocsp.cert_id(serial, authority.certificate), datetime(2024, 6, 1, 12)
    mine = theirs.load_der_x509_certificate(authority.certificate.der)
    builder = other.OCSPResponseBuilder().add_response_by_hash(
        ident.name, ident.key, serial, hashes.SHA1(), other.OCSPCertStatus.GOOD, now, now + timedelta(hours=1), None, None
    )
    builder = builder.responder_id(other.OCSPResponderEncoding.NAME, mine).certificates([mine])
    builder = builder.add_extension(theirs.OCSPNonce(bytes(16)), False)
    return builder.sign(authority.key.private_key(), hashes.SHA256()).public_bytes(Encoding.DER)


def lies() -> Iterator[bytes]:
    authority = Authority()
    whole, rng = signed_answer(authority, 9), Random(3)
    assert ocsp.read_response(whole).signer(authority.certificate, datetime(2024, 6, 1, 12)) is not None
    for _ in range(800):
        yield damaged(rng, whole)
    yield from (b"", b"\x30\x00", b"\x30\x03\x0a\x01\x00", b"\x30\x80")


def test_answers_of_liars() -> None:
    authority = Authority()
    for lie in lies():
        try:
            found = ocsp.read_response(lie)
        except BadCertificate:
            continue
        found.signer(authority.certificate, datetime(2024, 6, 1))
