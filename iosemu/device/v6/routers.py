"""Router discovery (RFC 4861 section 6, RFC 4862): advertisements of ours, and what hosts make of those of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route
from iosemu.device.sources import DISCOVERED
from iosemu.device.v6.addresses import ALL_NODES, ALL_ROUTERS
from iosemu.device.v6.events import RouterAdvertised, RouterSolicited
from iosemu.records import dataclass
from iosemu.types import Prefix6
from iosemu.wire import Malformed, icmpv6
from iosemu.wire.icmpv6 import Advertisement, Icmp6, Options, PrefixOption
from iosemu.wire.ipv6 import IPv6

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.sim.scheduler import Timer


FIRST_INTERVAL = 16.0  # seconds at most between the first advertisements
FIRST_COUNT = 3
SOLICITATIONS = 3
SOLICIT_INTERVAL = 4.0
ANSWER = 0.5  # seconds at most until a solicitation is answered
_HOP_LIMIT = 255
_PREFERENCES = {"High": 1, "Medium": 0, "Low": 3}


@dataclass(slots=True)
class Router:
    """One that advertised on an interface. `until`: virtual time that he is a default router, None: he is not."""

    address: int
    heard: float
    until: float | None
    message: Advertisement
    timer: Timer | None = None  # of its end


class Routers:
    """What is advertised, and who advertises."""

    def __init__(self, stack: Ip6Stack) -> None:
        self.stack = stack
        self.device = stack.device
        self.known: dict[Interface, dict[int, Router]] = {}
        self._timers: dict[Interface, Timer] = {}
        self._count: dict[Interface, int] = {}  # advertisements, or solicitations, since the line came up
        self.last: dict[Interface, float] = {}  # when it was last advertised
        self.solicited = self.heard = 0  # received
        self.solicitations = self.advertisements = 0  # sent

    def advertises(self, iface: Interface) -> bool:
        """Does it tell hosts of itself there?"""
        return self._may_answer(iface) and not iface.v6.config.ra_suppress

    def _may_answer(self, iface: Interface) -> bool:
        half = iface.v6
        return self.stack.routing and half.ready and half.resolves

    def follow(self, iface: Interface) -> None:
        """State of the interface or the configuration changed: advertisements or solicitations begin, or end."""
        if iface.wide and iface.line_up and self.advertises(iface):
            if iface not in self._count:
                self._begin(iface, self._advertise)
        elif iface.wide and iface.line_up and iface.v6.ready and self._asks(iface):
            if iface not in self._count:
                self._begin(iface, self._solicit)
        else:
            self._end(iface)

    def _asks(self, iface: Interface) -> bool:
        return not self.stack.routing and iface.v6.resolves

    def _begin(self, iface: Interface, fn: Callable[[Interface], object]) -> None:
        self._count[iface] = 0
        self._timers[iface] = self.device.scheduler.after(0.0, fn, iface)

    def _end(self, iface: Interface) -> None:
        timer = self._timers.pop(iface, None)
        if timer is not None:
            timer.cancel()
        self._count.pop(iface, None)
        if not iface.line_up:
            self._lose_all(iface)

    def _lose_all(self, iface: Interface) -> None:
        for address in list(self.known.get(iface, {})):
            self.lost(iface, address)

    def forget(self, iface: Interface) -> None:
        """It goes to another VRF."""
        self._end(iface)
        self._lose_all(iface)

    def restart(self, iface: Interface) -> None:
        """What it is to say is another."""
        self._end(iface)
        self.follow(iface)

    def stop(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        for iface in list(self.known):
            self._lose_all(iface)

    # what we say

    def _advertise(self, iface: Interface) -> None:
        self._count[iface] += 1
        self.say(iface, ALL_NODES)
        self._next(iface)

    def _next(self, iface: Interface) -> None:
        interval = float(iface.v6.config.ra_interval)
        rng = self.device.rng("ipv6 nd", iface.text, str(self._count[iface]))
        delay = rng.uniform(0.75 * interval, interval)
        first = self._count[iface] < FIRST_COUNT
        if first:
            delay = min(delay, FIRST_INTERVAL)
        self._timers[iface] = self.device.scheduler.after(delay, self._advertise, iface, background=not first)

    def message(self, iface: Interface, lifetime: int | None = None) -> Advertisement:
        """What it says there."""
        half = iface.v6
        config = half.config
        options = Options(source=half.mac, mtu=half.mtu)
        default = config.prefixes.get((0, 0))
        said: dict[Prefix6, PrefixOption] = {}
        for own in half.addresses.values():
            line = config.prefixes.get((own.prefix.network, own.prefix.length), default)
            if own.kind not in ("CAL", "DHCP") and (line is None or not line.no_advertise):
                flags = icmpv6.ON_LINK | icmpv6.AUTONOMOUS
                valid, preferred = (2592000, 604800) if line is None else (line.valid, line.preferred)
                if line is not None:
                    flags &= ~(icmpv6.ON_LINK * line.off_link | icmpv6.AUTONOMOUS * line.no_autoconfig)
                said[own.prefix] = PrefixOption(*own.prefix, flags, valid, preferred)
        for (network, length), line in config.prefixes.items():
            prefix = Prefix6(network, length)
            if length and prefix not in said and not line.no_advertise:
                flags = icmpv6.ON_LINK * (not line.off_link) | icmpv6.AUTONOMOUS * (not line.no_autoconfig)
                said[prefix] = PrefixOption(network, length, flags, line.valid, line.preferred)
        options.prefixes = list(said.values())
        return Advertisement(
            self.stack.hop_limit, config.managed, config.other, _PREFERENCES[config.preference],
            config.ra_lifetime if lifetime is None else lifetime, config.reachable_time, config.ns_interval, options,
        )  # fmt: skip

    def say(self, iface: Interface, dst: int, lifetime: int | None = None) -> None:
        half = iface.v6
        if half.local is None:
            return
        told = self.message(iface, lifetime)
        self.advertisements += 1
        self.last[iface] = self.device.scheduler.now
        if self.stack.bus.wants(RouterAdvertised):
            self.stack.bus.emit(RouterAdvertised(iface.name, half.local.value, dst, told, True))
        self.stack.icmp.send(iface, half.local.value, dst, told.message(), _HOP_LIMIT)

    def _solicit(self, iface: Interface) -> None:
        if self._count[iface] >= SOLICITATIONS or self.known.get(iface):
            return
        self._count[iface] += 1
        half = iface.v6
        assert half.local is not None
        self.solicitations += 1
        if self.stack.bus.wants(RouterSolicited):
            self.stack.bus.emit(RouterSolicited(iface.name, half.local.value, ALL_ROUTERS, True))
        body = Icmp6(icmpv6.ROUTER_SOLICITATION, 0, 0, Options(source=half.mac).encode())
        self.stack.icmp.send(iface, half.local.value, ALL_ROUTERS, body, _HOP_LIMIT)
        self._timers[iface] = self.device.scheduler.after(SOLICIT_INTERVAL, self._solicit, iface)

    # what we hear

    def receive(self, message: Icmp6, packet: IPv6, iface: Interface) -> None:
        """A solicitation or an advertisement of a router. Raises Malformed."""
        if packet.ttl != _HOP_LIMIT or message.code:
            raise Malformed("router discovery from afar")
        if message.type == icmpv6.ROUTER_SOLICITATION:
            self.solicited += 1
            options = Options.decode(message.payload)
            if self.stack.bus.wants(RouterSolicited):
                self.stack.bus.emit(RouterSolicited(iface.name, packet.src, packet.dst, False))
            self.stack.neighbours.heard_of(iface, packet.src, options.source)
            if self.advertises(iface) or (self._may_answer(iface) and not iface.v6.config.ra_suppress_all):
                delay = self.device.rng("ipv6 nd rs", iface.text, str(self.solicited)).uniform(0.0, ANSWER)
                self.device.scheduler.after(delay, self._reply, iface)
            return
        told = Advertisement.of(message)
        self.heard += 1
        if self.stack.bus.wants(RouterAdvertised):
            self.stack.bus.emit(RouterAdvertised(iface.name, packet.src, packet.dst, told, False))
        self.stack.neighbours.heard_of(iface, packet.src, told.options.source, True)
        now = self.device.scheduler.now
        until = now + told.lifetime if told.lifetime else None
        known = self.known.setdefault(iface, {})
        old = known.get(packet.src)
        if old is not None and old.timer is not None:
            old.timer.cancel()
        router = known[packet.src] = Router(packet.src, now, until, told)
        if until is not None:
            after = self.device.scheduler.after
            router.timer = after(told.lifetime, self.lost, iface, packet.src, background=True)
        if not self.stack.routing or iface.v6.config.autoconfig:
            self._believe(iface, told)
        self._defaults(iface)

    def _reply(self, iface: Interface) -> None:
        if iface.line_up and iface.wide and self._may_answer(iface):
            self.say(iface, ALL_NODES)

    def _believe(self, iface: Interface, told: Advertisement) -> None:
        half = iface.v6
        if told.options.mtu is not None and 1280 <= told.options.mtu <= iface.mtu and not self.stack.routing:
            half.link_mtu = told.options.mtu
        if not self.stack.routing:
            half.told = told.reachable or half.told[0], told.retransmit or half.told[1]
        for prefix in told.options.prefixes:
            network = Prefix6.of(prefix.network, prefix.length)
            if not prefix.flags & icmpv6.AUTONOMOUS or not half.config.autoconfig or prefix.length != 64:
                continue
            if prefix.preferred <= prefix.valid and network.network >> 118 != 0x3FA:
                self.stack.own.learn(iface, network, prefix.valid, prefix.preferred)

    def lost(self, iface: Interface, address: int) -> None:
        """He is no router, or there no more."""
        known = self.known.get(iface, {})
        gone = known.pop(address, None)
        if gone is not None:
            if gone.timer is not None:
                gone.timer.cancel()
            if not known:
                del self.known[iface]
            self._defaults(iface)

    def _defaults(self, iface: Interface) -> None:
        """Default routes to those that advertise."""
        slot = f"{DISCOVERED} {iface.text}"
        prefix = Prefix6(0, 0)
        wants = not self.stack.routing or iface.v6.config.default
        routers = [each for each in self.known.get(iface, {}).values() if each.until is not None] if wants else []
        paths = tuple(Path(each.address, iface) for each in routers)
        route = Route(prefix, DISCOVERED, DISCOVERED.distance, 0, paths) if paths else None
        iface.v6.vrf.v6.update(slot, prefix, route)
