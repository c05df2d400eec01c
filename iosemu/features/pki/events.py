"""What happens to certificates. Serial numbers are numbers; names are told as IOS writes them."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from iosemu.records import dataclass


@dataclass(slots=True)
class TrustpointMade:
    name: str


@dataclass(slots=True)
class CertificateInstalled:
    """`ca`: one of an authority, not our own."""

    trustpoint: str
    ca: bool
    issuer: str
    subject: str
    serial: int
    ends: datetime  # UTC
    retrieved: bool  # it came from an authority that was asked


@dataclass(slots=True)
class EnrollmentBegun:
    trustpoint: str


@dataclass(slots=True)
class RequestMade:
    """A request for a certificate, by its fingerprints (hexadecimal)."""

    trustpoint: str
    md5: str
    sha1: str
    terminal: bool


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
    NOT_CA = "issuer is no certificate authority"
    CRITICAL = "unknown critical extension"
    NO_MATCH = "certificate not matched by a map"


@dataclass(slots=True)
class Validated:
    """Somebody's certificate was looked at. `moment` is the limit that it is out of."""

    session: int
    trustpoint: str
    why: Why
    serial: int
    subject: str
    path: int  # certificates of its chain
    octets: int
    moment: datetime | None = None  # UTC
    told: str = ""  # the moment as the clock tells it
    checked: str = ""  # how its revocation was looked for: crl, none
