"""IKEv1 with certificates between routers: main and aggressive mode, identities, profiles, and what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from iosemu.lab.lab import Lab
from tests.features.pki.authority import Authority, equip, equip_ec
from tests.features.wired import log_of, network

POLICY = "crypto isakmp policy 10\n encr aes\n authentication rsa-sig\n group 2\n"
IPSEC = "crypto ipsec transform-set TS esp-aes esp-sha-hmac\ncrypto ipsec profile P\n set transform-set TS\n"


def tunnel(here: int, there: int) -> str:
    return (
        f"interface FastEthernet0/0\n ip address 192.0.2.{here} 255.255.255.0\n no shutdown\n"
        f"interface Tunnel0\n ip address 10.0.0.{here} 255.255.255.0\n tunnel source FastEthernet0/0\n"
        f" tunnel destination 192.0.2.{there}\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile P\n"
    )


def two(more: str = "", one: str = "", gre: bool = False) -> Lab:
    text = POLICY + IPSEC
    configs = {"R1": text + tunnel(1, 2) + more + one, "R2": text + tunnel(2, 1) + more}
    if gre:
        configs = {name: config.replace(" tunnel mode ipsec ipv4\n", "") for name, config in configs.items()}
    return network(configs, "R1:Fa0/0 R2:Fa0/0")


def up(lab: Lab, seconds: float = 80) -> bool:
    lab.run(seconds)
    return "!!" in lab["R1"].cli("ping 10.0.0.2 repeat 3")


def equipped(lab: Lab, authority: Authority | None = None) -> Authority:
    authority = authority or Authority()
    equip(lab["R1"], authority, 11)
    equip(lab["R2"], authority, 12)
    return authority


def test_main_mode() -> None:
    lab = two()
    equipped(lab)
    debugs = {name: log_of(lab, name) for name in ("R1", "R2")}
    messages = {name: log_of(lab, name, "CRYPTO") for name in ("R1", "R2")}
    for name in debugs:
        lab[name].cli("debug crypto isakmp")
    assert up(lab)
    assert "rsig" in lab["R1"].cli("show crypto isakmp sa detail")
    text = {name: "\n".join(line for _, line in lines) for name, lines in debugs.items()}
    for name in text:
        for line in (
            "constructing CERT_REQ for issuer cn=Root,o=LAB", "processing CERT_REQ payload. message ID = 0",
            "peer wants a CT_X509_SIGNATURE cert", "peer wants cert issued by cn=Root,o=LAB",
            " Choosing trustpoint CA as issuer", "SA is doing RSA signature authentication using id type ID_IPV4_ADDR",
            f"constructing CERT payload for cn={name},o=LAB", "using the CA trustpoint's keypair to sign",
            "processing CERT payload. message ID = 0", "processing a CT_X509_SIGNATURE cert",
            "processing SIG payload. message ID = 0",
        ):  # fmt: skip
            assert line in text[name], (name, line)
    # the address is not in the certificate: told, and the tunnel comes up
    assert any("ID of 192.0.2.1 (type 1) and certificate addr with" in line for _, line in messages["R2"])
    assert "Successful Validations: 2\n" in lab["R1"].cli("show crypto pki counters")


def test_identity_is_the_distinguished_name() -> None:
    lab = two("crypto isakmp identity dn\n")
    equipped(lab)
    lines = log_of(lab, "R2")
    lab["R2"].cli("debug crypto isakmp")
    assert up(lab)
    text = "\n".join(line for _, line in lines)
    assert "using id type ID_DER_ASN1_DN" in text and "Dist. name   : cn=R1,o=LAB" in text


def test_aggressive_mode() -> None:
    profile = (
        "crypto isakmp profile AG\n   ca trust-point CA\n   match identity host R2\n   initiate mode aggressive\n"
        "crypto ipsec profile P\n set isakmp-profile AG\n"
    )
    lab = two("crypto isakmp identity hostname\n", profile)
    equipped(lab)
    lines = log_of(lab, "R2")
    lab["R2"].cli("debug crypto isakmp")
    assert up(lab)
    text = "\n".join(line for _, line in lines)
    assert "IKE_R_AM2" in text and "processing SIG payload" in text


@pytest.mark.parametrize("bits", [256, 384, 521])
@pytest.mark.parametrize("aggressive", [False, True])
def test_signatures_on_curves(bits: int, aggressive: bool) -> None:
    """`authentication ecdsa-sig` (RFC 4754)."""
    profile = (
        "crypto isakmp profile AG\n   ca trust-point CA\n   match identity host R2\n   initiate mode aggressive\n"
        "crypto ipsec profile P\n set isakmp-profile AG\n"
    )
    more = "crypto isakmp policy 10\n authentication ecdsa-sig\n"
    lab = two(more + ("crypto isakmp identity hostname\n" if aggressive else "crypto isakmp identity dn\n"), profile if aggressive else "")
    authority = Authority()
    for name, key in (("R1", 11), ("R2", 12)):
        equip_ec(lab[name], authority, key, bits)
    lines = log_of(lab, "R2")
    lab["R2"].cli("debug crypto isakmp")
    assert up(lab)
    text = "\n".join(line for _, line in lines)
    assert f"auth ECDSA-{bits} sig" in text and "processing SIG payload" in text
    assert ("IKE_R_AM2" in text) is aggressive
    assert " authentication ecdsa-sig\n" in lab["R1"].cli("show running-config")
    assert "Elliptic Curve Digital Signature Algorithm" in lab["R1"].cli("show crypto isakmp policy")


def test_two_curves_do_not_meet() -> None:
    lab = two("crypto isakmp policy 10\n authentication ecdsa-sig\n", gre=True)
    authority = Authority()
    equip_ec(lab["R1"], authority, 11, 256)
    equip_ec(lab["R2"], authority, 12, 384)
    assert not up(lab)
    told = str(lab.trace("R1", "10.0.0.2"))
    assert "the keys of the certificates are on different curves: that of R1 on P-256, that of R2 on P-384" in told, told
    equip(lab["R2"], authority, 13)
    lab["R2"].configure("crypto pki trustpoint CA\n no eckeypair\n")
    assert "R2 has no certificate to show, and ECDSA signatures are agreed on" in str(lab.trace("R1", "10.0.0.2"))


def test_profiles_by_certificate() -> None:
    profile = (
        "crypto pki certificate map ONES 10\n subject-name co cn = r1\n issuer-name eq cn=root, o=lab\n"
        "crypto isakmp profile BYCERT\n   match certificate ONES\n"
    )
    lab = two()
    assert "deemed incomplete" in lab["R2"].configure(profile)
    equipped(lab)
    assert up(lab)
    assert "BYCERT" in lab["R2"].cli("show crypto session detail")


EXPIRED = "certificate has expired"
Break = Callable[[Lab], None]


def _expired(lab: Lab) -> None:
    authority = Authority()
    equip(lab["R1"], authority, 11, ends=datetime(2002, 1, 1))
    equip(lab["R2"], authority, 12)


def _future(lab: Lab) -> None:
    authority = Authority()
    equip(lab["R1"], authority, 11, begins=datetime(2020, 1, 1))
    equip(lab["R2"], authority, 12)


def _stranger(lab: Lab) -> None:
    equip(lab["R1"], Authority("CN=Other", 2), 11)
    equip(lab["R2"], Authority(), 12)


def _nobody(lab: Lab) -> None:
    equip(lab["R2"], Authority(), 12)


def _no_list(lab: Lab) -> None:
    authority = Authority()
    equip(lab["R1"], authority, 11)
    equip(lab["R2"], authority, 12, lines="")


def _forged(lab: Lab) -> None:
    """Of the same name, by another key."""
    equip(lab["R1"], Authority(key=2), 11)
    equip(lab["R2"], Authority(), 12)


@pytest.mark.parametrize(("broken", "why", "syslog"), [
    (_expired, EXPIRED, "The certificate (SN: 02) has expired.    Validity period ended on 00:00:00 UTC Jan 1 2002"),
    (_future, "certificate not yet valid", "is not yet valid   Validity period starts on 00:00:00 UTC Jan 1 2020"),
    (_stranger, "unknown error returned in certificate validation", ""),
    (_no_list, "CRL fetch failed", ""),
    (_forged, "signature invalid", ""),
])  # fmt: skip
def test_who_is_not_believed(broken: Break, why: str, syslog: str) -> None:
    lab = two()
    broken(lab)
    crypto, pki = log_of(lab, "R2", "CRYPTO"), log_of(lab, "R2", "PKI")
    assert not up(lab)
    assert any(f"Certificate received from 192.0.2.1 is bad: {why}" in line for _, line in crypto), crypto
    assert any(syslog in line for _, line in pki) or not syslog
    assert "MM_KEY_EXCH" in lab["R2"].cli("show crypto isakmp sa")


def test_the_clock_decides() -> None:
    lab = two()
    _future(lab)
    assert not up(lab)
    for name in ("R1", "R2"):
        lab[name].cli("clock set 12:00:00 1 June 2024")
    assert up(lab, 120)


def test_without_a_certificate_of_ones_own() -> None:
    lab = two()
    equip(lab["R2"], Authority(), 12)
    lines = log_of(lab, "R1")
    lab["R1"].cli("debug crypto isakmp")
    assert not up(lab)
    assert any("No Cert or pre-shared address key." in line for _, line in lines)


@pytest.mark.parametrize(("broken", "says"), [
    (_expired, "R2 does not believe the certificate that R1 shows (cn=R1,o=LAB): certificate has expired"),
    (_stranger, "R2 does not believe the certificate that R1 shows (cn=R1,o=LAB): unknown error"),
    (_nobody, "R1 has no certificate to show, and RSA signatures are agreed on"),
])  # fmt: skip
def test_trace_says_why(broken: Break, says: str) -> None:
    lab = two(gre=True)
    broken(lab)
    assert not up(lab)
    assert says in str(lab.trace("R1", "10.0.0.2"))
