"""Keepalives for IPsec SAs that outlived their ISAKMP SA (it was cleared, or a delete for them got lost).

Dead peer detection asks over an ISAKMP SA. Where keepalives are configured and none is left, traffic that nobody
answers makes a new one: over it the peer tells which SPIs it no longer has, and if main mode meets nothing but
silence it is dead. Main mode that cannot be begun (no key, no policy) or that the peer refuses does not say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.isakmp.life import Ends
from iosemu.features.isakmp.sa import IkeSa

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine



class Orphans:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine
        self._lost: dict[Ends, IkeSa] = {}  # the last ISAKMP SA there was
        self._asked: dict[Ends, IkeSa] = {}  # main mode that was begun for them

    def watch(self, sa: IkeSa) -> None:
        """An ISAKMP SA that was up has gone."""
        if self.engine.keepalive(sa)[0] and self._bereft(sa.vrf, sa.local, sa.remote):
            self._lost[sa.vrf, sa.local, sa.remote] = sa
            self._arm(sa)

    def _arm(self, sa: IkeSa) -> None:
        interval = float(self.engine.keepalive(sa)[0])
        self.engine.host.after(interval, self.check, sa.vrf, sa.local, sa.remote, background=True)

    def _bereft(self, vrf: str, local: int, remote: int) -> bool:
        """Are there IPsec SAs with a peer, and no ISAKMP SA?"""
        engine = self.engine
        has_sas = engine.on and engine.user is not None and engine.user.has_sas(local, remote, vrf)
        return has_sas and engine.life.usable(local, remote, vrf=vrf) is None

    def check(self, vrf: str, local: int, remote: int) -> None:
        """The timer: has traffic gone unanswered for the interval?"""
        engine, ends = self.engine, (vrf, local, remote)
        sa = self._lost[ends]
        interval, _, periodic = engine.keepalive(sa)
        if not interval or not self._bereft(vrf, local, remote):
            self._forget(ends)
        elif engine.life.budding(local, remote, vrf) is not None:
            self._arm(sa)
        elif (asked := self._asked.pop(ends, None)) is not None and not asked.answered:
            self._forget(ends)
            assert engine.user is not None
            engine.user.peer_dead(local, remote, vrf=vrf)
        else:
            assert engine.user is not None
            activity = engine.user.activity(local, remote, vrf)
            heard = sa.heard_at if activity.heard_at is None else max(sa.heard_at, activity.heard_at)
            unanswered = activity.sent_at is not None and activity.sent_at > heard
            if (periodic or unanswered) and engine.host.now - heard >= interval:
                begun = engine.opening.start(local, remote, sa.vrf, sa.profile)
                if begun is not None:
                    self._asked[ends] = begun
            self._arm(sa)

    def _forget(self, ends: Ends) -> None:
        del self._lost[ends]
        self._asked.pop(ends, None)
