"""What an authority writes beside its books, where `database url` says: the last serial number, its list of revoked
certificates, names or certificates as the level has it, and its own certificate with the key (PKCS #12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto import pkcs12
from iosemu.crypto.pkcs12 import Bundle
from iosemu.crypto.x509 import Certificate
from iosemu.device.flash import name_of

if TYPE_CHECKING:
    from iosemu.features.pki.server import Server


def place(url: str) -> str | None:
    """A folder of the flash, with its slash; None: somewhere else."""
    name = name_of(url) if ":" in url else None
    return None if name is None else f"{name.rstrip('/')}/" if name else ""


def _write(server: Server, name: str, data: bytes) -> None:
    folder = place(server.config.url) if server.config.url else None
    if folder is not None:
        server.engine.host.device.flash.store(folder + name, data)


def issued(server: Server, cert: Certificate) -> None:
    stem, level = f"{cert.serial:X}", server.config.level
    _write(server, f"{server.name}.ser", f"last_serial = 0x{server.books.last:X}\n".encode())
    if level != "minimum":
        ends = f"{cert.ends:%H:%M:%S} UTC {cert.ends:%b} {cert.ends.day} {cert.ends.year}"
        text = f"subjectname_str = {cert.subject.text}\nexpiration = {ends}\n"
        _write(server, f"{stem}.cnm", text.encode())
    if level == "complete":
        _write(server, f"{stem}.cer", cert.der)


def published(server: Server) -> None:
    _write(server, f"{server.name}.crl", server.books.crl)


def archived(server: Server, password: str) -> None:
    """The authority itself, under a password."""
    cert, key = server.certificate, server.key
    if cert is not None and key is not None:
        data = pkcs12.make(Bundle(key, cert), server.name, password, server.engine.host.rng)
        _write(server, f"{server.name}.p12", data)
