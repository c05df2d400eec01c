"""Text of `show ipv6 traffic`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.wire import icmpv6


def show_ipv6_traffic(ctx: Context) -> Iterator[str]:
    stack = ctx.device.ip6
    stats, icmp, nd, routers = stack.stats, stack.icmp, stack.neighbours, stack.routers

    yield "IPv6 statistics:"
    yield f"  Rcvd:  {stats.received} total, {stats.local} local destination"
    yield "         0 source-routed, 0 truncated"
    yield f"         {stats.format_errors} format errors, {stats.bad_hops} hop count exceeded"
    yield "         0 bad header, 0 unknown option, 0 bad source"
    yield f"         {stats.unknown_protocol} unknown protocol, {stats.not_gateway} not a router"
    yield f"         {stats.reassembled + stats.reassembly_timeouts} fragments, {stats.reassembled} total reassembled"
    yield f"         {stats.reassembly_timeouts} reassembly timeouts, {stats.not_reassembled} reassembly failures"
    yield f"  Sent:  {stats.generated} generated, {stats.forwarded} forwarded"
    yield f"         {stats.fragmented} fragmented into {stats.fragments_made} fragments, {stats.not_fragmented} failed"
    failed = f"{stats.encapsulation_failed} encapsulation failed, {stats.no_route} no route"
    yield f"         {failed}, {stats.not_fragmented} too big"
    yield f"  Mcast: {stats.multicasts_in} received, {stats.multicasts_out} sent"
    yield ""
    yield "ICMP statistics:"
    total = sum(icmp.received.values()) + icmp.bad_checksum
    yield f"  Rcvd: {total} input, {icmp.bad_checksum} checksum errors, 0 too short"
    yield "        0 unknown info type, 0 unknown error type"
    yield from _messages(icmp.received, (routers.solicited, routers.heard), (nd.solicited, nd.advertised))
    yield f"  Sent: {sum(icmp.sent.values())} output, {icmp.limited} rate-limited"
    sent = nd.solicitations, nd.advertisements
    yield from _messages(icmp.sent, (routers.solicitations, routers.advertisements), sent)
    yield ""
    yield "UDP statistics:"
    udp = stack.udp
    yield f"  Rcvd: {udp.received} input, {udp.bad_checksum} checksum errors, 0 length errors"
    yield f"        {udp.no_port} no port, 0 dropped"
    yield f"  Sent: {udp.sent} output"
    yield ""
    yield "TCP statistics:"
    tcp = stack.tcp
    yield f"  Rcvd: {tcp.received} input, {tcp.bad_checksum} checksum errors"
    yield f"  Sent: {tcp.sent} output, {tcp.retransmitted} retransmitted"


def _messages(counts: Counter[tuple[int, int]], routers: tuple[int, int], neighbors: tuple[int, int]) -> Iterator[str]:
    """Those that were sent, or received, by kind."""

    def of(kind: int, code: int | None = None) -> int:
        return sum(n for (each, what), n in counts.items() if each == kind and code in (None, what))

    no_route, prohibited, scope, address, port, policy, reject = (of(icmpv6.UNREACHABLE, code) for code in range(7))
    yield f"        unreach: {no_route} routing, {prohibited} admin, {scope} neighbor, {address} address, {port} port"
    yield f"                 {policy} sa policy, {reject} reject route"
    error, header, option = (of(icmpv6.PARAMETER_PROBLEM, code) for code in range(3))
    yield f"        parameter: {error} error, {header} header, {option} option"
    expired, timeout = of(icmpv6.TIME_EXCEEDED, 0), of(icmpv6.TIME_EXCEEDED, 1)
    yield f"        {expired} hopcount expired, {timeout} reassembly timeout,{of(icmpv6.TOO_BIG)} too big"
    yield f"        {of(icmpv6.ECHO)} echo request, {of(icmpv6.ECHO_REPLY)} echo reply"
    yield "        0 group query, 0 group report, 0 group reduce"
    yield f"        {routers[0]} router solicit, {routers[1]} router advert, {of(icmpv6.REDIRECT)} redirects"
    yield f"        {neighbors[0]} neighbor solicit, {neighbors[1]} neighbor advert"
