"""State that can be saved: no lab holds what cannot be, and a saved one goes on as the one it was made from."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from hashlib import sha256
from itertools import cycle, product
from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.device.device import Device
from iosemu.device.engine import Engine, Host
from iosemu.device.interface import Interface
from iosemu.features.ipsec.protection import CLOSED
from iosemu.lab.node import Node
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler, Timer
from tests.features.wired import chain
from tests.few import few
from tests.lab.eventful import closed_out, eventful, in_flight, stormy
from tests.lab.graph import reached, walk
from tests.net.__main__ import SHOWS, labs

# What may be met, and why. It shrinks only: what is here and not met any more fails as well.
ALLOWED = {
    ("generator", "iosemu.features.telnet.client.call"): "a command under way; whoever saves lets it end, or ends it",
    ("generator", "iosemu.features.login.dialogue.greeting"): "a caller who has not logged in yet, as an operation of IP SLA",
}
ROOT = Path(__file__).resolve().parent.parent.parent
LIVE = (Lab, Node, Device, Interface, Engine, Host, Scheduler, Timer, Link)

Copier = Callable[[Lab], Lab]


def by_pickle(lab: Lab) -> Lab:
    again: Lab = pickle.loads(pickle.dumps(lab))
    return again


@pytest.mark.parametrize("name", labs())
def test_a_lab_is_made_of_what_can_be_saved(name: str) -> None:
    lab = eventful(name)
    found = walk(lab, "lab").offenders + walk(stormy(lab), "lab").offenders
    kinds = {(each.kind, each.what) for each in found}
    assert next(iter(ALLOWED)) in kinds and kinds <= set(ALLOWED), "\n".join(map(str, found))


class Watcher:
    """Frames as they pass, of one lab."""

    def __init__(self, lab: Lab) -> None:
        self.seen: list[tuple[str, float, str, bytes]] = []
        for link in lab.links.values():
            link.taps.append(self._tap(link.name))

    def _tap(self, name: str) -> Callable[[float, str, bytes], None]:
        return lambda time, sender, frame: self.seen.append((name, time, sender, frame))


def told(lab: Lab) -> Iterator[tuple[str, str, object]]:
    """Everything that its routers tell."""
    for node in lab:
        yield node.name, "console", node.console.take()
        yield node.name, "configuration", node.running_config()
        for show in SHOWS:
            yield node.name, show, node.cli(show)
    for capture in lab._captures:
        yield "lab", "capture", [tuple(frame) for frame in capture.frames]


COPIERS: tuple[Copier, ...] = (by_pickle, deepcopy)
LIGHT = [name for name in labs() if name != "dmvpn-phase3-bgp"]  # whose BFD costs as much as ten others
OFTEN = LIGHT[1::3]  # the other two thirds go through checkpoints: test_checkpoint.py


@pytest.mark.parametrize(("name", "copied"), few(product(labs(), COPIERS), *zip(OFTEN, cycle(COPIERS), strict=False)))
def test_a_saved_lab_goes_on_like_the_one_it_was_made_from(name: str, copied: Copier) -> None:
    lab = stormy(closed_out(eventful(name)))
    assert in_flight(lab)
    again = copied(lab)
    ours, theirs = Watcher(lab), Watcher(again)
    lab.run(600)
    again.run(600)
    assert len(ours.seen) > 100
    assert theirs.seen == ours.seen
    for one, other in zip(told(lab), told(again), strict=True):
        assert other == one
    assert again.now == lab.now


ELSEWHERE = """
import pickle, sys
from tests.lab.test_census import digest
print(digest(pickle.load(sys.stdin.buffer)))
"""


def digest(lab: Lab) -> str:
    """Of what a lab does in the next ten minutes, and what it tells afterwards."""
    watcher = Watcher(lab)
    lab.run(600)
    return sha256(repr((watcher.seen, list(told(lab)))).encode()).hexdigest()


@pytest.mark.parametrize("name", few(["dmvpn-dual-cloud", "dmvpn-ipsec"], "dmvpn-ipsec"))
def test_it_goes_on_in_another_process(name: str) -> None:
    lab = stormy(closed_out(eventful(name)))
    environment = {**os.environ, "PYTHONHASHSEED": "5"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=pickle.dumps(lab), env=environment, cwd=ROOT, capture_output=True,
        check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.decode().strip() == digest(lab)


@pytest.mark.parametrize(
    ("name", "copied"), few([("dmvpn-dual-hub", deepcopy), ("dmvpn-ipsec", by_pickle)], ("dmvpn-dual-hub", deepcopy))
)
def test_a_copy_does_not_reach_the_lab_it_was_made_from(name: str, copied: Copier) -> None:
    lab = stormy(closed_out(eventful(name)))
    again = copied(lab)
    old, new = reached(lab), reached(again)
    shared = [new[each] for each in old.keys() & new.keys()]
    assert sum(isinstance(thing, LIVE) for thing in new.values()) > 200
    assert [thing for thing in shared if isinstance(thing, LIVE)] == []
    tables = walk(lab, "lab").objects  # those of modules are shared
    assert [thing for thing in shared if type(thing) in (dict, list, set) and id(thing) in tables] == []


def test_a_long_chain_is_no_deeper_than_one_router() -> None:
    lab = chain(100)
    lab.run(60)
    again = by_pickle(lab)
    assert again["R100"].cli("show cdp neighbors") == lab["R100"].cli("show cdp neighbors")


def test_a_constant_stays_the_only_one() -> None:
    assert by_pickle(CLOSED) is CLOSED  # type: ignore[arg-type, comparison-overlap]


class Holder:
    """Holds anything."""

    def __init__(self, thing: object) -> None:
        self.table = {"of": [thing]}

    def method(self) -> None:
        """Something to call."""


def nested() -> Callable[[], None]:
    def inner() -> None: ...

    return inner


def test_the_walk_finds_each_kind(tmp_path: Path) -> None:
    class Local:
        pass

    holder = Holder(None)
    with (tmp_path / "file").open("w") as file:
        things: dict[object, str] = {
            (lambda: None): "lambda",
            nested(): "nested function",
            (each for each in ()): "generator",
            file: "object of a library",
            [].append: "method of a built-in object",
            Local: "class without a name",
            Holder(nested()).method: "nested function",  # beneath a bound method
            holder.method: "",
            walk: "",
            1: "",
        }
        for thing, kind in things.items():
            found = walk(Holder(thing), "holder").offenders
            assert [each.kind for each in found] == ([kind] if kind else []), thing
            assert all(each.path.startswith("holder.table[of][0]") for each in found)
