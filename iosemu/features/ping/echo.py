"""Sending echo requests one after the other, and what comes back."""

from __future__ import annotations

from collections.abc import Callable

from iosemu.cli import Interrupted, Wait, Write
from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.passage import Passage
from iosemu.device.vrf import Vrf
from iosemu.features.ping.target import Body
from iosemu.records import dataclass, field
from iosemu.types import IPv4, format_ipv4, is_multicast
from iosemu.wire import icmp, ipv4
from iosemu.wire.icmp import Icmp, Quote

_PER_LINE = 70


@dataclass(slots=True)
class Request:
    """One `ping` command. `sizes` (min, max, step) in bytes of the whole datagram; `timeout` in seconds."""

    vrf: Vrf
    target: IPv4
    repeat: int = 5
    sizes: tuple[int, int, int] = (100, 100, 1)
    timeout: float = 2
    source: IPv4 | None = None
    tos: int = 0
    df: bool = False
    validate: bool = False
    verbose: bool = False
    pattern: int = 0xABCD
    pattern_set: bool = False

    @property
    def total(self) -> int:
        low, high, step = self.sizes
        return self.repeat * len(range(low, high + 1, step))


@dataclass(slots=True)
class Answer:
    """What came back for one request: a symbol, from whom, at what time."""

    symbol: str
    src: IPv4
    mtu: int = 0


@dataclass(slots=True)
class Tally:
    sent: int = 0
    good: int = 0
    times: list[float] = field(default_factory=list)  # seconds


def milliseconds(seconds: float) -> int:
    """A round trip as IOS shows it: at least one millisecond."""
    return max(1, round(seconds * 1000))


def payload(size: int, pattern: int, uptime: float) -> bytes:
    """What IOS fills an echo request with: its clock in milliseconds, then the pattern."""
    stamp = b"\0\0\0\0" + (int(uptime * 1000) & 0xFFFFFFFF).to_bytes(4, "big")
    filler = pattern.to_bytes(4 if pattern > 0xFFFF else 2, "big")
    length = max(0, size - 28)
    return (stamp + filler * (length // len(filler) + 1))[:length]


def verdict(message: Icmp) -> str:
    """The symbol for an ICMP error."""
    if message.type == icmp.UNREACHABLE:
        return "M" if message.code == icmp.FRAGMENTATION_NEEDED else "U"
    return {icmp.SOURCE_QUENCH: "Q", icmp.TIME_EXCEEDED: "&"}.get(message.type, "?")


def heading(device: Device, request: Request) -> str:
    """All that is printed before the first symbol."""
    low, high, _ = request.sizes
    size = f"{low}-byte" if low == high else f"[{low}..{high}]-byte"
    text = "\n" if device.software.blank_before_ping else ""
    text += "Type escape sequence to abort.\n"
    text += f"Sending {request.total}, {size} ICMP Echos to {format_ipv4(request.target)}, "
    text += f"timeout is {request.timeout} seconds:\n"
    if request.source is not None:
        text += f"Packet sent with a source address of {format_ipv4(request.source)} \n"
    if request.df:
        text += "Packet sent with the DF bit set\n"
    if request.pattern_set:
        text += f"Packet has data pattern 0x{request.pattern:04X}\n"
    if request.validate:
        text += "Reply data will be validated\n"
    return text


def summary(tally: Tally) -> str:
    rate = tally.good * 100 // tally.sent if tally.sent else 0
    text = f"Success rate is {rate} percent ({tally.good}/{tally.sent})"
    if tally.times:
        low, high = milliseconds(min(tally.times)), milliseconds(max(tally.times))
        mean = milliseconds(sum(tally.times) / len(tally.times))
        text += f", round-trip min/avg/max = {low}/{mean}/{high} ms"
    return text + "\n"


class Pinger:
    """Carries out one `ping`: waits for each answer before it sends the next request."""

    def __init__(self, ctx: Context, request: Request) -> None:
        self.ctx = ctx
        self.device: Device = ctx.device
        self.request = request
        self.vrf = request.vrf
        self.ident = self.device.next_ident()
        self.sequence = -1
        self.data = b""  # of the request that is under way
        self.to_many = is_multicast(request.target) or self.vrf.v4.is_broadcast(request.target)

    def run(self) -> Body[Tally]:
        """The process: writes symbols and the summary."""
        request, layer = self.request, self.device.ip.icmp
        tally = Tally()
        stops: list[Callable[[], None]] = [layer.on_error(self._error)]
        stops.append(layer.on_reply(self.vrf, self.ident, self._reply))
        yield Write(heading(self.device, request))
        low, high, step = request.sizes
        sizes = range(low, high + 1, step)
        if self.to_many:
            yield Write("\n")
        try:
            for number in range(request.total):
                yield from self._one(number, sizes[number % len(sizes)], tally)
        except Interrupted:
            if not self.to_many and not request.verbose:
                yield Write("." if tally.sent < self.sequence + 1 else "")
            tally.sent = self.sequence + 1
        finally:
            for stop in stops:
                stop()
        if self.to_many:
            return tally
        if not request.verbose and tally.sent % _PER_LINE:
            yield Write("\n")
        yield Write(summary(tally))
        return tally

    def _one(self, number: int, size: int, tally: Tally) -> Body[None]:
        request, scheduler = self.request, self.device.scheduler
        self.sequence = number
        flags = ipv4.DONT_FRAGMENT if request.df else 0
        packet = ipv4.IPv4(request.source or 0, request.target, ipv4.ICMP, b"", 255, request.tos, 0, flags)
        sent_at = scheduler.now
        data = payload(size, request.pattern, sent_at - self.device.booted_at)
        self.data = data
        self.device.ip.icmp.echo(self.vrf, packet, self.ident, number & 0xFFFF, data)
        if self.to_many:
            yield from self._collect(number, sent_at)
            return
        answer: Answer | None = yield Wait(request.timeout)
        tally.sent += 1
        took = scheduler.now - sent_at
        if answer is not None and answer.symbol == "!":
            tally.good += 1
            tally.times.append(took)
        if request.verbose:
            yield Write(self._verbose(number, size, answer, took))
            return
        yield Write(answer.symbol if answer is not None else ".")
        if tally.sent % _PER_LINE == 0:
            yield Write("\n")

    def _collect(self, number: int, sent_at: float) -> Body[None]:
        """A broadcast or multicast: all that answer in time are listed."""
        scheduler = self.device.scheduler
        end = sent_at + self.request.timeout
        heard = False
        while scheduler.now < end:
            answer: Answer | None = yield Wait(end - scheduler.now)
            if answer is not None and answer.symbol == "!":
                heard = True
                took = milliseconds(scheduler.now - sent_at)
                yield Write(f"Reply to request {number} from {format_ipv4(answer.src)}, {took} ms\n")
        if not heard:
            yield Write(".")

    def _verbose(self, number: int, size: int, answer: Answer | None, took: float) -> str:
        if answer is None:
            return f"Request {number} timed out (size {size})\n"
        if answer.symbol == "!":
            return f"Reply to request {number} ({milliseconds(took)} ms) (size {size})\n"
        limit = f", maximum MTU {answer.mtu}" if answer.symbol == "M" else ""
        return f"Unreachable from {format_ipv4(answer.src)}{limit} (size {size})\n"

    def _wake(self, answer: Answer) -> None:
        if self.ctx.process is not None:
            self.ctx.process.wake(answer)

    def _reply(self, message: Icmp, packet: ipv4.IPv4) -> None:
        if message.sequence != self.sequence & 0xFFFF:
            return
        wrong = self.request.validate and message.payload != self.data
        self._wake(Answer("?" if wrong else "!", packet.src))

    def _error(self, message: Icmp, quote: Quote, passage: Passage) -> None:
        own = quote.protocol == ipv4.ICMP and len(quote.payload) >= 8 and passage.vrf is self.vrf
        if own and int.from_bytes(quote.payload[4:8], "big") == self.ident << 16 | self.sequence & 0xFFFF:
            if message.type == icmp.REDIRECT:
                return
            self._wake(Answer(verdict(message), passage.packet.src, message.mtu))
