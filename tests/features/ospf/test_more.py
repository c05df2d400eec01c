"""VRFs, unnumbered interfaces, costs, secondary addresses, several processes, static neighbours."""

from __future__ import annotations

from typing import Any

from iosemu.lab.lab import Lab
from tests.features.wired import chain, network, routes

SERIAL = (
    "interface Loopback0\n ip address 192.168.{n}.1 255.255.255.255\n"
    "interface Serial1/0\n ip unnumbered Loopback0\n no shutdown\nrouter ospf 1\n network 192.168.0.0 0.0.255.255 area 0\n"
)


def process(lab: Lab, node: str, number: int = 1) -> Any:
    return lab[node].device.engine("ospf").processes[number]


def test_unnumbered_serial_lines() -> None:
    lab = network({f"R{n}": SERIAL.format(n=n) for n in (1, 2)}, "R1:Se1/0 R2:Se1/0")
    lab.run(60)
    assert routes(lab, "R1", "ospf 1") == {"192.168.2.1/32": (110, 65)}
    assert "100 percent" in lab["R1"].cli("ping 192.168.2.1 source Loopback0")


def test_costs_follow_bandwidth_reference_and_word() -> None:
    lab = chain(2, "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n")
    lab.run(90)

    def cost() -> int:
        lab.run(20)
        return routes(lab, "R1", "ospf 1")["192.168.2.1/32"][1] - 1

    assert cost() == 1
    lab["R1"].configure("interface Fa0/0\n bandwidth 10000\n")
    assert cost() == 10
    lab["R1"].configure("router ospf 1\n auto-cost reference-bandwidth 1000\n")
    assert cost() == 100
    lab["R1"].configure("interface Fa0/0\n ip ospf cost 7\n")
    assert cost() == 7


def test_secondary_addresses() -> None:
    lab = chain(2, "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n")
    lab["R2"].configure("interface Fa0/1\n ip address 10.77.0.1 255.255.255.0 secondary\n")
    lab["R2"].configure("interface Fa0/1\n ip address 172.16.0.1 255.255.255.0 secondary\n")
    lab.run(90)
    assert routes(lab, "R1", "ospf 1") == {"10.77.0.0/24": (110, 2)}
    lab["R2"].configure("router ospf 1\n network 172.16.0.0 0.0.255.255 area 0\n")
    lab.run(20)
    assert "172.16.0.0/24" in routes(lab, "R1", "ospf 1")


def test_an_interface_has_one_process() -> None:
    """`ip ospf N area A` goes before `network`; what none of them takes is nobody's."""
    lab = chain(2)
    lab["R1"].configure(
        "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\nrouter ospf 2\n"
        "interface Fa0/0\n ip ospf 2 area 7\n"
    )
    lab.run(5)
    assert set(process(lab, "R1").ports) == {"Loopback0"}
    assert process(lab, "R1", 2).ports["FastEthernet0/0"].area.id == 7
    assert process(lab, "R1").router_id != process(lab, "R1", 2).router_id
    lab["R1"].configure("interface Fa0/0\n no ip ospf 2 area 7\n")
    lab.run(5)
    assert set(process(lab, "R1").ports) == {"Loopback0", "FastEthernet0/0"}


VRF = (
    "ip vrf A\n rd 1:1\nip vrf B\n rd 1:2\n"
    "interface Fa0/0\n no shutdown\n"
    "interface Fa0/0.10\n encapsulation dot1Q 10\n ip vrf forwarding A\n ip address 10.0.0.{n} 255.255.255.0\n"
    " ip ospf network point-to-point\n"
    "interface Fa0/0.20\n encapsulation dot1Q 20\n ip vrf forwarding B\n ip address 10.0.0.{n} 255.255.255.0\n"
    " ip ospf network point-to-point\n"
    "interface Loopback1\n ip vrf forwarding A\n ip address 192.168.{n}.1 255.255.255.255\n"
    "interface Loopback2\n ip vrf forwarding B\n ip address 172.16.{n}.1 255.255.255.255\n"
    "router ospf 1 vrf A\n network 0.0.0.0 255.255.255.255 area 0\n"
    "router ospf 2 vrf B\n network 0.0.0.0 255.255.255.255 area 0\n"
)


def test_each_vrf_has_its_own() -> None:
    lab = network({f"R{n}": VRF.format(n=n) for n in (1, 2)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(60)
    for name, number, prefix in (("A", 1, "192.168.2.1/32"), ("B", 2, "172.16.2.1/32")):
        vrf = lab["R1"].device.vrfs.get(name)
        assert vrf is not None
        assert [str(r.prefix) for r in vrf.v4 if str(r.source) == f"ospf {number}"] == [prefix]
    assert not [r for r in lab["R1"].device.vrfs.default.v4 if r.source.name == "ospf"]
    lab["R1"].configure("no ip vrf A\n")
    lab.run(5)
    assert list(lab["R1"].device.engine("ospf").processes) == [2]


def test_a_neighbour_may_be_told_nothing() -> None:
    """`database-filter all out`: the neighbour is FULL and knows nothing of us."""
    lab = chain(2, "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n")
    p2mp = " ip ospf network point-to-multipoint\n"
    lab["R1"].configure(f"interface Fa0/0\n{p2mp} ip ospf database-filter all out\n")
    lab["R2"].configure(f"interface Fa0/1\n{p2mp}")
    lab.run(90)
    assert "192.168.2.1/32" in routes(lab, "R1", "ospf 1")
    assert not routes(lab, "R2", "ospf 1")
    assert "FULL" in lab["R2"].cli("show ip ospf neighbor")
