"""Informational exchanges (RFC 2409 section 5.7): notifications and deletes, and dead peer detection (RFC 3706)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.features.isakmp import proposal as phase2
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.trace import ModeFailure, NotEncrypted, Step
from iosemu.features.keying.contract import SaRef
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import (
    Attribute,
    Delete,
    Exchange,
    Header,
    IpsecAttribute,
    Notification,
    Notify,
    Oakley,
    Payload,
)

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

DPD_ERRORS = 5


class Informational:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    # sending

    def send(self, sa: IkeSa, payloads: Sequence[Payload]) -> None:
        """One protected message."""
        node = self._node(sa)
        self._go(sa, node, payloads)
        self.engine.life.purge_node(sa, node.message_id)

    def _node(self, sa: IkeSa) -> Node:
        channel = self.engine.channel
        node = channel.new_node(sa, channel.fresh_id(sa), True)
        self.engine.trace(sa, Step.NEW_NODE, node.message_id)
        return node

    def _go(self, sa: IkeSa, node: Node, payloads: Sequence[Payload]) -> None:
        prefix = node.message_id.to_bytes(4, "big")
        self.engine.channel.send_phase2(sa, node, Exchange.INFORMATIONAL, prefix, payloads)

    def send_notify(self, sa: IkeSa, notification: Notification) -> int:
        """A protected notification; returns its message ID."""
        engine = self.engine
        node = self._node(sa)
        spi = int.from_bytes(notification.spi[:4], "big")
        engine.stats.out_notifies += 1
        engine.trace(sa, Step.NOTIFY_OUT, notification.type, notification.protocol, spi, node.message_id)
        if notification.type in (Notify.R_U_THERE, Notify.R_U_THERE_ACK):
            engine.trace(sa, Step.DPD_SEQUENCE, int.from_bytes(notification.data, "big"))
        self._go(sa, node, [notification])
        engine.life.purge_node(sa, node.message_id)
        return node.message_id

    def send_clear(self, sa: IkeSa, notification: Notification) -> None:
        """Before there are keys: without protection, which the peer will not believe."""
        engine = self.engine
        message_id = engine.channel.fresh_id(sa)
        header = Header(sa.cookie_i, sa.cookie_r, Exchange.INFORMATIONAL, message_id)
        engine.channel.transmit(sa, wire.encode(header, [notification]))

    def send_responder_lifetime(self, sa: IkeSa, seconds: int) -> None:
        """Ours is the lower phase 1 lifetime (RFC 2407 section 4.6.3.1)."""
        engine = self.engine
        engine.trace(sa, Step.RETURNING_LIFE, seconds)
        attributes = [Attribute(Oakley.LIFE_TYPE, 1), Attribute.number(Oakley.LIFE_DURATION, seconds)]
        data = b"".join(attribute.encode() for attribute in attributes)
        self.send_notify(sa, Notification(Notify.RESPONDER_LIFETIME, 1, sa.cookies, data))
        engine.trace(sa, Step.SENDING_LIFETIME, seconds)

    def send_deletes(self, sa: IkeSa, refs: Sequence[SaRef]) -> None:
        """Our inbound SAs are gone: a payload for each protocol."""
        self.engine.stats.out_deletes += 1
        spis: dict[str, list[bytes]] = {}
        for ref in refs:
            spis.setdefault(ref.protocol, []).append(ref.spi.to_bytes(4, "big"))
        self.send(sa, [Delete(phase2.PROTOCOLS[protocol], found) for protocol, found in spis.items()])

    def tell_invalid_spis(self, sa: IkeSa) -> None:
        """What waited for phase 1 (`crypto isakmp invalid-spi-recovery`)."""
        for ref in sa.invalid_spis:
            self.tell_invalid_spi(sa, ref)
        sa.invalid_spis = []

    def tell_invalid_spi(self, sa: IkeSa, ref: SaRef) -> None:
        protocol, spi = phase2.PROTOCOLS[ref.protocol], ref.spi.to_bytes(4, "big")
        self.send_notify(sa, Notification(Notify.INVALID_SPI, protocol, spi))

    @staticmethod
    def lifetimes(notification: Notification) -> tuple[int, int]:
        """(seconds, kilobytes) of a RESPONDER-LIFETIME, 0 where it says nothing."""
        found = [0, 0]
        phase1 = notification.protocol == phase2.Protocol.ISAKMP
        type_, duration = (
            (Oakley.LIFE_TYPE, Oakley.LIFE_DURATION)
            if phase1
            else (IpsecAttribute.LIFE_TYPE, IpsecAttribute.LIFE_DURATION)
        )
        kind = 0
        try:
            attributes = wire.decode_attributes(notification.data)
        except wire.BadPayload:
            return 0, 0
        for attribute in attributes:
            if attribute.type == type_:
                kind = attribute.value
            elif attribute.type == duration and kind in (phase2.SECONDS, phase2.KILOBYTES):
                found[kind - 1] = attribute.value
        return found[0], found[1]

    # receiving

    def receive(self, sa: IkeSa, header: Header, body: bytes, ports: tuple[int, int]) -> None:
        engine, channel = self.engine, self.engine.channel
        if not header.flags & wire.ENCRYPTED:
            self._unprotected(sa)
            return
        if not sa.established or header.message_id in sa.nodes:
            return  # before phase 1 is done, or a repeat
        node = channel.new_node(sa, header.message_id, False)
        opened = channel.open(sa, node.iv, header, body)
        del sa.nodes[node.message_id]
        if opened is None:
            return
        chain, clear, _ = opened
        engine.trace(sa, Step.NEW_NODE, node.message_id)
        engine.trace(sa, Step.PROCESSING, "HASH", node.message_id)
        if not channel.verify(sa, chain, clear, node.message_id.to_bytes(4, "big")):
            engine.bad_message(sa.remote)
            return
        engine.heard(sa, ports)
        sa.nodes[node.message_id] = node
        deletes = False
        for each in chain.payloads[1:]:
            if isinstance(each, Notification):
                self._notification(sa, node, each)
            elif isinstance(each, Delete):
                deletes = True
                engine.trace(sa, Step.PROCESSING, "DELETE", node.message_id)
                if self._delete(sa, node, each):
                    return
        self._finish(sa, node)
        if not sa.deleted and not deletes:
            engine.trace(sa, Step.INPUT, "IKE_MESG_FROM_PEER", "IKE_INFO_NOTIFY")
            engine.transition(sa, sa.state)

    def _finish(self, sa: IkeSa, node: Node) -> None:
        engine = self.engine
        engine.trace(sa, Step.NODE_DELETED, node.message_id, False, "Informational (in) state 1")
        engine.life.finish_node(sa, node.message_id)

    def _unprotected(self, sa: IkeSa) -> None:
        engine = self.engine
        if sa.established:
            engine.host.emit(NotEncrypted(sa.remote))
            return
        engine.trace(sa, Step.NOTIFY_NO_HASH)
        engine.trace(sa, Step.UNKNOWN_INPUT, "IKE_MESG_FROM_PEER", "IKE_INFO_NOTIFY", sa.state)
        engine.trace(sa, Step.INPUT, "IKE_MESG_FROM_PEER", "IKE_INFO_NOTIFY")
        engine.transition(sa, sa.state)
        engine.host.emit(ModeFailure("Informational", sa.remote))

    def _notification(self, sa: IkeSa, node: Node, note: Notification) -> None:
        engine = self.engine
        spi = int.from_bytes(note.spi[:4], "big") if len(note.spi) == 4 else 0
        engine.stats.in_notifies += 1
        engine.trace(sa, Step.NOTIFY_IN, note.type, note.protocol, spi, node.message_id)
        match note.type:
            case Notify.RESPONDER_LIFETIME if note.protocol == phase2.Protocol.ISAKMP:
                seconds, _ = self.lifetimes(note)
                if seconds and sa.terms is not None and seconds < sa.terms.lifetime:
                    sa.terms.lifetime = seconds
                    engine.trace(sa, Step.RESTART_LIFETIME, seconds)
                    engine.start_lifetime(sa, seconds)
            case Notify.NO_PROPOSAL_CHOSEN | Notify.INVALID_ID_INFORMATION | Notify.ATTRIBUTES_NOT_SUPPORTED:
                larval = engine.quick.larval(sa, spi)
                if larval is not None:
                    engine.trace(sa, Step.DELETING_SPI, spi, larval.message_id)
                    engine.quick.refused(sa, larval)
            case Notify.INVALID_SPI if engine.user is not None and spi and sa.service == wire.PORT:
                engine.user.remove(phase2.refs_of(note.protocol, sa.vrf, sa.remote, [spi]), "invalid SPI")
            case Notify.INITIAL_CONTACT:
                self._initial_contact(sa)
            case Notify.R_U_THERE if len(note.data) == 4:
                engine.trace(sa, Step.DPD_RECEIVED, "R_U_THERE", int.from_bytes(note.data, "big"))
                self.send_notify(sa, Notification(Notify.R_U_THERE_ACK, 1, sa.cookies, note.data))
            case Notify.R_U_THERE_ACK if len(note.data) == 4:
                sequence = int.from_bytes(note.data, "big")
                engine.trace(sa, Step.DPD_RECEIVED, "R_U_THERE_ACK", sequence)
                if sa.dpd_waiting and sequence == sa.dpd_sequence:
                    sa.dpd_waiting = False
                    sa.dpd_errors = 0
                    engine.arm_dpd(sa)

    def _initial_contact(self, sa: IkeSa) -> None:
        """As part of an informational message: this SA is the peer's first and only one."""
        engine = self.engine
        for old in list(engine.life.with_ends_of(sa)):
            same = not sa.peer_behind_nat or old.identity == sa.identity
            if old is not sa and same and old.established and old.established_at <= sa.established_at:
                engine.trace(old, Step.INITIAL_CONTACT_DELETE)
                engine.life.delete(old, "Receive initial contact")

    def _delete(self, sa: IkeSa, node: Node, delete: Delete) -> bool:
        """True when this SA itself is gone."""
        engine = self.engine
        if delete.protocol in phase2.PROTOCOLS.values():
            spis = [int.from_bytes(spi, "big") for spi in delete.spis if len(spi) == 4]
            engine.stats.in_deletes += 1
            engine.trace(sa, Step.PARANOID)
            for spi in spis:
                engine.trace(sa, Step.ENQUEUED_DELETE, spi)
            if engine.user is not None and spis and sa.service == wire.PORT:
                refs = phase2.refs_of(delete.protocol, sa.vrf, sa.remote, spis)
                engine.user.remove(refs, "the peer deleted them")
            return False
        for cookies in delete.spis:
            for victim in list(engine.life.with_ends_of(sa)):
                if victim.cookies == cookies and victim.established:
                    if victim is not sa:
                        engine.life.delete(victim, "No reason", tell=False)
                        continue
                    engine.life.mark(sa, "No reason")
                    self._finish(sa, node)
                    engine.life.tell(sa)
                    engine.life.let_go(sa, "No reason", "IKE_MESG_FROM_PEER", sa.minor)
                    return True
        return False

    # dead peer detection

    def check_peer(self, sa: IkeSa) -> None:
        """The DPD timer: is a question due, or has the last one gone unanswered?"""
        engine, now = self.engine, self.engine.host.now
        interval, retry, periodic = engine.keepalive(sa)
        if not interval or not sa.established:
            return
        heard, sent = sa.heard_at, None
        if engine.user is not None:
            activity = engine.user.activity(sa.local, sa.remote, sa.vrf)
            sent = activity.sent_at
            if activity.heard_at is not None:
                heard = max(heard, activity.heard_at)
        if sa.dpd_waiting:
            if heard >= sa.dpd_asked_at:  # what its SAs carry proves as much as an answer
                sa.dpd_waiting, sa.dpd_errors = False, 0
            else:
                sa.dpd_errors += 1
                engine.trace(sa, Step.DPD_ERROR, sa.dpd_errors)
                if sa.dpd_errors >= DPD_ERRORS:
                    self._peer_is_dead(sa)
                    return
                self._ask(sa, retry)
                return
        quiet = now - heard >= interval
        wanted = periodic or (sent is not None and sent > heard)
        if quiet and wanted:
            sa.dpd_sequence = (sa.dpd_sequence or sa.first_sequence) + 1 & 0xFFFFFFFF or 1
            self._ask(sa, retry)
            engine.trace(sa, Step.INPUT, "IKE_MESG_FROM_TIMER", "IKE_TIMER_PEERS_ALIVE")
            engine.transition(sa, sa.state)
        else:
            due = max(interval - (now - heard), 1.0) if not quiet else float(interval)
            engine.host.after(due, engine.dpd, sa, background=True)

    def _ask(self, sa: IkeSa, retry: int) -> None:
        sa.dpd_waiting = True
        sa.dpd_asked_at = self.engine.host.now
        data = sa.dpd_sequence.to_bytes(4, "big")
        self.send_notify(sa, Notification(Notify.R_U_THERE, 1, sa.cookies, data))
        self.engine.host.after(float(retry), self.engine.dpd, sa)

    def _peer_is_dead(self, sa: IkeSa) -> None:
        engine = self.engine
        engine.trace(sa, Step.NOT_RESPONDING)
        engine.life.delete(sa, "P1 errcounter exceeded (PEERS_ALIVE_TIMER)")
        if engine.user is not None:
            engine.user.peer_dead(sa.local, sa.remote, vrf=sa.vrf)
