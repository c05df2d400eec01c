"""Neighbours in the CEF table: entries of their own only where the interface's network covers them."""

from __future__ import annotations

from tests.features.wired import network

PORT = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"


def test_a_longer_route_elsewhere_takes_the_entry_away() -> None:
    texts = {
        "R1": PORT.format("Fa0/0", "10.0.0.1") + PORT.format("Fa0/1", "10.0.9.1"),
        "R2": PORT.format("Fa0/0", "10.0.0.2"),
        "R3": PORT.format("Fa0/1", "10.0.9.3"),
    }
    lab = network(texts, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/1")
    lab.run(5)
    lab["R1"].cli("ping 10.0.0.2")
    lab["R1"].cli("ping 10.0.9.3")
    assert lab["R1"].cli("show ip cef 10.0.0.2").splitlines() == ["10.0.0.2/32", "  attached to FastEthernet0/0"]
    lab["R1"].configure("ip route 10.0.0.0 255.255.255.128 10.0.9.3\n")
    lab.run(1)
    assert lab["R1"].cli("show ip cef 10.0.0.2").splitlines() == ["10.0.0.0/25", "  nexthop 10.0.9.3 FastEthernet0/1"]
    assert "Success rate is 0 percent" in lab["R1"].cli("ping 10.0.0.2")
    lab["R1"].configure("no ip route 10.0.0.0 255.255.255.128 10.0.9.3\n")
    lab.run(1)
    assert lab["R1"].cli("show ip cef 10.0.0.2").splitlines()[0] == "10.0.0.2/32"
