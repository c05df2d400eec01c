"""crypto pki authenticate, enroll, import, export; what goes with a trustpoint."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from iosemu.cli.context import Context, Process, ProcessBody, Refused, Request, Wait, Write
from iosemu.crypto import cms
from iosemu.crypto.cms import BadMessage
from iosemu.crypto.x509 import BadCertificate, Certificate, read_certificate, serial_text
from iosemu.device.debug_switch import debug_switch
from iosemu.features.pki.bundles import do_export_pem_key as do_export_pem_key
from iosemu.features.pki.bundles import do_export_pkcs12 as do_export_pkcs12
from iosemu.features.pki.bundles import do_import_pem as do_import_pem
from iosemu.features.pki.bundles import do_import_pkcs12 as do_import_pkcs12
from iosemu.features.pki.client import by_terminal, scep_url
from iosemu.features.pki.contract import Validation
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.enrollment import Enrollment
from iosemu.features.pki.events import ScepStep, Step
from iosemu.features.pki.model import CA, OWN, SELF_SIGNED, Chain, Trustpoint
from iosemu.features.pki.pasting import known, pasted, pem, pki_engine
from iosemu.features.pki.scep import Operation
from iosemu.features.pki.server import Server
from iosemu.features.pki.web import Errand, Url
from iosemu.features.pki.words import base64_lines, grouped, unarmoured
from iosemu.features.rsa.actions import confirmed
from iosemu.wire.http import Response

do_debug_transactions = debug_switch("pki", "crypto pki transactions")
do_debug_server = debug_switch("pki", "crypto pki server")
do_debug_messages = debug_switch("pki", "crypto pki messages")
do_debug_scep = debug_switch("pki", "crypto pki scep")
do_debug_validation = debug_switch("pki", "crypto pki validation")

_NOWHERE = "% Enrollment url or terminal must be configured for this trustpoint"
_NO_AUTHORITY = "% Error in receiving Certificate Authority certificate: status = FAIL, cert length = 0\n\n"
UNAUTHENTICATED = "% You must authenticate the Certificate Authority before you can enroll with it."
_ENDS = 'End with a blank line or the word "quit" on a line by itself\n\n'
_NOT_PARSED = "% Failed to parse or verify imported certificate\n"


# trustpoints


def do_remove_trustpoint(ctx: Context, name: str) -> ProcessBody | None:
    engine = pki_engine(ctx)
    if name not in engine.config.trustpoints:
        raise Refused(f"% Can't find policy {name}")
    if not engine.chain(name).certificates:
        engine.forget(name)
        return None
    return _remove_trustpoint(engine, name)


def _remove_trustpoint(engine: PkiEngine, name: str) -> ProcessBody:
    yield Write(
        "% Removing an enrolled trustpoint will destroy all certificates\n"
        "received from the related Certificate Authority.\n\n"
    )
    if (yield from confirmed("Are you sure you want to do this?")):
        engine.forget(name)
        yield Write("% Be sure to ask the CA administrator to revoke your certificates.\n\n")


def do_remove_chain(ctx: Context, name: str) -> str:
    if name not in pki_engine(ctx).config.trustpoints:
        raise Refused("% CA trustpoint for cert chain not known")
    raise Refused("% Remove the trustpoint to remove the cert chain.")


# authenticate


def do_authenticate(ctx: Context, name: str) -> ProcessBody:
    engine, trustpoint = pki_engine(ctx), known(ctx, name)
    if engine.authority(name) is not None:
        raise Refused(
            "% Please delete your existing CA certificate first.\n"
            "% You must use 'no crypto pki trustpoint <trustpoint-name>' to delete the CA certificate"
        )
    if by_terminal(engine, trustpoint, True):
        return _authenticate_pasted(engine, trustpoint)
    url = scep_url(engine, trustpoint, True)
    if url is None:
        raise Refused(_NOWHERE)
    return _authenticate_url(ctx, engine, trustpoint, url)


def _authenticate_pasted(engine: PkiEngine, trustpoint: Trustpoint) -> ProcessBody:
    cert = yield from _pasted_certificate("\nEnter the base 64 encoded CA certificate.\n")
    if cert is None or cert.key is None or not cert.is_ca:
        yield Write("% Error in saving certificate: status = FAIL\n\n")
        return
    if (yield from accepted(engine, trustpoint, cert)):
        yield Write("% Certificate successfully imported\n\n")


def accepted(engine: PkiEngine, trustpoint: Trustpoint, cert: Certificate) -> Generator[Request, Any, bool]:
    """Shows an authority's certificate, and takes it if somebody says yes or has said how it looks."""
    md5, sha1 = cert.fingerprint("md5"), cert.fingerprint("sha1")
    if not cert.self_issued:
        yield Write(f"Trustpoint '{trustpoint.name}' is a subordinate CA and holds a non self signed cert\n")
    yield Write(
        "Certificate has the following attributes:\n"
        f"       Fingerprint MD5: {grouped(md5)}\n      Fingerprint SHA1: {grouped(sha1)}\n\n"
    )
    if trustpoint.fingerprint:
        yield Write(f"Trustpoint Fingerprint: {grouped(trustpoint.fingerprint.upper())}\n")
        if trustpoint.fingerprint.upper() not in (md5, sha1):
            yield Write("Certificate not validated - fingerprints did not match.\n")
            return False
        yield Write("Certificate validated - fingerprints matched.\n")
    elif not (yield from confirmed("% Do you accept this certificate?")):
        yield Write("% Trustpoint CA certificate not accepted.\n")
        return False
    engine.install(trustpoint.name, CA, cert)
    yield Write("Trustpoint CA certificate accepted.\n")
    return True


def _pasted_certificate(title: str) -> Generator[Request, Any, Certificate | None]:
    lines = yield from pasted(f"{title}{_ENDS}")
    yield Write("\n" if lines else "")
    data = unarmoured(lines)
    try:
        return read_certificate(data) if data else None
    except BadCertificate:
        return None


# enroll


def do_enroll(ctx: Context, name: str) -> ProcessBody:
    engine, trustpoint = pki_engine(ctx), known(ctx, name)
    if trustpoint.enrollment == SELF_SIGNED:
        return Enrollment(ctx, engine, trustpoint).self_signed()
    if not trustpoint.enrollment:
        raise Refused(_NOWHERE)
    authority = engine.authority(name)
    if authority is None:
        raise Refused(UNAUTHENTICATED)
    if by_terminal(engine, trustpoint):
        return Enrollment(ctx, engine, trustpoint).by_terminal()
    if scep_url(engine, trustpoint) is None:
        raise Refused(_NOWHERE)
    if name in engine.enrollers:
        raise Refused("% Enrollment in progress...")
    return Enrollment(ctx, engine, trustpoint).by_scep(authority)


# import, export


def do_import_certificate(ctx: Context, name: str) -> ProcessBody:
    engine, trustpoint = pki_engine(ctx), known(ctx, name)
    if engine.authority(name) is None:
        raise Refused(UNAUTHENTICATED)
    return _import(engine, trustpoint)


def _import(engine: PkiEngine, trustpoint: Trustpoint) -> ProcessBody:
    cert = yield from _pasted_certificate("\nEnter the base 64 encoded certificate.\n")
    authority = engine.authority(trustpoint.name)
    if cert is None or authority is None or engine.key_of(cert) is None or not _issued(cert, authority):
        yield Write(_NOT_PARSED)
        return
    engine.install(trustpoint.name, OWN, cert)
    yield Write("% Router Certificate successfully imported\n\n")


def _issued(cert: Certificate, authority: Certificate) -> bool:
    return cert.issuer.der == authority.subject.der and cert.signed.by(authority.key)


def do_export_pem(ctx: Context, name: str) -> str:
    known(ctx, name)
    chain: Chain = pki_engine(ctx).chain(name)
    own, authority = pki_engine(ctx).own(name), pki_engine(ctx).authority(name)
    lines = []
    if own is None:
        if authority is None:
            raise Refused(f"% The specified trustpoint is not authenticated ({name}).")
        lines = [f"% The specified trustpoint is not enrolled ({name})."]
        lines.append("% Only export the CA certificate in PEM format.")
    for cert in chain.of(CA):
        lines += ["% CA certificate:", *pem("CERTIFICATE", cert.der), ""]
    if own is not None:
        lines += ["% General Purpose Certificate:", *pem("CERTIFICATE", own.der), ""]
    return "\n".join(lines)


def _authenticate_url(ctx: Context, engine: PkiEngine, trustpoint: Trustpoint, url: Url) -> ProcessBody:
    process = ctx.session.process if ctx.session is not None else None
    if process is None:  # nobody could say yes
        yield Write(_NO_AUTHORITY)
        return
    cert = yield from fetched_authority(engine, trustpoint, url, process)
    if cert is not None:
        yield from accepted(engine, trustpoint, cert)


def fetched_authority(
    engine: PkiEngine, trustpoint: Trustpoint, url: Url, process: Process
) -> Generator[Request, Any, Certificate | None]:
    """By GetCACert; None: nothing that is one came, which is told."""
    waiter = Waiter(process)
    engine.host.emit(ScepStep(False, Step.SENDS_REQUEST, operation=Operation.GET_CA_CERT))
    Errand(engine, trustpoint, url, f"operation=GetCACert&message={trustpoint.name}", waiter).run()
    while not waiter.done:
        yield Wait(None)
    cert = _authority_in(waiter.response)
    if cert is None:
        yield Write(_NO_AUTHORITY)
        if waiter.response is None:
            engine.log_later(0.0, 3, "SOCKETSEND", "Failed to send out message to CA server.")
        return None
    engine.host.emit(ScepStep(False, Step.HEARS_CA))
    return cert


class Waiter:
    """A dialogue that waits for an answer."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.done = False
        self.response: Response | None = None

    def fetched(self, response: Response | None) -> None:
        self.done, self.response = True, response
        self.process.wake(None)


def _authority_in(response: Response | None) -> Certificate | None:
    """The authority's certificate, alone or among others."""
    if response is None or response.status != 200:
        return None
    try:
        found: tuple[Certificate, ...] = (read_certificate(response.body),)
    except BadCertificate:
        try:
            found = cms.read_signed(response.body).certificates
        except BadMessage:
            return None
    return next((cert for cert in found if cert.key is not None and cert.is_ca), None)


# what we have ourselves


class _Waits:
    """A dialogue that waits for what its chain is worth."""

    def __init__(self, process: Process | None) -> None:
        self.process = process
        self.found: Validation | None = None

    def validated(self, validation: Validation) -> None:
        self.found = validation
        if self.process is not None:
            self.process.wake(None)


def do_validate(ctx: Context, name: str) -> ProcessBody:
    known(ctx, name)
    return _validate(ctx, pki_engine(ctx), name)


def _validate(ctx: Context, engine: PkiEngine, name: str) -> ProcessBody:
    own = engine.own(name) or engine.authority(name)
    if own is None:
        yield Write(f"% Certificate chain for {name} is empty\n")
        return
    chain = [own, *(cert for cert in engine.chain(name).of(CA) if cert is not own)]
    yield Write(f"Chain has {len(chain)} certificates\n")
    waiter = _Waits(ctx.session.process if ctx.session is not None else None)
    engine.validate([cert.der for cert in chain], [name], waiter)
    while waiter.found is None and waiter.process is not None:
        yield Wait(None)
    good = waiter.found is not None and waiter.found.ok
    yield Write(f"Certificate chain for {name} is {'valid' if good else 'not valid'}\n")


# lists of revoked certificates


def do_crl_request(ctx: Context, name: str) -> str | None:
    engine, trustpoint = pki_engine(ctx), known(ctx, name)
    authority = engine.authority(name)
    if authority is None:
        raise Refused(UNAUTHENTICATED)
    engine.crls.fetch(trustpoint, authority, engine.own(name) or authority)
    return None


# the authority on this router


def _server(ctx: Context, name: str) -> Server:
    """Raises Refused."""
    engine = pki_engine(ctx)
    if name not in engine.config.servers:
        raise Refused(f"% Certificate server {name} is unknown")
    return engine.server(name)


def do_remove_server(ctx: Context, name: str) -> ProcessBody:
    return _remove_server(pki_engine(ctx), _server(ctx, name))


def _remove_server(engine: PkiEngine, server: Server) -> ProcessBody:
    yield Write("% This will stop the Certificate Server process and delete the server\nconfiguration\n")
    if (yield from confirmed("Are you sure you want to do this?")):
        running = server.enabled
        server.disable()
        engine.config.servers.pop(server.name, None)
        engine.servers.pop(server.name, None)
        engine.forget(server.name)
        engine.keep()
        if running:
            yield Write("% Certificate server process stopped\n")
        yield Write(f"% Certificate server trustpoint {server.name} deleted\n")
        yield Write(f"% Certificate server {server.name} deleted\n")


def do_server_decide(ctx: Context, name: str, what: str, all: bool = False, number: int | None = None) -> str | None:
    server = _server(ctx, name)
    if not server.enabled:
        raise Refused("% Certificate server is not enabled")
    found = server.numbered(None if all else number)
    if number is not None and not found:
        return f"% Enrollment request {number} not found"
    for asked in found:
        if what == "grant":
            server.grant(asked)
        else:
            server.reject(asked)
    return None


def do_server_revoke(ctx: Context, name: str, serial: int) -> str:
    server = _server(ctx, name)
    if not server.enabled:
        raise Refused("% Certificate server is not enabled")
    if not server.revoke(serial):
        return f"% Certificate {serial_text(serial)} not found or already revoked."
    return f"% Certificate {serial_text(serial)} succesfully revoked."


def do_server_unrevoke(ctx: Context, name: str, serial: int) -> str:
    server = _server(ctx, name)
    if not server.enabled:
        raise Refused("% Certificate server is not enabled")
    if not server.unrevoke(serial):
        return f"% Certificate {serial_text(serial)} is not revoked."
    return f"% Certificate {serial_text(serial)} succesfully unrevoked."


def do_server_remove(ctx: Context, name: str, all: bool = False, number: int | None = None) -> str | None:
    server = _server(ctx, name)
    if not server.enabled:
        raise Refused("% Certificate server is not enabled")
    found = server.numbered(number) if number is not None else []
    if number is not None and not found:
        return f"% Enrollment request {number} not found"
    server.remove(found[0] if found else None)
    return None


def do_server_request(ctx: Context, name: str) -> ProcessBody:
    server = _server(ctx, name)
    if not server.enabled:
        raise Refused("% Certificate server is not enabled")
    return _pasted_request(server)


def _pasted_request(server: Server) -> ProcessBody:
    lines = yield from pasted(
        "PKCS10 request in base64 or pem\n\n% Enter Base64 encoded or PEM formatted PKCS10 enrollment request.\n"
        '% End with a blank line or "quit" on a line by itself.\n'
    )
    try:
        asked = server.add(unarmoured(lines), "", b"")
    except BadCertificate:
        yield Write("% Failed to parse PKCS10 request\n")
        return
    made = server.books.issued.get(asked.serial)
    if made is None:
        yield Write(f"% Enrollment request pending, reqId={asked.number}\n")
        return
    text = "\n".join(base64_lines(made))
    yield Write(f"% Granted certificate:\n{text}\n\n")
