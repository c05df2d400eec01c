"""strongSwan's `pki` enrolls with our authority over SCEP: RSA of 2048 bits, each cipher and hash that both have, by
POST; granted at once, or when somebody says so. HTTP is the host's here, on the loopback address: what is tried are the
messages."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from iosemu.crypto.x509 import read_certificate
from iosemu.features.pki.engine import PkiEngine
from iosemu.wire.http import Request
from tests.features.desk import Desk

pytestmark = pytest.mark.skipif(shutil.which("pki") is None, reason="strongSwan's pki is not there")


def authority(*lines: str) -> tuple[Desk, PkiEngine]:
    """A router whose authority is on; it has a key of 2048 bits, which strongSwan wants."""
    desk = Desk("hostname CA\n")
    now = datetime.now(UTC) - timedelta(minutes=5)
    desk.type(f"clock set {now:%H:%M:%S} {now.day} {now:%B} {now.year}", "configure terminal")
    desk.type("crypto key generate rsa label CA modulus 2048")
    desk.run(5)
    for line in ("crypto pki server CA", "issuer-name CN=CA, O=LAB", "hash sha256", *lines, "no shutdown"):
        text = desk.type(line)
    assert text.endswith("Password: ")
    desk.answer("cisco123")
    assert "% Certificate Server enabled." in desk.answer("cisco123") + desk.run(3)
    engine: PkiEngine = desk.device.engine("pki")
    return desk, engine


@contextmanager
def served(engine: PkiEngine) -> Iterator[str]:
    """Its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            response = engine.answer(Request(method, self.path, {}, body), 0)
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/cgi-bin/pkiclient.exe"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["pki", *words], cwd=folder, capture_output=True, timeout=60, check=False)


def prepared(folder: Path, url: str) -> None:
    """The authority's certificate, and a key."""
    assert run(folder, "--scepca", "--url", url, "--caout", "ca.der").returncode == 0
    key = run(folder, "--gen", "--type", "rsa", "--size", "2048")
    assert key.returncode == 0
    (folder / "key.der").write_bytes(key.stdout)


def enroll(folder: Path, url: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    return run(
        folder, "--scep", "--url", url, "--in", "key.der", "--dn", "C=CH, O=LAB, CN=swan", "--san", "swan.example.com",
        "--cacert-enc", "ca.der", "--cacert-sig", "ca.der", "--password", "secret", *words,
    )  # fmt: skip


@pytest.mark.parametrize("cipher", ["aes", "des3"])
@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_strongswan_enrolls(cipher: str, digest: str, tmp_path: Path) -> None:
    desk, engine = authority("grant auto")
    with served(engine) as url:
        prepared(tmp_path, url)
        done = enroll(tmp_path, url, "--cipher", cipher, "--digest", digest)
    assert done.returncode == 0, done.stderr.decode()
    cert = read_certificate(done.stdout)
    assert cert.subject.text == "cn=swan,o=LAB,c=CH" and cert.extensions.dns_names == ("swan.example.com",)
    assert cert.signed.by(engine.authority("CA").key if engine.authority("CA") is not None else None)  # type: ignore[union-attr]
    (tmp_path / "cert.der").write_bytes(done.stdout)
    assert run(tmp_path, "--verify", "--in", "cert.der", "--cacert", "ca.der").returncode in (0, 7)
    assert "granted    " in desk.type("do show crypto pki server CA requests")


def test_strongswan_waits_until_somebody_grants(tmp_path: Path) -> None:
    desk, engine = authority()
    with served(engine) as url:
        prepared(tmp_path, url)
        grant = threading.Timer(2.0, lambda: engine.server("CA").grant(engine.server("CA").books.asked[0]))
        grant.start()
        done = enroll(tmp_path, url, "--interval", "1", "--maxpolltime", "20")
        grant.join()
    assert done.returncode == 0, done.stderr.decode()
    assert read_certificate(done.stdout).serial == 2
    assert desk.device.running
