"""The ISAKMP engine: dispatch, requests of IPsec, timers. The exchanges themselves stand in their own files."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from iosemu.device.engine import Engine, Host
from iosemu.device.events import MasterKeyChanged
from iosemu.features.isakmp.admission import Admission
from iosemu.features.isakmp.channel import Channel
from iosemu.features.isakmp.exits import ExitPaths
from iosemu.features.isakmp.fragments import join
from iosemu.features.isakmp.identity import falls_now
from iosemu.features.isakmp.informational import Informational
from iosemu.features.isakmp.keyrings import Keyrings
from iosemu.features.isakmp.life import Life
from iosemu.features.isakmp.model import IsakmpConfig, KeyTable
from iosemu.features.isakmp.opening import Opening
from iosemu.features.isakmp.orphans import Orphans
from iosemu.features.isakmp.phase1 import PhaseOne
from iosemu.features.isakmp.quick_mode import QuickMode
from iosemu.features.isakmp.remote import NOBODY, Known, RemoteAccess
from iosemu.features.isakmp.sa import IkeSa, Peer
from iosemu.features.isakmp.states import State
from iosemu.features.isakmp.stats import Statistics
from iosemu.features.isakmp.tenants import Tenant
from iosemu.features.isakmp.trace import (
    BadMessage,
    IsakmpSwitched,
    NoSaForMessage,
    OnePair,
    Step,
    Told,
    Trace,
)
from iosemu.features.isakmp.transaction import Transactions
from iosemu.features.keying.contract import Failure, IkeSession, SaRef, SaSet, SaUser, SaWant
from iosemu.features.keying.events import CryptoEngine, Work
from iosemu.types import format_ipv4
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import Exchange, Header, Kind

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.features.ike.engine import IkeEngine
    from iosemu.features.keying.engine import KeyingEngine


KINDS = ("ipsec-isakmp", "dynamic")  # entries of crypto maps that it keys; profiles have no kind
COMPLAINT = 60.0  # seconds between two messages about what belongs to no SA


class IsakmpEngine(Engine):
    name = "isakmp"
    ready_made = peerless = False

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.device = host.device
        self.install_awaits = self.device.software.isakmp_newer  # it waits for IPsec between messages of quick mode
        self._wants = self.device.bus.wants
        self.keying: KeyingEngine = host.peer("keying")
        self.ike: IkeEngine = host.peer("ike")
        self.on = False
        self._no_sa_again = 0.0  # when IKMP_NO_SA may be told again
        self.stats = Statistics()
        self.tenants: dict[int, Tenant] = {}  # by UDP port
        self._owners: set[Hashable] = set()
        self.exits = ExitPaths()
        self.keyrings = Keyrings(self)
        self.life = Life(self)
        self.admission = Admission(self)
        self.channel = Channel(self)
        self.phase1 = PhaseOne(self)
        self.opening = Opening(self)
        self.quick = QuickMode(self)
        self.info = Informational(self)
        self.transactions = Transactions(self)
        self.remote: RemoteAccess | None = None  # who names and configures clients
        self.orphans = Orphans(self)

    @property
    def config(self) -> IsakmpConfig:
        return self.device[IsakmpConfig]

    @property
    def user(self) -> SaUser | None:
        """IPsec, while it runs."""
        return self.keying.user

    @property
    def nat_traversal(self) -> bool:
        return self.keying.nat_traversal

    # life of the engine

    def start(self) -> None:
        self.keying.register(self)
        self.device.bus.listen(MasterKeyChanged, self._go_over)
        self._switch()

    def _go_over(self, event: MasterKeyChanged) -> None:
        config = self.config
        tables: list[KeyTable] = [config, *config.keyrings.values()]
        for table in tables:
            for key in (*table.keys.values(), *table.hosts.values()):
                key.again(self.device.vault)
        for peer in (*config.peers.values(), *config.host_peers.values()):
            if peer.key is not None:
                peer.key.again(self.device.vault)

    def stop(self) -> None:
        self.ike.unregister(wire.MAJOR)

    def changed(self, change: Change) -> None:
        self._switch()
        if change.path[0] in ("keepalive", "keepalive_retry", "keepalive_mode", "nat_keepalive", "profiles"):
            for sa in self.life.sas.values():
                if sa.established:
                    self.start_upkeep(sa)
        if change.path[0] == "profiles":
            self._choose_again()

    def _choose_again(self) -> None:
        """A profile is found in phase 1 only: SAs whose peers matched none, and now would, make way for new ones."""
        for sa in list(self.life.sas.values()):
            if sa.established and sa.service not in self.tenants and falls_now(self, sa):
                self.life.delete(sa, "No reason")

    def _switch(self) -> None:
        """ISAKMP is on while something wants it and the configuration allows it."""
        wanted = bool(self._owners) and self.config.enabled
        if wanted == self.on:
            return
        self.on = wanted
        if wanted:
            self.ike.register(wire.MAJOR, self)
        else:
            for sa in list(self.life.sas.values()):
                if sa.service not in self.tenants:
                    self.life.delete(sa, "Isakmp disabled")
            self.ike.unregister(wire.MAJOR)
        self.host.emit(IsakmpSwitched(wanted))

    # for IPsec (keying.contract.KeyManager)

    def wants(self, settings: object) -> bool:
        """See KeyManager: what no other one claims."""
        return getattr(settings, "kind", KINDS[0]) in KINDS

    def answers(self, settings: object) -> bool:
        """See KeyManager."""
        return self.wants(settings)

    def has_profile(self, name: str) -> bool:
        """See KeyManager."""
        return name in self.config.profiles

    def inside(self, profile: str) -> str:
        """See KeyManager."""
        found = self.config.profiles.get(profile)
        return found.vrf if found is not None else ""

    def listen(self, owner: Hashable) -> None:
        """See KeyManager. The first one turns ISAKMP on (syslog ISAKMP_ON_OFF)."""
        self._owners.add(owner)
        self._switch()

    def unlisten(self, owner: Hashable) -> None:
        """See KeyManager. The last one turns ISAKMP off."""
        self._owners.discard(owner)
        self._switch()

    def request(self, want: SaWant) -> None:
        """See KeyManager. Phase 1 comes first where there is none."""
        if not self.on:
            self.failed(want, Failure.NO_SOURCE)
            return
        sa = self.life.usable(want.local, want.remote, want.profile, want.vrf)
        if sa is not None:
            self.trace(sa, Step.OUTSTANDING)
            self.trace(sa, Step.SITTING_IDLE)
            self.quick.initiate(sa, want)
            return
        sa = self.life.budding(want.local, want.remote, want.vrf)
        if sa is None:
            self.opening.initiate(want)
            return
        self.trace(sa, Step.NEW_NODE, 0)
        self.trace(sa, Step.BUDDING)
        self.trace_peer(want.remote, Step.NO_MODE)
        self.trace_peer(want.remote, Step.KMI_ERROR)
        if not any(each.same_traffic(want) and self.quick.wanted(each) for each in sa.pending):
            sa.pending.append(want)

    def deleted(self, peer: int, refs: Sequence[SaRef]) -> None:
        """See KeyManager. Only over an ISAKMP SA that there is."""
        local, vrf = refs[0].destination, refs[0].vrf
        sa = self.life.usable(local, peer, vrf=vrf)
        if sa is not None:
            self.info.send_deletes(sa, refs)
            return
        for ref in refs:
            self.trace_peer(peer, Step.NO_SA_FOR_DELETE, local, peer, ref.spi)

    def invalid_spi(self, ref: SaRef, remote: int) -> None:
        """See KeyManager: notify, or with `invalid-spi-recovery` start phase 1 to say so."""
        local, vrf = ref.destination, ref.vrf
        sa = self.life.usable(local, remote, vrf=vrf)
        if sa is not None:
            self.info.tell_invalid_spi(sa, ref)
            return
        self.trace_peer(remote, Step.NO_SA_FOR_DELETE, local, remote, ref.spi)
        if not self.config.invalid_spi_recovery or not self.on:
            return
        sa = self.life.budding(local, remote, vrf)
        if sa is None:
            sa = self.opening.start(local, remote, vrf)
        if sa is not None and ref not in sa.invalid_spis:
            sa.invalid_spis.append(ref)

    def clear_peer(self, local: int, remote: int, vrf: str = "") -> None:
        """See KeyManager."""
        for sa in list(self.life.between(local, remote, vrf)):
            self.life.delete(sa, "BY user command")

    def abandon(self, local: int, vrf: str) -> None:
        """See KeyManager."""
        for sa in [sa for sa in self.life.sas.values() if (sa.local, sa.vrf) == (local, vrf)]:
            self.life.delete(sa, "Redundancy", tell=False)

    def sessions(self) -> list[IkeSession]:
        """See KeyManager."""
        return [self.session(sa) for sa in reversed(self.life.sas.values())]

    def session(self, sa: IkeSa) -> IkeSession:
        """One SA as `show crypto session` sees it."""
        known, letters = self.known(sa), self.capabilities(sa) + "F" * sa.fragments
        return IkeSession(
            sa.local, sa.remote, sa.local_port, sa.remote_port, sa.conn_id, sa.established, sa.initiator,
            self.lifetime_left(sa), letters or "(none)", sa.established_at, sa.identity, sa.profile,
            sa.terms.text if sa.terms is not None else "", sa.vrf, 1, known.user, known.group, known.address,
        )  # fmt: skip

    def known(self, sa: IkeSa) -> Known:
        """What is known of a client."""
        return self.remote.known(sa) if self.remote is not None else NOBODY

    def capabilities(self, sa: IkeSa) -> str:
        """``CDNX``, in the order of the legends' letters."""
        detects, letters = sa.dpd and bool(self.keepalive(sa)[0]), self.known(sa).letters
        return "C" * ("C" in letters) + "D" * detects + "N" * sa.nat + "X" * ("X" in letters)

    def failed(self, want: SaWant, reason: Failure) -> None:
        if self.user is not None:
            self.user.failed(want, reason)

    def clear(self, conn_id: int | None = None) -> bool:
        """`clear crypto isakmp [conn-id]`; False: no SA of that number."""
        found = False
        for sa in list(self.life.sas.values()):
            if not sa.deleted and conn_id in (None, sa.conn_id):
                found = True
                self.life.delete(sa, "BY user command")
        return found

    # receiving

    def message(
        self, local: int, local_port: int, remote: int, remote_port: int, data: bytes, vrf: str = ""
    ) -> None:
        """A message from the port (ike.IkeUser)."""
        self.stats.in_packets += 1
        self.stats.in_octets += len(data)
        try:
            header, body = Header.decode(data)
        except wire.BadPayload:
            self.bad_message(remote)
            return
        sa = self.life.find(header.cookie_i, remote, vrf)
        opening = header.cookie_r == bytes(8)
        if sa is not None and not opening and sa.cookie_r not in (header.cookie_r, bytes(8)):
            sa = None
        if sa is None or (sa.deleted and opening):
            self._stranger(local, local_port, remote, remote_port, header, body, data, vrf)
            return
        self.trace(sa, Step.RECEIVED, remote, local_port, remote_port, f"{sa.role}) {sa.phase.value}")
        if sa.deleted:
            return
        if header.next_payload == Kind.FRAGMENT and sa.fragments:
            whole = join(sa, body)
            if whole is not None and whole[16:17] != bytes([Kind.FRAGMENT]):
                self.message(local, local_port, remote, remote_port, whole, vrf)
            return
        sa.answered = True
        ports = (local_port, remote_port)
        tenant = self.tenants.get(sa.service)
        if (tenant is not None) is not (local_port in self.tenants):
            return  # an SA of one service is none of the other's
        match header.exchange:
            case Exchange.QUICK | 240 if tenant is not None:  # or one of private use (RFC 2408 section 3.1)
                tenant.receive(sa, header, body, data)
            case Exchange.MAIN | Exchange.AGGRESSIVE if sa.aggressive is (header.exchange == Exchange.AGGRESSIVE):
                self.phase1.receive(sa, header, body, data, ports)
            case Exchange.TRANSACTION:
                self.transactions.receive(sa, header, body, data, ports)
            case Exchange.QUICK:
                self.quick.receive(sa, header, body, data, ports)
            case Exchange.INFORMATIONAL:
                self.info.receive(sa, header, body, ports)
            case _:
                self.bad_message(remote)

    def bad_message(self, remote: int) -> None:
        """What came from a peer makes no sense."""
        self.stats.in_drops += 1
        self.host.emit(BadMessage(remote))

    def _stranger(
        self, local: int, local_port: int, remote: int, remote_port: int, header: Header, body: bytes, data: bytes,
        vrf: str,
    ) -> None:  # fmt: skip
        """A message that belongs to no SA of ours."""
        if header.cookie_r != bytes(8) or header.exchange not in (Exchange.MAIN, Exchange.AGGRESSIVE):
            self.stats.in_drops += 1
            self.stats.no_sa += 1
            if self.host.now >= self._no_sa_again:  # a peer that missed our restart repeats itself
                self._no_sa_again = self.host.now + COMPLAINT
                self.host.emit(NoSaForMessage(remote))
            return
        self.trace_peer(remote, Step.RECEIVED, remote, local_port, remote_port, "N) NEW SA")
        self.opening.respond(local, local_port, remote, remote_port, header, body, data, vrf)

    def heard(self, sa: IkeSa, ports: tuple[int, int]) -> None:
        """The peer is alive, and perhaps a NAT on the way has chosen another port for it. Only an authentic message
        of phase 2 says so, which nobody else could have made (RFC 3706 section 5.4, RFC 3947 section 4)."""
        sa.heard_at = self.host.now
        sa.errors = 0
        if sa.established and sa.nat and (sa.local_port, sa.remote_port) != ports:
            sa.local_port, sa.remote_port = ports
            if self.user is not None:
                self.user.port_floated(sa.local, sa.remote, *ports, sa.vrf)

    def interface_text(self, sa: IkeSa) -> str:
        """The interface that has our address."""
        vrf = self.device.vrfs.get(sa.vrf)
        owner = self.device.owner_of(vrf, sa.local) if vrf is not None else None
        return owner.text if owner is not None else format_ipv4(sa.local)

    def cookie(self) -> bytes:
        """Eight octets, never all zero."""
        return (self.host.rng.getrandbits(64) or 1).to_bytes(8, "big")

    # upkeep

    def keepalive(self, sa: IkeSa) -> tuple[int, int, bool]:
        """(interval, retry, periodic) of dead peer detection with this peer, seconds; interval 0: none."""
        config = self.config
        profile = config.profiles.get(sa.profile)
        if profile is not None and profile.keepalive:
            return profile.keepalive, profile.keepalive_retry, False
        return config.keepalive, config.keepalive_retry, config.keepalive_mode == "periodic"

    def start_upkeep(self, sa: IkeSa) -> None:
        """Timers of an established SA."""
        self.arm_dpd(sa)
        self.host.cancel(self.nat, sa)
        if sa.behind_nat and self.config.nat_keepalive:
            self.host.after(float(self.config.nat_keepalive), self.nat, sa, background=True)

    def arm_dpd(self, sa: IkeSa) -> None:
        interval, _, _ = self.keepalive(sa)
        if interval and sa.dpd:
            self.host.after(float(interval), self.dpd, sa, background=True)
        else:
            self.host.cancel(self.dpd, sa)

    def start_lifetime(self, sa: IkeSa, seconds: int) -> None:
        """From now on this long."""
        self.host.after(float(seconds), self.lifetime, sa, background=True)

    def lifetime_left(self, sa: IkeSa) -> int:
        """Whole seconds."""
        left = self.host.due(self.lifetime, sa)
        return int(left) if left is not None else 0

    def waits_for(self, what: str, of: tuple[Any, ...]) -> tuple[str, str]:
        sa = of[1] if len(of) > 1 else None
        if not isinstance(sa, IkeSa):
            return super().waits_for(what, of)
        exchange = "quick mode" if what == "node" else "phase 1"
        return what, f"{exchange} with {format_ipv4(sa.remote)}"

    def _lives(self, sa: IkeSa) -> bool:
        return self.life.sas.get(sa.serial) is sa

    def retransmit(self, sa: IkeSa) -> None:
        """A message of phase 1 was not answered."""
        if self._lives(sa):
            self.channel.repeat_phase1(sa)

    def node(self, sa: IkeSa, message_id: int) -> None:
        """Quick mode's message was not answered."""
        node = sa.nodes.get(message_id)
        if self._lives(sa) and node is not None:
            self.channel.repeat_phase2(sa, node)

    def lifetime(self, sa: IkeSa) -> None:
        """It is over."""
        if self._lives(sa):
            self.life.delete(sa, "IKE SA Lifetime Exceeded")

    def dpd(self, sa: IkeSa) -> None:
        """Does the peer live?"""
        if self._lives(sa):
            self.info.check_peer(sa)

    def nat(self, sa: IkeSa) -> None:
        """The translation on the way is kept awake."""
        if self._lives(sa):
            self.ike.keep_awake(sa.vrf, sa.local, sa.local_port, sa.remote, sa.remote_port)
            self.host.after(float(self.config.nat_keepalive), self.nat, sa, background=True)

    # telling

    @property
    def tracing(self) -> bool:
        """Does anybody watch the exchanges?"""
        return self._wants(Trace)

    def debugged(self, remote: int) -> bool:
        """Do the conditions of `debug crypto condition` let this peer through (0: nobody's)?"""
        return self.keying.passes("isakmp", remote)

    def phase1_failed(self, why: str) -> None:
        """An exchange ended by an error: for `show crypto isakmp diagnose error`."""
        if self.config.diagnose:
            self.exits.note(why, self.config.diagnose_most)

    def trace(self, sa: IkeSa | None, step: Step, *args: Told | Peer | SaSet) -> None:
        """Tell one step of an exchange, if anybody listens."""
        if self._wants(Trace):
            remote = sa.remote if sa is not None else 0
            if self.debugged(remote):
                self.host.emit(Trace(sa.told() if sa is not None else None, remote, step, _told(args)))

    def trace_peer(self, remote: int, step: Step, *args: Told | Peer) -> None:
        """The same where there is no SA (yet, or any more)."""
        if self._wants(Trace) and self.debugged(remote):
            self.host.emit(Trace(None, remote, step, _told(args)))

    def transition(self, sa: IkeSa, new: State) -> None:
        """Change the state of phase 1's machine, and tell it."""
        self.trace(sa, Step.TRANSITION, sa.state, new)
        sa.state = new

    def crypto(self, work: Work) -> None:
        """The crypto engine works."""
        if self._wants(CryptoEngine):
            self.host.emit(CryptoEngine(work))


def _told(args: Iterable[Told | Peer | SaSet]) -> tuple[Told, ...]:
    """What lives on, as it is now."""
    return tuple(
        each.told() if isinstance(each, Peer) else _pair(each) if isinstance(each, SaSet) else each for each in args
    )


def _pair(made: SaSet) -> OnePair:
    return OnePair(
        made.local, made.remote, made.mine[0].address, made.theirs[0].address,
        tuple((keys.spi_in, keys.spi_out) for keys in made.keys), made.life_seconds, made.life_kilobytes,
    )  # fmt: skip
