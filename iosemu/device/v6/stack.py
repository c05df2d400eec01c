"""IPv6 in a router (RFC 8200): the one way of a datagram through it, and who gets what is for it.

in:   receive -> input stages -> ours? deliver : look-up -> stages that see it routed -> output stages -> driver
made: originate -> look-up -> output stages -> driver
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.claims import Claim, claim
from iosemu.device.drops import Reason
from iosemu.device.fib import Entry, Kind
from iosemu.device.ip_events import Step
from iosemu.device.ip_stats import IpStats
from iosemu.device.passage import Fate, Passage
from iosemu.device.reassembly import Reassembly, fragments
from iosemu.device.sockets.tcp import TcpLayer
from iosemu.device.stack import Handler, Stack
from iosemu.device.udp import UdpPorts
from iosemu.device.v6.addresses import ALL_NODES, is_here_only, is_link_local, is_multicast, is_unicast
from iosemu.device.v6.events import Packet6Handled
from iosemu.device.v6.icmp import Icmp6Layer
from iosemu.device.v6.interface import LEAST_MTU
from iosemu.device.v6.neighbours import Neighbours
from iosemu.device.v6.own import OwnAddresses
from iosemu.device.v6.redirects import Redirects
from iosemu.device.v6.routers import Routers
from iosemu.records import dataclass
from iosemu.wire import Malformed, icmpv6, ipv4
from iosemu.wire.icmpv6 import Icmp6, Quote6
from iosemu.wire.ipv6 import ETHERTYPE, NO_NEXT_HEADER, IPv6

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sockets.carrier import Unreachable
    from iosemu.device.vrf import Vrf

__all__ = ["ETHERTYPE", "Ip6Stack"]

REASSEMBLY = 60.0  # seconds
PATH_MTU_LIFE = 600.0  # seconds that a path's MTU is believed (RFC 8201 section 5.3)
_PATHS = 4096  # destinations whose MTU is remembered


@dataclass(slots=True)
class _Unreached:
    """Passes on what concerns UDP and TCP of the ICMP errors."""

    fn: Unreachable

    def heard(self, message: Icmp6, quote: Quote6, passage: Passage) -> None:
        if message.type in (icmpv6.UNREACHABLE, icmpv6.TOO_BIG):
            self.fn(quote, message.mtu if message.type == icmpv6.TOO_BIG else None, passage)


class Ip6Stack(Stack):
    """The IPv6 of one device, which carries its UDP and TCP (`Carrier`)."""

    wide = True
    header = 40

    def __init__(self, device: Device) -> None:
        self.device = device
        self.bus = device.bus
        self.witness = None
        self.stats = IpStats()
        self.handlers = {}
        self.routing = False  # `ipv6 unicast-routing`
        self.forwards = device.platform.router
        self.hop_limit = 64
        self.paths: dict[tuple[str, int], tuple[int, float]] = {}  # VRF and destination -> MTU, until when
        self.icmp = Icmp6Layer(self)
        self.udp = UdpPorts(self)
        self.tcp = TcpLayer(self)
        self.reassembly = Reassembly(self, REASSEMBLY)
        self.neighbours = Neighbours(self)
        self.own = OwnAddresses(self)
        self.routers = Routers(self)
        self.redirects = Redirects(self)
        self._ident = 0

    def stop(self) -> None:
        """Power is off."""
        self.reassembly.close()
        self.tcp.stop()
        self.neighbours.stop()
        self.routers.stop()
        self.redirects.stop()

    def clear_counters(self) -> None:
        """`clear ipv6 traffic`"""
        self.stats = IpStats()
        self.icmp.clear_counters()
        self.udp.clear_counters()
        self.tcp.clear_counters()

    # who gets what

    def register(self, protocol: int, handler: Handler) -> Claim:
        """Datagrams of a protocol to us go to `handler(passage, iface)`, whole; calling what it returns ends that.
        Raises Taken when they are another's."""
        return claim(self.handlers, protocol, handler)

    def join(self, iface: Interface, group: int) -> None:
        """Datagrams to a multicast group that come in on `iface` are for us. Counts: leave as often as joined."""
        groups = iface.v6.groups
        groups[group] = groups.get(group, 0) + 1

    def leave(self, iface: Interface, group: int) -> None:
        groups = iface.v6.groups
        if groups.get(group, 0) > 1:
            groups[group] -= 1
        else:
            groups.pop(group, None)

    def on_unreachable(self, fn: Unreachable) -> Callable[[], None]:
        """`fn(quote, mtu, passage)`: a datagram of ours did not arrive; returns what stops it."""
        return self.icmp.on_error(_Unreached(fn).heard)

    def port_unreachable(self, packet: ipv4.IPv4, iface: Interface) -> None:
        assert isinstance(packet, IPv6)
        self.icmp.unreachable(packet, iface, icmpv6.PORT)

    # look-up

    def table(self, vrf: Vrf) -> RoutingTable:
        return vrf.v6

    @staticmethod
    def unicast(address: int) -> bool:
        return is_unicast(address)

    def datagram(
        self, src: int, dst: int, protocol: int, payload: bytes, ttl: int, tos: int, whole: bool = False
    ) -> IPv6:
        """One to be sent."""
        return IPv6(src, dst, protocol, payload, ttl, tos)

    def route(self, vrf: Vrf, dst: int) -> Entry | None:
        """How `dst` is reached; None without a route."""
        return vrf.v6.find(dst)

    def source_on(self, iface: Interface, dst: int) -> int | None:
        """The address of that interface that a datagram to `dst` gets (RFC 6724): of the same scope, not deprecated,
        with most in common; None: it has none that fits."""
        half = iface.v6
        if is_here_only(dst):
            return half.local.value if half.local is not None and half.ready else None
        now = self.device.scheduler.now
        fit = [own for own in half.addresses.values() if half.holds(own.value) and own.kind != "ANY"]
        if not fit:
            return None
        best = max(fit, key=lambda own: (not own.deprecated(now), 128 - (own.value ^ dst).bit_length()))
        return best.value

    def own_address(self, iface: Interface, dst: int) -> int | None:
        return self.source_on(iface, dst)

    def source_for(self, vrf: Vrf, dst: int) -> int | None:
        """The address that a datagram to `dst` gets: one of the interface it leaves by, or else of another one."""
        entry = self.route(vrf, dst)
        if entry is None:
            return None
        if entry.kind is Kind.RECEIVE:
            return dst
        return self._source(vrf, entry.interface, dst)

    def _source(self, vrf: Vrf, iface: Interface, dst: int) -> int | None:
        lender = iface.v6.config.unnumbered
        borrowed = self.device.interfaces.get(lender) if lender is not None else None
        first = self.source_on(borrowed if borrowed is not None else iface, dst)
        if first is not None or is_here_only(dst):
            return first
        for other in self.device.interfaces.in_order():
            if other.wide and other.v6.vrf is vrf and other.line_up:
                found = self.source_on(other, dst)
                if found is not None:
                    return found
        return iface.v6.local.value if iface.wide and iface.v6.local is not None else None

    def learn_mtu(self, vrf: Vrf, dst: int, mtu: int) -> None:
        """A router on the way to `dst` cannot carry more than `mtu` bytes."""
        if len(self.paths) >= _PATHS:
            del self.paths[next(iter(self.paths))]
        known = self.mtu_to(vrf, dst)
        if mtu >= LEAST_MTU and (known is None or mtu < known):
            self.paths[vrf.name, dst] = mtu, self.device.scheduler.now + PATH_MTU_LIFE

    def mtu_to(self, vrf: Vrf, dst: int) -> int | None:
        """What is known of the way, bytes."""
        found = self.paths.get((vrf.name, dst))
        if found is not None and found[1] <= self.device.scheduler.now:
            del self.paths[vrf.name, dst]
            return None
        return found[0] if found is not None else None

    # receiving

    def receive_bytes(self, data: bytes, iface: Interface, to_many: bool = False) -> None:
        """A datagram out of a frame; `to_many` says that the frame was a multicast or broadcast."""
        try:
            packet = IPv6.decode(data)
        except Malformed:
            self.stats.received += 1
            self.stats.format_errors += 1
            iface.drop(Reason.MALFORMED)
            return
        self.stats.options += bool(packet.options)
        if to_many and not is_multicast(packet.dst):
            self.stats.received += 1
            iface.drop(Reason.UNICAST_TO_MANY)
            return
        self.receive(packet, iface)

    def receive(self, packet: IPv6, iface: Interface, origin: object = None) -> None:
        """A datagram came in on `iface`; `origin` is the security association that it came in."""
        self.carry(Passage(packet, iface.v6.vrf, iface, origin))

    def carry(self, passage: Passage) -> None:
        """One that came in goes its way: input stages, then local delivery or forwarding."""
        self.stats.received += 1
        iface, packet = passage.came, passage.packet
        assert iface is not None and isinstance(packet, IPv6)
        if not iface.wide:
            self.drop(passage, iface, Reason.NO_ADDRESS)
            return
        if is_multicast(packet.src) or packet.src == 1 or packet.dst <= 1:
            self.drop(passage, iface, Reason.MARTIAN)
            return
        half = iface.v6
        if half.input_stages and not self._stages(passage, half.input_stages, iface):
            return
        dst = passage.packet.dst
        if is_multicast(dst):
            self.stats.multicasts_in += 1
            if dst in half.groups:
                self._deliver(passage, iface)
            else:
                self.drop(passage, iface, Reason.NO_LISTENER)
        elif is_link_local(dst):
            if half.holds(dst):
                self._deliver(passage, iface)
            else:
                self.drop(passage, iface, Reason.NO_LISTENER)
        elif dst in passage.vrf.v6.receive:
            self._deliver(passage, iface)
        else:
            self._forward(passage, iface)

    def _deliver(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        if packet.flags_offset & 0x3FFF:
            whole = self.reassembly.add(passage, iface)
            if whole is None:
                self.end(passage, Fate.TAKEN, iface)
                return
            packet = passage.packet = whole
        assert isinstance(packet, IPv6)
        self.stats.local += 1
        self._trace(Step.RECEIVED, passage, iface)
        handler = self.handlers.get(packet.protocol)
        if handler is None:
            self.stats.unknown_protocol += 1
            self.drop(passage, iface, Reason.NO_LISTENER)
            if packet.protocol != NO_NEXT_HEADER:
                self.icmp.unknown_header(packet, iface)
            return
        self.end(passage, Fate.DELIVERED, iface)
        handler(passage, iface)

    # forwarding

    def _forward(self, passage: Passage, iface: Interface) -> None:
        stats, packet = self.stats, passage.packet
        assert isinstance(packet, IPv6)
        if not self.routing or not self.forwards:
            stats.not_gateway += 1
            self.drop(passage, iface, Reason.NOT_A_GATEWAY)
            return
        if not packet.src:
            self.drop(passage, iface, Reason.MARTIAN)
            return
        if passage.out is None:
            entry = passage.vrf.v6.find(packet.dst)
            if entry is None or entry.kind is Kind.DROP:
                stats.no_route += entry is None
                self.drop(passage, iface, Reason.NO_ROUTE if entry is None else Reason.NULL_ROUTE)
                self._trace(Step.UNROUTABLE, passage, iface)
                if entry is None or entry.interface.v6.config.unreachables:
                    self.icmp.unreachable(packet, iface, icmpv6.NO_ROUTE)
                return
            passage.out, passage.next_hop = entry.hop(packet.src, packet.dst)
            if self.witness is not None:
                self.witness.routed(passage, entry)
        out = passage.out
        assert out is not None
        if is_link_local(packet.src) and out is not iface:
            self.drop(passage, iface, Reason.MARTIAN)
            self.icmp.unreachable(packet, iface, icmpv6.BEYOND_SCOPE)
            return
        half = iface.v6
        if half.routed_stages and not self._stages(passage, half.routed_stages, iface):
            return
        if packet.ttl <= 1:
            stats.bad_hops += 1
            self.drop(passage, iface, Reason.TTL)
            self.icmp.time_exceeded(packet, iface)
            return
        if out is iface and half.config.redirects:
            self.redirects.maybe(packet, iface, passage.next_hop)
        passage.packet = packet.aged()
        stats.forwarded += 1
        self.output(passage)

    def output(self, passage: Passage) -> None:
        """It leaves by `passage.out` to `passage.next_hop`: output stages, then the driver. What is too long and was
        made here is cut; of others the source hears."""
        iface = passage.out
        assert iface is not None
        if not iface.line_up or not iface.wide:
            self.drop(passage, iface, Reason.LINE_DOWN)
            return
        half = iface.v6
        if half.output_stages and not self._stages(passage, half.output_stages, iface):
            return
        packet = passage.packet
        assert isinstance(packet, IPv6)
        mtu = half.mtu
        if passage.came is None:
            mtu = min(mtu, self.mtu_to(passage.vrf, packet.dst) or mtu)
        if packet.length <= mtu:
            self._transmit(passage, iface)
            return
        if passage.came is not None:
            self.stats.not_fragmented += 1
            self.drop(passage, iface, Reason.FRAGMENTATION_NEEDED)
            self.icmp.too_big(packet, passage.came, mtu)
            return
        self.stats.fragmented += 1
        self.end(passage, Fate.TAKEN, iface)
        self._ident = self._ident % 0xFFFFFFFF + 1
        for piece in fragments(packet.named(packet.src, self._ident), mtu):
            self.stats.fragments_made += 1
            self._transmit(passage.part(piece), iface)

    # sending

    def send(
        self, vrf: Vrf, packet: ipv4.IPv4, iface: Interface | None = None, next_hop: int | None = None,
        origin: object = None,
    ) -> bool:  # fmt: skip
        """A datagram of our own: see `originate`."""
        return self.originate(Passage(packet, vrf, None, origin), iface, next_hop)

    def originate(self, passage: Passage, iface: Interface | None = None, next_hop: int | None = None) -> bool:
        """Send what was made here; with `iface` there is no look-up. False: no route, or the interface is down."""
        packet = passage.packet
        dst = packet.dst
        self.stats.generated += 1
        if self.witness is not None:
            self.witness.made(passage, iface)
        if iface is not None:
            if iface.wide and iface.v6.holds(dst):
                self.device.scheduler.call(0, self._loop, passage, iface)
                return True
            passage.out, passage.next_hop = iface, dst if next_hop is None else next_hop
        else:
            entry = None if is_here_only(dst) else self.route(passage.vrf, dst)
            if entry is None or entry.kind is Kind.DROP:
                self.stats.no_route += entry is None
                self.drop(passage, None, Reason.NO_ROUTE if entry is None else Reason.NULL_ROUTE)
                self._trace(Step.UNROUTABLE, passage, None)
                return False
            if self.witness is not None:
                self.witness.routed(passage, entry)
            if entry.kind is Kind.RECEIVE:
                self._trace(Step.SENDING, passage, None, entry.interface, dst)
                self.device.scheduler.call(0, self._loop, passage, entry.interface)
                return True
            passage.out, passage.next_hop = entry.hop(packet.src, dst)
        out = passage.out
        assert out is not None
        if not out.line_up or not out.wide:
            self.drop(passage, None, Reason.LINE_DOWN)
            return False
        self.stats.multicasts_out += is_multicast(dst)
        self._trace(Step.SENDING, passage, None, out, passage.next_hop)
        self.output(passage)
        return True

    def _loop(self, passage: Passage, iface: Interface) -> None:
        self.stats.received += 1
        if passage.packet.dst in passage.vrf.v6.receive or (iface.wide and iface.v6.holds(passage.packet.dst)):
            self._deliver(passage, iface)
        else:
            self.drop(passage, iface, Reason.NO_ADDRESS)

    def _trace(
        self, step: Step, passage: Passage, came: Interface | None, leaves: Interface | None = None,
        next_hop: int = 0,
    ) -> None:  # fmt: skip
        packet = passage.packet
        if self.bus.wants(Packet6Handled) and isinstance(packet, IPv6):
            came_by, leaves_by = (iface.name if iface is not None else None for iface in (came, leaves))
            self.bus.emit(Packet6Handled(step, packet, came_by, leaves_by, next_hop))

    # interfaces

    def set_routing(self, routes: bool) -> None:
        """`ipv6 unicast-routing`, or no more: hosts of a link hear of it."""
        if routes == self.routing:
            return
        ends = [iface for iface in self.device.interfaces.values() if self.routers.advertises(iface)]
        for iface in ends if not routes else ():
            self.routers.say(iface, ALL_NODES, 0)
        self.routing = routes
        if routes:
            self.redirects.stop()
        for iface in self.device.interfaces.in_order():
            if iface.wide:
                self.own.agree(iface)
                self.routers.restart(iface)

    def leaves_vrf(self, iface: Interface) -> None:
        """Its addresses and neighbours are forgotten."""
        if iface.wide:
            self.redirects.lost(iface)
            self.routers.forget(iface)
            self.own.leaves_vrf(iface)
            self.neighbours.interface_down(iface)

    def interface_changed(self, iface: Interface) -> None:
        """Its line or configuration changed."""
        if not iface.line_up or iface.removed:
            self.neighbours.interface_down(iface)
            self.redirects.lost(iface)
        if iface.wide or iface.v6.runs:
            self.own.agree(iface)
            self.routers.follow(iface)
