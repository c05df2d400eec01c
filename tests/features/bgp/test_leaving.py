"""Graceful shutdown: a neighbour becomes the last choice, then its session ends."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.bgp.world import best, iface, loopback, path_of, peer, up
from tests.features.wired import network

OWN = "2.2.2.2/32"


@pytest.fixture
def lab() -> Lab:
    """R1 (65001) and R2 (65002) on two networks; the first session is preferred by its age."""
    configs = {
        f"R{n}": loopback(f"{n}.{n}.{n}.{n}") + iface("Gi1", f"10.0.12.{n}") + iface("Gi2", f"10.0.21.{n}")
        + f"ip bgp-community new-format\nrouter bgp 6500{n}\n network {n}.{n}.{n}.{n} mask 255.255.255.255\n"
        + "".join(
            f" neighbor 10.0.{net}.{3 - n} remote-as 6500{3 - n}\n neighbor 10.0.{net}.{3 - n} send-community\n"
            for net in (12, 21)
        )
        for n in (1, 2)
    }  # fmt: skip
    lab = network(configs, "R1:Gi1 R2:Gi1", "R1:Gi2 R2:Gi2", platform="csr1000v")
    up(lab, "R1", "10.0.12.2", "10.0.21.2")
    lab.run(40)
    return lab


def configure(lab: Lab, line: str) -> str:
    said: str = lab["R1"].configure(f"router bgp 65001\n {line}\n")
    return said


def hop(lab: Lab) -> int:
    found = best(lab, "R1", OWN)
    assert found is not None
    return found.next_hop >> 8 & 0xFF



def test_the_last_choice_then_down(lab: Lab) -> None:
    before = hop(lab)
    gone = f"10.0.{before}.2"
    assert configure(lab, f"neighbor {gone} shutdown graceful 60 community 65001:7 local-preference 10") == ""
    lab.run(2)
    assert hop(lab) != before, "what it told is the last choice"
    assert "localpref 10, valid, external" in lab["R1"].cli(f"show ip bgp {OWN}")
    entry = lab["R2"].cli("show ip bgp 1.1.1.1")
    assert entry.count("Community: 65001:7 gshut") == 1, "and it is told why"
    assert "1.1.1.1/32" in lab["R2"].cli("show ip bgp community gshut")
    assert not any("shutdown" in line and "neighbor" in line for line in lab["R1"].running_config())
    shown = lab["R1"].cli(f"show ip bgp neighbors {gone} | include Graceful Shutdown").splitlines()
    assert shown == [
        "  Graceful Shutdown Timer running, schedule to reset the peer in 00:00:58 seconds",
        "  Graceful Shutdown Localpref set to 10", "  Graceful Shutdown Community set to 65001:7",
    ]  # fmt: skip
    lab.run(60)
    assert peer(lab, "R1", gone).state == "Idle (Admin)" and path_of(lab, "R1", OWN) == "65002"
    assert f" neighbor {gone} shutdown" in lab["R1"].running_config()
    assert "Graceful Shutdown" not in lab["R1"].cli(f"show ip bgp neighbors {gone}")
    configure(lab, f"no neighbor {gone} shutdown")
    up(lab, "R1", gone)
    assert "gshut" not in lab["R2"].cli("show ip bgp 1.1.1.1")


def test_not_after_all(lab: Lab) -> None:
    gone = f"10.0.{hop(lab)}.2"
    assert configure(lab, f"neighbor {gone} shutdown graceful 30 local-preference 0") == ""
    lab.run(2)
    assert "localpref 0," in lab["R1"].cli(f"show ip bgp {OWN}") and "gshut" in lab["R2"].cli("show ip bgp 1.1.1.1")
    assert configure(lab, f"no neighbor {gone} shutdown graceful") == ""
    lab.run(60)
    assert peer(lab, "R1", gone).up and peer(lab, "R1", gone).established == 1
    assert "localpref 0," not in lab["R1"].cli(f"show ip bgp {OWN}")
    assert "gshut" not in lab["R2"].cli("show ip bgp 1.1.1.1")


def test_of_a_group(lab: Lab) -> None:
    for line in ("neighbor G peer-group", "neighbor 10.0.12.2 peer-group G", "neighbor 10.0.21.2 peer-group G"):
        configure(lab, line)
    up(lab, "R1", "10.0.12.2", "10.0.21.2")
    assert configure(lab, "neighbor G shutdown graceful 20 community 5") == ""
    lab.run(2)
    assert lab["R2"].cli("show ip bgp 1.1.1.1").count("Community: 0:5 gshut") == 2
    lab.run(20)
    assert {each.state for each in (peer(lab, "R1", "10.0.12.2"), peer(lab, "R1", "10.0.21.2"))} == {"Idle (Admin)"}
    assert " neighbor G shutdown" in lab["R1"].running_config()


def test_what_is_refused(lab: Lab) -> None:
    assert "% Incomplete command" in configure(lab, "neighbor 10.0.12.2 shutdown graceful 60")
    assert configure(lab, "neighbor 10.9.9.9 shutdown graceful 60 community 5") == (
        "% Specify remote-as or peer-group commands first\n"
    )
