"""IPv4 in a router (RFC 791, RFC 1812): the one way of a datagram through it, and who gets what is for it.

in:   receive -> input stages -> ours? deliver : look-up -> stages that see it routed -> output stages -> driver
made: originate -> local policy -> look-up -> output stages -> driver
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device import fast
from iosemu.device.addresses import Addresses
from iosemu.device.arp import ArpCache
from iosemu.device.claims import Claim, Taken, claim
from iosemu.device.drops import Reason
from iosemu.device.fib import Entry, Kind
from iosemu.device.host import host_entry
from iosemu.device.icmp import IcmpLayer
from iosemu.device.interface import Interface
from iosemu.device.ip_events import PacketHandled, PassageEnded, Step
from iosemu.device.ip_stats import IpStats
from iosemu.device.multicast import routed
from iosemu.device.passage import Fate, Passage
from iosemu.device.reassembly import Reassembly, fragments
from iosemu.device.sockets.tcp import TcpLayer
from iosemu.device.source_route import source_routed
from iosemu.device.stack import Handler, Stack
from iosemu.device.udp import UdpPorts
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix, is_multicast
from iosemu.wire import Malformed, icmp, ipv4
from iosemu.wire.checksum import checksum

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.multicast import MulticastRouter
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sockets.carrier import Unreachable
    from iosemu.device.vrf import Vrf

LocalPolicy = Callable[[Passage], object]
"""May set `out` and `next_hop` of a datagram made here."""

ALL_SYSTEMS = 0xE0000001
LIMITED_BROADCAST = 0xFFFFFFFF
ROUTER_ALERT = 148  # RFC 2113


@dataclass(slots=True)
class _Unreached:
    """Passes on what concerns UDP and TCP of the ICMP errors."""

    fn: Unreachable

    def heard(self, message: icmp.Icmp, quote: icmp.Quote, passage: Passage) -> None:
        if message.type == icmp.UNREACHABLE:
            self.fn(quote, message.mtu if message.code == icmp.FRAGMENTATION_NEEDED else None, passage)


class IpStack(Stack):
    """The IPv4 of one device, which carries its UDP and TCP (`Carrier`); see docs/architecture.md for what others may
    rely on.
    """

    wide = False
    header = 20

    def __init__(self, device: Device) -> None:
        self.device = device
        self.witness = None
        self._start()

    def _start(self) -> None:
        self.bus = self.device.bus
        self.stats = IpStats()
        self.handlers: dict[int, Handler] = {}
        self.takers: dict[int, fast.Taker] = {}  # of bytes, for the fast path
        self.repeats = fast.Repeats(self)
        self.groups: dict[Interface, dict[IPv4, int]] = {}  # joined multicast groups, with how often
        self.arp = ArpCache(self.device)
        self.icmp = IcmpLayer(self)
        self.udp = UdpPorts(self)
        self.tcp = TcpLayer(self)
        self.reassembly = Reassembly(self)
        self.addresses = Addresses(self)
        self.routing = True  # `ip routing`
        self.forwards = self.device.platform.router  # what is for others
        self.ttl = 255 if self.forwards else 64  # of what ICMP answers
        self.default_gateway: IPv4 | None = None  # of a router that does not route
        self.cef = True  # `ip cef`: without it no forwarding decision is kept
        self.source_route = True  # `ip source-route`
        self.local_policy: LocalPolicy | None = None  # policy routing of datagrams made here
        self.multicast: MulticastRouter | None = None  # `ip multicast-routing`
        self.reporters: set[Interface] = set()  # where IGMP about any group is for us
        self._ident = 0
        self.traced = False  # does anybody hear how each datagram ends?
        self.bus.watch(PassageEnded, self._traced)

    def _traced(self, heard: bool) -> None:
        self.traced = heard

    def reset(self) -> None:
        """Power-on state."""
        self.reassembly.close()
        self.tcp.stop()
        self.arp.stop()
        self._start()

    def clear_counters(self) -> None:
        """`clear ip traffic`"""
        self.stats = IpStats()
        self.icmp.clear_counters()
        self.udp.clear_counters()
        self.tcp.clear_counters()
        self.arp.clear_counters()

    # who gets what

    def register(self, protocol: int, handler: Handler) -> Claim:
        """Datagrams of an IP protocol to us go to `handler(passage, iface)`, whole; calling what it returns ends that:
        who sends us such a datagram hears of it. Raises Taken when they are another's."""
        return claim(self.handlers, protocol, handler, self.repeats.clear)

    def take(self, protocol: int, taker: fast.Taker) -> Claim:
        """Likewise, of bytes on the fast path, while nobody looks at them."""
        return claim(self.takers, protocol, taker)

    def route_own(self, policy: LocalPolicy, wanted: bool) -> None:
        """`policy(passage)` may choose the way of datagrams made here, or does so no more. Raises Taken when another
        does."""
        if self.local_policy not in (None, policy):
            raise Taken("local policy")
        self.local_policy = policy if wanted else None

    def next_ident(self) -> int:
        """Identification of a datagram made here."""
        self._ident = self._ident % 0xFFFF + 1
        return self._ident

    def join(self, iface: Interface, group: IPv4) -> None:
        """Datagrams to a multicast group that come in on `iface` are for us. Counts: leave as often as joined."""
        groups = self.groups.setdefault(iface, {})
        groups[group] = groups.get(group, 0) + 1
        self.repeats.clear(iface)

    def leave(self, iface: Interface, group: IPv4) -> None:
        groups = self.groups.get(iface, {})
        if groups.get(group, 0) > 1:
            groups[group] -= 1
        else:
            groups.pop(group, None)
        self.repeats.clear(iface)

    def on_unreachable(self, fn: Unreachable) -> Callable[[], None]:
        """`fn(quote, mtu, passage)`: a datagram of ours did not arrive; returns what stops it."""
        return self.icmp.on_error(_Unreached(fn).heard)

    def port_unreachable(self, packet: ipv4.IPv4, iface: Interface) -> None:
        self.icmp.unreachable(packet, iface, icmp.PORT)

    # look-up

    def table(self, vrf: Vrf) -> RoutingTable:
        return vrf.v4

    @staticmethod
    def unicast(address: IPv4) -> bool:
        return 0 < address < 0xE0000000

    @staticmethod
    def datagram(
        src: IPv4, dst: IPv4, protocol: int, payload: bytes, ttl: int, tos: int, whole: bool = False
    ) -> ipv4.IPv4:
        """One to be sent; `whole`: it must not be fragmented."""
        return ipv4.IPv4(src, dst, protocol, payload, ttl, tos, 0, ipv4.DONT_FRAGMENT if whole else 0)

    def route(self, vrf: Vrf, dst: IPv4) -> Entry | None:
        """How `dst` is reached; None without a route."""
        return vrf.v4.find(dst) if self.routing else host_entry(self, vrf, dst)

    @staticmethod
    def own_address(iface: Interface, dst: IPv4) -> IPv4 | None:
        return iface.address

    def source_for(self, vrf: Vrf, dst: IPv4) -> IPv4 | None:
        """The address that a datagram to `dst` gets: that of the interface it leaves by."""
        entry = self.route(vrf, dst)
        if entry is None:
            return None
        return dst if entry.kind is Kind.RECEIVE else entry.interface.address

    # receiving

    def receive_bytes(self, data: bytes, iface: Interface, to_many: bool = False) -> None:
        """A datagram out of a frame; `to_many` says that the frame was a multicast or broadcast."""
        if self.repeats.take(data, iface, to_many):
            return
        try:
            packet = ipv4.IPv4.decode(data)
        except Malformed:
            self.stats.received += 1
            header = (data[0] & 15) << 2 if data else 0
            if data[:1] >= b"\x45" and 20 <= header <= len(data) and checksum(data[:header]):
                self.stats.checksum_errors += 1
            else:
                self.stats.format_errors += 1
            iface.drop(Reason.MALFORMED)
            return
        if packet.options:
            self.stats.options += 1
            self.stats.alerts += packet.options[0] == ROUTER_ALERT
        if to_many and not is_multicast(packet.dst) and not self._is_broadcast_on(packet.dst, iface):
            self.stats.received += 1
            iface.drop(Reason.UNICAST_TO_MANY)
            return
        self.receive(packet, iface)

    def receive(self, packet: ipv4.IPv4, iface: Interface, origin: object = None) -> None:
        """A datagram came in on `iface`; `origin` is the security association that it came in."""
        self.carry(Passage(packet, iface.vrf, iface, origin))

    def carry(self, passage: Passage) -> None:
        """One that came in goes its way: input stages, then local delivery or forwarding."""
        stats = self.stats
        stats.received += 1
        iface = passage.came
        assert iface is not None
        if self.witness is not None:
            self.witness.came(passage)
        sought = iface.seeks and passage.packet.dst == LIMITED_BROADCAST
        if iface.config.address is None and not sought and not self._borrows(iface):
            self.drop(passage, iface, Reason.NO_ADDRESS)
            return
        if iface.input_stages and not self._stages(passage, iface.input_stages, iface):
            return
        if passage.packet.options and not source_routed(self, passage, iface):
            return
        dst = passage.packet.dst
        if dst in passage.vrf.v4.receive:
            self._deliver(passage, iface)
        elif is_multicast(dst):
            stats.multicasts_in += 1
            ends: Reason | None = Reason.NO_LISTENER
            if self.multicast is not None and routed(dst):
                ends = self.multicast.came(passage, iface)
            if dst == ALL_SYSTEMS or dst in self.groups.get(iface, ()) or self._reported(passage, iface):
                self._deliver(passage, iface)
            elif ends is None:
                self.end(passage, Fate.TAKEN, iface)
            else:
                self.drop(passage, iface, ends)
        elif self._is_broadcast_on(dst, iface):
            stats.broadcasts_in += 1
            self._deliver(passage, iface)
        else:
            self._forward(passage, iface)

    def _reported(self, passage: Passage, iface: Interface) -> bool:
        return passage.packet.protocol == ipv4.IGMP and iface in self.reporters

    @staticmethod
    def _borrows(iface: Interface) -> bool:
        """Does the interface run IP without an address of its own (unnumbered)?"""
        return iface.config.unnumbered is not None and iface.address is not None

    def _is_broadcast_on(self, dst: IPv4, iface: Interface) -> bool:
        return dst in (LIMITED_BROADCAST, 0) or iface.table.broadcasts.get(dst) is iface

    def _deliver(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        if packet.flags_offset & 0x3FFF:
            whole = self.reassembly.add(passage, iface)
            if whole is None:
                self.end(passage, Fate.TAKEN, iface)
                return
            packet = passage.packet = whole
        self.stats.local += 1
        if self.bus.wants(PacketHandled):
            table = passage.vrf.number
            self.bus.emit(PacketHandled(Step.RECEIVED, packet, iface.name, iface.name, packet.dst, table=table))
        handler = self.handlers.get(packet.protocol)
        if handler is None:
            self.stats.unknown_protocol += 1
            self.drop(passage, iface, Reason.NO_LISTENER)
            self.icmp.unreachable(packet, iface, icmp.PROTOCOL)
            return
        self.end(passage, Fate.DELIVERED, iface)
        handler(passage, iface)

    # forwarding

    def _forward(self, passage: Passage, iface: Interface) -> None:
        stats, packet = self.stats, passage.packet
        if not self.routing or not self.forwards:
            stats.not_gateway += 1
            self.drop(passage, iface, Reason.NOT_A_GATEWAY)
            return
        if packet.dst >> 24 in (0, 127) or packet.dst >> 28 == 15 or packet.src >> 28 >= 14:
            self.drop(passage, iface, Reason.MARTIAN)
            return
        entry = None
        if passage.out is None:  # policy routing has not chosen
            entry = self._look_up(passage, iface)
            if entry is None:
                return
        out = passage.out
        assert out is not None
        if iface.routed_stages and not self._stages(passage, iface.routed_stages, iface):
            return
        if packet.ttl <= 1:
            stats.bad_hops += 1
            self.drop(passage, iface, Reason.TTL)
            self.icmp.time_exceeded(packet, iface)
            return
        table = passage.vrf.v4
        if packet.dst in table.broadcasts:
            if not out.config.directed_broadcast:
                self.drop(passage, iface, Reason.DIRECTED_BROADCAST)
                return
            passage.next_hop = LIMITED_BROADCAST
        if out is iface and iface.config.redirects:
            self._maybe_redirect(packet, iface, passage.next_hop)
        packet = passage.packet = packet.aged()
        if packet.length > out.ip_mtu and packet.df and not out.output_stages:
            stats.not_fragmented += 1
            self.drop(passage, out, Reason.FRAGMENTATION_NEEDED)
            self.icmp.unreachable(packet, iface, icmp.FRAGMENTATION_NEEDED, out.ip_mtu)
            return
        stats.forwarded += 1
        self.output(passage)
        if entry is not None and not entry.hops and out is not iface:
            fast.remember(self, packet.dst, table, out, passage.next_hop)

    def _look_up(self, passage: Passage, iface: Interface) -> Entry | None:
        """Where it leaves, into the passage. None: nowhere, and its source knows."""
        packet = passage.packet
        entry = passage.vrf.v4.find(packet.dst)
        if entry is not None and entry.kind is not Kind.DROP:
            passage.out, passage.next_hop = entry.hop(packet.src, packet.dst)
            if self.witness is not None:
                self.witness.routed(passage, entry)
            return entry
        self.stats.no_route += entry is None
        self.drop(passage, iface, Reason.NO_ROUTE if entry is None else Reason.NULL_ROUTE)
        self._trace(Step.UNROUTABLE, passage, iface)
        if entry is None or entry.interface.config.unreachables:
            self.icmp.unreachable(packet, iface, icmp.HOST)
        return None

    def _maybe_redirect(self, packet: ipv4.IPv4, iface: Interface, gateway: IPv4) -> None:
        if gateway == packet.src:  # one that lets a datagram come back to itself knows what it does
            return
        for address, length in iface.addresses:
            subnet = Prefix.of(address, length)
            if packet.src in subnet and gateway in subnet:
                self.icmp.redirect(packet, iface, gateway)
                return

    def output(self, passage: Passage) -> None:
        """It leaves by `passage.out` to `passage.next_hop`: output stages, fragmentation, then the driver.

        ICMP errors go back by where it came.
        """
        iface = passage.out
        assert iface is not None
        if not iface.line_up:
            self.drop(passage, iface, Reason.LINE_DOWN)
            return
        passage.place = None  # that of an interface above is behind it
        if iface.output_stages and not self._stages(passage, iface.output_stages, iface):
            return
        packet = passage.packet
        mtu = iface.ip_mtu
        if packet.length <= mtu:
            self._transmit(passage, iface)
            return
        if packet.df:
            self.stats.not_fragmented += 1
            self.drop(passage, iface, Reason.FRAGMENTATION_NEEDED)
            if passage.came is not None:
                self.icmp.unreachable(packet, passage.came, icmp.FRAGMENTATION_NEEDED, mtu)
            return
        self.stats.fragmented += 1
        self.end(passage, Fate.TAKEN, iface)
        for piece in fragments(packet, mtu):
            self.stats.fragments_made += 1
            self._transmit(passage.part(piece), iface)

    # sending

    def send(
        self, vrf: Vrf, packet: ipv4.IPv4, iface: Interface | None = None, next_hop: IPv4 | None = None,
        origin: object = None,
    ) -> bool:  # fmt: skip
        """A datagram of our own: see `originate`."""
        return self.originate(Passage(packet, vrf, None, origin), iface, next_hop)

    def originate(self, passage: Passage, iface: Interface | None = None, next_hop: IPv4 | None = None) -> bool:
        """Send what was made here. `src` 0 takes the address of the output interface; with `iface` there is no look-up.

        False: no route, or the interface is down.
        """
        packet = passage.packet
        dst = packet.dst
        if not packet.ident:
            packet = passage.packet = packet.named(packet.src, self.next_ident())
        self.stats.generated += 1
        witness = self.witness
        if witness is not None:
            witness.made(passage, iface)
        entry = None
        if iface is None and self.local_policy is not None:
            self.local_policy(passage)
        if iface is not None:
            passage.out, passage.next_hop = iface, dst if next_hop is None else next_hop
        elif passage.out is None:
            if self.multicast is not None and routed(dst) and self.multicast.made(passage):
                return True
            entry = self.route(passage.vrf, dst)
            if entry is None or entry.kind is Kind.DROP:
                self.stats.no_route += entry is None
                self.drop(passage, None, Reason.NO_ROUTE if entry is None else Reason.NULL_ROUTE)
                self._trace(Step.UNROUTABLE, passage, None)
                return False
            if witness is not None:
                witness.routed(passage, entry)
            if entry.kind is Kind.RECEIVE:
                if not passage.packet.src:
                    passage.packet = passage.packet.named(dst, packet.ident)
                self._trace(Step.SENDING, passage, None, entry.interface, dst)
                self.device.scheduler.call(0, self._loop, passage, entry.interface)
                return True
            passage.out, passage.next_hop = entry.hop(packet.src, dst)
            if dst in passage.vrf.v4.broadcasts:
                passage.next_hop = LIMITED_BROADCAST
            elif is_multicast(dst):
                passage.next_hop = dst
        out = passage.out
        assert out is not None
        if not out.line_up:
            self.drop(passage, None, Reason.LINE_DOWN)
            return False
        if not passage.packet.src and not (out.seeks and dst == LIMITED_BROADCAST):
            passage.packet = passage.packet.named(out.address or 0, passage.packet.ident)
        if is_multicast(dst):
            self.stats.multicasts_out += 1
        elif passage.next_hop == LIMITED_BROADCAST:
            self.stats.broadcasts_out += 1
        self._trace(Step.SENDING, passage, None, out, passage.next_hop)
        self.output(passage)
        if entry is not None and not entry.hops and dst not in passage.vrf.v4.own and self.unicast(dst):
            fast.learn(self, dst, passage.vrf.v4, out, passage.next_hop)
        return True

    def _loop(self, passage: Passage, iface: Interface) -> None:
        self.stats.received += 1
        if passage.packet.dst in passage.vrf.v4.receive:
            self._deliver(passage, iface)
        else:
            self.drop(passage, iface, Reason.NO_ADDRESS)

    def _trace(
        self, step: Step, passage: Passage, came: Interface | None, leaves: Interface | None = None,
        next_hop: IPv4 = 0,
    ) -> None:  # fmt: skip
        if self.bus.wants(PacketHandled):
            packet, table = passage.packet, passage.vrf.number
            own = leaves is not None and leaves.table.is_own(packet.src)
            came_by, leaves_by = (iface.name if iface is not None else None for iface in (came, leaves))
            self.bus.emit(PacketHandled(step, packet, came_by, leaves_by, next_hop, own, table))

    def encapsulation_failed(self, passage: Passage, iface: Interface) -> None:
        """A driver has no link-layer address for the next hop (yet): the datagram is lost."""
        self.stats.encapsulation_failed += 1
        self.drop(passage, iface, Reason.ENCAPSULATION_FAILED)
        self._trace(Step.ENCAPSULATION_FAILED, passage, None, iface, passage.next_hop)

    def flush_cache(self) -> None:
        """Stages, neighbours or routes changed: forwarding decisions are made again."""
        for table in self.device.vrfs.tables():
            table.flush()
        self.repeats.clear()

    # interfaces

    def leaves_vrf(self, iface: Interface) -> None:
        """Its addresses and neighbours are forgotten."""
        self.addresses.forget(iface)
        self.arp.interface_down(iface)

    def interface_changed(self, iface: Interface) -> None:
        """Its line or addresses changed: connected routes and neighbours follow."""
        self.repeats.clear(iface)
        self.addresses.agree(iface)
        if not iface.line_up or iface.removed:
            self.arp.interface_down(iface)
        for table in self.device.vrfs.tables():  # routes of other instances may lead by it, too
            table.interface_changed(iface)
        if iface.removed:
            self.groups.pop(iface, None)
        for sub in tuple(iface.subs.values()):
            sub.update_state()
