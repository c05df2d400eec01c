"""The layer beneath IP of a tunnel interface, and what NHRP and IPsec hang into it.

send(packet, next_hop) -> far end: `tunnel destination`, or `resolver` -> GRE -> `protector` -> IP stack
IP stack -> engine finds the tunnel -> `protector` agrees -> GRE off -> IP stack, or `nhrp`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from iosemu.device import fast
from iosemu.device.claims import claim
from iosemu.device.drops import Reason
from iosemu.device.fib import Adjacency
from iosemu.device.interface import VIRTUAL, Defaults, Stacked
from iosemu.device.passage import Fate, Passage
from iosemu.device.v6.addresses import is_multicast as is_multicast6
from iosemu.features.gre import events
from iosemu.features.gre.model import BARE, IPIP, IPSEC, IPV6IP, MULTIPOINT, TunnelConfig
from iosemu.types import InterfaceName, IPv4, is_multicast
from iosemu.wire import Malformed, gre, ipv4
from iosemu.wire.checksum import checksum

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.features.gre.engine import GreEngine
    from iosemu.features.gre.sockets import Sockets
    from iosemu.features.gre.users import Condition, Encodable, Protector, Resolver, TunnelUser

    PacketUser = Callable[[bytes, IPv4, Interface], object]

KEEPALIVE = 0  # protocol type of a GRE keepalive coming back
MOST_FAR_ENDS = 4096  # of one tunnel, whose sequence numbers are remembered
_INSIDE_HEADERS = 24  # outer IPv4 and GRE without options
_HEARD_OUT = fast.TRACED | {events.Encapsulated}
_HEARD_IN = frozenset({events.Received, events.Decapsulated})


class TunnelDriver(Stacked):
    """One tunnel. `local` and `remote` are outer addresses, 0 while unknown (`remote`: always on multipoint)."""

    def __init__(self, engine: GreEngine, iface: Interface) -> None:
        self.engine = engine
        self.iface = iface
        self.resolver: Resolver | None = None
        self.multicast_nbmas: Sequence[IPv4] = ()  # where multicast and broadcast go, set by NHRP
        self.nhrp: TunnelUser | None = None
        self.others: dict[int, PacketUser] = {}  # GRE protocol type -> who takes it
        self.protector: Protector | None = None
        self.sockets: Sockets | None = None  # set by IPsec, asked by NHRP (see `sockets`)
        self.conditions: dict[str, Condition] = {}  # further reasons for the line protocol to be down
        self.crypto_mtu: int | None = None  # largest GRE datagram that IPsec seals unfragmented (point-to-point)
        self.crypto_overhead = 0  # bytes that IPsec adds then
        self.local: IPv4 = 0
        self.remote: IPv4 = 0
        self.source_iface: Interface | None = None
        self.front: Vrf = iface.device.vrfs.default  # where the outer datagrams live (`tunnel vrf`)
        self.alive = True  # keepalives come back
        self.disabled = False  # by the guard against recursive routing
        self.unanswered = 0  # keepalives
        self.path_mtu: int | None = None  # learnt, of the outer datagram
        self.chosen: IPv4 = 0  # the destination, where that is dynamic
        self.template: InterfaceName | None = None  # of a clone
        self.initiates = True  # its SAs are asked for; else the peer does that
        self.error: str | None = None  # why the line protocol is down
        self._config: TunnelConfig | None = None
        self._header = gre.Gre(gre.IPV4, b"").encode()
        self._header6 = gre.Gre(gre.IPV6, b"").encode()
        self._sequences_out: dict[IPv4, int] = {}
        self._sequences_in: dict[IPv4, int] = {}
        self._sending = False

    @property
    def config(self) -> TunnelConfig:
        found = self._config
        if found is None:
            found = self._config = self.iface[TunnelConfig]
        return found

    @property
    def multipoint(self) -> bool:
        return self.config.mode == MULTIPOINT

    # state

    def refresh(self) -> None:
        """Work out source, destination and headers from the model."""
        config, vrfs = self.config, self.iface.device.vrfs
        self.front = vrfs.get(config.vrf) or vrfs.default
        self.source_iface = source = self._source_interface()
        if isinstance(config.source, InterfaceName):
            self.local = (source.address or 0) if source is not None else 0
        else:
            self.local = config.source or 0
        self.remote = 0 if self.multipoint else (self.chosen if config.dynamic else config.destination or 0)
        self._header = gre.Gre(gre.IPV4, b"", config.key).encode()
        self._header6 = gre.Gre(gre.IPV6, b"", config.key).encode()

    def reset(self) -> None:
        """Forget what was learnt of the old far end."""
        self.path_mtu = None
        self.disabled = False
        self.alive, self.unanswered = True, 0
        self._sequences_in.clear()
        self._sequences_out.clear()

    def _source_interface(self) -> Interface | None:
        source, device = self.config.source, self.iface.device
        if source is None:
            return None
        if isinstance(source, InterfaceName):
            found = device.interfaces.get(source)
            return found if found is not None and found.vrf is self.front else None
        return device.owner_of(self.front, source)

    def sourced_from(self, iface: Interface) -> bool:
        """Does `tunnel source` name this interface, or its address?"""
        source = self.config.source
        return source is not None and source in (iface.name, iface.address)

    def line_protocol(self) -> bool:
        self.error = self.down_reason()
        return self.error is None

    def down_reason(self) -> str | None:
        """Why the line protocol must be down, in the words of `show interfaces`; None: it may be up."""
        reason = self.own_reason()
        conditions = self.conditions.values() if reason is None else ()
        return next(filter(None, (condition(self.iface) for condition in conditions)), reason)

    def own_reason(self) -> str | None:
        """The same, without what others ask for: registrations, SAs."""
        if not self.local:
            return "no IPv4 tunnel source address"
        if not self.remote and not self.multipoint:
            return "no IPv4 tunnel destination address"
        if self.source_iface is None or not self.source_iface.line_up:
            return "tunnel source interface is down" if self.source_iface is not None else "no output interface"
        if self.remote:
            if self.disabled:
                return "recursive routing"
            path = self.output_interface()
            if path is None or not path.line_up:
                return "no output interface"
            if not self.alive:
                return "keepalive down"
        if self.config.mode == IPSEC and self.protector is None:
            return "no tunnel protection"
        return None

    @property
    def grounded(self) -> bool:
        """Is there a way beneath it at all: an end of our own on a line that is up and, with a fixed far end, a route
        to that? What comes back (keepalives, SAs, registrations) does not matter."""
        source = self.source_iface
        if not self.iface.up or not self.local or source is None or not source.line_up:
            return False
        path = self.output_interface() if self.remote else source
        return path is not None and path.line_up

    def output_interface(self) -> Interface | None:
        """Where the route to the far end leads; the tunnel itself when routing is recursive."""
        if self.config.route_via is not None:
            way = self._via(self.remote)
            return way[0] if way is not None else None
        entry = self.iface.device.ip.route(self.front, self.remote)
        return entry.interface if entry is not None else None

    def _via(self, dst: IPv4) -> tuple[Interface, IPv4] | None:
        """The way that `tunnel route-via` leaves: by that interface, or if there is none and that may be, by any."""
        config = self.config
        way = self.front.v4.through(dst, lambda iface: iface.name == config.route_via)
        if way is None and not config.route_via_only:
            way = self.front.v4.through(dst, lambda iface: True)
        return way

    @property
    def log_severity(self) -> int:
        return self.iface.device.software.tunnel_updown_severity if self.template is None else 3

    def stands_on(self) -> Interface | None:
        """The interface of its source."""
        device = self.iface.device
        found = device.owner_of(self.front, self.local)
        if found is not None and found.name.sub is not None:
            found = device.interfaces.get(found.name.parent)
        return found if found is not self.iface else None

    def _beneath(self, dst: IPv4) -> tuple[Interface, IPv4] | None:
        """The way of what is sealed already: by the interface of the tunnel's source, never into the tunnel again."""
        source, device = self.source_iface, self.iface.device
        entry = device.ip.route(self.front, dst)
        if source is None or entry is None or entry.interface is not self.iface:
            return None
        way = self.front.v4.through(dst, lambda iface: iface is source)
        if way is None and source.kind in VIRTUAL:
            return self.front.v4.through(dst, lambda iface: iface.kind not in VIRTUAL)
        return way or (source, dst)  # as if it were on that wire: a proxy may answer for it

    # sizes

    @property
    def overhead(self) -> int:
        """Bytes that encapsulation adds, without those of IPsec."""
        config = self.config
        if config.mode == IPSEC:
            return 0
        if config.mode in BARE:
            return 20
        options = (config.key is not None) + config.checksum + config.sequencing
        return _INSIDE_HEADERS + 4 * options

    @property
    def transport_mtu(self) -> int:
        """Largest datagram inside that leaves unfragmented, bytes."""
        path: Interface | None = None
        if self.remote:
            path = self.output_interface()
        elif self.multipoint and self.source_iface is not None and self.source_iface.kind != "Loopback":
            path = self.source_iface
        mtu = path.ip_mtu if path is not None and path is not self.iface else 1500
        if self.path_mtu is not None:
            mtu = min(mtu, self.path_mtu)
        if self.remote and self.crypto_mtu is not None:
            mtu = min(mtu, self.crypto_mtu)
        return mtu - self.overhead

    @property
    def ip_mtu(self) -> int:
        return self.transport_mtu

    @property
    def defaults(self) -> Defaults:
        """Interface MTU, bandwidth and delay as the release has them."""
        software = self.iface.device.software
        overhead = max(self.overhead + self.crypto_overhead, 20)
        return Defaults(software.tunnel_mtu - overhead, *software.tunnel_defaults)

    # out

    def send(self, passage: Passage) -> None:
        """Encapsulate towards the far end(s) that stand behind the next hop."""
        iface, packet = self.iface, passage.packet
        drop = iface.device.ip.drop
        if not iface.line_up:
            drop(passage, iface, Reason.LINE_DOWN)
            return
        if passage.origin is not None and packet.src == self.local and self.protector is not None:
            way = self._beneath(packet.dst)  # IKE for this tunnel's own SAs
            if way is not None:
                beneath = passage.part(packet)
                beneath.vrf, (beneath.out, beneath.next_hop) = self.front, way
                iface.device.ip.end(passage, Fate.TAKEN, iface)
                iface.device.ip.output(beneath)
                return
        far = self._far_ends(passage) if self.carries(packet.wide) else Reason.OTHER_FAMILY
        if isinstance(far, Reason):
            drop(passage, iface, far)
            return
        inside: bytes | None = None
        config = self.config
        guard, plain = self._guard, self._plain
        tos = packet.tos if config.tos is None else config.tos
        # the DF bit inside is copied only by path MTU discovery, otherwise the outer datagram may be fragmented
        flags = ipv4.DONT_FRAGMENT if config.path_mtu_discovery and packet.df else 0
        header = self._header6 if packet.wide else self._header
        for nbma in far:
            reason: Reason | None
            if guard is not None and not guard.ready(nbma, iface):
                reason = self._withhold(nbma, packet.length, passage.next_hop)
            else:
                if inside is None:
                    inside = packet.encode()
                if plain and self._dispatch(header + inside, nbma, tos, flags):
                    continue
                reason = self._encapsulate(passage, inside, nbma, tos, flags)
            if reason is not None and len(far) == 1:
                drop(passage, iface, reason)
            elif reason is not None:
                iface.drop(reason)

    def _far_ends(self, passage: Passage) -> Sequence[IPv4] | Reason:
        if self.remote or self.config.mode == IPSEC:
            return (self.remote,)
        iface, next_hop = self.iface, passage.next_hop
        if passage.packet.wide:  # whom NHRP does not know the address of
            many = is_multicast6(next_hop)
            return (tuple(self.multicast_nbmas) if many else ()) or Reason.UNRESOLVED_NEXT_HOP
        if is_multicast(next_hop) or next_hop == 0xFFFFFFFF or iface.table.broadcasts.get(next_hop) is iface:
            return tuple(self.multicast_nbmas) or Reason.NO_MULTICAST_MAPPING
        nbma = self.resolver.resolve(iface, next_hop, passage.packet) if self.resolver is not None else None
        return (nbma,) if nbma is not None else Reason.UNRESOLVED_NEXT_HOP

    @property
    def _guard(self) -> Protector | None:
        """The protector, if nobody sees before it what it may drop."""
        config = self.config
        if config.mode == IPSEC or config.checksum or config.sequencing or self.iface.taps:
            return None
        return self.protector

    @property
    def _plain(self) -> bool:
        """May datagrams go on bytes: is it GRE that nobody listens to, and the look-up that finds their way?"""
        config, device = self.config, self.iface.device
        return not (
            config.mode == IPSEC or config.mode in BARE or config.checksum or config.sequencing
            or config.route_via is not None
            or self.iface.taps or self._sending or not self.local or device.ip.local_policy is not None
        ) and device.bus.deaf(_HEARD_OUT)  # fmt: skip

    def _dispatch(self, payload: bytes, nbma: IPv4, tos: int, flags: int) -> bool:
        """A GRE packet to a far end on bytes, while this is `_plain`. False: it needs the whole stack."""
        way = self.front.v4.own.get(nbma)
        if way is None or not way.open:
            return False
        protocol, sealed, size = ipv4.GRE, payload, len(payload) + 20
        if self.protector is not None:
            found = self.protector.seal(nbma, ipv4.GRE, payload, way.limit - 20, bool(flags))
            if found is None:
                return False
            protocol, sealed = found
        elif size > way.limit:
            return False
        iface = self.iface
        counters, device = iface.counters, iface.device
        counters.out_packets += 1
        counters.out_bytes += size
        counters.last_output = device.scheduler.now
        fast.send(device.ip, way, self.local, nbma, protocol, sealed, self.config.ttl, tos, flags)
        return True

    def _withhold(self, nbma: IPv4, size: int, next_hop: IPv4) -> Reason:
        """`_transmit` of what has no SA: it is counted and told, and the keys asked for, but not built. `size`: of what
        was to go inside, bytes."""
        if self._sending:
            self.engine.looped(self, next_hop)
            return Reason.RECURSIVE_ROUTING
        self._sending = True
        try:
            self._count(self.local, nbma, size + 20 + (0 if self.config.mode in BARE else len(self._header)))
            assert self.protector is not None
            self.protector.refuse(nbma, self.iface)
            return Reason.NO_SA
        finally:
            self._sending = False

    def _count(self, src: IPv4, dst: IPv4, length: int) -> None:
        """An outer datagram is on its way out."""
        iface = self.iface
        counters, device = iface.counters, iface.device
        if device.bus.wants(events.Encapsulated):
            device.bus.emit(events.Encapsulated(iface.name, self.config.mode, src, dst, length))
        counters.out_packets += 1
        counters.out_bytes += length
        counters.last_output = device.scheduler.now

    def _encapsulate(self, passage: Passage, inside: bytes, nbma: IPv4, tos: int, flags: int) -> Reason | None:
        config, packet = self.config, passage.packet
        if self.iface.taps:
            self.iface.tap(True, inside)
        if config.mode == IPSEC:
            return self._transmit(passage.part(packet), passage.next_hop)
        if config.mode in BARE:
            payload = inside
        elif config.checksum or config.sequencing:
            payload = self._gre(gre.IPV6 if packet.wide else gre.IPV4, inside, nbma)
        else:
            payload = (self._header6 if packet.wide else self._header) + inside
        protocol = BARE.get(config.mode, ipv4.GRE)
        outer = ipv4.IPv4(self.local, nbma, protocol, payload, config.ttl, tos, 0, flags)
        return self._transmit(passage.around(outer, self.front), passage.next_hop)

    def adjacencies(self) -> Iterator[Adjacency]:
        """Of the far ends that are known, with the outer headers that packets to them get."""
        if self.config.mode == IPSEC or not self.local:
            return
        if self.remote:
            yield Adjacency(None, self._rewrite(self.remote), "P2P-ADJ", self.remote)
        elif self.resolver is not None:
            for next_hop, nbma in self.resolver.known(self.iface):
                yield Adjacency(next_hop, self._rewrite(nbma), "Tun endpt", nbma)

    def _rewrite(self, nbma: IPv4) -> bytes:
        """Outer header without length and identification, which are filled in per packet, and GRE."""
        config = self.config
        flags = ipv4.DONT_FRAGMENT if config.path_mtu_discovery else 0
        protocol = BARE.get(config.mode, ipv4.GRE)
        head = ipv4.IPv4(self.local, nbma, protocol, b"", config.ttl, config.tos or 0, 0, flags).encode()
        head = head[:2] + b"\0\0" + head[4:10] + b"\0\0" + head[12:]
        head = head[:10] + checksum(head).to_bytes(2, "big") + head[12:]
        return head if config.mode in BARE else head + self._gre_template()

    def _gre_template(self) -> bytes:
        config = self.config
        return gre.Gre(gre.IPV4, b"", config.key, 0 if config.sequencing else None, config.checksum).encode()

    def _gre(self, protocol: int, payload: bytes, nbma: IPv4) -> bytes:
        config = self.config
        sequence = None
        if config.sequencing:
            sequence = self._sequences_out[nbma] = self._sequences_out.get(nbma, -1) + 1 & 0xFFFFFFFF
        return gre.Gre(protocol, payload, config.key, sequence, config.checksum).encode()

    def _transmit(self, passage: Passage, next_hop: IPv4) -> Reason | None:
        """Protect and send the outer datagram; what became of it, None: it is on its way."""
        iface = self.iface
        if self._sending:
            # the route to the far end led back into this tunnel
            iface.device.ip.drop(passage, None, Reason.RECURSIVE_ROUTING)  # counted with what is inside
            self.engine.looped(self, next_hop)
            return Reason.RECURSIVE_ROUTING
        self._sending = True
        try:
            outer = passage.packet
            self._count(outer.src, outer.dst, outer.length)
            pieces: Sequence[Passage] = (passage,)
            if self.protector is not None:
                pieces = self.protector.protect(passage, iface)
                if not pieces:
                    iface.device.ip.drop(passage, None, Reason.NO_SA)
                    return Reason.NO_SA
                iface.device.ip.end(passage, Fate.TAKEN, iface)
            sent = [self._out(piece) for piece in pieces]
            return None if all(sent) else Reason.NO_ROUTE
        finally:
            self._sending = False

    def _out(self, passage: Passage) -> bool:
        ip, dst = self.iface.device.ip, passage.packet.dst
        if self.config.route_via is not None:
            way = self._via(dst)
            if way is None:
                ip.drop(passage, None, Reason.NO_ROUTE)
                return False
            return ip.originate(passage, *way)
        way = self._beneath(dst) if self.protector is not None else None
        return ip.originate(passage, *way) if way is not None else ip.originate(passage)

    def _own(self, outer: ipv4.IPv4) -> bool:
        """Send what the tunnel itself made."""
        reason = self._transmit(Passage(outer, self.front), 0)
        if reason is not None and reason is not Reason.NO_ROUTE:
            self.iface.drop(reason)
        return reason is None

    def send_nhrp(self, packet: Encodable, nbma: IPv4) -> bool:
        """An NHRP packet to a far end, whatever the line protocol. False: no way out, or no SA (it is not encoded)."""
        if not self.local or not self.iface.up:
            return False
        guard = self._guard
        if guard is not None and not guard.ready(nbma, self.iface):
            self.iface.drop(self._withhold(nbma, packet.length, 0))
            return False
        payload = self._gre(gre.NHRP, packet.encode(), nbma)
        if self._plain and self._dispatch(payload, nbma, 0xC0, 0):
            return True
        return self._own(ipv4.IPv4(self.local, nbma, ipv4.GRE, payload, self.config.ttl, 0xC0))

    def take(self, protocol: int, user: PacketUser) -> Claim:
        """`user` gets the packets of that protocol. Raises Taken."""
        return claim(self.others, protocol, user)

    def send_other(self, protocol: int, payload: bytes) -> None:
        """A packet of another protocol to every far end that multicast goes to."""
        if not self.local or not self.iface.line_up:
            return
        for nbma in self.multicast_nbmas if self.multipoint else (self.remote,):
            outer = ipv4.IPv4(self.local, nbma, ipv4.GRE, self._gre(protocol, payload, nbma), self.config.ttl, 0xC0)
            self._own(outer)

    # in

    def receive(self, frame: bytes) -> None:
        """No cable ends in a tunnel."""

    def receive_outer(self, passage: Passage, packet: gre.Gre | None) -> None:
        """The engine found this tunnel for the outer datagram; `packet` is None for IP in IP."""
        iface, config, outer = self.iface, self.config, passage.packet
        if not iface.up:
            return
        if self.protector is not None and not self.protector.accepts(passage, iface):
            iface.drop(Reason.NOT_PROTECTED)
            return
        device, counters = iface.device, iface.counters
        if device.bus.wants(events.Received):
            device.bus.emit(events.Received(iface.name, config.mode, outer.src, outer.dst, outer.length, outer.ttl))
        counters.in_packets += 1
        counters.in_bytes += outer.length
        counters.last_input = device.scheduler.now
        if packet is None:
            if outer.protocol == ipv4.IPV6:
                self._receive_ip6(outer.payload)
            else:
                self._receive_ip(outer.payload)
            return
        if config.sequencing and packet.sequence is not None:
            last = self._sequences_in.get(outer.src)
            if last is not None and not 0 < (packet.sequence - last) & 0xFFFFFFFF < 0x80000000:
                iface.drop(Reason.OUT_OF_ORDER)
                return
            if last is None and len(self._sequences_in) >= MOST_FAR_ENDS:
                del self._sequences_in[next(iter(self._sequences_in))]
            self._sequences_in[outer.src] = packet.sequence
        if packet.protocol == gre.IPV4:
            self._receive_ip(packet.payload)
        elif packet.protocol == gre.IPV6 and iface.wide:
            self._receive_ip6(packet.payload)
        elif packet.protocol == KEEPALIVE and not packet.payload and not self.multipoint:
            self.engine.keepalive_returned(self, outer)
        elif packet.protocol == gre.NHRP and self.nhrp is not None:
            if not self.nhrp.receive(packet.payload, outer.src, iface):
                iface.drop(Reason.UNKNOWN_PROTOCOL)
        elif (handler := self.others.get(packet.protocol)) is not None:
            handler(packet.payload, outer.src, iface)
        else:
            iface.drop(Reason.UNKNOWN_PROTOCOL)

    @property
    def takes_plain(self) -> bool:
        """Does nobody listen to what comes in, and nothing look at the GRE header?"""
        return self.iface.up and not self.config.sequencing and self.iface.device.bus.deaf(_HEARD_IN)

    def receive_plain(self, data: bytes) -> None:
        """`receive_outer` of what it `takes_plain`: a GRE packet with IP inside and no option but our key."""
        counters = self.iface.counters
        counters.in_packets += 1
        counters.in_bytes += 20 + len(data)
        counters.last_input = self.iface.device.scheduler.now
        data = data[len(self._header) :]
        if self.iface.taps or not self.iface.line_up or not self.iface.device.ip.repeats.take(data, self.iface):
            self._receive_ip(data)

    def _receive_ip(self, data: bytes) -> None:
        try:
            inside = ipv4.IPv4.decode(data)
        except Malformed:
            self.iface.drop(Reason.MALFORMED)
            return
        self.deliver(inside)

    def _receive_ip6(self, data: bytes) -> None:
        iface = self.iface
        if iface.taps:
            iface.tap(False, data)
        if iface.line_up and iface.wide:
            iface.device.ip6.receive_bytes(data, iface)
        else:
            iface.drop(Reason.LINE_DOWN if iface.wide else Reason.UNKNOWN_PROTOCOL)

    def carries(self, wide: bool) -> bool:
        """May datagrams of IPv6 (`wide`) or IPv4 go inside?"""
        mode = self.config.mode
        return mode not in (IPIP, IPSEC) if wide else mode != IPV6IP

    def deliver(self, packet: ipv4.IPv4) -> None:
        """A datagram came out of the tunnel (also called by IPsec for `tunnel mode ipsec`)."""
        iface = self.iface
        bus = iface.device.bus
        if iface.taps:
            iface.tap(False, packet.encode())
        if bus.wants(events.Decapsulated):
            ends = packet.src, packet.dst
            bus.emit(events.Decapsulated(iface.name, self.config.mode, *ends, packet.length, packet.ttl))
        # a far end's keepalive goes back to it even while our own line protocol is down
        if iface.line_up or packet.protocol == ipv4.GRE:
            iface.device.ip.receive(packet, iface)
        else:
            iface.drop(Reason.LINE_DOWN)

    def send_keepalive(self) -> bool:
        """A GRE packet holding the GRE packet that the far end will route back to us."""
        config = self.config
        inner_gre = gre.Gre(KEEPALIVE, b"", config.key).encode()
        inside = ipv4.IPv4(self.remote, self.local, ipv4.GRE, inner_gre, 255)
        bus = self.iface.device.bus
        if bus.wants(events.KeepaliveSent):
            sizes = inside.length, inside.ttl
            bus.emit(events.KeepaliveSent(self.iface.name, inside.src, inside.dst, *sizes, self.unanswered))
        payload = self._gre(gre.IPV4, inside.encode(), self.remote)
        return self._own(ipv4.IPv4(self.local, self.remote, ipv4.GRE, payload, config.ttl))
