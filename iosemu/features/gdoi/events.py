"""What happens in GDOI: what the log tells, and what debugs do. `group` is its name here."""

from __future__ import annotations

from enum import Enum, auto

from iosemu.records import dataclass
from iosemu.types import IPv4


@dataclass(slots=True)
class GdoiSwitched:
    on: bool


# of members


@dataclass(slots=True)
class RegistrationBegun:
    group: str
    server: IPv4
    address: IPv4
    vrf: str  # of the key exchange
    table: str  # VRF of the traffic


@dataclass(slots=True)
class RegistrationDone:
    group: str
    server: IPv4
    address: IPv4
    vrf: str  # of the key exchange
    table: str  # VRF of the traffic


@dataclass(slots=True)
class PoliciesInstalled:
    """`rekeyed`: by a rekey."""

    group: str
    server: IPv4
    address: IPv4
    vrf: str  # of the key exchange
    table: str  # VRF of the traffic
    kek: bool
    rekeyed: bool


@dataclass(slots=True)
class ReRegistering:
    """TEKs were cleared, or came to their end."""

    group: str


@dataclass(slots=True)
class RekeyReceived:
    group: str
    server: IPv4
    address: IPv4
    sequence: int
    spi: bytes


@dataclass(slots=True)
class DeleteReceived:
    """`within`: seconds after which it registers anew, without any key; 0: its keys live a little longer."""

    group: str
    within: int


class Flaw(Enum):
    """What is wrong with a rekey."""

    MALFORMED = auto()
    SIGNATURE = auto()
    REPLAYED = auto()
    POLICY = auto()


@dataclass(slots=True)
class RekeyRefused:
    group: str
    server: IPv4
    why: Flaw


@dataclass(slots=True)
class ParametersRefused:
    """The server's rekeys are of a kind that `client rekey` does not let in."""

    group: str
    server: IPv4


# of servers


@dataclass(slots=True)
class Unauthorized:
    group: str
    address: IPv4


@dataclass(slots=True)
class UnknownIdentity:
    """Nobody here is the server of that group."""

    address: IPv4
    identity: bytes


@dataclass(slots=True)
class MemberRegistered:
    group: str
    address: IPv4
    again: bool


@dataclass(slots=True)
class RekeySent:
    """`target` 0: to each member by itself."""

    group: str
    server: IPv4
    target: IPv4
    sequence: int


@dataclass(slots=True)
class MemberDeleted:
    group: str
    address: IPv4


@dataclass(slots=True)
class TransportChanged:
    group: str
    unicast: bool


@dataclass(slots=True)
class PolicyChanged:
    """The next rekey tells the members."""

    group: str


@dataclass(slots=True)
class KeyMissing:
    """`rekey authentication` names a pair that is not there."""

    group: str
    label: str


# of cooperative servers


@dataclass(slots=True)
class CoopAdded:
    group: str
    address: IPv4


@dataclass(slots=True)
class CoopRemoved:
    group: str
    address: IPv4


@dataclass(slots=True)
class CoopElection:
    group: str
    previous: IPv4


@dataclass(slots=True)
class CoopPrimary:
    group: str
    address: IPv4
    previous: IPv4  # 0: there was none


@dataclass(slots=True)
class CoopUnreachable:
    group: str
    address: IPv4


@dataclass(slots=True)
class CoopReachable:
    group: str
    address: IPv4


class Step(Enum):
    """A debug line; the comment names its arguments."""

    TEK_LIFETIME = auto()  # seconds
    CONSTRUCT_TEK = auto()  # SPI
    PSEUDOTIME = auto()  # seconds
    SYNC_TIMER = auto()
    SA_SENT = auto()
    KD_SENT = auto()
    NOT_ADDED = auto()
    EXCHANGE_BEGUN = auto()  # message ID
    MEMBER_STATE = auto()  # old, new
    SA_TAKEN = auto()  # TEKs
    KEYS_TAKEN = auto()  # TEKs
    REKEY_OPENED = auto()  # sequence number
    ACK_SENT = auto()  # sequence number
    ACK_RECEIVED = auto()  # address, sequence number
    NOT_ACKNOWLEDGED = auto()  # address


@dataclass(slots=True)
class Trace:
    """One line of `debug crypto gdoi`. `conn_id` and `identity` stand in its tag."""

    step: Step
    args: tuple[int | str | float, ...] = ()
    conn_id: int = 0
    identity: str = ""
    group: str = ""
