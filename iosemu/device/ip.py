"""IPv4 in a router (RFC 791, RFC 1812): receive, forward, send; own addresses and groups; fragments; the fast path."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.arp import ArpCache
from iosemu.device.fib import Entry, Kind
from iosemu.device.host import host_entry
from iosemu.device.icmp import IcmpLayer
from iosemu.device.interface import Interface, Order
from iosemu.device.ip_events import PacketHandled, Step
from iosemu.device.reassembly import Reassembly, fragments
from iosemu.device.rib import CONNECTED, LOCAL, Path, Route, RoutingTable
from iosemu.device.sockets.tcp import TcpLayer
from iosemu.device.source_route import source_routed
from iosemu.device.udp import UdpPorts
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix, is_multicast
from iosemu.wire import Malformed, icmp, ipv4
from iosemu.wire.checksum import checksum

if TYPE_CHECKING:
    from iosemu.device.device import Device

Handler = Callable[[ipv4.IPv4, Interface], object]

ALL_SYSTEMS = 0xE0000001
LIMITED_BROADCAST = 0xFFFFFFFF
ROUTER_ALERT = 148  # RFC 2113


@dataclass(slots=True)
class IpStats:
    """What `show ip traffic` counts, since power-on or `clear ip traffic`."""

    received: int = 0
    local: int = 0
    forwarded: int = 0
    generated: int = 0
    broadcasts_in: int = 0
    broadcasts_out: int = 0
    multicasts_in: int = 0
    multicasts_out: int = 0
    format_errors: int = 0
    checksum_errors: int = 0
    bad_hops: int = 0
    unknown_protocol: int = 0
    not_gateway: int = 0
    options: int = 0
    alerts: int = 0  # of these, router alert
    loose_source_routes: int = 0
    strict_source_routes: int = 0
    reassembled: int = 0
    reassembly_timeouts: int = 0
    not_reassembled: int = 0
    fragmented: int = 0
    fragments_made: int = 0
    not_fragmented: int = 0
    encapsulation_failed: int = 0
    no_route: int = 0


LocalPolicy = Callable[[ipv4.IPv4], "tuple[Interface, IPv4] | None"]
"""Where a datagram made here is to go; None: as the routing table says."""


class IpStack:
    """The IPv4 of one device; see docs/architecture.md for what others may rely on."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self._start()

    def _start(self) -> None:
        self.stats = IpStats()
        self.handlers: dict[int, Handler] = {}
        self.groups: dict[Interface, dict[IPv4, int]] = {}  # joined multicast groups, with how often
        self.arp = ArpCache(self.device)
        self.icmp = IcmpLayer(self)
        self.udp = UdpPorts(self)
        self.tcp = TcpLayer(self)
        self.reassembly = Reassembly(self)
        self.routing = True  # `ip routing`
        self.default_gateway: IPv4 | None = None  # of a router that does not route
        self.cef = True  # `ip cef`: without it no forwarding decision is kept
        self.source_route = True  # `ip source-route`
        self.local_policy: LocalPolicy | None = None  # policy routing of datagrams made here
        self._ident = 0
        self._own: dict[Interface, list[tuple[IPv4, int]]] = {}  # addresses that the table knows of

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

    def register(self, protocol: int, handler: Handler) -> None:
        """Datagrams of an IP protocol to us go to `handler(packet, iface)`, whole."""
        self.handlers[protocol] = handler

    def join(self, iface: Interface, group: IPv4) -> None:
        """Datagrams to a multicast group that come in on `iface` are for us. Counts: leave as often as joined."""
        groups = self.groups.setdefault(iface, {})
        groups[group] = groups.get(group, 0) + 1

    def leave(self, iface: Interface, group: IPv4) -> None:
        groups = self.groups.get(iface, {})
        if groups.get(group, 0) > 1:
            groups[group] -= 1
        else:
            groups.pop(group, None)

    # look-up

    def route(self, dst: IPv4, table: RoutingTable | None = None) -> Entry | None:
        """How `dst` is reached; None without a route."""
        if not self.routing:
            return host_entry(self, dst)
        return (table if table is not None else self.device.table("")).find(dst)

    def source_for(self, dst: IPv4) -> IPv4 | None:
        """The address that a datagram to `dst` gets: that of the interface it leaves by."""
        entry = self.route(dst)
        if entry is None:
            return None
        return dst if entry.kind is Kind.RECEIVE else entry.interface.address

    def is_own(self, address: IPv4) -> bool:
        """Is it an address of ours, on a line that is up?"""
        return address in self.device.table("").receive

    def is_broadcast(self, address: IPv4) -> bool:
        return address == LIMITED_BROADCAST or address in self.device.table("").broadcasts

    # receiving

    def receive_bytes(self, data: bytes, iface: Interface, to_many: bool = False) -> None:
        """A datagram out of a frame; `to_many` says that the frame was a multicast or broadcast."""
        try:
            packet = ipv4.IPv4.decode(data)
        except Malformed:
            self.stats.received += 1
            header = (data[0] & 15) << 2 if data else 0
            if data[:1] >= b"\x45" and 20 <= header <= len(data) and checksum(data[:header]):
                self.stats.checksum_errors += 1
            else:
                self.stats.format_errors += 1
            iface.drop("malformed")
            return
        if packet.options:
            self.stats.options += 1
            self.stats.alerts += packet.options[0] == ROUTER_ALERT
        if to_many and not is_multicast(packet.dst) and not self._is_broadcast_on(packet.dst, iface):
            self.stats.received += 1
            iface.drop("unicast in a broadcast frame")
            return
        self.receive(packet, iface)

    def receive(self, packet: ipv4.IPv4, iface: Interface, context: object = None) -> None:
        """A datagram came in on `iface`: input stages, then local delivery or forwarding."""
        stats = self.stats
        stats.received += 1
        if context is not None:
            packet.context = context
        if iface.config.address is None and not self._borrows(iface):
            iface.drop("no address")
            return
        if iface.input_stages:
            seen: ipv4.IPv4 | None = packet
            for _, _, stage in tuple(iface.input_stages):
                seen = stage(packet, iface)
                if seen is None:
                    return
                packet = seen
        if packet.options and not source_routed(self, packet, iface):
            return
        dst = packet.dst
        table = iface.table
        if dst in table.receive:
            self._deliver(packet, iface)
        elif is_multicast(dst):
            stats.multicasts_in += 1
            if dst == ALL_SYSTEMS or dst in self.groups.get(iface, ()):
                self._deliver(packet, iface)
        elif self._is_broadcast_on(dst, iface):
            stats.broadcasts_in += 1
            self._deliver(packet, iface)
        else:
            self._forward(packet, iface, table)

    @staticmethod
    def _borrows(iface: Interface) -> bool:
        """Does the interface run IP without an address of its own (unnumbered)?"""
        return iface.config.unnumbered is not None and iface.address is not None

    def _is_broadcast_on(self, dst: IPv4, iface: Interface) -> bool:
        return dst in (LIMITED_BROADCAST, 0) or iface.table.broadcasts.get(dst) is iface

    def _deliver(self, packet: ipv4.IPv4, iface: Interface) -> None:
        if packet.flags_offset & 0x3FFF:
            whole = self.reassembly.add(packet, iface)
            if whole is None:
                return
            packet = whole
        self.stats.local += 1
        if self.device.bus.wants(PacketHandled):
            self.device.bus.emit(PacketHandled(Step.RECEIVED, packet, iface, iface, packet.dst))
        handler = self.handlers.get(packet.protocol)
        if handler is not None:
            handler(packet, iface)
            return
        self.stats.unknown_protocol += 1
        self.icmp.unreachable(packet, iface, icmp.PROTOCOL)

    # forwarding

    def _forward(self, packet: ipv4.IPv4, iface: Interface, table: RoutingTable) -> None:
        stats = self.stats
        if not self.routing:
            stats.not_gateway += 1
            iface.drop("not a gateway")
            return
        if packet.dst >> 24 in (0, 127) or packet.dst >> 28 == 15 or packet.src >> 28 >= 14:
            iface.drop("martian")
            return
        entry = table.find(packet.dst)
        if entry is None or entry.kind is Kind.DROP:
            stats.no_route += entry is None
            iface.drop("no route" if entry is None else "null route")
            self._trace(Step.UNROUTABLE, packet, iface)
            if entry is None or entry.interface.config.unreachables:
                self.icmp.unreachable(packet, iface, icmp.HOST)
            return
        if packet.ttl <= 1:
            stats.bad_hops += 1
            iface.drop("ttl")
            self.icmp.time_exceeded(packet, iface)
            return
        out, next_hop = entry.hop(packet.src, packet.dst)
        if packet.dst in table.broadcasts:
            if not out.config.directed_broadcast:
                iface.drop("directed broadcast")
                return
            next_hop = LIMITED_BROADCAST
        if out is iface and iface.config.redirects:
            self._maybe_redirect(packet, iface, next_hop)
        packet.ttl -= 1
        if packet.length > out.ip_mtu and packet.df and not out.output_stages:
            stats.not_fragmented += 1
            out.drop("fragmentation needed")
            self.icmp.unreachable(packet, iface, icmp.FRAGMENTATION_NEEDED, out.ip_mtu)
            return
        stats.forwarded += 1
        self._output(packet, out, next_hop, iface)
        if not entry.hops and not out.output_stages and out is not iface:
            self._remember(packet.dst, table, out, next_hop)

    def _maybe_redirect(self, packet: ipv4.IPv4, iface: Interface, gateway: IPv4) -> None:
        for address, length in iface.addresses:
            subnet = Prefix.of(address, length)
            if packet.src in subnet and gateway in subnet:
                self.icmp.redirect(packet, iface, gateway)
                return

    def output(
        self, packet: ipv4.IPv4, iface: Interface, next_hop: IPv4, local: bool = False, came: Interface | None = None
    ) -> None:
        """Output stages, fragmentation, then the driver.

        `local`: made here, so the output access list is asked only of what has a `context` (our IKE and ESP).

        `came` is where a forwarded datagram arrived: ICMP errors go out by it.
        """
        self._output(packet, iface, next_hop, came, local)

    def _output(
        self, packet: ipv4.IPv4, iface: Interface, next_hop: IPv4, came: Interface | None, local: bool = False
    ) -> None:
        if not iface.line_up:
            iface.drop("line protocol down")
            return
        if iface.output_stages:
            for order, _, stage in tuple(iface.output_stages):
                if local and order == Order.OUT_ACL and packet.context is None:
                    continue
                seen = stage(packet, iface)
                if seen is None:
                    return
                packet = seen
        mtu = iface.ip_mtu
        if packet.length <= mtu:
            iface.driver.send(packet, next_hop)
            return
        if packet.df:
            self.stats.not_fragmented += 1
            iface.drop("fragmentation needed")
            if came is not None:
                self.icmp.unreachable(packet, came, icmp.FRAGMENTATION_NEEDED, mtu)
            return
        self.stats.fragmented += 1
        for piece in fragments(packet, mtu):
            self.stats.fragments_made += 1
            iface.driver.send(piece, next_hop)

    # sending

    def send(self, packet: ipv4.IPv4, iface: Interface | None = None, next_hop: IPv4 | None = None) -> bool:
        """A datagram of our own. `src` 0 takes the address of the output interface; with `iface` there is no look-up.

        False: no route, or the interface is down.
        """
        dst = packet.dst
        if not packet.ident:
            self._ident = self._ident % 0xFFFF + 1
            packet.ident = self._ident
        self.stats.generated += 1
        if iface is None and self.local_policy is not None:
            hop = self.local_policy(packet)
            if hop is not None:
                iface, next_hop = hop
        if iface is None:
            table = self.device.table("")
            entry = table.find(dst) if self.routing else host_entry(self, dst)
            if entry is None or entry.kind is Kind.DROP:
                self.stats.no_route += entry is None
                self._trace(Step.UNROUTABLE, packet, None)
                return False
            if entry.kind is Kind.RECEIVE:
                packet.src = packet.src or dst
                self._trace(Step.SENDING, packet, None, entry.interface, dst)
                self.device.scheduler.call(0, self._loop, packet, entry.interface)
                return True
            iface, next_hop = entry.hop(packet.src, dst)
            if dst in table.broadcasts:
                next_hop = LIMITED_BROADCAST
        elif next_hop is None:
            next_hop = dst
        if not iface.line_up:
            return False
        if not packet.src:
            packet.src = iface.address or 0
        if is_multicast(dst):
            self.stats.multicasts_out += 1
        elif next_hop == LIMITED_BROADCAST:
            self.stats.broadcasts_out += 1
        self._trace(Step.SENDING, packet, None, iface, next_hop)
        self._output(packet, iface, next_hop, None, True)
        return True

    def _loop(self, packet: ipv4.IPv4, iface: Interface) -> None:
        self.stats.received += 1
        if packet.dst in iface.table.receive:
            self._deliver(packet, iface)

    def _trace(
        self,
        step: Step,
        packet: ipv4.IPv4,
        came: Interface | None,
        leaves: Interface | None = None,
        next_hop: IPv4 = 0,
    ) -> None:
        if self.device.bus.wants(PacketHandled):
            self.device.bus.emit(PacketHandled(step, packet, came, leaves, next_hop))

    def encapsulation_failed(self, packet: ipv4.IPv4, iface: Interface, next_hop: IPv4) -> None:
        """A driver has no link-layer address for the next hop (yet): the datagram is lost."""
        self.stats.encapsulation_failed += 1
        iface.drop("encapsulation failed")
        self._trace(Step.ENCAPSULATION_FAILED, packet, None, iface, next_hop)

    # the fast path

    def fast(self, frame: bytes, at: int, iface: Interface) -> bool:
        """Forward the datagram at offset `at` of a frame on its bytes alone; False when it needs the whole stack."""
        hit = iface.table.fast.get(frame[at + 16 : at + 20])
        if hit is None or hit.iface is iface or frame[at] != 0x45:
            return False
        end = frame[at + 2] << 8 | frame[at + 3]
        middle = int.from_bytes(frame[at + 8 : at + 12], "big")  # TTL, protocol, checksum
        if middle < 0x0200_0000 or not 20 <= end <= hit.limit or iface.config.address is None:
            return False
        end += at
        if end > len(frame) or int.from_bytes(frame[at : at + 20], "big") % 65535:
            return False
        # RFC 1624: one less in the TTL is 0x100 more in the checksum, with end-around carry
        middle -= 0x00FF_FF00 if middle & 0xFFFF < 0xFEFF else 0x0100_FEFF
        out = hit.head + frame[at : at + 8] + middle.to_bytes(4, "big") + frame[at + 12 : end]
        if len(out) < hit.minimum:
            out = out.ljust(hit.minimum, b"\0")
        stats = self.stats
        stats.received += 1
        stats.forwarded += 1
        counters = iface.counters
        counters.cached_in += 1
        counters.cached_in_bytes += len(frame)
        if iface.name.sub is not None:
            counters = self.device.interfaces[iface.name.parent].counters
            counters.cached_in += 1
            counters.cached_in_bytes += len(frame) + (0 if iface.config.native else 4)  # its tag
        sub = hit.sub
        if sub is not None:
            sub.out_packets += 1
            sub.out_bytes += len(out)
            sub.last_output = self.device.scheduler.now
            sub.cached_out += 1
            sub.cached_out_bytes += len(out)
        counters = hit.port.counters
        counters.cached_out += 1
        counters.cached_out_bytes += len(out)
        hit.port.transmit(out)
        return True

    def _remember(self, dst: IPv4, table: RoutingTable, out: Interface, next_hop: IPv4) -> None:
        maker = getattr(out.driver, "fast_path", None)
        if maker is None or dst in table.broadcasts or not self.routing or not self.cef or not out.config.route_cache:
            return
        path = maker(next_hop)
        if path is not None:
            table.fast[dst.to_bytes(4, "big")] = path

    def flush_cache(self) -> None:
        """Stages, neighbours or routes changed: forwarding decisions are made again."""
        for table in self.device.tables.values():
            table.flush()

    # interfaces

    def addresses_changed(self, iface: Interface) -> None:
        """Its configured addresses are others now."""
        self._agree(iface)

    def interface_changed(self, iface: Interface) -> None:
        """Its line or addresses changed: connected routes and neighbours follow."""
        self._agree(iface)
        if not iface.line_up or iface.removed:
            self.arp.interface_down(iface)
        iface.table.interface_changed(iface)
        if iface.removed:
            self.groups.pop(iface, None)
        for sub in tuple(iface.subinterfaces.values()):
            sub.update_state()

    def _agree(self, iface: Interface) -> None:
        """Make connected and local routes agree with the addresses of the interface."""
        up = iface.line_up and not iface.removed
        old = self._own.pop(iface, [])
        new = iface.addresses if up else []
        if new:
            self._own[iface] = new
        if old == new:
            return
        table = iface.table
        table.flush()
        for address, length in old:
            if (address, length) not in new:
                if table.receive.get(address) is iface:
                    del table.receive[address]
                for wide in (Prefix.of(address, length).network, Prefix.of(address, length).broadcast):
                    if table.broadcasts.get(wide) is iface:
                        del table.broadcasts[wide]
        for address, length in new:
            table.receive[address] = iface
            if length < 31:
                subnet = Prefix.of(address, length)
                table.broadcasts[subnet.network] = table.broadcasts[subnet.broadcast] = iface
        connected = {Prefix.of(address, length) for address, length in new}
        for prefix in {Prefix.of(address, length) for address, length in old} - connected:
            table.update(f"{CONNECTED} {iface.text}", prefix, None)
        for prefix in sorted(connected):
            path = (Path(None, iface),)
            table.update(f"{CONNECTED} {iface.text}", prefix, Route(prefix, CONNECTED, 0, 0, path))
        if self.device.software.local_routes:
            for address, length in old:
                if length < 32 and (address, length) not in new:
                    table.update(f"{LOCAL} {iface.text}", Prefix(address, 32), None)
            for address, length in new:
                if length < 32:
                    host = Prefix(address, 32)
                    table.update(f"{LOCAL} {iface.text}", host, Route(host, LOCAL, 0, 0, (Path(None, iface),)))
        if any(own not in old for own in new):
            self.arp.announce(iface)
