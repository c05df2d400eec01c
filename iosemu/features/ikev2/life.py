"""Birth and death of IKE SAs: who is found by what, lifetimes, duplicates, the dead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ikev2.events import Ikev2Down, Ikev2Up, Step
from iosemu.features.ikev2.sa import Child, IkeSa, Request
from iosemu.features.ikev2.states import Purpose, State
from iosemu.features.keying.contract import Failure, SaSet
from iosemu.wire.ikev2 import Delete, Exchange, Protocol

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine

ORPHANED = 70.0  # seconds after which the answer that would take its children over cannot come any more

Half = tuple[bytes, str, int, int]  # initiator's SPI, VRF, peer, its port


class Life:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine
        self.sas: dict[int, IkeSa] = {}  # by serial
        self.by_spi: dict[bytes, IkeSa] = {}  # ours
        self.halves: dict[Half, IkeSa] = {}  # that peers have begun
        self._serial = 0
        self._session = 0
        self._engine_id = 1000

    # looking up

    def between(self, local: int, remote: int, vrf: str) -> Iterator[IkeSa]:
        """Oldest first."""
        for sa in self.sas.values():
            if (sa.local, sa.remote, sa.vrf) == (local, remote, vrf):
                yield sa

    def usable(self, local: int, remote: int, vrf: str, profile: str | None = None) -> IkeSa | None:
        """The newest one that requests may go over."""
        found = None
        for sa in self.between(local, remote, vrf):
            if sa.established and sa.successor is None and profile in (None, sa.profile):
                found = sa
        return found

    def budding(self, local: int, remote: int, vrf: str, profile: str) -> IkeSa | None:
        """One that we have begun."""
        for sa in self.between(local, remote, vrf):
            if sa.initiator and sa.profile == profile and sa.state in (State.I_WAIT_INIT, State.I_WAIT_AUTH):
                return sa
        return None

    def negotiating(self, initiator: bool) -> int:
        return sum(
            sa.initiator is initiator and sa.state not in (State.READY, State.DELETE) for sa in self.sas.values()
        )

    def child(self, spi_in: int) -> tuple[IkeSa, Child] | None:
        """By our SPI."""
        for sa in self.sas.values():
            found = sa.children.get(spi_in)
            if found is not None:
                return sa, found
        return None

    # birth

    def create(
        self, local: int, local_port: int, remote: int, remote_port: int, initiator: bool, spi_i: bytes, spi_r: bytes,
        vrf: str, after: IkeSa | None = None,
    ) -> IkeSa:  # fmt: skip
        """`after`: the SA that it takes over from."""
        self._serial += 1
        used = {sa.conn_id for sa in self.sas.values()}
        conn_id = after.conn_id if after is not None else next(n for n in range(1, len(used) + 2) if n not in used)
        if after is None:
            self._session += 1
        session = after.session_id if after is not None else self._session
        sa = IkeSa(
            self._serial, local, remote, local_port, remote_port, initiator, spi_i, spi_r, conn_id, session, vrf,
            begun_at=self.engine.host.now,
        )  # fmt: skip
        self.sas[sa.serial] = sa
        self.by_spi[sa.spi] = sa
        return sa

    def keyed(self, sa: IkeSa) -> None:
        """The crypto engine has its keys, under a number of its own."""
        self._engine_id += 1
        sa.engine_id = self._engine_id

    def fresh_spi(self) -> bytes:
        while True:
            spi = (self.engine.host.rng.getrandbits(64) or 1).to_bytes(8, "big")
            if spi not in self.by_spi:
                return spi

    def establish(self, sa: IkeSa) -> None:
        """Both ends are who they say they are."""
        engine = self.engine
        sa.state = State.READY
        sa.established_at = sa.heard_at = engine.host.now
        engine.trace(sa, Step.SA_CREATED, sa.lifetime)
        engine.trace(sa, Step.SESSION_UP, sa.identity, sa.local_id)
        engine.trace_peer(sa.remote, Step.MIB_TUNNEL, sa.conn_id)
        self.start_clocks(sa)
        if engine.user is not None:
            engine.user.phase1_up(engine.session(sa))
        engine.host.emit(Ikev2Up(sa.remote))

    def start_clocks(self, sa: IkeSa) -> None:
        """Renewal some time before the end: the end that began it renews it; the other one if that did not happen."""
        engine = self.engine
        margin = max(sa.lifetime * 0.05, 20.0) * (1.0 if sa.initiator else 0.6)
        engine.host.after(max(sa.lifetime - margin, 1.0), engine.soften, sa, background=True)
        engine.host.after(float(sa.lifetime), engine.expire, sa, background=True)
        engine.start_upkeep(sa)

    def renewed(self, sa: IkeSa) -> None:
        """It takes over from another one: nobody needs to prove anything again."""
        engine = self.engine
        sa.state, sa.opening = State.READY, None
        sa.established_at = sa.heard_at = engine.host.now
        self.start_clocks(sa)
        if engine.user is not None:
            engine.user.phase1_up(engine.session(sa))

    def check_duplicates(self, sa: IkeSa) -> None:
        """Both ends began at once: of two SAs with a peer the one whose initiator's SPI is lower goes, and who began
        that one says so."""
        engine = self.engine
        engine.trace(sa, Step.CHECK_DUPLICATE)
        doubles = [
            other
            for other in self.between(sa.local, sa.remote, sa.vrf)
            if other is not sa
            and other.established
            and other.successor is None
            and (other.profile, other.identity, other.local_id) == (sa.profile, sa.identity, sa.local_id)
            and other.initiator is not sa.initiator
        ]
        if not doubles:
            engine.trace(sa, Step.NO_DUPLICATE)
            return
        for other in doubles:
            engine.trace(sa, Step.DUPLICATE)
            loser = min(sa, other, key=lambda each: each.spi_i)
            if loser.initiator:
                engine.host.after(1.0, engine.end_duplicate, loser)

    def contact(self, sa: IkeSa) -> None:
        """INITIAL_CONTACT: the peer knows nothing of older SAs. One that came up while this exchange was under way,
        because both ends began at once, is not older (RFC 7296 section 2.4)."""
        for old in list(self.between(sa.local, sa.remote, sa.vrf)):
            same = (old.identity, old.identity_kind) == (sa.identity, sa.identity_kind)
            if old is not sa and old.established and same and old.established_at < sa.begun_at:
                self.engine.trace(old, Step.INITIAL_CONTACT)
                self.remove(old)

    # children

    def adopt(self, sa: IkeSa, made: SaSet, nonce: bytes) -> Child:
        child = sa.children[made.spi_in] = Child(made, nonce)
        return child

    def orphan(self, sa: IkeSa) -> None:
        """Its children go with it (RFC 7296 section 1.4.1)."""
        refs = [child.made.ref for child in sa.children.values()]
        sa.children.clear()
        if refs and self.engine.user is not None:
            self.engine.user.remove(refs, "IKE SA deleted")

    # death

    def delete(self, sa: IkeSa) -> None:
        """Ours to end: the peer is told, if there is one to tell."""
        engine = self.engine
        if sa.state is State.DELETE:
            return
        if not sa.established:
            self.remove(sa)
            return
        sa.state = State.DELETE
        self._quiet(sa, Failure.DELETED)
        engine.trace(sa, Step.SEND_DELETE_IKE, sa.spi_i.hex().upper(), sa.spi_r.hex().upper())
        engine.window.ask(sa, Request(Purpose.DELETE_IKE, Exchange.INFORMATIONAL, [Delete(Protocol.IKE)]))
        self.orphan(sa)
        self._down(sa)

    def _down(self, sa: IkeSa) -> None:
        """IPsec hears that it is no more, unless another one goes on in its place."""
        engine = self.engine
        if sa.established_at >= 0.0 and sa.successor is None:
            sa.established_at = -1.0
            if engine.user is not None:
                engine.user.phase1_down(engine.session(sa))
            engine.flex.end(sa)
            engine.access.end(sa)
            engine.host.emit(Ikev2Down(sa.remote))

    def _quiet(self, sa: IkeSa, why: Failure) -> None:
        """What goes on under it comes to nothing."""
        engine = self.engine
        for timer in (engine.soften, engine.expire, engine.dpd, engine.nat, engine.no_auth, engine.end_duplicate):
            engine.host.cancel(timer, sa)
        left = engine.window.stop(sa)
        pending, sa.pending = sa.pending, []
        for want in pending:
            engine.failed(want, why)
        for request in left:
            if request.negotiation is not None:
                engine.children.abandon(request.negotiation, why)
        if sa.opening is not None and sa.opening.negotiation is not None:
            engine.children.abandon(sa.opening.negotiation, why)
            sa.opening.negotiation = None

    def remove(self, sa: IkeSa, why: Failure = Failure.DELETED) -> None:
        """It is gone without a word."""
        engine = self.engine
        if self.sas.pop(sa.serial, None) is None:
            return
        if self.by_spi.get(sa.spi) is sa:
            del self.by_spi[sa.spi]
        for half in [half for half, known in self.halves.items() if known is sa]:
            del self.halves[half]
        engine.trace(sa, Step.DELETING)
        sa.state = State.DELETE
        self._quiet(sa, why)
        self.orphan(sa)
        self._down(sa)
        sa.partial.clear()

    def fail(self, sa: IkeSa) -> None:
        """A peer was not believed: its repeated question is answered for a while."""
        sa.state = State.DELETE
        self._quiet(sa, Failure.REJECTED)
        self.engine.host.after(30.0, self.engine.forget, sa, background=True)

    def ended_by_peer(self, sa: IkeSa) -> None:
        """The peer has deleted it: nothing more comes. One that lost a collision waits for the other's answer with its
        children."""
        for other in self.sas.values():
            for request in other.out.values():
                found = request.negotiation
                if found is not None and found.rival is not None and found.rival[1] is sa and sa.children:
                    sa.state = State.DELETE
                    self.engine.host.after(ORPHANED, self.engine.forget, sa, background=True)
                    return
        self.remove(sa)

    def unanswered(self, sa: IkeSa, request: Request) -> None:
        """The peer does not answer at all."""
        engine = self.engine
        if request.purpose is Purpose.DELETE_IKE:
            self.remove(sa)
            return
        if request.purpose is Purpose.INIT:
            engine.trace(sa, Step.FAILED_INIT)
            engine.stats.outgoing_rejected += 1
        if request.purpose in (Purpose.INIT, Purpose.AUTH):
            engine.trace(sa, Step.INITIAL_FAILED)
            engine.trace(sa, Step.ABORT)
            self.remove(sa, Failure.TIMEOUT)
            return
        others = [each.conn_id for each in self.between(sa.local, sa.remote, sa.vrf) if each.conn_id != sa.conn_id]
        self.remove(sa, Failure.TIMEOUT)
        if engine.user is not None:
            engine.user.peer_dead(sa.local, sa.remote, others, sa.vrf)
