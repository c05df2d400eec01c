"""Security associations: sequence numbers, the anti-replay window, volume, and the database of inbound ones by SPI.

RFC 4301 section 4.4.2 (SAD), RFC 4303 sections 2.2, 3.3.3, 3.4.3 and appendix A (window), RFC 4302 sections 3.3, 3.4,
RFC 3173 (IPComp).
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from iosemu.crypto.esp import BadIcv, BadPacket, Transform
from iosemu.crypto.integrity import Hmac
from iosemu.features.ipsec.events import OneSa
from iosemu.features.keying.contract import ESP, IPCOMP, Layer, SaRef, SaSet
from iosemu.records import dataclass, field
from iosemu.wire import Malformed, ah, ipcomp, ipv4, lzs, pseudotime
from iosemu.wire.esp import in_udp
from iosemu.wire.pseudotime import Pseudotime

if TYPE_CHECKING:
    from iosemu.features.ipsec.flow import Flow

LAST_SEQUENCE = 0xFFFFFFFF
LAST_EXTENDED = 0xFFFFFFFFFFFFFFFF
NOMINAL_WINDOW = 64  # by which extended numbers are told where nobody checks for replays
UDP_HEADER = 8  # bytes
WORTH_COMPRESSING = 128  # bytes; IOS leaves what is shorter as it is


class Replay:
    """Sliding window of `size` packets below the highest sequence number that was authentic; size 0: no check."""

    __slots__ = ("_mask", "bitmap", "highest", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self._mask = (1 << size) - 1
        self.highest = 0
        self.bitmap = 0  # bit n: `highest - n` was seen

    def fresh(self, sequence: int) -> bool:
        """May a packet of this number still come?"""
        if not self.size:
            return True
        behind = self.highest - sequence
        if behind < 0:
            return True
        return sequence != 0 and behind < self.size and not self.bitmap >> behind & 1

    def seen(self, sequence: int) -> None:
        """A packet of this number was authentic."""
        ahead = sequence - self.highest
        if ahead > 0:
            self.bitmap = (self.bitmap << ahead | 1) & self._mask if ahead < self.size else 1
            self.highest = sequence
        else:
            self.bitmap |= 1 << -ahead


def _high(sequence: int) -> bytes:
    return (sequence >> 32).to_bytes(4, "big")


@dataclass(slots=True, eq=False)
class Sa:
    """One layer of one direction. `src` and `dst` are the outer addresses, 0 those of what is inside (of a group);
    `volume` counts clear bytes."""

    layer: Layer
    spi: int
    src: int
    dst: int
    tunnel: bool  # mode: a header of its own
    pair: SaPair = field(repr=False)
    conn_id: int
    replay: Replay
    udp: tuple[int, int] | None  # (source, destination) port of UDP encapsulation, as this SA's packets have them
    extended: bool  # sequence numbers of 64 bits
    sequence: int = field(default=0, init=False)  # last one sent
    packets: int = field(default=0, init=False)
    volume: int = field(default=0, init=False)

    def seal(self, packet: ipv4.IPv4, flags: int, ident: int) -> ipv4.IPv4:
        """The datagram that carries `packet`. `flags` is the DF bit of a new outer header (tunnel mode), `ident` the
        identification of one that must not get another any more.

        Sequence numbers must be left (`full`): the caller looks.
        """
        raise NotImplementedError

    def open(self, packet: ipv4.IPv4, sequence: int) -> tuple[int, bytes]:
        """(protocol, bytes) of what is inside; `sequence` as `number` tells it. Raises BadIcv, BadPacket."""
        raise NotImplementedError

    @property
    def full(self) -> bool:
        """Was the last number sent that there is?"""
        return self.sequence >= (LAST_EXTENDED if self.extended else LAST_SEQUENCE)

    def next(self) -> tuple[int, bytes]:
        """The number of the next packet as it travels, and the half of an extended one that does not."""
        sequence = self.sequence = self.sequence + 1
        self.packets += 1
        return (sequence & LAST_SEQUENCE, _high(sequence)) if self.extended else (sequence, b"")

    def number(self, low: int) -> int:
        """The sequence number of a packet that came, from the half that travels: that which is nearest to the window
        (RFC 4303 appendix A2.1)."""
        if not self.extended:
            return low
        high, top = divmod(self.replay.highest, LAST_SEQUENCE + 1)
        bottom = top - (self.replay.size or NOMINAL_WINDOW) + 1
        if bottom >= 0:
            high += low < bottom
        elif high and low >= bottom & LAST_SEQUENCE:
            high -= 1
        return high << 32 | low


@dataclass(slots=True, eq=False)
class EspSa(Sa):
    transform: Transform

    def wrap(self, protocol: int, payload: bytes) -> tuple[int, bytes]:
        """Protocol and payload of the datagram that carries this."""
        sequence = self.sequence = self.sequence + 1  # next(), spelled out: most packets come by here
        self.packets += 1
        self.volume += len(payload)
        if self.extended:
            sealed = self.transform.seal(sequence & LAST_SEQUENCE, payload, protocol, _high(sequence))
        else:
            sealed = self.transform.seal(sequence, payload, protocol)
        return (ipv4.ESP, sealed) if self.udp is None else (ipv4.UDP, in_udp(*self.udp, sealed))

    def room(self, payload: int) -> int:
        """Bytes that `wrap` makes of so many."""
        return self.transform.layout.sealed(payload) + (UDP_HEADER if self.udp is not None else 0)

    def seal(self, packet: ipv4.IPv4, flags: int, ident: int) -> ipv4.IPv4:
        if self.tunnel:
            protocol, payload = self.wrap(ipv4.IPIP, packet.encode())
            src, dst = self.src or packet.src, self.dst or packet.dst
            return ipv4.IPv4(src, dst, protocol, payload, 255, packet.tos, 0, flags)
        protocol, payload = self.wrap(packet.protocol, packet.payload)
        return ipv4.IPv4(
            packet.src, packet.dst, protocol, payload, packet.ttl, packet.tos, packet.ident, packet.flags_offset,
            packet.options,
        )  # fmt: skip

    def open(self, packet: ipv4.IPv4, sequence: int) -> tuple[int, bytes]:
        return self.transform.open(packet.payload, _high(sequence) if self.extended else b"")


@dataclass(slots=True, eq=False)
class TimedEspSa(EspSa):
    """Of a group whose members tell replays by time: each datagram has that of its sender. Tunnel mode only."""

    def seal(self, packet: ipv4.IPv4, flags: int, ident: int) -> ipv4.IPv4:
        clock = self.pair.made.clock
        now = int(clock.pseudotime * 1000) if clock is not None else 0
        protocol, payload = self.wrap(pseudotime.PROTOCOL, Pseudotime(ipv4.IPIP, now, packet.encode()).encode())
        if clock is not None:
            clock.sealed()
        src, dst = self.src or packet.src, self.dst or packet.dst
        return ipv4.IPv4(src, dst, protocol, payload, 255, packet.tos, 0, flags)


@dataclass(slots=True, eq=False)
class AhSa(Sa):
    hmac: Hmac

    def seal(self, packet: ipv4.IPv4, flags: int, ident: int) -> ipv4.IPv4:
        sequence, high = self.next()
        value = self.hmac.icv_size
        inside = packet.encode() if self.tunnel else packet.payload
        self.volume += len(inside)
        header = ah.Ah(ipv4.IPIP if self.tunnel else packet.protocol, self.spi, sequence, bytes(value), inside)
        payload = header.encode()
        if self.tunnel:
            src, dst = self.src or packet.src, self.dst or packet.dst
            outer = ipv4.IPv4(src, dst, ipv4.AH, payload, 255, packet.tos, ident, flags)
        else:
            outer = ipv4.IPv4(
                packet.src, packet.dst, ipv4.AH, payload, packet.ttl, packet.tos, packet.ident or ident,
                packet.flags_offset, packet.options,
            )  # fmt: skip
        header.icv = self.hmac.icv(ah.covered(outer, value) + high)
        outer.payload = header.encode()
        return outer

    def open(self, packet: ipv4.IPv4, sequence: int) -> tuple[int, bytes]:
        try:
            header = ah.Ah.decode(packet.payload)
        except Malformed as error:
            raise BadPacket(str(error)) from error
        value = self.hmac.icv_size
        # some pad to eight octets, as only IPv6 asks for
        if len(header.icv) not in (value, -(-(ah.HEADER + value) // 8) * 8 - ah.HEADER):
            raise BadPacket("AH: a check value of another hash")
        high = _high(sequence) if self.extended else b""
        if self.hmac.icv(ah.covered(packet, value) + high) != header.icv[:value]:
            raise BadIcv("integrity check value does not fit")
        return header.next_header, header.payload


@dataclass(slots=True, eq=False)
class CompressionSa(Sa):
    """IPComp with LZS: not an SA but an association (RFC 3173 section 4), which IOS shows with them. The innermost."""

    def seal(self, packet: ipv4.IPv4, flags: int, ident: int) -> ipv4.IPv4:
        """What is short, or would be longer, stays as it is, without a header that says so (section 2.2)."""
        counters = self.pair.flow.counters
        protocol, inside = packet.protocol, packet.payload
        if self.tunnel:
            protocol, inside = ipv4.IPIP, packet.encode()
        self.volume += len(inside)
        if len(inside) < WORTH_COMPRESSING:
            counters.not_compressed += 1
        else:
            squeezed = ipcomp.IpComp(protocol, self.spi, lzs.encode(inside)).encode()
            if len(squeezed) < len(inside):
                protocol, inside = ipv4.IPCOMP, squeezed
                counters.compressed += 1
                self.packets += 1
            else:
                counters.compression_failed += 1
        if self.tunnel:
            src, dst = self.src or packet.src, self.dst or packet.dst
            return ipv4.IPv4(src, dst, protocol, inside, 255, packet.tos, 0, flags)
        return ipv4.IPv4(
            packet.src, packet.dst, protocol, inside, packet.ttl, packet.tos, packet.ident, packet.flags_offset,
            packet.options,
        )  # fmt: skip

    def open(self, packet: ipv4.IPv4, sequence: int) -> tuple[int, bytes]:
        try:
            header = ipcomp.IpComp.decode(packet.payload)
            if header.cpi != self.spi:
                raise BadPacket("IPComp: another CPI")
            return header.next_header, lzs.decode(header.payload)
        except Malformed as error:
            raise BadPacket(str(error)) from error


@dataclass(slots=True, eq=False)
class SaPair:
    """What one exchange made: the SAs of a flow, mostly an inbound and an outbound one."""

    flow: Flow = field(repr=False)
    made: SaSet
    created: float  # virtual time
    seconds: int  # lifetime; 0: for ever
    kilobytes: int  # 0: no limit by volume
    quota: int  # kilobytes at which this end counts it as used up: jittered, so that both ends do not rekey at once
    ins: tuple[Sa, ...] = ()  # the outermost layer first; () when nothing comes
    outs: tuple[Sa, ...] = ()
    enabled: bool = False  # the outbound SA may be used
    rekeying: bool = False  # asked for a successor
    replaced: bool = False  # has one

    @property
    def inbound(self) -> Sa:
        """The outermost."""
        return self.ins[0]

    @property
    def outbound(self) -> Sa:
        return self.outs[0]

    @property
    def sas(self) -> list[Sa]:
        """All, layer by layer."""
        if not self.ins or not self.outs:
            return [*self.ins, *self.outs]
        return [sa for both in zip(self.ins, self.outs, strict=True) for sa in both]

    def seal(self, packet: ipv4.IPv4, flags: int, ident: int) -> ipv4.IPv4:
        """Through all outbound layers, the innermost first."""
        for sa in reversed(self.outs):
            packet = sa.seal(packet, flags, ident)
        return packet

    @property
    def plain(self) -> EspSa | None:
        """The outbound SA, if it is ESP alone, in transport mode, and has sequence numbers left."""
        sa = self.outs[0] if len(self.outs) == 1 else None
        return sa if isinstance(sa, EspSa) and not sa.tunnel and not sa.full else None

    def told(self, sa: Sa, kilobytes: int) -> OneSa:
        """One of them as it is now, for an event."""
        return OneSa(sa.dst, sa.spi, sa.layer, sa.conn_id, kilobytes)

    def kilobytes_left(self, sa: Sa) -> int:
        return max(self.quota - (sa.volume + 1023 >> 10), 0)

    def seconds_left(self, now: float) -> int:
        return max(int(self.created + self.seconds - now), 0)


def _in_packet(ref: SaRef) -> tuple[str, bytes]:
    return ref.vrf, ref.destination.to_bytes(4, "big") + ref.spi.to_bytes(4, "big")


class Sadb:
    """Inbound SAs and pairs by outbound SA, each by what names an SA, and connection numbers."""

    def __init__(self, rng: Random, first_conn_id: int) -> None:
        self._rng = rng
        self._conn_id = first_conn_id
        self.inbound: dict[SaRef, Sa] = {}
        self.alone: dict[tuple[str, bytes], EspSa] = {}  # of one layer, short numbers, by address as in a packet
        self.by_outbound: dict[SaRef, SaPair] = {}
        self._pairs: dict[SaPair, None] = {}
        self._groups: dict[SaRef, list[SaPair]] = {}  # pairs of flows that share the SAs of a group
        self._reserved: set[int] = set()  # SPIs in use, or about to be

    def spi(self, protocol: str = ESP) -> int:
        """A fresh SPI (or CPI) of ours, random as IOS's, 0x100 or above, kept free until released or used."""
        end = ipcomp.HIGHEST_CPI + 1 if protocol == IPCOMP else 0x100000000
        while True:
            spi = self._rng.randrange(0x100, end)
            if spi not in self._reserved:
                self._reserved.add(spi)
                return spi

    def release(self, spi: int) -> None:
        """A reserved SPI came to nothing (never call it for one in use)."""
        self._reserved.discard(spi)

    def conn_id(self) -> int:
        """1, 2, 3 … (software engine) or 2001 … : one for each SA."""
        found = self._conn_id
        self._conn_id += 1
        return found

    def free(self, made: SaSet) -> bool:
        """Is none of the SAs there yet? Two configured SPIs may be the same."""
        return self.inbound.keys().isdisjoint(made.inbounds) and self.by_outbound.keys().isdisjoint(made.outbounds)

    def add(self, pair: SaPair) -> None:
        self._pairs[pair] = None
        if pair.made.of_group:
            self._groups.setdefault(pair.made.ref, []).append(pair)
            if pair.sas[0].pair is not pair:
                return
        self._reserved.update(sa.spi for sa in pair.ins)
        for ref, sa in zip(pair.made.inbounds, pair.ins, strict=False):  # IPComp, the innermost, has no name
            self.inbound[ref] = sa
            if isinstance(sa, EspSa) and len(pair.ins) == 1 and not sa.extended:
                self.alone[_in_packet(ref)] = sa
        for ref in pair.made.outbounds:
            self.by_outbound[ref] = pair

    def remove(self, pair: SaPair) -> None:
        self._pairs.pop(pair, None)
        if pair.made.of_group and self._left(pair):
            return
        for ref in pair.made.inbounds:
            self.inbound.pop(ref, None)
            self.alone.pop(_in_packet(ref), None)
        self._reserved.difference_update(sa.spi for sa in pair.ins)
        for ref in pair.made.outbounds:
            self.by_outbound.pop(ref, None)

    def _left(self, pair: SaPair) -> bool:
        """Do other flows still share its SAs? The oldest of them has them now."""
        pairs = self._groups[pair.made.ref]
        pairs.remove(pair)
        if not pairs:
            del self._groups[pair.made.ref]
            return False
        for sa in pair.sas:
            sa.pair = pairs[0]
        for ref in pair.made.outbounds:
            self.by_outbound[ref] = pairs[0]
        return True

    def sharing(self, ref: SaRef) -> list[SaPair]:
        """The pairs of all flows that share the SAs of a group; of others none."""
        return list(self._groups.get(ref, ()))

    def serves(self, sa: Sa, entry: object) -> bool:
        """Is it one for traffic of that entry of a crypto map?"""
        made = sa.pair.made
        if not made.of_group:
            return sa.pair.flow.entry is entry
        return any(pair.flow.entry is entry for pair in self._groups.get(made.ref, ()))

    @property
    def reserved(self) -> frozenset[int]:
        """SPIs in use, or about to be."""
        return frozenset(self._reserved)

    def incoming(self, ref: SaRef) -> Sa | None:
        """The SA of a datagram that was sent to an address: ours, or one of a group."""
        found = self.inbound.get(ref)
        return found if found is not None else self.inbound.get(ref._replace(destination=0))

    def find(self, ref: SaRef) -> SaPair | None:
        """The pair to which an SA of either direction belongs."""
        inbound = self.inbound.get(ref)
        return inbound.pair if inbound is not None else self.by_outbound.get(ref)

    def pairs(self) -> Iterator[SaPair]:
        return iter(tuple(self._pairs))
