"""What route maps and lists know of BGP's attributes: AS paths as text, communities as numbers (RFC 1997)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from iosemu.cli.regex import Pattern
from iosemu.device.v6.addresses import is_link_local
from iosemu.features.policy.model import AsPathEntry, CommunityEntry, CommunityList, PolicyConfig
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.policy.model import RouteMapEntry

WELL_KNOWN = {
    "internet": 0,
    "gshut": 0xFFFF0000,
    "no-export": 0xFFFFFF01,
    "no-advertise": 0xFFFFFF02,
    "local-AS": 0xFFFFFF03,
}
_WORDS = {number: word for word, number in WELL_KNOWN.items()}


@dataclass(slots=True)
class PathFacts:
    """Attributes of a route that BGP knows, and (in the answer of a map) what it has set of them."""

    as_path: str = ""  # ``65001 {65002,65003}``
    communities: tuple[int, ...] = ()
    local_preference: int | None = None
    weight: int = 0
    origin: str = ""  # "igp", "egp", "incomplete" when set
    prepended: list[int] = field(default_factory=list)  # the nearest first
    prepend_last: int = 0
    next_hop: int | None = None  # when set
    link_local: int = 0  # beside one of IPv6
    next_hop_word: str = ""  # "self", "peer-address", "unchanged"
    dampening: tuple[int, int, int, int] | None = None
    metric_change: str = ""
    metric_internal: bool = False


def community_number(text: str | int) -> int | None:
    """``no-export``, ``655``, ``10:1``; None for what is none."""
    word = str(text)
    if word in WELL_KNOWN:
        return WELL_KNOWN[word]
    high, colon, low = word.partition(":")
    if not (high.isdecimal() and (low.isdecimal() if colon else True)) or not word.isascii():
        return None
    if colon:
        return int(high) << 16 | int(low) if int(high) <= 65535 and int(low) <= 65535 else None
    return int(word) if int(word) <= 0xFFFFFFFF else None


def community_text(number: int, new_format: bool) -> str:
    """As shows and expanded lists have it."""
    word = _WORDS.get(number) if number else None
    return word or (f"{number >> 16}:{number & 0xFFFF}" if new_format else str(number))


def communities_text(numbers: tuple[int, ...], new_format: bool) -> str:
    return " ".join(community_text(number, new_format) for number in numbers)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> Pattern:
    return Pattern(text)


def as_path_permits(device: Device, number: int, as_path: str) -> bool:
    """The first entry whose expression is found decides; none: deny. A list that is not there permits."""
    config = device.get(PolicyConfig)
    entries: list[AsPathEntry] = config.as_paths.get(number, []) if config is not None else []
    for entry in entries:
        if _pattern(entry.pattern).search(as_path):
            return entry.permit
    return not entries


def matches_pattern(pattern: str, text: str) -> bool:
    """Raises PatternError."""
    return _pattern(pattern).search(text)


def community_list(device: Device, name: str) -> CommunityList | None:
    config = device.get(PolicyConfig)
    return config.community_lists.get(str(name)) if config is not None else None


def new_format(device: Device) -> bool:
    config = device.get(PolicyConfig)
    return config is not None and config.community_new_format


def _holds(device: Device, expanded: bool, entry: CommunityEntry, communities: tuple[int, ...], exact: bool) -> bool:
    if expanded:
        return matches_pattern(entry.pattern, communities_text(communities, new_format(device)))
    wanted = set(entry.communities) - {0}  # `internet` is each route
    return wanted == set(communities) if exact else wanted <= set(communities)


def communities_permit(device: Device, name: str, communities: tuple[int, ...], exact: bool = False) -> bool:
    """The first entry that holds decides; none: deny. A list that is not there permits."""
    found = community_list(device, name)
    if found is None:
        return True
    for entry in found.entries:
        if _holds(device, found.expanded, entry, communities, exact):
            return entry.permit
    return False


def path_matches(device: Device, entry: RouteMapEntry, facts: PathFacts) -> bool:
    """Do the clauses about BGP's attributes hold?"""
    if entry.match_as_paths and not any(as_path_permits(device, n, facts.as_path) for n in entry.match_as_paths):
        return False
    if entry.match_communities and not any(
        communities_permit(device, name, facts.communities, entry.match_exact) for name in entry.match_communities
    ):
        return False
    return not entry.match_local_preferences or facts.local_preference in entry.match_local_preferences


def asks_path(entry: RouteMapEntry) -> bool:
    """Does it match what only BGP knows?"""
    return bool(entry.match_as_paths or entry.match_communities or entry.match_local_preferences)


def apply_path(device: Device, entry: RouteMapEntry, facts: PathFacts, wide: bool = False) -> None:
    """`comm-list delete` comes ahead of `set community`. `wide`: of a route of IPv6."""
    if entry.set_delete_communities:
        facts.communities = tuple(
            number
            for number in facts.communities
            if not communities_permit(device, entry.set_delete_communities, (number,))
            or community_list(device, entry.set_delete_communities) is None
        )
    if entry.set_no_community:
        facts.communities = ()
    elif entry.set_communities is not None:
        kept = set(facts.communities) if entry.set_additive else set()
        facts.communities = tuple(sorted(kept | set(entry.set_communities)))
    facts.prepended[:0] = entry.set_prepend
    facts.prepend_last += entry.set_prepend_last
    if entry.set_local_preference is not None:
        facts.local_preference = entry.set_local_preference
    if entry.set_weight is not None:
        facts.weight = entry.set_weight
    if entry.set_origin:
        facts.origin = entry.set_origin.partition(" ")[0]
    hops, word = entry.set_next_hops, entry.set_next_hop_word
    if wide:
        hops, word = entry.set_next_hops6, entry.set_next_hop_word6
    if hops:
        facts.next_hop, facts.next_hop_word = hops[0], ""
        facts.link_local = next(filter(is_link_local, hops[1:]), 0) if wide else 0
    if word:
        facts.next_hop, facts.next_hop_word = None, word
    if entry.set_dampening is not None:
        facts.dampening = entry.set_dampening
    if entry.set_metric_change:
        facts.metric_change = entry.set_metric_change
    if entry.set_metric_type == "internal":
        facts.metric_internal = True
