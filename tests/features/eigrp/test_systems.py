"""One process of an autonomous system in a VRF; what is on by itself in older releases."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk
from tests.features.wired import network

RED = "vrf definition RED\n address-family ipv4\n exit-address-family\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("router eigrp 7", "router eigrp N\naddress-family ipv4 autonomous-system 7"),
        ("router eigrp N\naddress-family ipv4 unicast autonomous-system 7", "router eigrp 7"),
        ("router eigrp N\naddress-family ipv4 autonomous-system 7", "router eigrp M\naddress-family ipv4 autonomous-system 7"),
        (
            "router eigrp 1\naddress-family ipv4 vrf RED autonomous-system 7",
            "router eigrp N\naddress-family ipv4 vrf RED autonomous-system 7",
        ),
        (
            "router eigrp N\naddress-family ipv4 unicast vrf RED autonomous-system 7",
            "router eigrp 1\naddress-family ipv4 vrf RED\nautonomous-system 7",
        ),
    ],
)
def test_a_second_process_of_a_system_is_refused(first: str, second: str) -> None:
    desk = Desk(RED)
    desk.type("configure terminal")
    for line in first.splitlines():
        assert desk.type(line) == ""
        assert desk.type(line if line.startswith("router") else "") == ""  # into it again
    desk.type("exit", "exit", "configure terminal")
    *before, last = second.splitlines()
    for line in before:
        assert desk.type(line) == ""
    assert "% EIGRP autonomous system 7 is in use by another process" in desk.type(last)
    assert len(desk.device.engine("eigrp").processes) <= 2
    assert [key[2] for key in desk.device.engine("eigrp").processes].count(7) == 1
    desk.type("end", "configure terminal", f"no {first.splitlines()[0]}")
    for line in before:
        desk.type(line)
    assert desk.type(last) == ""


def test_the_same_number_in_two_vrfs_is_two_systems() -> None:
    desk = Desk(RED)
    desk.type("configure terminal", "router eigrp 7")
    assert desk.type("address-family ipv4 vrf RED autonomous-system 7") == ""
    assert sorted(key[1] for key in desk.device.engine("eigrp").processes) == ["", "RED"]


CONFIG = """\
interface Loopback0
 ip address 10.1.1.1 255.255.255.0
interface FastEthernet0/0
 ip address 172.16.0.{0} 255.255.255.0
 no shutdown
router eigrp 1
 network 10.0.0.0
 network 172.16.0.0
"""


@pytest.mark.parametrize(("platform", "prefix"), [("c3725", "10.0.0.0/8"), ("c7200", "10.1.1.0/24")])
def test_12_4_summarizes_until_it_is_told_not_to(platform: str, prefix: str) -> None:
    two = CONFIG.format(2).replace("10.1.1.1", "192.168.9.9").replace(" network 10.0.0.0\n", "")
    lab = network({"R1": CONFIG.format(1), "R2": two}, "R1:Fa0/0 R2:Fa0/0", platform=platform)
    lab.run(30)

    def learnt() -> list[str]:
        return [line.split()[1] for line in lab["R2"].cli("show ip route eigrp").splitlines() if line.startswith("D")]

    assert learnt() in ([prefix], [prefix.removesuffix("/24")])
    shown = [line for line in lab["R1"].running_config() if "auto-summary" in line]
    assert shown == ([" auto-summary"] if platform == "c3725" else [])
    if platform == "c3725":
        assert "Automatic network summarization is in effect" in lab["R1"].cli("show ip protocols")
        lab["R1"].configure("router eigrp 1\n no auto-summary\n")
        lab.run(10)
        assert learnt() == ["10.1.1.0"]
        assert " no auto-summary" in lab["R1"].running_config()
