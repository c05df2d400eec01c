"""The IKEv2 engine: a key manager. Dispatch, requests of IPsec, timers; the exchanges stand in their own files."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from iosemu.device.engine import Engine, Host
from iosemu.device.events import MasterKeyChanged
from iosemu.features.ikev2.access import Access
from iosemu.features.ikev2.authentication import Authentication
from iosemu.features.ikev2.channel import Channel
from iosemu.features.ikev2.children import Children
from iosemu.features.ikev2.client import Clients
from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.exits import ExitPaths
from iosemu.features.ikev2.flex import Flex
from iosemu.features.ikev2.informational import Informational
from iosemu.features.ikev2.initial import Initial
from iosemu.features.ikev2.life import Life
from iosemu.features.ikev2.model import DEFAULT, Ikev2Config
from iosemu.features.ikev2.proposal import PROTOCOLS
from iosemu.features.ikev2.rekey import Rekey
from iosemu.features.ikev2.sa import Child, IkeSa, Negotiation
from iosemu.features.ikev2.states import Purpose, State
from iosemu.features.ikev2.stats import Statistics
from iosemu.features.ikev2.telling import Telling
from iosemu.features.ikev2.window import Window
from iosemu.features.ipsec.model import IpsecProfile, Settings
from iosemu.features.keying.contract import (
    Failure,
    IkeSession,
    Proposal,
    SaRef,
    SaUser,
    SaWant,
)
from iosemu.features.pki.events import CrlFetched
from iosemu.records import replace
from iosemu.types import format_ipv4
from iosemu.wire import ikev2 as wire
from iosemu.wire.ikev2 import BadMessage, Exchange, Message, Notification, Notify, Payload

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.features.ike.engine import IkeEngine
    from iosemu.features.keying.engine import KeyingEngine

KINDS = ("ipsec-isakmp", "dynamic")  # entries of crypto maps that it can key; profiles have no kind


class Ikev2Engine(Telling, Engine):
    name = "ikev2"
    ready_made = peerless = False

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.device = host.device
        self.keying: KeyingEngine = host.peer("keying")
        self.ike: IkeEngine = host.peer("ike")
        self.on = False
        self._owners: set[Hashable] = set()
        self.stats = Statistics()
        self.exits = ExitPaths(self)
        self.life = Life(self)
        self.channel = Channel(self)
        self.window = Window(self)
        self.initial = Initial(self)
        self.auth = Authentication(self)
        self.children = Children(self)
        self.access = Access(self)
        self.flex = Flex(self)
        self.clients = Clients(self)
        self.rekey = Rekey(self)
        self.info = Informational(self)

    @property
    def config(self) -> Ikev2Config:
        return self.device[Ikev2Config]

    @property
    def user(self) -> SaUser | None:
        """IPsec, while it runs."""
        return self.keying.user

    # life of the engine

    def start(self) -> None:
        if self.device.software.ikev2:
            self.keying.register(self)
            self.device.bus.listen(MasterKeyChanged, self._go_over)
            self.clients.start()
            self.device.bus.listen(CrlFetched, self._list_came)

    def _list_came(self, event: CrlFetched) -> None:
        if self.config.disconnect_revoked:
            self.auth.certificates.look_again()

    def _go_over(self, event: MasterKeyChanged) -> None:
        """Keys are sealed with the master key while there is one."""
        vault, config = self.device.vault, self.config
        blocks = [block for ring in config.keyrings.values() for block in ring.peers.values()]
        for owner in (*blocks, *config.profiles.values()):
            for name in ("key", "local_key", "remote_key"):
                kept = getattr(owner, name, None)
                if kept is not None:
                    setattr(owner, name, vault.again(kept))

    def stop(self) -> None:
        self.ike.unregister(wire.MAJOR)

    def interface_changed(self, iface: Interface) -> None:
        self.clients.interface_changed(iface)

    def changed(self, change: Change) -> None:
        if change.path[0] == "clients":
            self.clients.agree()
        if change.path[0] in ("dpd", "dpd_retry", "dpd_mode", "nat_keepalive", "profiles"):
            for sa in self.life.sas.values():
                if sa.established:
                    self.start_upkeep(sa)

    def _switch(self) -> None:
        wanted = bool(self._owners)
        if wanted == self.on:
            return
        self.on = wanted
        if wanted:
            self.ike.register(wire.MAJOR, self)
        else:
            for sa in list(self.life.sas.values()):
                self.life.remove(sa)
            self.ike.unregister(wire.MAJOR)

    # for IPsec (keying.contract.KeyManager)

    def profile_for(self, settings: object) -> str:
        """The IKEv2 profile of an IPsec profile or crypto map entry, "" for none: the built-in IPsec profile has that
        of its own name."""
        if not isinstance(settings, Settings):
            return ""
        builtin = isinstance(settings, IpsecProfile) and settings.name == DEFAULT and not settings.key_profile
        return DEFAULT if builtin and DEFAULT in self.config.profiles else settings.ikev2_profile

    def wants(self, settings: object) -> bool:
        """See KeyManager: what names a profile of it."""
        return self.answers(settings) and bool(self.profile_for(settings))

    def answers(self, settings: object) -> bool:
        """See KeyManager: a responder needs no such line."""
        return getattr(settings, "kind", KINDS[0]) in KINDS

    def has_profile(self, name: str) -> bool:
        """See KeyManager: ISAKMP's are other ones."""
        return False

    def inside(self, profile: str) -> str:
        """See KeyManager."""
        found = self.config.profiles.get(profile)
        return found.ivrf if found is not None else ""

    def listen(self, owner: Hashable) -> None:
        """See KeyManager."""
        self._owners.add(owner)
        self._switch()

    def unlisten(self, owner: Hashable) -> None:
        """See KeyManager."""
        self._owners.discard(owner)
        self._switch()

    def request(self, want: SaWant) -> None:
        """See KeyManager. An IKE SA comes first where there is none."""
        if not self.on:
            self.failed(want, Failure.NO_SOURCE)
            return
        want.profile = self.profile_for(want.settings) or want.profile
        if want.replaces is not None:
            found = self.life.child(want.replaces.spi)
            if found is not None and found[0].established:
                self.children.initiate(found[0], want)
                return
        sa = self.life.usable(want.local, want.remote, want.vrf, want.profile)
        if sa is not None:
            self.children.initiate(sa, want)
            return
        sa = self.life.budding(want.local, want.remote, want.vrf, want.profile)
        if sa is None:
            self.initial.initiate(want)
            return
        first = sa.opening.negotiation if sa.opening is not None else None
        if first is not None and first.want is not None and first.want.same_traffic(want):
            first.others.append(want)
        else:
            sa.pending.append(want)

    def deleted(self, peer: int, refs: Sequence[SaRef]) -> None:
        """See KeyManager."""
        for ref in refs:
            found = self.life.child(ref.spi)
            if found is not None and ref.protocol in PROTOCOLS:
                sa, child = found
                if sa.established:
                    self.info.delete_child(sa, child)
                else:
                    sa.children.pop(child.spi_in, None)

    def invalid_spi(self, ref: SaRef, remote: int) -> None:
        """See KeyManager."""
        sa = self.life.usable(ref.destination, remote, ref.vrf)
        if sa is not None:
            self.info.tell(sa, Notification(Notify.INVALID_SPI, ref.spi.to_bytes(4, "big")))

    def abandon(self, local: int, vrf: str) -> None:
        """See KeyManager."""
        for sa in [sa for sa in self.life.sas.values() if (sa.local, sa.vrf) == (local, vrf)]:
            self.life.remove(sa)

    def clear_peer(self, local: int, remote: int, vrf: str = "") -> None:
        """See KeyManager."""
        for sa in list(self.life.between(local, remote, vrf)):
            self.life.delete(sa)

    def sessions(self) -> list[IkeSession]:
        """See KeyManager. One that has been renewed is not told twice."""
        return [self.session(sa) for sa in reversed(self.life.sas.values()) if sa.successor is None]

    def session(self, sa: IkeSa) -> IkeSession:
        """One SA as `show crypto session` sees it."""
        letters = ("D" if self.keepalive(sa)[0] else "") + ("N" if sa.nat else "") + ("U" if sa.cisco else "")
        text = f"{sa.suite.prf.upper()}+{sa.suite.cipher.upper()}{sa.suite.key_bits or ''}" if sa.suite else ""
        return IkeSession(
            sa.local, sa.remote, sa.local_port, sa.remote_port, sa.conn_id, sa.established, sa.initiator,
            self.lifetime_left(sa), letters or "(none)", sa.established_at, sa.identity, sa.profile, text, sa.vrf, 2,
        )  # fmt: skip

    def failed(self, want: SaWant, reason: Failure) -> None:
        if self.user is not None:
            for iface in self.user.interfaces_of(want) if self.clients.courses else ():
                self.clients.failed(iface.name)
            self.user.failed(want, reason)

    def wanted(self, want: SaWant) -> bool:
        return self.user is not None and self.user.wanted(want)

    def admits(self, outgoing: bool) -> bool:
        """`crypto ikev2 limit`"""
        config = self.config
        full = config.most_sas and sum(sa.established for sa in self.life.sas.values()) >= config.most_sas
        busy = config.most_negotiating and self.life.negotiating(outgoing) >= config.most_negotiating
        if full or busy:
            self.stats.limited += 1
        return not full and not busy

    def in_force(self, sa: IkeSa, chosen: Proposal, tunnel: bool) -> Proposal:
        """A proposal as the pair is made."""
        return replace(chosen, tunnel=tunnel, udp=sa.nat)

    # receiving

    def message(
        self, local: int, local_port: int, remote: int, remote_port: int, data: bytes, vrf: str = ""
    ) -> None:
        """A message from the port (ike.IkeUser)."""
        try:
            message = Message.decode(data)
        except BadMessage:
            self.stats.dropped += 1
            return
        header = message.header
        ports = (local_port, remote_port)
        if header.exchange == Exchange.IKE_SA_INIT and not header.response:
            if header.message_id or header.spi_r != bytes(8) or not header.from_initiator:
                self.stats.dropped += 1
                return
            known = self.life.halves.get((header.spi_i, vrf, remote, remote_port))
            if known is None:
                self.initial.respond(local, local_port, remote, remote_port, message, data, vrf)
            elif known.opening is not None and known.opening.first_i == data:
                self.window.repeat_answer(known, 0)
            return
        sa = self.life.by_spi.get(header.spi_r if header.from_initiator else header.spi_i)
        if sa is None or (sa.remote != remote and not sa.nat) or sa.vrf != vrf or sa.initiator is header.from_initiator:
            self.stats.dropped += 1
            self.exits.note("Detected an invalid IKE SPI")
            self.trace_peer(remote, Step.INVALID_SPI)
            return
        if header.exchange == Exchange.IKE_SA_INIT:
            request = sa.out.get(0)
            if sa.state is State.I_WAIT_INIT and request is not None and header.message_id == 0:
                self.trace_message(sa, Step.RECEIVED, header, message.payloads)
                self.channel.received(sa, header, message.payloads)
                self.initial.answered(sa, request, message, data)
            return
        if sa.peer_spi != (header.spi_i if header.from_initiator else header.spi_r):
            self.stats.dropped += 1
            return
        self._sealed(sa, message, data, ports)

    def _sealed(self, sa: IkeSa, message: Message, data: bytes, ports: tuple[int, int]) -> None:
        """A message under an SA's keys."""
        header = message.header
        if not header.response and message.fragment[0] <= 1 and header.message_id in sa.answers:
            try:
                if self.channel.authentic(sa, message, data):
                    self.window.repeat_answer(sa, header.message_id)
            except BadMessage:
                pass
            return
        if header.response and header.message_id not in sa.out:
            return
        if not header.response and not self.window.fresh(sa, header.message_id):
            return
        try:
            payloads = self.channel.open(sa, message, data)
        except BadMessage as error:
            if not header.response:
                note = Notification(error.notify, bytes((error.kind,)) if error.notify == 1 else b"")
                self.window.answer(sa, Exchange(header.exchange), header.message_id, [note])
            return
        if payloads is None:
            return
        self.trace_sealed_in(sa, header, message)
        self.channel.received(sa, header, payloads)
        self.heard(sa, ports)
        if header.response:
            self._answered(sa, header.message_id, payloads)
        else:
            self._asked(sa, header.exchange, header.message_id, payloads)

    def _answered(self, sa: IkeSa, message_id: int, payloads: list[Payload]) -> None:
        request = self.window.answered(sa, message_id)
        if request is None:
            return
        match request.purpose:
            case Purpose.AUTH:
                self.auth.answered(sa, payloads)
            case Purpose.CHILD:
                before = set(sa.children)
                self.children.answered(sa, request, payloads)
                if request.negotiation is not None:
                    made = next((each for spi, each in sa.children.items() if spi not in before), None)
                    self.rekey.settle(sa, request.negotiation, made)
                self.end_if_empty(sa)
            case Purpose.REKEY_IKE:
                self.rekey.answered(sa, request, payloads)
            case _:
                self.info.answered(sa, request, payloads)
        if sa.serial in self.life.sas:
            self.window.advance(sa)

    def _asked(self, sa: IkeSa, exchange: int, message_id: int, payloads: list[Payload]) -> None:
        if exchange == Exchange.IKE_AUTH and sa.state is State.R_WAIT_AUTH:
            self.auth.respond(sa, message_id, payloads)
        elif exchange == Exchange.INFORMATIONAL and sa.state in (State.READY, State.DELETE):
            self.info.respond(sa, message_id, payloads)
        elif exchange == Exchange.CREATE_CHILD_SA and sa.established:
            self._create(sa, message_id, payloads)
        elif exchange in set(Exchange):
            kind = Notify.TEMPORARY_FAILURE if sa.state is State.DELETE else Notify.INVALID_SYNTAX
            self.window.answer(sa, Exchange(exchange), message_id, [Notification(kind)])

    def _create(self, sa: IkeSa, message_id: int, payloads: list[Payload]) -> None:
        """A peer wants another child, or another IKE SA."""
        offered = next((each for each in payloads if isinstance(each, wire.Sa)), None)
        child, replaced = None, 0
        if offered is None or not offered.proposals:
            reply: list[Payload] = [Notification(Notify.INVALID_SYNTAX)]
        elif offered.proposals[0].protocol == wire.Protocol.IKE:
            reply = self.rekey.respond(sa, payloads)
        elif sa.rekeying or sa.successor is not None:
            reply = [Notification(Notify.TEMPORARY_FAILURE)]
        else:
            reply, child, replaced = self.children.respond(sa, payloads)
        self.window.answer(sa, Exchange.CREATE_CHILD_SA, message_id, reply)
        if child is not None and replaced:
            self.rekey.child_made(sa, child, replaced)
        elif child is not None:
            self.children.enable(child)

    def heard(self, sa: IkeSa, ports: tuple[int, int]) -> None:
        """The peer is alive, and perhaps a NAT on the way has chosen another port for it."""
        sa.heard_at = self.host.now
        if sa.nat and (sa.local_port, sa.remote_port) != ports and not sa.initiator:
            sa.local_port, sa.remote_port = ports
            if sa.established and self.user is not None:
                self.user.port_floated(sa.local, sa.remote, *ports, sa.vrf)

    # upkeep

    def serve_pending(self, sa: IkeSa) -> None:
        """What was asked for while there was no SA."""
        pending, sa.pending = sa.pending, []
        for want in pending:
            if self.wanted(want):
                self.children.initiate(sa, want)

    def end_if_empty(self, sa: IkeSa) -> None:
        """The last child has gone: so does the IKE SA."""
        waits = any(each.purpose is Purpose.CHILD for each in (*sa.out.values(), *sa.queue))
        if sa.established and not sa.children and not waits and not sa.pending and sa.successor is None:
            self.trace(sa, Step.DELETE_ALL)
            self.life.delete(sa)

    def keepalive(self, sa: IkeSa) -> tuple[int, int, bool]:
        """(interval, retry, periodic) of dead peer detection with this peer, seconds; interval 0: none."""
        config = self.config
        profile = config.profiles.get(sa.profile)
        if profile is not None and profile.dpd:
            return profile.dpd, profile.dpd_retry, profile.dpd_mode == "periodic"
        return config.dpd, config.dpd_retry, config.dpd_mode == "periodic"

    def start_upkeep(self, sa: IkeSa) -> None:
        """Timers of an established SA."""
        self.arm_dpd(sa)
        self.host.cancel(self.nat, sa)
        interval = self._nat_keepalive(sa)
        if sa.behind_nat and interval:
            self.host.after(float(interval), self.nat, sa, background=True)

    def _nat_keepalive(self, sa: IkeSa) -> int:
        profile = self.config.profiles.get(sa.profile)
        return (profile.nat_keepalive if profile is not None else 0) or self.config.nat_keepalive

    def arm_dpd(self, sa: IkeSa) -> None:
        interval = self.keepalive(sa)[0]
        if interval and sa.established:
            self.host.after(float(interval), self.dpd, sa, background=True)
        else:
            self.host.cancel(self.dpd, sa)

    def lifetime_left(self, sa: IkeSa) -> int:
        left = self.host.due(self.expire, sa)
        return int(left) if left is not None else 0

    def waits_for(self, what: str, of: tuple[Any, ...]) -> tuple[str, str]:
        sa = of[1] if len(of) > 1 else None
        if not isinstance(sa, IkeSa):
            return super().waits_for(what, of)
        return what, f"IKEv2 with {format_ipv4(sa.remote)}"

    # timers

    def _lives(self, sa: IkeSa) -> bool:
        return self.life.sas.get(sa.serial) is sa

    def retransmit(self, sa: IkeSa, message_id: int) -> None:
        """A request was not answered."""
        if self._lives(sa):
            self.window.repeat(sa, message_id)

    def no_auth(self, sa: IkeSa) -> None:
        """A peer began and did not say who it is."""
        if self._lives(sa) and sa.state is State.R_WAIT_AUTH:
            self.stats.auth_timeouts += 1
            self.stats.incoming_rejected += 1
            self.exits.note("Failed to receive the AUTH msg before the timer expired")
            self.trace(sa, Step.AUTH_TIMER_EXPIRED)
            self.life.remove(sa)

    def forget(self, sa: IkeSa) -> None:
        """One that was refused."""
        self.life.remove(sa)

    def soften(self, sa: IkeSa) -> None:
        """The soft lifetime is over."""
        if self._lives(sa) and sa.established and sa.successor is None:
            self.rekey.begin(sa)

    def expire(self, sa: IkeSa) -> None:
        """The lifetime is over."""
        if self._lives(sa):
            self.life.delete(sa)

    def end_duplicate(self, sa: IkeSa) -> None:
        """Both ends have another one."""
        if self._lives(sa) and sa.established:
            self.life.delete(sa)

    def proven(self, sa: IkeSa, child: Child) -> None:
        """The peer has had time to take our answer."""
        self.children.enable(child)

    def try_again(self, sa: IkeSa, found: Negotiation) -> None:
        """After TEMPORARY_FAILURE."""
        if self.user is not None and found.spi:
            self.user.release(found.spi)
        for want in (*([found.want] if found.want is not None else ()), *found.others):
            if self.wanted(want):
                self.request(want)

    def dpd(self, sa: IkeSa) -> None:
        """Does the peer live? On demand: only if we have sent something since we heard of it."""
        interval, _, periodic = self.keepalive(sa)
        if not self._lives(sa) or not sa.established or not interval or self.user is None:
            return
        used = self.user.activity(sa.local, sa.remote, sa.vrf)
        heard = max(sa.heard_at, used.heard_at or 0.0)
        quiet = self.host.now - heard >= interval
        needed = periodic or (used.sent_at is not None and used.sent_at > heard)
        if quiet and needed and not any(each.purpose is Purpose.LIVENESS for each in sa.out.values()):
            self.info.check(sa)
        else:
            left = interval - (self.host.now - heard)
            self.host.after(left if left > 0.5 else float(interval), self.dpd, sa, background=True)

    def nat(self, sa: IkeSa) -> None:
        """The translation on the way is kept awake."""
        interval = self._nat_keepalive(sa)
        if self._lives(sa) and interval:
            self.ike.keep_awake(sa.vrf, sa.local, sa.local_port, sa.remote, sa.remote_port)
            self.host.after(float(interval), self.nat, sa, background=True)
