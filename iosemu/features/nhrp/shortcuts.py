"""Phase 3: traffic indications from the router in the middle, shortcuts in the routing table of who hears them.

A target that another protocol has a route for gets a next-hop override; any other becomes an NHRP route (H).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.passage import PASS, Passage, Point, Verdict
from iosemu.device.rib import Path, Route
from iosemu.features.nhrp import NHRP, cache, events
from iosemu.features.nhrp.cache import Entry
from iosemu.features.nhrp.tunnel import SUPPRESSED, NhrpTunnel, Redirect
from iosemu.types import IPv4
from iosemu.wire import ipv4, nhrp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.nhrp.engine import NhrpEngine

MOST_TOLD = 4096  # pairs remembered
_TOLD = 28  # octets of the packet that an indication carries: its header and the first eight


class Shortcuts:
    """Installs what resolution found; watches the routes beneath."""

    def __init__(self, engine: NhrpEngine) -> None:
        self.engine = engine
        self.host = engine.host

    def install(self, tunnel: NhrpTunnel, nbma: IPv4) -> None:
        """Entries behind this NBMA address may carry traffic now."""
        if tunnel.shortcut:
            for entry in tunnel.cache.by_nbma(nbma):
                self._install(tunnel, entry)

    def _install(self, tunnel: NhrpTunnel, entry: Entry) -> None:
        if not entry.router or entry.local or entry.kind is not cache.Kind.DYNAMIC or not entry.up:
            return
        if not self.host.device.software.nhrp_shortcut_routes:
            return  # `Resolution.lookup` finds it packet by packet
        iface = tunnel.iface
        if entry.nhop and not tunnel.cloned:
            prefix = iface.prefix
            if prefix is not None and entry.next_hop in prefix:
                self._route(tunnel, entry, Path(None, iface))
            return
        best = iface.table.best(entry.target)
        if best is None or best.source is NHRP:
            self._override(tunnel, entry, False)
            self._route(tunnel, entry, Path(entry.next_hop, iface))
        elif any(out is iface for out, _ in iface.table.resolve(best, entry.target.network)):
            self._route(tunnel, entry, None)
            self._override(tunnel, entry, True)
            entry.rib = True

    def _route(self, tunnel: NhrpTunnel, entry: Entry, path: Path | None) -> None:
        if path is None:
            route = None
        else:
            route = Route(entry.target, NHRP, NHRP.distance, tunnel.iface.device.software.override_metric, (path,))
        was = entry.rib and not entry.nho
        entry.rib = route is not None
        tunnel.iface.table.update(NHRP, entry.target, route)
        tunnel.stats.routes_deleted += was and not entry.rib
        if entry.rib and not was:
            tunnel.stats.routes_added += 1
            self.host.emit(events.RouteInstalled(tunnel.here, entry.target, entry.next_hop, False))

    def _override(self, tunnel: NhrpTunnel, entry: Entry, on: bool) -> None:
        if on:
            old = tunnel.iface.table.overrides.get(entry.target)
            if old is None or (old.interface, old.next_hop) != (tunnel.iface, entry.next_hop):
                tunnel.iface.table.override(entry.target, tunnel.iface, entry.next_hop)
            if not entry.nho:
                tunnel.stats.overrides_added += 1
                self.host.emit(events.RouteInstalled(tunnel.here, entry.target, entry.next_hop, True))
        elif entry.nho:
            tunnel.stats.overrides_deleted += 1
            tunnel.iface.table.override(entry.target, None)
        entry.nho = on

    def remove(self, tunnel: NhrpTunnel, entry: Entry) -> None:
        """The entry goes away, or may not carry traffic any more."""
        if not entry.rib and not entry.nho:
            return
        if entry.nho:
            tunnel.stats.overrides_deleted += 1
            tunnel.iface.table.override(entry.target, None)
        else:
            tunnel.stats.routes_deleted += 1
            tunnel.iface.table.update(NHRP, entry.target, None)
        entry.rib = entry.nho = False
        self.host.emit(events.RouteRemoved(tunnel.here, entry.target, entry.next_hop))

    def routes_changed(self) -> None:
        """What the shortcuts and our answers rest upon may be different now."""
        for tunnel in list(self.engine.tunnels.values()):
            for entry in list(tunnel.cache.watched.values()):
                if entry.local:
                    if not self._still_ours(tunnel, entry):
                        self.engine.remove(tunnel, entry, events.Reason.EXTERNAL)
                elif entry.up and tunnel.shortcut:
                    # without a route into the tunnel beneath it the shortcut has lost its reason
                    hop = self.engine.next_hop(tunnel.iface.vrf, entry.target.network, ignore_nhrp=True)
                    if hop is None or hop[0].network_id != tunnel.network_id:
                        self.engine.remove(tunnel, entry, events.Reason.EXTERNAL)
                    else:
                        self._install(tunnel, entry)

    def _still_ours(self, tunnel: NhrpTunnel, entry: Entry) -> bool:
        owner = self.host.device.owner_of(tunnel.iface.vrf, entry.target.network) if entry.target.length == 32 else None
        if owner is not None:
            return owner.line_up
        route = tunnel.iface.table.best(entry.target)
        if route is None:
            covering = tunnel.iface.table.lookup(entry.target.network)
            if covering is None or covering.prefix.length:
                return False
            route = covering  # we answered for one address behind a default route
        hops = tunnel.iface.table.resolve(route, entry.target.network)
        return all(iface.name not in self.engine.tunnels for iface, _ in hops)

    # traffic indications

    def watch(self, tunnel: NhrpTunnel, on: bool) -> None:
        """`ip nhrp redirect`: transit traffic that stays in the NHRP network is looked at."""
        iface = tunnel.iface
        if on is not (iface.stage(Point.ROUTED) is not None):
            iface.set_stage(Point.ROUTED, self._routed, on)

    def _routed(self, passage: Passage, iface: Interface) -> Verdict:
        tunnel = self.engine.tunnels.get(iface.name)
        out = self.engine.tunnels.get(passage.out.name) if passage.out is not None else None
        if tunnel is not None and tunnel.usable and out is not None and out.network_id == tunnel.network_id:
            self._indicate(tunnel, passage.packet)
        return PASS

    def _indicate(self, tunnel: NhrpTunnel, packet: ipv4.IPv4) -> None:
        now = self.host.now
        key = (packet.src, packet.dst)
        last = tunnel.redirects.get(key)
        interval = tunnel.redirect_interval
        if last is not None and now - last.at < interval:
            last.dropped += 1
            self.host.emit(events.Redirected(tunnel.here, packet.src, packet.dst, True))
            return
        told = tunnel.redirects
        told.pop(key, None)  # so that the oldest stay in front
        while told and (len(told) >= MOST_TOLD or now - next(iter(told.values())).at >= interval):
            del told[next(iter(told))]
        hop = self.engine.next_hop(tunnel.iface.vrf, packet.src)
        via = hop[1] if hop is not None else packet.src
        out = hop[0] if hop is not None else tunnel
        told[key] = Redirect(now, out.nbma_of(via))
        extensions: list[nhrp.Extension] = []
        out.authenticate(extensions)
        indication = nhrp.Packet(
            nhrp.TRAFFIC_INDICATION, out.driver.local, out.address, packet.src, contents=packet.encode()[:_TOLD],
            extensions=extensions,
        )  # fmt: skip
        self.host.emit(events.Redirected(tunnel.here, packet.src, packet.dst, False))
        if not out.send(indication, via):
            out.traffic.sent[SUPPRESSED] += 1
