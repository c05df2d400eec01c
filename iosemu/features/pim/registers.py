"""Registers (RFC 7761 section 4.4): the router of a source tells the RP, which tells it when it is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.pim import events
from iosemu.features.pim.tree import ALIVE, Route
from iosemu.types import IPv4
from iosemu.wire import Malformed, ipv4, pim
from iosemu.wire.pim import Register, RegisterStop

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.pim.engine import PimEngine

QUIET = 60.0  # seconds after a register-stop, give or take half of it
PROBE = 5.0  # seconds before the end of that in which an empty register asks


class Registers:
    def __init__(self, engine: PimEngine) -> None:
        self.engine = engine
        self.host = engine.host

    # the router of the source

    def agree(self, route: Route) -> None:
        """Is it our task to tell of a source?"""
        engine = self.engine
        rp = engine.rp(route.group)
        port = engine.ports.get(route.iif.name) if route.iif is not None else None
        sparse = rp and not route.dense and not route.ssm and not engine.is_rp(route.group)
        ours = sparse and route.source and route.local
        route.registering = bool(ours and port is not None and port.is_dr)
        if not route.registering:
            route.quiet_until = 0.0
            self.end(route)

    def end(self, route: Route) -> None:
        self.host.cancel(self.probe, *route.key)
        self.host.cancel(self.resume, *route.key)

    def tell(self, route: Route, packet: ipv4.IPv4) -> bool:
        """A datagram of it goes to the RP. True: it did."""
        if not route.registering or route.quiet_until > self.host.now:
            return False
        self._send(route, packet.encode(), False)
        return True

    def _send(self, route: Route, datagram: bytes, null: bool) -> None:
        device, rp = self.host.device, self.engine.rp(route.group)
        self.host.emit(events.RegisterSent(rp, route.source, route.group, null))
        packet = ipv4.IPv4(self._own(route), rp, pim.PROTOCOL, Register(datagram, null).encode(), 255, 0xC0)
        device.ip.send(self.engine.vrf, packet)

    def _own(self, route: Route) -> IPv4:
        """0: that of the interface it leaves by."""
        name = self.engine.config.register_source
        iface = self.host.device.interfaces.get(name) if name is not None else None
        return iface.address or 0 if iface is not None else 0

    def stopped(self, message: RegisterStop, peer: IPv4, iface: Interface) -> None:
        self.host.emit(events.StopHeard(iface.name, peer, message.source, message.group))
        route = self.engine.table.get((message.source, message.group))
        if route is None or not route.registering or peer != self.engine.rp(route.group):
            return
        quiet = QUIET * (0.5 + self.host.rng.random())
        route.quiet_until = self.host.now + quiet
        self.host.cancel(self.resume, *route.key)
        self.host.after(quiet - PROBE, self.probe, *route.key, background=True)

    def probe(self, source: IPv4, group: IPv4) -> None:
        """Does the RP still not want them?"""
        route = self.engine.table.get((source, group))
        if route is None or not route.registering:
            return
        head = ipv4.IPv4(source, group, pim.PROTOCOL, b"").encode()
        self._send(route, head, True)
        self.host.after(PROBE, self.resume, source, group, background=True)

    def resume(self, source: IPv4, group: IPv4) -> None:
        """No answer: whole datagrams again."""
        route = self.engine.table.get((source, group))
        if route is not None:
            route.quiet_until = 0.0

    # the RP

    def heard(self, message: Register, outer: ipv4.IPv4, iface: Interface) -> None:
        try:
            packet = ipv4.IPv4.decode(message.datagram)
        except Malformed:
            return
        engine, group = self.engine, packet.dst
        if not 0xE00000FF < group < 0xF0000000:
            return
        self.host.emit(events.RegisterHeard(iface.name, outer.src, packet.src, group))
        if not engine.is_rp(group) or outer.dst != engine.rp(group) or engine.is_ssm(group):
            self._stop(outer, packet)
            return
        route = engine.entry(packet.src, group)
        if route is None:
            return
        route.expires = max(route.expires, self.host.now + ALIVE)
        route.switched, route.rp_only = True, False
        engine.upstream.agree(route)
        wanted = bool(engine.forwarder.ways(route))
        if not wanted or route.direct:
            self._stop(outer, packet)
        if wanted and not route.direct and not message.null and packet.ttl > 1:
            engine.forwarder.flood(packet)

    def _stop(self, outer: ipv4.IPv4, packet: ipv4.IPv4) -> None:
        self.host.emit(events.StopSent(outer.src, packet.src, packet.dst))
        data = RegisterStop(packet.dst, packet.src).encode()
        self.host.device.ip.send(self.engine.vrf, ipv4.IPv4(outer.dst, outer.src, pim.PROTOCOL, data, 255, 0xC0))
