"""Tests against real peers run only when asked for (`make interop`): they need root, network namespaces and packages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.interop.world import Frr, World

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    wanted = os.environ.get("IOSEMU_INTEROP") == "1"
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.interop)
            if not wanted:
                item.add_marker(pytest.mark.skip(reason="make interop"))


@pytest.fixture
def world() -> Iterator[Callable[..., World]]:
    """`world(config, …)` makes one; it is taken down afterwards."""
    made: list[World] = []

    def make(config: str = "", behind: str = "", platform: str = "c7200", pc: str = "") -> World:
        made.append(World(config, behind, platform, pc))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def frr() -> Iterator[Callable[..., Frr]]:
    """`frr(world, config, daemon…)` starts zebra and these daemons of FRRouting, and reads the configuration."""
    made: list[Frr] = []

    def make(net: World, config: str, *daemons: str) -> Frr:
        made.append(Frr(net, config, "zebra", *daemons))
        return made[-1]

    yield make
    for each in made:
        each.close()
