"""An authority below another one; enrollment profiles and who may speak for others; what an authority writes down; and
what a trustpoint's lines do."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from iosemu.crypto.x509 import read_crl
from iosemu.features.pki.engine import PkiEngine
from iosemu.lab.lab import Lab
from tests.features.pki.authority import Authority, equip
from tests.features.pki.test_authority import authenticate, enroll, start, typed, world
from tests.features.pki.test_rsa_sig import equipped, two, up
from tests.features.wired import network


def engine_of(lab: Lab, node: str) -> PkiEngine:
    engine: PkiEngine = lab[node].device.engine("pki")
    return engine


def tree() -> Lab:
    """CA at the root, SUB below it; R2 asks SUB."""
    web = "interface FastEthernet0/0\n ip address 192.0.2.{} 255.255.255.0\n no shutdown\nip http server\n"
    trustpoint = "crypto pki trustpoint {}\n enrollment url http://192.0.2.{}\n serial-number none\n ip-address none\n"
    configs = {
        "CA": web.format(1),
        "SUB": web.format(4) + trustpoint.format("SUB", 1) + " revocation-check none\n rsakeypair SUB\n",
        "R2": web.format(2) + trustpoint.format("CA", 4) + " subject-name CN=R2, O=LAB\n revocation-check none\n rsakeypair CA 1024\n",
    }  # fmt: skip
    lab = network(configs, "CA:Fa0/0 SUB:Fa0/0 R2:Fa0/0")
    lab.run(5)
    for name in configs:
        lab[name].cli("clock set 12:00:00 1 June 2024")
    return lab


def subordinate(lab: Lab) -> str:
    typed(lab, "SUB", "configure terminal", "crypto pki server SUB", "issuer-name CN=SUB, O=LAB", "mode sub-cs", "grant auto")
    text = typed(lab, "SUB", "no shutdown", "cisco123", "cisco123", seconds=3)
    assert text.endswith("% Do you accept this certificate? [yes/no]: "), text
    return typed(lab, "SUB", "yes")


def test_an_authority_below_another_one() -> None:
    lab = tree()
    start(lab)
    text = subordinate(lab)
    assert "Trustpoint CA certificate accepted.\n% Certificate request sent to Certificate Authority\n" in text
    assert "% Enrollment in progress...\n" in text and "Status: disabled" in lab["SUB"].cli("show crypto pki server")
    rows = lab["CA"].cli("show crypto pki server CA requests").splitlines()
    title = rows.index("Subordinate CA certificate requests:")
    assert "pending" in rows[title + 3] and rows[title + 3].endswith("cn=SUB,o=LAB"), rows
    lab["CA"].cli("crypto pki server CA grant 1")
    lab.run(61)
    assert "Status: enabled" in lab["SUB"].cli("show crypto pki server")
    cert = engine_of(lab, "SUB").server("SUB").certificate
    assert cert is not None and cert.is_ca and cert.issuer.text == "cn=CA,o=LAB" and cert.subject.text == "cn=SUB,o=LAB"
    # somebody enrolls with it, and is believed by who knows the root alone
    typed(lab, "R2", "configure terminal")
    text = typed(lab, "R2", "crypto pki authenticate CA")
    assert "Trustpoint 'CA' is a subordinate CA and holds a non self signed cert\n" in text
    typed(lab, "R2", "yes")
    enroll(lab, "R2")
    found = engine_of(lab, "R2").identity(["CA"])
    assert found is not None and found.certificate.serial == 1 and found.chain == (cert,)
    engine = engine_of(lab, "CA")
    engine.config.trustpoints["CA"].revocation = ["none"]
    assert engine.look([found.certificate.der, cert.der], ["CA"]).ok
    assert not engine.look([found.certificate.der], ["CA"]).ok
    # over a reload
    for name in ("CA", "SUB"):
        lab[name].cli("write memory")
        lab[name].reload()
    lab.run(30)
    lab["SUB"].cli("clock set 12:20:00 1 June 2024")
    shown = lab["SUB"].cli("show crypto pki server")
    assert "Status: enabled" in shown and "Last certificate issued serial number (hex): 1\n" in shown
    assert " mode sub-cs\n" in lab["SUB"].cli("show running-config")


def test_the_root_grants_by_itself() -> None:
    lab = tree()
    start(lab, "grant auto")
    text = subordinate(lab)
    lab.run(2)
    assert "Status: enabled" in lab["SUB"].cli("show crypto pki server"), text
    typed(lab, "SUB", "configure terminal", "crypto pki server SUB", "shutdown")
    assert "% The mode cannot be changed after CA certificate generation." in typed(lab, "SUB", "no mode sub-cs")


def test_nobody_above() -> None:
    lab = tree()
    typed(lab, "SUB", "configure terminal", "crypto pki server SUB", "mode sub-cs")
    text = typed(lab, "SUB", "no shutdown", "cisco123", "cisco123", seconds=5)
    assert "status = FAIL" in text and "Status: disabled" in lab["SUB"].cli("show crypto pki server")


def test_a_certificate_of_another_authority_speaks_for_it() -> None:
    """An enrollment profile with a credential, and `grant auto trustpoint`."""
    lab = world()
    start(lab, "grant auto trustpoint VENDOR")
    assert "Granting mode is: manual, auto for trustpoint VENDOR" in lab["CA"].cli("show crypto pki server")
    vendor = Authority("CN=Vendor", 7)
    for node, key in (("CA", 51), ("R2", 52)):
        equip(lab[node], vendor, key, "VENDOR")
    profile = (
        "crypto pki profile enrollment SITES\n authentication url http://192.0.2.1\n enrollment url http://192.0.2.1:80\n"
        " enrollment credential VENDOR\ncrypto pki trustpoint CA\n no enrollment url\n enrollment profile SITES\n"
    )
    assert lab["R2"].configure(profile) == ""
    authenticate(lab, "R2")
    enroll(lab, "R2")
    engine = engine_of(lab, "R2")
    own = engine.own("CA")
    assert own is not None and own.subject.value("2.5.4.3") == "R2" and engine.key_of(own) is not None
    # who shows nothing of VENDOR's waits for somebody
    authenticate(lab, "R3")
    enroll(lab, "R3")
    assert engine_of(lab, "R3").own("CA") is None and "CA" in engine_of(lab, "R3").enrollers
    shown = lab["R2"].cli("show running-config")
    assert "crypto pki profile enrollment SITES\n authentication url http://192.0.2.1:80\n" in shown
    assert " enrollment profile SITES\n" in shown


def test_what_is_written_down() -> None:
    lab = world()
    start(lab, "grant auto", "database url flash:ca", "database level complete")
    authenticate(lab, "R2")
    enroll(lab, "R2")
    flash = lab["CA"].device.flash
    own = engine_of(lab, "R2").own("CA")
    assert own is not None and flash["ca/2.cer"] == own.der and flash["ca/CA.ser"] == b"last_serial = 0x2\n"
    assert b"subjectname_str = hostname=R2,cn=R2,o=LAB\n" in flash["ca/2.cnm"]
    assert "Current primary storage dir: flash:ca\n" in lab["CA"].cli("show crypto pki server")
    found = load_pkcs12(flash["ca/CA.p12"], b"cisco123")
    server = engine_of(lab, "CA").server("CA")
    assert found.cert is not None and server.certificate is not None
    assert found.cert.certificate.serial_number == server.certificate.serial
    assert lab["CA"].cli("crypto pki server CA revoke 0x2").endswith("succesfully revoked.\n")
    assert set(read_crl(flash["ca/CA.crl"]).revoked) == {2}
    assert "unrevoked" in lab["CA"].cli("crypto pki server CA unrevoke 0x2")
    assert not read_crl(flash["ca/CA.crl"]).revoked
    assert "is not revoked" in lab["CA"].cli("crypto pki server CA unrevoke 0x2")
    assert "Number of CRL entries: 0" in lab["CA"].cli("crypto pki server CA info crl")
    assert lab["CA"].cli("crypto pki server CA remove all") == ""
    assert "granted" not in lab["CA"].cli("crypto pki server CA info requests")


def test_a_password_and_another_key() -> None:
    lab = world()
    start(lab, "grant auto")
    lab["R2"].configure("crypto pki trustpoint CA\n password secret12\n regenerate\n")
    authenticate(lab, "R2")
    text = typed(lab, "R2", "crypto pki enroll CA")
    assert "challenge password" not in text and text.endswith("Request certificate from CA? [yes/no]: ")
    typed(lab, "R2", "yes")
    engine = engine_of(lab, "R2")
    first = engine.own("CA")
    typed(lab, "R2", "crypto pki enroll CA", "yes", "yes")
    second = engine.own("CA")
    assert first is not None and second is not None and second.key_der != first.key_der
    assert engine.key_of(second) is not None and [pair.label for pair in engine.rsa.pairs] == ["CA"]
    assert "Chain has 2 certificates\nCertificate chain for CA is valid\n" in typed(
        lab, "R2", "crypto pki certificate validate CA"
    )


def test_exceptions() -> None:
    """`match certificate … allow expired-certificate`, `skip revocation-check`."""
    lab = two()
    authority = Authority()
    equip(lab["R1"], authority, 11, ends=datetime(2002, 1, 1))
    equip(lab["R2"], authority, 12, lines="")  # of which no list can be had
    assert not up(lab)
    text = "crypto pki certificate map ONE 10\n subject-name co cn = r1\ncrypto pki trustpoint CA\n match certificate ONE "
    lab["R2"].configure(text + "allow expired-certificate\n")
    assert not up(lab)
    shown = lab["R2"].cli("show running-config")
    assert " match certificate ONE allow expired-certificate\n" in shown
    engine = engine_of(lab, "R2")
    engine.config.trustpoints["CA"].revocation = ["none"]
    lab["R2"].cli("clear crypto session")
    assert up(lab)
    engine.config.trustpoints["CA"].revocation = ["crl"]
    engine.config.trustpoints["CA"].certificate_maps.clear()
    equip(lab["R1"], authority, 11)
    assert lab["R2"].configure("crypto pki trustpoint CA\n match certificate ONE skip revocation-check\n") == ""
    for name in ("R1", "R2"):
        lab[name].cli("clear crypto session")
    assert up(lab)


def test_certificates_for_something_else() -> None:
    lab = two()
    equipped(lab)
    lab["R1"].configure("crypto pki trustpoint CA\n usage ssl-client ssl-server\n")
    assert not up(lab) and " usage ssl-client ssl-server\n" in lab["R1"].cli("show running-config")
    lab["R1"].configure("crypto pki trustpoint CA\n usage ike ssl-server\n")
    assert up(lab)
