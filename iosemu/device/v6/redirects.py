"""Redirects (RFC 4861 section 8): what routers tell hosts of better ways, and what hosts make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route
from iosemu.device.sources import DISCOVERED
from iosemu.device.v6.addresses import is_link_local, is_multicast
from iosemu.types import Prefix6
from iosemu.wire import Malformed
from iosemu.wire.icmpv6 import Icmp6, Redirect

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.device.vrf import Vrf
    from iosemu.sim.scheduler import Timer
    from iosemu.wire.ipv6 import IPv6

LIFE = 600.0  # seconds that a redirect is believed
SLOT = f"{DISCOVERED} redirect"
_HOP_LIMIT = 255  # what has come from elsewhere has less
_MOST = 1024  # destinations that redirects are believed for


class Redirects:
    """`believed`: by VRF and destination, where it goes instead and until when."""

    def __init__(self, stack: Ip6Stack) -> None:
        self.stack = stack
        self.believed: dict[tuple[Vrf, int], tuple[Interface, int, Timer]] = {}

    def maybe(self, packet: IPv6, iface: Interface, gateway: int) -> None:
        """A datagram leaves by where it came: its source hears, if it is a neighbour of the gateway. A router is named
        by his link-local address, so nothing is said of a next hop that is known by another one."""
        if gateway == packet.src or not iface.v6.on_link(packet.src):
            return
        if gateway == packet.dst or is_link_local(gateway):
            self.stack.icmp.redirect(packet, iface, gateway)

    def receive(self, message: Icmp6, packet: IPv6, iface: Interface) -> None:
        """A redirect; routers do not believe it. Raises Malformed (section 8.1)."""
        if packet.ttl != _HOP_LIMIT or message.code or not is_link_local(packet.src):
            raise Malformed("redirect from afar")
        told = Redirect.of(message)
        if is_multicast(told.destination) or not (is_link_local(told.target) or told.target == told.destination):
            raise Malformed("redirect to nowhere")
        if self.stack.routing or not self._from_first_hop(told.destination, packet.src, iface):
            return
        router = True if told.target != told.destination else None
        self.stack.neighbours.heard_of(iface, told.target, told.options.target, router)
        self._believe(iface, told.destination, told.target)

    def _from_first_hop(self, destination: int, router: int, iface: Interface) -> bool:
        """Only he whom the datagrams go to now may send them elsewhere."""
        entry = self.stack.route(iface.v6.vrf, destination)
        if entry is None or is_link_local(destination):
            return False
        out, gateway = entry.hop(0, destination)
        if out is not iface:
            return False
        mac = self.stack.neighbours.mac_of(iface, gateway)
        return gateway == router or (mac is not None and mac == self.stack.neighbours.mac_of(iface, router))

    def _believe(self, iface: Interface, destination: int, target: int) -> None:
        key = (iface.v6.vrf, destination)
        known = self.believed.pop(key, None)
        if known is not None:
            known[2].cancel()
        if len(self.believed) >= _MOST:
            self._forget(next(iter(self.believed)))
        timer = self.stack.device.scheduler.after(LIFE, self._forget, key, background=True)
        self.believed[key] = iface, target, timer
        prefix = Prefix6(destination, 128)
        paths = (Path(target, iface),)
        route = Route(prefix, DISCOVERED, DISCOVERED.distance, 0, paths, kind="redirect")
        iface.v6.vrf.v6.update(SLOT, prefix, route)

    def _forget(self, key: tuple[Vrf, int]) -> None:
        _, _, timer = self.believed.pop(key)
        timer.cancel()
        key[0].v6.update(SLOT, Prefix6(key[1], 128), None)

    def lost(self, iface: Interface, target: int | None = None) -> None:
        """He (all, where nobody is named) is there no more."""
        for key, (where, told, _) in list(self.believed.items()):
            if where is iface and target in (None, told):
                self._forget(key)

    def stop(self) -> None:
        """None is believed any more."""
        for key in list(self.believed):
            self._forget(key)
