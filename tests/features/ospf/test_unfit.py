"""Neighbours that do not fit each other: what each end does and counts."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.features.ospf import events
from iosemu.features.ospf.events import Step
from iosemu.features.ospf.states import IfState, NbrState
from iosemu.lab.lab import Lab
from iosemu.wire import ipv4, ospf
from iosemu.wire.ospf import Hello, Kind
from tests.features.wired import chain, log_of, routes

OSPF = "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n network 192.168.{i}.0 0.0.0.255 area 0\n"


def pair(here: str = "", there: str = "", seconds: float = 60.0) -> Lab:
    lab = chain(2, OSPF)
    assert lab["R1"].configure(here) == ""
    assert lab["R2"].configure(there) == ""
    lab.run(seconds)
    return lab


def process(lab: Lab, node: str) -> Any:
    return lab[node].device.engine("ospf").processes[1]


def heard(lab: Lab, node: str, kind: type) -> list[Any]:
    found: list[Any] = []
    lab[node].device.bus.listen(kind, found.append)
    return found


UNFIT = [
    ("interface Fa0/1\n ip ospf hello-interval 5\n", "hello", events.HelloMismatch),
    ("interface Fa0/1\n ip ospf dead-interval 41\n", "hello", events.HelloMismatch),
    ("interface Fa0/1\n ip address 10.0.12.2 255.255.255.128\n", "hello", events.HelloMismatch),
    ("router ospf 1\n network 10.0.12.0 0.0.0.255 area 1\n", "area", events.AreaRefused),
    ("router ospf 1\n router-id 192.168.1.1\n", "duplicate router ID", events.DuplicateNeighbor),
]


@pytest.mark.parametrize(("there", "why", "event"), UNFIT)
def test_both_ends_refuse(there: str, why: str, event: type) -> None:
    lab = chain(2, OSPF)
    assert lab["R2"].configure(there) == ""
    told = heard(lab, "R1", event), heard(lab, "R2", event)
    lab.run(120)
    assert not routes(lab, "R1", "ospf 1")
    for node, said in zip(("R1", "R2"), told, strict=True):
        assert process(lab, node).traffic.errors[why] > 3
        assert said
        assert not any(n.full for n in process(lab, node).neighbors())


def test_the_kind_of_area_must_be_the_same() -> None:
    area = "router ospf 1\n no network 10.0.0.0 0.255.255.255 area 0\n network 10.0.0.0 0.255.255.255 area 1\n"
    lab = chain(2, OSPF)
    lab["R1"].configure(area)
    lab["R2"].configure(f"{area} area 1 stub\n")
    told = heard(lab, "R1", events.AreaBitsMismatch), heard(lab, "R2", events.AreaBitsMismatch)
    lab.run(60)
    assert all(told)
    assert not list(process(lab, "R1").neighbors())


def test_a_larger_mtu_is_not_spoken_to() -> None:
    """The end with the smaller MTU waits in EXSTART, the other in EXCHANGE; after 25 times both give up for a minute."""
    lab = chain(2, OSPF)
    lab["R2"].configure("interface Fa0/1\n ip mtu 1400\n")
    steps = {node: heard(lab, node, events.Adj) for node in ("R1", "R2")}
    log = log_of(lab, "R2", "OSPF")
    lab.run(70)
    (small,), (large,) = process(lab, "R2").neighbors(), process(lab, "R1").neighbors()
    assert small.state is NbrState.EXSTART
    assert large.state in (NbrState.EXSTART, NbrState.EXCHANGE)
    assert any(adj.step is Step.LARGER_MTU for adj in steps["R2"])
    assert any(adj.step is Step.SMALLER_MTU for adj in steps["R1"])
    lab.run(110)
    assert any("Too many retransmissions" in text for _, text in log)
    assert process(lab, "R2").traffic.errors["mtu"] > 3
    assert "DOWN" in lab["R2"].cli("show ip ospf neighbor")
    lab.run(70)
    assert any("Ignore timer expired" in text for _, text in log)
    lab["R2"].configure("interface Fa0/1\n ip ospf mtu-ignore\n")
    lab.run(200)
    assert routes(lab, "R2", "ospf 1") == {"192.168.1.1/32": (110, 2)}


def test_types_of_networks_that_do_not_fit_are_full_and_useless() -> None:
    """Broadcast here, point-to-point there: FULL at both ends, and no routes."""
    lab = chain(2, OSPF)
    lab["R2"].configure("interface Fa0/1\n ip ospf network point-to-point\n")
    told = heard(lab, "R2", events.TypeMismatch)
    lab.run(120)
    assert [n.state for n in process(lab, "R1").neighbors()] == [NbrState.FULL]
    assert [n.state for n in process(lab, "R2").neighbors()] == [NbrState.FULL]
    assert len(told) == 1
    assert not routes(lab, "R1", "ospf 1") and not routes(lab, "R2", "ospf 1")


def test_priority_0_at_both_ends() -> None:
    lab = pair("interface Fa0/0\n ip ospf priority 0\n", "interface Fa0/1\n ip ospf priority 0\n")
    assert [n.state for n in process(lab, "R1").neighbors()] == [NbrState.TWO_WAY]
    assert "2WAY/DROTHER" in lab["R1"].cli("show ip ospf neighbor")


def test_a_passive_interface_neither_speaks_nor_hears() -> None:
    lab = pair("router ospf 1\n passive-interface FastEthernet0/0\n")
    assert not list(process(lab, "R1").neighbors())
    assert process(lab, "R1").ports["FastEthernet0/0"].state is IfState.DR
    assert process(lab, "R1").traffic.packets_out[1] == 0


def test_the_first_dr_stays() -> None:
    """A better one that comes later is not chosen (RFC 2328 section 9.4); when the DR fails the backup takes over."""
    lab = chain(2, OSPF)
    lab["R2"].configure("interface Fa0/1\n ip ospf shutdown\n")
    lab.run(60)
    port = process(lab, "R1").ports["FastEthernet0/0"]
    assert port.state is IfState.DR
    lab["R2"].configure("interface Fa0/1\n ip ospf priority 200\n no ip ospf shutdown\n")
    lab.run(60)
    assert port.state is IfState.DR
    assert process(lab, "R2").ports["FastEthernet0/1"].state is IfState.BACKUP
    lab["R1"].cli("clear ip ospf process", "yes")
    lab.run(60)
    assert process(lab, "R2").ports["FastEthernet0/1"].state is IfState.DR
    assert process(lab, "R1").ports["FastEthernet0/0"].state is IfState.BACKUP


def test_fast_hellos() -> None:
    lab = chain(2, OSPF)
    lab["R1"].configure("interface Fa0/0\n ip ospf dead-interval minimal hello-multiplier 3\n")
    lab["R2"].configure("interface Fa0/1\n ip ospf dead-interval minimal hello-multiplier 4\n")
    lab.run(15)
    assert routes(lab, "R1", "ospf 1") == {"192.168.2.1/32": (110, 2)}
    before = process(lab, "R1").traffic.packets_out[1]
    lab.run(10)
    assert 29 <= process(lab, "R1").traffic.packets_out[1] - before <= 36
    lab["R2"].configure("interface Fa0/1\n shutdown\n")
    lab.run(1.5)
    assert not list(process(lab, "R1").neighbors())


DOWN = [
    ("interface Fa0/0\n shutdown\n", "Interface down or detached"),
    ("router ospf 1\n passive-interface FastEthernet0/0\n", "Interface down or detached"),
    ("router ospf 1\n no network 10.0.0.0 0.255.255.255 area 0\n", "Interface down or detached"),
    ("interface Fa0/0\n ip ospf network point-to-point\n", "Interface down or detached"),
    ("no router ospf 1\n", "Interface down or detached"),
]


@pytest.mark.parametrize(("typed", "reason"), DOWN)
def test_why_a_neighbour_goes(typed: str, reason: str) -> None:
    lab = pair()
    told = heard(lab, "R1", events.NeighborChanged)
    lab["R1"].configure(typed)
    lab.run(1)
    assert (told[0].old, told[0].new, told[0].reason) == (NbrState.FULL, NbrState.DOWN, f"Neighbor Down: {reason}")


def test_silence_ends_it_after_the_dead_interval() -> None:
    lab = pair()
    told = heard(lab, "R1", events.NeighborChanged)
    lab["R2"].configure("access-list 100 deny ospf any any\naccess-list 100 permit ip any any\n")
    lab["R1"].configure("access-list 100 deny ospf any any\naccess-list 100 permit ip any any\n")
    lab["R1"].configure("interface Fa0/0\n ip access-group 100 in\n")
    lab.run(25)
    assert not told
    lab.run(16)
    assert told[-1].reason == "Neighbor Down: Dead timer expired"


def test_two_routers_with_one_id_further_apart() -> None:
    """No neighbours: each sees the other's router LSA in its own name, and says so."""
    lab = chain(3, OSPF)
    lab["R3"].configure("router ospf 1\n router-id 192.168.1.1\n timers throttle lsa 0 10 100\n")
    lab["R1"].configure("router ospf 1\n timers throttle lsa 0 10 100\n")
    told = heard(lab, "R1", events.DuplicateRouter), heard(lab, "R3", events.DuplicateRouter)
    lab.run(120)
    assert told[0] or told[1]
    assert {each.area for each in (*told[0], *told[1])} == {0}


def test_a_hello_as_before_counts_after_another_one() -> None:
    """One that forgot us for a moment says then what it said before: it is read, not taken for known."""
    p2p = "interface {}\n ip ospf network point-to-point\n"
    lab = pair(p2p.format("Fa0/0"), p2p.format("Fa0/1"))
    here, there = process(lab, "R1").ports["FastEthernet0/0"], process(lab, "R2").ports["FastEthernet0/1"]
    hello = Hello(here.mask, 10, 0x12, 1, 40, 0, 0)
    data = ospf.encode(Kind.HELLO, process(lab, "R2").router_id, 0, hello.encode()) + ospf.lls_block(1)
    lab["R1"].device.ip.receive(ipv4.IPv4(there.address, ospf.ALL_ROUTERS, ipv4.OSPF, data, ttl=1), here.iface)
    assert [n.state for n in process(lab, "R1").neighbors()] == [NbrState.INIT]
    lab.run(30)
    assert [n.state for n in process(lab, "R1").neighbors()] == [NbrState.FULL]
    assert routes(lab, "R1", "ospf 1") and routes(lab, "R2", "ospf 1")


def test_packets_from_further_away_than_they_may_come() -> None:
    """`ttl-security`: one that does not send with 255 is not heard; both ends that do are neighbours."""
    lab = chain(2, OSPF)
    lab["R1"].configure("router ospf 1\n ttl-security all-interfaces\n")
    steps = heard(lab, "R1", events.Adj)
    lab.run(60)
    assert "INIT/DROTHER" in lab["R2"].cli("show ip ospf neighbor")
    assert lab["R1"].cli("show ip ospf neighbor") == "\n"
    assert {(adj.step, adj.got) for adj in steps if adj.step is Step.TTL} == {(Step.TTL, 1)}
    assert "TTL Check Fail " in lab["R1"].cli("show ip ospf traffic") and process(lab, "R1").traffic.errors["ttl"] > 3
    lab["R2"].configure("interface Fa0/1\n ip ospf ttl-security hops 3\n")
    lab.run(60)
    assert routes(lab, "R1", "ospf 1") == {"192.168.2.1/32": (110, 2)}
    assert "  Strict TTL checking enabled\n" in lab["R1"].cli("show ip ospf interface Fa0/0")
    assert "  Strict TTL checking enabled, up to 3 hops allowed\n" in lab["R2"].cli("show ip ospf interface Fa0/1")
    lab["R1"].configure("interface Fa0/0\n ip ospf ttl-security disable\n")
    lab.run(60)
    assert not routes(lab, "R2", "ospf 1")
