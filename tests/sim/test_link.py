"""Links that lose, double and reorder."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.device.interface import Interface
from iosemu.lab.errors import LabError
from iosemu.sim.chance import stream
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler
from tests.features.wired import network


class Station:
    enabled = True
    hold_queue = 40

    def __init__(self, label: str) -> None:
        self.label = label
        self.heard: list[bytes] = []
        self.overflows = 0

    def overflow(self) -> None:
        self.overflows += 1

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


def test_what_a_disorderly_link_holds_back_is_bounded() -> None:
    scheduler = Scheduler()
    link = Link(scheduler, stream(1, "link"), delay=0.005)
    one, other = Station("R1:a"), Station("R2:a")
    link.attach(one)
    link.attach(other)
    link.reorder, link.reorder_within = 1.0, 10.0
    for number in range(100):
        link.send(one, bytes([number]))
    assert link.held(one) == 40
    assert one.overflows == link.dropped == 59
    scheduler.run(20)
    assert sorted(other.heard) == [bytes([number]) for number in range(41)]
    assert link.held(one) == 0
    link.send(one, b"again")
    assert link.held(one) == 0
    scheduler.run(40)
    assert other.heard[-1] == b"again"


def test_doubled_frames_in_a_routing_loop_come_to_an_end() -> None:
    """Two routers whose default routes lead to each other, over a line that doubles a third of the frames."""
    text = "interface FastEthernet0/0\n ip address 10.0.0.{} 255.255.255.0\n hold-queue 20 out\n no shutdown\n"
    text += "ip route 0.0.0.0 0.0.0.0 10.0.0.{}\n"
    lab = network({"R1": text.format(1, 2), "R2": text.format(2, 1)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    lab.duplicate("R1:FastEthernet0/0", share=0.3)
    lab.reorder("R1:FastEthernet0/0", share=0.5, within=0.1)
    lab["R1"].cli("ping 192.0.2.1 repeat 5 timeout 1")
    shown = lab["R2"].cli("show interfaces FastEthernet0/0 | include drops:")
    dropped = int(shown.rsplit(":", 1)[1])
    assert dropped > 100
    row = next(row for row in lab["R2"].cli("show interfaces summary").splitlines() if "* FastEthernet0/0" in row)
    assert row.split()[4:6] == [str(lab.link("R1", "R2").held(port(lab, "R2"))), str(dropped)]
    lab.run(20)
    assert "Output queue: 0/20 (size/max)" in lab["R2"].cli("show interfaces FastEthernet0/0")
    packets = port(lab, "R2").counters.out_packets
    lab.run(20)
    assert port(lab, "R2").counters.out_packets < packets + 5


def port(lab: Lab, node: str) -> Interface:
    return next(iface for iface in lab[node].device if iface.text == "FastEthernet0/0")
