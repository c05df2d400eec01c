"""Every task and every fault that is shipped, proven: some of them here, all of them by `make long`."""

from __future__ import annotations

import pytest

from iosemu.lab.catalog import shipped
from tests.chaos import looks
from tests.practice import proof

QUICK = ("dmvpn-ipsec", "ospf-areas", "bgp-basics")  # labs whose proofs take seconds


def test_every_look_is_of_a_layer() -> None:
    assert set(proof.LAYER_OF) == set(looks.LOOKS)


@pytest.mark.parametrize(("name", "at"), proof.sample([each for each in proof.all_tasks() if each[0] in QUICK], 2))
def test_some_tasks(name: str, at: int) -> None:
    proof.prove_task(name, at)


def test_some_faults() -> None:
    for name in QUICK[:2]:
        for fault in proof.sample(proof.faults_of(name), 1):
            proof.prove_fault(name, fault)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "at"), proof.all_tasks())
def test_all_tasks(name: str, at: int) -> None:
    proof.prove_task(name, at)


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped())
def test_all_faults(name: str) -> None:
    """Each in the cheapest lab that may have it."""
    failed = {}
    for fault in proof.share_of(name):
        try:
            proof.prove_fault(name, fault)
        except AssertionError as error:
            failed[fault] = str(error)
    assert failed == {}
