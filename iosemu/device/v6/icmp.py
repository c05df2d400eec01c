"""ICMPv6 (RFC 4443): echo, errors and their rate limit, and who wants to hear of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.v6.addresses import is_link_local, is_multicast
from iosemu.device.v6.events import Icmp6Received, Icmp6Sent
from iosemu.wire import Malformed, icmpv6
from iosemu.wire.icmpv6 import Icmp6, Options, Quote6
from iosemu.wire.ipv6 import ICMPV6, IPv6

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.device.vrf import Vrf

ErrorListener = Callable[[Icmp6, Quote6, "Passage"], object]
ReplyListener = Callable[[Icmp6, IPv6], object]

_QUOTED = 1232  # bytes of a datagram that an error quotes: it is 1280 long at most
BUCKET = 10  # errors at once
_NEIGHBOURS = frozenset({icmpv6.NEIGHBOR_SOLICITATION, icmpv6.NEIGHBOR_ADVERTISEMENT})
_HOP_LIMIT = 255
_ROUTERS = frozenset({icmpv6.ROUTER_SOLICITATION, icmpv6.ROUTER_ADVERTISEMENT})


class Icmp6Layer:
    """The ICMPv6 of a device. `sent` and `received` count by (type, code)."""

    def __init__(self, stack: Ip6Stack) -> None:
        self.stack = stack
        self.device = stack.device
        self.sent: Counter[tuple[int, int]] = Counter()
        self.received: Counter[tuple[int, int]] = Counter()
        self.bad_checksum = self.limited = 0
        self.interval = 0.1  # seconds for each token
        self._tokens, self._since = float(BUCKET), 0.0
        self._errors: list[ErrorListener] = []
        self._replies: dict[tuple[str, int], ReplyListener] = {}  # by VRF and identifier
        stack.register(ICMPV6, self._input)

    def clear_counters(self) -> None:
        self.sent.clear()
        self.received.clear()
        self.bad_checksum = self.limited = 0

    def on_error(self, fn: ErrorListener) -> Callable[[], None]:
        """`fn(message, quote, passage)` for every error to us; returns the function that stops it."""
        self._errors.append(fn)
        return lambda: self._errors.remove(fn)

    def on_reply(self, vrf: Vrf, ident: int, fn: ReplyListener) -> Callable[[], None]:
        """`fn(message, packet)` for echo replies with this identifier in a VRF; returns the function that stops it."""
        self._replies[vrf.name, ident] = fn
        return lambda: self._replies.pop((vrf.name, ident), None) and None

    # sending

    def _count(self, message: Icmp6, src: int, dst: int, iface: Interface | None) -> None:
        self.sent[message.type, message.code] += 1
        if self.device.bus.wants(Icmp6Sent):
            self.device.bus.emit(Icmp6Sent(message, src, dst, iface.name if iface is not None else None))

    def send(self, iface: Interface, src: int, dst: int, message: Icmp6, ttl: int) -> bool:
        """On a link, without a look-up."""
        self._count(message, src, dst, iface)
        packet = IPv6(src, dst, ICMPV6, message.encode(src, dst), ttl, 0xE0)
        return self.stack.send(iface.v6.vrf, packet, iface)

    def echo(self, vrf: Vrf, packet: IPv6, message: Icmp6, iface: Interface | None = None) -> bool:
        """Send an echo request in the datagram given, whose source is set. False: no route."""
        packet.payload = message.encode(packet.src, packet.dst)
        self._count(message, packet.src, packet.dst, iface)
        return self.stack.send(vrf, packet, iface)

    def unreachable(self, packet: IPv6, iface: Interface, code: int) -> None:
        """Tell the source of `packet`, which came in on `iface`, that it went nowhere."""
        if iface.v6.config.unreachables:
            self._error(Icmp6(icmpv6.UNREACHABLE, code), packet, iface)

    def time_exceeded(self, packet: IPv6, iface: Interface, code: int = icmpv6.HOP_LIMIT) -> None:
        self._error(Icmp6(icmpv6.TIME_EXCEEDED, code), packet, iface)

    def too_big(self, packet: IPv6, iface: Interface, mtu: int) -> None:
        self._error(Icmp6(icmpv6.TOO_BIG, 0, mtu), packet, iface)

    def unknown_header(self, packet: IPv6, iface: Interface) -> None:
        """Nobody takes what is behind the headers; the pointer is that of the field that says so."""
        pointer = 40 if packet.options else 6
        self._error(Icmp6(icmpv6.PARAMETER_PROBLEM, icmpv6.UNKNOWN_HEADER, pointer), packet, iface)

    def redirect(self, packet: IPv6, iface: Interface, target: int) -> None:
        """The source could have sent `packet` to `target` itself, a router's link-local address or its destination
        (RFC 4861 section 8.2)."""
        local = iface.v6.local
        if local is None or not self._may_complain(packet, Icmp6(icmpv6.REDIRECT)):
            return
        options = Options(target=self.stack.neighbours.mac_of(iface, target))
        room = _QUOTED - 40 - len(options.encode())
        options.redirected = packet.encode()[:room]
        message = icmpv6.Redirect(target, packet.dst, options).message()
        self.send(iface, local.value, packet.src, message, _HOP_LIMIT)

    def _may_complain(self, packet: IPv6, message: Icmp6) -> bool:
        """RFC 4443 section 2.4 (e), and so many a time (f)."""
        if not packet.src or is_multicast(packet.src):
            return False
        if is_multicast(packet.dst) and message.type != icmpv6.TOO_BIG:
            return False
        if packet.protocol == ICMPV6 and (not packet.payload or packet.payload[0] < 128 or packet.payload[0] == 137):
            return False
        now = self.device.scheduler.now
        if self.interval:
            self._tokens = min(BUCKET, self._tokens + (now - self._since) / self.interval)
            self._since = now
            if self._tokens < 1:
                self.limited += 1
                return False
            self._tokens -= 1
        return True

    def _error(self, message: Icmp6, about: IPv6, iface: Interface) -> None:
        if not self._may_complain(about, message):
            return
        message.payload = about.encode()[:_QUOTED]
        link = iface if is_link_local(about.src) else None
        src = self.stack.source_on(iface, about.src) or self.stack.source_for(iface.v6.vrf, about.src)
        if src is None:
            return
        self._count(message, src, about.src, iface)
        packet = IPv6(src, about.src, ICMPV6, message.encode(src, about.src), self.stack.hop_limit)
        self.stack.send(iface.v6.vrf, packet, link)

    # receiving

    def _input(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        assert isinstance(packet, IPv6)
        try:
            message = Icmp6.decode(packet.payload, packet.src, packet.dst)
            quote = Quote6.decode(message.payload) if message.error else None
            self.received[message.type, message.code] += 1
            if self.device.bus.wants(Icmp6Received):
                self.device.bus.emit(Icmp6Received(message, packet.src, packet.dst, iface.name))
            if message.type in _NEIGHBOURS:
                self.stack.neighbours.receive(message, packet, iface)
            elif message.type in _ROUTERS:
                self.stack.routers.receive(message, packet, iface)
            elif message.type == icmpv6.REDIRECT:
                self.stack.redirects.receive(message, packet, iface)
        except Malformed:
            self.bad_checksum += 1
            iface.drop(Reason.MALFORMED)
            return
        if quote is not None:
            if message.type == icmpv6.TOO_BIG:
                self.stack.learn_mtu(passage.vrf, quote.dst, message.mtu)
            for fn in tuple(self._errors):
                fn(message, quote, passage)
        elif message.type == icmpv6.ECHO:
            self._reply(message, packet, passage, iface)
        elif message.type == icmpv6.ECHO_REPLY:
            listener = self._replies.get((passage.vrf.name, message.ident))
            if listener is not None:
                listener(message, packet)

    def _reply(self, message: Icmp6, packet: IPv6, passage: Passage, iface: Interface) -> None:
        link = iface if is_link_local(packet.src) or is_multicast(packet.dst) else None
        src = packet.dst if not is_multicast(packet.dst) else self.stack.source_on(iface, packet.src)
        if src is None:
            return
        answer = Icmp6(icmpv6.ECHO_REPLY, 0, message.rest, message.payload)
        self._count(answer, src, packet.src, iface)
        data = answer.encode(src, packet.src)
        self.stack.send(passage.vrf, IPv6(src, packet.src, ICMPV6, data, self.stack.hop_limit, packet.tos), link)
