"""The rows of `show ip traffic`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.wire import icmp

if TYPE_CHECKING:
    from iosemu.cli.context import Context


_MESSAGES = {
    icmp.ECHO: "echo", icmp.ECHO_REPLY: "echo reply", icmp.REDIRECT: "redirects", icmp.UNREACHABLE: "unreachable",
    icmp.TIME_EXCEEDED: "time exceeded",
}  # fmt: skip
_ARP = ("requests_received", "replies_received", "requests_sent", "replies_sent", "proxied")


def show_traffic(ctx: Context) -> Iterator[CountRow]:
    """Of IP, ICMP (received and sent) and ARP; those of other protocols are in their own shows."""
    ip = ctx.device.ip
    yield from (CountRow("IP", name, getattr(ip.stats, name)) for name in ip.stats.__slots__)
    for way, counts in (("received", ip.icmp.received), ("sent", ip.icmp.sent)):
        for kind, name in _MESSAGES.items():
            yield CountRow("ICMP", f"{name} {way}", sum(n for (each, _), n in counts.items() if each == kind))
    yield from (CountRow("ARP", name, getattr(ip.arp, name)) for name in _ARP)
