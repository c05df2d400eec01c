"""Traceroute: UDP probes with growing TTL, and the errors that tell how far each came."""

from __future__ import annotations

from iosemu.cli import Interrupted, Wait, Write
from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.passage import Passage
from iosemu.device.vrf import Vrf
from iosemu.features.dns.lookup import name_of
from iosemu.features.ping.target import Body
from iosemu.records import dataclass
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.icmp import Icmp, Quote

_CODES = {
    icmp.NET: "!N",
    icmp.HOST: "!H",
    icmp.PROTOCOL: "!P",
    icmp.ADMINISTRATIVELY_PROHIBITED: "!A",
}


@dataclass(slots=True)
class TraceRequest:
    """One `traceroute`. `timeout` in seconds; `port` is the destination port of the first probe."""

    vrf: Vrf
    target: IPv4
    source: IPv4 | None = None
    timeout: float = 3
    probes: int = 3
    first_ttl: int = 1
    last_ttl: int = 30
    port: int = 33434
    tos: int = 0
    numeric: bool = False  # no names of hosts


@dataclass(slots=True)
class Heard:
    """An error about a probe: from whom, and the code to show instead of a time ("" for a normal answer)."""

    src: IPv4
    mark: str
    last: bool  # no need to look farther


class Tracer:
    """Carries out one `traceroute`."""

    def __init__(self, ctx: Context, request: TraceRequest) -> None:
        self.ctx = ctx
        self.device: Device = ctx.device
        self.request = request
        self.source_port = self.device.next_port()
        self.port = request.port
        self._names: dict[IPv4, str] = {}

    def run(self) -> Body[None]:
        request = self.request
        software = self.device.software
        blank = "\n" if software.blank_before_ping else ""
        stop = self.device.ip.icmp.on_error(self._error)
        try:
            name = yield from self._name(request.target)
            yield Write(f"{blank}Type escape sequence to abort.\nTracing the route to {name}\n")
            yield Write("VRF info: (vrf in name/id, vrf out name/id)\n" if software.traceroute_tells_vrf else "\n")
            for ttl in range(max(1, request.first_ttl), request.last_ttl + 1):  # 0 is taken, and is 1
                if (yield from self._hop(ttl)):
                    break
        except Interrupted:
            yield Write("\n")
        finally:
            stop()

    def _hop(self, ttl: int) -> Body[bool]:
        request, scheduler = self.request, self.device.scheduler
        yield Write(f"{ttl:>3} ")
        current: IPv4 | None = None
        silent = reached = False
        for _ in range(request.probes):
            sent_at = scheduler.now
            self.device.ip.udp.send(
                request.vrf, request.source or 0, self.source_port, request.target, self.port, b"",
                ttl=ttl, tos=request.tos,
            )  # fmt: skip
            heard: Heard | None = yield Wait(request.timeout)
            self.port = self.port % 0xFFFF + 1
            if heard is None:
                silent = True
                yield Write(" * ")
                continue
            took = round((scheduler.now - sent_at) * 1000)
            if heard.src != current:
                lead = "\n    " if current is not None or silent else ""
                current = heard.src
                name = yield from self._name(heard.src)
                yield Write(f"{lead}{name}")
            yield Write(f" {heard.mark} " if heard.mark else f" {took} msec")
            reached = reached or heard.last
        yield Write("\n")
        return reached

    def _name(self, address: IPv4) -> Body[str]:
        """``name (address)`` where somebody knows it."""
        name = self._names.get(address, "")
        if address not in self._names and not self.request.numeric and self.ctx.session is not None:
            name = self._names[address] = yield from name_of(self.ctx.session, address, self.request.vrf.name)
        text = format_ipv4(address)
        return f"{name} ({text})" if name else text

    def _error(self, message: Icmp, quote: Quote, passage: Passage) -> None:
        if quote.protocol != ipv4.UDP or len(quote.payload) < 4:
            return
        ports = quote.payload[0] << 8 | quote.payload[1], quote.payload[2] << 8 | quote.payload[3]
        if ports != (self.source_port, self.port) or passage.vrf is not self.request.vrf or self.ctx.process is None:
            return
        if message.type == icmp.TIME_EXCEEDED:
            self.ctx.process.wake(Heard(passage.packet.src, "", False))
        elif message.type == icmp.SOURCE_QUENCH:
            self.ctx.process.wake(Heard(passage.packet.src, "!Q", False))
        elif message.type == icmp.UNREACHABLE:
            mark = "" if message.code == icmp.PORT else _CODES.get(message.code, "?")
            self.ctx.process.wake(Heard(passage.packet.src, mark, True))
