"""Crypto sockets: what NHRP asks of IPsec on a tunnel with `tunnel protection`, one socket per NBMA peer.

IPsec puts an object of this kind into `TunnelDriver.sockets` while the tunnel is protected (None otherwise), and calls
`TunnelDriver.nhrp.socket_changed(iface, nbma, up)` each time a socket comes up or goes down.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface


class SocketState(Enum):
    """The lowest layer that is not finished, as the State column of `show dmvpn` names it."""

    IKE = "IKE"  # no ISAKMP SA with the peer
    IPSEC = "IPSEC"  # phase 1 done, no pair of IPsec SAs
    UP = "UP"  # packets to the peer can be protected


class Sockets(Protocol):
    """Implemented by IPsec."""

    def open(self, iface: Interface, nbma: IPv4) -> None:
        """Want SAs with this peer: IKE starts now. Again for an open socket: nothing, or a new try if it is down."""

    def close(self, iface: Interface, nbma: IPv4) -> None:
        """No longer wanted; its SAs are deleted. No error when it is not open."""

    def state(self, iface: Interface, nbma: IPv4) -> SocketState: ...

    def profile(self, iface: Interface) -> str:
        """Name of the IPsec profile of the tunnel."""
