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
    proof.prove_lines(name, at)


def test_a_check_that_looks_at_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    at = next(number for number, task in enumerate(proof.tasks_of("first-tunnel").tasks) if task.id == "mtu")
    task = proof.tasks_of("first-tunnel").tasks[at]
    monkeypatch.setattr(task, "checks", [check for check in task.checks if check.node == "R1"])
    with pytest.raises(AssertionError, match="do not look at what these lines do"):
        proof.prove_lines("first-tunnel", at)


def test_some_faults() -> None:
    for name in QUICK[:2]:
        for fault in proof.sample(proof.faults_of(name), 1):
            proof.prove_fault(name, fault)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "at"), proof.all_tasks())
def test_all_tasks(name: str, at: int) -> None:
    proof.prove_task(name, at)
    proof.prove_lines(name, at)


def test_lines_that_do_not_matter_are_lines_of_solutions() -> None:
    for name, task_id, node, line in proof.SPARE:
        task = next(task for task in proof.tasks_of(name).tasks if task.id == task_id)
        assert line in [row.strip() for row in task.solution[node].splitlines()]


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
