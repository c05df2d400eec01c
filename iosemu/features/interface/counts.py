"""show interfaces summary, stats, accounting: one row for what the others tell at length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.interface import PROTOCOLS, Counters, Interface
from iosemu.features.interface.rates import rounded

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.interface.engine import InterfaceEngine

_LEGEND = """
 *: interface is up
 IHQ: pkts in input hold queue     IQD: pkts dropped from input queue
 OHQ: pkts in output hold queue    OQD: pkts dropped from output queue
 RXBS: rx rate (bits/sec)          RXPS: rx rate (pkts/sec)
 TXBS: tx rate (bits/sec)          TXPS: tx rate (pkts/sec)
 TRTL: throttle count
"""
_PASSED = ("Pkts In", "Chars In", "Pkts Out", "Chars Out")
_COLUMNS = ("IHQ", "IQD", "OHQ", "OQD", "RXBS", "RXPS", "TXBS", "TXPS", "TRTL")
_NARROW = ((23, 4, 6, 5, 6, 6, 5, 6, 5, 5), (22, 4, 6, 5, 6, 6, 5, 6, 5, 5))  # title, rows; 12.4
_WIDE = ((27, 4, 10, 10, 10, 10, 10, 10, 10, 10), (27, 4, 10, 10, 10, 10, 10, 10, 10, 10))


def _row(widths: tuple[int, ...], name: str, values: Iterable[object]) -> str:
    return f"{name:<{widths[0]}}" + "".join(f"{value!s:>{w}}" for value, w in zip(values, widths[1:], strict=True))


def summary_lines(device: Device, interfaces: Iterable[Interface]) -> Iterator[str]:
    """Nothing waits in an input queue, or is dropped there; a subinterface has no rates of its own."""
    title, row = _WIDE if device.software.wide_interface_summary else _NARROW
    yield from _LEGEND.split("\n")
    yield "  " + _row(title, "Interface", _COLUMNS)
    yield "-" * (2 + sum(title))
    for iface in interfaces:
        found = summed(device, iface)
        values: list[object] = ["-"] * 9 if found is None else [0, 0, *found, 0]
        yield f"{'*' if iface.up else ' '} " + _row(row, iface.text, values)


def summed(device: Device, iface: Interface) -> tuple[int, int, int, int, int, int] | None:
    """Packets that wait and that were dropped on their way out, bits and packets a second in and out; None: it has no
    rates of its own."""
    if iface.name.sub is not None:
        return None
    engine: InterfaceEngine = device.engine("interface")
    rates = engine.rates_of(iface)
    waiting = iface.link.held(iface) if iface.link is not None else 0
    dropped = iface.counters.drops.get(Reason.OUTPUT_QUEUE, 0)
    coming = rounded(rates.in_bits), int(rates.in_packets + 0.5)
    return waiting, dropped, *coming, rounded(rates.out_bits), int(rates.out_packets + 0.5)


def _counted(label: str, *values: int) -> str:
    return f"{label:>24}" + "".join(f"{value:>11}" for value in values)


def switched(device: Device, iface: Interface) -> dict[str, tuple[int, ...]]:
    """Packets in, bytes in, packets out, bytes out by path: what the fast path has forwarded is the route cache's, all
    else the process has seen."""
    c = iface.counters
    total = (c.in_packets, c.in_bytes, c.out_packets, c.out_bytes)
    cached = (c.cached_in, c.cached_in_bytes, c.cached_out, c.cached_out_bytes)
    found = {"Processor": tuple(every - fast for every, fast in zip(total, cached, strict=True))}
    if device.software.distributed_cache:
        found |= {"Route cache": (0, 0, 0, 0), "Distributed cache": cached}
    else:
        found["Route cache"] = cached
    return {**found, "Total": total}


def stats_lines(device: Device, interfaces: Iterable[Interface]) -> Iterator[str]:
    for iface in interfaces:
        if not iface.enabled:
            yield f"Interface {iface.text} is disabled"
            yield ""
            continue
        yield iface.text
        yield f"{'Switching path':>24}" + "".join(f"{word:>11}" for word in _PASSED)
        yield from (_counted(path, *counts) for path, counts in switched(device, iface).items())


def protocols_of(counters: Counters) -> dict[str, tuple[int, ...]]:
    """Packets in, bytes in, packets out, bytes out by protocol; those that were never seen are left out."""
    others = {name: counters.others.get(name, (0, 0, 0, 0)) for name in PROTOCOLS}
    total = (counters.in_packets, counters.in_bytes, counters.out_packets, counters.out_bytes)
    ip = tuple(count - sum(each[place] for each in others.values()) for place, count in enumerate(total))
    found = {"Other": tuple(others["Other"]), "IP": ip}
    found |= {name: tuple(counts) for name, counts in others.items() if name != "Other"}
    return {name: counts for name, counts in found.items() if any(counts)}


def accounting_lines(interfaces: Iterable[Interface]) -> Iterator[str]:
    for iface in interfaces:
        if not iface.enabled:
            yield f"Interface {iface.text} is disabled"
            yield ""
            continue
        yield f"{iface.text} {iface.config.description}"
        yield f"{'Protocol':>24}" + "".join(f"{word:>11}" for word in _PASSED)
        rows = protocols_of(iface.counters)
        yield from (_counted(name, *counts) for name, counts in rows.items())
        if not rows:
            yield "No traffic sent or received on this interface."
