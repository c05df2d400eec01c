"""Trustpoints whose authority is met at the terminal, and their own: dialogues, chains, shows, keys that go."""

from __future__ import annotations

from tests.features.desk import Desk
from tests.features.pki.authority import Authority, answers, enrolled, paste

START = "hostname R1\nip domain name example.com\n"


def desk_with_trustpoint(lines: str = "", release: str = "") -> Desk:
    desk = Desk(START, release=release)
    desk.type("configure terminal")
    for line in ("crypto pki trustpoint CA", "enrollment terminal", *lines.splitlines(), "exit"):
        assert desk.type(line) == "", line
    return desk


def test_the_dialogues() -> None:
    desk, authority = desk_with_trustpoint("subject-name CN=R1, OU=VPN"), Authority()
    assert desk.type("crypto pki enroll CA") == (
        "% You must authenticate the Certificate Authority before you can enroll with it.\n"
    )
    assert desk.type("crypto pki authenticate CA") == (
        '\nEnter the base 64 encoded CA certificate.\nEnd with a blank line or the word "quit" on a line by itself\n\n'
    )
    assert paste(desk, authority.certificate) == (
        "\nCertificate has the following attributes:\n"
        "       Fingerprint MD5: B3E86D23 515FA1F3 9EA31C28 8B723F1A \n"
        "      Fingerprint SHA1: 23EE030F 4686459A 07FAC030 C2E81063 C2CC52F2 \n\n"
        "% Do you accept this certificate? [yes/no]: "
    )
    assert answers(desk, "perhaps") == (
        "% Please answer 'yes' or 'no'.\n% Do you accept this certificate? [yes/no]: "
    )
    assert answers(desk, "yes") == "Trustpoint CA certificate accepted.\n% Certificate successfully imported\n\n"
    assert desk.type("crypto pki authenticate CA").startswith("% Please delete your existing CA certificate first.\n")
    assert desk.type("crypto pki enroll CA") == (
        "% Start certificate enrollment .. \n\n"
        "% The subject name in the certificate will include: CN=R1, OU=VPN\n"
        "% The subject name in the certificate will include: R1.example.com\n"
        "% Include the router serial number in the subject name? [yes/no]: "
    )
    assert answers(desk, "no") == "% Include an IP address in the subject name? [no]: "
    assert answers(desk, "yes") == "Enter Interface name or IP Address[]: "
    assert answers(desk, "e0/9") == "% Bad interface or address. Try again.\nEnter Interface name or IP Address[]: "
    assert answers(desk, "192.0.2.1") == "Display Certificate Request to terminal? [yes/no]: "
    text = answers(desk, "yes")
    assert "%CRYPTO-6-AUTOGEN: Generated new 512 bit key pair" in text
    assert text.endswith("\n\n---End - This line not part of the certificate request---\n\nRedisplay enrollment request? [yes/no]: ")
    cert = authority.answer(text)
    assert cert.subject.text == "ipaddress=192.0.2.1+hostname=R1.example.com,cn=R1,ou=VPN"
    assert answers(desk, "no") == ""
    desk.type("crypto pki import CA certificate")
    assert paste(desk, cert) == "\n% Router Certificate successfully imported\n\n"
    desk.type("end")
    shown = desk.type("show crypto pki certificates")
    assert shown == (
        "Certificate\n  Status: Available\n  Certificate Serial Number (hex): 02\n"
        "  Certificate Usage: General Purpose\n  Issuer: \n    cn=Root\n    o=LAB\n  Subject:\n"
        "    Name: R1.example.com\n    IP Address: 192.0.2.1\n"
        "    ipaddress=192.0.2.1+hostname=R1.example.com\n    cn=R1\n    ou=VPN\n  Validity Date: \n"
        "    start date: 00:00:00 UTC Jan 1 2001\n    end   date: 00:00:00 UTC Jan 1 2040\n"
        "  Associated Trustpoints: CA\n\n"
        "CA Certificate\n  Status: Available\n  Certificate Serial Number (hex): 01\n  Certificate Usage: Signature\n"
        "  Issuer: \n    cn=Root\n    o=LAB\n  Subject: \n    cn=Root\n    o=LAB\n  Validity Date: \n"
        "    start date: 00:00:00 UTC Jan 1 2001\n    end   date: 00:00:00 UTC Jan 1 2040\n"
        "  Associated Trustpoints: CA\n"
    )
    status = desk.type("show crypto pki trustpoints status")
    assert "  Router General Purpose certificate configured:\n    Subject Name:\n     ipaddress=192.0.2.1+" in status
    assert "    Certificate request(s) ..... Yes\n" in status


def test_chains_read_back() -> None:
    desk, authority = Desk(START), Authority()
    enrolled(desk, authority)
    lines = desk.shell.running_config()
    at = lines.index("crypto pki certificate chain CA")
    assert lines[at + 1] == " certificate 02" and lines[at + 2].startswith("  3082") and lines[at + 2].endswith(" ")
    assert lines[at + 3 :].index("  \tquit") and " certificate ca 01" in lines
    again = Desk("\n".join(lines) + "\n")
    assert again.shell.boot_refused == []
    assert again.shell.running_config() == lines
    assert "Status: Available" in again.type("show crypto pki certificates")
    desk.type("write memory")
    desk.run(5)
    assert "  Storage: nvram:Root#2.cer" in desk.type("show crypto pki certificates")


def test_without_the_key_no_certificate() -> None:
    desk = Desk(START)
    enrolled(desk, Authority())
    desk.type("configure terminal")
    desk.type("crypto key zeroize rsa")
    answers(desk, "yes")
    desk.type("end")
    shown = desk.type("show crypto pki certificates")
    assert shown.startswith("CA Certificate\n") and "\nCertificate\n" not in shown


def test_others_certificates_are_not_taken() -> None:
    desk, authority, other = Desk(START), Authority(), Authority("CN=Other", 2)
    cert = enrolled(desk, authority)
    desk.type("configure terminal")
    for wrong in (
        other.issue(cert.subject, cert.key_der),  # of another authority
        authority.issue(cert.subject, other.key.public_der()),  # of another key
    ):
        desk.type("crypto pki import CA certificate")
        assert paste(desk, wrong) == "\n% Failed to parse or verify imported certificate\n"
    desk.type("crypto pki import CA certificate")
    assert answers(desk, "rubbish", "quit") == "\n% Failed to parse or verify imported certificate\n"


def test_a_trustpoint_goes_with_its_certificates() -> None:
    desk = Desk(START)
    enrolled(desk, Authority())
    desk.type("configure terminal")
    assert desk.type("no crypto pki trustpoint NONE") == "% Can't find policy NONE\n"
    assert desk.type("no crypto pki certificate chain CA") == "% Remove the trustpoint to remove the cert chain.\n"
    assert desk.type("no crypto pki trustpoint CA") == (
        "% Removing an enrolled trustpoint will destroy all certificates\n"
        "received from the related Certificate Authority.\n\nAre you sure you want to do this? [yes/no]: "
    )
    assert answers(desk, "yes") == "% Be sure to ask the CA administrator to revoke your certificates.\n\n"
    desk.type("end")
    assert desk.type("show crypto pki certificates") == "" and desk.type("show crypto pki trustpoints") == ""
    assert not any("pki" in line for line in desk.shell.running_config())


def test_self_signed() -> None:
    desk = Desk(START)
    desk.type("configure terminal")
    for line in ("crypto pki trustpoint SELF", "enrollment selfsigned", "subject-name CN=me", "exit"):
        desk.type(line)
    assert desk.type("crypto pki enroll SELF").endswith("serial number in the subject name? [yes/no]: ")
    assert answers(desk, "no", "") == "Generate Self Signed Router Certificate? [yes/no]: "
    assert answers(desk, "yes").endswith("\nRouter Self Signed Certificate successfully created\n\n")
    desk.type("end")
    shown = desk.type("show crypto pki certificates")
    assert shown.startswith("Router Self-Signed Certificate\n")
    assert "    end   date: 00:00:00 UTC Jan 1 2020\n" in shown
    assert "    Persistent self-signed certificate trust point\n" in desk.type("show crypto pki trustpoints")
    assert " certificate self-signed 01" in desk.shell.running_config()


def test_the_log_of_newer_releases() -> None:
    desk = Desk(START, platform="csr1000v")
    desk.type("configure terminal")
    desk.type("logging buffered 16384")
    enrolled(desk, Authority())
    shown = desk.type("show logging")
    for line in (
        "%PKI-6-CERT_INSTALL: A CA certificate has been installed under\n",
        "%PKI-6-CERT_INSTALL: An ID certificate has been installed under\n                      Trustpoint   : CA\n"
        "                      Issuer-name  : cn=Root,o=LAB\n",
        "Serial-number: 02\n                      End-date     : 2040-01-01T00:00:00Z\n",
        "%PKI-6-CSR_FINGERPRINT: \n                      CSR Fingerprint MD5 : ",
    ):
        assert line in shown, shown
    desk.type("configure terminal")
    assert "%PKI-6-TRUSTPOINT_CREATE: Trustpoint: NEW created succesfully" in (
        desk.type("crypto pki trustpoint NEW") + desk.run(1)
    )
