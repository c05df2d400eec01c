"""Which path is the best: IOS's order of comparisons, each with its name. No state, no router."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol, TypeVar

from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire.bgp_attributes import CONFED_SEQUENCE, CONFED_SET, Attributes, as_path_length, first_as

MOST_MED = 0xFFFFFFFF


class Candidate(Protocol):
    """What the comparisons ask of a path."""

    @property
    def attributes(self) -> Attributes: ...
    @property
    def weight(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def external(self) -> bool: ...
    @property
    def internal(self) -> bool: ...
    @property
    def metric(self) -> int: ...
    @property
    def since(self) -> float: ...
    @property
    def router_id(self) -> IPv4: ...
    @property
    def neighbor(self) -> IPv4: ...


C = TypeVar("C", bound=Candidate)


class Rule(Enum):
    """The comparison that decided."""

    WEIGHT = "weight"
    LOCAL_PREF = "local preference"
    LOCAL = "locally originated"
    AS_PATH = "AS path length"
    ORIGIN = "origin"
    MED = "MED"
    EXTERNAL = "external over internal"
    METRIC = "IGP metric to the next hop"
    OLDEST = "oldest external path"
    ROUTER_ID = "router ID"
    CLUSTERS = "cluster list length"
    NEIGHBOR = "neighbor address"
    NONE = "nothing"


@dataclass(slots=True)
class Options:
    """`bgp bestpath …`, `bgp always-compare-med`, `maximum-paths …`."""

    local_preference: int = 100
    always_compare_med: bool = False
    deterministic_med: bool = False
    missing_as_worst: bool = False
    med_confed: bool = False
    compare_routerid: bool = False
    as_path_ignore: bool = False
    igp_metric_ignore: bool = False
    multipath_relax: bool = False
    maximum_paths: int = 1
    maximum_paths_ibgp: int = 1
    maximum_paths_eibgp: int = 1


def med(path: Candidate, options: Options) -> int:
    value = path.attributes.med
    if value is None:
        return MOST_MED if options.missing_as_worst else 0
    return value


def neighbor_as(path: Candidate) -> int:
    """The AS whose MEDs can be compared with each other."""
    return first_as(path.attributes.as_path)


def _confederate(path: Candidate) -> bool:
    """It came through other systems of the confederation, and from nowhere else."""
    segments = path.attributes.as_path
    return bool(segments) and all(kind in (CONFED_SEQUENCE, CONFED_SET) for kind, _ in segments)


def _meds_compare(a: Candidate, b: Candidate, options: Options) -> bool:
    if options.always_compare_med:
        return True
    if options.med_confed and _confederate(a) and _confederate(b):
        return True
    return neighbor_as(a) == neighbor_as(b)


def compare(a: Candidate, b: Candidate, options: Options) -> tuple[int, Rule]:
    """Below zero: `a` is the better one, above: `b`; and what made the difference."""
    x, y = a.attributes, b.attributes
    if a.weight != b.weight:
        return b.weight - a.weight, Rule.WEIGHT
    one = options.local_preference if x.local_pref is None else x.local_pref
    two = options.local_preference if y.local_pref is None else y.local_pref
    if one != two:
        return two - one, Rule.LOCAL_PREF
    if bool(a.kind) != bool(b.kind):
        return (-1 if a.kind else 1), Rule.LOCAL
    if a.kind and b.kind and (a.kind == "aggregate") != (b.kind == "aggregate"):
        return (1 if a.kind == "aggregate" else -1), Rule.LOCAL  # of network and redistribute before an aggregate
    if not options.as_path_ignore:
        difference = as_path_length(x.as_path) - as_path_length(y.as_path)
        if difference:
            return difference, Rule.AS_PATH
    if x.origin != y.origin:
        return x.origin - y.origin, Rule.ORIGIN
    if _meds_compare(a, b, options):
        difference = med(a, options) - med(b, options)
        if difference:
            return difference, Rule.MED
    if a.external != b.external:
        return (-1 if a.external else 1), Rule.EXTERNAL
    if not options.igp_metric_ignore and a.metric != b.metric:
        return a.metric - b.metric, Rule.METRIC
    if a.external and not options.compare_routerid and a.since != b.since and a.router_id != b.router_id:
        return (-1 if a.since < b.since else 1), Rule.OLDEST
    if a.router_id != b.router_id:
        return a.router_id - b.router_id, Rule.ROUTER_ID
    difference = len(x.clusters) - len(y.clusters)
    if difference:
        return difference, Rule.CLUSTERS
    if a.neighbor != b.neighbor:
        return a.neighbor - b.neighbor, Rule.NEIGHBOR
    return 0, Rule.NONE


def choose(paths: Sequence[C], options: Options) -> tuple[C | None, tuple[C, ...]]:
    """The best of the usable paths (newest first), and those that share the load with it, itself among them."""
    if not paths:
        return None, ()
    if options.deterministic_med:
        groups: dict[int, list[C]] = {}
        for path in paths:
            groups.setdefault(neighbor_as(path), []).append(path)
        best = _first([_first(group, options) for group in groups.values()], options)
    else:
        best = _first(paths, options)
    return best, _multipath(best, paths, options)


def _first(paths: Sequence[C], options: Options) -> C:
    best = paths[0]
    for path in paths[1:]:
        if compare(path, best, options)[0] < 0:
            best = path
    return best


_TIE = (Rule.OLDEST, Rule.ROUTER_ID, Rule.CLUSTERS, Rule.NEIGHBOR, Rule.NONE)
_MIXED = (*_TIE, Rule.EXTERNAL, Rule.METRIC)


def _multipath(best: C, paths: Sequence[C], options: Options) -> tuple[C, ...]:
    mixed = options.maximum_paths_eibgp > 1  # external and internal ones, however far their next hops are
    limit = options.maximum_paths if best.external else options.maximum_paths_ibgp
    limit = options.maximum_paths_eibgp if mixed else limit
    if limit < 2 or best.kind:
        return ()
    hops = {best.attributes.next_hop}
    equal = [
        path for path in paths
        if path is not best and (mixed or path.external == best.external) and not path.kind
        and compare(best, path, options)[1] in (_MIXED if mixed else _TIE) and med(path, options) == med(best, options)
        and (options.multipath_relax or path.attributes.as_path == best.attributes.as_path)
    ]  # fmt: skip
    found = [best]
    for path in sorted(equal, key=lambda path: (path.router_id, path.neighbor)):
        if path.attributes.next_hop not in hops and len(found) < limit:
            hops.add(path.attributes.next_hop)
            found.append(path)
    return tuple(found) if len(found) > 1 else ()
