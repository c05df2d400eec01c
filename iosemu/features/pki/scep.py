"""SCEP (RFC 8894): requests for certificates, and the answers to them, as messages of CMS with attributes."""

from __future__ import annotations

from enum import Enum, IntEnum

from iosemu.crypto import cms, der
from iosemu.crypto.cms import BadMessage, SignedMessage
from iosemu.crypto.der import BadDer
from iosemu.crypto.rsa import RsaKey
from iosemu.crypto.x509 import Certificate, Name
from iosemu.records import dataclass, field

_ATTRIBUTE = "2.16.840.1.113733.1.9."
_TYPE, _STATUS, _FAIL = f"{_ATTRIBUTE}2", f"{_ATTRIBUTE}3", f"{_ATTRIBUTE}4"
_SENDER, _RECIPIENT, _TRANSACTION = f"{_ATTRIBUTE}5", f"{_ATTRIBUTE}6", f"{_ATTRIBUTE}7"
# SHA-384 is none of the RFC's; strongSwan 5.9.8 takes it for the sign that the standard is followed
CAPABILITIES = (
    "POSTPKIOperation", "Renewal", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "DES3", "AES", "SCEPStandard",
)  # fmt: skip
CA_CERT, CA_RA_CERT = "application/x-x509-ca-cert", "application/x-x509-ca-ra-cert"
MESSAGE = "application/x-pki-message"


class Type(IntEnum):
    CERT_REP = 3
    RENEWAL_REQ = 17
    PKCS_REQ = 19
    GET_CERT_INITIAL = 20
    GET_CERT = 21
    GET_CRL = 22


class Operation(Enum):
    """Those of its URLs that bring no message."""

    GET_CA_CERT = "GetCACert"
    GET_CA_CAPS = "GetCACaps"


class Status(IntEnum):
    SUCCESS = 0
    FAILURE = 2
    PENDING = 3


class Fail(IntEnum):
    BAD_ALG = 0
    BAD_MESSAGE_CHECK = 1
    BAD_REQUEST = 2
    BAD_TIME = 3
    BAD_CERT_ID = 4


@dataclass(slots=True)
class ScepMessage:
    """`content` is sealed for the other end (b"": nothing)."""

    type: int
    transaction: str
    sender: bytes
    content: bytes = field(default=b"", repr=False)
    recipient: bytes = b""
    status: int | None = None
    fail: int | None = None
    signed: SignedMessage | None = field(default=None, repr=False)  # of one that was read

    def encode(self, certificate: Certificate, key: RsaKey, hash_name: str) -> bytes:
        """Signed. Raises BadKey: the key is too short for the hash."""
        attributes = {
            _TYPE: der.text(str(int(self.type))),
            _TRANSACTION: der.text(self.transaction),
            _SENDER: der.octets(self.sender),
        }
        if self.recipient:
            attributes[_RECIPIENT] = der.octets(self.recipient)
        for kind, value in ((_STATUS, self.status), (_FAIL, self.fail)):
            if value is not None:
                attributes[kind] = der.text(str(int(value)))
        return cms.sign(self.content, certificate, key, hash_name, attributes, (certificate,))


def read(data: bytes) -> ScepMessage:
    """Raises BadMessage. Who has signed it is not looked at."""
    signed = cms.read_signed(data)
    try:
        said = {kind: der.read(value) for kind, value in signed.attributes.items()}
        numbers = [_number(said.get(kind)) for kind in (_TYPE, _STATUS, _FAIL)]
        transaction = said[_TRANSACTION].text if _TRANSACTION in said else ""
        sender, recipient = (
            said[kind].must(der.OCTETS).body if kind in said else b"" for kind in (_SENDER, _RECIPIENT)
        )
    except BadDer as error:
        raise BadMessage(str(error)) from None
    if numbers[0] is None or not transaction or len(transaction) > 255 or not transaction.isprintable():
        raise BadMessage("no message of SCEP")
    return ScepMessage(numbers[0], transaction, sender, signed.content, recipient, numbers[1], numbers[2], signed)


def _number(element: der.Element | None) -> int | None:
    if element is None:
        return None
    text = element.text
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise BadMessage("no number")
    return int(text)


def issuer_and_subject(issuer: Name, subject: Name) -> bytes:
    """What a poll asks for."""
    return der.sequence(issuer.der, subject.der)


def issuer_and_serial(certificate: Certificate) -> bytes:
    """What is asked for a list: whose, by a certificate of that authority."""
    return der.sequence(certificate.issuer.der, der.integer(certificate.serial))
