"""What NHRP and IPsec hang into a tunnel's driver; crypto sockets are in `sockets`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from iosemu.types import InterfaceName, IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage

Condition = Callable[["Interface"], "str | None"]
"""Gives a reason for the line protocol of a tunnel to be down, or None: a method, of the object that knows."""


class Encodable(Protocol):
    """A packet that need not be encoded to know how long it is."""

    @property
    def length(self) -> int:
        """Of what `encode` gives, bytes."""

    def encode(self) -> bytes: ...


class Resolver(Protocol):
    """NHRP, on a multipoint tunnel."""

    def resolve(self, iface: Interface, next_hop: IPv4, packet: ipv4.IPv4) -> IPv4 | None:
        """NBMA address behind which `next_hop` lives; None: unknown, the packet is dropped."""

    def known(self, iface: Interface) -> Iterable[tuple[IPv4, IPv4]]:
        """Next hops and the NBMA addresses behind which they live."""

    def known_since(self, iface: Interface, next_hop: IPv4) -> float:
        """When such a next hop became known, virtual seconds."""


class TunnelUser(Protocol):
    """NHRP, on a tunnel interface; it is one object for all tunnels of a router."""

    def receive(self, payload: bytes, nbma: IPv4, iface: Interface) -> bool:
        """An NHRP packet came from this NBMA address. False: NHRP does not run on this tunnel."""

    def socket_changed(self, iface: Interface, nbma: IPv4, up: bool) -> None:
        """IPsec tells that packets to this peer can be protected, or no longer."""

    def protection_changed(self, iface: Interface) -> None:
        """`driver.sockets` is another one, or None."""


class Protector(Protocol):
    """IPsec, on a tunnel with `tunnel protection`."""

    def ready(self, nbma: IPv4, iface: Interface) -> bool:
        """Is there an SA to that far end? Changes nothing."""

    def refuse(self, nbma: IPv4, iface: Interface) -> None:
        """A datagram for that far end was not made since there is no SA: what `protect` does with one."""

    def seal(self, nbma: IPv4, protocol: int, payload: bytes, room: int, whole: bool) -> tuple[int, bytes] | None:
        """What `protect` would make of a datagram to that far end with this payload, if it stays between the same
        addresses and fits into `room` bytes: its protocol and payload. None: it is not so simple, nothing was done.
        `whole`: it must not be fragmented."""

    def protect(self, passage: Passage, iface: Interface) -> Sequence[Passage]:
        """Seal the outer datagram (with `tunnel mode ipsec`: the inner one); none: dropped, no SA yet."""

    def accepts(self, passage: Passage, iface: Interface) -> bool:
        """Did this outer datagram come in an SA of the tunnel (`passage.origin`)?"""

    def profile(self, iface: Interface) -> str:
        """Name of the IPsec profile of the tunnel."""

    def forbids(self, iface: Interface, mode: str, source: InterfaceName | IPv4 | None) -> str | None:
        """Why a protected tunnel cannot have this mode and source."""
