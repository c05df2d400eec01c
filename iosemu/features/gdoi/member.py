"""A group member: one crypto map entry at work. It registers, installs what it is told, and takes rekeys."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from iosemu.features.acl.compile import Compiled
from iosemu.features.acl.model import AccessList
from iosemu.features.gdoi import events
from iosemu.features.gdoi.events import Step
from iosemu.features.gdoi.model import Group, GroupEntry, MapEntry
from iosemu.features.gdoi.policy import GroupClock, KekSa, Line, Tek, Told, entries
from iosemu.features.gdoi.signature import signed
from iosemu.features.ipsec.cryptomap import MapHead
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.narrow import selectors
from iosemu.features.isakmp.sa import IkeSa, Peer
from iosemu.features.isakmp.states import Phase, State
from iosemu.features.keying.contract import Direction, LayerKeys, Proposal, SaSet, SaWant
from iosemu.records import replace
from iosemu.types import IPv4
from iosemu.wire import gdoi as wire
from iosemu.wire import isakmp
from iosemu.wire.gdoi import GapAttribute, GroupSa, KeyDownload, SequenceNumber
from iosemu.wire.isakmp import Chain, Header, Identification, IdType, Opaque

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.gdoi.engine import GdoiEngine

PATIENCE = 40.0  # seconds that a server has to answer
REDUCED = 90.0  # seconds that a TEK has left which the server wants given up
WITHIN = (1, 40)  # seconds, between which chance decides when to register anew
EMPTY = 60.0  # seconds after which a member that was told no key asks again
LEAST_LEFT = 60.0  # seconds of the last TEK with which a member registers again, at least
EARLY, LATE = 0.05, 0.02  # … parts of its life, between which chance decides
ROLLOVER = 30.0  # seconds before the end of a TEK that the next one is used to send
MOST_KEKS = 2  # rows of `show crypto isakmp sa`: the KEK and the one before it


class Status(Enum):
    """As shows name it."""

    IDLE = "Not registered"
    REGISTERING = "Registering"
    REGISTERED = "Registered"


class Member:
    def __init__(self, engine: GdoiEngine, head: MapHead, entry: MapEntry, group: str) -> None:
        self.engine = engine
        self.head = head
        self.entry = entry
        self.name = group
        self.identity = self.group.identity
        self.status = Status.IDLE
        self.attempt = 0  # index of the server that is asked
        self.attempted = self.succeeded = 0
        self.server: IPv4 = 0  # that it registered with
        self.conn_id = 1
        self.list: Compiled | None = None  # own deny lines, and what the server said
        self.lines: list[Line] = []  # these alone
        self.own: Compiled | None = None  # list that the own lines were taken from
        self.teks: list[Tek] = []
        self.kek: KekSa | None = None
        self.keks: list[IkeSa] = []  # as `show crypto isakmp sa` shows them
        self.wants: list[SaWant] = []
        self.received = self.since = self.acks = 0  # rekeys, those since the registration, acknowledgements
        self.last_from: IPv4 = 0
        self.last_sequence = 0
        self.received_at: float | None = None
        self.clock = GroupClock(engine.host, group)
        self.listening: tuple[Interface, IPv4, IPv4] | None = None  # to the group of multicast rekeys

    @property
    def group(self) -> Group:
        return self.engine.config.groups[self.name]

    @property
    def servers(self) -> list[IPv4]:
        return list(self.group.servers)

    @property
    def address(self) -> IPv4:
        """Ours, that it registers with."""
        name = self.group.interface
        iface = self.engine.host.device.interfaces.get(name) if name is not None else None
        return (iface.address if iface is not None else self.head.local) or 0

    @property
    def front(self) -> str:
        name = self.group.interface
        iface = self.engine.host.device.interfaces.get(name) if name is not None else None
        return iface.vrf.name if iface is not None else self.head.front.name

    @property
    def inside(self) -> str:
        return self.head.front.name

    # registration

    def begin(self) -> None:
        """From the top of the list."""
        self.attempt = 0
        self._try()

    def _try(self) -> None:
        """Ask one server."""
        engine, host = self.engine, self.engine.host
        host.cancel(self.again)
        if not self.address or not self.servers:
            self.status = Status.IDLE
            return
        self.status = Status.REGISTERING
        self.attempted += 1
        server = self.servers[self.attempt % len(self.servers)]
        host.emit(events.RegistrationBegun(self.name, server, self.address, self.front, self.inside))
        host.after(PATIENCE, self.next)
        engine.pull.abandon(self)
        sa = engine.isakmp.life.usable(self.address, server, "", self.front, wire.PORT)
        if sa is not None:
            engine.pull.begin(sa, self)
        elif not any(
            each.initiator and not each.deleted
            for each in engine.isakmp.life.between(self.address, server, self.front, wire.PORT)
        ):
            engine.isakmp.opening.start(self.address, server, self.front, service=wire.PORT)

    def next(self) -> None:
        """The server has not answered: the next one is asked, after the last one the first again."""
        sa = self.engine.isakmp.life.usable(self.address, self.asked, "", self.front, wire.PORT)
        if sa is not None:  # it did not know us any more
            self.engine.isakmp.life.delete(sa, "GDOI registration failed")
        if not self.servers:
            self.status = Status.IDLE
            return
        self.attempt = (self.attempt + 1) % len(self.servers)
        self._try()

    def again(self) -> None:
        """It is time to register anew."""
        self.begin()

    @property
    def asked(self) -> IPv4:
        """The server that is being asked."""
        servers = self.servers
        return servers[self.attempt % len(servers)] if servers else 0

    def up(self, sa: IkeSa) -> None:
        """Phase 1 with a server is done."""
        ends = (sa.local, sa.remote, sa.vrf)
        if self.status is Status.REGISTERING and ends == (self.address, self.asked, self.front):
            self.engine.pull.begin(sa, self)

    def takes(self, policy: GroupSa) -> bool:
        """Are the rekeys of a kind that `client rekey` lets in?"""
        group = self.group
        for part in policy.parts:
            if isinstance(part, wire.Sak):
                cipher = wire.number(part.attributes, wire.Kek.ALGORITHM)
                size = wire.number(part.attributes, wire.Kek.KEY_LENGTH)
                name = next((name for name, number in wire.KEK_CIPHERS.items() if number == cipher), "")
                words = f"aes {size}" if name == "aes" else name
                hashes = [wire.SIG_HASHES["sha1" if each == "sha" else each] for each in group.rekey_hashes]
                fits = not hashes or wire.number(part.attributes, wire.Kek.SIG_HASH) in hashes
                if (group.rekey_ciphers and words not in group.rekey_ciphers) or not fits:
                    self.engine.host.emit(events.ParametersRefused(self.name, self.asked))
                    return False
        return True

    def registered(self, sa: IkeSa, told: Told) -> None:
        """Policy and keys came."""
        host = self.engine.host
        host.cancel(self.next)
        self.succeeded += 1
        self.server, self.conn_id, self.since = sa.remote, sa.conn_id, 0
        self.status = Status.REGISTERED
        self._new_kek(told.kek, sa)
        host.emit(events.RegistrationDone(self.name, sa.remote, self.address, self.front, self.inside))
        self._apply(told, False)
        self.schedule()

    def schedule(self) -> None:
        """When it registers again, if no rekey comes before."""
        host = self.engine.host
        live = self.live()
        if not live:
            host.after(EMPTY, self.again, background=True)
            return
        last = max(live, key=lambda tek: tek.ends)
        part = LATE + (EARLY - LATE) * host.rng.random()
        margin = max(LEAST_LEFT, part * last.seconds) - 6 * host.rng.random()
        host.after(max(last.ends - host.now - margin, 5.0), self.again, background=True)

    # policy

    def live(self) -> list[Tek]:
        now = self.engine.host.now
        self.teks = [tek for tek in self.teks if tek.ends > now and not tek.gone]
        return self.teks

    def _apply(self, told: Told, rekeyed: bool) -> None:
        """Lists and SAs agree with what was told."""
        host, now = self.engine.host, self.engine.host.now
        known = {tek.spi: tek for tek in self.live()}
        for tek in told.teks:
            old = known.get(tek.spi)
            if old is None:
                self.teks.append(tek)
                continue
            old.lines = tek.lines
            if tek.ends < old.ends - 1.0:  # its life was shortened
                old.ends = tek.ends
                host.after(tek.ends - now, self.engine.remove, self, tek.spi, background=True)
        self.teks.sort(key=lambda tek: tek.ends)
        self.clock.window = max((float(tek.window) for tek in self.teks if tek.timed), default=0.0)
        if told.pseudotime:
            self.clock.epoch = now - told.pseudotime
        if told.lines != self.lines or self.list is None:
            self.lines = told.lines
            self._relist()
        for want in self._wanted():
            self._install(want)
        self.engine.host.emit(
            events.PoliciesInstalled(
                self.name, self.server, self.address, self.front, self.inside, self.kek is not None, rekeyed
            )
        )

    def _relist(self) -> None:
        """Our own deny lines, then the server's."""
        name = self.entry[GroupEntry].acl
        self.own = self.engine.acl.get(name) if name else None
        own = [rule.entry for rule in self.own.rules if not rule.permit] if self.own is not None else []
        mine = [replace(entry, seq=1 + index) for index, entry in enumerate(own)]
        theirs = entries(self.lines, 100_000)
        self.list = Compiled(AccessList(f"gdoi_group_{self.name}_temp_acl", True, [*mine, *theirs]), self.list)
        self.engine.relist()

    def lists_changed(self) -> None:
        """Perhaps it is the one of our own lines."""
        name = self.entry[GroupEntry].acl
        if self.list is not None and (self.engine.acl.get(name) if name else None) is not self.own:
            self._relist()

    # SAs

    def _wanted(self) -> Iterator[SaWant]:
        user = self.engine.user
        self.wants = [want for want in self.wants if user is not None and user.wanted(want)]
        yield from self.wants

    def request(self, want: SaWant) -> None:
        """A line of the list needs SAs."""
        if not any(other.owner is want.owner for other in self._wanted()):
            self.wants.append(want)
        self._install(want)

    def _install(self, want: SaWant) -> None:
        flow, user, now = want.owner, self.engine.user, self.engine.host.now
        if user is None or not isinstance(flow, Flow):
            return
        before: Tek | None = None
        for tek in self.live():
            if not any(_selects(line, want) for line in tek.lines):
                continue
            activation = max(before.ends - now - ROLLOVER, 0.0) if before is not None else 0.0
            before = tek
            if any(pair.made.spi_in == tek.spi for pair in flow.pairs):
                continue
            keys = LayerKeys(tek.spi, tek.spi, *(tek.encryption, tek.authentication) * 2)
            left = max(tek.left(now), 1)
            receive = tek.receive_only and not self.group.passive
            user.install(
                SaSet(
                    self.engine.name, 0, 0, want.mine, want.theirs,
                    Proposal((tek.layer,), life_seconds=left, life_kilobytes=0), (keys,), wire.PORT, wire.PORT,
                    life_seconds=left, replay=False, vrf=want.vrf, conn_id=self.conn_id, want=want, owner=flow,
                    direction=Direction.IN if receive else Direction.GROUP, clear=receive,
                    lenient=tek.receive_only or self.group.passive, activation=activation,
                    clock=self.clock if tek.timed else None,
                )
            )  # fmt: skip

    def cleared(self, spi: int) -> bool:
        """IPsec has none of its SAs any more. Was it before their time?"""
        for tek in self.live():
            if tek.spi == spi and tek.left(self.engine.host.now) > 1:
                tek.gone = True
                return True
        return False

    # rekeys

    def _new_kek(self, kek: KekSa | None, sa: IkeSa | None = None) -> None:
        old = self.kek
        if kek is not None and old is not None and kek.spi == old.spi:
            old.seconds, old.ends = kek.seconds, kek.ends
            old.sequence = max(old.sequence, kek.sequence) if sa is None else kek.sequence
            return
        self.kek = kek
        self._listen(kek)
        if kek is None:
            self.keks = []
            return
        life, host = self.engine.isakmp.life, self.engine.host
        source = self.server
        shown = IkeSa(
            0, self.address, source, wire.PORT, wire.PORT, False, kek.spi[:8], kek.spi[8:], 0,
            Peer(self.address, source, wire.PORT, 0, 0), self.front, service=wire.PORT, state=State.P1_COMPLETE,
            phase=Phase.GDOI_REKEY, conn_id=life.next_conn_id(), established_at=host.now,
        )  # fmt: skip
        self.keks = [*self.keks[1 - MOST_KEKS :], shown]

    def _listen(self, kek: KekSa | None) -> None:
        """To the group that rekeys are sent to."""
        name = self.group.interface if self.name in self.engine.config.groups else None
        iface = next(iter(self.head.applied), None)
        if name is not None:
            iface = self.engine.host.device.interfaces.get(name)
        wanted = None if kek is None or kek.unicast or iface is None else (iface, kek.group, kek.server)
        if wanted == self.listening:
            return
        igmp = self.engine.host.peer("igmp")
        if self.listening is not None:
            igmp.listen(*self.listening, wanted=False)
        if wanted is not None:
            igmp.listen(*wanted)
        self.listening = wanted

    def rekeyed(self, remote: IPv4, header: Header, body: bytes) -> None:
        """A GROUPKEY-PUSH under our KEK."""
        engine, kek = self.engine, self.kek
        assert kek is not None
        clear = kek.open(body)
        try:
            if clear is None:
                raise isakmp.BadPayload("no whole blocks", isakmp.Notify.PAYLOAD_MALFORMED)
            chain = isakmp.decode_chain(header.next_payload, clear, True, wire.SEALED)
            kinds = [int(each.kind) for each in chain.payloads]
            shape = [wire.Kind.SEQ, wire.Kind.SA, wire.Kind.KD, isakmp.Kind.SIG]
            if [kind for kind in kinds if kind != isakmp.Kind.DELETE] != shape:
                raise isakmp.BadPayload("payloads of a rekey", isakmp.Notify.PAYLOAD_MALFORMED)
            self._rekeyed(remote, header, len(body), clear, chain)
        except isakmp.BadPayload:
            engine.host.emit(events.RekeyRefused(self.name, remote, events.Flaw.MALFORMED))

    def _rekeyed(self, remote: IPv4, header: Header, size: int, clear: bytes, chain: Chain) -> None:
        """Raises BadPayload."""
        engine, host, kek = self.engine, self.engine.host, self.kek
        assert kek is not None
        covered = b"rekey" + header.encode(bytes(size))[: isakmp.HEADER_SIZE] + clear[: chain.offsets[-1] - 4]
        if not signed(kek.public, kek.hash, covered, chain.bodies[-1]):
            host.emit(events.RekeyRefused(self.name, remote, events.Flaw.SIGNATURE))
            return
        bodies = {int(each.kind): body for each, body in zip(chain.payloads, chain.bodies, strict=True)}
        number = SequenceNumber.decode(bodies[wire.Kind.SEQ]).number
        if number <= kek.sequence:
            host.emit(events.RekeyRefused(self.name, remote, events.Flaw.REPLAYED))
            return
        kek.sequence = number
        policy = GroupSa.decode(bodies[wire.Kind.SA])
        if isakmp.Kind.DELETE in bodies:
            if kek.unicast:
                self._acknowledge(kek, remote, number)
            removal = isakmp.Delete.decode(bodies[isakmp.Kind.DELETE])
            self._removed({int.from_bytes(spi, "big") for spi in removal.spis}, _at_once(policy))
            return
        told = engine.understand(policy, KeyDownload.decode(bodies[wire.Kind.KD]))
        if told is None:
            host.emit(events.RekeyRefused(self.name, remote, events.Flaw.POLICY))
            return
        engine.trace(Step.REKEY_OPENED, number, of=self)
        host.emit(events.RekeyReceived(self.name, remote, self.address, number, kek.spi))
        self.received += 1
        self.since += 1
        self.last_from, self.last_sequence, self.received_at = remote, number, host.now
        self._new_kek(told.kek)
        if kek.unicast:
            self._acknowledge(kek, remote, number)
        self._void(policy, told)
        self._apply(told, True)
        host.cancel(self.next)
        if self.status is Status.REGISTERING:
            engine.pull.abandon(self)
            self.status = Status.REGISTERED
        self.schedule()

    def _acknowledge(self, kek: KekSa, remote: IPv4, number: int) -> None:
        ident = Identification(IdType.IPV4_ADDR, 0, 0, self.address.to_bytes(4, "big"))
        rest = isakmp.encode_chain([SequenceNumber(number), ident])
        body = isakmp.prepend(Opaque(isakmp.Kind.HASH, kek.acknowledgement(rest)), wire.Kind.SEQ, rest)
        header = Header(kek.spi[:8], kek.spi[8:], wire.PUSH_ACK, 0, 0, isakmp.Kind.HASH)
        self.acks += 1
        self.engine.trace(Step.ACK_SENT, number, of=self)
        self.engine.ike.send(self.front, self.address, wire.PORT, remote, wire.PORT, header.encode(body))

    def _void(self, policy: GroupSa, told: Told) -> None:
        """The server may say that TEKs which it does not name end at once."""
        named = {tek.spi for tek in told.teks}
        for tek in self.live() if _at_once(policy) else ():
            if tek.spi not in named:
                tek.gone = True
                self.engine.remove(self, tek.spi)

    def _removed(self, spis: set[int], at_once: bool) -> None:
        """The server wants us to give up these TEKs, and to register anew."""
        host = self.engine.host
        if at_once:
            within = host.rng.randrange(*WITHIN)
            host.emit(events.DeleteReceived(self.name, within))
            self.forget()
            host.after(float(within), self.again)
            return
        host.emit(events.DeleteReceived(self.name, 0))
        for tek in self.live():
            if tek.spi in spis and tek.ends > host.now + REDUCED:
                tek.ends = host.now + REDUCED
                host.after(REDUCED, self.engine.remove, self, tek.spi, background=True)
        self._new_kek(None)
        self.schedule()

    # life

    def end(self) -> None:
        """The crypto map entry is at work no more."""
        host = self.engine.host
        for method in (self.begin, self.next, self.again):
            host.cancel(method)
        self.engine.pull.abandon(self)
        self._listen(None)
        self.status = Status.IDLE

    def forget(self) -> None:
        """Policy and keys are void: it begins anew."""
        self.end()
        spis = [tek.spi for tek in self.live()]
        for tek in self.teks:
            tek.gone = True
        self.list, self.own, self.lines, self.kek, self.keks = None, None, [], None, []
        for spi in spis:
            self.engine.remove(self, spi)
        self.teks, self.wants = [], []
        self.engine.relist()


def _at_once(policy: GroupSa) -> bool:
    """Are keys that the server names no more void at once?"""
    gaps = [part.attributes for part in policy.parts if isinstance(part, wire.Gap)]
    return any(wire.number(part, GapAttribute.DEACTIVATION_DELAY, 1) == 0 for part in gaps)


def _selects(line: Line, want: SaWant) -> bool:
    """Is it the line of this traffic?"""
    mine, theirs = selectors(entries([line])[0])
    return line.permit and (mine, theirs) == (want.mine[0], want.theirs[0])
