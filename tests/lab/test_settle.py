"""`settle` and `waiting`: a lab has settled when nothing is due but periodic work, and says who still waits for what."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.features.isakmp import admission
from iosemu.sim.link import Link


def told(lab: Lab) -> set[tuple[str, str, str, str]]:
    return {(each.node, each.who, each.what, each.of) for each in lab.waiting()}


def test_a_settled_lab_waits_for_nothing() -> None:
    lab = Lab.load("dmvpn-ipsec")
    assert any(each.who == "interface" for each in lab.waiting())
    assert lab.settle()
    assert lab.waiting() == []
    lab.run(7200)
    assert lab.settle(10)
    assert lab.waiting() == []


def test_whoever_tries_again_is_waited_for_and_named() -> None:
    """However long the hub is dead: its spokes go on asking, so the lab has not settled."""
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    lab["R1"].power_off()
    lab.run(7200)
    began = lab.now
    assert not lab.settle(500)
    assert lab.now == began + 500
    found = told(lab)
    for spoke in ("R6", "R7", "R8"):
        assert (spoke, "nhrp", "register", "Tunnel0 192.168.1.1") in found
        assert (spoke, "ipsec", "request", "1.1.1.1") in found
    lab["R1"].power_on()
    assert lab.settle()
    assert lab.waiting() == []
    assert "!!!!!" in lab["R6"].cli("ping 11.11.11.1 source Loopback1")


def test_phase_1_is_named() -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.link("R6:FastEthernet0/0").loss = 1.0
    lab.run(30)
    found = next(each for each in lab.waiting() if each.node == "R6" and each.who == "isakmp")
    assert (found.what, found.of) == ("retransmit", "phase 1 with 1.1.1.1")
    assert str(found) == f"R6 isakmp: retransmit phase 1 with 1.1.1.1, in {found.due:.4g} s"
    assert 0 < found.due <= 10 and not found.background


def test_those_whom_a_busy_hub_keeps_waiting_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that admits one negotiation at a time, while the first one hangs: the others' retries are work."""
    monkeypatch.setattr(admission, "MOST_NEGOTIATING", 1)
    lab = Lab.load("dmvpn-ipsec")
    lost = lab.filter("R6:FastEthernet0/0", keep=lambda sender, frame: not sender.startswith("ISP"))
    assert not lab.settle(240)
    assert any(each.node == "R6" for each in lab.waiting())
    lost()
    assert lab.settle(1200)
    assert lab["R1"].cli("show dmvpn | include UP").count("UP") == 3


def test_a_dead_eigrp_neighbour_is_work_until_it_is_given_up() -> None:
    lab = Lab.load("dmvpn-phase2-eigrp")
    lab.settle()
    lab.run(60)
    link: Link = lab.link("R8:GigabitEthernet1")
    link.filters.append(lambda sender, frame: sender != "R8:GigabitEthernet1")  # R8 hears, and is not heard
    lab["R5"].configure("interface Loopback77\n ip address 150.1.77.77 255.255.255.255\n")
    lab.run(1.0)
    assert any(each.who == "eigrp" and each.what == "retransmit" for each in lab.waiting())
    assert lab.settle()
    assert "155.1.58.8" not in lab["R5"].cli("show ip eigrp neighbors")
