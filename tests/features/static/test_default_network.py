"""`ip default-network`: networks that may stand for the default route, here and in RIP and EIGRP."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

PORT = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
LOOPBACK = "interface Loopback{}\n ip address {} {}\n"
FAR = "255.255.255.255"


def line(**more: str) -> Lab:
    """R1 – R2 – R3; R3 has 192.168.5.0/24, and 8.8.8.8, which nobody is told of."""
    configs = {
        "R1": PORT.format("Fa0/0", "10.0.12.1"),
        "R2": PORT.format("Fa0/0", "10.0.12.2") + PORT.format("Fa0/1", "10.0.23.2"),
        "R3": PORT.format("Fa0/0", "10.0.23.3")
        + LOOPBACK.format(0, "192.168.5.1", "255.255.255.0") + LOOPBACK.format(1, "8.8.8.8", FAR),
    }  # fmt: skip
    lab = network({name: text + more.get(name, "") for name, text in configs.items()}, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/0")
    assert lab.refused_lines() == []
    lab.run(60)
    return lab


def gateway(lab: Lab, name: str) -> str:
    [found] = [each for each in lab[name].cli("show ip route").splitlines() if each.startswith("Gateway")]
    return found.removeprefix("Gateway of last resort is ")


def test_a_static_network_leads_to_all_that_is_not_known() -> None:
    back = "ip route 10.0.12.0 255.255.255.0 10.0.23.2\n"
    lab = line(R2="ip route 192.168.5.0 255.255.255.0 10.0.23.3\n", R3=back)
    r2 = lab["R2"]
    assert gateway(lab, "R2") == "not set" and "....." in r2.cli("ping 8.8.8.8")
    assert r2.configure("ip default-network 192.168.5.0\n") == ""
    assert gateway(lab, "R2") == "10.0.23.3 to network 192.168.5.0"
    assert "S*    192.168.5.0/24 [1/0] via 10.0.23.3" in r2.cli("show ip route")
    assert 'Known via "static", distance 1, metric 0, candidate default path' in r2.cli("show ip route 192.168.5.0")
    assert "!!!!" in r2.cli("ping 8.8.8.8")
    assert re.search(r"^0.0.0.0/0 +10.0.23.3 +FastEthernet0/1$", r2.cli("show ip cef"), re.MULTILINE)
    assert "ip default-network 192.168.5.0" in r2.running_config()

    # of two that are as good the network counts, and 0.0.0.0 again when it is gone
    r2.configure("ip route 0.0.0.0 0.0.0.0 10.0.12.1\n")
    assert gateway(lab, "R2") == "10.0.23.3 to network 192.168.5.0" and "!!!!!" in r2.cli("ping 8.8.8.8")
    r2.configure("no ip default-network 192.168.5.0\n")
    assert gateway(lab, "R2") == "10.0.12.1 to network 0.0.0.0" and "!" not in r2.cli("ping 8.8.8.8")
    assert "S     192.168.5.0/24 [1/0] via 10.0.23.3" in r2.cli("show ip route")


def test_whoever_asks_for_the_default_route_sees_it_in_a_network() -> None:
    """The check of sources, `/trace`, and the rows of the table."""
    back = "ip route 10.0.12.0 255.255.255.0 10.0.23.2\n"
    strict = "interface Fa0/1\n ip verify unicast source reachable-via rx{}\n"
    lab = line(R2="ip route 192.168.5.0 255.255.255.0 10.0.23.3\nip default-network 192.168.5.0\n" + strict.format(""), R3=back)
    r2, r3 = lab["R2"], lab["R3"]
    rows = {row.prefix: row.code for row in r2.rows("show ip route")}
    assert rows["192.168.5.0/24"] == "S*" and rows["10.0.12.0/24"] == "C"
    steps = "\n".join(step.text for hop in lab.trace("R2", "8.8.8.8").hops for step in hop.steps)
    assert "8.8.8.8: the default route (to network 192.168.5.0/24), static via 10.0.23.3" in steps
    assert "192.168.5.1: 192.168.5.0/24, static via" in "\n".join(
        step.text for hop in lab.trace("R2", "192.168.5.1").hops for step in hop.steps
    )
    # the network itself is no default route, all else is
    assert ".!!!!" in r3.cli("ping 10.0.23.2 source Loopback0")
    assert "....." in r3.cli("ping 10.0.23.2 source Loopback1")
    assert "   5 verification drops" in r2.cli("show ip interface FastEthernet0/1")
    r2.configure(strict.format(" allow-default"))
    assert "!!!!!" in r3.cli("ping 10.0.23.2 source Loopback1")


def test_a_subnet_becomes_a_route_for_its_network() -> None:
    """Only classful networks can be candidates; one that is attached here leads nowhere."""
    lab = line()
    r2 = lab["R2"]
    assert r2.configure("ip default-network 10.0.23.0\n") == ""
    assert "ip route 10.0.0.0 255.0.0.0 10.0.23.0" in r2.running_config()
    assert "S        10.0.0.0/8 [1/0] via 10.0.23.0" in r2.cli("show ip route") and gateway(lab, "R2") == "not set"
    r2.configure("ip default-network 10.0.0.0\n")
    assert "S*       10.0.0.0/8 [1/0] via 10.0.23.0" in r2.cli("show ip route")
    assert gateway(lab, "R2") == "10.0.23.0 to network 10.0.0.0"
    r3 = lab["R3"]
    r3.configure("ip default-network 192.168.5.0\n")
    assert "C*       192.168.5.0/24 is directly connected, Loopback0" in r3.cli("show ip route")
    assert gateway(lab, "R3") == "not set"


@pytest.mark.parametrize("named", [False, True])
def test_eigrp_flags_it(named: bool) -> None:
    nets = "network 10.0.0.0\n network 192.168.5.0\n"
    process = f"router eigrp LAB\n address-family ipv4 autonomous-system 1\n {nets}" if named else f"router eigrp 1\n {nets}"
    lab = line(R1=process, R2=process, R3=process)
    lab.run(20)
    assert gateway(lab, "R1") == "not set"
    lab["R3"].configure("ip default-network 192.168.5.0\n")
    lab.run(5)
    for name, hop in (("R2", "10.0.23.3"), ("R1", "10.0.12.2")):
        assert gateway(lab, name) == f"{hop} to network 192.168.5.0"
        assert "D*    192.168.5.0/24 [90/" in lab[name].cli("show ip route")
    assert "!!!" in lab["R1"].cli("ping 8.8.8.8")
    lab["R3"].configure("no ip default-network 192.168.5.0\n")
    lab.run(5)
    assert gateway(lab, "R1") == gateway(lab, "R2") == "not set"
    assert "D     192.168.5.0/24 [90/" in lab["R1"].cli("show ip route")


def test_rip_tells_a_default_route() -> None:
    process = "router rip\n version 2\n network 10.0.0.0\n network 192.168.5.0\n"
    lab = line(R1=process, R2=process, R3=process)
    assert gateway(lab, "R1") == "not set"
    lab["R3"].configure("ip default-network 192.168.5.0\n")
    lab.run(40)
    assert gateway(lab, "R2") == "10.0.23.3 to network 0.0.0.0" and gateway(lab, "R1") == "10.0.12.2 to network 0.0.0.0"
    assert "R*    0.0.0.0/0 [120/2] via 10.0.12.2" in lab["R1"].cli("show ip route")
    assert "!!!" in lab["R1"].cli("ping 8.8.8.8")
    lab["R3"].configure("no ip default-network 192.168.5.0\n")
    lab.run(400)
    assert gateway(lab, "R1") == "not set"
