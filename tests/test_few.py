"""A few cases stay in the suite, none is lost."""

from __future__ import annotations

import pytest

from tests.few import few, slow


def test_those_not_kept_are_slow() -> None:
    found = few([("a", 1), ("a", 2), ("b", 1)], ("a", 2))
    assert found == [slow(("a", 1)), ("a", 2), slow(("b", 1))]
    assert slow("a").values == ("a",) and [mark.name for mark in slow("a").marks] == ["slow"]


def test_a_case_that_is_gone_is_told() -> None:
    with pytest.raises(ValueError, match=r"no such case: \['c'\]"):
        few("ab", "a", "c")
