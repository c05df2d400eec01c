"""What happens to certificates, which are told as they are: in DER."""

from __future__ import annotations

from enum import Enum

from iosemu.features.pki.scep import Operation, Status, Type
from iosemu.records import dataclass
from iosemu.types import IPv4


@dataclass(slots=True)
class TrustpointMade:
    """By somebody, or by us."""

    name: str


@dataclass(slots=True)
class CertificateInstalled:
    """Under the trustpoint of this name. `authority`: it is that of an authority, not ours; `retrieved`: an authority
    that was asked has sent it."""

    name: str
    certificate: bytes
    authority: bool
    retrieved: bool


@dataclass(slots=True)
class EnrollmentBegun:
    """Of the trustpoint of this name."""

    name: str


@dataclass(slots=True)
class EnrollmentAutomatic:
    """Nobody has asked for it; `renewal`: there is a certificate."""

    name: str
    renewal: bool


@dataclass(slots=True)
class RequestMade:
    """A request for a certificate (PKCS #10)."""

    name: str
    request: bytes


@dataclass(slots=True)
class KeyMade:
    """None was there for an enrollment."""

    bits: int


class Why(Enum):
    """What a certificate is not believed for; the values are IOS's words for it."""

    OK = "ok"
    MALFORMED = "unable to decode certificate"
    NO_TRUSTPOINT = "unknown error returned in certificate validation"
    BAD_SIGNATURE = "signature invalid"
    EXPIRED = "certificate has expired"
    NOT_YET_VALID = "certificate not yet valid"
    REVOKED = "certificate revoked"
    NO_CRL = "CRL fetch failed"
    NO_OCSP = "OCSP response is not available"
    NOT_CA = "issuer is no certificate authority"
    CRITICAL = "unknown critical extension"
    NO_MATCH = "certificate not matched by a map"


@dataclass(slots=True)
class Transaction:
    """A message of SCEP under the trustpoint of this name: what we asked, or (with a status) what the authority says.
    `polls`: so many times it was asked whether it has decided."""

    name: str
    what: Type
    status: Status | None
    polls: int


@dataclass(slots=True)
class Enrolled:
    """An enrollment is over without a certificate (`granted` is False)."""

    name: str
    granted: bool


@dataclass(slots=True)
class CrlFetched:
    """A list of revoked certificates has come, which the trustpoint of this name asked for."""

    name: str


@dataclass(slots=True)
class CrlMissed:
    """A list of revoked certificates could not be had; `unconfigured`: nobody says where it is."""

    name: str
    unconfigured: bool


class OcspOutcome(Enum):
    """Of a question to a responder."""

    GOOD = "GOOD"
    REVOKED = "REVOKED"
    UNKNOWN = "UNKNOWN"
    NO_URL = "no URL"
    NO_ANSWER = "no answer"
    MALFORMED = "malformed"
    REFUSED = "refused"
    NONCE = "another nonce"
    NOT_BELIEVED = "signed by somebody else"
    STALE = "out of date"


class Step(Enum):
    """Of SCEP; the values are IOS's words for it."""

    SENDS_REQUEST = "sending {} request"
    SENDS_CA = "sending CACert"
    SENDS_REPLY = "sending CertRep Response - {}"
    HEARS_REQUEST = "received SCEP {} request"
    HEARS_CA = "received CACert"
    HEARS_REPLY = "received CertRep - {}"


@dataclass(slots=True)
class ScepStep:
    """An authority of this router, or (`server` is False) we as its client. `kind` is that of a message; an operation
    has none; `caller` is who asks for one."""

    server: bool
    step: Step
    kind: int | None = None
    operation: Operation | None = None
    status: Status | None = None
    caller: IPv4 = 0


@dataclass(slots=True)
class MessageSent:
    """A message of SCEP: what is in it, the same sealed, the whole."""

    request: bool  # what is in it is PKCS #10
    content: bytes
    sealed: bytes
    whole: bytes


@dataclass(slots=True)
class MessageReceived:
    """What came for one, whatever it is."""

    whole: bytes


@dataclass(slots=True)
class OcspAsked:
    """A responder is asked about a certificate, on behalf of the trustpoint of this name."""

    name: str
    url: str


@dataclass(slots=True)
class OcspAnswered:
    """What came of it."""

    name: str
    outcome: OcspOutcome


@dataclass(slots=True)
class Pkcs12Exported:
    """The trustpoint of this name."""

    name: str


@dataclass(slots=True)
class Pkcs12Imported:
    """Into the trustpoint of this name; `done`: or not."""

    name: str
    done: bool


@dataclass(slots=True)
class KeyNotOfCertificate:
    """What was imported into the trustpoint of this name does not belong together."""

    name: str


@dataclass(slots=True)
class ServerSwitched:
    """An authority on this router."""

    name: str
    on: bool


@dataclass(slots=True)
class AutomaticGrants:
    """The authority of this name grants what it is asked for."""

    name: str


@dataclass(slots=True)
class ServerAsked:
    """Somebody has sent a request (PKCS #10)."""

    name: str
    number: int
    request: bytes


@dataclass(slots=True)
class Validated:
    """Somebody's chain was looked at, as far as the trustpoint of this name ("": none takes it)."""

    session: int
    name: str
    why: Why
    chain: tuple[bytes, ...]


@dataclass(slots=True)
class IdentityNotInCertificate:
    """A peer of IKE says that it is `identity` (`kind`: the number of such), and its certificate has `name`, or nothing
    ("")."""

    kind: int
    identity: str
    name: str
