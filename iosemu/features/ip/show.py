"""`show ip traffic`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.drops import Reason
from iosemu.features.ip.sections import sections
from iosemu.wire import icmp


def _count(table: dict[tuple[int, int], int], *kinds: int) -> int:
    return sum(number for (kind, _), number in table.items() if kind in kinds)


def _icmp(device: Device) -> Iterator[str]:
    layer = device.ip.icmp
    got, sent = layer.received, layer.sent
    known = (
        icmp.REDIRECT, icmp.UNREACHABLE, icmp.ECHO, icmp.ECHO_REPLY, icmp.MASK, icmp.MASK_REPLY, icmp.SOURCE_QUENCH,
        icmp.PARAMETER_PROBLEM, icmp.TIMESTAMP, icmp.INFORMATION,
    )  # fmt: skip
    other = sum(got.values()) - _count(got, *known)
    yield "ICMP statistics:"
    yield (
        f"  Rcvd: 0 format errors, {layer.bad_checksum} checksum errors, {_count(got, icmp.REDIRECT)} redirects, "
        f"{_count(got, icmp.UNREACHABLE)} unreachable"
    )
    yield (
        f"        {_count(got, icmp.ECHO)} echo, {_count(got, icmp.ECHO_REPLY)} echo reply, "
        f"{_count(got, icmp.MASK)} mask requests, {_count(got, icmp.MASK_REPLY)} mask replies, "
        f"{_count(got, icmp.SOURCE_QUENCH)} quench"
    )
    yield (
        f"        {_count(got, icmp.PARAMETER_PROBLEM)} parameter, {_count(got, icmp.TIMESTAMP)} timestamp, "
        f"{_count(got, icmp.INFORMATION)} info request, {other} other"
    )
    yield "        0 irdp solicitations, 0 irdp advertisements"
    if device.software.time_exceeded_counted:
        yield f"        {_count(got, icmp.TIME_EXCEEDED)} time exceeded, 0 info replies"
    yield (
        f"  Sent: {_count(sent, icmp.REDIRECT)} redirects, {_count(sent, icmp.UNREACHABLE)} unreachable, "
        f"{_count(sent, icmp.ECHO)} echo, {_count(sent, icmp.ECHO_REPLY)} echo reply"
    )
    yield "        0 mask requests, 0 mask replies, 0 quench, 0 timestamp"
    yield f"        0 info reply, {_count(sent, icmp.TIME_EXCEEDED)} time exceeded, 0 parameter problem"
    yield "        0 irdp solicitations, 0 irdp advertisements"


def show_traffic(ctx: Context) -> Iterator[str]:
    """Counters since power-on or `clear ip traffic`; features tell the sections of their protocols."""
    device: Device = ctx.device
    stats, arp = device.ip.stats, device.ip.arp
    drops = [counters for iface in device.interfaces.values() if (counters := iface.counters.drops)]
    spoofed = sum(table.get(Reason.MARTIAN, 0) for table in drops)
    unverified = sum(table.get(Reason.UNICAST_RPF, 0) for table in drops)
    yield "IP statistics:"
    yield f"  Rcvd:  {stats.received} total, {stats.local} local destination"
    yield (
        f"         {stats.format_errors} format errors, {stats.checksum_errors} checksum errors, "
        f"{stats.bad_hops} bad hop count"
    )
    yield f"         {stats.unknown_protocol} unknown protocol, {stats.not_gateway} not a gateway"
    yield f"         0 security failures, 0 bad options, {stats.options} with options"
    yield f"  Opts:  0 end, 0 nop, 0 basic security, {stats.loose_source_routes} loose source route"
    yield "         0 timestamp, 0 extended security, 0 record route"
    strict = stats.strict_source_routes
    yield f"         0 stream ID, {strict} strict source route, {stats.alerts} alert, 0 cipso, 0 ump"
    known = stats.alerts + stats.loose_source_routes + strict
    yield f"         {max(stats.options - known, 0)} other"
    yield (
        f"  Frags: {stats.reassembled} reassembled, {stats.reassembly_timeouts} timeouts, "
        f"{stats.not_reassembled} couldn't reassemble"
    )
    yield (
        f"         {stats.fragmented} fragmented, {stats.fragments_made} fragments, "
        f"{stats.not_fragmented} couldn't fragment"
    )
    yield f"  Bcast: {stats.broadcasts_in} received, {stats.broadcasts_out} sent"
    yield f"  Mcast: {stats.multicasts_in} received, {stats.multicasts_out} sent"
    yield f"  Sent:  {stats.generated} generated, {stats.forwarded} forwarded"
    yield (f"  Drop:  {stats.encapsulation_failed} encapsulation failed, 0 unresolved, 0 no adjacency")
    yield f"         {stats.no_route} no route, {unverified} unicast RPF, {spoofed} forced drop"
    yield "         0 options denied"
    yield ""
    yield from _icmp(device)
    yield ""
    yield from sections(device)
    yield "ARP statistics:"
    yield f"  Rcvd: {arp.requests_received} requests, {arp.replies_received} replies, 0 reverse, 0 other"
    yield f"  Sent: {arp.requests_sent} requests, {arp.replies_sent} replies ({arp.proxied} proxy), 0 reverse"
    yield "  Drop due to input queue full: 0"
