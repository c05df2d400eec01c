"""What happens in DHCP."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Mac
from iosemu.wire.dhcp import Dhcp


class Method(Enum):
    """How it was found out that somebody has an address already."""

    PING = "Ping"
    ARP = "Gratuitous ARP"


class Way(Enum):
    """How an answer of the server goes to its client."""

    BROADCAST = "broadcast"
    UNICAST = "unicast"
    RELAY = "relay"
    KNOWN = "known"  # to the address that the client has


class Notice(Enum):
    """What the server tells those who want to know of leases."""

    DISCOVER = "DISCOVER"
    ASSIGNMENT = "ASSIGNMENT"
    FAILURE = "ASSIGNMENT FAILURE"
    TERMINATION = "TERMINATION"


class Why(Enum):
    """Why a lease ended, or none was given."""

    RELEASE = "RELEASE"
    NO_POOL = "NO POOL"
    NO_ADDRESS = "NO ADDRESS"


# the server


@dataclass(slots=True)
class Asked:
    """A client's message came. `again`: it has waited for the end of a ping; `relay` 0 when it came from the client."""

    message: Dhcp
    client: bytes
    iface: InterfaceName
    relay: IPv4
    again: bool = False


@dataclass(slots=True)
class Answered:
    """OFFER, ACK or NAK left; `address` 0 with a NAK."""

    kind: int
    client: bytes
    address: IPv4
    hardware: bytes
    way: Way
    relay: IPv4


@dataclass(slots=True)
class Saved:
    """A message waits for the end of a ping, under a number."""

    number: int


@dataclass(slots=True)
class Reprocessed:
    number: int


@dataclass(slots=True)
class Searched:
    """An address of a pool is looked for."""

    network: IPv4


@dataclass(slots=True)
class Noticed:
    """`address` 0 where none is concerned; `left` is the rest of the lease in seconds, None for ever."""

    notice: Notice
    hardware: bytes
    address: IPv4 = 0
    length: int = 0
    left: int | None = None
    relay: IPv4 = 0
    why: Why | None = None


@dataclass(slots=True)
class Assigned:
    """An address was chosen for a client, or (`known`) is the one that it had."""

    address: IPv4
    client: bytes
    known: bool = False


@dataclass(slots=True)
class Returned:
    """An address can be given again; `expired`: the lease had come to its end."""

    address: IPv4
    pool: str
    expired: bool = False


@dataclass(slots=True)
class NoPool:
    """There are no addresses for clients on the subnet of this one."""

    address: IPv4


@dataclass(slots=True)
class Exhausted:
    """The pool has no address left."""

    pool: str


@dataclass(slots=True)
class Confused:
    """A client asks for an address that is not the one it was given."""

    requested: IPv4
    assigned: IPv4


@dataclass(slots=True)
class ArpChanged:
    """The server tells ARP of a client, or (`hardware` None) of its end."""

    address: IPv4
    hardware: Mac | None
    vrf: str


@dataclass(slots=True)
class Conflicted:
    """Somebody has an address that the server was about to give, or has given to `client`."""

    method: Method
    address: IPv4
    client: bytes


# the relay agent


@dataclass(slots=True)
class Relayed:
    """A request went to a helper (`giaddr` is that of the relay), or a reply back to the client (`to` 0)."""

    message: Dhcp
    to: IPv4


# the client


class Told(Enum):
    """What the client does."""

    TRY = "try"
    DISCOVER = "discover"
    REQUEST = "request"
    RELEASE = "release"
    DECLINE = "decline"
    WAITING = "waiting"


@dataclass(slots=True)
class LeaseNow:
    """A lease as it is shown; times in seconds, `due` until the next timer fires."""

    iface: InterfaceName
    address: IPv4
    length: int
    server: IPv4
    state: int
    xid: int
    lease: int
    renewal: int
    rebinding: int
    router: IPv4
    due: int
    retries: int
    ident: bytes  # with its type in front
    hostname: str


@dataclass(slots=True)
class ClientSays:
    """`number` is the attempt, or the seconds that it waits; `size` of the message; `unicast` the address that it goes
    to, 0 for everybody; `source` its own."""

    told: Told
    iface: InterfaceName
    number: int = 0
    size: int = 0
    message: Dhcp | None = None
    source: IPv4 = 0
    unicast: IPv4 = 0
    now: LeaseNow | None = None


@dataclass(slots=True)
class ClientHears:
    """`source` and `target` are those of the datagram; `size` is that of UDP."""

    message: Dhcp
    iface: InterfaceName
    source: IPv4
    target: IPv4
    size: int


@dataclass(slots=True)
class AddressAssigned:
    iface: InterfaceName
    address: IPv4
    length: int
    hostname: str
    router: IPv4


@dataclass(slots=True)
class LeaseOver:
    """The client has the address no longer."""

    iface: InterfaceName
    address: IPv4
