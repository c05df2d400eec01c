"""Links that lose, double and reorder."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.lab.errors import LabError
from iosemu.sim.chance import stream
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler


class Station:
    enabled = True

    def __init__(self, label: str) -> None:
        self.label = label
        self.heard: list[bytes] = []

    def receive(self, frame: bytes) -> None:
        self.heard.append(frame)

    def carrier(self, up: bool) -> None:
        pass


def told(count: int, **knobs: float) -> list[int]:
    """The numbers of the frames that arrive, of `count` sent 10 ms apart on a link of 5 ms."""
    scheduler = Scheduler()
    link = Link(scheduler, stream(1, "link"), delay=0.005)
    one, other = Station("R1:a"), Station("R2:a")
    link.attach(one)
    link.attach(other)
    for name, value in knobs.items():
        setattr(link, name, value)
    for number in range(count):
        scheduler.call(number * 0.01, link.send, one, number.to_bytes(2, "big"))
    scheduler.run(count)
    assert one.heard == []
    return [int.from_bytes(frame, "big") for frame in other.heard]


def test_a_good_link() -> None:
    assert told(100) == list(range(100))


def test_duplicates() -> None:
    found = told(1000, duplicate=0.2)
    assert sorted(set(found)) == list(range(1000)) == list(dict.fromkeys(found))
    assert 1150 < len(found) < 1250


def test_reordering_loses_nothing() -> None:
    found = told(1000, reorder=0.3, reorder_within=0.1)
    assert sorted(found) == list(range(1000)) != found
    assert max(abs(number - place) for place, number in enumerate(found)) <= 11


def test_all_at_once() -> None:
    found = told(1000, loss=0.5, duplicate=0.5, reorder=1.0, reorder_within=1.0)
    assert 400 < len(set(found)) < 600 < len(found) < 900


def test_a_lab_says_it_by_endpoint() -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.lose("R1:FastEthernet0/0", share=0.1)
    lab.duplicate("R1", "ISP", share=0.2)
    lab.reorder("R1:fa0/0", share=0.3, within=0.5)
    link = lab.link("R1", "ISP")
    assert (link.loss, link.duplicate, link.reorder, link.reorder_within) == (0.1, 0.2, 0.3, 0.5)
    with pytest.raises(LabError, match=r"from 0 to 1, not 1\.5"):
        lab.duplicate("R1", "ISP", share=1.5)
    with pytest.raises(LabError, match="-1 s late"):
        lab.reorder("R1", "ISP", share=0.5, within=-1)
