"""Fragments (RFC 791 section 3.2): cutting datagrams, and putting those for us together again."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.records import dataclass, field, replace
from iosemu.types import IPv4
from iosemu.wire import icmp, ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.ip import IpStack
    from iosemu.device.passage import Passage
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.sim.scheduler import Timer

TIMEOUT = 15.0  # seconds from the first piece that arrives
_LARGEST = 65515  # bytes of payload
_MAX_PENDING = 64  # datagrams in pieces; more, and the oldest goes

Key = tuple[str, IPv4, IPv4, int, int, object]
"""VRF, source, destination, protocol, identification, and the SA that opened it: pieces that came protected are of one
datagram only with each other (RFC 4301 section 7)."""


def fragments(packet: ipv4.IPv4, mtu: int) -> Iterator[ipv4.IPv4]:
    """Cut a datagram (or a fragment) into pieces of at most `mtu` bytes. Only copied options stay in the later ones."""
    room = (mtu - (48 if packet.wide else 20) - len(packet.options)) & ~7
    room = max(room, 8)
    more = packet.flags_offset & ipv4.MORE_FRAGMENTS
    first = packet.flags_offset & 0x1FFF
    size = len(packet.payload)
    for start in range(0, size, room):
        last = start + room >= size
        yield replace(
            packet,
            payload=packet.payload[start : start + room],
            flags_offset=(more if last else ipv4.MORE_FRAGMENTS) | first + (start >> 3),
            options=packet.options if packet.wide or (start == 0 and not first) else _copied(packet.options),
        )


def _copied(options: bytes) -> bytes:
    """Those options whose copied flag is set, padded to words."""
    kept = b""
    at = 0
    while at < len(options) and options[at] != 0:
        size = 1 if options[at] == 1 or at + 1 >= len(options) else max(options[at + 1], 2)
        if options[at] & 0x80:
            kept += options[at : at + size]
        at += size
    return kept + b"\0" * (-len(kept) % 4)


@dataclass(slots=True)
class _Pending:
    iface: Interface
    timer: Timer
    pieces: dict[int, ipv4.IPv4] = field(default_factory=dict)  # offset in bytes -> fragment
    order: list[int] = field(default_factory=list)  # their offsets, ascending
    have: int = 0  # bytes
    size: int | None = None  # of the whole payload, known with the last piece


class Reassembly:
    """Datagrams for us that came in pieces."""

    def __init__(self, stack: IpStack | Ip6Stack, timeout: float = TIMEOUT) -> None:
        self.stack = stack
        self.timeout = timeout  # seconds
        self._pending: dict[Key, _Pending] = {}

    def close(self) -> None:
        """Power off: what is in pieces is lost without a word."""
        for pending in self._pending.values():
            pending.timer.cancel()
        self._pending.clear()

    def add(self, passage: Passage, iface: Interface) -> ipv4.IPv4 | None:
        """One piece; returns the datagram when it was the last missing one.

        Pieces that overlap take the whole datagram with them (RFC 5722 section 3 says why); a copy of one is ignored.
        """
        packet = passage.packet
        offset, size = (packet.flags_offset & 0x1FFF) << 3, len(packet.payload)
        last = not packet.flags_offset & ipv4.MORE_FRAGMENTS
        if not size or (size & 7 and not last):
            self.stack.stats.not_reassembled += 1
            return None
        key = (passage.vrf.name, packet.src, packet.dst, packet.protocol, packet.ident, passage.origin)
        pending = self._pending.get(key)
        if pending is None:
            if len(self._pending) >= _MAX_PENDING:
                self._give_up(next(iter(self._pending)))
            timer = self.stack.device.scheduler.after(self.timeout, self._expire, key)
            pending = self._pending[key] = _Pending(iface, timer)
        same = pending.pieces.get(offset)
        if same is not None and len(same.payload) == size:
            return None
        if not self._fits(pending, offset, offset + size, last):
            self._give_up(key)
            return None
        pending.pieces[offset] = packet
        insort(pending.order, offset)
        pending.have += size
        if last:
            pending.size = offset + size
        if pending.have != pending.size:
            return None
        pending.timer.cancel()
        del self._pending[key]
        self.stack.stats.reassembled += 1
        payload = b"".join(pending.pieces[at].payload for at in pending.order)
        return replace(pending.pieces[0], payload=payload, flags_offset=0)

    @staticmethod
    def _fits(pending: _Pending, start: int, end: int, last: bool) -> bool:
        """No byte twice, nothing behind the end."""
        if end > _LARGEST or (pending.size is not None and (last or end > pending.size)):
            return False
        at = bisect_left(pending.order, start)
        if at < len(pending.order) and (last or pending.order[at] < end):
            return False
        if at == 0:
            return True
        before = pending.order[at - 1]
        return before + len(pending.pieces[before].payload) <= start

    def _give_up(self, key: Key) -> None:
        self._pending.pop(key).timer.cancel()
        self.stack.stats.not_reassembled += 1

    def _expire(self, key: Key) -> None:
        pending = self._pending.pop(key, None)
        if pending is None:
            return
        self.stack.stats.reassembly_timeouts += 1
        self.stack.stats.not_reassembled += 1
        first = pending.pieces.get(0)
        if first is not None:
            self.stack.icmp.time_exceeded(first, pending.iface, icmp.REASSEMBLY)  # type: ignore[arg-type]  # of the stack's family
