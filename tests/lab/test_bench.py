"""The benchmarks measure something: small ones run through, pairs are judged by their median."""

from __future__ import annotations

import pytest

from tests.bench import tables
from tests.bench.__main__ import CASES
from tests.bench.measure import Options, Variant, measured
from tests.few import few


@pytest.mark.parametrize("name", few(["1s", "1e", "1o", "1b", "1u", "2", "5", "6", "7", "8", "10", "14", "16", "17"], "1u", "6", "17"))
def test_small_ones_run_through(name: str) -> None:
    for variant in CASES[name](Options(spokes=2)):
        found = measured(variant, Options(rounds=1))
        assert found.ours > 0 and (found.floor is None or found.floor > 0)
        assert found.verdict in ("met", "missed")


def test_tables_and_rings() -> None:
    """Ours of target 15; FRRouting is not asked."""
    tables.converge_ring(5)
    with tables.fed(40, 4) as lab:
        assert "20.0.39.0 [20/0] via 192.0.2.1" in lab["R2"].cli("show ip route bgp")
    assert len(tables.cables(100)) == len(set(tables.cables(100))) == 200


def test_the_median_of_pairs_is_what_counts() -> None:
    ours, floors = iter((2.0, 50.0, 9.0)), iter((1.0, 10.0, 3.0))
    found = measured(Variant("0", "", lambda: next(ours), lambda: next(floors), 3, rounds=3), Options())
    assert (found.ratio, found.spread, found.verdict) == (3.0, (2.0, 5.0), "met")
    assert measured(Variant("0", "", lambda: 0.2, lambda: 0.1, 3, at_least=True), Options()).verdict == "missed"
    assert measured(Variant("0", "", lambda: 0.2, None, 100), Options()).verdict == "missed"  # 200 ms
