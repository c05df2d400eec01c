"""`ip sla responder`: opens a port for whoever asks, as long as they say, and sends back what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.sockets import PortInUse
from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire import Malformed, sla

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.wire.udp import Udp

MOST = 1000  # ports that are open at one time
_EPOCH = 2_208_988_800  # seconds from 1900 to 1970


def ntp_time(host: Host) -> int:
    """What the router's clock says, as NTP writes it."""
    now = host.peer("clock").utc()
    seconds: int = int(now.timestamp()) + _EPOCH
    fraction: int = (now.microsecond << 32) // 1_000_000
    return (seconds & 0xFFFFFFFF) << 32 | fraction


@dataclass(slots=True)
class Open:
    """A port, for one that asks; `answered` datagrams."""

    claim: Claim
    source: IPv4
    source_port: int
    answered: int = 0


class Responder:
    def __init__(self, host: Host) -> None:
        self.host = host
        self.open: dict[int, Open] = {}
        self._control: list[Claim] = []

    def listen(self, wanted: bool) -> None:
        if wanted and not self._control:
            self._control = [self.host.device.ip.udp.listen(port, self._asked) for port in sla.PORTS]
        elif not wanted and self._control:
            for claim in self._control:
                claim()
            self._control.clear()
            for port in tuple(self.open):
                self._close(port)

    def _asked(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        try:
            control = sla.Control.decode(udp.payload)
        except Malformed:
            return
        asker = passage.packet
        if control.port not in self.open and len(self.open) < MOST:
            try:
                claim = self.host.device.ip.udp.listen(control.port, self._measured)
                self.open[control.port] = Open(claim, asker.src, control.source_port)
            except PortInUse:
                control.status = sla.FAIL
        found = self.open.get(control.port)
        if found is None:
            control.status = sla.FAIL
        elif control.status == sla.OK:
            found.source, found.source_port, found.answered = asker.src, control.source_port, 0
            self.host.after(control.duration / 1000, self._close, control.port, background=True)
        control.time = ntp_time(self.host)
        self.host.device.ip.udp.send(
            passage.vrf, asker.dst, udp.dst_port, asker.src, udp.src_port, control.encode(), tos=asker.tos
        )

    def _close(self, port: int) -> None:
        found = self.open.pop(port, None)
        self.host.cancel(self._close, port)
        if found is not None:
            found.claim()

    def _measured(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        """Only of who has asked, and back to him."""
        found, asker = self.open.get(udp.dst_port), passage.packet
        if found is None or asker.src != found.source:
            return
        try:
            packet = sla.Measured.decode(udp.payload)
        except Malformed:
            return
        found.answered += 1
        packet.there = packet.back = ntp_time(self.host)
        packet.answered = found.answered
        self.host.device.ip.udp.send(
            passage.vrf, asker.dst, udp.dst_port, asker.src, udp.src_port, packet.encode(), tos=asker.tos
        )
