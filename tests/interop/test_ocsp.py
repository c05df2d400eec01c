"""OpenSSL's responder, over the TAP device: certificates that are good, revoked, of nobody; by the authority's own key
and by one that it has made its responder; with and without the nonce; and a responder that is not there."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iosemu.crypto.x509 import Certificate, Name, typed_name
from iosemu.features.pki.contract import Validation
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.events import OcspAnswered, OcspOutcome, Why
from tests.features.pki.authority import Authority, equip, some_key
from tests.features.pki.test_ocsp import delegate
from tests.interop.test_ike_certificates import pem
from tests.interop.world import World

Make = Callable[..., World]
LINES = " ocsp url http://192.0.2.1:2560/\n revocation-check ocsp\n"


class Asker:
    def __init__(self) -> None:
        self.found: list[Validation] = []

    def validated(self, validation: Validation) -> None:
        self.found.append(validation)


class Peers:
    """A router that asks, and three others' certificates: one good, one revoked, one that the responder has never seen."""

    def __init__(self, world: Make, lines: str = LINES) -> None:
        self.authority = Authority()
        self.net = world()
        now = datetime.now(UTC)
        self.net.cli(f"clock set {now:%H:%M:%S} {now.day} {now:%B} {now.year}")
        equip(self.net.router, self.authority, 42, lines=lines)
        self.certs = [
            self.authority.issue(Name.of(typed_name(f"CN={name}, O=LAB")), some_key(43).public_der())
            for name in ("good", "revoked", "unknown")
        ]
        self.outcomes: list[OcspOutcome] = []
        self.net.router.device.bus.listen(OcspAnswered, self._note)

    def _note(self, event: OcspAnswered) -> None:
        self.outcomes.append(event.outcome)

    def asked(self, cert: Certificate, seconds: float = 5) -> Why:
        engine: PkiEngine = self.net.router.device.engine("pki")
        asker = Asker()
        engine.validate([cert.der], ["CA"], asker)
        self.net.wait(lambda: asker.found, seconds, "validated")
        return asker.found[0].why


def responder(peers: Peers, as_delegate: bool = False) -> None:
    folder, authority = Path(peers.net.folder), peers.authority
    ends = datetime.now(UTC) + timedelta(days=100)
    rows = []
    for cert, state in zip(peers.certs[:2], "VR", strict=True):
        gone = f"{datetime.now(UTC) - timedelta(days=1):%y%m%d%H%M%SZ}" if state == "R" else ""
        rows.append(f"{state}\t{ends:%y%m%d%H%M%SZ}\t{gone}\t{cert.serial_text}\tunknown\t/CN=x\n")
    (folder / "index.txt").write_text("".join(rows))
    (folder / "index.txt.attr").write_text("unique_subject = no\n")
    signer, key = authority.certificate, authority.key
    if as_delegate:
        signer, key = delegate(authority, True), some_key(77)
    for name, text in (
        ("ca.pem", pem("CERTIFICATE", authority.certificate.der)), ("signer.pem", pem("CERTIFICATE", signer.der)),
        ("key.pem", "\n".join(key.private_pem_plain()) + "\n"),
    ):  # fmt: skip
        (folder / name).write_text(text)
    peers.net.start(
        ["sh", "-c", f"cd {folder} && exec openssl ocsp -index index.txt -port 2560 -CA ca.pem -rsigner signer.pem "
         "-rkey key.pem -nmin 60 -text"], "ocsp.log",
    )  # fmt: skip
    listening = ["ip", "netns", "exec", peers.net.name, "ss", "-ltn"]
    peers.net.wait(
        lambda: ":2560" in subprocess.run(listening, capture_output=True, text=True, check=True).stdout, 5, "listening"
    )


@pytest.mark.parametrize("as_delegate", [False, True], ids=["authority", "delegate"])
@pytest.mark.parametrize("lines", ["", " ocsp disable-nonce\n"], ids=["nonce", "without"])
def test_openssl(world: Make, lines: str, as_delegate: bool) -> None:
    peers = Peers(world, LINES + lines)
    responder(peers, as_delegate)
    log = Path(peers.net.folder) / "ocsp.log"
    assert peers.asked(peers.certs[0]) is Why.OK, log.read_text()[-3000:]
    assert peers.asked(peers.certs[1]) is Why.REVOKED
    assert peers.asked(peers.certs[2]) is Why.NO_OCSP
    assert peers.outcomes == [OcspOutcome.GOOD, OcspOutcome.REVOKED, OcspOutcome.UNKNOWN]
    text = log.read_text()
    assert "OCSP Request Data" in text and ("OCSP Nonce" in text) is (not lines)


def test_nobody_is_there(world: Make) -> None:
    peers = Peers(world)
    assert peers.asked(peers.certs[0], 60) is Why.NO_OCSP
    assert peers.outcomes == [OcspOutcome.NO_ANSWER]


def test_somebody_elses_answer(world: Make) -> None:
    """Of an authority of the same name with another key."""
    peers = Peers(world)
    true = peers.authority
    peers.authority = Authority(key=70)
    responder(peers)
    peers.authority = true
    assert peers.asked(peers.certs[0]) is Why.NO_OCSP


@pytest.fixture(autouse=True)
def there() -> Iterator[None]:
    if subprocess.run(["openssl", "version"], capture_output=True, check=False).returncode:
        pytest.skip("openssl is not there")
    yield
