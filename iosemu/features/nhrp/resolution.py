"""Resolution (RFC 2332 sections 5.2.1 and 5.2.2): asking, answering, and what packets do meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.gre.sockets import SocketState
from iosemu.features.nhrp import events
from iosemu.features.nhrp.cache import Entry, Kind, Requester
from iosemu.features.nhrp.tunnel import NEGATIVE_TIME, NhrpTunnel
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix
from iosemu.wire import ipv4, nhrp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.features.nhrp.engine import NhrpEngine

FIRST_RETRY = 2.0
LAST_RETRY = 64.0
MOST_COUNTED = 1024  # targets whose packets are counted before the first request
ANSWER_WAIT = 30.0  # that an answer waits for the crypto socket to the requester
MOST_WAITING = 64  # answers to what one neighbour sent us that wait at a time; who is left out asks again
MOST_REQUESTERS = 1024  # of one entry, the newest
REFRESH_BEFORE = 120.0  # used entries are asked for again this long before they expire
REFRESH_CHECK = 60.0


@dataclass(slots=True)
class Pending:
    """An unanswered resolution request."""

    target: IPv4
    request_id: int
    interval: float = FIRST_RETRY
    tries: int = 0
    routed: bool = False  # sent along the route to the target (phase 3), not to the NHS
    refresh: bool = False  # for an entry that is there and used


@dataclass(slots=True)
class Answer:
    """A reply that waits for the crypto socket."""

    packet: nhrp.Packet
    until: float
    sender: IPv4  # the NBMA address that the request came from


class Resolution:
    """Finds NBMA addresses for next hops and destinations, and answers for what is ours."""

    def __init__(self, engine: NhrpEngine) -> None:
        self.engine = engine
        self.host = engine.host
        self._answers: dict[tuple[str, IPv4], list[Answer]] = {}  # (interface, NBMA) ->

    # packets on their way out

    def lookup(self, tunnel: NhrpTunnel, next_hop: IPv4) -> IPv4 | None:
        """NBMA address for a data packet to `next_hop`; asks for it when it is not known. None: drop."""
        entry = tunnel.cache.hosts.get(next_hop)
        if entry is not None and entry.nbma is not None:
            entry.last_used = self.host.now
            entry.hits += 1
            if not entry.router or self.ready(tunnel, entry.nbma):
                return entry.nbma
            tunnel.open_socket(entry.nbma)
            return self._meanwhile(tunnel, next_hop)
        if not tunnel.usable:
            return None
        if entry is not None:
            entry.hits += 1  # asked for already: until it is forgotten nobody asks again
        else:
            self._wanted(tunnel, next_hop)
        return self._meanwhile(tunnel, next_hop)

    def shortcut(self, tunnel: NhrpTunnel, destination: IPv4) -> IPv4 | None:
        """Phase 3 of releases that leave the routing table alone: the cache overrules the route's next hop."""
        if not tunnel.shortcut or self.host.device.software.nhrp_shortcut_routes:
            return None
        entry = tunnel.cache.covering(destination)
        if entry is None or entry.nbma is None or not entry.router or entry.local or not entry.up:
            return None
        if not self.ready(tunnel, entry.nbma):
            return None
        entry.last_used = self.host.now
        entry.hits += 1
        return entry.nbma

    @staticmethod
    def ready(tunnel: NhrpTunnel, nbma: IPv4) -> bool:
        return tunnel.driver.sockets is None or tunnel.socket_state(nbma) is SocketState.UP

    def _meanwhile(self, tunnel: NhrpTunnel, next_hop: IPv4) -> IPv4 | None:
        """Until the way is known packets go to the NHS, which forwards them."""
        nhs = self.engine.client.best(tunnel)
        if nhs is None or nhs.address in (None, next_hop) or not nhs.responding:
            return None
        assert nhs.address is not None
        entry = tunnel.cache.hosts.get(nhs.address)
        if entry is not None:
            entry.last_used = self.host.now
        if nhs.nbma is not None and self.host.device.bus.wants(events.SentMeanwhile):
            self.host.emit(events.SentMeanwhile(tunnel.here, next_hop, nhs.nbma))
        return nhs.nbma

    def _wanted(self, tunnel: NhrpTunnel, next_hop: IPv4) -> None:
        """A packet for somebody of whom nothing is known. A server without a server of its own asks, too, in vain."""
        if next_hop not in tunnel.counting and len(tunnel.counting) >= MOST_COUNTED:
            del tunnel.counting[next(iter(tunnel.counting))]
        count = tunnel.counting[next_hop] = tunnel.counting.get(next_hop, 0) + 1
        if count < tunnel.config.use:
            return
        del tunnel.counting[next_hop]
        tunnel.incomplete(next_hop)
        prefix = tunnel.iface.prefix
        if prefix is not None and next_hop in prefix and not tunnel.config.server_only:
            self.ask(tunnel, next_hop, routed=False)

    # asking

    def ask(self, tunnel: NhrpTunnel, target: IPv4, routed: bool, refresh: bool = False) -> None:
        if target in tunnel.pending or not tunnel.usable:
            return
        pending = Pending(target, tunnel.new_request_id(), routed=routed, refresh=refresh)
        tunnel.pending[target] = pending
        self._send(tunnel, pending, None)

    def _send(self, tunnel: NhrpTunnel, pending: Pending, interval: float | None) -> None:
        flags = nhrp.ROUTER | nhrp.AUTHORITATIVE | nhrp.SOURCE_STABLE | nhrp.NAT
        cie = nhrp.Cie(0, 32, tunnel.mtu(), tunnel.holdtime)
        packet = nhrp.Packet(
            nhrp.RESOLUTION_REQUEST, tunnel.driver.local, tunnel.address, pending.target, pending.request_id, flags,
            255, [cie], tunnel.extensions(),
        )  # fmt: skip
        via, nbma = self._towards(tunnel, pending)
        asked = (pending.target, pending.request_id, interval, via, nbma, tunnel.address, tunnel.network_id)
        self.host.emit(events.ResolutionPaced(tunnel.here, *asked))
        if nbma is None:
            self.host.emit(events.EncapsulationFailed(tunnel.here, packet, pending.target, False))
        else:
            tunnel.send(packet, via, nbma)
        tunnel.host.after(self.engine.jittered(pending.interval), self.resolve, tunnel, pending.target)

    def _towards(self, tunnel: NhrpTunnel, pending: Pending) -> tuple[IPv4, IPv4 | None]:
        if pending.routed:
            hop = self.engine.next_hop(tunnel.iface.vrf, pending.target, ignore_nhrp=True)
            if hop is not None and hop[0] is tunnel:
                nbma = tunnel.nbma_of(hop[1])
                if nbma is not None:
                    return hop[1], nbma
        nhs = self.engine.client.best(tunnel)
        if nhs is None or nhs.address in (None, pending.target):
            return pending.target, None
        return nhs.address or 0, nhs.nbma

    def resolve(self, tunnel: NhrpTunnel, target: IPv4) -> None:
        """No answer yet."""
        pending = tunnel.pending.get(target)
        if pending is None:
            return
        pending.tries += 1
        pending.interval *= 2
        if pending.interval > LAST_RETRY or not tunnel.usable:
            del tunnel.pending[target]
            return
        self._send(tunnel, pending, pending.interval)

    def refresh(self, tunnel: NhrpTunnel, target: Prefix) -> None:
        """Near its end an entry that is in use is asked for again."""
        entry = tunnel.cache.get(target)
        if entry is None or entry.expires is None or entry.local or entry.registered:
            return
        if self.engine.in_use(tunnel, entry):
            hop = self.engine.next_hop(tunnel.iface.vrf, entry.target.network, True) if tunnel.cloned else None
            by = hop[0] if hop is not None and hop[0].network_id == tunnel.network_id else tunnel
            self.ask(by, self._asked_for(entry), routed=tunnel.cloned or entry.target.length < 32, refresh=True)
        elif entry.expires - self.host.now > REFRESH_CHECK:
            tunnel.host.after(REFRESH_CHECK, self.refresh, tunnel, target, background=True)

    @staticmethod
    def _asked_for(entry: Entry) -> IPv4:
        """An address inside the target: of a network its first host."""
        return entry.target.network if entry.target.length >= 31 else entry.target.network + 1

    def reply(self, tunnel: NhrpTunnel, packet: nhrp.Packet) -> None:
        """An answer to a request of ours."""
        target = packet.dst_protocol
        asked = self._asked_by(tunnel, target) if target is not None else tunnel
        pending = asked.pending.get(target) if target is not None else None
        if pending is None or target is None or pending.request_id != packet.request_id or not packet.cies:
            return
        del asked.pending[target]
        asked.host.cancel(self.resolve, asked, target)
        cie = packet.cies[0]
        if cie.code != nhrp.NO_ERROR:
            self.host.emit(events.ReplyRefused(tunnel.here, packet, cie.code))
            entry = tunnel.cache.get(Prefix(target, 32))
            if entry is None:
                tunnel.incomplete(target)
            elif entry.nbma is None:
                entry.expires = self.host.now + NEGATIVE_TIME
                tunnel.arm(entry)
            return
        waiting = asked.cache.get(Prefix(target, 32))
        if waiting is not None and waiting.kind is Kind.INCOMPLETE:
            self.engine.remove(asked, waiting, events.Reason.EXTERNAL)
        next_hop = cie.protocol or target
        if cie.nbma is None or next_hop == tunnel.address:
            return
        nbma, claimed = self._translated(packet, next_hop, cie.nbma)
        holding = cie.holding_time or tunnel.holdtime
        self.host.emit(events.ResolutionLearnt(tunnel.here, target, next_hop, nbma, tunnel.driver.local))
        hop = self.learn(tunnel, Prefix(next_hop, 32), next_hop, nbma, holding, claimed)
        prefix = Prefix.of(target, min(cie.prefix or 32, 32))
        if prefix != hop.target:
            self.learn(tunnel, prefix, next_hop, nbma, holding, claimed)
        tunnel.open_socket(nbma)
        if self.ready(tunnel, nbma):
            self.usable(tunnel, nbma)

    def _asked_by(self, tunnel: NhrpTunnel, target: IPv4) -> NhrpTunnel:
        """The tunnel that a request went out by: an answer by the tunnel of one peer is to one of the same network."""
        if not tunnel.cloned or target in tunnel.pending:
            return tunnel
        others = (each for each in self.engine.tunnels.values() if each.network_id == tunnel.network_id)
        return next((each for each in others if target in each.pending), tunnel)

    @staticmethod
    def _translated(packet: nhrp.Packet, protocol: IPv4, nbma: IPv4) -> tuple[IPv4, IPv4 | None]:
        """The NBMA address after NAT, and the one before it if there is NAT."""
        extension = packet.extension(nhrp.EXT_NAT)
        for cie in extension.cies if extension is not None else ():
            if cie.protocol == protocol and cie.nbma not in (None, nbma):
                assert cie.nbma is not None
                return cie.nbma, nbma
        return nbma, None

    def learn(
        self, tunnel: NhrpTunnel, target: Prefix, next_hop: IPv4, nbma: IPv4, holding: int, claimed: IPv4 | None
    ) -> Entry:
        """Make or renew the entry of a router found by resolution."""
        now = self.host.now
        entry = tunnel.cache.get(target)
        if entry is not None and entry.nbma == nbma and not entry.local:
            if entry.kind is Kind.DYNAMIC and not entry.registered:
                entry.expires = now + holding
                entry.next_hop = next_hop
                tunnel.arm(entry)
                self.host.emit(events.CacheUpdated(*tunnel.cached(entry)))
        else:
            if entry is not None:
                self.engine.remove(tunnel, entry, events.Reason.EXTERNAL)
            entry = Entry(target, next_hop, Kind.DYNAMIC, nbma, now, now + holding)
            entry.router = True
            entry.nhop = target == Prefix(next_hop, 32)
            entry.claimed = claimed
            tunnel.store(entry)
        self._arm_refresh(tunnel, entry)
        return entry

    def _arm_refresh(self, tunnel: NhrpTunnel, entry: Entry) -> None:
        if entry.expires is None or entry.registered:
            return
        left = entry.expires - self.host.now
        before = REFRESH_BEFORE if left > 2 * REFRESH_BEFORE else left / 3
        tunnel.host.after(left - before, self.refresh, tunnel, entry.target, background=True)

    def usable(self, tunnel: NhrpTunnel, nbma: IPv4) -> None:
        """The way to this NBMA address is open: its entries count, and what waited for it goes out."""
        for entry in tunnel.cache.by_nbma(nbma):
            if entry.kind is Kind.DYNAMIC and not entry.registered and tunnel.mark(entry, True) and entry.nhop:
                self.host.emit(events.PeerUp(tunnel.here, entry.next_hop, nbma))
        self.engine.shortcuts.install(tunnel, nbma)
        tunnel.host.cancel(self.give_up, tunnel, nbma)
        for answer in self._answers.pop((tunnel.iface.text, nbma), ()):
            if answer.until >= self.host.now:
                self._send_answer(tunnel, answer.packet, nbma)

    def _send_answer(self, tunnel: NhrpTunnel, reply: nhrp.Packet, nbma: IPv4) -> None:
        """Straight to the requester: the protection of a point-to-point tunnel knows the way to the hub only."""
        requester = reply.src_protocol or 0
        self.host.emit(events.ResolutionHeard(tunnel.here, requester, nbma))
        if self.ready(tunnel, nbma):
            tunnel.send(reply, requester, nbma)

    # answering

    def request(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> None:
        """A resolution request came in on `tunnel`: answer it, or send it on."""
        target = packet.dst_protocol
        if target is None or packet.src_protocol is None or packet.src_nbma is None:
            return
        device = self.host.device
        if device.owner_of(tunnel.iface.vrf, target) is tunnel.iface:
            self._looked_up(tunnel, tunnel.iface, target, Prefix(target, 32))
            if self.engine.inbox.understood(tunnel, packet):
                self._answer(tunnel, packet, Prefix(target, 32), nbma)
            return
        found = device.ip.route(tunnel.iface.vrf, target)
        hop = self.engine.next_hop(tunnel.iface.vrf, target)
        route = found.route if found is not None else None
        if found is None or route is None:
            self._looked_up(tunnel, None, target)
            self._refuse(tunnel, packet, nbma)
        elif hop is None:
            self._looked_up(tunnel, found.interface, target, route.prefix)
            if self.engine.inbox.understood(tunnel, packet):
                self._answer(tunnel, packet, self._ours(tunnel.iface.vrf, target, route.prefix), nbma)
        else:
            out, via = hop
            entry = out.cache.hosts.get(via)
            known = out.nbma_of(via)
            self._looked_up(tunnel, out.iface, target, route.prefix, via, known)
            if out.network_id != tunnel.network_id or known is None or via == packet.src_protocol:
                self._refuse(tunnel, packet, nbma)
            elif (
                entry is not None
                and entry.registered
                and via == target
                and not (tunnel.release.authoritative and packet.flags & nhrp.AUTHORITATIVE)
            ):
                if self.engine.inbox.understood(tunnel, packet):
                    self._reply_for(tunnel, packet, entry, nbma)
            else:
                self.add_translation(tunnel, packet, packet.src_protocol)
                self.engine.inbox.forward(tunnel, packet, target, nbma)

    def _looked_up(
        self, tunnel: NhrpTunnel, iface: Interface | None, target: IPv4, prefix: Prefix | None = None,
        next_hop: IPv4 | None = None, nbma: IPv4 | None = None,
    ) -> None:  # fmt: skip
        name, vrf = iface.name if iface is not None else None, tunnel.iface.vrf
        self.host.emit(events.RouteLookup(name, target, prefix, next_hop, nbma, vrf.name, vrf.number))

    def _ours(self, vrf: Vrf, target: IPv4, routed: Prefix) -> Prefix:
        """What to answer for: the subnet of an address of our own, else the route's prefix.

        A default route says nothing of what is behind it: there it is the address alone.
        """
        owner = self.host.device.owner_of(vrf, target)
        for address, length in owner.addresses if owner is not None else ():
            if address == target:
                return Prefix.of(address, length)
        return routed if routed.length else Prefix(target, 32)

    @staticmethod
    def add_translation(tunnel: NhrpTunnel, packet: nhrp.Packet, client: IPv4 | None) -> None:
        """Where a client of ours stands behind NAT, who gets the packet must learn where it is seen."""
        extension = packet.extension(nhrp.EXT_NAT)
        entry = tunnel.cache.hosts.get(client or 0)
        if extension is not None and entry is not None and entry.claimed is not None:
            extension.cies.append(nhrp.Cie(0, 32, tunnel.mtu(), 0, entry.nbma, client))

    def _reply(self, tunnel: NhrpTunnel, packet: nhrp.Packet, cie: nhrp.Cie) -> nhrp.Packet:
        extensions = []
        for extension in packet.extensions:
            copy = nhrp.Extension(extension.type, extension.compulsory, list(extension.cies), extension.data)
            if copy.type == nhrp.EXT_RESPONDER:
                copy.cies = [tunnel.responder_cie()]
            extensions.append(copy)
        tunnel.authenticate(extensions)
        flags = packet.flags | nhrp.DESTINATION_STABLE | nhrp.UNIQUE
        return nhrp.Packet(
            nhrp.RESOLUTION_REPLY, packet.src_nbma, packet.src_protocol, packet.dst_protocol, packet.request_id,
            flags, 255, [cie], extensions,
        )  # fmt: skip

    def _refuse(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> None:
        cie = nhrp.Cie(nhrp.NO_BINDING, 0, tunnel.mtu(), 0)
        tunnel.send(self._reply(tunnel, packet, cie), packet.src_protocol or 0, nbma)

    def _reply_for(self, tunnel: NhrpTunnel, packet: nhrp.Packet, entry: Entry, nbma: IPv4) -> None:
        """Answer from a registration, for its client."""
        left = int(entry.expires - self.host.now) if entry.expires is not None else tunnel.holdtime
        cie = nhrp.Cie(0, entry.target.length, tunnel.mtu(), left, entry.nbma, entry.next_hop)
        tunnel.send(self._reply(tunnel, packet, cie), packet.src_protocol or 0, nbma)

    def _answer(self, tunnel: NhrpTunnel, packet: nhrp.Packet, prefix: Prefix, nbma: IPv4) -> None:
        """The target is ours. The answer goes straight to the requester, once the way to it is open."""
        assert packet.src_protocol is not None and packet.src_nbma is not None
        now = self.host.now
        peer, claimed = self._translated(packet, packet.src_protocol, packet.src_nbma)
        if not self.ready(tunnel, peer) and self._too_many(tunnel, peer, nbma):
            return
        entry = tunnel.cache.get(prefix)
        if entry is None or not entry.local:
            if entry is not None:
                self.engine.remove(tunnel, entry, events.Reason.EXTERNAL)
            entry = Entry(prefix, tunnel.address, Kind.DYNAMIC, tunnel.driver.local, now)
            entry.router = entry.unique = entry.local = entry.no_socket = True
            entry.up, entry.changed = True, now
        entry.expires = now + tunnel.holdtime
        entry.requesters = [
            known for known in entry.requesters if known.protocol != packet.src_protocol and known.until > now
        ]
        entry.requesters.append(Requester(packet.src_protocol, peer, packet.request_id, entry.expires))
        del entry.requesters[:-MOST_REQUESTERS]
        entry.request_id = packet.request_id
        if tunnel.cache.get(prefix) is entry:
            tunnel.arm(entry)
        else:
            tunnel.store(entry)
        cie = nhrp.Cie(0, prefix.length, tunnel.mtu(), tunnel.holdtime, tunnel.driver.local, tunnel.address)
        reply = self._reply(tunnel, packet, cie)
        nat = reply.extension(nhrp.EXT_NAT)
        if nat is not None and tunnel.seen is not None:
            nat.cies.append(nhrp.Cie(0, 32, tunnel.mtu(), 0, tunnel.seen, tunnel.address))
        target = packet.dst_protocol or 0
        self.host.emit(
            events.ResolutionAnswered(tunnel.here, packet.src_protocol, target, tunnel.driver.local, peer)
        )
        if tunnel.release.answers_backward:
            tunnel.send(reply, packet.src_protocol, tunnel.nbma_of(packet.src_protocol) or nbma)
            return
        if tunnel.point_to_point:
            straight = self.engine.straight(tunnel, peer)
            if straight is None:
                self._send_answer(tunnel, reply, peer)
                return
            tunnel = straight
        holding = packet.cies[0].holding_time if packet.cies else 0
        asker = packet.src_protocol
        self.learn(tunnel, Prefix(asker, 32), asker, peer, holding or tunnel.holdtime, claimed)
        waiting = self._answers.setdefault((tunnel.iface.text, peer), [])
        waiting[:] = [other for other in waiting if other.packet.src_protocol != reply.src_protocol]
        waiting.append(Answer(reply, now + ANSWER_WAIT, nbma))
        tunnel.host.after(ANSWER_WAIT, self.give_up, tunnel, peer, background=True)
        tunnel.open_socket(peer)
        if self.ready(tunnel, peer):
            self.usable(tunnel, peer)

    def _too_many(self, tunnel: NhrpTunnel, peer: IPv4, sender: IPv4) -> bool:
        """Would one more answer to what `sender` forwards (or invents) make us negotiate with too many at once?"""
        if (tunnel.iface.text, peer) in self._answers:
            return False
        return sum(answer.sender == sender for waiting in self._answers.values() for answer in waiting) >= MOST_WAITING

    def give_up(self, tunnel: NhrpTunnel, peer: IPv4) -> None:
        """The way to a requester has not opened in time."""
        self._answers.pop((tunnel.iface.text, peer), None)
        if tunnel.cloned and not self.ready(tunnel, peer):
            for entry in tunnel.cache.by_nbma(peer):
                self.engine.remove(tunnel, entry, events.Reason.EXTERNAL)

    # indications

    def redirected(self, tunnel: NhrpTunnel, packet: nhrp.Packet) -> None:
        """A traffic indication for us: somebody forwards packets of ours that could go straight."""
        ways = not tunnel.point_to_point or tunnel.config.shortcut_template is not None
        if not tunnel.shortcut or not ways or len(packet.contents) < 20:
            return
        destination = int.from_bytes(packet.contents[16:20], "big")
        hop = self.engine.next_hop(tunnel.iface.vrf, destination)
        if hop is None or packet.contents[0] >> 4 != 4 or packet.contents[9] == ipv4.OSPF:
            return
        out, via = hop
        entry = out.cache.hosts.get(via)
        if via == destination and entry is not None and entry.nbma is not None:
            return
        if out.shortcut and out.cache.covering(destination) is None and out.cache.get(Prefix(destination, 32)) is None:
            out.incomplete(destination)
            self.ask(out, destination, routed=True)

    def forget(self, tunnel: NhrpTunnel) -> None:
        """The tunnel is down."""
        for target in list(tunnel.pending):
            tunnel.host.cancel(self.resolve, tunnel, target)
        tunnel.pending.clear()
        tunnel.counting.clear()
        for key in [key for key in self._answers if key[0] == tunnel.iface.text]:
            tunnel.host.cancel(self.give_up, tunnel, key[1])
            del self._answers[key]
