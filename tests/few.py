"""Of many cases a few in the suite; `make long`, which CI runs, plays the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

Case = TypeVar("Case")


def few(cases: Iterable[Case], *kept: Case) -> list[Case | ParameterSet]:
    """All cases for `parametrize`, a tuple for several arguments; those that are not kept are slow."""
    found = list(cases)
    gone = [case for case in kept if case not in found]
    if gone:
        raise ValueError(f"no such case: {gone}")
    return [case if case in kept else slow(case) for case in found]


def slow(case: object) -> ParameterSet:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
