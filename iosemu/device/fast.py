"""The fast path: what nobody looks at on its way goes on bytes alone.

    forward   through the router, to destinations whose way has no stages but one that works on bytes (policies)
    send      made here (tunnels), to such destinations
    deliver   to protocols that take bytes (ESP)
    Repeats   to whoever heard just this datagram before (hellos)

Each gives the same frames and counters as the whole stack, and leaves to that whatever is out of the usual: stages,
options, fragments, lines that are down, and `TRACED` heard; of which `forward` heeds `PassageEnded` only (what CEF
switches is in no debug), and counts as cached what it leaves to the stack for that.
What is remembered here goes with every change of a route, an interface, a neighbour's address, a stage or the
configuration (`IpStack.flush_cache`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from iosemu.device.ip_events import PacketHandled, PassageEnded
from iosemu.records import dataclass
from iosemu.types import IPv4, is_multicast
from iosemu.wire import ipv4
from iosemu.wire.checksum import checksum

if TYPE_CHECKING:
    from iosemu.device.fib import FastPath
    from iosemu.device.interface import Interface
    from iosemu.device.ip import IpStack
    from iosemu.device.rib import RoutingTable

TRACED = frozenset({PacketHandled, PassageEnded})
Taker = Callable[[bytes, int, int, "Interface"], bool]
"""Takes the datagram at an offset of a frame, up to another, that came in on an interface; False: it needs the whole
stack, and nothing has been done."""


class ByBytes(Protocol):
    """An output stage, and what comes behind it, on bytes."""

    def treat(self, frame: bytes, at: int, end: int, came: Interface, path: FastPath) -> int:
        """The datagram between two offsets of a frame, which came in on `came`, is to leave by `path`: the ToS that it
        leaves with now, -1: it does not (it was dropped, or waits)."""



def forward(stack: IpStack, frame: bytes, at: int, iface: Interface) -> bool:
    """Forward the datagram at offset `at` of a frame on its bytes alone; False when it needs the whole stack."""
    hit = iface.table.fast.get(frame[at + 16 : at + 20])
    if hit is None or hit.iface is iface or frame[at] != 0x45 or frame[at + 12] >= 224:  # no source is a group
        return False
    end = frame[at + 2] << 8 | frame[at + 3]
    middle = int.from_bytes(frame[at + 8 : at + 12], "big")  # TTL, protocol, checksum
    if middle < 0x0200_0000 or not 20 <= end <= hit.limit or iface.config.address is None:
        return False
    end += at
    if end > len(frame) or int.from_bytes(frame[at : at + 20], "big") % 65535:
        return False
    stage = hit.iface.by_bytes
    if stage is not None:
        return _through(stage, stack, hit, frame, at, end, iface)
    if stack.traced:
        stack.receive(ipv4.IPv4.decode(frame[at:end]), iface)
        _count(stack, hit, iface, len(frame), max(len(hit.head) + end - at, hit.minimum))
        return True
    # RFC 1624: one less in the TTL is 0x100 more in the checksum, with end-around carry
    middle -= 0x00FF_FF00 if middle & 0xFFFF < 0xFEFF else 0x0100_FEFF
    out = hit.head + frame[at : at + 8] + middle.to_bytes(4, "big") + frame[at + 12 : end]
    if len(out) < hit.minimum:
        out = out.ljust(hit.minimum, b"\0")
    stats = stack.stats
    stats.received += 1
    stats.forwarded += 1
    sub = hit.sub
    if sub is not None:
        sub.out_packets += 1
        sub.out_bytes += len(out)
        sub.last_output = stack.device.scheduler.now
    _count(stack, hit, iface, len(frame), len(out))
    hit.port.transmit(out)
    return True


def _through(
    stage: ByBytes, stack: IpStack, hit: FastPath, frame: bytes, at: int, end: int, iface: Interface
) -> bool:
    """Through an output stage. It is counted as what the whole stack forwards."""
    if stack.traced or stack.witness is not None:
        return False
    stats = stack.stats
    stats.received += 1
    stats.forwarded += 1
    tos = stage.treat(frame, at, end, iface, hit)
    if tos < 0:
        return True
    ttl, protocol = frame[at + 8] - 1, frame[at + 9]
    head = b"\x45%c%b%c%c\0\0%b" % (tos, frame[at + 2 : at + 8], ttl, protocol, frame[at + 12 : at + 20])
    out = b"%b%b%b%b%b" % (hit.head, head[:10], checksum(head).to_bytes(2, "big"), head[12:], frame[at + 20 : end])
    if len(out) < hit.minimum:
        out = out.ljust(hit.minimum, b"\0")
    sub = hit.sub
    if sub is not None:
        sub.out_packets += 1
        sub.out_bytes += len(out)
        sub.last_output = stack.device.scheduler.now
    hit.port.transmit(out)
    return True


def _count(stack: IpStack, hit: FastPath, iface: Interface, came: int, left: int) -> None:
    """A decision made before was good for a datagram, too: `came` and `left` are the bytes of its frames."""
    counters = iface.counters
    counters.cached_in += 1
    counters.cached_in_bytes += came
    if iface.name.sub is not None:
        counters = stack.device.interfaces[iface.name.parent].counters
        counters.cached_in += 1
        counters.cached_in_bytes += came + (0 if iface.config.native else 4)  # its tag
    sub = hit.sub
    if sub is not None:
        sub.cached_out += 1
        sub.cached_out_bytes += left
    counters = hit.port.counters
    counters.cached_out += 1
    counters.cached_out_bytes += left


def remember(stack: IpStack, dst: IPv4, table: RoutingTable, out: Interface, next_hop: IPv4) -> None:
    """The next datagram to `dst` may take the fast path, if the driver knows its neighbour."""
    maker = getattr(out.driver, "fast_path", None)
    if maker is None or dst in table.broadcasts or not stack.routing or not stack.cef or not out.config.route_cache:
        return
    if out.output_stages and (out.by_bytes is None or len(out.output_stages) > 1):
        return
    path = maker(next_hop)
    if path is not None:
        table.fast[dst.to_bytes(4, "big")] = path


def learn(stack: IpStack, dst: IPv4, table: RoutingTable, out: Interface, next_hop: IPv4) -> None:
    """A datagram made here went to `dst` that way, the only one: tunnels may `send` there."""
    from iosemu.device.rib import CACHED

    maker = getattr(out.driver, "fast_path", None)
    if maker is None or not stack.routing or out.output_stages or dst in table.broadcasts:
        return
    if out.table.is_broadcast(next_hop):
        return
    path = maker(next_hop)
    if path is not None:
        if len(table.own) >= CACHED:
            table.own.clear()
        table.own[dst] = path


def send(
    stack: IpStack, path: FastPath, src: IPv4, dst: IPv4, protocol: int, payload: bytes, ttl: int, tos: int, flags: int
) -> None:  # fmt: skip
    """A datagram made here, no longer than `path.limit`, to where `path` (of `table.own`) leads; it is `open`."""
    stack.stats.generated += 1
    ident = stack.next_ident()
    frame = path.head + ipv4.header(src, dst, protocol, len(payload), ttl, tos, ident, flags) + payload
    if len(frame) < path.minimum:
        frame = frame.ljust(path.minimum, b"\0")
    sub = path.sub
    if sub is not None:
        sub.out_packets += 1
        sub.out_bytes += len(frame)
        sub.last_output = stack.device.scheduler.now
    path.port.transmit(frame)


def deliver(stack: IpStack, frame: bytes, at: int, iface: Interface) -> bool:
    """Hand the datagram at offset `at` of a frame to a protocol that takes bytes, if it is for us and whole."""
    if len(frame) < at + 20 or frame[at] != 0x45:
        return False
    taker = stack.takers.get(frame[at + 9])
    if (
        taker is None
        or int.from_bytes(frame[at + 16 : at + 20], "big") not in iface.table.receive
        or frame[at + 6] & 0x3F
        or frame[at + 7]
        or iface.config.address is None
        or not stack.bus.deaf(TRACED)
    ):
        return False
    end = at + (frame[at + 2] << 8 | frame[at + 3])
    if not at + 20 <= end <= len(frame) or int.from_bytes(frame[at : at + 20], "big") % 65535:
        return False
    stats = stack.stats
    if not taker(frame, at, end, iface):
        return False
    stats.received += 1
    stats.local += 1
    return True


@dataclass(slots=True)
class Repeat:
    """A datagram that was heard: its header but for identification and checksum, addresses apart, and its payload.
    When it comes again `method(*arguments)` is all that is to be done; False: no longer."""

    start: bytes
    middle: bytes
    payload: bytes
    to_many: bool
    method: Callable[..., bool]
    arguments: tuple[object, ...]


class Repeats:
    """What came in on each interface and will come again: the hellos of neighbours. By source and destination."""

    def __init__(self, stack: IpStack) -> None:
        self.stack = stack
        self._heard: dict[Interface, dict[bytes, Repeat]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._heard.values()))

    def expect(self, packet: ipv4.IPv4, iface: Interface, method: Callable[..., bool], *arguments: object) -> None:
        """`packet` was for us, came in on `iface` and will come again: `method(*arguments)` is told then, not who takes
        its protocol. `method` looks whether what it knows still holds, and gives False if not.
        """
        if packet.options or packet.is_fragment or not self.stack.bus.deaf(TRACED):
            return
        data = packet.encode()
        repeat = Repeat(data[:4], data[6:10], packet.payload, is_multicast(packet.dst), method, arguments)
        self._heard.setdefault(iface, {})[data[12:20]] = repeat

    def forget(self, iface: Interface, src: IPv4, dst: IPv4) -> None:
        """It will not come again."""
        known = self._heard.get(iface)
        if known is not None:
            known.pop(src.to_bytes(4, "big") + dst.to_bytes(4, "big"), None)
            if not known:
                del self._heard[iface]

    def clear(self, iface: Interface | None = None) -> None:
        if iface is None:
            self._heard.clear()
        else:
            self._heard.pop(iface, None)

    def take(self, data: bytes, iface: Interface, to_many: bool | None = None) -> bool:
        """Is this datagram one of them? Then it has been dealt with. `to_many`: how its frame came (None: in none)."""
        known = self._heard.get(iface)
        repeat = known.get(data[12:20]) if known is not None else None
        if (
            repeat is None
            or data[20 : 20 + len(repeat.payload)] != repeat.payload
            or data[:4] != repeat.start
            or data[6:10] != repeat.middle
            or to_many not in (None, repeat.to_many)
            or iface.input_stages
            or int.from_bytes(data[:20], "big") % 65535
            or not self.stack.bus.deaf(TRACED)
        ):
            return False
        if not repeat.method(*repeat.arguments):
            self.clear(iface)
            return False
        stats = self.stack.stats
        stats.received += 1
        stats.local += 1
        stats.multicasts_in += repeat.to_many
        return True
