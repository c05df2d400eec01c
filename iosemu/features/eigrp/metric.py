"""EIGRP metrics: the composite of a vector, crossing an interface, classic and wide (RFC 7868 sections 5.6, 5.7)."""

from __future__ import annotations

from iosemu.wire.eigrp import INFINITY, WIDE_INFINITY, Metric

UNREACHABLE = 0xFFFFFFFFFFFFFFFF  # composite metric of what cannot be reached, larger than any other
CLASSIC_UNREACHABLE = 0xFFFFFFFF
RIB_SCALE = 128
WIDE_SCALE = 65536

K = tuple[int, int, int, int, int, int]


def composite(vector: Metric, k: K) -> int:
    """The distance that DUAL compares; UNREACHABLE for an infinite vector."""
    if vector.unreachable:
        return UNREACHABLE
    k1, k2, k3, k4, k5, _ = k
    bandwidth, delay = parts(vector)
    value = k1 * bandwidth + k3 * delay
    if k2:
        value += k2 * bandwidth // max(256 - vector.load, 1)
    if k5:
        value = value * k5 // max(vector.reliability + k4, 1)
    return value


def parts(vector: Metric) -> tuple[int, int]:
    """What bandwidth and delay add to the composite, 4294967295 for an infinite delay."""
    if vector.wide:
        bandwidth = WIDE_SCALE * 10_000_000 // max(vector.bandwidth, 1)
        return bandwidth, CLASSIC_UNREACHABLE if vector.unreachable else vector.delay * WIDE_SCALE // 1_000_000
    return vector.bandwidth, CLASSIC_UNREACHABLE if vector.unreachable else vector.delay


def of_interface(bandwidth: int, delay: int, mtu: int, wide: bool) -> Metric:
    """Vector of an interface: bandwidth in kbit/s, delay in microseconds."""
    if wide:
        return Metric(delay * 1_000_000, bandwidth, mtu, wide=True)
    return Metric(min(256 * (delay // 10), INFINITY - 1), 256 * (10_000_000 // max(bandwidth, 1)), mtu)


def across(vector: Metric, link: Metric) -> Metric:
    """The vector that a neighbour reported, seen from here: the worst of everything, delays added."""
    if vector.unreachable:
        return vector
    if vector.wide:
        bandwidth = min(vector.bandwidth, link.bandwidth)
        delay = min(vector.delay + link.delay, WIDE_INFINITY - 1)
    else:
        bandwidth = max(vector.bandwidth, link.bandwidth)
        delay = min(vector.delay + link.delay, INFINITY - 1)
    return Metric(
        delay, bandwidth, min(vector.mtu, link.mtu), min(vector.hops + 1, 255),
        min(vector.reliability, link.reliability),
        max(vector.load, link.load), vector.tag, vector.flags, vector.wide,
    )  # fmt: skip


def unreachable(vector: Metric | None, wide: bool) -> Metric:
    """The same destination, infinitely far."""
    infinite = WIDE_INFINITY if wide else INFINITY
    if vector is None:
        return Metric(infinite, 0 if wide else 0xFFFFFFFF, 0, 0, 0, 0, wide=wide)
    return Metric(
        infinite, vector.bandwidth, vector.mtu, vector.hops, vector.reliability, vector.load, vector.tag, vector.flags,
        wide,
    )  # fmt: skip


def to_wide(vector: Metric) -> Metric:
    """A classic vector in wide units."""
    if vector.wide:
        return vector
    if vector.unreachable:
        return unreachable(None, True)
    bandwidth = 256 * 10_000_000 // max(vector.bandwidth, 1)
    return Metric(
        vector.delay * 10_000_000 // 256, bandwidth, vector.mtu, vector.hops, vector.reliability, vector.load,
        vector.tag, vector.flags, True,
    )  # fmt: skip


def to_classic(vector: Metric) -> Metric:
    """A wide vector in classic units, rounded down; fine differences are lost."""
    if not vector.wide:
        return vector
    if vector.unreachable:
        return unreachable(None, False)
    return Metric(
        min(vector.delay * 256 // 10_000_000, INFINITY - 1), 256 * (10_000_000 // max(vector.bandwidth, 1)), vector.mtu,
        vector.hops, vector.reliability, vector.load, vector.tag, vector.flags,
    )  # fmt: skip


def rib_metric(distance: int, wide: bool) -> int:
    """What the routing table shows: wide distances are divided by the RIB scale."""
    value = distance // RIB_SCALE if wide else distance
    return min(value, CLASSIC_UNREACHABLE)


def with_offset(vector: Metric, offset: int) -> Metric:
    """Offset lists work on the delay: a classic composite metric, and a wide one in the table, grows by `offset`."""
    if vector.unreachable:
        return vector
    if vector.wide:
        delay = min(vector.delay + offset * RIB_SCALE * 1_000_000 // WIDE_SCALE, WIDE_INFINITY - 1)
    else:
        delay = min(vector.delay + offset, INFINITY - 1)
    return Metric(
        delay, vector.bandwidth, vector.mtu, vector.hops, vector.reliability, vector.load, vector.tag, vector.flags,
        vector.wide,
    )  # fmt: skip
