"""The next hop server's side of registration (RFC 2332 section 5.2.3), and purges (section 5.2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.nhrp import events
from iosemu.features.nhrp.cache import Entry, Kind
from iosemu.features.nhrp.tunnel import GROUP, NhrpTunnel
from iosemu.types import IPv4, Prefix
from iosemu.wire import nhrp, printable

if TYPE_CHECKING:
    from iosemu.features.nhrp.engine import NhrpEngine


class Server:
    """Holds the registrations of next hop clients."""

    def __init__(self, engine: NhrpEngine) -> None:
        self.engine = engine
        self.host = engine.host

    def registration(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> None:
        """A registration request for us: register each client, answer."""
        if packet.src_protocol is None:
            return
        code = nhrp.NO_ERROR
        answers = []
        for cie in packet.cies or [nhrp.Cie(holding_time=tunnel.holdtime)]:
            code = self._register(tunnel, packet, cie, nbma)
            answer = nhrp.Cie(code, cie.prefix, cie.mtu, cie.holding_time, cie.nbma, cie.protocol, cie.preference)
            answers.append(answer)
        extensions = self._answer_extensions(tunnel, packet, nbma)
        reply = nhrp.Packet(
            nhrp.REGISTRATION_REPLY, packet.src_nbma, packet.src_protocol, tunnel.address, packet.request_id,
            packet.flags, 255, answers, extensions,
        )  # fmt: skip
        self.host.emit(events.ReplySent(tunnel.here, packet.src_protocol, nbma, code))
        # a refused client is answered where it sent from, whatever the cache says of its address
        tunnel.send(reply, packet.src_protocol, nbma)
        if code == nhrp.NO_ERROR:
            self.engine.peers_changed(tunnel)

    @staticmethod
    def _answer_extensions(tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> list[nhrp.Extension]:
        found = []
        for extension in packet.extensions:
            copy = nhrp.Extension(extension.type, extension.compulsory, list(extension.cies), extension.data)
            if copy.type == nhrp.EXT_RESPONDER:
                copy.cies = [tunnel.responder_cie()]
            elif copy.type == nhrp.EXT_NAT and packet.src_nbma != nbma:
                # the client stands behind NAT: this is where it is seen
                copy.cies.append(nhrp.Cie(0, 32, tunnel.mtu(), 0, nbma, packet.src_protocol))
            found.append(copy)
        tunnel.authenticate(found)
        return found

    def _register(self, tunnel: NhrpTunnel, packet: nhrp.Packet, cie: nhrp.Cie, nbma: IPv4) -> int:
        """Returns the code of the answer."""
        protocol = cie.protocol or packet.src_protocol
        assert protocol is not None
        length = cie.prefix if 0 < cie.prefix < 32 else 32
        target = Prefix.of(protocol, length)
        unique = bool(packet.flags & nhrp.REGISTRATION_UNIQUE)
        if protocol == tunnel.address:
            return nhrp.ADMINISTRATIVELY_PROHIBITED
        old = tunnel.cache.get(target)
        if old is not None and old.nbma is not None and old.nbma != nbma:
            if old.kind is Kind.STATIC:
                return nhrp.ADMINISTRATIVELY_PROHIBITED
            if old.unique:
                return nhrp.ALREADY_REGISTERED
        fresh = old is None or old.nbma != nbma
        bus = self.host.device.bus
        if bus.wants(events.EndpointAdded):
            bus.emit(events.EndpointAdded(tunnel.here, protocol, nbma, fresh))
        holding = cie.holding_time or tunnel.holdtime
        if old is not None and old.kind is Kind.STATIC:
            entry = old  # what is configured stays, but the peer is heard of
        elif old is None or fresh:
            if old is not None:
                self.engine.remove(tunnel, old, events.Reason.EXTERNAL)
            entry = Entry(target, protocol, Kind.DYNAMIC, nbma, self.host.now, self.host.now + holding)
            entry.registered, entry.unique, entry.nhop = True, unique, True
            self._note(entry, packet, nbma)
            tunnel.store(entry)
        else:
            entry = old
            entry.kind, entry.registered, entry.unique, entry.nhop = Kind.DYNAMIC, True, unique, True
            entry.router = entry.implicit = False
            entry.expires = self.host.now + holding
            self._note(entry, packet, nbma)
            tunnel.arm(entry)
            self.host.emit(events.CacheUpdated(*tunnel.cached(entry)))
        tunnel.pending.pop(protocol, None)
        if tunnel.mark(entry, True):
            bus.emit(events.ClientUp(tunnel.here, protocol, nbma))
        if tunnel.add_multicast(nbma):
            bus.emit(events.MulticastMapped(tunnel.here, nbma))
        tunnel.open_socket(nbma)
        return nhrp.NO_ERROR

    @staticmethod
    def _note(entry: Entry, packet: nhrp.Packet, nbma: IPv4) -> None:
        entry.claimed = packet.src_nbma if packet.src_nbma not in (None, nbma) else None
        entry.group = ""
        for extension in packet.extensions:
            if extension.type == nhrp.EXT_VENDOR:
                group = nhrp.vendor_value(extension, GROUP)
                if group is not None:
                    entry.group = printable(group)

    # purges

    def purge_requesters(self, tunnel: NhrpTunnel, entry: Entry) -> None:
        """What we answered is no longer true: tell everybody who asked."""
        for requester in entry.requesters:
            cie = nhrp.Cie(0, entry.target.length, tunnel.mtu(), 0, tunnel.driver.local, entry.target.network)
            packet = nhrp.Packet(
                nhrp.PURGE_REQUEST, tunnel.driver.local, tunnel.address, requester.protocol, tunnel.new_request_id(),
                0, 255, [cie], tunnel.extensions(),
            )  # fmt: skip
            tunnel.send(packet, requester.protocol, requester.nbma)

    def purge(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> None:
        """A purge request for us."""
        for cie in packet.cies:
            if cie.protocol is None:
                continue
            length = min(cie.prefix or 32, 32)
            entry = tunnel.cache.get(Prefix.of(cie.protocol, length))
            if entry is None or entry.kind is not Kind.DYNAMIC or entry.local:
                continue
            if cie.nbma is None or cie.nbma in (entry.nbma, entry.claimed):
                self.engine.remove(tunnel, entry, events.Reason.EXTERNAL)
        if not packet.flags & nhrp.NO_REPLY and packet.src_protocol is not None:
            extensions = self._answer_extensions(tunnel, packet, packet.src_nbma or nbma)
            reply = nhrp.Packet(
                nhrp.PURGE_REPLY, packet.src_nbma, packet.src_protocol, packet.dst_protocol, packet.request_id,
                packet.flags, 255, packet.cies, extensions,
            )  # fmt: skip
            tunnel.send(reply, packet.src_protocol, nbma)
