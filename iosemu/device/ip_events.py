"""What the IP stack tells: packets it handled itself, ICMP, ARP."""

from __future__ import annotations

from enum import Enum

from iosemu.device.drops import Reason
from iosemu.device.passage import Fate
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Mac
from iosemu.wire.arp import Arp
from iosemu.wire.icmp import Icmp
from iosemu.wire.ipv4 import IPv4 as Datagram


class Step(Enum):
    """What was done with a packet that this router receives, makes or cannot forward."""

    RECEIVED = "received"
    SENDING = "sending"
    UNROUTABLE = "unroutable"
    DENIED = "access denied"
    ENCAPSULATION_FAILED = "encapsulation failed"


@dataclass(slots=True)
class PacketHandled:
    """`came` is None for a packet of our own, `leaves` None while (or when) no way out is known."""

    step: Step
    packet: Datagram
    came: InterfaceName | None
    leaves: InterfaceName | None
    next_hop: IPv4
    own: bool = False  # its source is an address of ours
    table: int = 0  # number of the VRF that it is looked up in


@dataclass(slots=True)
class PassageEnded:
    """The way of a datagram through the router is over. `came` is None for what was made here; `at` is the interface
    that counts it, None for one made here that found no way out; `reason` only of what was dropped.
    """

    packet: Datagram
    vrf: str
    came: InterfaceName | None
    out: InterfaceName | None
    at: InterfaceName | None
    fate: Fate
    reason: Reason | None


@dataclass(slots=True)
class IcmpSent:
    """`target` is the destination of the datagram that an error is about (0 for a query or reply)."""

    message: Icmp
    src: IPv4
    dst: IPv4
    target: IPv4


@dataclass(slots=True)
class IcmpReceived:
    message: Icmp
    src: IPv4
    dst: IPv4
    target: IPv4


@dataclass(slots=True)
class ArpSent:
    packet: Arp
    iface: InterfaceName


@dataclass(slots=True)
class ArpReceived:
    packet: Arp
    iface: InterfaceName


@dataclass(slots=True)
class ArpEntryMade:
    """`mac` is None for an incomplete entry."""

    address: IPv4
    mac: Mac | None
    iface: InterfaceName


@dataclass(slots=True)
class ArpFiltered:
    """A request whose sender is not on a subnet of the interface."""

    packet: Arp
    iface: InterfaceName


@dataclass(slots=True)
class AddressConflict:
    """Another station uses an address of ours."""

    address: IPv4
    mac: Mac
    iface: InterfaceName
