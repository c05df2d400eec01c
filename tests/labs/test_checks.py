"""The checks beside the shipped labs hold: what each README promises, and what its wrong turns break."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.checks.command import carry_out_file
from iosemu.checks.language import FILE_NAME, parse
from iosemu.lab import catalog

LABS = catalog.shipped()
NAMES = list(LABS)
SAMPLE = ("bgp-policy", "dmvpn-phase3-eigrp", "vrf-lite")


def file_of(name: str) -> Path:
    return Path(LABS[name]) / FILE_NAME


def holds(name: str) -> None:
    tested = carry_out_file((str(file_of(name)), None, False))
    assert not tested.error
    assert not [f"line {each.check.line}: {each.why}\n{each.shown}" for each in tested.outcomes if not each.passed]


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_holds(name: str) -> None:
    holds(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_all_hold(name: str) -> None:
    holds(name)


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_wrong_turn_and_its_effect(name: str) -> None:
    """A check of what holds before the first deed, and of what holds after it."""
    checks = parse(file_of(name).read_text(encoding="utf-8"), str(file_of(name))).checks
    first = next(index for index, check in enumerate(checks) if check.deed)
    assert any(not check.deed for check in checks[:first])
    assert any(not check.deed for check in checks[first:])
