"""Security associations: sequence numbers, the anti-replay window, volume, and the database of inbound ones by SPI.

RFC 4301 section 4.4.2 (SAD), RFC 4303 sections 2.2, 3.3.3, 3.4.3 and appendix A (window).
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from iosemu.crypto.esp import Transform
from iosemu.features.ipsec.events import OneSa
from iosemu.features.keying.contract import SaRef, SaSet
from iosemu.records import dataclass, field
from iosemu.wire import ipv4
from iosemu.wire.esp import in_udp

if TYPE_CHECKING:
    from iosemu.features.ipsec.flow import Flow

LAST_SEQUENCE = 0xFFFFFFFF


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


@dataclass(slots=True, eq=False)
class Sa:
    """One direction. `src` and `dst` are the outer addresses; `volume` counts clear bytes."""

    spi: int
    src: int
    dst: int
    transform: Transform
    tunnel: bool  # mode
    pair: SaPair = field(repr=False)
    conn_id: int
    replay: Replay
    udp: tuple[int, int] | None = (
        None  # (source, destination) port of UDP encapsulation, as this SA's packets have them
    )
    sequence: int = 0  # last one sent
    packets: int = 0
    volume: int = 0

    def seal(self, packet: ipv4.IPv4, flags: int = 0) -> ipv4.IPv4:
        """The datagram that carries `packet`. `flags` is the DF bit of a new outer header (tunnel mode).

        Sequence numbers must be left (`LAST_SEQUENCE`): the caller looks.
        """
        sequence = self.sequence = self.sequence + 1
        self.packets += 1
        if self.tunnel:
            inside = packet.encode()
            payload = self.transform.seal(sequence, inside, ipv4.IPIP)
            self.volume += len(inside)
            outer = ipv4.IPv4(self.src, self.dst, ipv4.ESP, payload, 255, packet.tos, 0, flags)
        else:
            inside = packet.payload
            payload = self.transform.seal(sequence, inside, packet.protocol)
            self.volume += len(inside)
            outer = ipv4.IPv4(
                packet.src, packet.dst, ipv4.ESP, payload, packet.ttl, packet.tos, packet.ident, packet.flags_offset,
            )  # fmt: skip
        if self.udp is not None:
            outer.protocol = ipv4.UDP
            outer.payload = in_udp(*self.udp, outer.payload)
        return outer


@dataclass(slots=True, eq=False)
class SaPair:
    """What one exchange made: an inbound and an outbound SA of a flow."""

    flow: Flow = field(repr=False)
    made: SaSet
    created: float  # virtual time
    seconds: int  # lifetime; 0: for ever
    kilobytes: int  # 0: no limit by volume
    quota: int  # kilobytes at which this end counts it as used up: jittered, so that both ends do not rekey at once
    inbound: Sa = field(init=False)
    outbound: Sa = field(init=False)
    enabled: bool = False  # the outbound SA may be used
    rekeying: bool = False  # asked for a successor
    replaced: bool = False  # has one

    def told(self, sa: Sa, kilobytes: int) -> OneSa:
        """One of the two as it is now, for an event."""
        return OneSa(sa.dst, sa.spi, self.made.proposal, sa.conn_id, kilobytes)

    def kilobytes_left(self, sa: Sa) -> int:
        return max(self.quota - (sa.volume + 1023 >> 10), 0)

    def seconds_left(self, now: float) -> int:
        return max(int(self.created + self.seconds - now), 0)


class Sadb:
    """Inbound SAs and pairs by outbound SA, each by what names an SA, and connection numbers."""

    def __init__(self, rng: Random, first_conn_id: int) -> None:
        self._rng = rng
        self._conn_id = first_conn_id
        self.inbound: dict[SaRef, Sa] = {}
        self.by_outbound: dict[SaRef, SaPair] = {}
        self._reserved: set[int] = set()  # SPIs in use, or about to be

    def spi(self) -> int:
        """A fresh SPI of ours, random as IOS's, 0x100 or above, kept free until released or used."""
        while True:
            spi = self._rng.randrange(0x100, 0x100000000)
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
        """Is neither of the two SAs there yet? Two configured SPIs may be the same."""
        return made.inbound not in self.inbound and made.outbound not in self.by_outbound

    def add(self, pair: SaPair) -> None:
        self._reserved.add(pair.inbound.spi)
        self.inbound[pair.made.inbound] = pair.inbound
        self.by_outbound[pair.made.outbound] = pair

    def remove(self, pair: SaPair) -> None:
        self.inbound.pop(pair.made.inbound, None)
        self._reserved.discard(pair.inbound.spi)
        self.by_outbound.pop(pair.made.outbound, None)

    def find(self, ref: SaRef) -> SaPair | None:
        """The pair to which an SA of either direction belongs."""
        inbound = self.inbound.get(ref)
        return inbound.pair if inbound is not None else self.by_outbound.get(ref)

    def pairs(self) -> Iterator[SaPair]:
        return iter(tuple(self.by_outbound.values()))
