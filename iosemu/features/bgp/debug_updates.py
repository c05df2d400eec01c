"""Words of `debug ip bgp updates` and `debug ip bgp events`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from iosemu.device.debug import Audience
from iosemu.features.bgp import events as e
from iosemu.features.bgp.model import BgpConfig
from iosemu.features.bgp.show_table import family_text, format_hop
from iosemu.features.policy.model import PolicyConfig
from iosemu.features.policy.paths import communities_text
from iosemu.types import MAX_IPV4, Prefix6, format_ip, format_ipv4
from iosemu.wire.bgp_attributes import SEQUENCE, AsPath, Attributes, as_path_text


def number(vrf: str, wide: bool) -> int:
    """Which family: 0 is IPv4 unicast, 1 IPv6 unicast, 4 and 5 those of VRFs."""
    return (4 if vrf else 0) + wide


def is_wide(event: Any) -> bool:
    """Is it about networks of IPv6?"""
    if isinstance(event, e.UpdateReceived):
        return event.attributes.next_hop > MAX_IPV4
    if isinstance(event, e.ConditionChanged):
        return any(isinstance(prefix, Prefix6) for prefix in event.prefixes)
    return event.wide if isinstance(event, e.Scanned) else isinstance(event.prefix, Prefix6)


class OfFamily:
    """Words of events of one family."""

    def __init__(self, words: Callable[..., Iterator[str]], wide: bool) -> None:
        self.words = words
        self.wide = wide

    def __call__(self, event: Any, told: Audience) -> Iterator[str]:
        return self.words(event, told) if is_wide(event) == self.wide else iter(())


def _lead(event: Any) -> str:
    return f"BGP({number(event.vrf, is_wide(event))}):"


def _hop(event: Any, address: int) -> str:
    return format_hop(address, is_wide(event))


def _wanted(event: Any, told: Audience, direction: str) -> bool:
    address, way = told.options or (None, "")
    return way in ("", direction) and (address is None or getattr(event, "peer", address) == address)


def _next_hop(attributes: Attributes) -> str:
    """With its link-local address."""
    text = format_hop(attributes.next_hop, attributes.next_hop > MAX_IPV4)
    return f"{text} ({format_ip(attributes.link_local)})" if attributes.link_local else text


def attributes_text(attributes: Attributes, told: Audience) -> str:
    """``nexthop 10.0.12.2, origin i, metric 0, merged path 65002, AS_PATH``"""
    parts = [f"nexthop {_next_hop(attributes)}", f"origin {'ie?'[attributes.origin]}"]
    if attributes.local_pref is not None:
        parts.append(f"localpref {attributes.local_pref}")
    if attributes.med is not None:
        parts.append(f"metric {attributes.med}")
    if attributes.originator is not None:
        parts.append(f"originator {format_ipv4(attributes.originator)}")
    if attributes.clusters:
        parts.append(f"clusterlist {' '.join(map(format_ipv4, attributes.clusters))}")
    if attributes.as_path:
        path = as_path_text(attributes.as_path, told.as_dot)
        parts.append(f"merged path {path}, AS_PATH " if told.software.bgp_sessions else f"path {path}")
    if attributes.communities:
        config = told.setting(PolicyConfig)
        new = config is not None and config.community_new_format
        parts.append(f"community {communities_text(attributes.communities, new)}")
    return ", ".join(parts)


def update_received(event: e.UpdateReceived, told: Audience) -> Iterator[str]:
    if not _wanted(event, told, "in"):
        return
    lead, text = f"{_lead(event)} {format_ip(event.peer)}", attributes_text(event.attributes, told)
    if event.denied is None:
        yield f"{lead} rcvd UPDATE w/ attr: {text}"
        return
    path = as_path_text(event.attributes.as_path, told.as_dot)
    hop, origin = _next_hop(event.attributes), "ie?"[event.attributes.origin]
    yield (
        f"{lead} rcv UPDATE w/ attr: nexthop {hop}, origin {origin}, originator 0.0.0.0, merged path {path}, "
        "AS_PATH , community , extended community , SSA attribute"
    )
    yield "BGPSSA ssacount is 0"


def prefix_received(event: e.PrefixReceived, told: Audience) -> Iterator[str]:
    if not _wanted(event, told, "in"):
        return
    lead = f"{_lead(event)} {format_ip(event.peer)}"
    if event.denied is not None:
        why = e.Denied.DISTRIBUTE if event.denied is e.Denied.PREFIX else event.denied
        yield f"{lead} rcv UPDATE about {event.prefix} -- DENIED due to: {why.value};"
    else:
        yield f"{lead} rcvd {event.prefix}{'...duplicate ignored' if event.duplicate else ''}"


def prefix_withdrawn(event: e.PrefixWithdrawn, told: Audience) -> Iterator[str]:
    if _wanted(event, told, "in"):
        yield f"{_lead(event)} {format_ip(event.peer)} rcv UPDATE about {event.prefix} -- withdrawn"


def condition_changed(event: e.ConditionChanged, told: Audience) -> Iterator[str]:
    """The first word is IOS's own slip."""
    if not _wanted(event, told, "out"):
        return
    state = "Advertise" if event.holds else "Withdraw"
    yield f"BPG({number(event.vrf, is_wide(event))}): Condition {event.condition_map} changes to {state}"
    for prefix in event.prefixes:
        yield f"{_lead(event)} net {prefix} matches ADV MAP {event.advertise_map}: bump version to {event.version + 1}"


def no_valid_path(event: e.NoValidPath, told: Audience) -> Iterator[str]:
    if _wanted(event, told, "in"):
        yield f"{_lead(event)} no valid path for {event.prefix}"


def route_installed(event: e.RouteInstalled, told: Audience) -> Iterator[str]:
    if not _wanted(event, told, "in"):
        return
    where = event.vrf or ("global" if told.software.bgp_sessions else "main")
    table = f"{event.vrf or 'main'} IP{'v6' * is_wide(event)} table"
    yield (
        f"{_lead(event)} Revise route installing {event.index} of {event.count} routes for {event.prefix} -> "
        f"{_hop(event, event.next_hop)}({where}) to {table}"
    )


def route_removed(event: e.RouteRemoved, told: Audience) -> Iterator[str]:
    if told.software.bgp_sessions and _wanted(event, told, "in"):
        yield f"BGP: topo {event.vrf or 'global'}:{_family(event)}:base Remove_fwdroute for {event.prefix}"


def _family(event: Any) -> str:
    return family_text(event.vrf, is_wide(event))


def _without_own(path: AsPath, own: int, dot: bool) -> str:
    """``Local`` where nothing but our own AS is in it."""
    if path and path[0][0] == SEQUENCE and path[0][1][:1] == (own,):
        path = ((SEQUENCE, path[0][1][1:]), *path[1:]) if path[0][1][1:] else path[1:]
    return as_path_text(path, dot) or "Local"


def prefix_sent(event: e.PrefixSent, told: Audience) -> Iterator[str]:
    if not _wanted(event, told, "out"):
        return
    base = "(base) " if told.software.bgp_sessions else ""
    lead = f"{_lead(event)} {base}{format_ip(event.peer)} send"
    if event.attributes is None:
        yield f"{lead} unreachable (format) {event.prefix}"
        return
    config = told.setting(BgpConfig)
    own = config.asn if config is not None else 0
    hop, metric = _hop(event, event.attributes.next_hop), event.attributes.med or 0
    path = _without_own(event.attributes.as_path, own, told.as_dot)
    yield f"{lead} UPDATE (format) {event.prefix}, next {hop}, metric {metric}, path {path}"


def next_hop_kept(event: e.NextHopKept, told: Audience) -> Iterator[str]:
    if _wanted(event, told, "out"):
        yield (
            f"{_lead(event)} {format_ip(event.peer)} NEXT_HOP is on same subnet as the bgp peer and set to "
            f"{_hop(event, event.next_hop)} for net {event.prefix}"
        )


def route_sourced(event: e.RouteSourced, told: Audience) -> Iterator[str]:
    """A network of our own."""
    if event.added and _wanted(event, told, "in"):
        yield f"{_lead(event)} sourced route for {event.prefix} created"
        if event.kind == "network":
            yield f"{_lead(event)} local route {event.prefix} added gw {_hop(event, event.next_hop)}"


def redistribution_seen(event: e.RedistributionSeen, told: Audience) -> Iterator[str]:
    if _wanted(event, told, "in"):
        yield f"{_lead(event)} redist event (1) request for {event.prefix}"


def scanned(event: e.Scanned, told: Audience) -> Iterator[str]:
    family = _family(event)
    if told.software.bgp_sessions:
        yield f"BGP: topo {event.vrf or 'global'}:{family}:base Scanning routing tables"
        yield "BGP: Regular scanner timer event"
    yield "BGP: Performing BGP general scanning"
    if told.software.bgp_sessions:
        yield f"BGP: tbl {family}:base Performing BGP Nexthop scanning for general scan"
    yield f"{_lead(event)} Future scanner version: {event.next_version}, current scanner version: {event.version}"


UPDATES: dict[type, Callable[..., Iterator[str]]] = {
    e.UpdateReceived: update_received, e.PrefixReceived: prefix_received, e.PrefixWithdrawn: prefix_withdrawn,
    e.NoValidPath: no_valid_path, e.RouteInstalled: route_installed, e.RouteRemoved: route_removed,
    e.PrefixSent: prefix_sent, e.NextHopKept: next_hop_kept, e.RouteSourced: route_sourced,
    e.RedistributionSeen: redistribution_seen, e.ConditionChanged: condition_changed,
}  # fmt: skip
EVENTS: dict[type, Callable[..., Iterator[str]]] = {e.Scanned: scanned}
