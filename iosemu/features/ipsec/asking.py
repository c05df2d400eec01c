"""Asking the key managers for SAs, and asking again.

A socket of a tunnel (a *persistent* flow) wants its SAs without traffic, a crypto map only with it. A request that
nobody answers in 30 s is sent once more; then the head decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iosemu.features.ipsec import events
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.sadb import SaPair
from iosemu.features.ipsec.transforms import Policy
from iosemu.features.keying.contract import IPCOMP, Failure, KeyManager, SaWant
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.features.ipsec.engine import IpsecEngine

REQUEST_TIMER = 30.0  # seconds that an answer of a key manager is waited for
ASK_AGAIN = 1.0  # seconds after which a socket asks again when the key manager's SA died under its request
REQUESTS = 2  # then the request is dropped


class Asking:
    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.host = engine.host

    def manager(self, flow: Flow) -> KeyManager | None:
        """Who keys the flow now."""
        settings = flow.head.settings(flow)
        return self.engine.keying.manager(settings) if settings is not None else None

    def want(self, flow: Flow, replaces: SaPair | None = None) -> None:
        """The flow needs SAs: ask, unless that is under way already, from here or from the peer."""
        if flow.requests or any(not pair.enabled for pair in flow.pairs):
            return
        if not flow.head.can_ask(flow):
            self._ends(flow)
            return
        manager = self.manager(flow)
        if manager is not None and manager.peerless:
            proxies = (flow.local_proxy,), (flow.remote_proxy,)
            manager.request(
                SaWant(flow.local, 0, *proxies, [], flow.vrf, settings=flow.head.settings(flow), owner=flow)
            )
            return
        policy = flow.head.policy(flow)
        if policy is None or not policy.sets or policy.responder_only:
            self.reopen(flow, REQUEST_TIMER)  # until the profile is whole again
            return
        flow.requests = 1
        name = flow.head.peer_name(flow) if replaces is None else ""
        if not name:
            self._ask(flow, policy, replaces)
            return
        address = self.engine.names.known(name, flow.vrf)
        if address is not None or not self.engine.names.ask(flow, name):
            self.named(flow, name, address)

    def named(self, flow: Flow, name: str, address: IPv4 | None) -> None:
        """The name of the peer was looked up; None: nobody knows it, as if a peer did not answer."""
        policy = flow.head.policy(flow)
        if address is None or policy is None:
            self._ends(flow)
            return
        flow.head.named(flow, name, address)
        self._ask(flow, policy)

    def _ends(self, flow: Flow) -> None:
        """Nothing beneath could carry it: who needs it will say so when that has changed."""
        self.forget(flow)
        flow.head.gave_up(flow)

    def _ask(self, flow: Flow, policy: Policy, replaces: SaPair | None = None) -> None:
        if not flow.head.can_ask(flow):
            self._ends(flow)
            return
        proposals = policy.proposals(transport_allowed(flow))
        manager = self.manager(flow)
        if not proposals or manager is None:  # transport mode is required, and impossible; nobody has keys
            self.forget(flow)
            self.reopen(flow, REQUEST_TIMER)
            return
        want = SaWant(
            flow.local,
            flow.peer,
            (flow.local_proxy,),
            (flow.remote_proxy,),
            proposals,
            flow.vrf,
            policy.pfs_group,
            policy.profile(manager.name),
            replaces.made.ref if replaces is not None else None,
            flow.head.settings(flow),
            flow,
        )
        if not manager.ready_made:
            self.host.after(REQUEST_TIMER, self.request, flow)
            asked = events.SaRequested(flow.peer, flow.local, want.mine[0], want.theirs[0], tuple(proposals))
            self.host.emit(asked)
        manager.request(want)

    def forget(self, flow: Flow) -> None:
        """Nothing is waited for any more."""
        flow.requests = 0
        self.engine.names.cancel(flow)
        self.host.cancel(self.request, flow)
        self.host.cancel(self.again, flow)

    def failed(self, flow: Flow, reason: Failure) -> None:
        """A peer that refuses is asked again when the request's own timer says so. One that does not answer, or whose
        ISAKMP SA has gone meanwhile, is asked anew at once where the SAs are wanted without traffic. Who gives keys at
        once has none: it will say when that changes."""
        manager = self.manager(flow)
        if manager is not None and manager.ready_made:
            self.forget(flow)
            policy = flow.head.policy(flow)
            offers = policy.proposals() if policy is not None else []
            protocols = (layer.protocol for layer in offers[0].layers) if offers else ()
            self.host.emit(events.KeysMissing(flow.peer, tuple(each for each in protocols if each != IPCOMP)))
            return
        gone = reason in (Failure.TIMEOUT, Failure.DELETED)
        if gone and flow.requests and flow.current is None and flow.head.persistent(flow):
            self.host.after(ASK_AGAIN, self.again, flow, background=True)

    def reopen(self, flow: Flow, delay: float) -> None:
        """A socket wants its SAs without traffic: nobody else will ask again."""
        if flow.head.persistent(flow):
            self.host.after(delay, self.open, flow, background=delay >= REQUEST_TIMER)

    def again(self, flow: Flow) -> None:
        """The timer after a failure."""
        policy = flow.head.policy(flow)
        if policy is not None and flow.requests and flow.current is None:
            flow.requests += 1
            self._ask(flow, policy)

    def open(self, flow: Flow) -> None:
        """It has waited long enough."""
        if not flow.served:
            self.want(flow)

    def replenish(self, flows: Iterable[Flow]) -> None:
        """Where keys are there at once, so are SAs: the next packet finds them."""
        for flow in flows:
            manager = self.manager(flow)
            if manager is not None and manager.ready_made:
                self.open(flow)

    def request(self, flow: Flow) -> None:
        """The request's own timer: nobody has answered."""
        self.host.emit(events.RequestTimerFired(flow.peer, flow.told(), min(flow.requests, REQUESTS)))
        policy = flow.head.policy(flow)
        if policy is None:
            flow.requests = 0
            self.reopen(flow, REQUEST_TIMER)
        elif flow.requests < REQUESTS or (flow.head.persistent(flow) and flow.current is None):
            flow.requests += 1
            self._ask(flow, policy)
        else:
            flow.requests = 0
            flow.head.gave_up(flow)


def transport_allowed(flow: Flow) -> bool:
    """Transport mode fits only traffic between the two ends themselves."""
    mine, theirs = flow.local_proxy, flow.remote_proxy
    return (mine.address, mine.mask, theirs.address, theirs.mask) == (
        flow.local, 0xFFFFFFFF, flow.peer, 0xFFFFFFFF,
    )  # fmt: skip
