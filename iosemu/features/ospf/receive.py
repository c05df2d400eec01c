"""Packets that come in: are they fit, for which interface, from whom (RFC 2328 sections 8.2 and 10.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.bounded import remember
from iosemu.features.ospf import authentication
from iosemu.features.ospf.area import BACKBONE
from iosemu.features.ospf.events import Step
from iosemu.features.ospf.states import IfState, NbrEvent, NbrState, NetworkType
from iosemu.wire import ospf
from iosemu.wire.ospf import Authentication, Kind, Option, Packet

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf.version import Hello
    from iosemu.wire.ipv4 import IPv4 as Datagram


class Receiver:
    """Of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def repeated(self, neighbor: Neighbor, hello: bytes) -> bool:
        """Its last hello came again. False: it must be read."""
        port, bus, events = neighbor.port, self.process.device.bus, self.process.events
        wanted = bus.wants(events.HelloReceived) or bus.wants(events.PacketSeen)
        if neighbor.hello is not hello or not port.speaks or wanted:
            return False
        port.took(Kind.HELLO, len(hello) + port.stack.header)
        neighbor.alive()
        return True

    def received(self, datagram: Datagram, port: OspfPort) -> Neighbor | None:
        """A datagram came in on an interface of the process. The neighbour whose hello is as the last was, if it is."""
        process = self.process
        source, data = datagram.src, datagram.payload
        if source == port.address or not port.speaks:
            return None
        try:
            packet = self._decode(datagram)
        except ospf.Invalid as error:
            port.refused(error.what, len(data) + port.stack.header)
            return None
        kind = packet.kind
        if process.device.bus.wants(process.events.PacketSeen):
            self._show(port, datagram, packet)
        found = self._port(port, packet, source)
        if found is None:
            return None
        port = found
        if datagram.ttl < 255 - port.settings.ttl_hops and port.settings.ttl_hops:
            port.refused("ttl")
            port.tell(Step.TTL, address=source, got=datagram.ttl)
            return None
        neighbor = port.neighbors.get(packet.router_id if port.by_router_id else source)
        if neighbor is not None and neighbor.hello == data and self.repeated(neighbor, neighbor.hello):
            return neighbor
        if datagram.dst == process.wire.ALL_DRS and port.state not in (IfState.DR, IfState.BACKUP):
            return None
        if packet.router_id == process.router_id:
            port.refused("duplicate router ID")
            if remember(port.unfit, source, True):
                event = process.events.DuplicateNeighbor
                process.host.emit(event(process.number, port.name, packet.router_id, source))
            return None
        if not self._authentic(port, packet, source, neighbor):
            port.refused("authentication")
            return None
        port.took(kind, datagram.length)
        body = packet.data[process.wire.HEADER :]
        try:
            if kind == Kind.HELLO:
                self._hello(port, packet, body, source, neighbor, data)
            elif neighbor is None:
                port.refused("unknown neighbor")
                port.tell(
                    Step.UNKNOWN_NEIGHBOR, address=source, other=datagram.dst, router_id=packet.router_id, got=kind,
                    own=int(port.state),
                )  # fmt: skip
            elif neighbor.ignored_until > process.host.now:
                port.refused("neighbor ignored")
            elif kind == Kind.DESCRIPTION:
                port.exchange.received(neighbor, body)
            elif kind == Kind.REQUEST:
                port.exchange.requested(neighbor, body)
            elif kind == Kind.UPDATE:
                process.flooding.update(neighbor, body)
            else:
                process.flooding.acks(neighbor, body)
        except ospf.Invalid as error:
            port.refused(error.what)
        return None

    def _decode(self, datagram: Datagram) -> Packet:
        """Raises Invalid."""
        return ospf.decode(datagram.payload)

    def _authentic(self, port: OspfPort, packet: Packet, source: int, neighbor: Neighbor | None) -> bool:
        return authentication.check(port, packet, source, neighbor)

    def _show(self, port: OspfPort, datagram: Datagram, packet: Packet) -> None:
        process = self.process
        crypto = packet.auth_type == Authentication.CRYPTOGRAPHIC
        process.host.emit(
            process.events.PacketSeen(
                process.number, port.name, False, datagram.src, datagram.dst, packet.kind, len(packet.data),
                packet.router_id, packet.area, packet.checksum, packet.auth_type, packet.key_id if crypto else 0,
                packet.sequence if crypto else 0,
            )
        )  # fmt: skip

    def on_network(self, port: OspfPort, source: int) -> bool:
        """May a packet on that interface come from there?"""
        return port.kind is NetworkType.POINT_TO_POINT or port.unnumbered or source in port.prefix

    def _port(self, port: OspfPort, packet: Packet, source: int) -> OspfPort | None:
        """The interface, or the virtual link that the packet came over."""
        if packet.area == port.area.id:
            if self.on_network(port, source):
                return port
            port.refused("area")
            return None
        process = self.process
        if packet.area == BACKBONE:
            link = process.virtual_port(port.area.id, packet.router_id)
            if link is not None:
                return link if link.speaks else None
        port.refused("area")
        port.tell(Step.AREA, address=source, got=packet.area, own=port.area.id)
        told = source, packet.area, port.area.id, packet.area == BACKBONE
        process.host.emit(process.events.AreaRefused(process.number, port.name, *told))
        return None

    # hellos

    def _hello(
        self, port: OspfPort, packet: Packet, body: bytes, source: int, neighbor: Neighbor | None, data: bytes
    ) -> None:
        process = self.process
        hello = process.wire.decode_hello(body)
        bus = process.device.bus
        if bus.wants(process.events.HelloReceived):
            process.host.emit(self.hello_event(port, packet, hello, source))
        if not self._fits(port, hello, source):
            return
        if port.single and neighbor is None:
            for other in list(port.neighbors.values()):  # there is room for one only
                if other.state is not NbrState.DOWN:
                    port.kill(other, "Adjacency forced to reset")
        if neighbor is not None and neighbor.ignored_until > process.host.now:
            port.refused("neighbor ignored")
            process.host.emit(process.events.NeighborIgnored(process.number, port.name, packet.router_id, source))
            return
        if neighbor is None:
            if port.kind is NetworkType.POINT_TO_MULTIPOINT_NB or port.kind is NetworkType.NON_BROADCAST:
                process.static.heard(port, source)
            neighbor = port.adopt(packet.router_id, source)
            neighbor.key = packet.key_id if packet.auth_type == Authentication.CRYPTOGRAPHIC else None
            neighbor.priority, neighbor.dr, neighbor.bdr = hello.priority, hello.dr, hello.bdr
        elif neighbor.router_id != packet.router_id:
            if neighbor.router_id and neighbor.state > NbrState.ATTEMPT:
                neighbor.event(NbrEvent.KILL, "Interface down or detached")
            neighbor.router_id = packet.router_id
        neighbor.address = source
        neighbor.said(hello)
        neighbor.hello = b""  # until all of this one has been looked at
        if (neighbor.hello_options ^ hello.options) & Option.DEMAND:
            self._demand(port, neighbor, hello)
        neighbor.hello_options = hello.options
        neighbor.lls_options = _lls_options(packet, hello)
        neighbor.event(NbrEvent.HELLO_RECEIVED)
        if neighbor.helped and neighbor.full and process.router_id not in hello.heard:
            port.immediate_hello(neighbor)  # it has just begun, and knows nobody yet
            return
        if process.router_id not in hello.heard:
            if neighbor.state >= NbrState.TWO_WAY and bus.wants(process.events.OneWay):
                process.host.emit(process.events.OneWay(process.number, port.name, neighbor.router_id, NbrState.INIT))
            neighbor.event(NbrEvent.ONE_WAY)
            self._declares(port, neighbor, hello)
            port.immediate_hello(neighbor)
            return
        first = neighbor.state is NbrState.INIT
        if first:
            known = neighbor.immediate
            neighbor.priority = hello.priority
            if port.state is not IfState.WAITING:
                neighbor.dr, neighbor.bdr = hello.dr, hello.bdr
            neighbor.event(NbrEvent.TWO_WAY_RECEIVED)
            if not known:
                port.immediate_hello(neighbor)
        self._declares(port, neighbor, hello)
        neighbor.hello = data if packet.auth_type == Authentication.NULL else b""
        if bus.wants(process.events.HelloEnded):
            process.host.emit(process.events.HelloEnded(process.number, port.name))

    def hello_event(self, port: OspfPort, packet: Packet, hello: Hello, source: int) -> object:
        """A hello came."""
        process = self.process
        return process.events.HelloReceived(process.number, port.name, port.area.id, packet.router_id, source)

    def _demand(self, port: OspfPort, neighbor: Neighbor, hello: Hello) -> None:
        """It asks for a demand circuit, or does so no more: it has our answer at once, and nobody else."""
        if port.alone and neighbor.state >= NbrState.TWO_WAY:
            port.still_since = self.process.host.now
            neighbor.hello_options = hello.options
            port.hello_to(neighbor.address, neighbor)

    def _declares(self, port: OspfPort, neighbor: Neighbor, hello: Hello) -> None:
        """Priority, and whom it takes for DR and backup (RFC 2328 section 10.5)."""
        identity = neighbor.identity
        if not port.kind.elects:
            neighbor.priority, neighbor.dr, neighbor.bdr = hello.priority, hello.dr, hello.bdr
            if hello.dr and port.kind is NetworkType.POINT_TO_POINT and remember(port.unfit, neighbor.router_id, True):
                event = self.process.events.TypeMismatch
                self.process.host.emit(event(self.process.number, port.name, neighbor.router_id))
            return
        if neighbor.helped:
            return  # it is what it was
        before = (neighbor.priority, neighbor.dr == identity, neighbor.bdr == identity)
        neighbor.priority, neighbor.dr, neighbor.bdr = hello.priority, hello.dr, hello.bdr
        if port.state is IfState.WAITING and neighbor.state >= NbrState.TWO_WAY:
            if (hello.dr == identity and not hello.bdr) or hello.bdr == identity:
                port.backup_seen()
            return
        now = (hello.priority, hello.dr == identity, hello.bdr == identity)
        if neighbor.state >= NbrState.TWO_WAY and before != now:
            port.neighbor_change()

    def _fits(self, port: OspfPort, hello: Hello, source: int) -> bool:
        """Intervals, mask and kind of area must be ours."""
        process, settings = self.process, port.settings
        mask = None if port.maskless else (getattr(hello, "mask", 0), port.mask)
        interval = hello.interval == settings.hello_told or settings.multiplier
        masked = mask is None or port.kind.multipoint or mask[0] == mask[1]
        if not interval or hello.dead != settings.dead or not masked:
            port.refused("hello")
            process.host.emit(
                process.events.HelloMismatch(
                    process.number, port.name, source, (hello.dead, settings.dead),
                    (hello.interval, settings.hello_told), mask,
                )
            )  # fmt: skip
            return False
        if (hello.options ^ port.area.options) & (Option.EXTERNAL | Option.NSSA):
            port.refused("hello")
            process.host.emit(process.events.AreaBitsMismatch(process.number, port.name, source))
            return False
        return True


def _lls_options(packet: Packet, hello: Hello) -> int | None:
    """Of the block behind a hello: its extended options."""
    block = packet.lls
    if not hello.options & Option.LLS or len(block) < 12 or block[4:8] != b"\0\1\0\4":
        return None
    return int.from_bytes(block[8:12], "big")
