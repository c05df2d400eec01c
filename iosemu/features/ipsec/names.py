"""Peers that are names (`set peer NAME dynamic`): looked up each time that SAs are to be made, and not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.features.dns.engine import DnsEngine
    from iosemu.features.dns.resolver import Lookup
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.features.ipsec.flow import Flow


class PeerNames:
    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self._asked: dict[Flow, Lookup] = {}

    def known(self, name: str, vrf: str) -> IPv4 | None:
        """Without asking."""
        dns: DnsEngine = self.engine.host.device.engine("dns")
        return dns.known(name, vrf)

    def ask(self, flow: Flow, name: str) -> bool:
        """Let the name servers say; `asking.named` hears of it. False: nobody may be asked."""
        dns: DnsEngine = self.engine.host.device.engine("dns")
        lookup = dns.look_up(name, _Waiting(self, flow, name), flow.vrf)
        if lookup is None:
            return False
        self._asked[flow] = lookup
        return True

    def cancel(self, flow: Flow) -> None:
        """The flow does not want to know any more."""
        lookup = self._asked.pop(flow, None)
        if lookup is not None:
            lookup.cancel()

    def answered(self, flow: Flow, name: str, lookup: Lookup) -> None:
        if self._asked.pop(flow, None) is not None:
            self.engine.asking.named(flow, name, next(iter(lookup.addresses), None))


class _Waiting:
    """A flow that hears of an answer."""

    def __init__(self, names: PeerNames, flow: Flow, name: str) -> None:
        self.names, self.flow, self.name = names, flow, name

    def asking(self, lookup: Lookup, server: IPv4) -> None:
        """Nobody watches."""

    def answered(self, lookup: Lookup) -> None:
        self.names.answered(self.flow, self.name, lookup)
