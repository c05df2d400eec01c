"""Outbound route filters: the prefix list of a neighbour, that filters what it is told (RFC 5291, 5292)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.policy.model import PolicyConfig, PrefixListEntry, PrefixListEntry6
from iosemu.wire.bgp import (
    LONGEST,
    OLD_PREFIX_LIST,
    PREFIX_LIST,
    OrfAction,
    OrfEntry,
    RouteRefresh,
    Way,
    When,
    decode_filter,
    outbound_filters,
)

if TYPE_CHECKING:
    from iosemu.features.bgp.member import Member
    from iosemu.types import Prefix

WAYS = {"": 0, "receive": int(Way.RECEIVE), "send": int(Way.SEND), "both": int(Way.RECEIVE | Way.SEND)}
PATIENCE = 60.0  # seconds in which a neighbour has to say what it wants before it is told all

Filters = tuple[tuple[int, PrefixListEntry], ...]  # by sequence number


def capabilities(peer: Member) -> list[tuple[int, bytes]]:
    """What our OPEN says of it."""
    way = WAYS[peer.settings.policy.orf]
    return outbound_filters(way, peer.family) if way else []


def kind(peer: Member) -> int:
    """The type that both speak, the older one first; 0: none."""
    session = peer.session
    if session is None or session.open is None or session.sent_open is None:
        return 0
    both = session.open.filters(peer.family).keys() & session.sent_open.filters(peer.family).keys()
    return max(both, default=0)


def ways(peer: Member) -> tuple[int, int]:
    """Ours and theirs."""
    session, found = peer.session, kind(peer) or OLD_PREFIX_LIST
    if session is None or session.open is None or session.sent_open is None:
        return 0, 0
    theirs = session.open.filters(peer.family)
    return session.sent_open.filters(peer.family).get(found, 0), theirs.get(found, theirs.get(PREFIX_LIST, 0))


def sends(peer: Member) -> bool:
    """May we tell it what we want?"""
    ours, theirs = ways(peer)
    return bool(kind(peer) and ours & Way.SEND and theirs & Way.RECEIVE)


def waits(peer: Member) -> bool:
    """It may tell us what it wants, and has not yet."""
    ours, theirs = ways(peer)
    return bool(kind(peer) and ours & Way.RECEIVE and theirs & Way.SEND) and peer.filters is None


def send(peer: Member) -> None:
    """Our inbound prefix list as it is now, to count at once."""
    session = peer.session
    if session is None or not sends(peer):
        return
    device, name = peer.process.device, peer.settings.policy.prefix_in
    config = device.get(PolicyConfig)
    found = config.lists(peer.wide).get(name) if config is not None else None
    peer.inbound = peer.process.inbound(peer)
    entries = [OrfEntry(OrfAction.REMOVE_ALL).encode()]
    for sequence, entry in sorted(found.entries.items()) if found is not None else ():
        entries.append(OrfEntry(OrfAction.ADD, entry.permit, sequence, entry.ge, entry.le, entry.prefix).encode())
    parts = _parts(entries)
    for number, data in enumerate(parts, 1):
        when = When.IMMEDIATE if number == len(parts) else When.DEFER
        session.write(RouteRefresh(*peer.family, when=when, filters=[(kind(peer), data)]).message())
    peer.sent_filter = len(entries) > 1
    peer.epoch += 1
    peer.peer.sent.refreshes += len(parts)


def _parts(entries: list[bytes]) -> list[bytes]:
    """As many entries together as fit a message; all but the last are to wait for the next (RFC 5291 section 6)."""
    parts, room = [b""], LONGEST - len(RouteRefresh(when=When.DEFER, filters=[(0, b"")]).message())
    for entry in entries:
        if len(parts[-1]) + len(entry) > room:
            parts.append(b"")
        parts[-1] += entry
    return parts


def received(peer: Member, refresh: RouteRefresh) -> None:
    """It tells what it wants. What nobody understands takes the whole filter away."""
    if not ways(peer)[0] & Way.RECEIVE:
        return
    found = dict(peer.filters or ())
    kind_of_line = PrefixListEntry6 if peer.wide else PrefixListEntry
    for number, data in refresh.filters:
        if number != kind(peer):
            continue
        entries = decode_filter(data, peer.wide)
        for entry in entries if entries is not None else [OrfEntry(OrfAction.REMOVE_ALL)]:
            if entry.action == OrfAction.REMOVE_ALL:
                found.clear()
            elif entry.action == OrfAction.REMOVE:
                found.pop(entry.sequence, None)
            else:
                found[entry.sequence] = kind_of_line(entry.permit, entry.prefix, entry.least, entry.most)
    peer.filters = tuple(sorted(found.items(), key=lambda item: item[0]))


def permits(filters: Filters, prefix: Prefix) -> bool:
    """As a prefix list: none of the entries: deny; an empty one permits."""
    return next((entry.permit for _, entry in filters if entry.matches(prefix)), not filters)

