"""NHRP packets that come in: checks, to whom they go, and error indications (RFC 2332 section 5.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.features.nhrp import events
from iosemu.features.nhrp.tunnel import NhrpTunnel
from iosemu.types import IPv4
from iosemu.wire import Malformed, nhrp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.nhrp.engine import NhrpEngine

LONGEST = 0xF000  # octets: what we add to a packet on its way must still fit a datagram
_INDICATION = 40  # octets of an error indication before the packet that it quotes
_REQUESTS = frozenset({nhrp.RESOLUTION_REQUEST, nhrp.REGISTRATION_REQUEST, nhrp.PURGE_REQUEST})
_REPLIES = frozenset({nhrp.RESOLUTION_REPLY, nhrp.REGISTRATION_REPLY, nhrp.PURGE_REPLY})


class Inbox:
    """Sorts packets to those parts of the engine that know what to do."""

    def __init__(self, engine: NhrpEngine) -> None:
        self.engine = engine
        self.host = engine.host

    def receive(self, payload: bytes, nbma: IPv4, iface: Interface) -> None:
        """An NHRP packet came through the tunnel from this NBMA address."""
        tunnel = self.engine.tunnels.get(iface.name)
        if tunnel is None or not tunnel.usable:
            return
        try:
            if len(payload) > LONGEST:
                raise Malformed("NHRP: no room for our records")
            packet = nhrp.Packet.decode(payload)
        except Malformed as error:
            iface.drop(Reason.UNREADABLE)
            self.host.emit(events.MalformedReceived(tunnel.here, nbma, str(error)))
            return
        tunnel.traffic.received[packet.type] += 1
        bus = self.host.device.bus
        if bus.wants(events.PacketReceived):
            bus.emit(events.PacketReceived(tunnel.here, packet, nbma, tunnel.network_id))
        if not self._sane(tunnel, packet, nbma):
            return
        if not tunnel.authentic(packet):
            # whoever does not know the password is told nothing
            bus.emit(events.AuthenticationFailed(tunnel.here, packet, nbma))
        elif packet.type in _REQUESTS:
            self._request(tunnel, packet, nbma)
        elif packet.type in _REPLIES:
            self._reply(tunnel, packet, nbma)
        else:
            self._indication(tunnel, packet, nbma)

    def _sane(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> bool:
        """Checks of IOS on every packet, stricter than RFC 2332: hop count 0 is refused by the last station, too."""
        if not packet.hop_count:
            self.host.emit(events.NoHopsLeft(tunnel.here, packet, nbma))
            return False
        flaw = packet.flaw()
        if flaw is not None:
            self.host.emit(events.FlawedExtension(tunnel.here, packet, nbma, flaw))
            self.error(tunnel, packet, nhrp.INVALID_EXTENSION, flaw.at)
        return flaw is None

    def _request(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> None:
        if packet.type == nhrp.RESOLUTION_REQUEST:
            if packet.src_protocol != tunnel.address:
                self.engine.resolution.request(tunnel, packet, nbma)
        elif packet.type == nhrp.REGISTRATION_REQUEST:
            # a client that does not know its server's address asks for 0.0.0.0, or for its own
            if packet.dst_protocol in (None, 0, tunnel.address, packet.src_protocol):
                if self.understood(tunnel, packet):
                    self.engine.server.registration(tunnel, packet, nbma)
            else:
                self.forward(tunnel, packet, packet.dst_protocol or 0, nbma)
        elif packet.dst_protocol == tunnel.address:
            if self.understood(tunnel, packet):
                self.engine.server.purge(tunnel, packet, nbma)
        else:
            self.forward(tunnel, packet, packet.dst_protocol or 0, nbma)

    def _reply(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> None:
        if packet.src_protocol != tunnel.address:
            if packet.type == nhrp.RESOLUTION_REPLY and packet.cies:
                self.engine.resolution.add_translation(tunnel, packet, packet.cies[0].protocol)
            self.forward(tunnel, packet, packet.src_protocol or 0, nbma)
        elif packet.type == nhrp.RESOLUTION_REPLY:
            self.engine.resolution.reply(tunnel, packet)
        elif packet.type == nhrp.REGISTRATION_REPLY:
            self.engine.client.reply(tunnel, packet, nbma)

    def _indication(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> None:
        destination = packet.dst_protocol
        if destination is None:
            return
        ours = destination == tunnel.address or self.engine.next_hop(tunnel.iface.vrf, destination) is None
        if not ours:
            self.forward(tunnel, packet, destination, nbma)
        elif packet.type == nhrp.TRAFFIC_INDICATION:
            self.engine.resolution.redirected(tunnel, packet)
        else:
            self.host.emit(events.ErrorReceived(tunnel.here, packet, nbma))

    def forward(self, tunnel: NhrpTunnel, packet: nhrp.Packet, destination: IPv4, nbma: IPv4) -> None:
        """Send somebody else's packet on (RFC 2332 section 5.1), with our transit record."""
        hop = self.engine.next_hop(tunnel.iface.vrf, destination)
        if hop is None:
            self.host.emit(events.EncapsulationFailed(tunnel.here, packet, destination, False))
            return
        out, via = hop
        kind = nhrp.EXT_REVERSE_TRANSIT if packet.type in _REPLIES else nhrp.EXT_FORWARD_TRANSIT
        record = packet.extension(kind)
        if packet.hop_count <= 1:
            self.error(tunnel, packet, nhrp.HOP_COUNT_EXCEEDED)
            return
        if record is not None and any(cie.protocol == out.address for cie in record.cies):
            self.error(tunnel, packet, nhrp.LOOP_DETECTED)
            return
        known = out.nbma_of(via)
        if known is None or known == nbma:
            self.host.emit(events.EncapsulationFailed(out.here, packet, destination, False))
            self.error(tunnel, packet, nhrp.PROTOCOL_ERROR)
            return
        packet.hop_count -= 1
        if record is not None:
            record.cies.append(out.own_cie())
        out.authenticate(packet.extensions)
        bus = self.host.device.bus
        if bus.wants(events.Forwarding):
            bus.emit(events.Forwarding(out.here, packet, destination, out.address))
        out.send(packet, via, known, forwarded=True)

    def understood(self, tunnel: NhrpTunnel, packet: nhrp.Packet) -> bool:
        """May we answer this request? Not with a compulsory extension that we do not know (RFC 2332 section 5.3)."""
        for extension in packet.extensions:
            if extension.compulsory and extension.type not in nhrp.RECOGNIZED:
                self.error(tunnel, packet, nhrp.UNRECOGNIZED_EXTENSION, extension.at)
                return False
        return True

    def error(self, tunnel: NhrpTunnel, packet: nhrp.Packet, code: int, offset: int = 0) -> None:
        """Tell the sender of a packet what was wrong with it and where, but for other indications.

        RFC 2332 section 5.2.7: the packet is quoted as it came, as far as it fits. Like every packet for somebody whom
        we do not know it takes the way of the next hop server.
        """
        station = packet.dst_protocol if packet.type in _REPLIES else packet.src_protocol
        if packet.is_indication or not station or station == tunnel.address:
            return
        indication = nhrp.Packet(
            nhrp.ERROR_INDICATION, tunnel.driver.local, tunnel.address, station, code=code, offset=offset,
            contents=packet.octets[: tunnel.iface.ip_mtu - _INDICATION],
        )  # fmt: skip
        tunnel.authenticate(indication.extensions)
        nhs = self.engine.client.best(tunnel)
        nbma = tunnel.nbma_of(station)
        if nbma is None and nhs is not None and nhs.responding:
            nbma = nhs.nbma
        if nbma is None:
            self.host.emit(events.EncapsulationFailed(tunnel.here, indication, station, False))
        else:
            tunnel.send(indication, station, nbma)
