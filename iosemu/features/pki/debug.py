"""What PKI says in the log and under debug."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.crypto.x509 import read_certificate, read_request
from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.clock.model import ClockConfig
from iosemu.features.pki.events import (
    AutomaticGrants,
    CertificateInstalled,
    CrlMissed,
    Enrolled,
    EnrollmentAutomatic,
    EnrollmentBegun,
    IdentityNotInCertificate,
    KeyMade,
    KeyNotOfCertificate,
    MessageReceived,
    MessageSent,
    OcspAnswered,
    OcspAsked,
    OcspOutcome,
    Pkcs12Exported,
    Pkcs12Imported,
    RequestMade,
    ScepStep,
    ServerAsked,
    ServerSwitched,
    Transaction,
    TrustpointMade,
    Validated,
    Why,
)
from iosemu.features.pki.model import PkiConfig
from iosemu.features.pki.scep import Status, Type
from iosemu.features.pki.words import moment_text
from iosemu.types import format_ipv4

FLAGS = (
    Flag("crypto pki transactions", "PKI:", "Crypto PKI Trans debugging"),
    Flag("crypto pki messages", "PKI:", "Crypto PKI Msg debugging"),
    Flag("crypto pki scep", "PKI:", "Crypto PKI SCEP debugging"),
    Flag("crypto pki server", "PKI:", "Crypto PKI Certificate Server debugging"),
    Flag("crypto pki validation", "PKI:", "Crypto PKI Validation Path debugging"),
)
_INDENT = " " * 22


def _made(event: TrustpointMade, told: Audience) -> Message | None:
    if not told.software.pki_tells_installs:
        return None
    return Message("PKI", 6, "TRUSTPOINT_CREATE", f"Trustpoint: {event.name} created succesfully")


def _installed(event: CertificateInstalled, told: Audience) -> Message | None:
    if not told.software.pki_tells_installs:
        told_of = event.retrieved and not event.authority
        return Message("PKI", 6, "CERTRET", "Certificate received from Certificate Authority") if told_of else None
    cert = read_certificate(event.certificate)
    lines = (
        f"{'A CA' if event.authority else 'An ID'} certificate has been installed under",
        f"Trustpoint   : {event.name}",
        f"Issuer-name  : {cert.issuer.text}",
        f"Subject-name : {cert.subject.text}",
        f"Serial-number: {cert.serial_text}",
        f"End-date     : {cert.ends:%Y-%m-%dT%H:%M:%SZ}",
    )
    return Message("PKI", 6, "CERT_INSTALL", f"\n{_INDENT}".join(lines))


def _begun(event: EnrollmentBegun, told: Audience) -> Message | None:
    if not told.software.pki_tells_installs:
        return None
    return Message("PKI", 6, "CERT_ENROLL_MANUAL", f"Manual enrollment for trustpoint {event.name}")


def _automatic_enrollment(event: EnrollmentAutomatic, told: Audience) -> Message | None:
    if not told.software.pki_tells_installs:
        return None
    if event.renewal:
        return Message("PKI", 6, "CERT_RENEW_AUTO", f"Auto certificate renewal for trustpoint {event.name}")
    return Message("PKI", 6, "CERT_ENROLL_AUTO", f"Auto initial enrollment for trustpoint {event.name}")


def _key_made(event: KeyMade, told: Audience) -> Message:
    return Message("CRYPTO", 6, "AUTOGEN", f"Generated new {event.bits} bit key pair")


def _validated(event: Validated, told: Audience) -> Message | None:
    if event.why not in (Why.EXPIRED, Why.NOT_YET_VALID, Why.REVOKED):
        return None
    cert = read_certificate(event.chain[0])
    clock = told.setting(ClockConfig) or ClockConfig()
    said = f"Certificate chain validation has failed.  The certificate (SN: {cert.serial_text})"
    if event.why is Why.EXPIRED:
        text = f"{said} has expired.    Validity period ended on {moment_text(cert.ends, clock)}"
        return Message("PKI", 3, "CERTIFICATE_INVALID_EXPIRED", text)
    if event.why is Why.NOT_YET_VALID:
        text = f"{said} is not yet valid   Validity period starts on {moment_text(cert.begins, clock)}"
        return Message("PKI", 3, "CERTIFICATE_INVALID_NOT_YET_VALID", text)
    return Message("PKI", 3, "CERTIFICATE_REVOKED", f"{said} is revoked")


def _requested(event: RequestMade, told: Audience) -> Message | None:
    if not told.software.pki_tells_installs:
        return None
    made = read_request(event.request)
    lines = "", f"CSR Fingerprint MD5 : {made.fingerprint('md5')}", f"CSR Fingerprint SHA1: {made.fingerprint('sha1')}"
    return Message("PKI", 6, "CSR_FINGERPRINT", f"\n{_INDENT}".join(lines))


def _enrolled(event: Enrolled, told: Audience) -> Message | None:
    text = "Certificate enrollment request was rejected by Certificate Authority"
    return None if event.granted else Message("PKI", 6, "CERTREJECT", text)


def _missed(event: CrlMissed, told: Audience) -> Message | None:
    if not told.software.pki_tells_installs:
        return None
    why = "Enrollment URL not configured." if event.unconfigured else "Failed to send the request."
    return Message("PKI", 3, "CRL_FETCH_FAIL", f"CRL fetch for trustpoint {event.name} failed\n{_INDENT}Reason : {why}")


def _switched(event: ServerSwitched, told: Audience) -> Message:
    if event.on:
        return Message("PKI", 6, "CS_ENABLED", "Certificate server now enabled.")
    return Message("PKI", 6, "CS_DISABLED", "Certificate server now disabled.")


def _automatic(event: AutomaticGrants, told: Audience) -> Message:
    return Message("PKI", 6, "CS_GRANT_AUTO", "All enrollment requests will be automatically granted. ")


def _stranger(event: IdentityNotInCertificate, told: Audience) -> Message:
    what = "ADDR" if event.kind == 1 else "FQDN"
    text = f"ID of {event.identity} (type {event.kind}) and certificate {what.lower()} with {event.name}".rstrip()
    return Message("CRYPTO", 6, f"IKMP_NO_ID_CERT_{what}_MATCH", text)


def _exported(event: Pkcs12Exported, told: Audience) -> Message:
    text = f"PKCS #12 from trustpoint {event.name} was successfully exported."
    return Message("PKI", 6, "PKCS12_EXPORT_SUCCESS", text)


def _imported(event: Pkcs12Imported, told: Audience) -> Message:
    if event.done:
        text = f"PKCS #12 import in to trustpoint {event.name} successfully imported."
        return Message("PKI", 6, "PKCS12_IMPORT_SUCCESS", text)
    text = f"PKCS #12 import failed for trustpoint: {event.name}. Reason: Failed to import pkcs12 context"
    return Message("PKI", 3, "PKCS12_IMPORT_FAILURE", text)


def _mismatched(event: KeyNotOfCertificate, told: Audience) -> Message:
    text = f"Key in the certificate and stored key does not match for Trustpoint-{event.name}."
    return Message("PKI", 3, "KEY_CMP_MISMATCH", text)


SYSLOG = {
    Pkcs12Exported: _exported, Pkcs12Imported: _imported, KeyNotOfCertificate: _mismatched,
    EnrollmentAutomatic: _automatic_enrollment,
    IdentityNotInCertificate: _stranger,
    Enrolled: _enrolled, CrlMissed: _missed, ServerSwitched: _switched, AutomaticGrants: _automatic,
    RequestMade: _requested, TrustpointMade: _made, CertificateInstalled: _installed, EnrollmentBegun: _begun,
    KeyMade: _key_made, Validated: _validated,
}  # fmt: skip


def _path(event: Validated, told: Audience) -> Iterator[str]:
    session = f"(A{event.session:04X})"
    yield f"CRYPTO_PKI: {session} Adding peer certificate"
    if event.why is Why.MALFORMED:
        yield f"CRYPTO_PKI: {session} {Why.MALFORMED.value}"
        return
    yield f"CRYPTO_PKI: Added x509 peer certificate -({len(event.chain[0])}) bytes"
    yield "CRYPTO_PKI: ip-ext-val: IP extension validation not required"
    yield f"CRYPTO_PKI: create new ca_req_context type PKI_VERIFY_CHAIN_CONTEXT,ident {event.session}"
    yield f"CRYPTO_PKI: {session}validation path has {len(event.chain)} certs"
    yield f"CRYPTO_PKI: {session} Check for identical certs"
    yield f"CRYPTO_PKI : {session} Validating non-trusted cert"
    yield f"CRYPTO_PKI: {session} Create a list of suitable trustpoints"
    if event.why is Why.NO_TRUSTPOINT:
        yield "CRYPTO_PKI: Unable to locate cert record by issuername"
        yield "CRYPTO_PKI: No trust point for cert issuer, looking up cert chain"
        yield f"CRYPTO_PKI: {session} No suitable trustpoints found"
        return
    yield f"CRYPTO_PKI: {session} Suitable trustpoints are: {event.name},"
    yield f"CRYPTO_PKI: {session} Attempting to validate certificate using {event.name}"
    if event.why is Why.OK:
        yield f"CRYPTO_PKI: {session} Certificate is verified"
        config = told.setting(PkiConfig)
        trustpoint = config.trustpoints.get(event.name) if config is not None else None
        unchecked = trustpoint is not None and trustpoint.revocation == ["none"]
        how = "without revocation check" if unchecked else "with revocation check"
        yield f"CRYPTO_PKI: {session} Certificate validated {how}"
    elif event.why is Why.REVOKED:
        yield f"CRYPTO_PKI: {session} Certificate revoked"
    else:
        yield f"CRYPTO_PKI: {session} Certificate validation failed, {event.why.value}"


def _responder_asked(event: OcspAsked, told: Audience) -> Iterator[str]:
    yield "CRYPTO_PKI: Starting OCSP revocation check"
    yield f"CRYPTO_PKI: OCSP server URL is {event.url}"


_OUTCOMES = {
    OcspOutcome.NO_URL: "OCSP server URL is not configured and not in the certificate",
    OcspOutcome.NO_ANSWER: "OCSP response not received",
    OcspOutcome.MALFORMED: "Failed to decode OCSP Response",
    OcspOutcome.REFUSED: "OCSP response status - not successful",
    OcspOutcome.NONCE: "OCSP response nonce does not match",
    OcspOutcome.NOT_BELIEVED: "OCSP response verification failed",
    OcspOutcome.STALE: "OCSP response is out of date",
}


def _responder_answered(event: OcspAnswered, told: Audience) -> Iterator[str]:
    if event.outcome in _OUTCOMES:
        yield f"CRYPTO_PKI: {_OUTCOMES[event.outcome]}"
        return
    yield "CRYPTO_PKI: OCSP response status - successful."
    yield "CRYPTO_PKI: Decoding OCSP Response"
    yield f"CRYPTO_PKI: OCSP decoded status is {event.outcome.value}."
    yield "CRYPTO_PKI: OCSP Response is verified"


_STATUS = {
    Status.SUCCESS: "100: certificate is granted", Status.FAILURE: "101: certificate request is rejected",
    Status.PENDING: "102: certificate request pending",
}  # fmt: skip


def _transaction(event: Transaction, told: Audience) -> Iterator[str]:
    if event.status is None:
        yield f"CRYPTO_PKI: resend GetCertInitial, {event.polls}"
        return
    yield f"CRYPTO_PKI: transaction {'GetCertInitial' if event.polls else 'PKCSReq'} completed"
    yield "CRYPTO_PKI: status:"
    yield f"CRYPTO_PKI: status = {_STATUS[event.status]}"
    if event.status is Status.SUCCESS:
        yield f"CRYPTO_PKI: All enrollment requests completed for trustpoint {event.name}."


_IN_A_LINE = 20  # octets


def _octets(data: bytes) -> Iterator[str]:
    for at in range(0, len(data), _IN_A_LINE):
        yield data[at : at + _IN_A_LINE].hex(" ").upper()


def _sent(event: MessageSent, told: Audience) -> Iterator[str]:
    if event.request:
        yield f"Write out pkcs#10 content:{len(event.content)}"
        yield from _octets(event.content)
    yield "Enveloped Data ..."
    yield from _octets(event.sealed)
    yield f"Signed Data {len(event.whole)} bytes"
    yield from _octets(event.whole)


def _received(event: MessageReceived, told: Audience) -> Iterator[str]:
    yield f"Received pki message: {len(event.whole)} types"
    yield from _octets(event.whole)


_KINDS: dict[int, str] = {
    Type.CERT_REP: "CertRep", Type.RENEWAL_REQ: "RenewalReq", Type.PKCS_REQ: "PKCSReq",
    Type.GET_CERT_INITIAL: "GetCertInitial", Type.GET_CERT: "GetCert", Type.GET_CRL: "GetCRL",
}  # fmt: skip
_OUTCOMES_OF = {Status.SUCCESS: "GRANTED", Status.FAILURE: "REJECTED", Status.PENDING: "PENDING"}


def _step(event: ScepStep, told: Audience) -> Iterator[str]:
    kind = event.kind if event.kind is not None else -1
    what = event.operation.value if event.operation is not None else _KINDS.get(kind, "unknown")
    text = event.step.value.format(_OUTCOMES_OF[event.status] if event.status is not None else what)
    caller = f" from {format_ipv4(event.caller)}" if event.caller else ""
    yield f"CRYPTO_PKI_SCEP: {'CS' if event.server else 'Client'} {text}{caller}"


def _asked(event: ServerAsked, told: Audience) -> Iterator[str]:
    request = read_request(event.request)
    yield f"CRYPTO_CS: received a SCEP request, reqId={event.number}"
    yield f"CRYPTO_CS: request fingerprint MD5 {request.fingerprint('md5')}, subject {request.subject.text}"


DEBUG = {
    "crypto pki transactions": {Transaction: _transaction},
    "crypto pki messages": {MessageSent: _sent, MessageReceived: _received},
    "crypto pki scep": {ScepStep: _step},
    "crypto pki server": {ServerAsked: _asked},
    "crypto pki validation": {Validated: _path, OcspAsked: _responder_asked, OcspAnswered: _responder_answered},
}
