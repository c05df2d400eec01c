"""IGMP: Q and R route groups on a LAN, A and B listen there."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import log_of, network

PORT = "interface Fa0/0\n ip address 10.0.0.{} 255.255.255.0\n no shutdown\n"
ROUTING = "ip multicast-routing\n"
PIM = " ip pim sparse-mode\n"
JOIN = "interface Fa0/0\n {}ip igmp join-group 239.1.1.1\n"


@pytest.fixture
def lab() -> Lab:
    configs = {
        "Q": ROUTING + PORT.format(1) + PIM, "R": ROUTING + PORT.format(2) + PIM, "A": PORT.format(8), "B": PORT.format(9),
    }  # fmt: skip
    made = network(configs, "Q:Fa0/0 R:Fa0/0 A:Fa0/0 B:Fa0/0")
    made.run(10)
    return made


def members(lab: Lab, node: str = "Q") -> list[str]:
    return [row.group for row in lab[node].rows("show ip igmp groups") if row.group != "224.0.1.40"]


def test_the_lowest_address_asks(lab: Lab) -> None:
    assert "  IGMP querying router is 10.0.0.1 (this system)\n" in lab["Q"].cli("show ip igmp interface")
    assert "  IGMP querying router is 10.0.0.1\n" in lab["R"].cli("show ip igmp interface")
    lab["Q"].power_off()
    lab.run(125)
    assert "  IGMP querying router is 10.0.0.2 (this system)\n" in lab["R"].cli("show ip igmp interface")
    lab["Q"].power_on()
    lab.run(70)
    assert "  IGMP querying router is 10.0.0.1\n" in lab["R"].cli("show ip igmp interface")


def test_one_answers_for_all(lab: Lab) -> None:
    lab["A"].configure(JOIN.format(""))
    lab["B"].configure(JOIN.format(""))
    lab.run(30)
    heard = log_of(lab, "Q")
    lab["Q"].cli("debug ip igmp")
    lab.run(120)
    reports = [text for _, text in heard if "Received v2 Report" in text and "239.1.1.1" in text]
    assert len(reports) == 2  # one for each of two questions
    assert members(lab) == ["239.1.1.1"] == members(lab, "R")


def test_the_last_one_leaves(lab: Lab) -> None:
    for name in ("A", "B"):
        lab[name].configure(JOIN.format(""))
    lab.run(15)
    lab["A"].configure(JOIN.format("no "))
    lab.run(5)
    assert members(lab) == ["239.1.1.1"]  # B has answered
    lab["B"].configure(JOIN.format("no "))
    lab.run(0.5)
    assert members(lab) == ["239.1.1.1"]
    lab.run(2)
    assert members(lab) == [] == members(lab, "R")
    assert "2 leaves" in lab["Q"].cli("show ip igmp interface")


def test_who_says_nothing_more_runs_out(lab: Lab) -> None:
    lab["A"].configure(JOIN.format(""))
    lab.run(15)
    lab["A"].power_off()
    lab.run(100)
    assert members(lab) == ["239.1.1.1"]
    lab.run(100)
    assert members(lab) == []


def test_versions(lab: Lab) -> None:
    """A host goes by the older querier; a router of version 3 understands all."""
    heard = log_of(lab, "A")
    lab["A"].cli("debug ip igmp")
    lab["A"].configure("interface Fa0/0\n ip igmp version 3\n ip igmp join-group 239.1.1.1\n")
    lab.run(70)
    texts = [text for _, text in heard]
    assert "IGMP(0): Send v3 Report for 239.1.1.1 on FastEthernet0/0" in texts
    assert "IGMP(0): Send v2 Report for 239.1.1.1 on FastEthernet0/0" in texts
    for name in ("Q", "R"):
        lab[name].configure("interface Fa0/0\n ip igmp version 3\n")
    lab["B"].configure("interface Fa0/0\n ip igmp version 1\n ip igmp join-group 239.1.1.2\n")
    lab.run(300)
    assert sorted(members(lab)) == ["239.1.1.1", "239.1.1.2"]


def test_lists_and_groups_that_are_always_there(lab: Lab) -> None:
    lab["Q"].configure("access-list 7 deny 239.1.1.1\naccess-list 7 permit any\ninterface Fa0/0\n ip igmp access-group 7\n")
    lab["A"].configure(JOIN.format(""))
    lab["Q"].configure("interface Fa0/0\n ip igmp static-group 239.9.9.9\n")
    lab.run(10)
    assert members(lab) == ["239.9.9.9"] and members(lab, "R") == ["239.1.1.1"]
    assert "stopped" in lab["Q"].cli("show ip igmp groups 239.9.9.9")
    lab["Q"].configure("interface Fa0/0\n no ip igmp static-group 239.9.9.9\n no ip igmp access-group\n")
    lab.run(70)
    assert members(lab) == ["239.1.1.1"]


def test_refused_and_read_back(lab: Lab) -> None:
    assert "%Illegal multicast group address 224.0.0.5" in lab["A"].configure("interface Fa0/0\n ip igmp join-group 224.0.0.5\n")
    assert "Illegal multicast group address 10.0.0.1" in lab["A"].configure("interface Fa0/0\n ip igmp join-group 10.0.0.1\n")
    lines = " ip igmp join-group 239.1.1.1\n ip igmp version 3\n ip igmp query-interval 30\n"
    assert lab["A"].configure("interface Fa0/0\n" + lines) == ""
    mine = [line for line in lab["A"].running_config() if "igmp" in line]
    assert sorted(mine) == sorted(lines.splitlines())
    lab["A"].reload()
    lab.run(30)
    lab["A"].configure("interface Fa0/0\n" + lines)
    assert "239.1.1.1(1)" in lab["A"].cli("show ip igmp interface")
