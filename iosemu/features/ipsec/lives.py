"""The lives of SAs: renewed before their time or volume is over, deleted, idle; and the sessions with peers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from iosemu.device.tells import told
from iosemu.features.ipsec import events
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.sadb import Sa, SaPair
from iosemu.features.keying.contract import Direction, SaSet
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.features.ipsec.engine import IpsecEngine

SOFT_MARGIN = 30.0  # seconds before its end that an SA is renewed
LINGER = 30.0  # seconds that a replaced pair stays for packets on the way


class Lives:
    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.host = engine.host
        self.sessions: dict[tuple[str, IPv4, IPv4], float] = {}  # (vrf, local, peer) with SAs -> since when

    def begin(self, pair: SaPair) -> None:
        """Renewal is due some time before the end. The end that made the pair renews it; the other one only if that
        did not happen."""
        if pair.seconds and pair.made.direction is not Direction.PAIR:  # who keys them renews them
            self.host.after(float(pair.seconds), self.end, pair, background=True)
        elif pair.seconds:
            margin = min(SOFT_MARGIN, pair.seconds / 4)
            delay = pair.seconds - (margin if pair.made.initiator else margin * 0.6)
            self.host.after(max(delay, 1.0), self.soften, pair, background=True)
        self._session_up(pair.flow, pair.made)

    def left(self, pair: SaPair) -> float:
        """Seconds; infinite for those that have no end."""
        return max(pair.created + pair.seconds - self.host.now, 0.0) if pair.seconds else math.inf

    def replace(self, flow: Flow, pair: SaPair) -> None:
        """`pair` is to be used from now on: the others are on their way out."""
        for old in flow.pairs:
            if old is pair or old.replaced or old.made.direction is not pair.made.direction:
                continue
            old.replaced = True
            if old.rekeying or self.left(old) <= LINGER:  # else both ends made one at once: both run their time
                self.host.cancel(self.soften, old)
                self.host.after(min(LINGER, self.left(old)), self.end, old, background=True)

    def delete(self, pair: SaPair, tell: bool) -> None:
        """Remove all its SAs; `tell` the peer that ours are gone."""
        flow = pair.flow
        if pair not in flow.pairs:
            return
        flow.pairs.remove(pair)
        self.engine.sadb.remove(pair)
        self.host.cancel(self.soften, pair)
        self.host.cancel(self.end, pair)
        self.host.cancel(self.engine.desk.activate, pair)
        if self.host.device.bus.wants(events.PairDeleted):
            sas = tuple(pair.told(sa, pair.kilobytes_left(sa)) for sa in pair.sas)
            left = pair.seconds_left(self.host.now)
            self.host.emit(events.PairDeleted(flow.peer, flow.told(), sas, not tell, left))
        manager = self.engine.keying.managers.get(pair.made.manager)
        if tell and manager is not None and pair.ins:
            manager.deleted(pair.inbound.src, pair.made.inbounds)
        if flow.current is pair:
            for waiting in flow.pairs:  # its turn comes early
                waiting.enabled = waiting.enabled or bool(waiting.made.activation)
            usable = [other for other in flow.pairs if other.enabled and other.outs]
            flow.current = usable[-1] if usable else None
            if flow.current is not None and flow.current.replaced:
                self._reinstate(flow.current)
            self.engine.epoch += 1
            spi = flow.current.outbound.spi if flow.current is not None else 0
            self.host.emit(events.OutboundChanged(flow.peer, spi))
        if not flow.pairs:
            self.host.cancel(self.idle, flow)
            self.engine.paths.forget(flow)
            flow.up_since = None
            self._session_down(flow, pair.made)
            flow.head.lost(flow)

    def end(self, pair: SaPair) -> None:
        """Its time is over."""
        self.delete(pair, tell=True)

    def _reinstate(self, pair: SaPair) -> None:
        """The pair that took over from this one is gone: it must be renewed again."""
        pair.replaced = pair.rekeying = False
        if pair.seconds and self.host.due(self.soften, pair) is None:
            self.host.after(0.0, self.soften, pair)

    def soften(self, pair: SaPair) -> None:
        """The soft lifetime is over: renew what is in use, and let the rest run out."""
        self.host.after(self.left(pair), self.end, pair, background=True)
        flow = pair.flow
        used = flow.head.persistent(flow) or (any(sa.packets for sa in pair.sas) and flow.head.can_ask(flow))
        if used and not pair.replaced and not pair.rekeying:
            self._renew(pair)

    def _renew(self, pair: SaPair) -> None:
        pair.rekeying = True
        self.host.emit(events.LifetimeThreshold(pair.flow.peer, int(self.left(pair))))
        self.engine.asking.want(pair.flow, pair)

    def idle(self, flow: Flow) -> None:
        """Has nothing used the flow for its idle time?"""
        policy = flow.head.policy(flow)
        if policy is None or not policy.idle or not flow.pairs:
            return
        left = (flow.used_at or 0.0) + policy.idle - self.host.now
        if left > 0:
            self.host.after(left, self.idle, flow, background=True)
        else:
            flow.idled = True
            for pair in tuple(flow.pairs):
                self.delete(pair, tell=True)
            flow.idled = False

    def spent(self, sa: Sa) -> None:
        """A packet took the volume of an SA past a limit."""
        pair = sa.pair
        if sa.volume >= pair.quota << 10:
            self.delete(pair, tell=True)
            if pair.flow.head.persistent(pair.flow) and not pair.flow.pairs:
                self.engine.asking.want(pair.flow)
        elif not pair.rekeying and not pair.replaced:
            self._renew(pair)

    # sessions with peers

    def _session_up(self, flow: Flow, made: SaSet) -> None:
        key = (flow.vrf, flow.local, flow.peer)
        if key not in self.sessions:
            self.sessions[key] = self.host.now
            self.host.emit(events.SessionUp(flow.peer, flow.local, made.remote_port, *self._names(key)))

    def _session_down(self, flow: Flow, made: SaSet) -> None:
        key = (flow.vrf, flow.local, flow.peer)
        others = self.engine.flows_with(flow.peer, flow.local, flow.vrf)
        if key in self.sessions and not any(other.pairs for other in others):
            del self.sessions[key]
            self.host.emit(events.SessionDown(flow.peer, flow.local, made.remote_port, *self._names(key)))

    def _names(self, key: tuple[str, IPv4, IPv4]) -> tuple[str, str]:
        """What a peer calls itself, and is called here."""
        described = (text for text in told(self.host.device, "crypto peer", key[0], key[2]) if text)
        return self.engine.desk.identity(*key), next(described, "")
