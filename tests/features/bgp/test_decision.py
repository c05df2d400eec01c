"""The best path: each comparison decides what it should, and a chooser written another way agrees on random tables."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu.features.bgp.decision import Options, Rule, choose, compare
from iosemu.records import dataclass, replace
from iosemu.wire.bgp_attributes import CONFED_SEQUENCE, SEQUENCE, SET, AsPath, Attributes


@dataclass(slots=True)
class Way:
    attributes: Attributes
    weight: int = 0
    kind: str = ""
    external: bool = True
    metric: int = 0
    since: float = 0.0
    router_id: int = 1
    neighbor: int = 1

    @property
    def internal(self) -> bool:
        return not self.external and not self.kind


def path(*asns: int) -> AsPath:
    return ((SEQUENCE, asns),) if asns else ()


BASE = Attributes.make(0, path(1, 2), 10, 0, 100)
PLAIN = Way(BASE)


@pytest.mark.parametrize(
    ("better", "worse", "rule"),
    [
        (replace(PLAIN, weight=5), PLAIN, Rule.WEIGHT),
        (Way(BASE.but(local_pref=101)), PLAIN, Rule.LOCAL_PREF),
        (Way(BASE.but(local_pref=None)), Way(BASE.but(local_pref=99)), Rule.LOCAL_PREF),
        (Way(BASE, kind="network", external=False), PLAIN, Rule.LOCAL),
        (Way(BASE, kind="network", external=False), Way(BASE, kind="aggregate", external=False), Rule.LOCAL),
        (Way(BASE.but(as_path=path(1))), PLAIN, Rule.AS_PATH),
        (Way(BASE.but(as_path=((SET, (1, 2, 3)),))), PLAIN, Rule.AS_PATH),
        (Way(BASE.but(as_path=((CONFED_SEQUENCE, (7, 8)), (SEQUENCE, (1,))))), PLAIN, Rule.AS_PATH),
        (PLAIN, Way(BASE.but(origin=2)), Rule.ORIGIN),
        (PLAIN, Way(BASE.but(med=1)), Rule.MED),
        (Way(BASE.but(med=None)), Way(BASE.but(med=1)), Rule.MED),
        (PLAIN, Way(BASE, external=False), Rule.EXTERNAL),
        (Way(BASE, metric=5), Way(BASE, metric=6), Rule.METRIC),
        (Way(BASE, since=5.0, router_id=9), Way(BASE, since=6.0), Rule.OLDEST),
        (Way(BASE, router_id=1), Way(BASE, router_id=2), Rule.ROUTER_ID),
        (Way(BASE, external=False, since=6.0, router_id=1), Way(BASE, external=False, router_id=2), Rule.ROUTER_ID),
        (Way(BASE), Way(BASE.but(clusters=(1,))), Rule.CLUSTERS),
        (Way(BASE, neighbor=1), Way(BASE, neighbor=2), Rule.NEIGHBOR),
    ],
)
def test_each_comparison(better: Way, worse: Way, rule: Rule) -> None:
    ahead, why = compare(better, worse, Options())
    assert ahead < 0 and why is rule
    behind, why = compare(worse, better, Options())
    assert behind > 0 and why is rule


def test_options() -> None:
    one, two = Way(BASE.but(med=5)), Way(BASE.but(as_path=path(3, 4), med=1), neighbor=2)
    assert compare(one, two, Options())[1] is Rule.NEIGHBOR, "MEDs of different neighbouring systems"
    assert compare(two, one, Options(always_compare_med=True)) == (-4, Rule.MED)
    missing = Way(BASE.but(med=None))
    assert compare(missing, one, Options(missing_as_worst=True))[0] > 0
    old, new = Way(BASE, since=1.0, router_id=9), Way(BASE, since=2.0)
    assert compare(new, old, Options(compare_routerid=True)) == (-8, Rule.ROUTER_ID)
    short, long = Way(BASE.but(as_path=path(1), origin=2)), PLAIN
    assert compare(long, short, Options(as_path_ignore=True))[1] is Rule.ORIGIN
    near, far = Way(BASE, metric=1, neighbor=2), Way(BASE, metric=2)
    assert compare(far, near, Options(igp_metric_ignore=True))[1] is Rule.NEIGHBOR
    inner = [Way(BASE.but(as_path=((CONFED_SEQUENCE, (each,)),), med=each)) for each in (7, 8)]
    assert compare(*inner, Options(med_confed=True)) == (-1, Rule.MED)


def test_deterministic_med_does_not_depend_on_the_order() -> None:
    """The example that everybody draws: A and C of one neighbouring system, B of another between them."""
    a = Way(Attributes.make(0, path(1), 1, 200), router_id=1, external=False, metric=4)
    b = Way(Attributes.make(0, path(2), 2, 0), router_id=2, external=False, metric=5)
    c = Way(Attributes.make(0, path(1), 3, 100), router_id=3, external=False, metric=6)
    by_order = {choose(order, Options())[0].router_id for order in permutations([a, b, c])}  # type: ignore[union-attr]
    assert len(by_order) > 1
    firm = [choose(order, Options(deterministic_med=True))[0] for order in permutations([a, b, c])]
    assert all(best is b for best in firm)


def test_multipath() -> None:
    ways = [
        Way(BASE.but(next_hop=10), router_id=1),
        Way(BASE.but(next_hop=11), router_id=3),
        Way(BASE.but(next_hop=12), router_id=2),
        Way(BASE.but(next_hop=12), router_id=4),  # the same next hop again
        Way(BASE.but(next_hop=13, as_path=path(9, 2)), router_id=5),  # another path of the same length
        Way(BASE.but(next_hop=14), router_id=6, external=False),
        Way(BASE.but(next_hop=15), router_id=7, metric=1),
    ]
    assert choose(ways, Options())[1] == ()
    best, found = choose(ways, Options(maximum_paths=8))
    assert best is ways[0] and [each.attributes.next_hop for each in found] == [10, 12, 11]
    assert [each.attributes.next_hop for each in choose(ways, Options(maximum_paths=2))[1]] == [10, 12]
    relaxed = choose(ways, Options(maximum_paths=8, multipath_relax=True))[1]
    assert [each.attributes.next_hop for each in relaxed] == [10, 12, 11, 13]
    inside = [replace(each, external=False) for each in ways[:3]]
    assert choose(inside, Options(maximum_paths=8))[1] == ()
    assert len(choose(inside, Options(maximum_paths_ibgp=2))[1]) == 2
    both = choose(ways, Options(maximum_paths_eibgp=8))[1]
    assert [each.attributes.next_hop for each in both] == [10, 12, 11, 14, 15], "also internal ones, and those further away"


# another way to choose


def key(way: Way, options: Options, with_med: bool) -> list[float]:
    """One list to be compared: the RFC's order, all of it turned so that less is better."""
    attributes = way.attributes
    length = sum(len(asns) if kind == SEQUENCE else int(kind == SET) for kind, asns in attributes.as_path)
    preference = 100 if attributes.local_pref is None else attributes.local_pref
    missing = 2.0**32 if options.missing_as_worst else 0.0
    med = missing if attributes.med is None else float(attributes.med)
    return [
        -way.weight, -preference, 0 if way.kind else 1, 0 if options.as_path_ignore else length, attributes.origin,
        med if with_med else 0.0, 0 if way.external else 1, 0 if options.igp_metric_ignore else way.metric,
        way.since if way.external and not options.compare_routerid else 0.0,
        way.router_id, len(attributes.clusters), way.neighbor,
    ]  # fmt: skip


OLDEST = 8  # of the places in `key` the first that does not keep paths from sharing the load


def neighbouring(way: Way) -> int:
    return next((asns[0] for kind, asns in way.attributes.as_path if kind == SEQUENCE), 0)


def of_confederation(way: Way) -> bool:
    kinds = {kind for kind, _ in way.attributes.as_path}
    return kinds == {CONFED_SEQUENCE}


def comparable(a: Way, b: Way, options: Options) -> bool:
    inside = options.med_confed and of_confederation(a) and of_confederation(b)
    return options.always_compare_med or inside or neighbouring(a) == neighbouring(b)


def other_first(ways: list[Way], options: Options) -> Way:
    best = ways[0]
    for way in ways[1:]:
        same = comparable(way, best, options)
        if key(way, options, same) < key(best, options, same):
            best = way
    return best


def other_chooser(ways: list[Way], options: Options) -> Way:
    if options.always_compare_med:
        return min(ways, key=lambda way: key(way, options, True))
    if options.deterministic_med:
        systems = dict.fromkeys(neighbouring(way) for way in ways)
        return other_first([other_first([w for w in ways if neighbouring(w) == each], options) for each in systems], options)
    return other_first(ways, options)


def other_multipath(best: Way, ways: list[Way], options: Options) -> set[int]:
    """Next hops of those that could share the load with it."""
    found = set()
    for way in ways:
        alike = key(way, options, True)[:OLDEST] == key(best, options, True)[:OLDEST]
        if alike and not way.kind and (options.multipath_relax or way.attributes.as_path == best.attributes.as_path):
            found.add(way.attributes.next_hop)
    return found


few = st.integers(0, 2)
paths = st.sampled_from([
    path(), path(1), path(2), path(1, 2), path(2, 1), path(3, 1), ((SET, (1, 2)),), ((CONFED_SEQUENCE, (7,)),),
    ((CONFED_SEQUENCE, (8,)),), ((CONFED_SEQUENCE, (7, 8)), (SEQUENCE, (1,))),
])  # fmt: skip
attributes = st.builds(
    Attributes.make, st.integers(0, 2), paths, st.integers(1, 3), st.none() | few, st.none() | st.integers(99, 101),
    st.just(False), st.none(), st.just(()), st.none(), st.lists(few, max_size=2).map(tuple),
)  # fmt: skip
ways = st.builds(Way, attributes, few, st.sampled_from(["", "", "network"]), st.booleans(), few, few.map(float))
flags = st.booleans()
all_options = st.builds(
    Options, st.just(100), flags, flags, flags, flags, flags, flags, flags, flags, st.integers(1, 3), st.integers(1, 3)
)


def table(drawn: list[Way]) -> list[Way]:
    """Each from a router of its own; what is made here is not external."""
    for number, way in enumerate(drawn):
        way.router_id, way.neighbor = (number * 7) % 11 + 1, 50 - number
        way.external = way.external and not way.kind
    return drawn


@settings(max_examples=400, deadline=None)
@given(st.lists(ways, min_size=1, max_size=7).map(table), all_options)
def test_another_chooser_agrees(drawn: list[Way], options: Options) -> None:
    best, shared = choose(drawn, options)
    assert best is other_chooser(drawn, options)
    if options.always_compare_med:
        assert all(choose(list(order), options)[0] is best for order in (drawn[::-1], sorted(drawn, key=id)))
    limit = options.maximum_paths if best.external else options.maximum_paths_ibgp
    wanted = 0 if best.kind else min(limit, len(other_multipath(best, drawn, options)))
    assert len(shared) == (wanted if wanted > 1 else 0)
    assert {each.attributes.next_hop for each in shared} <= other_multipath(best, drawn, options)


@settings(max_examples=100, deadline=None)
@given(st.lists(ways, min_size=2, max_size=6).map(table), st.randoms(use_true_random=False))
def test_deterministic_med_is_deterministic(drawn: list[Way], chance: Random) -> None:
    """Where router identifiers decide and not age: any order of arrival gives the same best path."""
    options = Options(deterministic_med=True, compare_routerid=True)
    order = list(drawn)
    chance.shuffle(order)
    assert choose(order, options)[0] is choose(drawn, options)[0]
