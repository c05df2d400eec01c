"""The protection of a tunnel that was cloned for one peer: the peer asks for the SAs, and says for which traffic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.gre.model import IPSEC
from iosemu.features.ipsec.flow import Candidate, Flow
from iosemu.features.ipsec.protection import ProtectionHead
from iosemu.features.keying.contract import SaOffer, Selector

if TYPE_CHECKING:
    from iosemu.types import IPv4


class AccessHead(ProtectionHead):
    """It has one flow at most; until there is one, all traffic may become the proxies of an IPsec tunnel's."""

    def persistent(self, flow: Flow) -> bool:
        """Its pair is renewed without traffic, too; one that is lost comes back only when the peer asks."""
        return super().persistent(flow) if self.driver.initiates else self.can_ask(flow)

    def can_ask(self, flow: Flow) -> bool:
        return (self.driver.initiates or flow.current is not None) and super().can_ask(flow)

    def answers(self, offer: SaOffer) -> Iterator[tuple[Flow | None, Selector, Selector]]:
        flow, (mine, theirs) = self.flows.get(offer.remote), self.selectors(offer.remote)
        if self.driver.config.mode != IPSEC:
            yield from super().answers(offer)
        elif flow is not None and flow.current is not None:
            if (offer.mine, offer.theirs) == ((flow.local_proxy,), (flow.remote_proxy,)):
                yield flow, flow.local_proxy, flow.remote_proxy
        elif not offer.mine[0].protocol and mine.covers(offer.mine[0]) and theirs.covers(offer.theirs[0]):
            yield None, offer.mine[0], offer.theirs[0]

    def lost(self, flow: Flow) -> None:
        super().lost(flow)
        for iface, driver in tuple(self.tunnels.items()):
            driver.engine.accesses.unprotected(iface.name)

    def adopt(self, local: IPv4, peer: IPv4, candidate: Candidate) -> Flow:
        old = self.flows.pop(peer, None)
        if old is not None:
            self.engine.drop_flow(old)
        proxies = candidate.local_proxy, candidate.remote_proxy
        found = self.flows[peer] = self.engine.new_flow(self, self.local, peer, *proxies, None)
        return found
