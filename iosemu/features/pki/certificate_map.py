"""`crypto pki certificate map`: what its lines say of a certificate. Case and the blanks around signs do not matter."""

from __future__ import annotations

import re
from collections.abc import Callable

from iosemu.crypto.x509 import HOST_NAME, IP_ADDRESS, Certificate
from iosemu.features.pki.model import MapEntry
from iosemu.types import format_ipv4


def _alternate(certificate: Certificate) -> list[str]:
    said = certificate.extensions
    return [*said.dns_names, *said.emails, *map(format_ipv4, said.addresses)]


def _unstructured(certificate: Certificate) -> list[str]:
    return [value for kind in (HOST_NAME, IP_ADDRESS) for value in certificate.subject.values(kind)]


def _any_name(certificate: Certificate) -> list[str]:
    return [certificate.subject.text, *_unstructured(certificate), *_alternate(certificate)]


_FIELDS: dict[str, Callable[[Certificate], list[str]]] = {
    "subject-name": lambda certificate: [certificate.subject.text],
    "issuer-name": lambda certificate: [certificate.issuer.text],
    "unstructured-subject-name": _unstructured,
    "alt-subject-name": _alternate,
    "name": _any_name,
    "serial-number": lambda certificate: [certificate.serial_text],
}


def _plain(text: str) -> str:
    return re.sub(r"\s*([=,+])\s*", r"\1", text.strip()).lower()


def holds(entry: MapEntry, certificate: Certificate) -> bool:
    """All the lines of an entry; one without any holds for nothing."""
    return bool(entry.rules) and all(_holds(*rule, certificate) for rule in entry.rules)


def _holds(of: str, operator: str, value: str, certificate: Certificate) -> bool:
    wanted = _plain(value)
    found = [_plain(text) for text in _FIELDS[of](certificate)]
    if of == "serial-number":
        wanted, found = wanted.lstrip("0"), [text.lstrip("0") for text in found]
    if operator in ("co", "nc"):
        return any(wanted in text for text in found) is (operator == "co")
    return (wanted in found) is (operator == "eq")
