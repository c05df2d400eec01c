"""Checks of lines, and certificates as they stand in a configuration."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from iosemu.cli import DELETED, Ask, BadArgument, Pause, Refused, Write
from iosemu.cli.context import Change, Context, Process, ProcessBody, Request
from iosemu.crypto.rsa import BadKey
from iosemu.crypto.x509 import BadCertificate, read_certificate, typed_name
from iosemu.device.device import Device
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.pki import database
from iosemu.features.pki.actions import accepted, fetched_authority
from iosemu.features.pki.client import Enroller, scep_url
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.model import (
    CA,
    OWN,
    PROFILE,
    SELF,
    URL,
    AuthorityConfig,
    Chain,
    EnrollmentProfile,
    PkiConfig,
    Trustpoint,
)
from iosemu.features.pki.server import CA_BITS, SUBORDINATE
from iosemu.features.pki.web import parsed
from iosemu.features.rsa.show import words_of

LONGEST = 16384  # octets of a certificate


def check_subject(ctx: Context, subject: str = "") -> BadArgument | None:
    if ctx.negated or ctx.defaulted:
        return None
    try:
        typed_name(subject)
    except ValueError:
        return BadArgument("subject")
    return None


def check_fingerprint(ctx: Context, fingerprint: str = "") -> BadArgument | None:
    wrong = len(fingerprint) not in (32, 40) and not ctx.negated and not ctx.defaulted
    return BadArgument("fingerprint") if wrong else None


def check_chain(ctx: Context, name: str) -> str | None:
    """Chains are those of trustpoints."""
    config: PkiConfig = ctx.record
    return None if name in config.trustpoints else "% CA trustpoint for cert chain not known"


def set_certificate(ctx: Context, negated: bool, serial: str, text: str = "") -> str | None:
    return _set(ctx, negated, OWN, serial, text)


def set_ca_certificate(ctx: Context, negated: bool, serial: str, text: str = "") -> str | None:
    return _set(ctx, negated, CA, serial, text)


def set_self_certificate(ctx: Context, negated: bool, serial: str, text: str = "") -> str | None:
    return _set(ctx, negated, SELF, serial, text)


def _set(ctx: Context, negated: bool, kind: str, serial: str, text: str) -> str | None:
    chain: Chain = ctx.record
    key = kind, serial.upper()
    if negated:
        if key not in chain.certificates:
            return "% Certificate not found"
        ctx.change(("certificates", key), DELETED)
        return None
    digits = "".join(text.split()).upper()
    try:
        if len(digits) > 2 * LONGEST:
            raise BadCertificate("too long")
        cert = read_certificate(bytes.fromhex(digits))
    except (BadCertificate, ValueError):
        return "% Failed to parse or verify imported certificate"
    ctx.change(("certificates", (kind, cert.serial_text)), digits)
    return None


def render_certificate(record: Chain) -> Iterator[str]:
    for (kind, serial), digits in sorted(record.certificates.items(), key=lambda each: each[0][0] == CA):
        yield f"certificate {kind} {serial}" if kind else f"certificate {serial}"
        lines = list(words_of(digits))
        lines[-1] = lines[-1].rstrip()
        yield from (f" {line}" for line in lines)
        yield " \tquit"


def set_enrollment_url(ctx: Context, negated: bool, url: str = "") -> str | BadArgument | None:
    if negated:
        ctx.change("url", "")
        ctx.change("enrollment", "")
        return None
    found = parsed(url)
    if found is None:
        return BadArgument("url")
    ctx.change("url", found.text)
    ctx.change("enrollment", URL)
    return None


def set_ocsp_url(ctx: Context, negated: bool, url: str = "") -> BadArgument | None:
    return _set_url(ctx, "ocsp_url", negated, url)


def render_ocsp_url(record: Trustpoint) -> Iterator[str]:
    if record.ocsp_url:
        yield f"ocsp url {record.ocsp_url}"


def set_authentication_url(ctx: Context, negated: bool, url: str = "") -> BadArgument | None:
    return _set_url(ctx, "authentication_url", negated, url)


def set_profile_url(ctx: Context, negated: bool, url: str = "") -> BadArgument | None:
    return _set_url(ctx, "enrollment_url", negated, url)


def _set_url(ctx: Context, field: str, negated: bool, url: str) -> BadArgument | None:
    found = None if negated else parsed(url)
    if found is None and not negated:
        return BadArgument("url")
    ctx.change(field, found.text if found is not None else "")
    return None


def render_authentication_url(record: EnrollmentProfile) -> Iterator[str]:
    if record.authentication_url:
        yield f"authentication url {record.authentication_url}"


def render_profile_url(record: EnrollmentProfile) -> Iterator[str]:
    if record.enrollment_url:
        yield f"enrollment url {record.enrollment_url}"


def set_enrollment_profile(ctx: Context, negated: bool, profile: str = "") -> None:
    ctx.change("profile", "" if negated else profile)
    ctx.change("enrollment", "" if negated else PROFILE)


def render_enrollment_profile(record: Trustpoint) -> Iterator[str]:
    if record.enrollment == PROFILE:
        yield f"enrollment profile {record.profile}"


def render_enrollment_url(record: Trustpoint) -> Iterator[str]:
    if record.enrollment == URL:
        yield f"enrollment url {record.url}"


# the authority

_LOCKED = (
    "% The CS config is locked because it is busy or enabled. You need to shut the server off before changing its "
    "configuration."
)


def check_locked(ctx: Context, **_: Any) -> str | None:
    """While it runs nothing is changed."""
    record: AuthorityConfig = ctx.record
    engine: PkiEngine = ctx.device.engine("pki")
    server = engine.servers.get(record.name)
    return _LOCKED if server is not None and server.enabled else None


def check_issuer(ctx: Context, issuer: str = "") -> str | BadArgument | None:
    try:
        typed_name(issuer)
    except ValueError:
        return BadArgument("issuer")
    return check_locked(ctx)


def set_server_shutdown(ctx: Context, negated: bool) -> str | None:
    record: AuthorityConfig = ctx.record
    engine: PkiEngine = ctx.device.engine("pki")
    if ctx.device.booting or not negated:
        server = engine.servers.get(record.name)
        running = server is not None and server.enabled
        ctx.change("shutdown", not negated)
        return "Certificate server 'shut' event has been queued for processing.\n" if running else None
    clock: ClockEngine = ctx.device.engine("clock")
    if not clock.authoritative:
        raise Refused("Please set clock calender-valid or enable NTP")
    server = engine.server(record.name)
    if server.ready:
        ctx.change("shutdown", False)
        return "Certificate server 'no shut' event has been queued for processing."
    if ctx.session is None:
        return "" if _switched_on(engine, record.name) else "% Failed to generate CA certificate"
    ctx.session.run_process(_first_start(ctx, engine, record))
    return None


def check_mode(ctx: Context, **_: Any) -> str | None:
    """It is decided before the first start."""
    record: AuthorityConfig = ctx.record
    engine: PkiEngine = ctx.device.engine("pki")
    server = engine.servers.get(record.name)
    if server is not None and server.certificate is not None and not ctx.device.booting:
        return "% The mode cannot be changed after CA certificate generation."
    return check_locked(ctx)


def check_database(ctx: Context, url: str = "", **_: Any) -> str | BadArgument | None:
    if not ctx.negated and not ctx.defaulted and url != "nvram:" and database.place(url) is None:
        return BadArgument("url")
    return check_locked(ctx)


def render_server_shutdown(record: AuthorityConfig) -> Iterator[str]:
    if record.shutdown:
        yield "shutdown"


def _switched_on(engine: PkiEngine, name: str) -> bool:
    if not engine.server(name).create():
        return False
    record = engine.config.servers[name]
    record.shutdown = False
    engine.host.device.commit([Change(engine.host.device, PkiConfig, ("servers", name), record, record, engine.config)])
    return True


def _first_start(ctx: Context, engine: PkiEngine, record: AuthorityConfig) -> ProcessBody:
    """Its key and its certificate."""
    device: Device = ctx.device
    process = ctx.session.process if ctx.session is not None else None
    password = ""
    yield Write("%Some server settings cannot be changed after CA certificate generation.\n")
    pair = next(iter(engine.rsa.labelled(record.name)), None)
    if record.archive and not (pair is not None and not pair.exportable and device.software.pki_tells_installs):
        yield Write("% Please enter a passphrase to protect the private key\n% or type Return to exit\n")
        while True:
            password = yield Ask("Password: ", echo=False)
            if not password:
                return
            yield Write("\n")
            if len(password) < 7:
                yield Write("% Password must be 7 characters or more. Try again\n% or type Return to exit\n")
                continue
            if password == (yield Ask("Re-enter password: ", echo=False)):
                break
            yield Write("% Passwords do not match, please try again\n")
        if pair is not None and pair.exportable:
            yield Write("% Exporting Certificate Server signing certificate and keys...\n")
    if pair is None:
        bits = max(CA_BITS, device.software.least_key_modulus)
        yield Write(f"% Generating {bits} bit RSA keys, keys will be non-exportable...\n")
        yield Pause(1.0)
        yield Write("[OK] (elapsed time was 1 seconds)\n")
    yield Write("\n")
    if record.name not in engine.config.servers:
        return
    if record.mode == SUBORDINATE and not (yield from _below(device, engine, record, process)):
        return
    if not _switched_on(engine, record.name):
        yield Write("% Failed to generate CA certificate\n")
        return
    server = engine.server(record.name)
    if password:
        database.archived(server, password)
    yield Write("% Certificate Server enabled.\n" if server.enabled else "% Enrollment in progress...\n")


def _below(
    device: Device, engine: PkiEngine, record: AuthorityConfig, process: Process | None
) -> Generator[Request, Any, bool]:
    """The authority above it is believed, and asked for a certificate."""
    server = engine.server(record.name)
    server.create()
    trustpoint = engine.config.trustpoints[record.name]
    url = scep_url(engine, trustpoint, True)
    if url is None or process is None:
        yield Write("% Enrollment url must be configured for this trustpoint\n")
        return False
    authority = engine.authority(record.name)
    if authority is None:
        authority = yield from fetched_authority(engine, trustpoint, url, process)
        if authority is None or not (yield from accepted(engine, trustpoint, authority)):
            return False
    key = server.key
    try:
        request = server.request()
    except BadKey:
        return False
    assert key is not None
    yield Write("% Certificate request sent to Certificate Authority\n")
    engine.enrollers[record.name] = Enroller(engine, trustpoint, authority, request, key)
    engine.host.after(0.0, engine.enroll, record.name)
    return True
