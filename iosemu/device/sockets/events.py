"""What happens to TCP connections and at a TFTP server.

Addresses are (IPv4, port); `tcb` is the handle of a connection, `socket` that of a transfer.
"""

from __future__ import annotations

from iosemu.device.sockets.machine import State
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4

Address = tuple[IPv4, int]


@dataclass(slots=True)
class ConnectionCreated:
    tcb: int
    local: Address
    remote: Address
    random_port: bool


@dataclass(slots=True)
class ConnectionAccepted:
    """A listener took it."""

    tcb: int
    local: Address
    remote: Address


@dataclass(slots=True)
class SynSent:
    tcb: int
    remote: Address
    sequence: int
    acknowledgment: int
    mss: int  # bytes, as advertised


@dataclass(slots=True)
class StateChanged:
    tcb: int
    local: Address
    remote: Address
    old: State
    new: State


@dataclass(slots=True)
class Retransmitting:
    tcb: int
    local: Address
    remote: Address
    sequence: int
    count: int  # of times that it went out again
    timeout: float  # seconds until the next time


@dataclass(slots=True)
class ConnectionGone:
    tcb: int
    local: Address
    remote: Address


@dataclass(slots=True)
class Signature:
    """A segment whose MD5 digest is missing, unwanted or wrong."""

    present: bool
    src: IPv4
    src_port: int
    dst: IPv4
    dst_port: int
    table: int = 0  # number of the VRF


@dataclass(slots=True)
class FileAsked:
    """Somebody wants to read or write a file."""

    name: str
    remote: Address
    write: bool
    interface: InterfaceName  # that the request came by
    socket: int
    process: int  # of the server


@dataclass(slots=True)
class FileOpened:
    name: str  # where it lies
    size: int  # octets
    process: int


@dataclass(slots=True)
class FileFinished:
    name: str  # where it lies
    seconds: float
    process: int


@dataclass(slots=True)
class FileRefused:
    code: int  # of TFTP


@dataclass(slots=True)
class BlockSent:
    block: int
    retry: int
    socket: int


@dataclass(slots=True)
class BlockAcknowledged:
    block: int
    socket: int
