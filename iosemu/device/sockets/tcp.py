"""TCP of a router (RFC 9293): services that listen, connections, what belongs to nobody; signatures (RFC 2385).

A service is an object with `accept`; a user of a connection one with `opened`, `readable` and `ended`. Both are told by
method calls on the spot, and may call back at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Protocol

from iosemu.device.claims import Claim, claim
from iosemu.device.drops import Reason
from iosemu.device.sockets import PortInUse
from iosemu.device.sockets.events import (
    ConnectionAccepted,
    ConnectionCreated,
    ConnectionGone,
    Retransmitting,
    Signature,
    StateChanged,
    SynSent,
)
from iosemu.device.sockets.machine import SYNCHRONIZED, End, Settings, State, TcpMachine
from iosemu.device.sockets.sequence import after
from iosemu.records import replace
from iosemu.types import IPv4
from iosemu.wire import Malformed, ipv4
from iosemu.wire.tcp import ACK, FIN, RST, SYN, Options, Tcp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.sockets.carrier import Carrier
    from iosemu.device.vrf import Vrf
    from iosemu.sim.scheduler import Timer
    from iosemu.wire.icmp import Quote

FIRST_PORT = 11000  # of connections made here; pseudo-random up to the last one
KEEPALIVE = 60.0  # idle seconds before the far end is asked
MOST_HALF_OPEN = 512  # connections that others began and have not finished to open
MOST = 4096  # connections in all
NO_PATH_MTU = 536  # segment to a network that is not attached, without path MTU discovery
FAR_MSS6 = 1220  # the same in IPv6: every link carries 1280 bytes
_HEADER = 20
_PRECEDENCE = 0xC0  # internetwork control


class TcpUser(Protocol):
    """Who talks over a connection."""

    def opened(self, connection: Connection) -> None:
        """Data can be written."""

    def readable(self, connection: Connection) -> None:
        """Data has come, or the far end has closed its half (`connection.finished`)."""

    def acknowledged(self, connection: Connection) -> None:
        """The far end has taken more of what was written (`connection.waiting` is still to go)."""

    def ended(self, connection: Connection) -> None:
        """It is over; `connection.end` says why. Nothing is called afterwards."""


Key = tuple[str, IPv4, int, IPv4, int]  # VRF, local address and port, remote address and port


class TcpService(Protocol):
    """Who answers on a port."""

    def admits(self, connection: Connection) -> bool:
        """Somebody knocks; False: a reset is the answer. Nothing may be kept for them yet: the address may be a lie."""

    def accept(self, connection: Connection) -> TcpUser | None:
        """The connection is open: who talks? None: it is reset."""

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        """The secret that segments of this far end are signed with (RFC 2385); None: they are not."""


class Connection:
    """One connection: its addresses, its machine, its user."""

    def __init__(
        self, layer: TcpLayer, vrf: Vrf, tcb: int, local: tuple[IPv4, int], remote: tuple[IPv4, int],
        machine: TcpMachine,
    ) -> None:  # fmt: skip
        self.layer = layer
        self.vrf = vrf
        self.tcb = tcb  # the handle that shows and debug call it by
        self.retransmissions = 0  # timeouts in a row
        self.acknowledged = machine.una  # when it was last looked at
        self.local = local
        self.remote = remote
        self.machine = machine
        self.user: TcpUser | None = None
        self.service: TcpService | None = None  # gives the user when the connection is open
        self.key: bytes | None = None
        self.path_mtu = layer.main.path_mtu_discovery  # it asks the path
        self.ttl = 255
        self.least_ttl = 0  # segments that have come further are ignored (`neighbor … ttl-security`)
        self.tos = 0
        self.timer: Timer | None = None
        self._told_open = False
        self._told_finished = False

    def ask_path(self, asks: bool) -> None:
        """Segments as long as the path carries, or as short as any does; before the first one is sent."""
        self.path_mtu = asks
        self.machine.settings.mss = self.layer.mss_to(self.vrf, self.remote[0], asks)

    def __repr__(self) -> str:
        return f"Connection({self.local}, {self.remote}, {self.state.value})"

    @property
    def table_key(self) -> Key:
        return (self.vrf.name, *self.local, *self.remote)

    @property
    def state(self) -> State:
        return self.machine.state

    @property
    def end(self) -> End:
        return self.machine.end

    @property
    def finished(self) -> bool:
        """The far end writes nothing more."""
        return self.machine.finished

    @property
    def waiting(self) -> int:
        """Bytes written that the far end has not acknowledged."""
        return self.machine.queued

    @property
    def unread(self) -> int:
        """Bytes that have come and were not read."""
        return self.machine.inflow.waiting

    def read(self) -> bytes:
        """All that has come, in order."""
        data = self.machine.read()
        self.layer.flush(self)
        return data

    def write(self, data: bytes) -> bool:
        """False: it is closed, or far too much waits already."""
        taken = self.machine.write(data)
        self.layer.flush(self)
        return taken

    def close(self, half: bool = False) -> None:
        """What was written is delivered, then this half is closed. `half`: what the far end still has is waited for."""
        self.machine.close(half)
        self.layer.flush(self)

    def abort(self) -> None:
        """A reset, at once. The user is told like of any end."""
        self.machine.abort()
        self.layer.flush(self)


class TcpLayer:
    """The TCP of a device over one family. Counters are those of `show ip traffic`. What is configured, the handles and
    services for both families are those of the layer over IPv4."""

    def __init__(self, stack: Carrier) -> None:
        self.stack = stack
        self.device = stack.device
        self.settings = Settings()
        self.mss: int | None = None  # `ip tcp mss`
        self.path_mtu_discovery = False
        self.keepalives_in = self.keepalives_out = False  # `service tcp-keepalives-in`, `-out`
        self.services: dict[int, TcpService] = {}
        self.dual: set[int] = set()  # ports whose services answer over IPv6 as well
        self.listening: dict[int, int] = {}  # handles of the listeners, by port
        self.connections: dict[Key, Connection] = {}
        self._half_open: dict[int, None] = {}  # handles of those that wait for the third segment
        self.received = self.sent = self.retransmitted = self.bad_checksum = self.no_port = self.bad_signature = 0
        self._serial = 0
        stack.register(ipv4.TCP, self._input)
        stack.on_unreachable(self._unreachable)

    def clear_counters(self) -> None:
        self.received = self.sent = self.retransmitted = self.bad_checksum = self.no_port = self.bad_signature = 0

    def stop(self) -> None:
        """Power is gone: nobody is told anything."""
        for connection in self.connections.values():
            if connection.timer is not None:
                connection.timer.cancel()
        self.connections.clear()
        self._half_open.clear()
        self.services.clear()
        self.listening.clear()

    # who listens, who connects

    @property
    def main(self) -> TcpLayer:
        """The one over IPv4."""
        return self.device.ip.tcp

    def listen(self, port: int, service: TcpService, dual: bool = False) -> Claim:
        """Connections to `port` are offered to `service`; calling what it returns ends that: new ones are refused from
        then on, those that are open stay. `dual`: those over IPv6 too. Raises PortInUse."""
        taken = claim(self.services, port, service, partial(self._listens, port), PortInUse)
        (self.dual.add if dual else self.dual.discard)(port)
        return taken

    def service(self, port: int) -> TcpService | None:
        """Who answers on a port."""
        found = self.services.get(port)
        if found is None and self.stack.wide and port in self.main.dual:
            return self.main.services.get(port)
        return found

    def uses(self, port: int) -> bool:
        """Is it one of ours, of a service or a connection?"""
        return port in self.services or any(each.local[1] == port for each in self.connections.values())

    def _listens(self, port: int) -> None:
        """The control block of a port that is listened on is there as long as its service."""
        if port not in self.services:
            self.listening.pop(port, None)
        elif port not in self.listening:
            self.listening[port] = self.handle(self._next())

    def _next(self) -> int:
        """Handles are of one row for both families."""
        self.main._serial += 1
        return self.main._serial

    def connect(
        self, vrf: Vrf, remote: IPv4, port: int, user: TcpUser, *, src: IPv4 = 0, src_port: int = 0,
        key: bytes | None = None, tos: int = 0, dress: Callable[[Connection], object] | None = None,
    ) -> Connection | None:  # fmt: skip
        """Open a connection; `src` 0 takes the address of the output interface. None: no route, or no address there.
        `dress` is given the connection before its first segment leaves.

        Raises PortInUse when `src_port` has such a connection already.
        """
        address = src or self.stack.source_for(vrf, remote)
        if not address or (not src and self.stack.route(vrf, remote) is None):
            return None
        local = (address, src_port or self._free_port(vrf, address, (remote, port)))
        if (vrf.name, *local, remote, port) in self.connections:
            raise PortInUse(local[1])
        connection = self._add(vrf, local, (remote, port), key, self.main.keepalives_out)
        connection.user, connection.tos = user, tos
        if dress is not None:
            dress(connection)
        self.device.bus.emit(ConnectionCreated(connection.tcb, local, connection.remote, not src_port))
        connection.machine.connect(self.device.scheduler.now)
        self._state(connection, State.CLOSED)
        self.flush(connection)
        return connection

    def _free_port(self, vrf: Vrf, address: IPv4, remote: tuple[IPv4, int]) -> int:
        rng = self.device.rng("tcp", "port")
        span = 65536 - FIRST_PORT
        start = (rng.randrange(span) + self.main._serial) % span
        for step in range(span):
            port = FIRST_PORT + (start + step) % span
            if (vrf.name, address, port, *remote) not in self.connections and self.service(port) is None:
                return port
        raise PortInUse(0)

    def _add(
        self, vrf: Vrf, local: tuple[IPv4, int], remote: tuple[IPv4, int], key: bytes | None, keeps: bool
    ) -> Connection:
        serial = self._next()
        iss = self.device.rng("tcp", str(serial)).getrandbits(32)
        settings = replace(self.main.settings, mss=self.mss_to(vrf, remote[0], self.main.path_mtu_discovery))
        settings.keepalive = KEEPALIVE if keeps else None
        connection = Connection(self, vrf, self.handle(serial), local, remote, TcpMachine(settings, iss))
        connection.key = key
        self.connections[connection.table_key] = connection
        return connection

    def handle(self, serial: int) -> int:
        """As an address of the release's processor looks."""
        return (0x7F0000000000 if self.device.software.wide_pointers else 0x64000000) + serial * 0x2C8

    def mss_to(self, vrf: Vrf, remote: IPv4, asks: bool) -> int:
        """What the interface carries; less to networks further away, unless the path is asked. `ip tcp mss` counts
        more."""
        if self.main.mss:
            return self.main.mss
        far = FAR_MSS6 if self.stack.wide else NO_PATH_MTU
        entry = self.stack.route(vrf, remote)
        if entry is None:
            return far
        room = entry.interface.ip_mtu - self.stack.header - _HEADER
        attached = entry.next_hop == remote
        return room if attached or asks else min(room, far)

    def in_order(self) -> Iterator[Connection]:
        """Those of its family, oldest first."""
        yield from tuple(self.connections.values())

    # what comes

    def _input(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        self.received += 1
        try:
            segment = Tcp.decode(packet.payload, packet.src, packet.dst, self.stack.wide)
        except Malformed:
            self.bad_checksum += 1
            iface.drop(Reason.MALFORMED)
            return
        key = (passage.vrf.name, packet.dst, segment.dst_port, packet.src, segment.src_port)
        connection = self.connections.get(key)
        if connection is not None and self._begins_anew(connection, segment):
            self._gone(connection)
            connection = None
        if connection is None:
            self._stranger(segment, passage)
        elif packet.ttl < connection.least_ttl:
            iface.drop(Reason.TTL_SECURITY)
        elif self._signed(segment, passage, connection.key):
            was = connection.state
            connection.machine.receive(segment, self.device.scheduler.now)
            self._state(connection, was)
            self.flush(connection)

    @staticmethod
    def _begins_anew(connection: Connection, segment: Tcp) -> bool:
        """A SYN with a newer number ends the wait of an old connection (RFC 9293 section 3.6.1)."""
        if connection.state is not State.TIME_WAIT or segment.flags & (SYN | ACK | RST | FIN) != SYN:
            return False
        return connection.key is None and after(segment.sequence, connection.machine.inflow.next)

    def _signed(self, segment: Tcp, passage: Passage, key: bytes | None) -> bool:
        """Is the signature as agreed? Who has no key takes no notice of one: its answers, unsigned, are what fails."""
        if key is None:
            return True
        packet = passage.packet
        digest = Options.decode(segment.options).digest
        if digest is not None and self._digest(segment, packet, key) == digest:
            return True
        self.bad_signature += 1
        self.device.bus.emit(
            Signature(
                digest is not None, packet.src, segment.src_port, packet.dst, segment.dst_port, passage.vrf.number
            )
        )
        return False

    def _digest(self, segment: Tcp, packet: ipv4.IPv4, key: bytes) -> bytes:
        return segment.signature(packet.src, packet.dst, key, self.stack.wide)

    def _stranger(self, segment: Tcp, passage: Passage) -> None:
        """A segment for no connection: somebody knocks, or is told that nobody is here."""
        packet, service = passage.packet, self.service(segment.dst_port)
        if not self.stack.table(passage.vrf).is_own(packet.dst) or not self.stack.unicast(packet.src):
            self.no_port += 1
            return
        if service is not None and segment.flags & (SYN | ACK | RST | FIN) == SYN:
            key = service.key(packet.src, passage.vrf)
            if not self._signed(segment, passage, key):
                return
            if self._room():
                self._knock(service, segment, passage, key)
            return
        self.no_port += service is None
        self._reset(segment, passage)

    def _room(self) -> bool:
        return len(self._half_open) < MOST_HALF_OPEN and len(self.connections) < MOST

    def _knock(self, service: TcpService, segment: Tcp, passage: Passage, key: bytes | None) -> None:
        packet = passage.packet
        local, remote = (packet.dst, segment.dst_port), (packet.src, segment.src_port)
        connection = self._add(passage.vrf, local, remote, key, self.main.keepalives_in)
        connection.tos = packet.tos
        if not service.admits(connection):
            del self.connections[connection.table_key]
            self._reset(segment, passage)
            return
        if packet.ttl < connection.least_ttl:
            del self.connections[connection.table_key]
            return
        connection.service = service
        self.device.bus.emit(ConnectionAccepted(connection.tcb, connection.local, connection.remote))
        connection.machine.accept(segment, self.device.scheduler.now)
        self._state(connection, State.LISTEN)
        self.flush(connection)

    def _reset(self, segment: Tcp, passage: Passage) -> None:
        """Section 3.10.7.1: a segment for a connection that does not exist gets a reset, a reset gets nothing."""
        if segment.flags & RST:
            return
        answer = Tcp(segment.dst_port, segment.src_port, 0, 0, RST)
        if segment.flags & ACK:
            answer.sequence = segment.acknowledgment
        else:
            answer.acknowledgment = (segment.sequence + segment.space) & 0xFFFFFFFF
            answer.flags = RST | ACK
        self._send(passage.vrf, passage.packet.dst, passage.packet.src, answer, 255, 0, False)

    def _unreachable(self, quote: Quote, mtu: int | None, passage: Passage) -> None:
        """An error about one of our segments."""
        if quote.protocol != ipv4.TCP:
            return
        ports = int.from_bytes(quote.payload[:2], "big"), int.from_bytes(quote.payload[2:4], "big")
        connection = self.connections.get((passage.vrf.name, quote.src, ports[0], quote.dst, ports[1]))
        if connection is None or not connection.machine.in_flight(int.from_bytes(quote.payload[4:8], "big")):
            return  # about nothing that is on its way: somebody may only guess (RFC 5927 section 4.1)
        was = connection.state
        if mtu is None:
            connection.machine.unreachable()
        elif mtu and connection.path_mtu:
            connection.machine.path_mtu(mtu)
        self._state(connection, was)
        self.flush(connection)

    # what goes

    def flush(self, connection: Connection) -> None:
        """Send what is due, tell the user what happened, and be back in time."""
        machine, now = connection.machine, self.device.scheduler.now
        was = machine.state
        again, once_more = machine.tally.wakeups.get("Retrans", 0), machine.tally.retransmitted
        for segment in machine.poll(now):
            segment.src_port, segment.dst_port = connection.local[1], connection.remote[1]
            if segment.flags & SYN and self.device.bus.wants(SynSent):
                mss, numbers = Options.decode(segment.options).mss or 0, (segment.sequence, segment.acknowledgment)
                self.device.bus.emit(SynSent(connection.tcb, connection.remote, *numbers, mss))
            if connection.key is not None:
                segment.sign(connection.local[0], connection.remote[0], connection.key, self.stack.wide)
            self._send(
                connection.vrf, connection.local[0], connection.remote[0], segment, connection.ttl, connection.tos,
                connection.path_mtu and bool(segment.payload),
            )  # fmt: skip
        self.retransmitted += machine.tally.retransmitted - once_more
        expired = machine.tally.wakeups.get("Retrans", 0) > again
        if expired:
            connection.retransmissions += 1
        progress = machine.una != connection.acknowledged
        if progress:
            connection.retransmissions, connection.acknowledged = 0, machine.una
        count = connection.retransmissions
        if expired and machine.state is not State.CLOSED and self.device.bus.wants(Retransmitting):
            rto = machine.congestion.rto
            self.device.bus.emit(
                Retransmitting(connection.tcb, connection.local, connection.remote, machine.una, count, rto)
            )
        self._state(connection, was)
        self._tell(connection)
        if progress and connection.user is not None:
            connection.user.acknowledged(connection)
        self._rearm(connection)

    def _send(self, vrf: Vrf, src: IPv4, dst: IPv4, segment: Tcp, ttl: int, tos: int, whole: bool) -> None:
        self.sent += 1
        data = segment.encode(src, dst, self.stack.wide)
        self.stack.send(vrf, self.stack.datagram(src, dst, ipv4.TCP, data, ttl, tos, whole))

    def _state(self, connection: Connection, was: State) -> None:
        if connection.state is not was and self.device.bus.wants(StateChanged):
            self.device.bus.emit(
                StateChanged(connection.tcb, connection.local, connection.remote, was, connection.state)
            )

    def _tell(self, connection: Connection) -> None:
        machine = connection.machine
        if connection.service is not None and machine.state in SYNCHRONIZED:
            connection.user, connection.service = connection.service.accept(connection), None
            if connection.user is None:
                connection.abort()
        user = connection.user
        if user is None:
            return
        if not connection._told_open and machine.state not in (
            State.CLOSED, State.SYN_SENT, State.SYN_RECEIVED,
        ):  # fmt: skip
            connection._told_open = True
            user.opened(connection)
        if machine.inflow.waiting or (machine.finished and not connection._told_finished):
            connection._told_finished = machine.finished
            user.readable(connection)
        if machine.state in (State.CLOSED, State.TIME_WAIT) and connection.user is not None:
            connection.user = None
            user.ended(connection)

    def _rearm(self, connection: Connection) -> None:
        if connection.timer is not None:
            connection.timer.cancel()
            connection.timer = None
        if connection.state is State.CLOSED:
            self._gone(connection)
            return
        if connection.state is State.SYN_RECEIVED:
            self._half_open[connection.tcb] = None
        else:
            self._half_open.pop(connection.tcb, None)
        deadline = connection.machine.deadline()
        if deadline is not None:
            waits = connection.state in (State.TIME_WAIT, State.FIN_WAIT_2) or connection.machine.idle
            scheduler = self.device.scheduler
            connection.timer = scheduler.after(
                max(deadline - scheduler.now, 0.0), self.flush, connection, background=waits
            )

    def _gone(self, connection: Connection) -> None:
        key = connection.table_key
        if self.connections.get(key) is connection:
            del self.connections[key]
            self._half_open.pop(connection.tcb, None)
            if connection.timer is not None:
                connection.timer.cancel()
            self.device.bus.emit(ConnectionGone(connection.tcb, connection.local, connection.remote))


def in_order(device: Device) -> list[Connection]:
    """The connections of both families, oldest first."""
    found = list(device.ip.tcp.in_order())
    if device.has_ip6 and device.ip6.tcp.connections:
        found = sorted([*found, *device.ip6.tcp.in_order()], key=lambda each: each.tcb)
    return found
