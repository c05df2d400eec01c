"""One measurement of each kind of operation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.sockets.machine import End
from iosemu.features.sla.events import Code
from iosemu.features.sla.model import ECHO, TCP
from iosemu.records import dataclass
from iosemu.wire import ipv4
from iosemu.wire.icmp import Icmp

if TYPE_CHECKING:
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.vrf import Vrf
    from iosemu.features.sla.engine import Operation
    from iosemu.features.sla.jitter import Jitter
    from iosemu.types import IPv4

PATTERN = b"\xab\xcd\xab\xcd"


@dataclass(slots=True)
class Outcome:
    """`rtt` in seconds. `jitter`: what many packets have told."""

    code: Code
    rtt: float | None = None
    jitter: Jitter | None = None


class Probe(ABC):
    """Under way from `begin` until it gives an `Outcome` to its operation, or until `end`."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.host = operation.host
        self.entry = operation.entry
        self.begun = 0.0

    @property
    def vrf(self) -> Vrf | None:
        return self.host.device.vrfs.routed(self.entry.vrf)

    def own(self) -> IPv4 | None:
        """The address to send from; 0: that of the way out; None: the one that was named is not there."""
        entry, device = self.entry, self.host.device
        if entry.iface is not None:
            iface = device.interfaces.get(entry.iface)
            return iface.address if iface is not None and iface.line_up else None
        if entry.source is not None:
            vrf = self.vrf
            return entry.source if vrf is not None and entry.source in vrf.v4.receive else None
        return 0

    def begin(self) -> None:
        self.begun = self.host.now
        self.host.after(self.entry.waits / 1000, self._late)
        vrf, source = self.vrf, self.own()
        if vrf is None or source is None or not self.start(vrf, source):
            self.host.cancel(self._late)
            self.operation.measured(Outcome(Code.NO_CONNECTION))

    @abstractmethod
    def start(self, vrf: Vrf, source: IPv4) -> bool:
        """Send what is to be answered. False: there is no way."""

    def end(self) -> None:
        """No more; what comes is not ours."""
        self.host.cancel(self._late)

    def _late(self) -> None:
        self.operation.measured(Outcome(Code.TIMEOUT))

    def done(self) -> None:
        self.operation.measured(Outcome(Code.OK, self.host.now - self.begun))


class EchoProbe(Probe):
    """An ICMP echo request (RFC 792)."""

    def __init__(self, operation: Operation) -> None:
        super().__init__(operation)
        self.ident = self.host.device.next_ident()
        self._deaf: Callable[[], None] | None = None

    def start(self, vrf: Vrf, source: IPv4) -> bool:
        entry, layer = self.entry, self.host.device.ip.icmp
        self._deaf = layer.on_reply(vrf, self.ident, self._reply)
        packet = ipv4.IPv4(source, entry.target, ipv4.ICMP, b"", 255, entry.tos)
        data = (PATTERN * (entry.bytes // 4 + 1))[: entry.bytes]
        return layer.echo(vrf, packet, self.ident, 0, data)

    def _reply(self, message: Icmp, packet: ipv4.IPv4) -> None:
        self.done()

    def end(self) -> None:
        super().end()
        if self._deaf is not None:
            self._deaf()
            self._deaf = None


class TcpProbe(Probe):
    """A connection that is opened and closed again."""

    def __init__(self, operation: Operation) -> None:
        super().__init__(operation)
        self.connection: Connection | None = None

    def start(self, vrf: Vrf, source: IPv4) -> bool:
        entry, tcp = self.entry, self.host.device.ip.tcp
        made = tcp.connect(vrf, entry.target, entry.port, self, src=source, src_port=entry.source_port, tos=entry.tos)
        if made is not None and self.operation.probe is self:
            self.connection = made
        return made is not None

    def opened(self, connection: Connection) -> None:
        self.done()

    def readable(self, connection: Connection) -> None:
        return

    def acknowledged(self, connection: Connection) -> None:
        return

    def ended(self, connection: Connection) -> None:
        if self.connection is connection:
            self.connection = None
            late = connection.end is End.TIMED_OUT
            self.operation.measured(Outcome(Code.TIMEOUT if late else Code.NO_CONNECTION))

    def end(self) -> None:
        super().end()
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()


def probe_of(operation: Operation) -> Probe:
    if operation.entry.kind == ECHO:
        return EchoProbe(operation)
    if operation.entry.kind == TCP:
        return TcpProbe(operation)
    from iosemu.features.sla.jitter import JitterProbe

    return JitterProbe(operation)
