"""crypto pki authenticate, enroll, import, export; what goes with a trustpoint."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from iosemu.cli.context import Ask, Context, ProcessBody, Refused, Request, Write
from iosemu.crypto.x509 import BadCertificate, Certificate, read_certificate
from iosemu.device.debug_switch import debug_switch
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.enrollment import Enrollment
from iosemu.features.pki.model import CA, OWN, SELF_SIGNED, TERMINAL, Chain, Trustpoint
from iosemu.features.pki.words import base64_lines, grouped, unarmoured
from iosemu.features.rsa.actions import confirmed

do_debug_validation = debug_switch("pki", "crypto pki validation")

LONGEST = 500  # lines of a text that is pasted
UNAUTHENTICATED = "% You must authenticate the Certificate Authority before you can enroll with it."
_ENDS = 'End with a blank line or the word "quit" on a line by itself\n\n'
_NOT_PARSED = "% Failed to parse or verify imported certificate\n"


def _engine(ctx: Context) -> PkiEngine:
    engine: PkiEngine = ctx.device.engine("pki")
    return engine


def _known(ctx: Context, name: str) -> Trustpoint:
    """Raises Refused."""
    found = _engine(ctx).config.trustpoints.get(name)
    if found is None:
        raise Refused(f"% Certificate Authority (trustpoint) {name} is unknown")
    return found


# trustpoints


def do_remove_trustpoint(ctx: Context, name: str) -> ProcessBody | None:
    engine = _engine(ctx)
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
    if name not in _engine(ctx).config.trustpoints:
        raise Refused("% CA trustpoint for cert chain not known")
    raise Refused("% Remove the trustpoint to remove the cert chain.")


# authenticate


def do_authenticate(ctx: Context, name: str) -> ProcessBody:
    engine, trustpoint = _engine(ctx), _known(ctx, name)
    if engine.authority(name) is not None:
        raise Refused(
            "% Please delete your existing CA certificate first.\n"
            "% You must use 'no crypto pki trustpoint <trustpoint-name>' to delete the CA certificate"
        )
    if trustpoint.enrollment == TERMINAL:
        return _authenticate_pasted(engine, trustpoint)
    raise Refused("% Enrollment url or terminal must be configured for this trustpoint")


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


def pasted(title: str) -> Generator[Request, Any, list[str]]:
    """Lines until an empty one or `quit`."""
    yield Write(title)
    lines: list[str] = []
    empty = 0
    while len(lines) < LONGEST:
        line: str = (yield Ask("")).strip()
        if line == "quit" or (not line and (lines or empty)):
            break
        if line:
            lines.append(line)
        else:
            empty += 1
    return lines


# enroll


def do_enroll(ctx: Context, name: str) -> ProcessBody:
    engine, trustpoint = _engine(ctx), _known(ctx, name)
    if trustpoint.enrollment == SELF_SIGNED:
        return Enrollment(ctx, engine, trustpoint).self_signed()
    if not trustpoint.enrollment:
        raise Refused("% Enrollment url or terminal must be configured for this trustpoint")
    if engine.authority(name) is None:
        raise Refused(UNAUTHENTICATED)
    return Enrollment(ctx, engine, trustpoint).by_terminal()


# import, export


def do_import_certificate(ctx: Context, name: str) -> ProcessBody:
    engine, trustpoint = _engine(ctx), _known(ctx, name)
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
    _known(ctx, name)
    chain: Chain = _engine(ctx).chain(name)
    own, authority = _engine(ctx).own(name), _engine(ctx).authority(name)
    lines = []
    if own is None:
        if authority is None:
            raise Refused(f"% The specified trustpoint is not authenticated ({name}).")
        lines = [f"% The specified trustpoint is not enrolled ({name})."]
        lines.append("% Only export the CA certificate in PEM format.")
    for cert in chain.of(CA):
        lines += ["% CA certificate:", *_pem("CERTIFICATE", cert.der), ""]
    if own is not None:
        lines += ["% General Purpose Certificate:", *_pem("CERTIFICATE", own.der), ""]
    return "\n".join(lines)


def _pem(what: str, data: bytes) -> list[str]:
    return [f"-----BEGIN {what}-----", *base64_lines(data), f"-----END {what}-----"]
