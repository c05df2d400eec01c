"""`show ip ospf traffic`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.ospf.describe import heading, ports, processes
from iosemu.features.ospf.states import NetworkType

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf.stats import Traffic
    from iosemu.features.ospf.virtual import VirtualPort
    from iosemu.types import InterfaceName

_NAMES = ("Hello", "DB des", "LS req", "LS upd", "LS ack")


def totals(traffics: list[Traffic]) -> tuple[list[int], list[int]]:
    """(received, sent) packets by type, of several counters."""
    return (
        [sum(each.packets_in[kind] for each in traffics) for kind in range(6)],
        [sum(each.packets_out[kind] for each in traffics) for kind in range(6)],
    )


def statistics(traffics: list[Traffic], indent: str = "  ") -> Iterator[str]:
    """Both ways, as `show ip ospf traffic` begins and `show ip traffic` says it."""
    received, sent = totals(traffics)
    bad = sum(each.errors.get("checksum", 0) for each in traffics)
    for word, counts, tail in (("Rcvd", received, f", {bad} checksum errors"), ("Sent", sent, "")):
        yield f"{indent}{word}: {sum(counts)} total{tail}"
        yield f"{indent}  {counts[1]} hello, {counts[2]} database desc, {counts[3]} link state req"
        yield f"{indent}  {counts[4]} link state updates, {counts[5]} link state acks"


def last_cleared(at: float | None, now: float) -> str:
    """``never``, or how long ago."""
    return "never" if at is None else uptime(now - at)


def show_ospf_traffic(
    ctx: Context, number: int | None = None, iface: InterfaceName | None = None
) -> Iterator[str]:
    found = list(processes(ctx, number))
    if iface is not None:
        yield from (line for process in found for port in ports(process) if port.name == iface for line in _port(port))
        return
    if not found:
        return
    yield ""
    yield "OSPF statistics:"
    now = found[0].host.now
    yield f"  Last clearing of OSPF traffic counters {last_cleared(found[0].traffic.cleared, now)}"
    yield from statistics([process.traffic for process in found])
    for process in found:
        yield from _process(process)


def _process(process: Process) -> Iterator[str]:
    yield from ["", heading(process), "", "Interface statistics:", ""]
    for port in ports(process):
        if port.kind is not NetworkType.LOOPBACK:
            yield from _port(port)
    yield from ["", f"Summary traffic statistics for process ID {process.number}:"]
    yield from _tables(process.traffic)


def _port(port: OspfPort | VirtualPort) -> Iterator[str]:
    yield from ["", f"    Interface {port.text}", ""]
    yield f"Last clearing of interface traffic counters {last_cleared(port.traffic.cleared, port.process.host.now)}"
    yield from _tables(port.traffic)


def _tables(traffic: Traffic) -> Iterator[str]:
    yield from ["", "OSPF packets received/sent", "", f"  {'Type':<14}{'Packets':<21}Bytes"]
    for name, packets, size in passed(traffic):
        yield from [""] if name == "TX Failed" else []
        yield f"  {name:<14}{packets:<21}{size}"
    yield from ["", "OSPF header errors"]
    errors = traffic.errors
    yield from (
        f"  {', '.join(f'{name} {errors.get(why, 0)}' for name, why in line)}{comma}" for line, comma in _ERRORS
    )
    yield from ["", "OSPF LSA errors"]
    yield f"  Type 0, Length 0, Data {errors.get('lsa', 0)}, Checksum 0"
    yield ""


def passed(traffic: Traffic) -> Iterator[tuple[str, int, int]]:
    """Name, packets and bytes of each row."""
    refused = sum(count for why, count in traffic.errors.items() if why != "lsa")
    yield "RX Invalid", refused, traffic.bytes_in[0]
    for kind, name in enumerate(_NAMES, 1):
        yield f"RX {name}", traffic.packets_in[kind], traffic.bytes_in[kind]
    yield "RX Total", sum(traffic.packets_in), sum(traffic.bytes_in)
    yield "TX Failed", traffic.packets_out[0], traffic.bytes_out[0]
    for kind, name in enumerate(_NAMES, 1):
        yield f"TX {name}", traffic.packets_out[kind], traffic.bytes_out[kind]
    yield "TX Total", sum(traffic.packets_out), sum(traffic.bytes_out)


_ERRORS = (
    ((("Length", "length"), ("Instance ID", ""), ("Checksum", "checksum"), ("Auth Type", "authentication type")), ","),
    ((("Version", "version"), ("Bad Source", "source"), ("No Virtual Link", "virtual link")), ","),
    ((("Area Mismatch", "area"), ("No Sham Link", ""), ("Self Originated", "self")), ","),
    ((("Duplicate ID", "duplicate router ID"), ("Hello", "hello"), ("MTU Mismatch", "mtu")), ","),
    ((("Nbr Ignored", "neighbor ignored"), ("LLS", "lls"), ("Unknown Neighbor", "unknown neighbor")), ","),
    ((("Authentication", "authentication"), ("TTL Check Fail", "ttl"), ("Adjacency Throttle", "adjacency limit")), ","),
    ((("BFD", ""), ("Test discard", "test")), ""),
)
