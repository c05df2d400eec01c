"""A short run in the suite; `make fuzz` gives each target its time with --fuzz-seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

SHORT = 60  # examples of a target in the suite


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz-seconds", type=float, default=0.0, help="how long to feed each fuzz target")


Feed = Callable[[SearchStrategy[Any], Callable[[Any], None]], None]


@pytest.fixture
def feed(request: pytest.FixtureRequest) -> Feed:
    """feed(strategy, target): call target with examples, a few or for as long as was asked."""
    seconds = request.config.getoption("--fuzz-seconds", default=0.0)

    def run(strategy: SearchStrategy[Any], target: Callable[[Any], None], examples: int = SHORT) -> None:
        quiet = settings(
            max_examples=2000 if seconds else examples,
            deadline=None,
            database=None,
            derandomize=not seconds,
            suppress_health_check=list(HealthCheck),
        )

        checked = quiet(given(strategy)(lambda value: target(value)))
        end = time.monotonic() + seconds
        checked()
        while time.monotonic() < end:
            checked()

    return run
