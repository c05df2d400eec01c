"""What a route goes through on its way in from a neighbour and out to it, and through the maps of other commands.

In: route map, AS path list, prefix and access list; out: prefix and access list, AS path list, route map. A list that
is not there lets pass, a route map of a neighbour that is not there lets nothing pass.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from iosemu.features.policy import api
from iosemu.features.policy.paths import PathFacts, as_path_permits
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix
from iosemu.wire.bgp_attributes import (
    EGP,
    IGP,
    INCOMPLETE,
    AsPath,
    Attributes,
    as_path_text,
    first_as,
    prepend,
)

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.sources import RouteSource
    from iosemu.features.bgp.model import Settings

_ORIGINS = {"igp": IGP, "egp": EGP, "incomplete": INCOMPLETE}
_LARGEST = 0xFFFFFFFF


@dataclass(slots=True)
class Candidate:
    """A route before a filter, and (in its answer) what has been set of it."""

    prefix: Prefix
    attributes: Attributes
    weight: int = 0
    local: bool = False  # it began here
    source: RouteSource | None = None
    learned_from: IPv4 = 0
    tag: int = 0
    metric: int = 0  # of the route to the next hop
    peer_as: int = 0
    own_as: int = 0
    interface: Interface | None = None
    self_address: IPv4 = 0  # ours towards the neighbour
    unchanged: IPv4 = 0  # the next hop that it came with
    dampening: tuple[int, int, int, int] | None = None  # set by a map

    @property
    def kind(self) -> str:
        if self.local or not self.peer_as:
            return "local"
        return "internal" if self.peer_as == self.own_as else "external"


@lru_cache(maxsize=4096)
def path_text(path: AsPath, dot: bool) -> str:
    """As expressions look at it, and shows tell it (`Device.as_dot`)."""
    return as_path_text(path, dot)


def run_map(
    device: Device, name: str, candidate: Candidate, inbound: bool = False, counted: bool = True
) -> bool:
    """Does a route map let it pass? What the map sets is set. One that is not there does."""
    attributes = candidate.attributes
    path = PathFacts(
        path_text(attributes.as_path, device.as_dot), attributes.communities, attributes.local_pref, candidate.weight,
    )  # fmt: skip
    facts = api.Facts(
        candidate.prefix, attributes.next_hop or None, candidate.interface, candidate.tag, attributes.med or 0,
        candidate.source, candidate.learned_from, kind=candidate.kind, path=path,
    )  # fmt: skip
    result = api.route_map(device, name, facts, counted)
    if result is None:
        return False
    _take(candidate, result, path, inbound)
    return True


def _take(candidate: Candidate, result: api.Facts, path: PathFacts, inbound: bool) -> None:
    """What a map has set."""
    attributes = candidate.attributes
    changes: dict[str, object] = {}
    if path.communities != attributes.communities:
        changes["communities"] = path.communities
    if path.local_preference != attributes.local_pref:
        changes["local_pref"] = path.local_preference
    if path.origin:
        changes["origin"] = _ORIGINS[path.origin]
    metric = _metric(candidate, result, path)
    if metric is not None and metric != attributes.med:
        changes["med"] = metric
    hop = _next_hop(candidate, path, inbound)
    if hop and (hop, path.link_local) != (attributes.next_hop, attributes.link_local):
        changes |= {"next_hop": hop, "link_local": path.link_local}
    numbers = tuple(path.prepended)
    if path.prepend_last:
        numbers += (first_as(attributes.as_path),) * path.prepend_last if first_as(attributes.as_path) else ()
    if numbers:
        changes["as_path"] = prepend(attributes.as_path, numbers)
    if changes:
        candidate.attributes = attributes.but(**changes)
    candidate.weight = path.weight
    candidate.tag = result.tag
    candidate.dampening = path.dampening


def _metric(candidate: Candidate, result: api.Facts, path: PathFacts) -> int | None:
    """The MED that a map has set; None: none."""
    if path.metric_internal:
        return candidate.metric
    if path.metric_change:
        return max(0, min(_LARGEST, (candidate.attributes.med or 0) + int(path.metric_change)))
    return result.metric if result.metric_set else None


def _next_hop(candidate: Candidate, path: PathFacts, inbound: bool) -> IPv4:
    """0: nothing was set, or what was has no meaning here."""
    if path.next_hop_word == "self":
        return candidate.self_address
    if path.next_hop_word == "peer-address":
        return candidate.learned_from if inbound else candidate.self_address
    if path.next_hop_word == "unchanged":
        return candidate.unchanged
    return path.next_hop or 0


class Filter:
    """All that a neighbour's settings let a route pass in one direction, in the order in which it is asked."""

    __slots__ = ("device", "distribute", "filter", "inbound", "prefix", "route_map")

    def __init__(self, device: Device, settings: Settings, inbound: bool) -> None:
        policy, direction = settings.policy, "in" if inbound else "out"
        self.device = device
        self.inbound = inbound
        self.distribute: str = getattr(policy, f"distribute_{direction}")
        self.prefix: str = getattr(policy, f"prefix_{direction}")
        self.filter: str = getattr(policy, f"filter_{direction}")
        self.route_map: str = getattr(policy, f"route_map_{direction}")

    def __bool__(self) -> bool:
        return bool(self.distribute or self.prefix or self.filter or self.route_map)

    def run(self, candidate: Candidate) -> str:
        """Empty, or who does not let it pass: "distribute", "prefix", "filter", "route-map"."""
        if self.inbound:
            return self._mapped(candidate) or self._filtered(candidate) or self._listed(candidate)
        return self._listed(candidate) or self._filtered(candidate) or self._mapped(candidate)

    def _mapped(self, candidate: Candidate) -> str:
        if not self.route_map:
            return ""
        known = bool(api.entries_of(self.device, self.route_map))
        return "" if known and run_map(self.device, self.route_map, candidate, self.inbound) else "route-map"

    def _filtered(self, candidate: Candidate) -> str:
        if not self.filter:
            return ""
        text = path_text(candidate.attributes.as_path, self.device.as_dot)
        return "" if as_path_permits(self.device, int(self.filter), text) else "filter"

    def _listed(self, candidate: Candidate) -> str:
        if self.prefix and not api.permits(self.device, "prefix", self.prefix, candidate.prefix):
            return "prefix"
        if self.distribute and not api.acl_permits(self.device, self.distribute, candidate.prefix):
            return "distribute"
        return ""


def compile_in(device: Device, settings: Settings) -> Filter | None:
    """None: nothing stands in the way."""
    return Filter(device, settings, True) or None


def compile_out(device: Device, settings: Settings) -> Filter | None:
    return Filter(device, settings, False) or None
