"""What UDP and TCP ask of the network layer beneath them: the same for both address families."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.device import Device
    from iosemu.device.fib import Entry
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.rib import RoutingTable
    from iosemu.device.vrf import Vrf
    from iosemu.wire import ipv4
    from iosemu.wire.icmp import Quote

Unreachable = Callable[["Quote", "int | None", "Passage"], object]
"""`fn(quote, mtu, passage)`: a datagram of ours did not arrive; `mtu` (bytes) when it was too long for the way."""


class Carrier(Protocol):
    """`IpStack` is that of IPv4, `Ip6Stack` that of IPv6. Addresses are integers of 32 or (`wide`) 128 bits."""

    device: Device
    wide: bool
    header: int  # bytes of a header without options

    def register(self, protocol: int, handler: Callable[[Passage, Interface], object]) -> Claim:
        """Datagrams of this protocol to us go to `handler`; what ends that. Raises Taken."""

    def on_unreachable(self, fn: Unreachable) -> object:
        """Who hears that a datagram of ours did not arrive."""

    def table(self, vrf: Vrf) -> RoutingTable:
        """That of this family."""

    def route(self, vrf: Vrf, dst: int) -> Entry | None:
        """How `dst` is reached."""

    def source_for(self, vrf: Vrf, dst: int) -> int | None:
        """The address that a datagram to `dst` gets."""

    def own_address(self, iface: Interface, dst: int) -> int | None:
        """That of the interface which a datagram to `dst` gets."""

    def unicast(self, address: int) -> bool:
        """May it be the address of one host?"""

    def datagram(
        self, src: int, dst: int, protocol: int, payload: bytes, ttl: int, tos: int, whole: bool = False
    ) -> ipv4.IPv4:
        """A datagram to be sent; `whole`: it must not be fragmented."""

    def send(
        self, vrf: Vrf, packet: ipv4.IPv4, iface: Interface | None = None, next_hop: int | None = None,
        origin: object = None,
    ) -> bool:  # fmt: skip
        """False: no route, or the interface is down."""

    def port_unreachable(self, packet: ipv4.IPv4, iface: Interface) -> None:
        """Tell the sender that nobody listens."""
