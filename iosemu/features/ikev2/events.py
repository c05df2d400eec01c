"""What an IKEv2 engine tells of itself: steps that can be watched, and the few events that others act on.

A `Trace` is one step of an exchange; `debug.py` words it. Engines ask first whether anybody listens.
"""

from __future__ import annotations

from enum import Enum, auto

from iosemu.features.ikev2.states import State
from iosemu.records import dataclass


class Step(Enum):
    """One line of the log; the comment names its arguments."""

    # keys, policies, profiles
    KEYRING = auto()  # profile's keyring
    PEER_BLOCK = auto()  # its name
    NO_PEER_BLOCK = auto()
    SEARCH_POLICY = auto()  # fvrf number, local address
    DEFAULT_POLICY = auto()
    FOUND_POLICY = auto()  # name
    NO_POLICY = auto()
    PROFILE_FOUND = auto()  # name
    PROFILE_NOT_FOUND = auto()
    SEARCH_IDENTITY = auto()  # identity, its type
    # cryptography
    DH_PUBLIC = auto()  # group
    DH_PASSED = auto()
    DH_QUEUED = auto()
    DH_SECRET = auto()  # group
    DH_SECRET_QUEUED = auto()
    SKEYSEED = auto()
    SKEYSEED_PASSED = auto()
    GENERATE_AUTH = auto()
    USE_PSK = auto()  # identity, length
    AUTH_WORK = auto()
    AUTH_PASSED = auto()
    MY_METHOD = auto()
    MY_METHOD_IS = auto()  # method
    PEER_METHOD = auto()
    PEER_METHOD_IS = auto()  # method
    GET_PEER_PSK = auto()  # identity
    VERIFY_AUTH = auto()
    AUTH_GOOD = auto()
    AUTH_BAD = auto()
    PEER_AUTH_MISMATCH = auto()
    # certificates
    TRUSTPOINTS = auto()
    TRUSTPOINTS_FOUND = auto()  # names
    KEY_HASHES = auto()
    KEY_HASHES_FOUND = auto()
    PKI_OPEN = auto()
    PKI_OPENED = auto()
    PKI_CLOSE = auto()
    PKI_CLOSED = auto()
    CHAIN_WANTED = auto()  # trustpoint
    CHAIN_FOUND = auto()
    SIGN = auto()
    KEY_WANTED = auto()
    KEY_FOUND = auto()
    SIGN_WORK = auto()
    SIGN_PASSED = auto()
    SIGN_FAILED = auto()
    SIGNED = auto()
    NO_SIGNATURE = auto()  # RSA or EC
    VALIDATE = auto()
    VALIDATE_PASSED = auto()
    VALIDATE_FAILED = auto()
    PLATFORM_ERRORS = auto()
    CERT_FAILED = auto()
    VERIFY_WORK = auto()
    VERIFY_PASSED = auto()
    VERIFY_FAILED = auto()
    NO_PROFILE_BY_CERT = auto()
    NO_ITEM = auto()
    # messages
    NO_CONFIG_IN_INIT = auto()
    GENERATING = auto()  # exchange
    IKE_PROPOSAL = auto()  # number, SPI size, initial or rekey, count, names
    ESP_PROPOSAL = auto()  # number, protocol, count, names
    SENDING = auto()  # remote, port, local, port, vrf, spis, message id, exchange, REQUEST or RESPONSE, payloads
    RECEIVED = auto()  # the same
    ENCRYPTING = auto()  # payloads
    DECRYPTED = auto()  # payloads
    INSERT_SA = auto()
    PROCESSING = auto()  # exchange
    VERIFY_INIT = auto()
    CHECK_NAT = auto()
    NO_NAT = auto()
    NAT_INSIDE = auto()
    NAT_OUTSIDE = auto()
    COMPLETED_INIT = auto()
    CHECK_EAP = auto()
    CONSTRUCT_ID = auto()  # payload, identity, type
    AUTH_TIMER = auto()
    AUTH_TIMER_STOPPED = auto()
    AUTH_TIMER_EXPIRED = auto()
    PROCESS_AUTH_NOTIFY = auto()
    VERIFY_POLICY = auto()
    POLICY_VERIFIED = auto()
    SA_CREATED = auto()  # seconds
    SESSION_UP = auto()  # their identity, ours
    MIB_TUNNEL = auto()  # number
    CHECK_DUPLICATE = auto()
    NO_DUPLICATE = auto()
    DUPLICATE = auto()
    INITIAL_CONTACT = auto()
    LOAD_KEYS = auto()
    CREATE_IPSEC = auto()
    IPSEC_CREATED = auto()
    RETRANSMIT = auto()
    IN_WINDOW = auto()
    COOKIE_ASKED = auto()
    COOKIE_SENT = auto()
    INVALID_KE = auto()  # group
    INVALID_KE_SENT = auto()  # group
    FRAGMENTED = auto()  # how many
    # authorization and configuration
    AUTHOR_REQUEST = auto()  # list, name
    AUTHOR_SENT = auto()
    AUTHOR_ANSWER = auto()
    AUTHOR_FAILED = auto()
    CONFIG_OUT = auto()
    CONFIG_TYPE = auto()  # Config-request …
    CONFIG_ATTRIBUTE = auto()  # name, length, data
    CONFIG_READY = auto()
    CONFIG_IN = auto()
    CONFIG_VALID = auto()
    CONFIG_SET = auto()
    ADDRESS_ALLOCATED = auto()  # address, pool
    ADDRESS_FAILED = auto()
    # the end
    SEND_DELETE_CHILD = auto()  # SPI
    SEND_DELETE_IKE = auto()  # spis
    QUEUE_DELETE = auto()  # reason
    CHECK_CHILD = auto()
    DELETE_ALL = auto()
    DELETE_ACK = auto()
    DELETE_RECEIVED = auto()  # SPI
    DELETE_IKE_RECEIVED = auto()
    DELETING = auto()
    ABORT = auto()
    LIVENESS = auto()
    LIVENESS_ANSWER = auto()
    REKEY_CHILD = auto()  # SPI
    REKEY_IKE = auto()
    REKEYED_IKE = auto()
    # errors
    RECEIVED_POLICIES = auto()  # text of proposals
    EXPECTED_POLICIES = auto()
    NO_MATCHING_POLICY = auto()
    SEND_NO_PROPOSAL = auto()
    NO_PROPOSAL = auto()
    FAILED_INIT = auto()
    INITIAL_FAILED = auto()
    MAX_RETRANSMIT = auto()
    AUTH_FAILED = auto()
    NOT_AUTHENTICATED = auto()
    SEND_AUTH_FAILURE = auto()
    TS_UNACCEPTABLE = auto()
    TS_RECEIVED = auto()
    NO_KEYS = auto()
    INVALID_SPI = auto()
    BAD_PARAMETER = auto()
    CHILD_FAILED = auto()
    TEMPORARY = auto()
    # `internal`
    SM = auto()  # state, event, message id


@dataclass(slots=True)
class OneSa:
    """An IKE SA as it was."""

    conn_id: int
    session_id: int
    local: int
    remote: int
    local_port: int
    remote_port: int
    initiator: bool
    spi_i: int
    spi_r: int
    state: State
    vrf: str


@dataclass(slots=True)
class Trace:
    """One step of an exchange with `remote`; `sa` is None before there is one."""

    sa: OneSa | None
    remote: int
    step: Step
    args: tuple[int | str, ...]


@dataclass(slots=True)
class Ikev2Up:
    """An SA is there; `crypto logging ikev2` tells of it."""

    remote: int


@dataclass(slots=True)
class Ikev2Down:
    remote: int


@dataclass(slots=True)
class FlexUp:
    """A FlexVPN client is connected; `inside` is the address that it was given, 0 for none."""

    client: str
    local: int
    remote: int
    inside: int


@dataclass(slots=True)
class FlexDown:
    client: str
    local: int
    remote: int
