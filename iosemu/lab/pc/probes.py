"""What ping and traceroute of a PC share: the next hop's ARP, one probe, what comes back for it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from iosemu.cli.context import Pause, Request, Wait
from iosemu.cli.session import Session
from iosemu.device.passage import Passage
from iosemu.lab.pc.session import Usage
from iosemu.lab.pc.shell import PcShell
from iosemu.records import dataclass
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.icmp import Icmp, Quote

TTL = 64
_ARP_STEP, _ARP_TRIES = 0.02, 150  # seconds

_WORDS = {
    (icmp.UNREACHABLE, 0): "Destination network unreachable",
    (icmp.UNREACHABLE, 1): "Destination host unreachable",
    (icmp.UNREACHABLE, 2): "Destination protocol unreachable",
    (icmp.UNREACHABLE, 3): "Destination port unreachable",
    (icmp.UNREACHABLE, 4): "Fragmentation required, and DF flag set",
    (icmp.UNREACHABLE, 5): "Source route failed",
    (icmp.UNREACHABLE, 13): "Communication administratively prohibited",
    (icmp.TIME_EXCEEDED, 0): "TTL expired in transit",
    (icmp.TIME_EXCEEDED, 1): "Fragment reassembly time exceeded",
}


@dataclass(slots=True)
class Heard:
    """An answer: from whom, with what lifetime left, what kind of ICMP message; `took` seconds."""

    src: IPv4
    ttl: int
    type: int
    code: int
    took: float

    @property
    def why(self) -> str:
        """``ICMP type:3, code:1, Destination host unreachable``"""
        words = _WORDS.get((self.type, self.code), "")
        return f"ICMP type:{self.type}, code:{self.code}" + (f", {words}" if words else "")


class Prober:
    """Sends one probe at a time and waits for its answer."""

    def __init__(self, shell: PcShell, session: Session, target: IPv4, source: IPv4 = 0) -> None:
        self.shell = shell
        self.device = shell.device
        self.vrf = shell.device.vrfs.default
        self.session = session
        self.target = target
        self.source = source
        self.ident = self.device.next_ident()
        self.port = self.device.next_port()
        self._sent_at = 0.0
        self._expected: tuple[int, int] = (0, 0)  # protocol, and sequence number or port
        self._stops: list[Callable[[], object]] = []

    def begin(self) -> None:
        layer = self.device.ip.icmp
        self._stops = [layer.on_error(self._error), layer.on_reply(self.vrf, self.ident, self._reply)]

    def end(self) -> None:
        for stop in self._stops:
            stop()

    def neighbour(self) -> Generator[Request, Any, None]:
        """The next hop answers ARP. Raises Usage: there is no way, or nobody answers."""
        ip = self.device.ip
        entry = ip.route(self.vrf, self.target)
        if entry is None:
            hop = self.shell.cut_off(self.target)
            if hop is None:
                raise Usage("No gateway found")
            yield Pause(_ARP_STEP * _ARP_TRIES)
            raise Usage(f"host ({format_ipv4(hop)}) not reachable")
        iface, hop = entry.hop(self.source, self.target)
        if iface is None or not iface.kind.endswith("Ethernet") or self.vrf.v4.is_own(self.target):
            return
        for _ in range(_ARP_TRIES):
            if ip.arp.resolve(iface, hop) is not None:
                return
            yield Pause(_ARP_STEP)
        raise Usage(f"host ({format_ipv4(hop)}) not reachable")

    def echo(self, sequence: int, size: int, df: bool, timeout: float) -> Generator[Request, Any, Heard | None]:
        """An echo request of `size` octets of data."""
        flags = ipv4.DONT_FRAGMENT if df else 0
        packet = ipv4.IPv4(self.source, self.target, ipv4.ICMP, b"", TTL, 0, 0, flags)
        data = (bytes(range(8, 64)) * (size // 56 + 1))[:size]
        self._expected, self._sent_at = (ipv4.ICMP, sequence), self.device.scheduler.now
        self.device.ip.icmp.echo(self.vrf, packet, self.ident, sequence, data)
        heard: Heard | None = yield Wait(timeout)
        return heard

    def udp(self, port: int, ttl: int, size: int, timeout: float) -> Generator[Request, Any, Heard | None]:
        self._expected, self._sent_at = (ipv4.UDP, port), self.device.scheduler.now
        send = self.device.ip.udp.send
        send(self.vrf, self.source, self.port, self.target, port, bytes(max(0, size - 28)), ttl=ttl)
        heard: Heard | None = yield Wait(timeout)
        return heard

    def _wake(self, src: IPv4, ttl: int, message: Icmp) -> None:
        process = self.session.process
        if process is not None:
            process.wake(Heard(src, ttl, message.type, message.code, self.device.scheduler.now - self._sent_at))

    def _reply(self, message: Icmp, packet: ipv4.IPv4) -> None:
        if self._expected == (ipv4.ICMP, message.sequence):
            self._wake(packet.src, packet.ttl, message)

    def _error(self, message: Icmp, quote: Quote, passage: Passage) -> None:
        inner = quote.payload
        if quote.protocol != self._expected[0] or len(inner) < 8 or message.type == icmp.REDIRECT:
            return
        words = [inner[at] << 8 | inner[at + 1] for at in range(0, 8, 2)]
        if quote.protocol == ipv4.ICMP:
            ours = words[2:4] == [self.ident, self._expected[1]]
        else:
            ours = words[0:2] == [self.port, self._expected[1]]
        if ours:
            self._wake(passage.packet.src, passage.packet.ttl, message)
