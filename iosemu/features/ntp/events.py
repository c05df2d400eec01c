"""What happens in NTP."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4
from iosemu.wire.ntp import Packet


@dataclass(slots=True)
class NtpSent:
    packet: Packet
    local: IPv4
    remote: IPv4
    interface: InterfaceName | None  # that it leaves by


@dataclass(slots=True)
class NtpReceived:
    packet: Packet
    local: IPv4
    remote: IPv4
    interface: InterfaceName
    at: int  # when, as a timestamp of NTP


@dataclass(slots=True)
class ReachChanged:
    remote: IPv4
    reachable: bool


@dataclass(slots=True)
class Synchronized:
    """To a new system peer."""

    remote: IPv4


@dataclass(slots=True)
class SyncLost:
    """Nobody is left to believe."""


@dataclass(slots=True)
class ProcessStarted:
    """The first line of NTP was typed."""


@dataclass(slots=True)
class ClockStepped:
    seconds: float
