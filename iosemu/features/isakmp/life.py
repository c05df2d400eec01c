"""Birth and death of SAs, and the peers behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.isakmp.sa import IkeSa, Peer
from iosemu.features.isakmp.states import UP, Phase, State
from iosemu.features.isakmp.trace import Step
from iosemu.features.keying.contract import Failure
from iosemu.wire.isakmp import PORT, Delete

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

LINGER = 60.0  # seconds that a deleted SA stays to be seen
NODE_LINGER = 50.0

Ends = tuple[str, int, int]  # (vrf, local, remote)
_SA_SIZE = 0x10E0  # between the addresses that the log shows
_PEER_SIZE = 0x2C0


class Life:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine
        self.peers: dict[Ends, Peer] = {}
        self.negotiating: dict[int, None] = {}  # serials of SAs that are neither up nor gone
        self.sas: dict[int, IkeSa] = {}  # by serial; deleted ones too
        self._by_cookie: dict[tuple[bytes, str, int], IkeSa] = {}  # (CKY-I, vrf, remote address)
        self._by_pair: dict[tuple[str, int, int, int], list[IkeSa]] = {}  # ends and service; oldest first
        self._serial = 0
        self._handle = 0x80000001
        self._conn_id = 1000
        self._heap = 0x7F3600000000 if engine.device.software.wide_pointers else 0x66000000
        self._heap += engine.host.rng.getrandbits(20) << 4

    # looking up

    def find(self, cookie_i: bytes, remote: int, vrf: str = "") -> IkeSa | None:
        return self._by_cookie.get((cookie_i, vrf, remote))

    def between(self, local: int, remote: int, vrf: str = "", service: int = PORT) -> list[IkeSa]:
        """All SAs of a pair of addresses, oldest first, deleted ones included; of a tenant's by its port."""
        return self._by_pair.get((vrf, local, remote, service), [])

    def with_ends_of(self, sa: IkeSa) -> list[IkeSa]:
        """All SAs between the same two addresses, this one too."""
        return self.between(sa.local, sa.remote, sa.vrf, sa.service)

    def usable(
        self, local: int, remote: int, profile: str = "", vrf: str = "", service: int = PORT
    ) -> IkeSa | None:
        """The newest established SA."""
        for sa in reversed(self.between(local, remote, vrf, service)):
            if sa.ready and (not profile or sa.profile == profile):
                return sa
        return None

    def budding(self, local: int, remote: int, vrf: str = "") -> IkeSa | None:
        """One that we are negotiating as initiator."""
        for sa in reversed(self.between(local, remote, vrf)):
            if sa.initiator and not sa.deleted and not sa.ready:
                return sa
        return None

    # birth

    def _address(self, size: int) -> int:
        self._heap += size + (self.engine.host.rng.getrandbits(8) << 4)
        return self._heap

    def peer(self, local: int, remote: int, port: int, by: str, vrf: str = "") -> Peer:
        """The peer struct, made if new; one more SA holds it."""
        engine = self.engine
        peer = self.peers.get((vrf, local, remote))
        if peer is None:
            self._handle += 1
            peer = Peer(local, remote, port, self._address(_PEER_SIZE), self._handle, vrf=vrf)
            self.peers[vrf, local, remote] = peer
            engine.trace_peer(remote, Step.PEER_CREATED, peer)
            engine.trace_peer(remote, Step.PEER_NEW, peer)
        else:
            engine.trace_peer(remote, Step.PEER_FOUND, peer)
        peer.refcount += 1
        engine.trace_peer(remote, Step.PEER_LOCKED, peer, by)
        return peer

    def create(
        self, local: int, local_port: int, remote: int, remote_port: int, initiator: bool, cookie_i: bytes, peer: Peer
    ) -> IkeSa:
        """A fresh SA, not yet in the tree."""
        self._serial += 1
        cookie_r = bytes(8) if initiator else self.engine.cookie()
        return IkeSa(
            self._serial, local, remote, local_port, remote_port, initiator, cookie_i, cookie_r,
            self._address(_SA_SIZE), peer, peer.vrf, begun_at=self.engine.host.now, heard_at=self.engine.host.now,
        )  # fmt: skip

    def insert(self, sa: IkeSa) -> None:
        pair = self._by_pair.setdefault((sa.vrf, sa.local, sa.remote, sa.service), [])
        self.engine.trace(sa, Step.SA_DUPLICATE if pair else Step.SA_INSERTED)
        pair.append(sa)
        self.sas[sa.serial] = sa
        self.negotiating[sa.serial] = None
        self._by_cookie[sa.cookie_i, sa.vrf, sa.remote] = sa

    def next_conn_id(self) -> int:
        self._conn_id += 1
        return self._conn_id

    # death

    def reject(self, sa: IkeSa, reason: str) -> None:
        """What the peer answered in phase 1 will not do: who has asked need not ask again at once."""
        self.delete(sa, reason, rejected=True)

    def delete(self, sa: IkeSa, reason: str, tell: bool = True, rejected: bool = False) -> None:
        """The whole course: mark, tell the peer (of an established SA), let go."""
        if sa.deleted:
            return
        self.mark(sa, reason)
        if sa.state in UP:
            self.tell(sa, tell)
            self.let_go(sa, reason, "IKE_MESG_FROM_PEER", sa.minor)
        else:
            self.let_go(sa, reason, "IKE_MESG_INTERNAL", "IKE_PHASE1_DEL", rejected=rejected)

    def mark(self, sa: IkeSa, reason: str) -> None:
        """First part: from now on the SA is used for nothing but its delete message."""
        engine = self.engine
        engine.trace(sa, Step.PARANOID)
        engine.trace(sa, Step.DELETING, reason)
        sa.deleted = True
        self._count_end(sa)
        self.negotiating.pop(sa.serial, None)
        for method in (engine.retransmit, engine.lifetime, engine.dpd, engine.nat):
            engine.host.cancel(method, sa)

    def _count_end(self, sa: IkeSa) -> None:
        stats = self.engine.stats
        if sa.established_at >= 0.0:
            stats.previous += 1
        elif sa.initiator:
            stats.initiated_failed += 1
        else:
            stats.responded_failed += 1

    def tell(self, sa: IkeSa, tell: bool = True) -> None:
        """Second part, of an SA that was established: the delete message, and the state machine's end."""
        engine = self.engine
        engine.quick.responder.give_up(sa)
        if tell:
            engine.info.send(sa, [Delete(1, [sa.cookies])])
        engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PHASE1_DEL")
        engine.transition(sa, State.DEST_SA)

    def let_go(
        self, sa: IkeSa, reason: str, major: str, minor: str, linger: bool = True, rejected: bool = False
    ) -> None:
        """Last part: peer, nodes and requests; the SA itself stays visible for a while."""
        engine, host = self.engine, self.engine.host
        was_up = sa.established_at >= 0.0
        engine.trace(sa, Step.DELETING_AGAIN, reason)
        self.unlock(sa, "isadb_mark_sa_deleted()")
        requests = sa.pending
        sa.pending = []
        for _ in requests:  # each would have become an exchange
            engine.trace(sa, Step.NODE_DELETED, engine.channel.fresh_id(sa), False, "IKE deleted")
        for node in list(sa.nodes.values()):
            host.cancel(engine.node, sa, node.message_id)
            if not node.finished:
                engine.trace(sa, Step.NODE_DELETED, node.message_id, False, "IKE deleted")
                engine.quick.forget_spi(node)
                if node.want is not None:
                    requests += [node.want, *node.others]
            host.cancel(self.purge_node, sa, node.message_id)
        sa.nodes.clear()
        engine.trace(sa, Step.INPUT, major, minor)
        engine.transition(sa, State.DEST_SA)
        sa.phase = Phase.AG_NO_STATE if sa.aborted else Phase.MM_NO_STATE
        if linger:
            host.after(LINGER, self.purge, sa, background=True)
        else:
            self.purge(sa)
        if engine.remote is not None:
            engine.remote.down(sa)
        tenant = engine.tenants.get(sa.service)
        if tenant is not None:
            tenant.down(sa)
        elif was_up and engine.user is not None:
            engine.user.phase1_down(engine.session(sa))
            engine.orphans.watch(sa)
        failure = Failure.DELETED if was_up else Failure.REJECTED if rejected else Failure.TIMEOUT
        for request in requests:
            engine.failed(request, failure)

    def unlock(self, sa: IkeSa, by: str) -> None:
        """The SA lets its peer struct go; the last one takes it away."""
        engine, peer = self.engine, sa.peer
        peer.refcount -= 1
        engine.trace_peer(sa.remote, Step.PEER_UNLOCKED, peer, by)
        ends = peer.vrf, peer.local, peer.address
        if peer.refcount == 0 and self.peers.get(ends) is peer:
            engine.trace_peer(sa.remote, Step.PEER_REAPED, peer)
            del self.peers[ends]

    def purge(self, sa: IkeSa) -> None:
        """It is forgotten."""
        if self.sas.pop(sa.serial, None) is None:
            return
        self.negotiating.pop(sa.serial, None)
        self.engine.trace(sa, Step.PURGING)
        self.engine.host.cancel(self.purge, sa)
        if self._by_cookie.get((sa.cookie_i, sa.vrf, sa.remote)) is sa:
            del self._by_cookie[sa.cookie_i, sa.vrf, sa.remote]
        pair = self._by_pair[sa.vrf, sa.local, sa.remote, sa.service]
        pair.remove(sa)
        if not pair:
            del self._by_pair[sa.vrf, sa.local, sa.remote, sa.service]

    def finish_node(self, sa: IkeSa, message_id: int) -> None:
        """An exchange is over; its node waits for late repeats."""
        node = sa.nodes.get(message_id)
        if node is not None:
            node.finished = True
            if sa.keys is not None and all(other.finished for other in sa.nodes.values()):
                sa.keys.cipher.rest()
            self.engine.host.cancel(self.engine.node, sa, message_id)
            self.engine.host.after(NODE_LINGER, self.purge_node, sa, message_id, background=True)

    def purge_node(self, sa: IkeSa, message_id: int) -> None:
        if sa.nodes.pop(message_id, None) is not None:
            self.engine.trace(sa, Step.NODE_PURGED, message_id)
