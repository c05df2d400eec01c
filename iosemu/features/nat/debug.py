"""`debug ip nat`, and the messages of translation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.nat import events
from iosemu.features.nat.rewrite import flow_of, parts
from iosemu.types import format_ipv4
from iosemu.wire import ipv4

FLAGS = (
    Flag("ip nat", "Generic IP:", "IP NAT debugging"),
    Flag("ip nat detailed", "Generic IP:", "IP NAT detailed debugging"),
)
_NAMES = {ipv4.ICMP: "icmp", ipv4.TCP: "tcp", ipv4.UDP: "udp", ipv4.GRE: "gre", ipv4.ESP: "esp"}


def _change(name: str, before: int, after: int) -> str:
    return f"{name}={before}" if before == after else f"{name}={before}->{after}"


def _ports(event: events.Translated, head: str) -> Iterator[str]:
    """Only where one has changed."""
    old, new = flow_of(event.before), flow_of(event.after)
    if old is None or new is None or old[9:] == new[9:]:
        return
    protocol, _, _, src, dst = parts(old)
    _, _, _, new_src, new_dst = parts(new)
    if protocol == ipv4.ICMP:
        yield f"{head} ICMP id={src}->{new_src}"
    else:
        yield f"{head} {_NAMES[protocol].upper()} {_change('s', src, new_src)}, {_change('d', dst, new_dst)}"


def _translated(event: events.Translated, told: Audience) -> Iterator[str]:
    before, after = event.before, event.after
    head = "NAT:" if event.first else "NAT*:"
    yield from _ports(event, head)
    src, new_src, dst, new_dst = map(format_ipv4, (before.src, after.src, before.dst, after.dst))
    if src != new_src:
        yield f"{head} s={src}->{new_src}, d={dst} [{before.ident}]"
    if dst != new_dst:
        yield f"{head} s={new_src}, d={dst}->{new_dst} [{before.ident}]"


def _detailed(event: events.Translated, told: Audience) -> Iterator[str]:
    before = event.before
    head = "NAT:" if event.first else "NAT*:"
    key = flow_of(before)
    _, src, dst, first, second = parts(key) if key is not None else (0, before.src, before.dst, 0, 0)
    name = _NAMES.get(before.protocol, str(before.protocol))
    ends = f"({format_ipv4(src)}, {first}) -> ({format_ipv4(dst)}, {second})"
    yield f"{head} {'i' if event.outward else 'o'}: {name} {ends} [{before.ident}]"
    if not told.debugs("ip nat"):
        yield from _translated(event, told)


def _made(event: events.EntryMade, told: Audience) -> Iterator[str]:
    yield f"NAT: Entry assigned id {event.number}"


def _gone(event: events.EntryGone, told: Audience) -> Iterator[str]:
    if event.expired:
        ends = f"{format_ipv4(event.inside_global)} ({format_ipv4(event.inside_local)})"
        kind = _NAMES.get(event.protocol, str(event.protocol))
        port = event.port
        yield f"NAT: expiring {ends} {kind} {port} ({port})" if event.protocol else f"NAT: expiring {ends}"
    yield f"NAT: Freeing nat entry, id {event.number}"


def _failed(event: events.AllocationFailed, told: Audience) -> Iterator[str]:
    address, destination = format_ipv4(event.address), format_ipv4(event.destination)
    yield f"NAT: failed to allocate address for {address}, list/map {event.name}"
    yield "NAT*: Can't create new inside entry - forced_punt_flags: 0"
    yield f"NAT: translation failed (A), dropping packet s={address} d={destination}"


DEBUG: dict[str, dict[type, Callable[..., Iterator[str]]]] = {
    "ip nat": {
        events.Translated: _translated, events.EntryMade: _made, events.EntryGone: _gone,
        events.AllocationFailed: _failed,
    },
    "ip nat detailed": {events.Translated: _detailed},
}  # fmt: skip


def _exhausted(event: events.AllocationFailed, told: Audience) -> Message | None:
    if not event.group:
        return None
    text = f"Address allocation failed for {format_ipv4(event.address)}, pool {event.group} might be exhausted"
    return Message("IPNAT", 4, "ADDR_ALLOC_FAILURE", text)


SYSLOG = {events.AllocationFailed: _exhausted}
