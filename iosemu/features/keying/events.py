"""What all of crypto tells alike."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass
from iosemu.types import InterfaceName


class Work(Enum):
    """Of the crypto engine; the value is its own log line."""

    SHARED_SECRET = "Create DH shared secret"
    IKE_SA = "Create IKE SA"
    IKE_HASH = "Generate IKE hash"
    ENCRYPT = "Encrypt IKE packet"
    DECRYPT = "Decrypt IKE packet"
    QM_KEYS = "Generate IKE QM keys"
    RSA_ENCRYPT = "RSA public encrypt"
    RSA_DECRYPT = "RSA private decrypt"
    RSA_SIGN = "RSA private encrypt"
    RSA_VERIFY = "RSA public decrypt"
    IPSEC_SA = "Create IPSec SA (by keys)"


@dataclass(slots=True)
class CryptoEngine:
    work: Work


@dataclass(slots=True)
class SocketChanged:
    """A crypto socket of a tunnel came up or went down."""

    iface: InterfaceName
    local: int
    peer: int
    up: bool
