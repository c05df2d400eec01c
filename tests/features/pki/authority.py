"""An authority outside of the lab, as routers meet it at their terminals."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from random import Random

from iosemu.crypto import ec, rsa
from iosemu.crypto.x509 import Certificate, Extensions, Name, key_identifier, make_certificate, read_request, typed_name
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.model import CA, OWN
from iosemu.features.pki.words import base64_lines, unarmoured
from iosemu.features.rsa.engine import GENERAL, RsaEngine
from iosemu.lab.node import Node
from tests.features.desk import Desk

BEGINS, ENDS = datetime(2001, 1, 1), datetime(2040, 1, 1)


@cache
def some_key(number: int, bits: int = 1024) -> rsa.RsaKey:
    return rsa.generate(bits, Random(number))


class Authority:
    def __init__(self, name: str = "CN=Root, O=LAB", key: int = 1, above: Authority | None = None) -> None:
        self.key = some_key(key)
        self.name = Name.of(typed_name(name))
        identifier = key_identifier(self.key)
        above = above or self
        self.last = 1
        self.certificate = make_certificate(
            above.last if above is self else above.number(), above.name, self.name, BEGINS, ENDS, self.key.public_der(),
            Extensions(True, None, 0x10C, identifier, key_identifier(above.key)), above.key, "sha1",
        )  # fmt: skip

    def number(self) -> int:
        self.last += 1
        return self.last

    def issue(
        self, name: Name, key_der: bytes, begins: datetime = BEGINS, ends: datetime = ENDS, usage: int | None = 0x140
    ) -> Certificate:
        extensions = Extensions(key_usage=usage, authority_key=key_identifier(self.key))
        return make_certificate(self.number(), self.name, name, begins, ends, key_der, extensions, self.key, "sha1")

    def answer(self, text: str, begins: datetime = BEGINS, ends: datetime = ENDS) -> Certificate:
        """To what a router displayed."""
        lines = text.split("Certificate Request follows:\n\n")[1].split("\n\n")[0].splitlines()
        request = read_request(unarmoured(lines))
        assert request.proven
        return self.issue(request.subject, request.key_der, begins, ends)


def answers(desk: Desk, *lines: str) -> str:
    """What follows the last of these answers."""
    for line in lines:
        text = desk.answer(line)
    return text


def paste(desk: Desk, cert: Certificate) -> str:
    return answers(desk, *base64_lines(cert.der), "quit")


def enrolled(desk: Desk, authority: Authority, trustpoint: str = "CA", lines: str = "") -> Certificate:
    """A router with a trustpoint of the authority and a certificate of its own."""
    desk.type("configure terminal")
    for line in (
        f"crypto key generate rsa label {trustpoint} modulus 1024", f"crypto pki trustpoint {trustpoint}",
        "enrollment terminal", f"subject-name CN={desk.device.hostname}", "serial-number none", "ip-address none",
        "revocation-check none", f"rsakeypair {trustpoint}", *lines.splitlines(), "exit",
        f"crypto pki authenticate {trustpoint}",
    ):  # fmt: skip
        desk.type(line)
        if "generate" in line:
            desk.run(5)
    paste(desk, authority.certificate)
    assert "accepted" in answers(desk, "yes")
    desk.type(f"crypto pki enroll {trustpoint}")
    cert = authority.answer(answers(desk, "yes"))
    answers(desk, "no")
    desk.type(f"crypto pki import {trustpoint} certificate")
    assert "successfully imported" in paste(desk, cert)
    desk.type("end")
    return cert


def equip(
    node: Node, authority: Authority, key: int, trustpoint: str = "CA", lines: str = " revocation-check none\n",
    begins: datetime = BEGINS, ends: datetime = ENDS, name: str = "",
) -> Certificate:  # fmt: skip
    """A router of a lab gets a trustpoint, a key pair and a certificate, as if it had enrolled."""
    device = node.device
    text = f"crypto pki trustpoint {trustpoint}\n enrollment terminal\n rsakeypair {trustpoint}\n{lines}"
    assert node.configure(text) == ""
    rsa_engine: RsaEngine = device.engine("rsa")
    rsa_engine.add(trustpoint, [(GENERAL, some_key(key))], False)
    subject = Name.of(typed_name(name or f"CN={device.hostname}, O=LAB"))
    cert = authority.issue(subject, some_key(key).public_der(), begins, ends)
    engine: PkiEngine = device.engine("pki")
    engine.install(trustpoint, CA, authority.certificate)
    engine.install(trustpoint, OWN, cert)
    return cert


def equip_ec(node: Node, authority: Authority, key: int, bits: int = 256, trustpoint: str = "CA") -> Certificate:
    """The same with a key on a curve."""
    text = f"crypto pki trustpoint {trustpoint}\n enrollment terminal\n eckeypair {trustpoint}\n revocation-check none\n"
    assert node.configure(text) == ""
    pair = ec.generate(bits, Random(key))
    node.device.engine("rsa").add_ec(trustpoint, pair, False)
    subject = Name.of(typed_name(f"CN={node.device.hostname}, O=LAB"))
    cert = authority.issue(subject, pair.public_der(), usage=0x100)
    engine: PkiEngine = node.device.engine("pki")
    engine.install(trustpoint, CA, authority.certificate)
    engine.install(trustpoint, OWN, cert)
    return cert
