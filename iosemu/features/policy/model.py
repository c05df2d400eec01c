"""Routing policy as configured."""

from __future__ import annotations

from collections.abc import Mapping

from iosemu.records import dataclass, field
from iosemu.types import DEFAULT_ROUTE, InterfaceName, IPv4, Prefix, Prefix6


@dataclass(slots=True)
class PrefixListEntry:
    """``seq 5 permit 10.0.0.0/8 ge 16 le 24``; ge and le of 0 are not given."""

    permit: bool = True
    prefix: Prefix = DEFAULT_ROUTE
    ge: int = 0
    le: int = 0

    def matches(self, prefix: Prefix) -> bool:
        if not self.prefix.covers(prefix):
            return False
        if not self.ge and not self.le:
            return prefix.length == self.prefix.length
        return (self.ge or self.prefix.length) <= prefix.length <= (self.le or self.longest)

    longest = 32


@dataclass(slots=True)
class PrefixListEntry6(PrefixListEntry):
    """``seq 5 permit 2001:DB8::/32 ge 48 le 64``"""

    prefix: Prefix = Prefix6(0, 0)

    longest = 128


@dataclass(slots=True)
class PrefixList:
    name: str = ""
    description: str = ""
    entries: dict[int, PrefixListEntry] = field(default_factory=dict)

    wide = False  # of IPv6

    @property
    def family(self) -> str:
        return "ipv6" if self.wide else "ip"


@dataclass(slots=True)
class PrefixList6(PrefixList):
    """``ipv6 prefix-list``; it may have the name of one of IPv4."""

    wide = True


@dataclass(slots=True)
class AsPathEntry:
    """``ip as-path access-list 1 permit ^65001_``"""

    permit: bool
    pattern: str


@dataclass(slots=True)
class CommunityEntry:
    """A route has all `communities` (none: whatever it has), or (of an expanded list) its text matches `pattern`."""

    permit: bool
    communities: tuple[int, ...] = ()
    pattern: str = ""


@dataclass(slots=True)
class CommunityList:
    """``ip community-list``, of numbers (up to 99 standard ones) and of names."""

    expanded: bool = False
    entries: list[CommunityEntry] = field(default_factory=list)


@dataclass(slots=True)
class PathClauses:
    """What an entry of a route map matches and sets of the attributes of BGP."""

    match_as_paths: list[int] = field(default_factory=list)
    match_communities: list[str] = field(default_factory=list)  # names of lists
    match_exact: bool = False
    match_local_preferences: list[int] = field(default_factory=list)
    set_prepend: list[int] = field(default_factory=list)
    set_prepend_last: int = 0  # how often the last AS is told again
    set_communities: list[int] | None = None
    set_additive: bool = False
    new_format: bool = False  # how communities are shown: that of the router
    set_no_community: bool = False
    set_delete_communities: str = ""  # name of a list
    set_local_preference: int | None = None
    set_weight: int | None = None
    set_origin: str = ""  # "igp", "egp N", "incomplete"
    set_next_hop_word: str = ""  # "self", "peer-address", "unchanged"
    set_next_hops6: list[int] = field(default_factory=list)  # an address, and its link-local one
    set_next_hop_word6: str = ""  # "peer-address", "unchanged"
    set_dampening: tuple[int, int, int, int] | None = None  # half-life, reuse, suppress, longest
    set_metric_change: str = ""  # "+10", "-10"
    set_metric_type: str = ""  # "internal" (the metric to the next hop, as MED), OSPF's "type-1", "type-2"


@dataclass(slots=True)
class TrackedHop:
    """`set ip next-hop verify-availability A N track T`: taken while the object is up."""

    address: IPv4 = 0
    track: int = 0


@dataclass(slots=True)
class RouteMapEntry(PathClauses):
    """One ``route-map NAME permit 10`` with its match and set clauses. Empty lists and None: not configured."""

    permit: bool = True
    description: str = ""
    match_acls: list[str] = field(default_factory=list)
    match_prefix_lists: list[str] = field(default_factory=list)
    match_next_hop_acls: list[str] = field(default_factory=list)
    match_next_hop_prefix_lists: list[str] = field(default_factory=list)
    match_acls6: list[str] = field(default_factory=list)
    match_next_hop_acls6: list[str] = field(default_factory=list)
    match_prefix_lists6: list[str] = field(default_factory=list)
    match_next_hop_prefix_lists6: list[str] = field(default_factory=list)
    match_source_acls: list[str] = field(default_factory=list)
    match_interfaces: list[InterfaceName] = field(default_factory=list)
    match_tags: list[int] = field(default_factory=list)
    match_metrics: list[int] = field(default_factory=list)
    match_sources: list[str] = field(default_factory=list)  # source-protocol
    match_route_types: list[str] = field(default_factory=list)
    match_external_type: str = ""  # "type-1", "type-2" of OSPF
    match_length: tuple[int, int] | None = None
    set_metric: int | None = None
    set_vector: tuple[int, int, int, int, int] | None = None
    set_tag: int | None = None
    set_next_hops: list[IPv4] = field(default_factory=list)
    set_verified: bool = False  # next hops that CDP does not know are none
    set_tracked_hops: dict[int, TrackedHop] = field(default_factory=dict)  # by sequence number
    set_recursive_hop: IPv4 | None = None  # of policy routing: looked up in the routing table
    set_default_next_hops: list[IPv4] = field(default_factory=list)
    set_interfaces: list[InterfaceName] = field(default_factory=list)
    set_default_interfaces: list[InterfaceName] = field(default_factory=list)
    set_vrf: str = ""  # where the destination is looked up
    set_global: bool = False
    set_hops_vrf: str = ""  # `set ip vrf X next-hop A …`
    set_vrf_hops: list[IPv4] = field(default_factory=list)
    set_global_hops: list[IPv4] = field(default_factory=list)
    set_df: int | None = None
    set_precedence: int | None = None
    goto: int | None = None  # `continue`; 0: the next entry


@dataclass(slots=True)
class PolicyConfig:
    """Slot of the device."""

    prefix_lists: dict[str, PrefixList] = field(default_factory=dict)
    prefix_lists6: dict[str, PrefixList6] = field(default_factory=dict)
    route_maps: dict[tuple[str, int], RouteMapEntry] = field(default_factory=dict)
    as_paths: dict[int, list[AsPathEntry]] = field(default_factory=dict)
    community_lists: dict[str, CommunityList] = field(default_factory=dict)
    community_new_format: bool = False  # AA:NN

    def lists(self, wide: bool) -> Mapping[str, PrefixList]:
        """The prefix lists of a family."""
        return self.prefix_lists6 if wide else self.prefix_lists


@dataclass(slots=True)
class DistributeList:
    """`kind` is "acl", "prefix" or "route-map"."""

    kind: str = "acl"
    name: str = ""


@dataclass(slots=True)
class DistanceFrom:
    """`distance D SOURCE WILDCARD [LIST]`: of routes that this router tells."""

    distance: int = 110
    acl: str = ""


@dataclass(slots=True)
class OffsetList:
    """`acl` "0" takes every route."""

    acl: str = "0"
    offset: int = 0


@dataclass(slots=True)
class Redistribution:
    """Options of `redistribute SOURCE`. `vector` is EIGRP's five-part metric; `match` are the kinds of routes that are
    taken ("internal", "external 1", …, in order; none: what the taker takes of itself).
    """

    metric: int | None = None
    transparent: bool = False
    vector: tuple[int, int, int, int, int] | None = None
    route_map: str = ""
    tag: int = 0
    match: list[str] = field(default_factory=list)
    include_connected: bool = False  # of IPv6; IPv4 brings along the connected networks of a source anyway
