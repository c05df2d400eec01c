"""Packets that come in: are they fit, for which interface, from whom (RFC 2328 sections 8.2 and 10.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.bounded import remember
from iosemu.features.ospf import authentication
from iosemu.features.ospf.area import BACKBONE
from iosemu.features.ospf.events import (
    AreaBitsMismatch,
    AreaRefused,
    DuplicateNeighbor,
    HelloEnded,
    HelloMismatch,
    HelloReceived,
    NeighborIgnored,
    OneWay,
    PacketSeen,
    Step,
    TypeMismatch,
)
from iosemu.features.ospf.states import IfState, NbrEvent, NbrState, NetworkType
from iosemu.types import IPv4
from iosemu.wire import ospf
from iosemu.wire.ospf import ALL_DRS, HEADER, Authentication, Hello, Kind, Option, Packet

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process
    from iosemu.wire.ipv4 import IPv4 as Datagram


class Receiver:
    """Of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def repeated(self, neighbor: Neighbor, hello: bytes) -> bool:
        """Its last hello came again. False: it must be read."""
        port, bus = neighbor.port, self.process.device.bus
        if neighbor.hello is not hello or not port.speaks or bus.wants(HelloReceived) or bus.wants(PacketSeen):
            return False
        port.took(Kind.HELLO, len(hello) + 20)
        neighbor.alive()
        return True

    def received(self, datagram: Datagram, port: OspfPort) -> Neighbor | None:
        """A datagram came in on an interface of the process. The neighbour whose hello is as the last was, if it is."""
        process = self.process
        source, data = datagram.src, datagram.payload
        if source == port.address or not port.speaks:
            return None
        try:
            packet = ospf.decode(data)
        except ospf.Invalid as error:
            port.refused(error.what, len(data) + 20)
            return None
        kind = packet.kind
        if process.device.bus.wants(PacketSeen):
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
        if datagram.dst == ALL_DRS and port.state not in (IfState.DR, IfState.BACKUP):
            return None
        if packet.router_id == process.router_id:
            port.refused("duplicate router ID")
            if remember(port.unfit, source, True):
                process.host.emit(DuplicateNeighbor(process.number, port.name, packet.router_id, source))
            return None
        if not authentication.check(port, packet, source, neighbor):
            port.refused("authentication")
            return None
        port.took(kind, datagram.length)
        body = packet.data[HEADER:]
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

    def _show(self, port: OspfPort, datagram: Datagram, packet: Packet) -> None:
        process = self.process
        crypto = packet.auth_type == Authentication.CRYPTOGRAPHIC
        process.host.emit(
            PacketSeen(
                process.number, port.name, False, datagram.src, datagram.dst, packet.kind, len(packet.data),
                packet.router_id, packet.area, packet.checksum, packet.auth_type, packet.key_id if crypto else 0,
                packet.sequence if crypto else 0,
            )
        )  # fmt: skip

    def _port(self, port: OspfPort, packet: Packet, source: IPv4) -> OspfPort | None:
        """The interface, or the virtual link that the packet came over."""
        if packet.area == port.area.id:
            if port.kind is NetworkType.POINT_TO_POINT or port.unnumbered or source in port.prefix:
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
        process.host.emit(
            AreaRefused(process.number, port.name, source, packet.area, port.area.id, packet.area == BACKBONE)
        )
        return None

    # hellos

    def _hello(
        self, port: OspfPort, packet: Packet, body: bytes, source: IPv4, neighbor: Neighbor | None, data: bytes
    ) -> None:
        process = self.process
        hello = ospf.decode_hello(body)
        bus = process.device.bus
        if bus.wants(HelloReceived):
            process.host.emit(HelloReceived(process.number, port.name, port.area.id, packet.router_id, source))
        if not self._fits(port, hello, source):
            return
        if port.by_router_id and neighbor is None:
            for other in list(port.neighbors.values()):  # there is room for one only
                if other.state is not NbrState.DOWN:
                    port.kill(other, "Adjacency forced to reset")
        if neighbor is not None and neighbor.ignored_until > process.host.now:
            port.refused("neighbor ignored")
            process.host.emit(NeighborIgnored(process.number, port.name, packet.router_id, source))
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
            if neighbor.state >= NbrState.TWO_WAY and bus.wants(OneWay):
                process.host.emit(OneWay(process.number, port.name, neighbor.router_id, NbrState.INIT))
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
        if bus.wants(HelloEnded):
            process.host.emit(HelloEnded(process.number, port.name))

    def _demand(self, port: OspfPort, neighbor: Neighbor, hello: Hello) -> None:
        """It asks for a demand circuit, or does so no more: it has our answer at once, and nobody else."""
        if port.alone and neighbor.state >= NbrState.TWO_WAY:
            port.still_since = self.process.host.now
            neighbor.hello_options = hello.options
            port.hello_to(neighbor.address, neighbor)

    def _declares(self, port: OspfPort, neighbor: Neighbor, hello: Hello) -> None:
        """Priority, and whom it takes for DR and backup (RFC 2328 section 10.5)."""
        address = neighbor.address
        if not port.kind.elects:
            neighbor.priority, neighbor.dr, neighbor.bdr = hello.priority, hello.dr, hello.bdr
            if hello.dr and port.kind is NetworkType.POINT_TO_POINT and remember(port.unfit, neighbor.router_id, True):
                self.process.host.emit(TypeMismatch(self.process.number, port.name, neighbor.router_id))
            return
        if neighbor.helped:
            return  # it is what it was
        before = (neighbor.priority, neighbor.dr == address, neighbor.bdr == address)
        neighbor.priority, neighbor.dr, neighbor.bdr = hello.priority, hello.dr, hello.bdr
        if port.state is IfState.WAITING and neighbor.state >= NbrState.TWO_WAY:
            if (hello.dr == address and not hello.bdr) or hello.bdr == address:
                port.backup_seen()
            return
        if neighbor.state >= NbrState.TWO_WAY and before != (hello.priority, hello.dr == address, hello.bdr == address):
            port.neighbor_change()

    def _fits(self, port: OspfPort, hello: Hello, source: IPv4) -> bool:
        """Intervals, mask and kind of area must be ours."""
        process, settings = self.process, port.settings
        pointed = port.kind in (NetworkType.POINT_TO_POINT, NetworkType.VIRTUAL) or port.unnumbered
        interval = hello.interval == settings.hello_told or settings.multiplier
        masked = pointed or port.kind.multipoint or hello.mask == port.mask
        if not interval or hello.dead != settings.dead or not masked:
            port.refused("hello")
            process.host.emit(
                HelloMismatch(
                    process.number, port.name, source, (hello.dead, settings.dead),
                    (hello.interval, settings.hello_told), None if pointed else (hello.mask, port.mask),
                )
            )  # fmt: skip
            return False
        if (hello.options ^ port.area.options) & (Option.EXTERNAL | Option.NSSA):
            port.refused("hello")
            process.host.emit(AreaBitsMismatch(process.number, port.name, source))
            return False
        return True


def _lls_options(packet: Packet, hello: Hello) -> int | None:
    """Of the block behind a hello: its extended options."""
    block = packet.lls
    if not hello.options & Option.LLS or len(block) < 12 or block[4:8] != b"\0\1\0\4":
        return None
    return int.from_bytes(block[8:12], "big")
