"""show crypto pki certificates, trustpoints, counters"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.crypto.ec import EcPublic
from iosemu.crypto.rsa import PublicKey
from iosemu.crypto.x509 import (
    COMMON_NAME,
    HOST_NAME,
    IP_ADDRESS,
    SERIAL_NUMBER,
    Certificate,
    read_certificate,
    read_crl,
    read_request,
    serial_text,
)
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.http.engine import HttpEngine
from iosemu.features.pki import timers
from iosemu.features.pki.client import Enroller, scep_url
from iosemu.features.pki.crls import MOST
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.model import CA, OWN, PROFILE, SELF, URL, AuthorityConfig, Trustpoint
from iosemu.features.pki.words import grouped, stored_name, usage
from iosemu.features.rsa.engine import ENCRYPTION, GENERAL, SIGNATURE

_USES = {GENERAL: "General Purpose", SIGNATURE: "Signature", ENCRYPTION: "Encryption"}
_BITS = {0x100: "Digital Signature", 0x80: "Non Repudiation", 0x40: "Key Encipherment", 0x20: "Data Encipherment",
         0x10: "Key Agreement", 0x08: "Key Cert Sign", 0x04: "CRL Signature"}  # fmt: skip
_SIGNED = {"ec": "ECDSA", "rsa": "RSA Encryption"}


def engine_of(ctx: Context) -> PkiEngine:
    engine: PkiEngine = ctx.device.engine("pki")
    return engine


def known(engine: PkiEngine, name: str) -> Iterator[tuple[str, Certificate, list[str]]]:
    """Kind, certificate and its trustpoints; each once, those of the last trustpoint first."""
    seen: dict[tuple[str, str], list[str]] = {}  # (kind, octets) -> trustpoints
    chains = [*engine.config.chains.values()][::-1]
    for chain in chains:
        for (kind, _), digits in sorted(chain.certificates.items(), key=lambda each: each[0][0] == CA):
            seen.setdefault((kind, digits), []).append(chain.name)
    for chain in chains:
        for kind, cert in chain.all() if name in ("", chain.name) else ():
            holders = seen.pop((kind, cert.der.hex().upper()), None)
            if holders is not None:
                yield kind, cert, holders


def show_certificates(ctx: Context, name: str = "", verbose: bool = False) -> Iterator[str]:
    engine = engine_of(ctx)
    first = True
    for kind, cert, holders in known(engine, name):
        if not first:
            yield ""
        first = False
        yield from _described(engine, kind, cert, holders, verbose)
    for waiting in engine.enrollers.values():
        if name in ("", waiting.name):
            if not first:
                yield ""
            first = False
            yield from _pending(waiting)


def _pending(waiting: Enroller) -> Iterator[str]:
    request = waiting.request
    yield "Certificate"
    yield "  Subject:"
    yield f"    Name: {request.subject.value(HOST_NAME) or request.subject.value(COMMON_NAME)}"
    yield "   Status: Pending"
    yield "   Key Usage: General Purpose"
    yield f"   Certificate Request Fingerprint MD5: {grouped(request.fingerprint('md5'))}"
    yield f"   Certificate Request Fingerprint SHA1: {grouped(request.fingerprint('sha1'))}"
    yield f"   Associated Trustpoint: {waiting.name} "


_TITLES = {OWN: "Certificate", SELF: "Router Self-Signed Certificate", CA: "CA Certificate"}


def _described(engine: PkiEngine, kind: str, cert: Certificate, holders: list[str], verbose: bool) -> Iterator[str]:
    yield _TITLES[kind]
    yield "  Status: Available"
    if verbose:
        yield f"  Version: {cert.version}"
    yield f"  Certificate Serial Number (hex): {cert.serial_text}"
    yield f"  Certificate Usage: {usage(cert)}"
    yield "  Issuer: "
    yield from (f"    {line}" for line in cert.issuer.lines)
    yield "  Subject: " if kind == CA else "  Subject:"
    if kind != CA:
        subject = cert.subject
        yield f"    Name: {subject.value(HOST_NAME) or subject.value(COMMON_NAME)}"
        for title, kind_of in (("IP Address", IP_ADDRESS), ("Serial Number", SERIAL_NUMBER)):
            if subject.value(kind_of):
                yield f"    {title}: {subject.value(kind_of)}"
    yield from (f"    {line}" for line in cert.subject.lines)
    if cert.extensions.crl_urls:
        yield "  CRL Distribution Points: "
        yield from (f"    {url}" for url in cert.extensions.crl_urls)
    yield "  Validity Date: "
    yield f"    start date: {engine.told(cert.begins)}"
    yield f"    end   date: {engine.told(cert.ends)}"
    if verbose:
        yield from _details(engine, kind, cert, holders)
    yield f"  Associated Trustpoints: {' '.join(holders)}" + (" " if verbose else "")
    keys = [(holder, kind, cert.serial) for holder in holders]
    if any(key in engine.saved for key in keys):
        yield f"  Storage: {stored_name(cert, kind == CA)}"
    pair = next((pair for pair in engine.rsa.every if pair.key.public_der() == cert.key_der), None)
    if verbose and kind != CA and pair is not None:
        yield f"  Key Label: {pair.label}"


def _details(engine: PkiEngine, kind: str, cert: Certificate, holders: list[str]) -> Iterator[str]:
    yield "  Subject Key Info:"
    if isinstance(cert.key, PublicKey):
        yield "    Public Key Algorithm: rsaEncryption"
        yield f"    RSA Public Key: ({cert.key.bits} bit)"
    elif isinstance(cert.key, EcPublic):
        yield "    Public Key Algorithm: ecEncryption"
        yield f"    EC Public Key:  ({cert.key.bits} bit)"
    signed = cert.signed
    yield f"  Signature Algorithm: {signed.hash.upper()} with {_SIGNED.get(signed.family, 'unknown')}"
    yield f"  Fingerprint MD5: {grouped(cert.fingerprint('md5'))}"
    yield f"  Fingerprint SHA1: {grouped(cert.fingerprint('sha1'))}"
    said = cert.extensions
    yield "  X509v3 extensions:"
    if said.key_usage is not None:
        yield f"    X509v3 Key Usage: {said.key_usage << 23:08X}"
        yield from (f"      {text}" for bit, text in _BITS.items() if said.key_usage & bit)
    if said.subject_key:
        yield f"    X509v3 Subject Key ID: {grouped(said.subject_key.hex().upper())}"
    if said.ca is not None:
        yield "    X509v3 Basic Constraints:"
        yield f"        CA: {str(said.ca).upper()}"
    if said.dns_names:
        yield "    X509v3 Subject Alternative Name:"
        yield from (f"        {name}" for name in said.dns_names)
    if said.authority_key:
        yield f"    X509v3 Authority Key ID: {grouped(said.authority_key.hex().upper())}"
    yield "    Authority Info Access:"
    yield from (f"        OCSP URL: {url}" for url in said.ocsp_urls)
    when = [engine.installed[key] for key in ((each, kind, cert.serial) for each in holders) if key in engine.installed]
    if when:
        yield f"  Cert install time: {engine.told(when[0])} "


def show_trustpoints(ctx: Context, name: str = "", status: bool = False) -> Iterator[str]:
    engine = engine_of(ctx)
    for trustpoint in engine.config.trustpoints.values():
        if name in ("", trustpoint.name):
            yield f"Trustpoint {trustpoint.name}:"
            yield from _status(engine, trustpoint) if status else _trustpoint(engine, trustpoint)
            yield ""
            yield ""


def _trustpoint(engine: PkiEngine, trustpoint: Trustpoint) -> Iterator[str]:
    own, authority = engine.own(trustpoint.name), engine.authority(trustpoint.name)
    selfish = own is not None and bool(engine.chain(trustpoint.name).of(SELF))
    told = own if selfish else authority
    if told is None:
        yield "    Not authenticated."
        return
    yield "    Subject Name: "
    yield from (f"    {line}" for line in told.subject.lines)
    yield f"          Serial Number (hex): {told.serial_text}"
    if selfish:
        pair = engine.pair_for(trustpoint)
        yield "    Persistent self-signed certificate trust point"
        yield f"    Using key label {pair.label if pair is not None else trustpoint.key_label}"
        return
    yield "    Certificate configured."
    if trustpoint.enrollment in (URL, PROFILE):
        url = scep_url(engine, trustpoint)
        if url is not None:
            yield f"    SCEP URL: {url.text.rpartition('/')[0]}"


def _status(engine: PkiEngine, trustpoint: Trustpoint) -> Iterator[str]:
    own, authority = engine.own(trustpoint.name), engine.authority(trustpoint.name)
    if own is not None and engine.chain(trustpoint.name).of(SELF):
        authority = own
    if authority is not None:
        yield "  Issuing CA certificate configured:"
        yield from _named(authority)
    if own is not None:
        yield f"  Router {usage(own)} certificate configured:"
        yield from _named(own)
    pair = engine.pair_for(trustpoint)
    yield "  State:"
    keys = "No"
    if pair is not None:
        keys = f"Yes ({_USES[pair.usage]}, {'exportable' if pair.exportable else 'non-exportable'})"
    yield f"    Keys generated ............. {keys}"
    yield f"    Issuing CA authenticated ....... {'Yes' if authority is not None else 'No'}"
    asked = "Pending" if trustpoint.name in engine.enrollers else "Yes" if own is not None else "None"
    yield f"    Certificate request(s) ..... {asked}"


def _named(cert: Certificate) -> Iterator[str]:
    yield "    Subject Name:"
    yield f"     {cert.subject.text}"
    yield f"    Fingerprint MD5: {grouped(cert.fingerprint('md5'))}"
    yield f"    Fingerprint SHA1: {grouped(cert.fingerprint('sha1'))}"


def show_timers(ctx: Context) -> Iterator[str]:
    engine = engine_of(ctx)
    clock: ClockEngine = ctx.device.engine("clock")
    return timers.lines(engine, clock.utc())


def show_counters(ctx: Context) -> Iterator[str]:
    return (f"{name}: {count}" for name, count in figures(engine_of(ctx)).items())


def figures(engine: PkiEngine) -> dict[str, int]:
    counted = engine.counters
    return {
        "PKI Sessions Started": counted.sessions,
        "PKI Sessions Ended": counted.ended,
        "PKI Sessions Active": counted.sessions - counted.ended,
        "Successful Validations": counted.good,
        "Failed Validations": counted.bad,
        "Bypassed Validations": counted.bypassed,
        "Pending Validations": counted.sessions - counted.ended,
        "CRLs checked": counted.crls_checked,
        "CRL - fetch attempts": counted.crl_fetches,
        "CRL - failed attempts": counted.crl_failures,
        "CRL - rejected busy fetching": 0,
        "AAA authorizations": 0,
    }


# the authority


def show_server(ctx: Context, name: str = "") -> Iterator[str]:
    engine = engine_of(ctx)
    first = True
    for record in engine.config.servers.values():
        if name in ("", record.name):
            if not first:
                yield ""
            first = False
            yield from _server(engine, record)


_LEVELS = {
    "minimum": "Minimum - no cert data written to storage",
    "names": "Names - subject name data written in <serialnum>.cnm",
    "complete": "Complete - all issued certs written as <serialnum>.cer",
}


def _server(engine: PkiEngine, record: AuthorityConfig) -> Iterator[str]:
    server = engine.server(record.name)
    cert, books = server.certificate, server.books
    word = "enabled" if server.enabled else "disabled"
    yield f"Certificate Server {record.name}:"
    yield f"    Status: {word}"
    http: HttpEngine = engine.host.peer("http")
    yield f"    State: {word}{'' if not server.enabled or http.listening else ', HTTP Server is disabled'}"
    if server.enabled:
        yield '    Server\'s configuration is locked  (enter "shut" to unlock it)'
    else:
        yield '    Server\'s configuration is unlocked  (enter "no shut" to lock it)'
    yield f"    Issuer name: {record.issuer or f'CN={record.name}'}"
    if cert is not None:
        yield f"    CA cert fingerprint: {grouped(cert.fingerprint('md5'))}"
    mode = record.grant or "manual"
    if record.grant_trustpoints:
        mode += ", auto for trustpoint " + ", ".join(record.grant_trustpoints)
    yield f"    Granting mode is: {mode}"
    yield f"    Last certificate issued serial number (hex): {books.last if cert is not None else 0:X}"
    if cert is not None:
        yield f"    CA certificate expiration timer: {engine.told(cert.ends)}"
    if books.next_crl is not None:
        yield f"    CRL NextUpdate timer: {engine.told(books.next_crl)}"
    yield f"    Current primary storage dir: {record.url or 'nvram:'}"
    yield f"    Database Level: {_LEVELS[record.level]}"


_REQUESTS = ("Subordinate CA certificate requests:", "RA certificate requests:", "Router certificates requests:")


def show_server_requests(ctx: Context, name: str) -> Iterator[str]:
    engine = engine_of(ctx)
    if name not in engine.config.servers:
        return
    server = engine.server(name)
    yield "Enrollment Request Database:"
    for title in _REQUESTS:
        yield ""
        yield title
        yield "ReqID  State      Fingerprint                      SubjectName"
        yield "--------------------------------------------------------------"
        for asked in reversed(server.books.asked):
            request = read_request(asked.request)
            if title == _REQUESTS[0 if request.extensions.ca else 2]:
                yield f"{asked.number:<6} {asked.state:<10} {request.fingerprint('md5')} {request.subject.text}"


def show_server_certificates(ctx: Context, name: str) -> Iterator[str]:
    engine = engine_of(ctx)
    if name not in engine.config.servers:
        return
    yield "Serial Issued date              Expire date               Subject Name"
    for serial, data in engine.server(name).books.issued.items():
        cert = read_certificate(data)
        subject = " ".join(cert.subject.lines)
        yield f"{serial:<7X} {engine.told(cert.begins):<24} {engine.told(cert.ends):<25} {subject}"


def show_server_crl(ctx: Context, name: str) -> Iterator[str]:
    engine = engine_of(ctx)
    if name not in engine.config.servers or not engine.server(name).books.crl:
        return
    crl = read_crl(engine.server(name).books.crl)
    yield "Certificate Revocation List:"
    yield f"    Issuer: {crl.issuer.text}"
    yield f"    This Update: {engine.told(crl.updated)}"
    if crl.next_update is not None:
        yield f"    Next Update: {engine.told(crl.next_update)}"
    yield f"    Number of CRL entries: {len(crl.revoked)}"
    yield f"    CRL size: {len(crl.der)} bytes"
    for serial, when in crl.revoked.items():
        yield f"    Serial Number (hex): {serial_text(serial)}"
        yield f"    Revocation Date: {engine.told(when)}"


def show_crls(ctx: Context) -> Iterator[str]:
    engine = engine_of(ctx)
    for cached in engine.crls.cache.values():
        crl = cached.read
        yield "CRL Issuer Name: "
        yield f"    {crl.issuer.text}"
        yield f"    LastUpdate: {engine.told(crl.updated)}"
        if crl.next_update is not None:
            yield f"    NextUpdate: {engine.told(crl.next_update)}"
        yield ""
        yield f"    CRL downloaded at: {engine.told(cached.fetched)}"
        yield ""
        yield "    Retrieved from CRL Distribution Point: "
        yield f"      {cached.url or '** CDP Not Published - Retrieved via SCEP'}"
        yield ""
        yield f" CRL DER is {len(cached.crl)} bytes"
        yield " CRL is stored in parsed CRL cache"
        yield ""
        yield ""
    yield f"Parsed CRL cache current size is {sum(len(each.crl) for each in engine.crls.cache.values())} bytes"
    yield f"Parsed CRL cache maximum size is {MOST} bytes"
