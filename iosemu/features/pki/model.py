"""Configuration of PKI. Defaults are those of IOS 15; sources: Security Command Reference, `crypto pki …`."""

from __future__ import annotations

from iosemu.crypto.x509 import BadCertificate, Certificate, read_certificate
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4

TERMINAL, SELF_SIGNED, URL, PKCS12, PROFILE = "terminal", "selfsigned", "url", "pkcs12", "profile"
OWN, CA, SELF = "", "ca", "self-signed"  # kinds of certificates of a chain


@dataclass(slots=True)
class Trustpoint:
    """`crypto pki trustpoint`."""

    name: str = ""
    enrollment: str = ""  # terminal, selfsigned, url, pkcs12, profile; "": nothing said
    pem: bool = False  # of terminal: requests are wrapped
    serial_number: str = ""  # yes, none; "": it is asked for
    fqdn: str = ""  # "": the router's own
    fqdn_none: bool = False
    address: IPv4 | None = None
    address_interface: InterfaceName | None = None
    address_none: bool = False
    subject: str = ""
    url: str = ""
    retry_count: int = 10
    retry_minutes: int = 1
    vrf: str = ""
    source: InterfaceName | None = None
    fingerprint: str = ""
    revocation: list[str] = field(default_factory=lambda: ["crl"])  # crl, ocsp, none: in this order
    ocsp_url: str = ""  # "": that of the certificate
    ocsp_nonce_off: bool = False
    key_label: str = ""
    key_size: int = 0  # 0: that of the release
    auto_enroll: bool = False
    auto_percent: int = 100  # of its life, after which a certificate is renewed
    auto_regenerate: bool = False  # with a new key
    ec_label: str = ""  # of a pair on a curve, in the place of RSA's
    hash: str = ""  # "": that of the release
    profile: str = ""  # of `crypto pki profile enrollment`
    password: str = ""  # to revoke the certificate with; "": it is asked for
    regenerate: bool = False  # each enrollment has a new key
    usage: list[str] = field(default_factory=list)  # what certificates of it are for; none: everything
    # who else is believed: only who matches one; and what does not count for who does
    certificate_maps: dict[str, MatchedBy] = field(default_factory=dict)


@dataclass(slots=True)
class MatchedBy:
    """`match certificate`."""

    name: str = ""
    expired: bool = False  # is believed all the same
    unchecked: bool = False  # nobody asks whether it is revoked


@dataclass(slots=True)
class EnrollmentProfile:
    """`crypto pki profile enrollment`: how an authority is asked."""

    name: str = ""
    authentication_url: str = ""
    authentication_terminal: bool = False
    enrollment_url: str = ""
    enrollment_terminal: bool = False
    credential: str = ""  # the trustpoint whose certificate signs the request


@dataclass(slots=True)
class Chain:
    """`crypto pki certificate chain`: octets in hexadecimal by (kind, serial number)."""

    name: str = ""
    certificates: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, *kinds: str) -> list[Certificate]:
        """Certificates of these kinds, those of our own first."""
        return [cert for kind, cert in self.all() if kind in kinds]

    def all(self) -> list[tuple[str, Certificate]]:
        """(kind, certificate)"""
        found = []
        for (kind, _), digits in sorted(self.certificates.items(), key=lambda each: each[0][0] == CA):
            try:
                found.append((kind, read_certificate(bytes.fromhex(digits))))
            except (BadCertificate, ValueError):
                continue
        return found


@dataclass(slots=True)
class MapEntry:
    """`crypto pki certificate map`: all its lines must hold."""

    name: str = ""
    sequence: int = 0
    rules: dict[tuple[str, str, str], bool] = field(default_factory=dict)  # (field, operator, value)


@dataclass(slots=True)
class AuthorityConfig:
    """`crypto pki server`. Days and hours of lives."""

    name: str = ""
    level: str = "minimum"  # of its database: minimum, names, complete
    archive: bool = True  # of its key, under a passphrase
    issuer: str = ""
    mode: str = ""  # sub-cs: below another authority; "": at the root
    grant: str = ""  # auto, none; "": somebody decides
    grant_trustpoints: dict[str, bool] = field(default_factory=dict)  # whose certificates may sign for others
    url: str = ""  # where the database is; "": NVRAM
    days: int = 365  # certificates
    ca_days: int = 1095
    crl_hours: int = 6
    request_hours: int = 168
    hash: str = ""  # "": that of the release
    cdp_url: str = ""
    shutdown: bool = False


@dataclass(slots=True)
class PkiConfig:
    """On a device."""

    servers: dict[str, AuthorityConfig] = field(default_factory=dict)
    profiles: dict[str, EnrollmentProfile] = field(default_factory=dict)
    trustpoints: dict[str, Trustpoint] = field(default_factory=dict)
    maps: dict[tuple[str, int], MapEntry] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
