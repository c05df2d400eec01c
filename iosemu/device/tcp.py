"""TCP (RFC 9293) as far as a router without a service needs it: ports listened on, and the reset of all others.

Who brings a service registers its port and gets every segment to it; the state of connections is its own affair.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.types import IPv4
from iosemu.wire import Malformed, ipv4
from iosemu.wire.tcp import ACK, RST, Tcp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.ip import IpStack

TcpHandler = Callable[[Tcp, ipv4.IPv4, "Interface"], object]


class TcpPorts:
    """The TCP layer of a device."""

    def __init__(self, stack: IpStack) -> None:
        self.stack = stack
        self.handlers: dict[int, TcpHandler] = {}
        self.received = self.sent = self.bad_checksum = self.no_port = 0
        stack.register(ipv4.TCP, self._input)

    def clear_counters(self) -> None:
        self.received = self.sent = self.bad_checksum = self.no_port = 0

    def listen(self, port: int, handler: TcpHandler) -> Callable[[], None]:
        """Segments to `port` go to `handler(segment, packet, iface)`; returns the function that closes the port."""
        self.handlers[port] = handler

        def close() -> None:
            if self.handlers.get(port) is handler:
                del self.handlers[port]

        return close

    def send(self, src: IPv4, dst: IPv4, segment: Tcp, *, ttl: int = 255, tos: int = 0) -> bool:
        """False: no route, or the interface is down."""
        self.sent += 1
        return self.stack.send(ipv4.IPv4(src, dst, ipv4.TCP, segment.encode(src, dst), ttl, tos))

    def _input(self, packet: ipv4.IPv4, iface: Interface) -> None:
        self.received += 1
        try:
            segment = Tcp.decode(packet.payload, packet.src, packet.dst)
        except Malformed:
            self.bad_checksum += 1
            iface.drop("malformed")
            return
        handler = self.handlers.get(segment.dst_port)
        if handler is not None:
            handler(segment, packet, iface)
            return
        self.no_port += 1
        if packet.dst in iface.table.receive and packet.src and packet.src >> 28 < 14:
            self._reset(segment, packet)

    def _reset(self, segment: Tcp, packet: ipv4.IPv4) -> None:
        """Section 3.10.7.1: a segment for a connection that does not exist gets a reset, a reset gets nothing."""
        if segment.flags & RST:
            return
        answer = Tcp(segment.dst_port, segment.src_port, 0, 0, RST)
        if segment.flags & ACK:
            answer.sequence = segment.acknowledgment
        else:
            answer.acknowledgment = (segment.sequence + segment.space) & 0xFFFFFFFF
            answer.flags = RST | ACK
        self.send(packet.dst, packet.src, answer)
