"""What happens to TCP connections. Addresses are (IPv4, port); `serial` counts the connections of a router."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4

Address = tuple[IPv4, int]


@dataclass(slots=True)
class ConnectionCreated:
    serial: int
    local: Address
    remote: Address
    random_port: bool


@dataclass(slots=True)
class ConnectionAccepted:
    """A listener took it."""

    serial: int
    local: Address
    remote: Address


@dataclass(slots=True)
class SynSent:
    serial: int
    remote: Address
    sequence: int
    mss: int  # bytes, as advertised


@dataclass(slots=True)
class StateChanged:
    serial: int
    local: Address
    remote: Address
    old: str
    new: str


@dataclass(slots=True)
class Retransmitting:
    serial: int
    local: Address
    remote: Address
    sequence: int
    timeout: float  # seconds until the next time


@dataclass(slots=True)
class ConnectionGone:
    serial: int
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
