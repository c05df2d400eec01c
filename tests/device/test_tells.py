"""What features tell in shows of others."""

from __future__ import annotations

import inspect
import re

import pytest

from iosemu.device.feature import features
from iosemu.device.tells import told

SHOWS = re.findall(r'\| "([\w ]+)"', inspect.getdoc(told) or "")


@pytest.mark.parametrize("name", sorted(features()))
def test_what_is_registered_is_what_there_is(name: str) -> None:
    feature = features()[name]
    module = feature.module("tells")
    functions = {
        function.replace("_", " ")
        for function, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not function.startswith("_")
    } if module is not None else set()  # fmt: skip
    assert set(feature.tells) == functions
    assert set(feature.tells) <= set(SHOWS)


def test_each_show_is_asked_for_and_told_by_somebody() -> None:
    assert {show for feature in features().values() for show in feature.tells} == set(SHOWS)
