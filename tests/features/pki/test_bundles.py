"""A trustpoint with its key moves to another router: PKCS #12 and PEM, at the terminal and by files; OpenSSL reads and
writes the same; what is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12, serialize_key_and_certificates
from cryptography.x509 import load_der_x509_certificate

from iosemu.crypto import pkcs12
from iosemu.crypto.pkcs12 import BadBundle, Bundle
from iosemu.crypto.rsa import private_pem
from iosemu.crypto.x509 import Name, typed_name
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.words import base64_lines
from tests.features.desk import Desk
from tests.features.pki.authority import Authority, answers, enrolled, some_key
from tests.features.pki.test_liars import damaged

PASSWORD = "S3cretpass"
EXPORTED = "Exported pkcs12 follows:\n\n"


def engine_of(desk: Desk) -> PkiEngine:
    engine: PkiEngine = desk.device.engine("pki")
    return engine


def first(exportable: bool = True) -> tuple[Desk, Authority]:
    desk, authority = Desk("hostname R1\n"), Authority()
    enrolled(desk, authority)
    if exportable:
        engine_of(desk).rsa.pairs[0].exportable = True
    desk.type("configure terminal")
    return desk, authority


def other(text: str = "") -> Desk:
    desk = Desk(f"hostname R2\n{text}")
    desk.type("configure terminal")
    return desk


def test_to_another_router() -> None:
    one, _ = first()
    text = one.type(f"crypto pki export CA pkcs12 terminal password {PASSWORD}")
    assert "CRYPTO_PKI: Exported PKCS12 file successfully.\n" in text
    lines = text.split(EXPORTED)[1].split("\n\n")[0].splitlines()
    two = other()
    assert two.type(f"crypto pki import SITE pkcs12 terminal password {PASSWORD}").endswith(
        '% Importing pkcs12...\n\nEnter the base 64 encoded pkcs12.\nEnd with a blank line or the word "quit" on a line by itself\n\n'
    )
    assert "CRYPTO_PKI: Imported PKCS12 file successfully.\n" in answers(two, *lines, "quit")
    identity, theirs = engine_of(two).identity(["SITE"]), engine_of(one).identity(["CA"])
    assert identity is not None and theirs is not None
    assert (identity.certificate, identity.key, identity.chain) == (theirs.certificate, theirs.key, theirs.chain)
    shown = two.type("do show running-config")
    assert "crypto pki trustpoint SITE\n enrollment pkcs12\n revocation-check crl\n rsakeypair SITE\n" in shown
    assert "% Trustpoint 'SITE' is in use.\n" in two.type(f"crypto pki import SITE pkcs12 terminal password {PASSWORD}")


def test_by_a_file_that_openssl_reads(tmp_path: Path) -> None:
    one, _ = first()
    text = one.type(f"crypto pki export CA pkcs12 flash: password {PASSWORD}")
    assert text.endswith("Destination filename [CA.p12]? ")
    assert "Writing pkcs12 file Writing file to flash:CA.p12\n" in one.answer("")
    data = one.device.flash["CA.p12"]
    found = load_pkcs12(data, PASSWORD.encode())
    own = engine_of(one).own("CA")
    assert found.cert is not None and own is not None and found.cert.certificate == load_der_x509_certificate(own.der)
    assert found.cert.friendly_name == b"CA" and len(found.additional_certs) == 1
    if shutil.which("openssl"):
        (tmp_path / "x.p12").write_bytes(data)
        told = subprocess.run(
            ["openssl", "pkcs12", "-in", "x.p12", "-passin", f"pass:{PASSWORD}", "-info", "-nodes"], cwd=tmp_path,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.returncode == 0 and "MAC: sha1, Iteration 1024" in told.stderr and "friendlyName: CA" in told.stdout
    assert "already exists.\n% Do you really want to overwrite it? [yes/no]: " in answers(
        one, "no", f"crypto pki export CA pkcs12 flash:CA.p12 password {PASSWORD}", ""
    )


def test_openssl_has_written_it() -> None:
    authority = Authority()
    above = Authority("CN=Top", 9)
    middle = Authority("CN=Middle", 3, above)
    cert = middle.issue(Name.of(typed_name("CN=R2")), some_key(5).public_der())
    made = serialize_key_and_certificates(
        b"anything", some_key(5).private_key(), load_der_x509_certificate(cert.der),
        [load_der_x509_certificate(each.certificate.der) for each in (above, authority, middle)],
        BestAvailableEncryption(PASSWORD.encode()),
    )  # fmt: skip
    desk = other()
    desk.device.flash["r2.p12"] = made
    assert desk.type(f"crypto pki import R2 pkcs12 bootflash:r2.p12 password {PASSWORD}").endswith("Source filename [r2.p12]? ")
    text = desk.answer("")
    assert "Reading file from bootflash:r2.p12\n" in text
    assert text.endswith("% Do you also want to create trustpoints for CAs higher in\n% the hierarchy? [yes/no]: ")
    assert "CRYPTO_PKI: Imported PKCS12 file successfully." in desk.answer("yes")
    engine = engine_of(desk)
    assert engine.own("R2") == cert and engine.authority("R2") == middle.certificate
    assert engine.authority("R2-rrr1") == above.certificate


@pytest.mark.parametrize("what", ["wrong password", "rubbish"])
def test_it_is_refused(what: str) -> None:
    desk = other()
    cert = Authority().issue(Name.of(typed_name("CN=R2")), some_key(5).public_der())
    data = pkcs12.make(Bundle(some_key(5), cert), "x", "another1", Random(1)) if what != "rubbish" else b"rubbish"
    desk.type(f"crypto pki import R2 pkcs12 terminal password {PASSWORD}")
    text = answers(desk, *base64_lines(data), "quit")
    assert "Import PKCS12 operation failed" in text
    assert "%PKI-3-PKCS12_IMPORT_FAILURE: PKCS #12 import failed for trustpoint: R2." in text + desk.run(1)
    assert "R2" not in engine_of(desk).config.trustpoints and not engine_of(desk).rsa.pairs


def test_not_exportable() -> None:
    desk, _ = first(False)
    for line in ("pkcs12 terminal", "pem terminal 3des"):
        assert "% RSA keypair 'CA' is not exportable." in desk.type(f"crypto pki export CA {line} password {PASSWORD}")
    assert "% CA certificate:\n" in desk.type("crypto pki export CA pem terminal")
    assert "(trustpoint) NONE is unknown" in desk.type(f"crypto pki export NONE pkcs12 terminal password {PASSWORD}")


@pytest.mark.parametrize("cipher", ["3des", "des", "aes"])
def test_pem(cipher: str) -> None:
    one, _ = first()
    text = one.type(f"crypto pki export CA pem terminal {cipher} password {PASSWORD}")
    blocks = [part.split("\n\n-----", 1) for part in text.split("% ")[1:]]
    assert [block[0].split("\n")[0] for block in blocks] == [
        "CA certificate:", "Key name: CA", "General Purpose Certificate:"
    ]  # fmt: skip
    authority, secret, own = (
        [line for line in part.splitlines() if not line.startswith(("CA cert", "Key name", "   Usage", "General"))]
        for part in text.split("% ")[1:]
    )
    two = other()
    asked = two.type(f"crypto pki import SITE pem exportable terminal password {PASSWORD}")
    assert asked.endswith(
        '\n% Enter PEM-formatted CA certificate.\n% End with a blank line or "quit" on a line by itself.\n'
    )
    assert "% Enter PEM-formatted encrypted private General Purpose key.\n" in answers(two, *filter(None, authority), "quit")
    assert "% Enter PEM-formatted General Purpose certificate.\n" in answers(two, *secret, "quit")
    ours = [line for line in own if line and not line.startswith("R1")]
    assert "% PEM files import succeeded.\n" in answers(two, *ours, "quit")
    engine = engine_of(two)
    found = engine.identity(["SITE"])
    assert found is not None and found.certificate == engine_of(one).own("CA") and engine.rsa.pairs[0].exportable


def test_pem_files_and_a_key_of_somebody_else() -> None:
    one, _ = first()
    one.type(f"crypto pki export CA pem url flash:mine 3des password {PASSWORD}")
    answers(one, "", "", "")
    assert set(one.device.flash) >= {"mine.ca", "mine.prv", "mine.crt"}
    two = other()
    for name in ("mine.ca", "mine.prv", "mine.crt"):
        two.device.flash[name] = one.device.flash[name]
    two.device.flash["mine.prv"] = ("\n".join(private_pem(some_key(30), "3des", PASSWORD, Random(1))) + "\n").encode()
    two.type(f"crypto pki import SITE pem url flash:mine password {PASSWORD}")
    text = answers(two, "", "", "")
    assert "% PEM files import failed.\n" in text
    assert "%PKI-3-KEY_CMP_MISMATCH: Key in the certificate and stored key does not match for Trustpoint-SITE." in text
    two.device.flash["mine.prv"] = one.device.flash["mine.prv"]
    two.type(f"crypto pki import SITE pem url flash:mine password {PASSWORD}")
    assert "% PEM files import succeeded.\n" in answers(two, "", "", "")


def test_liars() -> None:
    cert = Authority().issue(Name.of(typed_name("CN=R2")), some_key(5).public_der())
    whole, rng = pkcs12.make(Bundle(some_key(5), cert), "x", PASSWORD, Random(1)), Random(2)
    assert pkcs12.read(whole, PASSWORD).certificate == cert
    for _ in range(60):
        lie = damaged(rng, whole)
        try:
            pkcs12.read(lie, PASSWORD)
        except BadBundle:
            continue
