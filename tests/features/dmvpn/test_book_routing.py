"""The lab book's routing over DMVPN and GRE: each line as the book has it, typing errors aside, is taken and does what the
book says that it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network, routes

BOOK = "seeds/000_60a8b236d853304d.txt"
SPOKES = ("R1", "R2", "R3", "R4")
# a part of the book: lines (from, to); what it has, and what is meant where the book leaves an address out or mistypes
Line = tuple[str, str]
BGP_HUB: list[Line] = [
    ("router bgp 1", ""),
    ("bgp listen range peer-group DMVPN_SPOKE", "bgp listen range 155.1.0.0/24 peer-group DMVPN_SPOKES"),
    ("neighbour DMVPN_SPOKES peer-group", "neighbor DMVPN_SPOKES peer-group"),
    ("neighbour DMVPN_SPOKES remote-as 1", "neighbor DMVPN_SPOKES remote-as 1"),
    ("neighbour DMVPN_SPOKES route-reflector-client", "neighbor DMVPN_SPOKES route-reflector-client"),
]
BGP_ALL: list[Line] = [
    ("route-map loopbacl0", "route-map loopback0"), ("match interface loopback0", ""),
    ("router bgp", "router bgp 1"), ("redistribute connected route-map loopback0", ""),
]  # fmt: skip
BGP_SPOKES: list[Line] = [("router bgp 1", ""), ("neighbor remote-as 1", "neighbor 155.1.0.5 remote-as 1")]
OSPF_ALL: list[Line] = [
    ("no router bgp 1", ""), ("router ospf 1", ""),
    ("network area 0", "network 155.1.0.0 0.0.255.255 area 0"), ("network area 0", "network 150.1.0.0 0.0.255.255 area 0"),
]  # fmt: skip


@pytest.fixture
def book(reference: Path) -> list[str]:
    path = reference.parent / BOOK
    if not path.is_file():
        pytest.skip("the book is not here")
    return [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]


def typed(book: list[str], lab: Lab, where: tuple[int, int], nodes: tuple[str, ...], lines: list[Line]) -> None:
    """They stand in these lines of the book, and routers take what is meant."""
    part = [line.lower() for line in book[where[0] - 1 : where[1]]]
    for written, _ in lines:
        assert any(line.startswith(written.lower()) for line in part), f"{where}: {written}"
    for node in nodes:
        text = "".join(f"{meant or written}\n" for written, meant in lines)
        assert lab[node].configure(text) == "", node
    lab.run(1)


def far(lab: Lab, node: str, process: str) -> dict[str, set[str]]:
    """Next hops of what a protocol has brought."""
    found: dict[str, set[str]] = {}
    for route in lab[node].device.vrfs.default.v4:
        if str(route.source) == process:
            hops = {path.next_hop for path in route.paths if path.next_hop is not None}
            found[str(route.prefix)] = {".".join(str(hop >> shift & 255) for shift in (24, 16, 8, 0)) for hop in hops}
    return found


def test_bgp_with_a_listening_hub(book: list[str]) -> None:
    with Lab.load("dmvpn-phase1-bgp") as lab:
        for node in (*SPOKES, "R5"):
            lab[node].configure("no router bgp 1\nno route-map loopback0\n")
        lab.run(30)
        typed(book, lab, (258, 283), ("R5",), BGP_HUB)
        typed(book, lab, (258, 283), (*SPOKES, "R5"), BGP_ALL)
        typed(book, lab, (258, 283), SPOKES, BGP_SPOKES)
        lab.run(120)
        assert "Dynamically created neighbors: 4, Subnet ranges: 1" in lab["R5"].cli("show ip bgp summary")
        assert far(lab, "R2", "bgp 1")["150.1.3.3/32"] == {"155.1.0.3"}  # "next hop is spokes IP and not the hub"


def test_ospf_from_point_to_point_to_broadcast(book: list[str]) -> None:
    part = (295, 373)
    with Lab.load("dmvpn-phase1-bgp") as lab:
        typed(book, lab, part, (*SPOKES, "R5"), OSPF_ALL)
        lab.run(120)
        shown = lab["R1"].cli("show ip ospf interface tunnel0")
        assert "Network Type POINT_TO_POINT" in shown
        flaps = [line for line in lab["R5"].cli("show logging").splitlines() if "Adjacency forced to reset" in line]
        assert len(flaps) > 5  # "it would continously run over and over"
        typed(book, lab, part, ("R5",), [("interface tunnel0", ""), ("ip ospf network point-to-multipoint", "")])
        # the spokes have other timers and hear nothing of it until theirs are the same
        for spoke in SPOKES:
            lab[spoke].configure("interface Tunnel0\n ip ospf network point-to-multipoint\n")
        lab.run(150)
        assert lab["R5"].cli("show ip ospf neighbor").count("FULL/  -") == 4
        typed(book, lab, part, ("R5",), [("router ospf 1", ""), ("default-information originate always", "")])
        lab.run(30)
        table = routes(lab, "R2", "ospf 1")
        assert table["0.0.0.0/0"] == (110, 1) and "150.1.3.3/32" in table
        typed(book, lab, part, ("R2",), [
            ("Access-list 1 permit", "access-list 1 permit 0.0.0.0"), ("router ospf 1", ""),
            ("distribute-list ospf 1 in", "distribute-list 1 in"),
        ])  # fmt: skip
        lab.run(30)
        assert set(routes(lab, "R2", "ospf 1")) == {"0.0.0.0/0"}  # "we could only have default route"
        assert "150.1.3.3" in lab["R2"].cli("show ip ospf database router 150.1.3.3")

        typed(book, lab, part, SPOKES, [
            ("interface tunnel0", ""), ("no tunnel destination", ""), ("tunnel mode gre multipoint", ""),
        ])  # fmt: skip
        typed(book, lab, part, ("R2",), [("Router ospf 1", ""), ("no distribute-list 1 in", "")])
        lab.run(200)
        hops = far(lab, "R2", "ospf 1")
        assert hops["150.1.3.3/32"] == {"155.1.0.5"}  # "all of the spokes is reachable via hub"

        typed(book, lab, part, (*SPOKES, "R5"), [("interface tunnel0", ""), ("ip ospf network broadcast", "")])
        typed(book, lab, part, ("R5",), [("interface tunnel 0", ""), ("ip ospf priority 255", "")])
        typed(book, lab, part, SPOKES, [
            ("int tunnel0", ""), ("ip ospfp network broadcast", "ip ospf network broadcast"), ("ip ospf priority 0", ""),
        ])  # fmt: skip
        lab["R5"].cli("clear ip ospf process", "yes")
        lab.run(200)
        assert "State DR, Priority 255" in lab["R5"].cli("show ip ospf interface tunnel0")  # "Its says I am DR"
        assert far(lab, "R2", "ospf 1")["150.1.3.3/32"] == {"155.1.0.3"}


def test_ospf_in_phase_3(book: list[str]) -> None:
    part = (424, 434)
    with Lab.load("dmvpn-phase3-eigrp") as lab:
        typed(book, lab, part, (*SPOKES, "R5"), [
            ("no router eigrp 1", ""), *OSPF_ALL[1:], ("interface tunnel 0", ""), ("ip ospf network point-to-multipoint", ""),
        ])  # fmt: skip
        lab.run(200)
        assert far(lab, "R2", "ospf 1")["150.1.3.3/32"] == {"155.1.0.5"}
        for _ in range(2):
            lab["R2"].cli("ping 150.1.3.3 source Loopback0")
            lab.run(2)
        # "routing table would say we suppose to go via R5 but cef table would say there is direct remote spoke entry"
        assert "* 155.1.0.5, from 150.1.3.3" in lab["R2"].cli("show ip route 150.1.3.3")
        assert "155.1.0.3" in lab["R2"].cli("show ip cef 150.1.3.3")


def test_ospf_over_a_plain_tunnel(book: list[str]) -> None:
    """R7 and R8 with R9 and R10 behind them; what lies between them runs EIGRP and is told of the ends of the tunnel."""
    part = (1028, 1054)
    port = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
    eigrp = "router eigrp 1\n network 10.0.78.0 0.0.0.255\n network 150.1.0.0\n"
    lo = "interface lo0\n ip address 150.1.{0}.{0} 255.255.255.255\n"
    lab = network({
        "R7": port.format("Fa0/0", "10.0.78.7") + port.format("Fa0/1", "155.1.79.7") + lo.format(7) + eigrp,
        "R8": port.format("Fa0/0", "10.0.78.8") + port.format("Fa0/1", "155.1.108.8") + lo.format(8) + eigrp,
        "R9": port.format("Fa0/0", "155.1.79.9") + lo.format(9), "R10": port.format("Fa0/0", "155.1.108.10") + lo.format(10),
    }, "R7:Fa0/0 R8:Fa0/0", "R7:Fa0/1 R9:Fa0/0", "R8:Fa0/1 R10:Fa0/0")  # fmt: skip
    lab.run(20)
    for node, peer, address in (("R7", "150.1.8.8", "155.1.78.7"), ("R8", "150.1.7.7", "155.1.78.8")):
        typed(book, lab, part, (node,), [
            ("interface tunnel0", ""), ("tunnel source lo0", ""), ("tunnel destination", f"tunnel destination {peer}"),
            ("ip address", f"ip address {address} 255.255.255.0"), ("ip ospf 1 area 0", ""),
        ])  # fmt: skip
    typed(book, lab, part, ("R7",), [("interface gig1.79", "interface Fa0/1"), ("ip ospf 1 area 0", "")])
    typed(book, lab, part, ("R8",), [("int gig1.108", "interface Fa0/1"), ("ip ospf 1 area 0", "")])
    for node in ("R9", "R10"):
        typed(book, lab, part, (node,), [("Router ospf 1", ""), ("network area 0", "network 0.0.0.0 255.255.255.255 area 0")])
    lab.run(120)
    for node in ("R7", "R8"):
        assert re.search(r"FULL/  - .* Tunnel0", lab[node].cli("show ip ospf neighbor"))  # "there is no DR election"
        assert "Tunnel0 is up, line protocol is up" in lab[node].cli("show interfaces tunnel0")
    assert routes(lab, "R9", "ospf 1")["150.1.10.10/32"] == (110, 1003)
    assert "!!!!!" in lab["R9"].cli("ping 150.1.10.10 source Loopback0")
