"""Numbers of ISAKMP (RFC 2408), IKE (RFC 2409), the IPsec DOI (RFC 2407), NAT traversal and DPD."""

from __future__ import annotations

from enum import IntEnum

from iosemu.wire import Malformed

MAJOR = 1  # version
PORT = 500
NAT_PORT = 4500
NON_ESP_MARKER = b"\0\0\0\0"  # before an ISAKMP message on port 4500 (RFC 3948 section 2.2)
NAT_KEEPALIVE = b"\xff"  # RFC 3948 section 2.3

ENCRYPTED = 1  # flags
COMMIT = 2
DOI_IPSEC = 1
SIT_IDENTITY_ONLY = 1
HEADER_SIZE = 28
LONGEST_VALUE = 1024  # octets of an attribute: a prime of 8192 bits is the longest that any document knows


class Exchange(IntEnum):
    BASE = 1
    MAIN = 2  # "identity protection" in RFC 2408
    AGGRESSIVE = 4
    INFORMATIONAL = 5
    TRANSACTION = 6  # draft-dukes-ike-mode-cfg
    QUICK = 32


class Kind(IntEnum):
    """Payload types."""

    NONE = 0
    SA = 1
    PROPOSAL = 2
    TRANSFORM = 3
    KE = 4
    ID = 5
    CERT = 6
    CR = 7
    HASH = 8
    SIG = 9
    NONCE = 10
    NOTIFY = 11
    DELETE = 12
    VID = 13
    ATTRIBUTES = 14  # draft-dukes-ike-mode-cfg
    NAT_D = 20
    NAT_OA = 21
    NAT_D_DRAFT = 130
    NAT_OA_DRAFT = 131
    FRAGMENT = 132  # [MS-IKEE]


class Notify(IntEnum):
    """Notify message types (RFC 2408 section 3.14.1, RFC 2407 section 4.6.3, RFC 3706)."""

    INVALID_PAYLOAD_TYPE = 1
    DOI_NOT_SUPPORTED = 2
    SITUATION_NOT_SUPPORTED = 3
    INVALID_COOKIE = 4
    INVALID_MAJOR_VERSION = 5
    INVALID_MINOR_VERSION = 6
    INVALID_EXCHANGE_TYPE = 7
    INVALID_FLAGS = 8
    INVALID_MESSAGE_ID = 9
    INVALID_PROTOCOL_ID = 10
    INVALID_SPI = 11
    INVALID_TRANSFORM_ID = 12
    ATTRIBUTES_NOT_SUPPORTED = 13
    NO_PROPOSAL_CHOSEN = 14
    BAD_PROPOSAL_SYNTAX = 15
    PAYLOAD_MALFORMED = 16
    INVALID_KEY_INFORMATION = 17
    INVALID_ID_INFORMATION = 18
    INVALID_HASH_INFORMATION = 23
    AUTHENTICATION_FAILED = 24
    UNEQUAL_PAYLOAD_LENGTHS = 30
    CONNECTED = 16384
    RESPONDER_LIFETIME = 24576
    REPLAY_STATUS = 24577
    INITIAL_CONTACT = 24578
    R_U_THERE = 36136
    R_U_THERE_ACK = 36137


class IdType(IntEnum):
    IPV4_ADDR = 1
    FQDN = 2
    USER_FQDN = 3
    IPV4_ADDR_SUBNET = 4
    IPV4_ADDR_RANGE = 7
    DER_ASN1_DN = 9
    KEY_ID = 11


class Oakley(IntEnum):
    """Phase 1 attribute types (RFC 2409 appendix A)."""

    ENCRYPTION = 1
    HASH = 2
    AUTHENTICATION = 3
    GROUP = 4
    LIFE_TYPE = 11
    LIFE_DURATION = 12
    KEY_LENGTH = 14


class IpsecAttribute(IntEnum):
    """Phase 2 attribute types (RFC 2407 section 4.5)."""

    LIFE_TYPE = 1
    LIFE_DURATION = 2
    GROUP = 3
    ENCAPSULATION = 4
    AUTHENTICATION = 5
    KEY_LENGTH = 6
    EXTENDED_SEQUENCE = 11  # (RFC 4304)


class Cfg(IntEnum):
    """What an attributes payload is (draft-dukes-ike-mode-cfg section 3.2)."""

    REQUEST = 1
    REPLY = 2
    SET = 3
    ACK = 4


class CfgAttribute(IntEnum):
    """What can be asked for and told: of mode configuration (draft-dukes-ike-mode-cfg section 3.4), of XAUTH
    (draft-beaulieu-ike-xauth-02 section 6.2), and of Cisco's own (Unity)."""

    ADDRESS = 1
    NETMASK = 2
    DNS = 3
    NBNS = 4
    EXPIRY = 5
    DHCP = 6
    VERSION = 7
    SUBNET = 13
    XAUTH_TYPE = 16520
    XAUTH_USER = 16521
    XAUTH_PASSWORD = 16522
    XAUTH_PASSCODE = 16523
    XAUTH_MESSAGE = 16524
    XAUTH_CHALLENGE = 16525
    XAUTH_DOMAIN = 16526
    XAUTH_STATUS = 16527
    BANNER = 28672
    SAVE_PASSWORD = 28673
    DEFAULT_DOMAIN = 28674
    SPLIT_DNS = 28675
    SPLIT_INCLUDE = 28676
    NATT_PORT = 28677
    LOCAL_LAN = 28678
    PFS = 28679
    FIREWALL = 28680
    BACKUP_SERVERS = 28681


class BadPayload(Malformed):
    """Not a valid message. `notify` is what the peer may be told, `kind` the payload at fault (NONE: the header)."""

    def __init__(self, text: str, notify: Notify, kind: int = Kind.NONE, reserved: bool = False) -> None:
        super().__init__(f"ISAKMP: {text}")
        self.notify = notify
        self.kind = kind
        self.reserved = reserved  # a reserved octet is not zero: what a wrong key gives first
