"""The fast path: forwarding on bytes alone, for destinations whose way has no stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.ip import IpStack
    from iosemu.device.rib import RoutingTable


def forward(stack: IpStack, frame: bytes, at: int, iface: Interface) -> bool:
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
    stats, device = stack.stats, stack.device
    stats.received += 1
    stats.forwarded += 1
    counters = iface.counters
    counters.cached_in += 1
    counters.cached_in_bytes += len(frame)
    if iface.name.sub is not None:
        counters = device.interfaces[iface.name.parent].counters
        counters.cached_in += 1
        counters.cached_in_bytes += len(frame) + (0 if iface.config.native else 4)  # its tag
    sub = hit.sub
    if sub is not None:
        sub.out_packets += 1
        sub.out_bytes += len(out)
        sub.last_output = device.scheduler.now
        sub.cached_out += 1
        sub.cached_out_bytes += len(out)
    counters = hit.port.counters
    counters.cached_out += 1
    counters.cached_out_bytes += len(out)
    hit.port.transmit(out)
    return True


def remember(stack: IpStack, dst: IPv4, table: RoutingTable, out: Interface, next_hop: IPv4) -> None:
    """The next datagram to `dst` may take the fast path, if the driver knows its neighbour."""
    maker = getattr(out.driver, "fast_path", None)
    if maker is None or dst in table.broadcasts or not stack.routing or not stack.cef or not out.config.route_cache:
        return
    path = maker(next_hop)
    if path is not None:
        table.fast[dst.to_bytes(4, "big")] = path
