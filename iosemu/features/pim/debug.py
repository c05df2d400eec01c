"""`debug ip pim`, and what PIM logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.pim import events
from iosemu.features.pim.events import Oif
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import pim
from iosemu.wire.pim import JoinPrune, Source

FLAGS = (Flag("pim", "PIM:", "PIM debugging"),)


def _bits(source: Source) -> str:
    words = ((pim.RPT, "RPT-bit"), (pim.WILDCARD, "WC-bit"), (pim.SPARSE, "S-bit"))
    return ", ".join(f"{word} set" for bit, word in words if source.flags & bit)


def _named(source: Source) -> str:
    return "*" if source.flags & pim.WILDCARD else f"{format_ipv4(source.address)}/32"


def _lists(message: JoinPrune) -> Iterator[str]:
    for group in message.groups:
        name = format_ipv4(group.group)
        for word, sources in (("Join", group.joins), ("Prune", group.prunes)):
            for source in sources:
                bits = _bits(source)
                yield f"PIM(0): {word}-list: ({_named(source)}, {name})" + (f", {bits}" if bits else "")


def _kind(message: JoinPrune) -> str:
    return {pim.Type.GRAFT: "Graft", pim.Type.GRAFT_ACK: "Graft-Ack"}.get(pim.Type(message.kind), "Join/Prune")


def _hello(event: events.HelloSeen, told: Audience) -> Iterable[str]:
    if event.peer:
        yield f"PIM(0): Received v2 Hello on {event.iface} from {format_ipv4(event.peer)}"
    else:
        yield f"PIM(0): Send periodic v2 Hello on {event.iface}"


def _joins_heard(event: events.JoinsHeard, told: Audience) -> Iterable[str]:
    to = ", to us" if event.ours else ", not to us"
    to = to if event.message.kind == pim.Type.JOIN_PRUNE else ""
    yield f"PIM(0): Received v2 {_kind(event.message)} on {event.iface} from {format_ipv4(event.peer)}{to}"
    yield from _lists(event.message)


def _joins_sent(event: events.JoinsSent, told: Audience) -> Iterable[str]:
    message, to = event.message, format_ipv4(event.message.upstream)
    if message.kind == pim.Type.GRAFT:
        for group in message.groups:
            yield f"PIM(0): Building Graft message for {format_ipv4(group.group)}, {event.iface}:"
            yield from (f"     {format_ipv4(source.address)}/32 count 1" for source in group.joins)
        yield f"PIM(0): Send v2 Graft to {to} ({event.iface})"
        return
    rows = [(g, s, w) for g in message.groups for w, many in (("Join", g.joins), ("Prune", g.prunes)) for s in many]
    for group, source, word in rows:
        whom = "*" if source.flags & pim.WILDCARD else format_ipv4(source.address)
        yield f"PIM(0): Insert ({whom},{format_ipv4(group.group)}) {word.lower()} in nbr {to}'s queue"
    yield f"PIM(0): Building Join/Prune packet for nbr {to}"
    for group, source, word in rows:
        words = ((pim.WILDCARD, "WC-bit"), (pim.RPT, "RPT-bit"), (pim.SPARSE, "S-bit"))
        bits = ", ".join(name for bit, name in words if source.flags & bit)
        yield f"PIM(0):  Adding v2 ({format_ipv4(source.address)}/32, {format_ipv4(group.group)}), {bits} {word}"
    yield f"PIM(0): Send v2 join/prune to {to} ({event.iface})"


def _entry(source: IPv4, group: IPv4) -> str:
    return f"({format_ipv4(source) if source else '*'}, {format_ipv4(group)})"


def _oif(event: events.OifChanged, told: Audience) -> Iterable[str]:
    entry = _entry(event.source, event.group)
    if event.how is Oif.PRUNED:
        yield f"PIM(0): Prune {event.iface}/{format_ipv4(event.group)} from {entry}"
    else:
        word = "Update" if event.how is Oif.RENEWED else "Add"
        why = "Graft" if event.how is Oif.GRAFTED else "SG Join" if event.source else "*G Join"
        yield f"PIM(0): {word} {event.iface}/{format_ipv4(event.neighbor)} to {entry}, Forward state, by PIM {why}"


def _register_sent(event: events.RegisterSent, told: Audience) -> Iterable[str]:
    kind = "Null Register" if event.null else "Register"
    source, group = format_ipv4(event.source), format_ipv4(event.group)
    yield f"PIM(0): Send v2 {kind} to {format_ipv4(event.rp)} for {source}, group {group}"


def _register_heard(event: events.RegisterHeard, told: Audience) -> Iterable[str]:
    yield f"PIM(0): Received v2 Register on {event.iface} from {format_ipv4(event.peer)}"
    yield f"     for {format_ipv4(event.source)}, group {format_ipv4(event.group)}"


def _stop_sent(event: events.StopSent, told: Audience) -> Iterable[str]:
    source, group = format_ipv4(event.source), format_ipv4(event.group)
    yield f"PIM(0): Send v2 Register-Stop to {format_ipv4(event.peer)} for {source}, group {group}"


def _stop_heard(event: events.StopHeard, told: Audience) -> Iterable[str]:
    yield f"PIM(0): Received v2 Register-Stop on {event.iface} from {format_ipv4(event.peer)}"
    yield f"PIM(0): for source {format_ipv4(event.source)}, group {format_ipv4(event.group)}"


def _assert(event: events.AssertSeen, told: Audience) -> Iterable[str]:
    entry = f"source {format_ipv4(event.source)}, group {format_ipv4(event.group)}"
    if event.peer:
        yield f"PIM(0): Received v2 Assert on {event.iface} from {format_ipv4(event.peer)}"
    else:
        yield f"PIM(0): Send v2 Assert on {event.iface} for {entry}"


DEBUG = {
    "pim": {
        events.HelloSeen: _hello, events.JoinsHeard: _joins_heard, events.JoinsSent: _joins_sent,
        events.OifChanged: _oif, events.RegisterSent: _register_sent, events.RegisterHeard: _register_heard,
        events.StopSent: _stop_sent, events.StopHeard: _stop_heard, events.AssertSeen: _assert,
    },
}  # fmt: skip


def _log_neighbor(event: events.NeighborChanged, told: Audience) -> Message:
    tail = "" if event.up else " DR" if event.designated else " non DR"
    text = f"neighbor {format_ipv4(event.neighbor)} {'UP' if event.up else 'DOWN'} on interface {event.iface}{tail}"
    return Message("PIM", 5, "NBRCHG", text)


def _log_dr(event: events.DrChanged, told: Audience) -> Message:
    before, after = format_ipv4(event.before), format_ipv4(event.after)
    return Message("PIM", 5, "DRCHG", f"DR change from neighbor {before} to {after} on interface {event.iface}")


SYSLOG = {events.NeighborChanged: _log_neighbor, events.DrChanged: _log_dr}
