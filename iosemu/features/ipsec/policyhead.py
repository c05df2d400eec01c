"""An IPsec tunnel with `tunnel protection ipsec policy`: a pair of SAs for each line of a list, all of them always on.

What is routed into the tunnel takes the SAs of the first line that permits it; what no line permits is dropped. It
speaks with a crypto map at the other end as another crypto map would. Source: IOS-XE 16.12, "Multi-SA Virtual Tunnel
Interface".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from iosemu.features.ipsec.flow import ANY, Candidate, Flow
from iosemu.features.ipsec.injection import Injected
from iosemu.features.ipsec.narrow import carries, selectors
from iosemu.features.ipsec.protection import ProtectionHead, Terms
from iosemu.features.keying.contract import SaOffer, Selector
from iosemu.types import IPv4, Prefix, length_of

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.acl.compile import Compiled, Rule
    from iosemu.features.gre.driver import TunnelDriver
    from iosemu.features.ipsec.engine import IpsecEngine


class PolicyHead(ProtectionHead):
    """`flows` are by the numbers of their lines; those that offers of a part of one made have negative ones. A list
    that is not there selects everything."""

    def __init__(self, engine: IpsecEngine, terms: Terms) -> None:
        super().__init__(engine, terms)
        self._compiled: Compiled | None = None
        self._part = 0

    # which flows

    def sync(self) -> None:
        """The list may be another one, or have other lines."""
        compiled: Compiled | None = self.engine.host.device.engine("acl").get(self.terms.acl)
        self._compiled = compiled
        lines = compiled.rules if compiled is not None else []
        wanted = {rule.entry.seq: selectors(rule.entry) for rule in lines if rule.permit}
        if compiled is None:
            wanted = {0: (ANY, ANY)}
        remote = self.driver.remote
        for key, flow in list(self.flows.items()):
            own = (flow.local_proxy, flow.remote_proxy)
            if wanted.get(key) != own if key >= 0 else self._covering(*own) is None:
                del self.flows[key]
                self.engine.drop_flow(flow)
        for key, (mine, theirs) in wanted.items():
            if key not in self.flows:
                made = self.flows[key] = self.engine.new_flow(self, self.local, remote, mine, theirs, None)
                if self.clients.get(remote):
                    self.engine.asking.want(made)
        self._inject()

    def _covering(self, mine: Selector, theirs: Selector) -> Rule | None:
        """The line that all such traffic belongs to."""
        for rule in self._compiled.rules if self._compiled is not None else ():
            ours, others = selectors(rule.entry)
            if ours.covers(mine) and others.covers(theirs):
                return rule if rule.permit else None
        return None

    def place(self, flow: Flow) -> int | None:
        return next((key for key, each in self.flows.items() if each is flow), None)

    def socket(self, peer: IPv4) -> Flow | None:
        """One that has SAs, if there is one."""
        return max(self.flows.values(), key=lambda flow: flow.current is not None, default=None)

    def flow(self, peer: IPv4) -> Flow:
        """For those who ask for the whole tunnel."""
        found = self.socket(peer)
        return found if found is not None else super().flow(peer)

    def seq(self, flow: Flow) -> int:
        return 65537 + list(self.flows.values()).index(flow) if flow in self.flows.values() else 65537

    def persistent(self, flow: Flow) -> bool:
        key = self.place(flow)
        return key is not None and key >= 0 and super().persistent(flow)

    def measured(self, flow: Flow) -> None:
        """The least of all SAs."""
        self.fit(self.driver, list(self.flows.values()))

    def _unmeasured(self, driver: TunnelDriver) -> None:
        if any(flow.current is not None for flow in self.flows.values()):
            self.measured(next(iter(self.flows.values())))
        else:
            super()._unmeasured(driver)

    # sockets

    def open(self, iface: Interface, nbma: IPv4) -> None:
        self.clients.setdefault(nbma, set()).add(iface)
        self.sync()
        for flow in self.flows.values():
            if flow.current is None:
                self.engine.asking.want(flow)

    def _unwanted(self, nbma: IPv4) -> Collection[int]:
        return tuple(self.flows)

    # packets

    def protect(self, passage: Passage, iface: Interface) -> Sequence[Passage]:
        packet = passage.packet
        for key, part in self.flows.items():
            if key < 0 and part.current is not None and carries(part, packet):
                return self.engine.data.protect(part, passage, iface)
        if self._compiled is None:
            flow = self.flows.get(0)
        else:
            rule = self._compiled.find(packet)
            if rule is None or not rule.permit:
                return ()
            rule.matches += 1
            flow = self.flows.get(rule.entry.seq)
        return self.engine.data.protect(flow, passage, iface) if flow is not None else ()

    # offers

    def answers(self, offer: SaOffer) -> Iterator[tuple[Flow | None, Selector, Selector]]:
        mine, theirs = offer.mine[0], offer.theirs[0]
        for flow in self.flows.values():
            if (flow.local_proxy, flow.remote_proxy) == (mine, theirs):
                yield flow, mine, theirs
                return
        if self._covering(mine, theirs) is not None:
            yield None, mine, theirs

    def adopt(self, local: IPv4, peer: IPv4, candidate: Candidate) -> Flow:
        self._part -= 1
        made = self.engine.new_flow(self, local, peer, candidate.local_proxy, candidate.remote_proxy, None)
        self.flows[self._part] = made
        return made

    # routes of `reverse-route`: they lead into the tunnel

    def _inject(self) -> None:
        profile, wanted = self.profile_now, []
        if profile is not None and profile.reverse and self.tunnels:
            iface = self.interfaces[0]
            for flow in self.flows.values():
                theirs = flow.remote_proxy
                if theirs.mask and not theirs.wild:
                    prefix = Prefix.of(theirs.address, length_of(theirs.mask))
                    place, distance, tag = iface.vrf.name, profile.reverse_distance, profile.reverse_tag
                    wanted.append(Injected(place, prefix, None, place, iface.name, distance, tag, False))
        self.engine.injection.follow(self, wanted)

    def close_routes(self) -> None:
        self.engine.injection.follow(self, ())
