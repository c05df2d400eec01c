"""UDP (RFC 768): ports that are listened on, and sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.claims import Claim, claim
from iosemu.device.drops import Reason
from iosemu.device.sockets import PortInUse
from iosemu.types import IPv4
from iosemu.wire import Malformed, ipv4
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.sockets.carrier import Carrier
    from iosemu.device.vrf import Vrf

Forwarder = Callable[[Udp, "Passage", "Interface"], bool]
"""Sends a broadcast on to somebody, or does not."""
UdpHandler = Callable[[Udp, "Passage", "Interface"], object]
"""Gets the UDP datagram, the way of the IP datagram that it came in, and the interface."""


class UdpPorts:
    """The UDP layer of a device."""

    def __init__(self, stack: Carrier) -> None:
        self.stack = stack
        self.handlers: dict[int, UdpHandler] = {}
        self.forwarder: Forwarder | None = None  # of broadcasts
        self.received = self.sent = self.bad_checksum = self.no_port = self.forwarded = 0
        stack.register(ipv4.UDP, self._input)

    def clear_counters(self) -> None:
        self.received = self.sent = self.bad_checksum = self.no_port = self.forwarded = 0

    def listen(self, port: int, handler: UdpHandler) -> Claim:
        """Datagrams to `port` go to `handler(udp, passage, iface)`; calling what it returns closes the port.

        Raises PortInUse.
        """
        return claim(self.handlers, port, handler, error=PortInUse)

    def send(
        self,
        vrf: Vrf,
        src: IPv4,
        src_port: int,
        dst: IPv4,
        dst_port: int,
        payload: bytes,
        *,
        ttl: int = 255,
        tos: int = 0,
        iface: Interface | None = None,
        origin: object = None,
    ) -> bool:
        """`src` 0 takes the address of the output interface. False: no route, or the interface is down."""
        if not src:
            own = self.stack.own_address
            address = own(iface, dst) if iface is not None else self.stack.source_for(vrf, dst)
            if address is None:
                return False
            src = address
        self.sent += 1
        data = Udp(src_port, dst_port, payload).encode(src, dst, self.stack.wide)
        return self.stack.send(vrf, self.stack.datagram(src, dst, ipv4.UDP, data, ttl, tos), iface, origin=origin)

    def _input(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        self.received += 1
        try:
            datagram = Udp.decode(packet.payload, packet.src, packet.dst, self.stack.wide)
        except Malformed:
            self.bad_checksum += 1
            iface.drop(Reason.MALFORMED)
            return
        forwarder = self.forwarder
        sent_on = forwarder is not None and not self.stack.unicast(packet.dst) and forwarder(datagram, passage, iface)
        self.forwarded += sent_on
        handler = self.handlers.get(datagram.dst_port)
        if handler is not None:
            handler(datagram, passage, iface)
            return
        if sent_on:
            return
        self.no_port += 1
        if self.stack.unicast(packet.dst):
            self.stack.port_unreachable(packet, iface)
