"""Keys on curves: made, shown, kept, used in requests and certificates, and gone."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from iosemu.features.pki.words import unarmoured
from tests.features.desk import Desk
from tests.features.pki.authority import Authority, answers, paste


def test_a_certificate_for_a_curve() -> None:
    desk = Desk("hostname R1\n")
    authority = Authority()
    desk.type("clock set 12:00:00 1 June 2024", "configure terminal")
    text = desk.type("crypto key generate ec keysize 384 label SITE exportable")
    assert "The name for the keys will be: SITE\n" in text
    for line in (
        "crypto pki trustpoint CA", "enrollment terminal", "subject-name CN=R1", "serial-number none", "ip-address none",
        "fqdn none", "revocation-check none", "eckeypair SITE", "exit", "crypto pki authenticate CA",
    ):  # fmt: skip
        desk.type(line)
    paste(desk, authority.certificate)
    assert "accepted" in answers(desk, "yes")
    desk.type("crypto pki enroll CA")
    text = answers(desk, "yes")
    lines = text.split("Certificate Request follows:\n\n")[1].split("\n\n")[0].splitlines()
    request = x509.load_der_x509_csr(unarmoured(lines))
    key = request.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp384r1" and request.is_signature_valid
    assert request.signature_hash_algorithm is not None and request.signature_hash_algorithm.name == "sha384"
    cert = authority.answer(text)
    answers(desk, "no")
    desk.type("crypto pki import CA certificate")
    assert "successfully imported" in paste(desk, cert)
    desk.type("end")
    shown = desk.type("show crypto pki certificates verbose")
    assert "    Public Key Algorithm: ecEncryption\n    EC Public Key:  (384 bit)\n" in shown and "Key Label: SITE" in shown
    shown = desk.type("show crypto key mypubkey ec")
    assert "Key name: SITE\nKey type: EC KEYS\n" in shown and " Usage: Signature Key\n Key is exportable.\n" in shown
    assert "SITE" in desk.type("show crypto key mypubkey all") and "SITE" not in desk.type("show crypto key mypubkey rsa")
    desk.type("configure terminal", "crypto key zeroize ec SITE")
    answers(desk, "yes")
    desk.type("end")
    assert "certificate" not in desk.type("show crypto key mypubkey ec") and "cn=R1" not in desk.type("show crypto pki certificates")
