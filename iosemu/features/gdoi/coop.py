"""Cooperative key servers: one of them is primary and makes the keys, which it announces to the others.

    Election  --- nobody is primary after 40 s, and nobody is worthier --->  Primary
        |  ^                                                                   |
        |  '-- the primary is silent, and    Secondary <--- a worthier one ----'
        |      leaves three questions open      ^
        '----- a primary is heard --------------'

Announcements go over an ISAKMP SA of UDP 848, as an exchange of private use. Each has its sender's priority and role,
the TEKs and the KEK that it knows, and its members. There is no pre-emption. When two primaries meet, both tell their
members the keys of the other one, and the less worthy one gives way.
"""

from __future__ import annotations

from enum import Enum
from struct import Struct
from typing import TYPE_CHECKING

from iosemu.features.gdoi import events
from iosemu.features.gdoi.policy import KekSa, Line, Tek, keys_of, sak_of, sat_of, understand
from iosemu.features.gdoi.registered import Registered
from iosemu.features.isakmp.sa import IkeSa
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import gdoi as wire
from iosemu.wire.gdoi import GroupSa, KeyDownload
from iosemu.wire.isakmp import Attribute, BadPayload, Notify, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.gdoi.engine import GdoiEngine
    from iosemu.features.gdoi.server import KeyServer

REFRESH = 20.0  # seconds between announcements
ELECTION = 40.0
RE_ELECTION = 20.0  # seconds of an election after a primary has died
SILENCE = 30.0  # that a secondary bears of the primary
RETRIES = 3
RETRY = 10.0
LOST = 70.0  # seconds without an announcement of a peer after which the SA with it is made anew
ANNOUNCEMENT, MEMBERS = 200, 201  # payloads of private use
NUMBER, WHOLE_LIFE = 32010, 32011  # attributes of private use in key packets
_HEAD = Struct("!IIBBIIQ")  # identity, priority, role, reply wanted, number, of the KEK, pseudotime
_MEMBER = Struct("!II")
_EVERYTHING = Line(True, 0, 0, 0, 0, 0)


class Role(Enum):
    """As shows name it."""

    ELECTION = "Election"
    PRIMARY = "Primary"
    SECONDARY = "Secondary"


_NUMBERS = {Role.ELECTION: 0, Role.PRIMARY: 1, Role.SECONDARY: 2}
_ROLES = {number: role for role, number in _NUMBERS.items()}


@dataclass(slots=True)
class PeerServer:
    """Another key server of the group."""

    address: IPv4
    priority: int = 0
    role: Role = Role.ELECTION
    number: int = 0  # of its last announcement
    heard_at: float = -1.0  # negative: never
    asked_at: float = -1.0
    reachable: bool | None = None  # None: not known yet
    sent: int = 0
    sent_asking: int = 0
    received: int = 0
    received_asking: int = 0
    drops: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0


@dataclass(slots=True)
class Announcement:
    """What came."""

    priority: int
    role: Role
    asking: bool
    number: int
    sequence: int  # of the KEK
    clock: float
    teks: list[Tek] = field(default_factory=list)
    kek: KekSa | None = None
    members: list[tuple[IPv4, IPv4]] = field(default_factory=list)  # with the server of each


class Cooperation:
    """Of one group."""

    def __init__(self, server: KeyServer) -> None:
        self.server = server
        self.engine: GdoiEngine = server.engine
        self.peers: dict[IPv4, PeerServer] = {}
        self.role = Role.ELECTION
        self.primary: IPv4 = 0
        self.number = 0  # of our last announcement
        self.retries = 0
        self.on = False

    @property
    def address(self) -> IPv4:
        return self.server.config.address or 0

    @property
    def priority(self) -> int:
        found = self.server.config.redundancy
        return found.priority if found is not None else 0

    @property
    def leads(self) -> bool:
        """Does this server make the keys?"""
        return not self.on or self.role is Role.PRIMARY

    # configuration

    def agree(self) -> None:
        """Peers as configured; with the first one it begins."""
        config = self.server.config.redundancy
        host, name = self.engine.host, self.server.name
        wanted = list(config.peers) if config is not None and self.address else []
        for address in [address for address in self.peers if address not in wanted]:
            del self.peers[address]
            host.emit(events.CoopRemoved(name, address))
        for address in wanted:
            if address not in self.peers:
                self.peers[address] = PeerServer(address)
                host.emit(events.CoopAdded(name, address))
        if bool(config is not None and self.peers) is self.on:
            return
        self.on = not self.on
        if self.on:
            self._elect(ELECTION)
            host.after(0.0, self.refresh)
        else:
            self.stop()

    def stop(self) -> None:
        for method in (self.refresh, self.decide, self.listen):
            self.engine.host.cancel(method)
        self.role, self.primary = Role.ELECTION, 0

    # roles

    def _elect(self, seconds: float) -> None:
        self.role, self.retries = Role.ELECTION, 0
        self.engine.host.cancel(self.listen)
        self.engine.host.after(seconds, self.decide, background=True)

    def decide(self) -> None:
        """The election is over: the worthiest of those that are heard is primary."""
        now = self.engine.host.now
        alive = [peer for peer in self.peers.values() if 0 <= now - peer.heard_at <= ELECTION]
        worth = self.priority, self.address
        if any((peer.priority, peer.address) > worth for peer in alive):
            self.engine.host.after(RE_ELECTION, self.decide, background=True)  # it will say so
            return
        before, self.role, self.primary = self.primary, Role.PRIMARY, self.address
        self.engine.host.emit(events.CoopPrimary(self.server.name, self.address, before))
        self.server.ensure()
        self.announce()

    def _follow(self, peer: PeerServer) -> None:
        if self.role is not Role.SECONDARY or self.primary != peer.address:
            before, self.role, self.primary = self.primary, Role.SECONDARY, peer.address
            self.engine.host.cancel(self.decide)
            self.engine.host.cancel(self.server.due)
            self.engine.host.emit(events.CoopPrimary(self.server.name, peer.address, before))
        self.retries = 0
        self.engine.host.after(SILENCE, self.listen, background=True)

    def listen(self) -> None:
        """The primary has not been heard: it is asked, and given up at last."""
        if self.role is not Role.SECONDARY:
            return
        if self.retries < RETRIES:
            self.retries += 1
            self.announce(asking=True)
            self.engine.host.after(RETRY, self.listen, background=True)
            return
        self.engine.host.emit(events.CoopElection(self.server.name, self.primary))
        self._elect(RE_ELECTION)
        self.announce(asking=True)

    # announcements

    def refresh(self) -> None:
        self.engine.host.after(REFRESH, self.refresh, background=True)
        self.announce(asking=self.role is Role.ELECTION)

    def announce(self, asking: bool = False, only: PeerServer | None = None) -> None:
        if not self.on:
            return
        self.number += 1
        for peer in self.peers.values() if only is None else (only,):
            self._send(peer, asking)

    def _send(self, peer: PeerServer, asking: bool) -> None:
        engine, isakmp, now = self.engine, self.engine.isakmp, self.engine.host.now
        sa = isakmp.life.usable(self.address, peer.address, service=wire.PORT)
        silent = now - max(peer.heard_at, sa.established_at) if sa is not None else 0.0
        if sa is not None and silent > LOST:  # it has forgotten us
            isakmp.life.delete(sa, "COOP peer is silent")
            sa = None
        if sa is None:
            peer.drops += 1
            if peer.asked_at >= 0.0:  # the last attempt came to nothing
                peer.reachable = False
                engine.host.emit(events.CoopUnreachable(self.server.name, peer.address))
            budding = isakmp.life.between(self.address, peer.address, service=wire.PORT)
            peer.asked_at = now
            if not any(not each.deleted for each in budding):
                isakmp.opening.start(self.address, peer.address, service=wire.PORT)
            return
        payloads = self._payloads(asking)
        channel = isakmp.channel
        node = channel.new_node(sa, channel.fresh_id(sa), True)
        channel.send_phase2(sa, node, wire.ANNOUNCE, node.message_id.to_bytes(4, "big"), payloads)
        isakmp.life.purge_node(sa, node.message_id)
        peer.sent += 1
        peer.sent_asking += asking
        peer.bytes_sent += len(node.last_sent)

    def _payloads(self, asking: bool) -> list[Payload]:
        server, now = self.server, self.engine.host.now
        kek = server.kek
        head = _HEAD.pack(
            int.from_bytes(server.group.identity, "big"), self.priority, _NUMBERS[self.role], asking, self.number,
            kek.sequence if kek is not None else 0, int((now - server.began) * 1000),
        )  # fmt: skip
        parts: list[wire.Part] = [sat_of(_EVERYTHING, tek, now) for tek in server.live()]
        if kek is not None:
            parts.insert(0, sak_of(kek, self.address, 0, now))
        packets = keys_of(server.live(), kek)
        for tek, packet in zip(server.live(), packets, strict=False):
            packet.attributes.append(Attribute(NUMBER, tek.number))
            packet.attributes.append(Attribute.number(WHOLE_LIFE, tek.seconds))
        members = b"".join(_MEMBER.pack(each.address, each.server) for each in server.members.values())
        return [Opaque(ANNOUNCEMENT, head), GroupSa(parts), KeyDownload(packets), Opaque(MEMBERS, members)]

    def up(self, sa: IkeSa) -> None:
        """An SA with a peer is there."""
        peer = self.peers.get(sa.remote)
        if not self.on or peer is None or sa.local != self.address:
            return
        if peer.reachable is False:
            self.engine.host.emit(events.CoopReachable(self.server.name, peer.address))
        peer.reachable, peer.asked_at = True, -1.0
        self.announce(asking=self.role is not Role.PRIMARY, only=peer)

    def heard(self, sa: IkeSa, announced: Announcement, size: int) -> None:
        """A peer says what it knows."""
        peer = self.peers.get(sa.remote)
        if not self.on or peer is None:
            return
        peer.received += 1
        peer.received_asking += announced.asking
        peer.bytes_received += size
        if peer.heard_at >= sa.established_at >= 0.0 and announced.number <= peer.number:
            return  # replayed, or late
        peer.priority, peer.role, peer.number = announced.priority, announced.role, announced.number
        peer.heard_at = self.engine.host.now
        if announced.role is Role.PRIMARY:
            self._primary(peer, announced)
        elif self.role is Role.PRIMARY:
            self._members(announced)
        if announced.asking:
            self.announce(only=peer)

    def _primary(self, peer: PeerServer, announced: Announcement) -> None:
        server = self.server
        if self.role is not Role.PRIMARY:
            self._follow(peer)
            self._take(announced)
            return
        # two primaries: a network that was in parts is whole again
        self._members(announced)
        for tek in announced.teks:
            if all(tek.spi != own.spi for own in server.live()):
                server.teks.append(tek)
        server.teks.sort(key=lambda tek: tek.ends)
        if (peer.priority, peer.address) > (self.priority, self.address):
            old = server.kek
            self.announce(only=peer)  # it must know what our members have
            server.kek = announced.kek
            if old is not None and announced.kek is not None:
                server.pushes.begin(old)
            self._follow(peer)
            self._take(announced)
        elif server.kek is not None:
            server.pushes.begin(server.kek)
            self.announce(only=peer)

    def _members(self, announced: Announcement) -> None:
        for address, owner in announced.members:
            if address not in self.server.members:
                self.server.members[address] = Registered(address, owner)
        self.server.schedule()

    def _take(self, announced: Announcement) -> None:
        """The keys of the primary are ours."""
        server = self.server
        known = {tek.spi: tek for tek in server.teks}
        server.teks = [known.get(tek.spi, tek) for tek in announced.teks]
        kek = announced.kek
        if kek is not None and server.kek is not None and kek.spi == server.kek.spi:
            kek = server.kek
        server.kek = kek
        if kek is not None:
            kek.sequence = max(kek.sequence, announced.sequence)
        server.began = self.engine.host.now - announced.clock
        for address, owner in announced.members:
            server.members.setdefault(address, Registered(address, owner))
        mine = [each for each in server.members.values() if each.server == self.address]
        theirs = {address for address, _ in announced.members}
        for address in [each for each in server.members if each not in theirs]:
            if server.members[address] not in mine:
                del server.members[address]


def read(payloads: list[tuple[int, bytes]], now: float) -> tuple[bytes, Announcement]:
    """The group's identity and what is announced. Raises BadPayload."""
    bodies = dict(payloads)
    head = bodies.get(ANNOUNCEMENT, b"")
    if len(head) != _HEAD.size or set(bodies) != {8, ANNOUNCEMENT, int(wire.Kind.SA), int(wire.Kind.KD), MEMBERS}:
        raise BadPayload("announcement", Notify.PAYLOAD_MALFORMED, ANNOUNCEMENT)
    identity, priority, role, asking, number, sequence, clock = _HEAD.unpack(head)
    if role not in _ROLES or len(bodies[MEMBERS]) % _MEMBER.size:
        raise BadPayload("announcement", Notify.PAYLOAD_MALFORMED, ANNOUNCEMENT)
    found = Announcement(priority, _ROLES[role], bool(asking), number, sequence, clock / 1000)
    keys = KeyDownload.decode(bodies[wire.Kind.KD])
    told = understand(GroupSa.decode(bodies[wire.Kind.SA]), keys.packets, now)
    if told is None:
        raise BadPayload("keys of an announcement", Notify.PAYLOAD_MALFORMED, wire.Kind.KD)
    attributes = {each.spi: each.attributes for each in keys.packets if each.type == wire.KeyType.TEK}
    for tek in told.teks:
        own = attributes[tek.spi.to_bytes(4, "big")]
        tek.number, tek.seconds = wire.number(own, NUMBER), wire.number(own, WHOLE_LIFE, tek.seconds)
        tek.lines = []
    found.teks, found.kek = told.teks, told.kek
    if found.kek is not None:
        found.kek.sequence = sequence
    found.members = list(_MEMBER.iter_unpack(bodies[MEMBERS]))
    return identity.to_bytes(4, "big"), found
