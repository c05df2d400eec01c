"""The router as an authority, and others that enroll with it over SCEP: the whole story, and what goes wrong."""

from __future__ import annotations

from iosemu.crypto.x509 import read_request
from iosemu.lab.lab import Lab
from tests.features.pki.test_rsa_sig import IPSEC, POLICY
from tests.features.wired import log_of, network


def world(release: str = "", revocation: str = "none") -> Lab:
    """CA - R2 - R3 on one wire; R2 and R3 have a tunnel that wants certificates."""
    def spoke(here: int, there: int) -> str:
        return POLICY + IPSEC + (
            f"interface FastEthernet0/0\n ip address 192.0.2.{here} 255.255.255.0\n no shutdown\n"
            f"interface Tunnel0\n ip address 10.0.0.{here} 255.255.255.0\n tunnel source FastEthernet0/0\n"
            f" tunnel destination 192.0.2.{there}\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile P\n"
            f"crypto pki trustpoint CA\n enrollment url http://192.0.2.1\n serial-number none\n ip-address none\n"
            f" subject-name CN=R{here}, O=LAB\n revocation-check {revocation}\n rsakeypair CA 1024\n"
        )

    authority = "interface FastEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n no shutdown\nip http server\n"
    configs = {"CA": authority, "R2": spoke(2, 3), "R3": spoke(3, 2)}
    lab = network(configs, "CA:Fa0/0 R2:Fa0/0 R3:Fa0/0", release=release)
    lab.run(5)
    for name in configs:
        lab[name].cli("clock set 12:00:00 1 June 2024")
    return lab


def typed(lab: Lab, node: str, *lines: str, seconds: float = 2.0) -> str:
    """At the console; what has appeared since the last line but one."""
    console = lab[node].console
    text = ""
    for line in lines:
        console.take()
        console.enter(line)
        lab.run(seconds)
        text = console.take()
    return text


def start(lab: Lab, *lines: str) -> None:
    typed(lab, "CA", "configure terminal", "crypto pki server CA", "issuer-name CN=CA, O=LAB", *lines)
    text = typed(lab, "CA", "no shutdown", "cisco123", "cisco123", seconds=3)
    assert "% Certificate Server enabled." in text, text
    typed(lab, "CA", "end")


def authenticate(lab: Lab, node: str) -> str:
    typed(lab, node, "configure terminal")
    text = typed(lab, node, "crypto pki authenticate CA")
    assert typed(lab, node, "yes").startswith("yes\nTrustpoint CA certificate accepted.\n"), text
    return text


def enroll(lab: Lab, node: str) -> str:
    text = typed(lab, node, "crypto pki enroll CA")
    text += typed(lab, node, "secret") + typed(lab, node, "secret")
    text += typed(lab, node, "yes")
    typed(lab, node, "end")
    return text


def test_the_whole_story() -> None:
    lab = world()
    messages = {name: log_of(lab, name, "PKI") for name in ("CA", "R2", "R3")}
    start(lab, "database level complete", "grant auto")
    shown = lab["CA"].cli("show crypto pki server")
    assert "    Status: enabled\n    State: enabled\n" in shown and "Granting mode is: auto" in shown
    assert any("Certificate server now enabled." in text for _, text in messages["CA"])
    for name in ("R2", "R3"):
        text = authenticate(lab, name)
        assert "Certificate has the following attributes:\n       Fingerprint MD5: " in text
        text = enroll(lab, name)
        assert "%\n% Start certificate enrollment .. \n% Create a challenge password." in text
        assert f"% The subject name in the certificate will include: CN={name}, O=LAB\n" in text
        assert "% Certificate request sent to Certificate Authority\n" in text
        assert any("Certificate received from Certificate Authority" in text for _, text in messages[name])
    lab.run(100)
    assert "!!" in lab["R2"].cli("ping 10.0.0.3")
    assert "rsig" in lab["R2"].cli("show crypto isakmp sa detail")
    assert "    SCEP URL: http://192.0.2.1:80/cgi-bin\n" in lab["R2"].cli("show crypto pki trustpoints")
    rows = lab["CA"].cli("show crypto pki server CA certificates").splitlines()
    assert rows[1].endswith("cn=CA o=LAB") and rows[3].endswith("hostname=R3 cn=R3 o=LAB"), rows
    requests = lab["CA"].cli("show crypto pki server CA requests")
    assert requests.count("granted") == 2 and "hostname=R2,cn=R2,o=LAB" in requests


def test_somebody_grants() -> None:
    lab = world()
    for name in ("CA", "R2"):
        for what in ("scep", "messages"):
            assert "debugging is on" in lab[name].cli(f"debug crypto pki {what}")
    told = {name: log_of(lab, name) for name in ("CA", "R2")}
    start(lab)
    authenticate(lab, "R2")
    enroll(lab, "R2")
    assert "   Status: Pending\n" in lab["R2"].cli("show crypto pki certificates")
    assert "1      pending    " in lab["CA"].cli("show crypto pki server CA requests")
    assert lab["CA"].cli("crypto pki server CA grant 9") == "% Enrollment request 9 not found\n"
    assert lab["CA"].cli("crypto pki server CA grant 1") == ""
    lab.run(61)  # the next poll
    shown = lab["R2"].cli("show crypto pki certificates")
    assert shown.startswith("Certificate\n  Status: Available\n  Certificate Serial Number (hex): 02\n")
    steps = {name: [text for _, text in lines if "SCEP: " in text] for name, lines in told.items()}
    begin = "CRYPTO_PKI_SCEP: Client "
    assert [text.removeprefix(begin) for text in steps["R2"]] == [
        "sending GetCACert request", "received CACert", "sending PKCSReq request", "received CertRep - PENDING",
        "sending GetCertInitial request", "received CertRep - GRANTED",
    ], steps["R2"]  # fmt: skip
    assert steps["CA"][0] == "CRYPTO_PKI_SCEP: CS received SCEP GetCACert request from 192.0.2.2"
    assert steps["CA"][-1] == "CRYPTO_PKI_SCEP: CS sending CertRep Response - GRANTED"
    dumped = [text for _, text in told["R2"]]
    at = next(at for at, text in enumerate(dumped) if text.startswith("Write out pkcs#10 content:"))
    size = int(dumped[at].partition(":")[2])
    octets = bytes.fromhex("".join(dumped[at + 1 : at + 1 + -(-size // 20)]))
    assert len(octets) == size and read_request(octets).subject.text == "hostname=R2,cn=R2,o=LAB"


def test_somebody_rejects() -> None:
    lab = world()
    start(lab)
    authenticate(lab, "R2")
    enroll(lab, "R2")
    messages = log_of(lab, "R2", "PKI")
    assert lab["CA"].cli("crypto pki server CA reject all") == ""
    lab.run(61)
    assert any("rejected by Certificate Authority" in text for _, text in messages)
    assert "Pending" not in lab["R2"].cli("show crypto pki certificates")


def test_revoked() -> None:
    lab = world(revocation="crl")
    start(lab, "grant auto", "lifetime crl 1")
    for name in ("R2", "R3"):
        authenticate(lab, name)
        enroll(lab, name)
    lab.run(100)
    assert "!!" in lab["R2"].cli("ping 10.0.0.3")
    shown = lab["R2"].cli("show crypto pki crls")
    assert "      ** CDP Not Published - Retrieved via SCEP\n" in shown and " CRL is stored in parsed CRL cache\n" in shown
    assert lab["CA"].cli("crypto pki server CA revoke 0x3") == "% Certificate 03 succesfully revoked.\n"
    assert "Number of CRL entries: 1" in lab["CA"].cli("show crypto pki server CA crl")
    crypto = log_of(lab, "R2", "CRYPTO")
    # as long as the cached list holds nobody knows
    lab["R2"].configure("crypto pki crl request CA\n")
    lab.run(5)
    for name in ("R2", "R3"):
        lab[name].cli("clear crypto session")
    lab.run(100)
    assert any("is bad: certificate revoked" in text for _, text in crypto)
    assert "!!" not in lab["R2"].cli("ping 10.0.0.3")


def test_nobody_answers() -> None:
    lab = world()
    lab["CA"].configure("no ip http server\n")
    typed(lab, "R2", "configure terminal")
    text = typed(lab, "R2", "crypto pki authenticate CA")
    assert "% Error in receiving Certificate Authority certificate: status = FAIL, cert length = 0\n" in text
    assert "%PKI-3-SOCKETSEND: Failed to send out message to CA server." in text


def test_settings_are_locked_while_it_runs() -> None:
    lab = world()
    start(lab, "grant auto")
    typed(lab, "CA", "configure terminal", "crypto pki server CA")
    assert "% The CS config is locked because it is busy or enabled." in typed(lab, "CA", "lifetime crl 9")
    assert "Certificate server 'shut' event has been queued for processing." in typed(lab, "CA", "shutdown")
    assert "locked" not in typed(lab, "CA", "lifetime crl 9")
    assert "'no shut' event has been queued" in typed(lab, "CA", "no shutdown")
    typed(lab, "CA", "end")
    assert "Status: enabled" in lab["CA"].cli("show crypto pki server")


def test_it_lives_over_a_reload() -> None:
    lab = world()
    start(lab, "grant auto")
    authenticate(lab, "R2")
    enroll(lab, "R2")
    for name in ("CA", "R2"):
        lab[name].cli("write memory")
    lab.run(5)
    for name in ("CA", "R2"):
        lab[name].reload()
    lab.run(30)
    assert "Status: disabled" in lab["CA"].cli("show crypto pki server")  # nobody knows the time
    lab["CA"].cli("clock set 12:10:00 1 June 2024")
    assert "Status: enabled" in lab["CA"].cli("show crypto pki server")
    assert "Last certificate issued serial number (hex): 2" in lab["CA"].cli("show crypto pki server")
    assert "  Storage: nvram:CA#2.cer" in lab["R2"].cli("show crypto pki certificates")
