"""ICMP (RFC 792, RFC 1812 section 4.3): echo, errors and their rate limit, redirects, and who wants to hear of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.ip_events import IcmpReceived, IcmpSent
from iosemu.types import IPv4, is_multicast
from iosemu.wire import Malformed, icmp, ipv4
from iosemu.wire.icmp import Icmp, Quote

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.ip import IpStack
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf

ErrorListener = Callable[[Icmp, Quote, "Passage"], object]
ReplyListener = Callable[[Icmp, ipv4.IPv4], object]

_CONTROL = 0xC0  # type of service of errors: internetwork control (RFC 1812 section 4.3.2.5)
RATE = 0.5  # seconds between unreachables, default of `ip icmp rate-limit unreachable`


class IcmpLayer:
    """The ICMP of a device. `sent` and `received` count by (type, code)."""

    def __init__(self, stack: IpStack) -> None:
        self.stack = stack
        self.device = stack.device
        self.sent: Counter[tuple[int, int]] = Counter()
        self.received: Counter[tuple[int, int]] = Counter()
        self.bad_checksum = 0
        self.interval = self.df_interval = RATE
        self._last = self._last_df = -1e9
        self._errors: list[ErrorListener] = []
        self._replies: dict[tuple[str, int], ReplyListener] = {}  # by VRF and identifier
        stack.register(ipv4.ICMP, self._input)

    def clear_counters(self) -> None:
        self.sent.clear()
        self.received.clear()
        self.bad_checksum = 0

    # who listens

    def on_error(self, fn: ErrorListener) -> Callable[[], None]:
        """`fn(message, quote, passage)` for every ICMP error to us; returns the function that stops it."""
        self._errors.append(fn)
        return partial(self._deaf, fn)

    def _deaf(self, fn: ErrorListener) -> None:
        self._errors.remove(fn)

    def on_reply(self, vrf: Vrf, ident: int, fn: ReplyListener) -> Callable[[], None]:
        """`fn(message, packet)` for echo replies with this identifier in a VRF; returns the function that stops it."""
        self._replies[vrf.name, ident] = fn
        return partial(self._unanswered, (vrf.name, ident))

    def _unanswered(self, key: tuple[str, int]) -> None:
        self._replies.pop(key, None)

    # sending

    def echo(self, vrf: Vrf, packet: ipv4.IPv4, ident: int, sequence: int, data: bytes) -> bool:
        """Send an echo request in the datagram given (its payload is filled in). False: no route."""
        message = Icmp(icmp.ECHO, 0, ident << 16 | sequence, data)
        packet.payload = message.encode()
        self._count(message, packet.src, packet.dst)
        return self.stack.send(vrf, packet)

    def unreachable(self, packet: ipv4.IPv4, iface: Interface, code: int, mtu: int = 0) -> None:
        """Tell the source of `packet`, which came in on `iface`, that it went nowhere; one in 500 ms at most."""
        if not iface.config.unreachables or not self._may_complain(packet, iface):
            return
        now = self.device.scheduler.now
        if code == icmp.FRAGMENTATION_NEEDED:
            if now - self._last_df < self.df_interval:
                return
            self._last_df = now
        else:
            if now - self._last < self.interval:
                return
            self._last = now
        self._error(Icmp(icmp.UNREACHABLE, code, mtu), packet, iface)

    def time_exceeded(self, packet: ipv4.IPv4, iface: Interface, code: int = icmp.TTL) -> None:
        if self._may_complain(packet, iface):
            self._error(Icmp(icmp.TIME_EXCEEDED, code), packet, iface)

    def redirect(self, packet: ipv4.IPv4, iface: Interface, gateway: IPv4) -> None:
        """The source could have sent `packet` to `gateway` itself."""
        if self._may_complain(packet, iface):
            self._error(Icmp(icmp.REDIRECT, icmp.REDIRECT_HOST, gateway), packet, iface)

    @staticmethod
    def _may_complain(packet: ipv4.IPv4, iface: Interface) -> bool:
        """RFC 1812 section 4.3.2.7: never about an ICMP error, a later fragment, or from or to more than one host."""
        if packet.flags_offset & 0x1FFF or is_multicast(packet.dst) or packet.dst == 0xFFFFFFFF:
            return False
        if not packet.src or packet.src >> 28 >= 14 or packet.dst in iface.table.broadcasts:
            return False
        return not (packet.protocol == ipv4.ICMP and packet.payload and packet.payload[0] in icmp.ERRORS)

    def _error(self, message: Icmp, about: ipv4.IPv4, iface: Interface) -> None:
        message.payload = about.encode()[: 28 + len(about.options)]
        src = iface.address or self.stack.source_for(iface.vrf, about.src)
        if src is None:
            return
        self._count(message, src, about.src, about.dst)
        self.stack.send(iface.vrf, ipv4.IPv4(src, about.src, ipv4.ICMP, message.encode(), self.stack.ttl, _CONTROL))

    def _count(self, message: Icmp, src: IPv4, dst: IPv4, target: IPv4 = 0) -> None:
        self.sent[message.type, message.code] += 1
        if self.device.bus.wants(IcmpSent):
            self.device.bus.emit(IcmpSent(message, src, dst, target))

    # receiving

    def _input(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        try:
            message = Icmp.decode(packet.payload)
            quote = Quote.decode(message.payload) if message.type in icmp.ERRORS else None
        except Malformed:
            self.bad_checksum += 1
            iface.drop(Reason.MALFORMED)
            return
        self.received[message.type, message.code] += 1
        if self.device.bus.wants(IcmpReceived):
            target = quote.dst if quote is not None else 0
            self.device.bus.emit(IcmpReceived(message, packet.src, packet.dst, target))
        if quote is not None:
            for fn in tuple(self._errors):
                fn(message, quote, passage)
        elif message.type == icmp.ECHO:
            self._reply(message, passage, iface)
        elif message.type == icmp.ECHO_REPLY:
            listener = self._replies.get((passage.vrf.name, message.ident))
            if listener is not None:
                listener(message, packet)

    def _reply(self, message: Icmp, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        own = packet.dst in passage.vrf.v4.receive
        src = packet.dst if own else iface.address or 0
        reply = Icmp(icmp.ECHO_REPLY, 0, message.rest, message.payload)
        self._count(reply, src, packet.src)
        answer = ipv4.IPv4(src, packet.src, ipv4.ICMP, reply.encode(), self.stack.ttl, packet.tos, packet.ident)
        self.stack.send(passage.vrf, answer)
