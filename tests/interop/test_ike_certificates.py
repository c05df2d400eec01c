"""strongSwan's charon with certificates (IKEv1, RSA signatures), as initiator and responder, under an authority of ours;
an address, a name or the certificate's own name as identity; and a charon of another authority."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, SECP521R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from iosemu.crypto import ec
from iosemu.crypto.rsa import RsaKey
from iosemu.crypto.x509 import Extensions, Name, SigningKey, key_identifier, make_certificate, typed_name
from iosemu.features.pki.words import base64_lines
from tests.features.pki.authority import Authority, equip, equip_ec, some_key
from tests.interop.test_ike import phase1, router
from tests.interop.world import Charon, World

Make = Callable[..., World]
IKE, ESP = "aes256-sha256-modp3072", "aes128-sha1"


def pem(what: str, data: bytes) -> str:
    return "\n".join([f"-----BEGIN {what}-----", *base64_lines(data), f"-----END {what}-----", ""])


def enrolled(
    net: World, charon: Charon, authority: Authority, ours: str, theirs: str, version: int = 1, ike: str = IKE,
    bits: int = 0,
) -> None:  # fmt: skip
    """charon gets a key (on the curve of so many bits; 0: of RSA) and a certificate of the authority, and takes what its
    own authority has issued."""
    key = ec.generate(bits, Random(41)) if bits else some_key(41, 2048)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    said = Extensions(key_usage=0x140, authority_key=key_identifier(authority.key), dns_names=("swan.example.com",),
                      addresses=(0xC0000201,))  # fmt: skip
    cert = make_certificate(
        authority.number(), authority.name, Name.of(typed_name("CN=swan, O=LAB")), now - timedelta(days=1),
        now + timedelta(days=30), key.public_der(), said, authority.key, "sha256",
    )  # fmt: skip
    folder = charon.folder / "swanctl"
    for place, name, text in (
        ("x509", "swan.pem", pem("CERTIFICATE", cert.der)), ("x509ca", "ca.pem", pem("CERTIFICATE", authority.certificate.der)),
        ("private", "swan.pem", private(key)),
    ):  # fmt: skip
        (folder / place).mkdir(exist_ok=True)
        (folder / place / name).write_text(text)
    (folder / "swanctl.conf").write_text(
        f"connections {{ c {{\n version = {version}\n"
        " local_addrs = 192.0.2.1\n remote_addrs = 192.0.2.2\n"
        f" proposals = {ike}\n local {{ auth = pubkey\n certs = swan.pem\n id = {ours} }}\n"
        f" remote {{ auth = pubkey\n id = {theirs} }}\n"
        f" children {{ c {{ local_ts = 10.1.1.0/24\n remote_ts = 10.2.2.0/24\n esp_proposals = {ESP}\n"
        " mode = tunnel\n policies = no\n } }\n } }\n"
    )
    output = charon.swanctl("--load-all")
    assert "loaded connection 'c'" in output and "loaded certificate" in output, output


def private(key: SigningKey) -> str:
    if isinstance(key, RsaKey):
        return "\n".join(key.private_pem_plain()) + "\n"
    pair = derive_private_key(key.secret, {256: SECP256R1(), 384: SECP384R1(), 521: SECP521R1()}[key.bits])
    return pair.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


def made(world: Make, authority: Authority, lines: str = "", bits: int = 0) -> tuple[World, Charon]:
    text = router(IKE, ESP).replace("authentication pre-share", f"authentication {'ecdsa' if bits else 'rsa'}-sig")
    net = world(text.replace("crypto isakmp key cisco123 address 192.0.2.1\n", "") + lines)
    now = datetime.now(UTC)
    net.cli(f"clock set {now:%H:%M:%S} {now.day} {now:%B} {now.year}")
    if bits:
        equip_ec(net.router, authority, 42, bits)
    else:
        equip(net.router, authority, 42, name="CN=R1, O=LAB")
    return net, Charon(net, "recorded")


@pytest.mark.parametrize(("lines", "ours", "theirs"), [
    ("crypto isakmp identity dn\n", "192.0.2.1", "%any"),
    ("crypto isakmp identity dn\n", '"O=LAB, CN=swan"', '"O=LAB, CN=R1"'),
    ("crypto isakmp identity dn\n", "swan.example.com", "%any"),
])  # fmt: skip
@pytest.mark.parametrize("initiator", ["charon", "router"])
def test_certificates(world: Make, initiator: str, lines: str, ours: str, theirs: str) -> None:
    authority = Authority()
    net, charon = made(world, authority, lines)
    enrolled(net, charon, authority, ours, theirs)
    if initiator == "charon":
        output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
        assert "initiate completed successfully" in output, charon.log()[-4000:]
    else:
        net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: "QM_IDLE" in phase1(net), 10, "QM_IDLE")
    assert "ESTABLISHED" in charon.swanctl("--list-sas"), charon.log()[-4000:]


@pytest.mark.parametrize("bits", [256, 384, 521])
@pytest.mark.parametrize("initiator", ["charon", "router"])
def test_signatures_on_curves(world: Make, initiator: str, bits: int) -> None:
    """RFC 4754 in IKEv1."""
    authority = Authority()
    net, charon = made(world, authority, "crypto isakmp identity dn\n", bits)
    enrolled(net, charon, authority, "192.0.2.1", "%any", bits=bits)
    if initiator == "charon":
        output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
        assert "initiate completed successfully" in output, charon.log()[-4000:]
    else:
        net.router_ping("ping 10.1.1.1 source 10.2.2.2 repeat 2")
    net.wait(lambda: "QM_IDLE" in phase1(net), 10, "QM_IDLE")
    assert "ESTABLISHED" in charon.swanctl("--list-sas"), charon.log()[-4000:]


def test_a_stranger(world: Make) -> None:
    net, charon = made(world, Authority())
    enrolled(net, charon, Authority("CN=Other, O=LAB", 2), "192.0.2.1", "%any")
    assert "initiate failed" in charon.swanctl("--initiate", "--child", "c", "--timeout", "10")
    assert "QM_IDLE" not in phase1(net)
