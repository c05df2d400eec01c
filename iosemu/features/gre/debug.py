"""Words of `debug tunnel` and of the tunnel messages in the log."""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.gre import events
from iosemu.features.gre.model import BARE, IPIP, IPV6IP
from iosemu.types import format_ipv4

FLAGS = (Flag("tunnel", "Generic IP:", "Tunnel Interface debugging"),)


def _transport(mode: str) -> str:
    return {IPIP: "IP/IP", IPV6IP: "IPv6/IP"}.get(mode, "GRE/IP")


def _ends(src: int, dst: int) -> str:
    return f"{format_ipv4(src)}->{format_ipv4(dst)}"


def _encapsulated(event: events.Encapsulated, told: Audience) -> Iterable[str]:
    yield (
        f"{event.iface}: {_transport(event.mode)} encapsulated {_ends(event.src, event.dst)}"
        f" (linktype=7, len={event.length})"
    )


def _received(event: events.Received, told: Audience) -> Iterable[str]:
    yield (
        f"{event.iface}: {_transport(event.mode)} to decaps {_ends(event.src, event.dst)}"
        f" (len={event.length} ttl={event.ttl})"
    )


def _decapsulated(event: events.Decapsulated, told: Audience) -> Iterable[str]:
    name = event.mode.upper() if event.mode in BARE else "GRE"
    yield (
        f"{event.iface}: {name} decapsulated IP {_ends(event.src, event.dst)}"
        f" (len={event.length}, ttl={event.ttl})"
    )


def _keepalive_sent(event: events.KeepaliveSent, told: Audience) -> Iterable[str]:
    yield (
        f"{event.iface}: sending keepalive, {_ends(event.src, event.dst)}"
        f" (len={event.length} ttl={event.ttl}), counter={event.counter}"
    )


def _keepalive_received(event: events.KeepaliveReceived, told: Audience) -> Iterable[str]:
    yield (
        f"{event.iface}: keepalive received, {_ends(event.src, event.dst)}"
        f" (len={event.length} ttl={event.ttl}), resetting counter"
    )


DEBUG = {
    "tunnel": {
        events.Encapsulated: _encapsulated,
        events.Received: _received,
        events.Decapsulated: _decapsulated,
        events.KeepaliveSent: _keepalive_sent,
        events.KeepaliveReceived: _keepalive_received,
    }
}


def _looped(event: events.LoopedChain, told: Audience) -> Message:
    where = f"{event.iface}, addr {format_ipv4(event.next_hop)}" if event.next_hop else str(event.iface)
    text = f"Midchain parent maintenance for IP midchain out of {where} - looped chain attempting to stack"
    return Message("ADJ", 5, "PARENT", text)


def _recursive(event: events.RecursiveRouting, told: Audience) -> Message:
    return Message("TUN", 5, "RECURDOWN", f"{event.iface} temporarily disabled due to recursive routing")


SYSLOG = {events.LoopedChain: _looped, events.RecursiveRouting: _recursive}
