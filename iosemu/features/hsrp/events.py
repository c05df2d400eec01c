"""What happens to groups."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4
from iosemu.wire.hsrp import Hsrp


@dataclass(slots=True)
class StateChanged:
    """States are `wire.hsrp.State`s."""

    iface: InterfaceName
    group: int
    before: int
    after: int


@dataclass(slots=True)
class HsrpSeen:
    """A packet went out (`peer` 0) or came in."""

    iface: InterfaceName
    packet: Hsrp
    peer: IPv4


@dataclass(slots=True)
class BadAuthentication:
    """`state`: what the packet says of its sender."""

    iface: InterfaceName
    group: int
    peer: IPv4
    state: int


@dataclass(slots=True)
class DuplicateAddress:
    """Another one has our virtual address."""

    iface: InterfaceName
    address: IPv4
    peer: IPv4
