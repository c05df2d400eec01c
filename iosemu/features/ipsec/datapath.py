"""Packets through IPsec: clear ones out into ESP and AH, these in, checked and opened (RFC 4302, 4303, 3173).

out: flow -> current pair -> room on the way (DF, cutting before encryption) -> IPComp -> ESP, in UDP behind a NAT -> AH
in:  SA by (our address, SPI) -> of each layer anti-replay window, ICV, decryption -> selectors of the flow -> its head
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.esp import BadIcv, BadPacket, EspError
from iosemu.device.drops import Reason
from iosemu.device.passage import Marks
from iosemu.device.reassembly import fragments
from iosemu.features.ipsec import events
from iosemu.features.ipsec.flow import Counters, Flow, Head, ports_of
from iosemu.features.ipsec.model import InterfaceMap, MapSettings
from iosemu.features.ipsec.sadb import Sa, SaPair
from iosemu.features.ipsec.transforms import plaintext_mtu
from iosemu.features.keying.contract import AH, ESP, IPCOMP, Clock, SaRef
from iosemu.wire import Malformed, icmp, ipv4, pseudotime
from iosemu.wire.pseudotime import Pseudotime

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.ip_stats import IpStats
    from iosemu.device.passage import Passage
    from iosemu.features.ipsec.engine import IpsecEngine

DUMMY = 59  # next header of traffic flow padding, to be thrown away silently (RFC 4303 section 2.6)
SOFT_VOLUME = 0.9  # part of the volume after which an SA is renewed
COMPLAINT = 30.0  # seconds between two messages about packets that fail their checks
NOTIFY_INTERVAL = 1.0  # seconds between two INVALID-SPI notifications to one peer
MOST_NOTIFIED = 1024  # peers remembered for that
COMPLAINT_CLEAR = 60.0  # … about clear packets and unknown SPIs


class DataPath:
    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.host = engine.host
        self.unknown = Counters()  # of packets that belong to no flow
        self._notified: dict[tuple[str, int], float] = {}  # (VRF, peer) -> when it was last told of an unknown SPI
        self._ident = 0  # of datagrams that are cut before encryption

    def limit(self, flow: Flow, pair: SaPair) -> int:
        """The longest clear datagram whose ESP packet fits the way to the peer, bytes."""
        if flow.epoch != self.engine.epoch:
            flow.limit = plaintext_mtu(pair.made.proposal, self.engine.paths.of(flow))
            flow.limit -= pseudotime.SIZE if pair.made.clock is not None else 0
            flow.epoch = self.engine.epoch
        return flow.limit

    def protect(self, flow: Flow, passage: Passage, iface: Interface) -> list[Passage]:
        """What a clear datagram becomes: one ESP datagram, or several when it is cut before encryption; none when it
        is dropped. Too long a datagram that must not be cut is answered with its plaintext MTU.
        """
        pair, packet = flow.current, passage.packet
        if pair is None:
            self.no_sa_yet(flow)
            return []
        if isinstance(flow.entry, MapSettings) and flow.entry.pre_classify:
            inside = passage.marks.inside if passage.marks is not None else None
            passage.marks = Marks(inside=inside or packet, clear=packet)
        if pair.made.proposal.tunnel:
            local, config = iface.get(InterfaceMap) or InterfaceMap(), self.engine.config
            settings = flow.head.settings(flow)
            df_bit = (settings.df_bit if settings is not None else "") or local.df_bit or config.df_bit
            keep = packet.df if df_bit == "copy" else df_bit == "set"
            flags = ipv4.DONT_FRAGMENT if keep else 0
            if packet.length > self.limit(flow, pair):
                if keep:
                    self._too_long(flow, passage, iface)
                    return []
                before = (local.fragmentation or config.fragmentation) == "before-encryption"
                if before and not packet.df:
                    if not packet.ident:
                        packet = packet.named(packet.src, self.next_ident())
                    pieces = [self.seal(flow, piece, flags) for piece in fragments(packet, flow.limit)]
                    self._stats.fragmented += 1
                    self._stats.fragments_made += len(pieces)
                    return [_outer(passage, piece, flow, pair) for piece in pieces if piece is not None]
            sealed = self.seal(flow, packet, flags)
        else:
            if packet.df and packet.length > self.limit(flow, pair):  # its DF bit is the sealed one's
                self._too_long(flow, passage, iface)
                return []
            sealed = self.seal(flow, packet)
        return [_outer(passage, sealed, flow, pair)] if sealed is not None else []

    def _too_long(self, flow: Flow, passage: Passage, iface: Interface) -> None:
        flow.counters.encaps_failed += 1
        iface.drop(Reason.FRAGMENTATION_NEEDED)
        self._stats.not_fragmented += 1
        packet = passage.packet
        came = passage.came or passage.vrf.v4.receive.get(packet.src, iface)
        self.host.device.ip.icmp.unreachable(packet, came, icmp.FRAGMENTATION_NEEDED, flow.limit)

    @property
    def _stats(self) -> IpStats:
        return self.host.device.ip.stats

    def next_ident(self) -> int:
        self._ident = self._ident % 0xFFFF + 1
        return self._ident

    def seal(self, flow: Flow, packet: ipv4.IPv4, flags: int = 0) -> ipv4.IPv4 | None:
        """One datagram through the flow's outbound SAs; None when there is none (keys are asked for then)."""
        pair = flow.current
        if pair is None:
            self.no_sa_yet(flow)
            return None
        sa = pair.outs[0]
        if sa.full:
            flow.counters.rollover_out += 1
            self.engine.lives.delete(pair, tell=True)
            self.engine.asking.want(flow)
            return None
        sealed = pair.seal(packet, flags, self.next_ident() if sa.layer.protocol == AH else 0)
        self._sealed(flow, sa)
        return sealed

    def wrap(self, flow: Flow, protocol: int, payload: bytes, room: int) -> tuple[int, bytes] | None:
        """`protect` of a datagram that may be fragmented, on bytes: protocol and payload of the sealed one, which has
        the same addresses. None: no SA, or one that does more, or more than `room` bytes; nothing was done."""
        sa = flow.current.plain if flow.current is not None else None
        if sa is None or sa.room(len(payload)) > room:
            return None
        sealed = sa.wrap(protocol, payload)
        self._sealed(flow, sa)
        return sealed

    def _sealed(self, flow: Flow, sa: Sa) -> None:
        """A datagram left through an SA (the outermost)."""
        flow.counters.encaps += 1
        flow.used_at = flow.sent_at = self.host.now
        pair = sa.pair
        if pair.kilobytes and sa.volume >= (pair.quota << 10) * SOFT_VOLUME:
            self.engine.lives.spent(sa)

    def no_sa_yet(self, flow: Flow) -> None:
        """A datagram was to be sealed, and there is no SA: it is lost, and keys are asked for."""
        flow.counters.no_sa += 1
        self.host.emit(events.NoOutboundSa(flow.peer, bool(flow.requests)))
        self.engine.asking.want(flow)

    def received(self, passage: Passage, iface: Interface) -> None:
        """An ESP or AH datagram of the IP stack."""
        self.sealed_input(passage.packet, passage.vrf.name, iface)

    def of_group(self, passage: Passage, head: Head) -> bool:
        """Is a whole datagram that is not for us sealed by an SA of a group whose traffic the head protects?"""
        if passage.packet.is_fragment:
            return False
        sa = self.engine.sadb.inbound.get(ref_of(passage.packet, passage.vrf.name)._replace(destination=0))
        if sa is None:
            return False
        sharing = self.engine.sadb.sharing(sa.pair.made.ref)
        return sa.pair.flow.head is head or any(pair.flow.head is head for pair in sharing)

    def sealed_input(
        self, packet: ipv4.IPv4, vrf: str, iface: Interface, ports: tuple[int, int] | None = None
    ) -> None:
        """An ESP or AH packet for one of our addresses in a VRF; `ports` (source, destination) when it came in UDP."""
        ref = ref_of(packet, vrf)
        sa = self.engine.sadb.incoming(ref)
        if sa is None or len(packet.payload) < 8:
            self._no_sa(ref, packet, iface)
            return
        pair = sa.pair
        flow = pair.flow
        counters = flow.counters
        counters.decaps += 1
        if sa is not pair.ins[0]:  # the layers around it are missing
            counters.invalid_protocol += 1
            return
        protocol, clear = 0, b""
        for layer in pair.ins:
            squeezed = layer.layer.protocol == IPCOMP
            if squeezed and protocol != ipv4.IPCOMP:  # the sender left it as it was
                counters.not_decompressed += 1
                break
            if protocol:  # one layer is off
                packet = ipv4.IPv4(
                    packet.src, packet.dst, protocol, clear, packet.ttl, packet.tos, packet.ident, 0, packet.options
                )
                if not squeezed and ref_of(packet, ref.vrf)[1::2] != (layer.layer.protocol, layer.spi):
                    self._another(ref_of(packet, ref.vrf), packet, counters, iface)
                    return
            opened = self._open(layer, packet) if not squeezed else self._decompress(layer, packet)
            if opened is None:
                return
            protocol, clear = opened
        if ports is not None and ports != sa.udp and sa.udp is not None:
            # the NAT has mapped the peer anew
            self.engine.desk.port_floated(sa.dst, sa.src, ports[1], ports[0], flow.vrf)
        counters.decrypted += 1
        counters.verified += 1
        self._deliver(sa, packet, protocol, clear, iface)

    def take(self, frame: bytes, at: int, end: int, iface: Interface) -> bool:
        """`received` on bytes, of ESP that nothing is wrong with: the datagram from `at` to `end` of a frame."""
        sa = self.engine.sadb.alone.get((iface.vrf.name, frame[at + 16 : at + 24]))
        sequence = int.from_bytes(frame[at + 24 : at + 28], "big")
        if sa is None or end < at + 28 or sequence == 0 or not sa.replay.fresh(sequence):
            return False
        try:
            protocol, clear = sa.transform.open(frame[at + 20 : end])
        except EspError:
            return False
        self._opened(sa, sequence, len(clear))
        flow = sa.pair.flow
        counters = flow.counters
        counters.decaps += 1
        counters.decrypted += 1
        counters.verified += 1
        src = int.from_bytes(frame[at + 12 : at + 16], "big")
        if protocol != ipv4.GRE or not flow.head.take(sa, src, clear, iface):
            packet = ipv4.IPv4.decode(frame[at:end])
            self._deliver(sa, packet, protocol, clear, iface)
        return True

    def _deliver(self, sa: Sa, packet: ipv4.IPv4, protocol: int, clear: bytes, iface: Interface) -> None:
        """What was in `packet`, under the innermost layer; `sa` is the outermost."""
        if protocol == DUMMY:
            return
        clock = sa.pair.made.clock
        if clock is not None:
            timed = self._in_time(sa, clock, packet, protocol, clear)
            if timed is None:
                return
            protocol, clear = timed.next_header, timed.payload
        inner = self._inner(sa.pair, packet, protocol, clear)
        if inner is None:
            return
        flow = sa.pair.flow
        if sa.pair.made.of_group:
            flow = self._whose(sa.pair, inner, iface) or flow
        if self._selected(flow, inner):
            self.heard(sa, flow)
            flow.head.deliver(sa, inner, iface)
            return
        flow.counters.invalid_identity += 1
        event = events.InvalidIdentity(flow.peer, sa.pair.inbound.spi, inner.src, inner.dst, inner.protocol)
        self.engine.complain(event, COMPLAINT_CLEAR)

    def _in_time(
        self, sa: Sa, clock: Clock, packet: ipv4.IPv4, protocol: int, clear: bytes
    ) -> Pseudotime | None:
        """What is behind the header of the sender's time; None: it is no such, or too old or too young."""
        counters = sa.pair.flow.counters
        if protocol != pseudotime.PROTOCOL:
            counters.invalid_protocol += 1
            return None
        try:
            timed = Pseudotime.decode(clear)
        except Malformed:
            counters.invalid_length += 1
            return None
        theirs = timed.milliseconds / 1000
        if clock.heard(theirs):
            return timed
        counters.replay_failed += 1
        event = events.OutOfTime(packet.src, clock.group, clock.pseudotime, theirs, clock.window)
        self.engine.complain(event, COMPLAINT)
        return None

    def _whose(self, pair: SaPair, inner: ipv4.IPv4, iface: Interface) -> Flow | None:
        """The flow of a datagram that came in an SA that several share: it counts it."""
        fitting = [each.flow for each in self.engine.sadb.sharing(pair.made.ref) if self._selected(each.flow, inner)]
        fitting.sort(key=lambda flow: iface not in flow.head.interfaces)
        if not fitting or fitting[0] is pair.flow:
            return fitting[0] if fitting else None
        for name in ("decaps", "decrypted", "verified"):
            for counters, more in ((pair.flow.counters, -1), (fitting[0].counters, 1)):
                setattr(counters, name, getattr(counters, name) + more)
        return fitting[0]

    def heard(self, sa: Sa, flow: Flow | None = None) -> None:
        """What came in an SA (the outermost) is traffic of its flow, or of one of those that share it."""
        pair = sa.pair
        flow = flow or pair.flow
        flow.used_at = flow.heard_at = self.host.now
        if pair.kilobytes and sa.volume >= (pair.quota << 10) * SOFT_VOLUME:
            self.engine.lives.spent(sa)

    @staticmethod
    def _opened(sa: Sa, sequence: int, size: int) -> None:
        """A packet was authentic."""
        sa.replay.seen(sequence)
        sa.packets += 1
        sa.sequence = sequence
        sa.volume += size

    def _open(self, sa: Sa, packet: ipv4.IPv4) -> tuple[int, bytes] | None:
        """(protocol, bytes) of what is in one layer; None: it is bad, and counted."""
        at = 4 if packet.protocol != ipv4.AH else 8
        sequence = sa.number(int.from_bytes(packet.payload[at : at + 4], "big"))
        counters = sa.pair.flow.counters
        if len(packet.payload) < at + 4:
            counters.invalid_length += 1
            return None
        if sequence == 0:  # the sender's counter has gone round (RFC 4303 section 3.3.3)
            counters.rollover_in += 1
            return None
        if not sa.replay.fresh(sequence):
            counters.replay_failed += 1
            self.engine.complain(events.ReplayFailed(sa.pair.flow.peer, sa.conn_id, sequence), COMPLAINT)
            return None
        try:
            opened = sa.open(packet, sequence)
        except BadIcv:
            counters.verify_failed += 1
            sequence &= 0xFFFFFFFF
            event = events.VerifyFailed(sa.pair.flow.peer, packet.dst, packet.src, sa.spi, sa.conn_id, sequence)
            self.engine.complain(event, COMPLAINT)
            return None
        except BadPacket:
            counters.invalid_length += 1
            return None
        self._opened(sa, sequence, len(opened[1]))
        return opened

    def _another(self, ref: SaRef, packet: ipv4.IPv4, counters: Counters, iface: Interface) -> None:
        """Under a layer comes what the bundle does not have there."""
        if packet.protocol in (ipv4.ESP, ipv4.AH) and self.engine.sadb.incoming(ref) is None:
            self._no_sa(ref, packet, iface)
        else:
            counters.invalid_protocol += 1

    @staticmethod
    def _decompress(sa: Sa, packet: ipv4.IPv4) -> tuple[int, bytes] | None:
        """`_open` of IPComp."""
        counters = sa.pair.flow.counters
        try:
            opened = sa.open(packet, 0)
        except BadPacket:
            counters.decompression_failed += 1
            return None
        counters.decompressed += 1
        sa.packets += 1
        sa.volume += len(opened[1])
        return opened

    def _inner(self, pair: SaPair, packet: ipv4.IPv4, protocol: int, clear: bytes) -> ipv4.IPv4 | None:
        """The datagram that was inside."""
        counters = pair.flow.counters
        if pair.made.proposal.tunnel:
            if protocol != ipv4.IPIP:
                counters.invalid_protocol += 1
                return None
            try:
                inner = ipv4.IPv4.decode(clear)
            except Malformed:
                counters.decaps_failed += 1
                return None
        else:
            inner = ipv4.IPv4(
                packet.src, packet.dst, protocol, clear, packet.ttl, packet.tos, packet.ident, 0, packet.options
            )
        return inner

    @staticmethod
    def _selected(flow: Flow, packet: ipv4.IPv4) -> bool:
        mine, theirs = flow.local_proxy, flow.remote_proxy
        if not mine.has(packet.dst) or not theirs.has(packet.src):
            return False
        if mine.protocol and packet.protocol != mine.protocol:
            return False
        if packet.flags_offset & 0x1FFF:
            return True
        source, destination = ports_of(packet)
        return (
            mine.first_port <= destination <= mine.last_port and theirs.first_port <= source <= theirs.last_port
        )

    def _no_sa(self, ref: SaRef, packet: ipv4.IPv4, iface: Interface) -> None:
        self.unknown.invalid_sa += 1
        for flow in self.engine.flows_with(packet.src, packet.dst, ref.vrf):
            flow.counters.invalid_sa += 1
            break
        event = events.InvalidSpi(packet.src, packet.dst, ref.spi, iface.name, ref.protocol)
        self.engine.complain(event, COMPLAINT_CLEAR)
        peer = ref.vrf, packet.src
        now, last = self.host.now, self._notified.pop(peer, None)
        if last is not None and now - last < NOTIFY_INTERVAL:
            self._notified[peer] = last
            return
        if len(self._notified) >= MOST_NOTIFIED:
            del self._notified[next(iter(self._notified))]
        self._notified[peer] = now
        for manager in self.engine.keying.managers.values():
            manager.invalid_spi(ref, packet.src)


def ref_of(packet: ipv4.IPv4, vrf: str) -> SaRef:
    """What names the SA that an ESP or AH packet was sent by."""
    protocol, at = (AH, 4) if packet.protocol == ipv4.AH else (ESP, 0)
    return SaRef(vrf, protocol, packet.dst, int.from_bytes(packet.payload[at : at + 4], "big"))


def _outer(passage: Passage, sealed: ipv4.IPv4, flow: Flow, pair: SaPair) -> Passage:
    made = passage.around(sealed, flow.head.front, pair.outbound)
    made.group = pair.made.qos_group
    return made
