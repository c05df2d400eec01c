"""Path MTU of outbound SAs, learnt from ICMP "fragmentation needed" about ESP and AH of ours (RFC 4301 section 8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ipsec.flow import Flow
from iosemu.features.keying.contract import AH, ESP, SaRef
from iosemu.wire import icmp, ipv4

if TYPE_CHECKING:
    from iosemu.device.passage import Passage
    from iosemu.features.ipsec.engine import IpsecEngine

LEAST = 256  # bytes; whoever forges errors gets no SA below that
AGE = 600.0  # seconds until a path is tried in full again (RFC 1191 section 6.3)


class PathMtu:
    """A flow keeps what was learnt over renewals of its SAs, and forgets it with the last one and with the peer."""

    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.host = engine.host

    def heard(self, message: icmp.Icmp, quote: icmp.Quote, passage: Passage) -> None:
        """An ICMP error came. One about no SA of ours is none of this."""
        if (message.type, message.code) != (icmp.UNREACHABLE, icmp.FRAGMENTATION_NEEDED) or not message.mtu:
            return
        for flow in self._about(quote, passage.vrf.name):
            mtu = max(message.mtu, LEAST)
            if mtu < self.of(flow):
                flow.path_mtu = mtu
                self.host.after(AGE, self.forget, flow, background=True)
                self._changed(flow)

    def _about(self, quote: icmp.Quote, vrf: str) -> list[Flow]:
        """By the SPI; in UDP, where the quote ends before it, by addresses and ports: all SAs there share the way."""
        if len(quote.payload) < 8:
            return []
        sadb = self.engine.sadb
        if quote.protocol in (ipv4.ESP, ipv4.AH):
            protocol, at = (ESP, 0) if quote.protocol == ipv4.ESP else (AH, 4)
            spi = int.from_bytes(quote.payload[at : at + 4], "big")
            pair = sadb.by_outbound.get(SaRef(vrf, protocol, quote.dst, spi))
            fits = pair is not None and pair.outbound.src == quote.src and pair.outbound.udp is None
            return [pair.flow] if pair is not None and fits else []
        if quote.protocol != ipv4.UDP:
            return []
        ports = int.from_bytes(quote.payload[:2], "big"), int.from_bytes(quote.payload[2:4], "big")
        ends = (quote.src, quote.dst, ports)
        found = (
            pair.flow
            for pair in sadb.pairs()
            if pair.outs
            and (pair.outbound.src, pair.outbound.dst, pair.outbound.udp) == ends
            and pair.flow.vrf == vrf
        )
        return list(dict.fromkeys(found))

    def of(self, flow: Flow) -> int:
        """Longest sealed datagram that the way to the peer takes, as far as is known, bytes."""
        current = flow.current
        if current is not None and not current.outbound.dst:  # of a group: wherever the traffic goes
            return flow.head.path(flow)[1]
        entry = self.host.device.ip.route(flow.head.front, current.outbound.dst if current is not None else flow.peer)
        mtu = entry.interface.ip_mtu if entry is not None and entry.interface is not None else 1500
        return min(mtu, flow.path_mtu or mtu)

    def forget(self, flow: Flow) -> None:
        """What was learnt is too old, or of another way."""
        self.host.cancel(self.forget, flow)
        if flow.path_mtu is not None:
            flow.path_mtu = None
            self._changed(flow)

    def _changed(self, flow: Flow) -> None:
        flow.epoch = -1  # its limit is reckoned anew
        if flow.current is not None:
            flow.head.measured(flow)
