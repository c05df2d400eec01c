"""`ping` and `traceroute` of IPv6 addresses."""

from __future__ import annotations

from collections.abc import Callable

from iosemu.cli import Ask, Interrupted, Wait, Write
from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.interface import Interface
from iosemu.device.passage import Passage
from iosemu.device.v6.addresses import is_here_only, is_multicast
from iosemu.device.vrf import Vrf
from iosemu.features.ping.echo import Answer, Tally, milliseconds, summary
from iosemu.features.ping.target import BadSource, Body
from iosemu.records import dataclass
from iosemu.types import InterfaceName, format_ipv6
from iosemu.wire import icmpv6, ipv4
from iosemu.wire.icmpv6 import Icmp6, Quote6
from iosemu.wire.ipv6 import ICMPV6, IPv6

_PER_LINE = 70
_UNREACHABLE = {
    icmpv6.NO_ROUTE: "U", icmpv6.PROHIBITED: "A", icmpv6.BEYOND_SCOPE: "N", icmpv6.ADDRESS: "H", icmpv6.PORT: "P",
}  # fmt: skip
_OTHERS = {icmpv6.TOO_BIG: "B", icmpv6.TIME_EXCEEDED: "T", icmpv6.PARAMETER_PROBLEM: "R"}
_HEADERS = 48  # bytes of IPv6 and ICMPv6


@dataclass(slots=True)
class Request6:
    """One command. `size` in bytes of the datagram, `timeout` in seconds; `out`: where the address does not say."""

    vrf: Vrf
    target: int
    repeat: int = 5
    size: int = 100
    timeout: float = 2
    source: int | None = None
    named: bool = False  # the source was
    out: Interface | None = None
    tos: int = 0
    first_ttl: int = 1
    last_ttl: int = 30
    port: int = 33434


def source6(vrf: Vrf, source: InterfaceName | int, target: int) -> int:
    """Raises BadSource: not an address of ours in that VRF, or an interface without one or down."""
    stack = vrf.device.ip6
    if isinstance(source, InterfaceName):
        iface = vrf.device.interfaces.get(source)
        found = stack.source_on(iface, target) if iface is not None and iface.wide and iface.line_up else None
        if iface is None or found is None or iface.v6.vrf is not vrf:
            raise BadSource("% Invalid source interface - IPv6 not enabled or interface is down\n")
        return found
    if source not in vrf.v6.receive and not any(iface.wide and iface.v6.holds(source) for iface in vrf.device):
        raise BadSource("% Invalid source address- IPv6 address not on any of our up interfaces\n")
    return source


def output_interface(ctx: Context, target: int) -> Body[Interface | None]:
    """Asked for where the address alone does not say it."""
    reply = (yield Ask("Output Interface: ")).strip()
    try:
        found: Interface | None = ctx.device.interfaces.get(InterfaceName.parse(reply))
    except ValueError:
        found = None
    if found is None or not found.wide:
        yield Write("% Invalid interface. Use full interface name without spaces (e.g. Serial0/1)\n")
        return None
    return found


def prepared(
    ctx: Context, vrf: Vrf, target: int, source: InterfaceName | int | None
) -> Body[Request6 | None]:
    """The command with all that must be asked for; None: refused, and told so."""
    try:
        own = source6(vrf, source, target) if source is not None else None
    except BadSource as refusal:
        yield Write(str(refusal))
        return None
    request = Request6(vrf, target, source=own, named=own is not None)
    if is_here_only(target):
        request.out = yield from output_interface(ctx, target)
        if request.out is None:
            return None
    if request.source is None:
        stack = ctx.device.ip6
        request.source = stack.source_on(request.out, target) if request.out else stack.source_for(vrf, target)
    return request


def verdict6(message: Icmp6) -> str:
    """The symbol for an error."""
    if message.type == icmpv6.UNREACHABLE:
        return _UNREACHABLE.get(message.code, "U")
    return _OTHERS.get(message.type, "?")


class Pinger6:
    """Carries out one `ping`: waits for each answer before it sends the next request."""

    def __init__(self, ctx: Context, request: Request6) -> None:
        self.ctx = ctx
        self.device: Device = ctx.device
        self.request = request
        self.ident = self.device.next_ident()
        self.sequence = -1
        self.to_many = is_multicast(request.target)
        self.replies = 0

    def run(self) -> Body[None]:
        request, layer = self.request, self.device.ip6.icmp
        tally = Tally()
        stops: list[Callable[[], None]] = [layer.on_error(self._error)]
        stops.append(layer.on_reply(request.vrf, self.ident, self._reply))
        yield Write(self._heading())
        try:
            for number in range(request.repeat):
                self.sequence = number
                yield from (self._collect(number, tally) if self.to_many else self._one(tally))
        except Interrupted:
            if not self.to_many:
                yield Write("." if tally.sent < self.sequence + 1 else "")
            tally.sent = self.sequence + 1
        finally:
            for stop in stops:
                stop()
        if not self.to_many and tally.sent % _PER_LINE:
            yield Write("\n")
        yield Write(summary(tally))
        if self.to_many:
            yield Write(f"{self.replies} multicast replies and 0 errors.\n")

    def _heading(self) -> str:
        request = self.request
        text = "\n" if self.device.software.blank_before_ping and not self.request.out else ""
        text += "Type escape sequence to abort.\n"
        text += f"Sending {request.repeat}, {request.size}-byte ICMP Echos to {format_ipv6(request.target)}, "
        text += f"timeout is {request.timeout} seconds:\n"
        if (request.named or request.out is not None) and request.source is not None:
            zone = f"%{request.vrf.name}" if request.vrf.name else ""
            text += f"Packet sent with a source address of {format_ipv6(request.source)}{zone}\n"
        return text + ("\n" if self.to_many else "")

    def _send(self) -> None:
        request = self.request
        if request.source is None:
            return
        size = max(0, request.size - _HEADERS)
        data = (b"\xab\xcd" * (size // 2 + 1))[:size]
        message = Icmp6(icmpv6.ECHO, 0, self.ident << 16 | self.sequence & 0xFFFF, data)
        packet = IPv6(request.source, request.target, ICMPV6, b"", self.device.ip6.hop_limit, request.tos)
        self.device.ip6.icmp.echo(request.vrf, packet, message, request.out)

    def _one(self, tally: Tally) -> Body[None]:
        scheduler = self.device.scheduler
        sent_at = scheduler.now
        self._send()
        answer: Answer | None = yield Wait(self.request.timeout)
        tally.sent += 1
        if answer is not None and answer.symbol == "!":
            tally.good += 1
            tally.times.append(scheduler.now - sent_at)
        yield Write(answer.symbol if answer is not None else ".")
        if tally.sent % _PER_LINE == 0:
            yield Write("\n")

    def _collect(self, number: int, tally: Tally) -> Body[None]:
        """A group: all that answer in time are listed."""
        scheduler = self.device.scheduler
        sent_at = scheduler.now
        end = sent_at + self.request.timeout
        self._send()
        tally.sent += 1
        heard = False
        while scheduler.now < end:
            answer: Answer | None = yield Wait(end - scheduler.now)
            if answer is not None and answer.symbol == "!":
                took = scheduler.now - sent_at
                tally.good += not heard
                heard = True
                self.replies += 1
                tally.times.append(took)
                text = f"Reply to request {number} received from {format_ipv6(answer.src)}, {milliseconds(took)} ms\n"
                yield Write(text)
        if not heard:
            yield Write(f"Request {number} timed out\n")

    def _wake(self, answer: Answer) -> None:
        if self.ctx.process is not None:
            self.ctx.process.wake(answer)

    def _reply(self, message: Icmp6, packet: IPv6) -> None:
        if message.sequence == self.sequence & 0xFFFF:
            self._wake(Answer("!", packet.src))

    def _error(self, message: Icmp6, quote: Quote6, passage: Passage) -> None:
        own = quote.protocol == ICMPV6 and len(quote.payload) >= 8 and passage.vrf is self.request.vrf
        if own and int.from_bytes(quote.payload[4:8], "big") == self.ident << 16 | self.sequence & 0xFFFF:
            self._wake(Answer(verdict6(message), passage.packet.src))


@dataclass(slots=True)
class Heard6:
    src: int
    mark: str
    last: bool


class Tracer6:
    """Carries out one `traceroute`; three probes for each hop."""

    def __init__(self, ctx: Context, request: Request6, probes: int = 3) -> None:
        self.ctx = ctx
        self.device: Device = ctx.device
        self.request = request
        self.probes = probes
        self.source_port = self.device.next_port()
        self.port = request.port

    def run(self) -> Body[None]:
        request = self.request
        stop = self.device.ip6.icmp.on_error(self._error)
        blank = "\n" if self.device.software.blank_before_ping else ""
        yield Write(f"{blank}Type escape sequence to abort.\nTracing the route to {format_ipv6(request.target)}\n\n")
        try:
            for ttl in range(max(1, request.first_ttl), request.last_ttl + 1):
                if (yield from self._hop(ttl)):
                    break
        except Interrupted:
            yield Write("\n")
        finally:
            stop()

    def _hop(self, ttl: int) -> Body[bool]:
        request, scheduler = self.request, self.device.scheduler
        yield Write(f"{ttl:>3} ")
        current: int | None = None
        reached = False
        for _ in range(self.probes):
            sent_at = scheduler.now
            if request.source is not None:
                self.device.ip6.udp.send(
                    request.vrf, request.source, self.source_port, request.target, self.port, b"",
                    ttl=ttl, iface=request.out,
                )  # fmt: skip
            heard: Heard6 | None = yield Wait(request.timeout)
            self.port = self.port % 0xFFFF + 1
            if heard is None:
                yield Write(" * ")
                continue
            if heard.src != current:
                lead = "\n    " if current is not None else ""
                current = heard.src
                yield Write(f"{lead}{format_ipv6(heard.src)}")
            yield Write(f" {heard.mark}" if heard.mark else f" {round((scheduler.now - sent_at) * 1000)} msec")
            reached = reached or heard.last
        yield Write("\n")
        return reached

    def _error(self, message: Icmp6, quote: Quote6, passage: Passage) -> None:
        if quote.protocol != ipv4.UDP or len(quote.payload) < 4 or self.ctx.process is None:
            return
        ports = quote.payload[0] << 8 | quote.payload[1], quote.payload[2] << 8 | quote.payload[3]
        if ports != (self.source_port, self.port) or passage.vrf is not self.request.vrf:
            return
        if message.type == icmpv6.TIME_EXCEEDED:
            self.ctx.process.wake(Heard6(passage.packet.src, "", False))
        elif message.type == icmpv6.UNREACHABLE:
            mark = "" if message.code == icmpv6.PORT else f"!{verdict6(message)}"
            self.ctx.process.wake(Heard6(passage.packet.src, mark, True))


def do_ping6(ctx: Context, vrf: Vrf, target: int, source: InterfaceName | int | None, **options: float) -> Body[None]:
    """`options`: repeat, size (bytes), timeout (seconds), tos."""
    request = yield from prepared(ctx, vrf, target, source)
    if request is not None:
        request.repeat, request.size = int(options["repeat"]), max(_HEADERS, int(options["size"]))
        request.timeout, request.tos = options["timeout"], int(options["tos"])
        yield from Pinger6(ctx, request).run()


def do_trace6(ctx: Context, vrf: Vrf, target: int, source: InterfaceName | int | None, **options: int) -> Body[None]:
    """`options`: timeout (seconds), probe, first_ttl, last_ttl, port."""
    request = yield from prepared(ctx, vrf, target, source)
    if request is not None:
        request.timeout, request.port = options["timeout"], options["port"]
        request.first_ttl, request.last_ttl = options["first_ttl"], options["last_ttl"]
        yield from Tracer6(ctx, request, options["probe"]).run()
