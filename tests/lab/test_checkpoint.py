"""Checkpoints: run = save + restore + run, to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from iosemu import Lab, LabError
from iosemu.lab import checkpoint
from iosemu.lab.checkpoint.pack import pack
from iosemu.lab.checkpoint.unpack import Unpacker
from tests.few import few
from tests.fuzz.exchanges import Exchanges
from tests.lab.eventful import closed_out, eventful, in_flight, stormy
from tests.lab.test_census import LIGHT, ROOT, Watcher, digest, told
from tests.net.__main__ import labs


def same_from_here(lab: Lab, again: Lab, seconds: float) -> int:
    """Frames of the next seconds; they, and all that is told afterwards, are the same."""
    ours, theirs = Watcher(lab), Watcher(again)
    lab.run(seconds)
    again.run(seconds)
    assert theirs.seen == ours.seen
    for one, other in zip(told(lab), told(again), strict=True):
        assert other == one
    assert again.now == lab.now
    return len(ours.seen)


@pytest.mark.parametrize("name", few(labs(), *LIGHT[2::3]))
def test_a_restored_lab_goes_on_like_the_one_that_was_saved(name: str) -> None:
    lab = stormy(closed_out(eventful(name)))
    assert in_flight(lab)
    assert same_from_here(lab, Lab.restore(lab.checkpoint()), 600) > 100


@pytest.mark.parametrize("name", few(labs(), *LIGHT[::3]))
def test_at_any_moment(name: str) -> None:
    """One lab twice, from power-on; one of the two is saved and restored between two events, again and again."""
    chance = Random(name)
    plain, saved = Lab.load(name, 7), Lab.load(name, 7)
    for _ in range(8):
        seconds = chance.choice((0, 0.05, 1, 20, 60)) * chance.random()
        events = chance.randrange(100)
        ours, theirs = Watcher(plain), Watcher(saved)
        for lab in (plain, saved):
            lab.run(seconds)
            for _ in range(events):
                lab.scheduler.step()
        assert theirs.seen == ours.seen
        for link in saved.links.values():
            link.taps.clear()
        saved = Lab.restore(saved.checkpoint())
    assert same_from_here(plain, saved, 120) > 5


def heard(lab: Lab, kind: str) -> Callable[[], bool]:
    """Was a packet of that kind on a cable?"""
    watcher, exchanges, asked = Watcher(lab), Exchanges(), []

    def there() -> bool:
        asked.extend(exchanges.kind(frame) for _, _, _, frame in watcher.seen)
        watcher.seen.clear()
        return kind in asked

    return there


def saved_behind(lab: Lab, kind: str) -> Lab:
    """The lab restored at the moment when a packet of that kind has just left."""
    assert lab.run_until(heard(lab, kind), 4000)
    for link in lab.links.values():
        link.taps.clear()
    return Lab.restore(lab.checkpoint())


@pytest.mark.parametrize("number", range(1, 7))
def test_in_the_middle_of_main_mode(number: int) -> None:
    lab = Lab.load("dmvpn-ipsec")
    assert same_from_here(lab, saved_behind(lab, f"IKE main mode {number}"), 60) > 50
    assert "QM_IDLE" in lab["R1"].cli("show crypto isakmp sa")


@pytest.mark.parametrize("number", range(1, 4))
def test_in_the_middle_of_a_rekey(number: int) -> None:
    lab = Lab.load("dmvpn-ipsec")
    for node in lab:
        if "crypto ipsec profile" in "\n".join(node.running_config()):
            node.configure("crypto ipsec security-association lifetime seconds 120\n")
    lab.run(60)
    assert "QM_IDLE" in lab["R1"].cli("show crypto isakmp sa")
    assert same_from_here(lab, saved_behind(lab, f"IKE quick mode {number}"), 200) > 50


def test_in_the_middle_of_an_spf() -> None:
    """An SPF waits for its throttle, and link state advertisements for their acknowledgments."""
    lab = Lab.load("dmvpn-phase2-ospf")
    lab.run(200)
    link = list(lab.links)[-1]
    lab.cut(link)
    assert lab.run_until(lambda: any("spf" in str(each).lower() for each in lab.waiting()))
    again = Lab.restore(lab.checkpoint())
    assert sorted(map(str, again.waiting())) == sorted(map(str, lab.waiting()))
    for each in (lab, again):
        each.repair(link)
    assert same_from_here(lab, again, 200) > 50


ELSEWHERE = """
import sys
from iosemu import Lab
from tests.lab.test_census import digest
print(digest(Lab.restore(sys.stdin.buffer.read())))
"""


@pytest.mark.parametrize("name", few(["dmvpn-dual-cloud", "bgp-policy"], "bgp-policy"))
def test_it_goes_on_in_another_process(name: str) -> None:
    lab = stormy(closed_out(eventful(name)))
    environment = {**os.environ, "PYTHONHASHSEED": "5"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=lab.checkpoint(), env=environment, cwd=ROOT, capture_output=True,
        check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.decode().strip() == digest(lab)


def test_a_command_under_way_is_told() -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    session = lab["R1"].console.session
    session.feed_line("ping 10.99.99.99 repeat 100")
    with pytest.raises(LabError, match="R1 con 0: a command is under way; a lab is saved when it has ended"):
        lab.checkpoint()
    session.interrupt()
    lab.run(0.1)
    assert same_from_here(lab, Lab.restore(lab.checkpoint()), 30)


def test_what_a_script_has_put_on_a_link_is_told() -> None:
    lab = Lab.load("dmvpn-ipsec")
    stop = lab.filter(next(iter(lab.links)), keep=lambda sender, frame: True)
    with pytest.raises(LabError, match=r"cannot be saved while it holds tests\.lab\.test_checkpoint"):
        lab.checkpoint()
    stop()
    assert lab.checkpoint()


def test_captures_into_files_stay_here(tmp_path: object) -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.run(20)
    held = lab.capture()
    lab.run(20)
    lab.capture(folder=str(tmp_path))
    with Lab.restore(lab.checkpoint()) as again:
        again.run(30)
        lab.run(30)
        assert [each.folder for each in again._captures] == [None]
        assert again._captures[0].frames == held.frames
    lab.close()


def test_other_grammars_are_another_iosemu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A line that is read otherwise makes another configuration of the same bytes."""
    saved = Lab.load("vrf-lite").checkpoint()
    (tmp_path / "interface.cmd").write_text("feature interface  Interfaces\n")
    monkeypatch.setattr(checkpoint, "data_folder", lambda name: str(tmp_path))
    checkpoint.code_digest.cache_clear()
    try:
        with pytest.raises(LabError, match="iosemu"):
            Lab.restore(saved)
    finally:
        checkpoint.code_digest.cache_clear()


def test_what_two_have_is_one_thing_again() -> None:
    """Empty tables of one owner are written as such; what somebody else has, too, stays one."""
    shared: dict[str, int] = {}
    octets = bytes(range(20))
    root: list[Any] = [[{}, {}], [{}, shared], [shared], [[], [1]], [octets, bytes(range(30))], [octets]]
    root += [[2**70, -1, 300, 1 << 40], [None, True, False], [0.5, -0.0]]
    payload, memory = pack(root)
    again = Unpacker(payload, memory).root
    assert again == root
    assert again[1][1] is again[2][0]
    assert len({id(each) for each in (*again[0], *again[1])}) == 4
    again[1][0]["one"] = 1
    assert again[0] == [{}, {}]
