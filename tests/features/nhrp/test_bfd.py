"""NHRP and BFD: timers on the tunnel are enough, and a spoke that has died is forgotten at once."""

from __future__ import annotations

from iosemu.lab.lab import Lab

TIMERS = "interface Tunnel0\n bfd interval 300 min_rx 300 multiplier 3\n no bfd echo\n"
SHORTCUT = "150.1.2.2"


def lab_of(name: str = "dmvpn-phase3-eigrp") -> Lab:
    lab = Lab.load(name)
    for node in lab:
        if "interface Tunnel0" in node.running_config():
            assert node.configure(TIMERS) == ""
    lab.settle()
    lab.run(90)
    return lab


def rows(lab: Lab, node: str) -> dict[str, str]:
    found = [line.split() for line in lab[node].cli("show bfd neighbors").splitlines()]
    return {row[0]: row[3] for row in found if len(row) == 5 and row[1] != "LD/RD"}


def test_no_line_asks_for_it() -> None:
    lab = lab_of()
    assert rows(lab, "R5") == {f"155.1.0.{n}": "Up" for n in (1, 2, 3, 4)}
    assert "Registered protocols: NHRP CEF \n" in lab["R1"].cli("show bfd neighbors details")
    assert "nhop bfd" in lab["R5"].cli("show ip nhrp 155.1.0.1")
    lab["R5"].configure("interface Tunnel0\n no bfd interval\n")
    assert "bfd" not in lab["R5"].cli("show ip nhrp 155.1.0.1") and rows(lab, "R5") == {}
    assert "155.1.0.1" in lab["R5"].cli("show ip nhrp 155.1.0.1")  # of the way nothing is known


def test_a_shortcut_to_a_dead_spoke_goes_at_once() -> None:
    lab = lab_of()
    r1 = lab["R1"]
    for _ in range(3):
        r1.cli(f"ping {SHORTCUT} source loopback0 repeat 3")
        lab.run(2)
    assert "155.1.0.2" in rows(lab, "R1") and "via 155.1.0.2" in r1.cli("show ip nhrp 155.1.0.2")
    assert "* 155.1.0.2, from" in r1.cli(f"show ip route {SHORTCUT}")
    lab.cut("R2:GigabitEthernet1")
    lab.run(1)
    assert "155.1.0.2" not in r1.cli("show ip nhrp") and "155.1.0.2" not in rows(lab, "R1")
    assert "* 155.1.0.2, from" not in r1.cli(f"show ip route {SHORTCUT}")
    assert "155.1.0.5" in r1.cli("show ip nhrp")  # what is configured stays
    lab.repair("R2:GigabitEthernet1")
    lab.run(120)
    assert rows(lab, "R5") == {f"155.1.0.{n}": "Up" for n in (1, 2, 3, 4)}
