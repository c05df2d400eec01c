"""Whatever is in a certificate, a message of SCEP, an answer or a list: nothing raises, and nobody is believed for it;
and an enrollment that waits is saved and goes on."""

from __future__ import annotations

from random import Random

import pytest

from iosemu.crypto import cms
from iosemu.crypto.rsa import RsaKey
from iosemu.crypto.x509 import Extensions, Name, make_certificate, make_request, typed_name
from iosemu.features.pki.client import Enroller
from iosemu.features.pki.contract import Validation
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.events import Why
from iosemu.features.pki.scep import ScepMessage, Type
from iosemu.lab.lab import Lab
from iosemu.wire.http import Request, Response
from tests.features.desk import Desk
from tests.features.pki.authority import BEGINS, ENDS, Authority, enrolled, some_key
from tests.features.pki.test_authority import authenticate, enroll, start, world


def damaged(rng: Random, data: bytes) -> bytes:
    lie = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lie) + 1)
        match rng.randrange(4):
            case 0:
                lie[at : at + 1] = rng.randbytes(1)
            case 1:
                lie[at : at + rng.randint(1, 3)] = b""
            case 2:
                lie[at:at] = rng.randbytes(2)
            case _:
                lie[at:at] = lie[at : at + 40]
    return bytes(lie)


def authority() -> PkiEngine:
    desk = Desk("hostname CA\n")
    desk.type("clock set 12:00:00 1 June 2024", "configure terminal")
    for line in ("crypto pki server CA", "grant auto", "no database archive", "no shutdown"):
        desk.type(line)
    desk.run(3)
    engine: PkiEngine = desk.device.engine("pki")
    assert engine.server("CA").enabled
    return engine


def message(engine: PkiEngine, kind: Type, content: bytes, key: RsaKey, rng: Random) -> bytes:
    name = Name.of(typed_name("CN=liar"))
    proof = make_certificate(1, name, name, BEGINS, ENDS, key.public_der(), Extensions(), key, "sha1")
    ca = engine.authority("CA")
    assert ca is not None
    sealed = cms.seal(content, ca, "3des", rng)
    return ScepMessage(kind, "ABC", rng.randbytes(16), sealed).encode(proof, key, "sha1")


def test_messages_to_an_authority() -> None:
    engine, rng, key = authority(), Random(1), some_key(30)
    request = make_request(Name.of(typed_name("CN=liar")), key, "sha1").der
    wholes = [message(engine, kind, request, key, rng) for kind in (19, 20, 21, 22, 17, 99)]
    first = engine.answer(Request("POST", "/?operation=PKIOperation", {}, wholes[0]), 0)
    assert first.status == 200 and engine.server("CA").books.last == 2
    for whole in wholes:
        for _ in range(60):
            said = Request("POST", "/?operation=PKIOperation", {}, damaged(rng, whole))
            assert engine.answer(said, 0).status in (200, 400)
    for _ in range(60):  # rubbish that is sealed and signed well
        said = message(engine, Type.PKCS_REQ, damaged(rng, request), key, rng)
        assert engine.answer(Request("POST", "/?operation=PKIOperation", {}, said), 0).status in (200, 400)
    for target in ("/", "/?operation=", "/?operation=PKIOperation&message=%%%", "/?operation=GetCRL&message=x"):
        assert engine.answer(Request("GET", target), 0).status in (200, 400)


class _Asker:
    def __init__(self) -> None:
        self.found: list[Validation] = []

    def validated(self, validation: Validation) -> None:
        self.found.append(validation)


def test_chains_of_a_peer() -> None:
    desk, root, rng = Desk("hostname R1\n"), Authority(), Random(2)
    enrolled(desk, root)
    engine: PkiEngine = desk.device.engine("pki")
    cert = root.issue(Name.of(typed_name("CN=R9")), some_key(31).public_der())
    asker = _Asker()
    engine.validate([cert.der], ["CA"], asker)
    assert asker.found[0].ok
    for _ in range(500):
        lie = damaged(rng, cert.der)
        engine.validate([lie], rng.choice([[], ["CA"], ["NONE"]]), asker)
        assert not asker.found[-1].ok or lie == cert.der
    for chain in ([], [b""], [b"\x30\x80"], [cert.der] * 50, [root.certificate.der, b"rubbish"]):
        engine.validate(chain, [], asker)
    assert len(asker.found) == 506 and asker.found[501].why is Why.MALFORMED


def test_an_intermediate_that_is_no_authority() -> None:
    """Somebody who has a certificate issues others with it."""
    desk, root = Desk("hostname R1\n"), Authority()
    enrolled(desk, root)
    engine: PkiEngine = desk.device.engine("pki")
    key = some_key(32)
    own = root.issue(Name.of(typed_name("CN=R9")), key.public_der())
    forged = make_certificate(
        7, own.subject, Name.of(typed_name("CN=HUB")), BEGINS, ENDS, some_key(33).public_der(), Extensions(), key, "sha1"
    )
    asker = _Asker()
    engine.validate([forged.der, own.der], ["CA"], asker)
    assert asker.found[0].why is Why.NOT_CA
    below = Authority("CN=Sub", 34, above=root)
    true = below.issue(Name.of(typed_name("CN=HUB")), some_key(33).public_der())
    engine.validate([true.der, below.certificate.der], ["CA"], asker)
    assert asker.found[1].ok


@pytest.mark.parametrize("body", [b"", b"\x30\x82\xff\xff", b"rubbish" * 100])
def test_answers_of_an_authority(body: bytes) -> None:
    lab = world()
    start(lab)
    authenticate(lab, "R2")
    enroll(lab, "R2")
    engine: PkiEngine = lab["R2"].device.engine("pki")
    waiting: Enroller = engine.enrollers["CA"]
    waiting.fetched(Response(200, "OK", {}, body))
    waiting.fetched(None)
    assert engine.own("CA") is None and "CA" in engine.enrollers


def test_an_enrollment_that_waits_is_saved() -> None:
    lab = world()
    start(lab)
    authenticate(lab, "R2")
    enroll(lab, "R2")
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        assert each["CA"].cli("crypto pki server CA grant 1") == ""
        each.run(61)
    assert "Status: Available" in again["R2"].cli("show crypto pki certificates")
    assert again["R2"].running_config() == lab["R2"].running_config()
