"""Is the identity that a peer of IKE gives itself one of its certificate's? The numbers are those of both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.x509 import HOST_NAME, IP_ADDRESS, Certificate
from iosemu.features.pki.events import IdentityNotInCertificate
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.engine import Host

ADDRESS, FQDN, NAME = 1, 2, 9  # ID_IPV4_ADDR, ID_FQDN, ID_DER_ASN1_DN


def stands_for(host: Host, certificate: Certificate, kind: int, text: str, data: bytes) -> bool:
    """An address or a name that is not the certificate's is told of, and believed; a distinguished name must be its
    own. `text` and `data`: the identity as it is shown, and its octets."""
    said = certificate.extensions
    if kind == NAME:
        return data == certificate.subject.der
    if kind == ADDRESS:
        known = [*map(format_ipv4, said.addresses), *certificate.subject.values(IP_ADDRESS)]
    elif kind == FQDN:
        known = [*certificate.subject.values(HOST_NAME), *said.dns_names]
    else:
        return True
    if text not in known:
        host.emit(IdentityNotInCertificate(kind, text, known[0] if known else ""))
    return True
