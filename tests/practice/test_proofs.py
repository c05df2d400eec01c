"""Every task and every fault that is shipped, proven: some of them each day, all of them by `make long`."""

from __future__ import annotations

import pytest

from tests.chaos import looks
from tests.practice import proof

QUICK = ("dmvpn-ipsec", "ospf-areas", "bgp-basics")  # labs whose proofs take seconds


def test_every_look_is_of_a_layer() -> None:
    assert set(proof.LAYER_OF) == set(looks.LOOKS)


@pytest.mark.parametrize(("name", "at"), proof.sample([each for each in proof.all_tasks() if each[0] in QUICK], 2))
def test_some_tasks(name: str, at: int) -> None:
    proof.prove_task(name, at)


@pytest.mark.parametrize(("name", "fault"), proof.sample([each for each in proof.all_faults() if each[0] == QUICK[0]], 1))
def test_some_faults(name: str, fault: str) -> None:
    proof.prove_fault(name, fault)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "at"), proof.all_tasks())
def test_all_tasks(name: str, at: int) -> None:
    proof.prove_task(name, at)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "fault"), proof.all_faults())
def test_all_faults(name: str, fault: str) -> None:
    proof.prove_fault(name, fault)
