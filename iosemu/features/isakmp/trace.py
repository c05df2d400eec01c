"""What an ISAKMP engine tells of itself: steps that can be watched, and the few events that others act on.

A `Trace` is one step of an exchange; `debug.py` words it. Engines ask first whether anybody listens.
"""

from __future__ import annotations

from enum import Enum, auto

from iosemu.features.isakmp.mismatch import Mismatch
from iosemu.features.isakmp.states import NodeState, State
from iosemu.features.pki.events import Why
from iosemu.records import dataclass
from iosemu.wire.isakmp import Identification


class Denial(Enum):
    """Why an SA is not admitted, in IOS's words."""

    ACTIVE = "IKE SA LIMIT REACHED"
    NEGOTIATING = "IKE IN-NEG SA LIMIT REACHED"


class Step(Enum):
    """One line of the log; the comment names its arguments."""

    # requests and peers
    SA_REQUEST = auto()  # profile
    PEER_CREATED = auto()  # peer
    PEER_FOUND = auto()  # peer
    PEER_NEW = auto()  # peer
    PEER_LOCKED = auto()  # peer, by
    PEER_UNLOCKED = auto()  # peer, by
    PEER_REAPED = auto()  # peer
    PORTS = auto()  # local, remote
    NEW_NODE = auto()  # message id
    SA_INSERTED = auto()
    SA_DUPLICATE = auto()
    BUDDING = auto()
    OUTSTANDING = auto()
    SITTING_IDLE = auto()
    NO_AGGRESSIVE = auto()
    TUNNEL_ATTRIBUTES = auto()
    TUNNEL_PASSWORD = auto()
    KMI_ERROR = auto()
    NO_MODE = auto()
    NO_KEY = auto()  # address
    NO_CERT_OR_KEY = auto()
    CANNOT_START = auto()
    NO_HOST_KEY = auto()  # name
    KEY_FOUND = auto()  # address or name
    KEY_LOCAL = auto()
    KEYRING_FOUND = auto()  # ADDRESS or HOST, keyring
    KEY_NOT_IN_PROFILE = auto()  # profile
    # state machines
    INPUT = auto()  # major, minor
    TRANSITION = auto()  # old, new
    NODE_INPUT = auto()  # message id, major, minor
    NODE_TRANSITION = auto()  # old, new
    FSM_ERROR = auto()  # number
    UNKNOWN_INPUT = auto()  # major, minor, state
    # packets
    SENDING = auto()
    SENT = auto()
    RECEIVED = auto()  # remote, dport, sport, role
    BEGIN_MAIN = auto()
    BEGIN_AGGRESSIVE = auto()
    PROCESSING = auto()  # payload, message id
    CONSTRUCTED_VENDOR = auto()  # which
    VENDOR = auto()
    VENDOR_MAJOR = auto()  # major
    VENDOR_IS = auto()  # name
    VENDOR_NATT = auto()  # name
    VENDOR_IOS = auto()
    VENDOR_CLAIMED = auto()
    FRAGMENTATION = auto()
    FRAGMENTATION_OFF = auto()
    PAYLOAD_TYPE = auto()  # number
    HIS_HASH = auto()
    MY_HASH = auto()
    BOTH_NAT = auto()
    NO_NAT = auto()
    UDP_ENC = auto()
    PORT_FLOATED = auto()  # port
    # policies
    SCANNING = auto()  # profile names
    XAUTH_IN_PROFILE = auto()  # profile
    CHECKING = auto()  # transform, priority
    ATTRIBUTE = auto()  # text
    LIFE_DURATION = auto()  # value, octets, indent
    MISMATCH = auto()  # Mismatch
    NOT_ACCEPTABLE = auto()  # next payload
    ACCEPTABLE = auto()  # next payload
    ACTUAL_LIFE = auto()  # seconds
    LIFE = auto()
    VPI_LENGTH = auto()  # octets
    LIFE_SECONDS = auto()  # seconds
    BASIC_LIFE = auto()  # seconds
    RETURNING_LIFE = auto()  # seconds
    LIFETIME_TIMER = auto()  # seconds
    NO_OFFERS = auto()
    NOT_ACCEPTABLE_P1 = auto()
    CANNOT_INFORM = auto()
    GROUP_SIZE = auto()  # octets of a public value of the group, of the one that came
    # authentication
    SEND_INITIAL_CONTACT = auto()
    DOING = auto()  # method, id type
    NO_PUBLIC_KEY = auto()  # address
    NOT_OPENED = auto()
    CERT_REQUESTED = auto()  # name of the authority
    CERT_WANTED = auto()
    CERT_WANTED_OF = auto()  # name of the authority
    TRUSTPOINT_CHOSEN = auto()  # trustpoint
    NO_OWN_CERT = auto()
    CERT_SENT = auto()  # subject
    SIGNING = auto()  # trustpoint
    CERT_SHOWN = auto()
    ID_PAYLOAD = auto()  # Identification, next payload
    ID_LENGTH = auto()  # octets
    NO_PROFILE = auto()
    PROFILE_MATCH = auto()  # profile
    NOTIFY_IN = auto()  # name, protocol, spi, message id
    NOTIFY_OUT = auto()  # name, protocol, spi, message id
    AUTHENTICATED = auto()
    AUTHENTICATED_WITH = auto()
    INITIAL_CONTACT = auto()
    INITIAL_CONTACT_DELETE = auto()
    FIND_PEER = auto()
    INSERT_PEER = auto()
    HASH_MISMATCH = auto()
    RESERVED = auto()  # payload
    SENDING_LIFETIME = auto()  # seconds
    RESTART_LIFETIME = auto()  # seconds
    # quick mode
    BEGIN_QUICK = auto()  # message id
    GETS_SPI = auto()  # Initiator or Responder
    CHECKING_PROPOSAL = auto()  # number
    TRANSFORM = auto()  # number, name
    TRANSFORM_ATTRIBUTES = auto()
    QM_ATTRIBUTE = auto()  # text
    QM_ACCEPTABLE = auto()
    POLICY_INVALID = auto()  # error
    NOT_ACCEPTABLE_P2 = auto()
    CREATING = auto()  # OnePair
    NO_PEER_INDEX = auto()
    INSTALL_CALLBACK = auto()
    INSTALLED = auto()  # spi, interface
    NODE_DELETED = auto()  # message id, error, reason
    NODE_PURGED = auto()  # message id
    QM_TIMER = auto()
    DELETING_SPI = auto()  # spi, message id
    ENQUEUED_DELETE = auto()  # spi
    NO_SA_FOR_DELETE = auto()  # local, remote, spi
    # retransmission
    RETRANSMITTING = auto()
    RETRANSMIT = auto()
    RETRANSMITTING_P2 = auto()  # message id
    RETRANSMIT_P2 = auto()  # message id
    ERROR_COUNT = auto()  # attempt, why
    NODE_ERROR_COUNT = auto()  # attempt, why
    DUPLICATE = auto()  # phase
    RETRANSMIT_DUE = auto()  # phase
    RETRANSMIT_SKIPPED = auto()  # phase, milliseconds
    # names and settings of clients
    NEED_XAUTH = auto()
    NEW_CONFIG_NODE = auto()  # message id, phase
    XAUTH_ASKED = auto()  # request or reply, attribute
    CONFIG_BEGUN = auto()  # message id
    CONFIG_ANSWERED = auto()  # message id
    CONFIG_PAYLOAD = auto()  # REQUEST, REPLY, SET, ACK
    TRANSACTION = auto()  # message id
    XAUTH_STATUS = auto()  # ACK Processed, …
    UNITY_CLIENT = auto()
    CONFIG_CHECKING = auto()
    CONFIG_ATTRIBUTE = auto()  # name
    GROUP_ASKED = auto()  # name
    ADDRESS_GIVEN = auto()  # address
    CONFIG_SENDING = auto()  # what
    CONFIG_UNKNOWN = auto()  # number
    NO_ADDRESS = auto()
    # the end
    PARANOID = auto()
    DELETING = auto()  # reason
    DELETING_AGAIN = auto()  # reason
    PURGING = auto()
    NOTIFY_NO_HASH = auto()
    # dead peer detection
    DPD_SEQUENCE = auto()  # number
    DPD_RECEIVED = auto()  # name, sequence
    DPD_ERROR = auto()  # count
    NOT_RESPONDING = auto()


@dataclass(slots=True)
class OneSa:
    """An ISAKMP SA, as it was."""

    conn_id: int
    local: int
    remote: int
    local_port: int
    remote_port: int
    role: str  # I or R
    phase: str
    pointer: int
    peer_pointer: int


@dataclass(slots=True)
class OnePeer:
    """A peer struct, as it was."""

    port: int
    pointer: int
    handle: int
    refcount: int


@dataclass(slots=True)
class OnePair:
    """What a quick mode made."""

    local: int
    remote: int
    ours: int  # address of our proxy
    theirs: int
    spis: tuple[tuple[int, int], ...]  # (inbound, outbound) of each layer
    seconds: int
    kilobytes: int


Told = int | str | bool | OnePeer | OnePair | Identification | State | NodeState | Mismatch


@dataclass(slots=True)
class Trace:
    """One step of an exchange with `remote`; `sa` is None before there is one."""

    sa: OneSa | None
    remote: int
    step: Step
    args: tuple[Told, ...]


@dataclass(slots=True)
class IsakmpSwitched:
    on: bool


@dataclass(slots=True)
class NoSaForMessage:
    """A message whose cookies nobody knows, and no initial offer."""

    remote: int


@dataclass(slots=True)
class BadMessage:
    """A message that failed its sanity check."""

    remote: int


@dataclass(slots=True)
class NotEncrypted:
    remote: int


@dataclass(slots=True)
class SaNotAuthenticated:
    """A quick mode before phase 1 is done."""

    remote: int


@dataclass(slots=True)
class ModeFailure:
    """An exchange failed for good; `mode` is Main, Informational, Aggressive or (older releases tell of it) Quick."""

    mode: str
    remote: int


@dataclass(slots=True)
class NoPresharedKey:
    remote: int


@dataclass(slots=True)
class AggressiveDisabled:
    remote: int


@dataclass(slots=True)
class AuthenticationFailed:
    """`method` is its number in RFC 2409 appendix A."""

    remote: int
    method: int


@dataclass(slots=True)
class KeyQueryFailed:
    """There is no public key of a peer."""

    remote: int


@dataclass(slots=True)
class CertificateRefused:
    """What a peer has shown is not believed."""

    remote: int
    why: Why


@dataclass(slots=True)
class SaDenied:
    """Call admission refuses an SA with `remote`, which an end at `src` wants with one at `dst`."""

    remote: int
    outgoing: bool
    src: int
    dst: int
    why: Denial


@dataclass(slots=True)
class DefaultPoliciesUsed:
    """The built-in policies are in force because none is configured."""
