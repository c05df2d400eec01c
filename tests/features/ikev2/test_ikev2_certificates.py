"""IKEv2 with certificates: who signs what, who is believed, and what either end says when it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from iosemu.crypto.integrity import Hmac
from iosemu.crypto.x509 import make_crl
from iosemu.features.ikev2.sa import IkeSa
from iosemu.features.pki.crls import Fetching
from iosemu.lab.lab import Lab
from iosemu.wire import ikev2 as wire
from iosemu.wire.ikev2 import Kind
from tests.features.ikev2.ikev2_world import MAP, VTI, pair, ping
from tests.features.pki.authority import Authority, equip, equip_ec
from tests.features.wired import log_of

PSK = " authentication remote pre-share\n authentication local pre-share\n keyring local KR\n"
RSA = " identity local dn\n authentication remote rsa-sig\n authentication local rsa-sig\n pki trustpoint CA\n"
BY_MAP = "crypto pki certificate map OTHERS 10\n issuer-name co cn = root\n"
Change = tuple[str, str]


def by_certificate(
    one: tuple[Change, ...] = (), two: tuple[Change, ...] = (), both: tuple[Change, ...] = (), match: str = "any",
    over: str = MAP, release: str = "",
) -> Lab:  # fmt: skip
    """Two routers that sign; they have no certificates yet."""
    found = []
    for number, changes in ((2, one), (1, two)):
        said = f" match identity remote address 10.0.12.{number} 255.255.255.255\n"
        found.append(((PSK, RSA), (said, f" match {match}\n" if match != "any" else " match identity remote any\n"),
                      *both, *changes))  # fmt: skip
    return pair(over, found[0], found[1], release=release)


def equipped(lab: Lab, authority: Authority | None = None) -> Authority:
    authority = authority or Authority()
    equip(lab["R1"], authority, 11)
    equip(lab["R2"], authority, 12)
    return authority


def watched(lab: Lab, *flags: str) -> dict[str, Callable[[], str]]:
    found = {}
    for name in ("R1", "R2"):
        lines = log_of(lab, name)
        for flag in flags or ("crypto ikev2",):
            lab[name].cli(f"debug {flag}")
        found[name] = lambda lines=lines: "\n".join(line for _, line in lines)
    return found


def goes(lab: Lab) -> bool:
    lab.run(5)
    ping(lab)
    lab.run(1)
    return "!!!!!" in ping(lab)


def in_order(text: str, *lines: str) -> None:
    at = 0
    for line in lines:
        found = text.find(line, at)
        assert found >= 0, (line, text[at : at + 1500])
        at = found + len(line)


def test_two_begin_at_once() -> None:
    lab = by_certificate(over=VTI)
    equipped(lab)
    assert goes(lab)
    lab.run(5)
    assert lab["R1"].cli("show crypto ikev2 sa").count("READY") == 1


def test_it_comes_up() -> None:
    lab = by_certificate()
    equipped(lab)
    told = watched(lab)
    assert goes(lab)
    for name, other in (("R1", "R2"), ("R2", "R1")):
        shown = lab[name].cli("show crypto ikev2 sa detailed")
        assert "Auth sign: RSA, Auth verify: RSA" in shown
        assert f"Local id: cn={name},o=LAB\n" in shown and f"Remote id: cn={other},o=LAB\n" in shown
        assert "Successful Validations: 1\n" in lab[name].cli("show crypto pki counters")
        services = lab[name].cli("show crypto ikev2 stats ext-service")
        for service in ("SIGNATURE SIGN", "SIGNATURE VERIFY", "VERIFY CERTIFICATE"):
            assert f"{service:<40}{1:>11}{0:>11}\n" in services
    one, two = told["R1"](), told["R2"]()
    in_order(
        two, "[IKEv2 -> PKI] Get Public Key Hashes of trustpoints", "IKEv2 IKE_SA_INIT Exchange RESPONSE",
        "NOTIFY(NAT_DETECTION_DESTINATION_IP) CERTREQ ", "identity 'cn=R1,o=LAB' of type 'DER ASN1 DN'",
        "found matching IKEv2 profile 'PROF'", "Peer's authentication method is 'RSA'",
        "[IKEv2 -> PKI] Validating certificate chain", "[PKI -> IKEv2] Validation of certificate chain PASSED",
        "Verification of peer's authenctication data PASSED", "[PKI -> IKEv2] Retrieved trustpoint(s): 'CA'",
        "My authentication method is 'RSA'", "Authentication material has been sucessfully signed", "IDr CERT AUTH SA",
    )  # fmt: skip
    in_order(one, "[PKI -> IKEv2] Retrieved trustpoint(s): 'CA'", "IDi CERT CERTREQ AUTH SA", "method is 'RSA'")


def test_who_signs_without_an_identity_is_known_by_the_address() -> None:
    """As labs of 15.4 with `match identity remote address 0.0.0.0` and certificates show."""
    nobody = (" identity local dn\n", ""), (" match identity remote any\n", " match identity remote address 0.0.0.0\n")
    lab = by_certificate(both=nobody)
    equipped(lab)
    assert goes(lab)
    assert "Remote id: 10.0.12.1\n" in lab["R2"].cli("show crypto ikev2 sa detailed")


def test_signatures_by_another_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 7296, 2.15: RSASSA-PKCS1-v1_5 with SHA-1 over the first message, the nonce and the prf of the identity."""
    lab = by_certificate()
    equipped(lab)
    seen: list[tuple[int, bytes, bytes, bytes, list[wire.Payload]]] = []
    channel = lab["R1"].device.engine("ikev2").channel
    seal = type(channel).seal

    def watching(self: object, sa: IkeSa, exchange: int, number: int, response: bool, payloads: list[wire.Payload]) -> object:
        if exchange == wire.Exchange.IKE_AUTH and not response:
            seen.append((number, sa.begins.first_i, sa.begins.nonce_r, sa.keys.pi, list(payloads)))  # type: ignore[union-attr]
        return seal(self, sa, exchange, number, response, payloads)  # type: ignore[arg-type]

    monkeypatch.setattr(type(channel), "seal", watching)
    assert goes(lab)
    (_, first, nonce, sk_pi, payloads), *_ = seen
    by_kind = {each.kind: each for each in payloads}
    cert = x509.load_der_x509_certificate(by_kind[Kind.CERT].body()[1:])
    octets = first + nonce + Hmac("sha256", sk_pi).full(by_kind[Kind.IDI].body())
    key = cert.public_key()
    assert isinstance(key, rsa.RSAPublicKey) and by_kind[Kind.AUTH].body()[:4] == b"\1\0\0\0"
    key.verify(by_kind[Kind.AUTH].body()[4:], octets, padding.PKCS1v15(), hashes.SHA1())
    assert by_kind[Kind.IDI].body()[4:] == cert.subject.public_bytes()


def test_an_identity_that_the_certificate_does_not_have() -> None:
    """Told twice, and believed."""
    lab = by_certificate(one=((RSA, RSA + " identity local address 10.0.12.1\n"),))
    equipped(lab)
    lines = log_of(lab, "R2", "CRYPTO")
    assert goes(lab)
    told = [line for _, line in lines if line.startswith("ID of")]
    assert len(told) == 2 and told[0] == "ID of 10.0.12.1 (type 1) and certificate addr with"


def test_profile_by_certificate_map() -> None:
    lab = by_certificate(match="certificate OTHERS", both=(("crypto ikev2 keyring", BY_MAP + "crypto ikev2 keyring"),))
    equipped(lab)
    told = watched(lab)
    assert goes(lab)
    shown = lab["R1"].cli("show crypto ikev2 profile PROF")
    assert "  Certificate maps: \n   OTHERS\n" in shown and " Trustpoint(s): \n  CA\n" in shown
    assert " Local authentication method: rsa-sig\n Remote authentication method(s): rsa-sig\n" in shown
    assert "found matching IKEv2 profile 'PROF'" in told["R2"]()


def test_sign_with_one_verify_by_another() -> None:
    both = " authentication remote rsa-sig\n authentication local rsa-sig\n pki trustpoint MINE sign\n pki trustpoint THEIRS verify\n"
    lab = by_certificate(both=((RSA, both),))
    one, two = Authority("CN=One, O=LAB", 1), Authority("CN=Two, O=LAB", 2)
    for name, mine, theirs, key in (("R1", one, two, 11), ("R2", two, one, 12)):
        equip(lab[name], mine, key, "MINE")
        equip(lab[name], theirs, key + 10, "THEIRS")
    assert goes(lab)
    assert " pki trustpoint MINE sign\n pki trustpoint THEIRS verify\n" in lab["R1"].cli("show running-config")


# what breaks it


def _early(lab: Lab) -> None:
    authority = Authority()
    equip(lab["R1"], authority, 11, begins=datetime(2030, 1, 1))
    equip(lab["R2"], authority, 12)


def _late(lab: Lab) -> None:
    authority = Authority()
    equip(lab["R1"], authority, 11, ends=datetime(2001, 6, 1))
    equip(lab["R2"], authority, 12)


def _strangers(lab: Lab) -> None:
    equip(lab["R1"], Authority("CN=Other, O=LAB", 2), 11)
    equip(lab["R2"], Authority(), 12)


def _map_of_the_trustpoint(lab: Lab) -> None:
    equipped(lab)
    lab["R2"].configure("crypto pki certificate map NOBODY 10\n subject-name co cn = nobody\ncrypto pki trustpoint CA\n"
                        " match certificate NOBODY\n")  # fmt: skip


@pytest.mark.parametrize(("what", "log"), [
    (_early, "Certificate chain validation has failed.  The certificate (SN: 02)"
             " is not yet valid   Validity period starts on 00:00:00 UTC Jan 1 2030"),
    (_late, "Certificate chain validation has failed.  The certificate (SN: 02) has"
            " expired.    Validity period ended on 00:00:00 UTC Jun 1 2001"),
    (_strangers, ""), (_map_of_the_trustpoint, ""),
])  # fmt: skip
def test_the_responder_does_not_believe(what: Callable[[Lab], None], log: str) -> None:
    lab = by_certificate()
    what(lab)
    lines = log_of(lab, "R2", "PKI")
    told = watched(lab, "crypto ikev2", "crypto ikev2 internal")
    assert not goes(lab)
    two = told["R2"]()
    assert [line for _, line in lines][:1] == [log][: bool(log)]
    in_order(
        two, "Peer's authentication method is 'RSA'", "CurState: R_VERIFY_AUTH Event: EV_VERIFY_X509_CERTS",
        "):: Platform errors", "CurState: R_VERIFY_AUTH Event: EV_CERT_FAIL", ":Verify cert failed",
        ":Verification of peer's authentication data FAILED", ":Sending authentication failure notify",
        ": Auth exchange failed",
    )  # fmt: skip
    in_order(told["R1"](), "Process auth response notify", "IKEv2-ERROR:", ": Auth exchange failed")
    assert "READY" not in lab["R1"].cli("show crypto ikev2 sa") + lab["R2"].cli("show crypto ikev2 sa")
    assert "Failed Validations: 0\n" not in lab["R2"].cli("show crypto pki counters")
    failed = lab["R2"].cli("show crypto ikev2 stats ext-service")
    assert f"{'VERIFY CERTIFICATE':<40}{0:>11}{0:>11}" not in failed


def test_the_initiator_does_not_believe() -> None:
    """It says so to nobody: the responder has an SA for a while."""
    lab = by_certificate()
    authority = Authority()
    equip(lab["R1"], authority, 11)
    equip(lab["R2"], authority, 12, ends=datetime(2001, 6, 1))
    lines, told = log_of(lab, "R1", "PKI"), watched(lab)
    assert not goes(lab)
    in_order(told["R1"](), ":Verify cert failed", "authentication data FAILED", ": Auth exchange failed")
    assert "has expired" in lines[0][1] and "READY" in lab["R2"].cli("show crypto ikev2 sa")
    assert "READY" not in lab["R1"].cli("show crypto ikev2 sa")


def test_no_certificate_to_show() -> None:
    lab = by_certificate()
    equip(lab["R2"], Authority(), 12)
    told = watched(lab)
    assert not goes(lab)
    in_order(
        told["R1"](), "[PKI -> IKEv2] Retrieved trustpoint(s): 'CA'", "IKEv2-ERROR:",
        ": Failed to generate auth data: Failed to sign data: Signature RSA keys not found in configuration",
    )  # fmt: skip
    assert f"{'SIGNATURE SIGN':<40}{0:>11}{0:>11}" not in lab["R1"].cli("show crypto ikev2 stats ext-service")


def test_a_profile_without_trustpoint() -> None:
    """There is no fallback to those of the router."""
    lab = by_certificate(one=((" pki trustpoint CA\n", ""),))
    equipped(lab)
    told = watched(lab)
    assert not goes(lab) and "Retrieved trustpoint(s): 'NONE'" in told["R1"]()


def test_no_profile_takes_the_certificate() -> None:
    text = BY_MAP.replace("root", "nobody")
    lab = by_certificate(
        match="certificate OTHERS", both=(("crypto ikev2 keyring", BY_MAP + "crypto ikev2 keyring"),),
        two=((BY_MAP, text),),
    )  # fmt: skip
    equipped(lab)
    told = watched(lab)
    assert not goes(lab)
    in_order(
        told["R2"](), "identity 'cn=R1,o=LAB' of type 'DER ASN1 DN'\n", "IKEv2:%Profile could not be found by peer certificate.",
        "IKEv2:% IKEv2 profile not found", "):: Failed to locate an item in the database",
    )  # fmt: skip


def test_methods_differ() -> None:
    lab = by_certificate(two=((" authentication remote rsa-sig\n", " authentication remote pre-share key cisco123\n"),))
    equipped(lab)
    told = watched(lab)
    assert not goes(lab)
    assert "Peer authentication method configured is mismatching with the method proposed by peer" in told["R2"]()
    assert lab["R2"].configure("crypto ikev2 profile PROF\n authentication remote rsa-sig\n") == ""
    assert goes(lab)  # the methods of the peer are additive
    shown = lab["R2"].cli("show crypto ikev2 profile PROF")
    assert "Remote authentication method(s): pre-share rsa-sig" in shown
    lab["R2"].configure("crypto ikev2 profile PROF\n authentication local pre-share\n")
    assert "authentication local rsa-sig" not in lab["R2"].cli("show running-config")


def test_keys_are_renewed_without_them() -> None:
    lab = by_certificate(both=((RSA, RSA + " lifetime 300\n"),))
    equipped(lab)
    assert goes(lab)
    lab["R1"].configure("no crypto pki trustpoint CA\n")
    lab.run(700)
    assert "!!!!!" in ping(lab)


ECDSA = RSA.replace("rsa-sig", "ecdsa-sig")
SUITE_B = (
    ("encryption aes-cbc-256\n integrity sha256\n group 14", "encryption aes-gcm-128\n prf sha256\n group 19"),
    ("esp-aes 256 esp-sha256-hmac", "esp-gcm"),
)  # fmt: skip


@pytest.mark.parametrize(("bits", "method"), [(256, 9), (384, 10), (521, 11)])
def test_curves(bits: int, method: int) -> None:
    """Suite B (RFC 6379): AES-GCM, a curve for Diffie-Hellman, and another for the signature (RFC 4754)."""
    lab = by_certificate(both=((RSA, ECDSA), *SUITE_B))
    authority = Authority()
    for number, name in enumerate(("R1", "R2"), 61):
        equip_ec(lab[name], authority, number, bits)
    seen: list[int] = []
    engine = lab["R2"].device.engine("ikev2")
    verify = engine.auth.certificates.verify
    engine.auth.certificates.verify = lambda sa, shown, ident, auth, octets: (
        seen.append(auth.method), verify(sa, shown, ident, auth, octets),
    )[1]  # fmt: skip
    assert goes(lab)
    assert seen == [method]
    assert "Hash: None, DH Grp:19, Auth sign: ECDSA, Auth verify: ECDSA" in lab["R1"].cli("show crypto ikev2 sa")


def test_a_curve_where_rsa_is_wanted() -> None:
    lab = by_certificate(one=((RSA, ECDSA),))
    authority = Authority()
    equip_ec(lab["R1"], authority, 61)
    equip(lab["R2"], authority, 12)
    told = watched(lab)
    assert not goes(lab)
    in_order(told["R2"](), "Peer's authentication method is 'ECDSA'", "mismatching with the method proposed by peer")


def test_no_such_key() -> None:
    """An RSA certificate does not sign with ECDSA."""
    lab = by_certificate(one=((RSA, ECDSA),))
    equipped(lab)
    told = watched(lab)
    assert not goes(lab) and "Signature EC keys not found in configuration" in told["R1"]()


@pytest.mark.parametrize("disconnect", [True, False])
def test_revoked_while_it_is_up(disconnect: bool) -> None:
    """`crypto ikev2 disconnect-revoked-peers`: a list that comes later ends the session of who is on it."""
    lab = by_certificate()
    authority = equipped(lab)
    assert goes(lab)
    if disconnect:
        assert lab["R1"].configure("crypto ikev2 disconnect-revoked-peers") == ""
    engine = lab["R1"].device.engine("pki")
    engine.config.trustpoints["CA"].revocation = ["crl"]
    theirs = lab["R2"].device.engine("pki").own("CA")
    now = engine.now
    crl = make_crl(authority.name, now, now + timedelta(hours=1), {theirs.serial: now}, 1, b"", authority.key, "sha1")
    fetching = Fetching(engine.crls, engine.config.trustpoints["CA"], authority.certificate, theirs)
    engine.crls.fetching[authority.name.der] = fetching
    engine.crls.ended(fetching, crl.der)
    lab.run(1)
    for name in ("R1", "R2"):
        assert ("READY" in lab[name].cli("show crypto ikev2 sa")) is not disconnect
    assert ("crypto ikev2 disconnect-revoked-peers" in lab["R1"].cli("show running-config")) is disconnect
